//! Reading delegations: a page of several events' by one statement, and what belongs to them by one a kind.

use std::collections::HashMap;

use kuvend_entity::{
    delegation, delegation_member,
    id::{AttendeeId, DelegationId, EventId},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
};

use crate::{
    attendees::guests::BATCH,
    error::Result,
    events::grouped,
    op::Op,
    paging::{self, Cursor, Key, Ordering, Page, PageRequest},
    policy::{Action, Scope},
};

/// Delegations that the actor may see: whoever sees the guest list sees who sends whom.
fn visible(op: &Op) -> Select<delegation::Entity> {
    use delegation::Column as C;
    match op.scope(Action::ReadGuests) {
        Scope::All => delegation::Entity::find(),
        Scope::Some(offices) => {
            let mut seen = Condition::any().add(C::OfficeId.is_in(offices));
            let events = op.events(Action::ReadGuests);
            if !events.is_empty() {
                seen = seen.add(C::EventId.is_in(events));
            }
            delegation::Entity::find().filter(seen)
        }
    }
}

/// The same page of the delegations of each of some events, in the order in which they were entered.
///
/// # Errors
/// Only the database's.
pub async fn of_events(
    op: &Op,
    events: &[EventId],
    request: &PageRequest,
) -> Result<HashMap<EventId, Page<delegation::Model>>> {
    use delegation::Column as C;
    let by = Ordering {
        key: C::CreatedAt,
        id: C::Id,
        descending: false,
    };
    let lists = (C::EventId, events, |row: &delegation::Model| {
        Some(row.event_id)
    });
    let place = |row: &delegation::Model| Cursor(Key::instant(row.created_at), row.id.0);
    paging::read_each(op.db.reader(), visible(op), lists, (by, place), request).await
}

/// Delegations by their ids, as far as the actor may see them.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), and the database's.
pub async fn by_ids(
    op: &Op,
    ids: &[DelegationId],
) -> Result<HashMap<DelegationId, delegation::Model>> {
    op.known()?;
    let mut found = HashMap::with_capacity(ids.len());
    for batch in ids.chunks(BATCH) {
        let rows = visible(op)
            .filter(delegation::Column::Id.is_in(batch.iter().copied()))
            .all(op.db.reader())
            .await?;
        found.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    Ok(found)
}

/// Who belongs to delegations that were read before, or did, in the order in which they were named.
///
/// # Errors
/// Only the database's.
pub async fn members_of(
    op: &Op,
    delegations: &[DelegationId],
) -> Result<HashMap<DelegationId, Vec<delegation_member::Model>>> {
    use delegation_member::Column as C;
    let mut all = Vec::new();
    for batch in delegations.chunks(BATCH) {
        let rows = delegation_member::Entity::find()
            .filter(C::DelegationId.is_in(batch.iter().copied()))
            .order_by_asc(C::CreatedAt)
            .order_by_asc(C::AttendeeId)
            .all(op.db.reader())
            .await?;
        all.extend(rows);
    }
    Ok(grouped(all.into_iter().map(|row| (row.delegation_id, row))))
}

/// To which delegations rows of guest lists belong that were read before.
///
/// # Errors
/// Only the database's.
pub async fn of_rows(op: &Op, rows: &[AttendeeId]) -> Result<HashMap<AttendeeId, DelegationId>> {
    use delegation_member::Column as C;
    let mut known = HashMap::new();
    for batch in rows.chunks(BATCH) {
        let found: Vec<(AttendeeId, DelegationId)> = delegation_member::Entity::find()
            .select_only()
            .columns([C::AttendeeId, C::DelegationId])
            .filter(C::AttendeeId.is_in(batch.iter().copied()))
            .filter(C::LeftAt.is_null())
            .into_tuple()
            .all(op.db.reader())
            .await?;
        known.extend(found);
    }
    Ok(known)
}

/// Whether a row of a guest list belonged to a delegation and does no more: its guest was withdrawn or replaced.
pub(crate) async fn has_left(db: &impl ConnectionTrait, row: AttendeeId) -> Result<bool> {
    let member = delegation_member::Entity::find_by_id(row).one(db).await?;
    Ok(member.is_some_and(|member| member.left_at.is_some()))
}
