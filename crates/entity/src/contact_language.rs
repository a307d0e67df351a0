//! A language that a person speaks.

use sea_orm::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    id::{ContactId, ContactLanguageId, OfficeId},
    kind::LanguageLevel,
};

/// A language that a person speaks.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "contact_language")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ContactLanguageId,
    /// Whose record.
    pub office_id: OfficeId,
    /// Who.
    pub contact_id: ContactId,
    /// Which, ISO 639.
    pub language: String,
    /// How well, by the Common European Framework.
    pub level: LanguageLevel,
    /// When it was entered.
    pub created_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
