//! The timeline of a message. Only ever added to.

use sea_orm::prelude::*;

use crate::{
    id::{MessageEventId, MessageId},
    kind::MessageEventKind,
};

/// The timeline of a message. Only ever added to.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "message_event")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MessageEventId,
    /// Of which message.
    pub message_id: MessageId,
    /// When.
    pub at: DateTimeUtc,
    /// What happened.
    pub kind: MessageEventKind,
    /// The server's reply, the reason, the time until which it is deferred.
    pub detail: Option<String>,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
