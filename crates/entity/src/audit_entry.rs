//! Who did what to which thing, when, why and by which way. Only ever added to.

use sea_orm::prelude::*;

use crate::{
    id::{AccountId, AuditEntryId, OfficeId},
    kind::Route,
};

/// Who did what to which thing, when, why and by which way. Only ever added to.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_entry")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AuditEntryId,
    /// In which office.
    pub office_id: Option<OfficeId>,
    /// When.
    pub at: DateTimeUtc,
    /// By which way.
    pub route: Route,
    /// Which account, if one did.
    pub account_id: Option<AccountId>,
    /// Which guest or contact, if one did it by a link.
    pub subject_id: Option<Uuid>,
    /// What was done, as the use case is called.
    pub action: String,
    /// On what kind of thing.
    pub object_kind: String,
    /// On which.
    pub object_id: Uuid,
    /// Fields from old to new.
    pub changes: Option<Json>,
    /// Why, where a reason was given.
    pub reason: Option<String>,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
