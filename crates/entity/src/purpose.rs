//! What personal data are used for, in an office's register.

use sea_orm::prelude::*;

use crate::{
    id::{OfficeId, PurposeId},
    kind::LawfulBasis,
    text::LocalizedText,
};

/// What personal data are used for, in an office's register.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "purpose")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PurposeId,
    /// Whose register.
    pub office_id: OfficeId,
    /// Its name in the API (`event-management`, `follow-up`, `publicity`).
    pub key: String,
    /// What people are told, per language.
    pub wording: LocalizedText,
    /// Which wording.
    pub wording_version: i32,
    /// On what it rests.
    pub basis: LawfulBasis,
    /// How long data are kept for it.
    pub retention_days: Option<i32>,
    /// Raised by every change.
    pub version: i32,
    /// Who else receives the data, per language.
    pub recipients: LocalizedText,
    /// When it was entered.
    pub created_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
