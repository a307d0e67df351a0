//! A person or organisation in an agenda item.

use sea_orm::prelude::*;

use crate::{
    id::{AgendaItemId, ContactId, ContributorId, OfficeId, OrganisationId},
    kind::{ConfirmationState, ContributorMode, ContributorRole},
};

/// A person or organisation in an agenda item.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contributor")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ContributorId,
    /// Whose record.
    pub office_id: OfficeId,
    /// In which.
    pub agenda_item_id: AgendaItemId,
    /// In which order, from 1.
    pub position: i32,
    /// Who, if a person.
    pub contact_id: Option<ContactId>,
    /// Who, if a body or a group.
    pub organisation_id: Option<OrganisationId>,
    /// As what.
    pub role: ContributorRole,
    /// How.
    pub mode: ContributorMode,
    /// Whether they agreed.
    pub confirmation: ConfirmationState,
    /// What view a panellist brings.
    pub perspective: Option<String>,
    /// From when on they can, on the clock of the event.
    pub available_from_local: Option<DateTime>,
    /// Until when they can, on the clock of the event.
    pub available_until_local: Option<DateTime>,
    /// When it was entered.
    pub created_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
