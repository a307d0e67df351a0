//! Bringing in people from files: reading, trying, writing, and taking back.
//!
//! **Invariant:** every line of a file ends as one of six things, and they add up.
//! **Invariant:** what a file tells never takes away what is known, and never what somebody said of a purpose.
//! **Invariant:** memory does not grow with the file.

mod bodies;
mod draft;
mod fate;
mod guests;
pub mod jobs;
mod journal;
mod known;
mod lists;
pub mod mapping;
mod merge;
mod organisations;
mod read;
mod report;
mod run;
pub mod source;
mod told;
mod undo;
pub mod uploads;
pub mod values;
pub mod worker;
mod write;

pub use draft::Wrong;
pub use fate::{Fate, Line, Listener, Progress};
pub use read::{find, list};
pub use run::{FOR_BODIES, Import, Imported, What, import};
pub use undo::{Left, Undone, undo};
