//! Programmes and who is enrolled.

use async_graphql::Enum;
use kuvend_entity::kind;

/// Where a programme stands, by the IATI code list.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::ProgrammeStatus")]
pub enum ProgrammeStatus {
    /// Being prepared.
    Pipeline,
    /// Running.
    Implementation,
    /// Winding up.
    Finalisation,
    /// Over.
    Closed,
    /// Given up.
    Cancelled,
    /// Interrupted.
    Suspended,
}

/// The part an organisation plays in a programme.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::ProgrammeOrganisationRole")]
pub enum ProgrammeOrganisationRole {
    /// Pays.
    Funding,
    /// Answers for it.
    Accountable,
    /// Passes it on.
    Extending,
    /// Carries it out.
    Implementing,
    /// Takes part.
    Partner,
}

/// Where an enrolment stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::EnrolmentState")]
pub enum EnrolmentState {
    /// Asked to join.
    Applied,
    /// Waits for a place.
    Waitlisted,
    /// Joined.
    Enrolled,
    /// Takes part.
    Active,
    /// Finished.
    Completed,
    /// Left.
    Withdrawn,
    /// Not taken.
    Rejected,
}
