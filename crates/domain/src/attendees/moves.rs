//! Which moves are legal for a row, as data: what a client may offer is what the use cases take.

use chrono::{DateTime, Utc};
use kuvend_entity::{
    attendee, event,
    kind::{EventStatus, InvitationState, PlaceState, PresenceState, ResponseState},
};

use crate::attendees::presence::doors_open_at;

/// What can be done with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Move {
    /// `inviteContacts`.
    Invite,
    /// `recordInvitation`.
    RecordInvitation,
    /// `withdrawInvitation`.
    WithdrawInvitation,
    /// `resendInvitation`.
    ResendInvitation,
    /// `recordResponse` with `ACCEPTED`.
    Accept,
    /// `recordResponse` with `TENTATIVE`.
    AnswerTentatively,
    /// `recordResponse` with `DECLINED`.
    Decline,
    /// `recordResponse` with `REPRESENTED`.
    SendDeputy,
    /// `registerAttendee`.
    Register,
    /// `cancelAttendee`.
    Cancel,
    /// `checkIn`.
    CheckIn,
    /// `recordPresence` with `EXCUSED`.
    Excuse,
    /// `recordPresence` with another presence than the row's.
    RecordPresence,
}

impl Move {
    /// Every move.
    pub const ALL: [Self; 13] = [
        Self::Invite,
        Self::RecordInvitation,
        Self::WithdrawInvitation,
        Self::ResendInvitation,
        Self::Accept,
        Self::AnswerTentatively,
        Self::Decline,
        Self::SendDeputy,
        Self::Register,
        Self::Cancel,
        Self::CheckIn,
        Self::Excuse,
        Self::RecordPresence,
    ];

    fn is_legal(self, row: &attendee::Model, event: &event::Model, now: DateTime<Utc>) -> bool {
        let published = event.status == EventStatus::Published;
        let open = event.attendance_closed_at.is_none();
        let ahead = now < event.starts_at;
        let received =
            open && matches!(
                event.status,
                EventStatus::Published | EventStatus::Completed
            ) && now >= doors_open_at(event);
        match self {
            Self::Invite => {
                published
                    && ahead
                    && row.contact_id.is_some()
                    && row.invitation == InvitationState::NotInvited
            }
            Self::RecordInvitation => {
                published
                    && matches!(
                        row.invitation,
                        InvitationState::NotInvited
                            | InvitationState::Queued
                            | InvitationState::Bounced
                    )
            }
            Self::WithdrawInvitation => matches!(
                row.invitation,
                InvitationState::Queued | InvitationState::Sent | InvitationState::Bounced
            ),
            Self::ResendInvitation => {
                published
                    && ahead
                    && row.contact_id.is_some()
                    && matches!(
                        row.invitation,
                        InvitationState::Sent
                            | InvitationState::Bounced
                            | InvitationState::Withdrawn
                    )
            }
            Self::Accept => {
                published
                    && open
                    && !(row.response == ResponseState::Accepted
                        && matches!(row.place, PlaceState::Confirmed | PlaceState::Waitlisted))
            }
            Self::AnswerTentatively => {
                published && open && row.response != ResponseState::Tentative
            }
            Self::Decline => published && open && row.response != ResponseState::Declined,
            Self::SendDeputy => published && open && row.contact_id.is_some(),
            Self::Register => {
                published
                    && open
                    && row.contact_id.is_some()
                    && !matches!(row.place, PlaceState::Confirmed | PlaceState::Waitlisted)
            }
            Self::Cancel => matches!(
                row.place,
                PlaceState::Confirmed
                    | PlaceState::Offered
                    | PlaceState::Waitlisted
                    | PlaceState::PendingApproval
            ),
            Self::CheckIn => received && row.presence != PresenceState::Attended,
            Self::Excuse => open && row.presence != PresenceState::Excused,
            Self::RecordPresence => received,
        }
    }
}

/// The moves that are legal now.
#[must_use]
pub fn legal_moves(row: &attendee::Model, event: &event::Model, now: DateTime<Utc>) -> Vec<Move> {
    Move::ALL
        .into_iter()
        .filter(|step| step.is_legal(row, event, now))
        .collect()
}
