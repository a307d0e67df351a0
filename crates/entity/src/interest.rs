//! What people may be interested in, as an office words it.

use sea_orm::prelude::*;

use crate::{
    id::{InterestId, OfficeId},
    text::LocalizedText,
};

/// What people may be interested in, as an office words it.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "interest")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InterestId,
    /// Whose list.
    pub office_id: OfficeId,
    /// What a person's record names it by.
    pub key: String,
    /// Its name per language.
    pub name: LocalizedText,
    /// Its place in the list.
    pub position: i32,
    /// When it was entered.
    pub created_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
