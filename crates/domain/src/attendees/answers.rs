//! Answers and registrations: one step, whoever gives them.

use chrono::{DateTime, Utc};
use kuvend_entity::{
    attendee, event,
    id::{AttendeeId, ContactId, EventId, OrganisationId},
    kind::{
        AttendeeRole, EventStatus, GuestCategory, InvitationState, MessageKind, PlaceState,
        PresenceMode, ResponseChannel, ResponseState,
    },
    value::AttendeeRoles,
};
use serde_json::json;

use crate::{
    actor::Actor,
    attendees::{
        companions::{self, NewCompanion},
        deputies::{self, Deputy},
        desk::{Cause, Desk},
        guests,
        moves::Move,
        places::{Asker, Claim},
        reads, transitions,
    },
    error::Result,
    fault::{Code, Fault},
    letters::{self, Unsent},
    op::Op,
    policy::Action,
};

/// An answer to an invitation.
#[derive(Debug, Clone)]
pub struct Respond {
    /// Of which row.
    pub attendee: AttendeeId,
    /// What is answered; not [`ResponseState::None`].
    pub response: ResponseState,
    /// How it came in.
    pub channel: ResponseChannel,
    /// When it was given (the date of a letter, of a note verbale); now unless said.
    pub answered_at: Option<DateTime<Utc>>,
    /// What reason was given.
    pub reason: Option<String>,
    /// How many come, the guest included; as it was unless said.
    pub party_size: Option<i32>,
    /// For whom somebody else answered.
    pub on_behalf_of: Option<String>,
    /// Who comes instead; with [`ResponseState::Represented`] only.
    pub deputy: Option<Deputy>,
    /// How the guest means to take part; as it was unless said.
    pub attends: Option<PresenceMode>,
    /// Why the guest gets a place even where there is none, or where others wait for it; with [`ResponseState::Accepted`]
    /// only.
    pub overbook: Option<String>,
    /// Who comes along, as far as they are named; as it was unless said.
    pub companions: Option<Vec<NewCompanion>>,
}

/// What can be answered.
pub const ANSWERS: [ResponseState; 4] = [
    ResponseState::Accepted,
    ResponseState::Tentative,
    ResponseState::Declined,
    ResponseState::Represented,
];

/// The row of a contact at an event, for an actor who may record its answer.
///
/// # Errors
/// [`Denied`](crate::error::Denied) for who may record answers nowhere, and the database's.
pub async fn answering_row(
    op: &Op,
    event: EventId,
    contact: ContactId,
) -> Result<Option<AttendeeId>> {
    op.authorise_somewhere(Action::WriteGuests)?;
    let row = reads::find_at(op, event, contact).await?;
    Ok(row.map(|row| row.id))
}

/// Takes an answer. The last one wins; the same one again changes nothing.
///
/// # Errors
/// Faults where the event does not take answers, where the party does not fit, or where a deputy is missing.
pub async fn respond(op: &Op, cmd: Respond) -> Result<attendee::Model> {
    let (mut desk, row) = Desk::open_for(op, cmd.attendee, Action::WriteGuests)
        .await
        .map_err(|error| error.hidden_at(["attendeeId"]))?;
    takes_answers(&desk, &row)?;
    within_allowance(&desk, &row, cmd.party_size)?;
    match answered(&mut desk, &row, cmd).await? {
        Some(after) => desk.close_with(after).await,
        None => Ok(row),
    }
}

/// The step behind every answer, for whoever holds the desk and has asked whether the event takes one. Nothing where it is the answer
/// that stands already.
///
/// # Errors
/// As [`respond`]'s, of what is answered.
pub(super) async fn answered(
    desk: &mut Desk<'_>,
    row: &attendee::Model,
    cmd: Respond,
) -> Result<Option<attendee::Model>> {
    fits(desk, row, &cmd)?;
    if repeats(desk, row, &cmd).await? {
        return Ok(None);
    }
    let cause = Cause {
        channel: Some(cmd.channel.as_str().to_owned()),
        reason: cmd.reason.clone(),
        on_behalf_of: cmd.on_behalf_of.clone(),
    };
    let stays = deputies::standing_as(desk, row, cmd.deputy.as_ref()).await?;
    let dismissed = match stays {
        Some(_) => None,
        None => deputies::dismiss(desk, row, &cause).await?,
    };
    let mut after = row.clone();
    after.response = cmd.response;
    after.responded_at = Some(cmd.answered_at.unwrap_or(desk.now));
    after.response_channel = Some(cmd.channel);
    after.response_reason = cmd.reason;
    after.response_revision = Some(desk.event.revision);
    after.party_size = cmd.party_size.unwrap_or(row.party_size);
    after.attends = cmd.attends.or(row.attends);
    // The office grants more by recording more.
    after.party_allowance = row.party_allowance.max(after.party_size);
    if cmd.response != ResponseState::Represented {
        after.represented_by_id = None;
    }
    match cmd.response {
        ResponseState::Accepted => {
            let claim = Claim {
                asker: if cmd.channel == ResponseChannel::SelfRegistration {
                    Asker::Newcomer
                } else {
                    Asker::Guest
                },
                overbook: cmd.overbook.as_deref(),
            };
            // Who comes after all has the places that the deputy had, and passes nobody by it.
            let deputy = dismissed.as_ref();
            if !deputy.is_some_and(|deputy| deputies::take_over(desk, deputy, &mut after)) {
                desk.seat(Some(row), &mut after, claim).await?;
            }
        }
        ResponseState::Tentative if row.place == PlaceState::None => {}
        ResponseState::Tentative | ResponseState::Declined => {
            Desk::unseat(&mut after, PlaceState::Cancelled);
        }
        ResponseState::Represented => Desk::unseat(&mut after, PlaceState::None),
        ResponseState::None => {
            return Err(Fault::new(["response"], Code::OutOfRange)
                .none_of(ANSWERS.map(ResponseState::as_str))
                .into());
        }
    }
    let mut after = desk.alter(row, after, &cause).await?;
    if let Some(named) = &cmd.companions {
        let beside = after.party_size - 1;
        if i32::try_from(named.len()).is_ok_and(|named| named > beside) {
            let fault = Fault::new(["companions"], Code::TooMany);
            return Err(fault.with("limit", beside).into());
        }
        companions::put(desk, &after, named).await?;
    }
    if let Some(deputy) = cmd.deputy {
        let deputy = match stays.and_then(|row| row.contact_id) {
            Some(contact) => deputy.known(contact),
            None => deputy,
        };
        let deputy = deputies::send(
            desk,
            dismissed.as_ref().unwrap_or(row),
            row,
            (deputy, &cause),
        )
        .await?;
        let mut with_deputy = after.clone();
        with_deputy.represented_by_id = Some(deputy.id);
        after = desk.alter(&after, with_deputy, &cause).await?;
    }
    tell(desk, Some(row), &after).await?;
    desk.deed("attendees::respond", &after, Some(json!({ "response": [row.response, after.response], "place": [row.place, after.place] })), after.response_reason.clone());
    note_overbooking(desk, Some(row), &after);
    Ok(Some(after))
}

/// Goes on for an answer whose parts are one with another and with the row.
fn fits(desk: &Desk<'_>, row: &attendee::Model, cmd: &Respond) -> Result<()> {
    if cmd.overbook.is_some() {
        may_overbook(desk)?;
        if cmd.response != ResponseState::Accepted {
            return Err(Fault::new(["overbookReason"], Code::Inconsistent)
                .with("other", "response")
                .into());
        }
    }
    if cmd.answered_at.is_some_and(|at| at > desk.now) {
        return Err(Fault::new(["answeredAt"], Code::TooEarly)
            .later_than(desk.now)
            .into());
    }
    if (cmd.response == ResponseState::Represented) != cmd.deputy.is_some() {
        return Err(Fault::new(
            ["deputy"],
            if cmd.deputy.is_some() {
                Code::Inconsistent
            } else {
                Code::Required
            },
        )
        .with("other", "response")
        .into());
    }
    // A seat that nobody is named for has nobody to represent: who comes is named on the seat itself.
    if cmd.response == ResponseState::Represented && row.contact_id.is_none() {
        return Err(Fault::new(["attendeeId"], Code::WrongState)
            .with("state", "NOT_NAMED")
            .into());
    }
    Ok(())
}

/// Whether this is the answer that stands already, to the event as it is now, with the place that follows from it.
async fn repeats(desk: &Desk<'_>, row: &attendee::Model, cmd: &Respond) -> Result<bool> {
    let settled = match cmd.response {
        ResponseState::Accepted => !transitions::moves(Move::Accept, row),
        ResponseState::Tentative => !transitions::moves(Move::AnswerTentatively, row),
        ResponseState::Declined => !transitions::moves(Move::Decline, row),
        ResponseState::Represented => deputies::is_standing(desk, row, cmd.deputy.as_ref()).await?,
        ResponseState::None => false,
    };
    let said = match &cmd.companions {
        Some(named) if settled => {
            companions::is_said(&companions::of(&desk.tx, row.id).await?, named)
        }
        _ => true,
    };
    Ok(settled
        && said
        && row.response == cmd.response
        && row.response_revision == Some(desk.event.revision)
        && cmd
            .answered_at
            .is_none_or(|at| Some(at) == row.responded_at)
        && cmd.party_size.is_none_or(|size| size == row.party_size)
        && cmd.attends.is_none_or(|mode| Some(mode) == row.attends)
        && !(cmd.overbook.is_some() && row.place == PlaceState::Waitlisted)
        && (cmd.reason.is_none() || cmd.reason == row.response_reason))
}

fn takes_answers(desk: &Desk<'_>, row: &attendee::Model) -> Result<()> {
    let wrong_state =
        |state: &str| Fault::new(["attendeeId"], Code::WrongState).with("state", state);
    if desk.event.status != EventStatus::Published {
        return Err(wrong_state(desk.event.status.as_str()).into());
    }
    if desk.event.attendance_closed_at.is_some() {
        return Err(wrong_state("ATTENDANCE_CLOSED").into());
    }
    if matches!(desk.op.actor, Actor::Guest { .. }) {
        if row.invitation == InvitationState::Withdrawn {
            return Err(wrong_state(row.invitation.as_str()).into());
        }
        // An offer has a deadline of its own, which may lie behind the one for answers.
        let offer = row
            .offer_expires_at
            .filter(|_| row.place == PlaceState::Offered);
        let deadline = offer
            .or(desk.event.response_deadline)
            .unwrap_or(desk.event.ends_at);
        if desk.now > deadline {
            return Err(Fault::new(["response"], Code::TooLate)
                .with("until", deadline.to_rfc3339())
                .into());
        }
    }
    Ok(())
}

/// Goes on for who may let guests in beyond the places that there are.
///
/// # Errors
/// [`Denied`](crate::error::Denied), and not found to who may not see the office.
pub(super) fn may_overbook(desk: &Desk<'_>) -> Result<()> {
    desk.op.authorise(desk.event.office_id, Action::Overbook)
}

/// Notes for the audit that a row was let in beyond the places that there are, and why.
pub(super) fn note_overbooking(
    desk: &mut Desk<'_>,
    before: Option<&attendee::Model>,
    after: &attendee::Model,
) {
    let known = before.and_then(|row| row.overbook_reason.as_ref());
    if after.overbook_reason.is_some() && after.overbook_reason.as_ref() != known {
        let taken = desk.tally.places_taken;
        let changes = json!({ "partySize": after.party_size, "placesTaken": taken, "capacity": desk.event.capacity });
        let reason = after.overbook_reason.clone();
        desk.deed("attendees::overbook", after, Some(changes), reason);
    }
}

/// A guest comes with as many as the office allowed, however many they said before.
fn within_allowance(desk: &Desk<'_>, row: &attendee::Model, party_size: Option<i32>) -> Result<()> {
    let is_guest = matches!(desk.op.actor, Actor::Guest { .. });
    if is_guest && party_size.is_some_and(|size| !(1..=row.party_allowance).contains(&size)) {
        return Err(Fault::new(["partySize"], Code::OutOfRange)
            .with("low", 1)
            .with("high", row.party_allowance)
            .into());
    }
    Ok(())
}

/// Has the guest told what became of their place, if it changed. What was queued before and is no longer true is replaced.
pub(crate) async fn tell(
    desk: &mut Desk<'_>,
    before: Option<&attendee::Model>,
    after: &attendee::Model,
) -> Result<()> {
    const ABOUT_PLACES: &[MessageKind] = &[
        MessageKind::RegistrationConfirmation,
        MessageKind::WaitingList,
        MessageKind::WaitingListOffer,
        MessageKind::Reminder,
    ];
    if before.is_some_and(|row| row.place == after.place && row.party_size == after.party_size) {
        return Ok(());
    }
    if before.is_some() {
        let outcome = (
            kuvend_entity::kind::MessageState::Superseded,
            kuvend_entity::kind::MessageEventKind::Superseded,
        );
        letters::call_back(
            &desk.tx,
            desk.op,
            &Unsent::OfAttendeesAndKinds(vec![after.id], ABOUT_PLACES),
            outcome,
        )
        .await?;
    }
    match after.place {
        PlaceState::Confirmed if after.uses_place => {
            desk.write_to(MessageKind::RegistrationConfirmation, after, None);
        }
        PlaceState::Waitlisted => desk.write_to(MessageKind::WaitingList, after, None),
        _ => {}
    }
    Ok(())
}

/// A registration by staff, or by oneself.
#[derive(Debug, Clone)]
pub struct Register {
    /// For which event.
    pub event: EventId,
    /// Whom.
    pub contact: ContactId,
    /// How many come, the guest included.
    pub party_size: Option<i32>,
    /// As what; a guest unless said.
    pub roles: Option<Vec<AttendeeRole>>,
    /// In which quality; proposed from the organisation's kind unless said.
    pub category: Option<GuestCategory>,
    /// For which organisation; the primary one unless said.
    pub organisation: Option<OrganisationId>,
    /// With which function.
    pub function: Option<String>,
    /// Whether the person registered themself, which is an answer too.
    pub by_oneself: bool,
    /// How the guest means to take part; in the room unless said.
    pub attends: Option<PresenceMode>,
    /// Why the guest gets a place even where there is none, or where others wait for it.
    pub overbook: Option<String>,
}

/// Registers somebody: an existing row is used, a place is given or a number on the waiting list.
///
/// # Errors
/// Faults where the event takes no guests, where the contact is unknown, or where a grown party does not fit.
pub async fn register(op: &Op, cmd: Register) -> Result<attendee::Model> {
    let mut desk = Desk::open(op, cmd.event, Action::WriteGuests)
        .await
        .map_err(|error| error.hidden_at(["eventId"]))?;
    takes_guests(&desk.event, "eventId")?;
    if cmd.overbook.is_some() {
        may_overbook(&desk)?;
    }
    if desk.event.attendance_closed_at.is_some() {
        return Err(Fault::new(["eventId"], Code::WrongState)
            .with("state", "ATTENDANCE_CLOSED")
            .into());
    }
    let after = registered(&mut desk, cmd).await?;
    desk.close_with(after).await
}

/// The step behind every registration, for whoever holds the desk and has asked whether the event takes one.
///
/// # Errors
/// As [`register`]'s, of who is registered.
pub(super) async fn registered(desk: &mut Desk<'_>, cmd: Register) -> Result<attendee::Model> {
    let there = guests::row_of(desk, cmd.contact).await?;
    let mut row = match &there {
        Some(row) => row.clone(),
        None => guests::proposed(desk, cmd.contact)
            .await?
            .ok_or_else(|| Fault::new(["contactId"], Code::NotFound))?,
    };
    if let Some(organisation) = cmd.organisation {
        guests::organisation_is_known(desk, organisation).await?;
        row.organisation_id = Some(organisation);
    }
    row.category = cmd.category.or(row.category);
    row.function_at_event = cmd.function.or(row.function_at_event);
    row.attends = cmd.attends.or(row.attends);
    if let Some(size) = cmd.party_size {
        row.party_size = size;
        row.party_allowance = size;
    }
    if let Some(roles) = cmd.roles {
        guests::take_roles(&mut row, AttendeeRoles(roles));
    }
    let cause = Cause {
        channel: cmd
            .by_oneself
            .then(|| ResponseChannel::SelfRegistration.as_str().to_owned()),
        ..Cause::default()
    };
    if cmd.by_oneself {
        row.response = ResponseState::Accepted;
        row.responded_at = Some(desk.now);
        row.response_channel = Some(ResponseChannel::SelfRegistration);
        row.response_revision = Some(desk.event.revision);
    }
    let claim = Claim {
        asker: if cmd.by_oneself {
            Asker::Newcomer
        } else {
            Asker::Office
        },
        overbook: cmd.overbook.as_deref(),
    };
    desk.seat(there.as_ref(), &mut row, claim).await?;
    let after = match &there {
        Some(before) => desk.alter(before, row, &cause).await?,
        None => desk.enter(row, &cause),
    };
    tell(desk, there.as_ref(), &after).await?;
    desk.deed(
        "attendees::register",
        &after,
        Some(json!({ "place": [there.as_ref().map(|row| row.place), Some(after.place)] })),
        None,
    );
    note_overbooking(desk, there.as_ref(), &after);
    Ok(after)
}

/// Whether guests may be registered or invited: the event is published.
///
/// # Errors
/// A fault on the field that named the event.
pub fn takes_guests(event: &event::Model, field: &str) -> Result<()> {
    if event.status == EventStatus::Published {
        Ok(())
    } else {
        Err(Fault::new([field], Code::WrongState)
            .with("state", event.status)
            .into())
    }
}

/// Giving a place back.
#[derive(Debug, Clone)]
pub struct Cancel {
    /// Of which row.
    pub attendee: AttendeeId,
    /// Why.
    pub reason: Option<String>,
}

/// Gives a row's place back, or its number on the waiting list; the guest is told, and the next is asked.
///
/// # Errors
/// A fault where there is no place to give back.
pub async fn cancel(op: &Op, cmd: Cancel) -> Result<attendee::Model> {
    let (mut desk, row) = Desk::open_for(op, cmd.attendee, Action::WriteGuests)
        .await
        .map_err(|error| error.hidden_at(["attendeeId"]))?;
    if row.place == PlaceState::Cancelled {
        return Ok(row);
    }
    if !transitions::moves(Move::Cancel, &row) {
        return Err(Fault::new(["attendeeId"], Code::WrongState)
            .with("state", row.place)
            .into());
    }
    let cause = Cause {
        reason: cmd.reason.clone(),
        ..Cause::default()
    };
    let after = release(&mut desk, &row, cmd.reason.as_deref(), &cause).await?;
    desk.deed(
        "attendees::cancel",
        &after,
        Some(json!({ "place": [row.place, after.place] })),
        cmd.reason,
    );
    desk.close_with(after).await
}

/// Gives a row's place back, or its number on the waiting list, and calls back what was not sent to the guest, who is told why.
pub(crate) async fn release(
    desk: &mut Desk<'_>,
    row: &attendee::Model,
    reason: Option<&str>,
    cause: &Cause,
) -> Result<attendee::Model> {
    let outcome = (
        kuvend_entity::kind::MessageState::Cancelled,
        kuvend_entity::kind::MessageEventKind::Cancelled,
    );
    let unsent =
        letters::call_back(&desk.tx, desk.op, &Unsent::OfAttendee(row.id), outcome).await?;
    let never_told = unsent
        .iter()
        .any(|(_, kind)| *kind == MessageKind::RegistrationConfirmation)
        && row.invited_at.is_none();
    let mut after = row.clone();
    Desk::unseat(&mut after, PlaceState::Cancelled);
    if !never_told && row.uses_place && desk.now < desk.event.starts_at {
        let details = json!({ "reason": reason, "place": true });
        desk.call_off(&mut after, details);
    }
    desk.alter(row, after, cause).await
}
