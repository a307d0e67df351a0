//! `kuvend import`: people from files.

use std::{collections::BTreeSet, fs::File, path::Path};

use indicatif::ProgressBar;
use kuvend_domain::{
    fold::fold,
    imports::{
        self, FOR_BODIES, Fate, Left, Line, Listener, Progress, What,
        mapping::{Columns, Field, Mapping},
        source::Form,
    },
    offices,
    op::Op,
};
use kuvend_entity::{id::ImportBatchId, import_batch, kind::ImportKind, value::is_out_of_place};

use crate::{
    cli::{Ground, Import, ImportContacts, ImportFile, ImportGuests, ImportOrganisations},
    say,
    stop::Stop,
};

/// Imports that are listed.
const LISTED: u64 = 50;

pub(super) async fn run(op: &Op, what: Import, again: &str) -> Result<(), Stop> {
    match what {
        Import::Contacts(contacts) => {
            let ImportContacts { file, ground } = *contacts;
            Box::pin(bring_in(op, again, What::Contacts, (file, ground))).await
        }
        Import::Organisations(bodies) => {
            let file = for_bodies(*bodies);
            Box::pin(bring_in(op, again, What::Organisations, file)).await
        }
        Import::Guests(guests) => {
            let ImportGuests {
                event,
                wave,
                file,
                ground,
            } = *guests;
            let what = What::GuestList { event, wave };
            Box::pin(bring_in(op, again, what, (file, ground))).await
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

/// A file of organisations with the purpose and the ground under which it is written down, which need not be said.
fn for_bodies(bodies: ImportOrganisations) -> (ImportFile, Ground) {
    let (purpose, basis) = FOR_BODIES;
    if bodies.purpose.is_none() || bodies.basis.is_none() {
        say::remark(format_args!(
            "organisations need neither a purpose nor a basis: what was not named is written down as {purpose}, {basis}"
        ));
    }
    let ground = Ground {
        purpose: bodies.purpose.unwrap_or_else(|| purpose.to_owned()),
        basis: bodies.basis.unwrap_or(basis),
    };
    (bodies.file, ground)
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

async fn bring_in(
    op: &Op,
    again: &str,
    tells_of: What,
    (what, ground): (ImportFile, Ground),
) -> Result<(), Stop> {
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
    let mut teller = Teller::new(
        (tells_of.kind(), mapping.clone()),
        what.dry_run,
        what.failed.as_deref(),
    )?;
    let cmd = imports::Import {
        what: tells_of,
        office: Some(office.id),
        path: what.file,
        name,
        encoding: what.encoding,
        delimiter: what.delimiter,
        mapping,
        mode: what.mode,
        purpose: ground.purpose,
        basis: ground.basis,
        source: what.source,
        dry_run: what.dry_run,
        job: None,
    };
    let done = imports::import(op, cmd, &mut teller).await?;
    teller.finish()?;
    if let Some(id) = done.id {
        say::remark(format_args!("`{again} import undo {id}` takes it back"));
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

/// What each column of a file is taken for, a line each, and how those are named that are not known.
fn columns(kind: ImportKind, heads: &[String], mapping: &Mapping) -> Vec<String> {
    let said = mapping.columns.iter().filter(|(_, says)| says.is_none());
    let left: BTreeSet<String> = said.map(|(head, _)| fold(head)).collect();
    let (mut lines, mut unknown) = (Vec::new(), Vec::new());
    for (head, field) in heads.iter().zip(Columns::proposed(kind, heads, mapping)) {
        let plain: String = head.chars().filter(|c| !is_out_of_place(*c)).collect();
        let says = match field {
            Some(field) => field.as_str(),
            None if left.contains(&fold(head)) => "left out, as you say",
            None => "LEFT OUT: no field is known by it, or another column tells that field",
        };
        lines.push(format!("  {} → {says}", plain.trim()));
        if field.is_none() && !left.contains(&fold(head)) {
            unknown.push(plain.trim().to_owned());
        }
    }
    if let Some(first) = unknown.first() {
        let fields: Vec<&str> = Field::of(kind).map(Field::as_str).collect();
        lines.push(format!(
            "Left out: {}. `--map \"{first}=field\"` says what a column tells, `--map \"{first}=\"` that it is left out on purpose. Fields: {}.",
            unknown.join(", "),
            fields.join(", ")
        ));
    }
    lines
}

/// Tells whoever waits how far it has come, and keeps the lines that were not taken.
struct Teller {
    bar: ProgressBar,
    /// What the file tells of, and which column says what.
    told: (ImportKind, Mapping),
    /// Whether each line is told of.
    is_trial: bool,
    failed: Option<csv::Writer<File>>,
    broken: Option<csv::Error>,
}

impl Teller {
    fn new(
        told: (ImportKind, Mapping),
        is_trial: bool,
        failed: Option<&Path>,
    ) -> Result<Self, Stop> {
        let open = |path: &Path| {
            File::create(path).map_err(|error| Stop::failed(format!("{}: {error}", path.display())))
        };
        let failed = failed.map(open).transpose()?;
        Ok(Self {
            bar: say::bar("lines"),
            told,
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
        say::remark(format_args!("{encoding}{delimiter}:"));
        let (kind, mapping) = &self.told;
        for line in columns(*kind, heads, mapping) {
            say::remark(line);
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_told_with_what_it_is_taken_for() {
        let heads = ["Emri", "Mbiemri", "Shoe size", "Notes"].map(str::to_owned);
        let mapping = Mapping {
            columns: [("notes".to_owned(), None)].into(),
            ..Mapping::default()
        };
        let told = columns(ImportKind::Contacts, &heads, &mapping);
        let (hint, lines) = told.split_last().unwrap();
        assert_eq!(
            lines,
            [
                "  Emri → givenName",
                "  Mbiemri → familyName",
                "  Shoe size → LEFT OUT: no field is known by it, or another column tells that field",
                "  Notes → left out, as you say",
            ]
        );
        assert!(hint.starts_with("Left out: Shoe size. `--map \"Shoe size=field\"`"));
        assert!(hint.contains("residenceCountry"), "{hint}");
        let known = ["Emri", "Mbiemri"].map(str::to_owned);
        let told = columns(ImportKind::Contacts, &known, &Mapping::default());
        assert_eq!(told.len(), 2, "nothing is left out: {told:?}");
    }
}
