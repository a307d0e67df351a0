//! Taking in what gates saw: a batch is judged scan by scan under the event's one lock, each with its result.

use std::{collections::HashMap, ptr};

use chrono::{DateTime, Utc};
use kuvend_entity::{
    attendee, check_in_list, door_gate, event,
    id::GateId,
    kind::{EventStatus, PresenceState, ScanResult},
    scan,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    batch::{Answer, Batch, Refused, Scanned, Sender, Taken},
    lists, reads,
    sitting::Sitting,
};
use crate::{
    actor::Actor,
    attendees::{desk::Desk, guests::BATCH, moves::Move, transitions},
    error::{Denied, Error, Result},
    fault::{Code, Fault, Faults},
    op::Op,
    policy::Action,
};

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

/// Takes in what a gate saw, in the order in which it saw it: each scan is answered, one that was sent before as it was then, and one
/// that cannot be read, or bears the id of another, by why it is not kept. Nothing is refused as a whole but by who may not send it.
///
/// # Errors
/// `NOT_FOUND` on `eventId` or `gateId`, `WRONG_STATE` on `gateId` for a gate that was closed for good and on `eventId` for an event
/// that receives nobody.
pub async fn receive(op: &Op, batch: Batch) -> Result<Vec<Taken>> {
    let desk = Desk::open(op, batch.event, Action::ReceiveGuests)
        .await
        .map_err(|error| error.hidden_at(["eventId"]))?;
    takes_scans(&desk.event, "eventId")?;
    let now = desk.now;
    let (gate, list) = gate_of(&desk, batch.gate).await?;
    let sender = Sender {
        gate: gate.as_ref().map(|gate| gate.id),
        device: batch.device,
    };
    let sent = || batch.scans.iter().filter_map(|it| it.as_ref().ok());
    let ids: Vec<&str> = sent().map(|it| it.client_id.as_str()).collect();
    let known = known(&desk, &sender, &ids).await?;
    let mut first: HashMap<&str, &Scanned> = HashMap::new();
    for scanned in sent() {
        first.entry(&scanned.client_id).or_insert(scanned);
    }
    let is_new = |it: &&Scanned| {
        let is_first = first.get(it.client_id.as_str());
        is_first.is_some_and(|first| ptr::eq(*first, *it)) && !known.contains_key(&it.client_id)
    };
    let mut fresh: Vec<&Scanned> = sent().filter(is_new).collect();
    fresh.sort_by_key(|it| it.seen_at(now));
    let mut sitting = Sitting::prepare(desk, (gate, list), sender, sent()).await?;
    let again = known.values().filter_map(|scan| scan.attendee_id);
    sitting.bring_rows(again).await?;
    for scanned in fresh {
        sitting.judge(scanned).await?;
    }
    let answers = batch.scans.iter().enumerate().map(|(index, one)| {
        let scanned = match one {
            Ok(scanned) => scanned,
            Err(refused) => return Answer::Refused(refused.clone()),
        };
        let id = scanned.client_id.as_str();
        let is_same = match (known.get(id), first.get(id)) {
            (Some(kept), _) => sitting.is_of(scanned, kept),
            (None, Some(first)) => first.says_the_same_as(scanned),
            (None, None) => true,
        };
        if is_same {
            return Answer::Kept(id.to_owned(), !is_new(&scanned));
        }
        let path = ["scans", &index.to_string(), batch.id_field].map(str::to_owned);
        Answer::Refused(Refused {
            client_id: id.to_owned(),
            faults: Faults::of(Fault::at(path.to_vec(), Code::Taken)),
        })
    });
    let answers: Vec<Answer> = answers.collect();
    let done = sitting.finish().await?;
    Ok(done.told(answers, &known))
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

/// The scans of an event that their sender calls so.
pub(super) async fn known(
    desk: &Desk<'_>,
    sender: &Sender,
    ids: &[&str],
) -> Result<HashMap<String, scan::Model>> {
    let mut known = HashMap::new();
    for batch in ids.chunks(BATCH) {
        let rows = scan::Entity::find()
            .filter(scan::Column::EventId.eq(desk.event.id))
            .filter(scan::Column::ClientScanId.is_in(batch.iter().copied()))
            .filter(sender.condition())
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
