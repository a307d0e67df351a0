//! What an event asks its guests, and what they answered.

use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};
use kuvend_domain::{
    audit::reads::Sensitive,
    policy::Action,
    questions::{self, Answered, Question, form::is_chosen, yes_or_no},
};
use kuvend_entity::{
    attendee, event_question_version,
    kind::EventQuestionKind as Kind,
    text::LocalizedText as Text,
    value::{self, Language as Tag},
};

use super::{Told, Wanted, of_rows};
use crate::{
    enums::{EventQuestionKind, SaidBy},
    input::{LocalizedText, said, translations},
    offices::text,
    payload::op,
    scalars::{DateTime, Language},
};

/// An option of a question.
#[derive(Debug, Clone)]
pub struct QuestionOption {
    option: value::QuestionOption,
    own: Tag,
}

/// An option of a question.
#[Object]
impl QuestionOption {
    /// What answers name it by.
    async fn key(&self) -> &str {
        &self.option.key
    }

    /// Its name in a language, else in the office's own, else in the first that there is.
    async fn label(
        &self,
        #[graphql(desc = "The language wanted.")] language: Option<Language>,
    ) -> String {
        text(&self.option.label, language.as_ref(), &self.own).unwrap_or_default()
    }

    /// Its name in every language that there is.
    async fn label_translations(&self) -> Vec<LocalizedText> {
        translations(&self.option.label)
    }
}

/// To whom alone a question is put: to who answered another one.
#[derive(Debug, Clone, SimpleObject)]
pub struct QuestionCondition {
    /// The other question, by its key.
    pub question: String,
    /// With any of these: options by their keys, `YES` or `NO`. Empty is with anything.
    pub any_of: Vec<String>,
}

impl From<value::QuestionCondition> for QuestionCondition {
    fn from(condition: value::QuestionCondition) -> Self {
        Self {
            question: condition.question,
            any_of: condition.any_of,
        }
    }
}

/// How many chose an option.
#[derive(Debug, Clone)]
pub struct EventQuestionTotal {
    key: String,
    /// Nothing where the answer is yes or no.
    label: Option<Text>,
    own: Tag,
    count: i64,
}

/// How many of those who come chose an option. It says nothing of who did.
#[Object]
impl EventQuestionTotal {
    /// The option's key, `YES` or `NO`.
    async fn option(&self) -> &str {
        &self.key
    }

    /// What it is called in a language, else in the office's own, else in the first that there is.
    async fn label(
        &self,
        #[graphql(desc = "The language wanted.")] language: Option<Language>,
    ) -> String {
        let said = match &self.label {
            Some(label) => text(label, language.as_ref(), &self.own),
            None => {
                let wanted = language.and_then(|language| language.0.parse().ok());
                let wanted = wanted.unwrap_or_else(|| self.own.clone());
                yes_or_no(&self.key, &wanted).map(str::to_owned)
            }
        };
        said.unwrap_or_else(|| self.key.clone())
    }

    /// How many guests, of those who have a place and were not missed, or who were there.
    async fn count(&self) -> i32 {
        i32::try_from(self.count).unwrap_or(i32::MAX)
    }
}

/// What those who come answered to a question.
#[derive(Debug, Clone, Default)]
pub(super) struct Counted {
    /// How many chose each option.
    pub chosen: Vec<(String, i64)>,
    /// How many answered at all.
    pub replies: i64,
    /// How many are asked it and have not.
    pub unanswered: i64,
    /// All that the question ever said, the newest first.
    pub versions: Vec<event_question_version::Model>,
}

/// A question that an event asks its guests.
#[derive(Debug, Clone)]
pub struct EventQuestion {
    question: Arc<Question>,
    own: Tag,
    counted: Arc<Counted>,
}

impl EventQuestion {
    pub(super) fn of(question: Question, own: Tag, counted: Counted) -> Self {
        Self {
            question: Arc::new(question),
            own,
            counted: Arc::new(counted),
        }
    }
}

/// A question that an event asks its guests.
#[Object]
impl EventQuestion {
    /// What it is named by at its event.
    async fn key(&self) -> &str {
        &self.question.row.key
    }

    /// What sort of answer it has.
    async fn kind(&self) -> EventQuestionKind {
        self.question.row.kind.into()
    }

    /// Which version of it this is; editing it makes the next.
    async fn version(&self) -> i32 {
        self.question.said.version
    }

    /// The question in a language, else in the office's own, else in the first that there is.
    async fn wording(
        &self,
        #[graphql(desc = "The language wanted.")] language: Option<Language>,
    ) -> String {
        text(&self.question.said.wording, language.as_ref(), &self.own).unwrap_or_default()
    }

    /// The question in every language that there is.
    async fn wording_translations(&self) -> Vec<LocalizedText> {
        translations(&self.question.said.wording)
    }

    /// What helps to answer it, in a language, else in the office's own, else in the first that there is.
    async fn hint(
        &self,
        #[graphql(desc = "The language wanted.")] language: Option<Language>,
    ) -> Option<String> {
        text(&self.question.said.hint, language.as_ref(), &self.own)
    }

    /// What helps to answer it, in every language that there is.
    async fn hint_translations(&self) -> Vec<LocalizedText> {
        translations(&self.question.said.hint)
    }

    /// What is chosen from, in order.
    async fn options(&self) -> Vec<QuestionOption> {
        let own = |option: &value::QuestionOption| QuestionOption {
            option: option.clone(),
            own: self.own.clone(),
        };
        self.question.said.options.0.iter().map(own).collect()
    }

    /// To whom alone it is put; null is to everybody.
    async fn condition(&self) -> Option<QuestionCondition> {
        self.question.said.condition.clone().map(Into::into)
    }

    /// Whether the guest's page asks for an answer.
    async fn is_required(&self) -> bool {
        self.question.said.is_required
    }

    /// Whether answers say something of health, belief and the like; they go a week after the event.
    async fn is_sensitive(&self) -> bool {
        self.question.said.is_sensitive
    }

    /// Since when it is not asked any more.
    async fn retired_at(&self) -> Option<DateTime> {
        self.question.row.retired_at.map(Into::into)
    }

    /// How many of those who come chose each option, in order, and then each that is no option any more; empty where there is nothing to
    /// choose.
    async fn totals(&self) -> Vec<EventQuestionTotal> {
        let total = |key: &str, label: Option<Text>| {
            let mut chosen = self.counted.chosen.iter();
            let found = chosen.find(|(known, _)| known == key);
            EventQuestionTotal {
                key: key.to_owned(),
                label,
                own: self.own.clone(),
                count: found.map_or(0, |(_, count)| *count),
            }
        };
        if self.question.row.kind == Kind::YesNo {
            return [questions::YES, questions::NO]
                .map(|key| total(key, None))
                .into();
        }
        if !is_chosen(self.question.row.kind) {
            return Vec::new();
        }
        let offered = &self.question.said.options.0;
        let mut totals: Vec<EventQuestionTotal> = offered
            .iter()
            .map(|option| total(&option.key, Some(option.label.clone())))
            .collect();
        let is_offered = |key: &String| offered.iter().any(|option| option.key == *key);
        for (key, _) in self
            .counted
            .chosen
            .iter()
            .filter(|(key, _)| !is_offered(key))
        {
            let mut former = self
                .counted
                .versions
                .iter()
                .flat_map(|said| &said.options.0);
            let label = former.find(|option| option.key == *key);
            let label = label.map(|option| option.label.clone());
            totals.push(total(key, Some(label.unwrap_or_default())));
        }
        totals
    }

    /// How many of those who come answered it.
    async fn replies(&self) -> i32 {
        i32::try_from(self.counted.replies).unwrap_or(i32::MAX)
    }

    /// How many of those who come have yet to answer it, of those to whom it is put; 0 of one that is not asked any more. Who they are is
    /// asked by `AttendeeFilter.hasOpenQuestions`.
    async fn unanswered(&self) -> i32 {
        i32::try_from(self.counted.unanswered).unwrap_or(i32::MAX)
    }
}

/// What a guest answered to a question.
#[derive(Debug, Clone)]
pub struct EventAnswer(Arc<Answered>);

impl From<Answered> for EventAnswer {
    fn from(answered: Answered) -> Self {
        Self(Arc::new(answered))
    }
}

/// What a guest answered to a question, and what the question said then.
#[Object]
impl EventAnswer {
    /// The question, by its key.
    async fn question(&self) -> &str {
        &self.0.question.row.key
    }

    /// What sort of answer it is.
    async fn kind(&self) -> EventQuestionKind {
        self.0.question.row.kind.into()
    }

    /// The version of the question that was answered.
    async fn version(&self) -> i32 {
        self.0.question.said.version
    }

    /// What the question said then, in a language, else in the first that there is.
    async fn wording(
        &self,
        #[graphql(desc = "The language wanted.")] language: Option<Language>,
    ) -> String {
        said(&self.0.question.said.wording, language.as_ref()).unwrap_or_default()
    }

    /// The answer: options by their keys, `YES` or `NO`, a number, a day, or words.
    async fn value(&self) -> &[String] {
        &self.0.values
    }

    /// The answer for people, in a language, else in the first that there is: what options are called, and yes or no in words.
    async fn text(
        &self,
        #[graphql(desc = "The language wanted.")] language: Option<Language>,
    ) -> String {
        let wanted = language
            .as_ref()
            .and_then(|language| language.0.parse().ok())
            .unwrap_or_else(Tag::english);
        let options = &self.0.question.said.options.0;
        let word = |value: &String| match self.0.question.row.kind {
            Kind::YesNo => yes_or_no(value, &wanted).map(str::to_owned),
            _ => {
                let option = options.iter().find(|option| option.key == *value);
                option.and_then(|option| said(&option.label, language.as_ref()))
            }
        };
        let words = self.0.values.iter();
        let words = words.map(|value| word(value).unwrap_or_else(|| value.clone()));
        words.collect::<Vec<_>>().join(", ")
    }

    /// Who told it.
    async fn said_by(&self) -> SaidBy {
        self.0.said_by.into()
    }

    /// When the guest agreed that it is kept, where it is delicate; null where nobody noted that they did.
    async fn agreed_at(&self) -> Option<DateTime> {
        self.0.agreed_at.map(Into::into)
    }

    /// When it was told.
    async fn answered_at(&self) -> DateTime {
        self.0.answered_at.into()
    }
}

/// What a guest answered, for who may read it: what was brought along, or this field's. That it is shown is noted.
///
/// # Errors
/// A failure, as a coded top-level error.
pub async fn shown(
    ctx: &Context<'_>,
    row: &attendee::Model,
    brought: Option<&Told>,
) -> async_graphql::Result<Option<Vec<EventAnswer>>> {
    let op = op(ctx)?;
    if !op.may_at((row.office_id, row.event_id), Action::ReadNeeds) {
        return Ok(None);
    }
    let answers = match brought {
        Some(told) => told.answers.get(&row.id).cloned(),
        None => {
            let wanted = Wanted::by(ctx);
            let mut told = Box::pin(of_rows(op, &[row.id], &wanted)).await?;
            told.answers.remove(&row.id)
        }
    };
    let answers = answers.unwrap_or_default();
    if let (Some(contact), false) = (row.contact_id, answers.is_empty()) {
        op.reads.note_contact(contact, Sensitive::Answers);
    }
    Ok(Some(answers))
}
