//! What a guest list adds up to.

use async_graphql::SimpleObject;
use kuvend_entity::event_tally;

/// What an event's guest list adds up to: rows by each of the four axes, kept with every change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, SimpleObject)]
pub struct AttendeeCounts {
    /// Rows of the guest list. Each axis adds up to this.
    pub total: i32,
    /// By invitation.
    pub invitation: InvitationCounts,
    /// By response.
    pub response: ResponseCounts,
    /// By place.
    pub place: PlaceCounts,
    /// By presence.
    pub presence: PresenceCounts,
}

/// Rows of a guest list by invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, SimpleObject)]
pub struct InvitationCounts {
    /// On the list only.
    pub not_invited: i32,
    /// Waiting to be sent.
    pub queued: i32,
    /// Sent, by mail or otherwise.
    pub sent: i32,
    /// Came back.
    pub bounced: i32,
    /// Taken back.
    pub withdrawn: i32,
}

/// Rows of a guest list by response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, SimpleObject)]
pub struct ResponseCounts {
    /// No answer yet.
    pub none: i32,
    /// Come.
    pub accepted: i32,
    /// May come.
    pub tentative: i32,
    /// Do not come.
    pub declined: i32,
    /// Send a deputy.
    pub represented: i32,
}

/// Rows of a guest list by place. A row is a party: the places it takes are in `placesTaken`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, SimpleObject)]
pub struct PlaceCounts {
    /// Asked for none.
    pub none: i32,
    /// Wait for staff to approve.
    pub pending_approval: i32,
    /// Wait for a free place.
    pub waitlisted: i32,
    /// Have a free place to accept until a deadline.
    pub offered: i32,
    /// Have a place.
    pub confirmed: i32,
    /// Gave it up.
    pub cancelled: i32,
    /// Did not accept an offer in time.
    pub expired: i32,
}

/// Rows of a guest list by presence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, SimpleObject)]
pub struct PresenceCounts {
    /// Not known, which does not mean absent.
    pub unrecorded: i32,
    /// Were there.
    pub attended: i32,
    /// Were not there, though expected.
    pub absent: i32,
    /// Were not there, and said so in time.
    pub excused: i32,
}

impl From<&event_tally::Model> for AttendeeCounts {
    fn from(tally: &event_tally::Model) -> Self {
        Self {
            total: tally.attendees,
            invitation: InvitationCounts {
                not_invited: tally.not_invited,
                queued: tally.queued,
                sent: tally.sent,
                bounced: tally.bounced,
                withdrawn: tally.withdrawn,
            },
            response: ResponseCounts {
                none: tally.unanswered,
                accepted: tally.accepted,
                tentative: tally.tentative,
                declined: tally.declined,
                represented: tally.represented,
            },
            place: PlaceCounts {
                none: tally.no_place,
                pending_approval: tally.pending_approval,
                waitlisted: tally.waitlisted,
                offered: tally.offered,
                confirmed: tally.confirmed,
                cancelled: tally.cancelled,
                expired: tally.expired,
            },
            presence: PresenceCounts {
                unrecorded: tally.unrecorded,
                attended: tally.attended,
                absent: tally.absent,
                excused: tally.excused,
            },
        }
    }
}
