//! Imports in the background: asked for with a file, watched by their progress, stopped and taken back.

use std::collections::HashMap;

use async_graphql::{ComplexObject, Context, ID, InputObject, Object, SimpleObject};
use kuvend_domain::{
    error::Result,
    fault,
    imports::{
        FOR_BODIES, What,
        jobs::{self, Start},
        mapping::{Field, Mapping},
        source::Delimiter,
    },
    op::Op,
};
use kuvend_entity::{
    id::{EventId, ImportJobId},
    import_job, kind,
};

use crate::{
    connection,
    enums::{ImportJobState, ImportKind, ImportMode, LawfulBasis},
    events::{self, Event},
    flat::AtHand,
    input::{LINE, Reader},
    look::Look,
    paging::Paging,
    payload::{UserError, op, problems, settle, top_level},
    scalars::{DateTime, Upload},
};

/// Columns that a mapping names at most, and words that it translates.
const MOST: usize = 200;
/// Letters of a cell that stands for a value.
const WORD: usize = 500;

/// A column of a file and what it says.
#[derive(Debug, Clone, SimpleObject)]
pub struct ImportColumn {
    /// Its head.
    pub head: String,
    /// What it says, as the field is called elsewhere; null where it is passed over.
    pub field: Option<String>,
}

/// An import in the background.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub struct ImportJob {
    #[graphql(skip)]
    key: ImportJobId,
    /// What the file tells of.
    pub kind: ImportKind,
    /// On which event's list its guests are put; null where they are not, or one may not see it.
    pub event: Option<Event>,
    /// Under which name they are put there together.
    pub wave: Option<String>,
    /// How far it is.
    pub state: ImportJobState,
    /// What the file was called.
    pub file_name: String,
    /// The file, while it is kept: it may be brought in again after a trial, or when its import broke off, for a day.
    pub file: Option<Upload>,
    /// What the file was found to be: encoding and delimiter, or a workbook. Null until it is opened.
    pub form: Option<String>,
    /// The heads of its columns; null until it is opened.
    pub heads: Option<Vec<String>>,
    /// What its columns are taken to say; null until the file is opened. Where it broke off because nobody would have a name, this is
    /// what is to be mended by `columns`.
    pub columns: Option<Vec<ImportColumn>>,
    /// Where the file that tells of its lines is fetched, behind the server's own address, by whoever holds this: of a trial every
    /// line with what it would do, field by field; otherwise those that were not taken, each with the reason and as it stood in
    /// the file, to be mended and brought in again. Null while there is none, and after a day.
    pub report_path: Option<String>,
    /// Until when that file is there.
    pub report_expires_at: Option<DateTime>,
    /// Whether it only says what would be done.
    pub dry_run: bool,
    /// What it does with people whom the office knows.
    pub mode: ImportMode,
    /// The key of the purpose for which people are brought in.
    pub purpose: String,
    /// On what that rests.
    pub basis: LawfulBasis,
    /// Where the file comes from.
    pub source: String,
    /// Lines of people in the file; 0 until they are counted.
    pub total: i64,
    /// Lines that were seen to: the six that follow, added up.
    pub done: i64,
    /// Records made, or that would be.
    pub created: i64,
    /// Records changed, or that would be.
    pub updated: i64,
    /// Lines that said what was known.
    pub unchanged: i64,
    /// Lines of people who were left as they were.
    pub skipped: i64,
    /// Lines that may mean one of several people, or another one of that name.
    pub ambiguous: i64,
    /// Lines that could not be taken.
    pub failed: i64,
    /// Records that are gone again since it was taken back.
    pub removed: i64,
    /// Records that are as before since it was taken back.
    pub restored: i64,
    /// Records that keep what was done to them since, though it was taken back.
    pub left: i64,
    /// Why it broke off.
    pub problems: Vec<UserError>,
    /// When it was asked for.
    pub created_at: DateTime,
    /// When a worker took it up.
    pub started_at: Option<DateTime>,
    /// When it ended.
    pub finished_at: Option<DateTime>,
}

impl AtHand for ImportJob {}

connection!(ImportJobConnection, ImportJobEdge, ImportJob, "imports");

impl From<import_job::Model> for ImportJob {
    fn from(row: import_job::Model) -> Self {
        let problems = problems(row.problems.as_ref());
        let column = |(head, field): (String, Option<Field>)| ImportColumn {
            head,
            field: field.map(|field| field.as_str().to_owned()),
        };
        let columns = jobs::columns(&row).map(|all| all.into_iter().map(column).collect());
        Self {
            key: row.id,
            kind: row.kind.into(),
            event: None,
            wave: row.wave,
            state: row.state.into(),
            file_name: row.file_name,
            file: row.file_id.map(|id| Upload(id.to_string())),
            form: row.form,
            heads: row
                .heads
                .and_then(|heads| serde_json::from_value(heads).ok()),
            columns,
            report_path: None,
            report_expires_at: None,
            dry_run: row.dry_run,
            mode: row.mode.into(),
            purpose: row.purpose,
            basis: row.basis.into(),
            source: row.source,
            total: row.total,
            done: row.created
                + row.updated
                + row.unchanged
                + row.skipped
                + row.ambiguous
                + row.failed,
            created: row.created,
            updated: row.updated,
            unchanged: row.unchanged,
            skipped: row.skipped,
            ambiguous: row.ambiguous,
            failed: row.failed,
            removed: row.removed,
            restored: row.restored,
            left: row.left_over,
            problems,
            created_at: row.created_at.into(),
            started_at: row.started_at.map(Into::into),
            finished_at: row.finished_at.map(Into::into),
        }
    }
}

/// An import in the background.
#[ComplexObject]
impl ImportJob {
    /// Opaque, stable id.
    pub async fn id(&self) -> ID {
        self.key.to_string().into()
    }
}

impl ImportJob {
    /// Imports with what is selected of them, in their order.
    async fn hydrate(
        op: &Op,
        rows: Vec<import_job::Model>,
        look: &Look<'_>,
    ) -> async_graphql::Result<Vec<Self>> {
        let mut links = if look.selects("reportPath") || look.selects("reportExpiresAt") {
            let links = jobs::reports(op, &rows).await;
            links.map_err(|error| top_level(op, &error))?
        } else {
            HashMap::new()
        };
        let events = if look.selects("event") {
            let ids: Vec<EventId> = rows.iter().filter_map(|row| row.event_id).collect();
            let selection = events::Selection::of(&look.field("event"));
            Box::pin(Event::load_many(op, &ids, &selection)).await?
        } else {
            HashMap::new()
        };
        let show = |row: import_job::Model| {
            let (path, until) = links.remove(&row.id).unzip();
            Self {
                event: row.event_id.and_then(|id| events.get(&id).cloned()),
                report_path: path,
                report_expires_at: until.map(Into::into),
                ..Self::from(row)
            }
        };
        Ok(rows.into_iter().map(show).collect())
    }

    /// Imports by their ids, as far as one may see them.
    ///
    /// # Errors
    /// A denial or a failure, as a coded top-level error.
    pub async fn load_many(
        op: &Op,
        ids: &[ImportJobId],
        look: &Look<'_>,
    ) -> async_graphql::Result<HashMap<ImportJobId, Self>> {
        let rows = jobs::find(op, ids).await;
        let rows = rows.map_err(|error| top_level(op, &error))?;
        let ids: Vec<ImportJobId> = rows.iter().map(|row| row.id).collect();
        let shown = Self::hydrate(op, rows, look).await?;
        Ok(ids.into_iter().zip(shown).collect())
    }

    /// The import of a mutation's payload.
    async fn of_payload(
        ctx: &Context<'_>,
        row: Option<import_job::Model>,
    ) -> async_graphql::Result<Option<Self>> {
        let look = Look::of(ctx).field("importJob");
        let shown = Self::hydrate(op(ctx)?, row.into_iter().collect(), &look).await?;
        Ok(shown.into_iter().next())
    }
}

/// What a column says.
#[derive(Debug, Clone, InputObject)]
pub struct ImportColumnInput {
    /// The head of the column.
    pub head: String,
    /// What it says, as the field is called elsewhere: `givenName`, `residenceCountry`, `email`; of an organisation `name`, `nameSq`,
    /// `kind`, `parent`; of a guest also `roles`, `category`, `partySize`. Null leaves the column out, whatever it is called.
    pub field: Option<String>,
}

/// What a word stands for.
#[derive(Debug, Clone, InputObject)]
pub struct ImportValueInput {
    /// In columns of this field.
    pub field: String,
    /// The word in the file: `Itali`.
    pub word: String,
    /// What it stands for: `IT`.
    pub value: String,
}

/// Brings in what a file tells of.
#[derive(Debug, Clone, InputObject)]
pub struct StartImportInput {
    /// What the file tells of: `CONTACTS` unless said.
    pub kind: Option<ImportKind>,
    /// Of a guest list: the event on whose list its people, and seats of organisations, are put.
    pub event_id: Option<ID>,
    /// Of a guest list: the name under which they are put there together.
    pub wave: Option<String>,
    /// Into which office; needed where several are possible.
    pub office_id: Option<ID>,
    /// The file: a table as text, in any usual encoding and with any usual delimiter, or a workbook.
    pub file: Upload,
    /// An earlier import of the office whose encoding, delimiter, columns and values hold where nothing else is said here: for a file
    /// that comes again and again.
    pub like: Option<ID>,
    /// What columns say that are not called so. The others are known by their heads.
    pub columns: Option<Vec<ImportColumnInput>>,
    /// What words stand for that are not known.
    pub values: Option<Vec<ImportValueInput>>,
    /// What is done with people whom the office knows.
    pub mode: ImportMode,
    /// The encoding, by any of its names, where it is not to be found out.
    pub encoding: Option<String>,
    /// `comma`, `semicolon`, `tab` or `pipe`, where it is not to be found out.
    pub delimiter: Option<String>,
    /// The key of the purpose for which people are brought in; of organisations it need not be said.
    pub purpose: Option<String>,
    /// On what that rests; of organisations it need not be said.
    pub basis: Option<LawfulBasis>,
    /// Where the file comes from.
    pub source: String,
    /// Say what would be done and write nothing.
    pub dry_run: Option<bool>,
}

fn field(reader: &mut Reader, name: &str) -> Option<Field> {
    match Field::ALL.iter().find(|field| field.as_str() == name) {
        Some(field) => Some(*field),
        None => reader.wrong("field", fault::Code::Malformed, &[("what", "field")]),
    }
}

impl StartImportInput {
    fn mapping(&self, reader: &mut Reader) -> Option<Mapping> {
        let columns = self.columns.as_deref().unwrap_or_default();
        let columns = reader.each("columns", columns, MOST, |reader, column| {
            let head = reader.line("head", &column.head, LINE);
            head.zip(reader.optional(column.field.as_ref(), |reader, name| field(reader, name)))
        });
        let values = self.values.as_deref().unwrap_or_default();
        let values = reader.each("values", values, MOST, |reader, value| {
            let word = reader.line("word", &value.word, WORD);
            let stands = reader.line("value", &value.value, WORD);
            let of = field(reader, &value.field);
            of.zip(word).zip(stands)
        });
        let mut mapping = Mapping {
            columns: columns?.into_iter().collect(),
            ..Mapping::default()
        };
        for ((field, word), value) in values? {
            mapping.values.entry(field).or_default().insert(word, value);
        }
        Some(mapping)
    }

    /// What the file tells of.
    fn what(&self, reader: &mut Reader) -> Option<What> {
        let kind = self.kind.map_or(kind::ImportKind::Contacts, Into::into);
        let event = reader.optional(self.event_id.as_ref(), |reader, id| {
            reader.id("eventId", id)
        })?;
        let wave = reader.optional(self.wave.as_ref(), |reader, name| {
            reader.line("wave", name, LINE)
        })?;
        let strange = |reader: &mut Reader, field| {
            reader.wrong(field, fault::Code::Inconsistent, &[("other", "kind")])
        };
        match (kind, event) {
            (kind::ImportKind::GuestList, Some(event)) => Some(What::GuestList { event, wave }),
            (kind::ImportKind::GuestList, None) => {
                reader.wrong("eventId", fault::Code::Required, &[])
            }
            (_, Some(_)) => strange(reader, "eventId"),
            (_, None) if wave.is_some() => strange(reader, "wave"),
            (kind::ImportKind::Contacts, None) => Some(What::Contacts),
            (kind::ImportKind::Organisations, None) => Some(What::Organisations),
        }
    }

    /// For which purpose, and on what that rests.
    fn ground(&self, reader: &mut Reader) -> Option<(String, kind::LawfulBasis)> {
        let of = self.kind.map_or(kind::ImportKind::Contacts, Into::into);
        let spare = (of == kind::ImportKind::Organisations).then_some(FOR_BODIES);
        let purpose = match (&self.purpose, spare) {
            (Some(key), _) => reader.line("purpose", key, LINE),
            (None, Some((key, _))) => Some(key.to_owned()),
            (None, None) => reader.wrong("purpose", fault::Code::Required, &[]),
        };
        let basis: Option<kind::LawfulBasis> = match (self.basis, spare) {
            (Some(basis), _) => Some(basis.into()),
            (None, Some((_, basis))) => Some(basis),
            (None, None) => reader.wrong("basis", fault::Code::Required, &[]),
        };
        purpose.zip(basis)
    }

    fn parts(&self, reader: &mut Reader) -> Option<Start> {
        let what = self.what(reader);
        let office = reader.optional(self.office_id.as_ref(), |reader, id| {
            reader.id("officeId", id)
        });
        let file = reader.parsed("file", &self.file.0, "file");
        let like = reader.optional(self.like.as_ref(), |reader, id| reader.id("like", id));
        let mapping = self.mapping(reader);
        let encoding = reader.optional(self.encoding.as_ref(), |reader, name| {
            reader.line("encoding", name, LINE)
        });
        let delimiter =
            reader.optional(
                self.delimiter.as_ref(),
                |reader, name| match Delimiter::parse(name) {
                    Some(delimiter) => Some(delimiter),
                    None => reader.wrong(
                        "delimiter",
                        fault::Code::Malformed,
                        &[("what", "delimiter")],
                    ),
                },
            );
        let ground = self.ground(reader);
        let source = reader.line("source", &self.source, LINE);
        let (purpose, basis) = ground?;
        Some(Start {
            what: what?,
            office: office?,
            file: file?,
            encoding: encoding?,
            delimiter: delimiter?,
            mapping: mapping?,
            like: like?,
            mode: self.mode.into(),
            purpose,
            basis,
            source: source?,
            dry_run: self.dry_run.unwrap_or_default(),
        })
    }

    fn read(&self) -> Result<Start> {
        let mut reader = Reader::new();
        let command = self.parts(&mut reader);
        reader.finish(command)
    }
}

/// Stops an import.
#[derive(Debug, Clone, InputObject)]
pub struct CancelImportInput {
    /// Which.
    pub id: ID,
}

/// Takes an import back.
#[derive(Debug, Clone, InputObject)]
pub struct UndoImportInput {
    /// Which.
    pub id: ID,
}

fn job_id(id: &ID) -> Result<ImportJobId> {
    let mut reader = Reader::new();
    let id = reader.id("id", id);
    reader.finish(id)
}

macro_rules! payloads {
    ($($mutation:literal $payload:ident)+) => { $(
        #[doc = concat!("What `", $mutation, "` came to.")]
        #[derive(Debug, Clone, SimpleObject)]
        pub struct $payload {
            /// The import as it is now; null where it was refused.
            pub import_job: Option<ImportJob>,
            /// Why it was refused.
            pub user_errors: Vec<UserError>,
        }
    )+ };
}

payloads! {
    "startImport" StartImportPayload
    "cancelImport" CancelImportPayload
    "undoImport" UndoImportPayload
}

/// Queries of imports.
#[derive(Debug, Clone, Copy, Default)]
pub struct ImportQueries;

/// Queries of imports.
#[Object]
impl ImportQueries {
    /// An import by its id; null where there is none that one may see.
    async fn import_job(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The import's id.")] id: ID,
    ) -> async_graphql::Result<Option<ImportJob>> {
        let Ok(id) = id.parse() else {
            return Ok(None);
        };
        let mut found = ImportJob::load_many(op(ctx)?, &[id], &Look::of(ctx)).await?;
        Ok(found.remove(&id))
    }

    /// Imports in the background, newest first.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn import_jobs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Into this office.")] office_id: Option<ID>,
        #[graphql(desc = "How many from the start, 25 unless said, at most 100.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what follows this place.")] after: Option<String>,
        #[graphql(desc = "How many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this place.")] before: Option<String>,
    ) -> async_graphql::Result<ImportJobConnection> {
        let op = op(ctx)?;
        let coded = |error| top_level(op, &error);
        let paging = Paging {
            first,
            after,
            last,
            before,
        };
        let page = paging.request(&Look::of(ctx)).map_err(coded)?;
        let mut reader = Reader::new();
        let office = reader.optional(office_id.as_ref(), |reader, id| reader.id("officeId", id));
        let office = reader.finish(office).map_err(coded)?;
        let page = jobs::list(op, office, &page).await.map_err(coded)?;
        let (rows, page) = page.apart();
        let shown = ImportJob::hydrate(op, rows, &Look::of(ctx).nodes()).await?;
        Ok(ImportJobConnection(page.with(shown)))
    }
}

/// Mutations of imports.
#[derive(Debug, Clone, Copy, Default)]
pub struct ImportMutations;

/// Mutations of imports.
#[Object]
impl ImportMutations {
    /// Brings in people, organisations or the guests of an event from a file, in the background. The file is sent to `/graphql/upload`.
    async fn start_import(
        &self,
        ctx: &Context<'_>,
        input: StartImportInput,
    ) -> async_graphql::Result<StartImportPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => jobs::start(op, command).await,
            Err(faults) => Err(faults),
        };
        let (row, user_errors) = settle(op, outcome)?;
        Ok(StartImportPayload {
            import_job: ImportJob::of_payload(ctx, row).await?,
            user_errors,
        })
    }

    /// Stops an import that waits or is on its way: what is written stays, and can be taken back.
    async fn cancel_import(
        &self,
        ctx: &Context<'_>,
        input: CancelImportInput,
    ) -> async_graphql::Result<CancelImportPayload> {
        let op = op(ctx)?;
        let outcome = match job_id(&input.id) {
            Ok(id) => jobs::cancel(op, id).await,
            Err(faults) => Err(faults),
        };
        let (row, user_errors) = settle(op, outcome)?;
        Ok(CancelImportPayload {
            import_job: ImportJob::of_payload(ctx, row).await?,
            user_errors,
        })
    }

    /// Takes an import back, in the background: whom it made goes, what it changed is as it was, and what was touched since
    /// stays.
    async fn undo_import(
        &self,
        ctx: &Context<'_>,
        input: UndoImportInput,
    ) -> async_graphql::Result<UndoImportPayload> {
        let op = op(ctx)?;
        let outcome = match job_id(&input.id) {
            Ok(id) => jobs::undo(op, id).await,
            Err(faults) => Err(faults),
        };
        let (row, user_errors) = settle(op, outcome)?;
        Ok(UndoImportPayload {
            import_job: ImportJob::of_payload(ctx, row).await?,
            user_errors,
        })
    }
}
