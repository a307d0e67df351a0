//! A file that people were brought in from.

use sea_orm::prelude::*;

use crate::{
    id::{AccountId, EventId, ImportBatchId, ImportJobId, OfficeId, PurposeId},
    kind::{ImportKind, ImportMode, ImportState, LawfulBasis},
};

/// A file that people were brought in from.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_batch")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ImportBatchId,
    /// Into which office.
    pub office_id: OfficeId,
    /// What it tells of.
    pub kind: ImportKind,
    /// On which event's list its guests are put.
    pub event_id: Option<EventId>,
    /// How far it is.
    pub state: ImportState,
    /// What the file was called.
    pub file_name: String,
    /// What it was found to be: encoding and delimiter, or a workbook.
    pub form: String,
    /// Which column said what.
    pub mapping: Json,
    /// What was done with people whom the office knew.
    pub mode: ImportMode,
    /// For which purpose people were brought in.
    pub purpose_id: PurposeId,
    /// On what that rests.
    pub basis: LawfulBasis,
    /// Where the file came from.
    pub source: String,
    /// Lines of people in it.
    pub total: i64,
    /// Records made.
    pub created: i64,
    /// Records changed.
    pub updated: i64,
    /// Lines that said what was known.
    pub unchanged: i64,
    /// Lines of people who were left as they were.
    pub skipped: i64,
    /// Lines that may mean one of several people, or another one of that name.
    pub ambiguous: i64,
    /// Lines that could not be taken.
    pub failed: i64,
    /// Who brought it in.
    pub created_by: Option<AccountId>,
    /// When it began.
    pub created_at: DateTimeUtc,
    /// When it ended.
    pub finished_at: Option<DateTimeUtc>,
    /// When it was taken back.
    pub undone_at: Option<DateTimeUtc>,
    /// The job that it is a go of; nothing for one by the command line.
    pub job_id: Option<ImportJobId>,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
