//! Log lines, on standard error.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

use crate::{
    config::{LogFormat, Telemetry},
    stop::Stop,
};

/// From here on the process says what happens.
///
/// # Errors
/// Where somebody set a subscriber before.
pub fn start(settings: &Telemetry) -> Result<(), Stop> {
    let filter = EnvFilter::try_new(settings.log.as_str())
        .map_err(|error| Stop::failed(format!("telemetry.log: {error}")))?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let started = match settings.format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().try_init(),
    };
    started.map_err(|error| Stop::failed(format!("telemetry: {error}")))
}
