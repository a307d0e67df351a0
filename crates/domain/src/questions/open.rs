//! Who has yet to answer what: the rule of [`form::put`](super::form::put) as a statement, for as many guests as there are.
//!
//! **Invariant:** to whom a question is put is the same here and on the guest's page; a test compares them.

use std::collections::HashSet;

use kuvend_entity::{
    attendee, event,
    id::{AttendeeId, EventId, EventQuestionId, OfficeId},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryFilter,
    QuerySelect, Statement, Value,
    sea_query::{Expr, SimpleExpr},
};

use crate::{
    attendees::guests::BATCH,
    engine,
    error::{Denied, Error, Result},
    op::Op,
    policy::Action,
};

/// Whoever comes, as far as is known, or came: what [`needs::comes`](crate::needs) says, of a guest `a`.
const COMES: &str = "(a.presence = 'ATTENDED' OR (a.place = 'CONFIRMED' AND a.presence NOT IN ('ABSENT', 'EXCUSED')))";

/// Whoever is asked something and has not answered it.
const OPEN: &str = "FROM put p WHERE NOT EXISTS (SELECT 1 FROM event_answer x \
WHERE x.attendee_id = p.attendee_id AND x.question_id = p.question_id)";

/// To whom of the guests `a` that a condition names each question of some events is put. A question that turns on another one is put to
/// who was put that one and answered it so.
fn put(backend: DbBackend, events: &str, guests: &str) -> String {
    let is_named = engine::lists(backend, "k.any_of", "x.value");
    format!(
        "WITH RECURSIVE asked AS MATERIALIZED (\
         SELECT q.id, q.event_id, q.key AS slug, v.is_required, v.condition ->> 'question' AS turns_on, v.condition -> 'any_of' AS any_of \
         FROM event_question q JOIN event_question_version v ON v.question_id = q.id AND v.version = q.version \
         WHERE q.retired_at IS NULL AND q.event_id IN ({events})), \
         put (attendee_id, event_id, question_id, slug, is_required) AS (\
         SELECT a.id, a.event_id, k.id, k.slug, k.is_required FROM asked k JOIN attendee a ON a.event_id = k.event_id \
         WHERE k.turns_on IS NULL AND {guests} \
         UNION ALL \
         SELECT p.attendee_id, p.event_id, k.id, k.slug, k.is_required FROM put p JOIN asked k ON k.event_id = p.event_id AND k.turns_on = p.slug \
         WHERE EXISTS (SELECT 1 FROM event_answer x WHERE x.attendee_id = p.attendee_id AND x.question_id = p.question_id \
         AND (k.any_of = '[]' OR {is_named})))"
    )
}

/// Marks for so many values, the first of which has a number.
fn marks(backend: DbBackend, count: usize) -> String {
    let mark = |number: usize| match backend {
        DbBackend::Postgres => format!("${number}"),
        _ => "?".to_owned(),
    };
    (1..=count).map(mark).collect::<Vec<_>>().join(", ")
}

fn values<I: Copy + Into<Value>>(ids: &[I]) -> Vec<Value> {
    ids.iter().map(|id| (*id).into()).collect()
}

/// How many of those who come have yet to answer a question that is put to them.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Open {
    /// Which.
    pub question_id: EventQuestionId,
    /// How many guests.
    pub guests: i64,
}

/// How many of those who come have yet to answer each question of events. It says nothing of who has.
///
/// # Errors
/// Only the database's.
pub async fn open_counts(op: &Op, events: &[EventId]) -> Result<Vec<Open>> {
    let db = op.db.reader();
    let backend = db.get_database_backend();
    let mut all = Vec::new();
    for some in events.chunks(BATCH) {
        let put = put(backend, &marks(backend, some.len()), COMES);
        let sql =
            format!("{put} SELECT p.question_id, COUNT(*) AS guests {OPEN} GROUP BY p.question_id");
        let statement = Statement::from_sql_and_values(backend, sql, values(some));
        all.extend(Open::find_by_statement(statement).all(db).await?);
    }
    Ok(all)
}

/// Whether a row of the guest lists of some events has yet to answer a question that is required and put to it.
pub(crate) fn has_open(backend: DbBackend, events: &[EventId]) -> SimpleExpr {
    if events.is_empty() {
        return Expr::value(false);
    }
    let put = put(backend, &marks(backend, events.len()), "TRUE");
    let row = "\"attendee\".\"id\"";
    let sql = format!("{row} IN ({put} SELECT p.attendee_id {OPEN} AND p.is_required)");
    Expr::cust_with_values(sql, values(events))
}

/// Goes on only if the actor may read what guests of all these events answered: who has yet to answer says something of what they did.
///
/// # Errors
/// [`Denied::Forbidden`], and the database's.
pub(crate) async fn judge(op: &Op, events: &[EventId]) -> Result<()> {
    for some in events.chunks(BATCH) {
        let rows: Vec<(EventId, OfficeId)> = event::Entity::find()
            .select_only()
            .columns([event::Column::Id, event::Column::OfficeId])
            .filter(event::Column::Id.is_in(some.iter().copied()))
            .into_tuple()
            .all(op.db.reader())
            .await?;
        let may =
            |(event, office): &(EventId, OfficeId)| op.may_at((*office, *event), Action::ReadNeeds);
        if !rows.iter().all(may) {
            return Err(Error::Denied(Denied::Forbidden(Action::ReadNeeds)));
        }
    }
    Ok(())
}

/// Who of some guests has yet to answer a question that is required and put to them.
///
/// # Errors
/// Only the database's.
pub(crate) async fn open_of(
    db: &impl ConnectionTrait,
    events: &[EventId],
    guests: &[AttendeeId],
) -> Result<HashSet<AttendeeId>> {
    let mut open = HashSet::new();
    for some in guests.chunks(BATCH) {
        let found: Vec<AttendeeId> = attendee::Entity::find()
            .select_only()
            .column(attendee::Column::Id)
            .filter(attendee::Column::Id.is_in(some.iter().copied()))
            .filter(has_open(db.get_database_backend(), events))
            .into_tuple()
            .all(db)
            .await?;
        open.extend(found);
    }
    Ok(open)
}
