//! What an office asks of who registers by themselves. No row: its form is closed.

use sea_orm::prelude::*;

use crate::{id::OfficeId, text::LocalizedText, value::AskedFields};

/// What an office asks of who registers by themselves. No row: its form is closed.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "registration_form")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub office_id: OfficeId,
    /// Raised by every change.
    pub version: i32,
    /// Whether people may register.
    pub is_open: bool,
    /// What is asked beside name and address.
    pub fields: AskedFields,
    /// What stands above the form, per language.
    pub introduction: LocalizedText,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
