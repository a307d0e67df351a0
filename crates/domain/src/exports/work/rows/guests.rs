//! Guests as rows of cells.

use std::collections::HashMap;

use chrono::SecondsFormat;
use kuvend_entity::{
    attendee, contact,
    id::{ContactId, EventId, OrganisationId},
    value::Language,
};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect,
    QueryTrait as _, Select,
};

use super::{bodies, people};
use crate::{
    error::Result,
    exports::fields::{Field, GuestField as F},
};

/// Which rows of a guest list are taken out: seats of organisations, and people who were not erased and whose data may be used.
pub(crate) fn usable() -> Condition {
    let usable = contact::Entity::find()
        .select_only()
        .column(contact::Column::Id)
        .filter(contact::Column::ErasedAt.is_null())
        .filter(contact::Column::RestrictedAt.is_null())
        .into_query();
    Condition::any()
        .add(attendee::Column::ContactId.is_null())
        .add(attendee::Column::ContactId.in_subquery(usable))
}

/// The guests of an event, as far as they are taken out.
pub(super) fn of_event(event: EventId) -> Select<attendee::Entity> {
    attendee::Entity::find()
        .filter(attendee::Column::EventId.eq(event))
        .filter(usable())
}

/// What belongs to the guests of a page.
struct Beside {
    contacts: HashMap<ContactId, contact::Model>,
    ways: people::Beside,
    bodies: HashMap<OrganisationId, String>,
}

/// The rows of a page: what belongs to them comes by one statement a kind.
pub(super) async fn of(
    snapshot: &DatabaseTransaction,
    guests: &[attendee::Model],
    own: &Language,
) -> Result<Vec<Vec<String>>> {
    let ids = guests.iter().filter_map(|guest| guest.contact_id);
    let contacts = contact::Entity::find()
        .filter(contact::Column::Id.is_in(ids))
        .all(snapshot)
        .await?;
    let hosts = guests.iter().filter_map(|guest| guest.organisation_id);
    let beside = Beside {
        ways: people::beside(snapshot, &contacts, &[Field::Email, Field::Phone]).await?,
        bodies: bodies::names(snapshot, hosts, own).await?,
        contacts: contacts.into_iter().map(|one| (one.id, one)).collect(),
    };
    let row = |guest: &attendee::Model| {
        let cell = |field: &F| cell(guest, &beside, *field).unwrap_or_default();
        F::ALL.iter().map(cell).collect()
    };
    Ok(guests.iter().map(row).collect())
}

fn cell(guest: &attendee::Model, beside: &Beside, field: F) -> Option<String> {
    let of_person = |field| {
        let person = beside.contacts.get(&guest.contact_id?)?;
        people::cell(person, &beside.ways, field)
    };
    match field {
        F::Id => Some(guest.id.to_string()),
        F::Honorific => of_person(Field::Honorific),
        F::GivenName => of_person(Field::GivenName),
        F::FamilyName => of_person(Field::FamilyName),
        F::Email => of_person(Field::Email),
        F::Phone => of_person(Field::Phone),
        F::Organisation => beside.bodies.get(&guest.organisation_id?).cloned(),
        F::Function => guest.function_at_event.clone(),
        F::Roles => {
            let roles = guest.roles.0.iter().map(ToString::to_string);
            Some(roles.collect::<Vec<_>>().join("; "))
        }
        F::Category => guest.category.map(|category| category.to_string()),
        F::PartySize => Some(guest.party_size.to_string()),
        F::Wave => guest.wave.clone(),
        F::Invitation => Some(guest.invitation.to_string()),
        F::Response => Some(guest.response.to_string()),
        F::RespondedAt => guest
            .responded_at
            .map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true)),
        F::Place => Some(guest.place.to_string()),
        F::Presence => Some(guest.presence.to_string()),
    }
}
