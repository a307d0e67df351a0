//! How an office answers people's requests. No row: by the defaults.

use sea_orm::prelude::*;

use crate::{id::OfficeId, kind::Retention};

/// How an office answers people's requests. No row: by the defaults.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rights_setting")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub office_id: OfficeId,
    /// Whether a second person must agree before anybody is erased.
    pub erasure_needs_approval: bool,
    /// What is done about data that are no longer to be kept.
    pub retention: Retention,
    /// Days between a proposal and the erasure that nobody needs to approve.
    pub grace_days: i32,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
