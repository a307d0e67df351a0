//! Records that are perhaps of one person.

use sea_orm::prelude::*;

column_enums! {
    /// What was decided of two records.
    DuplicateState {
        /// Nobody has looked yet.
        Open = "OPEN",
        /// They became one.
        Merged = "MERGED",
        /// They are of two people.
        NotDuplicate = "NOT_DUPLICATE",
    }
    /// How much says that two records are of one person.
    DuplicateStrength {
        /// The name, and an address, a telephone or a birthday with it.
        Strong = "STRONG",
        /// Enough to ask a person.
        Broad = "BROAD",
    }
    /// How far a walk in search of duplicates has come.
    DuplicateRunState {
        /// It waits for a worker.
        Queued = "QUEUED",
        /// It notes what brings records together.
        Gathering = "GATHERING",
        /// It compares.
        Comparing = "COMPARING",
        /// It is over.
        Done = "DONE",
    }
}
