//! A strategy, an action plan or a compact.

use sea_orm::prelude::*;

use crate::{
    id::{OfficeId, PolicyFrameworkId},
    text::LocalizedText,
};

/// A strategy, an action plan or a compact.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "policy_framework")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PolicyFrameworkId,
    /// Whose record.
    pub office_id: OfficeId,
    /// Title per language.
    pub title: LocalizedText,
    /// First year.
    pub starts_in: Option<i32>,
    /// Last year.
    pub ends_in: Option<i32>,
    /// When it was entered.
    pub created_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
