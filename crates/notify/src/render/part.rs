//! The calendar part of a letter.

use super::content::place;
use super::{RenderError, words};
use crate::calendar::{CalendarEntry, CalendarMethod, EntryStatus, calendar};
use crate::letter::{EventFacts, Letter, LetterKind};

pub(super) fn calendar_of(letter: &Letter) -> Result<Option<String>, RenderError> {
    let (Some(part), Some(event)) = (&letter.calendar, &letter.event) else {
        return Ok(None);
    };
    let is_off = part.method == CalendarMethod::Cancel || letter.kind == LetterKind::Cancellation;
    let entry = CalendarEntry {
        uid: part.uid.clone(),
        sequence: part.sequence,
        stamped_at: part.stamped_at,
        starts_at: event.starts_at,
        ends_at: event.ends_at,
        status: if is_off {
            EntryStatus::Cancelled
        } else if event.is_provisional || !part.has_place {
            EntryStatus::Tentative
        } else {
            EntryStatus::Confirmed
        },
        summary: event.title.clone(),
        description: description(letter, event),
        location: place(event).or_else(|| event.online_link.clone()),
        url: event.online_link.clone(),
        organizer: Some(part.organizer.clone()),
        attendee: Some(part.attendee.clone()),
        is_accepted: part.has_place,
    };
    Ok(Some(calendar(part.method, &[entry])?))
}

/// The answer link is personal and calendars are shared, so it stays out.
fn description(letter: &Letter, event: &EventFacts) -> Option<String> {
    let online = event
        .online_link
        .as_ref()
        .map(|link| format!("{}: {link}", words::of(letter.language).online));
    let parts: Vec<&str> = [
        event.description.as_deref(),
        event.practical_notes.as_deref(),
        online.as_deref(),
        Some(letter.office.name.as_str()),
        letter.office.contact.as_deref(),
    ]
    .into_iter()
    .flatten()
    .filter(|part| !part.trim().is_empty())
    .collect();
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}
