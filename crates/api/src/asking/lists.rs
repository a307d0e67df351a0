//! What guests need and what events ask, read for a page of events or of guests at once.

use std::collections::HashMap;

use async_graphql::Context;
use kuvend_domain::{events::Found, needs, op::Op, questions};
use kuvend_entity::id::{AttendeeId, EventId, EventQuestionId};

use super::{AttendeeNeed, EventAnswer, EventQuestion, NeedTotal, questions::Counted};
use crate::{
    look::{Arguments, Look},
    payload::top_level,
};

/// What is asked of events.
#[derive(Debug, Clone, Default)]
pub struct Asked<'a> {
    totals: bool,
    version: bool,
    questions: Vec<Look<'a>>,
}

impl<'a> Asked<'a> {
    /// What is selected on an event.
    #[must_use]
    pub fn of(event: &Look<'a>) -> Self {
        Self {
            totals: event.selects("needTotals"),
            version: event.selects("questionsVersion"),
            questions: event.field("questions").by_arguments(),
        }
    }
}

/// What was asked of an event.
#[derive(Debug, Clone, Default)]
pub struct Brought {
    /// What is needed in all.
    pub totals: Option<Vec<NeedTotal>>,
    /// The version of its questions.
    pub version: Option<i32>,
    /// Its questions, by the arguments of the field.
    pub questions: Vec<(Arguments, Vec<EventQuestion>)>,
}

/// What was asked of some events: as many statements as for one of them.
///
/// # Errors
/// A failure, as a coded top-level error.
pub async fn of_events(
    op: &Op,
    rows: &[Found],
    asked: &Asked<'_>,
) -> async_graphql::Result<HashMap<EventId, Brought>> {
    let coded = |error| top_level(op, &error);
    let events: Vec<EventId> = rows.iter().map(|found| found.event.id).collect();
    let blank = events.iter().map(|id| (*id, Brought::default()));
    let mut brought: HashMap<EventId, Brought> = blank.collect();
    if events.is_empty() {
        return Ok(brought);
    }
    if asked.totals {
        let mut totals = needs::totals(op.db.reader(), &events)
            .await
            .map_err(coded)?;
        for (id, one) in &mut brought {
            let rows = totals.remove(id).unwrap_or_default().into_iter();
            one.totals = Some(rows.map(Into::into).collect());
        }
    }
    if asked.version {
        let versions = questions::versions_of_events(op, &events).await;
        let versions = versions.map_err(coded)?;
        for (id, one) in &mut brought {
            one.version = Some(versions.get(id).copied().unwrap_or_default());
        }
    }
    for look in &asked.questions {
        let with_retired = look.argument("withRetired").unwrap_or(false);
        let mut found = questions::of_events(op, &events, with_retired)
            .await
            .map_err(coded)?;
        let ids: Vec<EventQuestionId> = found.values().flatten().map(|one| one.row.id).collect();
        let mut counted = counted(op, (&events, &ids), look).await?;
        for row in rows {
            let list = found.remove(&row.event.id).unwrap_or_default();
            let shown = list.into_iter().map(|question| {
                let counted = counted.remove(&question.row.id).unwrap_or_default();
                EventQuestion::of(question, row.language.clone(), counted)
            });
            let shown = shown.collect();
            if let Some(one) = brought.get_mut(&row.event.id) {
                one.questions.push((look.arguments(), shown));
            }
        }
    }
    Ok(brought)
}

/// What those who come answered, where that is selected of questions.
async fn counted(
    op: &Op,
    (events, ids): (&[EventId], &[EventQuestionId]),
    look: &Look<'_>,
) -> async_graphql::Result<HashMap<EventQuestionId, Counted>> {
    let coded = |error| top_level(op, &error);
    let mut all: HashMap<EventQuestionId, Counted> = HashMap::new();
    if look.selects("totals") || look.selects("replies") {
        let (chosen, replies) = questions::counts(op, events).await.map_err(coded)?;
        for one in chosen {
            let counted = all.entry(one.question_id).or_default();
            counted.chosen.push((one.value, one.guests));
        }
        for one in replies {
            all.entry(one.question_id).or_default().replies = one.guests;
        }
    }
    if look.selects("unanswered") {
        for one in questions::open_counts(op, events).await.map_err(coded)? {
            all.entry(one.question_id).or_default().unanswered = one.guests;
        }
    }
    if look.selects("totals") {
        let versions = questions::versions_of(op, ids).await.map_err(coded)?;
        for (id, versions) in versions {
            all.entry(id).or_default().versions = versions;
        }
    }
    for counted in all.values_mut() {
        counted.chosen.sort_unstable();
    }
    Ok(all)
}

/// What was told of rows of a guest list.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// What guests need, for who may read it.
    pub needs: HashMap<AttendeeId, Vec<AttendeeNeed>>,
    /// What they answered, for who may read it.
    pub answers: HashMap<AttendeeId, Vec<EventAnswer>>,
}

/// What is wanted of rows.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    needs: bool,
    answers: bool,
}

impl Wanted {
    /// What is selected on rows.
    #[must_use]
    pub fn of(row: &Look<'_>) -> Self {
        Self {
            needs: row.selects("needs"),
            answers: row.selects("answers"),
        }
    }

    /// What the field of a row that is being resolved is made of.
    #[must_use]
    pub fn by(ctx: &Context<'_>) -> Self {
        Self {
            needs: ctx.field().name() == "needs",
            answers: ctx.field().name() == "answers",
        }
    }
}

/// What was told of some rows, as far as the caller may read it: as many statements as for one of them.
///
/// # Errors
/// A failure, as a coded top-level error.
pub async fn of_rows(op: &Op, rows: &[AttendeeId], wanted: &Wanted) -> async_graphql::Result<Told> {
    let coded = |error| top_level(op, &error);
    let mut told = Told::default();
    if wanted.needs && !rows.is_empty() {
        let found = needs::of_rows(op, rows).await.map_err(coded)?;
        told.needs = found
            .into_iter()
            .map(|(id, rows)| (id, rows.into_iter().map(Into::into).collect()))
            .collect();
    }
    if wanted.answers && !rows.is_empty() {
        let found = questions::answers_of(op, rows).await.map_err(coded)?;
        told.answers = found
            .into_iter()
            .map(|(id, rows)| (id, rows.into_iter().map(Into::into).collect()))
            .collect();
    }
    Ok(told)
}
