//! Tables as workbooks: the first sheet, cell by cell.

use std::{
    fs::File,
    io::BufReader,
    path::{Path, PathBuf},
    sync::mpsc,
    thread,
};

use calamine::{DataRef, Reader as _, Xlsx, open_workbook};

use super::{LONGEST_RECORD, MOST_COLUMNS, Record, Records, Unreadable, weigh::weigh};

/// Rows that are read ahead.
const AHEAD: usize = 64;

/// The records of a workbook's first sheet, once it is known that it does not unpack to more than it may.
pub(super) fn records(path: &Path) -> Result<Records, Unreadable> {
    weigh(path)?;
    let (send, rows) = mpsc::sync_channel(AHEAD);
    let path: PathBuf = path.to_owned();
    // The sheet's reader borrows the workbook, and so stays on a thread of its own.
    thread::spawn(move || {
        if let Err(error) = read(&path, &send) {
            let _ = send.send(Err(error));
        }
    });
    Ok(Box::new(rows.into_iter()))
}

type Rows = mpsc::SyncSender<Result<Record, Unreadable>>;

fn read(path: &Path, send: &Rows) -> Result<(), Unreadable> {
    let broken = |error: calamine::XlsxError| Unreadable::Workbook(error.to_string());
    let mut book: Xlsx<BufReader<File>> = open_workbook(path).map_err(broken)?;
    let first = book
        .sheet_names()
        .first()
        .cloned()
        .ok_or(Unreadable::Empty)?;
    let mut cells = book.worksheet_cells_reader(&first).map_err(broken)?;
    let mut record: Option<Record> = None;
    let mut weight = 0;
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let (row, column) = cell.get_position();
        let (line, place) = (
            u64::from(row) + 1,
            usize::try_from(column).unwrap_or(usize::MAX),
        );
        if place >= MOST_COLUMNS {
            return Err(Unreadable::TooWide);
        }
        if record.as_ref().is_none_or(|record| record.line != line) {
            weight = 0;
            let next = Record {
                line,
                cells: Vec::new(),
            };
            if let Some(done) = record.replace(next)
                && send.send(Ok(done)).is_err()
            {
                return Ok(());
            }
        }
        if let Some(record) = &mut record {
            record
                .cells
                .resize(record.cells.len().max(place + 1), String::new());
            let text = text(cell.get_value());
            weight += text.len();
            if u64::try_from(weight).is_ok_and(|weight| weight > LONGEST_RECORD) {
                return Err(Unreadable::TooLong(line));
            }
            if let Some(there) = record.cells.get_mut(place) {
                *there = text;
            }
        }
    }
    if let Some(last) = record {
        let _ = send.send(Ok(last));
    }
    Ok(())
}

/// A cell as it is shown, as far as its kind tells.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        // A whole number is written without a fraction.
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => yes.to_string(),
        DataRef::DateTime(day) => day
            .as_datetime()
            .map(|at| at.date().to_string())
            .unwrap_or_default(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}
