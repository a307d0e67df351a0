//! Showing a run of show to guests.

use async_graphql::{ID, InputObject, SimpleObject};
use kuvend_domain::{
    agenda::{PublishAgenda, UnpublishAgenda},
    error::Result,
};

use crate::{agenda::AgendaConflictKind, events::Event, input::Reader, payload::UserError};

/// Shows a run of show to guests, but for what is internal.
#[derive(Debug, Clone, InputObject)]
pub struct PublishAgendaInput {
    /// Of which event.
    pub event_id: ID,
    /// Conflicts that would stop it and that have been seen and are accepted.
    pub accept_conflicts: Option<Vec<AgendaConflictKind>>,
}

impl PublishAgendaInput {
    /// The command meant.
    ///
    /// # Errors
    /// Every fault of form.
    pub fn read(&self) -> Result<PublishAgenda> {
        let mut reader = Reader::new();
        let accepted = self.accept_conflicts.iter().flatten();
        let accept = accepted.map(|kind| (*kind).into()).collect();
        let command = reader
            .id("eventId", &self.event_id)
            .map(|event| PublishAgenda { event, accept });
        reader.finish(command)
    }
}

/// Hides a run of show from guests again.
#[derive(Debug, Clone, InputObject)]
pub struct UnpublishAgendaInput {
    /// Of which event.
    pub event_id: ID,
}

impl UnpublishAgendaInput {
    /// The command meant.
    ///
    /// # Errors
    /// Every fault of form.
    pub fn read(&self) -> Result<UnpublishAgenda> {
        let mut reader = Reader::new();
        let command = reader
            .id("eventId", &self.event_id)
            .map(|event| UnpublishAgenda { event });
        reader.finish(command)
    }
}

/// What came of showing a run of show to guests.
#[derive(Debug, Clone, SimpleObject)]
pub struct PublishAgendaPayload {
    /// The event as it is now, also where its run of show was not published.
    pub event: Option<Event>,
    /// What was wrong with the input; nothing was done then.
    pub user_errors: Vec<UserError>,
}

/// What came of hiding a run of show from guests.
#[derive(Debug, Clone, SimpleObject)]
pub struct UnpublishAgendaPayload {
    /// The event as it is now.
    pub event: Option<Event>,
    /// What was wrong with the input; nothing was done then.
    pub user_errors: Vec<UserError>,
}
