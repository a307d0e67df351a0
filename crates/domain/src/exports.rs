//! Taking people, organisations and guest lists out of the register as a file: asked for with a purpose, written by a worker, fetched by a link.
//!
//! **Who stands in it.** Whoever the filter and the search find in one office, as the list does in an order of its own. Erased and
//! merged people never; nor who asked that nothing be done with their data for now, since taking data out is doing something.
//! **Invariant:** one snapshot is read from beginning to end, so that `total` is what `done` ends at.
//! **Invariant:** memory does not grow with the register: a page of people at a time, their children by one statement a kind.
//! **Invariant:** what an export writes, the import reads back as it was ([`guarded`], [`bare`]).

mod ask;
mod cells;
mod fields;
mod read;
mod sink;
mod table;
mod work;

pub(crate) use ask::SENSITIVE;
pub use ask::{Cancel, Export, What, ask, cancel, forget};
pub(crate) use cells::put;
pub use cells::{bare, guarded};
pub(crate) use fields::fields;
pub use fields::{Field, GuestField, OrganisationField};
pub use read::{by_ids, list, paths};
pub(crate) use work::{named, noted, usable};
pub use work::{run, to_path, to_path_at, work, work_at};

use crate::error::{Error, Failure};

/// What spreadsheets know a UTF-8 text by.
pub(crate) const MARK: &[u8] = b"\xEF\xBB\xBF";

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Failed(Failure::Other(format!("an export: {error}")))
}
