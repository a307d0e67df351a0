//! A second person's word that somebody may be erased.

use sea_orm::prelude::*;

use crate::id::{AccountId, ContactId, OfficeId};

/// A second person's word that somebody may be erased.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "erasure_approval")]
pub struct Model {
    /// Who may be erased.
    #[sea_orm(primary_key, auto_increment = false)]
    pub contact_id: ContactId,
    /// Whose record.
    pub office_id: OfficeId,
    /// Who agreed.
    pub approved_by: Option<AccountId>,
    /// When.
    pub approved_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
