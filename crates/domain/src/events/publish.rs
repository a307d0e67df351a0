//! Publishing an event.

use kuvend_entity::{event, id::EventId};
use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::{
    agenda::{self, Conflict, ConflictKind, Staged},
    audit::{self, Deed},
    change::Changes,
    error::{Error, Result},
    events::{Found, Step, life::led, locked, newest, read},
    op::Op,
    policy::Action,
};

/// Publishes an event.
#[derive(Debug, Clone)]
pub struct Publish {
    /// Which.
    pub id: EventId,
    /// The version that was read, if it matters.
    pub version: Option<i32>,
    /// Conflicts of the run of show that would stop it and that staff have seen and accept.
    pub accept: Vec<ConflictKind>,
}

/// What publishing came to.
#[derive(Debug, Clone)]
pub struct Published {
    /// The event.
    pub found: Found,
    /// What is still to be looked at in its run of show.
    pub conflicts: Vec<Conflict>,
}

/// Publishes an event, so that guests may be invited and answer.
///
/// # Errors
/// Faults on `id` and `version`; on `acceptConflicts`, one for each conflict that stops it and is not accepted.
pub async fn publish(op: &Op, cmd: Publish) -> Result<Published> {
    let tx = op.begin(Action::WriteEvents).await?;
    let found = locked(op, &tx, cmd.id, Action::WriteEvents)
        .await
        .map_err(|error| error.hidden_at(["id"]))?;
    let event = &found.event;
    newest(cmd.version, event.version)?;
    let now = op.clock.now();
    let to = led(Step::Publish, event, now)?;
    let agenda = agenda::in_order(&tx, &[event.id])
        .await?
        .remove(&event.id)
        .unwrap_or_default();
    let staged = Staged {
        event,
        agenda: &agenda,
        expected: found.tally.places_taken,
    };
    let around = agenda::around_in(&tx, &[staged]).await?;
    let conflicts = agenda::conflicts(event, &agenda, &around);
    agenda::unblocked(op, &tx, (event, &agenda), (&conflicts, &cmd.accept)).await?;
    event::Entity::update(event::ActiveModel {
        id: Set(event.id),
        version: Set(event.version + 1),
        status: Set(to),
        published_at: Set(event.published_at.or(Some(now))),
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
            action: "events::publish",
            object_kind: "event",
            object_id: event.id.0,
            changes: changes.json(),
            reason: None,
        },
    )
    .await?;
    let found = read::one(&tx, event.id)
        .await?
        .ok_or_else(|| Error::missing("event"))?;
    tx.commit().await?;
    Ok(Published { found, conflicts })
}
