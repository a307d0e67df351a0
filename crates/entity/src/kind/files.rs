//! Files that are kept in the database.

use sea_orm::prelude::*;

column_enums! {
    /// Where a stored file comes from.
    FileKind {
        /// Somebody gave it.
        Upload = "UPLOAD",
        /// Taken out of the register.
        Export = "EXPORT",
        /// Made of figures.
        Report = "REPORT",
    }
    /// Whether a stored file can be read.
    FileState {
        /// It is being written, or was left so.
        Writing = "WRITING",
        /// Every piece is there.
        Whole = "WHOLE",
    }
    /// As what something is taken out.
    ExportFormat {
        /// A text with one line a row, in UTF-8 with a mark at its beginning.
        Csv = "CSV",
        /// A workbook.
        Xlsx = "XLSX",
        /// Pages to be printed; papers only.
        Html = "HTML",
    }
    /// A paper of an event.
    Paper {
        /// Everybody on the list, and where each one stands.
        GuestList = "GUEST_LIST",
        /// Who is expected, in the order of protocol, with the forms of address.
        ProtocolList = "PROTOCOL_LIST",
        /// The agenda with its hours, rooms and contributors.
        RunOfShow = "RUN_OF_SHOW",
        /// Who is expected, each with a line to sign on.
        SignInSheet = "SIGN_IN_SHEET",
        /// A badge for each who is expected.
        Badges = "BADGES",
        /// How many are to be fed; nobody is named.
        Catering = "CATERING",
        /// A certificate of attendance for each who was there.
        Certificates = "CERTIFICATES",
    }
    /// What parts the cells of a text.
    ExportDelimiter {
        /// `;`, as spreadsheets expect it where the comma is a decimal sign.
        Semicolon = "SEMICOLON",
        /// `,`.
        Comma = "COMMA",
    }
    /// How far an export is.
    ExportState {
        /// It waits for a worker.
        Queued = "QUEUED",
        /// A worker writes it.
        Running = "RUNNING",
        /// The file is whole.
        Done = "DONE",
        /// It could not be written.
        Failed = "FAILED",
        /// Somebody gave it up, or took the file back.
        Cancelled = "CANCELLED",
    }
}
