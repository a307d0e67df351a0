//! Whom an entry of the audit names that is about several people.

use sea_orm::prelude::*;

use crate::id::{AuditEntryId, ContactId, OfficeId};

/// Whom an entry of the audit names that is about several people.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_person")]
pub struct Model {
    /// Who.
    #[sea_orm(primary_key, auto_increment = false)]
    pub contact_id: ContactId,
    /// Which entry.
    #[sea_orm(primary_key, auto_increment = false)]
    pub entry_id: AuditEntryId,
    /// Of which office.
    pub office_id: OfficeId,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
