//! From a letter to the bytes of a mail.

mod content;
mod dates;
mod mime;
mod part;
mod templates;
mod words;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::Language;
use crate::calendar::{CalendarError, is_web_address};
use crate::letter::Letter;

/// A letter, ready to be carried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The subject, not yet encoded for its header.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The html part.
    pub html: String,
    /// The calendar part, with CRLF line ends.
    pub calendar: Option<String>,
    /// The whole message as it goes over the wire, with CRLF line ends and not yet dot-stuffed.
    pub bytes: Vec<u8>,
}

/// Why a letter could not be rendered. None of these heals by trying again.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A template asked for something the letter does not offer.
    #[error("the template of the letter failed")]
    Template(#[source] minijinja::Error),
    /// An address is not one; says whose.
    #[error("the address of the {0} is not valid")]
    Address(&'static str),
    /// A link is neither `http` nor `https`, or holds characters no link has; says which.
    #[error("the {0} is not a web address")]
    Link(&'static str),
    /// The Message-ID is not `<left@right>` in plain ASCII.
    #[error("the Message-ID is not valid")]
    MessageId,
    /// The List-Id is not made of letters, digits, dots, hyphens and underscores.
    #[error("the List-Id is not valid")]
    ListId,
    /// The code of the ticket is not made of letters, digits, hyphens and underscores.
    #[error("the code of the ticket is not valid")]
    Ticket,
    /// The date is outside the years mail can name.
    #[error("the date of the letter is out of range")]
    Date,
    /// The event ends before it starts.
    #[error("the event ends before it starts")]
    EndsBeforeStart,
    /// The calendar part could not be written.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// The parts could not be put into one message.
    #[error("the message could not be put together")]
    Message(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A day without its weekday, as letters write it: "18 December 2025".
#[must_use]
pub fn day(language: Language, date: NaiveDate) -> String {
    dates::day(language, date)
}

/// From when to when, as letters write it: "Thursday, 18 December 2025, 18:00–20:30 (Tirana, UTC+1)".
#[must_use]
pub fn span(
    language: Language,
    (starts_at, ends_at): (DateTime<Utc>, DateTime<Utc>),
    zone: Tz,
) -> String {
    dates::span(language, starts_at, ends_at, zone)
}

/// A zone, as letters and pages name it, with its distance from UTC at the moment in question: "Tirana, UTC+1". `zone` is the
/// IANA name, `ahead` how many minutes its clock is ahead of UTC then.
#[must_use]
pub fn zone_name(language: Language, zone: &str, ahead: i32) -> String {
    dates::zone(language, zone, ahead)
}

/// Renders a letter. The same letter gives the same bytes.
///
/// # Errors
/// [`RenderError`] if the letter's own data do not allow a sound message.
pub fn render(letter: &Letter) -> Result<Rendered, RenderError> {
    check(letter)?;
    let written = content::write(letter)?;
    let calendar = part::calendar_of(letter)?;
    let bytes = mime::message(letter, &written, calendar.as_deref())?;
    Ok(Rendered {
        subject: written.subject,
        text: written.text,
        html: written.html,
        calendar,
        bytes,
    })
}

fn check(letter: &Letter) -> Result<(), RenderError> {
    for (name, link) in [
        ("answer link", &letter.rsvp_link),
        ("unsubscribe link", &letter.unsubscribe_link),
        ("own page link", &letter.own_page_link),
    ] {
        if link.as_deref().is_some_and(|link| !is_web_address(link)) {
            return Err(RenderError::Link(name));
        }
    }
    let event = letter.event.as_ref();
    let online = event.and_then(|event| event.online_link.as_deref());
    if online.is_some_and(|link| !is_web_address(link)) {
        return Err(RenderError::Link("online link"));
    }
    if event.is_some_and(|event| event.ends_at < event.starts_at) {
        return Err(RenderError::EndsBeforeStart);
    }
    let is_code = |code: &str| {
        !code.is_empty()
            && code
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    if letter.ticket.as_ref().is_some_and(|it| !is_code(&it.code)) {
        return Err(RenderError::Ticket);
    }
    if !is_message_id(&letter.message_id) {
        return Err(RenderError::MessageId);
    }
    let is_list_id = |id: &str| {
        !id.is_empty()
            && id
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
    };
    if letter.list_id.as_deref().is_some_and(|id| !is_list_id(id)) {
        return Err(RenderError::ListId);
    }
    Ok(())
}

fn is_message_id(id: &str) -> bool {
    let inside = id.strip_prefix('<').and_then(|id| id.strip_suffix('>'));
    let Some((left, right)) = inside.and_then(|inside| inside.split_once('@')) else {
        return false;
    };
    let is_word = |word: &str| {
        !word.is_empty()
            && word.bytes().all(|b| {
                b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'+' | b'=' | b'$')
            })
    };
    is_word(left) && is_word(right) && id.len() <= 250
}

/// The text in one line: whatever breaks or hides lines becomes a space, runs of spaces become one.
pub(crate) fn one_line(text: &str) -> String {
    let visible: String = text
        .chars()
        .map(|c| if is_hidden(c) { ' ' } else { c })
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Controls, line and paragraph separators, and the marks that turn the direction of what follows.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests;
