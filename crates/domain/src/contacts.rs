//! People: registering them, finding them again, keeping one record a person.
//!
//! **Invariant:** what finds a person ([`search`]) is written with the record and never decides who somebody is.
//! **Invariant:** addresses, telephones and years of birth leave here only for who may see contact details.

mod children;
pub(crate) mod codes;
pub mod completeness;
pub(crate) mod duplicates;
pub mod facts;
pub mod filter;
mod held;
mod judge;
pub mod meet;
mod namesakes;
pub mod parts;
pub(crate) mod profile;
pub mod reads;
pub mod register;
pub mod search;
pub mod update;
mod ways;

pub use duplicates::{Candidate, Reason};
pub use facts::{Fact, Verify, facts_of, verify};
pub use filter::{Filter, Order, OrderBy};
pub(crate) use held::{held, hold};
pub use judge::judge_told;
pub use meet::{Met, enter_met, known_by, meet};
pub use reads::{
    by_ids, emails, enrolments, find, hidden_fields, languages, list, memberships, names,
    permissions, phones, residences, skills, willingness,
};
pub(crate) use register::enter;
pub use register::{IfDuplicate, Register, Registered, possible_duplicate, register};
pub use search::found_by;
pub(crate) use update::changed;
pub use update::{Update, update};
pub(crate) use ways::compared;
pub use ways::e164;
