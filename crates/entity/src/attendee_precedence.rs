//! What an office says of a guest's precedence at an event, beside the table of ranks and against it.

use sea_orm::prelude::*;

use crate::id::{AccountId, AttendeeId, OfficeId};

/// What an office says of a guest's precedence at an event, beside the table of ranks and against it.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attendee_precedence")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub attendee_id: AttendeeId,
    /// Whose record.
    pub office_id: OfficeId,
    /// Raised by every change.
    pub version: i32,
    /// The rank at this event, where the function does not say it.
    pub rank_key: Option<String>,
    /// Since when the guest counts among equals, where the function does not say it.
    pub precedence_on: Option<Date>,
    /// By courtesy: a rank in the place of the guest's own.
    pub override_rank_key: Option<String>,
    /// By courtesy: whom the guest goes directly before.
    pub override_before_id: Option<AttendeeId>,
    /// Why.
    pub override_reason: Option<String>,
    /// Who said so.
    pub override_by: Option<AccountId>,
    /// When.
    pub override_at: Option<DateTimeUtc>,
    /// When something was first said.
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
