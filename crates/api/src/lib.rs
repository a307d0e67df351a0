//! api

pub mod transport;
