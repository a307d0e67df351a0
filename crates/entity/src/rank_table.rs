//! The order of precedence of an office, in a version that is never changed.

use sea_orm::prelude::*;

use crate::id::{AccountId, OfficeId, RankTableId};

/// The order of precedence of an office, in a version that is never changed.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rank_table")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RankTableId,
    /// Whose.
    pub office_id: OfficeId,
    /// Which; the highest holds.
    pub version: i32,
    /// Who published it.
    pub created_by: Option<AccountId>,
    /// When.
    pub created_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
