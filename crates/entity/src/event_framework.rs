//! What an event does with a policy framework.

use sea_orm::prelude::*;

use crate::{
    id::{EventId, PolicyFrameworkId},
    kind::FrameworkRelation,
};

/// What an event does with a policy framework.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_framework")]
pub struct Model {
    /// Which event.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: EventId,
    /// Which framework.
    #[sea_orm(primary_key, auto_increment = false)]
    pub framework_id: PolicyFrameworkId,
    /// What it does with it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub relation: FrameworkRelation,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
