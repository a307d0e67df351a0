//! A letter in the outbox, one row each, written in the transaction of its cause.

use sea_orm::prelude::*;

use crate::{
    id::{AttendeeId, CampaignId, ContactId, EventId, MessageId, OfficeId, RegistrationId},
    kind::{MessageKind, MessageStage, MessageState},
    value::{EmailAddress, Language},
};

/// A letter in the outbox, one row each, written in the transaction of its cause.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "message")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MessageId,
    /// Whose letter.
    pub office_id: OfficeId,
    /// With which campaign.
    pub campaign_id: Option<CampaignId>,
    /// About which event.
    pub event_id: Option<EventId>,
    /// To which attendee.
    pub attendee_id: Option<AttendeeId>,
    /// To whom.
    pub contact_id: Option<ContactId>,
    /// What for.
    pub kind: MessageKind,
    /// The purpose it serves.
    pub purpose: String,
    /// Kind, subject, revision and recipient: the same cause writes one row.
    pub dedupe_key: String,
    /// The event's revision it speaks of.
    pub revision: i32,
    /// SEQUENCE of its calendar part.
    pub calendar_sequence: i32,
    /// In which language.
    pub language: Language,
    /// What only this letter says (what changed, a reason, a deadline).
    pub details: Option<Json>,
    /// The office's own words.
    pub personal_note: Option<String>,
    /// Another subject than the template's.
    pub subject_override: Option<String>,
    /// Where it stands.
    pub state: MessageState,
    /// How far a claim has come.
    pub stage: Option<MessageStage>,
    /// From when it may go out.
    pub due_at: DateTimeUtc,
    /// Until when it makes sense.
    pub not_after: Option<DateTimeUtc>,
    /// How often it was tried.
    pub attempts: i32,
    /// The claim in force.
    pub lease_token: Option<Uuid>,
    /// Until when the claim holds.
    pub leased_until: Option<DateTimeUtc>,
    /// Message-ID, once rendered.
    pub message_id: Option<String>,
    /// The address it was rendered for.
    pub recipient: Option<EmailAddress>,
    /// The server's last words.
    pub last_reply: Option<String>,
    /// The relay's name for it.
    pub queue_id: Option<String>,
    /// When the relay took it.
    pub accepted_at: Option<DateTimeUtc>,
    /// When it was queued.
    pub created_at: DateTimeUtc,
    /// When it last changed.
    pub updated_at: DateTimeUtc,
    /// With which registration it goes, while its address is not confirmed.
    pub registration_id: Option<RegistrationId>,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
