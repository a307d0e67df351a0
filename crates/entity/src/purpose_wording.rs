//! A wording of a purpose that was in force before.

use sea_orm::prelude::*;

use crate::{
    id::{OfficeId, PurposeId},
    text::LocalizedText,
};

/// A wording of a purpose that was in force before.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "purpose_wording")]
pub struct Model {
    /// Of which purpose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub purpose_id: PurposeId,
    /// Which wording.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// Whose register.
    pub office_id: OfficeId,
    /// What people were told, per language.
    pub wording: LocalizedText,
    /// Until when.
    pub replaced_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
