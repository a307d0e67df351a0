//! What brings records together.

use sea_orm::prelude::*;

use crate::id::{ContactId, OfficeId};

/// A hash of one of the keys of a person: records that share one are compared.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "duplicate_key")]
pub struct Model {
    /// Whose record.
    #[sea_orm(primary_key, auto_increment = false)]
    pub office_id: OfficeId,
    /// The key, hashed.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: i64,
    /// Who has it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub contact_id: ContactId,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
