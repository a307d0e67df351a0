//! Listed events: what everybody may find, on a page and as a calendar.
//!
//! **Invariant:** only what is listed and was published is shown, and of no guest anything: neither names nor numbers, and not the link
//! to take part from elsewhere, which is for who has a place. Whoever contributes to a published run of show is named if they
//! agreed to that.

use chrono::{DateTime, TimeDelta, Utc};
use kuvend_entity::{
    event,
    id::{EventId, OfficeId},
    kind::{EventFormat, EventStatus, EventVisibility},
    office,
    value::Language,
};
use kuvend_notify::{CalendarEntry, CalendarMethod, EntryStatus, Mailbox, calendar};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    agenda::{self, Part},
    error::{Error, Failure, Result},
    guest_page::{Host, LocalTime, Occasion, Said},
    op::Op,
    registration::{self, Registering},
};

/// Events of a feed at most; the latest are left out.
pub(crate) const MOST: u64 = 500;
/// Days for which what is over stays in a feed, so that it does not vanish from calendars overnight.
pub(crate) const KEPT: i64 = 90;

/// The languages that a visitor would like.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// Chosen on the page; it wins over all else.
    pub asked: Option<Language>,
    /// Of the browser.
    pub spoken: Option<Language>,
}

impl Wish {
    /// The language of a page of an office.
    fn language(&self, own: &Language) -> Language {
        let wanted = self.asked.as_ref().or(self.spoken.as_ref());
        wanted.unwrap_or(own).clone()
    }
}

/// What a page of a listed event shows.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedPage {
    /// In which language.
    pub language: Language,
    /// Who invites.
    pub host: Host,
    /// To what.
    pub event: Occasion,
    /// Whether the hours are not fixed yet.
    pub is_provisional: bool,
    /// The run of show, once it is published.
    pub programme: Vec<Part>,
    /// Whether it stands in calendars: it is published.
    pub has_calendar: bool,
    /// The path of the calendar of all that its office lists.
    pub feed: String,
    /// Whether one registers on the page, and how.
    pub registering: Registering,
}

/// The path of the calendar of all that an office lists.
#[must_use]
pub fn feed_path(office: OfficeId) -> String {
    format!("/feeds/{office}.ics")
}

/// Whether everybody may find an event now.
#[must_use]
pub fn is_listed(event: &event::Model) -> bool {
    event.visibility == EventVisibility::Listed && event.status == EventStatus::Published
}

/// Whether an event has a page. One that was announced tells what became of it, until it is put away.
pub(crate) fn has_page(event: &event::Model) -> bool {
    let is_there = match event.status {
        EventStatus::Published
        | EventStatus::Postponed
        | EventStatus::Cancelled
        | EventStatus::Completed => event.published_at.is_some(),
        EventStatus::Draft | EventStatus::Archived => false,
    };
    is_there && event.visibility == EventVisibility::Listed
}

fn own(office: &office::Model) -> Language {
    let first = office.languages.0.first().cloned();
    first.unwrap_or_else(Language::english)
}

async fn find(op: &Op, id: EventId) -> Result<Option<(event::Model, office::Model)>> {
    let db = op.db.reader();
    let found = event::Entity::find_by_id(id).one(db).await?;
    let Some(event) = found.filter(has_page) else {
        return Ok(None);
    };
    let office = office::Entity::find_by_id(event.office_id)
        .one(db)
        .await?
        .ok_or_else(|| Error::missing("office"))?;
    Ok(Some((event, office)))
}

/// The page of a listed event, or nothing where there is none. Whoever asks may read it.
///
/// # Errors
/// Only the database's.
pub async fn page(op: &Op, id: EventId, wish: &Wish) -> Result<Option<ListedPage>> {
    let Some((event, office)) = find(op, id).await? else {
        return Ok(None);
    };
    let own = own(&office);
    let language = wish.language(&own);
    let programme = if event.status == EventStatus::Cancelled {
        Vec::new()
    } else {
        agenda::programme(op.db.reader(), &event, (&language, &own)).await?
    };
    let words = (&language, &own);
    let registering = registration::offered(op, (&event, &office), words).await?;
    let local = |at| LocalTime::at(at, &event.time_zone);
    let said = |text| Said::best(text, &language, &own);
    let title = said(&event.title).unwrap_or_else(|| Said {
        text: String::new(),
        language: own.clone(),
    });
    Ok(Some(ListedPage {
        host: Host::of(&office, &language, &own),
        event: Occasion {
            title,
            description: said(&event.description),
            practical_notes: said(&event.practical_notes),
            status: event.status,
            format: event.format,
            starts: local(event.starts_at),
            ends: local(event.ends_at),
            time_zone: event.time_zone.clone(),
            doors_open: event.doors_open_at.map(local),
            response_deadline: None,
            venue: event
                .venue
                .clone()
                .filter(|_| event.format != EventFormat::Online),
            online_link: None,
            contact_person: event.contact_person.clone(),
            cancel_reason: None,
        },
        is_provisional: event.is_provisional,
        programme,
        has_calendar: is_listed(&event),
        feed: feed_path(office.id),
        registering,
        language,
    }))
}

/// A listed event as a calendar, or nothing where there is none.
///
/// # Errors
/// The database's, or [`Failure::Other`] where the entry cannot be written.
pub async fn event_calendar(op: &Op, id: EventId, wish: &Wish) -> Result<Option<String>> {
    let found = find(op, id).await?;
    match found {
        None => Ok(None),
        Some((event, office)) => {
            let read = (wish, op.clock.now());
            written(&office, &[event], read, EntryStatus::Cancelled).map(Some)
        }
    }
}

/// The listed events of an office as a calendar that one may subscribe to, or nothing where there is no such office. What was announced
/// stays in it, and says so where it is put off or will not take place: an entry that is gone from a calendar tells nobody why.
///
/// # Errors
/// The database's, or [`Failure::Other`] where an entry cannot be written.
pub async fn office_calendar(op: &Op, id: OfficeId, wish: &Wish) -> Result<Option<String>> {
    let db = op.db.reader();
    let Some(office) = office::Entity::find_by_id(id).one(db).await? else {
        return Ok(None);
    };
    let now = op.clock.now();
    let events = event::Entity::find()
        .filter(event::Column::OfficeId.eq(id))
        .filter(event::Column::Visibility.eq(EventVisibility::Listed))
        .filter(event::Column::PublishedAt.is_not_null())
        .filter(event::Column::Status.is_not_in([EventStatus::Draft, EventStatus::Archived]))
        .filter(event::Column::EndsAt.gte(now - TimeDelta::days(KEPT)))
        .order_by_asc(event::Column::StartsAt)
        .order_by_asc(event::Column::Id)
        .limit(MOST)
        .all(db)
        .await?;
    written(&office, &events, (wish, now), EntryStatus::Cancelled).map(Some)
}

/// Events as a calendar, with what those are that are put off. What may still change is tentative.
pub(crate) fn written(
    office: &office::Model,
    events: &[event::Model],
    (wish, now): (&Wish, DateTime<Utc>),
    put_off: EntryStatus,
) -> Result<String> {
    let own = own(office);
    let language = wish.language(&own);
    let said = |text| Said::best(text, &language, &own).map(|said| said.text);
    let sender = office.sender_address.as_str();
    let host = sender
        .rsplit_once('@')
        .map_or("localhost", |(_, host)| host);
    let entries: Vec<CalendarEntry> = events
        .iter()
        .map(|event| CalendarEntry {
            // Another entry than a guest's own, which may stand in the same calendar.
            uid: format!("{}@{host}", event.id.0.simple()),
            sequence: u32::try_from(event.calendar_sequence).unwrap_or_default(),
            stamped_at: now,
            starts_at: event.starts_at,
            ends_at: event.ends_at,
            status: match event.status {
                EventStatus::Cancelled => EntryStatus::Cancelled,
                EventStatus::Postponed => put_off,
                EventStatus::Draft => EntryStatus::Tentative,
                _ if event.is_provisional => EntryStatus::Tentative,
                _ => EntryStatus::Confirmed,
            },
            summary: said(&event.title).unwrap_or_default(),
            description: said(&event.description),
            location: event.venue.as_ref().map(|venue| {
                let parts = [
                    Some(&venue.name),
                    venue.address.as_ref(),
                    venue.city.as_ref(),
                ];
                let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
                parts.join(", ")
            }),
            url: None,
            organizer: Some(Mailbox {
                name: office.sender_name.clone(),
                address: office.sender_address.to_string(),
            }),
            attendee: None,
            is_accepted: false,
        })
        .collect();
    calendar(CalendarMethod::Publish, &entries)
        .map_err(|error| Error::Failed(Failure::Other(error.to_string())))
}
