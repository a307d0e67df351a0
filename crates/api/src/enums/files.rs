//! Files that are kept in the database.

use async_graphql::Enum;
use kuvend_entity::kind;

/// As what something is taken out.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::ExportFormat")]
pub enum ExportFormat {
    /// A text with one line a row, in UTF-8 with a mark at its beginning.
    Csv,
    /// A workbook.
    Xlsx,
    /// Pages to be printed; papers only.
    Html,
}

/// A paper of an event.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::Paper")]
pub enum Paper {
    /// Everybody on the list, and where each one stands.
    GuestList,
    /// Who is expected, in the order of protocol, with the forms of address.
    ProtocolList,
    /// The agenda with its hours, rooms and contributors.
    RunOfShow,
    /// Who is expected, each with a line to sign on.
    SignInSheet,
    /// A badge for each who is expected.
    Badges,
    /// How many are to be fed; nobody is named.
    Catering,
    /// A certificate of attendance for each who was there, with its number and the link at which it is verified.
    Certificates,
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
