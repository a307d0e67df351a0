//! What people are found by: a row for every word of their names, in the order in which they are listed.

use sea_orm::prelude::*;

use crate::{
    id::{ContactId, OfficeId},
    kind::FoundBy,
};

/// What people are found by: a row for every word of their names, in the order in which they are listed.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact_word")]
pub struct Model {
    /// Whose record.
    #[sea_orm(primary_key, auto_increment = false)]
    pub office_id: OfficeId,
    /// A word of a name, folded.
    #[sea_orm(primary_key, auto_increment = false)]
    pub word: String,
    /// The name that the person is listed by.
    #[sea_orm(primary_key, auto_increment = false)]
    pub sort_name: String,
    /// Who.
    #[sea_orm(primary_key, auto_increment = false)]
    pub contact_id: ContactId,
    /// What the word is of.
    pub found_by: FoundBy,
    /// All words of all names, each with a space before and after.
    pub names: String,
    /// All words of addresses and telephones, alike.
    pub details: String,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
