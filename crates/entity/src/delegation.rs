//! Whom an organisation sends to an event: so many at most, named by its focal point.

use sea_orm::prelude::*;

use crate::id::{
    AccountId, AttendeeId, ContactId, DelegationId, EventId, OfficeId, OrganisationId,
};

/// Whom an organisation sends to an event: so many at most, named by its focal point.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "delegation")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DelegationId,
    /// Whose record.
    pub office_id: OfficeId,
    /// At which event.
    pub event_id: EventId,
    /// Who sends it.
    pub organisation_id: OrganisationId,
    /// Raised by every change of what the office says of it.
    pub version: i32,
    /// Members at most.
    pub quota: i32,
    /// The member who heads it.
    pub head_id: Option<AttendeeId>,
    /// Who names its members.
    pub focal_contact_id: Option<ContactId>,
    /// Raised to revoke the focal point's link.
    pub link_epoch: i32,
    /// Until when members are named by the link; until the event starts where nothing is said.
    pub nominate_until: Option<DateTimeUtc>,
    /// A note of the office's.
    pub note: Option<String>,
    /// When the focal point was last written to.
    pub asked_at: Option<DateTimeUtc>,
    /// When it was closed.
    pub closed_at: Option<DateTimeUtc>,
    /// Who entered it.
    pub created_by: Option<AccountId>,
    /// When it was entered.
    pub created_at: DateTimeUtc,
    /// When it last changed.
    pub updated_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
