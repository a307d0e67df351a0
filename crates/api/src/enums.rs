//! The closed sets of the domain as GraphQL enums. Each mirrors one of `kuvend_entity::kind`, and the compiler checks
//! that no value is missing on either side.

mod agenda;
mod asking;
mod attendance;
mod door;
mod duplicates;
mod events;
mod files;
mod letters;
mod offices;
mod people;
mod programmes;
mod registry;
mod rights;

pub use self::{
    agenda::{
        DeliverableKind, DeliverableState, PanelQuestionPhase, PanelQuestionState, RemarkKind,
    },
    asking::{EventQuestionKind, NeedKind, SaidBy},
    attendance::{
        ApprovalState, AttendeeRole, HeadcountMethod, InvitationChannel, InvitationState,
        PlaceState, PoolKind, PresenceMode, PresenceState, ResponseChannel, ResponseState,
    },
    door::{GateKind, ScanConflictKind, ScanDirection, ScanResult, ScanSource},
    duplicates::{DuplicateRunState, DuplicateState, DuplicateStrength},
    events::{
        AgendaItemKind, ApprovalRule, ConfirmationState, ContributorMode, ContributorRole,
        EventFormat, EventKind, EventOrganisationRole, EventRegistration, EventStatus,
        EventVisibility, FrameworkRelation,
    },
    files::{ExportDelimiter, ExportFormat, ExportState, Paper},
    letters::{CampaignState, MessageEventKind, MessageKind, MessageState},
    offices::Role,
    people::{
        ConsentState, EmailState, Generation, GuestCategory, LawfulBasis, OrganisationKind,
        ProfileKind, Sex, SuppressionReason,
    },
    programmes::{EnrolmentState, ProgrammeOrganisationRole, ProgrammeStatus},
    registry::{
        AgeBand, ExportKind, FactBlock, FieldNeed, FoundBy, ImportJobState, ImportKind, ImportMode,
        InteractionKind, LanguageLevel, NameKind, RegistrationField, RelationshipKind, SkillLevel,
        WayKind, WillingnessAnswer, WillingnessMode,
    },
    rights::{Retention, RightsRequestKind, RightsRequestState},
};
