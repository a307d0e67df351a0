//! What a contact does in an organisation, and since when.

use sea_orm::prelude::*;

use crate::id::{ContactId, MembershipId, OfficeId, OrganisationId};

/// What a contact does in an organisation, and since when.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "membership")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MembershipId,
    /// Whose record.
    pub office_id: OfficeId,
    /// Who.
    pub contact_id: ContactId,
    /// Where.
    pub organisation_id: OrganisationId,
    /// As what.
    pub function: Option<String>,
    /// Since.
    pub from_on: Option<Date>,
    /// Until.
    pub to_on: Option<Date>,
    /// The one that a letter names.
    pub is_primary: bool,
    /// The rank that it has in the order of precedence, by its key in the office's table.
    pub rank_key: Option<String>,
    /// Since when it counts among equals: the day of the credentials; none is the first day.
    pub precedence_on: Option<Date>,
    /// When it was entered.
    pub created_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
