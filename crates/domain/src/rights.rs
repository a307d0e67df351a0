//! Consent, purposes and people's rights over their data.
//!
//! **Invariant:** [`tables`] knows every table that holds a row of a person; a test compares it with the schema.
//! **Invariant:** whoever is erased leaves an empty tombstone with what figures are made of, and nothing that names them.

pub mod consenting;
pub mod copy;
pub mod copy_links;
mod deeds;
pub mod erase;
pub mod holds;
mod labels;
pub mod marks;
mod person;
pub mod purposes;
pub mod requests;
pub mod retention;
mod sweep;
pub mod tables;
pub mod transfers;

pub use person::Person;
pub use sweep::Finding;
