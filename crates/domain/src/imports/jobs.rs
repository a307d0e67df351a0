//! Imports in the background, as staff see them: asked for, watched, stopped, taken back.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use kuvend_entity::{
    id::{FileId, ImportJobId, OfficeId},
    import_job,
    kind::{ImportJobState, ImportMode, LawfulBasis},
    purpose,
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel as _, QueryFilter,
};

use super::{
    mapping::{Columns, Field, Mapping},
    run::{What, judge_event},
    source::Delimiter,
    uploads,
};
use crate::{
    audit::{self, Deed},
    change::Changes,
    contacts::reads::{judge_places, within},
    error::{Error, Result},
    fault::{Code, Fault, Faults},
    files,
    op::Op,
    paging::{self, Cursor, Key, Ordering, Page, PageRequest},
    policy::Action,
};

/// An import that is asked for.
#[derive(Debug, Clone)]
pub struct Start {
    /// What the file tells of.
    pub what: What,
    /// Into which office.
    pub office: Option<OfficeId>,
    /// The file that was uploaded.
    pub file: FileId,
    /// Its encoding and delimiter, where they are not left to be found out.
    pub encoding: Option<String>,
    /// What parts its cells.
    pub delimiter: Option<Delimiter>,
    /// Which column says what.
    pub mapping: Mapping,
    /// The import of the same office whose encoding, delimiter, columns and values hold where nothing else is said.
    pub like: Option<ImportJobId>,
    /// What is done with people whom the office knows.
    pub mode: ImportMode,
    /// For which purpose of the register.
    pub purpose: String,
    /// On what that rests.
    pub basis: LawfulBasis,
    /// Where the file comes from.
    pub source: String,
    /// Say what would be done and write nothing.
    pub dry_run: bool,
}

/// Asks for an import; a worker takes it up. The file may have been tried before.
///
/// # Errors
/// `NOT_FOUND` on `officeId`, on `eventId`, on `file` where the actor has sent none of that id to the office, on `like` and on
/// `purpose`.
pub async fn start(op: &Op, mut cmd: Start) -> Result<import_job::Model> {
    let office = op.office(cmd.office, Action::ImportContacts).await?;
    let account = uploads::may_send(op)?;
    if let Some(event) = cmd.what.event() {
        judge_event(op, office.id, event).await?;
    }
    let tx = op.begin(Action::ImportContacts).await?;
    let file = uploads::wanted(&tx, op, (cmd.file, office.id, account)).await?;
    let purpose = purpose::Entity::find()
        .filter(purpose::Column::OfficeId.eq(office.id))
        .filter(purpose::Column::Key.eq(cmd.purpose.as_str()))
        .one(&tx)
        .await?;
    let mut faults = Faults::default();
    if !take_after(&tx, office.id, &mut cmd).await? {
        faults.push(Fault::new(["like"], Code::NotFound));
    }
    if file.is_none() {
        faults.push(Fault::new(["file"], Code::NotFound));
    }
    if purpose.is_none() {
        faults.push(Fault::no_key(vec!["purpose".to_owned()], &cmd.purpose));
    }
    let file = faults.finish(file)?;
    let row = import_job::Model {
        id: ImportJobId::new(),
        office_id: office.id,
        file_id: Some(file.id),
        report_id: None,
        kind: cmd.what.kind(),
        event_id: cmd.what.event(),
        wave: cmd.what.wave().map(str::to_owned),
        state: ImportJobState::Queued,
        file_name: file.name,
        encoding: cmd.encoding,
        delimiter: cmd.delimiter.map(|one| one.as_str().to_owned()),
        mapping: serde_json::to_value(&cmd.mapping)
            .map_err(|_| Error::missing("a mapping that can be written"))?,
        mode: cmd.mode,
        purpose: cmd.purpose,
        basis: cmd.basis,
        source: cmd.source,
        dry_run: cmd.dry_run,
        form: None,
        heads: None,
        problems: None,
        total: 0,
        created: 0,
        updated: 0,
        unchanged: 0,
        skipped: 0,
        ambiguous: 0,
        failed: 0,
        removed: 0,
        restored: 0,
        left_over: 0,
        attempts: 0,
        lease_token: None,
        leased_until: None,
        created_by: account,
        created_at: op.clock.now(),
        started_at: None,
        finished_at: None,
    };
    import_job::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    note(&tx, op, &row, "imports::start").await?;
    tx.commit().await?;
    Ok(row)
}

/// Takes what is not said from an earlier import; false where that is none of the office's.
async fn take_after(tx: &DatabaseTransaction, office: OfficeId, cmd: &mut Start) -> Result<bool> {
    let Some(like) = cmd.like else {
        return Ok(true);
    };
    let earlier = import_job::Entity::find_by_id(like)
        .filter(import_job::Column::OfficeId.eq(office))
        .filter(import_job::Column::Kind.eq(cmd.what.kind()))
        .one(tx)
        .await?;
    let Some(earlier) = earlier else {
        return Ok(false);
    };
    let known: Mapping = serde_json::from_value(earlier.mapping)
        .map_err(|_| Error::missing("a mapping that reads"))?;
    for (head, field) in known.columns {
        let mut said = cmd.mapping.columns.values();
        let is_said = field.is_some() && said.any(|said| *said == field);
        if !is_said {
            cmd.mapping.columns.entry(head).or_insert(field);
        }
    }
    for (field, words) in known.values {
        let said = cmd.mapping.values.entry(field).or_default();
        for (word, value) in words {
            said.entry(word).or_insert(value);
        }
    }
    cmd.encoding = cmd.encoding.take().or(earlier.encoding);
    let delimiter = earlier.delimiter.as_deref().and_then(Delimiter::parse);
    cmd.delimiter = cmd.delimiter.or(delimiter);
    Ok(true)
}

/// What the columns of a job's file say, by their heads; nothing until the file was opened.
#[must_use]
pub fn columns(job: &import_job::Model) -> Option<Vec<(String, Option<Field>)>> {
    let heads: Vec<String> = serde_json::from_value(job.heads.clone()?).ok()?;
    let mapping: Mapping = serde_json::from_value(job.mapping.clone()).ok()?;
    let fields = Columns::proposed(job.kind, &heads, &mapping);
    Some(heads.into_iter().zip(fields).collect())
}

/// Where the files that tell of the lines of some imports are fetched, and until when. Whoever sees an import may bring people in there.
///
/// # Errors
/// Only the database's.
pub async fn reports(
    op: &Op,
    jobs: &[import_job::Model],
) -> Result<HashMap<ImportJobId, (String, DateTime<Utc>)>> {
    let links = files::links(op, jobs.iter().filter_map(|job| job.report_id)).await?;
    let link = |job: &import_job::Model| Some((job.id, links.get(&job.report_id?)?.clone()));
    Ok(jobs.iter().filter_map(link).collect())
}

async fn note(
    tx: &DatabaseTransaction,
    op: &Op,
    job: &import_job::Model,
    action: &str,
) -> Result<()> {
    let mut changes = Changes::default();
    changes.made("state", &job.state.to_string());
    let deed = Deed {
        office: job.office_id,
        action,
        object_kind: "importJob",
        object_id: job.id.0,
        changes: changes.json(),
        reason: Some(job.source.clone()),
    };
    audit::write(tx, op, deed).await
}

/// A job that the actor may change, in an open transaction.
async fn mine(tx: &DatabaseTransaction, op: &Op, id: ImportJobId) -> Result<import_job::Model> {
    let job = import_job::Entity::find_by_id(id)
        .one(tx)
        .await?
        .ok_or_else(|| Fault::new(["id"], Code::NotFound))?;
    op.authorise(job.office_id, Action::ImportContacts)
        .map_err(|error| error.hidden_at(["id"]))?;
    Ok(job)
}

/// Puts a job from one of some states into another; a worker may be faster, and then it is in none of them any more.
async fn turn(
    tx: &DatabaseTransaction,
    op: &Op,
    job: &mut import_job::Model,
    from: &[ImportJobState],
    to: ImportJobState,
) -> Result<()> {
    use import_job::Column as C;
    let is_end = to == ImportJobState::Cancelled;
    let finished_at = is_end.then(|| op.clock.now());
    let change = import_job::ActiveModel {
        state: Set(to),
        finished_at: Set(finished_at),
        attempts: Set(0),
        ..Default::default()
    };
    let done = import_job::Entity::update_many()
        .set(change)
        .filter(C::Id.eq(job.id))
        .filter(C::State.is_in(from.iter().copied()))
        .exec(tx)
        .await?;
    if done.rows_affected == 0 {
        let fault = Fault::new(["id"], Code::WrongState).with("state", job.state);
        return Err(fault.into());
    }
    (job.state, job.finished_at, job.attempts) = (to, finished_at, 0);
    Ok(())
}

/// Stops an import that waits or is on its way: what is written stays, and can be taken back.
///
/// # Errors
/// `NOT_FOUND` on `id`; `WRONG_STATE` where it has ended.
pub async fn cancel(op: &Op, id: ImportJobId) -> Result<import_job::Model> {
    use ImportJobState::{Cancelled, Queued, Running};
    let tx = op.begin(Action::ImportContacts).await?;
    let mut job = mine(&tx, op, id).await?;
    turn(&tx, op, &mut job, &[Queued, Running], Cancelled).await?;
    if let Some(file) = job.file_id {
        uploads::keep_a_day(&tx, op, file).await?;
    }
    note(&tx, op, &job, "imports::cancel").await?;
    tx.commit().await?;
    Ok(job)
}

/// Asks for an import to be taken back; a worker does it.
///
/// # Errors
/// `NOT_FOUND` on `id`; `WRONG_STATE` where it has not ended, was only tried, or is taken back.
pub async fn undo(op: &Op, id: ImportJobId) -> Result<import_job::Model> {
    use ImportJobState::{BrokenOff, Cancelled, Done, Undoing};
    let tx = op.begin(Action::ImportContacts).await?;
    let mut job = mine(&tx, op, id).await?;
    let from: &[ImportJobState] = if job.dry_run {
        &[]
    } else {
        &[Done, BrokenOff, Cancelled]
    };
    turn(&tx, op, &mut job, from, Undoing).await?;
    note(&tx, op, &job, "imports::undo").await?;
    tx.commit().await?;
    Ok(job)
}

/// Imports in the background that the actor may see, the newest first.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), a place that is none, and the database's.
pub async fn list(
    op: &Op,
    office: Option<OfficeId>,
    page: &PageRequest,
) -> Result<Page<import_job::Model>> {
    use import_job::Column as C;
    op.known()?;
    judge_places(page, |key| matches!(key, Key::Instant(_)))?;
    let mut select =
        import_job::Entity::find().filter(within(op, Action::ImportContacts, C::OfficeId));
    if let Some(office) = office {
        select = select.filter(C::OfficeId.eq(office));
    }
    let by = Ordering {
        key: C::CreatedAt,
        id: C::Id,
        descending: true,
    };
    let place = |row: &import_job::Model| Cursor(Key::instant(row.created_at), row.id.0);
    paging::read(op.db.reader(), select, by, page, place).await
}

/// Those of some imports in the background that the actor may see.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), and the database's.
pub async fn find(op: &Op, ids: &[ImportJobId]) -> Result<Vec<import_job::Model>> {
    op.known()?;
    Ok(import_job::Entity::find()
        .filter(import_job::Column::Id.is_in(ids.iter().copied()))
        .filter(within(
            op,
            Action::ImportContacts,
            import_job::Column::OfficeId,
        ))
        .all(op.db.reader())
        .await?)
}
