//! Showing a run of show to guests, apart from publishing its event.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use kuvend_entity::{agenda_publication, id::EventId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter,
};

use crate::{
    agenda::{ConflictKind, Staged, around_in, conflicts, in_order, open, unblocked},
    audit::{self, Deed},
    change::Changes,
    error::Result,
    events::{self, Found},
    fault::{Code, Fault},
    op::Op,
    policy::Action,
};

/// Shows the run of show of an event to its guests, but for what is internal.
#[derive(Debug, Clone)]
pub struct PublishAgenda {
    /// Of which event.
    pub event: EventId,
    /// Conflicts that would stop it and that staff have seen and accept.
    pub accept: Vec<ConflictKind>,
}

/// Hides the run of show of an event from its guests again.
#[derive(Debug, Clone, Copy)]
pub struct UnpublishAgenda {
    /// Of which event.
    pub event: EventId,
}

/// Shows the run of show of an event to its guests, but for what is internal. Guests see it where they see the event, so that
/// a draft's is shown from the day on which the event is published.
///
/// # Errors
/// Faults on `eventId`; on `acceptConflicts`, one for each conflict that stops it and is not accepted.
pub async fn publish_agenda(op: &Op, cmd: PublishAgenda) -> Result<Found> {
    let tx = op.begin(Action::WriteEvents).await?;
    let found = held(op, &tx, cmd.event).await?;
    if of(&tx, &[cmd.event]).await?.contains_key(&cmd.event) {
        let fault = Fault::new(["eventId"], Code::WrongState);
        return Err(fault.with("state", "AGENDA_PUBLISHED").into());
    }
    let agenda = in_order(&tx, &[cmd.event]).await?.remove(&cmd.event);
    let agenda = agenda.unwrap_or_default();
    let staged = Staged {
        event: &found.event,
        agenda: &agenda,
        expected: found.tally.places_taken,
    };
    let around = around_in(&tx, &[staged]).await?;
    let told = conflicts(&found.event, &agenda, &around);
    unblocked(op, &tx, (&found.event, &agenda), (&told, &cmd.accept)).await?;
    let row = agenda_publication::Model {
        event_id: cmd.event,
        published_at: op.clock.now(),
    };
    agenda_publication::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    note(op, &tx, &found, ("agenda::publish_agenda", true)).await?;
    tx.commit().await?;
    Ok(found)
}

/// Hides the run of show of an event from its guests again.
///
/// # Errors
/// Faults on `eventId`.
pub async fn unpublish_agenda(op: &Op, cmd: UnpublishAgenda) -> Result<Found> {
    let tx = op.begin(Action::WriteEvents).await?;
    let found = held(op, &tx, cmd.event).await?;
    let gone = agenda_publication::Entity::delete_by_id(cmd.event)
        .exec(&tx)
        .await?;
    if gone.rows_affected == 0 {
        let fault = Fault::new(["eventId"], Code::WrongState);
        return Err(fault.with("state", "AGENDA_NOT_PUBLISHED").into());
    }
    note(op, &tx, &found, ("agenda::unpublish_agenda", false)).await?;
    tx.commit().await?;
    Ok(found)
}

async fn held(op: &Op, tx: &DatabaseTransaction, event: EventId) -> Result<Found> {
    let found = events::locked(op, tx, event, Action::WriteEvents)
        .await
        .map_err(|error| error.hidden_at(["eventId"]))?;
    open(["eventId"], &found.event)?;
    Ok(found)
}

async fn note(
    op: &Op,
    tx: &DatabaseTransaction,
    found: &Found,
    (action, is_published): (&'static str, bool),
) -> Result<()> {
    let mut changes = Changes::default();
    changes.note("isAgendaPublished", &!is_published, &is_published);
    let deed = Deed {
        office: found.event.office_id,
        action,
        object_kind: "event",
        object_id: found.event.id.0,
        changes: changes.json(),
        reason: None,
    };
    audit::write(tx, op, deed).await
}

/// Since when the runs of show of events that were read before are shown; those that are not are not here.
///
/// # Errors
/// Only the database's.
pub async fn publications_of(
    op: &Op,
    events: &[EventId],
) -> Result<HashMap<EventId, DateTime<Utc>>> {
    of(op.db.reader(), events).await
}

pub(super) async fn of(
    db: &impl ConnectionTrait,
    events: &[EventId],
) -> Result<HashMap<EventId, DateTime<Utc>>> {
    let rows = agenda_publication::Entity::find()
        .filter(agenda_publication::Column::EventId.is_in(events.iter().copied()))
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.event_id, row.published_at))
        .collect())
}
