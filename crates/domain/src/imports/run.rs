//! Bringing a file in: read on a thread of its own, some hundreds of lines at a time, each batch one transaction. What is
//! read ahead is bounded, and so is what is kept, however long the file is.

use std::{collections::HashMap, path::PathBuf};

use kuvend_entity::{
    id::{ImportBatchId, ImportJobId, OfficeId, OrganisationId},
    import_batch,
    kind::{ImportMode, ImportState, LawfulBasis},
    office, organisation, purpose,
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel as _,
    QueryFilter,
};

use super::{
    draft::{Draft, Reading, Wrong},
    mapping::{Columns, Mapping, Unfit},
    source::{self, Records, Told, Unreadable},
    write::Writer,
};
use crate::{
    actor::Actor,
    audit::{self, Deed},
    change::Changes,
    error::{Error, Result},
    fault::{Code, Fault},
    fold::fold,
    op::Op,
    policy::Action,
};

/// Lines that are written together: the more, the fewer times a page of an index is written, and the more memory is held.
const TOGETHER: usize = 4_000;
/// Batches that are read ahead.
const AHEAD: usize = 1;

/// A file to be brought in.
#[derive(Debug, Clone)]
pub struct Import {
    /// Into which office.
    pub office: Option<OfficeId>,
    /// Where the file is.
    pub path: PathBuf,
    /// What it is called.
    pub name: String,
    /// Its encoding and delimiter, where they are not left to be found out.
    pub encoding: Option<String>,
    /// What parts its cells.
    pub delimiter: Option<source::Delimiter>,
    /// Which column says what.
    pub mapping: Mapping,
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
    /// The job that this is a go of, if it is done in the background.
    pub job: Option<ImportJobId>,
}

/// How far it has come. The six kinds of line add up to `done`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Lines of people in the file.
    pub total: u64,
    /// Records made.
    pub created: u64,
    /// Records changed.
    pub updated: u64,
    /// Lines that said what was known.
    pub unchanged: u64,
    /// Lines of people who were left as they were.
    pub skipped: u64,
    /// Lines that may mean one of several people, or another one of that name.
    pub ambiguous: u64,
    /// Lines that could not be taken.
    pub failed: u64,
}

impl Progress {
    /// Lines that were seen to.
    #[must_use]
    pub const fn done(&self) -> u64 {
        self.created + self.updated + self.unchanged + self.skipped + self.ambiguous + self.failed
    }

    /// Counts a line.
    pub(super) const fn count(&mut self, fate: &Fate) {
        match fate {
            Fate::Create => self.created += 1,
            Fate::Update(_) => self.updated += 1,
            Fate::Unchanged => self.unchanged += 1,
            Fate::Skip(_) => self.skipped += 1,
            Fate::Ambiguous => self.ambiguous += 1,
            Fate::Fail(_) => self.failed += 1,
        }
    }
}

/// What becomes of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It makes a record.
    Create,
    /// It changes one: the fields from old to new.
    Update(serde_json::Value),
    /// It says what is known.
    Unchanged,
    /// The person is known, and left as they are.
    Skip(&'static str),
    /// It may mean one of several, or another one of that name or address.
    Ambiguous,
    /// It cannot be taken.
    Fail(Vec<Wrong>),
}

impl Fate {
    /// What a line does or did, in a word.
    #[must_use]
    pub const fn outcome(&self) -> &'static str {
        match self {
            Self::Create => "CREATE",
            Self::Update(_) => "UPDATE",
            Self::Unchanged => "UNCHANGED",
            Self::Skip(_) => "SKIP",
            Self::Ambiguous => "AMBIGUOUS",
            Self::Fail(_) => "FAIL",
        }
    }

    /// What it changes, field by field from old to new, or why it is not taken; empty where there is nothing to tell.
    #[must_use]
    pub fn detail(&self) -> String {
        match self {
            Self::Create | Self::Unchanged => String::new(),
            Self::Update(changes) => told_changes(changes),
            Self::Skip(why) => (*why).to_owned(),
            Self::Ambiguous => "somebody of this name or address is known".to_owned(),
            Self::Fail(wrong) => {
                let each = wrong
                    .iter()
                    .map(|one| format!("{} {}", one.field.unwrap_or("line"), one.code.as_str()));
                each.collect::<Vec<_>>().join("; ")
            }
        }
    }
}

/// Fields from old to new, as a sentence.
fn told_changes(changes: &serde_json::Value) -> String {
    let text = |value: Option<&serde_json::Value>| match value {
        None | Some(serde_json::Value::Null) => "–".to_owned(),
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let fields = changes.as_object().into_iter().flatten();
    let each = fields.map(|(field, change)| {
        let (from, to) = (text(change.get("from")), text(change.get("to")));
        format!("{field}: {from} → {to}")
    });
    each.collect::<Vec<_>>().join("; ")
}

/// A line and what becomes of it, told as it is seen to.
#[derive(Debug, Clone)]
pub struct Line<'a> {
    /// The line of the file.
    pub number: u64,
    /// Its cells.
    pub cells: &'a [String],
    /// What becomes of it.
    pub fate: &'a Fate,
}

/// Hears how a file is brought in.
pub trait Listener {
    /// The heads of the file and what it was found to be, before anything else.
    fn begins(&mut self, heads: &[String], form: &source::Form);
    /// A line.
    fn line(&mut self, line: &Line<'_>);
    /// How far it has come, after every batch.
    fn progress(&mut self, progress: Progress);
}

/// What bringing a file in came to.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The import; nothing where it was only tried.
    pub id: Option<ImportBatchId>,
    /// The lines by what became of them.
    pub progress: Progress,
}

/// The fault of a file that cannot be read.
fn unreadable(error: &Unreadable) -> Error {
    let fault = match error {
        Unreadable::Empty => Fault::new(["file"], Code::Required),
        other => Fault::new(["file"], Code::Unreadable).with("why", other),
    };
    fault.into()
}

/// Brings people in from a file, or says what that would do. Before anything is written the whole file is read once, so that
/// one that cannot be read to its end changes nothing.
///
/// # Errors
/// Faults on `officeId`, `file`, `mapping`, `purpose`, and the database's.
pub async fn import(op: &Op, cmd: Import, listener: &mut impl Listener) -> Result<Imported> {
    let office = op.office(cmd.office, Action::ImportContacts).await?;
    let purpose = purpose::Entity::find()
        .filter(purpose::Column::OfficeId.eq(office.id))
        .filter(purpose::Column::Key.eq(cmd.purpose.as_str()))
        .one(op.db.reader())
        .await?
        .ok_or_else(|| Fault::new(["purpose"], Code::NotFound))?;
    let total = count(&cmd).await?;
    let (form, mut records) = open(&cmd)?;
    let heads = records
        .next()
        .ok_or(Unreadable::Empty)
        .and_then(|head| head)
        .map_err(|error| unreadable(&error))?
        .cells;
    listener.begins(&heads, &form);
    let columns = Columns::of(heads, &cmd.mapping).map_err(|unfit| unfitting(&unfit))?;
    let reading = Reading {
        columns,
        home: office.country.clone(),
        now: op.clock.now(),
    };
    let batch = if cmd.dry_run {
        None
    } else {
        Some(begin(op, &cmd, (&office, purpose.id), (&form, total)).await?)
    };
    let id = batch.as_ref().map(|row| row.id);
    let bodies = bodies(op, office.id).await?;
    let mut writer = Writer::new(op, &cmd, (office.id, purpose), bodies, (batch, total));
    let (send, mut drafts) = tokio::sync::mpsc::channel::<Vec<Draft>>(AHEAD);
    let reader = tokio::task::spawn_blocking(move || read(records, &reading, &send));
    while let Some(some) = drafts.recv().await {
        let fates = writer.write(&some).await?;
        for (draft, fate) in some.iter().zip(&fates) {
            listener.line(&Line {
                number: draft.line,
                cells: &draft.cells,
                fate,
            });
        }
        listener.progress(writer.progress());
    }
    let ended = reader
        .await
        .map_err(|_| Error::missing("the thread that reads"))?;
    let progress = writer.progress();
    if let Some(batch) = writer.into_batch() {
        finish(op, (batch, progress), ended.is_ok()).await?;
    }
    ended.map_err(|error| unreadable(&error))?;
    Ok(Imported { id, progress })
}

fn open(cmd: &Import) -> Result<(source::Form, Records)> {
    let told = Told {
        encoding: cmd.encoding.as_deref(),
        delimiter: cmd.delimiter,
    };
    source::open(&cmd.path, told).map_err(|error| unreadable(&error))
}

/// How many people a file tells of, once it is known that it can be read to its end.
async fn count(cmd: &Import) -> Result<u64> {
    let cmd = cmd.clone();
    let counted = tokio::task::spawn_blocking(move || {
        let (_, records) = open(&cmd)?;
        let mut total = 0_u64;
        for record in records {
            let record = record.map_err(|error| unreadable(&error))?;
            total += u64::from(record.cells.iter().any(|cell| !cell.trim().is_empty()));
        }
        Ok(total.saturating_sub(1))
    });
    counted
        .await
        .map_err(|_| Error::missing("the thread that reads"))?
}

/// Reads lines into drafts, as far ahead as there is room. Empty lines are passed over.
fn read(
    records: Records,
    reading: &Reading,
    send: &tokio::sync::mpsc::Sender<Vec<Draft>>,
) -> std::result::Result<(), Unreadable> {
    let mut some = Vec::with_capacity(TOGETHER);
    for record in records {
        let record = record?;
        if record.cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        some.push(reading.draft(record));
        // Nobody listens any more: the import failed, and says so itself.
        if some.len() == TOGETHER && send.blocking_send(std::mem::take(&mut some)).is_err() {
            return Ok(());
        }
    }
    if !some.is_empty() {
        let _ = send.blocking_send(some);
    }
    Ok(())
}

fn unfitting(unfit: &Unfit) -> Error {
    let why = match unfit {
        Unfit::NoHead(head) => format!("mapping: no column is called {head}"),
        Unfit::Twice(field) => format!("mapping: two columns say {}", field.as_str()),
        Unfit::Nameless => "mapping: no column says what a person is called".to_owned(),
    };
    Fault::new(["mapping"], Code::Malformed)
        .with("what", why)
        .into()
}

/// The office's organisations by their names, folded.
async fn bodies(op: &Op, office: OfficeId) -> Result<HashMap<String, OrganisationId>> {
    let rows = organisation::Entity::find()
        .filter(organisation::Column::OfficeId.eq(office))
        .all(op.db.reader())
        .await?;
    let mut bodies = HashMap::new();
    for row in rows {
        for name in row.name.0.values().chain(&row.variants.0) {
            bodies.entry(fold(name)).or_insert(row.id);
        }
    }
    Ok(bodies)
}

async fn begin(
    op: &Op,
    cmd: &Import,
    (office, purpose): (&office::Model, kuvend_entity::id::PurposeId),
    (form, total): (&source::Form, u64),
) -> Result<import_batch::Model> {
    let form = match (form.encoding, form.delimiter) {
        (Some(encoding), Some(delimiter)) => format!("{encoding}, {}", delimiter.as_str()),
        _ => "workbook".to_owned(),
    };
    let row = import_batch::Model {
        id: ImportBatchId::new(),
        office_id: office.id,
        state: ImportState::Running,
        file_name: cmd.name.clone(),
        form,
        mapping: serde_json::to_value(&cmd.mapping)
            .map_err(|_| Error::missing("a mapping that can be written"))?,
        mode: cmd.mode,
        purpose_id: purpose,
        basis: cmd.basis,
        source: cmd.source.clone(),
        total: i64::try_from(total).unwrap_or(i64::MAX),
        created: 0,
        updated: 0,
        unchanged: 0,
        skipped: 0,
        ambiguous: 0,
        failed: 0,
        created_by: match &op.actor {
            Actor::Account { id, .. } => Some(*id),
            _ => None,
        },
        created_at: op.clock.now(),
        finished_at: None,
        undone_at: None,
        job_id: cmd.job,
    };
    let tx = op.db.write().await?;
    import_batch::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    tx.commit().await?;
    Ok(row)
}

/// Writes down how far it has come.
pub(super) async fn told(
    tx: &DatabaseTransaction,
    mut row: import_batch::Model,
    progress: Progress,
) -> Result<()> {
    let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    row.created = number(progress.created);
    row.updated = number(progress.updated);
    row.unchanged = number(progress.unchanged);
    row.skipped = number(progress.skipped);
    row.ambiguous = number(progress.ambiguous);
    row.failed = number(progress.failed);
    import_batch::Entity::update(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Writes down that it came to an end, with the audit's one line of it: whom it made and changed, its own lines say.
async fn finish(
    op: &Op,
    (mut batch, progress): (import_batch::Model, Progress),
    is_whole: bool,
) -> Result<()> {
    batch.state = if is_whole {
        ImportState::Done
    } else {
        ImportState::BrokenOff
    };
    batch.finished_at = Some(op.clock.now());
    let mut changes = Changes::default();
    changes.made("created", &progress.created);
    changes.made("updated", &progress.updated);
    let deed = Deed {
        office: batch.office_id,
        action: "imports::import",
        object_kind: "import",
        object_id: batch.id.0,
        changes: changes.json(),
        reason: Some(batch.source.clone()),
    };
    let tx = op.db.write().await?;
    told(&tx, batch, progress).await?;
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn changes_are_told_field_by_field() {
        let told = |changes| Fate::Update(changes).detail();
        let first = json!({ "profession": { "from": null, "to": "Nurse" } });
        assert_eq!(told(first), "profession: – → Nurse");
        let second = json!({ "birthYear": { "from": 1980, "to": 1981 } });
        assert_eq!(told(second), "birthYear: 1980 → 1981");
    }
}
