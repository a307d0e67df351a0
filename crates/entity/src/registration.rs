//! Who asked to be registered, or for a place at an event; what was typed stands here until the address is confirmed, or the time for it is over.

use sea_orm::prelude::*;

use crate::{
    id::{ContactId, EventId, OfficeId, RegistrationId},
    value::Language,
};

/// Who asked to be registered, or for a place at an event; what was typed stands here until the address is confirmed, or the time for it is over.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "registration")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RegistrationId,
    /// In which office.
    pub office_id: OfficeId,
    /// The address in lower case; gone once it is confirmed.
    pub address_folded: Option<String>,
    /// What was typed; gone once it is confirmed.
    pub typed: Option<Json>,
    /// In which language.
    pub language: Language,
    /// How many letters went to the address; of a place at an event, which one of them it is.
    pub letters: i32,
    /// When it was asked for.
    pub created_at: DateTimeUtc,
    /// When the row goes.
    pub expires_at: DateTimeUtc,
    /// When the address was confirmed.
    pub confirmed_at: Option<DateTimeUtc>,
    /// Whose record came of it.
    pub contact_id: Option<ContactId>,
    /// For which event a place was asked for; none for the office's register alone.
    pub event_id: Option<EventId>,
    /// The address in lower case, where a place was asked for; gone once it is confirmed.
    pub event_address: Option<String>,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
