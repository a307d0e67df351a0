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
    }    /// As what people are taken out.
    ExportFormat {
        /// A text with one line a person, in UTF-8 with a mark at its beginning.
        Csv = "CSV",
        /// A workbook.
        Xlsx = "XLSX",
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
