//! Requests through the router, on a toy schema.

mod execution;
mod guards;
mod http;
mod idempotency;
mod pages;
mod toy;
