//! What became of the lines of a file, as a file: of a trial every line with what it would do, else those that were not taken, each
//! with the reason and as it stood there, so that it can be mended and brought in again.

use std::{
    fs::File,
    io::{Seek as _, Write as _},
};

use chrono::TimeDelta;
use kuvend_entity::{
    id::{FileId, OfficeId},
    import_job,
    kind::FileKind,
};

use super::fate::{Fate, Line};
use crate::{
    error::{Error, Failure, Result},
    exports::{MARK, guarded},
    files::{Limits, NewFile, Writer},
    op::Op,
};

/// How long it is kept.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// The head of the column that says what a line does or did.
const OUTCOME: &str = "outcome";
/// The head of the column that says why, or what it changes.
const DETAIL: &str = "detail";

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Failed(Failure::Other(format!("a report of an import: {error}")))
}

/// A report as it is written, on the machine's own disk: an import tells of its lines faster than a database takes them.
#[derive(Debug, Default)]
pub(super) struct Report {
    is_trial: bool,
    lines: Option<csv::Writer<File>>,
    told: u64,
    /// What went wrong, which ends the report and not the import.
    broken: Option<Error>,
}

impl Report {
    pub(super) fn of(job: &import_job::Model) -> Self {
        Self {
            is_trial: job.dry_run,
            ..Self::default()
        }
    }

    /// Begins with the heads of the file.
    pub(super) fn begin(&mut self, heads: &[String]) {
        let begun = tempfile::tempfile().and_then(|mut file| {
            file.write_all(MARK)?;
            Ok(csv::WriterBuilder::new()
                .flexible(true)
                .terminator(csv::Terminator::CRLF)
                .from_writer(file))
        });
        match begun {
            Ok(lines) => self.lines = Some(lines),
            Err(error) => self.broken = Some(failed(error)),
        }
        self.write(OUTCOME, DETAIL, heads);
    }

    fn write(&mut self, outcome: &str, detail: &str, cells: &[String]) {
        let Some(lines) = &mut self.lines else { return };
        let cells = cells.iter().map(String::as_str);
        let row = [outcome, detail].into_iter().chain(cells);
        if let Err(error) = lines.write_record(row.map(|cell| guarded(cell).into_owned())) {
            self.broken = Some(failed(error));
            self.lines = None;
        }
    }

    /// Tells of a line, if it is one to be told of.
    pub(super) fn line(&mut self, line: &Line<'_>) {
        let is_taken = matches!(line.fate, Fate::Create | Fate::Update(_) | Fate::Unchanged);
        if self.is_trial || !is_taken {
            self.told = self.told.saturating_add(1);
            self.write(line.fate.outcome(), &line.fate.detail(), line.cells);
        }
    }

    /// Stores it, where it tells of any line.
    ///
    /// # Errors
    /// The disk's and the database's; `TOO_LONG` on `file` where the office has no room left.
    pub(super) async fn store(
        self,
        op: &Op,
        (office, name): (OfficeId, &str),
    ) -> Result<Option<FileId>> {
        if let Some(error) = self.broken {
            return Err(error);
        }
        let (Some(lines), true) = (self.lines, self.told > 0) else {
            return Ok(None);
        };
        let mut file = lines.into_inner().map_err(failed)?;
        file.rewind().map_err(failed)?;
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let new = NewFile {
            id: FileId::new(),
            office,
            kind: FileKind::Report,
            name: format!("{stem}-lines.csv"),
            media_type: "text/csv; charset=utf-8".to_owned(),
            by: op.actor.account(),
            keep: KEPT,
            limits: Limits::default(),
        };
        let mut writer = Writer::begin(&op.db, &op.clock, new).await?;
        writer.append_file(&mut file).await?;
        Ok(Some(writer.finish().await?))
    }
}
