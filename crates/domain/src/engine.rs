//! The two databases: whatever differs between SQLite and PostgreSQL stands here.
//!
//! SQLite serves one office on one machine: write-ahead log, one writer whose transactions are immediate, a pool of
//! readers that cannot write, foreign keys on. PostgreSQL serves several replicas: row locks, repeatable-read snapshots.

mod bounded;
pub mod catalogue;
pub mod days;
pub mod exports;
pub mod images;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, Utc};
use kuvend_entity::{
    event, event_tally,
    id::{EventId, OfficeId},
    message, office, place_pool,
};
use sea_orm::{
    AccessMode, ColumnTrait, ConnectOptions, ConnectionTrait, Database, DatabaseConnection,
    DatabaseTransaction, DbBackend, DbErr, EntityTrait, FromQueryResult, IsolationLevel, JoinType,
    QueryFilter, QueryOrder, QuerySelect, RuntimeErr, Select, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait,
    prelude::Uuid,
    sea_query::{
        Expr, ExprTrait, Func, IntoColumnRef, LockType, Query, SelectStatement, ValueTuple,
    },
};

pub use bounded::Bounded;

use crate::{
    error::{Error, Failure, Result},
    tally::pools,
};

/// How long a statement may run.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a SQLite connection waits for another process's lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a request waits for a connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(8);
/// Readers beside SQLite's one writer.
const SQLITE_READERS: u32 = 4;
/// Rows that SQLite's thread may be ahead of who reads them: a page of pages, so that neither waits for the other.
const ROWS_AHEAD: usize = 2_048;

/// The database: where to read and where to write.
#[derive(Debug, Clone)]
pub struct Db {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    statements: Arc<AtomicU64>,
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
            Ok(Self::counting(reader, writer))
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
            Ok(Self::counting(both.clone(), both))
        }
    }

    fn counting(mut reader: DatabaseConnection, mut writer: DatabaseConnection) -> Self {
        let statements = Arc::new(AtomicU64::new(0));
        for connection in [&mut reader, &mut writer] {
            let counter = Arc::clone(&statements);
            connection.set_metric_callback(move |_| {
                counter.fetch_add(1, Ordering::Relaxed);
            });
        }
        Self {
            reader,
            writer,
            statements,
        }
    }

    /// How many statements were run since it was opened, in transactions and outside; beginning and ending one is none.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
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
                .pragma("cache_size", "-8000")
                .pragma("temp_store", "MEMORY")
                .statement_cache_capacity(256)
                .row_buffer_size(ROWS_AHEAD);
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
    lock_tally(tx, event)
        .await?
        .ok_or_else(|| Error::missing("event_tally"))
}

/// Has whoever numbers something of an office wait for who does already. On PostgreSQL the office's row is locked against such as
/// these alone, so that rows that name it are written meanwhile; on SQLite the write transaction is the lock.
///
/// # Errors
/// Only the engine's.
pub async fn lock_office(tx: &DatabaseTransaction, office: OfficeId) -> Result<()> {
    if tx.get_database_backend() == DbBackend::Postgres {
        let row = office::Entity::find_by_id(office).lock(LockType::NoKeyUpdate);
        row.one(tx).await?;
    }
    Ok(())
}

/// Takes the locks of several events, in the order of their ids, so that two who need several wait for each other and not both.
///
/// # Errors
/// Only the engine's.
pub async fn lock_events(
    tx: &DatabaseTransaction,
    events: impl IntoIterator<Item = EventId>,
) -> Result<Vec<event_tally::Model>> {
    let mut query = event_tally::Entity::find()
        .filter(event_tally::Column::EventId.is_in(events))
        .order_by_asc(event_tally::Column::EventId);
    if tx.get_database_backend() == DbBackend::Postgres {
        query = query.lock(LockType::Update);
    }
    Ok(query.all(tx).await?)
}

async fn lock_tally(
    tx: &DatabaseTransaction,
    event: EventId,
) -> Result<Option<event_tally::Model>> {
    let mut query = event_tally::Entity::find_by_id(event);
    if tx.get_database_backend() == DbBackend::Postgres {
        query = query.lock(LockType::Update);
    }
    Ok(query.one(tx).await?)
}

/// An event under its lock, with what is kept of its list and its pools.
pub type Locked = (event::Model, event_tally::Model, Vec<place_pool::Model>);

/// Takes an event's one lock and reads the event as it is under it, with its pools; nothing where there is no such event.
///
/// # Errors
/// Only the engine's.
pub async fn lock_event_with_row(
    tx: &DatabaseTransaction,
    event: EventId,
) -> Result<Option<Locked>> {
    let Some(tally) = lock_tally(tx, event).await? else {
        return Ok(None);
    };
    let pools = if tally.pools > 0 {
        pools::of_event(tx, event).await?
    } else {
        Vec::new()
    };
    let row = event::Entity::find_by_id(event)
        .one(tx)
        .await?
        .ok_or_else(|| Error::missing("event"))?;
    Ok(Some((row, tally, pools)))
}

/// One statement for the first rows of each of several lists: of `rows`, those whose column `by` holds one of the keys,
/// each list as `one` narrows, orders and selects it. On PostgreSQL a lateral join; on SQLite, which has none, the rows are
/// found by their numbers. Either is planned alike however many lists there are. The rows stand under the table's name, in
/// no order, and none of their columns is selected yet.
#[must_use]
pub fn first_of_each<E: EntityTrait>(
    backend: DbBackend,
    rows: &Select<E>,
    (by, keys): (E::Column, Vec<sea_orm::Value>),
    one: impl Fn(Select<E>) -> SelectStatement,
) -> SelectStatement {
    let table = E::default().table_name().to_owned();
    let keys = keys.into_iter().map(ValueTuple::One);
    let key = Expr::col(("list", "column1"));
    let mut list = one(rows.clone().filter(Expr::col(by.as_column_ref()).eq(key)));
    if backend == DbBackend::Postgres {
        return Query::select()
            .from_values(keys, "list")
            .join_lateral(JoinType::InnerJoin, list, table, Expr::value(true))
            .to_owned();
    }
    let number = (table.clone(), "rowid");
    list.clear_selects().column(number.clone());
    let found = Expr::col(number).in_subquery(list);
    Query::select()
        .from_values(keys, "list")
        .join(JoinType::InnerJoin, table, found)
        .to_owned()
}

/// Whether a column holds one of some texts. They go as one parameter, so that the statement is the same however many they are,
/// and is planned and kept once.
#[must_use]
pub fn among<'a>(
    backend: DbBackend,
    column: impl IntoColumnRef,
    texts: impl IntoIterator<Item = &'a str>,
) -> Expr {
    let list = serde_json::Value::from_iter(texts);
    let each = match backend {
        DbBackend::Postgres => "jsonb_array_elements_text",
        _ => "json_each",
    };
    let texts = Query::select()
        .column(("listed", "value"))
        .from_function(Func::cust(each).arg(list), "listed")
        .to_owned();
    Expr::col(column).in_subquery(texts)
}

/// Whether a list that is kept as JSON holds a text and no other like it; both as they are named in a statement.
#[must_use]
pub fn lists(backend: DbBackend, list: &str, text: &str) -> String {
    match backend {
        DbBackend::Postgres => format!("{list} @> to_jsonb({text})"),
        _ => format!("{text} IN (SELECT o.value FROM json_each({list}) o)"),
    }
}

/// Whether one statement can write to several tables. SQLite's is in this process, so that there is nothing to save.
#[must_use]
pub fn writes_in_one_statement(tx: &DatabaseTransaction) -> bool {
    tx.get_database_backend() == DbBackend::Postgres
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

/// Whether PostgreSQL ended a transaction because it and another waited for each other: it may be tried again. SQLite has one
/// writer, and nobody to wait for.
#[must_use]
pub fn is_deadlock(error: &Error) -> bool {
    let Error::Failed(Failure::Database(
        DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error)),
    )) = error
    else {
        return false;
    };
    error
        .as_database_error()
        .is_some_and(|error| error.code().is_some_and(|code| code == "40P01"))
}

/// Claims messages that are due: on PostgreSQL rows that another worker is claiming are passed over, on SQLite the write
/// transaction is the only one. A letter waits for an earlier one to the same guest that is due before it, or was rendered
/// and put off; and one about an event waits while the event is put off, but for what says so, which passes those that wait for
/// that. The lease runs by the database's own clock, which all replicas share.
///
/// # Errors
/// Only the engine's.
pub async fn claim_messages(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    worker: Uuid,
    lease: Duration,
    limit: u64,
) -> Result<Vec<message::Model>> {
    let seconds = i64::try_from(lease.as_secs()).unwrap_or(i64::MAX);
    let backend = tx.get_database_backend();
    let (skip, until) = match backend {
        DbBackend::Postgres => (
            "FOR UPDATE OF m SKIP LOCKED",
            "clock_timestamp() + make_interval(secs => $4)",
        ),
        _ => (
            "",
            "strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now', '+' || $4 || ' seconds')",
        ),
    };
    let put_off = "SELECT 1 FROM event v WHERE v.id = m.event_id AND v.status = 'POSTPONED'";
    let sql = format!(
        "WITH due AS (SELECT m.id FROM message m WHERE m.state = 'QUEUED' AND m.due_at <= $1 \
         AND NOT EXISTS (SELECT 1 FROM message e WHERE e.attendee_id = m.attendee_id AND e.id < m.id AND e.state IN ('QUEUED', 'CLAIMED') AND (e.due_at <= m.due_at OR e.message_id IS NOT NULL) \
         AND NOT (m.kind = 'CANCELLATION' AND e.kind <> 'CANCELLATION' AND e.state = 'QUEUED' AND EXISTS ({put_off}))) \
         AND (m.kind = 'CANCELLATION' OR NOT EXISTS ({put_off})) \
         ORDER BY m.due_at, m.id LIMIT $2 {skip}) \
         UPDATE message SET state = 'CLAIMED', stage = 'ENVELOPE', lease_token = $3, leased_until = {until} \
         WHERE id IN (SELECT id FROM due) AND state = 'QUEUED' RETURNING *"
    );
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let seconds: sea_orm::Value = if backend == DbBackend::Postgres {
        f64::from(u32::try_from(seconds).unwrap_or(u32::MAX)).into()
    } else {
        seconds.into()
    };
    let statement = Statement::from_sql_and_values(
        backend,
        sql,
        [now.into(), limit.into(), worker.into(), seconds],
    );
    let mut claimed = message::Model::find_by_statement(statement).all(tx).await?;
    claimed.sort_by_key(|row| (row.due_at, row.id));
    Ok(claimed)
}

/// The database's clock, spelt for comparison with a stored instant.
fn database_now(backend: DbBackend) -> &'static str {
    if backend == DbBackend::Postgres {
        "clock_timestamp()"
    } else {
        "strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')"
    }
}

/// Claims whose lease has ended by the database's clock. On PostgreSQL, within a transaction, they are locked.
///
/// # Errors
/// Only the engine's.
pub async fn lapsed_claims(db: &impl ConnectionTrait) -> Result<Vec<message::Model>> {
    let backend = db.get_database_backend();
    let lock = if backend == DbBackend::Postgres {
        "FOR UPDATE SKIP LOCKED"
    } else {
        ""
    };
    let sql = format!(
        "SELECT * FROM message WHERE state = 'CLAIMED' AND leased_until < {} LIMIT 500 {lock}",
        database_now(backend)
    );
    Ok(
        message::Model::find_by_statement(Statement::from_string(backend, sql))
            .all(db)
            .await?,
    )
}

/// Extends the lease of everything a worker still holds.
///
/// # Errors
/// Only the engine's.
pub async fn extend_leases(db: &Db, worker: Uuid, lease: Duration) -> Result<()> {
    let backend = db.backend();
    let seconds = lease.as_secs();
    let until = if backend == DbBackend::Postgres {
        format!("clock_timestamp() + interval '{seconds} seconds'")
    } else {
        format!("strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now', '+{seconds} seconds')")
    };
    let sql = format!(
        "UPDATE message SET leased_until = {until} WHERE state = 'CLAIMED' AND lease_token = $1"
    );
    db.writer()
        .execute_raw(Statement::from_sql_and_values(
            backend,
            sql,
            [worker.into()],
        ))
        .await?;
    Ok(())
}
