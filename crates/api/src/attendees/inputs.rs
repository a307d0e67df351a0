//! Inputs of what moves a guest list, read into commands.

use async_graphql::{ID, InputObject};
use kuvend_domain::{
    attendees::{
        AddGuests, Cancel, CheckIn, CloseAttendance, Deputy, Mark, NewGuest, RecordHeadcount,
        RecordInvitation, RecordPresence, Register, ReopenAttendance, Respond, Who,
    },
    campaigns::{Audience, FollowUp, Invite, Outcome, Wording},
    error::Result,
    fault::Code,
};
use kuvend_entity::{id::AttendeeId, kind};

use crate::{
    enums::{
        AttendeeRole, GuestCategory, HeadcountMethod, InvitationChannel, PresenceMode,
        PresenceState, ResponseChannel, ResponseState,
    },
    input::{LINE, PROSE, Reader},
    scalars::{DateTime, EmailAddress},
};

/// Guests of one `addGuests` or `inviteContacts` at most.
const GUESTS: usize = 1_000;
/// Places of one party at most.
const PARTY: i32 = 100;

fn roles(
    reader: &mut Reader,
    given: Option<&Vec<AttendeeRole>>,
) -> Option<Option<Vec<kind::AttendeeRole>>> {
    reader.optional(given, |reader, roles| {
        if roles.is_empty() {
            return reader.wrong("roles", Code::Required, &[]);
        }
        let mut distinct: Vec<kind::AttendeeRole> = Vec::new();
        for role in roles {
            let role = (*role).into();
            if !distinct.contains(&role) {
                distinct.push(role);
            }
        }
        Some(distinct)
    })
}

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
    pub guests: Vec<GuestInput>,
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
        if self.guests.is_empty() {
            let _: Option<()> = reader.wrong("guests", Code::Required, &[]);
        }
        let guests = reader.each("guests", &self.guests, GUESTS, |reader, guest| {
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
        let command = event
            .zip(guests)
            .zip(wave)
            .map(|((event, guests), wave)| AddGuests {
                event,
                guests,
                wave,
            });
        reader.finish(command)
    }
}

/// Whom a campaign is for. What is given adds up; `categories` and `wave` narrow it.
#[derive(Debug, Clone, Default, InputObject)]
pub struct AudienceInput {
    /// These contacts, at most 1,000; who is not on the list is put on it.
    pub contact_ids: Option<Vec<ID>>,
    /// These rows of the list, at most 1,000.
    pub attendee_ids: Option<Vec<ID>>,
    /// Every guest on the list to whom the letter applies.
    pub everybody: Option<bool>,
    /// Only these qualities.
    pub categories: Option<Vec<GuestCategory>>,
    /// Only the rows of this wave.
    pub wave: Option<String>,
}

impl AudienceInput {
    fn read(&self, reader: &mut Reader) -> Option<Audience> {
        let none = Vec::new();
        let contacts = reader.each(
            "contactIds",
            self.contact_ids.as_ref().unwrap_or(&none),
            GUESTS,
            |reader, id| reader.id("", id),
        );
        let attendees = reader.each(
            "attendeeIds",
            self.attendee_ids.as_ref().unwrap_or(&none),
            GUESTS,
            |reader, id| reader.id("", id),
        );
        let wave = reader.optional(self.wave.as_ref(), |reader, text| {
            reader.line("wave", text, LINE)
        });
        let everybody = self.everybody.unwrap_or_default()
            || (self.wave.is_some() && self.contact_ids.is_none() && self.attendee_ids.is_none());
        let (contacts, attendees, wave) = (contacts?, attendees?, wave?);
        if contacts.is_empty() && attendees.is_empty() && !everybody {
            return reader.wrong("", Code::Required, &[]);
        }
        let categories = self
            .categories
            .as_ref()
            .map(|list| list.iter().map(|category| (*category).into()).collect());
        Some(Audience {
            contacts,
            attendees,
            everybody,
            categories,
            wave,
        })
    }
}

/// What the office adds to a letter.
#[derive(Debug, Clone, Default, InputObject)]
pub struct LetterInput {
    /// The office's own words, a paragraph of its own.
    pub personal_note: Option<String>,
    /// Another subject than the template's.
    pub subject: Option<String>,
}

fn wording(reader: &mut Reader, letter: Option<&LetterInput>) -> Option<Wording> {
    let Some(letter) = letter else {
        return Some(Wording::default());
    };
    reader.within("letter", |reader| {
        let personal_note = reader.optional(letter.personal_note.as_ref(), |reader, text| {
            reader.prose("personalNote", text, PROSE)
        });
        let subject = reader.optional(letter.subject.as_ref(), |reader, text| {
            reader.line("subject", text, LINE)
        });
        Some(Wording {
            personal_note: personal_note?,
            subject: subject?,
        })
    })
}

/// Invites: queues a letter for everybody of the audience whom the gate lets pass.
#[derive(Debug, Clone, InputObject)]
pub struct InviteContactsInput {
    /// To which event; it must be published.
    pub event_id: ID,
    /// Whom.
    pub audience: AudienceInput,
    /// What the office adds to the letter.
    pub letter: Option<LetterInput>,
    /// From when the letters go out; at once unless said.
    pub send_at: Option<DateTime>,
    /// Count, say who would be left out and why, and write nothing.
    pub dry_run: Option<bool>,
}

impl InviteContactsInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Invite> {
        let mut reader = Reader::new();
        let event = reader.id("eventId", &self.event_id);
        let audience = reader.within("audience", |reader| self.audience.read(reader));
        let wording = wording(&mut reader, self.letter.as_ref());
        let send_at = reader.optional(self.send_at.as_ref(), |reader, at| {
            reader.instant("sendAt", at)
        });
        let dry_run = self.dry_run.unwrap_or_default();
        let command = event.zip(audience).zip(wording.zip(send_at)).map(
            |((event, audience), (wording, send_at))| Invite {
                event,
                audience,
                wording,
                send_at,
                dry_run,
            },
        );
        reader.finish(command)
    }
}

/// What has happened with a guest.
#[derive(async_graphql::Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Outcome")]
pub enum FollowUpOutcome {
    /// Was there: a thank-you.
    Came,
    /// Was expected and not there: "we missed you". Attendance must be closed.
    Absent,
    /// Had declined: "we missed you".
    Declined,
    /// Was invited and has not answered: a reminder before the event, "we missed you" after it.
    Unanswered,
}

/// Writes to guests by what has happened with them.
#[derive(Debug, Clone, InputObject)]
pub struct SendFollowUpInput {
    /// Of which event.
    pub event_id: ID,
    /// To whom.
    pub outcome: FollowUpOutcome,
    /// What the office adds to the letter.
    pub letter: Option<LetterInput>,
    /// From when the letters go out; at once unless said.
    pub send_at: Option<DateTime>,
    /// Count, say who would be left out and why, and write nothing.
    pub dry_run: Option<bool>,
}

impl SendFollowUpInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<FollowUp> {
        let mut reader = Reader::new();
        let event = reader.id("eventId", &self.event_id);
        let wording = wording(&mut reader, self.letter.as_ref());
        let send_at = reader.optional(self.send_at.as_ref(), |reader, at| {
            reader.instant("sendAt", at)
        });
        let (outcome, dry_run) = (self.outcome.into(), self.dry_run.unwrap_or_default());
        let command = event
            .zip(wording)
            .zip(send_at)
            .map(|((event, wording), send_at)| FollowUp {
                event,
                outcome,
                wording,
                send_at,
                dry_run,
            });
        reader.finish(command)
    }
}

/// Records an invitation that went out on paper, by telephone or in person.
#[derive(Debug, Clone, InputObject)]
pub struct RecordInvitationInput {
    /// Of which row.
    pub attendee_id: ID,
    /// How.
    pub channel: InvitationChannel,
    /// When; not in the future.
    pub sent_at: DateTime,
    /// What proves it: a protocol number, a receipt.
    pub evidence: Option<String>,
}

impl RecordInvitationInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<RecordInvitation> {
        let mut reader = Reader::new();
        let attendee = reader.id("attendeeId", &self.attendee_id);
        let sent_at = reader.instant("sentAt", &self.sent_at);
        let evidence = reader.optional(self.evidence.as_ref(), |reader, text| {
            reader.line("evidence", text, LINE)
        });
        let channel = self.channel.into();
        let command = attendee
            .zip(sent_at)
            .zip(evidence)
            .map(|((attendee, sent_at), evidence)| RecordInvitation {
                attendee,
                channel,
                sent_at,
                evidence,
            });
        reader.finish(command)
    }
}

/// Takes an invitation back.
#[derive(Debug, Clone, InputObject)]
pub struct WithdrawInvitationInput {
    /// Of which row.
    pub attendee_id: ID,
    /// Why; the guest is told.
    pub reason: Option<String>,
}

impl WithdrawInvitationInput {
    /// The row and the reason.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Cancel> {
        row_and_reason(&self.attendee_id, self.reason.as_ref())
    }
}

/// Gives a place back, or a number on the waiting list.
#[derive(Debug, Clone, InputObject)]
pub struct CancelAttendeeInput {
    /// Of which row.
    pub attendee_id: ID,
    /// Why; the guest is told.
    pub reason: Option<String>,
}

impl CancelAttendeeInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Cancel> {
        row_and_reason(&self.attendee_id, self.reason.as_ref())
    }
}

fn row_and_reason(id: &ID, reason: Option<&String>) -> Result<Cancel> {
    let mut reader = Reader::new();
    let attendee = reader.id("attendeeId", id);
    let reason = reader.optional(reason, |reader, text| {
        reader.prose("reason", text, LINE * 10)
    });
    let command = attendee
        .zip(reason)
        .map(|(attendee, reason)| Cancel { attendee, reason });
    reader.finish(command)
}

/// Sends an invitation again, with the same link.
#[derive(Debug, Clone, InputObject)]
pub struct ResendInvitationInput {
    /// Of which row.
    pub attendee_id: ID,
}

impl ResendInvitationInput {
    /// The row.
    ///
    /// # Errors
    /// A fault of the id.
    pub fn read(&self) -> Result<AttendeeId> {
        let mut reader = Reader::new();
        let attendee = reader.id("attendeeId", &self.attendee_id);
        reader.finish(attendee)
    }
}

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
    fn read(&self, reader: &mut Reader) -> Option<Deputy> {
        if let Some(id) = &self.contact_id {
            return reader.id("contactId", id).map(Deputy::Contact);
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
        let function = reader.optional(self.function.as_ref(), |reader, text| {
            reader.line("function", text, LINE)
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
    /// What reason was given.
    pub reason: Option<String>,
    /// How many come, the guest included, 1 to 100; as it was unless said.
    pub party_size: Option<i32>,
    /// For whom somebody else answered.
    pub on_behalf_of: Option<String>,
    /// Who comes instead; with `REPRESENTED` and only then.
    pub deputy: Option<DeputyInput>,
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
            let _: Option<()> = reader.wrong(
                "response",
                Code::OutOfRange,
                &[("low", "ACCEPTED"), ("high", "REPRESENTED")],
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
        let (response, channel) = (self.response.into(), self.channel.into());
        let command = attendee
            .zip(reason)
            .zip(party_size.zip(on_behalf_of))
            .zip(deputy)
            .map(
                |(((attendee, reason), (party_size, on_behalf_of)), deputy)| Respond {
                    attendee,
                    response,
                    channel,
                    reason,
                    party_size,
                    on_behalf_of,
                    deputy,
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
        let (category, by_oneself) = (
            self.category.map(Into::into),
            self.self_registered.unwrap_or_default(),
        );
        let command = event
            .zip(contact)
            .zip(party_size.zip(roles))
            .zip(organisation.zip(function))
            .map(
                |(((event, contact), (party_size, roles)), (organisation, function))| Register {
                    event,
                    contact,
                    party_size,
                    roles,
                    category,
                    organisation,
                    function,
                    by_oneself,
                },
            );
        reader.finish(command)
    }
}

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
    /// How many, the named not among them, 0 to 1,000,000.
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
