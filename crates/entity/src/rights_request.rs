//! What a person asked for by right, and what came of it.

use sea_orm::prelude::*;

use crate::{
    id::{AccountId, ContactId, OfficeId, RightsRequestId},
    kind::{RightsRequestKind, RightsRequestState},
};

/// What a person asked for by right, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rights_request")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RightsRequestId,
    /// To which office.
    pub office_id: OfficeId,
    /// Raised by every change.
    pub version: i32,
    /// Who asked.
    pub contact_id: ContactId,
    /// For what.
    pub kind: RightsRequestKind,
    /// How it came.
    pub channel: Option<String>,
    /// When it came, on the office's calendar.
    pub received_on: Date,
    /// Until when it must be answered.
    pub due_on: Date,
    /// Why the time was extended, if it was.
    pub extension_reason: Option<String>,
    /// Where it stands.
    pub state: RightsRequestState,
    /// What was decided, in words.
    pub decision: Option<String>,
    /// Who decided.
    pub decided_by: Option<AccountId>,
    /// When.
    pub decided_at: Option<DateTimeUtc>,
    /// Who entered it.
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
