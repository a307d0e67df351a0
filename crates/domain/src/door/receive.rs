//! Taking in what gates saw: a batch is judged scan by scan under the event's one lock, each with its result.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use kuvend_entity::{
    attendee, check_in_list, door_gate, event,
    id::{AttendeeId, ContactId, EventId, GateId},
    kind::{EventStatus, PresenceState, ScanDirection, ScanResult},
    scan,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{lists, log, reads, sitting::Sitting};
use crate::{
    actor::Actor,
    attendees::{desk::Desk, guests::BATCH, moves::Move, transitions},
    error::{Denied, Error, Result},
    fault::{Code, Fault},
    op::Op,
    policy::Action,
};

/// Scans of a batch at most.
pub const MOST: usize = 500;

/// Somebody who came and was not on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalkIn {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
}

/// Whom a gate saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom {
    /// Who showed this.
    Ticket(String),
    /// A row of the guest list, looked up.
    Listed(AttendeeId),
    /// A contact, looked up, whose row of the list is looked for.
    Contact(ContactId),
    /// Somebody who was not on the list.
    WalkIn(WalkIn),
    /// Nobody: an earlier scan is taken back, by what the device called it.
    Undo(String),
}

/// What a gate saw.
#[derive(Debug, Clone)]
pub struct Scanned {
    /// What the device calls it: the same again changes nothing.
    pub client_id: String,
    /// Whom.
    pub whom: Whom,
    /// When, by the device's clock; now where it does not say.
    pub at: Option<DateTime<Utc>>,
    /// Which way; as the gate goes where it does not say.
    pub direction: Option<ScanDirection>,
    /// How many of the party; all that are left where it does not say.
    pub party: Option<i32>,
    /// Whether the gate let them through before it asked, where it says so.
    pub was_let_in: Option<bool>,
}

/// What a gate sends.
#[derive(Debug, Clone)]
pub struct Batch {
    /// Of which event.
    pub event: EventId,
    /// Which gate, if it is one.
    pub gate: Option<GateId>,
    /// Which device.
    pub device: Option<String>,
    /// What it saw.
    pub scans: Vec<Scanned>,
}

/// What a scan came to.
#[derive(Debug, Clone)]
pub struct Taken {
    /// As it is kept.
    pub scan: scan::Model,
    /// The row of the guest list after the batch, where one was meant.
    pub attendee: Option<attendee::Model>,
    /// Where the party stands after the batch.
    pub standing: log::Standing,
    /// Whether it was known already, and changed nothing.
    pub is_repeated: bool,
}

/// Whether scans of an event are taken at all.
///
/// # Errors
/// `WRONG_STATE` on the field.
pub(super) fn takes_scans(event: &event::Model, field: &'static str) -> Result<()> {
    match event.status {
        EventStatus::Published | EventStatus::Completed => Ok(()),
        state => Err(Fault::new([field], Code::WrongState)
            .with("state", state)
            .into()),
    }
}

/// Takes in what a gate saw, in the order in which it saw it: each scan is answered, and one that was sent before is answered as it
/// was then. Nothing is refused as a whole but by who may not send it.
///
/// # Errors
/// `NOT_FOUND` on `eventId` or `gateId`, `WRONG_STATE` on `gateId` for a gate that was closed for good and on `eventId` for an event
/// that receives nobody.
pub async fn receive(op: &Op, batch: Batch) -> Result<Vec<Taken>> {
    let desk = Desk::open(op, batch.event, Action::ReceiveGuests)
        .await
        .map_err(|error| error.hidden_at(["eventId"]))?;
    takes_scans(&desk.event, "eventId")?;
    let (gate, list) = gate_of(&desk, batch.gate).await?;
    let wanted: Vec<String> = batch.scans.iter().map(|it| it.client_id.clone()).collect();
    let known = known(&desk, &wanted).await?;
    let mut fresh: Vec<Scanned> = Vec::new();
    for scanned in batch.scans {
        let is_new = !known.contains_key(&scanned.client_id)
            && fresh.iter().all(|it| it.client_id != scanned.client_id);
        if is_new {
            fresh.push(scanned);
        }
    }
    // The clock that all can agree on is ours: nothing is seen later than it arrives.
    for scanned in &mut fresh {
        scanned.at = Some(scanned.at.unwrap_or(desk.now).min(desk.now));
    }
    fresh.sort_by_key(|it| it.at);
    let mut sitting = Sitting::prepare(desk, (gate, list), batch.device, &fresh).await?;
    let again = known.values().filter_map(|scan| scan.attendee_id);
    sitting.bring_rows(again).await?;
    for scanned in fresh {
        sitting.judge(scanned).await?;
    }
    let done = sitting.finish().await?;
    let made = done.made.iter().map(|it| (it.client_scan_id.as_str(), it));
    let made: HashMap<&str, &scan::Model> = made.collect();
    let answer = |id: String| {
        let repeated = known.get(&id);
        let scan = repeated.or_else(|| made.get(id.as_str()).copied())?.clone();
        let attendee = scan.attendee_id.and_then(|id| done.rows.get(&id)).cloned();
        let party = attendee.as_ref().and_then(|row| {
            let log = done.logs.get(&row.id)?;
            Some(log.standing(row.party_size))
        });
        Some(Taken {
            is_repeated: repeated.is_some(),
            standing: party.unwrap_or_default(),
            attendee,
            scan,
        })
    };
    Ok(wanted.into_iter().filter_map(answer).collect())
}

/// The gate that sends, if one does, and its list. Who comes by a gate's link is that gate.
async fn gate_of(
    desk: &Desk<'_>,
    named: Option<GateId>,
) -> Result<(Option<door_gate::Model>, Option<check_in_list::Model>)> {
    let named = match &desk.op.actor {
        Actor::Gate { gate, .. } if named.is_none_or(|named| named == *gate) => Some(*gate),
        Actor::Gate { .. } => return Err(Error::Denied(Denied::NotFound)),
        _ => named,
    };
    let Some(id) = named else {
        return Ok((None, None));
    };
    let gate = door_gate::Entity::find_by_id(id)
        .one(&desk.tx)
        .await?
        .filter(|gate| gate.event_id == desk.event.id)
        .ok_or_else(|| Fault::new(["gateId"], Code::NotFound))?;
    if gate.revoked_at.is_some() {
        return Err(Fault::new(["gateId"], Code::WrongState)
            .with("state", "REVOKED")
            .into());
    }
    let list = match gate.list_id {
        Some(id) => Some(lists::of_event(desk, id).await?),
        None => None,
    };
    Ok((Some(gate), list))
}

/// The scans of an event that devices call so.
pub(super) async fn known(desk: &Desk<'_>, ids: &[String]) -> Result<HashMap<String, scan::Model>> {
    let mut known = HashMap::new();
    for batch in ids.chunks(BATCH) {
        let rows = scan::Entity::find()
            .filter(scan::Column::EventId.eq(desk.event.id))
            .filter(scan::Column::ClientScanId.is_in(batch.iter().map(String::as_str)))
            .all(&desk.tx)
            .await?;
        known.extend(
            rows.into_iter()
                .map(|row| (row.client_scan_id.clone(), row)),
        );
    }
    Ok(known)
}

/// The number of an event's next scan.
pub(super) async fn next_number(desk: &Desk<'_>) -> Result<i32> {
    Ok(reads::latest(&desk.tx, desk.event.id).await? + 1)
}

/// Why a guest is not let in, if there is a reason. Knows no database.
#[must_use]
pub fn refusal(
    row: &attendee::Model,
    list: Option<&check_in_list::Model>,
    (opens, at): (DateTime<Utc>, DateTime<Utc>),
) -> Option<ScanResult> {
    if row.presence != PresenceState::Attended && transitions::barred(Move::CheckIn, row).is_some()
    {
        Some(ScanResult::Cancelled)
    } else if list.is_some_and(|list| !lists::holds(list, row)) {
        Some(ScanResult::WrongList)
    } else if at < opens {
        Some(ScanResult::TooEarly)
    } else {
        None
    }
}
