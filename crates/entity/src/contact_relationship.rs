//! How two people are connected, seen from the first.

use sea_orm::prelude::*;

use crate::{
    id::{ContactId, ContactRelationshipId, OfficeId},
    kind::RelationshipKind,
};

/// How two people are connected, seen from the first.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact_relationship")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ContactRelationshipId,
    /// Whose record.
    pub office_id: OfficeId,
    /// Who.
    pub contact_id: ContactId,
    /// To whom.
    pub other_id: ContactId,
    /// What the other one is to the first.
    pub kind: RelationshipKind,
    /// What is worth knowing of it.
    pub note: Option<String>,
    /// When it was entered.
    pub created_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
