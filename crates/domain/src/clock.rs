//! The time, as a parameter.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use chrono::{DateTime, TimeDelta, Utc};

/// Where an operation reads the time. Instants have microseconds, as PostgreSQL keeps them.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's.
    System,
    /// One that moves when told, for tests and for telling the past: microseconds since 1970.
    Told(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at an instant until it is moved.
    #[must_use]
    pub fn told(at: DateTime<Utc>) -> Self {
        Self::Told(Arc::new(AtomicI64::new(at.timestamp_micros())))
    }

    /// The instant now.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "the one home of the machine's time"
    )]
    pub fn now(&self) -> DateTime<Utc> {
        let micros = match self {
            Self::System => Utc::now().timestamp_micros(),
            Self::Told(micros) => micros.load(Ordering::SeqCst),
        };
        DateTime::from_timestamp_micros(micros).unwrap_or_default()
    }

    /// Moves a told clock forward; the machine's stays as it is.
    pub fn advance(&self, by: TimeDelta) {
        if let (Self::Told(micros), Some(by)) = (self, by.num_microseconds()) {
            micros.fetch_add(by, Ordering::SeqCst);
        }
    }

    /// Sets a told clock; the machine's stays as it is.
    pub fn set(&self, at: DateTime<Utc>) {
        if let Self::Told(micros) = self {
            micros.store(at.timestamp_micros(), Ordering::SeqCst);
        }
    }
}
