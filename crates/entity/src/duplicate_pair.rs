//! Two records that are perhaps of one person.

use sea_orm::prelude::*;

use crate::{
    id::{AccountId, ContactId, DuplicatePairId, OfficeId},
    kind::{DuplicateState, DuplicateStrength},
};

/// Two records that are perhaps of one person, and what was decided of them.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "duplicate_pair")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DuplicatePairId,
    /// Whose records.
    pub office_id: OfficeId,
    /// Raised by every decision.
    pub version: i32,
    /// The record with the lesser id.
    pub first_id: ContactId,
    /// The other.
    pub second_id: ContactId,
    /// How likely they are of one person, in thousandths of a bit.
    pub millibits: i64,
    /// What that comes to.
    pub strength: DuplicateStrength,
    /// What says so: fields, how far they agree and what that weighs, and nothing that the fields hold.
    pub evidence: Json,
    /// What was decided.
    pub state: DuplicateState,
    /// Who decided.
    pub decided_by: Option<AccountId>,
    /// When.
    pub decided_at: Option<DateTimeUtc>,
    /// Why, in the office's words.
    pub reason: Option<String>,
    /// When they were found.
    pub found_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
