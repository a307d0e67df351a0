//! A ticket that is not as a row of a guest list is given it first.

use sea_orm::prelude::*;

use crate::id::{AttendeeId, OfficeId};

/// A ticket that is not as a row of a guest list is given it first: of a later epoch, or of a row that became one with another.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ticket")]
pub struct Model {
    /// The row that the ticket was made for, which may be no more.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AttendeeId,
    /// Whose record.
    pub office_id: OfficeId,
    /// Whom it lets in now.
    pub attendee_id: AttendeeId,
    /// Raised to revoke what was given out.
    pub epoch: i32,
    /// When that was last changed.
    pub updated_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
