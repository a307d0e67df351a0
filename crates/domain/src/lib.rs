//! The rules: every use case and query, the policy, the statistics, the outbox and its delivery.
//!
//! Knows rows and letters; knows nothing of HTTP, GraphQL or configuration. A **use case** is
//! `pub async fn verb(op: &Op, cmd: Verb) -> Result<…>` and is one transaction; a **step** takes the open transaction;
//! use cases compose steps and never each other.
//!
//! **Invariant:** what raises an event's occupancy holds the event's lock ([`engine::lock_event`]).
//! **Invariant:** kept counts change in the transaction of the fact they count ([`tally`]).
//! **Invariant:** no letter is queued or sent but through [`gate`], and none is sent inside a transaction.
//! **Invariant:** every write leaves an [`audit`] entry in its own transaction.
//! **Invariant:** one table says who may do what ([`policy`]).

pub mod accounts;
pub mod actor;
pub mod agenda;
pub mod attendees;
pub mod audit;
pub mod campaigns;
pub mod change;
pub mod clock;
pub mod columns;
pub mod consents;
pub mod contacts;
pub mod countries;
pub mod delegations;
pub mod delivery;
pub mod diaspora;
pub mod door;
pub mod duplicates;
pub mod engine;
pub mod error;
pub mod events;
pub mod exports;
pub mod fault;
pub mod feeds;
pub mod files;
pub mod fold;
mod forms;
pub mod frameworks;
pub mod gate;
pub mod generate;
pub mod guest_page;
pub mod imports;
pub mod inbox;
pub mod interactions;
pub mod interests;
pub mod letters;
pub mod links;
pub mod listed;
pub mod memberships;
pub mod merges;
pub mod needs;
pub mod observances;
pub mod offices;
pub mod op;
pub mod organisations;
pub mod own_page;
pub mod paging;
pub mod pairs;
pub mod papers;
pub mod policy;
pub mod programmes;
pub mod protocol;
pub mod questions;
pub mod registration;
pub mod relationships;
pub mod repeats;
pub mod report;
pub mod rights;
pub mod sample;
pub mod segments;
pub mod statistics;
pub mod tally;
pub mod tasks;
pub mod timeline;

pub mod tokens;
pub mod walltime;
pub mod writes;
