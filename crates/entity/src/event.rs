//! Something people are invited to.

use sea_orm::prelude::*;

use crate::{
    id::{EventId, OfficeId, SeriesId},
    kind::{ApprovalRule, EventFormat, EventKind, EventRegistration, EventStatus, EventVisibility},
    text::LocalizedText,
    value::{Languages, PutOff, TimeZone, Venue},
};

/// Something people are invited to.
#[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EventId,
    /// Whose event.
    pub office_id: OfficeId,
    /// Raised by every change.
    pub version: i32,
    /// Title per language.
    pub title: LocalizedText,
    /// Description per language.
    pub description: LocalizedText,
    /// How to get there and what to bring, per language.
    pub practical_notes: LocalizedText,
    /// What sort.
    pub kind: EventKind,
    /// Where it stands.
    pub status: EventStatus,
    /// Who may find it.
    pub visibility: EventVisibility,
    /// Where it happens.
    pub format: EventFormat,
    /// When it starts.
    pub starts_at: DateTimeUtc,
    /// When it ends.
    pub ends_at: DateTimeUtc,
    /// When it starts, on the clock there.
    pub starts_at_local: DateTime,
    /// When it ends, on the clock there.
    pub ends_at_local: DateTime,
    /// Where "there" is.
    pub time_zone: TimeZone,
    /// The local date of its start: the day it counts for in statistics.
    pub local_on: Date,
    /// Until when answers are awaited.
    pub response_deadline: Option<DateTimeUtc>,
    /// From when guests are received.
    pub doors_open_at: Option<DateTimeUtc>,
    /// Where.
    pub venue: Option<Venue>,
    /// Where on line, for who has a place.
    pub online_link: Option<String>,
    /// How many places; none named means without limit.
    pub capacity: Option<i32>,
    /// How long a freed place stays offered, in minutes; none means that it is confirmed at once.
    pub offer_minutes: Option<i32>,
    /// Whose places wait until the office approves.
    pub approval: ApprovalRule,
    /// Whether a smaller party on the waiting list may pass a larger one that does not fit.
    pub passes_over: bool,
    /// Whether whoever is invited has a place held until answers are due.
    pub holds_for_invited: bool,
    /// Whether people register themselves on its page, while it is listed.
    pub registration: EventRegistration,
    /// Until when they may; until it starts where nothing is named.
    pub registration_closes_at: Option<DateTimeUtc>,
    /// How many come with one such form at most.
    pub registration_party: i32,
    /// Raised by a change of time or place; answers name the one they answered.
    pub revision: i32,
    /// SEQUENCE of the calendar entry (RFC 5545).
    pub calendar_sequence: i32,
    /// Whom guests ask.
    pub contact_person: Option<String>,
    /// When it was published.
    pub published_at: Option<DateTimeUtc>,
    /// When it was cancelled.
    pub cancelled_at: Option<DateTimeUtc>,
    /// Why it was cancelled.
    pub cancel_reason: Option<String>,
    /// Whether the hours are not fixed yet.
    pub is_provisional: bool,
    /// The languages spoken, the first most.
    pub languages: Languages,
    /// The languages interpreted into.
    pub interpretation: Languages,
    /// What it was when it was put off; none while it is not.
    pub put_off: Option<PutOff>,
    /// When it was noted to have taken place.
    pub completed_at: Option<DateTimeUtc>,
    /// When it was put away.
    pub archived_at: Option<DateTimeUtc>,
    /// Of which series it is an edition.
    pub series_id: Option<SeriesId>,
    /// Which edition, from 1.
    pub edition: Option<i32>,
    /// Of which event it was made.
    pub cloned_from_id: Option<EventId>,
    /// When attendance was closed.
    pub attendance_closed_at: Option<DateTimeUtc>,
    /// When it was entered.
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::sparse::sparse! {
    id: Id,
    office_id: OfficeId,
    version: Version,
    title: Title,
    description: Description,
    practical_notes: PracticalNotes,
    kind: Kind,
    status: Status,
    visibility: Visibility,
    format: Format,
    starts_at: StartsAt,
    ends_at: EndsAt,
    starts_at_local: StartsAtLocal,
    ends_at_local: EndsAtLocal,
    time_zone: TimeZone,
    local_on: LocalOn,
    response_deadline: ResponseDeadline,
    doors_open_at: DoorsOpenAt,
    venue: Venue,
    online_link: OnlineLink,
    capacity: Capacity,
    offer_minutes: OfferMinutes,
    approval: Approval,
    passes_over: PassesOver,
    holds_for_invited: HoldsForInvited,
    registration: Registration,
    registration_closes_at: RegistrationClosesAt,
    registration_party: RegistrationParty,
    revision: Revision,
    calendar_sequence: CalendarSequence,
    contact_person: ContactPerson,
    published_at: PublishedAt,
    cancelled_at: CancelledAt,
    cancel_reason: CancelReason,
    is_provisional: IsProvisional,
    languages: Languages,
    interpretation: Interpretation,
    put_off: PutOff,
    completed_at: CompletedAt,
    archived_at: ArchivedAt,
    series_id: SeriesId,
    edition: Edition,
    cloned_from_id: ClonedFromId,
    attendance_closed_at: AttendanceClosedAt,
    created_at: CreatedAt,
    updated_at: UpdatedAt,
}
