//! The outbox: a letter is a row, written in the transaction of its cause, once for the same cause.

mod schedule;

pub(crate) use schedule::follow;

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use kuvend_entity::{
    attendee, event,
    id::{
        AttendeeId, CampaignId, ContactId, EventId, MessageEventId, MessageId, OfficeId,
        RegistrationId,
    },
    kind::{MessageEventKind, MessageKind, MessageState},
    message, message_event,
    value::Language,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect,
    sea_query::{Expr, Query},
};

use crate::{
    error::Result,
    gate::{Permission, Use},
    op::Op,
    writes::Writes,
};

/// The detail of a letter that names the row of the link it brings.
pub(crate) const LINK: &str = "link";
/// The detail of a letter that counts it among those of a registration.
pub(crate) const LETTER: &str = "letter";
/// Rows of one insert, so that the parameters stay within what SQLite takes.
const BATCH: usize = 400;

/// A letter to be queued.
#[derive(Debug, Clone)]
pub struct Draft {
    /// What for.
    pub kind: MessageKind,
    /// To which row of the guest list.
    pub attendee: AttendeeId,
    /// To whom.
    pub contact: ContactId,
    /// In which language.
    pub language: Language,
    /// What tells this letter from another of its kind to the same guest.
    pub occasion: String,
    /// What only this letter says.
    pub details: Option<serde_json::Value>,
    /// From when it may go out.
    pub due_at: DateTime<Utc>,
    /// Until when it makes sense.
    pub not_after: Option<DateTime<Utc>>,
    /// What the gate said; anything but allowed keeps it in the office, on the record.
    pub permission: Permission,
    /// With which campaign.
    pub campaign: Option<CampaignId>,
    /// What the guest's calendar entry is ahead of the event's sequence.
    pub calendar_sequence: i32,
    /// The office's own words.
    pub personal_note: Option<String>,
    /// Another subject than the template's.
    pub subject_override: Option<String>,
}

impl Draft {
    /// A letter that follows from what happened to one row.
    #[must_use]
    pub fn about(
        kind: MessageKind,
        row: &attendee::Model,
        contact: ContactId,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            kind,
            attendee: row.id,
            contact,
            language: Language::english(),
            occasion: row.version.to_string(),
            details: None,
            due_at: now,
            not_after: None,
            permission: Permission::Allowed,
            campaign: None,
            calendar_sequence: row.calendar_sequence,
            personal_note: None,
            subject_override: None,
        }
    }

    /// One cause, one key; the address is no part of it.
    fn dedupe_key(&self) -> String {
        format!("{}:{}:{}", self.kind, self.attendee, self.occasion)
    }
}

/// The purpose that a letter serves, and so what the gate is asked. Whoever takes part is told what concerns it; whoever
/// is asked to come is asked in their function or as a private person.
#[must_use]
pub const fn use_of(kind: MessageKind, in_function: bool) -> Use {
    match kind {
        MessageKind::RegistrationConfirmation
        | MessageKind::WaitingList
        | MessageKind::WaitingListOffer
        | MessageKind::Update
        | MessageKind::Cancellation
        | MessageKind::ThankYou
        | MessageKind::Certificate
        | MessageKind::Questions
        | MessageKind::Ticket => Use::TakingPart,
        MessageKind::ConfirmAddress | MessageKind::OwnPage => Use::OwnRequest,
        // A focal point is asked for its organisation, whatever it is to the office besides.
        MessageKind::Delegation => Use::OfficialInvitation,
        MessageKind::Invitation | MessageKind::Reminder | MessageKind::MissedYou => {
            if in_function {
                Use::OfficialInvitation
            } else {
                Use::PrivateInvitation
            }
        }
    }
}

/// How long after an event's end certificates of attendance are sent: whoever needs one may ask late.
const CERTIFIED: chrono::TimeDelta = chrono::TimeDelta::days(366);

/// Until when a letter makes sense: an invitation until the event begins, thanks for a fortnight after its end.
#[must_use]
pub fn not_after(kind: MessageKind, event: &event::Model) -> DateTime<Utc> {
    match kind {
        MessageKind::ThankYou | MessageKind::MissedYou => {
            event.ends_at + chrono::TimeDelta::days(14)
        }
        MessageKind::Certificate => event.ends_at + CERTIFIED,
        // An offer has a deadline of its own, which may lie behind the one for answers; so may what is asked of who comes.
        MessageKind::WaitingListOffer | MessageKind::Questions => event.starts_at,
        MessageKind::Reminder => event
            .response_deadline
            .map_or(event.starts_at, |at| at.min(event.starts_at))
            .max(event.created_at),
        _ => event.ends_at,
    }
}

/// Letters ready to be written into the outbox.
#[derive(Debug, Default)]
pub struct Post {
    /// The letters.
    pub letters: Vec<message::ActiveModel>,
    /// The first line of each one's timeline.
    pub timeline: Vec<message_event::ActiveModel>,
}

impl Post {
    /// Adds the rows to what is to be written.
    pub fn write(self, writes: &mut Writes) {
        writes.insert(self.letters);
        writes.insert(self.timeline);
    }
}

/// Makes letters about an event ready: those whose cause has not written one before, which the event's lock keeps true until
/// they are written. `is_new` tells rows that this transaction has made, about which there can be none.
///
/// # Errors
/// Only the database's.
pub async fn ready(
    tx: &DatabaseTransaction,
    op: &Op,
    event: &event::Model,
    (drafts, is_new): (Vec<Draft>, impl Fn(AttendeeId) -> bool),
) -> Result<Post> {
    let now = op.clock.now();
    let mut written = HashSet::new();
    let keys: Vec<String> = drafts
        .iter()
        .filter(|draft| !is_new(draft.attendee))
        .map(Draft::dedupe_key)
        .collect();
    for batch in keys.chunks(BATCH) {
        let there: Vec<String> = message::Entity::find()
            .select_only()
            .column(message::Column::DedupeKey)
            .filter(message::Column::DedupeKey.is_in(batch))
            .into_tuple()
            .all(tx)
            .await?;
        written.extend(there);
    }
    let mut post = Post::default();
    for draft in drafts {
        let key = draft.dedupe_key();
        if !written.insert(key.clone()) {
            continue;
        }
        let id = MessageId::new();
        let held_back = draft.permission != Permission::Allowed;
        let (kind, detail) = if held_back {
            (
                MessageEventKind::Suppressed,
                Some(draft.permission.as_str().to_owned()),
            )
        } else {
            (MessageEventKind::Queued, None)
        };
        post.timeline.push(trace(id, now, kind, detail));
        post.letters.push(row(id, event, draft, key, now));
    }
    Ok(post)
}

fn row(
    id: MessageId,
    event: &event::Model,
    draft: Draft,
    key: String,
    now: DateTime<Utc>,
) -> message::ActiveModel {
    let purpose = if use_of(draft.kind, true) == Use::TakingPart {
        "event-management"
    } else {
        "follow-up"
    };
    message::ActiveModel {
        id: Set(id),
        office_id: Set(event.office_id),
        campaign_id: Set(draft.campaign),
        event_id: Set(Some(event.id)),
        attendee_id: Set(Some(draft.attendee)),
        contact_id: Set(Some(draft.contact)),
        kind: Set(draft.kind),
        purpose: Set(purpose.to_owned()),
        dedupe_key: Set(key),
        revision: Set(event.revision),
        calendar_sequence: Set(event.calendar_sequence + draft.calendar_sequence),
        language: Set(draft.language),
        details: Set(draft.details),
        personal_note: Set(draft.personal_note),
        subject_override: Set(draft.subject_override),
        state: Set(if draft.permission == Permission::Allowed {
            MessageState::Queued
        } else {
            MessageState::Suppressed
        }),
        stage: Set(None),
        due_at: Set(draft.due_at),
        not_after: Set(Some(
            draft
                .not_after
                .unwrap_or_else(|| not_after(draft.kind, event)),
        )),
        attempts: Set(0),
        lease_token: Set(None),
        leased_until: Set(None),
        message_id: Set(None),
        recipient: Set(None),
        last_reply: Set(None),
        queue_id: Set(None),
        accepted_at: Set(None),
        created_at: Set(now),
        updated_at: Set(now),
        registration_id: Set(None),
    }
}

/// A letter to somebody who is on no guest list by it: that they asked for themselves, or that asks them to name others.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Of which office.
    pub office: OfficeId,
    /// About which event, if any.
    pub event: Option<EventId>,
    /// What for.
    pub kind: MessageKind,
    /// To whom, if they are registered.
    pub contact: Option<ContactId>,
    /// To whom else.
    pub registration: Option<RegistrationId>,
    /// In which language.
    pub language: Language,
    /// What tells this letter from another of its kind.
    pub occasion: String,
    /// What only this letter says.
    pub details: Option<serde_json::Value>,
    /// Until when it makes sense.
    pub not_after: DateTime<Utc>,
}

/// Puts such a letter into the outbox, where the gate is asked before it leaves.
///
/// # Errors
/// Only the database's.
pub async fn queue(tx: &DatabaseTransaction, op: &Op, asked: Asked) -> Result<()> {
    let (id, now) = (MessageId::new(), op.clock.now());
    let row = message::Model {
        id,
        office_id: asked.office,
        campaign_id: None,
        event_id: asked.event,
        attendee_id: None,
        contact_id: asked.contact,
        kind: asked.kind,
        purpose: use_of(asked.kind, true).purpose().to_owned(),
        dedupe_key: format!("{}:{}", asked.kind, asked.occasion),
        revision: 0,
        calendar_sequence: 0,
        language: asked.language,
        details: asked.details,
        personal_note: None,
        subject_override: None,
        state: MessageState::Queued,
        stage: None,
        due_at: now,
        not_after: Some(asked.not_after),
        attempts: 0,
        lease_token: None,
        leased_until: None,
        message_id: None,
        recipient: None,
        last_reply: None,
        queue_id: None,
        accepted_at: None,
        created_at: now,
        updated_at: now,
        registration_id: asked.registration,
    };
    message::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    message_event::Entity::insert(trace(id, now, MessageEventKind::Queued, None))
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// A line of a message's timeline.
#[must_use]
pub fn trace(
    message: MessageId,
    at: DateTime<Utc>,
    kind: MessageEventKind,
    detail: Option<String>,
) -> message_event::ActiveModel {
    message_event::ActiveModel {
        id: Set(MessageEventId::new()),
        message_id: Set(message),
        at: Set(at),
        kind: Set(kind),
        detail: Set(detail),
    }
}

/// Whether a letter has gone out, or is about to go out as it is, or may have: what nobody knows counts as gone, also where
/// it was called back since.
#[must_use]
pub fn may_be_known() -> Condition {
    use message::Column as C;
    use sea_orm::sea_query::ExprTrait as _;

    let nobody_knows = Query::select()
        .expr(Expr::value(1))
        .from(message_event::Entity)
        .and_where(
            Expr::col((message_event::Entity, message_event::Column::MessageId))
                .equals((message::Entity, C::Id)),
        )
        .and_where(message_event::Column::Kind.eq(MessageEventKind::Uncertain))
        .to_owned();
    Condition::any()
        .add(C::State.is_in([
            MessageState::Accepted,
            MessageState::Claimed,
            MessageState::Uncertain,
        ]))
        .add(
            C::State
                .eq(MessageState::Queued)
                .and(C::MessageId.is_not_null()),
        )
        .add(Expr::exists(nobody_knows))
}

/// Which unsent letters are to be called back.
#[derive(Debug, Clone)]
pub enum Unsent {
    /// All about one row of a guest list.
    OfAttendee(AttendeeId),
    /// Those of some kinds about some hundred rows of a guest list at most.
    OfAttendeesAndKinds(Vec<AttendeeId>, &'static [MessageKind]),
    /// All about an event.
    OfEvent(EventId),
    /// Those of a kind about an event that were written on one occasion.
    OfOccasion(EventId, MessageKind, String),
}

impl Unsent {
    /// Which letters are meant, unsent or not.
    #[must_use]
    pub fn which(&self) -> Condition {
        use message::Column as C;
        let all = Condition::all();
        match self {
            Self::OfAttendee(attendee) => all.add(C::AttendeeId.eq(*attendee)),
            Self::OfAttendeesAndKinds(attendees, kinds) => all
                .add(C::AttendeeId.is_in(attendees.iter().copied()))
                .add(C::Kind.is_in(kinds.iter().copied())),
            Self::OfEvent(event) => all.add(C::EventId.eq(*event)),
            Self::OfOccasion(event, kind, occasion) => all
                .add(C::EventId.eq(*event))
                .add(C::Kind.eq(*kind))
                .add(C::DedupeKey.ends_with(format!(":{occasion}"))),
        }
    }
}

/// Calls unsent letters back: they end as `outcome`, each with its line in the timeline. Returns the rows' guests and kinds.
///
/// # Errors
/// Only the database's.
pub async fn call_back(
    tx: &DatabaseTransaction,
    op: &Op,
    which: &Unsent,
    outcome: (MessageState, MessageEventKind),
) -> Result<Vec<(Option<AttendeeId>, MessageKind)>> {
    let query = message::Entity::find()
        .select_only()
        .column(message::Column::Id)
        .column(message::Column::AttendeeId)
        .column(message::Column::Kind)
        .filter(message::Column::State.eq(MessageState::Queued))
        .filter(which.which());
    let found: Vec<(MessageId, Option<AttendeeId>, MessageKind)> =
        query.into_tuple().all(tx).await?;
    let now = op.clock.now();
    for batch in found.chunks(BATCH) {
        message::Entity::update_many()
            .col_expr(message::Column::State, Expr::value(outcome.0))
            .col_expr(message::Column::UpdatedAt, Expr::value(now))
            .filter(message::Column::Id.is_in(batch.iter().map(|(id, ..)| *id)))
            .filter(message::Column::State.eq(MessageState::Queued))
            .exec(tx)
            .await?;
        message_event::Entity::insert_many(
            batch
                .iter()
                .map(|(id, ..)| trace(*id, now, outcome.1, None)),
        )
        .exec_without_returning(tx)
        .await?;
    }
    Ok(found
        .into_iter()
        .map(|(_, attendee, kind)| (attendee, kind))
        .collect())
}
