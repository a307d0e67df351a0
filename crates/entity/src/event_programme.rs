//! An event of a programme.

use sea_orm::prelude::*;

use crate::id::{EventId, ProgrammeId};

/// An event of a programme.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_programme")]
pub struct Model {
    /// Which event.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: EventId,
    /// Which programme.
    #[sea_orm(primary_key, auto_increment = false)]
    pub programme_id: ProgrammeId,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
