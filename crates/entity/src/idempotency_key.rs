//! The answer to a repeatable request, kept to be given again.

use sea_orm::prelude::*;

use crate::id::{AccountId, IdempotencyKeyId};

/// The answer to a repeatable request, kept to be given again.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_key")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: IdempotencyKeyId,
    /// Whose request.
    pub account_id: AccountId,
    /// The client's key.
    pub key: String,
    /// SHA-256 of what was asked.
    pub request_hash: Vec<u8>,
    /// The HTTP status of the answer; none while it is being made.
    pub status: Option<i32>,
    /// The answer's body.
    pub answer: Option<Vec<u8>>,
    /// When it was asked.
    pub created_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
