//! Inputs of what guests need and what they are asked, read into commands.

use async_graphql::{ID, InputObject};
use kuvend_domain::{
    error::Result,
    needs::{Agreement, KeepNeeds, LONGEST_NOTE, MOST_NEEDS, Need},
    questions::{
        Given, KeepQuestions, LONGEST_HINT, LONGEST_WORDING, MOST_OPTIONS, MOST_QUESTIONS,
        NewQuestion, RecordAnswers,
    },
};
use kuvend_entity::value;

use crate::{
    enums::{EventQuestionKind, NeedKind},
    input::{LINE, LocalizedTextInput, Reader},
};

/// Something that a guest needs.
#[derive(Debug, Clone, InputObject)]
pub struct NeedInput {
    /// What sort of need.
    pub kind: NeedKind,
    /// Which, of `needCodes`.
    pub code: String,
    /// How many of the party have it, the guest among them: 1 unless said, and no more than the party may be.
    pub persons: Option<i32>,
    /// What the code does not say, at most 300 letters; `OTHER` needs it.
    pub note: Option<String>,
}

impl NeedInput {
    fn read(&self, reader: &mut Reader) -> Option<Need> {
        let code = reader.line("code", &self.code, LINE);
        let note = reader.optional(self.note.as_ref(), |reader, note| {
            reader.line("note", note, LONGEST_NOTE)
        });
        Some(Need {
            kind: self.kind.into(),
            code: code?,
            persons: self.persons.unwrap_or(1),
            note: note?,
        })
    }
}

/// Keeps what a guest needs: all of it, in the place of what was told before.
#[derive(Debug, Clone, InputObject)]
pub struct KeepNeedsInput {
    /// Whose row of the guest list.
    pub attendee_id: ID,
    /// The version of the row that was read, if it matters.
    pub version: Option<i32>,
    /// All that the guest needs, at most 40 entries; none takes everything back.
    pub needs: Vec<NeedInput>,
    /// How the guest agreed that it is kept: `by telephone on 3 November`. It stays with what they agreed to before where it is left out.
    pub agreed_how: Option<String>,
}

impl KeepNeedsInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<KeepNeeds> {
        let mut reader = Reader::new();
        let attendee = reader.id("attendeeId", &self.attendee_id);
        let needs = reader.each("needs", &self.needs, MOST_NEEDS, |reader, need| {
            need.read(reader)
        });
        let agreed = reader.optional(self.agreed_how.as_ref(), |reader, how| {
            reader.line("agreedHow", how, LINE)
        });
        let command = attendee
            .zip(needs)
            .zip(agreed)
            .map(|((attendee, needs), agreed)| KeepNeeds {
                attendee,
                version: self.version,
                needs,
                agreed: agreed.map(Agreement::Told),
            });
        reader.finish(command)
    }
}

/// An option of a question.
#[derive(Debug, Clone, InputObject)]
pub struct QuestionOptionInput {
    /// What answers name it by: lower-case letters, digits and hyphens, at most 40.
    pub key: String,
    /// Its name per language, at least one.
    pub label: Vec<LocalizedTextInput>,
}

/// To whom alone a question is put: to who answered another one, which is asked before it.
#[derive(Debug, Clone, InputObject)]
pub struct QuestionConditionInput {
    /// The other question, by its key.
    pub question: String,
    /// With any of these: options by their keys, `YES` or `NO`. Left out, with anything.
    pub any_of: Option<Vec<String>>,
}

/// A question that an event asks its guests.
#[derive(Debug, Clone, InputObject)]
pub struct EventQuestionInput {
    /// What it is named by at its event: lower-case letters, digits and hyphens, at most 40. One that the event has already is edited,
    /// or asked again.
    pub key: String,
    /// What sort of answer it has; that of a question that the event has already cannot change.
    pub kind: EventQuestionKind,
    /// The question per language, at least one, at most 500 letters each.
    pub wording: Vec<LocalizedTextInput>,
    /// What helps to answer it, per language.
    pub hint: Option<Vec<LocalizedTextInput>>,
    /// What is chosen from, 2 to 40, where its kind is `CHOICE` or `CHOICES`.
    pub options: Option<Vec<QuestionOptionInput>>,
    /// To whom alone it is put; to everybody unless said.
    pub condition: Option<QuestionConditionInput>,
    /// Whether the guest's page asks for an answer; it does not unless said.
    pub is_required: Option<bool>,
    /// Whether answers say something of health, belief and the like: the guest's page asks whether they may be kept, and they go with
    /// the needs a week after the event. They do not unless said.
    pub is_sensitive: Option<bool>,
}

impl EventQuestionInput {
    fn read(&self, reader: &mut Reader) -> Option<NewQuestion> {
        let key = reader.line("key", &self.key, LINE);
        let wording = reader.localized("wording", &self.wording, LONGEST_WORDING);
        let hint = self.hint.as_deref().unwrap_or_default();
        let hint = reader.localized("hint", hint, LONGEST_HINT);
        let options = self.options.as_deref().unwrap_or_default();
        let options = reader.each("options", options, MOST_OPTIONS, |reader, option| {
            let key = reader.line("key", &option.key, LINE);
            let label = reader.localized("label", &option.label, LINE);
            Some(value::QuestionOption {
                key: key?,
                label: label?,
            })
        });
        let condition = reader.optional(self.condition.as_ref(), |reader, condition| {
            reader.within("condition", |reader| {
                let question = reader.line("question", &condition.question, LINE);
                let any_of = condition.any_of.as_deref().unwrap_or_default();
                let any_of = reader.each("anyOf", any_of, MOST_OPTIONS, |reader, answer| {
                    reader.line("", answer, LINE)
                });
                Some(value::QuestionCondition {
                    question: question?,
                    any_of: any_of?,
                })
            })
        });
        Some(NewQuestion {
            key: key?,
            kind: self.kind.into(),
            wording: wording?,
            hint: hint?,
            options: options?,
            condition: condition?,
            is_required: self.is_required.unwrap_or(false),
            is_sensitive: self.is_sensitive.unwrap_or(false),
        })
    }
}

/// Keeps what an event asks its guests: all of it, in this order. A question that is left out is not asked any more; what was answered
/// to it stays.
#[derive(Debug, Clone, InputObject)]
pub struct KeepQuestionsInput {
    /// Which event.
    pub event_id: ID,
    /// The version of its questions that was read (`Event.questionsVersion`); 0 where it never asked anything.
    pub version: i32,
    /// The questions, at most 50.
    pub questions: Vec<EventQuestionInput>,
}

impl KeepQuestionsInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<KeepQuestions> {
        let mut reader = Reader::new();
        let event = reader.id("eventId", &self.event_id);
        let questions = reader.each(
            "questions",
            &self.questions,
            MOST_QUESTIONS,
            |reader, one| one.read(reader),
        );
        let command = event
            .zip(questions)
            .map(|(event, questions)| KeepQuestions {
                event,
                version: self.version,
                questions,
            });
        reader.finish(command)
    }
}

/// What a guest answered to a question.
#[derive(Debug, Clone, InputObject)]
pub struct EventAnswerInput {
    /// To which question, by its key.
    pub question: String,
    /// The answer: options by their keys, `YES` or `NO`, a number, a day in ISO 8601, or words. None takes back what was answered.
    pub value: Vec<String>,
}

/// Records what a guest told the staff; questions that are not named stay answered as they are.
#[derive(Debug, Clone, InputObject)]
pub struct RecordAnswersInput {
    /// Whose row of the guest list.
    pub attendee_id: ID,
    /// The version of the row that was read, if it matters.
    pub version: Option<i32>,
    /// The answers, at most 50.
    pub answers: Vec<EventAnswerInput>,
    /// How the guest agreed that delicate ones are kept: `by telephone on 3 November`.
    pub agreed_how: Option<String>,
}

impl RecordAnswersInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<RecordAnswers> {
        let mut reader = Reader::new();
        let attendee = reader.id("attendeeId", &self.attendee_id);
        let answers = reader.each("answers", &self.answers, MOST_QUESTIONS, |reader, one| {
            let question = reader.line("question", &one.question, LINE);
            let value = reader.each("value", &one.value, MOST_OPTIONS, |_, text| {
                Some(text.clone())
            });
            Some(Given {
                question: question?,
                value: value?,
            })
        });
        let agreed = reader.optional(self.agreed_how.as_ref(), |reader, how| {
            reader.line("agreedHow", how, LINE)
        });
        let command = attendee
            .zip(answers)
            .zip(agreed)
            .map(|((attendee, answers), agreed)| RecordAnswers {
                attendee,
                version: self.version,
                answers,
                agreed: agreed.map(Agreement::Told),
            });
        reader.finish(command)
    }
}
