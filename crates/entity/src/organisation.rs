//! A ministry, an embassy, an association, a firm.

use sea_orm::prelude::*;

use crate::{
    id::{OfficeId, OrganisationId},
    kind::OrganisationKind,
    text::LocalizedText,
    value::{CountryCode, Variants},
};

/// A ministry, an embassy, an association, a firm.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organisation")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OrganisationId,
    /// Whose record.
    pub office_id: OfficeId,
    /// Raised by every change.
    pub version: i32,
    /// Its name per language.
    pub name: LocalizedText,
    /// Other names.
    pub variants: Variants,
    /// What sort of body.
    pub kind: OrganisationKind,
    /// Where it sits, or which country it represents.
    pub country: Option<CountryCode>,
    /// The body it belongs to.
    pub parent_id: Option<OrganisationId>,
    /// Its page.
    pub website: Option<String>,
    /// The name it is listed by.
    pub sort_name: String,
    /// Names, folded for search.
    pub folded: String,
    /// When it was entered.
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
