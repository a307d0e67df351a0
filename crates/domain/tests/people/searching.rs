//! Finding people again.

use std::collections::HashMap;

use kuvend_domain::{
    change::Change,
    contacts::{self, Filter, Register, search::Quality},
    op::Op,
    paging::{Cursor, Key, PageRequest},
};
use kuvend_entity::{
    id::{ContactId, MembershipId, OrganisationId},
    kind::{FoundBy, Role},
    membership,
};
use sea_orm::{ActiveValue::Set, EntityTrait as _};

use crate::world::{World, faults, on_both};

pub(crate) async fn names(op: &Op, search: &str, filter: &Filter) -> Vec<String> {
    let page = PageRequest::default();
    let found = contacts::list(op, Some(search), (filter, None), &page).await;
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
    // Signs are no wildcards, and nobody's.
    assert_eq!(names(&world.op, "%_'", &all).await, Vec::<String>::new());
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

/// Who is called what, by a number that the table of queries names them by.
const PEOPLE: [(&str, &str); 16] = [
    ("Arben", "Çami"),
    ("Arbenita", "Çami"),
    ("Arben", "Camaj"),
    ("Novak", "Đoković"),
    ("Αθηνά", "Παπαδοπούλου"),
    ("Mark", "Gjoni"),
    ("Hans", "Müller"),
    ("Drita", "Hoxha"),
    ("Drita", "Hozha"),
    ("Јелена", "Петровић"),
    ("Maria", "De Luca"),
    ("Seán", "O’Brien"),
    ("Maria", "Këlcyra"),
    ("Mario", "Rossi"),
    ("Maria", "Rossi"),
    ("Li", "Xu"),
];

/// What is typed, and who is found by it, in this order; nobody else is.
const QUERIES: [(&str, &[usize]); 33] = [
    ("cami", &[0, 1]),
    ("ÇAMI", &[0, 1]),
    ("Cami, Arben", &[0, 1]),
    ("arben cami", &[0, 1]),
    ("arb ca", &[2, 0, 1]),
    ("arben camaj", &[2]),
    ("dokovic", &[3]),
    ("Ђоковић", &[3]),
    ("DOKOVIĆ novak", &[3]),
    ("αθηνα", &[4]),
    ("athina", &[4]),
    ("papadopoulou athina", &[4]),
    ("papadopolou", &[4]),
    ("gjon", &[5]),
    ("gjoni", &[5]),
    ("gjonni", &[5]),
    ("joni", &[]),
    ("muller", &[6]),
    ("mueller", &[6]),
    ("hoxha", &[7, 8]),
    ("hozha", &[8, 7]),
    ("drita hoxah", &[7]),
    ("dritta hoxha", &[7, 8]),
    ("petrovic", &[9]),
    ("petrovic jelena", &[9]),
    ("luca", &[10]),
    ("o'brien", &[11]),
    ("obrien sean", &[11]),
    ("kelcyra", &[12]),
    ("maria rossi", &[14, 13]),
    ("mario", &[13, 10, 12, 14]),
    ("xu li", &[15]),
    ("zz arben", &[]),
];

async fn every_query_of_the_table_finds_whom_it_must_and_nobody_else(world: &World) {
    let mut numbers = HashMap::new();
    for (number, (given, family)) in PEOPLE.into_iter().enumerate() {
        numbers.insert(world.person(given, family).await.id, number);
    }
    let page = PageRequest {
        count: true,
        ..PageRequest::default()
    };
    for (search, expected) in QUERIES {
        let found = contacts::list(&world.op, Some(search), (&Filter::default(), None), &page)
            .await
            .unwrap();
        assert_eq!(found.total, i64::try_from(expected.len()).ok(), "{search}");
        let met: Vec<usize> = found
            .items
            .iter()
            .map(|(_, row)| numbers[&row.id])
            .collect();
        assert_eq!(met, expected, "{search}");
    }
}

async fn pages_of_a_search_follow_each_other_in_both_directions(world: &World) {
    for (given, family) in PEOPLE {
        world.person(given, family).await;
    }
    let organisation = world.organisation("Rossini Opera").await;
    for family in ["Zeqo", "Marku"] {
        world
            .registered(Register {
                given_name: "Ina".to_owned(),
                family_name: family.to_owned(),
                organisation: Some(organisation),
                ..Register::default()
            })
            .await;
    }
    let all = Filter::default();
    for (search, many) in [
        ("a", 4),
        ("maria rossi", 2),
        ("mario", 4),
        ("ross", 4),
        ("rossi", 4),
        ("m", 7),
    ] {
        let list = async |page: PageRequest| {
            contacts::list(&world.op, Some(search), (&all, None), &page)
                .await
                .unwrap()
        };
        let whole: Vec<_> = list(PageRequest::default())
            .await
            .items
            .into_iter()
            .map(|(_, row)| row.id)
            .collect();
        assert_eq!(whole.len(), many, "{search}");
        for backward in [false, true] {
            for limit in 1..4 {
                let mut page = PageRequest {
                    limit,
                    backward,
                    ..PageRequest::default()
                };
                let mut seen = Vec::new();
                loop {
                    let found = list(page.clone()).await;
                    let ids = found.items.iter().map(|(_, row)| row.id);
                    if backward {
                        page.before = found.items.first().map(|(place, _)| place.clone());
                        seen.splice(0..0, ids);
                    } else {
                        page.after = found.items.last().map(|(place, _)| place.clone());
                        seen.extend(ids);
                    }
                    if !(if backward {
                        found.has_previous
                    } else {
                        found.has_next
                    }) {
                        break;
                    }
                }
                assert_eq!(seen, whole, "{search} {backward} {limit}");
            }
        }
    }
    let place = Cursor(Key::Text("cami arben".to_owned()), world.office.0);
    let foreign = PageRequest {
        after: Some(place),
        ..PageRequest::default()
    };
    let found = contacts::list(&world.op, Some("cami"), (&all, None), &foreign).await;
    assert_eq!(faults(found), ["after MALFORMED"]);
}

async fn people_are_found_by_their_organisation_after_those_who_are_called_so(world: &World) {
    let organisation = world.organisation("Agjencia Kombëtare e Diasporës").await;
    let member = |given: &str, family: &str| Register {
        given_name: given.to_owned(),
        family_name: family.to_owned(),
        organisation: Some(organisation),
        email: format!("{}@diaspora.example.net", given.to_lowercase())
            .parse()
            .ok(),
        ..Register::default()
    };
    world.registered(member("Arta", "Zeqo")).await;
    world.registered(member("Besa", "Diaspori")).await;
    world.person("Cile", "Kombi").await;
    let all = Filter::default();
    assert_eq!(
        names(&world.op, "kombëtare", &all).await,
        ["Arta Zeqo", "Besa Diaspori"]
    );
    assert_eq!(names(&world.op, "arta agjencia", &all).await, ["Arta Zeqo"]);
    assert_eq!(
        names(&world.op, "komb", &all).await,
        ["Cile Kombi", "Arta Zeqo", "Besa Diaspori"]
    );
    let arta = contacts::list(
        &world.op,
        Some("artta komb zeqo"),
        (&all, None),
        &PageRequest::default(),
    )
    .await;
    assert!(
        arta.unwrap().items.is_empty(),
        "a slip and an organisation together find nobody"
    );
    let found = contacts::list(
        &world.op,
        Some("arta komb"),
        (&all, None),
        &PageRequest::default(),
    )
    .await
    .unwrap();
    let ids: Vec<_> = found.items.iter().map(|(_, row)| row.id).collect();
    let met = contacts::search::matches(&world.op, "arta komb", &ids)
        .await
        .unwrap();
    let met: Vec<_> = met[&ids[0]]
        .iter()
        .map(|one| (one.text.as_str(), one.found_by, one.quality))
        .collect();
    assert_eq!(
        met,
        [
            ("Arta", FoundBy::Name, Quality::Whole),
            (
                "Agjencia Kombëtare e Diasporës",
                FoundBy::Organisation,
                Quality::Beginning
            )
        ]
    );
}

/// Walks page by page through who is found, one to a page, and back again.
async fn one_by_one(op: &Op, search: &str) -> Vec<String> {
    let all = Filter::default();
    let mut names = Vec::new();
    let mut page = PageRequest {
        limit: 1,
        ..PageRequest::default()
    };
    loop {
        let found = contacts::list(op, Some(search), (&all, None), &page).await;
        let mut found = found.unwrap();
        let Some((place, row)) = found.items.pop() else {
            break;
        };
        names.push(row.display_name.clone());
        if let Some(last) = names.len().checked_sub(2) {
            let back = PageRequest {
                limit: 1,
                before: Some(place.clone()),
                backward: true,
                ..PageRequest::default()
            };
            let before = contacts::list(op, Some(search), (&all, None), &back).await;
            assert_eq!(before.unwrap().items[0].1.display_name, names[last]);
        }
        if !found.has_next {
            break;
        }
        page.after = Some(place);
    }
    names.sort();
    names
}

async fn who_belongs_to_an_organisation_is_found_however_many_belong(world: &World) {
    let bodies = [
        world.organisation("Embassy of Italy").await,
        world.organisation("Embassy of Greece").await,
        world.organisation("Hoxha Foundation").await,
    ];
    let mut members = Vec::new();
    for (given, family, of) in [
        ("Arta", "Hoxha", vec![0, 1]),
        ("Besa", "Hoxha", vec![0]),
        ("Cile", "Hoxhaj", vec![1]),
        ("Drita", "Zeqo", vec![1]),
        ("Embassyna", "Hoxha", vec![1]),
        ("Elira", "Hoxha", vec![]),
        ("Fatos", "Zeqo", vec![0, 2]),
        ("Gerta", "Zeqo", vec![2]),
    ] {
        let person = world.person(given, family).await;
        for body in of {
            members.push(membership(world, person.id, bodies[body], None));
        }
    }
    let former = world.person("Former", "Hoxha").await.id;
    let left = chrono::NaiveDate::from_ymd_opt(2020, 1, 1);
    members.push(membership(world, former, bodies[0], left));
    enter(world, members).await;
    // By fewer members than words, by fewer words than members, and by members of whom there are too many to sort.
    let expected = [
        (
            "hoxha embassy",
            vec![
                "Arta Hoxha",
                "Besa Hoxha",
                "Cile Hoxhaj",
                "Embassyna Hoxha",
                "Fatos Zeqo",
            ],
        ),
        ("cile embassy", vec!["Cile Hoxhaj"]),
        (
            "embassy",
            vec![
                "Arta Hoxha",
                "Besa Hoxha",
                "Cile Hoxhaj",
                "Drita Zeqo",
                "Embassyna Hoxha",
                "Fatos Zeqo",
            ],
        ),
        ("foundation", vec!["Fatos Zeqo", "Gerta Zeqo"]),
        (
            "italy embassy",
            vec!["Arta Hoxha", "Besa Hoxha", "Fatos Zeqo"],
        ),
        ("elira embassy", vec![]),
    ];
    for more in [0, 5_000] {
        let gone = (0..more).map(|_| membership(world, former, bodies[0], left));
        enter(world, gone.collect()).await;
        for (search, found) in &expected {
            assert_eq!(
                &one_by_one(&world.op, search).await,
                found,
                "{search}, {more}"
            );
        }
    }
}

fn membership(
    world: &World,
    person: ContactId,
    body: OrganisationId,
    to_on: Option<chrono::NaiveDate>,
) -> membership::ActiveModel {
    membership::ActiveModel {
        id: Set(MembershipId::new()),
        office_id: Set(world.office),
        contact_id: Set(person),
        organisation_id: Set(body),
        to_on: Set(to_on),
        is_primary: Set(false),
        created_at: Set(world.op.clock.now()),
        ..Default::default()
    }
}

async fn enter(world: &World, members: Vec<membership::ActiveModel>) {
    let tx = world.op.db.write().await.unwrap();
    for some in members.chunks(500) {
        let some = membership::Entity::insert_many(some.to_vec());
        some.exec_without_returning(&tx).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn who_is_called_otherwise_is_found_so_and_not_as_before(world: &World) {
    let arta = world.person("Arta", "Hoxha").await;
    let all = Filter::default();
    let mut cmd = contacts::Update::of(arta.id, arta.version);
    cmd.family_name = Some("Vlashi".to_owned());
    cmd.phone = Change::Set("069 123 4567".to_owned());
    contacts::update(&world.op, cmd).await.unwrap();
    for search in ["hoxha", "hoxah"] {
        assert!(names(&world.op, search, &all).await.is_empty(), "{search}");
    }
    for search in ["vlashi", "vlashhi arta", "069 123", "+355691234567"] {
        assert_eq!(
            names(&world.op, search, &all).await,
            ["Arta Vlashi"],
            "{search}"
        );
    }
    let done = contacts::search::rebuild(&world.op.db, |_| ())
        .await
        .unwrap();
    assert_eq!(done, 1);
    assert_eq!(names(&world.op, "vlashhi", &all).await, ["Arta Vlashi"]);
}

on_both! {
    every_query_of_the_table_finds_whom_it_must_and_nobody_else
    pages_of_a_search_follow_each_other_in_both_directions
    people_are_found_by_their_organisation_after_those_who_are_called_so
    who_belongs_to_an_organisation_is_found_however_many_belong
    who_is_called_otherwise_is_found_so_and_not_as_before
    accents_case_order_and_script_do_not_matter
    an_address_finds_nobody_for_who_may_not_see_it
}
