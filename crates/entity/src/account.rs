//! A member of staff or an API client.

use sea_orm::prelude::*;

use crate::{
    id::AccountId,
    value::{EmailAddress, Language},
};

/// A member of staff or an API client.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AccountId,
    /// Names the account; compared without case.
    pub email: EmailAddress,
    /// The address in lower case.
    pub email_folded: String,
    /// What colleagues call it.
    pub name: String,
    /// In which it is spoken to.
    pub language: Option<Language>,
    /// Set when it may no longer act.
    pub disabled_at: Option<DateTimeUtc>,
    /// When it was made.
    pub created_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
