//! How grave an event takes what contradicts in its run of show.

use async_graphql::{ID, InputObject, SimpleObject};
use kuvend_domain::{agenda::SetLevels, error::Result};

use crate::{
    agenda::{AgendaConflictKind, AgendaConflictLevel},
    events::Event,
    input::Reader,
    payload::UserError,
};

/// How grave an event takes a sort of contradiction.
#[derive(Debug, Clone, Copy, InputObject)]
pub struct AgendaConflictLevelInput {
    /// What sort.
    pub kind: AgendaConflictKind,
    /// How grave.
    pub level: AgendaConflictLevel,
}

/// Says how grave an event takes sorts of contradictions in its run of show.
#[derive(Debug, Clone, InputObject)]
pub struct SetConflictLevelsInput {
    /// Which event.
    pub event_id: ID,
    /// Which sorts, and how grave; those that are not named stay as they are.
    pub levels: Vec<AgendaConflictLevelInput>,
}

impl SetConflictLevelsInput {
    /// The command meant.
    ///
    /// # Errors
    /// Every fault of form.
    pub fn read(&self) -> Result<SetLevels> {
        let mut reader = Reader::new();
        let levels = self.levels.iter();
        let levels = levels.map(|said| (said.kind.into(), said.level.into()));
        let command = reader.id("eventId", &self.event_id).map(|event| SetLevels {
            event,
            levels: levels.collect(),
        });
        reader.finish(command)
    }
}

/// What came of saying how grave an event takes contradictions.
#[derive(Debug, Clone, SimpleObject)]
pub struct SetConflictLevelsPayload {
    /// The event, with what contradicts in its run of show now.
    pub event: Option<Event>,
    /// What was wrong with the input; nothing was done then.
    pub user_errors: Vec<UserError>,
}
