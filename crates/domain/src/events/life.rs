//! Where an event stands: which step leads where, as data, and the steps that change nothing else.

use chrono::{DateTime, Utc};
use kuvend_entity::{
    attendee, event,
    id::EventId,
    kind::{EventStatus, PlaceState},
    value::PutOff,
};
use kuvend_notify::Change as Told;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::Expr,
};

use crate::{
    attendees::{announcements, holds, places},
    audit::{self, Deed},
    change::Changes,
    error::{Error, Result},
    events::{Found, locked, newest, read, update, wrong_state},
    fault::{Code, Fault},
    letters,
    op::Op,
    policy::Action,
};

/// What can be done to where an event stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// `publishEvent`.
    Publish,
    /// `postponeEvent`.
    Postpone,
    /// `resumeEvent`.
    Resume,
    /// `completeEvent`.
    Complete,
    /// `archiveEvent`.
    Archive,
    /// `cancelEvent`.
    Cancel,
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 6] = [
        Self::Publish,
        Self::Postpone,
        Self::Resume,
        Self::Complete,
        Self::Archive,
        Self::Cancel,
    ];
}

/// What a step needs beside the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Need {
    /// The event was published once, and begins later than now.
    PublishedAndAhead,
    /// The event was never published.
    NeverPublished,
    /// The event's end has passed.
    Ended,
}

impl Need {
    fn is_met(self, event: &event::Model, now: DateTime<Utc>) -> bool {
        match self {
            Self::PublishedAndAhead => event.published_at.is_some() && now < event.starts_at,
            Self::NeverPublished => event.published_at.is_none(),
            Self::Ended => now >= event.ends_at,
        }
    }

    /// Why it is not met, for an event whose state would allow the step.
    fn missing(self, event: &event::Model) -> Fault {
        match self {
            Self::PublishedAndAhead | Self::NeverPublished => {
                Fault::new(["id"], Code::TooLate).with("until", event.starts_at.to_rfc3339())
            }
            Self::Ended => {
                Fault::new(["id"], Code::TooEarly).with("from", event.ends_at.to_rfc3339())
            }
        }
    }
}

/// One line of the table: from a state a step leads to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transition {
    /// What is done.
    pub step: Step,
    /// From where.
    pub from: EventStatus,
    /// To where.
    pub to: EventStatus,
    /// What else is needed.
    pub needs: Option<Need>,
}

const fn line(step: Step, from: EventStatus, to: EventStatus, needs: Option<Need>) -> Transition {
    Transition {
        step,
        from,
        to,
        needs,
    }
}

/// Every move that is legal; what is not here is refused. Nothing leads out of a cancelled event: it did not take place, and
/// what is put away counts as having done so.
pub const TRANSITIONS: [Transition; 10] = {
    use EventStatus::{Archived, Cancelled, Completed, Draft, Postponed, Published};
    [
        line(Step::Publish, Draft, Published, None),
        line(Step::Postpone, Draft, Postponed, None),
        line(Step::Postpone, Published, Postponed, None),
        line(
            Step::Resume,
            Postponed,
            Published,
            Some(Need::PublishedAndAhead),
        ),
        line(Step::Resume, Postponed, Draft, Some(Need::NeverPublished)),
        line(Step::Complete, Published, Completed, Some(Need::Ended)),
        line(Step::Archive, Completed, Archived, None),
        line(Step::Cancel, Draft, Cancelled, None),
        line(Step::Cancel, Postponed, Cancelled, None),
        line(Step::Cancel, Published, Cancelled, None),
    ]
};

/// The steps that are legal for an event now.
#[must_use]
pub fn legal_steps(event: &event::Model, now: DateTime<Utc>) -> Vec<Step> {
    Step::ALL
        .into_iter()
        .filter(|step| led(*step, event, now).is_ok())
        .collect()
}

/// Where a step leads an event.
///
/// # Errors
/// A fault on `id` where it leads nowhere.
pub(super) fn led(step: Step, event: &event::Model, now: DateTime<Utc>) -> Result<EventStatus> {
    let mut missing = None;
    for line in TRANSITIONS {
        if line.step != step || line.from != event.status {
            continue;
        }
        match line.needs {
            Some(need) if !need.is_met(event, now) => {
                missing = missing.or_else(|| Some(need.missing(event)));
            }
            _ => return Ok(line.to),
        }
    }
    Err(missing.unwrap_or_else(|| wrong_state(["id"], event)).into())
}

/// Which event is led on.
#[derive(Debug, Clone)]
pub struct Lead {
    /// Which.
    pub id: EventId,
    /// The version that was read, if it matters.
    pub version: Option<i32>,
}

/// Puts an event off.
#[derive(Debug, Clone)]
pub struct Postpone {
    /// Which.
    pub id: EventId,
    /// The version that was read, if it matters.
    pub version: Option<i32>,
    /// Why.
    pub reason: Option<String>,
}

/// Puts an event off. Whoever was told of it is told so. Everything is kept and nothing else goes out: letters wait in the outbox,
/// offers have no end, no answers are taken and attendance is not closed.
///
/// # Errors
/// Faults on `id` and `version`.
pub async fn postpone(op: &Op, cmd: Postpone) -> Result<Found> {
    let lead = Lead {
        id: cmd.id,
        version: cmd.version,
    };
    let (tx, event, to) = begin(op, &lead, Step::Postpone).await?;
    let mut next = event.clone();
    next.status = to;
    // What guests' calendars hold of it goes, and comes again with what follows.
    next.calendar_sequence += i32::from(event.published_at.is_some());
    next.put_off = Some(PutOff {
        at: op.clock.now(),
        reason: cmd.reason.clone(),
        starts_at: event.starts_at,
        ends_at: event.ends_at,
        venue: event.venue.clone(),
        revision: event.revision,
    });
    offers_until(&tx, &next, None).await?;
    letters::follow(&tx, op, &event, &next).await?;
    let reason = cmd.reason.clone();
    write(op, &tx, (&event, next), ("events::postpone", cmd.reason)).await?;
    let tx = if event.status == EventStatus::Published {
        announcements::event_put_off(op, tx, event.id, reason.as_deref()).await?
    } else {
        tx
    };
    end(tx, event.id).await
}

/// Takes an event up again that was put off: it is what it was before. Whoever was told that it was put off, or of other times or
/// another place than hold now, is told; offers hold for as long again, and what waits in the outbox goes out.
///
/// # Errors
/// Faults on `id` and `version`; an event that was published is given times that lie ahead first.
pub async fn resume(op: &Op, cmd: Lead) -> Result<Found> {
    let (tx, event, to) = begin(op, &cmd, Step::Resume).await?;
    let mut next = event.clone();
    next.status = to;
    next.put_off = None;
    next.calendar_sequence += i32::from(event.published_at.is_some());
    let now = op.clock.now();
    let until = event.offer_minutes.map_or(event.starts_at, |minutes| {
        (now + chrono::TimeDelta::minutes(i64::from(minutes))).min(event.starts_at)
    });
    offers_until(&tx, &next, Some(until)).await?;
    holds::renew(&tx, &next).await?;
    letters::follow(&tx, op, &event, &next).await?;
    write(op, &tx, (&event, next), ("events::resume", None)).await?;
    let tx = match (&event.put_off, to) {
        (Some(known), EventStatus::Published) => {
            let changes = since(known, &event);
            let tx = announcements::event_resumed(op, tx, &event, changes).await?;
            places::places_freed(op, tx, event.id).await?
        }
        _ => tx,
    };
    end(tx, event.id).await
}

/// What is another than guests knew.
fn since(known: &PutOff, event: &event::Model) -> Vec<Told> {
    let before = event::Model {
        starts_at: known.starts_at,
        ends_at: known.ends_at,
        venue: known.venue.clone(),
        ..event.clone()
    };
    update::told(&before, event)
}

/// Notes that an event has taken place.
///
/// # Errors
/// Faults on `id` and `version`; `TOO_EARLY` before it has ended.
pub async fn complete(op: &Op, cmd: Lead) -> Result<Found> {
    let (tx, event, to) = begin(op, &cmd, Step::Complete).await?;
    let mut next = event.clone();
    next.status = to;
    next.completed_at = Some(op.clock.now());
    write(op, &tx, (&event, next), ("events::complete", None)).await?;
    end(tx, event.id).await
}

/// Puts an event away that has taken place: nothing of it is changed from then on.
///
/// # Errors
/// Faults on `id` and `version`.
pub async fn archive(op: &Op, cmd: Lead) -> Result<Found> {
    let (tx, event, to) = begin(op, &cmd, Step::Archive).await?;
    let mut next = event.clone();
    next.status = to;
    next.archived_at = Some(op.clock.now());
    write(op, &tx, (&event, next), ("events::archive", None)).await?;
    end(tx, event.id).await
}

/// Takes the event's lock and asks the table.
async fn begin(
    op: &Op,
    cmd: &Lead,
    step: Step,
) -> Result<(DatabaseTransaction, event::Model, EventStatus)> {
    let tx = op.begin(Action::WriteEvents).await?;
    let found = locked(op, &tx, cmd.id, Action::WriteEvents)
        .await
        .map_err(|error| error.hidden_at(["id"]))?;
    newest(cmd.version, found.event.version)?;
    let to = led(step, &found.event, op.clock.now())?;
    Ok((tx, found.event, to))
}

/// Writes the event as it is led, with what the audit says of it.
async fn write(
    op: &Op,
    tx: &DatabaseTransaction,
    (old, mut next): (&event::Model, event::Model),
    (action, reason): (&'static str, Option<String>),
) -> Result<()> {
    next.version += 1;
    next.updated_at = op.clock.now();
    let mut changes = Changes::default();
    changes.note("status", &old.status, &next.status);
    event::Entity::update(next.into_active_model().reset_all())
        .exec(tx)
        .await?;
    let deed = Deed {
        office: old.office_id,
        action,
        object_kind: "event",
        object_id: old.id.0,
        changes: changes.json(),
        reason,
    };
    audit::write(tx, op, deed).await
}

/// Lets the offers of an event hold until then: without an end while it is put off, so that none ends meanwhile.
async fn offers_until(
    tx: &DatabaseTransaction,
    event: &event::Model,
    until: Option<DateTime<Utc>>,
) -> Result<()> {
    attendee::Entity::update_many()
        .col_expr(attendee::Column::OfferExpiresAt, Expr::value(until))
        .filter(attendee::Column::EventId.eq(event.id))
        .filter(attendee::Column::Place.eq(PlaceState::Offered))
        .exec(tx)
        .await?;
    Ok(())
}

async fn end(tx: DatabaseTransaction, id: EventId) -> Result<Found> {
    let found = read::one(&tx, id)
        .await?
        .ok_or_else(|| Error::missing("event"))?;
    tx.commit().await?;
    Ok(found)
}
