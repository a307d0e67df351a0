//! Letters and campaigns.

use sea_orm::prelude::*;

column_enums! {
    /// What a letter is for.
    MessageKind {
        /// Asks a guest to come.
        Invitation = "INVITATION",
        /// Says that a place is held.
        RegistrationConfirmation = "REGISTRATION_CONFIRMATION",
        /// Says that all places are taken for now.
        WaitingList = "WAITING_LIST",
        /// Offers a place that became free.
        WaitingListOffer = "WAITING_LIST_OFFER",
        /// Says what changed.
        Update = "UPDATE",
        /// Says that it will not take place, or that the invitation is withdrawn.
        Cancellation = "CANCELLATION",
        /// Asks again who has not answered.
        Reminder = "REMINDER",
        /// Thanks who came.
        ThankYou = "THANK_YOU",
        /// Greets who could not come.
        MissedYou = "MISSED_YOU",
        /// Asks who registers to confirm that the address is theirs.
        ConfirmAddress = "CONFIRM_ADDRESS",
        /// Brings the link to one's own page.
        OwnPage = "OWN_PAGE",
        /// Asks the focal point of a delegation to name its members.
        Delegation = "DELEGATION",
        /// Brings who was there the link to their certificate of attendance.
        Certificate = "CERTIFICATE",
        /// Asks who comes to answer the event's questions.
        Questions = "QUESTIONS",
        /// Brings who comes their ticket.
        Ticket = "TICKET",
    }
    /// Where a message stands.
    MessageState {
        /// Waits for its time.
        Queued = "QUEUED",
        /// In a worker's hands.
        Claimed = "CLAIMED",
        /// Taken by the relay.
        Accepted = "ACCEPTED",
        /// Refused for good.
        Failed = "FAILED",
        /// Held back by the gate or a suppression.
        Suppressed = "SUPPRESSED",
        /// Replaced by a newer revision before it was sent.
        Superseded = "SUPERSEDED",
        /// Came too late to make sense.
        Expired = "EXPIRED",
        /// Taken back before it was sent.
        Cancelled = "CANCELLED",
        /// The connection broke after the body began: perhaps taken, perhaps not.
        Uncertain = "UNCERTAIN",
    }
    /// How far a claimed message has come.
    MessageStage {
        /// No byte of the body has left.
        Envelope = "ENVELOPE",
        /// The body may have left.
        Data = "DATA",
    }
    /// A line of a message's timeline.
    MessageEventKind {
        /// Written to the outbox.
        Queued = "QUEUED",
        /// Rendered to bytes.
        Rendered = "RENDERED",
        /// Tried.
        Attempted = "ATTEMPTED",
        /// Put off by the relay.
        Deferred = "DEFERRED",
        /// Taken by the relay.
        Accepted = "ACCEPTED",
        /// Refused for good.
        Failed = "FAILED",
        /// Held back.
        Suppressed = "SUPPRESSED",
        /// Replaced.
        Superseded = "SUPERSEDED",
        /// Too late.
        Expired = "EXPIRED",
        /// Taken back.
        Cancelled = "CANCELLED",
        /// Perhaps taken, perhaps not.
        Uncertain = "UNCERTAIN",
        /// Its worker died; queued again.
        Recovered = "RECOVERED",
    }
    /// Where a campaign stands.
    CampaignState {
        /// Its letters are in the outbox.
        Running = "RUNNING",
        /// Every letter has an outcome.
        Finished = "FINISHED",
        /// Stopped.
        Cancelled = "CANCELLED",
    }
}
