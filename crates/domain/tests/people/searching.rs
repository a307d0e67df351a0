//! Finding people again.

use kuvend_domain::{
    contacts::{self, Filter, Order, OrderBy, Register},
    op::Op,
    paging::{Cursor, Key, PageRequest},
};
use kuvend_entity::kind::{ProfileKind, Role};

use crate::world::{World, faults, on_both};

async fn names(op: &Op, search: &str, filter: &Filter) -> Vec<String> {
    let page = PageRequest::default();
    let found = contacts::list(op, Some(search), (filter, Order::default()), &page).await;
    let items = found.unwrap().items.into_iter();
    items.map(|(_, row)| row.display_name.clone()).collect()
}

async fn accents_case_order_and_script_do_not_matter(world: &World) {
    for (given, family) in [
        ("Arben", "Çami"),
        ("Novak", "Đoković"),
        ("Αθηνά", "Παπαδοπούλου"),
        ("Mark", "Gjoni"),
    ] {
        world.person(given, family).await;
    }
    let all = Filter::default();
    for (search, found) in [
        ("cami", "Arben Çami"),
        ("Cami, Arben", "Arben Çami"),
        ("ARBEN çami", "Arben Çami"),
        ("dokovic", "Novak Đoković"),
        ("athina", "Αθηνά Παπαδοπούλου"),
        ("αθηνα", "Αθηνά Παπαδοπούλου"),
        ("gjon", "Mark Gjoni"),
    ] {
        assert_eq!(names(&world.op, search, &all).await, [found], "{search}");
    }
    assert_eq!(names(&world.op, "joni", &all).await, Vec::<String>::new());
    assert_eq!(names(&world.op, "", &all).await.len(), 4);
    assert_eq!(names(&world.op, "%_'", &all).await.len(), 4);
}

async fn an_address_finds_nobody_for_who_may_not_see_it(world: &World) {
    world
        .registered(Register {
            given_name: "Arta".to_owned(),
            family_name: "Hoxha".to_owned(),
            email: "secret.box@example.org".parse().ok(),
            phone: Some("069 123 4567".to_owned()),
            ..Register::default()
        })
        .await;
    let all = Filter::default();
    let officer = world.with_role(Role::EventOfficer);
    let analyst = world.with_role(Role::Analyst);
    for search in [
        "secret.box@ex",
        "box",
        "+355 69 123 4567",
        "0691234567",
        "069 123",
    ] {
        assert_eq!(
            names(&officer, search, &all).await,
            ["Arta Hoxha"],
            "{search}"
        );
        assert!(names(&analyst, search, &all).await.is_empty(), "{search}");
    }
    assert_eq!(names(&analyst, "hox art", &all).await, ["Arta Hoxha"]);
}

async fn what_is_not_known_is_not_among_what_a_filter_excludes(world: &World) {
    for (given, country) in [("Arta", Some("IT")), ("Besa", Some("GR")), ("Cile", None)] {
        world
            .registered(Register {
                given_name: given.to_owned(),
                family_name: "Hoxha".to_owned(),
                residence_country: country.and_then(|country| country.parse().ok()),
                profile_kinds: vec![ProfileKind::Artist, ProfileKind::Student],
                ..Register::default()
            })
            .await;
    }
    let living = |country: &str| Filter {
        residence_countries: Some(vec![country.parse().unwrap()]),
        ..Filter::default()
    };
    let found = async |filter: Filter| names(&world.op, "", &filter).await;
    assert_eq!(found(living("IT")).await, ["Arta Hoxha"]);
    let not = Filter {
        not: Some(Box::new(living("IT"))),
        ..Filter::default()
    };
    assert_eq!(found(not).await, ["Besa Hoxha", "Cile Hoxha"]);
    let any = Filter {
        any: Some(vec![living("IT"), living("GR")]),
        ..Filter::default()
    };
    assert_eq!(found(any).await.len(), 2);
    let none = Filter {
        any: Some(Vec::new()),
        ..Filter::default()
    };
    assert!(found(none).await.is_empty());
    let nothing = Filter {
        not: Some(Box::default()),
        ..Filter::default()
    };
    assert!(found(nothing).await.is_empty());
    for (kind, many) in [(ProfileKind::Artist, 3), (ProfileKind::Diplomat, 0)] {
        let kinds = Filter {
            profile_kinds: Some(vec![kind]),
            ..Filter::default()
        };
        assert_eq!(found(kinds).await.len(), many);
    }
}

async fn pages_follow_each_other_without_a_gap_and_no_place_fits_another_order(world: &World) {
    for family in ["Çami", "Ahmeti", "Zeqo", "Hoxha", "Đoković"] {
        world.person("A", family).await;
    }
    let order = Order::default();
    let all = Filter::default();
    let mut seen = Vec::new();
    let mut page = PageRequest {
        limit: 2,
        count: true,
        ..PageRequest::default()
    };
    loop {
        let found = contacts::list(&world.op, None, (&all, order), &page)
            .await
            .unwrap();
        assert_eq!(found.total, Some(5));
        page.after = found.items.last().map(|(cursor, _)| cursor.clone());
        seen.extend(
            found
                .items
                .into_iter()
                .map(|(_, row)| row.family_name.clone()),
        );
        if !found.has_next {
            break;
        }
    }
    assert_eq!(seen, ["Ahmeti", "Çami", "Đoković", "Hoxha", "Zeqo"]);
    let place = Cursor(Key::Instant(0), world.office.0);
    let foreign = PageRequest {
        after: Some(place),
        ..PageRequest::default()
    };
    let found = contacts::list(&world.op, None, (&all, order), &foreign).await;
    assert_eq!(faults(found), ["after MALFORMED"]);
    let by_time = Order {
        by: OrderBy::CreatedAt,
        descending: true,
    };
    let page = PageRequest::default();
    let found = contacts::list(&world.op, None, (&all, by_time), &page).await;
    assert_eq!(found.unwrap().items.len(), 5);
}

on_both! {
    accents_case_order_and_script_do_not_matter
    an_address_finds_nobody_for_who_may_not_see_it
    what_is_not_known_is_not_among_what_a_filter_excludes
    pages_follow_each_other_without_a_gap_and_no_place_fits_another_order
}
