//! Records that are perhaps of one person.

use async_graphql::Enum;
use kuvend_entity::kind;

/// What was decided of two records.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::DuplicateState")]
pub enum DuplicateState {
    /// Nobody has looked yet.
    Open,
    /// They became one.
    Merged,
    /// They are of two people.
    NotDuplicate,
}

/// How much says that two records are of one person.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::DuplicateStrength")]
pub enum DuplicateStrength {
    /// The name, and an address, a telephone or a birthday with it.
    Strong,
    /// Enough to ask a person.
    Broad,
}

/// How far a walk in search of duplicates has come.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::DuplicateRunState")]
pub enum DuplicateRunState {
    /// It waits for a worker.
    Queued,
    /// It notes what brings records together.
    Gathering,
    /// It compares.
    Comparing,
    /// It is over.
    Done,
    /// It was given up, as it never came further; `problems` says why.
    Failed,
    /// It was stopped by `cancelFindDuplicates`.
    Cancelled,
}
