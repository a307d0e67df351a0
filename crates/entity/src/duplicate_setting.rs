//! What levels of agreement weigh in an office that has said otherwise than the table. No row: by the table.

use sea_orm::prelude::*;

use crate::id::OfficeId;

/// What levels of agreement weigh in an office that has said otherwise than the table. No row: by the table.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "duplicate_setting")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub office_id: OfficeId,
    /// By field and level, in thousandths of a bit.
    pub weights: Json,
    /// When that was last said.
    pub tuned_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
