//! Inputs of what the office decides itself: whom it lets come, and who goes first.

use async_graphql::{ID, InputObject};
use kuvend_domain::{
    attendees::{Approve, HIGHEST_PRIORITY, Refuse, SetPriority},
    error::Result,
};

use super::overbooking;
use crate::input::{LINE, Reader};

/// Lets a guest come whose place waits for approval.
#[derive(Debug, Clone, InputObject)]
pub struct ApproveAttendeeInput {
    /// Which row.
    pub attendee_id: ID,
    /// Why the guest gets a place even where there is none, or where others wait for it. Needs the permission `OVERBOOK`.
    pub overbook_reason: Option<String>,
}

impl ApproveAttendeeInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Approve> {
        let mut reader = Reader::new();
        let attendee = reader.id("attendeeId", &self.attendee_id);
        let overbook = overbooking(&mut reader, self.overbook_reason.as_ref());
        let command = attendee.zip(overbook);
        reader.finish(command.map(|(attendee, overbook)| Approve { attendee, overbook }))
    }
}

/// Does not let a guest come whose place waits for approval.
#[derive(Debug, Clone, InputObject)]
pub struct RefuseAttendeeInput {
    /// Which row.
    pub attendee_id: ID,
    /// Why; the guest is told.
    pub reason: String,
}

impl RefuseAttendeeInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Refuse> {
        let mut reader = Reader::new();
        let attendee = reader.id("attendeeId", &self.attendee_id);
        let reason = reader.prose("reason", &self.reason, LINE * 10);
        let command = attendee.zip(reason);
        reader.finish(command.map(|(attendee, reason)| Refuse { attendee, reason }))
    }
}

/// Puts a row before others on the waiting list, or back among them.
#[derive(Debug, Clone, InputObject)]
pub struct SetQueuePriorityInput {
    /// Which row.
    pub attendee_id: ID,
    /// How high, 0 to 100: the higher goes first, and among equals who asked first.
    pub priority: i32,
    /// Why.
    pub reason: String,
}

impl SetQueuePriorityInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<SetPriority> {
        let mut reader = Reader::new();
        let attendee = reader.id("attendeeId", &self.attendee_id);
        let priority = reader.within_range("priority", self.priority, 0, HIGHEST_PRIORITY);
        let reason = reader.prose("reason", &self.reason, LINE * 10);
        let command = attendee.zip(priority).zip(reason);
        reader.finish(command.map(|((attendee, priority), reason)| SetPriority {
            attendee,
            priority,
            reason,
        }))
    }
}
