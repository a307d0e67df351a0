//! Events.

pub(crate) mod change;
mod counts;
mod event;
mod feeds;
mod filter;
mod hydrate;
mod input;
mod life;
mod links;
pub(crate) mod mutations;
mod planning;
mod queries;
mod shown;
mod venue;

pub use counts::{AttendeeCounts, InvitationCounts, PlaceCounts, PresenceCounts, ResponseCounts};
pub use event::{Event, EventConnection, EventEdge};
pub use feeds::{
    CreateEventFeedInput, CreateEventFeedPayload, FeedMutations, RevokeEventFeedInput,
    RevokeEventFeedPayload,
};
pub use filter::{EventFilter, EventOrder, EventOrderField};
pub use hydrate::{Children, Selection, hydrate};
pub use input::{
    CancelEventInput, CreateEventInput, EventFrameworkInput, EventOrganisationInput,
    PublishEventInput, UpdateEventInput,
};
pub use life::{
    ArchiveEventInput, ArchiveEventPayload, CloneEventInput, CloneEventPayload, CompleteEventInput,
    CompleteEventPayload, EventLifeMutations, EventLifeQueries, EventMove, EventMoveNeed,
    EventPart, EventTransition, PostponeEventInput, PostponeEventPayload, ResumeEventInput,
    ResumeEventPayload,
};
pub use links::{
    EventFramework, EventHeadcount, EventOccasion, EventOrganisation, EventSeries, Observance,
    PolicyFramework,
};
pub use mutations::{
    CancelEventPayload, CreateEventPayload, EventMutations, PublishEventPayload, UpdateEventPayload,
};
pub use planning::{
    CreateEventSeriesInput, CreateEventSeriesPayload, CreatePolicyFrameworkInput,
    CreatePolicyFrameworkPayload, KeepObservancesInput, KeepObservancesPayload, ObservanceInput,
    PlanningMutations, PlanningQueries, UpdateEventSeriesInput, UpdateEventSeriesPayload,
};
pub use queries::EventQueries;
pub use venue::{RoomSize, RoomSizeInput, Venue, VenueInput};
