//! How an office answers people's requests. No row: by the defaults.

use sea_orm::prelude::*;

use crate::id::OfficeId;

/// How an office answers people's requests. No row: by the defaults.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rights_setting")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub office_id: OfficeId,
    /// Whether a second person must agree before anybody is erased.
    pub erasure_needs_approval: bool,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
