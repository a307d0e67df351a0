//! The queue of duplicates: pairs of records that are perhaps of one person, and what was decided of them.
//!
//! A walk through an office, asked for by a person ([`runs`]) and made by a worker ([`walk`]), notes what brings records together ([`gather`]) and compares whoever shares something
//! ([`compare`]). What is likely enough waits for a person, who merges the two or says that they are not one ([`decide`]).
//!
//! **Invariant:** what a person decided no walk changes.
//! **Invariant:** a walk's progress is written in the transaction of what it did, under the walk's lease: whoever goes on after a
//! kill does nothing twice, and of two at once one stops.
//! **Invariant:** a pair names fields and how far they agree, never what they hold.

mod compare;
mod decide;
mod evidence;
mod frequent;
mod gather;
mod read;
mod runs;
mod standing;
mod tuning;
mod walk;

pub(crate) use compare::enter;
pub use decide::{Dismiss, Reopen, dismiss, reopen};
pub use evidence::{Evidence, read as evidence};
pub use read::{Filter, by_ids, list, runs as runs_of, runs_by_ids};
pub(crate) use runs::ask;
pub use runs::{Find, cancel, find};
pub use standing::of_contacts;
pub(crate) use tuning::weights;
pub use tuning::{Tune, in_force, tune};
pub use walk::{drain, follow, run};
