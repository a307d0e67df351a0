//! A role granted to an account, in one office or all.

use sea_orm::prelude::*;

use crate::{
    id::{AccountId, AccountRoleId, OfficeId},
    kind::Role,
};

/// A role granted to an account, in one office or all.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_role")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AccountRoleId,
    /// Who has it.
    pub account_id: AccountId,
    /// Where; nowhere named means everywhere.
    pub office_id: Option<OfficeId>,
    /// Which.
    pub role: Role,
    /// The one event of a front desk.
    pub event_id: Option<Uuid>,
    /// When.
    pub granted_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
