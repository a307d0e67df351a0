//! A list that guests are let in by, of whom the event's guest list holds more.

use sea_orm::prelude::*;

use crate::{
    id::{AccountId, CheckInListId, EventId, OfficeId},
    value::{AttendeeRoles, GuestCategories, PlaceStates},
};

/// A list that guests are let in by, of whom the event's guest list holds more.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "check_in_list")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CheckInListId,
    /// Whose record.
    pub office_id: OfficeId,
    /// Of which event.
    pub event_id: EventId,
    /// Raised by every change.
    pub version: i32,
    /// What the staff calls it.
    pub name: String,
    /// Of which categories guests are on it; none is of any.
    pub categories: GuestCategories,
    /// In which roles; none is in any.
    pub roles: AttendeeRoles,
    /// With which places; none is with any.
    pub places: PlaceStates,
    /// From when they are let in, where that is not when the doors open.
    pub opens_at: Option<DateTimeUtc>,
    /// By whom it was made.
    pub created_by: Option<AccountId>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
