//! The run of show: agenda items in order, panels among them.

mod cast;
mod contributors;
mod handing_in;
pub(crate) mod input;
mod items;
mod levels;
mod mutations;
mod publication;
mod questions;
mod remarks;

pub use cast::{Cast, CastSelection};
pub use contributors::{
    AskDeliverablesInput, AskDeliverablesPayload, ConfirmContributorInput,
    ConfirmContributorPayload, Contributor, Deliverable, DeliverableFile, RecordDeliverableInput,
    RecordDeliverablePayload,
};
pub use handing_in::{
    ConsentToPublishInput, MissingDeliverable, UploadDeliverableInput, UploadDeliverablePayload,
    WithdrawDeliverableInput, WithdrawDeliverablePayload,
};
pub use input::{
    AddAgendaItemInput, AddPanelInput, ContributorInput, PanellistInput, RemoveAgendaItemInput,
    UpdateAgendaItemInput,
};
pub use items::{AgendaItem, Entry, GeneralAgendaItem, Panel, load_many};
pub use levels::{AgendaConflictLevelInput, SetConflictLevelsInput, SetConflictLevelsPayload};
pub use mutations::AgendaMutations;
pub use publication::{
    PublishAgendaInput, PublishAgendaPayload, UnpublishAgendaInput, UnpublishAgendaPayload,
};
pub use questions::{
    AddPanelQuestionInput, AddPanelQuestionPayload, ModeratePanelQuestionInput,
    ModeratePanelQuestionPayload, PanelQuestion,
};
pub use remarks::{
    AddRemarkInput, AddRemarkPayload, Remark, RemoveRemarkInput, RemoveRemarkPayload,
    UpdateRemarkInput, UpdateRemarkPayload,
};

use async_graphql::{Enum, ID, SimpleObject};
use kuvend_domain::agenda;

use crate::{events::Event, payload::UserError};

/// What sort of contradiction stands in a run of show.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "agenda::ConflictKind")]
pub enum AgendaConflictKind {
    /// Somebody contributes to two items at the same time.
    PersonTwice,
    /// Two items take place in one room at the same time.
    RoomTwice,
    /// Somebody contributes to another event at the same time.
    PersonElsewhere,
    /// Another event has the room at the same time.
    RoomElsewhere,
    /// Somebody contributes when they are not available.
    OutsideAvailability,
    /// A panel that nobody leads.
    PanelWithoutModerator,
    /// Somebody is on the agenda who has not agreed.
    UnconfirmedSpeaker,
    /// More guests are expected than the room holds, by the places that are taken.
    RoomTooSmall,
    /// An item begins before the event, or when it is over.
    OutsideEvent,
    /// An item begins within the event and ends after it.
    Overrun,
}

/// How grave a contradiction in a run of show is.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "agenda::ConflictLevel")]
pub enum AgendaConflictLevel {
    /// Not told.
    Ignore,
    /// To be looked at.
    Warn,
    /// Stops publishing until it is mended or accepted (`acceptConflicts`).
    BlockPublish,
}

/// A contradiction in a run of show. Items that touch do not contradict; one minute of overlap does.
#[derive(Debug, Clone, SimpleObject)]
pub struct AgendaConflict {
    /// What sort.
    pub kind: AgendaConflictKind,
    /// How grave.
    pub level: AgendaConflictLevel,
    /// Between which items; one alone where it contradicts itself, the event or another event.
    pub items: Vec<AgendaItem>,
    /// Which room is taken twice or too small.
    pub room: Option<String>,
    /// The contact who is in two places, is not available, or has not agreed.
    pub contact_id: Option<ID>,
    /// The other event that has the person or the room at the same time.
    pub other_event_id: Option<ID>,
}

/// How grave an event takes a sort of contradiction in its run of show.
#[derive(Debug, Clone, Copy, SimpleObject)]
pub struct AgendaConflictSetting {
    /// What sort.
    pub kind: AgendaConflictKind,
    /// How grave.
    pub level: AgendaConflictLevel,
}

impl AgendaConflict {
    /// A contradiction between items of the run of show that was read with it.
    pub(crate) fn of(conflict: &agenda::Conflict, items: &[AgendaItem]) -> Self {
        Self {
            kind: conflict.kind.into(),
            level: conflict.level.into(),
            items: items
                .iter()
                .filter(|item| conflict.items.contains(&item.key()))
                .cloned()
                .collect(),
            room: conflict.room.clone(),
            contact_id: conflict.contact.map(|id| id.to_string().into()),
            other_event_id: conflict.other_event.map(|id| id.to_string().into()),
        }
    }
}

/// What came of adding a panel.
#[derive(Debug, Clone, SimpleObject)]
pub struct AddPanelPayload {
    /// The panel.
    pub panel: Option<Panel>,
    /// Its event, with the run of show as it is now.
    pub event: Option<Event>,
    /// What was wrong with the input; nothing was done then.
    pub user_errors: Vec<UserError>,
}

/// What came of adding an agenda item.
#[derive(Debug, Clone, SimpleObject)]
pub struct AddAgendaItemPayload {
    /// The item.
    pub agenda_item: Option<AgendaItem>,
    /// Its event, with the run of show as it is now.
    pub event: Option<Event>,
    /// What was wrong with the input; nothing was done then.
    pub user_errors: Vec<UserError>,
}

/// What came of changing an agenda item.
#[derive(Debug, Clone, SimpleObject)]
pub struct UpdateAgendaItemPayload {
    /// The item as it is now, also where the change was refused.
    pub agenda_item: Option<AgendaItem>,
    /// Its event, with the run of show as it is now.
    pub event: Option<Event>,
    /// What was wrong with the input; nothing was done then.
    pub user_errors: Vec<UserError>,
}

/// What came of taking an item off the run of show.
#[derive(Debug, Clone, SimpleObject)]
pub struct RemoveAgendaItemPayload {
    /// What was taken off.
    pub removed_id: Option<ID>,
    /// Its event, with the run of show as it is now; on `CONFLICT`, too.
    pub event: Option<Event>,
    /// What was wrong with the input; nothing was done then.
    pub user_errors: Vec<UserError>,
}
