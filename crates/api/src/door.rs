//! The door: lists, gates, tickets and what gates saw.

mod arrivals;
mod inputs;
mod lists;
mod roots;

use std::sync::Arc;

use async_graphql::{ID, Object, SimpleObject};
use kuvend_domain::door::{Ticket as Token, reads::Counts};
use kuvend_entity::{check_in_list, door_gate, scan};

pub use arrivals::{Arrival, ArrivalSubscription};
pub use inputs::{
    AnnounceGuestInput, CreateCheckInListInput, CreateGateInput, RecordScansInput,
    RenewGateLinkInput, ResolveScanConflictInput, RevokeGateInput, RevokeTicketInput, ScanInput,
    UndoScanInput, UpdateCheckInListInput, WalkInInput,
};
pub use lists::{Asked, AtDoor, Brought, Wanted, of_events, of_rows};
pub use roots::{
    AnnounceGuestPayload, CreateCheckInListPayload, CreateGatePayload, DoorMutations, DoorQueries,
    RecordScansPayload, RenewGateLinkPayload, ResolveScanConflictPayload, RevokeGatePayload,
    RevokeTicketPayload, ScanOutcome, UndoScanPayload, UpdateCheckInListPayload,
};

use crate::{
    attendees::Attendee,
    connection,
    enums::{
        AttendeeRole, GateKind, GuestCategory, PlaceState, ScanConflictKind, ScanDirection,
        ScanResult, ScanSource,
    },
    flat::AtHand,
    scalars::DateTime,
};

/// A list that guests are let in by: of the event's guest list those of some categories, in some roles, with some places.
#[derive(Debug, Clone)]
pub struct CheckInList(pub Arc<check_in_list::Model>);

/// A list that guests are let in by: of the event's guest list those of some categories, in some roles, with some places.
#[Object]
impl CheckInList {
    /// Opaque, stable id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Raised by every change.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// What the staff calls it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Of which categories guests are on it; empty is of any.
    async fn categories(&self) -> Vec<GuestCategory> {
        let all = &self.0.categories.0;
        all.iter().map(|category| (*category).into()).collect()
    }

    /// In which roles; empty is in any.
    async fn roles(&self) -> Vec<AttendeeRole> {
        self.0.roles.0.iter().map(|role| (*role).into()).collect()
    }

    /// With which places; empty is with any.
    async fn places(&self) -> Vec<PlaceState> {
        let all = &self.0.places.0;
        all.iter().map(|place| (*place).into()).collect()
    }

    /// From when its guests are let in; null is when the event's doors open.
    async fn opens_at(&self) -> Option<DateTime> {
        self.0.opens_at.map(Into::into)
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}

/// A gate of an event.
#[derive(Debug, Clone, SimpleObject)]
pub struct Gate {
    /// Opaque, stable id.
    pub id: ID,
    /// What the staff calls it.
    pub name: String,
    /// Which way people go through it.
    pub kind: GateKind,
    /// By which list it lets in; null is the whole guest list.
    pub list: Option<CheckInList>,
    /// When it was closed for good.
    pub revoked_at: Option<DateTime>,
    /// When it was made.
    pub created_at: DateTime,
}

impl Gate {
    fn of(row: &door_gate::Model, list: Option<CheckInList>) -> Self {
        Self {
            id: row.id.to_string().into(),
            name: row.name.clone(),
            kind: row.kind.into(),
            list,
            revoked_at: row.revoked_at.map(Into::into),
            created_at: row.created_at.into(),
        }
    }
}

/// What a gate saw and what it was told. Scans are added and never changed.
#[derive(Debug, Clone, SimpleObject)]
pub struct Scan {
    /// Opaque, stable id.
    pub id: ID,
    /// Which scan of the event, from 1, in the order in which they arrived.
    pub number: i32,
    /// What the device calls it.
    pub client_scan_id: String,
    /// What it came to.
    pub result: ScanResult,
    /// Which way.
    pub direction: ScanDirection,
    /// By what the gate knew them.
    pub source: ScanSource,
    /// How many of the party went through, or would have.
    pub party: i32,
    /// Which device.
    pub device: Option<String>,
    /// When, by the device's clock; never later than it arrived.
    pub device_at: DateTime,
    /// When it arrived.
    pub received_at: DateTime,
    /// Whether the gate let the party through before it was told, where it said so.
    pub was_let_in: Option<bool>,
    /// What it contradicts.
    pub conflict: Option<ScanConflictKind>,
    /// The scan that it contradicts.
    pub conflicts_with_id: Option<ID>,
    /// The scan that it takes back.
    pub undoes_id: Option<ID>,
    /// At which gate; null where somebody of the staff received them without one.
    pub gate: Option<Gate>,
    /// Whose party, where that is known and one may see them.
    pub attendee: Option<Attendee>,
}

impl Scan {
    fn of(row: scan::Model, gate: Option<Gate>, attendee: Option<Attendee>) -> Self {
        Self {
            id: row.id.to_string().into(),
            number: row.number,
            client_scan_id: row.client_scan_id,
            result: row.result.into(),
            direction: row.direction.into(),
            source: row.source.into(),
            party: row.party,
            device: row.device,
            device_at: row.device_at.into(),
            received_at: row.received_at.into(),
            was_let_in: row.was_let_in,
            conflict: row.conflict.map(Into::into),
            conflicts_with_id: row.conflicts_with_id.map(|id| id.to_string().into()),
            undoes_id: row.undoes_id.map(|id| id.to_string().into()),
            gate,
            attendee,
        }
    }
}

impl AtHand for Scan {}

connection!(ScanConnection, ScanEdge, Scan, "scans");

/// A scan that contradicts another or the list, and what was found out of it.
#[derive(Debug, Clone, SimpleObject)]
pub struct ScanConflict {
    /// The scan.
    pub scan: Scan,
    /// What it contradicts.
    pub kind: ScanConflictKind,
    /// When somebody looked into it; null where nobody has.
    pub resolved_at: Option<DateTime>,
    /// What was found out.
    pub note: Option<String>,
}

/// What the door of an event counts.
#[derive(Debug, Clone, Copy, SimpleObject)]
pub struct DoorCounts {
    /// Parties of which somebody came.
    pub parties: i32,
    /// People who came, companions among them.
    pub arrived: i32,
    /// People who are inside now, companions among them.
    pub inside: i32,
}

impl From<Counts> for DoorCounts {
    fn from(counts: Counts) -> Self {
        Self {
            parties: counts.parties,
            arrived: counts.arrived,
            inside: counts.inside,
        }
    }
}

/// What a guest shows at the door.
#[derive(Debug, Clone)]
pub struct Ticket(pub Token);

/// What a guest shows at the door.
#[Object]
impl Ticket {
    /// What the square says. Whoever has it is let in by it.
    async fn token(&self) -> &str {
        &self.0.token
    }

    /// The path at which the square alone is shown, to be put behind the server's public address.
    async fn path(&self) -> String {
        self.0.path()
    }

    /// The square as SVG, to be put on a card or a page.
    async fn svg(&self) -> String {
        self.0.svg()
    }
}
