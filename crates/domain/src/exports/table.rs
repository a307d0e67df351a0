//! The file as it is written: a text, a workbook or pages to be printed, a page of rows at a time.

use std::io::Seek as _;

use kuvend_entity::{
    id::FileId,
    kind::{ExportDelimiter, ExportFormat},
};
use rust_xlsxwriter::{Workbook, XlsxError};

use super::{MARK, failed, guarded, sink::Sink};
use crate::{
    error::{Error, Result},
    papers::Page,
};

/// A file that rows are written to.
pub(super) enum Table {
    /// A text, which goes where it goes as it comes.
    Text {
        /// Where it goes.
        file: Sink,
        /// What parts the cells.
        delimiter: u8,
    },
    /// A workbook, which lies on the disk until it is whole, because its table of contents comes last.
    Book {
        /// Where it goes.
        file: Sink,
        /// The workbook, which keeps one row in memory.
        book: Box<Workbook>,
        /// The next row.
        row: u32,
    },
    /// Pages to be printed, which go where they go as they come.
    Pages {
        /// Where they go.
        file: Sink,
        /// How they look.
        pages: Box<Page>,
    },
}

impl Table {
    /// Begins a table with its heads.
    pub(super) async fn begin(
        mut file: Sink,
        (format, delimiter): (ExportFormat, ExportDelimiter),
        heads: Vec<String>,
    ) -> Result<Self> {
        let mut table = match format {
            ExportFormat::Csv => {
                file.append(MARK).await?;
                let delimiter = match delimiter {
                    ExportDelimiter::Semicolon => b';',
                    ExportDelimiter::Comma => b',',
                };
                Self::Text { file, delimiter }
            }
            ExportFormat::Xlsx => {
                let mut book = Box::new(Workbook::new());
                book.add_worksheet_with_constant_memory().map_err(failed)?;
                let row = 0;
                Self::Book { file, book, row }
            }
            ExportFormat::Html => return Err(Error::missing("pages to be printed")),
        };
        table.rows(&[heads]).await?;
        Ok(table)
    }

    /// Begins pages to be printed.
    pub(super) async fn print(mut file: Sink, pages: Page) -> Result<Self> {
        file.append(pages.begin().as_bytes()).await?;
        let pages = Box::new(pages);
        Ok(Self::Pages { file, pages })
    }

    /// Writes some rows.
    pub(super) async fn rows(&mut self, rows: &[Vec<String>]) -> Result<()> {
        match self {
            Self::Text { file, delimiter } => file.append(&lines(rows, *delimiter)?).await,
            Self::Book { book, row, .. } => {
                for cells in rows {
                    write(book, *row, cells).map_err(failed)?;
                    *row = row.saturating_add(1);
                }
                Ok(())
            }
            Self::Pages { file, pages } => file.append(pages.rows(rows).as_bytes()).await,
        }
    }

    /// Ends the table: the file is whole.
    pub(super) async fn finish(self) -> Result<Option<FileId>> {
        match self {
            Self::Text { file, .. } => file.finish().await,
            Self::Pages { mut file, pages } => {
                file.append(pages.end().as_bytes()).await?;
                file.finish().await
            }
            Self::Book {
                mut file, mut book, ..
            } => {
                // Packing is work for a processor, and other requests share this thread.
                let packed = tokio::task::spawn_blocking(move || {
                    let mut packed = tempfile::tempfile().map_err(failed)?;
                    book.save_to_writer(&mut packed).map_err(failed)?;
                    packed.rewind().map_err(failed)?;
                    Ok::<_, Error>(packed)
                });
                let mut packed = packed.await.map_err(failed)??;
                file.append_file(&mut packed).await?;
                file.finish().await
            }
        }
    }
}

/// Rows as lines of a text.
fn lines(rows: &[Vec<String>], delimiter: u8) -> Result<Vec<u8>> {
    let mut lines = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for cells in rows {
        lines
            .write_record(cells.iter().map(|cell| guarded(cell).into_owned()))
            .map_err(failed)?;
    }
    lines.into_inner().map_err(failed)
}

/// Writes one row of a workbook. A text is stored as a text and never as a formula, whatever it begins with.
fn write(book: &mut Workbook, row: u32, cells: &[String]) -> Result<(), XlsxError> {
    let sheet = book.worksheet_from_index(0)?;
    for (column, cell) in (0_u16..).zip(cells) {
        if !cell.is_empty() {
            sheet.write_string(row, column, cell)?;
        }
    }
    Ok(())
}
