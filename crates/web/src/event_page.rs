//! Listed events: the page that everybody may read and register on, and calendars to subscribe to.

pub(crate) mod place;

use std::sync::Arc;

use axum::{
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use kuvend_domain::{
    error::Result,
    feeds,
    guest_page::Visit,
    listed::{self, ListedPage, Wish},
    registration::{Registering, Shut},
};
use kuvend_entity::{id::EventId, kind::EventFormat};
use serde::Serialize;

use self::place::{PlaceView, Typed};
use crate::{
    Web, dates,
    fields::FieldView,
    notice::ErrorView,
    programme::{self, PartView},
    rsvp::{
        self, Speaks as _,
        view::{Place, Text},
        visit,
    },
    words::Words,
};

/// What the page of a listed event is given.
#[derive(Debug, Serialize)]
struct EventView {
    calendar: Option<String>,
    feed: String,
    /// What became of it, where it is not ahead any more.
    status: Option<String>,
    office: Text,
    office_address: String,
    postal_address: Option<String>,
    title: Text,
    when: Vec<String>,
    is_provisional: bool,
    doors_open: Option<String>,
    venue: Option<Place>,
    /// What is said of taking part on line, where one can.
    online: Option<String>,
    contact_person: Option<String>,
    description: Option<Text>,
    practical_notes: Option<Text>,
    programme: Vec<PartView>,
    place: Option<PlaceView>,
    fields: Vec<FieldView>,
    errors: Vec<ErrorView>,
}

/// What the page shows beside what stands: what was typed in its form and refused.
#[derive(Debug, Default)]
struct Shown {
    status: StatusCode,
    typed: Typed,
    problems: Vec<ErrorView>,
}

impl EventView {
    fn of(page: &ListedPage, words: &Words, id: EventId, shown: Shown) -> Self {
        let event = &page.event;
        // A form that is sent names the language in which it was shown.
        let action = format!("/e/{id}?lang={}", page.language);
        let typed = (&shown.typed, shown.problems.as_slice());
        Self {
            calendar: page
                .has_calendar
                .then(|| format!("/e/{id}/event.ics?lang={}", page.language)),
            feed: format!("{}?lang={}", page.feed, page.language),
            status: status(page).map(|key| words.say(key, &[])),
            place: PlaceView::of(page, words, &action, typed),
            fields: place::fields_of(page, words, &shown.typed),
            office: (&page.host.name).into(),
            office_address: page.host.address.to_string(),
            postal_address: page.host.postal_address.clone(),
            title: (&event.title).into(),
            when: dates::span(words, event.starts, event.ends, &event.time_zone),
            is_provisional: page.is_provisional,
            doors_open: event
                .doors_open
                .map(|at| dates::hour_near(words, at, event.starts)),
            venue: event.venue.as_ref().map(rsvp::view::place),
            online: online(event.format).map(|key| words.say(key, &[])),
            contact_person: event.contact_person.clone(),
            description: event.description.as_ref().map(Text::from),
            practical_notes: event.practical_notes.as_ref().map(Text::from),
            programme: programme::parts(&page.programme, words, event.starts),
            errors: shown.problems,
        }
    }
}

/// What is said of taking part on line.
const fn online(format: EventFormat) -> Option<&'static str> {
    match format {
        EventFormat::InPerson => None,
        EventFormat::Online => Some("online_listed_only"),
        EventFormat::Hybrid => Some("online_listed"),
    }
}

/// What is said of an event that is not ahead any more.
const fn status(page: &ListedPage) -> Option<&'static str> {
    match &page.registering {
        Registering::Shut(Shut::Cancelled, _) => Some("closed_cancelled"),
        Registering::Shut(Shut::Postponed, _) => Some("listed_postponed"),
        Registering::Shut(Shut::Over, _) => Some("closed_over"),
        Registering::Shut(Shut::NotOffered | Shut::TooLate, _) | Registering::Open(_) => None,
    }
}

/// `GET /e/{event}`: the page. Changes nothing.
pub(crate) async fn show(
    State(web): State<Arc<Web>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let visit = visit(&id, query.as_deref(), &headers);
    match id.parse() {
        Ok(event) => web.show_event(&visit, event, Shown::default()).await,
        Err(_) => web.gone(&visit),
    }
}

/// `GET /e/{event}/event.ics`: a listed event for the reader's calendar. Changes nothing.
pub(crate) async fn calendar(
    State(web): State<Arc<Web>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let visit = visit(&id, query.as_deref(), &headers);
    let file = match id.parse() {
        Ok(event) => {
            let op = web.op(visit.language());
            listed::event_calendar(&op, event, &wish(&visit)).await
        }
        Err(_) => Ok(None),
    };
    web.file(&visit, file, "attachment; filename=\"event.ics\"")
}

/// `GET /feeds/{office}.ics`: an office's listed events, for calendars to subscribe to; `GET /feeds/{token}.ics`: what an account
/// of staff sees of them. Changes nothing.
pub(crate) async fn feed(
    State(web): State<Arc<Web>>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let visit = visit(&name, query.as_deref(), &headers);
    let (op, wish) = (web.op(visit.language()), wish(&visit));
    let file = match name.strip_suffix(".ics").map(|id| (id, id.parse())) {
        Some((_, Ok(office))) => listed::office_calendar(&op, office, &wish).await,
        Some((token, Err(_))) => feeds::read(&op, token, &wish).await,
        None => Ok(None),
    };
    web.file(&visit, file, "inline; filename=\"events.ics\"")
}

fn wish(visit: &Visit<'_>) -> Wish {
    Wish {
        asked: visit.asked.clone(),
        spoken: visit.spoken.clone(),
    }
}

impl Web {
    /// The page of a listed event, with what was typed in its form and what is wrong with it.
    async fn show_event(&self, visit: &Visit<'_>, event: EventId, shown: Shown) -> Response {
        match listed::page(&self.op(visit.language()), event, &wish(visit)).await {
            Ok(Some(page)) => match self.library.of(&page.language) {
                Some(words) => {
                    let status = shown.status;
                    let view = EventView::of(&page, words, event, shown);
                    self.page(status, "event.html", words, &view)
                }
                None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            },
            Ok(None) => self.gone(visit),
            Err(error) => self.refuse(visit, &error),
        }
    }

    fn file(
        &self,
        visit: &Visit<'_>,
        file: Result<Option<String>>,
        disposition: &'static str,
    ) -> Response {
        match file {
            Ok(Some(file)) => (
                [
                    (
                        header::CONTENT_TYPE,
                        "text/calendar; charset=utf-8; method=PUBLISH",
                    ),
                    (header::CONTENT_DISPOSITION, disposition),
                ],
                file,
            )
                .into_response(),
            Ok(None) => self.gone(visit),
            Err(error) => self.refuse(visit, &error),
        }
    }
}
