//! What an erased person could be known by again, as a keyed hash from which nothing can be read back.

use sea_orm::prelude::*;

use crate::id::OfficeId;

/// What an erased person could be known by again, as a keyed hash from which nothing can be read back.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "erasure_mark")]
pub struct Model {
    /// Where they were erased.
    #[sea_orm(primary_key, auto_increment = false)]
    pub office_id: OfficeId,
    /// The hash, 32 bytes.
    #[sea_orm(primary_key, auto_increment = false)]
    pub digest: Vec<u8>,
    /// When.
    pub marked_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
