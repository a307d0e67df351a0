//! Questions to panels.

use async_graphql::{ID, InputObject, MaybeUndefined, Object, SimpleObject};
use kuvend_domain::{
    agenda::{AddQuestion, LONGEST_QUESTION, ModerateQuestion},
    error::Result,
};
use kuvend_entity::{kind, panel_question};

use crate::{
    agenda::Panel,
    contacts::Contact,
    enums::{PanelQuestionPhase, PanelQuestionState, SaidBy},
    events::change::clearable,
    input::{LINE, PROSE, Reader},
    payload::UserError,
    scalars::{DateTime, Language},
};

/// A question to a panel.
#[derive(Debug, Clone)]
pub struct PanelQuestion {
    /// The row.
    pub(super) row: panel_question::Model,
    /// Who asks, if a contact and selected.
    pub(super) contact: Option<Contact>,
}

impl PanelQuestion {
    /// What the moderation made of it.
    pub(super) fn stands(&self) -> PanelQuestionState {
        self.row.state.into()
    }
}

/// A question to a panel.
#[Object]
impl PanelQuestion {
    /// Opaque and stable.
    pub async fn id(&self) -> ID {
        self.row.id.to_string().into()
    }

    /// Raised by every change; `moderatePanelQuestion` names the one it read.
    pub async fn version(&self) -> i32 {
        self.row.version
    }

    /// Its place in the order in which questions are put, from 1.
    pub async fn position(&self) -> i32 {
        self.row.position
    }

    /// When it was collected.
    pub async fn phase(&self) -> PanelQuestionPhase {
        self.row.phase.into()
    }

    /// Who entered it: the guest, on their own page, or staff.
    pub async fn said_by(&self) -> SaidBy {
        self.row.said_by.into()
    }

    /// What the moderation made of it.
    pub async fn state(&self) -> PanelQuestionState {
        self.row.state.into()
    }

    /// The question as it was asked.
    pub async fn text(&self) -> &str {
        &self.row.text
    }

    /// In which language it was asked, where that is known.
    pub async fn language(&self) -> Option<Language> {
        self.row.language.clone().map(Into::into)
    }

    /// Who asks, if a contact.
    pub async fn contact(&self) -> Option<Contact> {
        self.contact.clone()
    }

    /// Who asks, as they gave themselves out.
    pub async fn asked_by(&self) -> Option<&str> {
        self.row.asked_as.as_deref()
    }

    /// What was answered, in short.
    pub async fn answer(&self) -> Option<&str> {
        self.row.answer.as_deref()
    }

    /// When it was entered.
    pub async fn asked_at(&self) -> DateTime {
        self.row.created_at.into()
    }

    /// When the moderation last decided.
    pub async fn moderated_at(&self) -> Option<DateTime> {
        self.row.moderated_at.map(Into::into)
    }
}

/// Collects a question to a panel.
#[derive(Debug, Clone, InputObject)]
pub struct AddPanelQuestionInput {
    /// To which panel.
    pub panel_id: ID,
    /// The question as it is asked, at most 1,000 letters.
    pub text: String,
    /// In which language, where that is known.
    pub language: Option<Language>,
    /// When it is collected; in advance unless said.
    pub phase: Option<PanelQuestionPhase>,
    /// Who asks, if a contact.
    pub contact_id: Option<ID>,
    /// Who asks, as they give themselves out.
    pub asked_by: Option<String>,
}

impl AddPanelQuestionInput {
    /// The command meant.
    ///
    /// # Errors
    /// Every fault of form.
    pub fn read(&self) -> Result<AddQuestion> {
        let mut reader = Reader::new();
        let panel = reader.id("panelId", &self.panel_id);
        let text = reader.prose("text", &self.text, LONGEST_QUESTION);
        let language = reader.optional(self.language.as_ref(), |reader, language| {
            reader.parsed("language", &language.0, "language")
        });
        let contact = reader.optional(self.contact_id.as_ref(), |reader, id| {
            reader.id("contactId", id)
        });
        let asked_by = reader.optional(self.asked_by.as_ref(), |reader, name| {
            reader.line("askedBy", name, LINE)
        });
        let command = || {
            Some(AddQuestion {
                panel: panel?,
                text: text?,
                language: language?,
                phase: self
                    .phase
                    .map_or(kind::QuestionPhase::InAdvance, Into::into),
                contact: contact?,
                asked_as: asked_by?,
            })
        };
        let command = command();
        reader.finish(command)
    }
}

/// Says what becomes of a question to a panel. A field that is absent stays; null clears what may be empty.
#[derive(Debug, Clone, InputObject)]
pub struct ModeratePanelQuestionInput {
    /// Which question.
    pub id: ID,
    /// The version that was read.
    pub version: i32,
    /// What the moderation makes of it.
    pub state: Option<PanelQuestionState>,
    /// Its place in the order, from 1. The others close up.
    pub position: Option<i32>,
    /// What was answered, in short.
    pub answer: MaybeUndefined<String>,
}

impl ModeratePanelQuestionInput {
    /// The command meant.
    ///
    /// # Errors
    /// Every fault of form.
    pub fn read(&self) -> Result<ModerateQuestion> {
        let mut reader = Reader::new();
        let id = reader.id("id", &self.id);
        let answer = clearable(&mut reader, &self.answer, |reader, text| {
            reader.prose("answer", text, PROSE)
        });
        let command = id.zip(answer).map(|(id, answer)| ModerateQuestion {
            id,
            version: self.version,
            state: self.state.map(Into::into),
            position: self.position,
            answer,
        });
        reader.finish(command)
    }
}

/// What came of collecting a question.
#[derive(Debug, Clone, SimpleObject)]
pub struct AddPanelQuestionPayload {
    /// The question.
    pub question: Option<PanelQuestion>,
    /// The panel, with what it is asked now.
    pub panel: Option<Panel>,
    /// What was wrong with the input; nothing was done then.
    pub user_errors: Vec<UserError>,
}

/// What came of moderating a question.
#[derive(Debug, Clone, SimpleObject)]
pub struct ModeratePanelQuestionPayload {
    /// The question; on `CONFLICT`, as it is now.
    pub question: Option<PanelQuestion>,
    /// The panel, with what it is asked now.
    pub panel: Option<Panel>,
    /// What was wrong with the input; nothing was done then.
    pub user_errors: Vec<UserError>,
}
