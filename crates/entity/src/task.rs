//! Something that is to be done about a person.

use sea_orm::prelude::*;

use crate::id::{AccountId, ContactId, OfficeId, TaskId};

/// Something that is to be done about a person.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "task")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TaskId,
    /// Whose record.
    pub office_id: OfficeId,
    /// Raised by every change.
    pub version: i32,
    /// About whom.
    pub contact_id: Option<ContactId>,
    /// Who is to do it.
    pub assignee_id: Option<AccountId>,
    /// In a line.
    pub title: String,
    /// What is worth knowing of it.
    pub body: Option<String>,
    /// By when.
    pub due_on: Option<Date>,
    /// When it was done.
    pub done_at: Option<DateTimeUtc>,
    /// Who did it.
    pub done_by: Option<AccountId>,
    /// Who asked for it.
    pub created_by: Option<AccountId>,
    /// When it was entered.
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
