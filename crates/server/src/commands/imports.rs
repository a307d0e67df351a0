//! `kuvend import`: people from files.

use std::{fs::File, path::Path};

use indicatif::ProgressBar;
use kuvend_domain::{
    imports::{self, Fate, Left, Line, Listener, Progress, What, mapping::Mapping, source::Form},
    offices,
    op::Op,
};
use kuvend_entity::{id::ImportBatchId, import_batch};

use crate::{
    cli::{Import, ImportFile, ImportGuests},
    say,
    stop::Stop,
};

/// Imports that are listed.
const LISTED: u64 = 50;

pub(super) async fn run(op: &Op, what: Import) -> Result<(), Stop> {
    match what {
        Import::Contacts(file) => Box::pin(bring_in(op, What::Contacts, *file)).await,
        Import::Organisations(file) => Box::pin(bring_in(op, What::Organisations, *file)).await,
        Import::Guests(guests) => {
            let ImportGuests { event, wave, file } = *guests;
            Box::pin(bring_in(op, What::GuestList { event, wave }, file)).await
        }
        Import::List => {
            let rows: Vec<[String; 7]> = imports::list(op, LISTED).await?.iter().map(row).collect();
            say::table(
                ["ID", "WHEN", "KIND", "FILE", "STATE", "MADE", "CHANGED"],
                &rows,
            )
        }
        Import::Undo { id } => undo(op, id).await,
    }
}

fn row(row: &import_batch::Model) -> [String; 7] {
    [
        row.id.to_string(),
        row.created_at.format("%Y-%m-%d %H:%M").to_string(),
        row.kind.to_string(),
        row.file_name.clone(),
        row.state.to_string(),
        row.created.to_string(),
        row.updated.to_string(),
    ]
}

async fn bring_in(op: &Op, tells_of: What, what: ImportFile) -> Result<(), Stop> {
    let office = offices::find(op, what.office.as_deref()).await?;
    let mut mapping = Mapping {
        columns: what.map.into_iter().collect(),
        ..Mapping::default()
    };
    for (field, word, value) in what.value {
        mapping.values.entry(field).or_default().insert(word, value);
    }
    let name = what
        .file
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let cmd = imports::Import {
        what: tells_of,
        office: Some(office.id),
        path: what.file,
        name,
        encoding: what.encoding,
        delimiter: what.delimiter,
        mapping,
        mode: what.mode,
        purpose: what.purpose,
        basis: what.basis,
        source: what.source,
        dry_run: what.dry_run,
        job: None,
    };
    let mut teller = Teller::new(what.dry_run, what.failed.as_deref())?;
    let done = imports::import(op, cmd, &mut teller).await?;
    teller.finish()?;
    if let Some(id) = done.id {
        say::remark(format_args!("`kuvend import undo {id}` takes it back"));
    }
    say::line(words(done.progress))
}

fn words(progress: Progress) -> String {
    let Progress {
        total,
        created,
        updated,
        unchanged,
        skipped,
        ambiguous,
        failed,
    } = progress;
    format!(
        "{total} lines: {created} made, {updated} changed, {unchanged} unchanged, {skipped} skipped, {ambiguous} ambiguous, {failed} failed."
    )
}

async fn undo(op: &Op, id: ImportBatchId) -> Result<(), Stop> {
    let bar = say::bar("taken back");
    let undone = imports::undo(op, id, |done| bar.set_position(done)).await?;
    bar.finish_and_clear();
    for left in &undone.left {
        let what = if left.fields.is_empty() {
            "is kept".to_owned()
        } else {
            format!("keeps {}", left.fields.join(", "))
        };
        say::remark(format_args!(
            "line {}: {} was touched since and {what}",
            left.line,
            whom(left)
        ));
    }
    say::line(format_args!(
        "{} records are gone, {} are as they were, {} were touched since.",
        undone.removed,
        undone.restored,
        undone.left.len()
    ))
}

/// What was touched.
fn whom(left: &Left) -> String {
    let person = left.contact.map(|id| id.to_string());
    let body = left.organisation.map(|id| id.to_string());
    person.or(body).unwrap_or_else(|| "a seat".to_owned())
}

/// Tells whoever waits how far it has come, and keeps the lines that were not taken.
struct Teller {
    bar: ProgressBar,
    /// Whether each line is told of.
    is_trial: bool,
    failed: Option<csv::Writer<File>>,
    broken: Option<csv::Error>,
}

impl Teller {
    fn new(is_trial: bool, failed: Option<&Path>) -> Result<Self, Stop> {
        let open = |path: &Path| {
            File::create(path).map_err(|error| Stop::failed(format!("{}: {error}", path.display())))
        };
        let failed = failed.map(open).transpose()?;
        Ok(Self {
            bar: say::bar("lines"),
            is_trial,
            failed: failed.map(|file| csv::WriterBuilder::new().flexible(true).from_writer(file)),
            broken: None,
        })
    }

    fn keep(&mut self, first: &str, cells: &[String]) {
        if let Some(file) = &mut self.failed {
            let row = std::iter::once(first).chain(cells.iter().map(String::as_str));
            if let Err(error) = file.write_record(row) {
                self.broken.get_or_insert(error);
            }
        }
    }

    fn finish(mut self) -> Result<(), Stop> {
        self.bar.finish_and_clear();
        let flushed = self
            .failed
            .as_mut()
            .map_or(Ok(()), |file| file.flush().map_err(csv::Error::from));
        match self.broken.map_or(flushed, Err) {
            Ok(()) => Ok(()),
            Err(error) => Err(Stop::failed(format!(
                "the file of lines that were not taken: {error}"
            ))),
        }
    }
}

impl Listener for Teller {
    fn begins(&mut self, heads: &[String], form: &Form) {
        let encoding = form.encoding.unwrap_or("workbook");
        let delimiter = form.delimiter.map_or(String::new(), |delimiter| {
            format!(", parted by {}", delimiter.as_str())
        });
        say::remark(format_args!("{encoding}{delimiter}: {}", heads.join(" | ")));
        self.keep("problem", heads);
    }

    fn line(&mut self, line: &Line<'_>) {
        let detail = line.fate.detail();
        if self.is_trial {
            let (number, outcome) = (line.number, line.fate.outcome());
            self.bar
                .suspend(|| say::remark(format_args!("line {number}: {outcome} {detail}")));
        }
        let is_taken = matches!(line.fate, Fate::Create | Fate::Update(_) | Fate::Unchanged);
        if !is_taken {
            self.keep(&detail, line.cells);
        }
    }

    fn progress(&mut self, progress: Progress) {
        self.bar.set_length(progress.total);
        self.bar.set_position(progress.done());
    }
}
