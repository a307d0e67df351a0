//! Organisations, programmes and enrolments.

use kuvend_domain::{
    contacts::{self, Register},
    organisations,
    paging::PageRequest,
    programmes::{self, Create, Enrol, Filter, Part},
};
use kuvend_entity::{
    id::OrganisationId,
    kind::{EnrolmentState, OrganisationKind, ProgrammeOrganisationRole as Role, ProgrammeStatus},
    text::LocalizedText,
    value::Language,
};

use crate::world::{World, faults, on_both};

fn text(words: &str) -> LocalizedText {
    LocalizedText::one(Language::english(), words)
}

fn programme(title: &str, code: Option<&str>) -> Create {
    Create {
        office: None,
        title: text(title),
        description: LocalizedText::default(),
        code: code.map(str::to_owned),
        status: ProgrammeStatus::Implementation,
        starts_on: "2026-01-01".parse().ok(),
        ends_on: None,
        organisations: Vec::new(),
    }
}

async fn organisation(world: &World, name: &str) -> Result<OrganisationId, Vec<String>> {
    let cmd = organisations::Create {
        office: None,
        name: text(name),
        variants: vec!["AICS".to_owned()],
        kind: OrganisationKind::InternationalPartner,
        country: "IT".parse().ok(),
        parent: None,
        website: None,
    };
    match organisations::create(&world.op, cmd).await {
        Ok(row) => Ok(row.id),
        refused => Err(faults(refused)),
    }
}

async fn a_code_is_one_of_a_kind_and_parts_are_judged_one_by_one(world: &World) {
    let donor = organisation(world, "Italian Agency").await.unwrap();
    assert_eq!(
        organisation(world, "Italian Agency").await,
        Err(vec!["name TAKEN".to_owned()])
    );
    let part = |organisation, role| Part { organisation, role };
    let made = programmes::create(
        &world.op,
        Create {
            organisations: vec![part(donor, Role::Partner), part(donor, Role::Funding)],
            ..programme("Connect", Some("AID-1"))
        },
    )
    .await
    .unwrap();
    let id = made.id;
    let parts = programmes::organisations_of(&world.op, &[id])
        .await
        .unwrap();
    let roles: Vec<Role> = parts[&id].iter().map(|(role, _)| *role).collect();
    assert_eq!(roles, [Role::Funding, Role::Partner]);
    let refused = programmes::create(
        &world.op,
        Create {
            ends_on: "2025-12-31".parse().ok(),
            organisations: vec![
                part(donor, Role::Funding),
                part(donor, Role::Funding),
                part(OrganisationId::new(), Role::Funding),
            ],
            ..programme("Other", Some("AID-1"))
        },
    )
    .await;
    assert_eq!(
        faults(refused),
        [
            "endsOn INCONSISTENT",
            "code TAKEN",
            "organisations.1.role TAKEN",
            "organisations.2.organisationId NOT_FOUND"
        ]
    );
    programmes::create(&world.op, programme("No code", None))
        .await
        .unwrap();
    programmes::create(&world.op, programme("No code either", None))
        .await
        .unwrap();
    let page = PageRequest::default();
    let not = Filter {
        not: Some(Box::new(Filter {
            codes: Some(vec!["AID-1".to_owned()]),
            ..Filter::default()
        })),
        ..Filter::default()
    };
    let found = programmes::list(&world.op, &not, &page).await.unwrap();
    assert_eq!(found.items.len(), 2);
    let by_donor = Filter {
        organisation: Some(donor),
        ..Filter::default()
    };
    let found = programmes::list(&world.op, &by_donor, &page).await.unwrap();
    assert_eq!(found.items.len(), 1);
    for search in ["aics", "ital ag"] {
        let all = organisations::Filter::default();
        let found = organisations::list(&world.op, Some(search), &all, &page).await;
        assert_eq!(found.unwrap().items.len(), 1, "{search}");
    }
}

async fn one_is_enrolled_once_in_each_role(world: &World) {
    let made = programmes::create(&world.op, programme("Connect", None))
        .await
        .unwrap();
    let person = world.person("Arta", "Hoxha").await;
    let enrol = |role: Option<&str>| Enrol {
        programme: made.id,
        contact: person.id,
        role: role.map(str::to_owned),
        cohort: None,
        state: EnrolmentState::Enrolled,
        enrolled_on: None,
    };
    let first = programmes::enrol(&world.op, enrol(None)).await.unwrap();
    assert_eq!(first.state, EnrolmentState::Enrolled);
    assert_eq!(first.enrolled_on.to_string(), "2026-01-15");
    programmes::enrol(&world.op, enrol(Some("Mentor")))
        .await
        .unwrap();
    for role in [None, Some("MENTOR")] {
        let again = programmes::enrol(&world.op, enrol(role)).await;
        assert_eq!(faults(again), ["contactId TAKEN"]);
    }
    let found = contacts::enrolments(&world.op, &[person.id]).await.unwrap();
    assert_eq!(found[&person.id].len(), 2);
    let page = PageRequest::default();
    let id = made.id;
    let active = [EnrolmentState::Active];
    let found = programmes::enrolments(&world.op, &[id], Some(&active), &page).await;
    assert!(found.unwrap()[&id].items.is_empty());
    let found = programmes::enrolments(&world.op, &[id], None, &page).await;
    assert_eq!(found.unwrap()[&id].items.len(), 2);
}

async fn memberships_come_with_their_organisations(world: &World) {
    let body = organisation(world, "Italian Agency").await.unwrap();
    let row = world
        .registered(Register {
            given_name: "Chiara".to_owned(),
            family_name: "Rossi".to_owned(),
            organisation: Some(body),
            function: Some("Director".to_owned()),
            ..Register::default()
        })
        .await;
    let found = contacts::memberships(&world.op, &[row.id]).await.unwrap();
    let (membership, of) = &found[&row.id][0];
    assert_eq!(membership.function.as_deref(), Some("Director"));
    assert!(membership.is_primary);
    assert_eq!((of.organisation.id, of.language.as_str()), (body, "sq"));
}

on_both! {
    a_code_is_one_of_a_kind_and_parts_are_judged_one_by_one
    one_is_enrolled_once_in_each_role
    memberships_come_with_their_organisations
}
