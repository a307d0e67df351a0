//! Listed events: the page that everybody may read, and calendars to subscribe to.

use std::sync::Arc;

use axum::{
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use kuvend_domain::{
    error::Result,
    feeds,
    listed::{self, ListedPage, Wish},
};
use kuvend_entity::kind::EventFormat;
use serde::Serialize;

use crate::{
    Web, dates,
    programme::{self, PartView},
    rsvp::{
        Speaks as _,
        view::{Place, Text, place},
        visit,
    },
    words::Words,
};

/// What the page of a listed event is given.
#[derive(Debug, Serialize)]
struct EventView {
    calendar: String,
    office: Text,
    office_address: String,
    postal_address: Option<String>,
    title: Text,
    when: Vec<String>,
    is_provisional: bool,
    doors_open: Option<String>,
    place: Option<Place>,
    is_online: bool,
    contact_person: Option<String>,
    description: Option<Text>,
    practical_notes: Option<Text>,
    programme: Vec<PartView>,
}

impl EventView {
    fn of(page: &ListedPage, words: &Words, calendar: String) -> Self {
        let event = &page.event;
        Self {
            calendar,
            office: (&page.host.name).into(),
            office_address: page.host.address.to_string(),
            postal_address: page.host.postal_address.clone(),
            title: (&event.title).into(),
            when: dates::span(words, event.starts, event.ends, &event.time_zone),
            is_provisional: page.is_provisional,
            doors_open: event
                .doors_open
                .map(|at| dates::hour_near(words, at, event.starts)),
            place: event.venue.as_ref().map(place),
            is_online: event.format != EventFormat::InPerson,
            contact_person: event.contact_person.clone(),
            description: event.description.as_ref().map(Text::from),
            practical_notes: event.practical_notes.as_ref().map(Text::from),
            programme: programme::parts(&page.programme, words, event.starts),
        }
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
    let wish = wish(&visit);
    let Ok(event) = id.parse() else {
        return web.gone(&visit);
    };
    match listed::page(&web.op(visit.language()), event, &wish).await {
        Ok(Some(page)) => match web.library.of(&page.language) {
            Some(words) => {
                let calendar = format!("/e/{event}/event.ics?lang={}", page.language);
                let view = EventView::of(&page, words, calendar);
                web.page(StatusCode::OK, "event.html", words, &view)
            }
            None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        },
        Ok(None) => web.gone(&visit),
        Err(error) => web.refuse(&visit, &error),
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

fn wish(visit: &kuvend_domain::guest_page::Visit<'_>) -> Wish {
    Wish {
        asked: visit.asked.clone(),
        spoken: visit.spoken.clone(),
    }
}

impl Web {
    fn file(
        &self,
        visit: &kuvend_domain::guest_page::Visit<'_>,
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
