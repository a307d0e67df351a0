//! What becomes of a row: invited, answered, placed, there or not.

use chrono::{DateTime, TimeDelta, Utc};
use kuvend_entity::{
    attendee, event,
    id::AttendeeId,
    kind::{
        ApprovalState, EventFormat, EventStatus, EventVisibility, InvitationChannel,
        InvitationState, PlaceState, PresenceMode, PresenceState, ResponseChannel, ResponseState,
    },
    value::AttendeeRoles,
};
use sea_orm::prelude::Uuid;

use super::{
    super::{dice::Dice, plan::Plan},
    Contact,
};

/// How somebody came on the list.
#[derive(Debug, Clone, Copy)]
enum Way {
    Invited,
    OnTheListOnly,
    SelfRegistered,
    EnteredByStaff,
    WalkedIn,
}

/// A row about which nothing is decided.
pub(super) fn blank(
    event: &event::Model,
    contact: Contact,
    since: DateTime<Utc>,
) -> attendee::Model {
    attendee::Model {
        id: AttendeeId(Uuid::nil()),
        office_id: event.office_id,
        event_id: event.id,
        contact_id: contact,
        version: 1,
        organisation_id: None,
        function_at_event: None,
        roles: AttendeeRoles::default(),
        is_guest: true,
        uses_place: true,
        category: None,
        party_size: 1,
        party_allowance: 1,
        wave: None,
        invitation: InvitationState::NotInvited,
        invited_at: None,
        invitation_channel: None,
        invitation_evidence: None,
        invitation_round: 1,
        link_epoch: 1,
        calendar_sequence: 0,
        response: ResponseState::None,
        responded_at: None,
        response_channel: None,
        response_reason: None,
        response_revision: None,
        represented_by_id: None,
        place: PlaceState::None,
        approval: ApprovalState::NotAsked,
        overbook_reason: None,
        attends: None,
        place_changed_at: None,
        queue_number: None,
        queue_priority: 0,
        offer_expires_at: None,
        is_registered: false,
        presence: PresenceState::Unrecorded,
        presence_at: None,
        presence_mode: None,
        snapshot_sex: None,
        snapshot_age_band: None,
        snapshot_residence_country: None,
        snapshot_residence_subdivision: None,
        snapshot_origin_country: None,
        snapshot_generation: None,
        snapshot_category: None,
        snapshot_language: None,
        snapshot_organisation_kind: None,
        snapshot_at: None,
        created_at: since,
        updated_at: since,
    }
}

/// Decides how a row came on the list, whether it was invited, and what was answered. A wish for a place stands as
/// `CONFIRMED` until the row is counted.
pub(super) fn invite_and_answer(
    dice: &mut Dice,
    plan: &Plan,
    event: &event::Model,
    (row, has_address): (&mut attendee::Model, bool),
) {
    let Some(published_at) = event.published_at else {
        return;
    };
    // Whatever has happened has happened by now, and before the event began.
    let until = event.starts_at.min(plan.now());
    match way(dice, plan, event, row) {
        Way::OnTheListOnly => {}
        Way::Invited => {
            invite(dice, (published_at, until), (row, has_address));
            if row.invitation == InvitationState::Sent {
                answer(dice, until, row);
            }
        }
        Way::SelfRegistered => {
            let at = moment(dice, published_at, until);
            row.response = ResponseState::Accepted;
            row.responded_at = Some(at);
            row.response_channel = Some(ResponseChannel::SelfRegistration);
            row.response_revision = Some(event.revision);
            row.place_changed_at = Some(at);
            row.place = PlaceState::Confirmed;
            row.created_at = at;
        }
        Way::EnteredByStaff => {
            row.place = PlaceState::Confirmed;
            row.place_changed_at = Some(moment(dice, published_at, until));
        }
        Way::WalkedIn => {
            row.created_at = event.starts_at;
            row.presence = PresenceState::Attended;
        }
    }
}

fn way(dice: &mut Dice, plan: &Plan, event: &event::Model, row: &attendee::Model) -> Way {
    if row.contact_id.is_none() {
        return Way::Invited;
    }
    let listed = event.visibility == EventVisibility::Listed;
    let happened = event.ends_at < plan.now() && event.status != EventStatus::Cancelled;
    dice.weighted(
        &[
            (if listed { 16 } else { 0 }, Way::SelfRegistered),
            (4, Way::EnteredByStaff),
            (if happened { 3 } else { 0 }, Way::WalkedIn),
            (if happened { 1 } else { 20 }, Way::OnTheListOnly),
            (78, Way::Invited),
        ],
        Way::Invited,
    )
}

fn invite(
    dice: &mut Dice,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
    (row, has_address): (&mut attendee::Model, bool),
) {
    use InvitationChannel as By;
    let by_hand = &[
        (50, By::Card),
        (25, By::Letter),
        (15, By::Phone),
        (10, By::InPerson),
    ];
    let channel = if row.contact_id.is_none() {
        By::NoteVerbale
    } else if has_address && !dice.percent(12) {
        By::Email
    } else {
        dice.weighted(by_hand, By::Card)
    };
    let by_mail = channel == By::Email;
    row.invitation = match dice.below(100) {
        0..3 if by_mail => InvitationState::Bounced,
        3 => InvitationState::Withdrawn,
        _ => InvitationState::Sent,
    };
    // Invitations go out in the first days.
    let days = TimeDelta::days(6).min(until - from);
    row.invited_at = Some(moment(dice, from, from + days));
    row.invitation_channel = Some(channel);
    row.wave = Some(
        dice.weighted(&[(60, "first"), (40, "second")], "first")
            .to_owned(),
    );
}

fn answer(dice: &mut Dice, until: DateTime<Utc>, row: &mut attendee::Model) {
    use ResponseChannel as By;
    const ANSWERS: &[(u32, ResponseState)] = &[
        (45, ResponseState::Accepted),
        (16, ResponseState::Declined),
        (5, ResponseState::Tentative),
        (34, ResponseState::None),
    ];
    row.response = dice.weighted(ANSWERS, ResponseState::None);
    if row.response == ResponseState::None || row.contact_id.is_none() {
        row.response = ResponseState::None;
        return;
    }
    let from = row.invited_at.unwrap_or(row.created_at);
    let at = moment(dice, from, until);
    row.responded_at = Some(at);
    row.response_revision = Some(1);
    row.response_channel = Some(
        if row.invitation_channel == Some(InvitationChannel::Email) {
            dice.weighted(
                &[
                    (72, By::Link),
                    (12, By::Email),
                    (9, By::Phone),
                    (7, By::Calendar),
                ],
                By::Link,
            )
        } else {
            dice.weighted(
                &[(60, By::Phone), (25, By::Letter), (15, By::InPerson)],
                By::Phone,
            )
        },
    );
    row.place = match row.response {
        // Some who accepted changed their mind in time.
        ResponseState::Accepted if dice.percent(3) => PlaceState::Cancelled,
        ResponseState::Accepted => PlaceState::Confirmed,
        ResponseState::Declined => PlaceState::Cancelled,
        _ => PlaceState::None,
    };
    if row.place != PlaceState::None {
        row.place_changed_at = Some(at);
    }
    if row.response == ResponseState::Declined && dice.percent(30) {
        row.response_reason = Some("I am abroad on that day.".to_owned());
    }
}

/// Decides who was there.
pub(super) fn be_there(
    dice: &mut Dice,
    plan: &Plan,
    event: &event::Model,
    row: &mut attendee::Model,
) {
    use PresenceState as P;
    let happened = event.ends_at < plan.now() && event.status != EventStatus::Cancelled;
    if !happened {
        return;
    }
    let closed = event.attendance_closed_at;
    if row.presence == P::Unrecorded {
        row.presence = match (row.place, closed) {
            (PlaceState::Confirmed, Some(_)) => dice.weighted(
                &[(79, P::Attended), (17, P::Absent), (4, P::Excused)],
                P::Absent,
            ),
            (PlaceState::Confirmed, None) => {
                dice.weighted(&[(60, P::Attended), (40, P::Unrecorded)], P::Unrecorded)
            }
            (PlaceState::Waitlisted, _) if dice.percent(3) => P::Attended,
            _ => P::Unrecorded,
        };
    }
    row.presence_at = match row.presence {
        P::Unrecorded => None,
        P::Attended => {
            let minutes = TimeDelta::minutes(dice.between(-40, 50).into());
            Some(event.starts_at + minutes)
        }
        P::Absent => closed,
        P::Excused => Some(event.starts_at - TimeDelta::hours(6)),
    };
    if row.presence == P::Attended {
        let online = match event.format {
            EventFormat::Online => true,
            EventFormat::InPerson => false,
            EventFormat::Hybrid => dice.percent(25),
        };
        row.presence_mode = Some(if online {
            PresenceMode::Online
        } else {
            PresenceMode::InPerson
        });
    }
}

/// The row as it stands after all of this.
pub(super) fn settle(row: &mut attendee::Model) {
    let happened = [
        row.invited_at,
        row.responded_at,
        row.place_changed_at,
        row.presence_at,
        row.snapshot_at,
    ];
    let changes = happened.iter().flatten().count();
    row.version = 1 + i32::try_from(changes).unwrap_or_default();
    row.updated_at = happened
        .into_iter()
        .flatten()
        .chain([row.created_at])
        .max()
        .unwrap_or(row.created_at);
}

/// A moment between two, to the second.
fn moment(dice: &mut Dice, from: DateTime<Utc>, until: DateTime<Utc>) -> DateTime<Utc> {
    let seconds = u32::try_from((until - from).num_seconds()).unwrap_or_default();
    from + TimeDelta::seconds(dice.below(seconds).into())
}
