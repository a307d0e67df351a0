//! What a gate does by its link: it takes the guest list along, so that it works where there is no network, and sends what it saw.

use chrono::{DateTime, TimeDelta, Utc};
use kuvend_entity::{
    door_gate, event,
    id::{AttendeeId, EventId, GateId, ScanId},
    kind::{PlaceState, ScanConflict, ScanDirection, ScanResult},
    office,
};
use sea_orm::EntityTrait;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::{
    batch::{Batch, Kept, MOST, Refused, Scanned, Taken, WalkIn, Whom},
    reads, receive,
    snapshot::{self, Signed},
};
use crate::{
    actor::Actor,
    error::{Error, Result},
    fault::{Code, Fault, Faults},
    guest_page::typed_text,
    links::{self, Purpose},
    op::Op,
};

/// How long after an event its gates may still send what they saw.
const AFTERLIFE: TimeDelta = TimeDelta::days(7);
/// Letters of what a device calls itself or a scan at most.
pub const CALLED: usize = 64;
/// Letters of a ticket at most, with what a link has around it.
pub const SHOWN: usize = 512;
/// Letters of a name at most.
const NAME: usize = 200;
/// People of a party at most.
pub const PARTY: i32 = 1000;

/// A gate that came by a good link.
#[derive(Debug)]
pub struct AtGate {
    /// An operation of the gate's.
    pub op: Op,
    /// The gate.
    pub gate: door_gate::Model,
    /// Its event.
    pub event: event::Model,
    /// The event's office.
    pub office: office::Model,
}

/// The gate behind a link, or nothing where the link is not good, was taken back, or its time is over. Only reads.
///
/// # Errors
/// Only the database's.
pub async fn open(op: &Op, token: &str) -> Result<Option<AtGate>> {
    let Some(claim) = links::read(token, Purpose::Gate) else {
        return Ok(None);
    };
    let db = op.db.reader();
    let found = door_gate::Entity::find_by_id(GateId(claim.id())).one(db);
    let Some(gate) = found.await? else {
        return Ok(None);
    };
    let office = reads::office(db, gate.office_id).await?;
    let event = event::Entity::find_by_id(gate.event_id)
        .one(db)
        .await?
        .ok_or_else(|| Error::missing("event"))?;
    let times = (event.ends_at + AFTERLIFE, op.clock.now());
    let is_good = claim
        .open(&office.link_secret, gate.link_epoch, times)
        .is_ok();
    if !is_good || gate.revoked_at.is_some() {
        return Ok(None);
    }
    let actor = Actor::Gate {
        office: gate.office_id,
        event: gate.event_id,
        gate: gate.id,
    };
    Ok(Some(AtGate {
        op: Op {
            actor,
            ..op.clone()
        },
        gate,
        event,
        office,
    }))
}

/// What a gate takes along, signed for its link, or nothing where that is not good. Only reads.
///
/// # Errors
/// Only the database's.
pub async fn snapshot(op: &Op, token: &str) -> Result<Option<Signed>> {
    match open(op, token).await? {
        Some(at) => Signed::of(token, &snapshot::take(&at).await?).map(Some),
        None => Ok(None),
    }
}

/// What a gate sends: `POST /door/{token}/scans`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Sent {
    /// What the device calls itself, at most 64 letters.
    pub device: Option<String>,
    /// What it saw, at most 500 scans, each a [`SentScan`]. One that is none holds up no other.
    pub scans: Vec<Json>,
}

/// One scan that a gate sends. Exactly one of `ticket`, `attendeeId`, `walkIn` and `undoes` is there.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SentScan {
    /// What the device calls it, at most 64 letters: the same again, of this gate and device, changes nothing.
    pub id: String,
    /// What was read.
    pub ticket: Option<String>,
    /// Whom the gate looked up, by the id of the snapshot.
    pub attendee_id: Option<String>,
    /// Who came and was not on the list.
    pub walk_in: Option<SentWalkIn>,
    /// Which earlier scan of the device is taken back.
    pub undoes: Option<String>,
    /// When, by the device's clock.
    pub at: Option<DateTime<Utc>>,
    /// `ENTRY` or `EXIT`; as the gate goes where it is left out.
    pub direction: Option<ScanDirection>,
    /// How many of the party; all that are left where it is left out.
    pub party: Option<i32>,
    /// Whether the gate let them through before it asked.
    pub was_let_in: Option<bool>,
}

/// Who came and was not on the list.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SentWalkIn {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
}

/// What came of what a gate sent.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// The server's clock.
    pub server_time: DateTime<Utc>,
    /// One for each scan, in the order in which they were sent.
    pub results: Vec<AnswerScan>,
}

/// What came of one scan.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum AnswerScan {
    /// It is kept.
    Kept(AnswerKept),
    /// It is not kept, and changed nothing.
    Refused(AnswerRefused),
}

/// What a scan that is kept came to.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AnswerKept {
    /// What the device calls it.
    pub id: String,
    /// As it is kept.
    pub scan_id: ScanId,
    /// What it came to.
    pub result: ScanResult,
    /// What it contradicts.
    pub conflict: Option<ScanConflict>,
    /// Whose party.
    pub attendee_id: Option<AttendeeId>,
    /// Whether they have a place: without `CONFIRMED`, whoever stands at the gate may want to look twice.
    pub place: Option<PlaceState>,
    /// How many went through.
    pub party: i32,
    /// How many of the party are inside now.
    pub inside: i32,
    /// How many of it came.
    pub arrived: i32,
    /// Whether it was known already.
    pub is_repeated: bool,
}

/// Why a scan is not kept. Sent as it is, it is not kept again.
#[derive(Debug, Clone, Serialize)]
pub struct AnswerRefused {
    /// What the device calls it, as it was sent; empty where it was not.
    pub id: String,
    /// The code of the first fault; `TAKEN` where another scan of the device bears the id.
    pub code: &'static str,
    /// Where in what was sent (`scans.3.ticket`).
    pub field: String,
}

impl From<Kept> for AnswerKept {
    fn from(kept: Kept) -> Self {
        Self {
            id: kept.scan.client_scan_id,
            scan_id: kept.scan.id,
            result: kept.scan.result,
            conflict: kept.scan.conflict,
            attendee_id: kept.scan.attendee_id,
            place: kept.attendee.map(|row| row.place),
            party: kept.scan.party,
            inside: kept.standing.inside,
            arrived: kept.standing.arrived,
            is_repeated: kept.is_repeated,
        }
    }
}

impl From<Refused> for AnswerRefused {
    fn from(refused: Refused) -> Self {
        let first = refused.faults.list().first();
        Self {
            id: refused.client_id,
            code: first.map_or("MALFORMED", |fault| fault.code.as_str()),
            field: first.map_or_else(String::new, |fault| fault.field.join(".")),
        }
    }
}

/// Takes in what a gate sends, or nothing where its link is not good.
///
/// # Errors
/// A fault of what is not one scan's (`device`, too many `scans`), and as [`receive::receive`].
pub async fn send(op: &Op, token: &str, sent: Sent) -> Result<Option<Answer>> {
    let Some(at) = open(op, token).await? else {
        return Ok(None);
    };
    let batch = sent.read((at.event.id, Some(at.gate.id)))?;
    let all = Box::pin(receive::receive(&at.op, batch)).await?;
    let results = all.into_iter().map(|it| match it {
        Taken::Kept(kept) => AnswerScan::Kept((*kept).into()),
        Taken::Refused(refused) => AnswerScan::Refused(refused.into()),
    });
    Ok(Some(Answer {
        server_time: op.clock.now(),
        results: results.collect(),
    }))
}

impl Sent {
    /// What was sent as a batch, with the faults of each scan by their paths.
    fn read(self, (event, gate): (EventId, Option<GateId>)) -> Result<Batch> {
        let mut faults = Faults::none();
        let device = self.device.as_ref().map(|text| {
            let at = vec!["device".to_owned()];
            line(text, CALLED, at, &mut faults)
        });
        if self.scans.len() > MOST {
            faults.push(Fault::new(["scans"], Code::TooMany).with("limit", MOST));
            return faults.finish(None);
        }
        let scans = self.scans.into_iter().enumerate();
        let scans = scans.map(|(index, sent)| read_one(index, sent)).collect();
        faults.finish(Some(Batch {
            event,
            gate,
            device,
            scans,
            id_field: "id",
        }))
    }
}

/// One scan of those that were sent, or why it is none.
fn read_one(index: usize, sent: Json) -> Result<Scanned, Refused> {
    let id = sent.get("id").and_then(Json::as_str);
    let client_id = id.unwrap_or_default().to_owned();
    let mut faults = Faults::none();
    let at = || vec!["scans".to_owned(), index.to_string()];
    let path = |field: &str| [at(), vec![field.to_owned()]].concat();
    let read = if let Ok(scan) = serde_json::from_value::<SentScan>(sent) {
        scan.read(&path, &mut faults)
    } else {
        faults.push(Fault::at(at(), Code::Malformed).with("what", "scan"));
        None
    };
    read.filter(|_| faults.list().is_empty())
        .ok_or(Refused { client_id, faults })
}

impl SentScan {
    fn read(self, path: &impl Fn(&str) -> Vec<String>, faults: &mut Faults) -> Option<Scanned> {
        let client_id = line(&self.id, CALLED, path("id"), faults);
        if self
            .party
            .is_some_and(|party| !(1..=PARTY).contains(&party))
        {
            let fault = Fault::at(path("party"), Code::OutOfRange);
            faults.push(fault.with("low", 1).with("high", PARTY));
        }
        let mut all: Vec<Whom> = Vec::new();
        if let Some(text) = &self.ticket {
            all.push(Whom::Ticket(line(text, SHOWN, path("ticket"), faults)));
        }
        if let Some(id) = &self.attendee_id {
            if let Ok(id) = id.parse() {
                all.push(Whom::Listed(id));
            } else {
                let fault = Fault::at(path("attendeeId"), Code::Malformed);
                faults.push(fault.with("what", "id"));
            }
        }
        if let Some(person) = &self.walk_in {
            let mut name = |text: &str, field: &str| {
                let mut at = path("walkIn");
                at.push(field.to_owned());
                line(text, NAME, at, faults)
            };
            all.push(Whom::WalkIn(WalkIn {
                given_name: name(&person.given_name, "givenName"),
                family_name: name(&person.family_name, "familyName"),
            }));
        }
        if let Some(id) = &self.undoes {
            all.push(Whom::Undo(line(id, CALLED, path("undoes"), faults)));
        }
        let mut all = all.into_iter();
        let whom = match (all.next(), all.next()) {
            (Some(whom), None) => Some(whom),
            (Some(_), Some(_)) => {
                let fault = Fault::at(path("ticket"), Code::Inconsistent);
                faults.push(fault.with("other", "attendeeId, walkIn, undoes"));
                None
            }
            (None, _) if self.attendee_id.is_none() => {
                faults.push(Fault::at(path("ticket"), Code::Required));
                None
            }
            (None, _) => None,
        };
        Some(Scanned {
            client_id,
            whom: whom?,
            at: self.at,
            direction: self.direction,
            party: self.party,
            was_let_in: self.was_let_in,
        })
    }
}

/// One line of text, noted where it is empty or too long.
fn line(typed: &str, limit: usize, at: Vec<String>, faults: &mut Faults) -> String {
    let text = typed_text(typed, false);
    if text.is_empty() {
        faults.push(Fault::at(at, Code::Required));
    } else if text.chars().count() > limit {
        faults.push(Fault::at(at, Code::TooLong).with("limit", limit));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(sent: Json) -> Result<Batch, Vec<(String, Code)>> {
        let sent: Sent = serde_json::from_value(sent).unwrap();
        match sent.read((EventId::new(), None)) {
            Ok(batch) => Ok(batch),
            Err(Error::Rejected(faults)) => Err(told(&faults)),
            Err(other) => panic!("{other}"),
        }
    }

    fn told(faults: &Faults) -> Vec<(String, Code)> {
        let list = faults.list().iter();
        list.map(|fault| (fault.field.join("."), fault.code))
            .collect()
    }

    #[test]
    fn a_gate_says_whom_it_saw_in_one_way() {
        let scans = read(serde_json::json!({ "device": "tablet", "scans": [
            { "id": "1", "ticket": "abc" }, { "id": "2", "walkIn": { "givenName": "Ana", "familyName": "Gjika" } },
            { "id": "3", "undoes": "1", "at": "2026-11-16T17:30:00Z" },
        ] }))
        .unwrap();
        let whom: Vec<Whom> = scans
            .scans
            .into_iter()
            .map(|scan| scan.unwrap().whom)
            .collect();
        let ana = WalkIn {
            given_name: "Ana".to_owned(),
            family_name: "Gjika".to_owned(),
        };
        assert_eq!(
            whom,
            [
                Whom::Ticket("abc".to_owned()),
                Whom::WalkIn(ana),
                Whom::Undo("1".to_owned())
            ]
        );
    }

    #[test]
    fn every_fault_of_a_scan_has_its_path_and_holds_up_no_other() {
        let batch = read(serde_json::json!({ "scans": [
            { "id": "", "ticket": "x" }, { "id": "2" }, { "id": "3", "ticket": "x", "undoes": "1" },
            { "id": "4", "attendeeId": "nobody" }, { "id": "5", "ticket": "x", "party": 0 },
            { "id": "6", "walkIn": { "givenName": "Ana", "familyName": "" } }, { "id": "7", "ticket": "x".repeat(513) },
            { "id": "8", "ticket": "x" }, { "id": "9", "ticket": "x", "at": "just now" }, "all of them",
        ] }))
        .unwrap();
        let read: Vec<&str> = batch
            .scans
            .iter()
            .flatten()
            .map(|it| &*it.client_id)
            .collect();
        assert_eq!(read, ["8"]);
        let refused = batch.scans.iter().filter_map(|it| it.as_ref().err());
        let (ids, faults): (Vec<&str>, Vec<_>) =
            refused.map(|it| (&*it.client_id, told(&it.faults))).unzip();
        assert_eq!(ids, ["", "2", "3", "4", "5", "6", "7", "9", ""]);
        let faults = faults.concat();
        let expected = [
            ("scans.0.id", Code::Required),
            ("scans.1.ticket", Code::Required),
            ("scans.2.ticket", Code::Inconsistent),
            ("scans.3.attendeeId", Code::Malformed),
            ("scans.4.party", Code::OutOfRange),
            ("scans.5.walkIn.familyName", Code::Required),
            ("scans.6.ticket", Code::TooLong),
            ("scans.8", Code::Malformed),
            ("scans.9", Code::Malformed),
        ];
        let expected: Vec<(String, Code)> = expected
            .into_iter()
            .map(|(path, code)| (path.to_owned(), code))
            .collect();
        assert_eq!(faults, expected);
    }

    #[test]
    fn what_is_wrong_with_all_that_a_gate_sends_refuses_it() {
        let sent = serde_json::json!({ "device": " ", "scans": [{ "id": "1", "ticket": "x" }] });
        let faults = read(sent).unwrap_err();
        assert_eq!(faults, [("device".to_owned(), Code::Required)]);
        let many = vec![serde_json::json!({ "id": "1", "ticket": "x" }); MOST + 1];
        let faults = read(serde_json::json!({ "scans": many })).unwrap_err();
        assert_eq!(faults, [("scans".to_owned(), Code::TooMany)]);
    }
}
