//! Two records of one person become one, and can be parted again.
//!
//! **Invariant:** the one register of keys to a person (`register.rs`) says what becomes of every row; a table that it does not
//! know fails a test.
//! **Invariant:** whatever a merge touches is kept as it was and as it became, so that parting the two gives back exactly what was
//! there; what was changed since is never written over.
//! **Invariant:** what forbids most holds for the one that stays.

mod asking;
mod combine;
mod contributions;
mod give_back;
mod guests;
mod letters;
mod pairs;
mod read;
mod register;
mod run;
mod traces;
mod undo;

pub use combine::{Differing, Field, Side};
pub use give_back::Left;
pub use read::of;
pub use register::{REFERENCES, Reference, Rule};
pub use run::{Merge, Merged, Share, merge, preview};
pub use undo::{Parted, undo};
