//! A telephone of a contact.

use sea_orm::prelude::*;

use crate::{
    id::{ContactId, ContactPhoneId, OfficeId},
    kind::WayKind,
};

/// A telephone of a contact.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact_phone")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ContactPhoneId,
    /// Whose record.
    pub office_id: OfficeId,
    /// Whose number.
    pub contact_id: ContactId,
    /// As typed.
    pub as_typed: String,
    /// In E.164, where the number could be read.
    pub e164: Option<String>,
    /// The one to call first.
    pub is_primary: bool,
    /// Where it reaches the person.
    pub kind: WayKind,
    /// When it was entered.
    pub created_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
