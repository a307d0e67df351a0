//! A rank in an office's order of precedence.

use sea_orm::prelude::*;

use crate::{
    id::{OfficeId, RankTableId},
    text::LocalizedText,
    value::{Functions, GuestCategories},
};

/// A rank in an office's order of precedence.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "protocol_rank")]
pub struct Model {
    /// Of which table.
    #[sea_orm(primary_key, auto_increment = false)]
    pub table_id: RankTableId,
    /// What whoever has it names it by, whatever the version.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// Whose.
    pub office_id: OfficeId,
    /// In which order, the highest 1.
    pub position: i32,
    /// Its name per language.
    pub title: LocalizedText,
    /// How its holders are spoken to, per language.
    pub spoken: LocalizedText,
    /// How a letter greets them, per language.
    pub written: LocalizedText,
    /// How an envelope names them, per language.
    pub envelope: LocalizedText,
    /// Of which qualities guests are who have it; none is of any.
    pub categories: GuestCategories,
    /// By which words in their function they are known; none is by their quality alone.
    pub functions: Functions,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
