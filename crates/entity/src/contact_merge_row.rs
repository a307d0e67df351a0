//! A row that a merge touched, as it was and as it became.

use sea_orm::prelude::*;

use crate::id::{ContactMergeId, OfficeId};

/// A row that a merge touched, as it was and as it became.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact_merge_row")]
pub struct Model {
    /// By which merge.
    #[sea_orm(primary_key, auto_increment = false)]
    pub merge_id: ContactMergeId,
    /// Its place among the rows of the merge.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    /// Whose rows.
    pub office_id: OfficeId,
    /// Of which table.
    pub table_name: String,
    /// As it was; nothing where the merge made it.
    pub before: Option<Json>,
    /// As it became; nothing where it went.
    pub after: Option<Json>,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
