//! The run of show: agenda items in order, panels among them, and what contradicts in it.
//!
//! **Invariant:** the positions of an event's items are 1 to n; they move under the event's lock.
//! **Invariant:** a panel is made by [`add_panel`] alone.
//! **Invariant:** guests see of a run of show what is published and not internal, and the names and words of those alone whom
//! the gate of publicity lets be named.

mod add;
mod cast;
mod confirm;
mod conflicts;
mod deliverables;
pub(crate) mod floor;
mod hand_in;
mod leaving;
mod ledger;
mod moving;
pub(crate) mod own;
mod positions;
mod programme;
mod publication;
mod questions;
mod read;
mod remarks;
mod remove;
mod sniff;
mod update;

pub use add::{AddItem, AddPanel, Slot, add_item, add_panel};
pub use cast::{NewContributor, coming_in_person};
pub use confirm::{Confirm, confirm_contributor};
pub use conflicts::{
    Around, Conflict, ConflictKind, ConflictLevel, SetLevels, Staged, around, conflicts, set_levels,
};
pub(crate) use conflicts::{around_in, unblocked};
pub use deliverables::{
    AskDeliverables, RecordDeliverable, ask_deliverables, deliverables_of, is_missing,
    record_deliverable,
};
pub use floor::LONGEST_QUESTION;
pub(crate) use hand_in::most as most_bytes;
pub use hand_in::{HandIn, HandedIn, WithdrawDeliverable, files_of, hand_in, withdraw_deliverable};
pub use ledger::{Publishing, published_by};
pub(crate) use moving::move_after;
pub(crate) use programme::programme;
pub use programme::{Part, Quoted};
pub use publication::{
    PublishAgenda, UnpublishAgenda, publications_of, publish_agenda, unpublish_agenda,
};
pub use questions::{
    AddQuestion, ModerateQuestion, Questioned, add_question, find_question, moderate_question,
    questions_of,
};
pub(crate) use read::in_order;
pub use read::{Item, by_ids, find, of_contributor, of_events};
pub use remarks::{
    AddRemark, Remarked, RemoveRemark, ToldRemark, UpdateRemark, add_remark, find_remark,
    remarks_of, remove_remark, update_remark,
};
pub use remove::{Remove, Removed, remove_item};
pub use update::{UpdateItem, update_item};

use kuvend_entity::{
    agenda_item, contact, contributor, event, event_tally,
    id::{AgendaItemId, ContributorId},
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    attendees, contacts,
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
/// Questions to a panel at most, and remarks of an agenda item.
pub const MOST_WORDS: usize = 500;
/// Contributors of an agenda item at most.
pub const MOST_CONTRIBUTORS: usize = 100;

/// Takes the lock of the event that an item is of, and reads both. The item is named by this field of the input, or by what
/// that names.
async fn locked(
    op: &Op,
    tx: &DatabaseTransaction,
    (id, field): (AgendaItemId, &str),
) -> Result<(Found, agenda_item::Model)> {
    let hidden = || Error::from(Fault::new([field], Code::NotFound));
    let before = agenda_item::Entity::find_by_id(id)
        .one(tx)
        .await?
        .ok_or_else(hidden)?;
    let found = events::locked(op, tx, before.event_id, Action::WriteEvents)
        .await
        .map_err(|error| error.hidden_at([field]))?;
    // What was read before the lock may be another's past.
    let item = agenda_item::Entity::find_by_id(id)
        .one(tx)
        .await?
        .ok_or_else(hidden)?;
    Ok((found, item))
}

/// The contributors of an item in order, as they are under its event's lock.
async fn cast_of(tx: &DatabaseTransaction, item: AgendaItemId) -> Result<Vec<contributor::Model>> {
    Ok(contributor::Entity::find()
        .filter(contributor::Column::AgendaItemId.eq(item))
        .order_by_asc(contributor::Column::Position)
        .all(tx)
        .await?)
}

/// Takes the lock of the event to which somebody contributes, and reads it with the item and whoever contributes.
async fn locked_by(
    op: &Op,
    tx: &DatabaseTransaction,
    (id, field): (ContributorId, &str),
) -> Result<(Found, Item, contributor::Model)> {
    let hidden = || Error::from(Fault::new([field], Code::NotFound));
    let before = contributor::Entity::find_by_id(id)
        .one(tx)
        .await?
        .ok_or_else(hidden)?;
    let (found, item) = locked(op, tx, (before.agenda_item_id, field)).await?;
    let contributors = cast_of(tx, item.id).await?;
    // Whoever was named before the lock may be off the agenda by now.
    let someone = contributors.iter().find(|row| row.id == id).cloned();
    let someone = someone.ok_or_else(hidden)?;
    Ok((found, Item { item, contributors }, someone))
}

/// Holds who a contributor is, if a person: nothing is written of whoever was erased, or became one with another meanwhile.
async fn hold(
    tx: &DatabaseTransaction,
    someone: &contributor::Model,
    field: &str,
) -> Result<Option<contact::Model>> {
    let Some(id) = someone.contact_id else {
        return Ok(None);
    };
    let mut held = contacts::hold(tx, [id]).await?;
    match held.pop() {
        Some(person) => Ok(Some(person)),
        None => Err(Fault::new([field], Code::NotFound).into()),
    }
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
    let left = leaving::take_leave(op, tx, event, (before, after));
    let (tx, left) = Box::pin(left).await?;
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
