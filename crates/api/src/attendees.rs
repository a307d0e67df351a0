//! Guest lists: rows with their four axes, and what moves them.

pub mod certificates;
pub mod companions;
pub mod inputs;
pub mod lists;
pub mod messages;
pub mod mutations;
pub mod transitions;

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, SimpleObject, Value};
use kuvend_domain::{
    attendees::{self, reads},
    protocol::reads::{self as protocol, Placed},
};
use kuvend_entity::{attendee, attendee_change, kind, office};

pub use certificates::AttendanceCertificate;
pub use companions::{Companion, CompanionMutations};
pub use lists::{
    AttendeeFilter, AttendeeOrder, AttendeeOrderField, ListArguments, load_many, of_contact,
    of_contacts, of_event, of_events,
};
pub use messages::{Message, MessageConnection, MessageEvent};

use crate::{
    asking::{self, AttendeeNeed, EventAnswer},
    connection,
    contacts::Contact,
    delegations::{self, Delegation},
    door::{self, AtDoor, Scan, Ticket},
    enums::{
        ApprovalState, AttendeeRole, GuestCategory, InvitationChannel, InvitationState, PlaceState,
        PresenceMode, PresenceState, ResponseChannel, ResponseState,
    },
    events::Event,
    flat::{self, AtHand, Below},
    look::{Arguments, Look},
    organisations::Organisation,
    paging::Paging,
    payload::{op, seen, top_level},
    pools::{self, PlacePool},
    protocol::{AddressForm, Precedence},
    scalars::{DateTime, Language},
};

/// A row of an event's guest list. Invitation, response, place and presence are four axes, each with its own history.
#[derive(Debug, Clone)]
pub struct Attendee {
    /// The row.
    pub row: Arc<attendee::Model>,
    children: Arc<Children>,
}

/// What came with a row because it was selected; what is absent is read when it is asked for.
#[derive(Debug, Clone, Default)]
struct Children {
    event: Option<Event>,
    contact: Option<Option<Contact>>,
    representing: Option<Option<Organisation>>,
    represented_by: Option<Option<Attendee>>,
    history: Option<Vec<AttendeeChange>>,
    messages: Vec<(Arguments, MessageConnection)>,
    protocol: Option<Option<Arc<Placed>>>,
    door: Option<Arc<AtDoor>>,
    office: Option<Arc<office::Model>>,
    companions: Option<Vec<Companion>>,
    certificate: Option<Option<AttendanceCertificate>>,
    delegation: Option<Option<Delegation>>,
    asking: Option<Arc<asking::Told>>,
    pools: Option<Vec<PlacePool>>,
}

impl From<attendee::Model> for Attendee {
    fn from(row: attendee::Model) -> Self {
        Self {
            row: Arc::new(row),
            children: Arc::default(),
        }
    }
}

impl Attendee {
    /// What the door keeps of the guest: what is brought along, or this field's.
    async fn at_door(&self, ctx: &Context<'_>) -> async_graphql::Result<Arc<AtDoor>> {
        if let Some(door) = &self.children.door {
            return Ok(door.clone());
        }
        let wanted = door::Wanted::by(ctx);
        let door = Box::pin(door::of_rows(op(ctx)?, &[self.row.id], &wanted)).await?;
        Ok(Arc::new(door))
    }

    /// The place that protocol gives the guest.
    async fn placed(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Arc<Placed>>> {
        if let Some(placed) = &self.children.protocol {
            return Ok(placed.clone());
        }
        let op = op(ctx)?;
        let mut placed = protocol::of_rows(op, &[self.row.id])
            .await
            .map_err(|error| top_level(op, &error))?;
        Ok(placed.remove(&self.row.id).map(Arc::new))
    }
}

connection!(AttendeeConnection, AttendeeEdge, Attendee, "guests");

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
    /// The account that recorded it; null where a guest did, or the product itself.
    pub recorded_by: Option<ID>,
    /// By which way: `API`, `LINK`, `COMMAND_LINE`, `WORKER`.
    pub route: String,
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
            recorded_by: row.account_id.map(|id| id.to_string().into()),
            route: row.route.as_str().to_owned(),
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
        if let Some(event) = &self.children.event {
            return Ok(event.clone());
        }
        Event::load(ctx, self.row.event_id)
            .await?
            .ok_or_else(|| "the event is not visible".into())
    }

    /// The guest; null where an organisation's seat waits for a name.
    async fn contact(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Contact>> {
        match (&self.children.contact, self.row.contact_id) {
            (Some(contact), _) => Ok(contact.clone()),
            (None, Some(id)) => Contact::load(ctx, id).await,
            (None, None) => Ok(None),
        }
    }

    /// The organisation that the guest represents at the event.
    async fn representing(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Organisation>> {
        match (&self.children.representing, self.row.organisation_id) {
            (Some(organisation), _) => Ok(organisation.clone()),
            (None, Some(id)) => Organisation::load(op(ctx)?, id).await,
            (None, None) => Ok(None),
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

    /// The event's pools that the guest belongs to, by `category` and `attends`: every limit that speaks of them, and the first that
    /// keeps places for them.
    async fn pools(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<PlacePool>> {
        if let Some(pools) = &self.children.pools {
            return Ok(pools.clone());
        }
        let mut found = pools::of_rows(op(ctx)?, std::iter::once(&*self.row)).await?;
        Ok(found.remove(&self.row.id).unwrap_or_default())
    }

    /// Places that the party needs, the guest included.
    async fn party_size(&self) -> i32 {
        self.row.party_size
    }

    /// How many the office lets come, the guest included; a guest answers for as many at most.
    async fn party_allowance(&self) -> i32 {
        self.row.party_allowance
    }

    /// Who comes along, as far as they are named, in their order; the others of the party are only counted.
    async fn companions(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Companion>> {
        if let Some(companions) = &self.children.companions {
            return Ok(companions.clone());
        }
        let mut found = companions::of_rows(op(ctx)?, &[self.row.id], &Look::of(ctx)).await?;
        Ok(found.remove(&self.row.id).unwrap_or_default())
    }

    /// The delegation that the guest belongs to.
    async fn delegation(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Delegation>> {
        if let Some(delegation) = &self.children.delegation {
            return Ok(delegation.clone());
        }
        let mut found = delegations::of_rows(op(ctx)?, &[self.row.id], &Look::of(ctx)).await?;
        Ok(found.remove(&self.row.id))
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

    /// The path of the guest's own page, to be printed on a card or read out; whoever has it answers in the guest's stead. Needs
    /// the permission `SEND_LETTERS`; null also where the invitation was taken back.
    async fn personal_link(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<String>> {
        let op = op(ctx)?;
        let row = &*self.row;
        let may = op.may(row.office_id, kuvend_domain::policy::Action::SendLetters);
        if !may || row.invitation == kind::InvitationState::Withdrawn {
            return Ok(None);
        }
        let read = match &self.children.office {
            Some(office) => Some(office.clone()),
            None => {
                let mut found = kuvend_domain::events::offices_of(op, &[row.office_id])
                    .await
                    .map_err(|error| top_level(op, &error))?;
                found.remove(&row.office_id).map(Arc::new)
            }
        };
        Ok(read.map(|office| kuvend_domain::links::rsvp_path(&office, row)))
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
        match (&self.children.represented_by, self.row.represented_by_id) {
            (Some(deputy), _) => Ok(deputy.clone()),
            (None, Some(id)) => {
                let mut found = load_many(op(ctx)?, &[id], &Look::of(ctx)).await?;
                Ok(found.remove(&id))
            }
            (None, None) => Ok(None),
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

    /// Who goes before on the waiting list: the higher first, and among equals the lower number.
    async fn queue_priority(&self) -> i32 {
        self.row.queue_priority
    }

    /// What the office decided, where the event asks for its approval.
    async fn approval(&self) -> ApprovalState {
        self.row.approval.into()
    }

    /// Why the guest was let in beyond the places that there are, or before those who wait.
    async fn overbook_reason(&self) -> Option<&str> {
        self.row.overbook_reason.as_deref()
    }

    /// How the guest means to take part; null where nothing was said, which counts as in the room.
    async fn attends(&self) -> Option<PresenceMode> {
        self.row.attends.map(Into::into)
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
        let event = match &self.children.event {
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

    /// Where protocol puts the guest, and why.
    async fn precedence(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Precedence>> {
        let placed = self.placed(ctx).await?;
        Ok(placed.map(|placed| (&*placed).into()))
    }

    /// How the guest is addressed, by their rank; null where the rank has no words of its own, and where nobody is named yet.
    async fn form_of_address(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where it is used.")] form: AddressForm,
        #[graphql(desc = "The language wanted, else the office's own.")] language: Option<Language>,
    ) -> async_graphql::Result<Option<String>> {
        let may = op(ctx)?.may(
            self.row.office_id,
            kuvend_domain::policy::Action::ReadContacts,
        );
        let placed = self.placed(ctx).await?.filter(|_| may);
        let language = language.and_then(|language| language.0.parse().ok());
        Ok(placed.and_then(|placed| placed.address(form.into(), language.as_ref())))
    }

    /// How many of the party came, the guest included; null for who may not receive guests.
    async fn arrived(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<i32>> {
        let door = self.at_door(ctx).await?;
        let party = door.parties.get(&self.row.id);
        Ok(party.map(|(standing, _)| standing.arrived))
    }

    /// How many of the party are inside now; null for who may not receive guests.
    async fn inside(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<i32>> {
        let door = self.at_door(ctx).await?;
        let party = door.parties.get(&self.row.id);
        Ok(party.map(|(standing, _)| standing.inside))
    }

    /// What gates saw of the party, as it arrived; empty for who may not receive guests.
    async fn scans(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Scan>> {
        let door = self.at_door(ctx).await?;
        let party = door.parties.get(&self.row.id);
        Ok(party.map(|(_, scans)| scans.clone()).unwrap_or_default())
    }

    /// Whether the guest's arrival is announced.
    async fn is_announced(&self, ctx: &Context<'_>) -> async_graphql::Result<bool> {
        let door = self.at_door(ctx).await?;
        Ok(door.announced.contains(&self.row.id))
    }

    /// What the guest shows at the door; null for who may not keep the door.
    async fn ticket(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Ticket>> {
        let door = self.at_door(ctx).await?;
        Ok(door.tickets.get(&self.row.id).cloned())
    }

    /// The guest's certificate of attendance; null where none was issued, or the guest is not said to have been there any more, and for who
    /// may not have papers prepared (`PREPARE_PAPERS`). One is issued by `preparePaper` with `CERTIFICATES` and by `sendFollowUp` with
    /// `CERTIFIED`.
    async fn certificate(
        &self,
        ctx: &Context<'_>,
    ) -> async_graphql::Result<Option<AttendanceCertificate>> {
        if let Some(certificate) = &self.children.certificate {
            return Ok(certificate.clone());
        }
        let mut found = certificates::of_rows(op(ctx)?, &[self.row.id]).await?;
        Ok(found.remove(&self.row.id))
    }

    /// What the guest needs; null for who may not read it, as `hiddenFields` says. Needs the permission `READ_NEEDS`.
    async fn needs(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Vec<AttendeeNeed>>> {
        asking::needs(ctx, &self.row, self.children.asking.as_deref()).await
    }

    /// What the guest answered to the event's questions, in their order; null for who may not read it, as `hiddenFields` says. Needs the
    /// permission `READ_NEEDS`.
    async fn answers(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Vec<EventAnswer>>> {
        asking::answers(ctx, &self.row, self.children.asking.as_deref()).await
    }

    /// The fields that this viewer may not see, so that hidden never looks like empty.
    async fn hidden_fields(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<&'static str>> {
        Ok(kuvend_domain::needs::hidden_fields(op(ctx)?, &self.row))
    }

    /// Every step of the four axes, oldest first.
    async fn history(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<AttendeeChange>> {
        if let Some(history) = &self.children.history {
            return Ok(history.clone());
        }
        let op = op(ctx)?;
        let mut lines = reads::histories(op, &[self.row.id])
            .await
            .map_err(|error| top_level(op, &error))?;
        let lines = lines.remove(&self.row.id).unwrap_or_default();
        Ok(lines.into_iter().map(Into::into).collect())
    }

    /// The letters to this guest about this event, newest first; empty for who may not see letters.
    async fn messages(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> async_graphql::Result<MessageConnection> {
        let (op, look) = (op(ctx)?, Look::of(ctx));
        let arguments = look.arguments();
        let mut brought = self.children.messages.iter();
        if let Some((_, letters)) = brought.find(|(known, _)| *known == arguments) {
            return Ok(letters.clone());
        }
        let paging = Paging {
            first,
            after,
            ..Paging::default()
        };
        let mut letters = messages::of_rows(op, &[self.row.id], &paging, &look).await?;
        letters
            .remove(&self.row.id)
            .ok_or_else(|| "a list was read and lost".into())
    }
}

impl AtHand for Attendee {
    fn at_hand(&self, field: &str, below: &Below<'_>) -> Option<Value> {
        use flat::{number, optional, scalar, text, word};
        let row = &*self.row;
        let instant = |at| optional(at, scalar::<DateTime>);
        Some(match field {
            "id" => text(row.id.to_string()),
            "version" => number(row.version),
            "contact" => match self.children.contact.as_ref()? {
                Some(contact) => below.object(contact)?,
                None => Value::Null,
            },
            "event" => below.object(self.children.event.as_ref()?)?,
            "functionAtEvent" => optional(row.function_at_event.as_deref(), text),
            "category" => optional(row.category, |category| word(category.as_str())),
            "partySize" => number(row.party_size),
            "wave" => optional(row.wave.as_deref(), text),
            "invitation" => word(row.invitation.as_str()),
            "invitedAt" => instant(row.invited_at),
            "response" => word(row.response.as_str()),
            "respondedAt" => instant(row.responded_at),
            "responseReason" => optional(row.response_reason.as_deref(), text),
            "place" => word(row.place.as_str()),
            "queuePosition" => optional(row.queue_number, number),
            "offerExpiresAt" => instant(row.offer_expires_at),
            "presence" => word(row.presence.as_str()),
            _ => return None,
        })
    }
}
