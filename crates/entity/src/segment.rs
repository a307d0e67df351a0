//! A set of contacts with a name: a list, or a rule that says who belongs.

use sea_orm::prelude::*;

use crate::id::{AccountId, OfficeId, SegmentId};

/// A set of contacts with a name: a list, or a rule that says who belongs.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "segment")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SegmentId,
    /// Whose.
    pub office_id: OfficeId,
    /// Raised by every change.
    pub version: i32,
    /// What colleagues call it.
    pub name: String,
    /// The name folded, to order by and to be there once.
    pub sort_name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Who belongs, in the words of the API; a list where there is none.
    pub rule: Option<Json>,
    /// Who made it.
    pub created_by: Option<AccountId>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
