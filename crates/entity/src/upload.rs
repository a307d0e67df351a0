//! A file that was uploaded.

use sea_orm::prelude::*;

use crate::id::{AccountId, UploadId};

/// A file that was uploaded, until the import that it is for has ended.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "upload")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UploadId,
    /// Who sent it; nobody else may use it.
    pub account_id: AccountId,
    /// What it was called.
    pub file_name: String,
    /// Bytes that have come.
    pub size: i64,
    /// Whether all of it has come.
    pub is_whole: bool,
    /// When it began to come.
    pub created_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
