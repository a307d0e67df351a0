//! Somebody whose data are no longer to be kept.

use sea_orm::prelude::*;

use crate::id::{ContactId, OfficeId, PurposeId};

/// Somebody whose data are no longer to be kept: since when, and what became of trying to erase them.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "retention_proposal")]
pub struct Model {
    /// Who.
    #[sea_orm(primary_key, auto_increment = false)]
    pub contact_id: ContactId,
    /// Whose record.
    pub office_id: OfficeId,
    /// For which purpose they were kept last.
    pub purpose_id: PurposeId,
    /// Since which day they are not to be kept.
    pub due_on: Date,
    /// When that was found.
    pub proposed_at: DateTimeUtc,
    /// When erasing them failed last.
    pub failed_at: Option<DateTimeUtc>,
    /// Why, as a word for programs.
    pub failure: Option<String>,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
