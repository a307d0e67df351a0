//! Answers as columns of what is taken out: a column for each question, in one language from its head to its last cell.

use std::collections::{HashMap, HashSet};

use kuvend_entity::{
    event, event_answer, event_question, event_question_version,
    id::{AttendeeId, EventQuestionId, EventQuestionVersionId},
    kind::EventQuestionKind,
    text::LocalizedText,
    value::{Language, QuestionOptions},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait as _,
};

use super::{Question, reads, yes_or_no};
use crate::{attendees::guests::BATCH, error::Result, exports::put, op::Op, policy::Action};

/// What stands before the key of a question where its column is named.
const ANSWER: &str = "answer:";

/// In which language answers are told: the one wanted, then the office's own. By what they are stored as without one.
pub(crate) type Tongues<'a> = Option<(&'a Language, &'a Language)>;

/// How several answers of a guest to one question stand in one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Several {
    /// One after the other, for people who read them.
    Listed,
    /// So that they can be taken apart again, whatever they hold.
    Parted,
}

impl Several {
    /// Puts one more answer into a cell.
    fn put(self, cell: &mut String, word: &str) {
        match self {
            Self::Parted => put(cell, word),
            Self::Listed => {
                if !cell.is_empty() {
                    cell.push_str(", ");
                }
                cell.push_str(word);
            }
        }
    }
}

/// The questions of an event whose answers stand in a file, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    questions: Vec<Question>,
}

impl Table {
    /// What an event asks, and what it does not ask any more where somebody answered it; nothing for who may not read what guests
    /// answer. Delicate questions, those among them that once were, only where they are wanted.
    ///
    /// # Errors
    /// Only the database's.
    pub(crate) async fn of(op: &Op, event: &event::Model, with_delicate: bool) -> Result<Self> {
        use event_question::Column as Q;
        use event_question_version::Column as V;
        if !op.may_at((event.office_id, event.id), Action::ReadNeeds) {
            return Ok(Self::default());
        }
        let db = op.db.reader();
        let answered = event_answer::Entity::find()
            .select_only()
            .column(event_answer::Column::QuestionId)
            .filter(event_answer::Column::EventId.eq(event.id))
            .into_query();
        let known = Condition::any()
            .add(Q::RetiredAt.is_null())
            .add(Q::Id.in_subquery(answered));
        let select = reads::with_version().filter(Q::EventId.eq(event.id));
        let mut questions = reads::together(select.filter(known).all(db).await?);
        if questions.is_empty() {
            return Ok(Self::default());
        }
        if !with_delicate {
            let delicate: Vec<EventQuestionId> = event_question_version::Entity::find()
                .select_only()
                .column(V::QuestionId)
                .filter(V::QuestionId.is_in(questions.iter().map(|it| it.row.id)))
                .filter(V::IsSensitive.eq(true))
                .into_tuple()
                .all(db)
                .await?;
            let delicate: HashSet<EventQuestionId> = delicate.into_iter().collect();
            questions.retain(|it| !delicate.contains(&it.row.id));
        }
        // What is not asked any more stands behind what is.
        questions.sort_by_key(|it| (it.row.retired_at.is_some(), it.row.position));
        Ok(Self { questions })
    }

    /// Only those columns that are named, so that nothing stands in a file that was not written down when it was asked for.
    pub(crate) fn only(&mut self, named: &HashSet<&str>) {
        self.questions
            .retain(|it| named.contains(name(it).as_str()));
    }

    /// How many columns.
    pub(crate) const fn len(&self) -> usize {
        self.questions.len()
    }

    /// The names of the columns.
    pub(crate) fn names(&self) -> impl Iterator<Item = String> {
        self.questions.iter().map(name)
    }

    /// What is asked, in a language; by the columns' names without one.
    pub(crate) fn heads(&self, tongues: Tongues<'_>) -> Vec<String> {
        let head = |it: &Question| {
            let said = tongues.and_then(|tongues| said(&it.said.wording, tongues));
            said.unwrap_or_else(|| name(it))
        };
        self.questions.iter().map(head).collect()
    }

    /// What some guests answered, each a cell for every column. Guests who answered nothing are not among them.
    ///
    /// # Errors
    /// Only the database's.
    pub(crate) async fn rows(
        &self,
        db: &impl ConnectionTrait,
        guests: &[AttendeeId],
        (tongues, several): (Tongues<'_>, Several),
    ) -> Result<HashMap<AttendeeId, Vec<String>>> {
        use event_answer::Column as C;
        let mut all: HashMap<AttendeeId, Vec<String>> = HashMap::new();
        if self.questions.is_empty() {
            return Ok(all);
        }
        let asked: HashMap<EventQuestionId, (usize, EventQuestionKind)> = (0..)
            .zip(&self.questions)
            .map(|(place, it)| (it.row.id, (place, it.row.kind)))
            .collect();
        let mut answers = Vec::new();
        for some in guests.chunks(BATCH) {
            let select = event_answer::Entity::find()
                .filter(C::AttendeeId.is_in(some.iter().copied()))
                .filter(C::QuestionId.is_in(asked.keys().copied()))
                .order_by_asc(C::Position);
            answers.extend(select.all(db).await?);
        }
        let chosen = answers.iter().filter(|answer| {
            let question = asked.get(&answer.question_id);
            question.is_some_and(|(_, kind)| super::form::is_chosen(*kind))
        });
        // An option is called as it was when it was chosen.
        let options = match tongues {
            Some(_) => options(db, chosen.map(|answer| answer.version_id)).await?,
            None => HashMap::new(),
        };
        for answer in answers {
            let Some((place, kind)) = asked.get(&answer.question_id) else {
                continue;
            };
            let offered = options.get(&answer.version_id);
            let word = word((*kind, offered), &answer.value, tongues);
            let cells = all
                .entry(answer.attendee_id)
                .or_insert_with(|| vec![String::new(); self.questions.len()]);
            if let Some(cell) = cells.get_mut(*place) {
                if *kind == EventQuestionKind::Choices {
                    several.put(cell, &word);
                } else {
                    cell.push_str(&word);
                }
            }
        }
        Ok(all)
    }
}

fn name(question: &Question) -> String {
    format!("{ANSWER}{}", question.row.key)
}

fn said(text: &LocalizedText, (wanted, own): (&Language, &Language)) -> Option<String> {
    text.best(Some(wanted), own).map(str::to_owned)
}

/// What was to choose from in versions of questions.
async fn options(
    db: &impl ConnectionTrait,
    versions: impl Iterator<Item = EventQuestionVersionId>,
) -> Result<HashMap<EventQuestionVersionId, QuestionOptions>> {
    use event_question_version::Column as V;
    let mut versions: Vec<EventQuestionVersionId> = versions.collect();
    versions.sort_unstable();
    versions.dedup();
    let mut all = HashMap::with_capacity(versions.len());
    for some in versions.chunks(BATCH) {
        let found: Vec<(EventQuestionVersionId, QuestionOptions)> =
            event_question_version::Entity::find()
                .select_only()
                .columns([V::Id, V::Options])
                .filter(V::Id.is_in(some.iter().copied()))
                .into_tuple()
                .all(db)
                .await?;
        all.extend(found);
    }
    Ok(all)
}

/// An answer in words; as it is stored where there are none for it.
fn word(
    (kind, offered): (EventQuestionKind, Option<&QuestionOptions>),
    value: &str,
    tongues: Tongues<'_>,
) -> String {
    let found = tongues.and_then(|tongues| {
        if kind == EventQuestionKind::YesNo {
            return yes_or_no(value, tongues.0).map(str::to_owned);
        }
        let mut options = offered?.0.iter();
        let option = options.find(|option| option.key == value)?;
        said(&option.label, tongues)
    });
    found.unwrap_or_else(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use kuvend_entity::value::QuestionOption;

    use super::*;

    #[test]
    fn an_answer_is_told_in_the_language_or_as_it_is_stored() {
        let [sq, en]: [Language; 2] = ["sq", "en"].map(|tag| tag.parse().unwrap());
        let mut label = LocalizedText::default();
        label.0.insert(sq.clone(), "Tiranë".to_owned());
        let offered = QuestionOptions(vec![QuestionOption {
            key: "tirana".to_owned(),
            label,
        }]);
        let told = |kind, value, tongues| word((kind, Some(&offered)), value, tongues);
        let both = Some((&sq, &en));
        assert_eq!(told(EventQuestionKind::Choice, "tirana", both), "Tiranë");
        assert_eq!(told(EventQuestionKind::Choice, "tirana", None), "tirana");
        assert_eq!(told(EventQuestionKind::Choice, "vlora", both), "vlora");
        assert_eq!(told(EventQuestionKind::YesNo, "YES", both), "Po");
        assert_eq!(told(EventQuestionKind::YesNo, "YES", None), "YES");
        assert_eq!(told(EventQuestionKind::Text, "=1+1", both), "=1+1");
    }
}
