//! The run of show: agenda items in order, panels among them, and what contradicts in it.
//!
//! **Invariant:** the positions of an event's items are 1 to n; they move under the event's lock.
//! **Invariant:** a panel is made by [`add_panel`] alone.

mod add;
mod cast;
mod conflicts;
mod leaving;
mod moving;
mod positions;
mod read;
mod remove;
mod update;

pub use add::{AddItem, AddPanel, Slot, add_item, add_panel};
pub use cast::{NewContributor, coming_in_person};
pub(crate) use conflicts::around_in;
pub use conflicts::{
    Around, Conflict, ConflictKind, ConflictLevel, SetLevels, around, conflicts, set_levels,
};
pub(crate) use moving::move_after;
pub(crate) use read::in_order;
pub use read::{Item, by_ids, find, of_events};
pub use remove::{Remove, Removed, remove_item};
pub use update::{UpdateItem, update_item};

use kuvend_entity::{agenda_item, contributor, event, event_tally, id::AgendaItemId};
use sea_orm::{DatabaseTransaction, EntityTrait};

use crate::{
    attendees,
    error::{Error, Result},
    events::{self, Found},
    fault::Fault,
    fault::{Code, Faults},
    op::Op,
    policy::Action,
    walltime,
};

/// Minutes of an agenda item at most: an exhibition may stand for a month.
pub const LONGEST_ITEM: i32 = 31 * 24 * 60;
/// Contributors of an agenda item at most.
pub const MOST_CONTRIBUTORS: usize = 100;

/// Takes the lock of the event that an item is of, and reads both.
async fn locked(
    op: &Op,
    tx: &DatabaseTransaction,
    id: AgendaItemId,
) -> Result<(Found, agenda_item::Model)> {
    let hidden = || Error::from(Fault::new(["id"], Code::NotFound));
    let before = agenda_item::Entity::find_by_id(id)
        .one(tx)
        .await?
        .ok_or_else(hidden)?;
    let found = events::locked(op, tx, before.event_id, Action::WriteEvents)
        .await
        .map_err(|error| error.hidden_at(["id"]))?;
    // What was read before the lock may be another's past.
    let item = agenda_item::Entity::find_by_id(id)
        .one(tx)
        .await?
        .ok_or_else(hidden)?;
    Ok((found, item))
}

/// Puts who comes in person on the guest list and takes the roles of who no longer does, which changes what the list adds
/// up to, and ends the transaction.
async fn finish(
    op: &Op,
    tx: DatabaseTransaction,
    mut found: Found,
    (before, after): (&[contributor::Model], &[contributor::Model]),
) -> Result<Found> {
    let coming = coming_in_person(after);
    let event = found.event.id;
    let tx = attendees::add_contributors(op, tx, event, &coming).await?;
    let (tx, left) = leaving::take_leave(op, tx, event, (before, after)).await?;
    if left || !coming.is_empty() {
        found.tally = event_tally::Entity::find_by_id(found.event.id)
            .one(&tx)
            .await?
            .ok_or_else(|| Error::missing("tally"))?;
    }
    tx.commit().await?;
    Ok(found)
}

/// Goes on only if the event's run of show may still be changed.
fn open<const N: usize>(field: [&str; N], event: &event::Model) -> Result<()> {
    if events::is_open(event.status) {
        Ok(())
    } else {
        Err(events::wrong_state(field, event).into())
    }
}

/// Notes a start that the clocks skip where the event is.
fn judge_start(event: &event::Model, start: Option<chrono::NaiveDateTime>, faults: &mut Faults) {
    if start.is_some_and(|wall| walltime::instant(wall, &event.time_zone).is_none()) {
        faults.push(Fault::new(["startsAt"], Code::NonexistentTime).with("zone", &event.time_zone));
    }
}
