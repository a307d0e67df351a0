//! A day that is observed every year.

use sea_orm::prelude::*;

use crate::{
    id::{ObservanceId, OfficeId},
    text::LocalizedText,
};

/// A day that is observed every year, in an office's calendar.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "observance")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ObservanceId,
    /// Whose calendar.
    pub office_id: OfficeId,
    /// Its place in the list.
    pub position: i32,
    /// What events name it by (`international-migrants-day`).
    pub key: String,
    /// Its name per language.
    pub name: LocalizedText,
    /// In which month.
    pub month: i32,
    /// On which day of the month.
    pub day: i32,
    /// The year from which anniversaries are counted.
    pub first_year: Option<i32>,
    /// When it was entered.
    pub created_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
