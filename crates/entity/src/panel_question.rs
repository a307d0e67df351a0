//! A question to a panel.

use sea_orm::prelude::*;

use crate::{
    id::{AgendaItemId, ContactId, OfficeId, PanelQuestionId},
    kind::{QuestionPhase, QuestionState, SaidBy},
    value::Language,
};

/// A question to a panel.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "panel_question")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PanelQuestionId,
    /// Whose record.
    pub office_id: OfficeId,
    /// To which panel.
    pub agenda_item_id: AgendaItemId,
    /// Raised by every change.
    pub version: i32,
    /// In which order it is put, from 1.
    pub position: i32,
    /// When it was collected.
    pub phase: QuestionPhase,
    /// Who entered it: the guest, on their own page, or staff.
    pub said_by: SaidBy,
    /// What the moderation made of it.
    pub state: QuestionState,
    /// The question as it was asked.
    pub text: String,
    /// In which language it was asked, where that is known.
    pub language: Option<Language>,
    /// Who asks, if a contact.
    pub contact_id: Option<ContactId>,
    /// Who asks, as they gave themselves out.
    pub asked_as: Option<String>,
    /// What was answered, in short.
    pub answer: Option<String>,
    /// When the moderation last decided.
    pub moderated_at: Option<DateTimeUtc>,
    /// When it was entered.
    pub created_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
