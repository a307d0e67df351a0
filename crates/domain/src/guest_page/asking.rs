//! What guests tell on their page beside whether they come: what they need, and answers to the event's questions.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use kuvend_entity::{
    attendee, event,
    kind::{
        EventFormat, EventQuestionKind, EventStatus, NeedKind, PlaceState, ResponseState, SaidBy,
    },
    text::LocalizedText,
    value::Language,
};
use sea_orm::ConnectionTrait;

use super::{Closed, Said, Visit, answer::text, closed, reading};
use crate::{
    attendees::{desk::Desk, touched},
    error::{Error, Result},
    fault::{Code, Fault, Faults},
    needs::{self, Agreement, Kept, Need, codes},
    op::Op,
    policy::Action,
    questions::{self, Given, Question, Told},
};

/// What the page asks, and what the guest told already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    /// How many may come at most, the guest included: each need says of how many it is.
    pub party_allowance: i32,
    /// Needs that can be told, by kind.
    pub needs: Vec<NeedGroup>,
    /// The event's questions, in order.
    pub questions: Vec<AskedQuestion>,
    /// Whether the guest agreed that delicate things are kept.
    pub agrees: bool,
}

/// Needs of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedGroup {
    /// Which.
    pub kind: NeedKind,
    /// What can be told, in order.
    pub offered: Vec<OfferedNeed>,
    /// What the list does not say.
    pub other: String,
}

/// A need that can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedNeed {
    /// Its code.
    pub code: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// How many of the party have it; 0 is nobody.
    pub persons: i32,
}

/// A question as it is put to the guest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedQuestion {
    /// Its key.
    pub key: String,
    /// What sort of answer it has.
    pub kind: EventQuestionKind,
    /// The question.
    pub wording: Said,
    /// What helps to answer it.
    pub hint: Option<Said>,
    /// What is chosen from: keys and names.
    pub options: Vec<(String, Said)>,
    /// To whom alone it is put.
    pub condition: Option<AskedCondition>,
    /// Whether it has to be answered.
    pub is_required: bool,
    /// The answer so far.
    pub values: Vec<String>,
}

/// To whom alone a question is put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedCondition {
    /// To who answered this question.
    pub question: Said,
    /// With any of these; none is with anything.
    pub answers: Vec<Said>,
}

/// Whether a guest can tell the event what they need: who comes, or may come, until it is over. An answer may come too late; what
/// somebody needs does not.
fn is_open(event: &event::Model, row: &attendee::Model, now: DateTime<Utc>) -> bool {
    let comes = matches!(
        row.place,
        PlaceState::Confirmed
            | PlaceState::Offered
            | PlaceState::Waitlisted
            | PlaceState::PendingApproval
    ) || matches!(
        row.response,
        ResponseState::Accepted | ResponseState::Tentative
    );
    let is_closed = !matches!(closed(event, row, now), None | Some(Closed::TooLate));
    comes && !is_closed && event.status == EventStatus::Published
}

/// The codes that the page offers of a kind: of languages, those into which the event is interpreted; and nobody eats on line.
fn offered(event: &event::Model, kind: NeedKind) -> Vec<&'static codes::NeedCode> {
    let is_offered = |code: &str| match kind {
        NeedKind::Diet => event.format != EventFormat::Online,
        NeedKind::Accessibility => true,
        NeedKind::Interpretation => event
            .interpretation
            .0
            .iter()
            .any(|language| language.as_str() == code),
    };
    codes::CODES
        .iter()
        .filter(|known| known.kind == kind && known.code != codes::OTHER)
        .filter(|known| is_offered(known.code))
        .collect()
}

/// What the page asks of a guest; nothing of who does not come.
pub(super) async fn of(
    db: &impl ConnectionTrait,
    (event, row, now): (&event::Model, &attendee::Model, DateTime<Utc>),
    (language, own): (&Language, &Language),
) -> Result<Option<Asking>> {
    if !is_open(event, row, now) {
        return Ok(None);
    }
    let told = needs::rows_of(db, &[row.id]).await?;
    let told = told.get(&row.id).map(Vec::as_slice).unwrap_or_default();
    let persons = |kind: NeedKind, code: &str| {
        let found = told.iter().find(|one| one.kind == kind && one.code == code);
        found.map_or(0, |one| one.persons.min(row.party_allowance))
    };
    let group = |kind: &NeedKind| {
        let offered = offered(event, *kind);
        let other = told
            .iter()
            .find(|one| one.kind == *kind && one.code == codes::OTHER);
        let other = other.and_then(|one| one.note.clone()).unwrap_or_default();
        let need = |known: &&'static codes::NeedCode| OfferedNeed {
            code: known.code,
            name: known.name(language),
            persons: persons(*kind, known.code),
        };
        let group = NeedGroup {
            kind: *kind,
            offered: offered.iter().map(need).collect(),
            other,
        };
        (!offered.is_empty()).then_some(group)
    };
    let asked = questions::asked_at(db, event.id).await?;
    let answered = questions::rows_of(db, row.id).await?;
    let has_agreed = told.iter().any(|one| one.agreed_at.is_some())
        || answered
            .values()
            .flatten()
            .any(|answer| answer.agreed_at.is_some());
    let question = |question: &Question| {
        let values = answered.get(&question.row.id).into_iter().flatten();
        let values = values.map(|answer| answer.value.clone()).collect();
        put(question, (&asked, values), (language, own))
    };
    Ok(Some(Asking {
        party_allowance: row.party_allowance,
        needs: NeedKind::ALL.iter().filter_map(group).collect(),
        questions: asked.iter().map(question).collect(),
        agrees: has_agreed,
    }))
}

/// A question in the guest's language.
fn put(
    question: &Question,
    (all, values): (&[Question], Vec<String>),
    (language, own): (&Language, &Language),
) -> AskedQuestion {
    let say = |text: &LocalizedText, otherwise: &str| {
        Said::best(text, language, own).unwrap_or_else(|| Said {
            text: otherwise.to_owned(),
            language: language.clone(),
        })
    };
    let condition = question.said.condition.as_ref().and_then(|condition| {
        let other = all.iter().find(|one| one.row.key == condition.question)?;
        let name = |answer: &String| {
            if let Some(word) = questions::yes_or_no(answer, language) {
                return Said {
                    text: word.to_owned(),
                    language: language.clone(),
                };
            }
            let mut options = other.said.options.0.iter();
            let option = options.find(|option| option.key == *answer);
            option.map_or_else(
                || say(&LocalizedText::default(), answer),
                |option| say(&option.label, answer),
            )
        };
        Some(AskedCondition {
            question: say(&other.said.wording, &other.row.key),
            answers: condition.any_of.iter().map(name).collect(),
        })
    });
    let options = question.said.options.0.iter();
    let options = options.map(|option| (option.key.clone(), say(&option.label, &option.key)));
    AskedQuestion {
        key: question.row.key.clone(),
        kind: question.row.kind,
        wording: say(&question.said.wording, &question.row.key),
        hint: Said::best(&question.said.hint, language, own),
        options: options.collect(),
        condition,
        is_required: question.said.is_required,
        values,
    }
}

/// What a guest tells, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Telling {
    /// What they need: kinds, codes and of how many. Whatever the page offers and is not here is not needed.
    pub needs: Vec<(NeedKind, String, i32)>,
    /// What the list does not say, by kind; may be empty.
    pub others: BTreeMap<NeedKind, String>,
    /// Answers by the keys of questions.
    pub answers: BTreeMap<String, Vec<String>>,
    /// Whether they agree that delicate things are kept.
    pub agrees: bool,
}

/// Takes what a guest tells: all of it, or nothing where something is wrong with it. A question whose condition is not met is left aside,
/// whatever was typed there.
///
/// # Errors
/// [`Denied::NotFound`](crate::error::Denied::NotFound) for a link that is not good; `WRONG_STATE` on `form` where nothing
/// is asked of the guest; `REQUIRED` on `agrees`; faults on `needs.KIND.CODE.…` and `answers.KEY.…`. Nothing is changed then.
pub async fn tell(op: &Op, visit: &Visit<'_>, told: Telling) -> Result<()> {
    let (op, found, language) = reading::guest(op, visit).await?;
    let (mut desk, row) = Desk::open_for(&op, found.row.id, Action::WriteGuests).await?;
    if !is_open(&desk.event, &row, desk.now) {
        return Err(Fault::new(["form"], Code::WrongState)
            .with("state", row.place)
            .into());
    }
    let asked = questions::asked_at(&desk.tx, desk.event.id).await?;
    let needs = wanted(&desk, &row, &told).await?;
    let answers: Vec<Given> = asked
        .iter()
        .map(|question| Given {
            question: question.row.key.clone(),
            value: told
                .answers
                .get(&question.row.key)
                .cloned()
                .unwrap_or_default(),
        })
        .collect();
    let mut faults = Faults::none();
    let is_delicate = !needs.is_empty()
        || asked.iter().zip(&answers).any(|(question, given)| {
            question.said.is_sensitive
                && given
                    .value
                    .iter()
                    .any(|value| !text(value, true).is_empty())
        });
    if is_delicate && !told.agrees {
        faults.push(Fault::new(["agrees"], Code::Required));
    }
    let names: Vec<[String; 2]> = needs
        .iter()
        .map(|need| [need.kind.to_string(), need.code.clone()])
        .collect();
    let agreed = told.agrees.then(|| Agreement::Page(language.clone()));
    let needs = needs::tell(&mut desk, &row, (needs, agreed.clone())).await;
    let needs = noted(needs, &mut faults, |place| {
        names.get(place).map(<[String; 2]>::as_slice)
    })?;
    let keys: Vec<[String; 1]> = asked.iter().map(|one| [one.row.key.clone()]).collect();
    let told = Told {
        answers,
        agreed,
        said_by: SaidBy::Guest,
        language,
    };
    let answers = questions::tell(&mut desk, &row, told).await;
    let answers = noted(answers, &mut faults, |place| {
        keys.get(place).map(<[String; 1]>::as_slice)
    })?;
    faults.finish(Some(()))?;
    if needs == Kept::AsItWas && answers == Kept::AsItWas {
        return Ok(());
    }
    touched(&desk, row).await?;
    desk.close().await
}

/// All that the guest needs from now on: what they tell, and what was told before and the page does not ask.
async fn wanted(desk: &Desk<'_>, row: &attendee::Model, told: &Telling) -> Result<Vec<Need>> {
    let before = needs::rows_of(&desk.tx, &[row.id])
        .await?
        .remove(&row.id)
        .unwrap_or_default();
    let old = |kind: NeedKind, code: &str| {
        before
            .iter()
            .find(|one| one.kind == kind && one.code == code)
    };
    let listed = told
        .needs
        .iter()
        .filter(|(_, code, _)| code != codes::OTHER);
    let mut needs: Vec<Need> = listed
        .map(|(kind, code, persons)| Need {
            kind: *kind,
            code: code.clone(),
            persons: *persons,
            note: old(*kind, code).and_then(|one| one.note.clone()),
        })
        .collect();
    for (kind, other) in &told.others {
        let note = text(other, false);
        if !note.is_empty() {
            let persons = old(*kind, codes::OTHER).map_or(1, |one| one.persons);
            needs.push(Need {
                kind: *kind,
                code: codes::OTHER.to_owned(),
                persons: persons.min(row.party_allowance),
                note: Some(note),
            });
        }
    }
    for one in &before {
        let offered = offered(&desk.event, one.kind);
        let is_asked = offered.iter().any(|known| known.code == one.code)
            || (one.code == codes::OTHER && !offered.is_empty());
        let is_told = needs
            .iter()
            .any(|need| need.kind == one.kind && need.code == one.code);
        if !is_asked && !is_told {
            needs.push(Need {
                kind: one.kind,
                code: one.code.clone(),
                persons: one.persons.min(row.party_allowance),
                note: one.note.clone(),
            });
        }
    }
    Ok(needs)
}

/// Notes the faults of a step under the names that the page knows instead of places in a list.
fn noted<'a>(
    outcome: Result<Kept>,
    faults: &mut Faults,
    name: impl Fn(usize) -> Option<&'a [String]>,
) -> Result<Kept> {
    let rejected = match outcome {
        Err(Error::Rejected(rejected)) => rejected,
        other => return other,
    };
    for fault in rejected.list() {
        let mut fault = fault.clone();
        let place = fault.field.get(1).and_then(|place| place.parse().ok());
        if let Some(name) = place.and_then(&name) {
            fault.field.splice(1..2, name.iter().cloned());
        }
        faults.push(fault);
    }
    Ok(Kept::AsItWas)
}
