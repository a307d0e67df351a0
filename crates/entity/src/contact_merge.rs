//! Two records of one person that became one.

use sea_orm::prelude::*;

use crate::id::{AccountId, ContactId, ContactMergeId, OfficeId};

/// Two records of one person that became one.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact_merge")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ContactMergeId,
    /// Whose records.
    pub office_id: OfficeId,
    /// The record that stayed.
    pub survivor_id: ContactId,
    /// The record that went into it.
    pub merged_id: ContactId,
    /// Why, in the office's words.
    pub reason: Option<String>,
    /// Who merged them.
    pub merged_by: Option<AccountId>,
    /// When.
    pub merged_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
