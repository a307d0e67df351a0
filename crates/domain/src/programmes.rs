//! Programmes and who is enrolled in them.

mod create;
mod enrol;
mod reads;

pub use create::{Create, Part, create};
pub use enrol::{Enrol, enrol};
pub use reads::{
    Filter, Found, by_ids, enrolments, enrolments_by_ids, find, list, organisations_of,
};
