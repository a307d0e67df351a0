//! How an operation ends when it does not succeed.

use sea_orm::DbErr;

use crate::{
    fault::{Fault, Faults},
    policy::Action,
};

/// The result of an operation.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// How an operation ends when it does not succeed. The transaction is rolled back in every case.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no; the client can mend it.
    #[error("rejected: {0:?}")]
    Rejected(Faults),
    /// This actor may not.
    #[error("denied: {0:?}")]
    Denied(Denied),
    /// Our fault.
    #[error(transparent)]
    Failed(#[from] Failure),
}

/// Why an actor may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// Nobody is known to ask.
    Unauthenticated,
    /// Sees it, and may not do this.
    Forbidden(Action),
    /// Sees nothing of it: to this actor it does not exist.
    NotFound,
}

/// A fault of ours: told outside as "internal error" with a trace id, and logged once.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The database.
    #[error("database: {0}")]
    Database(#[from] DbErr),
    /// A letter that would not render.
    #[error("letter: {0}")]
    Letter(#[from] kuvend_notify::RenderError),
    /// A row that should be there.
    #[error("missing: {0}")]
    Missing(&'static str),
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        Self::Failed(Failure::Database(error))
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Rejected(Faults::of(fault))
    }
}

impl Error {
    /// A row that the rules say must exist.
    #[must_use]
    pub fn missing(what: &'static str) -> Self {
        Self::Failed(Failure::Missing(what))
    }

    /// What one may not see does not exist: in a mutation, a fault on the field that named it.
    #[must_use]
    pub fn hidden_at<const N: usize>(self, field: [&str; N]) -> Self {
        match self {
            Self::Denied(Denied::NotFound) => {
                Fault::new(field, crate::fault::Code::NotFound).into()
            }
            other => other,
        }
    }
}
