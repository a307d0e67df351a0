//! The letters: what is written to a guest, how it is put into MIME, and how it is handed to a mail relay.
//!
//! A [`Letter`] is plain data. [`render`] turns it into bytes, [`Transport`] carries those bytes, and [`read()`] takes
//! them apart again for the page that shows letters during development.
//!
//! The crate must not know the database, who may send what, when a letter is due, or which attempt this is: those are
//! the domain's. It must not know GraphQL or HTTP either.
//!
//! **Invariant:** the same [`Letter`] renders to the same bytes, always; no clock and no randomness take part.
//!
//! **Invariant:** text from outside (titles, names, places, notes) can add no header, no calendar line, no markup and
//! no template code.
//!
//! **Invariant:** a picture that a letter shows travels within the letter.
//!
//! **Invariant:** a calendar part of method `REQUEST` or `CANCEL` names exactly one attendee.
//!
//! **Invariant:** before [`Connection::data`] is called no byte of the body has left the machine, and after it failed
//! the [`FailureClass`] says whether the relay can have taken the letter.
//!
//! **Invariant:** a dialogue that was cancelled, timed out or lost is never used again.
//!
//! **Invariant:** addresses and passwords are in no log line and in no `Display` of this crate.

mod calendar;
mod language;
mod letter;
mod read;
mod render;
mod transport;

pub use calendar::{CalendarEntry, CalendarError, CalendarMethod, EntryStatus, calendar};
pub use language::Language;
pub use letter::{
    CalendarPart, CalledOff, Change, EventFacts, GuestFacts, Held, Letter, LetterKind, Mailbox,
    OfficeFacts, TicketPart, UnknownName,
};
pub use read::{ReadError, ReadMail, ReadPicture, read};
pub use render::{RenderError, Rendered, day, render, span, zone_name};
pub use transport::{
    Connection, FailureClass, Phase, ProbeReport, Receipt, Refusal, SendFailure, SmtpConfig,
    SmtpConfigError, SmtpRelay, Timeouts, Tls, Transport, backoff, classify,
};
