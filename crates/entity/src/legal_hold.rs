//! Why a person's data are kept although they would be erased.

use sea_orm::prelude::*;

use crate::id::{AccountId, ContactId, LegalHoldId, OfficeId};

/// Why a person's data are kept although they would be erased.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "legal_hold")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LegalHoldId,
    /// Whose record.
    pub office_id: OfficeId,
    /// Whose data.
    pub contact_id: ContactId,
    /// Why.
    pub reason: String,
    /// Who placed it.
    pub placed_by: Option<AccountId>,
    /// Since when.
    pub placed_at: DateTimeUtc,
    /// Who released it.
    pub released_by: Option<AccountId>,
    /// Until when; it holds while there is none.
    pub released_at: Option<DateTimeUtc>,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
