//! The kinds of letter.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A stored name that means nothing here; says what it should have named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown {0}")]
pub struct UnknownName(pub(crate) &'static str);

/// Which letter it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LetterKind {
    /// Asks the guest to come and to answer.
    Invitation,
    /// Tells that a place is held.
    RegistrationConfirmation,
    /// Tells that the guest is on the waiting list.
    WaitingList,
    /// Offers a place that became free.
    WaitingListOffer,
    /// Tells what changed.
    Update,
    /// Tells that the event will not take place.
    Cancellation,
    /// Reminds of the event, and of the answer if it is still open.
    Reminder,
    /// Thanks who came.
    ThankYou,
    /// Greets who could not come.
    MissedYou,
    /// Asks who registers to confirm that the address is theirs.
    ConfirmAddress,
    /// Brings the link to one's own page.
    OwnPage,
    /// Asks who is registered to confirm that a new address is theirs.
    ConfirmNewAddress,
    /// Asks who registers for an event to confirm that the address is theirs.
    ConfirmPlace,
    /// Asks the focal point of a delegation to name its members.
    Delegation,
    /// Brings who was there the link to their certificate of attendance.
    Certificate,
    /// Asks who comes to answer the event's questions.
    Questions,
    /// Brings who comes their ticket.
    Ticket,
}

impl LetterKind {
    /// Every kind.
    pub const ALL: [Self; 17] = [
        Self::Invitation,
        Self::RegistrationConfirmation,
        Self::WaitingList,
        Self::WaitingListOffer,
        Self::Update,
        Self::Cancellation,
        Self::Reminder,
        Self::ThankYou,
        Self::MissedYou,
        Self::ConfirmAddress,
        Self::OwnPage,
        Self::ConfirmNewAddress,
        Self::ConfirmPlace,
        Self::Delegation,
        Self::Certificate,
        Self::Questions,
        Self::Ticket,
    ];

    /// The name by which the kind is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invitation => "INVITATION",
            Self::RegistrationConfirmation => "REGISTRATION_CONFIRMATION",
            Self::WaitingList => "WAITING_LIST",
            Self::WaitingListOffer => "WAITING_LIST_OFFER",
            Self::Update => "UPDATE",
            Self::Cancellation => "CANCELLATION",
            Self::Reminder => "REMINDER",
            Self::ThankYou => "THANK_YOU",
            Self::MissedYou => "MISSED_YOU",
            Self::ConfirmAddress => "CONFIRM_ADDRESS",
            Self::OwnPage => "OWN_PAGE",
            Self::ConfirmNewAddress => "CONFIRM_NEW_ADDRESS",
            Self::ConfirmPlace => "CONFIRM_PLACE",
            Self::Delegation => "DELEGATION",
            Self::Certificate => "CERTIFICATE",
            Self::Questions => "QUESTIONS",
            Self::Ticket => "TICKET",
        }
    }

    /// Reads a stored name.
    ///
    /// # Errors
    /// [`UnknownName`] if there is no such kind.
    pub fn parse(name: &str) -> Result<Self, UnknownName> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == name)
            .ok_or(UnknownName("letter kind"))
    }

    /// Whether the event is still ahead and meant to take place when this letter is read.
    #[must_use]
    pub const fn looks_ahead(self) -> bool {
        !matches!(
            self,
            Self::Cancellation | Self::ThankYou | Self::MissedYou | Self::Certificate
        )
    }
}

impl fmt::Display for LetterKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_read_back_by_the_name_it_is_stored_by() {
        for kind in LetterKind::ALL {
            assert_eq!(LetterKind::parse(kind.as_str()), Ok(kind));
        }
        assert!(LetterKind::parse("invitation").is_err());
    }
}
