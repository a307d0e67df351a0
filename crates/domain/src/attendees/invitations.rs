//! Invitations one by one: on paper, taken back, sent again, and what became of those sent by mail.

use chrono::{DateTime, Utc};
use kuvend_entity::{
    attendee,
    id::{AttendeeId, EventId},
    kind::{
        InvitationChannel, InvitationState, MessageEventKind, MessageKind, MessageState, PlaceState,
    },
    message,
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use serde_json::json;

use crate::{
    attendees::{
        answers::takes_guests,
        desk::{Cause, Desk},
        guests,
        moves::Move,
        transitions,
    },
    engine,
    error::{Error, Result},
    fault::{Code, Fault},
    gate::{self, Permission},
    letters::{self, Unsent},
    op::Op,
    policy::Action,
};

/// An invitation that went out by another way than Kuvend's mail.
#[derive(Debug, Clone)]
pub struct RecordInvitation {
    /// Of which row.
    pub attendee: AttendeeId,
    /// How.
    pub channel: InvitationChannel,
    /// When.
    pub sent_at: DateTime<Utc>,
    /// What proves it (a protocol number, a receipt).
    pub evidence: Option<String>,
}

/// Records an invitation by card, letter, note verbale, telephone or in person. A queued letter is called back.
///
/// # Errors
/// Faults where the event is not published, where the row is invited already, or where the date lies ahead.
pub async fn record_invitation(op: &Op, cmd: RecordInvitation) -> Result<attendee::Model> {
    let (mut desk, row) = Desk::open_for(op, cmd.attendee, Action::WriteGuests)
        .await
        .map_err(|error| error.hidden_at(["attendeeId"]))?;
    takes_guests(&desk.event, "attendeeId")?;
    if cmd.sent_at > desk.now {
        return Err(Fault::new(["sentAt"], Code::TooEarly)
            .later_than(desk.now)
            .into());
    }
    if row.invitation == InvitationState::Sent
        && row.invitation_channel == Some(cmd.channel)
        && row.invited_at == Some(cmd.sent_at)
    {
        return Ok(row);
    }
    if !transitions::moves(Move::RecordInvitation, &row) {
        return Err(Fault::new(["attendeeId"], Code::WrongState)
            .with("state", row.invitation)
            .into());
    }
    let outcome = (MessageState::Superseded, MessageEventKind::Superseded);
    letters::call_back(
        &desk.tx,
        op,
        &Unsent::OfAttendeesAndKinds(vec![row.id], &[MessageKind::Invitation]),
        outcome,
    )
    .await?;
    let mut after = row.clone();
    after.invitation = InvitationState::Sent;
    desk.hold_for_invited(&mut after);
    after.invited_at = Some(cmd.sent_at);
    after.invitation_channel = Some(cmd.channel);
    after.invitation_evidence.clone_from(&cmd.evidence);
    let cause = Cause {
        channel: Some(cmd.channel.as_str().to_owned()),
        reason: cmd.evidence,
        ..Cause::default()
    };
    let after = desk.alter(&row, after, &cause).await?;
    desk.deed(
        "attendees::record_invitation",
        &after,
        Some(json!({ "invitation": [row.invitation, after.invitation], "channel": cmd.channel })),
        None,
    );
    desk.close().await?;
    Ok(after)
}

/// Takes an invitation back: the place and the personal link with it. Who was told is told of this too.
///
/// # Errors
/// A fault where there is no invitation to take back.
pub async fn withdraw_invitation(
    op: &Op,
    attendee: AttendeeId,
    reason: Option<String>,
) -> Result<attendee::Model> {
    let (mut desk, row) = Desk::open_for(op, attendee, Action::WriteGuests)
        .await
        .map_err(|error| error.hidden_at(["attendeeId"]))?;
    if row.invitation == InvitationState::Withdrawn {
        return Ok(row);
    }
    if !transitions::moves(Move::WithdrawInvitation, &row) {
        return Err(Fault::new(["attendeeId"], Code::WrongState)
            .with("state", row.invitation)
            .into());
    }
    letters::call_back(
        &desk.tx,
        op,
        &Unsent::OfAttendee(row.id),
        (MessageState::Cancelled, MessageEventKind::Cancelled),
    )
    .await?;
    let mut after = row.clone();
    after.invitation = InvitationState::Withdrawn;
    after.link_epoch += 1;
    if !matches!(
        row.place,
        PlaceState::None | PlaceState::Cancelled | PlaceState::Expired
    ) {
        Desk::unseat(&mut after, PlaceState::Cancelled);
    }
    // One line in the timeline is enough where no letter has left the house.
    let was_told = match row.invitation {
        InvitationState::Sent => row.invitation_channel == Some(InvitationChannel::Email),
        InvitationState::Queued => is_perhaps_invited(&desk.tx, row.id).await?,
        _ => false,
    };
    if was_told && desk.now < desk.event.starts_at {
        let details = json!({ "reason": reason, "invitation": true });
        desk.call_off(&mut after, details);
    }
    let after = desk
        .alter(
            &row,
            after,
            &Cause {
                reason: reason.clone(),
                ..Cause::default()
            },
        )
        .await?;
    desk.deed(
        "attendees::withdraw_invitation",
        &after,
        Some(json!({ "invitation": [row.invitation, after.invitation] })),
        reason,
    );
    desk.close().await?;
    Ok(after)
}

/// Whether an invitation that still waits to be sent has an earlier letter, or one of which nobody knows.
async fn is_perhaps_invited(tx: &DatabaseTransaction, attendee: AttendeeId) -> Result<bool> {
    let found = message::Entity::find()
        .filter(message::Column::AttendeeId.eq(attendee))
        .filter(message::Column::Kind.eq(MessageKind::Invitation))
        .filter(letters::may_be_known())
        .one(tx)
        .await?;
    Ok(found.is_some())
}

/// Sends an invitation again: another letter, with the same link. Also for who bounced, once the address is mended.
///
/// # Errors
/// Faults where nothing was sent, where the event takes no guests, or where the gate lets no letter pass.
pub async fn resend_invitation(op: &Op, attendee: AttendeeId) -> Result<attendee::Model> {
    let (mut desk, row) = Desk::open_for(op, attendee, Action::SendLetters)
        .await
        .map_err(|error| error.hidden_at(["attendeeId"]))?;
    takes_guests(&desk.event, "attendeeId")?;
    if desk.now >= desk.event.starts_at {
        return Err(Fault::new(["attendeeId"], Code::TooLate)
            .with("until", desk.event.starts_at.to_rfc3339())
            .into());
    }
    if row.invitation == InvitationState::Queued {
        return Ok(row);
    }
    if !transitions::moves(Move::ResendInvitation, &row) {
        return Err(Fault::new(["attendeeId"], Code::WrongState)
            .with("state", row.invitation)
            .into());
    }
    let contact = row.contact_id.ok_or_else(|| {
        Fault::new(["attendeeId"], Code::MayNotContact).with("reason", "NO_ADDRESS")
    })?;
    let verdicts = gate::ask(
        &desk.tx,
        desk.event.office_id,
        letters::use_of(MessageKind::Invitation, row.organisation_id.is_some()),
        &[contact],
    )
    .await?;
    let permission = verdicts
        .get(&contact)
        .map_or(Permission::NoAddress, |verdict| verdict.permission);
    if permission != Permission::Allowed {
        return Err(Fault::new(["attendeeId"], Code::MayNotContact)
            .with("reason", permission.as_str())
            .into());
    }
    let mut after = row.clone();
    after.invitation = InvitationState::Queued;
    after.invitation_round += 1;
    desk.hold_for_invited(&mut after);
    let after = desk
        .alter(
            &row,
            after,
            &Cause {
                reason: Some("sent again".to_owned()),
                ..Cause::default()
            },
        )
        .await?;
    desk.write_to(MessageKind::Invitation, &after, None);
    desk.deed(
        "attendees::resend_invitation",
        &after,
        Some(json!({ "invitation": [row.invitation, after.invitation] })),
        None,
    );
    desk.close().await?;
    Ok(after)
}

/// What became of invitations by mail, within the transaction that records it. Only a row that still waits for this
/// outcome moves.
///
/// # Errors
/// Only the database's.
pub async fn settle_invitations(
    op: &Op,
    tx: DatabaseTransaction,
    event: EventId,
    outcomes: &[(AttendeeId, InvitationState)],
) -> Result<DatabaseTransaction> {
    let locked = engine::lock_event_with_row(&tx, event)
        .await?
        .ok_or_else(|| Error::missing("event"))?;
    let mut desk = Desk::new(op, tx, locked);
    for batch in outcomes.chunks(guests::BATCH) {
        let rows = attendee::Entity::find()
            .filter(attendee::Column::Id.is_in(batch.iter().map(|(id, _)| *id)))
            .filter(attendee::Column::Invitation.eq(InvitationState::Queued))
            .all(&desk.tx)
            .await?;
        for row in rows {
            let Some((_, state)) = batch.iter().find(|(id, _)| *id == row.id) else {
                continue;
            };
            let mut after = row.clone();
            after.invitation = *state;
            if matches!(state, InvitationState::Sent | InvitationState::Bounced) {
                after.invited_at = row.invited_at.or(Some(desk.now));
                after.invitation_channel = Some(InvitationChannel::Email);
            }
            let cause = Cause {
                channel: Some(InvitationChannel::Email.as_str().to_owned()),
                ..Cause::default()
            };
            let _ = desk.alter_later(&row, after, &cause);
        }
    }
    desk.settle().await
}
