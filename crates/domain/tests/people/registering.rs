//! Registering once.

use kuvend_domain::{
    consents::{self, Said},
    contacts::{self, IfDuplicate, Reason, Register, Registered},
};
use kuvend_entity::{
    consent, contact,
    id::OrganisationId,
    kind::{ConsentState, Role},
};
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::world::{World, at, faults, on_both};

fn arta() -> Register {
    Register {
        given_name: "Arta".to_owned(),
        family_name: "Hoxha".to_owned(),
        email: "Arta.Hoxha@example.org".parse().ok(),
        phone: Some("069 123 4567".to_owned()),
        ..Register::default()
    }
}

async fn candidates(world: &World, cmd: Register) -> Vec<Vec<Reason>> {
    match contacts::register(&world.op, cmd).await.unwrap() {
        Registered::Candidates(found) => found.into_iter().map(|one| one.reasons).collect(),
        Registered::Contact(row) => panic!("registered: {row:?}"),
    }
}

async fn count(world: &World) -> u64 {
    let db = world.op.db.reader();
    contact::Entity::find().count(db).await.unwrap()
}

async fn who_is_perhaps_registered_already_is_asked_about(world: &World) {
    let first = world.registered(arta()).await;
    let all = [Reason::Email, Reason::Phone, Reason::Name];
    assert_eq!(candidates(world, arta()).await, [all.to_vec()]);
    let by_email = Register {
        given_name: "A.".to_owned(),
        email: "ARTA.hoxha@EXAMPLE.org".parse().ok(),
        phone: None,
        ..arta()
    };
    assert_eq!(candidates(world, by_email).await, [vec![Reason::Email]]);
    let by_phone = Register {
        family_name: "Leka".to_owned(),
        email: None,
        phone: Some("+355 69 1234567".to_owned()),
        ..arta()
    };
    assert_eq!(candidates(world, by_phone).await, [vec![Reason::Phone]]);
    let by_name = Register {
        given_name: "ARTA".to_owned(),
        email: None,
        phone: None,
        ..arta()
    };
    assert_eq!(
        candidates(world, by_name.clone()).await,
        [vec![Reason::Name]]
    );
    let weak = Register {
        if_duplicate: IfDuplicate::UseExisting,
        ..by_name.clone()
    };
    assert_eq!(candidates(world, weak).await, [vec![Reason::Name]]);
    assert_eq!(count(world).await, 1);
    let strong = Register {
        honorific: Some("Dr.".to_owned()),
        if_duplicate: IfDuplicate::UseExisting,
        ..arta()
    };
    assert_eq!(world.registered(strong).await, first);
    let anyway = Register {
        if_duplicate: IfDuplicate::CreateAnyway,
        ..by_name
    };
    assert_ne!(world.registered(anyway).await.id, first.id);
    assert_eq!(count(world).await, 2);
}

async fn everything_that_is_wrong_is_told_at_once_and_nothing_is_written(world: &World) {
    let wrong = Register {
        residence_country: "AL".parse().ok(),
        residence_subdivision: Some("IT-25".to_owned()),
        birth_year: Some(2027),
        emigrated_in: Some(1899),
        organisation: Some(OrganisationId::new()),
        consents: vec![
            Said {
                purpose: "world-peace".to_owned(),
                given_at: Some(at("2026-01-16T00:00:00Z")),
                ..said(ConsentState::Given)
            },
            Said {
                wording_version: Some(7),
                ..said(ConsentState::Given)
            },
        ],
        ..arta()
    };
    assert_eq!(
        faults(contacts::register(&world.op, wrong).await),
        [
            "residenceSubdivision INCONSISTENT",
            "birthYear OUT_OF_RANGE",
            "emigratedIn OUT_OF_RANGE",
            "organisationId NOT_FOUND",
            "consents.0.givenAt TOO_LATE",
            "consents.0.purpose NOT_FOUND",
            "consents.1.wordingVersion OUT_OF_RANGE",
        ]
    );
    assert_eq!(count(world).await, 0);
}

fn said(state: ConsentState) -> Said {
    Said {
        purpose: "follow-up".to_owned(),
        state,
        wording_version: None,
        language: None,
        channel: None,
        given_at: None,
        evidence: None,
    }
}

async fn the_latest_line_of_the_ledger_counts_whatever_the_order_of_writing(world: &World) {
    let row = world
        .registered(Register {
            consents: vec![
                said(ConsentState::Refused),
                Said {
                    given_at: Some(at("2025-05-01T00:00:00Z")),
                    ..said(ConsentState::Given)
                },
            ],
            ..arta()
        })
        .await;
    let lines = consents::latest(&world.op, &[row.id]).await.unwrap();
    let lines = &lines[&row.id];
    assert_eq!(lines.len(), 1);
    assert_eq!(
        (lines[0].0.as_str(), lines[0].1.state),
        ("follow-up", ConsentState::Refused)
    );
    let all = consent::Entity::find()
        .count(world.op.db.reader())
        .await
        .unwrap();
    assert_eq!(all, 2);
}

async fn who_may_not_see_details_sees_that_they_are_hidden(world: &World) {
    let row = world
        .registered(Register {
            birth_year: Some(1980),
            ..arta()
        })
        .await;
    let analyst = world.with_role(Role::Analyst);
    let seen = contacts::find(&analyst, row.id).await.unwrap().unwrap();
    assert_eq!(seen.birth_year, None);
    assert_eq!(
        contacts::hidden_fields(&analyst, world.office),
        ["primaryEmail", "emails", "phones", "birthYear", "birthOn"]
    );
    assert!(
        contacts::emails(&analyst, &[row.id])
            .await
            .unwrap()
            .is_empty()
    );
    assert!(
        contacts::phones(&analyst, &[row.id])
            .await
            .unwrap()
            .is_empty()
    );
    let officer = world.with_role(Role::ProgrammeOfficer);
    let seen = contacts::find(&officer, row.id).await.unwrap().unwrap();
    assert_eq!(seen.birth_year, Some(1980));
    let phones = contacts::phones(&officer, &[row.id]).await.unwrap();
    assert_eq!(phones[&row.id][0].e164.as_deref(), Some("+355691234567"));
    assert!(contacts::hidden_fields(&officer, world.office).is_empty());
}

on_both! {
    who_is_perhaps_registered_already_is_asked_about
    everything_that_is_wrong_is_told_at_once_and_nothing_is_written
    the_latest_line_of_the_ledger_counts_whatever_the_order_of_writing
    who_may_not_see_details_sees_that_they_are_hidden
}
