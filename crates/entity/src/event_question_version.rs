//! What a question of an event says, or said.

use sea_orm::prelude::*;

use crate::{
    id::{EventQuestionId, EventQuestionVersionId},
    text::LocalizedText,
    value::{QuestionCondition, QuestionOptions},
};

/// What a question of an event says, or said.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_question_version")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EventQuestionVersionId,
    /// Of which question.
    pub question_id: EventQuestionId,
    /// Its number, from 1.
    pub version: i32,
    /// The question, per language.
    pub wording: LocalizedText,
    /// What helps to answer it, per language.
    pub hint: LocalizedText,
    /// What is chosen from.
    pub options: QuestionOptions,
    /// To whom alone it is put.
    pub condition: Option<QuestionCondition>,
    /// Whether the guest's page asks for an answer.
    pub is_required: bool,
    /// Whether answers say something of health, belief and the like.
    pub is_sensitive: bool,
    /// Since when it is asked so.
    pub created_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
