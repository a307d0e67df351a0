//! Claims of exports: whose they are for now, by the database's own clock, which all replicas share.

use std::time::Duration;

use kuvend_entity::{export_job, id::ExportJobId};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, FromQueryResult, Statement, prelude::Uuid,
};

use super::{Db, database_now};
use crate::error::Result;

/// The end of a lease that begins now.
fn until(backend: DbBackend, lease: Duration) -> String {
    let seconds = lease.as_secs();
    if backend == DbBackend::Postgres {
        format!("clock_timestamp() + interval '{seconds} seconds'")
    } else {
        format!("strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now', '+{seconds} seconds')")
    }
}

/// Claims the export that waits longest: one that nobody began, or one whose worker went away. On PostgreSQL one that another
/// worker is claiming is passed over; on SQLite the write transaction is the only one.
///
/// # Errors
/// Only the engine's.
pub async fn claim_export(
    tx: &DatabaseTransaction,
    worker: Uuid,
    lease: Duration,
) -> Result<Option<export_job::Model>> {
    let backend = tx.get_database_backend();
    let skip = if backend == DbBackend::Postgres {
        "FOR UPDATE SKIP LOCKED"
    } else {
        ""
    };
    let (until, now) = (until(backend, lease), database_now(backend));
    let sql = format!(
        "UPDATE export_job SET state = 'RUNNING', lease_token = $1, leased_until = {until}, attempts = attempts + 1, done = 0, total = 0 \
         WHERE id = (SELECT id FROM export_job WHERE state = 'QUEUED' OR (state = 'RUNNING' AND leased_until < {now}) \
         ORDER BY created_at LIMIT 1 {skip}) RETURNING *"
    );
    let statement = Statement::from_sql_and_values(backend, sql, [worker.into()]);
    Ok(export_job::Model::find_by_statement(statement)
        .one(tx)
        .await?)
}

/// Says how far an export is, and holds it a while longer; false where it is this worker's no more.
///
/// # Errors
/// Only the engine's.
pub async fn advance_export(
    db: &Db,
    (id, worker): (ExportJobId, Uuid),
    (done, total): (i64, i64),
    lease: Duration,
) -> Result<bool> {
    let backend = db.backend();
    let sql = format!(
        "UPDATE export_job SET done = $1, total = $2, leased_until = {} WHERE id = $3 AND state = 'RUNNING' AND lease_token = $4",
        until(backend, lease)
    );
    let values = [done.into(), total.into(), id.into(), worker.into()];
    let statement = Statement::from_sql_and_values(backend, sql, values);
    let changed = db.writer().execute_raw(statement).await?;
    Ok(changed.rows_affected() > 0)
}
