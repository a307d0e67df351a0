//! Segments: sets of contacts with a name, as a list or by a rule that is read anew each time it is asked.
//!
//! **Invariant:** what a segment counts is counted when it is asked, and never kept.
//! **Invariant:** a rule names no segment that leads back to itself.

mod judge;
mod preview;
mod read;
mod resolve;
mod rule;
mod save;

pub use preview::{Preview, Previewed, preview};
pub(crate) use read::members;
pub use read::{by_ids, list, sizes};
pub(crate) use resolve::filter as resolve_filter;
pub use rule::{
    ConsentIs, Consented, Enrolled, Interacted, Moment, Outcome, Participation, Rule, Set, Span,
};
pub use save::{Create, Listing, Update, add, create, delete, remove, update};
