//! What a gate saw and what it was told; added and never changed.

use sea_orm::prelude::*;

use crate::{
    id::{AccountId, AttendeeId, CheckInListId, EventId, GateId, OfficeId, ScanId},
    kind::{PresenceState, ScanConflict, ScanDirection, ScanResult, ScanSource},
};

/// What a gate saw and what it was told; added and never changed.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "scan")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ScanId,
    /// Whose record.
    pub office_id: OfficeId,
    /// Of which event.
    pub event_id: EventId,
    /// Which scan of the event, from 1, in the order in which they arrived.
    pub number: i32,
    /// What the device calls it, so that it counts once however often it is sent.
    pub client_scan_id: String,
    /// At which gate.
    pub gate_id: Option<GateId>,
    /// By which list.
    pub list_id: Option<CheckInListId>,
    /// Whose party, where that is known.
    pub attendee_id: Option<AttendeeId>,
    /// By what the gate knew them.
    pub source: ScanSource,
    /// Which way.
    pub direction: ScanDirection,
    /// What it came to.
    pub result: ScanResult,
    /// How many of the party went through.
    pub party: i32,
    /// Which device.
    pub device: Option<String>,
    /// When, by the device's clock; never later than it arrived.
    pub device_at: DateTimeUtc,
    /// When it arrived.
    pub received_at: DateTimeUtc,
    /// Whether the gate let the party through before it was told, where it says so.
    pub was_let_in: Option<bool>,
    /// What the presence was, where this scan moved it.
    pub presence_was: Option<PresenceState>,
    /// What it contradicts.
    pub conflict: Option<ScanConflict>,
    /// The scan that it contradicts.
    pub conflicts_with_id: Option<ScanId>,
    /// The scan that it takes back.
    pub undoes_id: Option<ScanId>,
    /// By whom, where a member of the staff was signed in.
    pub account_id: Option<AccountId>,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
