//! Inputs of what puts guests on a list.

use async_graphql::{ID, InputObject};
use kuvend_domain::{
    attendees::{AddGuests, NewGuest},
    error::Result,
    fault::Code,
};
use kuvend_entity::kind;

use super::{GUESTS, PARTY, roles};
use crate::{
    enums::{AttendeeRole, GuestCategory},
    input::{LINE, Reader},
};

/// A guest to be added: a contact, or an organisation's seat that a name fills later.
#[derive(Debug, Clone, InputObject)]
pub struct GuestInput {
    /// Who; without it, the row is a seat of the organisation.
    pub contact_id: Option<ID>,
    /// For which organisation; the contact's primary one unless said.
    pub organisation_id: Option<ID>,
    /// With which function.
    pub function_at_event: Option<String>,
    /// In which quality; proposed from the organisation's kind unless said.
    pub category: Option<GuestCategory>,
    /// How many places the party may take, 1 to 100; 1 unless said.
    pub party_size: Option<i32>,
    /// As what; a guest unless said.
    pub roles: Option<Vec<AttendeeRole>>,
}

/// Puts people and organisations' seats on a guest list; nothing is sent.
#[derive(Debug, Clone, InputObject)]
pub struct AddGuestsInput {
    /// To which event's list.
    pub event_id: ID,
    /// Whom, at most 1,000.
    pub guests: Option<Vec<GuestInput>>,
    /// And everybody who belongs to this segment now, at most 5,000, each as a guest with a party of one.
    pub segment_id: Option<ID>,
    /// A name for this wave, by which it can be reviewed and invited.
    pub wave: Option<String>,
}

impl AddGuestsInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<AddGuests> {
        let mut reader = Reader::new();
        let event = reader.id("eventId", &self.event_id);
        let none = Vec::new();
        let guests = self.guests.as_ref().unwrap_or(&none);
        let segment = reader.optional(self.segment_id.as_ref(), |reader, id| {
            reader.id("segmentId", id)
        });
        if guests.is_empty() && self.segment_id.is_none() {
            let _: Option<()> = reader.wrong("guests", Code::Required, &[]);
        }
        let guests = reader.each("guests", guests, GUESTS, |reader, guest| {
            if guest.contact_id.is_none() && guest.organisation_id.is_none() {
                let _: Option<()> = reader.wrong("contactId", Code::Required, &[]);
            }
            let contact = reader.optional(guest.contact_id.as_ref(), |reader, id| {
                reader.id("contactId", id)
            });
            let organisation = reader.optional(guest.organisation_id.as_ref(), |reader, id| {
                reader.id("organisationId", id)
            });
            let function = reader.optional(guest.function_at_event.as_ref(), |reader, text| {
                reader.line("functionAtEvent", text, LINE)
            });
            let party_size =
                reader.within_range("partySize", guest.party_size.unwrap_or(1), 1, PARTY);
            let roles = roles(reader, guest.roles.as_ref());
            Some(NewGuest {
                contact: contact?,
                organisation: organisation?,
                function: function?,
                category: guest.category.map(Into::into),
                party_size: party_size?,
                roles: roles?.unwrap_or_else(|| vec![kind::AttendeeRole::Guest]),
            })
        });
        let wave = reader.optional(self.wave.as_ref(), |reader, text| {
            reader.line("wave", text, LINE)
        });
        let command =
            event
                .zip(guests)
                .zip(segment)
                .zip(wave)
                .map(|(((event, guests), segment), wave)| AddGuests {
                    event,
                    guests,
                    segment,
                    wave,
                });
        reader.finish(command)
    }
}
