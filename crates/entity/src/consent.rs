//! The ledger of what people agreed to. Only ever added to; the latest line counts.

use sea_orm::prelude::*;

use crate::{
    id::{AccountId, ConsentId, ContactId, OfficeId, PurposeId},
    kind::ConsentState,
    value::Language,
};

/// The ledger of what people agreed to. Only ever added to; the latest line counts.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "consent")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ConsentId,
    /// Whose ledger.
    pub office_id: OfficeId,
    /// Who.
    pub contact_id: ContactId,
    /// To what.
    pub purpose_id: PurposeId,
    /// What they said.
    pub state: ConsentState,
    /// Of which wording.
    pub wording_version: i32,
    /// In which language.
    pub language: Option<Language>,
    /// How it was said.
    pub channel: Option<String>,
    /// What proves it.
    pub evidence: Option<String>,
    /// When it was said.
    pub given_at: DateTimeUtc,
    /// Who wrote it down.
    pub recorded_by: Option<AccountId>,
    /// When it was written down.
    pub recorded_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
