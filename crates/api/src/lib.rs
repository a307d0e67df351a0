//! The window for programs: GraphQL types, input parsing, authentication and limits.
//!
//! Knows the domain's use cases and the rows' types; knows no SQL and no letter. A resolver reads its input into a
//! command ([`input`]), calls one domain function and maps the outcome ([`payload`]); a business rule here is a fault.
//! **Invariant:** a refused rule is a `userErrors` entry, never a top-level error.
//! **Invariant:** what one may not see is null in a query and `NOT_FOUND` in a mutation.
//! **Invariant:** no resolver runs a statement per row: children come with their parent by look-ahead.

// What a document may bring nests deeply, and the compiler looks at all of it at once.
#![recursion_limit = "256"]
#![allow(
    clippy::unused_async,
    clippy::single_match_else,
    clippy::option_option,
    clippy::too_many_arguments,
    clippy::struct_excessive_bools,
    clippy::items_after_statements,
    clippy::allow_attributes,
    reason = "the macros ask for async resolvers with an argument each; absent, null and present are three things"
)]

pub mod agenda;
pub mod asking;
pub mod attendees;
pub mod campaigns;
pub mod contacts;
pub mod copies;
pub mod dealings;
pub mod delegations;
pub mod diaspora;
pub mod door;
pub mod duplicates;
pub mod enums;
pub mod events;
pub mod exports;
pub mod flat;
pub mod imports;
pub mod input;
pub mod interactions;
pub mod interests;
pub mod likeness;
pub mod look;
pub mod merges;
pub mod nodes;
pub mod offices;
pub mod order;
pub mod organisations;
pub mod paging;
pub mod payload;
pub mod people;
pub mod pools;
pub mod programmes;
pub mod progress;
pub mod protocol;
pub mod registration;
pub mod registry;
pub mod retention;
pub mod rights;
pub mod scalars;
pub mod schema;
pub mod segments;
pub mod statistics;
pub mod tasks;
pub mod timeline;
pub mod transport;
