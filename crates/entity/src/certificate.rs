//! A certificate of attendance.

use sea_orm::prelude::*;

use crate::id::{AccountId, AttendeeId, CertificateId, OfficeId};

/// A certificate of attendance, numbered within an office. Who took part, and in what, is told by the row of the guest list.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "certificate")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CertificateId,
    /// Whose record.
    pub office_id: OfficeId,
    /// Whose attendance.
    pub attendee_id: AttendeeId,
    /// Its number, from 1.
    pub number: i32,
    /// Who had it issued.
    pub issued_by: Option<AccountId>,
    /// When.
    pub issued_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
