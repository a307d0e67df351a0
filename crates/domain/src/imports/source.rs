//! Files as rows of cells: text in whatever encoding and with whatever delimiter, or a workbook. A file is read as it comes,
//! a record at a time, so that its size does not matter; what no honest table holds is refused before it is taken in.

mod sheet;
mod text;
mod weigh;

use std::path::Path;

pub use text::Delimiter;

/// Bytes of one record at most: no person has more to say.
pub(super) const LONGEST_RECORD: u64 = 256 << 10;
/// Columns at most.
pub(super) const MOST_COLUMNS: usize = 200;
/// Bytes that are looked at to see what a file is.
pub(super) const SAMPLE: usize = 256 * 1024;

/// Why a file cannot be read, or not on from some line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// The system could not read it.
    #[error("{0}")]
    Io(String),
    /// Nothing is in it.
    #[error("it is empty")]
    Empty,
    /// A record is longer than any person's.
    #[error("line {0}: a record is longer than 256 KiB; is a quotation mark missing?")]
    TooLong(u64),
    /// There are more columns than any table's.
    #[error("there are more than 200 columns; is this the right delimiter?")]
    TooWide,
    /// No encoding is called so.
    #[error("it is in no encoding of that name")]
    Encoding,
    /// A workbook would unpack to more than it may.
    #[error("it unpacks to more than 1 GiB, or to more than 200 times its size")]
    Bomb,
    /// A workbook would be held whole, and is too large for that.
    #[error("it holds more than 64 MiB of texts and styles beside its cells; save it as CSV")]
    Heavy,
    /// A workbook is broken.
    #[error("{0}")]
    Workbook(String),
}

/// What a file was found to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Its encoding, as the Encoding Standard names it; nothing for a workbook.
    pub encoding: Option<&'static str>,
    /// What parts its cells; nothing for a workbook.
    pub delimiter: Option<Delimiter>,
}

impl Form {
    /// In words: encoding and delimiter, or a workbook.
    #[must_use]
    pub fn told(&self) -> String {
        match (self.encoding, self.delimiter) {
            (Some(encoding), Some(delimiter)) => format!("{encoding}, {}", delimiter.as_str()),
            _ => "workbook".to_owned(),
        }
    }
}

/// How a file is to be read, where that is not left to be found out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Told<'a> {
    /// An encoding by any of its names.
    pub encoding: Option<&'a str>,
    /// What parts the cells.
    pub delimiter: Option<Delimiter>,
}

/// A record of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The line on which it begins, or the row of a sheet; the first is 1.
    pub line: u64,
    /// Its cells, as they stand there.
    pub cells: Vec<String>,
}

/// The records of a file; the first is the head.
pub type Records = Box<dyn Iterator<Item = Result<Record, Unreadable>> + Send>;

/// Opens a file and finds out what it is.
///
/// # Errors
/// Where it cannot be read, is empty, or is no table.
pub fn open(path: &Path, told: Told<'_>) -> Result<(Form, Records), Unreadable> {
    let mut first = [0; 4];
    let mut file = std::fs::File::open(path).map_err(|error| Unreadable::Io(error.to_string()))?;
    let read = std::io::Read::read(&mut file, &mut first)
        .map_err(|error| Unreadable::Io(error.to_string()))?;
    if read == 0 {
        return Err(Unreadable::Empty);
    }
    if first.starts_with(b"PK\x03\x04") {
        let form = Form {
            encoding: None,
            delimiter: None,
        };
        return Ok((form, sheet::records(path)?));
    }
    text::records(path, told)
}
