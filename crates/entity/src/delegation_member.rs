//! A row of a guest list that belongs to a delegation, or did.

use sea_orm::prelude::*;

use crate::id::{AttendeeId, DelegationId, OfficeId};

/// A row of a guest list that belongs to a delegation, or did.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "delegation_member")]
pub struct Model {
    /// Which row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub attendee_id: AttendeeId,
    /// Whose record.
    pub office_id: OfficeId,
    /// To which delegation.
    pub delegation_id: DelegationId,
    /// The given name as the focal point gave it.
    pub given_name: Option<String>,
    /// The family name as the focal point gave it.
    pub family_name: Option<String>,
    /// Whose place was taken.
    pub replaces_id: Option<AttendeeId>,
    /// Whether the focal point named them.
    pub is_from_focal: bool,
    /// When they left it, withdrawn or replaced.
    pub left_at: Option<DateTimeUtc>,
    /// When they were named.
    pub created_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
