//! Whether a person would contribute in some way. No row: not asked.

use sea_orm::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    id::{ContactId, ContactWillingnessId, OfficeId},
    kind::{WillingnessAnswer, WillingnessMode},
};

/// Whether a person would contribute in some way. No row: not asked.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "contact_willingness")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ContactWillingnessId,
    /// Whose record.
    pub office_id: OfficeId,
    /// Who.
    pub contact_id: ContactId,
    /// In which way.
    pub mode: WillingnessMode,
    /// What the person said.
    pub answer: WillingnessAnswer,
    /// When.
    pub said_on: Date,
    /// Where the office knows it from.
    pub source: Option<String>,
    /// When it was entered.
    pub created_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
