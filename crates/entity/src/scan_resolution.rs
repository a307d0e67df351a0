//! What somebody found out of a scan that contradicts another.

use sea_orm::prelude::*;

use crate::id::{AccountId, OfficeId, ScanId};

/// What somebody found out of a scan that contradicts another.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "scan_resolution")]
pub struct Model {
    /// Of which scan.
    #[sea_orm(primary_key, auto_increment = false)]
    pub scan_id: ScanId,
    /// Whose record.
    pub office_id: OfficeId,
    /// What was found out.
    pub note: Option<String>,
    /// By whom.
    pub resolved_by: Option<AccountId>,
    /// When.
    pub resolved_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
