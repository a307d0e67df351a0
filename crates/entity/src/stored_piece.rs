//! A piece of a stored file.

use sea_orm::prelude::*;

use crate::id::{FileId, OfficeId};

/// A piece of a stored file, 256 KiB at most.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stored_piece")]
pub struct Model {
    /// Of which file.
    #[sea_orm(primary_key, auto_increment = false)]
    pub file_id: FileId,
    /// Where in it, from zero.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// Whose.
    pub office_id: OfficeId,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
