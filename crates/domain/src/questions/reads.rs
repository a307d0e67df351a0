//! Reading what events ask, and what guests answered.

use std::collections::HashMap;

use kuvend_entity::{
    attendee, event_answer, event_question, event_question_version, event_questionnaire,
    id::{AttendeeId, EventId, EventQuestionId},
    kind::{EventQuestionKind, SaidBy},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter,
    QueryOrder, QuerySelect, Select,
    prelude::DateTimeUtc,
    sea_query::{Expr, ExprTrait},
};

use super::Question;
use crate::{
    attendees::guests::BATCH,
    error::Result,
    events::grouped,
    needs::comes,
    op::Op,
    policy::{Action, Scope},
};

/// Questions with the version of them that is asked.
pub(super) fn with_version()
-> sea_orm::SelectTwo<event_question::Entity, event_question_version::Entity> {
    use event_question::Column as C;
    use event_question_version::Column as V;
    let version = event_question::Entity::belongs_to(event_question_version::Entity)
        .from(C::Id)
        .to(V::QuestionId);
    event_question::Entity::find()
        .select_also(event_question_version::Entity)
        .join(JoinType::InnerJoin, version.into())
        .filter(Expr::col(V::Version.as_column_ref()).equals(C::Version.as_column_ref()))
        .order_by_asc(C::Position)
        .order_by_asc(C::Id)
}

/// The same as they are read.
pub(super) fn together(
    rows: Vec<(event_question::Model, Option<event_question_version::Model>)>,
) -> Vec<Question> {
    rows.into_iter()
        .filter_map(|(row, said)| Some(Question { row, said: said? }))
        .collect()
}

/// Every question of an event, those among them that it does not ask any more.
pub(super) async fn all_of(db: &impl ConnectionTrait, event: EventId) -> Result<Vec<Question>> {
    let select = with_version().filter(event_question::Column::EventId.eq(event));
    Ok(together(select.all(db).await?))
}

/// What an event asks, in order.
///
/// # Errors
/// Only the database's.
pub(crate) async fn asked_at(db: &impl ConnectionTrait, event: EventId) -> Result<Vec<Question>> {
    let select = with_version()
        .filter(event_question::Column::EventId.eq(event))
        .filter(event_question::Column::RetiredAt.is_null());
    Ok(together(select.all(db).await?))
}

/// The version of what an event asks; 0 where it never asked anything.
pub(super) async fn version_of(db: &impl ConnectionTrait, event: EventId) -> Result<i32> {
    let row = event_questionnaire::Entity::find_by_id(event)
        .one(db)
        .await?;
    Ok(row.map_or(0, |row| row.version))
}

/// What events that were read before ask, in order; with those questions that they do not ask any more, where wanted.
///
/// # Errors
/// Only the database's.
pub async fn of_events(
    op: &Op,
    events: &[EventId],
    with_retired: bool,
) -> Result<HashMap<EventId, Vec<Question>>> {
    let mut select =
        with_version().filter(event_question::Column::EventId.is_in(events.iter().copied()));
    if !with_retired {
        select = select.filter(event_question::Column::RetiredAt.is_null());
    }
    let rows = together(select.all(op.db.reader()).await?);
    Ok(grouped(rows.into_iter().map(|it| (it.row.event_id, it))))
}

/// The versions of what events ask; an event that is not among them never asked anything.
///
/// # Errors
/// Only the database's.
pub async fn versions_of_events(op: &Op, events: &[EventId]) -> Result<HashMap<EventId, i32>> {
    let rows = event_questionnaire::Entity::find()
        .filter(event_questionnaire::Column::EventId.is_in(events.iter().copied()))
        .all(op.db.reader())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.event_id, row.version))
        .collect())
}

/// All that questions ever said, the newest first.
///
/// # Errors
/// Only the database's.
pub async fn versions_of(
    op: &Op,
    questions: &[EventQuestionId],
) -> Result<HashMap<EventQuestionId, Vec<event_question_version::Model>>> {
    use event_question_version::Column as V;
    let mut all = HashMap::new();
    for batch in questions.chunks(BATCH) {
        let rows = event_question_version::Entity::find()
            .filter(V::QuestionId.is_in(batch.iter().copied()))
            .order_by_desc(V::Version)
            .all(op.db.reader())
            .await?;
        all.extend(grouped(rows.into_iter().map(|row| (row.question_id, row))));
    }
    Ok(all)
}

/// How many chose an option.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Chosen {
    /// Of which question.
    pub question_id: EventQuestionId,
    /// The option's key, `YES` or `NO`.
    pub value: String,
    /// How many guests.
    pub guests: i64,
}

/// How many answered a question.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Replies {
    /// Which.
    pub question_id: EventQuestionId,
    /// How many guests.
    pub guests: i64,
}

/// Answers of those who come.
fn answers_of_guests(events: &[EventId]) -> Select<event_answer::Entity> {
    let guest = event_answer::Entity::belongs_to(attendee::Entity)
        .from(event_answer::Column::AttendeeId)
        .to(attendee::Column::Id);
    event_answer::Entity::find()
        .select_only()
        .column(event_answer::Column::QuestionId)
        .join(JoinType::InnerJoin, guest.into())
        .filter(event_answer::Column::EventId.is_in(events.iter().copied()))
        .filter(comes())
}

/// How many of those who come chose each option of what events ask, and how many answered each question. It says nothing of who did.
///
/// # Errors
/// Only the database's.
pub async fn counts(op: &Op, events: &[EventId]) -> Result<(Vec<Chosen>, Vec<Replies>)> {
    use event_answer::Column as C;
    use event_question::Column as Q;
    let question = event_answer::Entity::belongs_to(event_question::Entity)
        .from(C::QuestionId)
        .to(Q::Id);
    let closed = [
        EventQuestionKind::Choice,
        EventQuestionKind::Choices,
        EventQuestionKind::YesNo,
    ];
    let chosen = answers_of_guests(events)
        .column(C::Value)
        .column_as(C::Id.count(), "guests")
        .join(JoinType::InnerJoin, question.into())
        .filter(Q::Kind.is_in(closed))
        .group_by(C::QuestionId)
        .group_by(C::Value)
        .into_model::<Chosen>()
        .all(op.db.reader())
        .await?;
    let replies = answers_of_guests(events)
        .column_as(C::Id.count(), "guests")
        .filter(C::Position.eq(1))
        .group_by(C::QuestionId)
        .into_model::<Replies>()
        .all(op.db.reader())
        .await?;
    Ok((chosen, replies))
}

/// What a guest answered to a question, with the version of it that they answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The question, and what it said then.
    pub question: Question,
    /// The answer, as it is stored.
    pub values: Vec<String>,
    /// Who told it.
    pub said_by: SaidBy,
    /// When the guest agreed that it is kept.
    pub agreed_at: Option<DateTimeUtc>,
    /// When it was told.
    pub answered_at: DateTimeUtc,
}

/// What guests answered, in the order of the questions, as far as the actor may read it.
///
/// # Errors
/// Only the database's.
pub async fn answers_of(
    op: &Op,
    rows: &[AttendeeId],
) -> Result<HashMap<AttendeeId, Vec<Answered>>> {
    use event_answer::Column as C;
    use event_question_version::Column as V;
    let db = op.db.reader();
    let mut answers = Vec::new();
    for batch in rows.chunks(BATCH) {
        let mut select =
            event_answer::Entity::find().filter(C::AttendeeId.is_in(batch.iter().copied()));
        if let Scope::Some(offices) = op.scope(Action::ReadNeeds) {
            let mut seen = Condition::any().add(C::OfficeId.is_in(offices));
            let events = op.events(Action::ReadNeeds);
            if !events.is_empty() {
                seen = seen.add(C::EventId.is_in(events));
            }
            select = select.filter(seen);
        }
        answers.extend(select.order_by_asc(C::Position).all(db).await?);
    }
    let mut versions: Vec<_> = answers.iter().map(|row| row.version_id).collect();
    versions.sort_unstable();
    versions.dedup();
    let mut said = HashMap::new();
    for batch in versions.chunks(BATCH) {
        let question = event_question_version::Entity::belongs_to(event_question::Entity)
            .from(V::QuestionId)
            .to(event_question::Column::Id);
        let found = event_question_version::Entity::find()
            .select_also(event_question::Entity)
            .join(JoinType::InnerJoin, question.into())
            .filter(V::Id.is_in(batch.iter().copied()))
            .all(db)
            .await?;
        said.extend(found.into_iter().map(|(said, row)| (said.id, (said, row))));
    }
    let mut all: HashMap<AttendeeId, Vec<Answered>> = HashMap::new();
    for answer in answers {
        let list = all.entry(answer.attendee_id).or_default();
        let of = |one: &&mut Answered| one.question.said.id == answer.version_id;
        if let Some(one) = list.iter_mut().find(of) {
            one.values.push(answer.value);
        } else if let Some((said, Some(row))) = said.get(&answer.version_id).cloned() {
            list.push(Answered {
                question: Question { row, said },
                values: vec![answer.value],
                said_by: answer.said_by,
                agreed_at: answer.agreed_at,
                answered_at: answer.answered_at,
            });
        }
    }
    for list in all.values_mut() {
        list.sort_by_key(|one| {
            (
                one.question.row.retired_at.is_some(),
                one.question.row.position,
            )
        });
    }
    Ok(all)
}

/// The rows of what a guest answered, whoever asks, by question and in order.
///
/// # Errors
/// Only the database's.
pub(crate) async fn rows_of(
    db: &impl ConnectionTrait,
    row: AttendeeId,
) -> Result<HashMap<EventQuestionId, Vec<event_answer::Model>>> {
    use event_answer::Column as C;
    let rows = event_answer::Entity::find()
        .filter(C::AttendeeId.eq(row))
        .order_by_asc(C::Position)
        .all(db)
        .await?;
    Ok(grouped(rows.into_iter().map(|row| (row.question_id, row))))
}
