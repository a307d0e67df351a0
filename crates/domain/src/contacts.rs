//! People.

pub mod meet;
pub mod search;

pub use meet::{Met, meet};
pub use search::matching;
