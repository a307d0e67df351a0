//! The words of names without one of their letters, by which a word with a slip is found.

use sea_orm::prelude::*;

use crate::id::OfficeId;

/// The words of names without one of their letters, by which a word with a slip is found.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "word_slip")]
pub struct Model {
    /// Whose record.
    #[sea_orm(primary_key, auto_increment = false)]
    pub office_id: OfficeId,
    /// The word, whole or without one letter.
    #[sea_orm(primary_key, auto_increment = false)]
    pub slip: String,
    /// The word.
    #[sea_orm(primary_key, auto_increment = false)]
    pub word: String,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
