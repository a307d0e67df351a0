//! What the office decides itself: whom it lets come, and who goes before others on the waiting list.

use kuvend_entity::{
    attendee,
    id::AttendeeId,
    kind::{ApprovalState, PlaceState},
};
use serde_json::json;

use crate::{
    attendees::{
        answers::{may_overbook, note_overbooking, takes_guests, tell},
        desk::{Cause, Desk},
        moves::Move,
        places::{Asker, Claim, is_turned_away},
        transitions,
    },
    error::Result,
    fault::{Code, Fault},
    op::Op,
    policy::Action,
};

/// The highest priority on the waiting list; without one it is 0.
pub const HIGHEST_PRIORITY: i32 = 100;

/// Lets a guest come who asked for it.
#[derive(Debug, Clone)]
pub struct Approve {
    /// Whom.
    pub attendee: AttendeeId,
    /// Why the guest gets a place even where there is none, or where others wait for it.
    pub overbook: Option<String>,
}

/// Lets a guest come who asked for it: there is a place for the party, or a number on the waiting list. The guest is told. Of whom
/// was refused it takes the refusal back.
///
/// # Errors
/// Faults on `attendeeId` where nobody waits for approval, and where the event takes no guests any more.
pub async fn approve(op: &Op, cmd: Approve) -> Result<attendee::Model> {
    let (mut desk, row) = Desk::open_for(op, cmd.attendee, Action::ManagePlaces)
        .await
        .map_err(|error| error.hidden_at(["attendeeId"]))?;
    if cmd.overbook.is_some() {
        may_overbook(&desk)?;
    }
    // Who was approved and waits is let in by who may.
    let lets_in = cmd.overbook.is_some() && row.place == PlaceState::Waitlisted;
    let stands = row.place.occupies() || row.place == PlaceState::Waitlisted;
    if row.approval == ApprovalState::Given && stands && !lets_in {
        return Ok(row);
    }
    if !lets_in && !transitions::moves(Move::Approve, &row) {
        return Err(not_now(&row));
    }
    takes_guests(&desk.event, "attendeeId")?;
    if desk.event.attendance_closed_at.is_some() {
        return Err(Fault::new(["attendeeId"], Code::WrongState)
            .with("state", "ATTENDANCE_CLOSED")
            .into());
    }
    let mut after = row.clone();
    after.approval = ApprovalState::Given;
    let claim = Claim {
        asker: Asker::Office,
        overbook: cmd.overbook.as_deref(),
    };
    desk.seat(Some(&row), &mut after, claim).await?;
    let cause = Cause {
        reason: Some("approved".to_owned()),
        ..Cause::default()
    };
    let after = desk.alter(&row, after, &cause).await?;
    tell(&mut desk, Some(&row), &after).await?;
    let changes = json!({ "place": [row.place, after.place] });
    desk.deed("attendees::approve", &after, Some(changes), None);
    note_overbooking(&mut desk, Some(&row), &after);
    desk.close_with(after).await
}

/// Does not let a guest come who asked for it.
#[derive(Debug, Clone)]
pub struct Refuse {
    /// Whom.
    pub attendee: AttendeeId,
    /// Why; the guest is told.
    pub reason: String,
}

/// Does not let a guest come who asked for it. The guest is told, and why.
///
/// # Errors
/// A fault on `attendeeId` where nobody waits for approval.
pub async fn refuse(op: &Op, cmd: Refuse) -> Result<attendee::Model> {
    let (mut desk, row) = Desk::open_for(op, cmd.attendee, Action::ManagePlaces)
        .await
        .map_err(|error| error.hidden_at(["attendeeId"]))?;
    if !transitions::moves(Move::Refuse, &row) {
        if row.approval == ApprovalState::Refused {
            return Ok(row);
        }
        return Err(not_now(&row));
    }
    let mut after = row.clone();
    after.approval = ApprovalState::Refused;
    Desk::unseat(&mut after, PlaceState::Cancelled);
    if desk.now < desk.event.starts_at {
        let details = json!({ "reason": cmd.reason, "refused": true });
        desk.call_off(&mut after, details);
    }
    let cause = Cause {
        reason: Some(cmd.reason.clone()),
        ..Cause::default()
    };
    let after = desk.alter(&row, after, &cause).await?;
    let changes = json!({ "place": [row.place, after.place] });
    desk.deed("attendees::refuse", &after, Some(changes), Some(cmd.reason));
    desk.close_with(after).await
}

/// Puts a row before others on the waiting list, or back among them.
#[derive(Debug, Clone)]
pub struct SetPriority {
    /// Which.
    pub attendee: AttendeeId,
    /// How high; the higher goes first, and among equals who asked first.
    pub priority: i32,
    /// Why.
    pub reason: String,
}

/// Puts a row before others on the waiting list, or back among them. Whoever is first by it and fits is called at once. Of a
/// row that has not asked for a place yet it is said beforehand.
///
/// # Errors
/// A fault on `attendeeId` where the row has a place, or has given it up.
pub async fn set_priority(op: &Op, cmd: SetPriority) -> Result<attendee::Model> {
    let (mut desk, row) = Desk::open_for(op, cmd.attendee, Action::ManagePlaces)
        .await
        .map_err(|error| error.hidden_at(["attendeeId"]))?;
    if row.queue_priority == cmd.priority {
        return Ok(row);
    }
    let may_wait = matches!(
        row.place,
        PlaceState::None | PlaceState::PendingApproval | PlaceState::Waitlisted
    );
    if !may_wait {
        return Err(not_now(&row));
    }
    let mut after = row.clone();
    after.queue_priority = cmd.priority;
    let after = desk.alter(&row, after, &Cause::default()).await?;
    let changes = json!({ "queuePriority": [row.queue_priority, after.queue_priority] });
    desk.deed(
        "attendees::set_priority",
        &after,
        Some(changes),
        Some(cmd.reason),
    );
    desk.close_with(after).await
}

fn not_now(row: &attendee::Model) -> crate::error::Error {
    let state = transitions::barred(Move::Approve, row).filter(|_| is_turned_away(row));
    Fault::new(["attendeeId"], Code::WrongState)
        .with("state", state.unwrap_or(row.place.as_str()))
        .into()
}
