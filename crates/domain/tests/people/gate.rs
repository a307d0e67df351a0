//! The gate, asked about rows.

use std::collections::HashMap;

use kuvend_domain::{
    consents::Said,
    contacts::{self, IfDuplicate, Register},
    gate::{self, Permission, Use},
};
use kuvend_entity::{
    contact, contact_email,
    id::{ContactId, SuppressionId},
    kind::{ConsentState, EmailState, SuppressionReason},
    purpose, suppression,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::world::{World, faults, on_both};

async fn person(world: &World, name: &str, said: Option<ConsentState>) -> ContactId {
    let consents = said.into_iter().map(|state| Said {
        purpose: "follow-up".to_owned(),
        state,
        wording_version: None,
        language: None,
        channel: None,
        given_at: None,
        evidence: None,
    });
    let cmd = Register {
        given_name: name.to_owned(),
        family_name: "Hoxha".to_owned(),
        email: format!("{name}@Example.org").parse().ok(),
        preferred_language: "it".parse().ok(),
        consents: consents.collect(),
        if_duplicate: IfDuplicate::CreateAnyway,
        ..Register::default()
    };
    world.registered(cmd).await.id
}

async fn ask(world: &World, purpose: Use, ids: &[ContactId]) -> Vec<Permission> {
    let db = world.op.db.reader();
    let said: HashMap<_, _> = gate::ask(db, world.office, purpose, ids).await.unwrap();
    ids.iter()
        .map(|id| {
            said.get(id)
                .map_or(Permission::NoAddress, |one| one.permission)
        })
        .collect()
}

async fn what_was_said_decides_what_may_be_sent(world: &World) {
    use Permission::{Allowed, NotAsked, Refused};
    let ids = [
        person(world, "given", Some(ConsentState::Given)).await,
        person(world, "refused", Some(ConsentState::Refused)).await,
        person(world, "silent", None).await,
    ];
    for (purpose, expected) in [
        (Use::TakingPart, [Allowed, Allowed, Allowed]),
        (Use::OfficialInvitation, [Allowed, Refused, Allowed]),
        (Use::PrivateInvitation, [Allowed, Refused, NotAsked]),
        (Use::FollowUp, [Allowed, Refused, NotAsked]),
    ] {
        assert_eq!(ask(world, purpose, &ids).await, expected, "{purpose:?}");
    }
    let said = gate::ask(world.op.db.reader(), world.office, Use::FollowUp, &ids);
    let said = said.await.unwrap();
    assert_eq!(said[&ids[0]].language.as_str(), "it");
    let address = said[&ids[0]].address.as_ref().unwrap();
    assert_eq!(address.as_str(), "given@Example.org");
}

async fn a_closed_address_stops_every_letter(world: &World) {
    let db = world.op.db.writer();
    let bounced = person(world, "bounced", Some(ConsentState::Given)).await;
    contact_email::Entity::update_many()
        .col_expr(
            contact_email::Column::State,
            Expr::value(EmailState::Bounced.as_str()),
        )
        .filter(contact_email::Column::ContactId.eq(bounced))
        .exec(db)
        .await
        .unwrap();
    let unsubscribed = person(world, "unsubscribed", Some(ConsentState::Given)).await;
    let follow_up = purpose::Entity::find()
        .filter(purpose::Column::Key.eq("follow-up"))
        .one(db)
        .await
        .unwrap()
        .unwrap();
    suppression::Entity::insert(suppression::ActiveModel {
        id: Set(SuppressionId::new()),
        office_id: Set(world.office),
        address_folded: Set("unsubscribed@example.org".to_owned()),
        reason: Set(SuppressionReason::Unsubscribed),
        purpose_id: Set(Some(follow_up.id)),
        created_at: Set(world.op.clock.now()),
        released_at: Set(None),
    })
    .exec_without_returning(db)
    .await
    .unwrap();
    let ids = [bounced, unsubscribed, ContactId::new()];
    assert_eq!(
        ask(world, Use::TakingPart, &ids).await,
        [
            Permission::Suppressed,
            Permission::Allowed,
            Permission::NoAddress
        ]
    );
    assert_eq!(
        ask(world, Use::FollowUp, &ids).await,
        [
            Permission::Suppressed,
            Permission::Suppressed,
            Permission::NoAddress
        ]
    );
}

async fn many_are_asked_about_at_once(world: &World) {
    let mut ids = vec![person(world, "given", Some(ConsentState::Given)).await];
    ids.extend((0..1_200).map(|_| ContactId::new()));
    let said = ask(world, Use::FollowUp, &ids).await;
    assert_eq!(said.len(), 1_201);
    assert_eq!(said[0], Permission::Allowed);
    contact::Entity::update_many()
        .col_expr(
            contact::Column::RestrictedAt,
            Expr::value(Some(world.op.clock.now())),
        )
        .exec(world.op.db.writer())
        .await
        .unwrap();
    let people = [(world.office, ids[0])];
    let said = contacts::permissions(&world.op, "follow-up", &people).await;
    assert_eq!(said.unwrap()[&ids[0]], Permission::Restricted);
    let unknown = contacts::permissions(&world.op, "world-peace", &people).await;
    assert_eq!(faults(unknown), ["purpose MALFORMED"]);
}

on_both! {
    what_was_said_decides_what_may_be_sent
    a_closed_address_stops_every_letter
    many_are_asked_about_at_once
}
