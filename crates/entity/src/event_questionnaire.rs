//! What an event asks of its guests, as a whole.

use sea_orm::prelude::*;

use crate::id::{EventId, OfficeId};

/// What an event asks of its guests, as a whole.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_questionnaire")]
pub struct Model {
    /// Which event.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: EventId,
    /// Whose record.
    pub office_id: OfficeId,
    /// Raised by every change of its questions.
    pub version: i32,
    /// When they last changed.
    pub updated_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
