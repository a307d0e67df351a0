//! Where a person lived, and from when until when.

use sea_orm::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    id::{ContactId, ContactResidenceId, OfficeId},
    value::CountryCode,
};

/// Where a person lived, and from when until when.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "contact_residence")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ContactResidenceId,
    /// Whose record.
    pub office_id: OfficeId,
    /// Who.
    pub contact_id: ContactId,
    /// Country.
    pub country: CountryCode,
    /// Region there, ISO 3166-2.
    pub subdivision: Option<String>,
    /// Town there.
    pub city: Option<String>,
    /// Since.
    pub from_on: Option<Date>,
    /// Until.
    pub to_on: Option<Date>,
    /// When it was entered.
    pub created_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
