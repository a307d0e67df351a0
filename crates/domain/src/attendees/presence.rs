//! The door: who was there. Presence is the only axis that moves here.

use chrono::{DateTime, TimeDelta, Utc};
use kuvend_entity::{
    attendee, event,
    id::{AttendeeId, ContactId, EventId},
    kind::{EventStatus, PresenceMode, PresenceState},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use crate::{
    attendees::{
        desk::{Cause, Desk},
        guests,
        moves::Move,
        transitions,
    },
    door::hand,
    error::Result,
    fault::{Code, Fault, Faults},
    op::Op,
    policy::Action,
};

/// From when guests are received where nobody said: this long before the start.
const DOORS_OPEN_BEFORE: TimeDelta = TimeDelta::hours(1);

/// Who is at the door.
#[derive(Debug, Clone, Copy)]
pub enum Who {
    /// A row of the list.
    Listed(AttendeeId),
    /// A contact, on the list or not; who is not is a walk-in.
    Contact(EventId, ContactId),
}

/// Somebody at the door.
#[derive(Debug, Clone)]
pub struct CheckIn {
    /// Who.
    pub who: Who,
    /// In the room or on line.
    pub mode: PresenceMode,
}

/// From when guests of an event are received.
#[must_use]
pub fn doors_open_at(event: &event::Model) -> DateTime<Utc> {
    event
        .doors_open_at
        .unwrap_or(event.starts_at - DOORS_OPEN_BEFORE)
}

fn receives(event: &event::Model, now: DateTime<Utc>, field: &'static str) -> Result<()> {
    if !matches!(
        event.status,
        EventStatus::Published | EventStatus::Completed
    ) {
        return Err(Fault::new([field], Code::WrongState)
            .with("state", event.status)
            .into());
    }
    if event.attendance_closed_at.is_some() {
        return Err(Fault::new([field], Code::WrongState)
            .with("state", "ATTENDANCE_CLOSED")
            .into());
    }
    let from = doors_open_at(event);
    if now < from {
        return Err(Fault::new([field], Code::TooEarly)
            .with("from", from.to_rfc3339())
            .into());
    }
    Ok(())
}

/// Receives somebody, which is a scan without a gate. The same guest again changes nothing, unless they went out meanwhile;
/// whoever is not on the list gets a row without a place.
///
/// # Errors
/// Faults before the doors open, after attendance is closed, and for whoever is not known.
pub async fn check_in(op: &Op, cmd: CheckIn) -> Result<attendee::Model> {
    let (mut desk, row) = match cmd.who {
        Who::Listed(id) => {
            let (desk, row) = Desk::open_for(op, id, Action::ReceiveGuests)
                .await
                .map_err(|error| error.hidden_at(["attendeeId"]))?;
            (desk, Some(row))
        }
        Who::Contact(event, contact) => {
            let desk = Desk::open(op, event, Action::ReceiveGuests)
                .await
                .map_err(|error| error.hidden_at(["eventId"]))?;
            let row = guests::row_of(&desk, contact).await?;
            (desk, row)
        }
    };
    receives(
        &desk.event,
        desk.now,
        if matches!(cmd.who, Who::Listed(_)) {
            "attendeeId"
        } else {
            "eventId"
        },
    )?;
    if let Some(state) = row
        .as_ref()
        .filter(|row| row.presence != PresenceState::Attended)
        .and_then(|row| transitions::barred(Move::CheckIn, row))
    {
        let field = match cmd.who {
            Who::Listed(_) => "attendeeId",
            Who::Contact(..) => "contactId",
        };
        return Err(Fault::new([field], Code::WrongState)
            .with("state", state)
            .into());
    }
    let arrived = |row: &mut attendee::Model, now| {
        row.presence = PresenceState::Attended;
        row.presence_at = Some(now);
        row.presence_mode = Some(cmd.mode);
    };
    let cause = Cause::default();
    let was = row
        .as_ref()
        .map_or(PresenceState::Unrecorded, |row| row.presence);
    let after = match (row, cmd.who) {
        (Some(row), _) if row.presence == PresenceState::Attended => {
            let comes_again =
                cmd.mode == PresenceMode::InPerson && hand::went_out(&desk, &row).await?;
            if comes_again {
                hand::note(&desk, &row, None).await?;
                desk.deed("attendees::check_in", &row, None, None);
                desk.close().await?;
            }
            return Ok(row);
        }
        (Some(row), _) => {
            let mut after = row.clone();
            arrived(&mut after, desk.now);
            desk.alter(&row, after, &cause).await?
        }
        (None, Who::Contact(_, contact)) => {
            let mut row = guests::proposed(&desk, contact)
                .await?
                .ok_or_else(|| Fault::new(["contactId"], Code::NotFound))?;
            arrived(&mut row, desk.now);
            desk.insert(row, &cause).await?
        }
        (None, Who::Listed(_)) => return Err(Fault::new(["attendeeId"], Code::NotFound).into()),
    };
    desk.deed(
        "attendees::check_in",
        &after,
        Some(json!({ "presence": [was, after.presence] })),
        None,
    );
    if cmd.mode == PresenceMode::InPerson {
        hand::note(&desk, &after, Some(was)).await?;
    }
    desk.close().await?;
    Ok(after)
}

/// What is recorded of one row.
#[derive(Debug, Clone)]
pub struct Mark {
    /// Which row.
    pub attendee: AttendeeId,
    /// What.
    pub presence: PresenceState,
    /// In the room or on line, for who attended.
    pub mode: Option<PresenceMode>,
    /// Why, for who is excused.
    pub reason: Option<String>,
}

/// Presence of several rows, recorded together or not at all.
#[derive(Debug, Clone)]
pub struct RecordPresence {
    /// Of which event.
    pub event: EventId,
    /// What.
    pub marks: Vec<Mark>,
}

/// Records presence in bulk: attended, excused, absent, or unrecorded again.
///
/// # Errors
/// Faults at `marks.N.…`; nothing is recorded then.
pub async fn record_presence(op: &Op, cmd: RecordPresence) -> Result<Vec<attendee::Model>> {
    let mut desk = Desk::open(op, cmd.event, Action::ReceiveGuests)
        .await
        .map_err(|error| error.hidden_at(["eventId"]))?;
    if cmd
        .marks
        .iter()
        .any(|mark| mark.presence != PresenceState::Excused)
    {
        receives(&desk.event, desk.now, "eventId")?;
    } else if desk.event.attendance_closed_at.is_some() {
        return Err(Fault::new(["eventId"], Code::WrongState)
            .with("state", "ATTENDANCE_CLOSED")
            .into());
    }
    let mut rows = std::collections::HashMap::new();
    for batch in cmd.marks.chunks(guests::BATCH) {
        let query = attendee::Entity::find()
            .filter(attendee::Column::EventId.eq(cmd.event))
            .filter(attendee::Column::Id.is_in(batch.iter().map(|mark| mark.attendee)));
        rows.extend(
            query
                .all(&desk.tx)
                .await?
                .into_iter()
                .map(|row| (row.id, row)),
        );
    }
    let mut faults = Faults::none();
    let mut changed = Vec::with_capacity(cmd.marks.len());
    for (index, mark) in cmd.marks.into_iter().enumerate() {
        let Some(row) = rows.get(&mark.attendee) else {
            faults.push(Fault::at(
                vec![
                    "marks".to_owned(),
                    index.to_string(),
                    "attendeeId".to_owned(),
                ],
                Code::NotFound,
            ));
            continue;
        };
        if !faults.list().is_empty() {
            continue;
        }
        let mut after = row.clone();
        if row.presence != mark.presence {
            after.presence = mark.presence;
            after.presence_at = (mark.presence != PresenceState::Unrecorded).then_some(desk.now);
        }
        after.presence_mode = if mark.presence == PresenceState::Attended {
            Some(
                mark.mode
                    .or(row.presence_mode)
                    .unwrap_or(PresenceMode::InPerson),
            )
        } else {
            None
        };
        let before = row.presence;
        let cause = Cause {
            reason: mark.reason.clone(),
            ..Cause::default()
        };
        let after = desk.alter_later(row, after, &cause);
        desk.deed(
            "attendees::record_presence",
            &after,
            Some(json!({ "presence": [before, after.presence] })),
            mark.reason,
        );
        rows.insert(after.id, after.clone());
        changed.push(after);
    }
    faults.finish(Some(()))?;
    desk.close().await?;
    Ok(changed)
}
