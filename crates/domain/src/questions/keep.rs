//! Keeping what an event asks.

use std::collections::{BTreeMap, BTreeSet};

use kuvend_entity::{
    event, event_question, event_question_version, event_questionnaire,
    id::{EventId, EventQuestionId, EventQuestionVersionId},
    kind::EventQuestionKind,
    text::LocalizedText,
    value::{QuestionCondition, QuestionOption, QuestionOptions},
};
use sea_orm::{
    ActiveModelTrait as _, DatabaseTransaction, EntityTrait, IntoActiveModel as _,
    sea_query::OnConflict,
};
use serde_json::json;

use super::{MOST_EVER, Question, form, reads};
use crate::{
    audit::{self, Deed},
    error::Result,
    events::{is_open, locked, stale, wrong_state},
    fault::{Code, Fault, Faults},
    op::Op,
    policy::Action,
    writes,
};

/// A question as it is to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewQuestion {
    /// What it is named by: one that the event has already is edited, or taken up again.
    pub key: String,
    /// What sort of answer it has.
    pub kind: EventQuestionKind,
    /// The question, per language.
    pub wording: LocalizedText,
    /// What helps to answer it, per language.
    pub hint: LocalizedText,
    /// What is chosen from.
    pub options: Vec<QuestionOption>,
    /// To whom alone it is put.
    pub condition: Option<QuestionCondition>,
    /// Whether the guest's page asks for an answer.
    pub is_required: bool,
    /// Whether answers say something of health, belief and the like.
    pub is_sensitive: bool,
}

/// Keeps what an event asks its guests: all of it, in this order. A question that is left out is not asked any more.
#[derive(Debug, Clone)]
pub struct KeepQuestions {
    /// Which event.
    pub event: EventId,
    /// The version of its questions that was read; 0 where there were none.
    pub version: i32,
    /// The questions.
    pub questions: Vec<NewQuestion>,
}

/// Keeps what an event asks its guests. A question that says something else than before is its next version; answers stay with the
/// version that they answered, also those to a question that is not asked any more.
///
/// # Errors
/// Faults on `eventId` where the event is closed; on `version`; on `questions` and their parts, of which the kind of a question that the
/// event has already cannot change.
pub async fn keep(op: &Op, cmd: KeepQuestions) -> Result<EventId> {
    let tx = op.begin(Action::WriteEvents).await?;
    let event = locked(op, &tx, cmd.event, Action::WriteEvents)
        .await
        .map_err(|error| error.hidden_at(["eventId"]))?
        .event;
    if !is_open(event.status) {
        return Err(wrong_state(["eventId"], &event).into());
    }
    let version = reads::version_of(&tx, event.id).await?;
    if version != cmd.version {
        return Err(stale(version).into());
    }
    let known: BTreeMap<String, Question> = reads::all_of(&tx, event.id)
        .await?
        .into_iter()
        .map(|question| (question.row.key.clone(), question))
        .collect();
    let faults = judge(&cmd.questions, &known);
    faults.finish(Some(()))?;
    let sheet = Sheet::of(op, &event, cmd.questions, known);
    if sheet.rows.is_empty() {
        return Ok(event.id);
    }
    sheet.write(&tx).await?;
    write_version(op, &tx, &event, version).await?;
    let (made, changed, retired) = (sheet.made, sheet.changed, sheet.retired);
    let deed = Deed {
        office: event.office_id,
        action: "questions::keep",
        object_kind: "event",
        object_id: event.id.0,
        changes: Some(json!({
            "version": { "from": version, "to": version + 1 },
            "made": made, "changed": changed, "retired": retired,
        })),
        reason: None,
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(event.id)
}

/// Notes what is wrong with questions among themselves, and against those that the event has.
fn judge(questions: &[NewQuestion], known: &BTreeMap<String, Question>) -> Faults {
    let mut faults = form::judge(questions);
    for (place, question) in questions.iter().enumerate() {
        let Some(old) = known.get(&question.key) else {
            continue;
        };
        if old.row.kind != question.kind {
            let fault = Fault::new(
                ["questions", &place.to_string(), "kind"],
                Code::Inconsistent,
            );
            faults.push(fault.with("other", old.row.kind));
        }
    }
    let fresh = questions
        .iter()
        .filter(|question| !known.contains_key(&question.key));
    if known.len() + fresh.count() > MOST_EVER {
        faults.push(Fault::new(["questions"], Code::TooMany).with("limit", MOST_EVER));
    }
    faults
}

/// What is to be written.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) rows: Vec<event_question::Model>,
    pub(super) said: Vec<event_question_version::Model>,
    made: Vec<String>,
    changed: Vec<String>,
    retired: Vec<String>,
}

impl Sheet {
    fn of(
        op: &Op,
        event: &event::Model,
        questions: Vec<NewQuestion>,
        mut known: BTreeMap<String, Question>,
    ) -> Self {
        let now = op.clock.now();
        let mut sheet = Self::default();
        let mut asked = BTreeSet::new();
        for (question, position) in questions.into_iter().zip(1..) {
            asked.insert(question.key.clone());
            let Some(old) = known.remove(&question.key) else {
                sheet.made.push(question.key.clone());
                sheet.add(question, (event, position, now));
                continue;
            };
            let said = version(&question, (old.row.id, old.row.version + 1, now));
            let is_edited = !says_the_same(&old.said, &said);
            let row = event_question::Model {
                position,
                retired_at: None,
                version: old.row.version + i32::from(is_edited),
                updated_at: old.row.updated_at,
                ..old.row.clone()
            };
            if is_edited {
                sheet.said.push(said);
            }
            if row != old.row {
                sheet.changed.push(question.key);
                sheet.rows.push(event_question::Model {
                    updated_at: now,
                    ..row
                });
            }
        }
        for (key, old) in known {
            if old.row.retired_at.is_none() {
                sheet.retired.push(key);
                sheet.rows.push(event_question::Model {
                    retired_at: Some(now),
                    updated_at: now,
                    ..old.row
                });
            }
        }
        sheet
    }

    /// Adds a question that its event did not have.
    pub(super) fn add(
        &mut self,
        question: NewQuestion,
        (event, position, now): (&event::Model, i32, chrono::DateTime<chrono::Utc>),
    ) {
        let id = EventQuestionId::new();
        self.said.push(version(&question, (id, 1, now)));
        self.rows.push(event_question::Model {
            id,
            office_id: event.office_id,
            event_id: event.id,
            key: question.key,
            kind: question.kind,
            version: 1,
            position,
            retired_at: None,
            created_at: now,
            updated_at: now,
        });
    }

    /// Writes it: a statement for the questions and one for what they say.
    pub(super) async fn write(&self, tx: &DatabaseTransaction) -> Result<()> {
        use event_question::Column as C;
        let rows = self.rows.iter().cloned();
        let rows = rows.map(|row| row.into_active_model().reset_all());
        let conflict = OnConflict::column(C::Id)
            .update_columns([C::Version, C::Position, C::RetiredAt, C::UpdatedAt])
            .to_owned();
        event_question::Entity::insert_many(rows)
            .on_conflict(conflict)
            .exec_without_returning(tx)
            .await?;
        let said = self.said.iter().cloned();
        let said = said.map(|row| row.into_active_model().reset_all());
        writes::insert(tx, said.collect()).await
    }
}

/// What a question says, as a version of it.
fn version(
    question: &NewQuestion,
    (id, number, now): (EventQuestionId, i32, chrono::DateTime<chrono::Utc>),
) -> event_question_version::Model {
    event_question_version::Model {
        id: EventQuestionVersionId::new(),
        question_id: id,
        version: number,
        wording: question.wording.clone(),
        hint: question.hint.clone(),
        options: QuestionOptions(question.options.clone()),
        condition: question.condition.clone(),
        is_required: question.is_required,
        is_sensitive: question.is_sensitive,
        created_at: now,
    }
}

fn says_the_same(old: &event_question_version::Model, new: &event_question_version::Model) -> bool {
    let plain = |said: &event_question_version::Model| event_question_version::Model {
        id: old.id,
        version: old.version,
        created_at: old.created_at,
        ..said.clone()
    };
    plain(old) == plain(new)
}

/// Raises the version of what an event asks.
pub(super) async fn write_version(
    op: &Op,
    tx: &DatabaseTransaction,
    event: &event::Model,
    version: i32,
) -> Result<()> {
    use event_questionnaire::Column as C;
    let row = event_questionnaire::Model {
        event_id: event.id,
        office_id: event.office_id,
        version: version + 1,
        updated_at: op.clock.now(),
    };
    let conflict = OnConflict::column(C::EventId)
        .update_columns([C::Version, C::UpdatedAt])
        .to_owned();
    event_questionnaire::Entity::insert(row.into_active_model().reset_all())
        .on_conflict(conflict)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
