//! Somebody who comes along with a guest, by name.

use sea_orm::prelude::*;

use crate::{
    id::{AttendeeId, CompanionId, ContactId, OfficeId},
    kind::AgeBand,
};

/// Somebody who comes along with a guest, by name.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "companion")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CompanionId,
    /// Whose record.
    pub office_id: OfficeId,
    /// With which row of the guest list.
    pub attendee_id: AttendeeId,
    /// Which one of the party's, from 1.
    pub position: i32,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// How old, about, where that was said.
    pub age_band: Option<AgeBand>,
    /// Their own record, where the office keeps one.
    pub contact_id: Option<ContactId>,
    /// When they were named.
    pub created_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
