//! The two databases: whatever differs between SQLite and PostgreSQL stands here.
//!
//! SQLite serves one office on one machine: write-ahead log, one writer whose transactions are immediate, a pool of
//! readers that cannot write, foreign keys on. PostgreSQL serves several replicas: row locks, repeatable-read snapshots.

use std::time::Duration;

use kuvend_entity::{event_tally, id::EventId};
use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction,
    DbBackend, DbErr, EntityTrait, IsolationLevel, QuerySelect, SqliteTransactionMode,
    TransactionOptions, TransactionTrait, sea_query::LockType,
};

use crate::error::{Error, Result};

/// How long a statement may run.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a SQLite connection waits for another process's lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a request waits for a connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(8);
/// Readers beside SQLite's one writer.
const SQLITE_READERS: u32 = 4;

/// The database: where to read and where to write.
#[derive(Debug, Clone)]
pub struct Db {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
}

impl Db {
    /// Opens a database by its URL (`sqlite:///path/file.sqlite`, `postgres://…`); a SQLite file is made if missing.
    ///
    /// # Errors
    /// The engine's own.
    pub async fn connect(url: &str, connections: u32) -> Result<Self, DbErr> {
        if url.starts_with("sqlite:") {
            let writer = Database::connect(sqlite(url, 1, false)).await?;
            let reader = Database::connect(sqlite(url, SQLITE_READERS, true)).await?;
            Ok(Self { reader, writer })
        } else {
            let mut options = ConnectOptions::new(url);
            options
                .max_connections(connections)
                .min_connections(1)
                .acquire_timeout(ACQUIRE_TIMEOUT)
                .statement_timeout(STATEMENT_TIMEOUT)
                .test_before_acquire(false)
                .set_application_name("kuvend")
                .sqlx_logging(false);
            let both = Database::connect(options).await?;
            Ok(Self {
                reader: both.clone(),
                writer: both,
            })
        }
    }

    /// Which engine it is.
    #[must_use]
    pub fn backend(&self) -> DbBackend {
        self.reader.get_database_backend()
    }

    /// Where single statements read.
    #[must_use]
    pub const fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// Where migrations and the command line write outside a transaction.
    #[must_use]
    pub const fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// Begins a transaction that writes. On SQLite it is immediate, and so the only one.
    ///
    /// # Errors
    /// The engine's own.
    pub async fn write(&self) -> Result<DatabaseTransaction> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.writer.begin_with_options(options).await?)
    }

    /// Begins a snapshot: whatever is read in it is true of one moment.
    ///
    /// # Errors
    /// The engine's own.
    pub async fn snapshot(&self) -> Result<DatabaseTransaction> {
        let options = match self.backend() {
            DbBackend::Postgres => TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..TransactionOptions::default()
            },
            _ => TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
                ..TransactionOptions::default()
            },
        };
        Ok(self.reader.begin_with_options(options).await?)
    }

    /// Closes the pools, so that a SQLite file is whole and nothing waits.
    ///
    /// # Errors
    /// The engine's own.
    pub async fn close(self) -> Result<(), DbErr> {
        self.reader.close().await?;
        self.writer.close().await
    }
}

fn sqlite(url: &str, connections: u32, read_only: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            let sqlite = sqlite
                .create_if_missing(true)
                .foreign_keys(true)
                .busy_timeout(BUSY_TIMEOUT)
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "FULL")
                .pragma("cache_size", "-12000")
                .pragma("temp_store", "MEMORY")
                .statement_cache_capacity(256);
            if read_only {
                sqlite.pragma("query_only", "ON")
            } else {
                sqlite
            }
        });
    options
}

/// Takes an event's one lock and reads what its guest list adds up to. On PostgreSQL the tally's row is locked, so that
/// readers and foreign keys of the event are not held up; on SQLite the write transaction is the lock.
///
/// # Errors
/// [`Error::missing`] where the event has no tally, which no event is without.
pub async fn lock_event(tx: &DatabaseTransaction, event: EventId) -> Result<event_tally::Model> {
    let mut query = event_tally::Entity::find_by_id(event);
    if tx.get_database_backend() == DbBackend::Postgres {
        query = query.lock(LockType::Update);
    }
    query
        .one(tx)
        .await?
        .ok_or_else(|| Error::missing("event_tally"))
}

/// The name of the constraint that a statement broke. SQLite names a unique one by its columns.
#[must_use]
pub fn broken_constraint(error: &DbErr) -> Option<String> {
    match error.sql_err()? {
        sea_orm::SqlErr::UniqueConstraintViolation(text)
        | sea_orm::SqlErr::ForeignKeyConstraintViolation(text) => Some(text),
        _ => None,
    }
}
