//! The rules of a questionnaire, without a database: whether questions can stand together, whom one is put to, and what an answer is.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Datelike as _, NaiveDate};
use kuvend_entity::{
    kind::EventQuestionKind,
    value::{QuestionCondition, QuestionOption},
};

use super::{LONGEST_ANSWER, MOST_OPTIONS, MOST_QUESTIONS, NO, NewQuestion, Question, YES, is_key};
use crate::{
    fault::{Code, Fault, Faults},
    guest_page::typed_text,
};

/// Digits before a number's point, and behind it, at most.
const DIGITS: (usize, usize) = (12, 4);
/// Years that a day may lie in.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

/// Answers by the key of their question; none is not answered.
pub type Answers<'a> = BTreeMap<&'a str, Vec<String>>;

/// What a condition needs to know of the question that it speaks of.
trait Asking {
    fn key(&self) -> &str;
    fn condition(&self) -> Option<&QuestionCondition>;
}

impl Asking for Question {
    fn key(&self) -> &str {
        &self.row.key
    }

    fn condition(&self) -> Option<&QuestionCondition> {
        self.said.condition.as_ref()
    }
}

#[cfg(test)]
impl Asking for (&str, Option<QuestionCondition>) {
    fn key(&self) -> &str {
        self.0
    }

    fn condition(&self) -> Option<&QuestionCondition> {
        self.1.as_ref()
    }
}

/// The keys of the questions that are put to who gives these answers. A question that is not put has no answer that counts: what hangs
/// on it is not put either.
#[must_use]
pub fn put<'a>(questions: &'a [Question], answers: &Answers<'_>) -> BTreeSet<&'a str> {
    put_of(questions, answers)
}

fn put_of<'a, Q: Asking>(questions: &'a [Q], answers: &Answers<'_>) -> BTreeSet<&'a str> {
    let mut put = BTreeSet::new();
    for question in questions {
        let is_put = question.condition().is_none_or(|condition| {
            put.contains(condition.question.as_str())
                && answers
                    .get(condition.question.as_str())
                    .is_some_and(|values| meets(condition, values))
        });
        if is_put {
            put.insert(question.key());
        }
    }
    put
}

/// Whether an answer is what a condition asks for.
fn meets(condition: &QuestionCondition, values: &[String]) -> bool {
    if condition.any_of.is_empty() {
        return !values.is_empty();
    }
    values.iter().any(|value| condition.any_of.contains(value))
}

/// Notes what is wrong with questions that are to be asked together, in this order.
pub(super) fn judge(questions: &[NewQuestion]) -> Faults {
    let mut faults = Faults::none();
    if questions.len() > MOST_QUESTIONS {
        let fault = Fault::new(["questions"], Code::TooMany);
        faults.push(fault.with("limit", MOST_QUESTIONS));
        return faults;
    }
    let places: HashMap<&str, usize> = questions
        .iter()
        .enumerate()
        .rev()
        .map(|(place, question)| (question.key.as_str(), place))
        .collect();
    for (place, question) in questions.iter().enumerate() {
        let number = place.to_string();
        let at = |rest: &[&str], code| {
            let mut path = vec!["questions".to_owned(), number.clone()];
            path.extend(rest.iter().map(|part| (*part).to_owned()));
            Fault::at(path, code)
        };
        if !is_key(&question.key) {
            faults.push(at(&["key"], Code::Malformed).with("what", "key"));
        } else if places.get(question.key.as_str()) != Some(&place) {
            faults.push(at(&["key"], Code::Taken));
        }
        if question.wording.is_empty() {
            faults.push(at(&["wording"], Code::Required));
        }
        options(question, &at, &mut faults);
        if let Some(condition) = &question.condition {
            let other = places.get(condition.question.as_str()).copied();
            match other.and_then(|other| Some((other, questions.get(other)?))) {
                None => faults.push(at(&["condition", "question"], Code::NotFound)),
                // Whoever asks backwards alone never asks in a circle.
                Some((other, _)) if other >= place => {
                    let fault = at(&["condition", "question"], Code::Inconsistent);
                    faults.push(fault.with("other", "questions"));
                }
                Some((_, other)) => answers(condition, other, &at, &mut faults),
            }
        }
    }
    faults
}

/// Whether a question has the options that its kind asks for.
fn options(question: &NewQuestion, at: &impl Fn(&[&str], Code) -> Fault, faults: &mut Faults) {
    let options = &question.options;
    match (is_chosen(question.kind), options.len()) {
        (true, 0 | 1) => faults.push(at(&["options"], Code::Required)),
        (true, many) if many > MOST_OPTIONS => {
            faults.push(at(&["options"], Code::TooMany).with("limit", MOST_OPTIONS));
        }
        (false, 1..) => {
            faults.push(at(&["options"], Code::Inconsistent).with("other", question.kind));
        }
        _ => {}
    }
    let mut seen = BTreeSet::new();
    for (number, option) in options.iter().enumerate() {
        let number = number.to_string();
        if !is_key(&option.key) {
            let fault = at(&["options", &number, "key"], Code::Malformed);
            faults.push(fault.with("what", "key"));
        } else if !seen.insert(&option.key) {
            faults.push(at(&["options", &number, "key"], Code::Taken));
        }
        if option.label.is_empty() {
            faults.push(at(&["options", &number, "label"], Code::Required));
        }
    }
}

/// Whether the answers that a condition names are answers to the other question.
fn answers(
    condition: &QuestionCondition,
    other: &NewQuestion,
    at: &impl Fn(&[&str], Code) -> Fault,
    faults: &mut Faults,
) {
    if condition.any_of.is_empty() {
        return;
    }
    let is_closed = is_chosen(other.kind) || other.kind == EventQuestionKind::YesNo;
    if !is_closed {
        let fault = at(&["condition", "anyOf"], Code::Inconsistent);
        faults.push(fault.with("other", other.kind));
        return;
    }
    let mut seen = BTreeSet::new();
    for (number, answer) in condition.any_of.iter().enumerate() {
        let number = number.to_string();
        let is_known = if other.kind == EventQuestionKind::YesNo {
            matches!(answer.as_str(), YES | NO)
        } else {
            other.options.iter().any(|option| option.key == *answer)
        };
        if !is_known {
            faults.push(at(&["condition", "anyOf", &number], Code::NotFound));
        } else if !seen.insert(answer) {
            faults.push(at(&["condition", "anyOf", &number], Code::Taken));
        }
    }
}

/// Whether an answer is one or more of a question's options.
#[must_use]
pub const fn is_chosen(kind: EventQuestionKind) -> bool {
    matches!(kind, EventQuestionKind::Choice | EventQuestionKind::Choices)
}

/// Why something is no answer to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// It is not of the kind, which is named.
    Malformed(&'static str),
    /// It is longer than so many letters.
    TooLong(usize),
    /// There are more of them than so many.
    TooMany(usize),
    /// It is none of the options.
    Unknown,
    /// An option was chosen twice.
    Twice,
    /// It lies outside what is possible.
    OutOfRange,
}

impl Unfit {
    /// It as a fault at a path.
    #[must_use]
    pub fn fault(self, path: Vec<String>) -> Fault {
        match self {
            Self::Malformed(what) => Fault::at(path, Code::Malformed).with("what", what),
            Self::TooLong(limit) => Fault::at(path, Code::TooLong).with("limit", limit),
            Self::TooMany(limit) => Fault::at(path, Code::TooMany).with("limit", limit),
            Self::Unknown => Fault::at(path, Code::NotFound),
            Self::Twice => Fault::at(path, Code::Taken),
            Self::OutOfRange => Fault::at(path, Code::OutOfRange)
                .with("low", *YEARS.start())
                .with("high", *YEARS.end()),
        }
    }
}

/// Reads what was given as the answer to a question, as it is stored: options by their keys in the order of the question, `YES` or `NO`, a
/// number with a point, a day in ISO 8601, or words. Empty is no answer.
///
/// # Errors
/// Why it is none.
pub fn read(
    (kind, options): (EventQuestionKind, &[QuestionOption]),
    given: &[String],
) -> Result<Vec<String>, Unfit> {
    let given: Vec<String> = given
        .iter()
        .map(|text| typed_text(text, kind == EventQuestionKind::Text))
        .filter(|text| !text.is_empty())
        .collect();
    let most = match kind {
        EventQuestionKind::Choices => options.len(),
        _ => 1,
    };
    if is_chosen(kind) {
        let is_option = |text: &String| options.iter().any(|option| option.key == *text);
        if !given.iter().all(is_option) {
            return Err(Unfit::Unknown);
        }
        let distinct: BTreeSet<&String> = given.iter().collect();
        if distinct.len() < given.len() {
            return Err(Unfit::Twice);
        }
    }
    if given.len() > most {
        return Err(Unfit::TooMany(most));
    }
    let Some(one) = given.first() else {
        return Ok(Vec::new());
    };
    Ok(match kind {
        EventQuestionKind::Choice | EventQuestionKind::Choices => options
            .iter()
            .map(|option| option.key.clone())
            .filter(|key| given.contains(key))
            .collect(),
        EventQuestionKind::Text if one.chars().count() > LONGEST_ANSWER => {
            return Err(Unfit::TooLong(LONGEST_ANSWER));
        }
        EventQuestionKind::Text => given,
        EventQuestionKind::YesNo => match one.to_ascii_uppercase().as_str() {
            answer @ (YES | NO) => vec![answer.to_owned()],
            _ => return Err(Unfit::Malformed("yes or no")),
        },
        EventQuestionKind::Number => vec![number(one).ok_or(Unfit::Malformed("number"))?],
        EventQuestionKind::Date => {
            let day = NaiveDate::parse_from_str(one, "%Y-%m-%d");
            let day = day.map_err(|_| Unfit::Malformed("date"))?;
            if !YEARS.contains(&day.year()) {
                return Err(Unfit::OutOfRange);
            }
            vec![day.to_string()]
        }
    })
}

/// A number as it is stored: with a point, without needless zeros. A comma is a point too.
fn number(text: &str) -> Option<String> {
    let text = text.replace(',', ".");
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.as_str()),
    };
    let (whole, part) = rest.split_once('.').unwrap_or((rest, ""));
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let has_part = rest.contains('.');
    if whole.is_empty()
        || !is_digits(whole)
        || !is_digits(part)
        || (has_part && part.is_empty())
        || part.len() > DIGITS.1
    {
        return None;
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    if whole.len() > DIGITS.0 {
        return None;
    }
    let part = part.trim_end_matches('0');
    let number = if part.is_empty() {
        whole.to_owned()
    } else {
        format!("{whole}.{part}")
    };
    let sign = if number == "0" { "" } else { sign };
    Some(format!("{sign}{number}"))
}

#[cfg(test)]
mod tests;
