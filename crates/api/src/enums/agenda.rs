//! What contributors are asked for, questions to panels, and what came of it all.

use async_graphql::Enum;
use kuvend_entity::kind;

/// What a contributor is asked for.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::DeliverableKind")]
pub enum DeliverableKind {
    /// The title of what they say or show: words.
    Title,
    /// Who they are, in a few sentences: words.
    Biography,
    /// A picture of them: a file.
    Photo,
    /// The message that is shown: a file.
    VideoFile,
    /// What they show while they speak: a file.
    Slides,
    /// That what they say and how they look may be published.
    ConsentToPublish,
}

/// Where a deliverable stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::DeliverableState")]
pub enum DeliverableState {
    /// Asked for.
    Asked,
    /// There, and not looked at.
    Received,
    /// There, and good.
    Accepted,
    /// Not good enough, or not given.
    Refused,
}

/// When a question to a panel was collected.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::QuestionPhase")]
pub enum PanelQuestionPhase {
    /// Before the event.
    InAdvance,
    /// In the room, or on line, while it lasted.
    Live,
}

/// What the moderation made of a question.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::QuestionState")]
pub enum PanelQuestionState {
    /// Nothing yet.
    Pending,
    /// It is to be put.
    Approved,
    /// It is not to be put.
    Rejected,
    /// It was put and answered.
    Answered,
}

/// What sort of remark it is.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::RemarkKind")]
pub enum RemarkKind {
    /// What somebody said, word for word.
    Quote,
    /// What was announced.
    Announcement,
}
