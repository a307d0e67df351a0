//! Guest lists: rows with their four axes, and what moves them.

pub mod inputs;
pub mod mutations;

use std::collections::HashMap;

use async_graphql::{Context, Enum, ID, InputObject, Lookahead, Object, SimpleObject};
use kuvend_domain::{
    attendees::{
        self,
        reads::{self, Filter, Order, OrderBy},
    },
    op::Op,
    paging::Page,
};
use kuvend_entity::{attendee, attendee_change, id::EventId, message, message_event};

use crate::{
    connection,
    contacts::{self, Contact},
    enums::{
        AttendeeRole, GuestCategory, InvitationChannel, InvitationState, MessageEventKind,
        MessageKind, MessageState, PlaceState, PresenceMode, PresenceState, ResponseChannel,
        ResponseState,
    },
    events::{Event, Selection},
    order::OrderDirection,
    organisations::Organisation,
    paging::{Paging, counts, nodes},
    payload::{op, seen, top_level},
    scalars::{DateTime, EmailAddress, Language},
};

/// A row of an event's guest list. Invitation, response, place and presence are four axes, each with its own history.
#[derive(Debug, Clone)]
pub struct Attendee {
    /// The row.
    pub row: attendee::Model,
    /// The event, where it came with the row.
    pub event: Option<Box<Event>>,
    /// The contact, where it came with the row.
    pub contact: Option<Box<Contact>>,
}

impl From<attendee::Model> for Attendee {
    fn from(row: attendee::Model) -> Self {
        Self {
            row,
            event: None,
            contact: None,
        }
    }
}

connection!(AttendeeConnection, AttendeeEdge, Attendee, "guests");
connection!(MessageConnection, MessageEdge, Message, "letters");

/// What can be done with a row now.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "attendees::Move")]
pub enum AttendeeMove {
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

/// One step in the history of a row.
#[derive(Debug, Clone, SimpleObject)]
pub struct AttendeeChange {
    /// Which axis moved: `INVITATION`, `RESPONSE`, `PLACE` or `PRESENCE`.
    pub axis: String,
    /// From; null where the row began with the new value.
    pub from: Option<String>,
    /// To.
    pub to: String,
    /// When.
    pub at: DateTime,
    /// How it came in.
    pub channel: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// For whom somebody else answered.
    pub on_behalf_of: Option<String>,
    /// The revision of the event that it speaks of.
    pub event_revision: Option<i32>,
}

impl From<attendee_change::Model> for AttendeeChange {
    fn from(row: attendee_change::Model) -> Self {
        Self {
            axis: row.axis.as_str().to_owned(),
            from: row.old_value,
            to: row.new_value,
            at: row.at.into(),
            channel: row.channel,
            reason: row.reason,
            on_behalf_of: row.on_behalf_of,
            event_revision: row.event_revision,
        }
    }
}

/// A row of an event's guest list. Invitation, response, place and presence are four axes, each with its own history.
#[Object]
impl Attendee {
    /// Opaque, stable id.
    pub async fn id(&self) -> ID {
        self.row.id.to_string().into()
    }

    /// Raised by every change.
    async fn version(&self) -> i32 {
        self.row.version
    }

    /// The event.
    async fn event(&self, ctx: &Context<'_>) -> async_graphql::Result<Event> {
        if let Some(event) = &self.event {
            return Ok((**event).clone());
        }
        Event::load(ctx, self.row.event_id)
            .await?
            .ok_or_else(|| "the event is not visible".into())
    }

    /// The guest; null where an organisation's seat waits for a name.
    async fn contact(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Contact>> {
        match (&self.contact, self.row.contact_id) {
            (Some(contact), _) => Ok(Some((**contact).clone())),
            (None, Some(id)) => Contact::load(ctx, id).await,
            (None, None) => Ok(None),
        }
    }

    /// The organisation that the guest represents at the event.
    async fn representing(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Organisation>> {
        match self.row.organisation_id {
            Some(id) => Organisation::load(op(ctx)?, id).await,
            None => Ok(None),
        }
    }

    /// The function held at the event.
    async fn function_at_event(&self) -> Option<&str> {
        self.row.function_at_event.as_deref()
    }

    /// What the person is there, several at once.
    async fn roles(&self) -> Vec<AttendeeRole> {
        self.row.roles.0.iter().map(|role| (*role).into()).collect()
    }

    /// In which quality the guest comes.
    async fn category(&self) -> Option<GuestCategory> {
        self.row.category.map(Into::into)
    }

    /// Places that the party needs, the guest included.
    async fn party_size(&self) -> i32 {
        self.row.party_size
    }

    /// The name of the wave in which the row was added.
    async fn wave(&self) -> Option<&str> {
        self.row.wave.as_deref()
    }

    /// First axis: has the invitation gone out?
    async fn invitation(&self) -> InvitationState {
        self.row.invitation.into()
    }

    /// When the invitation was sent.
    async fn invited_at(&self) -> Option<DateTime> {
        self.row.invited_at.map(Into::into)
    }

    /// How the invitation was sent.
    async fn invitation_channel(&self) -> Option<InvitationChannel> {
        self.row.invitation_channel.map(Into::into)
    }

    /// Second axis: what was the answer?
    async fn response(&self) -> ResponseState {
        self.row.response.into()
    }

    /// When the answer was given.
    async fn responded_at(&self) -> Option<DateTime> {
        self.row.responded_at.map(Into::into)
    }

    /// How the answer came in.
    async fn response_channel(&self) -> Option<ResponseChannel> {
        self.row.response_channel.map(Into::into)
    }

    /// What reason was given.
    async fn response_reason(&self) -> Option<&str> {
        self.row.response_reason.as_deref()
    }

    /// The revision of the event that was answered; older than the event's own means that time or place changed since.
    async fn response_revision(&self) -> Option<i32> {
        self.row.response_revision
    }

    /// The deputy's row, where the answer is `REPRESENTED`.
    async fn represented_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Attendee>> {
        match self.row.represented_by_id {
            Some(id) => load(op(ctx)?, id).await,
            None => Ok(None),
        }
    }

    /// Third axis: is there a place? `CONFIRMED` and `OFFERED` occupy the party's size.
    async fn place(&self) -> PlaceState {
        self.row.place.into()
    }

    /// The number on the waiting list; lower is asked first. Numbers are not consecutive: who left leaves a gap.
    async fn queue_position(&self) -> Option<i32> {
        self.row.queue_number
    }

    /// Until when an offered place is held.
    async fn offer_expires_at(&self) -> Option<DateTime> {
        self.row.offer_expires_at.map(Into::into)
    }

    /// Fourth axis: was the guest there? `UNRECORDED` is not `ABSENT`.
    async fn presence(&self) -> PresenceState {
        self.row.presence.into()
    }

    /// How the guest attended.
    async fn presence_mode(&self) -> Option<PresenceMode> {
        self.row.presence_mode.map(Into::into)
    }

    /// When the guest was received.
    async fn checked_in_at(&self) -> Option<DateTime> {
        (self.row.presence == kuvend_entity::kind::PresenceState::Attended)
            .then_some(self.row.presence_at)
            .flatten()
            .map(Into::into)
    }

    /// What can be done with the row now; a client offers these moves and no others.
    async fn legal_moves(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<AttendeeMove>> {
        let op = op(ctx)?;
        let event = match &self.event {
            Some(event) => event.found.event.clone(),
            None => {
                seen(op, kuvend_domain::events::find(op, self.row.event_id).await)?
                    .ok_or("the event is not visible")?
                    .event
            }
        };
        Ok(attendees::legal_moves(&self.row, &event, op.clock.now())
            .into_iter()
            .map(Into::into)
            .collect())
    }

    /// Every step of the four axes, oldest first.
    async fn history(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<AttendeeChange>> {
        let op = op(ctx)?;
        let lines = reads::history(op, self.row.id)
            .await
            .map_err(|error| top_level(op, &error))?;
        Ok(lines.into_iter().map(Into::into).collect())
    }

    /// The letters to this guest about this event, newest first; empty for who may not see letters.
    async fn messages(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> async_graphql::Result<MessageConnection> {
        let op = op(ctx)?;
        let page = Paging {
            first,
            after,
            ..Paging::default()
        }
        .request(counts(ctx))
        .map_err(|error| top_level(op, &error))?;
        let page = reads::messages(op, self.row.id, &page)
            .await
            .map_err(|error| top_level(op, &error))?;
        Ok(MessageConnection(page.map(|row| Message { row })))
    }
}

/// A row by its id, if one may see it.
///
/// # Errors
/// A failure, as a coded top-level error.
pub async fn load(
    op: &Op,
    id: kuvend_entity::id::AttendeeId,
) -> async_graphql::Result<Option<Attendee>> {
    Ok(seen(op, reads::find(op, id).await)?.map(Into::into))
}

/// A letter: what became of it is in its timeline.
#[derive(Debug, Clone)]
pub struct Message {
    /// The row.
    pub row: message::Model,
}

/// A step in a letter's life.
#[derive(Debug, Clone, SimpleObject)]
pub struct MessageEvent {
    /// What happened.
    pub kind: MessageEventKind,
    /// When.
    pub at: DateTime,
    /// The server's reply, the reason, the time until which it is deferred.
    pub detail: Option<String>,
}

impl From<message_event::Model> for MessageEvent {
    fn from(row: message_event::Model) -> Self {
        Self {
            kind: row.kind.into(),
            at: row.at.into(),
            detail: row.detail,
        }
    }
}

/// A letter: what became of it is in its timeline.
#[Object]
impl Message {
    /// Opaque, stable id.
    pub async fn id(&self) -> ID {
        self.row.id.to_string().into()
    }

    /// What it is for.
    async fn kind(&self) -> MessageKind {
        self.row.kind.into()
    }

    /// Where it stands.
    async fn state(&self) -> MessageState {
        self.row.state.into()
    }

    /// In which language it is written.
    async fn language(&self) -> Language {
        self.row.language.clone().into()
    }

    /// The purpose it serves, and by which the gate judged it.
    async fn purpose(&self) -> &str {
        &self.row.purpose
    }

    /// The address it went to; null until it is rendered, and for who may not see contact details.
    async fn recipient(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<EmailAddress>> {
        let may = op(ctx)?.may(
            self.row.office_id,
            kuvend_domain::policy::Action::ReadContactDetails,
        );
        Ok(self.row.recipient.clone().filter(|_| may).map(Into::into))
    }

    /// How often it was tried.
    async fn attempts(&self) -> i32 {
        self.row.attempts
    }

    /// From when it may go out.
    async fn due_at(&self) -> DateTime {
        self.row.due_at.into()
    }

    /// When the relay took it.
    async fn accepted_at(&self) -> Option<DateTime> {
        self.row.accepted_at.map(Into::into)
    }

    /// When it was queued.
    async fn created_at(&self) -> DateTime {
        self.row.created_at.into()
    }

    /// Everything that happened to it, oldest first.
    async fn timeline(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<MessageEvent>> {
        let op = op(ctx)?;
        let lines = reads::timeline(op, self.row.id)
            .await
            .map_err(|error| top_level(op, &error))?;
        Ok(lines.into_iter().map(Into::into).collect())
    }
}

/// Which rows of a guest list; what is given must hold together.
#[derive(Debug, Clone, Default, InputObject)]
pub struct AttendeeFilter {
    /// First axis, any of these.
    pub invitation: Option<Vec<InvitationState>>,
    /// Second axis, any of these.
    pub response: Option<Vec<ResponseState>>,
    /// Third axis, any of these.
    pub place: Option<Vec<PlaceState>>,
    /// Fourth axis, any of these.
    pub presence: Option<Vec<PresenceState>>,
    /// Any of these qualities.
    pub categories: Option<Vec<GuestCategory>>,
    /// Having any of these roles.
    pub roles: Option<Vec<AttendeeRole>>,
    /// Added under this name.
    pub wave: Option<String>,
    /// At least one of these holds.
    pub any: Option<Vec<AttendeeFilter>>,
    /// This does not hold.
    pub not: Option<Box<AttendeeFilter>>,
}

fn all<T, U: From<T>>(list: Option<Vec<T>>) -> Option<Vec<U>> {
    list.map(|list| list.into_iter().map(U::from).collect())
}

impl From<AttendeeFilter> for Filter {
    fn from(filter: AttendeeFilter) -> Self {
        Self {
            invitation: all(filter.invitation),
            response: all(filter.response),
            place: all(filter.place),
            presence: all(filter.presence),
            categories: all(filter.categories),
            roles: all(filter.roles),
            wave: filter.wave,
            any: filter
                .any
                .unwrap_or_default()
                .into_iter()
                .map(Into::into)
                .collect(),
            not: filter.not.map(|not| Box::new((*not).into())),
        }
    }
}

/// What a guest list is ordered by.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "OrderBy")]
pub enum AttendeeOrderField {
    /// When the row was entered.
    CreatedAt,
    /// When the row last changed.
    UpdatedAt,
    /// The number on the waiting list; only rows that wait.
    QueueNumber,
}

/// An ordering of a guest list.
#[derive(Debug, Clone, InputObject)]
pub struct AttendeeOrder {
    /// By what.
    pub field: AttendeeOrderField,
    /// In which direction.
    #[graphql(default_with = "OrderDirection::Asc")]
    pub direction: OrderDirection,
}

/// The arguments of a guest list.
#[derive(Debug, Clone, Default)]
pub struct ListArguments {
    /// Finds by the guest's name.
    pub search: Option<String>,
    /// Which rows.
    pub filter: Option<AttendeeFilter>,
    /// In which order.
    pub order_by: Option<AttendeeOrder>,
    /// Which page.
    pub paging: Paging,
}

/// A page of an event's list, with the contacts where they are selected.
///
/// # Errors
/// A denial, a fault of the arguments or a failure, as a coded top-level error.
pub async fn of_event(
    ctx: &Context<'_>,
    event: EventId,
    arguments: ListArguments,
) -> async_graphql::Result<AttendeeConnection> {
    let op = op(ctx)?;
    let coded = |error| top_level(op, &error);
    let page = arguments.paging.request(counts(ctx)).map_err(coded)?;
    let filter = arguments.filter.map(Into::into).unwrap_or_default();
    let order = arguments
        .order_by
        .map(|order| Order {
            by: order.field.into(),
            descending: order.direction == OrderDirection::Desc,
        })
        .unwrap_or_default();
    let page = reads::of_event(
        op,
        event,
        arguments.search.as_deref(),
        (&filter, order),
        &page,
    )
    .await
    .map_err(coded)?;
    Ok(AttendeeConnection(with_children(ctx, page).await?))
}

/// A page of the lists that a contact stands on, latest first, with the events where they are selected.
///
/// # Errors
/// A denial, a fault of the arguments or a failure, as a coded top-level error.
pub async fn of_contact(
    ctx: &Context<'_>,
    contact: kuvend_entity::id::ContactId,
    paging: Paging,
) -> async_graphql::Result<AttendeeConnection> {
    let op = op(ctx)?;
    let coded = |error| top_level(op, &error);
    let page = reads::of_contact(op, contact, &paging.request(counts(ctx)).map_err(coded)?)
        .await
        .map_err(coded)?;
    Ok(AttendeeConnection(with_children(ctx, page).await?))
}

/// Joins the children that are selected on a page of rows: one statement for each kind of child.
async fn with_children(
    ctx: &Context<'_>,
    page: Page<attendee::Model>,
) -> async_graphql::Result<Page<Attendee>> {
    let op = op(ctx)?;
    let nodes = nodes(ctx);
    let selected = |field: &str| {
        nodes
            .iter()
            .map(|look| look.field(field))
            .filter(Lookahead::exists)
            .collect::<Vec<_>>()
    };
    let (contact, event, moves) = (
        selected("contact"),
        selected("event"),
        selected("legalMoves"),
    );
    let rows: Vec<&attendee::Model> = page.items.iter().map(|(_, row)| row).collect();
    let contacts = if contact.is_empty() {
        HashMap::new()
    } else {
        Contact::load_many(
            op,
            rows.iter().filter_map(|row| row.contact_id).collect(),
            contacts::Selection::of(&contact),
        )
        .await?
    };
    let mut ids: Vec<EventId> = rows.iter().map(|row| row.event_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let events = if event.is_empty() && moves.is_empty() {
        HashMap::new()
    } else {
        let selection = event.first().map(Selection::of).unwrap_or_default();
        Event::load_many(ctx, &ids, selection).await?
    };
    Ok(page.map(|row| Attendee {
        event: events.get(&row.event_id).cloned().map(Box::new),
        contact: row
            .contact_id
            .and_then(|id| contacts.get(&id))
            .cloned()
            .map(Box::new),
        row,
    }))
}
