//! Changing what is known.

use kuvend_domain::{
    actor::Actor,
    change::Change,
    contacts::{self, Register, Update},
    error::{Denied, Error},
    policy::Action,
};
use kuvend_entity::{
    audit_entry, contact,
    id::{ContactId, OfficeId},
    kind::Role,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::world::{World, faults, on_both};

async fn arta(world: &World) -> contact::Model {
    world
        .registered(Register {
            given_name: "Arta".to_owned(),
            family_name: "Hoxha".to_owned(),
            email: "arta@example.org".parse().ok(),
            phone: Some("069 123 4567".to_owned()),
            ..Register::default()
        })
        .await
}

async fn addresses(world: &World, id: ContactId) -> Vec<(String, bool)> {
    let found = contacts::emails(&world.op, &[id]).await.unwrap();
    let rows = found.get(&id).cloned().unwrap_or_default().into_iter();
    rows.map(|row| (row.address.into(), row.is_primary))
        .collect()
}

async fn the_former_address_stays_beside_the_new_one_and_null_removes_it(world: &World) {
    let row = arta(world).await;
    let email = |address: &str| Change::Set(address.parse().unwrap());
    let change = async |version, email| {
        let cmd = Update {
            email,
            ..Update::of(row.id, version)
        };
        contacts::update(&world.op, cmd).await.unwrap()
    };
    let after = change(1, email("hoxha@example.org")).await;
    assert_eq!(after.version, 2);
    let (new, old) = (
        "hoxha@example.org".to_owned(),
        "arta@example.org".to_owned(),
    );
    assert_eq!(
        addresses(world, row.id).await,
        [(new.clone(), true), (old.clone(), false)]
    );
    // Back again: the known address is first once more, and not kept twice.
    change(2, email("arta@example.org")).await;
    assert_eq!(
        addresses(world, row.id).await,
        [(old, true), (new.clone(), false)]
    );
    change(3, Change::Clear).await;
    assert_eq!(addresses(world, row.id).await, [(new, false)]);
    let same = change(4, Change::Leave).await;
    assert_eq!(same.version, 4);
    let found = contacts::find(&world.op, row.id).await.unwrap().unwrap();
    assert!(!found.folded.contains(" arta example "), "{}", found.folded);
    assert!(found.folded.contains(" hoxha example org "));
    assert!(found.folded.contains(" 355691234567 "));
}

async fn a_stale_version_is_a_conflict_and_changes_nothing(world: &World) {
    let row = arta(world).await;
    let update = |version, name: &str| Update {
        given_name: Some(name.to_owned()),
        ..Update::of(row.id, version)
    };
    let after = contacts::update(&world.op, update(1, "Artë"))
        .await
        .unwrap();
    assert_eq!(after.display_name, "Artë Hoxha");
    assert_eq!(
        faults(contacts::update(&world.op, update(1, "Besa")).await),
        ["version CONFLICT"]
    );
    let entry = audit_entry::Entity::find()
        .filter(audit_entry::Column::Action.eq("contacts::update"))
        .one(world.op.db.reader())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        entry.changes,
        Some(serde_json::json!({ "givenName": { "from": "Arta", "to": "Artë" } }))
    );
}

async fn who_may_not_write_is_denied_and_who_sees_nothing_finds_nothing(world: &World) {
    let row = arta(world).await;
    for role in [Role::Analyst, Role::FrontDesk] {
        // Whether there is such a contact is not told.
        for id in [row.id, ContactId::new()] {
            let outcome = contacts::update(&world.with_role(role), Update::of(id, 1)).await;
            assert!(matches!(
                outcome,
                Err(Error::Denied(Denied::Forbidden(Action::WriteContacts)))
            ));
        }
    }
    let mut elsewhere = world.with_role(Role::EventOfficer);
    if let Actor::Account { grants, .. } = &mut elsewhere.actor {
        for grant in grants {
            grant.office = Some(OfficeId::new());
        }
    }
    let outcome = contacts::update(&elsewhere, Update::of(row.id, 1)).await;
    assert_eq!(faults(outcome), ["id NOT_FOUND"]);
    let outcome = contacts::update(&world.op, Update::of(ContactId::new(), 1)).await;
    assert_eq!(faults(outcome), ["id NOT_FOUND"]);
}

on_both! {
    the_former_address_stays_beside_the_new_one_and_null_removes_it
    a_stale_version_is_a_conflict_and_changes_nothing
    who_may_not_write_is_denied_and_who_sees_nothing_finds_nothing
}
