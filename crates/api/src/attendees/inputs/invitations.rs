//! Inputs of what invites guests, writes to them and takes that back.

use async_graphql::{ID, InputObject};
use kuvend_domain::{
    attendees::{Cancel, RecordInvitation},
    campaigns::{Audience, FollowUp, Invite, Outcome, Wording},
    error::Result,
    fault::Code,
};
use kuvend_entity::id::AttendeeId;

use super::GUESTS;
use crate::{
    enums::{GuestCategory, InvitationChannel},
    input::{LINE, PROSE, Reader},
    scalars::DateTime,
};

/// Whom a campaign is for. What is given adds up; `categories` and `wave` narrow it.
#[derive(Debug, Clone, Default, InputObject)]
pub struct AudienceInput {
    /// These contacts, at most 1,000; who is not on the list is put on it.
    pub contact_ids: Option<Vec<ID>>,
    /// Everybody who belongs to this segment now, at most 5,000; who is not on the list is put on it.
    pub segment_id: Option<ID>,
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
        let segment = reader.optional(self.segment_id.as_ref(), |reader, id| {
            reader.id("segmentId", id)
        });
        let wave = reader.optional(self.wave.as_ref(), |reader, text| {
            reader.line("wave", text, LINE)
        });
        let everybody = self.everybody.unwrap_or_default()
            || (self.wave.is_some()
                && self.contact_ids.is_none()
                && self.attendee_ids.is_none()
                && self.segment_id.is_none());
        let (contacts, attendees, wave) = (contacts?, attendees?, wave?);
        let segment = segment?;
        if contacts.is_empty() && attendees.is_empty() && segment.is_none() && !everybody {
            return reader.wrong("", Code::Required, &[]);
        }
        let categories = self
            .categories
            .as_ref()
            .map(|list| list.iter().map(|category| (*category).into()).collect());
        Some(Audience {
            contacts,
            segment,
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
    /// Was there, in whichever role: the link to their certificate of attendance, once. Whoever has no certificate yet is given one.
    Certified,
    /// Comes, in whichever role, and has yet to answer a question that is required and put to them: asked to, before the event and once a
    /// day at most. Needs the permission `READ_NEEDS` too.
    OpenQuestions,
    /// Comes to the room, in whichever role, and has not arrived: the link to their ticket, once for each ticket. Needs the permission
    /// `MANAGE_DOOR` too.
    Ticketed,
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
