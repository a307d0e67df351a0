//! The history of an attendee's axes. Only ever added to.

use sea_orm::prelude::*;

use crate::{
    id::{AccountId, AttendeeChangeId, AttendeeId, EventId, OfficeId},
    kind::{Axis, Route},
};

/// The history of an attendee's axes. Only ever added to.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attendee_change")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AttendeeChangeId,
    /// Whose record.
    pub office_id: OfficeId,
    /// Of which event.
    pub event_id: EventId,
    /// Of which attendee.
    pub attendee_id: AttendeeId,
    /// Which axis.
    pub axis: Axis,
    /// From.
    pub old_value: Option<String>,
    /// To.
    pub new_value: String,
    /// When.
    pub at: DateTimeUtc,
    /// How it came in.
    pub channel: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// For whom somebody else answered.
    pub on_behalf_of: Option<String>,
    /// The revision it speaks of.
    pub event_revision: Option<i32>,
    /// Who recorded it.
    pub account_id: Option<AccountId>,
    /// By which way.
    pub route: Route,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
