//! The event as a file for the guest's calendar.

use kuvend_entity::{
    attendee,
    kind::{EventFormat, PlaceState},
    office,
};
use kuvend_notify::{CalendarEntry, CalendarMethod, EntryStatus, Mailbox, calendar};

use super::{Closed, Said, Visit, closed, reading};
use crate::{
    error::{Error, Failure, Result},
    op::Op,
};

/// The id of a guest's entry for an event: the same in every letter and in the file, so that a calendar holds one.
#[must_use]
pub fn calendar_uid(office: &office::Model, attendee: &attendee::Model) -> String {
    let host = office
        .sender_address
        .as_str()
        .rsplit_once('@')
        .map_or("localhost", |(_, host)| host);
    format!("{}@{host}", attendee.id.0.simple())
}

/// The calendar file behind a link, or nothing where the link is not good or nothing will take place. Only reads.
///
/// # Errors
/// The database's, or [`Failure::Other`] where the entry cannot be written.
pub async fn calendar_file(op: &Op, visit: &Visit<'_>) -> Result<Option<String>> {
    let now = op.clock.now();
    let Some(found) = reading::find(op.db.reader(), op, visit.token).await? else {
        return Ok(None);
    };
    if !is_ahead(closed(&found.event, &found.row, now)) {
        return Ok(None);
    }
    let (event, office) = (&found.event, &found.office);
    let own = found.own_language();
    let language = found.language(visit, &own);
    let said = |text| Said::best(text, &language, &own).map(|said| said.text);
    let has_place = found.row.place == PlaceState::Confirmed;
    let location = event.venue.as_ref().map(|venue| {
        [
            Some(&venue.name),
            venue.address.as_ref(),
            venue.city.as_ref(),
        ]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ")
    });
    let entry = CalendarEntry {
        uid: calendar_uid(office, &found.row),
        sequence: u32::try_from(event.calendar_sequence + found.row.calendar_sequence)
            .unwrap_or_default(),
        stamped_at: now,
        starts_at: event.starts_at,
        ends_at: event.ends_at,
        status: if has_place && !event.is_provisional {
            EntryStatus::Confirmed
        } else {
            EntryStatus::Tentative
        },
        summary: said(&event.title).unwrap_or_default(),
        description: said(&event.practical_notes),
        location,
        url: event
            .online_link
            .clone()
            .filter(|_| has_place && event.format != EventFormat::InPerson),
        organizer: Some(Mailbox {
            name: office.sender_name.clone(),
            address: office.sender_address.to_string(),
        }),
        attendee: None,
        is_accepted: has_place,
    };
    let file = calendar(CalendarMethod::Publish, &[entry]);
    file.map(Some)
        .map_err(|error| Error::Failed(Failure::Other(error.to_string())))
}

/// Whether the event still lies before the guest, whatever can be answered.
pub(super) fn is_ahead(closed: Option<Closed>) -> bool {
    matches!(closed, None | Some(Closed::TooLate | Closed::OfferLapsed))
}
