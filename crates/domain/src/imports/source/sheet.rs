//! Tables as workbooks: the first sheet, cell by cell.

use std::{
    fs::File,
    io::BufReader,
    path::{Path, PathBuf},
    sync::mpsc,
    thread,
};

use calamine::{DataRef, Reader as _, Xlsx, open_workbook};

use super::{MOST_COLUMNS, Record, Records, Unreadable};

/// Bytes that a workbook may unpack to.
const LARGEST: u64 = 1 << 30;
/// Times its size that a workbook may unpack to.
const MOST_TIMES: u64 = 200;
/// What a small workbook may unpack to however small it is.
const HARMLESS: u64 = 16 << 20;
/// Rows that are read ahead.
const AHEAD: usize = 256;

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

/// Refuses what would unpack to too much, by what the archive says of its parts. Whoever reads a part stops where it ends.
fn weigh(path: &Path) -> Result<(), Unreadable> {
    let broken = |error: &dyn std::fmt::Display| Unreadable::Workbook(error.to_string());
    let file = File::open(path).map_err(|error| Unreadable::Io(error.to_string()))?;
    let packed = file
        .metadata()
        .map_err(|error| Unreadable::Io(error.to_string()))?
        .len();
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(|error| broken(&error))?;
    let mut unpacked = 0_u64;
    for index in 0..archive.len() {
        unpacked = unpacked.saturating_add(
            archive
                .by_index_raw(index)
                .map_err(|error| broken(&error))?
                .size(),
        );
    }
    let most = LARGEST.min(HARMLESS.max(packed.saturating_mul(MOST_TIMES)));
    if unpacked > most {
        Err(Unreadable::Bomb)
    } else {
        Ok(())
    }
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
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let (row, column) = cell.get_position();
        let (line, place) = (
            u64::from(row) + 1,
            usize::try_from(column).unwrap_or(usize::MAX),
        );
        if place >= MOST_COLUMNS {
            return Err(Unreadable::TooWide);
        }
        if record.as_ref().is_none_or(|record| record.line != line)
            && let Some(done) = record.replace(Record {
                line,
                cells: Vec::new(),
            })
            && send.send(Ok(done)).is_err()
        {
            return Ok(());
        }
        if let Some(record) = &mut record {
            record
                .cells
                .resize(record.cells.len().max(place + 1), String::new());
            if let Some(there) = record.cells.get_mut(place) {
                *there = text(cell.get_value());
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
