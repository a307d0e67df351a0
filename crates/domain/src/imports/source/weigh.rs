//! Whether a workbook may be opened: what it unpacks to is weighed before it is taken in.
//!
//! Whoever opens a workbook holds its texts and its styles whole, and each cell. So everything but the cells of a sheet may
//! come to so much in all, and each cell to so much; both are read once, in a piece at a time.

use std::{
    fs::File,
    io::{self, BufReader, Read},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use quick_xml::{Reader, events::Event};

use super::{LONGEST_RECORD, Unreadable};

/// Bytes that a workbook may unpack to.
const LARGEST: u64 = 1 << 30;
/// Times its size that a workbook may unpack to.
const MOST_TIMES: u64 = 200;
/// What a small workbook may unpack to however small it is.
const HARMLESS: u64 = 16 << 20;
/// Bytes that everything but the cells of its sheets may come to.
const HELD: u64 = 64 << 20;
/// Bytes of a sheet from one cell to the next: a record, and what marks it up.
const BETWEEN: u64 = 2 * LONGEST_RECORD;

/// Refuses what would unpack to too much, by what the archive says of its parts, and what would be held at once, by what
/// stands there. Whoever reads a part stops where the archive says that it ends.
pub(super) fn weigh(path: &Path) -> Result<(), Unreadable> {
    let broken = |error: &dyn std::fmt::Display| Unreadable::Workbook(error.to_string());
    let file = File::open(path).map_err(|error| Unreadable::Io(error.to_string()))?;
    let packed = file
        .metadata()
        .map_err(|error| Unreadable::Io(error.to_string()))?
        .len();
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(|error| broken(&error))?;
    let mut unpacked = 0_u64;
    for index in 0..archive.len() {
        let part = archive
            .by_index_raw(index)
            .map_err(|error| broken(&error))?;
        unpacked = unpacked.saturating_add(part.size());
    }
    if unpacked > LARGEST.min(HARMLESS.max(packed.saturating_mul(MOST_TIMES))) {
        return Err(Unreadable::Bomb);
    }
    let mut held = 0;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|error| broken(&error))?;
        held += weigh_part(part, HELD - held)?;
    }
    Ok(())
}

/// What stops reading where one piece does not end.
struct Piecewise<R> {
    inner: R,
    /// Bytes since the piece began.
    since: Arc<AtomicU64>,
    /// Bytes that it may come to.
    most: Arc<AtomicU64>,
}

impl<R: Read> Read for Piecewise<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since.load(Ordering::Relaxed) > self.most.load(Ordering::Relaxed) {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let read = self.inner.read(buffer)?;
        let more = u64::try_from(read).unwrap_or(u64::MAX);
        self.since.fetch_add(more, Ordering::Relaxed);
        Ok(read)
    }
}

/// Reads one part through; how much of it whoever opens the workbook would hold. What is no XML ends where that shows, as it
/// does for whoever would take it for a sheet.
fn weigh_part(part: impl Read, left: u64) -> Result<u64, Unreadable> {
    let since = Arc::new(AtomicU64::new(0));
    let most = Arc::new(AtomicU64::new(left));
    let mut reader = Reader::from_reader(BufReader::new(Piecewise {
        inner: part,
        since: Arc::clone(&since),
        most: Arc::clone(&most),
    }));
    reader.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    let mut held = 0;
    let mut row = 0;
    let mut in_cells = false;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) if tag.local_name().as_ref() == "sheetData" => {
                held += since.swap(0, Ordering::Relaxed);
                most.store(BETWEEN, Ordering::Relaxed);
                in_cells = true;
            }
            Ok(Event::End(tag)) if tag.local_name().as_ref() == "sheetData" => {
                // Nobody reads on behind the cells.
                return Ok(held);
            }
            Ok(Event::Start(tag) | Event::Empty(tag)) if in_cells => {
                let name = tag.local_name();
                row += u64::from(name.as_ref() == "row");
                if matches!(name.as_ref(), "row" | "c") {
                    since.store(0, Ordering::Relaxed);
                }
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(quick_xml::Error::Io(error)) if error.kind() == io::ErrorKind::FileTooLarge => {
                return Err(if in_cells {
                    Unreadable::TooLong(row)
                } else {
                    Unreadable::Heavy
                });
            }
            Err(_) => break,
        }
    }
    Ok(if in_cells {
        held
    } else {
        held + since.load(Ordering::Relaxed)
    })
}

#[cfg(test)]
mod tests;
