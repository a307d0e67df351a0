//! What an event tells everybody who was told of it: that it changed, that it is put off or takes place after all, that it will not
//! take place.

use std::collections::BTreeSet;

use kuvend_entity::{
    attendee, event,
    id::{AttendeeId, EventId},
    kind::{
        InvitationState, MessageEventKind, MessageKind, MessageState, PlaceState, ResponseState,
    },
    message,
};
use kuvend_notify::Change;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;

use crate::{
    attendees::{
        desk::{Cause, Desk},
        guests::BATCH,
    },
    engine,
    error::{Error, Failure, Result},
    letters::{self, Unsent},
    op::Op,
};

/// Rows of an event to which some letter has gone out, or an invitation on paper.
async fn told(desk: &Desk<'_>) -> Result<Vec<attendee::Model>> {
    let mailed: Vec<Option<AttendeeId>> = message::Entity::find()
        .select_only()
        .column(message::Column::AttendeeId)
        .distinct()
        .filter(message::Column::EventId.eq(desk.event.id))
        .filter(letters::may_be_known())
        .into_tuple()
        .all(&desk.tx)
        .await?;
    let mailed: BTreeSet<AttendeeId> = mailed.into_iter().flatten().collect();
    let rows = attendee::Entity::find()
        .filter(attendee::Column::EventId.eq(desk.event.id))
        .filter(attendee::Column::ContactId.is_not_null())
        .all(&desk.tx)
        .await?;
    Ok(rows
        .into_iter()
        .filter(|row| mailed.contains(&row.id) || row.invitation == InvitationState::Sent)
        .collect())
}

/// Whoever was told of an event is told that it will not take place; whatever was still to go out stays.
///
/// A step of cancelling: it takes the open transaction and gives it back.
///
/// # Errors
/// Only the database's.
pub async fn event_cancelled(
    op: &Op,
    tx: DatabaseTransaction,
    event: EventId,
) -> Result<DatabaseTransaction> {
    let mut desk = desk_of(op, tx, event).await?;
    let outcome = (MessageState::Cancelled, MessageEventKind::Cancelled);
    letters::call_back(&desk.tx, op, &Unsent::OfEvent(desk.event.id), outcome).await?;
    uninvite_the_unsent(&mut desk).await?;
    let reason = desk.event.cancel_reason.clone();
    let occasion = revision(&desk.event);
    for row in told(&desk).await? {
        if row.response != ResponseState::Declined && row.invitation != InvitationState::Withdrawn {
            let details = json!({ "reason": reason });
            desk.write_about_event(MessageKind::Cancellation, &row, (&occasion, details));
        }
    }
    desk.settle().await
}

/// Rows whose letter was called back before it left are not invited.
async fn uninvite_the_unsent(desk: &mut Desk<'_>) -> Result<()> {
    let queued: Vec<AttendeeId> = attendee::Entity::find()
        .select_only()
        .column(attendee::Column::Id)
        .filter(attendee::Column::EventId.eq(desk.event.id))
        .filter(attendee::Column::Invitation.eq(InvitationState::Queued))
        .into_tuple()
        .all(&desk.tx)
        .await?;
    for batch in queued.chunks(BATCH) {
        let in_flight: Vec<Option<AttendeeId>> = message::Entity::find()
            .select_only()
            .column(message::Column::AttendeeId)
            .filter(message::Column::AttendeeId.is_in(batch.iter().copied()))
            .filter(message::Column::Kind.eq(MessageKind::Invitation))
            .filter(message::Column::State.eq(MessageState::Claimed))
            .into_tuple()
            .all(&desk.tx)
            .await?;
        let rows = attendee::Entity::find()
            .filter(attendee::Column::Id.is_in(batch.iter().copied()))
            .all(&desk.tx)
            .await?;
        for row in rows
            .into_iter()
            .filter(|row| !in_flight.contains(&Some(row.id)))
        {
            let mut after = row.clone();
            after.invitation = if row.invited_at.is_some() {
                InvitationState::Sent
            } else {
                InvitationState::NotInvited
            };
            let _ = desk.alter_later(&row, after, &Cause::default());
        }
    }
    desk.store().await
}

/// What tells the letters by which an event is put off from others, once for each time that it is.
fn put_off(event: &event::Model) -> String {
    let since = event.put_off.as_ref().map(|put_off| put_off.at);
    let since = since.unwrap_or_default().timestamp_millis();
    format!("put off {since}")
}

/// Whoever was told of an event, and might come, is told that it is put off.
///
/// A step of putting it off: it takes the open transaction and gives it back.
///
/// # Errors
/// Only the database's.
pub async fn event_put_off(
    op: &Op,
    tx: DatabaseTransaction,
    event: EventId,
    reason: Option<&str>,
) -> Result<DatabaseTransaction> {
    let mut desk = desk_of(op, tx, event).await?;
    let occasion = put_off(&desk.event);
    let mut reached = told(&desk).await?;
    reached.retain(might_come);
    for row in reached {
        let details = json!({ "postponed": true, "reason": reason });
        desk.write_about_event(MessageKind::Cancellation, &row, (&occasion, details));
    }
    desk.settle().await
}

/// Whoever was told that an event is put off, or of times or a place that are not its own any more, is told that it takes place, and
/// what changed. Letters that were still to say that it is put off stay.
///
/// A step of taking it up again, from what it was while it was put off: it takes the open transaction and gives it back.
///
/// # Errors
/// Only the database's.
pub async fn event_resumed(
    op: &Op,
    tx: DatabaseTransaction,
    was: &event::Model,
    changes: Vec<Change>,
) -> Result<DatabaseTransaction> {
    let desk = desk_of(op, tx, was.id).await?;
    let letters = Unsent::OfOccasion(was.id, MessageKind::Cancellation, put_off(was));
    let outcome = (MessageState::Superseded, MessageEventKind::Superseded);
    letters::call_back(&desk.tx, op, &letters, outcome).await?;
    let known: Vec<Option<AttendeeId>> = message::Entity::find()
        .select_only()
        .column(message::Column::AttendeeId)
        .filter(letters.which())
        .filter(letters::may_be_known())
        .into_tuple()
        .all(&desk.tx)
        .await?;
    let known: BTreeSet<AttendeeId> = known.into_iter().flatten().collect();
    let mut asked = told(&desk).await?;
    asked.retain(|row| might_come(row) && (!changes.is_empty() || known.contains(&row.id)));
    let mut all = changes;
    if !known.is_empty() {
        all.insert(0, Change::Resumed);
    }
    let occasion = format!("resumed {}", desk.event.calendar_sequence);
    update(desk, asked, (&all, &occasion)).await
}

/// Whoever was told of an event, and might come, is told what changed and asked again. An update that has not left yet is replaced by
/// this one.
///
/// A step of updating: it takes the open transaction and gives it back.
///
/// # Errors
/// Only the database's.
pub async fn event_changed(
    op: &Op,
    tx: DatabaseTransaction,
    event: EventId,
    changes: &[Change],
) -> Result<DatabaseTransaction> {
    let desk = desk_of(op, tx, event).await?;
    let mut asked = told(&desk).await?;
    asked.retain(might_come);
    let occasion = revision(&desk.event);
    update(desk, asked, (changes, &occasion)).await
}

async fn update(
    mut desk: Desk<'_>,
    asked: Vec<attendee::Model>,
    (changes, occasion): (&[Change], &str),
) -> Result<DatabaseTransaction> {
    const UPDATES: &[MessageKind] = &[MessageKind::Update];
    let changes =
        serde_json::to_value(changes).map_err(|error| Failure::Other(error.to_string()))?;
    for batch in asked.chunks(BATCH) {
        let ids = batch.iter().map(|row| row.id).collect();
        let outcome = (MessageState::Superseded, MessageEventKind::Superseded);
        let which = Unsent::OfAttendeesAndKinds(ids, UPDATES);
        letters::call_back(&desk.tx, desk.op, &which, outcome).await?;
    }
    for row in asked {
        let details = json!({ "changes": changes });
        desk.write_about_event(MessageKind::Update, &row, (occasion, details));
    }
    desk.settle().await
}

/// What tells letters about an event as it is from those about it as it was.
fn revision(event: &event::Model) -> String {
    format!("revision {}", event.revision)
}

/// Who has not said no, and still has what they were told of.
fn might_come(row: &attendee::Model) -> bool {
    let gone = matches!(
        row.response,
        ResponseState::Declined | ResponseState::Represented
    );
    !gone && row.invitation != InvitationState::Withdrawn && row.place != PlaceState::Cancelled
}

async fn desk_of(op: &Op, tx: DatabaseTransaction, event: EventId) -> Result<Desk<'_>> {
    let locked = engine::lock_event_with_row(&tx, event)
        .await?
        .ok_or_else(|| Error::missing("event"))?;
    Ok(Desk::new(op, tx, locked))
}
