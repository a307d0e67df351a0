//! A part of the run of show; a panel is the richest.

use sea_orm::prelude::*;

use crate::{
    id::{AgendaItemId, EventId, OfficeId},
    kind::AgendaItemKind,
    text::LocalizedText,
};

/// A part of the run of show; a panel is the richest.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agenda_item")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AgendaItemId,
    /// Whose record.
    pub office_id: OfficeId,
    /// Of which event.
    pub event_id: EventId,
    /// Raised by every change.
    pub version: i32,
    /// Its place in the order, from 1.
    pub position: i32,
    /// What sort.
    pub kind: AgendaItemKind,
    /// Title, or a panel's topic, per language.
    pub title: LocalizedText,
    /// Description per language.
    pub description: LocalizedText,
    /// When it starts, on the clock there.
    pub starts_at_local: Option<DateTime>,
    /// How long it lasts, in minutes.
    pub duration_minutes: Option<i32>,
    /// In which room.
    pub room: Option<String>,
    /// Kept from guests.
    pub is_internal: bool,
    /// Whether guests may ask it something from their own page; a panel alone.
    pub takes_questions: bool,
    /// What was said and announced, recorded afterwards.
    pub outcome: Option<String>,
    /// When it was entered.
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
