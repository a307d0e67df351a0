//! Recording what guests answer.

use std::collections::{BTreeSet, HashMap};

use kuvend_entity::{
    attendee, event_answer,
    id::{AttendeeId, EventAnswerId, EventQuestionId},
    kind::SaidBy,
    value::Language,
};
use sea_orm::{ActiveModelTrait as _, ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter};
use serde_json::json;

use super::{
    MOST_QUESTIONS, Question,
    form::{self, Answers, Unfit},
    reads,
};
use crate::{
    attendees::{desk::Desk, touched},
    error::Result,
    events::stale,
    fault::{Code, Fault, Faults},
    needs::{Agreement, Kept, WORDING_VERSION, is_kept},
    op::Op,
    policy::Action,
    writes,
};

/// An answer as it is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// To which question, by its key.
    pub question: String,
    /// The answer; none takes back what was answered before.
    pub value: Vec<String>,
}

/// Records what a guest answered; questions that are not named stay answered as they are.
#[derive(Debug, Clone)]
pub struct RecordAnswers {
    /// Whose row of the guest list.
    pub attendee: AttendeeId,
    /// The version of the row that was read, if it matters.
    pub version: Option<i32>,
    /// The answers.
    pub answers: Vec<Given>,
    /// How the guest agreed that delicate ones are kept.
    pub agreed: Option<Agreement>,
}

/// Records what a guest told the staff. Answers to questions that are no longer put, because another answer changed, go.
///
/// # Errors
/// Faults on `attendeeId` and `version`; `TOO_LATE` on `attendeeId` once it would be deleted; on `answers` and their parts:
/// `INCONSISTENT` on a question whose condition the guest's answers do not meet.
pub async fn record(op: &Op, cmd: RecordAnswers) -> Result<attendee::Model> {
    let (mut desk, row) = Desk::open_for(op, cmd.attendee, Action::WriteGuests)
        .await
        .map_err(|error| error.hidden_at(["attendeeId"]))?;
    op.authorise_at(&desk.event, Action::ReadNeeds)?;
    is_kept(["attendeeId"], &desk.event, desk.now)?;
    if cmd.version.is_some_and(|version| version != row.version) {
        return Err(stale(row.version).into());
    }
    let told = Told {
        answers: cmd.answers,
        agreed: cmd.agreed,
        said_by: SaidBy::Staff,
        language: op.language.clone(),
    };
    if tell(&mut desk, &row, told).await? == Kept::AsItWas {
        return Ok(row);
    }
    let row = touched(&desk, row).await?;
    desk.close().await?;
    Ok(row)
}

/// What is told of a guest's answers, and by whom.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    /// The answers.
    pub(crate) answers: Vec<Given>,
    /// How the guest agreed that delicate ones are kept.
    pub(crate) agreed: Option<Agreement>,
    /// Who tells it. A guest answers all that is asked, and whatever is not put to them is left aside; the staff notes what it knows.
    pub(crate) said_by: SaidBy,
    /// In which language the questions were read.
    pub(crate) language: Language,
}

/// Puts answers in the place of those given before to the same questions, as a step.
///
/// # Errors
/// Faults on `answers` and their parts.
pub(crate) async fn tell(desk: &mut Desk<'_>, row: &attendee::Model, told: Told) -> Result<Kept> {
    let questions = reads::asked_at(&desk.tx, desk.event.id).await?;
    let before = reads::rows_of(&desk.tx, row.id).await?;
    let (after, named) = judged(&questions, &before, &told)?;
    let mut gone: Vec<EventAnswerId> = Vec::new();
    let mut fresh: Vec<event_answer::Model> = Vec::new();
    for question in &questions {
        let old = before.get(&question.row.id).map(Vec::as_slice);
        let old = old.unwrap_or_default();
        let values = after
            .get(question.row.key.as_str())
            .map(Vec::as_slice)
            .unwrap_or_default();
        let is_same = old.iter().map(|row| &row.value).eq(values)
            && (!named.contains(question.row.key.as_str())
                || old.iter().all(|row| row.version_id == question.said.id));
        if is_same {
            continue;
        }
        gone.extend(old.iter().map(|row| row.id));
        let rows = values.iter().zip(1..);
        fresh.extend(rows.map(|(value, position)| {
            answer(desk, row, (question, &told), (value.clone(), position))
        }));
    }
    if gone.is_empty() && fresh.is_empty() {
        return Ok(Kept::AsItWas);
    }
    let count = |old: usize| old - gone.len() + fresh.len();
    let old: usize = before.values().map(Vec::len).sum();
    // What somebody answered is not repeated where it would be kept longer.
    let changes = json!({ "answers": { "from": old, "to": count(old) } });
    event_answer::Entity::delete_many()
        .filter(event_answer::Column::Id.is_in(gone))
        .exec(&desk.tx)
        .await?;
    let fresh = fresh
        .into_iter()
        .map(|row| row.into_active_model().reset_all());
    writes::insert(&desk.tx, fresh.collect()).await?;
    desk.deed("questions::answer", row, Some(changes), None);
    Ok(Kept::Anew)
}

/// A place among the answers given, the question there, and what was read of the answer.
type Read<'a> = (usize, &'a Question, Result<Vec<String>, Unfit>);

/// All answers that count afterwards, by question, and which questions were named.
fn judged<'a>(
    questions: &'a [Question],
    before: &HashMap<EventQuestionId, Vec<event_answer::Model>>,
    told: &Told,
) -> Result<(Answers<'a>, BTreeSet<&'a str>)> {
    if told.answers.len() > MOST_QUESTIONS {
        let fault = Fault::new(["answers"], Code::TooMany);
        return Err(fault.with("limit", MOST_QUESTIONS).into());
    }
    let mut faults = Faults::none();
    let mut after: Answers<'a> = Answers::new();
    for question in questions {
        let rows = before.get(&question.row.id).into_iter().flatten();
        let values: Vec<String> = rows.map(|row| row.value.clone()).collect();
        after.insert(&question.row.key, values);
    }
    let mut named = BTreeSet::new();
    let mut places: Vec<Read<'a>> = Vec::new();
    for (place, given) in told.answers.iter().enumerate() {
        let number = place.to_string();
        let question = questions.iter().find(|one| one.row.key == given.question);
        let Some(question) = question else {
            faults.push(Fault::new(["answers", &number, "question"], Code::NotFound));
            continue;
        };
        if !named.insert(question.row.key.as_str()) {
            faults.push(Fault::new(["answers", &number, "question"], Code::Taken));
            continue;
        }
        let shape = (question.row.kind, question.said.options.0.as_slice());
        let read = form::read(shape, &given.value);
        after.insert(&question.row.key, read.clone().unwrap_or_default());
        places.push((place, question, read));
    }
    let put = form::put(questions, &after);
    let is_guest = told.said_by == SaidBy::Guest;
    for (place, question, read) in places {
        let is_put = put.contains(question.row.key.as_str());
        let number = place.to_string();
        let at = |field: &str| ["answers", &number, field].map(str::to_owned).to_vec();
        match (read, &question.said.condition) {
            // A page without a script shows what is not put too; whatever was typed there does not count.
            _ if is_guest && !is_put => {}
            (Err(unfit), _) => faults.push(unfit.fault(at("value"))),
            (Ok(values), Some(condition)) if !is_put && !values.is_empty() => {
                let fault = Fault::at(at("question"), Code::Inconsistent);
                faults.push(fault.with("other", &condition.question));
            }
            (Ok(values), _) if is_guest && values.is_empty() && question.said.is_required => {
                faults.push(Fault::at(at("value"), Code::Required));
            }
            _ => {}
        }
    }
    faults.finish(Some(()))?;
    let put: BTreeSet<String> = put.into_iter().map(str::to_owned).collect();
    after.retain(|key, _| put.contains(*key));
    Ok((after, named))
}

/// An answer as a row.
fn answer(
    desk: &Desk<'_>,
    guest: &attendee::Model,
    (question, told): (&Question, &Told),
    (value, position): (String, i32),
) -> event_answer::Model {
    let asked = question
        .said
        .wording
        .best(Some(&told.language), &Language::english());
    let agreed = told.agreed.as_ref().filter(|_| question.said.is_sensitive);
    let (how, wording) = match agreed {
        None => (None, None),
        Some(Agreement::Told(how)) => (Some(how.clone()), None),
        Some(Agreement::Page(language)) => (None, Some(language.clone())),
    };
    event_answer::Model {
        id: EventAnswerId::new(),
        office_id: guest.office_id,
        event_id: guest.event_id,
        attendee_id: guest.id,
        question_id: question.row.id,
        version_id: question.said.id,
        question: asked.unwrap_or_default().to_owned(),
        position,
        value,
        said_by: told.said_by,
        agreed_at: agreed.map(|_| desk.now),
        agreed_how: how,
        wording_version: wording.as_ref().map(|_| WORDING_VERSION),
        language: wording,
        answered_at: desk.now,
    }
}
