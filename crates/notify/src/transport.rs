//! Carrying a letter, in two steps: the envelope, then the body. Between them the caller can record that from now on
//! the relay may have taken the letter.

mod backoff;
mod config;
mod failure;
mod folder;
mod reply;
mod smtp;

use std::path::PathBuf;

pub use backoff::backoff;
pub use config::{SmtpConfig, SmtpConfigError, Timeouts, Tls};
pub use failure::{FailureClass, Phase, Refusal, SendFailure, classify};
pub use smtp::{ProbeReport, SmtpRelay};

use self::folder::FolderConnection;
use self::smtp::SmtpConnection;

/// Where letters go.
#[derive(Debug, Clone)]
pub enum Transport {
    /// Nowhere: the letter stays where it is stored, and a page shows it. Nothing leaves the machine.
    Inbox,
    /// A folder of `.eml` files, made if it is missing.
    Folder(PathBuf),
    /// A mail relay.
    Smtp(SmtpRelay),
}

/// What the other side said when it took a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The whole reply, its code included, without line breaks. It may quote an address: store it, do not log it.
    pub reply: String,
    /// The name under which the other side queued the letter.
    pub queue_id: Option<String>,
}

/// An open dialogue. It carries one letter at a time: [`envelope`](Self::envelope), then [`data`](Self::data), and after
/// a refusal [`reset`](Self::reset) before the next.
#[derive(Debug)]
pub struct Connection(Carrier);

#[derive(Debug)]
enum Carrier {
    Inbox,
    Folder(FolderConnection),
    Smtp(Box<SmtpConnection>),
}

impl Transport {
    /// Opens a dialogue: for a relay this greets, encrypts and authenticates.
    ///
    /// # Errors
    /// [`SendFailure`], always of class [`FailureClass::RelayDown`].
    pub async fn connect(&self) -> Result<Connection, SendFailure> {
        Ok(Connection(match self {
            Self::Inbox => Carrier::Inbox,
            Self::Folder(folder) => Carrier::Folder(FolderConnection::open(folder).await?),
            Self::Smtp(relay) => Carrier::Smtp(Box::new(SmtpConnection::open(relay).await?)),
        }))
    }
}

impl Connection {
    /// Names the sender (of bounces) and the recipient. No byte of the letter is sent yet, so whatever goes wrong here
    /// can be tried again without fear of a duplicate.
    ///
    /// # Errors
    /// [`SendFailure`] of any class but [`FailureClass::Uncertain`].
    pub async fn envelope(&mut self, from: &str, to: &str) -> Result<(), SendFailure> {
        match &mut self.0 {
            Carrier::Inbox | Carrier::Folder(_) => Ok(()),
            Carrier::Smtp(smtp) => smtp.envelope(from, to).await,
        }
    }

    /// Sends the letter and waits for the other side to take it, up to ten minutes by default.
    ///
    /// # Errors
    /// [`SendFailure`]; of class [`FailureClass::Uncertain`] if the other side may have taken the letter.
    pub async fn data(&mut self, bytes: &[u8]) -> Result<Receipt, SendFailure> {
        match &mut self.0 {
            Carrier::Inbox => Ok(Receipt {
                reply: "250 2.0.0 Kept in the inbox".to_owned(),
                queue_id: None,
            }),
            Carrier::Folder(folder) => folder.write(bytes).await,
            Carrier::Smtp(smtp) => smtp.data(bytes).await,
        }
    }

    /// Forgets a refused or abandoned envelope.
    ///
    /// # Errors
    /// [`SendFailure`] if the dialogue cannot go on; the letter is not concerned.
    pub async fn reset(&mut self) -> Result<(), SendFailure> {
        match &mut self.0 {
            Carrier::Inbox | Carrier::Folder(_) => Ok(()),
            Carrier::Smtp(smtp) => smtp.reset().await,
        }
    }

    /// Whether another letter may be sent through this dialogue now. False after a refusal until it was
    /// [`reset`](Self::reset), and for good once it is too old, has carried enough, failed, or was cancelled midway.
    #[must_use]
    pub fn is_reusable(&self) -> bool {
        match &self.0 {
            Carrier::Inbox | Carrier::Folder(_) => true,
            Carrier::Smtp(smtp) => smtp.is_reusable(),
        }
    }

    /// Ends the dialogue politely if it still can. What was accepted stays accepted, whatever happens here.
    pub async fn quit(self) {
        if let Carrier::Smtp(smtp) = self.0 {
            smtp.quit().await;
        }
    }
}

#[cfg(test)]
mod tests;
