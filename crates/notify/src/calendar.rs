//! Entries for the guest's calendar: RFC 5545, with the methods of RFC 5546 and the transport rules of RFC 6047.

mod escape;
mod fold;

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::letter::Mailbox;

/// What a calendar is asked to do with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CalendarMethod {
    /// Show it; no answer is expected. Right where no mailbox reads calendar answers.
    Publish,
    /// Show it and ask for an answer. Right only where a mailbox reads calendar answers.
    Request,
    /// Strike it out.
    Cancel,
}

impl CalendarMethod {
    /// The name in `METHOD` and in the `method` parameter of the MIME type.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Publish => "PUBLISH",
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

/// Whether the event takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EntryStatus {
    /// It does.
    Confirmed,
    /// It may.
    Tentative,
    /// It does not.
    Cancelled,
}

impl EntryStatus {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "CONFIRMED",
            Self::Tentative => "TENTATIVE",
            Self::Cancelled => "CANCELLED",
        }
    }
}

/// One entry. All text may be anything: it is escaped here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarEntry {
    /// Stable over all versions of the entry.
    pub uid: String,
    /// The version, from 0.
    pub sequence: u32,
    /// When this version was made.
    pub stamped_at: DateTime<Utc>,
    /// The start.
    pub starts_at: DateTime<Utc>,
    /// The end.
    pub ends_at: DateTime<Utc>,
    /// Whether it takes place.
    pub status: EntryStatus,
    /// The title.
    pub summary: String,
    /// The text.
    pub description: Option<String>,
    /// The place in one line.
    pub location: Option<String>,
    /// A page about it, `http` or `https`; anything else is left out.
    pub url: Option<String>,
    /// Who invites.
    pub organizer: Option<Mailbox>,
    /// Who is invited. A published entry has none.
    pub attendee: Option<Mailbox>,
    /// Whether the attendee has already said yes.
    pub is_accepted: bool,
}

/// Why no calendar could be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// A request or a cancellation is for exactly one entry.
    #[error("a calendar request or cancellation holds exactly one entry")]
    NotOneEntry,
    /// A request or a cancellation names its organizer and its one attendee.
    #[error("a calendar request or cancellation names an organizer and an attendee")]
    MissingParty,
    /// An address is not one.
    #[error("an address in the calendar is not valid")]
    Address,
    /// The uid is empty or holds a control character.
    #[error("the uid of a calendar entry is not valid")]
    Uid,
    /// The entry ends before it starts.
    #[error("a calendar entry ends before it starts")]
    EndsBeforeStart,
}

/// Writes a calendar object with CRLF line ends, folded at 75 octets. Times are in UTC, which every calendar shows in
/// its owner's zone and no change of time-zone rules can move.
///
/// # Errors
/// [`CalendarError`] if the entries break what the method promises, or an address or a uid is not one.
pub fn calendar(
    method: CalendarMethod,
    entries: &[CalendarEntry],
) -> Result<String, CalendarError> {
    if method != CalendarMethod::Publish && entries.len() != 1 {
        return Err(CalendarError::NotOneEntry);
    }
    let mut lines = Lines::default();
    lines.push("BEGIN:VCALENDAR");
    lines.push("VERSION:2.0");
    lines.push("PRODID:-//Kuvend//Letters//EN");
    lines.push("CALSCALE:GREGORIAN");
    lines.push(&format!("METHOD:{}", method.as_str()));
    for entry in entries {
        write_entry(&mut lines, method, entry)?;
    }
    lines.push("END:VCALENDAR");
    Ok(lines.0)
}

fn write_entry(
    lines: &mut Lines,
    method: CalendarMethod,
    entry: &CalendarEntry,
) -> Result<(), CalendarError> {
    if entry.ends_at < entry.starts_at {
        return Err(CalendarError::EndsBeforeStart);
    }
    if entry.uid.trim().is_empty() || entry.uid.chars().any(char::is_control) {
        return Err(CalendarError::Uid);
    }
    lines.push("BEGIN:VEVENT");
    lines.push(&format!("UID:{}", escape::text(&entry.uid)));
    lines.push(&format!("DTSTAMP:{}", instant(entry.stamped_at)));
    lines.push(&format!("SEQUENCE:{}", entry.sequence));
    lines.push(&format!("DTSTART:{}", instant(entry.starts_at)));
    lines.push(&format!("DTEND:{}", instant(entry.ends_at)));
    lines.push(&format!("STATUS:{}", entry.status.as_str()));
    lines.push("TRANSP:OPAQUE");
    lines.push(&format!("SUMMARY:{}", escape::line(&entry.summary)));
    if let Some(location) = &entry.location {
        lines.push(&format!("LOCATION:{}", escape::line(location)));
    }
    if let Some(description) = &entry.description {
        lines.push(&format!("DESCRIPTION:{}", escape::text(description)));
    }
    if let Some(url) = entry.url.as_deref().filter(|url| is_web_address(url)) {
        lines.push(&format!("URL:{url}"));
    }
    write_parties(lines, method, entry)?;
    lines.push("END:VEVENT");
    Ok(())
}

fn write_parties(
    lines: &mut Lines,
    method: CalendarMethod,
    entry: &CalendarEntry,
) -> Result<(), CalendarError> {
    let asks = method != CalendarMethod::Publish;
    if asks && (entry.organizer.is_none() || entry.attendee.is_none()) {
        return Err(CalendarError::MissingParty);
    }
    if let Some(organizer) = &entry.organizer {
        lines.push(&format!("ORGANIZER{}", party(organizer)?));
    }
    if let Some(attendee) = entry.attendee.as_ref().filter(|_| asks) {
        let answer = match (method, entry.is_accepted) {
            (CalendarMethod::Cancel, _) => "",
            (_, true) => ";PARTSTAT=ACCEPTED",
            (_, false) => ";PARTSTAT=NEEDS-ACTION;RSVP=TRUE",
        };
        lines.push(&format!(
            "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT{answer}{}",
            party(attendee)?
        ));
    }
    Ok(())
}

fn party(mailbox: &Mailbox) -> Result<String, CalendarError> {
    let address: lettre::Address = mailbox
        .address
        .trim()
        .parse()
        .map_err(|_| CalendarError::Address)?;
    let name = escape::parameter(&mailbox.name);
    let cn = if name.is_empty() {
        String::new()
    } else {
        format!(";CN=\"{name}\"")
    };
    Ok(format!("{cn}:mailto:{}", escape::mailto(address.as_ref())))
}

/// Whether a link is one that a mail reader may safely follow, and holds nothing that could leave its line.
pub(crate) fn is_web_address(link: &str) -> bool {
    let rest = link
        .strip_prefix("https://")
        .or_else(|| link.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty()
            && !link
                .chars()
                .any(|c| c.is_control() || c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\\'))
    })
}

fn instant(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    fn push(&mut self, line: &str) {
        for part in fold::fold(line) {
            // Writing to a String cannot fail.
            let _ = write!(self.0, "{part}\r\n");
        }
    }
}

#[cfg(test)]
mod tests;
