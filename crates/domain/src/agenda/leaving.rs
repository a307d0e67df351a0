//! Who is no longer on the agenda: what becomes of their row of the guest list.
//!
//! **Invariant:** nobody leaves the list who was invited, who answered, or whom somebody put there by hand.

use std::collections::{BTreeMap, HashMap, HashSet};

use kuvend_entity::{
    agenda_item, attendee, audit_entry, contributor,
    id::{AttendeeId, ContactId, EventId},
    kind::{AttendeeRole, InvitationState, PlaceState, PresenceState, ResponseState},
    value::AttendeeRoles,
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, JoinType, QueryFilter, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use crate::{
    agenda::coming_in_person,
    attendees::{
        desk::{Cause, Desk},
        guests::{rows_of, take_roles},
        places::Claim,
        removal,
    },
    engine,
    error::{Error, Result},
    op::Op,
};

/// Takes the roles from the guest list that an item gave and gives no more, where no other item of the event gives them.
/// Whoever was there for the agenda alone, and to whom nothing happened, is there no longer; whoever has no other role
/// left and stays is a guest. Tells whether there was anything to look at.
///
/// # Errors
/// Only the database's.
pub(super) async fn take_leave(
    op: &Op,
    tx: DatabaseTransaction,
    event: EventId,
    (before, after): (&[contributor::Model], &[contributor::Model]),
) -> Result<(DatabaseTransaction, bool)> {
    let still: HashSet<_> = coming_in_person(after).into_iter().collect();
    let mut lost = coming_in_person(before);
    lost.retain(|given| !still.contains(given));
    if lost.is_empty() {
        return Ok((tx, false));
    }
    let elsewhere = given(&tx, event, lost.iter().map(|(contact, _)| *contact)).await?;
    let mut gone: BTreeMap<ContactId, Vec<AttendeeRole>> = BTreeMap::new();
    for (contact, role) in lost {
        if !elsewhere.contains(&(contact, role)) {
            gone.entry(contact).or_default().push(role);
        }
    }
    let contacts: Vec<ContactId> = gone.keys().copied().collect();
    let rest = |row: &attendee::Model| {
        let lost = row.contact_id.and_then(|contact| gone.get(&contact));
        let lost = lost.map(Vec::as_slice).unwrap_or_default();
        let roles = row.roles.0.iter().copied();
        roles
            .filter(|role| !lost.contains(role))
            .collect::<Vec<_>>()
    };
    // A closed list is what was; whoever stood on the agenda then was there as that.
    let rows = rows_of(&tx, event, &contacts).await?.into_values();
    let mut rows: Vec<attendee::Model> = rows
        .filter(|row| row.snapshot_at.is_none() && rest(row) != row.roles.0)
        .collect();
    let only: Vec<&attendee::Model> = rows
        .iter()
        .filter(|row| rest(row).is_empty() && is_untouched(row))
        .collect();
    let only = not_by_hand(&tx, &only).await?;
    let left = removal::take_off(&tx, event, &only).await?;
    rows.retain(|row| !left.contains(&row.id));
    rows.sort_unstable_by_key(|row| row.id);
    let locked = engine::lock_event_with_row(&tx, event)
        .await?
        .ok_or_else(|| Error::missing("event"))?;
    let mut desk = Desk::new(op, tx, locked);
    if !left.is_empty() {
        desk.event_deed(
            "agenda::take_leave",
            Some(json!({ "gone": left.len() })),
            None,
        );
    }
    for before in rows {
        let mut after = before.clone();
        let mut roles = rest(&before);
        if roles.is_empty() {
            roles.push(AttendeeRole::Guest);
        }
        take_roles(&mut after, AttendeeRoles(roles));
        // Whoever worked there had a place that nobody counted; a guest is seated as all guests are.
        if after.uses_place && !before.uses_place && before.place.occupies() {
            Desk::unseat(&mut after, PlaceState::None);
            if before.response == ResponseState::Accepted {
                desk.seat(None, &mut after, Claim::ANSWER).await?;
            }
        }
        let cause = Cause {
            reason: Some("no longer on the agenda".to_owned()),
            ..Cause::default()
        };
        let after = desk.alter_later(&before, after, &cause);
        let changes = json!({ "roles": [before.roles, after.roles] });
        desk.deed("agenda::take_leave", &after, Some(changes), None);
    }
    Ok((desk.settle().await?, true))
}

/// The roles that an event's agenda gives these people.
async fn given(
    tx: &DatabaseTransaction,
    event: EventId,
    contacts: impl Iterator<Item = ContactId>,
) -> Result<HashSet<(ContactId, AttendeeRole)>> {
    let item = contributor::Entity::belongs_to(agenda_item::Entity)
        .from(contributor::Column::AgendaItemId)
        .to(agenda_item::Column::Id);
    let rows = contributor::Entity::find()
        .join(JoinType::InnerJoin, item.into())
        .filter(agenda_item::Column::EventId.eq(event))
        .filter(contributor::Column::ContactId.is_in(contacts))
        .all(tx)
        .await?;
    Ok(coming_in_person(&rows).into_iter().collect())
}

/// Whether nothing happened to a row since the agenda put it on the list.
fn is_untouched(row: &attendee::Model) -> bool {
    row.invitation == InvitationState::NotInvited
        && row.response == ResponseState::None
        && row.presence == PresenceState::Unrecorded
        && row.wave.is_none()
        && (row.place == PlaceState::None || !row.uses_place)
}

/// Those that the agenda alone put on the list: whatever else puts somebody there notes who did.
async fn not_by_hand(
    tx: &DatabaseTransaction,
    rows: &[&attendee::Model],
) -> Result<HashMap<AttendeeId, Option<ContactId>>> {
    let noted: Vec<Uuid> = if rows.is_empty() {
        Vec::new()
    } else {
        audit_entry::Entity::find()
            .select_only()
            .column(audit_entry::Column::ObjectId)
            .filter(audit_entry::Column::ObjectId.is_in(rows.iter().map(|row| row.id.0)))
            .into_tuple()
            .all(tx)
            .await?
    };
    let mut alone: HashMap<_, _> = rows.iter().map(|row| (row.id, row.contact_id)).collect();
    alone.retain(|id, _| !noted.contains(&id.0));
    Ok(alone)
}
