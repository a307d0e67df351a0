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
        /// It was given up, as it never came further.
        Failed = "FAILED",
        /// It was stopped by a person.
        Cancelled = "CANCELLED",
    }
}

impl DuplicateRunState {
    /// The states of a walk that waits or is under way.
    pub const UNDER_WAY: [Self; 3] = [Self::Queued, Self::Gathering, Self::Comparing];

    /// Whether nothing more is done.
    #[must_use]
    pub fn is_over(self) -> bool {
        !Self::UNDER_WAY.contains(&self)
    }
}
