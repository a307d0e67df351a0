//! A gate of an event, with a link of its own that can be taken back.

use sea_orm::prelude::*;

use crate::{
    id::{AccountId, CheckInListId, EventId, GateId, OfficeId},
    kind::GateKind,
};

/// A gate of an event, with a link of its own that can be taken back.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "door_gate")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: GateId,
    /// Whose record.
    pub office_id: OfficeId,
    /// Of which event.
    pub event_id: EventId,
    /// By which list it lets in; by the whole guest list where there is none.
    pub list_id: Option<CheckInListId>,
    /// What the staff calls it.
    pub name: String,
    /// Which way people go through it.
    pub kind: GateKind,
    /// Raised to revoke its link.
    pub link_epoch: i32,
    /// When it was closed for good.
    pub revoked_at: Option<DateTimeUtc>,
    /// By whom it was made.
    pub created_by: Option<AccountId>,
    /// When it was made.
    pub created_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
