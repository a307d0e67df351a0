//! An observance that an event marks.

use sea_orm::prelude::*;

use crate::id::EventId;

/// An observance that an event marks.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_occasion")]
pub struct Model {
    /// Which event.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: EventId,
    /// Which observance (`international-migrants-day`).
    #[sea_orm(primary_key, auto_increment = false)]
    pub occasion: String,
    /// In which order they are named.
    pub position: i32,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
