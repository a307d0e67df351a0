//! Workbooks that are honest, and some that are not.

use std::io::Write as _;

use tempfile::NamedTempFile;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::imports::source::{Record, Told, Unreadable, open};

const CONTENT: &str =
    r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
const ROOT: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="People" sheetId="1" r:id="r1"/></sheets></workbook>"#;
const BOOK_PARTS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;

/// A workbook of these rows and shared texts, packed or as they are.
fn book(rows: &str, texts: &str, method: CompressionMethod) -> NamedTempFile {
    let sheet = format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    );
    let texts = format!(
        r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{texts}</sst>"#
    );
    let file = NamedTempFile::new().unwrap();
    let mut archive = ZipWriter::new(file.reopen().unwrap());
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, content) in [
        ("[Content_Types].xml", CONTENT),
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_PARTS),
        ("xl/worksheets/sheet1.xml", &sheet),
        ("xl/sharedStrings.xml", &texts),
    ] {
        archive.start_file(name, options).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap();
    file
}

fn read(file: &NamedTempFile) -> Result<Vec<Record>, Unreadable> {
    open(file.path(), Told::default())?.1.collect()
}

fn cell(place: &str, text: &str) -> String {
    format!(r#"<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

const SHARED: &str = r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>"#;

#[test]
fn an_honest_workbook_is_read() {
    let rows = format!(
        r#"{SHARED}<row r="3">{}{}</row>"#,
        cell("A3", "Arta"),
        cell("B3", &"x".repeat(30_000))
    );
    let file = book(
        &rows,
        "<si><t>Emri</t></si><si><r><t>Mbi</t></r><r><t>emri</t></r></si>",
        CompressionMethod::Deflated,
    );
    let read = read(&file).unwrap();
    assert_eq!(read.len(), 2);
    assert_eq!(read[0].cells, ["Emri", "Mbiemri"]);
    assert_eq!((read[1].line, read[1].cells[1].len()), (3, 30_000));
}

#[test]
fn a_workbook_that_unpacks_to_much_more_than_it_is_is_refused() {
    let rows = format!("{SHARED}{}", " ".repeat(64 << 20));
    let texts = "<si><t>Emri</t></si><si><t>Mbiemri</t></si>";
    let file = book(&rows, texts, CompressionMethod::Deflated);
    assert!(file.as_file().metadata().unwrap().len() < 200 << 10);
    assert_eq!(read(&file), Err(Unreadable::Bomb));
}

#[test]
fn a_cell_without_end_is_refused_before_it_is_held() {
    let whole = cell("A2", &"x".repeat(2 << 20));
    let runs = format!(
        r#"<c r="A2" t="inlineStr"><is>{}</is></c>"#,
        "<r><t>xxxxxxxxxxxxxxxx</t></r>".repeat(40_000)
    );
    for fat in [whole, runs] {
        let rows = format!(r#"{SHARED}<row r="2">{fat}</row>"#);
        let texts = "<si><t>Emri</t></si><si><t>Mbiemri</t></si>";
        let file = book(&rows, texts, CompressionMethod::Deflated);
        assert_eq!(read(&file), Err(Unreadable::TooLong(2)));
    }
}

#[test]
fn a_row_of_many_long_cells_is_refused() {
    let cells: String = ('A'..='Z')
        .map(|column| cell(&format!("{column}2"), &"x".repeat(20_000)))
        .collect();
    let rows = format!(r#"{SHARED}<row r="2">{cells}</row>"#);
    let texts = "<si><t>Emri</t></si><si><t>Mbiemri</t></si>";
    let file = book(&rows, texts, CompressionMethod::Deflated);
    assert_eq!(read(&file), Err(Unreadable::TooLong(2)));
}

#[test]
fn more_texts_than_can_be_held_are_refused() {
    let texts = "<si><t>xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx</t></si>".repeat(1_500_000);
    let file = book(SHARED, &texts, CompressionMethod::Stored);
    assert_eq!(read(&file), Err(Unreadable::Heavy));
}
