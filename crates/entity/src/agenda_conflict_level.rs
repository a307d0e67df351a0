//! How grave an event takes a sort of contradiction in its run of show.

use sea_orm::prelude::*;

use crate::{
    id::EventId,
    kind::{ConflictKind, ConflictLevel},
};

/// How grave an event takes a sort of contradiction in its run of show.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agenda_conflict_level")]
pub struct Model {
    /// Which event.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: EventId,
    /// Which sort.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: ConflictKind,
    /// How grave.
    pub level: ConflictLevel,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
