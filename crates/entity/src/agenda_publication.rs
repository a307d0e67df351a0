//! That the run of show of an event may be seen by guests.

use sea_orm::prelude::*;

use crate::id::EventId;

/// That the run of show of an event may be seen by guests.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agenda_publication")]
pub struct Model {
    /// Of which event.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: EventId,
    /// Since when.
    pub published_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
