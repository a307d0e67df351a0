//! What a guest needs at an event.

use sea_orm::prelude::*;

use crate::{
    id::{AttendeeId, AttendeeNeedId, EventId, OfficeId},
    kind::{NeedKind, SaidBy},
    value::Language,
};

/// What a guest needs at an event.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attendee_need")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AttendeeNeedId,
    /// Whose record.
    pub office_id: OfficeId,
    /// At which event.
    pub event_id: EventId,
    /// Whose row of the guest list.
    pub attendee_id: AttendeeId,
    /// What sort of need.
    pub kind: NeedKind,
    /// Which, by its code.
    pub code: String,
    /// How many of the party have it.
    pub persons: i32,
    /// What the code does not say.
    pub note: Option<String>,
    /// Who told it.
    pub said_by: SaidBy,
    /// When the guest agreed that it is kept.
    pub agreed_at: Option<DateTimeUtc>,
    /// How, where the staff was told.
    pub agreed_how: Option<String>,
    /// To which version of the page's words.
    pub wording_version: Option<i32>,
    /// In which language these were read.
    pub language: Option<Language>,
    /// When it was told.
    pub created_at: DateTimeUtc,
    /// When it last changed.
    pub updated_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
