//! What a contributor is asked for, and what came.

use sea_orm::prelude::*;

use crate::{
    id::{ContributorId, DeliverableId, OfficeId},
    kind::{DeliverableKind, DeliverableState},
    text::LocalizedText,
};

/// What a contributor is asked for, and what came.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deliverable")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DeliverableId,
    /// Whose record.
    pub office_id: OfficeId,
    /// Of whom.
    pub contributor_id: ContributorId,
    /// Raised by every change.
    pub version: i32,
    /// What; each is asked of a contributor once.
    pub kind: DeliverableKind,
    /// Where it stands.
    pub state: DeliverableState,
    /// Until when it is needed.
    pub due_on: Option<Date>,
    /// The words, per language, of what consists of words.
    pub text: LocalizedText,
    /// Where it is kept, for what is a file.
    pub location: Option<String>,
    /// What staff noted of it.
    pub note: Option<String>,
    /// When it came.
    pub received_at: Option<DateTimeUtc>,
    /// When it was asked for.
    pub created_at: DateTimeUtc,
    /// When it was changed last.
    pub updated_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
