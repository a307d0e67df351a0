//! The bytes of a letter, rendered once and sent alike at every attempt.

use sea_orm::prelude::*;

use crate::id::MessageId;

/// The bytes of a letter, rendered once and sent alike at every attempt.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "message_body")]
pub struct Model {
    /// Of which message.
    #[sea_orm(primary_key, auto_increment = false)]
    pub message_id: MessageId,
    /// Its subject.
    pub subject: String,
    /// The letter as sent.
    pub bytes: Vec<u8>,
    /// When it was rendered.
    pub rendered_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
