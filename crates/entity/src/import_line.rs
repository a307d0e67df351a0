//! What became of a line of an import, where it made or changed somebody.

use sea_orm::prelude::*;

use crate::{
    id::{ContactId, ImportBatchId, OfficeId, OrganisationId},
    kind::LineOutcome,
};

/// What became of a line of an import, where it made or changed somebody.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_line")]
pub struct Model {
    /// Of which import.
    #[sea_orm(primary_key, auto_increment = false)]
    pub batch_id: ImportBatchId,
    /// Which line of the file.
    #[sea_orm(primary_key, auto_increment = false)]
    pub line: i64,
    /// Whose record.
    pub office_id: OfficeId,
    /// What it did.
    pub outcome: LineOutcome,
    /// Whom it made or changed.
    pub contact_id: Option<ContactId>,
    /// Which organisation it made or changed.
    pub organisation_id: Option<OrganisationId>,
    /// Fields from old to new, where it changed somebody.
    pub changes: Option<Json>,
    /// What else it wrote, and what the record said of itself before: all that taking it back needs.
    pub before: Option<Json>,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
