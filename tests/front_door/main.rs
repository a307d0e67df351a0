//! The witnesses: every rule through the front door, on SQLite and on PostgreSQL.
//!
//! PostgreSQL is used where `KUVEND_TEST_POSTGRES` names a server on which databases may be made; `tests/run` provides
//! one. Without it those tests say that they were left out.

mod app;
mod bad_input;
mod capacity;
mod delivery;
mod guest_page;
mod main_path;
mod schema;
mod statements;
