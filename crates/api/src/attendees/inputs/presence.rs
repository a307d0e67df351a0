//! Inputs of the door and of closing attendance.

use async_graphql::{ID, InputObject};
use kuvend_domain::{
    attendees::{
        CheckIn, CloseAttendance, Mark, RecordHeadcount, RecordPresence, ReopenAttendance, Who,
    },
    error::Result,
    fault::Code,
};
use kuvend_entity::kind;

use super::GUESTS;
use crate::{
    enums::{HeadcountMethod, PresenceMode, PresenceState},
    input::{LINE, Reader},
};

/// Receives somebody at the door: a row of the list, or a contact at an event (a walk-in if not on the list).
#[derive(Debug, Clone, InputObject)]
pub struct CheckInInput {
    /// Which row.
    pub attendee_id: Option<ID>,
    /// At which event, with `contactId`.
    pub event_id: Option<ID>,
    /// Whom, with `eventId`.
    pub contact_id: Option<ID>,
    /// In the room (unless said) or on line.
    pub mode: Option<PresenceMode>,
}

impl CheckInInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<CheckIn> {
        let mut reader = Reader::new();
        let who = match (&self.attendee_id, &self.event_id, &self.contact_id) {
            (Some(id), ..) => reader.id("attendeeId", id).map(Who::Listed),
            (None, Some(event), Some(contact)) => {
                let event = reader.id("eventId", event);
                let contact = reader.id("contactId", contact);
                event
                    .zip(contact)
                    .map(|(event, contact)| Who::Contact(event, contact))
            }
            _ => reader.wrong("attendeeId", Code::Required, &[]),
        };
        let mode = self.mode.map_or(kind::PresenceMode::InPerson, Into::into);
        reader.finish(who.map(|who| CheckIn { who, mode }))
    }
}

/// What is recorded of one row.
#[derive(Debug, Clone, InputObject)]
pub struct PresenceMarkInput {
    /// Which row.
    pub attendee_id: ID,
    /// What.
    pub presence: PresenceState,
    /// In the room or on line, for who attended.
    pub mode: Option<PresenceMode>,
    /// Why, for who is excused.
    pub reason: Option<String>,
}

/// Records presence of several rows, all or none.
#[derive(Debug, Clone, InputObject)]
pub struct RecordPresenceInput {
    /// Of which event.
    pub event_id: ID,
    /// What, at most 1,000.
    pub marks: Vec<PresenceMarkInput>,
}

impl RecordPresenceInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<RecordPresence> {
        let mut reader = Reader::new();
        let event = reader.id("eventId", &self.event_id);
        let marks = reader.each("marks", &self.marks, GUESTS, |reader, mark| {
            let attendee = reader.id("attendeeId", &mark.attendee_id);
            let reason = reader.optional(mark.reason.as_ref(), |reader, text| {
                reader.prose("reason", text, LINE * 10)
            });
            Some(Mark {
                attendee: attendee?,
                presence: mark.presence.into(),
                mode: mark.mode.map(Into::into),
                reason: reason?,
            })
        });
        reader.finish(
            event
                .zip(marks)
                .map(|(event, marks)| RecordPresence { event, marks }),
        )
    }
}

/// Records how many people were there who are not named.
#[derive(Debug, Clone, InputObject)]
pub struct RecordHeadcountInput {
    /// Where.
    pub event_id: ID,
    /// In the room (unless said) or on line.
    pub mode: Option<PresenceMode>,
    /// How many, companions among them, and nobody who has a row of the guest list; 0 to 1,000,000.
    pub count: i32,
    /// How it was made; counted unless said.
    pub method: Option<HeadcountMethod>,
    /// What else is to be said.
    pub note: Option<String>,
}

impl RecordHeadcountInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<RecordHeadcount> {
        let mut reader = Reader::new();
        let event = reader.id("eventId", &self.event_id);
        let count = reader.within_range("count", self.count, 0, 1_000_000);
        let note = reader.optional(self.note.as_ref(), |reader, text| {
            reader.prose("note", text, LINE * 10)
        });
        let mode = self.mode.map_or(kind::PresenceMode::InPerson, Into::into);
        let method = self
            .method
            .map_or(kind::HeadcountMethod::Counted, Into::into);
        if method == kind::HeadcountMethod::Gates {
            let _: Option<()> =
                reader.wrong("method", Code::Malformed, &[("what", "way of counting")]);
        }
        reader.finish(
            event
                .zip(count)
                .zip(note)
                .map(|((event, count), note)| RecordHeadcount {
                    event,
                    mode,
                    count,
                    method,
                    note,
                }),
        )
    }
}

/// Closes attendance: who has a confirmed place and is not recorded becomes absent.
#[derive(Debug, Clone, InputObject)]
pub struct CloseAttendanceInput {
    /// Of which event.
    pub event_id: ID,
    /// Show whom it would mark absent, and write nothing.
    pub dry_run: Option<bool>,
    /// Why; needed before the event's end.
    pub reason: Option<String>,
}

impl CloseAttendanceInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<CloseAttendance> {
        let mut reader = Reader::new();
        let event = reader.id("eventId", &self.event_id);
        let reason = reader.optional(self.reason.as_ref(), |reader, text| {
            reader.prose("reason", text, LINE * 10)
        });
        let dry_run = self.dry_run.unwrap_or_default();
        reader.finish(event.zip(reason).map(|(event, reason)| CloseAttendance {
            event,
            dry_run,
            reason,
        }))
    }
}

/// Opens attendance again: who became absent by closing is unrecorded again.
#[derive(Debug, Clone, InputObject)]
pub struct ReopenAttendanceInput {
    /// Of which event.
    pub event_id: ID,
    /// Why.
    pub reason: String,
}

impl ReopenAttendanceInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<ReopenAttendance> {
        let mut reader = Reader::new();
        let event = reader.id("eventId", &self.event_id);
        let reason = reader.prose("reason", &self.reason, LINE * 10);
        reader.finish(
            event
                .zip(reason)
                .map(|(event, reason)| ReopenAttendance { event, reason }),
        )
    }
}
