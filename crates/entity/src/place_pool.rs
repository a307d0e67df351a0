//! Places of an event that are kept for some guests, or that some guests do not exceed.

use sea_orm::prelude::*;

use crate::{
    id::{EventId, OfficeId, PoolId},
    kind::{GuestCategory, PoolKind, PresenceMode},
    text::LocalizedText,
};

/// Places of an event that are kept for some guests, or that some guests do not exceed.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "place_pool")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PoolId,
    /// Whose.
    pub office_id: OfficeId,
    /// Of which event.
    pub event_id: EventId,
    /// Raised by every change that somebody makes.
    pub version: i32,
    /// Which one of the event's pools, from 1; of several that keep places for a guest, the first does.
    pub position: i32,
    /// Its name per language.
    pub name: LocalizedText,
    /// Whether it keeps places or limits them.
    pub kind: PoolKind,
    /// How many.
    pub size: i32,
    /// For guests in which quality; of any unless said.
    pub category: Option<GuestCategory>,
    /// For guests who take part how; in any way unless said.
    pub mode: Option<PresenceMode>,
    /// Until when places are kept; as long as there are any unless said.
    pub reserved_until: Option<DateTimeUtc>,
    /// When what was kept became everybody's.
    pub released_at: Option<DateTimeUtc>,
    /// Places that its guests hold now.
    pub taken: i32,
    /// Its guests' rows on the waiting list.
    pub waiting: i32,
    /// When it was entered.
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
