//! People's rights over their data.

use sea_orm::prelude::*;

column_enums! {
    /// What a person may ask for by right.
    RightsRequestKind {
        /// A copy of everything that is known of them.
        Access = "ACCESS",
        /// That something wrong be put right.
        Rectification = "RECTIFICATION",
        /// That they be erased.
        Erasure = "ERASURE",
        /// That nothing be done with their data for now.
        Restriction = "RESTRICTION",
        /// That they be left alone.
        Objection = "OBJECTION",
        /// Their data in a form that another program reads.
        Portability = "PORTABILITY",
    }
    /// Where a request by right stands.
    RightsRequestState {
        /// Not answered yet.
        Open = "OPEN",
        /// Done as asked.
        Fulfilled = "FULFILLED",
        /// Refused, with a reason.
        Refused = "REFUSED",
        /// Taken back by who asked.
        Withdrawn = "WITHDRAWN",
    }
    /// What an office does about people whose data it has no ground to keep any more.
    Retention {
        /// Nothing by itself.
        Off = "OFF",
        /// They are proposed, and erased once somebody agrees.
        Propose = "PROPOSE",
        /// They are proposed, and erased after some days unless somebody prevents it.
        Run = "RUN",
    }
}
