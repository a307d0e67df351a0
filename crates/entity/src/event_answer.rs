//! What a guest answered to a question of an event: a row for each option chosen, one for an answer of another kind.

use sea_orm::prelude::*;

use crate::{
    id::{AttendeeId, EventAnswerId, EventId, EventQuestionId, EventQuestionVersionId, OfficeId},
    kind::SaidBy,
    value::Language,
};

/// What a guest answered to a question of an event: a row for each option chosen, one for an answer of another kind.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_answer")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EventAnswerId,
    /// Whose record.
    pub office_id: OfficeId,
    /// At which event.
    pub event_id: EventId,
    /// Whose row of the guest list.
    pub attendee_id: AttendeeId,
    /// To which question.
    pub question_id: EventQuestionId,
    /// To which version of it.
    pub version_id: EventQuestionVersionId,
    /// The question in the words in which it was put.
    pub question: String,
    /// Which of several options, from 1.
    pub position: i32,
    /// The answer: an option's key, `YES` or `NO`, a number, a day or a text.
    pub value: String,
    /// Who told it.
    pub said_by: SaidBy,
    /// When the guest agreed that it is kept, where it is sensitive.
    pub agreed_at: Option<DateTimeUtc>,
    /// How, where the staff was told.
    pub agreed_how: Option<String>,
    /// To which version of the page's words.
    pub wording_version: Option<i32>,
    /// In which language these were read.
    pub language: Option<Language>,
    /// When.
    pub answered_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
