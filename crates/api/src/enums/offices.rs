//! Who acts, and by which way.

use async_graphql::Enum;
use kuvend_entity::kind;

/// What a member of staff or a client may do in an office.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::Role")]
pub enum Role {
    /// Everything, including accounts.
    Admin,
    /// Plans events, invites, receives guests.
    EventOfficer,
    /// Registers contacts and runs programmes.
    ProgrammeOfficer,
    /// Keeps people's rights over their data.
    DataProtectionOfficer,
    /// Figures and lists without contact details.
    Analyst,
    /// One event: search and check in.
    FrontDesk,
    /// Suppressed aggregates of programmes shared with them.
    Partner,
    /// A program, through a token of limited scope.
    ApiClient,
}
