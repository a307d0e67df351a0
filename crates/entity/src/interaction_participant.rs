//! Who took part in an interaction.

use sea_orm::prelude::*;

use crate::id::{ContactId, InteractionId, OfficeId};

/// Who took part in an interaction.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "interaction_participant")]
pub struct Model {
    /// In what.
    #[sea_orm(primary_key, auto_increment = false)]
    pub interaction_id: InteractionId,
    /// Who.
    #[sea_orm(primary_key, auto_increment = false)]
    pub contact_id: ContactId,
    /// Whose record.
    pub office_id: OfficeId,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
