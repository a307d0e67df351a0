//! What an event tells everybody who was told of it: that it changed, that it will not take place.

use std::collections::BTreeSet;

use kuvend_entity::{
    attendee,
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
    let locked = engine::lock_event_with_row(&tx, event)
        .await?
        .ok_or_else(|| Error::missing("event"))?;
    let mut desk = Desk::new(op, tx, locked);
    let outcome = (MessageState::Cancelled, MessageEventKind::Cancelled);
    letters::call_back(&desk.tx, op, &Unsent::OfEvent(desk.event.id), outcome).await?;
    uninvite_the_unsent(&mut desk).await?;
    let reason = desk.event.cancel_reason.clone();
    for row in told(&desk).await? {
        if row.response != ResponseState::Declined && row.invitation != InvitationState::Withdrawn {
            desk.write_about_event(
                MessageKind::Cancellation,
                &row,
                Some(json!({ "reason": reason })),
            );
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

/// Whoever was told of an event, and has not said no, is told what changed and asked again. An update that has not left
/// yet is replaced by this one.
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
    const UPDATES: &[MessageKind] = &[MessageKind::Update];
    let locked = engine::lock_event_with_row(&tx, event)
        .await?
        .ok_or_else(|| Error::missing("event"))?;
    let mut desk = Desk::new(op, tx, locked);
    let changes =
        serde_json::to_value(changes).map_err(|error| Failure::Other(error.to_string()))?;
    let mut asked = told(&desk).await?;
    asked.retain(|row| {
        let gone = matches!(
            row.response,
            ResponseState::Declined | ResponseState::Represented
        ) || row.invitation == InvitationState::Withdrawn
            || row.place == PlaceState::Cancelled;
        !gone
    });
    for batch in asked.chunks(BATCH) {
        let ids = batch.iter().map(|row| row.id).collect();
        let outcome = (MessageState::Superseded, MessageEventKind::Superseded);
        let which = Unsent::OfAttendeesAndKinds(ids, UPDATES);
        letters::call_back(&desk.tx, op, &which, outcome).await?;
    }
    for row in asked {
        desk.write_about_event(
            MessageKind::Update,
            &row,
            Some(json!({ "changes": changes })),
        );
    }
    desk.settle().await
}
