//! Who stood on a list that was given to somebody outside.

use sea_orm::prelude::*;

use crate::id::{ContactId, OfficeId, TransferId};

/// Who stood on a list that was given to somebody outside.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "transfer_contact")]
pub struct Model {
    /// Which list.
    #[sea_orm(primary_key, auto_increment = false)]
    pub transfer_id: TransferId,
    /// Who.
    #[sea_orm(primary_key, auto_increment = false)]
    pub contact_id: ContactId,
    /// By which office.
    pub office_id: OfficeId,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
