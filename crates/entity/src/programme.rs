//! A funded programme or project, by the model of the International Aid Transparency Initiative.

use sea_orm::prelude::*;

use crate::{
    id::{OfficeId, ProgrammeId},
    kind::ProgrammeStatus,
    text::LocalizedText,
};

/// A funded programme or project, by the model of the International Aid Transparency Initiative.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ProgrammeId,
    /// Whose programme.
    pub office_id: OfficeId,
    /// Raised by every change.
    pub version: i32,
    /// Its code with the donor.
    pub code: Option<String>,
    /// Title per language.
    pub title: LocalizedText,
    /// Description per language.
    pub description: LocalizedText,
    /// The title it is listed by.
    pub sort_name: String,
    /// Where it stands.
    pub status: ProgrammeStatus,
    /// First day.
    pub starts_on: Option<Date>,
    /// Last day.
    pub ends_on: Option<Date>,
    /// When it was entered.
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
