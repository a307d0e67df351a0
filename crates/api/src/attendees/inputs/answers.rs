//! Inputs of answers and registrations.

use async_graphql::{ID, InputObject};
use kuvend_domain::{
    attendees::{ANSWERS, Deputy, Register, Respond},
    error::Result,
    fault::Code,
};
use kuvend_entity::{id::AttendeeId, kind};

use super::{PARTY, overbooking, roles};
use crate::{
    enums::{AttendeeRole, GuestCategory, PresenceMode, ResponseChannel, ResponseState},
    input::{LINE, Reader},
    scalars::{DateTime, EmailAddress},
};

/// Who comes in somebody's stead: a contact, or somebody the office meets now.
#[derive(Debug, Clone, InputObject)]
pub struct DeputyInput {
    /// Somebody the office knows.
    pub contact_id: Option<ID>,
    /// Given name of somebody it does not.
    pub given_name: Option<String>,
    /// Family name of somebody it does not.
    pub family_name: Option<String>,
    /// Where to write to.
    pub email: Option<EmailAddress>,
    /// As what the deputy comes.
    pub function: Option<String>,
}

impl DeputyInput {
    pub(crate) fn read(&self, reader: &mut Reader) -> Option<Deputy> {
        let function = reader.optional(self.function.as_ref(), |reader, text| {
            reader.line("function", text, LINE)
        });
        if let Some(id) = &self.contact_id {
            let contact = reader.id("contactId", id);
            return contact
                .zip(function)
                .map(|(contact, function)| Deputy::Known { contact, function });
        }
        let empty = String::new();
        let given_name = reader.line(
            "givenName",
            self.given_name.as_ref().unwrap_or(&empty),
            LINE,
        );
        let family_name = reader.line(
            "familyName",
            self.family_name.as_ref().unwrap_or(&empty),
            LINE,
        );
        let email = reader.optional(self.email.as_ref(), |reader, email| {
            reader.parsed("email", &email.0, "email address")
        });
        Some(Deputy::Named {
            given_name: given_name?,
            family_name: family_name?,
            email: email?,
            function: function?,
        })
    }
}

/// Records an answer: of a row, or of a contact at an event.
#[derive(Debug, Clone, InputObject)]
pub struct RecordResponseInput {
    /// Of which row.
    pub attendee_id: Option<ID>,
    /// At which event, with `contactId`, where the row's id is not at hand.
    pub event_id: Option<ID>,
    /// Of whom, with `eventId`.
    pub contact_id: Option<ID>,
    /// The answer; not `NONE`.
    pub response: ResponseState,
    /// How it came in.
    pub channel: ResponseChannel,
    /// When it was given (the date of a letter, of a note verbale), not in the future; now unless said.
    pub answered_at: Option<DateTime>,
    /// What reason was given.
    pub reason: Option<String>,
    /// How many come, the guest included, 1 to 100; as it was unless said.
    pub party_size: Option<i32>,
    /// For whom somebody else answered.
    pub on_behalf_of: Option<String>,
    /// Who comes instead; with `REPRESENTED` and only then.
    pub deputy: Option<DeputyInput>,
    /// How the guest means to take part; as it was unless said.
    pub attends: Option<PresenceMode>,
    /// Why the guest gets a place even where there is none, or where others wait for it; with `ACCEPTED` and only then. Needs
    /// the permission `OVERBOOK`.
    pub overbook_reason: Option<String>,
}

impl RecordResponseInput {
    /// The command for the row that the input means; `find` looks a row up by event and contact.
    ///
    /// # Errors
    /// Every fault of the input.
    pub async fn read<F>(&self, find: F) -> Result<Respond>
    where
        F: AsyncFnOnce(
            kuvend_entity::id::EventId,
            kuvend_entity::id::ContactId,
        ) -> Result<Option<AttendeeId>>,
    {
        let mut reader = Reader::new();
        let attendee = match (&self.attendee_id, &self.event_id, &self.contact_id) {
            (Some(id), ..) => reader.id("attendeeId", id),
            (None, Some(event), Some(contact)) => {
                match (reader.id("eventId", event), reader.id("contactId", contact)) {
                    (Some(event), Some(contact)) => match find(event, contact).await? {
                        Some(id) => Some(id),
                        None => reader.wrong("contactId", Code::NotFound, &[]),
                    },
                    _ => None,
                }
            }
            _ => reader.wrong("attendeeId", Code::Required, &[]),
        };
        if self.response == ResponseState::None {
            let answers = ANSWERS.map(kind::ResponseState::as_str).join(", ");
            let _: Option<()> = reader.wrong(
                "response",
                Code::OutOfRange,
                &[("choices", answers.as_str())],
            );
        }
        let reason = reader.optional(self.reason.as_ref(), |reader, text| {
            reader.prose("reason", text, LINE * 10)
        });
        let party_size = reader.optional(self.party_size.as_ref(), |reader, size| {
            reader.within_range("partySize", *size, 1, PARTY)
        });
        let on_behalf_of = reader.optional(self.on_behalf_of.as_ref(), |reader, text| {
            reader.line("onBehalfOf", text, LINE)
        });
        let deputy = reader.optional(self.deputy.as_ref(), |reader, deputy| {
            reader.within("deputy", |reader| deputy.read(reader))
        });
        let answered_at = reader.optional(self.answered_at.as_ref(), |reader, at| {
            reader.instant("answeredAt", at)
        });
        let overbook = overbooking(&mut reader, self.overbook_reason.as_ref());
        let (response, channel) = (self.response.into(), self.channel.into());
        let attends = self.attends.map(Into::into);
        let command = attendee
            .zip(reason)
            .zip(party_size.zip(on_behalf_of))
            .zip(deputy.zip(overbook.zip(answered_at)))
            .map(
                |(
                    ((attendee, reason), (party_size, on_behalf_of)),
                    (deputy, (overbook, answered_at)),
                )| Respond {
                    companions: None,
                    attendee,
                    response,
                    channel,
                    answered_at,
                    reason,
                    party_size,
                    on_behalf_of,
                    deputy,
                    attends,
                    overbook,
                },
            );
        reader.finish(command)
    }
}

/// Registers somebody for an event: a place, or a number on the waiting list.
#[derive(Debug, Clone, InputObject)]
pub struct RegisterAttendeeInput {
    /// For which event; it must be published.
    pub event_id: ID,
    /// Whom.
    pub contact_id: ID,
    /// How many come, the guest included, 1 to 100.
    pub party_size: Option<i32>,
    /// As what; a guest unless said.
    pub roles: Option<Vec<AttendeeRole>>,
    /// In which quality; proposed unless said.
    pub category: Option<GuestCategory>,
    /// For which organisation; the primary one unless said.
    pub representing_id: Option<ID>,
    /// With which function.
    pub function_at_event: Option<String>,
    /// Whether the person registered themself, which is an answer too (`ACCEPTED` by `SELF_REGISTRATION`).
    pub self_registered: Option<bool>,
    /// How the guest means to take part; in the room unless said.
    pub attends: Option<PresenceMode>,
    /// Why the guest gets a place even where there is none, or where others wait for it. Needs the permission `OVERBOOK`.
    pub overbook_reason: Option<String>,
}

impl RegisterAttendeeInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Register> {
        let mut reader = Reader::new();
        let event = reader.id("eventId", &self.event_id);
        let contact = reader.id("contactId", &self.contact_id);
        let party_size = reader.optional(self.party_size.as_ref(), |reader, size| {
            reader.within_range("partySize", *size, 1, PARTY)
        });
        let roles = roles(&mut reader, self.roles.as_ref());
        let organisation = reader.optional(self.representing_id.as_ref(), |reader, id| {
            reader.id("representingId", id)
        });
        let function = reader.optional(self.function_at_event.as_ref(), |reader, text| {
            reader.line("functionAtEvent", text, LINE)
        });
        let overbook = overbooking(&mut reader, self.overbook_reason.as_ref());
        let attends = self.attends.map(Into::into);
        let (category, by_oneself) = (
            self.category.map(Into::into),
            self.self_registered.unwrap_or_default(),
        );
        let command = event
            .zip(contact)
            .zip(party_size.zip(roles))
            .zip(organisation.zip(function).zip(overbook))
            .map(
                |(
                    ((event, contact), (party_size, roles)),
                    ((organisation, function), overbook),
                )| Register {
                    event,
                    contact,
                    party_size,
                    roles,
                    category,
                    organisation,
                    function,
                    by_oneself,
                    attends,
                    overbook,
                },
            );
        reader.finish(command)
    }
}
