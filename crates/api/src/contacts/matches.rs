//! What of a person a search met.

use async_graphql::{Enum, SimpleObject};
use kuvend_domain::contacts::search;

use crate::enums::FoundBy;

/// How well a word of a search was met.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "search::Quality")]
pub enum MatchQuality {
    /// The same word, whatever its accents, case and script.
    Whole,
    /// The beginning of a word.
    Beginning,
    /// A word that is one slip away: a letter more, less or other, or two in the wrong order.
    Slip,
}

/// What of a person a word of a search met.
#[derive(Debug, Clone, SimpleObject)]
pub struct SearchMatch {
    /// The word that was looked for, folded: lower-case Latin letters without marks.
    pub word: String,
    /// What it met, as it is registered.
    pub text: String,
    /// What that is of the person.
    pub found_by: FoundBy,
    /// How well it was met.
    pub quality: MatchQuality,
}

impl From<search::Match> for SearchMatch {
    fn from(met: search::Match) -> Self {
        Self {
            word: met.word,
            text: met.text,
            found_by: met.found_by.into(),
            quality: met.quality.into(),
        }
    }
}
