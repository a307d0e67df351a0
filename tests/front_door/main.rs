//! The witnesses: every rule through the front door, on SQLite and on PostgreSQL.
//!
//! PostgreSQL is used where `KUVEND_TEST_POSTGRES` names a server on which databases may be made; `tests/run` provides
//! one. Without it those tests say that they were left out.

#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    clippy::format_collect,
    clippy::uninlined_format_args,
    unreachable_pub,
    unused_imports,
    dead_code,
    reason = "a witness that falters fails its test, and a witness's tools serve several tests"
)]

mod agenda;
mod app;
mod arrivals;
mod asking_page;
mod at_hand;
mod bad_input;
mod calendar;
mod capacity;
mod certified;
mod chain;
mod companions;
mod copies;
mod correcting;
mod correcting_rows;
mod database;
mod dealings;
mod delegations;
mod deliverables;
mod delivery;
mod diaspora;
mod door;
mod door_batches;
mod door_links;
mod duplicates;
mod duplicates_queue;
mod duplicates_walks;
mod export_kinds;
mod exports;
mod files;
mod guest_page;
mod handing_in;
mod holds;
mod hybrid;
mod import_kinds;
mod killed;
mod life;
mod life_planning;
mod listed;
mod main_path;
mod merged_at_once;
mod merged_erased;
mod merged_lists;
mod merges;
mod needs;
mod nodes;
mod panel_page;
mod papers;
mod parted;
mod places;
mod places_approval;
mod places_at_once;
mod places_overbooking;
mod places_pools;
mod places_queue;
mod policy;
mod progress;
mod protocol;
mod questions;
mod reads;
mod registration;
mod registry;
mod repeats;
mod retention;
mod rights;
mod run_of_show;
mod schema;
mod search_addresses;
mod segments;
mod self_registration;
mod sink;
mod squares;
mod statements;
mod statistics;
mod taken_back;
mod taking_out;
mod thirty_years;
mod tickets;
mod timeline;
mod transitions;
mod unanswered;
mod uploads;
mod written_after;
