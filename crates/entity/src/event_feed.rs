//! A calendar feed of an account: the link names this row, and can be taken back.

use sea_orm::prelude::*;

use crate::id::{AccountId, FeedId, OfficeId};

/// A calendar feed of an account: the link names this row, and can be taken back.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_feed")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FeedId,
    /// Of which office's events.
    pub office_id: OfficeId,
    /// For whom, with whose rights.
    pub account_id: AccountId,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was taken back.
    pub revoked_at: Option<DateTimeUtc>,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
