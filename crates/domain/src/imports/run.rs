//! Bringing a file in: read on a thread of its own, some hundreds of lines at a time, each batch one transaction. What is
//! read ahead is bounded, and so is what is kept, however long the file is.

use std::path::PathBuf;

use kuvend_entity::{
    event,
    id::{EventId, ImportBatchId, ImportJobId, OfficeId},
    kind::{ImportKind, ImportMode, LawfulBasis},
    purpose,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    bodies::Bodies,
    draft,
    fate::{Fate, Line, Listener, Progress},
    guests::GuestList,
    journal::Journal,
    mapping::{Columns, Mapping, Unfit},
    organisations,
    source::{self, Record, Records, Told, Unreadable},
    write,
};
use crate::{
    error::{Error, Result},
    fault::{Code, Fault},
    interests,
    op::Op,
    organisations::own,
    policy::Action,
};

/// Lines that are written together: the more, the fewer times a page of an index is written, and the more memory is held.
const TOGETHER: usize = 4_000;
/// Bytes of cells that are written together, or a record more: long lines make smaller batches.
const WEIGHT: usize = 4 << 20;
/// Batches that are read ahead.
const AHEAD: usize = 1;

/// For which purpose, and on which ground, a file of organisations is written down where nothing is said: they are nobody whose data
/// would need one. Every office has this purpose, on this ground.
pub const FOR_BODIES: (&str, LawfulBasis) = ("event-management", LawfulBasis::PublicTask);

/// What a file tells of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum What {
    /// People, with the organisations that they belong to.
    #[default]
    Contacts,
    /// Organisations.
    Organisations,
    /// The guests of an event.
    GuestList {
        /// Of which event.
        event: EventId,
        /// The name of the wave.
        wave: Option<String>,
    },
}

impl What {
    /// In a word.
    #[must_use]
    pub const fn kind(&self) -> ImportKind {
        match self {
            Self::Contacts => ImportKind::Contacts,
            Self::Organisations => ImportKind::Organisations,
            Self::GuestList { .. } => ImportKind::GuestList,
        }
    }

    /// On which event's list guests are put.
    #[must_use]
    pub const fn event(&self) -> Option<EventId> {
        match self {
            Self::GuestList { event, .. } => Some(*event),
            Self::Contacts | Self::Organisations => None,
        }
    }

    /// Under which name guests are put there together.
    #[must_use]
    pub fn wave(&self) -> Option<&str> {
        match self {
            Self::GuestList { wave, .. } => wave.as_deref(),
            Self::Contacts | Self::Organisations => None,
        }
    }
}

/// A file to be brought in.
#[derive(Debug, Clone)]
pub struct Import {
    /// What it tells of.
    pub what: What,
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

/// What a line of one kind of file is read into.
pub(super) trait Drafted: Send + 'static {
    /// The line of the file.
    fn line(&self) -> u64;
    /// The cells as they stand there.
    fn cells(&self) -> &[String];
}

/// What reads the lines of one kind of file.
pub(super) trait Reads: Send + 'static {
    /// What it reads them into.
    type Draft: Drafted;
    /// Reads a line.
    fn draft(&self, record: Record) -> Self::Draft;
}

/// What writes what the lines of one kind of file tell.
pub(super) trait Writes {
    /// What it takes.
    type Draft: Drafted;
    /// Writes some lines in one transaction, or only says what would become of them.
    async fn write(&mut self, drafts: &[Self::Draft]) -> Result<Vec<Fate>>;
    /// What is written down of the file.
    fn journal(&self) -> &Journal;
    /// The same, once nothing is left to write.
    fn into_journal(self) -> Journal;
}

/// Brings in what a file tells of, or says what that would do. Before anything is written the whole file is read once, so that
/// one that cannot be read to its end changes nothing.
///
/// # Errors
/// Faults on `officeId`, `eventId`, `file`, `mapping`, `purpose`, and the database's.
pub async fn import(op: &Op, cmd: Import, listener: &mut impl Listener) -> Result<Imported> {
    let office = op.office(cmd.office, Action::ImportContacts).await?;
    if let Some(event) = cmd.what.event() {
        judge_event(op, office.id, event).await?;
    }
    let purpose = purpose::Entity::find()
        .filter(purpose::Column::OfficeId.eq(office.id))
        .filter(purpose::Column::Key.eq(cmd.purpose.as_str()))
        .one(op.db.reader())
        .await?
        .ok_or_else(|| Fault::no_key(vec!["purpose".to_owned()], &cmd.purpose))?;
    let total = count(&cmd).await?;
    let (form, mut records) = open(&cmd)?;
    let heads = records
        .next()
        .ok_or(Unreadable::Empty)
        .and_then(|head| head)
        .map_err(|error| unreadable(&error))?
        .cells;
    listener.begins(&heads, &form);
    let kind = cmd.what.kind();
    let columns = Columns::of(kind, heads, &cmd.mapping).map_err(|unfit| unfitting(&unfit))?;
    let journal = Journal::begin(op, &cmd, (office.id, purpose.id), (&form, total)).await?;
    let known = Bodies::of(op, office.id).await?;
    if kind == ImportKind::Organisations {
        let language = own(office.languages.clone());
        let reading = organisations::Reading { columns, language };
        let writer = organisations::Writer::new(op, &cmd, &office, known, journal);
        return Box::pin(bring(op, (records, reading), writer, listener)).await;
    }
    let reading = draft::Reading {
        columns,
        home: office.country.clone(),
        now: op.clock.now(),
        takes_seats: kind == ImportKind::GuestList,
    };
    let list = GuestList::of(&cmd.what);
    let known = (known, interests::keys(op.db.reader(), office.id).await?);
    let writer = write::Writer::new(op, &cmd, (office.id, purpose), known, (list, journal));
    Box::pin(bring(op, (records, reading), writer, listener)).await
}

/// Whether the office has an event whose list the actor may write.
pub(super) async fn judge_event(op: &Op, office: OfficeId, event: EventId) -> Result<()> {
    let missing = || Fault::new(["eventId"], Code::NotFound);
    op.authorise(office, Action::WriteGuests)
        .map_err(|error| error.hidden_at(["eventId"]))?;
    event::Entity::find_by_id(event)
        .filter(event::Column::OfficeId.eq(office))
        .one(op.db.reader())
        .await?
        .ok_or_else(missing)?;
    Ok(())
}

/// Reads lines on a thread of its own and writes them batch by batch.
async fn bring<R, W>(
    op: &Op,
    (records, reading): (Records, R),
    mut writer: W,
    listener: &mut impl Listener,
) -> Result<Imported>
where
    R: Reads,
    W: Writes<Draft = R::Draft>,
{
    let id = writer.journal().id();
    let (send, mut drafts) = tokio::sync::mpsc::channel::<Vec<R::Draft>>(AHEAD);
    let reader = tokio::task::spawn_blocking(move || read(records, &reading, &send));
    while let Some(some) = drafts.recv().await {
        let fates = writer.write(&some).await?;
        for (draft, fate) in some.iter().zip(&fates) {
            listener.line(&Line {
                number: draft.line(),
                cells: draft.cells(),
                fate,
            });
        }
        listener.progress(writer.journal().progress());
    }
    let ended = reader
        .await
        .map_err(|_| Error::missing("the thread that reads"))?;
    let progress = writer.journal().progress();
    writer.into_journal().finish(op, ended.is_ok()).await?;
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

/// How many lines a file has, once it is known that it can be read to its end.
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
fn read<R: Reads>(
    records: Records,
    reading: &R,
    send: &tokio::sync::mpsc::Sender<Vec<R::Draft>>,
) -> std::result::Result<(), Unreadable> {
    let mut some = Vec::with_capacity(TOGETHER);
    let mut weight = 0;
    for record in records {
        let record = record?;
        if record.cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        weight += record.cells.iter().map(String::len).sum::<usize>();
        some.push(reading.draft(record));
        if some.len() == TOGETHER || weight >= WEIGHT {
            weight = 0;
            // Nobody listens any more: the import failed, and says so itself.
            if send.blocking_send(std::mem::take(&mut some)).is_err() {
                return Ok(());
            }
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
        Unfit::Strange(field) => format!("mapping: such a file does not say {}", field.as_str()),
        Unfit::Nameless => {
            "mapping: no column says what somebody or something is called".to_owned()
        }
    };
    Fault::new(["mapping"], Code::Malformed)
        .with("what", why)
        .into()
}
