//! The closed sets of the domain, stored as the words that the API shows.

macro_rules! column_enums {
    (@first $first:ident $($other:ident)*) => { Self::$first };
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? })+) => {
        $(
            impl crate::sparse::Neutral for $name {
                fn neutral() -> Self {
                    column_enums!(@first $($variant)+)
                }
            }

            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, serde::Serialize, serde::Deserialize)]
            #[sea_orm(rs_type = "String", db_type = "Text")]
            pub enum $name {
                $($(#[$vdoc])* #[sea_orm(string_value = $text)] #[serde(rename = $text)] $variant),+
            }

            impl $name {
                /// Every value, in the order of the design.
                pub const ALL: &'static [Self] = &[$(Self::$variant),+];

                /// The stored text.
                #[must_use]
                pub const fn as_str(self) -> &'static str {
                    match self { $(Self::$variant => $text),+ }
                }

                /// The value of a stored text.
                #[must_use]
                pub fn parse(text: &str) -> Option<Self> {
                    match text { $($text => Some(Self::$variant),)+ _ => None }
                }
            }

            impl std::fmt::Display for $name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str(self.as_str())
                }
            }
        )+
    };
}

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
        ConflictKind, ConflictLevel, DeliverableKind, DeliverableState, QuestionPhase,
        QuestionState, RemarkKind,
    },
    asking::{EventQuestionKind, NeedKind, SaidBy},
    attendance::{
        ApprovalState, AttendeeRole, Axis, HeadcountMethod, InvitationChannel, InvitationState,
        PlaceState, PoolKind, PresenceMode, PresenceState, ResponseChannel, ResponseState,
    },
    door::{GateKind, ScanConflict, ScanDirection, ScanResult, ScanSource},
    duplicates::{DuplicateRunState, DuplicateState, DuplicateStrength},
    events::{
        AgendaItemKind, ApprovalRule, ConfirmationState, ContributorMode, ContributorRole,
        EventFormat, EventKind, EventOrganisationRole, EventRegistration, EventStatus,
        EventVisibility, FrameworkRelation,
    },
    files::{ExportDelimiter, ExportFormat, ExportState, FileKind, FileState, Paper},
    letters::{CampaignState, MessageEventKind, MessageKind, MessageStage, MessageState},
    offices::{Role, Route},
    people::{
        ConsentState, EmailState, Generation, GuestCategory, LawfulBasis, OrganisationKind,
        ProfileKind, Sex, SuppressionReason,
    },
    programmes::{EnrolmentState, ProgrammeOrganisationRole, ProgrammeStatus},
    registry::{
        AgeBand, ExportKind, FactBlock, FieldNeed, FoundBy, ImportJobState, ImportKind, ImportMode,
        ImportState, InteractionKind, LanguageLevel, LineOutcome, NameKind, RegistrationField,
        RelationshipKind, SkillLevel, WayKind, WillingnessAnswer, WillingnessMode,
    },
    rights::{Retention, RightsRequestKind, RightsRequestState},
};
