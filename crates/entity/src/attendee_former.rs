//! A row of a guest list that became one with another of the same person.

use sea_orm::prelude::*;

use crate::id::{AttendeeId, OfficeId};

/// A row of a guest list that became one with another of the same person: where the link in its letters leads.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attendee_former")]
pub struct Model {
    /// The key that the row had.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AttendeeId,
    /// Of which office.
    pub office_id: OfficeId,
    /// The row that stayed.
    pub attendee_id: AttendeeId,
    /// The epoch by which the links of the row that went are sealed.
    pub link_epoch: i32,
    /// The epoch that the row that stayed had then: once it is raised, these links are taken back with its own.
    pub kept_epoch: i32,
    /// When the two became one.
    pub created_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
