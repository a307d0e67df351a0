//! A row of a guest list: four axes, never one.

use sea_orm::prelude::*;

use crate::{
    id::{AttendeeId, ContactId, EventId, OfficeId, OrganisationId},
    kind::{
        ApprovalState, Generation, GuestCategory, InvitationChannel, InvitationState,
        OrganisationKind, PlaceState, PresenceMode, PresenceState, ResponseChannel, ResponseState,
        Sex,
    },
    value::{AttendeeRoles, CountryCode, Language},
};

/// A row of a guest list: four axes, never one.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attendee")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AttendeeId,
    /// Whose record.
    pub office_id: OfficeId,
    /// Of which event.
    pub event_id: EventId,
    /// Who; none yet for an organisation's seat.
    pub contact_id: Option<ContactId>,
    /// Raised by every change.
    pub version: i32,
    /// Whom the guest represents at the event.
    pub organisation_id: Option<OrganisationId>,
    /// The function held at the event.
    pub function_at_event: Option<String>,
    /// What the person is there, several at once.
    pub roles: AttendeeRoles,
    /// Whether a role counts as a guest in statistics.
    pub is_guest: bool,
    /// Whether a role needs a place.
    pub uses_place: bool,
    /// In which quality.
    pub category: Option<GuestCategory>,
    /// How many places the party needs, the guest included.
    pub party_size: i32,
    /// How many the office lets come, the guest included; a guest answers for as many at most.
    pub party_allowance: i32,
    /// Under which name the rows were added together.
    pub wave: Option<String>,
    /// First axis.
    pub invitation: InvitationState,
    /// When the invitation was sent.
    pub invited_at: Option<DateTimeUtc>,
    /// How it was sent.
    pub invitation_channel: Option<InvitationChannel>,
    /// What proves an invitation on paper.
    pub invitation_evidence: Option<String>,
    /// Raised by a resend, so that a new letter is another letter.
    pub invitation_round: i32,
    /// Raised to revoke the personal link.
    pub link_epoch: i32,
    /// What this guest's calendar entry is ahead of the event's sequence. Never lowered, so that calendars believe the
    /// newest letter.
    pub calendar_sequence: i32,
    /// Second axis.
    pub response: ResponseState,
    /// When the answer was given.
    pub responded_at: Option<DateTimeUtc>,
    /// How it came in.
    pub response_channel: Option<ResponseChannel>,
    /// What reason was given.
    pub response_reason: Option<String>,
    /// The event's revision that was answered.
    pub response_revision: Option<i32>,
    /// The deputy's row.
    pub represented_by_id: Option<AttendeeId>,
    /// Third axis.
    pub place: PlaceState,
    /// What the office decided of it, where its approval is asked for.
    pub approval: ApprovalState,
    /// Why the guest was let in beyond the places that there are, or before those who wait.
    pub overbook_reason: Option<String>,
    /// How the guest means to take part; in the room unless said.
    pub attends: Option<PresenceMode>,
    /// When the place last changed.
    pub place_changed_at: Option<DateTimeUtc>,
    /// The number on the waiting list.
    pub queue_number: Option<i32>,
    /// Who goes before; higher first.
    pub queue_priority: i32,
    /// Until when an offer holds.
    pub offer_expires_at: Option<DateTimeUtc>,
    /// Whether the place was confirmed at the event's start, or is now if that is earlier.
    pub is_registered: bool,
    /// Fourth axis.
    pub presence: PresenceState,
    /// When presence was recorded.
    pub presence_at: Option<DateTimeUtc>,
    /// How the guest attended.
    pub presence_mode: Option<PresenceMode>,
    /// As it was when attendance closed.
    pub snapshot_sex: Option<Sex>,
    /// As it was when attendance closed.
    pub snapshot_age_band: Option<String>,
    /// As it was when attendance closed.
    pub snapshot_residence_country: Option<CountryCode>,
    /// As it was when attendance closed.
    pub snapshot_residence_subdivision: Option<String>,
    /// As it was when attendance closed.
    pub snapshot_origin_country: Option<CountryCode>,
    /// As it was when attendance closed.
    pub snapshot_generation: Option<Generation>,
    /// As it was when attendance closed.
    pub snapshot_category: Option<GuestCategory>,
    /// As it was when attendance closed.
    pub snapshot_language: Option<Language>,
    /// As it was when attendance closed.
    pub snapshot_organisation_kind: Option<OrganisationKind>,
    /// When the snapshot was taken.
    pub snapshot_at: Option<DateTimeUtc>,
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
    event_id: EventId,
    contact_id: ContactId,
    version: Version,
    organisation_id: OrganisationId,
    function_at_event: FunctionAtEvent,
    roles: Roles,
    is_guest: IsGuest,
    uses_place: UsesPlace,
    category: Category,
    party_size: PartySize,
    party_allowance: PartyAllowance,
    wave: Wave,
    invitation: Invitation,
    invited_at: InvitedAt,
    invitation_channel: InvitationChannel,
    invitation_evidence: InvitationEvidence,
    invitation_round: InvitationRound,
    link_epoch: LinkEpoch,
    calendar_sequence: CalendarSequence,
    response: Response,
    responded_at: RespondedAt,
    response_channel: ResponseChannel,
    response_reason: ResponseReason,
    response_revision: ResponseRevision,
    represented_by_id: RepresentedById,
    place: Place,
    approval: Approval,
    overbook_reason: OverbookReason,
    attends: Attends,
    place_changed_at: PlaceChangedAt,
    queue_number: QueueNumber,
    queue_priority: QueuePriority,
    offer_expires_at: OfferExpiresAt,
    is_registered: IsRegistered,
    presence: Presence,
    presence_at: PresenceAt,
    presence_mode: PresenceMode,
    snapshot_sex: SnapshotSex,
    snapshot_age_band: SnapshotAgeBand,
    snapshot_residence_country: SnapshotResidenceCountry,
    snapshot_residence_subdivision: SnapshotResidenceSubdivision,
    snapshot_origin_country: SnapshotOriginCountry,
    snapshot_generation: SnapshotGeneration,
    snapshot_category: SnapshotCategory,
    snapshot_language: SnapshotLanguage,
    snapshot_organisation_kind: SnapshotOrganisationKind,
    snapshot_at: SnapshotAt,
    created_at: CreatedAt,
    updated_at: UpdatedAt,
}
