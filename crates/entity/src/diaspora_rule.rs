//! A version of an office's rule of who counts as a member of the diaspora, from the second on.

use sea_orm::prelude::*;

use crate::id::{AccountId, OfficeId};

/// A version of an office's rule of who counts as a member of the diaspora, from the second on.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "diaspora_rule")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub office_id: OfficeId,
    /// Which.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// The rule.
    pub rule: Json,
    /// Why it was changed.
    pub reason: Option<String>,
    /// Since when it is in force.
    pub set_at: DateTimeUtc,
    /// By whom, where an account did.
    pub set_by: Option<AccountId>,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
