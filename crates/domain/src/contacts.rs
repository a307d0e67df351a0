//! People: registering them, finding them again, keeping one record a person.

pub mod meet;
pub mod reads;
pub mod register;
pub mod search;
pub mod update;

pub use meet::{Met, meet};
pub use reads::{Filter, Order, OrderBy, by_ids, find, list};
pub use register::{Candidate, IfDuplicate, Register, Registered, register};
pub use search::matching;
pub use update::{Update, update};
