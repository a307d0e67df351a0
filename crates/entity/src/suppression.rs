//! An address that gets nothing.

use sea_orm::prelude::*;

use crate::{
    id::{OfficeId, PurposeId, SuppressionId},
    kind::SuppressionReason,
};

/// An address that gets nothing.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "suppression")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SuppressionId,
    /// In which office.
    pub office_id: OfficeId,
    /// The address in lower case.
    pub address_folded: String,
    /// Why.
    pub reason: SuppressionReason,
    /// For one purpose only, else for all.
    pub purpose_id: Option<PurposeId>,
    /// Since when.
    pub created_at: DateTimeUtc,
    /// Until when.
    pub released_at: Option<DateTimeUtc>,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
