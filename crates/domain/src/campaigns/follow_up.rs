//! Writing to guests by what has happened with them, or is about to.

use chrono::{DateTime, Utc};
use kuvend_entity::{
    attendee,
    id::EventId,
    kind::{InvitationState, MessageKind, PlaceState, PresenceMode, PresenceState, ResponseState},
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait as _, EntityTrait, QueryFilter, QueryOrder};

use super::{Mailing, Sent, Wording, send};
use crate::{
    attendees::{answers::takes_guests, desk::Desk},
    error::Result,
    events::has_begun,
    fault::{Code, Fault},
    letters::not_after,
    op::Op,
    policy::Action,
    questions,
};

/// What has happened with a guest since, for what follows an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Was there.
    Came,
    /// Was expected and not there.
    Absent,
    /// Had declined.
    Declined,
    /// Was invited and has not answered.
    Unanswered,
    /// Was there, and is to have a certificate of attendance.
    Certified,
    /// Comes, and has yet to answer a question that is required.
    OpenQuestions,
    /// Comes to the room, and is to have a ticket.
    Ticketed,
}

impl Outcome {
    /// As a campaign remembers it.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Came => "CAME",
            Self::Absent => "ABSENT",
            Self::Declined => "DECLINED",
            Self::Unanswered => "UNANSWERED",
            Self::Certified => "CERTIFIED",
            Self::OpenQuestions => "OPEN_QUESTIONS",
            Self::Ticketed => "TICKETED",
        }
    }

    /// Whether it means who comes, and not only who is a guest in statistics.
    const fn comes(self) -> bool {
        matches!(self, Self::OpenQuestions | Self::Ticketed)
    }

    /// Which letter it is, before the event or after it began.
    const fn letter(self, ahead: bool) -> MessageKind {
        match self {
            Self::Came => MessageKind::ThankYou,
            Self::Certified => MessageKind::Certificate,
            Self::OpenQuestions => MessageKind::Questions,
            Self::Ticketed => MessageKind::Ticket,
            Self::Unanswered if ahead => MessageKind::Reminder,
            Self::Absent | Self::Declined | Self::Unanswered => MessageKind::MissedYou,
        }
    }
}

/// Writing to guests by what has happened with them.
#[derive(Debug, Clone)]
pub struct FollowUp {
    /// Of which event.
    pub event: EventId,
    /// To whom.
    pub outcome: Outcome,
    /// What the office adds.
    pub wording: Wording,
    /// From when the letters go out; at once unless said.
    pub send_at: Option<DateTime<Utc>>,
    /// Count and write nothing.
    pub dry_run: bool,
}

/// Writes to guests by what has happened with them: thanks to who came, greetings to who did not, a reminder to who has not
/// answered an event that is still ahead, a certificate to who was there. Whoever is written to of a certificate is given one with the letter,
/// unless they have one.
///
/// # Errors
/// Faults where attendance is not closed and the outcome depends on it, where the event does not allow it, and `TOO_LATE` where the
/// letter would not be sent any more.
pub async fn follow_up(op: &Op, cmd: FollowUp) -> Result<Sent> {
    let desk = Desk::open(op, cmd.event, Action::SendLetters)
        .await
        .map_err(|error| error.hidden_at(["eventId"]))?;
    let ahead = desk.now < desk.event.starts_at;
    let kind = cmd.outcome.letter(ahead);
    let send_at = cmd.send_at.unwrap_or(desk.now).max(desk.now);
    match cmd.outcome {
        // Whoever may not see tickets gives none out.
        Outcome::Ticketed => op.authorise_at(&desk.event, Action::ManageDoor)?,
        // Who has yet to answer says something of what they did.
        Outcome::OpenQuestions => op.authorise_at(&desk.event, Action::ReadNeeds)?,
        _ => {}
    }
    // What nobody would be sent any more is not queued.
    let until = not_after(kind, &desk.event);
    for (field, at) in [("eventId", desk.now), ("sendAt", send_at)] {
        if at >= until {
            let fault = Fault::new([field], Code::TooLate);
            return Err(fault.with("until", until.to_rfc3339()).into());
        }
    }
    if cmd.outcome.comes() || kind == MessageKind::Reminder {
        takes_guests(&desk.event, "eventId")?;
    } else {
        has_begun(["eventId"], &desk.event, desk.now)?;
    }
    if cmd.outcome == Outcome::Absent && desk.event.attendance_closed_at.is_none() {
        return Err(Fault::new(["eventId"], Code::WrongState)
            .with("state", "ATTENDANCE_OPEN")
            .into());
    }
    let rows = audience(&desk, cmd.outcome).await?;
    let mailing = Mailing {
        kind,
        wording: cmd.wording,
        send_at,
        audience: cmd.outcome.as_str().to_owned(),
    };
    send(desk, rows, |_| None, mailing, cmd.dry_run).await
}

/// Whom an outcome means.
async fn audience(desk: &Desk<'_>, outcome: Outcome) -> Result<Vec<attendee::Model>> {
    let mut query = attendee::Entity::find().filter(attendee::Column::EventId.eq(desk.event.id));
    // Whoever was there is certified, and whoever comes is asked, in whichever role.
    if !outcome.comes() && outcome != Outcome::Certified {
        query = query.filter(attendee::Column::IsGuest.eq(true));
    }
    query = match outcome {
        Outcome::Ticketed => query
            .filter(attendee::Column::Place.eq(PlaceState::Confirmed))
            .filter(attendee::Column::Presence.ne(PresenceState::Attended))
            .filter(
                Condition::any()
                    .add(attendee::Column::Attends.is_null())
                    .add(attendee::Column::Attends.ne(PresenceMode::Online)),
            ),
        Outcome::OpenQuestions => query
            .filter(attendee::Column::Place.eq(PlaceState::Confirmed))
            .filter(questions::has_open(
                desk.tx.get_database_backend(),
                &[desk.event.id],
            )),
        Outcome::Came | Outcome::Certified => {
            query.filter(attendee::Column::Presence.eq(PresenceState::Attended))
        }
        Outcome::Absent => query
            .filter(attendee::Column::Presence.eq(PresenceState::Absent))
            .filter(attendee::Column::Place.eq(PlaceState::Confirmed)),
        Outcome::Declined => query
            .filter(attendee::Column::Response.eq(ResponseState::Declined))
            .filter(attendee::Column::Presence.ne(PresenceState::Attended)),
        Outcome::Unanswered => query
            .filter(attendee::Column::Invitation.eq(InvitationState::Sent))
            .filter(attendee::Column::Response.eq(ResponseState::None))
            .filter(attendee::Column::Place.is_in([
                PlaceState::None,
                PlaceState::Offered,
                PlaceState::Expired,
            ]))
            .filter(attendee::Column::Presence.ne(PresenceState::Attended)),
    };
    Ok(query
        .order_by_asc(attendee::Column::Id)
        .all(&desk.tx)
        .await?)
}
