//! What guests need, and what they are asked.

use async_graphql::Enum;
use kuvend_entity::kind;

/// What sort of need a guest has.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::NeedKind")]
pub enum NeedKind {
    /// What they eat.
    Diet,
    /// What they need to get in, to follow and to take part.
    Accessibility,
    /// Into which language they need it interpreted.
    Interpretation,
}

/// What sort of answer a question has.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::EventQuestionKind")]
pub enum EventQuestionKind {
    /// Words, at most 1,000 letters.
    Text,
    /// One of its options.
    Choice,
    /// Any of its options.
    Choices,
    /// `YES` or `NO`.
    YesNo,
    /// A number: `12`, `-3.5`.
    Number,
    /// A day, ISO 8601.
    Date,
}

/// Who told something of a guest.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::SaidBy")]
pub enum SaidBy {
    /// The guest, on their page.
    Guest,
    /// The office's staff.
    Staff,
}
