//! Cancelling an event.

use kuvend_entity::{event, id::EventId};
use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::{
    attendees::announcements,
    audit::{self, Deed},
    change::Changes,
    error::{Error, Result},
    events::{Found, Step, life::led, locked, newest, read},
    op::Op,
    policy::Action,
};

/// Cancels an event.
#[derive(Debug, Clone)]
pub struct Cancel {
    /// Which.
    pub id: EventId,
    /// The version that was read, if it matters.
    pub version: Option<i32>,
    /// Why; guests are told.
    pub reason: Option<String>,
}

/// Cancels an event that has not taken place. Its guest list stays as it is.
///
/// # Errors
/// Faults on `id` and `version`.
pub async fn cancel(op: &Op, cmd: Cancel) -> Result<Found> {
    let tx = op.begin(Action::WriteEvents).await?;
    let found = locked(op, &tx, cmd.id, Action::WriteEvents)
        .await
        .map_err(|error| error.hidden_at(["id"]))?;
    let event = &found.event;
    newest(cmd.version, event.version)?;
    let now = op.clock.now();
    let to = led(Step::Cancel, event, now)?;
    event::Entity::update(event::ActiveModel {
        id: Set(event.id),
        version: Set(event.version + 1),
        status: Set(to),
        cancelled_at: Set(Some(now)),
        cancel_reason: Set(cmd.reason.clone()),
        calendar_sequence: Set(event.calendar_sequence + 1),
        updated_at: Set(now),
        ..Default::default()
    })
    .exec(&tx)
    .await?;
    let mut changes = Changes::default();
    changes.note("status", &event.status, &to);
    audit::write(
        &tx,
        op,
        Deed {
            office: event.office_id,
            action: "events::cancel",
            object_kind: "event",
            object_id: event.id.0,
            changes: changes.json(),
            reason: cmd.reason,
        },
    )
    .await?;
    let tx = announcements::event_cancelled(op, tx, event.id).await?;
    let found = read::one(&tx, event.id)
        .await?
        .ok_or_else(|| Error::missing("event"))?;
    tx.commit().await?;
    Ok(found)
}
