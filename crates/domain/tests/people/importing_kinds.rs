//! Bringing in organisations, and what people do in them.

use std::fmt::Write as _;

use kuvend_domain::{
    contacts::{self, Register},
    imports::{self, Fate, Import, Imported, What},
    memberships, organisations,
};
use kuvend_entity::{
    kind::{ImportMode, OrganisationKind},
    membership, organisation,
    value::CountryCode,
};
use sea_orm::EntityTrait;

use crate::{
    importing::{Heard, Scrap, brought, numbers},
    world::{World, on_both},
};

async fn bodies(world: &World, text: &str, mode: ImportMode) -> (Imported, Heard) {
    let file = Scrap::of(text);
    let cmd = Import {
        what: What::Organisations,
        ..file.import(mode)
    };
    brought(world, cmd).await
}

async fn people(world: &World, text: &str, mode: ImportMode) -> (Imported, Heard) {
    let file = Scrap::of(text);
    brought(world, file.import(mode)).await
}

/// How a line failed.
fn why(heard: &Heard, line: usize) -> String {
    match &heard.lines[line].1 {
        fate @ Fate::Fail(_) => fate.detail(),
        other => panic!("{other:?}"),
    }
}

async fn all(world: &World) -> Vec<organisation::Model> {
    let db = world.op.db.reader();
    let mut rows = organisation::Entity::find().all(db).await.unwrap();
    rows.sort_by(|one, other| one.sort_name.cmp(&other.sort_name));
    rows
}

async fn functions(world: &World) -> Vec<membership::Model> {
    let db = world.op.db.reader();
    let mut rows = membership::Entity::find().all(db).await.unwrap();
    rows.sort_by_key(|row| row.id);
    rows
}

const LIST: &str = "Emri;Name English;Lloji;Shteti;Varet nga;Shkurtesa;Website\n\
    Ministria;Ministry;Ministri;Shqipëri;;M|MPJ;https://ministry.example.org\n\
    Agjencia;Agency;GOVERNMENT;AL;Ministria;;\n\
    Ambasada;Embassy;Ambasadë;IT;;;\n\
    Ambasada;Embassy;Ambasadë;GR;;;\n";

async fn organisations_come_in_and_the_same_file_twice_changes_nothing(world: &World) {
    let before = world.contents().await;
    let file = Scrap::of(LIST);
    let trial = Import {
        what: What::Organisations,
        dry_run: true,
        ..file.import(ImportMode::Update)
    };
    let (tried, _) = brought(world, trial).await;
    assert_eq!(numbers(tried.progress), [4, 0, 0, 0, 0, 0]);
    assert_eq!(world.contents().await, before, "a trial writes nothing");
    let (first, _) = bodies(world, LIST, ImportMode::Update).await;
    assert_eq!(numbers(first.progress), [4, 0, 0, 0, 0, 0]);
    let rows = all(world).await;
    let told: Vec<(&str, OrganisationKind, Option<&str>)> = rows
        .iter()
        .map(|row| {
            let country = row.country.as_ref().map(CountryCode::as_str);
            (row.sort_name.as_str(), row.kind, country)
        })
        .collect();
    assert_eq!(told[0].1, OrganisationKind::Government);
    assert_eq!(
        told.iter().map(|row| row.0).collect::<Vec<_>>(),
        ["agjencia", "ambasada", "ambasada", "ministria"]
    );
    assert_eq!(rows[0].parent_id, Some(rows[3].id));
    assert_eq!(rows[3].variants.0, ["M", "MPJ"]);
    for mode in [ImportMode::Update, ImportMode::FillEmpty] {
        let (again, _) = bodies(world, LIST, mode).await;
        assert_eq!(numbers(again.progress), [0, 0, 4, 0, 0, 0]);
    }
    let (again, _) = bodies(world, LIST, ImportMode::CreateOnly).await;
    assert_eq!(numbers(again.progress), [0, 0, 0, 4, 0, 0]);
    assert_eq!(all(world).await, rows);
    let undone = imports::undo(&world.op, first.id.unwrap(), |_| ())
        .await
        .unwrap();
    assert_eq!((undone.removed, undone.left.len()), (4, 0));
    assert!(all(world).await.is_empty());
}

async fn a_name_of_no_language_is_kept_beside_one_of_the_offices_own(world: &World) {
    let text = "Name;Name SQ;Kind;Parent\n\
        Ministry;Ministria;Government;\n\
        Agency;Agjencia;Government;Ministry\n";
    let (done, _) = bodies(world, text, ImportMode::Update).await;
    assert_eq!(numbers(done.progress), [2, 0, 0, 0, 0, 0]);
    let rows = all(world).await;
    assert_eq!(
        (rows[1].sort_name.as_str(), &rows[1].variants.0[..]),
        ("ministria", &["Ministry".to_owned()][..])
    );
    assert_eq!(rows[0].parent_id, Some(rows[1].id));
    let (again, _) = bodies(world, text, ImportMode::Update).await;
    assert_eq!(numbers(again.progress), [0, 0, 2, 0, 0, 0]);
}

async fn an_organisation_is_known_by_the_names_that_it_has_by_then(world: &World) {
    bodies(
        world,
        "Name EN;Name SQ;Kind\nOffice;Zyra;Government\n",
        ImportMode::Update,
    )
    .await;
    let text = "Name EN;Name SQ;Kind\n\
        Bureau;Zyra;Government\n\
        Office;;Government\n\
        Bureau;;Government\n";
    let (done, _) = bodies(world, text, ImportMode::Update).await;
    assert_eq!(numbers(done.progress), [1, 1, 1, 0, 0, 0], "another office");
}

async fn an_undo_that_is_broken_off_goes_on_where_it_was(world: &World) {
    let known = world
        .registered(Register {
            given_name: "Arta".to_owned(),
            family_name: "Hoxha".to_owned(),
            email: "arta@example.org".parse().ok(),
            ..Register::default()
        })
        .await;
    let before = world.people().await;
    let mut text = "First name,Last name,Email,City\n".to_owned();
    for number in 0..700 {
        writeln!(text, "Guest,Number{number},guest{number}@example.org,").unwrap();
    }
    text.push_str("Arta,Hoxha,arta@example.org,Bari\n");
    let (done, _) = people(world, &text, ImportMode::Update).await;
    assert_eq!(numbers(done.progress), [700, 1, 0, 0, 0, 0]);
    let id = done.id.unwrap();
    let (tell, mut told) = tokio::sync::watch::channel(0);
    tokio::select! {
        biased;
        _ = told.wait_for(|done| *done > 0) => {}
        undone = imports::undo(&world.op, id, |done| tell.send_modify(|last| *last = done)) => panic!("{undone:?}"),
    }
    let now = contacts::find(&world.op, known.id).await.unwrap().unwrap();
    assert_eq!(now.version, 1, "the last line is taken back");
    assert_ne!(world.people().await, before, "the first is not");
    let undone = imports::undo(&world.op, id, |_| ()).await.unwrap();
    assert_eq!((undone.restored, undone.left.len()), (0, 0));
    assert_eq!(world.people().await, before);
}

async fn lines_of_organisations_that_cannot_be_taken_say_why(world: &World) {
    bodies(world, LIST, ImportMode::Update).await;
    let before = all(world).await;
    let text = "Name;Kind;Country;Parent;Website\n\
        ;GOVERNMENT;AL;;\n\
        New;;;;\n\
        New;club;;;\n\
        New;EU;;Nowhere;\n\
        New;EU;;Ambasada;\n\
        New;EU;Atlantis;;ftp://example.org\n\
        Ministria;;AL;Agjencia;\n\
        AMBASADA;;IT;;\n\
        Ambasada;;;;\n";
    let (done, heard) = bodies(world, text, ImportMode::Update).await;
    assert_eq!(numbers(done.progress), [0, 0, 0, 0, 2, 7]);
    let told: Vec<String> = (0..7).map(|line| why(&heard, line)).collect();
    assert_eq!(
        told,
        [
            "name REQUIRED",
            "kind REQUIRED",
            "kind MALFORMED",
            "parent NOT_FOUND",
            "parent POSSIBLE_DUPLICATE",
            "country MALFORMED; website MALFORMED",
            "parent INCONSISTENT",
        ]
    );
    assert_eq!(all(world).await, before);
}

async fn undoing_gives_organisations_back_what_nobody_changed_since(world: &World) {
    bodies(world, LIST, ImportMode::Update).await;
    let before = all(world).await;
    let text = "Emri;Name Italian;Lloji;Shteti;Website\n\
        Agjencia;Agenzia;UN_AGENCY;AL;https://agency.example.org\n\
        Ministria;Ministero;;AL;https://new.example.org\n\
        Shoqata;;Shoqatë;IT;\n";
    let (first, _) = bodies(world, text, ImportMode::FillEmpty).await;
    assert_eq!(numbers(first.progress), [1, 2, 0, 0, 0, 0]);
    let filled = all(world).await;
    assert_eq!(filled[0].kind, OrganisationKind::Government, "it was said");
    assert_eq!(
        filled[0].website.as_deref(),
        Some("https://agency.example.org")
    );
    assert_eq!(filled[3 - 1].version, 1);
    let undone = imports::undo(&world.op, first.id.unwrap(), |_| ()).await;
    assert_eq!(undone.unwrap().restored, 2);
    assert_eq!(all(world).await, before, "row for row");
    let (second, _) = bodies(world, text, ImportMode::Update).await;
    let now = all(world).await;
    let agency = now.iter().find(|row| row.sort_name == "agjencia").unwrap();
    let cmd = organisations::Update {
        id: agency.id,
        version: agency.version,
        name: None,
        variants: None,
        kind: Some(OrganisationKind::Eu),
        country: kuvend_domain::change::Change::Leave,
        parent: kuvend_domain::change::Change::Leave,
        website: kuvend_domain::change::Change::Leave,
    };
    organisations::update(&world.op, cmd).await.unwrap();
    let club = now.iter().find(|row| row.sort_name == "shoqata").unwrap();
    let member = world.person("Arta", "Hoxha").await;
    memberships::add(
        &world.op,
        memberships::Add {
            contact: member.id,
            organisation: club.id,
            function: None,
            from_on: None,
            to_on: None,
            is_primary: None,
            rank: None,
            precedence_on: None,
        },
    )
    .await
    .unwrap();
    let undone = imports::undo(&world.op, second.id.unwrap(), |_| ())
        .await
        .unwrap();
    assert_eq!((undone.removed, undone.restored), (0, 1));
    let left: Vec<_> = undone
        .left
        .iter()
        .map(|left| (left.organisation, left.fields.clone()))
        .collect();
    assert_eq!(
        left,
        [(Some(agency.id), vec!["kind"]), (Some(club.id), vec![])]
    );
}

async fn what_people_do_in_organisations_comes_in_and_goes_again(world: &World) {
    bodies(world, LIST, ImportMode::Update).await;
    let text = "First name,Last name,Email,Organisation,Function,Member since,Member until\n\
        Arta,Hoxha,arta@example.org,Ministria,Adviser,2020-01-31,\n\
        Arta,Hoxha,arta@example.org,Agency,Director,01.02.2024,\n\
        Besa,Leka,besa@example.org,Embassy,,,\n\
        Cela,Kola,cela@example.org,Ministria,,2024-02-01,2020-01-01\n";
    let empty = world.people().await;
    let (first, heard) = people(world, text, ImportMode::FillEmpty).await;
    assert_eq!(numbers(first.progress), [1, 1, 0, 0, 0, 2]);
    assert_eq!(
        why(&heard, 2),
        "organisation POSSIBLE_DUPLICATE",
        "two embassies"
    );
    assert_eq!(why(&heard, 3), "functionTo INCONSISTENT");
    let told = functions(world).await;
    assert_eq!(told.len(), 2);
    assert_eq!((told[0].is_primary, told[1].is_primary), (true, false));
    assert_eq!(told[0].from_on.unwrap().to_string(), "2020-01-31");
    let before = world.people().await;
    let more = "First name,Last name,Email,Organisation,Function,Member until\n\
        Arta,Hoxha,arta@example.org,Ministria,Minister,2023-12-31\n";
    let (filled, _) = people(world, more, ImportMode::FillEmpty).await;
    assert_eq!(numbers(filled.progress), [0, 1, 0, 0, 0, 0]);
    let now = functions(world).await;
    assert_eq!(now[0].function.as_deref(), Some("Adviser"));
    assert_eq!((now[0].to_on.is_some(), now[0].is_primary), (true, false));
    imports::undo(&world.op, filled.id.unwrap(), |_| ())
        .await
        .unwrap();
    assert_eq!(world.people().await, before);
    let (over, _) = people(world, more, ImportMode::Update).await;
    let now = functions(world).await;
    assert_eq!(now[0].function.as_deref(), Some("Minister"));
    imports::undo(&world.op, over.id.unwrap(), |_| ())
        .await
        .unwrap();
    // Whom the file told of twice goes as well.
    let undone = imports::undo(&world.op, first.id.unwrap(), |_| ())
        .await
        .unwrap();
    assert_eq!(
        (undone.removed, undone.restored, undone.left.len()),
        (1, 1, 0)
    );
    assert_eq!(world.people().await, empty);
}

async fn what_a_line_adds_to_somebody_known_is_taken_back_too(world: &World) {
    bodies(world, LIST, ImportMode::Update).await;
    people(
        world,
        "First name,Last name,Email\nArta,Hoxha,arta@example.org\n",
        ImportMode::Update,
    )
    .await;
    let before = world.people().await;
    let text =
        "First name,Last name,Email,Organisation,Consent\nArta,Hoxha,arta@example.org,Agency,yes\n";
    let (done, _) = people(world, text, ImportMode::FillEmpty).await;
    assert_eq!(numbers(done.progress), [0, 1, 0, 0, 0, 0]);
    assert_ne!(world.people().await, before);
    imports::undo(&world.op, done.id.unwrap(), |_| ())
        .await
        .unwrap();
    assert_eq!(world.people().await, before);
}

on_both! {
    organisations_come_in_and_the_same_file_twice_changes_nothing
    a_name_of_no_language_is_kept_beside_one_of_the_offices_own
    an_organisation_is_known_by_the_names_that_it_has_by_then
    an_undo_that_is_broken_off_goes_on_where_it_was
    lines_of_organisations_that_cannot_be_taken_say_why
    undoing_gives_organisations_back_what_nobody_changed_since
    what_people_do_in_organisations_comes_in_and_goes_again
    what_a_line_adds_to_somebody_known_is_taken_back_too
}
