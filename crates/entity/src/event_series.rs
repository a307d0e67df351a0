//! Events that are held again and again.

use sea_orm::prelude::*;

use crate::{
    id::{OfficeId, SeriesId},
    text::LocalizedText,
};

/// Events that are held again and again: each is an edition.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_series")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SeriesId,
    /// Whose.
    pub office_id: OfficeId,
    /// Raised by every change.
    pub version: i32,
    /// Its name per language.
    pub name: LocalizedText,
    /// When it was entered.
    pub created_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
