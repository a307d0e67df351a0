//! Bringing in people from files: reading, trying, writing, and taking back.

pub mod mapping;
pub mod source;
pub mod values;
