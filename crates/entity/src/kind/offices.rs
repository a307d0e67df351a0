//! Who acts, and by which way.

use sea_orm::prelude::*;

column_enums! {
    /// What a member of staff or a client may do in an office.
    Role {
        /// Everything, including accounts.
        Admin = "ADMIN",
        /// Plans events, invites, receives guests.
        EventOfficer = "EVENT_OFFICER",
        /// Registers contacts and runs programmes.
        ProgrammeOfficer = "PROGRAMME_OFFICER",
        /// Keeps people's rights over their data.
        DataProtectionOfficer = "DATA_PROTECTION_OFFICER",
        /// Figures and lists without contact details.
        Analyst = "ANALYST",
        /// One event: search and check in.
        FrontDesk = "FRONT_DESK",
        /// Suppressed aggregates of programmes shared with them.
        Partner = "PARTNER",
        /// A program, through a token of limited scope.
        ApiClient = "API_CLIENT",
    }
    /// By which way an act came in.
    Route {
        /// Through GraphQL.
        Api = "API",
        /// Through a page opened by a signed link.
        Link = "LINK",
        /// From the command line.
        CommandLine = "COMMAND_LINE",
        /// From a worker.
        Worker = "WORKER",
    }
}
