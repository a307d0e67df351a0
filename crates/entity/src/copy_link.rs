//! A link by which a person reads the copy of their data.

use sea_orm::prelude::*;

use crate::id::{AccountId, ContactId, CopyLinkId, OfficeId};

/// A link by which a person reads the copy of their data.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "copy_link")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CopyLinkId,
    /// Whose record.
    pub office_id: OfficeId,
    /// Whose copy.
    pub contact_id: ContactId,
    /// Until when it opens.
    pub expires_at: DateTimeUtc,
    /// When it was taken back.
    pub revoked_at: Option<DateTimeUtc>,
    /// Who took it back.
    pub revoked_by: Option<AccountId>,
    /// Who made it.
    pub created_by: Option<AccountId>,
    /// When it was made.
    pub created_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
