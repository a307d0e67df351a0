//! A call, a meeting, a letter, a visit, a mail or a note, with whoever took part.

use sea_orm::prelude::*;

use crate::{
    id::{AccountId, EventId, InteractionId, OfficeId, ProgrammeId},
    kind::InteractionKind,
};

/// A call, a meeting, a letter, a visit, a mail or a note, with whoever took part.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "interaction")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InteractionId,
    /// Whose record.
    pub office_id: OfficeId,
    /// Raised by every change.
    pub version: i32,
    /// What it was.
    pub kind: InteractionKind,
    /// In a line.
    pub subject: String,
    /// What was said.
    pub body: Option<String>,
    /// When it happened.
    pub happened_at: DateTimeUtc,
    /// About which event.
    pub event_id: Option<EventId>,
    /// About which programme.
    pub programme_id: Option<ProgrammeId>,
    /// Who wrote it down.
    pub recorded_by: Option<AccountId>,
    /// When it was entered.
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
