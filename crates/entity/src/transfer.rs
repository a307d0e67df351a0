//! A list of participants that was given to somebody outside.

use sea_orm::prelude::*;

use crate::{
    id::{AccountId, EventId, OfficeId, TransferId},
    kind::LawfulBasis,
};

/// A list of participants that was given to somebody outside.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "transfer")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TransferId,
    /// By which office.
    pub office_id: OfficeId,
    /// Whose participants.
    pub event_id: EventId,
    /// To whom.
    pub recipient: String,
    /// What for.
    pub purpose: String,
    /// On what ground.
    pub basis: LawfulBasis,
    /// Which fields, as a list of their names.
    pub fields: Json,
    /// How many people stood on it.
    pub people: i32,
    /// When it was given.
    pub shared_on: Date,
    /// Who wrote it down.
    pub recorded_by: Option<AccountId>,
    /// When it was written down.
    pub created_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
