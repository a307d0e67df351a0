//! The machine: configuration, telemetry, the wiring of all rooms, and the command line.
//!
//! Knows every other crate and is known by none. It holds no rule: a command reads what people typed, calls one function
//! of `kuvend-domain`, and says in words what came of it.
//!
//! **Invariant:** the environment is read in [`config`] and nowhere else.
//! **Invariant:** no secret reaches a log line, a `Debug` or `kuvend config`.
//! **Invariant:** a command ends with 0 when it did what it was asked, 1 when it could not, 2 when it was asked wrongly.

// What a document may bring nests deeply, and the compiler looks at all of it at once.
#![recursion_limit = "256"]

pub mod cli;
mod commands;
pub mod config;
pub mod database;
mod door;
mod health;
pub mod mail;
mod say;
mod signals;
mod stop;
pub mod streams;
pub mod telemetry;
pub mod wiring;

use std::{ffi::OsString, process::ExitCode};

pub use stop::Stop;

/// Bytes of a thread's stack. A document may nest as deeply as the limits let it, and each of its levels takes some.
const STACK: usize = 8 << 20;

/// Runs the command that the arguments name, and ends as a program should.
#[must_use]
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let outcome = cli::parse(arguments).and_then(|command| {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .thread_stack_size(STACK)
            .enable_all()
            .build()
            .map_err(|error| Stop::failed(format!("the runtime does not start: {error}")))?;
        runtime.block_on(commands::run(command))
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => stop.end(),
    }
}
