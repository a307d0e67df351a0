//! Questions that an event asks its guests beside whether they come: which workshop, by which coach, what they sing.
//!
//! A question is named by its key at its event, and has one kind of answer for ever. What it says is a version of it: whoever edits it
//! makes the next one, and an answer goes on naming the one that it answered.
//!
//! **Invariant:** a question that has a condition is put to whoever meets it, which is judged here and nowhere else ([`form`]); a
//! condition speaks of a question that is asked before, so that there are no circles.
//! **Invariant:** nobody reads a guest's answers but who may ([`Action::ReadNeeds`](crate::policy::Action)) and whose they are; no audit
//! entry holds one. Answers to delicate questions go with the guests' needs ([`crate::needs::forget`]).

mod answers;
mod copy;
pub mod form;
mod keep;
mod open;
mod reads;
mod table;

use kuvend_entity::{event_question, event_question_version, value::Language};

pub use self::{
    answers::{Given, RecordAnswers, record},
    keep::{KeepQuestions, NewQuestion, keep},
    open::{Open, open_counts},
    reads::{
        Answered, Chosen, Replies, answers_of, counts, of_events, versions_of, versions_of_events,
    },
};
pub(crate) use self::{
    answers::{Told, tell},
    copy::copy,
    open::{has_open, judge as judge_open, open_of},
    reads::{asked_at, rows_of},
    table::{Several, Table, Tongues},
};

/// Questions that an event asks at most.
pub const MOST_QUESTIONS: usize = 50;
/// Questions that an event has at most, those among them that it does not ask any more.
pub const MOST_EVER: usize = 200;
/// Options of a question at most.
pub const MOST_OPTIONS: usize = 40;
/// Letters of a question at most.
pub const LONGEST_WORDING: usize = 500;
/// Letters of what helps to answer it at most.
pub const LONGEST_HINT: usize = 1_000;
/// Letters of a key at most.
pub const LONGEST_KEY: usize = 40;
/// Letters of an answer in words at most.
pub const LONGEST_ANSWER: usize = 1_000;

/// A question with what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its row.
    pub row: event_question::Model,
    /// What it says, or said.
    pub said: event_question_version::Model,
}

/// What answers to a question of yes or no are stored as.
pub const YES: &str = "YES";
/// The other of the two.
pub const NO: &str = "NO";

/// Whether a text can name a question or an option: `by-coach`.
#[must_use]
pub fn is_key(text: &str) -> bool {
    (1..=LONGEST_KEY).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// Yes or no, as a language says it.
#[must_use]
pub fn yes_or_no(value: &str, language: &Language) -> Option<&'static str> {
    match (value, language.as_str()) {
        (YES, "sq") => Some("Po"),
        (YES, "it") => Some("Sì"),
        (YES, "el") => Some("Ναι"),
        (YES, _) => Some("Yes"),
        (NO, "sq") => Some("Jo"),
        (NO, "el") => Some("Όχι"),
        (NO, _) => Some("No"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_slug() {
        for good in ["coach", "by-coach", "2026", "a"] {
            assert!(is_key(good), "{good}");
        }
        for bad in [
            "",
            "By",
            "a b",
            "-a",
            "a-",
            "ç",
            "a.b",
            &"a".repeat(LONGEST_KEY + 1),
        ] {
            assert!(!is_key(bad), "{bad}");
        }
    }
}
