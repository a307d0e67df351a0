//! A link of the chain over the audit: it seals an entry and the link before it.

use sea_orm::prelude::*;

use crate::id::AuditEntryId;

/// A link of the chain over the audit: it seals an entry and the link before it.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_link")]
pub struct Model {
    /// Its place in the chain, from one.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    /// Which entry.
    pub entry_id: AuditEntryId,
    /// SHA-256 of who did what to which thing and when.
    pub facts: Vec<u8>,
    /// 16 random bytes that go into [`Self::particulars`], so that nobody tries out what was there; an erasure takes them away.
    pub salt: Option<Vec<u8>>,
    /// SHA-256 of the salt, the values and the reason, which an erasure takes away.
    pub particulars: Vec<u8>,
    /// SHA-256 of all that and the seal before.
    pub seal: Vec<u8>,
    /// When it was sealed.
    pub sealed_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
