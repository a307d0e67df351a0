//! Inputs of what an office corrects of a row.

use async_graphql::{ID, InputObject, MaybeUndefined};
use kuvend_domain::{
    attendees::{NameSeat, UpdateGuest},
    error::Result,
};

use super::{DeputyInput, PARTY, roles};
use crate::{
    enums::{AttendeeRole, GuestCategory, PresenceMode},
    events::change::clearable,
    input::{LINE, Reader},
};

/// Corrects a row of a guest list. A field that is absent stays; null clears what may be empty.
#[derive(Debug, Clone, InputObject)]
pub struct UpdateAttendeeInput {
    /// Which row.
    pub attendee_id: ID,
    /// The version that was read.
    pub version: i32,
    /// As what the guest comes, all of it.
    pub roles: Option<Vec<AttendeeRole>>,
    /// In which quality.
    pub category: Option<GuestCategory>,
    /// For which organisation.
    pub representing_id: MaybeUndefined<ID>,
    /// With which function.
    pub function_at_event: MaybeUndefined<String>,
    /// How many may come, the guest included, 1 to 100; not below the party.
    pub party_allowance: Option<i32>,
    /// How the guest means to take part.
    pub attends: MaybeUndefined<PresenceMode>,
}

impl UpdateAttendeeInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<UpdateGuest> {
        let mut reader = Reader::new();
        let attendee = reader.id("attendeeId", &self.attendee_id);
        let roles = roles(&mut reader, self.roles.as_ref());
        let organisation = clearable(&mut reader, &self.representing_id, |reader, id| {
            reader.id("representingId", id)
        });
        let function = clearable(&mut reader, &self.function_at_event, |reader, text| {
            reader.line("functionAtEvent", text, LINE)
        });
        let allowance = reader.optional(self.party_allowance.as_ref(), |reader, size| {
            reader.within_range("partyAllowance", *size, 1, PARTY)
        });
        let attends = clearable(&mut reader, &self.attends, |_, mode| Some((*mode).into()));
        let command = attendee
            .zip(roles)
            .zip(organisation.zip(function))
            .zip(allowance.zip(attends));
        let command = command.map(
            |(((attendee, roles), (organisation, function)), (party_allowance, attends))| {
                UpdateGuest {
                    attendee,
                    version: self.version,
                    roles,
                    category: self.category.map(Into::into),
                    organisation,
                    function,
                    party_allowance,
                    attends,
                }
            },
        );
        reader.finish(command)
    }
}

/// Says who fills an organisation's seat.
#[derive(Debug, Clone, InputObject)]
pub struct NameSeatInput {
    /// Which seat.
    pub attendee_id: ID,
    /// Who: a contact, or somebody the office meets now.
    pub person: DeputyInput,
}

impl NameSeatInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<NameSeat> {
        let mut reader = Reader::new();
        let attendee = reader.id("attendeeId", &self.attendee_id);
        let person = reader.within("person", |reader| self.person.read(reader));
        let command = attendee.zip(person);
        reader.finish(command.map(|(attendee, person)| NameSeat { attendee, person }))
    }
}
