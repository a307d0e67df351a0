//! A link to one's own page: it names this row and not the person, ends by itself and can be taken back.

use sea_orm::prelude::*;

use crate::id::{ContactId, OfficeId, PersonalLinkId};

/// A link to one's own page: it names this row and not the person, ends by itself and can be taken back.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "personal_link")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PersonalLinkId,
    /// Of which office.
    pub office_id: OfficeId,
    /// Whose page.
    pub contact_id: ContactId,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Until when it opens.
    pub expires_at: DateTimeUtc,
    /// When it was taken back.
    pub revoked_at: Option<DateTimeUtc>,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
