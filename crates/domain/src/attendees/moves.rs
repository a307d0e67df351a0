//! Which moves are legal for a row now: the table of transitions has a line for it, and the event allows it.

use chrono::{DateTime, Utc};
use kuvend_entity::{attendee, event, kind::EventStatus};

use crate::attendees::{
    presence::doors_open_at,
    transitions::{self, Need},
};

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
    /// `approveAttendee`.
    Approve,
    /// `refuseAttendee`.
    Refuse,
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
    pub const ALL: [Self; 15] = [
        Self::Invite,
        Self::RecordInvitation,
        Self::WithdrawInvitation,
        Self::ResendInvitation,
        Self::Accept,
        Self::AnswerTentatively,
        Self::Decline,
        Self::SendDeputy,
        Self::Register,
        Self::Approve,
        Self::Refuse,
        Self::Cancel,
        Self::CheckIn,
        Self::Excuse,
        Self::RecordPresence,
    ];

    fn is_legal(self, row: &attendee::Model, event: &event::Model, now: DateTime<Utc>) -> bool {
        transitions::moves(self, row)
            && self.needs().iter().all(|need| need.is_met(row, event, now))
    }
}

impl Need {
    fn is_met(self, row: &attendee::Model, event: &event::Model, now: DateTime<Utc>) -> bool {
        let published = event.status == EventStatus::Published;
        match self {
            Self::Published => published,
            Self::BeforeStart => now < event.starts_at,
            Self::AttendanceOpen => event.attendance_closed_at.is_none(),
            Self::DoorsOpen => {
                (published || event.status == EventStatus::Completed) && now >= doors_open_at(event)
            }
            Self::Named => row.contact_id.is_some(),
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
