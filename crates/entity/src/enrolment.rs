//! A contact in a programme.

use sea_orm::prelude::*;

use crate::{
    id::{ContactId, EnrolmentId, OfficeId, ProgrammeId},
    kind::EnrolmentState,
};

/// A contact in a programme.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "enrolment")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EnrolmentId,
    /// Whose record.
    pub office_id: OfficeId,
    /// Raised by every change.
    pub version: i32,
    /// In which.
    pub programme_id: ProgrammeId,
    /// Who.
    pub contact_id: ContactId,
    /// As what (mentor, participant, Development Agent).
    pub role: Option<String>,
    /// With which group.
    pub cohort: Option<String>,
    /// Where it stands.
    pub state: EnrolmentState,
    /// Since.
    pub enrolled_on: Date,
    /// Until.
    pub ended_on: Option<Date>,
    /// When it was entered.
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
    /// The role, empty where none is named, so that one person is enrolled once in each.
    pub role_key: String,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
