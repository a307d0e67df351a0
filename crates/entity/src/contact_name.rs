//! Another name of a person: of birth, by marriage, in another script, among friends.

use sea_orm::prelude::*;

use crate::{
    id::{ContactId, ContactNameId, OfficeId},
    kind::NameKind,
};

/// Another name of a person: of birth, by marriage, in another script, among friends.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact_name")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ContactNameId,
    /// Whose record.
    pub office_id: OfficeId,
    /// Who.
    pub contact_id: ContactId,
    /// What sort of name.
    pub kind: NameKind,
    /// The language it is of, as a tag (`el`, `sq-Latn`).
    pub language: Option<String>,
    /// Given name, as typed.
    pub given_name: Option<String>,
    /// Family name, as typed.
    pub family_name: Option<String>,
    /// When it was entered.
    pub created_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
