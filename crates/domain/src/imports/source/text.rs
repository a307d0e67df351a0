//! Tables as text.

use std::{
    cell::Cell,
    fs::File,
    io::{self, Read},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;

use super::{Form, LONGEST_RECORD, MOST_COLUMNS, Record, Records, SAMPLE, Told, Unreadable};

/// What parts the cells of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delimiter {
    /// `,`
    Comma,
    /// `;`, as spreadsheets write where the comma parts decimals.
    Semicolon,
    /// A tab.
    Tab,
    /// `|`
    Pipe,
}

impl Delimiter {
    const ALL: [Self; 4] = [Self::Comma, Self::Semicolon, Self::Tab, Self::Pipe];

    const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Pipe => b'|',
        }
    }

    /// Its name for people.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Comma => "comma",
            Self::Semicolon => "semicolon",
            Self::Tab => "tab",
            Self::Pipe => "pipe",
        }
    }

    /// By its name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }
}

/// The records of a text, and what it was found to be.
pub(super) fn records(path: &Path, told: Told<'_>) -> Result<(Form, Records), Unreadable> {
    let sample = sample(path)?;
    let encoding = match told.encoding {
        Some(label) => Encoding::for_label(label.as_bytes()).ok_or(Unreadable::Encoding)?,
        None => encoding_of(&sample),
    };
    let (text, ..) = encoding.decode(&sample);
    let delimiter = told.delimiter.unwrap_or_else(|| delimiter_of(&text));
    let form = Form {
        encoding: Some(encoding.name()),
        delimiter: Some(delimiter),
    };
    let file = File::open(path).map_err(|error| Unreadable::Io(error.to_string()))?;
    let decoded = DecodeReaderBytesBuilder::new()
        .encoding(Some(encoding))
        .bom_override(true)
        .strip_bom(true)
        .build(file);
    let (since, end) = (Arc::default(), Arc::default());
    let bounded = Bounded {
        inner: decoded,
        since: Arc::clone(&since),
        end: Arc::clone(&end),
    };
    let records = csv::ReaderBuilder::new()
        .delimiter(delimiter.byte())
        .has_headers(false)
        .flexible(true)
        .from_reader(bounded)
        .into_byte_records();
    let read = Reading {
        records,
        since,
        end,
        ended: Cell::new(false),
        is_crlf: text
            .split_once('\n')
            .is_some_and(|(line, _)| line.ends_with('\r')),
    };
    Ok((form, Box::new(read)))
}

fn sample(path: &Path) -> Result<Vec<u8>, Unreadable> {
    let file = File::open(path).map_err(|error| Unreadable::Io(error.to_string()))?;
    let mut sample = Vec::new();
    let most = u64::try_from(SAMPLE).unwrap_or(u64::MAX);
    file.take(most)
        .read_to_end(&mut sample)
        .map_err(|error| Unreadable::Io(error.to_string()))?;
    Ok(sample)
}

/// The encoding that a text begins in: by its mark, by the zeros of UTF-16, or by what its letters would spell.
fn encoding_of(sample: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(sample) {
        return encoding;
    }
    let zeros = |from: usize| {
        sample
            .iter()
            .skip(from)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    if even.max(odd) * 4 > sample.len() {
        return if odd > even { UTF_16LE } else { UTF_16BE };
    }
    // The sample may end within a letter.
    let whole = sample.len().saturating_sub(4);
    let valid = match std::str::from_utf8(sample) {
        Ok(_) => true,
        Err(error) => error.valid_up_to() >= whole && error.error_len().is_none(),
    };
    if valid {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, sample.len() < SAMPLE);
    detector.guess(None, Utf8Detection::Deny)
}

/// The delimiter that parts the first lines into the same number of cells, the most of them.
fn delimiter_of(text: &str) -> Delimiter {
    let cells = |delimiter: Delimiter| {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter.byte())
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let widths: Vec<usize> = reader
            .byte_records()
            .take(20)
            .filter_map(Result::ok)
            .map(|record| record.len())
            .collect();
        let first = widths.first().copied().unwrap_or_default();
        // The last record of a sample may be cut.
        let same = widths.iter().filter(|width| **width == first).count();
        (same * 2 > widths.len(), first)
    };
    let best = Delimiter::ALL
        .into_iter()
        .rev()
        .map(|one| (cells(one), one))
        .filter(|((steady, width), _)| *steady && *width > 1);
    best.max_by_key(|((_, width), _)| *width)
        .map_or(Delimiter::Comma, |(_, one)| one)
}

/// How far a text was read.
#[derive(Debug, Default)]
struct End {
    bytes: AtomicU64,
    is_line: AtomicBool,
}

impl End {
    fn read(&self, more: u64, last: u8) {
        self.bytes.fetch_add(more, Ordering::Relaxed);
        self.is_line.store(last == b'\n', Ordering::Relaxed);
    }

    /// Whether a line ends there, if this is where it was read to.
    fn is_line(&self, place: u64) -> Option<bool> {
        (self.bytes.load(Ordering::Relaxed) == place).then(|| self.is_line.load(Ordering::Relaxed))
    }
}

/// Stops reading where a record does not end.
struct Bounded<R> {
    inner: R,
    /// Bytes since the last record ended.
    since: Arc<AtomicU64>,
    end: Arc<End>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since.load(Ordering::Relaxed) > LONGEST_RECORD {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let read = self.inner.read(buffer)?;
        let more = u64::try_from(read).unwrap_or(u64::MAX);
        self.since.fetch_add(more, Ordering::Relaxed);
        if let Some(last) = buffer.get(..read).and_then(<[u8]>::last) {
            self.end.read(more, *last);
        }
        Ok(read)
    }
}

/// Records as they are read; after one that cannot be, there are no more.
struct Reading<R> {
    records: csv::ByteRecordsIntoIter<R>,
    since: Arc<AtomicU64>,
    end: Arc<End>,
    ended: Cell<bool>,
    /// Whether lines end by two bytes, of which the reader leaves the second to the next record.
    is_crlf: bool,
}

impl<R: Read> Reading<R> {
    /// The line on which the record begins that was just read: counted back from where the reader stands, since it passes over
    /// empty lines without a word.
    fn line(&self, record: &csv::ByteRecord) -> u64 {
        let place = self.records.reader().position();
        let breaks = record
            .as_slice()
            .iter()
            .map(|byte| u64::from(*byte == b'\n'));
        let ended = self.end.is_line(place.byte()).unwrap_or(!self.is_crlf);
        let behind = breaks.sum::<u64>().saturating_add(u64::from(ended));
        place.line().saturating_sub(behind).max(1)
    }
}

impl<R: Read> Iterator for Reading<R> {
    type Item = Result<Record, Unreadable>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended.get() {
            return None;
        }
        let line = self.records.reader().position().line();
        let next = self.records.next()?;
        self.since.store(0, Ordering::Relaxed);
        let record = match next {
            Ok(record) if record.len() > MOST_COLUMNS => Err(Unreadable::TooWide),
            Ok(record) => {
                let line = self.line(&record);
                let cells = record
                    .iter()
                    .map(|cell| String::from_utf8_lossy(cell).into_owned())
                    .collect();
                Ok(Record { line, cells })
            }
            Err(error) => Err(match error.kind() {
                csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                    Unreadable::TooLong(line)
                }
                _ => Unreadable::Io(error.to_string()),
            }),
        };
        self.ended.set(record.is_err());
        Some(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_as_an_editor_counts_them() {
        let wide = "x".repeat(9_000);
        for end in ["\n", "\r\n"] {
            for last in [end, ""] {
                let text = format!(
                    "name,note{end}{end}Arta,\"two{end}lines\"{end}Besa,{wide}{end}{end}Cile,{wide}{end}Drita,x{last}"
                );
                let file = tempfile::NamedTempFile::new().unwrap();
                std::fs::write(file.path(), &text).unwrap();
                let (_, records) = records(file.path(), Told::default()).unwrap();
                let lines: Vec<u64> = records.map(|record| record.unwrap().line).collect();
                assert_eq!(lines, [1, 3, 5, 7, 8], "{end:?} {last:?}");
            }
        }
    }

    #[test]
    fn an_encoding_is_known_by_its_mark_or_by_its_letters() {
        let greek = "Όνομα;Επώνυμο;Χώρα\nΜαρία;Παπαδοπούλου;Ελλάδα\nΓιώργος;Νικολάου;Ιταλία\n";
        let albanian = "Emri;Mbiemri;Qyteti\nShpëtim;Çami;Këlcyrë\nGëzim;Përmeti;Tiranë\n";
        let (windows_greek, ..) = encoding_rs::WINDOWS_1253.encode(greek);
        let (windows_latin, ..) = encoding_rs::WINDOWS_1252.encode(albanian);
        assert_eq!(encoding_of(&windows_greek), encoding_rs::WINDOWS_1253);
        assert_eq!(encoding_of(&windows_latin), encoding_rs::WINDOWS_1252);
        assert_eq!(encoding_of(greek.as_bytes()), UTF_8);
        let utf16: Vec<u8> = greek.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked: Vec<u8> = [0xff, 0xfe].into_iter().chain(utf16).collect();
        assert_eq!(encoding_of(&marked), UTF_16LE);
        let unmarked: Vec<u8> = "Emri,Mbiemri\nArta,Hoxha\n"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        assert_eq!(encoding_of(&unmarked), UTF_16BE);
    }

    #[test]
    fn a_delimiter_parts_every_line_alike() {
        for (text, delimiter) in [
            ("a,b,c\n1,2,3\n", Delimiter::Comma),
            ("a;b\n1,5;2\n", Delimiter::Semicolon),
            ("a\tb\tc\n1\t2\t3\n", Delimiter::Tab),
            ("a|b\n\"x|y\"|2\n", Delimiter::Pipe),
            (
                "name;note\n\"A;B\";\"1, 2, 3\"\nC;\"4, 5\"\n",
                Delimiter::Semicolon,
            ),
            ("alone\nat\nhome\n", Delimiter::Comma),
        ] {
            assert_eq!(delimiter_of(text), delimiter, "{text}");
        }
    }
}
