//! Letters sent together.

use sea_orm::prelude::*;

use crate::{
    id::{AccountId, CampaignId, EventId, OfficeId},
    kind::{CampaignState, MessageKind},
};

/// Letters sent together.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "campaign")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CampaignId,
    /// Whose campaign.
    pub office_id: OfficeId,
    /// About which event.
    pub event_id: Option<EventId>,
    /// What letter.
    pub kind: MessageKind,
    /// Where it stands.
    pub state: CampaignState,
    /// The office's own words in each letter.
    pub personal_note: Option<String>,
    /// Another subject than the template's.
    pub subject_override: Option<String>,
    /// To whom, in words.
    pub audience: String,
    /// How many were left out, by reason.
    pub skipped: Json,
    /// From when its letters go out.
    pub send_at: DateTimeUtc,
    /// By whom.
    pub created_by: Option<AccountId>,
    /// When.
    pub created_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
