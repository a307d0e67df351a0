//! An email address of a contact.

use sea_orm::prelude::*;

use crate::{
    id::{ContactEmailId, ContactId, OfficeId},
    kind::{EmailState, WayKind},
    value::EmailAddress,
};

/// An email address of a contact.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact_email")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ContactEmailId,
    /// Whose record.
    pub office_id: OfficeId,
    /// Whose address.
    pub contact_id: ContactId,
    /// As typed.
    pub address: EmailAddress,
    /// In lower case, to compare by.
    pub folded: String,
    /// The one that letters go to.
    pub is_primary: bool,
    /// What is known of it.
    pub state: EmailState,
    /// Where it reaches the person.
    pub kind: WayKind,
    /// When it was entered.
    pub created_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
