//! Where a block of a person's record comes from, and when it was last verified.

use sea_orm::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    id::{AccountId, ContactFactId, ContactId, OfficeId},
    kind::FactBlock,
};

/// Where a block of a person's record comes from, and when it was last verified.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "contact_fact")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ContactFactId,
    /// Whose record.
    pub office_id: OfficeId,
    /// Who.
    pub contact_id: ContactId,
    /// Which block.
    pub block: FactBlock,
    /// Where it comes from.
    pub source: Option<String>,
    /// When it was last verified.
    pub verified_on: Option<Date>,
    /// By whom.
    pub verified_by: Option<AccountId>,
    /// When it was last said.
    pub updated_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
