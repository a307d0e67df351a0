//! The dialogue with a relay.

mod connection;
mod handshake;
mod lines;

use std::fmt;
use std::sync::Arc;

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::TlsParameters;
use lettre::transport::smtp::extension::ClientId;

use super::config::{SmtpConfig, SmtpConfigError};
use super::failure::{Phase, SendFailure};

pub(super) use connection::SmtpConnection;

/// A relay whose configuration was found sound. Cheap to clone.
#[derive(Clone)]
pub struct SmtpRelay(Arc<Parts>);

struct Parts {
    config: SmtpConfig,
    hello: ClientId,
    tls: Option<TlsParameters>,
    login: Option<Credentials>,
}

/// What a relay offered when it was asked for no more than a greeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProbeReport {
    /// The name it gave itself.
    pub name: String,
    /// Whether the line was encrypted.
    pub is_encrypted: bool,
    /// Whether it let us log in; false if no login is configured.
    pub is_authenticated: bool,
    /// Whether it takes addresses outside ASCII.
    pub takes_utf8_addresses: bool,
}

impl SmtpRelay {
    /// Checks a configuration; nothing is connected yet.
    ///
    /// # Errors
    /// [`SmtpConfigError`], of which the commonest is a relay elsewhere without encryption.
    pub fn new(config: SmtpConfig) -> Result<Self, SmtpConfigError> {
        config.check()?;
        Ok(Self(Arc::new(Parts {
            hello: config.client_id()?,
            tls: config.tls_parameters()?,
            login: config.credentials()?,
            config,
        })))
    }

    /// Greets, encrypts, logs in and leaves, without naming a letter.
    ///
    /// # Errors
    /// [`SendFailure`], whose phase says how far it got.
    pub async fn probe(&self) -> Result<ProbeReport, SendFailure> {
        let connection = SmtpConnection::open(self).await?;
        let report = connection.report();
        connection.quit().await;
        Ok(report)
    }
}

impl fmt::Debug for SmtpRelay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.config.fmt(f)
    }
}

/// What lettre saw, in our terms. A negative reply keeps its code and text; anything else is a lost line.
fn failure(phase: Phase, error: &lettre::transport::smtp::Error) -> SendFailure {
    use std::error::Error as _;

    match error.status() {
        Some(code) => {
            let text = error.source().map(ToString::to_string).unwrap_or_default();
            SendFailure::replied(phase, code.into(), &text)
        }
        None => SendFailure::lost(phase, &error.to_string()),
    }
}

/// Waits for a step, but not for ever.
async fn within<T>(
    phase: Phase,
    deadline: std::time::Duration,
    step: impl Future<Output = Result<T, lettre::transport::smtp::Error>>,
) -> Result<T, SendFailure> {
    match tokio::time::timeout(deadline, step).await {
        Ok(done) => done.map_err(|error| failure(phase, &error)),
        Err(_) => Err(SendFailure::lost(phase, "no answer within the deadline")),
    }
}
