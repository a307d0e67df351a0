//! A guest whose arrival somebody wants to be told of.

use sea_orm::prelude::*;

use crate::id::{AccountId, AttendeeId, OfficeId};

/// A guest whose arrival somebody wants to be told of.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "announced_guest")]
pub struct Model {
    /// Whose row of the guest list.
    #[sea_orm(primary_key, auto_increment = false)]
    pub attendee_id: AttendeeId,
    /// Whose record.
    pub office_id: OfficeId,
    /// By whom it was asked.
    pub created_by: Option<AccountId>,
    /// When.
    pub created_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
