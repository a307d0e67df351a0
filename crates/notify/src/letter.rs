//! What one letter is made of: plain data, chosen by the caller, storable as JSON.

mod called_off;
mod facts;
mod kind;

pub use called_off::CalledOff;
pub use facts::{
    CalendarPart, Change, EventFacts, GuestFacts, Held, Mailbox, OfficeFacts, TicketPart,
};
pub use kind::{LetterKind, UnknownName};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::Language;

/// Everything needed to render one mail to one guest.
///
/// Texts of the event and the office are already in the letter's language: the caller applies the fallback chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Which letter it is.
    pub kind: LetterKind,
    /// The language it is written in.
    pub language: Language,
    /// The office's mailbox, shown as the sender.
    pub from: Mailbox,
    /// Where answers by mail go, if not to the sender.
    pub reply_to: Option<Mailbox>,
    /// The guest's mailbox.
    pub to: Mailbox,
    /// The Message-ID with its angle brackets, `<unique@host>`. MIME boundaries and file names are derived from it.
    pub message_id: String,
    /// The moment the letter bears in its `Date` header.
    pub date: DateTime<Utc>,
    /// Who writes.
    pub office: OfficeFacts,
    /// What event it is about, if it is about one.
    pub event: Option<EventFacts>,
    /// To whom it is addressed.
    pub guest: GuestFacts,
    /// The page that the letter leads to: the guest's answer, the confirmation of an address, one's own. `http` or `https`.
    pub rsvp_link: Option<String>,
    /// The guest's preferences page, `http` or `https`. An `https` link also offers one-click unsubscribing (RFC 8058).
    pub unsubscribe_link: Option<String>,
    /// Where the guest asks for the link to their own page, `http` or `https`.
    pub own_page_link: Option<String>,
    /// The List-Id without angle brackets, for example `events.tirana.example.org`.
    pub list_id: Option<String>,
    /// The calendar part, if the letter carries one.
    pub calendar: Option<CalendarPart>,
    /// The guest's ticket, if the letter carries it.
    #[serde(default)]
    pub ticket: Option<TicketPart>,
    /// What an update changed. Other letters ignore it.
    pub changes: Vec<Change>,
    /// What a cancellation calls off. Other letters ignore it.
    #[serde(default)]
    pub called_off: CalledOff,
    /// Why it is called off, in the letter's language. Other letters ignore it.
    pub reason: Option<String>,
    /// The office's own words for this letter, shown as a paragraph of its own.
    pub personal_note: Option<String>,
    /// The office's own subject, instead of the letter's usual one.
    pub subject_override: Option<String>,
}
