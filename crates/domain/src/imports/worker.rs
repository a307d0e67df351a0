//! The worker of imports: it claims a job for a while and says again and again that it lives. What a dead one left is taken
//! up by the next: the file is read again from its first line, and lines that are written already are told as they were.

use std::time::Duration;

use chrono::TimeDelta;
use futures::future::{Either, select};
use kuvend_entity::{
    id::{FileId, ImportBatchId},
    import_batch, import_job, import_line,
    kind::{ImportJobState, ImportKind, ImportState, LineOutcome},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, PaginatorTrait as _, QueryFilter,
    QueryOrder, prelude::Uuid,
};
use serde_json::json;
use tokio::sync::watch;

use super::{
    fate::{Line, Listener, Progress},
    report::Report,
    run::{Import, What, import},
    source::{Delimiter, Form},
    undo, uploads,
};
use crate::{
    accounts,
    error::{Error, Result},
    fault::{Code, Fault, Faults},
    files,
    op::Op,
};

/// How often a worker says that it lives, and how far it is.
const BEAT: Duration = Duration::from_secs(1);
/// Seconds after which a worker that says nothing is taken for dead.
const LEASE: i64 = 30;
/// How often a job is taken up before it is given up: a file must not kill one worker after the other.
const ATTEMPTS: i64 = 5;

/// How far a job is, as its listener hears.
#[derive(Debug, Clone, Default)]
struct Heard {
    progress: Progress,
    form: Option<String>,
    heads: Option<serde_json::Value>,
}

/// Passes on how far an import is, and keeps what became of its lines.
struct Ear {
    tell: watch::Sender<Heard>,
    report: Report,
}

impl Listener for Ear {
    fn begins(&mut self, heads: &[String], form: &Form) {
        self.report.begin(heads);
        self.tell.send_modify(|heard| {
            heard.form = Some(form.told());
            heard.heads = Some(json!(heads));
        });
    }

    fn line(&mut self, line: &Line<'_>) {
        self.report.line(line);
    }

    fn progress(&mut self, progress: Progress) {
        self.tell.send_modify(|heard| heard.progress = progress);
    }
}

/// Does imports one after the other until told to stop. One that is under way then is left to whoever is next.
pub async fn run(op: Op, me: Uuid, pause: Duration, mut stop: watch::Receiver<bool>) {
    loop {
        let told = async {
            let _ = stop.wait_for(|stop| *stop).await;
        };
        let working = std::pin::pin!(drain(&op, me));
        let worked = match select(working, std::pin::pin!(told)).await {
            Either::Left((worked, _)) => worked,
            Either::Right(_) => {
                if let Err(error) = let_go(&op, me).await {
                    tracing::error!(%error, "an import could not be let go");
                }
                return;
            }
        };
        if let Err(error) = worked {
            tracing::error!(%error, "imports in the background failed");
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
        if *stop.borrow() {
            return;
        }
    }
}

/// Does every import that is due: how many.
///
/// # Errors
/// Only the database's; what is wrong with a file is the job's end.
pub async fn drain(op: &Op, me: Uuid) -> Result<usize> {
    let mut done = 0;
    while let Some(job) = claim(op, me).await? {
        done += 1;
        let is_undoing = job.state == ImportJobState::Undoing;
        let id = job.id;
        let ended = if is_undoing {
            Box::pin(take_back(op, me, job)).await
        } else {
            Box::pin(bring_in(op, me, job)).await
        };
        // The lease runs out by itself, so that what failed is tried again after a while.
        if let Err(error) = ended {
            tracing::error!(%error, job = %id, "an import in the background failed");
        }
    }
    Ok(done)
}

/// Takes the oldest job that is due and that nobody has.
async fn claim(op: &Op, me: Uuid) -> Result<Option<import_job::Model>> {
    use ImportJobState::{Queued, Running, Undoing};
    use import_job::Column as C;
    let now = op.clock.now();
    let due = || {
        Condition::all()
            .add(C::State.is_in([Queued, Running, Undoing]))
            .add(
                Condition::any()
                    .add(C::LeasedUntil.is_null())
                    .add(C::LeasedUntil.lt(now)),
            )
    };
    // A look first: a worker with nothing to do writes nothing.
    let next = import_job::Entity::find()
        .filter(due())
        .order_by_asc(C::CreatedAt)
        .order_by_asc(C::Id)
        .one(op.db.reader())
        .await?;
    let Some(mut job) = next else { return Ok(None) };
    if job.state == Queued {
        job.state = Running;
    }
    job.attempts += 1;
    job.started_at = job.started_at.or(Some(now));
    job.lease_token = Some(me);
    job.leased_until = Some(now + TimeDelta::seconds(LEASE));
    let change = import_job::ActiveModel {
        state: Set(job.state),
        attempts: Set(job.attempts),
        started_at: Set(job.started_at),
        lease_token: Set(job.lease_token),
        leased_until: Set(job.leased_until),
        ..Default::default()
    };
    let tx = op.db.write().await?;
    let taken = import_job::Entity::update_many()
        .set(change)
        .filter(C::Id.eq(job.id))
        .filter(due())
        .exec(&tx)
        .await?;
    tx.commit().await?;
    if taken.rows_affected == 0 {
        // Another worker was faster; there may be a next one.
        return Box::pin(claim(op, me)).await;
    }
    Ok(Some(job))
}

/// Gives back what this worker has, for another to take up at once.
async fn let_go(op: &Op, me: Uuid) -> Result<()> {
    let change = import_job::ActiveModel {
        lease_token: Set(None),
        leased_until: Set(None),
        ..Default::default()
    };
    let tx = op.db.write().await?;
    import_job::Entity::update_many()
        .set(change)
        .filter(import_job::Column::LeaseToken.eq(me))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Batches of earlier goes of a job, the newest first; those that nobody ended are broken off.
async fn earlier(op: &Op, job: &import_job::Model) -> Result<Vec<import_batch::Model>> {
    use import_batch::Column as C;
    let tx = op.db.write().await?;
    let change = import_batch::ActiveModel {
        state: Set(ImportState::BrokenOff),
        finished_at: Set(Some(op.clock.now())),
        ..Default::default()
    };
    import_batch::Entity::update_many()
        .set(change)
        .filter(C::JobId.eq(job.id))
        .filter(C::State.eq(ImportState::Running))
        .exec(&tx)
        .await?;
    let batches = import_batch::Entity::find()
        .filter(C::JobId.eq(job.id))
        .order_by_desc(C::CreatedAt)
        .order_by_desc(C::Id)
        .all(&tx)
        .await?;
    tx.commit().await?;
    Ok(batches)
}

/// How many lines earlier goes made and changed.
async fn written(op: &Op, batches: &[import_batch::Model]) -> Result<(u64, u64)> {
    let ids: Vec<ImportBatchId> = batches.iter().map(|batch| batch.id).collect();
    let mut counts = [0, 0];
    for (count, outcome) in counts
        .iter_mut()
        .zip([LineOutcome::Created, LineOutcome::Updated])
    {
        *count = import_line::Entity::find()
            .filter(import_line::Column::BatchId.is_in(ids.iter().copied()))
            .filter(import_line::Column::Outcome.eq(outcome))
            .count(op.db.reader())
            .await?;
    }
    let [created, updated] = counts;
    Ok((created, updated))
}

/// Lines that an earlier go wrote say what is known by now, or are skipped; they are told as what they did.
fn as_first_told(now: Progress, (created, updated): (u64, u64)) -> Progress {
    let mut told = now;
    for (count, before) in [(&mut told.created, created), (&mut told.updated, updated)] {
        let known = before.min(told.unchanged);
        told.unchanged -= known;
        let skipped = (before - known).min(told.skipped);
        told.skipped -= skipped;
        *count += known + skipped;
    }
    told
}

fn command(job: &import_job::Model, path: std::path::PathBuf) -> Result<Import> {
    let what = match (job.kind, job.event_id) {
        (ImportKind::Organisations, _) => What::Organisations,
        (ImportKind::GuestList, Some(event)) => What::GuestList {
            event,
            wave: job.wave.clone(),
        },
        (ImportKind::GuestList, None) => return Err(Error::missing("event")),
        (ImportKind::Contacts, _) => What::Contacts,
    };
    Ok(Import {
        what,
        office: Some(job.office_id),
        path,
        name: job.file_name.clone(),
        encoding: job.encoding.clone(),
        delimiter: job.delimiter.as_deref().and_then(Delimiter::parse),
        mapping: serde_json::from_value(job.mapping.clone())
            .map_err(|_| Error::missing("a mapping that reads"))?,
        mode: job.mode,
        purpose: job.purpose.clone(),
        basis: job.basis,
        source: job.source.clone(),
        dry_run: job.dry_run,
        job: Some(job.id),
    })
}

/// Says that the worker lives and how far it is; whether the job is still its own.
async fn beat(op: &Op, me: Uuid, job: &import_job::Model, heard: &Heard) -> Result<bool> {
    let lease = Some(op.clock.now() + TimeDelta::seconds(LEASE));
    let change = import_job::ActiveModel {
        leased_until: Set(lease),
        ..counts(heard)
    };
    write(op, me, job, change).await
}

fn counts(heard: &Heard) -> import_job::ActiveModel {
    let number = |number: u64| Set(i64::try_from(number).unwrap_or(i64::MAX));
    let told = heard.progress;
    import_job::ActiveModel {
        form: Set(heard.form.clone()),
        heads: Set(heard.heads.clone()),
        total: number(told.total),
        created: number(told.created),
        updated: number(told.updated),
        unchanged: number(told.unchanged),
        skipped: number(told.skipped),
        ambiguous: number(told.ambiguous),
        failed: number(told.failed),
        ..Default::default()
    }
}

/// Changes a job as long as it is this worker's and in the state in which it was taken.
async fn write(
    op: &Op,
    me: Uuid,
    job: &import_job::Model,
    change: import_job::ActiveModel,
) -> Result<bool> {
    let tx = op.db.write().await?;
    let done = import_job::Entity::update_many()
        .set(change)
        .filter(import_job::Column::Id.eq(job.id))
        .filter(import_job::Column::LeaseToken.eq(me))
        .filter(import_job::Column::State.eq(job.state))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(done.rows_affected > 0)
}

/// Ends once the job is no longer this worker's: somebody stopped it, or it was taken for dead.
async fn lives(op: &Op, me: Uuid, job: &import_job::Model, heard: watch::Receiver<Heard>) {
    loop {
        tokio::time::sleep(BEAT).await;
        let now = heard.borrow().clone();
        match beat(op, me, job, &now).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                tracing::warn!(%error, job = %job.id, "an import could not say that it lives");
            }
        }
    }
}

async fn bring_in(op: &Op, me: Uuid, job: import_job::Model) -> Result<()> {
    let batches = earlier(op, &job).await?;
    let before = written(op, &batches).await?;
    let refused = |fault: Fault| (Heard::default(), None, Err(Error::from(fault)));
    let (mut last, report, outcome) = match job.file_id {
        _ if job.attempts > ATTEMPTS => refused(
            Fault::new(["file"], Code::Unreadable)
                .with("why", "it was begun five times and never came to its end"),
        ),
        None => refused(Fault::new(["file"], Code::NotFound)),
        Some(file) => match Box::pin(go(op, me, (&job, file))).await? {
            Some(went) => went,
            None => return stopped(op, &job).await,
        },
    };
    last.progress = as_first_told(last.progress, before);
    end(op, me, &job, (&last, report, outcome)).await
}

/// What a go of a job came to: how far it was, the file that tells of its lines, and how it ended.
type Went = (Heard, Option<FileId>, Result<()>);

/// One go of a job, from the first line of its file; nothing where it was stopped.
async fn go(op: &Op, me: Uuid, (job, file): (&import_job::Model, FileId)) -> Result<Option<Went>> {
    let file = files::spool(&op.db, file).await?;
    let own = accounts::on_behalf(op, job.created_by).await?;
    let (tell, heard) = watch::channel(Heard::default());
    let mut ear = Ear {
        tell,
        report: Report::of(job),
    };
    let command = command(job, file.path().to_owned())?;
    let outcome = {
        let importing = std::pin::pin!(import(&own, command, &mut ear));
        let living = std::pin::pin!(lives(op, me, job, heard.clone()));
        match select(importing, living).await {
            Either::Left((outcome, _)) => outcome.map(|_| ()),
            Either::Right(_) => {
                tracing::info!(job = %job.id, "an import was stopped");
                return Ok(None);
            }
        }
    };
    let report = ear
        .report
        .store(&own, (job.office_id, &job.file_name))
        .await;
    // What was brought in was brought in, also where no room is left to tell of it.
    let report = report.unwrap_or_else(|error| {
        tracing::warn!(%error, job = %job.id, "what became of an import's lines could not be stored");
        None
    });
    let last = heard.borrow().clone();
    Ok(Some((last, report, outcome)))
}

/// Ends the batch of a job that was stopped. The lease is given back where nobody else has it.
async fn stopped(op: &Op, job: &import_job::Model) -> Result<()> {
    let tx = op.db.write().await?;
    let change = import_job::ActiveModel {
        lease_token: Set(None),
        leased_until: Set(None),
        ..Default::default()
    };
    let own = import_job::Entity::update_many()
        .set(change)
        .filter(import_job::Column::Id.eq(job.id))
        .filter(import_job::Column::LeaseToken.eq(job.lease_token))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    if own.rows_affected > 0 {
        earlier(op, job).await?;
    }
    Ok(())
}

/// Writes down what a job came to. A failure of ours leaves it to be taken up again.
async fn end(
    op: &Op,
    me: Uuid,
    job: &import_job::Model,
    (last, report, outcome): (&Heard, Option<FileId>, Result<()>),
) -> Result<()> {
    let (state, problems) = match outcome {
        Ok(()) => (ImportJobState::Done, None),
        Err(Error::Rejected(faults)) => (ImportJobState::BrokenOff, Some(faults.kept())),
        Err(Error::Denied(_)) => {
            let faults = Faults::of(Fault::new(["officeId"], Code::NotFound));
            (ImportJobState::BrokenOff, Some(faults.kept()))
        }
        Err(failed) => return Err(failed),
    };
    let change = import_job::ActiveModel {
        state: Set(state),
        problems: Set(problems),
        report_id: Set(report),
        lease_token: Set(None),
        leased_until: Set(None),
        finished_at: Set(Some(op.clock.now())),
        ..counts(last)
    };
    if !write(op, me, job, change).await? {
        return Ok(());
    }
    match job.file_id {
        Some(id) if state == ImportJobState::Done && !job.dry_run => {
            files::remove(&op.db, id).await
        }
        Some(id) => uploads::keep_a_day(op.db.writer(), op, id).await,
        None => Ok(()),
    }
}

async fn take_back(op: &Op, me: Uuid, job: import_job::Model) -> Result<()> {
    let batches = earlier(op, &job).await?;
    let own = accounts::on_behalf(op, job.created_by).await?;
    let mut sums = (0_u64, 0_u64, 0_u64);
    let (_tell, heard) = watch::channel(told(&job));
    for batch in batches
        .iter()
        .filter(|batch| batch.state != ImportState::Undone)
    {
        let undoing = std::pin::pin!(undo::undo(&own, batch.id, |_| {}));
        let living = std::pin::pin!(lives(op, me, &job, heard.clone()));
        let undone = match select(undoing, living).await {
            Either::Left((Err(refused @ (Error::Rejected(_) | Error::Denied(_))), _)) => {
                let last = heard.borrow().clone();
                return end(op, me, &job, (&last, job.report_id, Err(refused))).await;
            }
            Either::Left((undone, _)) => undone?,
            Either::Right(_) => return stopped(op, &job).await,
        };
        let left = u64::try_from(undone.left.len()).unwrap_or(u64::MAX);
        sums = (
            sums.0 + undone.removed,
            sums.1 + undone.restored,
            sums.2 + left,
        );
    }
    let number = |number: u64| Set(i64::try_from(number).unwrap_or(i64::MAX));
    let change = import_job::ActiveModel {
        state: Set(ImportJobState::Undone),
        removed: number(sums.0),
        restored: number(sums.1),
        left_over: number(sums.2),
        lease_token: Set(None),
        leased_until: Set(None),
        finished_at: Set(Some(op.clock.now())),
        ..Default::default()
    };
    write(op, me, &job, change).await?;
    Ok(())
}

/// What a job says of itself already, so that taking it back leaves its counts.
fn told(job: &import_job::Model) -> Heard {
    let number = |number: i64| u64::try_from(number).unwrap_or_default();
    Heard {
        progress: Progress {
            total: number(job.total),
            created: number(job.created),
            updated: number(job.updated),
            unchanged: number(job.unchanged),
            skipped: number(job.skipped),
            ambiguous: number(job.ambiguous),
            failed: number(job.failed),
        },
        form: job.form.clone(),
        heads: job.heads.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_go_tells_of_lines_as_the_first_did() {
        let now = Progress {
            total: 10,
            created: 3,
            unchanged: 5,
            skipped: 2,
            ..Progress::default()
        };
        let told = as_first_told(now, (4, 2));
        assert_eq!(
            (told.created, told.updated, told.unchanged, told.skipped),
            (7, 2, 0, 1)
        );
        assert_eq!(told.done(), now.done());
        assert_eq!(as_first_told(now, (0, 0)), now);
    }
}
