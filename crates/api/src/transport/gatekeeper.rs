//! The seam between the transport and whoever knows accounts and stored answers.

use std::{future::Future, sync::Arc};

use async_graphql::Data;
use axum::{body::Bytes, http::HeaderMap};

/// Who asks, and what was answered to them before.
///
/// The server's own implementation reads sessions and API keys from the database; the tests have a small one.
/// An implementation logs its own failures: the transport shows them as `INTERNAL` and adds nothing to the log.
///
/// **Invariant:** between `recall` answering [`Recalled::Fresh`] and the following `remember` or `forget`, each further
/// `recall` of the same identity and key answers [`Recalled::InProgress`] or [`Recalled::Mismatch`]. A lease must end
/// that state some time after the execution limit, because a process may die in between.
pub trait Gatekeeper: Send + Sync + 'static {
    /// Turns request headers into an identity, before the body is read.
    fn admit(&self, headers: &HeaderMap) -> impl Future<Output = Result<Admitted, Denied>> + Send;

    /// Looks for an earlier answer to a mutation that carries an `Idempotency-Key`, and claims the key if there is none.
    fn recall(
        &self,
        repeatable: &Repeatable,
    ) -> impl Future<Output = Result<Recalled, Denied>> + Send;

    /// Keeps the answer of a mutation that ran, failures and timeouts included: a client cannot know how far they came,
    /// so the same key must not run it again.
    fn remember(&self, repeatable: &Repeatable, answer: &Stored)
    -> impl Future<Output = ()> + Send;

    /// Releases the claim on a key, because validation refused the request before any resolver ran.
    fn forget(&self, repeatable: &Repeatable) -> impl Future<Output = ()> + Send;
}

/// Somebody who may send requests.
#[derive(Debug)]
pub struct Admitted {
    /// Whose budget is spent and whose idempotency keys these are: stable for an account, and no personal data.
    pub identity: Arc<str>,
    /// What resolvers find in their context.
    pub data: Data,
}

/// Why nobody was admitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// Credentials are missing where they are needed, unknown, or expired.
    Unauthenticated,
    /// They could not be checked; the cause is already in the log.
    Failed,
}

/// A mutation sent with an `Idempotency-Key`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Repeatable {
    /// The identity that sent it; keys of two identities never meet.
    pub identity: Arc<str>,
    /// The header's value, 1 to 255 visible ASCII characters.
    pub key: String,
    /// SHA-256 of document, operation name and variables, independent of the order of keys in the JSON.
    pub body_hash: [u8; 32],
}

/// What is known of a [`Repeatable`].
#[derive(Clone, Debug)]
pub enum Recalled {
    /// Nothing: the key is now claimed and the mutation runs.
    Fresh,
    /// It ran before; this was the answer.
    Replay(Stored),
    /// The key was used with another body.
    Mismatch,
    /// The same request is running right now.
    InProgress,
}

/// An answer as it went out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The HTTP status.
    pub status: u16,
    /// The JSON body.
    pub body: Bytes,
}
