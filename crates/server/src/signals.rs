//! Being told to stop.

use tokio::signal::unix::{SignalKind, signal};

use crate::stop::Stop;

/// Waits for SIGTERM or SIGINT. Called as soon as the process starts, so that an early one is not lost.
pub(crate) fn stop() -> Result<impl Future<Output = ()> + Send + 'static, Stop> {
    let failed = |error| Stop::failed(format!("signals: {error}"));
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => tracing::info!("told to stop (SIGTERM)"),
            _ = interrupt.recv() => tracing::info!("told to stop (SIGINT)"),
        }
    })
}
