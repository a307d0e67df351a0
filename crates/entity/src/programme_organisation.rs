//! The part an organisation plays in a programme.

use sea_orm::prelude::*;

use crate::{
    id::{OrganisationId, ProgrammeId},
    kind::ProgrammeOrganisationRole,
};

/// The part an organisation plays in a programme.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_organisation")]
pub struct Model {
    /// In which.
    #[sea_orm(primary_key, auto_increment = false)]
    pub programme_id: ProgrammeId,
    /// Who.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: OrganisationId,
    /// As what.
    #[sea_orm(primary_key, auto_increment = false)]
    pub role: ProgrammeOrganisationRole,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
