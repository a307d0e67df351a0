//! Inputs about interactions, read into commands.

use async_graphql::{ID, InputObject, MaybeUndefined};
use kuvend_domain::{
    error::Result,
    interactions::{Record, Update},
};
use kuvend_entity::id::{ContactId, InteractionId};

use crate::{
    contacts::told,
    enums::InteractionKind,
    input::{LINE, PROSE, Reader},
    scalars::DateTime,
};

/// Participants of one interaction at most.
const PARTICIPANTS: usize = 100;

/// Writes down a call, a meeting, a letter, a visit, a mail or a note.
#[derive(Debug, Clone, InputObject)]
pub struct RecordInteractionInput {
    /// Who took part, at least one and at most 100.
    pub participant_ids: Vec<ID>,
    /// What it was.
    pub kind: InteractionKind,
    /// In a line.
    pub subject: String,
    /// What was said.
    pub body: Option<String>,
    /// When; now unless said.
    pub happened_at: Option<DateTime>,
    /// The event that it was about.
    pub event_id: Option<ID>,
    /// The programme that it was about.
    pub programme_id: Option<ID>,
}

fn people(reader: &mut Reader, ids: &[ID]) -> Option<Vec<ContactId>> {
    reader.each("participantIds", ids, PARTICIPANTS, |reader, id| {
        reader.id("", id)
    })
}

impl RecordInteractionInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Record> {
        let mut reader = Reader::new();
        let command = self.parts(&mut reader);
        reader.finish(command)
    }

    fn parts(&self, reader: &mut Reader) -> Option<Record> {
        let participants = people(reader, &self.participant_ids);
        let subject = reader.line("subject", &self.subject, LINE);
        let body = reader.optional(self.body.as_ref(), |reader, text| {
            reader.prose("body", text, PROSE)
        });
        let happened_at = reader.optional(self.happened_at.as_ref(), |reader, at| {
            reader.instant("happenedAt", at)
        });
        let event = reader.optional(self.event_id.as_ref(), |reader, id| {
            reader.id("eventId", id)
        });
        let programme = reader.optional(self.programme_id.as_ref(), |reader, id| {
            reader.id("programmeId", id)
        });
        Some(Record {
            participants: participants?,
            kind: self.kind.into(),
            subject: subject?,
            body: body?,
            happened_at: happened_at?,
            event: event?,
            programme: programme?,
        })
    }
}

/// Corrects an interaction: what is absent stays, null clears.
#[derive(Debug, Clone, InputObject)]
pub struct UpdateInteractionInput {
    /// Which.
    pub id: ID,
    /// The version that was read.
    pub version: i32,
    /// Who took part, all of them.
    pub participant_ids: Option<Vec<ID>>,
    /// What it was.
    pub kind: Option<InteractionKind>,
    /// In a line.
    pub subject: Option<String>,
    /// What was said.
    pub body: MaybeUndefined<String>,
    /// When.
    pub happened_at: Option<DateTime>,
    /// The event that it was about.
    pub event_id: MaybeUndefined<ID>,
    /// The programme that it was about.
    pub programme_id: MaybeUndefined<ID>,
}

impl UpdateInteractionInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Update> {
        let mut reader = Reader::new();
        let command = self.parts(&mut reader);
        reader.finish(command)
    }

    fn parts(&self, reader: &mut Reader) -> Option<Update> {
        let id = reader.id("id", &self.id);
        let participants = reader.optional(self.participant_ids.as_ref(), |reader, ids| {
            people(reader, ids)
        });
        let subject = reader.optional(self.subject.as_ref(), |reader, text| {
            reader.line("subject", text, LINE)
        });
        let body = reader.change(&self.body, |reader, text| reader.prose("body", text, PROSE));
        let happened_at = reader.optional(self.happened_at.as_ref(), |reader, at| {
            reader.instant("happenedAt", at)
        });
        let event = reader.change(&self.event_id, |reader, id| reader.id("eventId", id));
        let programme = reader.change(&self.programme_id, |reader, id| {
            reader.id("programmeId", id)
        });
        Some(Update {
            id: id?,
            version: self.version,
            participants: participants?,
            kind: self.kind.map(Into::into),
            subject: subject?,
            body: told(body?),
            happened_at: happened_at?,
            event: told(event?),
            programme: told(programme?),
        })
    }
}

/// Takes an interaction out. That it was there stays in the audit.
#[derive(Debug, Clone, InputObject)]
pub struct RemoveInteractionInput {
    /// Which.
    pub id: ID,
    /// The version that was read.
    pub version: i32,
}

impl RemoveInteractionInput {
    /// The id.
    ///
    /// # Errors
    /// Where it is no id of an interaction.
    pub fn read(&self) -> Result<InteractionId> {
        let mut reader = Reader::new();
        let id = reader.id("id", &self.id);
        reader.finish(id)
    }
}
