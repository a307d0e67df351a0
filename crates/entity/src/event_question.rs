//! A question that an event asks of its guests.

use sea_orm::prelude::*;

use crate::{
    id::{EventId, EventQuestionId, OfficeId},
    kind::EventQuestionKind,
};

/// A question that an event asks of its guests.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_question")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EventQuestionId,
    /// Whose record.
    pub office_id: OfficeId,
    /// Which event asks it.
    pub event_id: EventId,
    /// What it is named by at its event.
    pub key: String,
    /// What sort of answer it has.
    pub kind: EventQuestionKind,
    /// Which of its versions is asked.
    pub version: i32,
    /// In which order it is asked, from 1.
    pub position: i32,
    /// Since when it is not asked any more.
    pub retired_at: Option<DateTimeUtc>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it last changed.
    pub updated_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
