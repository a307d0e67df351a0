//! Writing exports: a worker claims one, reads one snapshot page by page, and says how far it is.

mod rows;

use std::{collections::HashSet, path::Path, time::Duration};

use chrono::TimeDelta;
use kuvend_entity::{
    export_job::{self, Column as J},
    id::FileId,
    kind::{ExportFormat, ExportKind, ExportState, FileKind, Paper},
    value::Language,
};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, prelude::Uuid,
    sea_query::Expr,
};
use serde_json::json;
use tokio::sync::watch;

pub(super) use self::rows::Taken;
pub(crate) use self::rows::{named, usable};
use super::{
    Export,
    ask::{Held, asked},
    read,
    sink::Sink,
    table::Table,
};
use crate::{
    accounts,
    audit::{self, Deed},
    engine::exports::{advance_export, claim_export},
    error::{Denied, Error, Result},
    fault::{Code, Fault, Faults},
    files::{self, Limits, NewFile, Writer},
    op::Op,
    policy::Action,
};

/// How long a worker that says nothing holds an export.
const LEASE: Duration = Duration::from_mins(2);
/// How often an export is begun before it has failed.
const ATTEMPTS: i32 = 3;
/// How long the file is kept.
const KEPT: TimeDelta = TimeDelta::hours(24);
/// Rows of a workbook at most: a sheet ends at 2^20 rows, and the first has the heads.
const WORKBOOK: u64 = (1 << 20) - 1;

/// Writes what waits, now and then, and removes files that are over, until told to stop. Links that are printed begin with the server's
/// public address.
pub async fn run(
    op: Op,
    (worker, address): (Uuid, String),
    pause: Duration,
    mut stop: watch::Receiver<bool>,
) {
    while !*stop.borrow() {
        match work_at(&op, worker, &address).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::error!(%error, "writing an export failed"),
        }
        if let Err(error) = files::sweep(&op.db, &op.clock).await {
            tracing::error!(%error, "removing stored files failed");
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Writes the export that waits longest; false where none does. A worker that dies loses it to the next after two minutes.
///
/// # Errors
/// Only the database's, where not even the outcome could be written.
pub async fn work(op: &Op, worker: Uuid) -> Result<bool> {
    work_at(op, worker, "").await
}

/// The same for a server with a public address, with which links that are printed begin.
///
/// # Errors
/// As [`work`].
pub async fn work_at(op: &Op, worker: Uuid, address: &str) -> Result<bool> {
    let waits = J::State.is_in([ExportState::Queued, ExportState::Running]);
    let waiting = export_job::Entity::find()
        .filter(waits)
        .count(op.db.reader())
        .await?;
    if waiting == 0 {
        return Ok(false);
    }
    let tx = op.db.write().await?;
    let claimed = claim_export(&tx, worker, LEASE).await?;
    tx.commit().await?;
    let Some(job) = claimed else {
        return Ok(false);
    };
    if job.attempts > ATTEMPTS {
        settle(op, (&job, worker), Some(given_up())).await?;
        return Ok(true);
    }
    match produce(op, &job, (worker, address)).await {
        Ok(Some(written)) => {
            if !complete(op, (&job, worker), written).await?
                && let Some(file) = written.file
            {
                files::remove(&op.db, file).await?;
            }
        }
        Ok(None) => tracing::info!(job = %job.id, "an export was given up while it was written"),
        Err(error) => {
            let is_final =
                matches!(error, Error::Rejected(_) | Error::Denied(_)) || job.attempts == ATTEMPTS;
            tracing::error!(job = %job.id, %error, "an export could not be written");
            settle(op, (&job, worker), is_final.then(|| why(&error))).await?;
        }
    }
    Ok(true)
}

/// The operation of whoever asked for an export, with the rights that they have by now.
async fn asking(op: &Op, job: &export_job::Model) -> Result<Op> {
    let Some(account) = job.created_by else {
        return Ok(op.clone());
    };
    let own = accounts::on_behalf(op, account).await?;
    if !read::may(&own, job) {
        let wanted = match job.kind {
            ExportKind::Paper => read::right(job),
            _ => Action::ExportContacts,
        };
        return Err(Error::Denied(Denied::Forbidden(wanted)));
    }
    Ok(own)
}

/// Writes the file; nothing where the export was given up meanwhile.
async fn produce(
    op: &Op,
    job: &export_job::Model,
    (worker, address): (Uuid, &str),
) -> Result<Option<Written>> {
    let file = Writer::begin(&op.db, &op.clock, file_of(op, job)).await?;
    let id = file.id();
    let written = fill(
        op,
        (job, worker, address),
        Sink::Stored(Box::new(file)),
        &mut |_, _| {},
    )
    .await;
    if !matches!(written, Ok(Some(_))) {
        files::remove(&op.db, id).await?;
    }
    written
}

/// Writes rows to a path of this machine, at once, and tells how far it is: so many of so many. It stands in the register of exports
/// like any other; how many rows.
///
/// # Errors
/// As [`ask`](super::ask()), where the path cannot be written to, and `WRONG_STATE` where the export was given up meanwhile.
pub async fn to_path(
    op: &Op,
    (cmd, worker): (Export, Uuid),
    path: &Path,
    tell: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<u64> {
    to_path_at(op, "", (cmd, worker), path, tell).await
}

/// The same for a server with a public address, with which links that are printed begin.
///
/// # Errors
/// As [`to_path`].
pub async fn to_path_at(
    op: &Op,
    address: &str,
    (cmd, worker): (Export, Uuid),
    path: &Path,
    tell: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<u64> {
    let sink = Sink::to(path)?;
    let until = op.clock.now() + TimeDelta::from_std(LEASE).unwrap_or_default();
    // Nobody else takes it up: whoever asked waits for it here.
    let held = Held {
        worker,
        until,
        attempts: ATTEMPTS,
    };
    let job = asked(op, cmd, Some(held)).await?;
    let written = fill(op, (&job, worker, address), sink, tell).await;
    let rows = match written {
        Ok(Some(written)) => {
            complete(op, (&job, worker), written).await?;
            written.rows
        }
        Ok(None) => {
            let fault = Fault::new(["id"], Code::WrongState);
            return Err(fault.with("state", ExportState::Cancelled).into());
        }
        Err(error) => {
            settle(op, (&job, worker), Some(why(&error))).await?;
            return Err(error);
        }
    };
    Ok(u64::try_from(rows).unwrap_or_default())
}

/// What was written: the file, where it is stored, and how many rows.
#[derive(Debug, Clone, Copy)]
struct Written {
    file: Option<FileId>,
    rows: i64,
}

fn file_of(op: &Op, job: &export_job::Model) -> NewFile {
    let (ending, media_type) = match job.format {
        ExportFormat::Csv => ("csv", "text/csv; charset=utf-8"),
        ExportFormat::Xlsx => (
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        ExportFormat::Html => ("html", "text/html; charset=utf-8"),
    };
    let paper = job.paper.map(Paper::as_str);
    let paper = paper.map(|paper| paper.to_lowercase().replace('_', "-"));
    let what = match job.kind {
        ExportKind::Contacts => "contacts",
        ExportKind::Organisations => "organisations",
        ExportKind::GuestList => "guests",
        ExportKind::Paper => paper.as_deref().unwrap_or("paper"),
    };
    NewFile {
        id: FileId::new(),
        office: job.office_id,
        kind: FileKind::Export,
        name: format!("{what}-{}.{ending}", op.clock.now().format("%Y-%m-%d")),
        media_type: media_type.to_owned(),
        by: job.created_by,
        keep: KEPT,
        limits: Limits::default(),
    }
}

/// Leaves only the columns that were written down when a job was asked for, if it was: a right, or a question, that came since brings none.
pub(crate) fn noted(job: &export_job::Model, only: impl FnOnce(&HashSet<&str>)) {
    let names = job.fields.as_array().into_iter().flatten();
    let names: HashSet<&str> = names.filter_map(|name| name.as_str()).collect();
    if !names.is_empty() {
        only(&names);
    }
}

/// Goes on only if the format has room for so many rows.
pub(super) fn judge_size(format: ExportFormat, rows: u64) -> Result<()> {
    if format == ExportFormat::Xlsx && rows > WORKBOOK {
        let fault = Fault::new(["format"], Code::TooMany);
        return Err(fault.with("limit", WORKBOOK).into());
    }
    Ok(())
}

/// The rows, from one snapshot.
async fn fill(
    op: &Op,
    (job, worker, address): (&export_job::Model, Uuid, &str),
    file: Sink,
    tell: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<Option<Written>> {
    let language = job.heading_language.as_ref().map(Language::as_str);
    let asking = asking(op, job).await?;
    let mut taken = Taken::of(&asking, job, address).await?;
    taken.prepare(&asking).await?;
    let snapshot = op.db.snapshot().await?;
    taken.settle(&snapshot).await?;
    let pages = if job.format == ExportFormat::Html {
        taken.pages(&snapshot).await?
    } else {
        None
    };
    let mut table = if let Some(pages) = pages {
        Table::print(file, pages).await?
    } else {
        let heads = taken.heads(language);
        Table::begin(file, (job.format, job.delimiter), heads).await?
    };
    let total = taken.count(&snapshot).await?;
    judge_size(job.format, total)?;
    let total = i64::try_from(total).unwrap_or(i64::MAX);
    let mut done = 0_i64;
    let mut last = None;
    loop {
        if !advance_export(&op.db, (job.id, worker), (done, total), LEASE).await? {
            return Ok(None);
        }
        tell(done.unsigned_abs(), total.unsigned_abs());
        let (rows, end) = taken.page(&snapshot, last).await?;
        if end.is_none() {
            break;
        }
        last = end;
        let more = i64::try_from(rows.len()).unwrap_or_default();
        table.rows(&rows).await?;
        done = done.saturating_add(more);
    }
    snapshot.commit().await?;
    let file = table.finish().await?;
    Ok(Some(Written { file, rows: done }))
}

/// Writes down that an export is whole, if it still is this worker's.
async fn complete(
    op: &Op,
    (job, worker): (&export_job::Model, Uuid),
    Written { file, rows }: Written,
) -> Result<bool> {
    let tx = op.db.write().await?;
    let changed = export_job::Entity::update_many()
        .col_expr(J::FileId, Expr::value(file))
        .col_expr(J::Total, Expr::value(rows))
        .col_expr(J::Done, Expr::value(rows));
    if !ended(&tx, op, changed, (job, worker), ExportState::Done).await? {
        return Ok(false);
    }
    let deed = Deed {
        office: job.office_id,
        action: "exports::complete",
        object_kind: "export_job",
        object_id: job.id.0,
        changes: Some(json!({ "rows": { "from": null, "to": rows } })),
        reason: None,
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(true)
}

/// What is told of an export that was begun again and again.
fn given_up() -> Faults {
    Faults::of(Fault::new(["officeId"], Code::GivenUp).with("times", ATTEMPTS))
}

/// What is told of an export that cannot be written. Whoever may no longer see the office is told what they would be told now.
fn why(error: &Error) -> Faults {
    match error {
        Error::Rejected(faults) => faults.clone(),
        Error::Denied(_) => Faults::of(Fault::new(["officeId"], Code::NotFound)),
        Error::Failed(_) => given_up(),
    }
}

/// Lets go of an export, if it still is this worker's: for good where something is wrong with it, else for the next worker.
async fn settle(op: &Op, held: (&export_job::Model, Uuid), wrong: Option<Faults>) -> Result<()> {
    let state = wrong
        .as_ref()
        .map_or(ExportState::Queued, |_| ExportState::Failed);
    let problems = wrong.map(|faults| faults.kept());
    let change = export_job::Entity::update_many().col_expr(J::Problems, Expr::value(problems));
    let tx = op.db.write().await?;
    ended(&tx, op, change, held, state).await?;
    tx.commit().await?;
    Ok(())
}

async fn ended(
    tx: &DatabaseTransaction,
    op: &Op,
    change: sea_orm::UpdateMany<export_job::Entity>,
    (job, worker): (&export_job::Model, Uuid),
    state: ExportState,
) -> Result<bool> {
    let ended_at = (state != ExportState::Queued).then(|| op.clock.now());
    let changed = change
        .col_expr(J::State, Expr::value(state))
        .col_expr(J::LeaseToken, Expr::value(Option::<Uuid>::None))
        .col_expr(
            J::LeasedUntil,
            Expr::value(Option::<chrono::DateTime<chrono::Utc>>::None),
        )
        .col_expr(J::FinishedAt, Expr::value(ended_at))
        .filter(J::Id.eq(job.id))
        .filter(J::State.eq(ExportState::Running))
        .filter(J::LeaseToken.eq(worker))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected > 0)
}
