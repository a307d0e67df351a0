//! An import that was asked for and is done in the background.

use sea_orm::prelude::*;

use crate::{
    id::{AccountId, EventId, FileId, ImportJobId, OfficeId},
    kind::{ImportJobState, ImportKind, ImportMode, LawfulBasis},
};

/// An import that was asked for and is done in the background.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_job")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ImportJobId,
    /// Into which office.
    pub office_id: OfficeId,
    /// The file, while it is kept.
    pub file_id: Option<FileId>,
    /// The file that tells what became of its lines, while it is kept.
    pub report_id: Option<FileId>,
    /// What it tells of.
    pub kind: ImportKind,
    /// On which event's list its guests are put.
    pub event_id: Option<EventId>,
    /// Under which name they are put there together.
    pub wave: Option<String>,
    /// How far it is.
    pub state: ImportJobState,
    /// What the file was called.
    pub file_name: String,
    /// Its encoding, where that was not left to be found out.
    pub encoding: Option<String>,
    /// What parts its cells, where that was not left to be found out.
    pub delimiter: Option<String>,
    /// Which column says what.
    pub mapping: Json,
    /// What is done with people whom the office knows.
    pub mode: ImportMode,
    /// The key of the purpose for which people are brought in.
    pub purpose: String,
    /// On what that rests.
    pub basis: LawfulBasis,
    /// Where the file comes from.
    pub source: String,
    /// Whether it only says what would be done.
    pub dry_run: bool,
    /// What the file was found to be: encoding and delimiter, or a workbook.
    pub form: Option<String>,
    /// The heads of its columns.
    pub heads: Option<Json>,
    /// Why it broke off: faults by field and code.
    pub problems: Option<Json>,
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
    /// Records that were gone again when it was taken back.
    pub removed: i64,
    /// Records that were as before when it was taken back.
    pub restored: i64,
    /// Records that kept what was done to them since.
    pub left_over: i64,
    /// How often a worker took it up.
    pub attempts: i64,
    /// Which worker has it.
    pub lease_token: Option<Uuid>,
    /// Until when.
    pub leased_until: Option<DateTimeUtc>,
    /// Who asked for it.
    pub created_by: AccountId,
    /// When.
    pub created_at: DateTimeUtc,
    /// When a worker first took it up.
    pub started_at: Option<DateTimeUtc>,
    /// When it ended.
    pub finished_at: Option<DateTimeUtc>,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
