//! Programmes and who is enrolled.

use sea_orm::prelude::*;

column_enums! {
    /// Where a programme stands, by the IATI code list.
    ProgrammeStatus {
        /// Being prepared.
        Pipeline = "PIPELINE",
        /// Running.
        Implementation = "IMPLEMENTATION",
        /// Winding up.
        Finalisation = "FINALISATION",
        /// Over.
        Closed = "CLOSED",
        /// Given up.
        Cancelled = "CANCELLED",
        /// Interrupted.
        Suspended = "SUSPENDED",
    }
    /// The part an organisation plays in a programme.
    ProgrammeOrganisationRole {
        /// Pays.
        Funding = "FUNDING",
        /// Answers for it.
        Accountable = "ACCOUNTABLE",
        /// Passes it on.
        Extending = "EXTENDING",
        /// Carries it out.
        Implementing = "IMPLEMENTING",
        /// Takes part.
        Partner = "PARTNER",
    }
    /// Where an enrolment stands.
    EnrolmentState {
        /// Asked to join.
        Applied = "APPLIED",
        /// Waits for a place.
        Waitlisted = "WAITLISTED",
        /// Joined.
        Enrolled = "ENROLLED",
        /// Takes part.
        Active = "ACTIVE",
        /// Finished.
        Completed = "COMPLETED",
        /// Left.
        Withdrawn = "WITHDRAWN",
        /// Not taken.
        Rejected = "REJECTED",
    }
}
