//! What moves a row from where to where, as data: what a client may offer is what the use cases take, and the window for
//! programs shows the same table.

use kuvend_entity::{
    attendee,
    kind::{ApprovalState, Axis},
};

use crate::{attendees::moves::Move, error::Result, op::Op, policy::Action};

/// What a move asks for besides where the row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Need {
    /// The event is published.
    Published,
    /// The event has not begun.
    BeforeStart,
    /// Attendance has not been closed.
    AttendanceOpen,
    /// The doors are open, and the event is published or completed.
    DoorsOpen,
    /// Somebody is named on the row: it is no seat that an organisation has yet to fill.
    Named,
}

/// One line of the table: a move takes a row from one state of an axis to one of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transition {
    /// Which axis moves.
    pub axis: Axis,
    /// By what.
    pub step: Move,
    /// From.
    pub from: &'static str,
    /// To one of these; the event's places decide which, and whether it asks for the office's approval.
    pub to: &'static [&'static str],
    /// Of whom: only of those whom the office refused, or only of everybody else; of all of them where it says nothing.
    pub is_refused: Option<bool>,
}

/// A state in which a move is refused, whatever it would move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    /// Of which axis.
    pub axis: Axis,
    /// Which move.
    pub step: Move,
    /// In which state.
    pub state: &'static str,
}

const fn line(
    axis: Axis,
    step: Move,
    from: &'static str,
    to: &'static [&'static str],
) -> Transition {
    Transition {
        axis,
        step,
        from,
        to,
        is_refused: None,
    }
}

/// The same of those alone whom the office refused, or of everybody else.
const fn of(line: Transition, is_refused: bool) -> Transition {
    Transition {
        is_refused: Some(is_refused),
        ..line
    }
}

const fn bar(step: Move, axis: Axis, state: &'static str) -> Bar {
    Bar { axis, step, state }
}

const INVITATION: Axis = Axis::Invitation;
const RESPONSE: Axis = Axis::Response;
const PLACE: Axis = Axis::Place;
const PRESENCE: Axis = Axis::Presence;
const SEATED: &[&str] = &["CONFIRMED", "WAITLISTED"];
/// Where an answer leads, or a registration: to the office first, where the event asks for its approval.
const ASKED_FOR: &[&str] = &["CONFIRMED", "WAITLISTED", "PENDING_APPROVAL"];
const GIVEN_UP: &[&str] = &["CANCELLED"];

/// Every transition that somebody asks for. What happens by itself (a letter leaves, an offer comes or runs out, attendance
/// is closed) is asked for by nobody and stands where it happens.
pub const TRANSITIONS: &[Transition] = &[
    line(INVITATION, Move::Invite, "NOT_INVITED", &["QUEUED"]),
    line(INVITATION, Move::RecordInvitation, "NOT_INVITED", &["SENT"]),
    line(INVITATION, Move::RecordInvitation, "QUEUED", &["SENT"]),
    line(INVITATION, Move::RecordInvitation, "BOUNCED", &["SENT"]),
    line(
        INVITATION,
        Move::WithdrawInvitation,
        "QUEUED",
        &["WITHDRAWN"],
    ),
    line(INVITATION, Move::WithdrawInvitation, "SENT", &["WITHDRAWN"]),
    line(
        INVITATION,
        Move::WithdrawInvitation,
        "BOUNCED",
        &["WITHDRAWN"],
    ),
    line(INVITATION, Move::ResendInvitation, "SENT", &["QUEUED"]),
    line(INVITATION, Move::ResendInvitation, "BOUNCED", &["QUEUED"]),
    line(INVITATION, Move::ResendInvitation, "WITHDRAWN", &["QUEUED"]),
    line(RESPONSE, Move::Accept, "NONE", &["ACCEPTED"]),
    line(RESPONSE, Move::Accept, "TENTATIVE", &["ACCEPTED"]),
    line(RESPONSE, Move::Accept, "DECLINED", &["ACCEPTED"]),
    line(RESPONSE, Move::Accept, "REPRESENTED", &["ACCEPTED"]),
    // Who waits for the office's approval waits for it however often they accept; and a refusal stands until the office takes it back.
    of(line(PLACE, Move::Accept, "NONE", ASKED_FOR), false),
    line(PLACE, Move::Accept, "OFFERED", &["CONFIRMED"]),
    of(line(PLACE, Move::Accept, "CANCELLED", ASKED_FOR), false),
    of(line(PLACE, Move::Accept, "EXPIRED", ASKED_FOR), false),
    line(RESPONSE, Move::AnswerTentatively, "NONE", &["TENTATIVE"]),
    line(
        RESPONSE,
        Move::AnswerTentatively,
        "ACCEPTED",
        &["TENTATIVE"],
    ),
    line(
        RESPONSE,
        Move::AnswerTentatively,
        "DECLINED",
        &["TENTATIVE"],
    ),
    line(
        RESPONSE,
        Move::AnswerTentatively,
        "REPRESENTED",
        &["TENTATIVE"],
    ),
    line(PLACE, Move::AnswerTentatively, "PENDING_APPROVAL", GIVEN_UP),
    line(PLACE, Move::AnswerTentatively, "WAITLISTED", GIVEN_UP),
    line(PLACE, Move::AnswerTentatively, "OFFERED", GIVEN_UP),
    line(PLACE, Move::AnswerTentatively, "CONFIRMED", GIVEN_UP),
    line(PLACE, Move::AnswerTentatively, "EXPIRED", GIVEN_UP),
    line(RESPONSE, Move::Decline, "NONE", &["DECLINED"]),
    line(RESPONSE, Move::Decline, "ACCEPTED", &["DECLINED"]),
    line(RESPONSE, Move::Decline, "TENTATIVE", &["DECLINED"]),
    line(RESPONSE, Move::Decline, "REPRESENTED", &["DECLINED"]),
    line(PLACE, Move::Decline, "NONE", GIVEN_UP),
    line(PLACE, Move::Decline, "PENDING_APPROVAL", GIVEN_UP),
    line(PLACE, Move::Decline, "WAITLISTED", GIVEN_UP),
    line(PLACE, Move::Decline, "OFFERED", GIVEN_UP),
    line(PLACE, Move::Decline, "CONFIRMED", GIVEN_UP),
    line(PLACE, Move::Decline, "EXPIRED", GIVEN_UP),
    line(RESPONSE, Move::SendDeputy, "NONE", &["REPRESENTED"]),
    line(RESPONSE, Move::SendDeputy, "ACCEPTED", &["REPRESENTED"]),
    line(RESPONSE, Move::SendDeputy, "TENTATIVE", &["REPRESENTED"]),
    line(RESPONSE, Move::SendDeputy, "DECLINED", &["REPRESENTED"]),
    // Another deputy comes instead of the one before.
    line(RESPONSE, Move::SendDeputy, "REPRESENTED", &["REPRESENTED"]),
    line(PLACE, Move::SendDeputy, "PENDING_APPROVAL", &["NONE"]),
    line(PLACE, Move::SendDeputy, "WAITLISTED", &["NONE"]),
    line(PLACE, Move::SendDeputy, "OFFERED", &["NONE"]),
    line(PLACE, Move::SendDeputy, "CONFIRMED", &["NONE"]),
    line(PLACE, Move::SendDeputy, "CANCELLED", &["NONE"]),
    line(PLACE, Move::SendDeputy, "EXPIRED", &["NONE"]),
    line(PLACE, Move::Register, "NONE", ASKED_FOR),
    // Whom the office registers itself, it approves of.
    line(PLACE, Move::Register, "PENDING_APPROVAL", SEATED),
    line(PLACE, Move::Register, "OFFERED", &["CONFIRMED"]),
    line(PLACE, Move::Register, "CANCELLED", ASKED_FOR),
    line(PLACE, Move::Register, "EXPIRED", ASKED_FOR),
    line(PLACE, Move::Approve, "PENDING_APPROVAL", SEATED),
    // The office takes its refusal back.
    of(line(PLACE, Move::Approve, "NONE", SEATED), true),
    of(line(PLACE, Move::Approve, "CANCELLED", SEATED), true),
    line(PLACE, Move::Refuse, "PENDING_APPROVAL", GIVEN_UP),
    line(PLACE, Move::Cancel, "PENDING_APPROVAL", GIVEN_UP),
    line(PLACE, Move::Cancel, "WAITLISTED", GIVEN_UP),
    line(PLACE, Move::Cancel, "OFFERED", GIVEN_UP),
    line(PLACE, Move::Cancel, "CONFIRMED", GIVEN_UP),
    line(PRESENCE, Move::CheckIn, "UNRECORDED", &["ATTENDED"]),
    line(PRESENCE, Move::CheckIn, "ABSENT", &["ATTENDED"]),
    line(PRESENCE, Move::CheckIn, "EXCUSED", &["ATTENDED"]),
    line(PRESENCE, Move::Excuse, "UNRECORDED", &["EXCUSED"]),
    line(PRESENCE, Move::Excuse, "ATTENDED", &["EXCUSED"]),
    line(PRESENCE, Move::Excuse, "ABSENT", &["EXCUSED"]),
    line(
        PRESENCE,
        Move::RecordPresence,
        "UNRECORDED",
        &["ATTENDED", "ABSENT", "EXCUSED"],
    ),
    line(
        PRESENCE,
        Move::RecordPresence,
        "ATTENDED",
        &["UNRECORDED", "ABSENT", "EXCUSED"],
    ),
    line(
        PRESENCE,
        Move::RecordPresence,
        "ABSENT",
        &["UNRECORDED", "ATTENDED", "EXCUSED"],
    ),
    line(
        PRESENCE,
        Move::RecordPresence,
        "EXCUSED",
        &["UNRECORDED", "ATTENDED", "ABSENT"],
    ),
];

/// Who has answered already is not invited any more, and who does not come themselves is not approved of. Nor is somebody simply let in at the door whose place was given up or
/// whose invitation was taken back: whoever lets them in all the same records their presence.
pub const BARS: &[Bar] = &[
    bar(Move::Invite, RESPONSE, "ACCEPTED"),
    bar(Move::Invite, RESPONSE, "TENTATIVE"),
    bar(Move::Invite, RESPONSE, "DECLINED"),
    bar(Move::Invite, RESPONSE, "REPRESENTED"),
    bar(Move::Approve, RESPONSE, "TENTATIVE"),
    bar(Move::Approve, RESPONSE, "DECLINED"),
    bar(Move::Approve, RESPONSE, "REPRESENTED"),
    bar(Move::CheckIn, INVITATION, "WITHDRAWN"),
    bar(Move::CheckIn, PLACE, "CANCELLED"),
    bar(Move::CheckIn, PLACE, "EXPIRED"),
];

/// Where a row stands on an axis.
#[must_use]
pub const fn state(row: &attendee::Model, axis: Axis) -> &'static str {
    match axis {
        Axis::Invitation => row.invitation.as_str(),
        Axis::Response => row.response.as_str(),
        Axis::Place => row.place.as_str(),
        Axis::Presence => row.presence.as_str(),
    }
}

/// The state in which a row may not be moved so, if it is in one.
#[must_use]
pub fn barred(step: Move, row: &attendee::Model) -> Option<&'static str> {
    BARS.iter()
        .find(|bar| bar.step == step && bar.state == state(row, bar.axis))
        .map(|bar| bar.state)
}

/// Whether a move would take a row anywhere: there is a line for where it stands on one of the axes, and no bar.
#[must_use]
pub fn moves(step: Move, row: &attendee::Model) -> bool {
    let is_refused = row.approval == ApprovalState::Refused;
    barred(step, row).is_none()
        && TRANSITIONS.iter().any(|line| {
            line.step == step
                && line.from == state(row, line.axis)
                && line.is_refused.is_none_or(|of| of == is_refused)
        })
}

/// Goes on for whoever may see guest lists somewhere: the table says nothing of anybody on one.
///
/// # Errors
/// [`Denied`](crate::error::Denied) for who may see none.
pub fn may_be_read(op: &Op) -> Result<()> {
    op.authorise_somewhere(Action::ReadGuests)
}

impl Move {
    /// What it asks for besides where the row stands.
    #[must_use]
    pub const fn needs(self) -> &'static [Need] {
        match self {
            Self::Invite | Self::ResendInvitation => {
                &[Need::Published, Need::BeforeStart, Need::Named]
            }
            Self::RecordInvitation => &[Need::Published],
            Self::WithdrawInvitation | Self::Refuse | Self::Cancel => &[],
            Self::Accept | Self::AnswerTentatively | Self::Decline | Self::Approve => {
                &[Need::Published, Need::AttendanceOpen]
            }
            Self::SendDeputy | Self::Register => {
                &[Need::Published, Need::AttendanceOpen, Need::Named]
            }
            Self::CheckIn | Self::RecordPresence => &[Need::AttendanceOpen, Need::DoorsOpen],
            Self::Excuse => &[Need::AttendanceOpen],
        }
    }
}
