//! What was taken out of the register as a file.

use sea_orm::prelude::*;

use crate::{
    id::{AccountId, EventId, ExportJobId, FileId, OfficeId},
    kind::{ExportDelimiter, ExportFormat, ExportKind, ExportState, Paper},
    value::Language,
};

/// What was taken out of the register as a file.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "export_job")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ExportJobId,
    /// Out of which office's.
    pub office_id: OfficeId,
    /// What it takes out.
    pub kind: ExportKind,
    /// Which paper, where it is one.
    pub paper: Option<Paper>,
    /// Of which event, where it is a guest list or a paper.
    pub event_id: Option<EventId>,
    /// How far it is.
    pub state: ExportState,
    /// As what.
    pub format: ExportFormat,
    /// What parts the cells of a text.
    pub delimiter: ExportDelimiter,
    /// In which language the columns are headed; by the names of the fields without one.
    pub heading_language: Option<Language>,
    /// What for, in a sentence.
    pub purpose: String,
    /// Which people, as a filter; empty where it is not of people.
    pub filter: Json,
    /// Which people, as a search; empty where an erasure took the words away.
    pub search: Option<String>,
    /// Which columns, as a list of their names.
    pub fields: Json,
    /// Rows it is of.
    pub total: i64,
    /// Rows written so far.
    pub done: i64,
    /// The file, until it is over.
    pub file_id: Option<FileId>,
    /// Why it failed: fields and codes, with an English sentence.
    pub problems: Option<Json>,
    /// How often a worker began.
    pub attempts: i32,
    /// Whose it is while it runs.
    pub lease_token: Option<Uuid>,
    /// Until when, by the database's clock.
    pub leased_until: Option<DateTimeUtc>,
    /// Who asked for it.
    pub created_by: Option<AccountId>,
    /// When.
    pub created_at: DateTimeUtc,
    /// When it ended.
    pub finished_at: Option<DateTimeUtc>,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
