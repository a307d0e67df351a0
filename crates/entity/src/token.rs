//! A bearer token, stored as a hash.

use sea_orm::prelude::*;

use crate::id::{AccountId, TokenId};

/// A bearer token, stored as a hash.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "token")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TokenId,
    /// On whose behalf it acts.
    pub account_id: AccountId,
    /// What it is for.
    pub label: String,
    /// SHA-256 of the secret.
    pub hash: Vec<u8>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// From when it no longer counts.
    pub expires_at: Option<DateTimeUtc>,
    /// When it was taken back.
    pub revoked_at: Option<DateTimeUtc>,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
