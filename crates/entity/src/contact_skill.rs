//! What a person can do.

use sea_orm::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    id::{ContactId, ContactSkillId, OfficeId},
    kind::SkillLevel,
};

/// What a person can do.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "contact_skill")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ContactSkillId,
    /// Whose record.
    pub office_id: OfficeId,
    /// Who.
    pub contact_id: ContactId,
    /// What, as told.
    pub skill: String,
    /// The same, folded, to be found by.
    pub skill_folded: String,
    /// How well.
    pub level: SkillLevel,
    /// When it was verified; empty while only the person says so.
    pub verified_on: Option<Date>,
    /// When it was entered.
    pub created_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
