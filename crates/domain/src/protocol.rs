//! Protocol: who goes before whom, and how each is addressed.
//!
//! An office keeps a table of ranks ([`tables`]), in versions. A guest has the rank that the office says, else that of their
//! function, else the one that the table knows them by ([`ranks`]); among equals counts the day of the credentials or of the
//! appointment, then the country, then the name ([`order`]). What an office says against that by courtesy ([`precedence`])
//! stands apart from the table, and so survives whatever becomes of it. Nothing here is kept that follows from something else:
//! a list is ordered when it is read ([`reads`]).

pub mod address;
pub mod order;
pub mod precedence;
pub mod ranks;
pub mod reads;
pub mod suggested;
pub mod tables;

pub use precedence::{Clear, Override, Placement, Set, clear, override_, set};
pub use tables::{Keep, NewRank, keep, ranked, table};
pub(crate) use tables::{judge_rank, keeps_ranks};
