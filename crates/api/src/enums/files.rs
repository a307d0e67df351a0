//! Files that are kept in the database.

use async_graphql::Enum;
use kuvend_entity::kind;

/// As what people are taken out.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::ExportFormat")]
pub enum ExportFormat {
    /// A text with one line a person, in UTF-8 with a mark at its beginning.
    Csv,
    /// A workbook.
    Xlsx,
}

/// What parts the cells of a text.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::ExportDelimiter")]
pub enum ExportDelimiter {
    /// `;`, as spreadsheets expect it where the comma is a decimal sign.
    Semicolon,
    /// `,`.
    Comma,
}

/// How far an export is.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::ExportState")]
pub enum ExportState {
    /// It waits for a worker.
    Queued,
    /// A worker writes it.
    Running,
    /// The file is whole.
    Done,
    /// It could not be written.
    Failed,
    /// Somebody gave it up, or took the file back.
    Cancelled,
}
