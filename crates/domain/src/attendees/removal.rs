//! Taking guests off a list to whom nothing has happened there.

use std::{
    collections::{HashMap, HashSet},
    hash::BuildHasher,
};

use kuvend_entity::{
    attendee,
    id::{AttendeeId, ContactId, EventId},
    message,
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};

use super::guests::BATCH;
use crate::{engine, error::Result, tally, writes::Writes};

/// Takes rows off an event's list, under its lock and with what is counted of it: those that went. A row stays where anything was done
/// with it since it was made, where it is somebody else's by now, where it stands in for another, or where attendance was closed.
///
/// # Errors
/// Only the database's.
pub async fn take_off<S: BuildHasher + Sync>(
    tx: &DatabaseTransaction,
    event: EventId,
    rows: &HashMap<AttendeeId, Option<ContactId>, S>,
) -> Result<HashSet<AttendeeId>> {
    use attendee::Column as C;
    let mut gone = HashSet::new();
    let locked = if rows.is_empty() {
        None
    } else {
        engine::lock_event_with_row(tx, event).await?
    };
    let Some((_, mut counts, pools)) = locked else {
        return Ok(gone);
    };
    let mut kept = pools.clone();
    let ids: Vec<AttendeeId> = rows.keys().copied().collect();
    for some in ids.chunks(BATCH) {
        let mut needed: Vec<Option<AttendeeId>> = message::Entity::find()
            .select_only()
            .column(message::Column::AttendeeId)
            .filter(message::Column::AttendeeId.is_in(some.iter().copied()))
            .into_tuple()
            .all(tx)
            .await?;
        let deputies: Vec<Option<AttendeeId>> = attendee::Entity::find()
            .select_only()
            .column(C::RepresentedById)
            .filter(C::RepresentedById.is_in(some.iter().copied()))
            .into_tuple()
            .all(tx)
            .await?;
        needed.extend(deputies);
        let found = attendee::Entity::find()
            .filter(C::Id.is_in(some.iter().copied()))
            .filter(C::EventId.eq(event))
            .filter(C::Version.eq(1))
            .filter(C::SnapshotAt.is_null())
            .all(tx)
            .await?;
        let untouched = found.into_iter().filter(|row| {
            rows.get(&row.id) == Some(&row.contact_id) && !needed.contains(&Some(row.id))
        });
        let untouched: Vec<attendee::Model> = untouched.collect();
        let ids = || untouched.iter().map(|row| row.id);
        attendee::Entity::delete_many()
            .filter(C::Id.is_in(ids()))
            .exec(tx)
            .await?;
        gone.extend(ids());
        for row in &untouched {
            tally::take((&mut counts, &mut kept), row);
        }
    }
    if !gone.is_empty() {
        let mut writes = Writes::default();
        writes.update(tally::store(counts)?);
        for pool in kept.into_iter().filter(|pool| !pools.contains(pool)) {
            writes.update(tally::pools::store(pool)?);
        }
        writes.flush(tx).await?;
    }
    Ok(gone)
}
