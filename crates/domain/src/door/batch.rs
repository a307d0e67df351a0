//! What gates send, and what is answered: each scan by what its device calls it.
//!
//! **Invariant:** what a device calls a scan is its own: the same id of another gate or device is another scan, and an id that the
//! device has given to another scan before is refused rather than taken for it.

use chrono::{DateTime, TimeDelta, Utc};
use kuvend_entity::{
    attendee,
    id::{AttendeeId, ContactId, EventId, GateId},
    kind::{ScanDirection, ScanResult},
    scan,
};
use sea_orm::{ColumnTrait, Condition};

use super::log;
use crate::fault::Faults;

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
    /// What the device calls it: the same again, of the same gate and device, changes nothing.
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
    /// What it saw, and what of it could not be read.
    pub scans: Vec<Result<Scanned, Refused>>,
    /// What the input calls what the device calls a scan.
    pub id_field: &'static str,
}

/// A scan that is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// What the device calls it, as it was sent.
    pub client_id: String,
    /// Why, by the paths of what was sent.
    pub faults: Faults,
}

/// A scan that is kept.
#[derive(Debug, Clone)]
pub struct Kept {
    /// As it is kept.
    pub scan: scan::Model,
    /// The row of the guest list after the batch, where one was meant.
    pub attendee: Option<attendee::Model>,
    /// Where the party stands after the batch.
    pub standing: log::Standing,
    /// Whether it was known already, and changed nothing.
    pub is_repeated: bool,
}

/// What a scan that was sent came to.
#[derive(Debug, Clone)]
pub enum Taken {
    /// It is kept.
    Kept(Box<Kept>),
    /// It is not, and changed nothing.
    Refused(Refused),
}

/// What is to be answered of a scan that was sent, once all are judged.
pub(super) enum Answer {
    /// What is kept by this id, and whether it was known.
    Kept(String, bool),
    /// That nothing is.
    Refused(Refused),
}

/// Who calls scans by ids of their own: a device at a gate. What another calls so is another scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sender {
    /// At which gate, if at one.
    pub(super) gate: Option<GateId>,
    /// Which device, if it says so.
    pub(super) device: Option<String>,
}

impl Sender {
    /// Which scans are this sender's.
    pub(super) fn condition(&self) -> Condition {
        let gate = match self.gate {
            Some(gate) => scan::Column::GateId.eq(gate),
            None => scan::Column::GateId.is_null(),
        };
        let device = match &self.device {
            Some(device) => scan::Column::Device.eq(device.as_str()),
            None => scan::Column::Device.is_null(),
        };
        Condition::all().add(gate).add(device)
    }
}

impl Scanned {
    /// When, by the clock that all can agree on: nothing is seen later than it arrives.
    #[must_use]
    pub fn seen_at(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.at.map_or(now, |at| at.min(now))
    }

    /// Whether another scan of the same id is this one. What a gate did meanwhile may be told later.
    #[must_use]
    pub fn says_the_same_as(&self, other: &Self) -> bool {
        self.whom == other.whom
            && self.at == other.at
            && self.direction == other.direction
            && self.party == other.party
    }

    /// Whether what is told of the moment, the way and the number holds of a scan that is kept. What is not told does.
    pub(super) fn fits(&self, kept: &scan::Model) -> bool {
        // Instants are kept to the microsecond.
        let is_then = self.at.is_none_or(|at| {
            let apart = at.min(kept.received_at) - kept.device_at;
            apart.abs() < TimeDelta::milliseconds(1)
        });
        let is_undo = kept.result == ScanResult::Undone;
        is_then
            && is_undo == matches!(self.whom, Whom::Undo(_))
            && (is_undo
                || self.direction.is_none_or(|way| way == kept.direction)
                    && self.party.is_none_or(|party| party == kept.party))
    }
}
