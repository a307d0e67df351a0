//! Lists of people: filters, and pages that follow each other.

use kuvend_domain::{
    contacts::{self, Filter, Order, OrderBy, Register},
    paging::{Cursor, Key, PageRequest},
};
use kuvend_entity::kind::ProfileKind;

use crate::{
    searching::names,
    world::{World, faults, on_both},
};

async fn a_filter_narrows_what_a_search_finds(world: &World) {
    for (given, country) in [("Arta", "IT"), ("Artan", "GR"), ("Artur", "IT")] {
        world
            .registered(Register {
                given_name: given.to_owned(),
                family_name: "Hoxha".to_owned(),
                residence_country: country.parse().ok(),
                ..Register::default()
            })
            .await;
    }
    let living = Filter {
        residence_countries: Some(vec!["IT".parse().unwrap()]),
        ..Filter::default()
    };
    assert_eq!(
        names(&world.op, "art", &living).await,
        ["Arta Hoxha", "Artur Hoxha"]
    );
    assert_eq!(
        names(&world.op, "hoxah", &living).await,
        ["Arta Hoxha", "Artur Hoxha"]
    );
    let descending = Some(Order {
        by: OrderBy::Name,
        descending: true,
    });
    let found = contacts::list(
        &world.op,
        Some("art"),
        (&living, descending),
        &PageRequest::default(),
    )
    .await
    .unwrap();
    let found: Vec<_> = found
        .items
        .iter()
        .map(|(_, row)| row.given_name.as_str())
        .collect();
    assert_eq!(found, ["Artur", "Arta"]);
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
        let found = contacts::list(&world.op, None, (&all, Some(order)), &page)
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
    let found = contacts::list(&world.op, None, (&all, Some(order)), &foreign).await;
    assert_eq!(faults(found), ["after MALFORMED"]);
    let by_time = Order {
        by: OrderBy::CreatedAt,
        descending: true,
    };
    let page = PageRequest::default();
    let found = contacts::list(&world.op, None, (&all, Some(by_time)), &page).await;
    assert_eq!(found.unwrap().items.len(), 5);
}

on_both! {
    a_filter_narrows_what_a_search_finds
    what_is_not_known_is_not_among_what_a_filter_excludes
    pages_follow_each_other_without_a_gap_and_no_place_fits_another_order
}
