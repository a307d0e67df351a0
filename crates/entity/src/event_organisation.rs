//! The part an organisation plays in an event.

use sea_orm::prelude::*;

use crate::{
    id::{EventId, OrganisationId},
    kind::EventOrganisationRole,
};

/// The part an organisation plays in an event.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_organisation")]
pub struct Model {
    /// Which event.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: EventId,
    /// Who.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: OrganisationId,
    /// As what.
    #[sea_orm(primary_key, auto_increment = false)]
    pub role: EventOrganisationRole,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
