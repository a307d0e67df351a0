//! Letters and campaigns.

use async_graphql::Enum;
use kuvend_entity::kind;

/// What a letter is for.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::MessageKind")]
pub enum MessageKind {
    /// Asks a guest to come.
    Invitation,
    /// Says that a place is held.
    RegistrationConfirmation,
    /// Says that all places are taken for now.
    WaitingList,
    /// Offers a place that became free.
    WaitingListOffer,
    /// Says what changed.
    Update,
    /// Says that it will not take place, or that the invitation is withdrawn.
    Cancellation,
    /// Asks again who has not answered.
    Reminder,
    /// Thanks who came.
    ThankYou,
    /// Greets who could not come.
    MissedYou,
    /// Asks who registers to confirm that the address is theirs.
    ConfirmAddress,
    /// Brings the link to one's own page.
    OwnPage,
    /// Asks the focal point of a delegation to name its members.
    Delegation,
    /// Brings who was there the link to their certificate of attendance.
    Certificate,
    /// Asks who comes to answer the event's questions.
    Questions,
    /// Brings who comes their ticket.
    Ticket,
}

/// Where a message stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::MessageState")]
pub enum MessageState {
    /// Waits for its time.
    Queued,
    /// In a worker's hands.
    Claimed,
    /// Taken by the relay.
    Accepted,
    /// Refused for good.
    Failed,
    /// Held back by the gate or a suppression.
    Suppressed,
    /// Replaced by a newer revision before it was sent.
    Superseded,
    /// Came too late to make sense.
    Expired,
    /// Taken back before it was sent.
    Cancelled,
    /// The connection broke after the body began: perhaps taken, perhaps not.
    Uncertain,
}

/// A line of a message's timeline.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::MessageEventKind")]
pub enum MessageEventKind {
    /// Written to the outbox.
    Queued,
    /// Rendered to bytes.
    Rendered,
    /// Tried.
    Attempted,
    /// Put off by the relay.
    Deferred,
    /// Taken by the relay.
    Accepted,
    /// Refused for good.
    Failed,
    /// Held back.
    Suppressed,
    /// Replaced.
    Superseded,
    /// Too late.
    Expired,
    /// Taken back.
    Cancelled,
    /// Perhaps taken, perhaps not.
    Uncertain,
    /// Its worker died; queued again.
    Recovered,
}

/// Where a campaign stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::CampaignState")]
pub enum CampaignState {
    /// Its letters are in the outbox.
    Running,
    /// Every letter has an outcome.
    Finished,
    /// Stopped.
    Cancelled,
}
