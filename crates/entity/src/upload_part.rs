//! A piece of a file that was uploaded.

use sea_orm::prelude::*;

use crate::id::UploadId;

/// A piece of a file that was uploaded.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "upload_part")]
pub struct Model {
    /// Of which file.
    #[sea_orm(primary_key, auto_increment = false)]
    pub upload_id: UploadId,
    /// Its place in it, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
