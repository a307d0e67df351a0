//! What moves a guest list.

use std::collections::HashMap;

use async_graphql::{Context, ID, Object, SimpleObject};
use kuvend_domain::{
    attendees::{self, reads::Listed},
    campaigns,
};
use kuvend_entity::{
    attendee,
    id::{ContactId, EventId},
};

use crate::{
    attendees::{
        Attendee,
        inputs::{
            AddGuestsInput, ApproveAttendeeInput, CancelAttendeeInput, CheckInInput,
            CloseAttendanceInput, InviteContactsInput, NameSeatInput, RecordHeadcountInput,
            RecordInvitationInput, RecordPresenceInput, RecordResponseInput, RefuseAttendeeInput,
            RegisterAttendeeInput, ReopenAttendanceInput, ResendInvitationInput, SendFollowUpInput,
            SetQueuePriorityInput, UpdateAttendeeInput, WithdrawInvitationInput,
        },
        lists,
    },
    campaigns::{Campaign, SkippedGuests},
    contacts,
    events::{Event, Selection},
    look::Look,
    payload::{UserError, op, settle, subject, top_level},
};

macro_rules! payloads {
    ($($(#[$doc:meta])* $name:ident;)+) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, SimpleObject)]
            pub struct $name {
                /// The row after it; null where it was refused.
                pub attendee: Option<Attendee>,
                /// Why it was refused; empty where it was done.
                pub user_errors: Vec<UserError>,
            }

            impl From<(Option<attendee::Model>, Vec<UserError>)> for $name {
                fn from((row, user_errors): (Option<attendee::Model>, Vec<UserError>)) -> Self {
                    Self { attendee: row.map(Into::into), user_errors }
                }
            }
        )+
    };
}

payloads! {
    /// What `recordInvitation` came to.
    RecordInvitationPayload;
    /// What `withdrawInvitation` came to.
    WithdrawInvitationPayload;
    /// What `resendInvitation` came to.
    ResendInvitationPayload;
    /// What `recordResponse` came to.
    RecordResponsePayload;
    /// What `registerAttendee` came to.
    RegisterAttendeePayload;
    /// What `approveAttendee` came to.
    ApproveAttendeePayload;
    /// What `refuseAttendee` came to.
    RefuseAttendeePayload;
    /// What `setQueuePriority` came to.
    SetQueuePriorityPayload;
    /// What `nameSeat` came to.
    NameSeatPayload;
    /// What `cancelAttendee` came to.
    CancelAttendeePayload;
    /// What `checkIn` came to.
    CheckInPayload;
}

/// What `updateAttendee` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct UpdateAttendeePayload {
    /// The row after it, or as it is now where the version was stale; null where it was refused otherwise.
    pub attendee: Option<Attendee>,
    /// Why it was refused; empty where it was done.
    pub user_errors: Vec<UserError>,
}

/// What `addGuests` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct AddGuestsPayload {
    /// Rows that are new.
    pub attendees: Vec<Attendee>,
    /// Rows that were on the list already, left as they are.
    pub already_listed: Vec<Attendee>,
    /// Why it was refused; nothing was added then.
    pub user_errors: Vec<UserError>,
}

/// What a campaign came to, or would come to.
#[derive(Debug, Clone, SimpleObject)]
pub struct InviteContactsPayload {
    /// The campaign; null on a dry run, where nobody is left to write to, and where it was refused.
    pub campaign: Option<Campaign>,
    /// Letters queued, or that would be.
    pub queued: i64,
    /// Who was left out, by reason.
    pub skipped: Vec<SkippedGuests>,
    /// Why it was refused; empty where it was done.
    pub user_errors: Vec<UserError>,
}

/// What a follow-up came to, or would come to.
#[derive(Debug, Clone, SimpleObject)]
pub struct SendFollowUpPayload {
    /// The campaign; null on a dry run, where nobody is left to write to, and where it was refused.
    pub campaign: Option<Campaign>,
    /// Letters queued, or that would be.
    pub queued: i64,
    /// Who was left out, by reason.
    pub skipped: Vec<SkippedGuests>,
    /// Why it was refused; empty where it was done.
    pub user_errors: Vec<UserError>,
}

/// What `recordPresence` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct RecordPresencePayload {
    /// The rows after it, in the order of the marks.
    pub attendees: Vec<Attendee>,
    /// Why it was refused; nothing was recorded then.
    pub user_errors: Vec<UserError>,
}

/// What `recordHeadcount` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct RecordHeadcountPayload {
    /// The event.
    pub event: Option<Event>,
    /// The headcount as it stands for its mode.
    pub count: Option<i32>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// What `closeAttendance` came to, or would come to.
#[derive(Debug, Clone, SimpleObject)]
pub struct CloseAttendancePayload {
    /// The event after it.
    pub event: Option<Event>,
    /// How many rows became absent, or would.
    pub absent_count: i64,
    /// The first hundred of them.
    pub absent: Vec<Attendee>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// What `reopenAttendance` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct ReopenAttendancePayload {
    /// The event after it.
    pub event: Option<Event>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// The event of a payload with what the client selected of it.
pub(crate) async fn payload_event(
    ctx: &Context<'_>,
    id: EventId,
) -> async_graphql::Result<Option<Event>> {
    let selection = Selection::of(&Look::of(ctx).field("event"));
    Ok(Event::load_many(op(ctx)?, &[id], &selection)
        .await?
        .remove(&id))
}

/// The row that a mutation spoke of, with what is selected of it; on a conflict, as it is now.
///
/// # Errors
/// A failure, as a coded top-level error.
pub(crate) async fn payload_row(
    ctx: &Context<'_>,
    row: Option<attendee::Model>,
    (id, errors): (&ID, &[UserError]),
) -> async_graphql::Result<Option<Attendee>> {
    let Some(id) = subject(row.map(|row| row.id), id, errors) else {
        return Ok(None);
    };
    let look = Look::of(ctx).field("attendee");
    let mut found = lists::load_many(op(ctx)?, &[id], &look).await?;
    Ok(found.remove(&id))
}

/// The rows in a field of a payload, with what the client selected of them.
async fn shown(
    ctx: &Context<'_>,
    field: &str,
    rows: Vec<attendee::Model>,
) -> async_graphql::Result<Vec<Attendee>> {
    let (op, look) = (op(ctx)?, Look::of(ctx).field(field));
    let guest = look.field("contact");
    let people = if guest.exists() {
        let ids: Vec<ContactId> = rows.iter().filter_map(|row| row.contact_id).collect();
        let wanted = contacts::Selection::of(&guest).columns;
        let found = kuvend_domain::contacts::by_ids(op, &ids, &wanted).await;
        found.map_err(|error| top_level(op, &error))?
    } else {
        HashMap::new()
    };
    let listed = rows.into_iter().map(|row| Listed {
        contact: row.contact_id.and_then(|id| people.get(&id).cloned()),
        row: row.into(),
    });
    lists::hydrate(op, listed.collect(), &look).await
}

/// The mutations of guest lists.
#[derive(Debug, Clone, Copy, Default)]
pub struct AttendeeMutations;

/// The mutations of guest lists.
#[Object]
impl AttendeeMutations {
    /// Puts people and organisations' seats on a guest list. Nothing is sent; who is there already is left as they are.
    async fn add_guests(
        &self,
        ctx: &Context<'_>,
        input: AddGuestsInput,
    ) -> async_graphql::Result<AddGuestsPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => attendees::add_guests(op, command).await,
            Err(faults) => Err(faults),
        };
        let (added, user_errors) = settle(op, outcome)?;
        let added = added.unwrap_or_default();
        Ok(AddGuestsPayload {
            attendees: shown(ctx, "attendees", added.added).await?,
            already_listed: shown(ctx, "alreadyListed", added.there).await?,
            user_errors,
        })
    }

    /// Invites by mail: contacts that are not on the list are put on it, and a letter is queued for each whom the gate lets
    /// pass. Who was invited before is skipped; `resendInvitation` is an act of its own.
    async fn invite_contacts(
        &self,
        ctx: &Context<'_>,
        input: InviteContactsInput,
    ) -> async_graphql::Result<InviteContactsPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => campaigns::invite(op, command).await,
            Err(faults) => Err(faults),
        };
        let (sent, user_errors) = settle(op, outcome)?;
        let (campaign, queued, skipped) = crate::campaigns::told(sent);
        Ok(InviteContactsPayload {
            campaign,
            queued,
            skipped,
            user_errors,
        })
    }

    /// Records an invitation that went out on paper, by telephone or in person.
    async fn record_invitation(
        &self,
        ctx: &Context<'_>,
        input: RecordInvitationInput,
    ) -> async_graphql::Result<RecordInvitationPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => attendees::record_invitation(op, command).await,
            Err(faults) => Err(faults),
        };
        Ok(settle(op, outcome)?.into())
    }

    /// Takes an invitation back, the place and the personal link with it.
    async fn withdraw_invitation(
        &self,
        ctx: &Context<'_>,
        input: WithdrawInvitationInput,
    ) -> async_graphql::Result<WithdrawInvitationPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => {
                attendees::withdraw_invitation(op, command.attendee, command.reason).await
            }
            Err(faults) => Err(faults),
        };
        Ok(settle(op, outcome)?.into())
    }

    /// Sends an invitation again, with the same link.
    async fn resend_invitation(
        &self,
        ctx: &Context<'_>,
        input: ResendInvitationInput,
    ) -> async_graphql::Result<ResendInvitationPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(attendee) => attendees::resend_invitation(op, attendee).await,
            Err(faults) => Err(faults),
        };
        Ok(settle(op, outcome)?.into())
    }

    /// Records an answer. The last one wins; the same one again changes nothing.
    async fn record_response(
        &self,
        ctx: &Context<'_>,
        input: RecordResponseInput,
    ) -> async_graphql::Result<RecordResponsePayload> {
        let op = op(ctx)?;
        let command = input
            .read(async |event, contact| attendees::answering_row(op, event, contact).await)
            .await;
        let outcome = match command {
            Ok(command) => attendees::respond(op, command).await,
            Err(faults) => Err(faults),
        };
        Ok(settle(op, outcome)?.into())
    }

    /// Registers somebody: a place if the party fits and nobody waits, else a number on the waiting list.
    async fn register_attendee(
        &self,
        ctx: &Context<'_>,
        input: RegisterAttendeeInput,
    ) -> async_graphql::Result<RegisterAttendeePayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => attendees::register(op, command).await,
            Err(faults) => Err(faults),
        };
        Ok(settle(op, outcome)?.into())
    }

    /// Lets a guest come whose place waits for approval: there is a place if the party fits and nobody waits, else a number on
    /// the waiting list. The guest is told.
    async fn approve_attendee(
        &self,
        ctx: &Context<'_>,
        input: ApproveAttendeeInput,
    ) -> async_graphql::Result<ApproveAttendeePayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => attendees::approve(op, command).await,
            Err(faults) => Err(faults),
        };
        Ok(settle(op, outcome)?.into())
    }

    /// Does not let a guest come whose place waits for approval. The guest is told, and why.
    async fn refuse_attendee(
        &self,
        ctx: &Context<'_>,
        input: RefuseAttendeeInput,
    ) -> async_graphql::Result<RefuseAttendeePayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => attendees::refuse(op, command).await,
            Err(faults) => Err(faults),
        };
        Ok(settle(op, outcome)?.into())
    }

    /// Puts a row before others on the waiting list, or back among them; beforehand where it has not asked for a place yet.
    /// Giving up ends it.
    async fn set_queue_priority(
        &self,
        ctx: &Context<'_>,
        input: SetQueuePriorityInput,
    ) -> async_graphql::Result<SetQueuePriorityPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => attendees::set_priority(op, command).await,
            Err(faults) => Err(faults),
        };
        Ok(settle(op, outcome)?.into())
    }

    /// Corrects a row: in which quality and for whom the guest comes, as what, with how many. Neither invitation nor answer
    /// moves.
    async fn update_attendee(
        &self,
        ctx: &Context<'_>,
        input: UpdateAttendeeInput,
    ) -> async_graphql::Result<UpdateAttendeePayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => attendees::update_guest(op, command).await,
            Err(faults) => Err(faults),
        };
        let (row, user_errors) = settle(op, outcome)?;
        Ok(UpdateAttendeePayload {
            attendee: payload_row(ctx, row, (&input.attendee_id, &user_errors)).await?,
            user_errors,
        })
    }

    /// Says who fills an organisation's seat, which keeps its place, its number and its history.
    async fn name_seat(
        &self,
        ctx: &Context<'_>,
        input: NameSeatInput,
    ) -> async_graphql::Result<NameSeatPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => attendees::name_seat(op, command).await,
            Err(faults) => Err(faults),
        };
        Ok(settle(op, outcome)?.into())
    }

    /// Gives a place back, or a number on the waiting list; the next who wait are asked.
    async fn cancel_attendee(
        &self,
        ctx: &Context<'_>,
        input: CancelAttendeeInput,
    ) -> async_graphql::Result<CancelAttendeePayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => attendees::cancel(op, command).await,
            Err(faults) => Err(faults),
        };
        Ok(settle(op, outcome)?.into())
    }

    /// Receives somebody at the door. The same guest again changes nothing; who is not on the list is a walk-in.
    async fn check_in(
        &self,
        ctx: &Context<'_>,
        input: CheckInInput,
    ) -> async_graphql::Result<CheckInPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => attendees::check_in(op, command).await,
            Err(faults) => Err(faults),
        };
        Ok(settle(op, outcome)?.into())
    }

    /// Records presence of several rows, all or none: attended, excused, absent, or unrecorded again.
    async fn record_presence(
        &self,
        ctx: &Context<'_>,
        input: RecordPresenceInput,
    ) -> async_graphql::Result<RecordPresencePayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => attendees::record_presence(op, command).await,
            Err(faults) => Err(faults),
        };
        let (rows, user_errors) = settle(op, outcome)?;
        Ok(RecordPresencePayload {
            attendees: shown(ctx, "attendees", rows.unwrap_or_default()).await?,
            user_errors,
        })
    }

    /// Records how many people were there who are not named; a second headcount of the same mode replaces the first.
    async fn record_headcount(
        &self,
        ctx: &Context<'_>,
        input: RecordHeadcountInput,
    ) -> async_graphql::Result<RecordHeadcountPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => attendees::record_headcount(op, command).await,
            Err(faults) => Err(faults),
        };
        let (kept, user_errors) = settle(op, outcome)?;
        let (event, count) = match kept {
            Some((event, headcount)) => {
                (payload_event(ctx, event.id).await?, Some(headcount.count))
            }
            None => (None, None),
        };
        Ok(RecordHeadcountPayload {
            event,
            count,
            user_errors,
        })
    }

    /// Closes attendance: who has a confirmed place and is not recorded becomes absent. A dry run shows whom.
    async fn close_attendance(
        &self,
        ctx: &Context<'_>,
        input: CloseAttendanceInput,
    ) -> async_graphql::Result<CloseAttendancePayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => attendees::close_attendance(op, command).await,
            Err(faults) => Err(faults),
        };
        let (closing, user_errors) = settle(op, outcome)?;
        let Some(closing) = closing else {
            return Ok(CloseAttendancePayload {
                event: None,
                absent_count: 0,
                absent: Vec::new(),
                user_errors,
            });
        };
        let event = payload_event(ctx, closing.event.id).await?;
        Ok(CloseAttendancePayload {
            event,
            absent_count: closing.absent,
            absent: shown(ctx, "absent", closing.shown).await?,
            user_errors,
        })
    }

    /// Opens attendance again: who became absent by closing is unrecorded again.
    async fn reopen_attendance(
        &self,
        ctx: &Context<'_>,
        input: ReopenAttendanceInput,
    ) -> async_graphql::Result<ReopenAttendancePayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => attendees::reopen_attendance(op, command).await,
            Err(faults) => Err(faults),
        };
        let (event, user_errors) = settle(op, outcome)?;
        let event = match event {
            Some(event) => payload_event(ctx, event.id).await?,
            None => None,
        };
        Ok(ReopenAttendancePayload { event, user_errors })
    }

    /// Writes to guests by what has happened with them: thanks, greetings, a reminder to who has not answered.
    async fn send_follow_up(
        &self,
        ctx: &Context<'_>,
        input: SendFollowUpInput,
    ) -> async_graphql::Result<SendFollowUpPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => campaigns::follow_up(op, command).await,
            Err(faults) => Err(faults),
        };
        let (sent, user_errors) = settle(op, outcome)?;
        let (campaign, queued, skipped) = crate::campaigns::told(sent);
        Ok(SendFollowUpPayload {
            campaign,
            queued,
            skipped,
            user_errors,
        })
    }
}
