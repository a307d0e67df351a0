//! People who were there and are not named.

use sea_orm::prelude::*;

use crate::{
    id::{AccountId, EventId, HeadcountId, OfficeId},
    kind::{HeadcountMethod, PresenceMode},
};

/// People who were there and are not named.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_headcount")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: HeadcountId,
    /// Whose record.
    pub office_id: OfficeId,
    /// Where.
    pub event_id: EventId,
    /// In the room or on line.
    pub mode: PresenceMode,
    /// How many.
    pub count: i32,
    /// How it was made.
    pub method: HeadcountMethod,
    /// What else is to be said.
    pub note: Option<String>,
    /// By whom.
    pub recorded_by: Option<AccountId>,
    /// When.
    pub recorded_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
