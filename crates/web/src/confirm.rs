//! Behind the link in the letter: who confirms that an address is theirs is registered.

use std::sync::Arc;

use axum::{
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Redirect, Response},
};
use kuvend_domain::{
    error::Error,
    registration::{self, AskedPlace, Confirmed, Pending, Shut},
};
use serde::Serialize;

use crate::{
    Web, dates, languages, modes,
    notice::{HostView, Text},
    rsvp::{Speaks as _, is_from_elsewhere, visit},
    words::Words,
};

/// What the template is given.
#[derive(Debug, Serialize)]
struct ConfirmView {
    action: String,
    host: HostView,
    waiting: Option<(String, String)>,
    is_registered: bool,
    consents: Vec<(Text, bool)>,
    /// What place at which event is confirmed.
    place: Option<PlaceView>,
}

#[derive(Debug, Serialize)]
struct PlaceView {
    title: Text,
    when: Vec<String>,
    party: Option<i32>,
    /// How one takes part, where one chose.
    attends: Option<String>,
    /// What is to be known before one confirms.
    said: Vec<String>,
    /// Why one cannot any more.
    shut: Option<String>,
}

impl PlaceView {
    fn of(place: &AskedPlace, words: &Words) -> Self {
        let until = || dates::until(words, place.until, &place.time_zone);
        let say = |key: &str| words.say(key, &[]);
        let said = [
            (place.would_wait, "place_full"),
            (place.needs_approval, "place_approval"),
        ];
        Self {
            title: (&place.title).into(),
            when: dates::span(words, place.starts, place.ends, &place.time_zone),
            party: (place.party_size > 1).then_some(place.party_size),
            attends: place.attends.map(|mode| modes::name(words, mode)),
            said: said
                .into_iter()
                .filter(|(is_so, _)| *is_so && place.shut.is_none())
                .map(|(_, key)| say(key))
                .collect(),
            shut: place.shut.map(|shut| match shut {
                Shut::NotOffered => say("place_closed"),
                Shut::Cancelled => say("closed_cancelled"),
                Shut::Postponed => say("listed_postponed"),
                Shut::Over => say("closed_over"),
                Shut::TooLate => words.say("place_too_late", &[("until", &until())]),
            }),
        }
    }
}

/// `GET /confirm/{token}`: what would be confirmed, or the way to one's own page at an event once it is. Changes nothing.
pub(crate) async fn show(
    State(web): State<Arc<Web>>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let visit = visit(&token, query.as_deref(), &headers);
    let op = web.op(visit.language());
    let page: Pending = match registration::pending(&op, &visit).await {
        Ok(Some(page)) => page,
        Ok(None) => return web.gone(&visit),
        Err(error) => return web.refuse(&visit, &error),
    };
    let Some(words) = web.library.of(&page.language) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    if let Some(own) = page.place.as_ref().and_then(|place| place.page.as_ref()) {
        return Redirect::to(&in_language(own, query.as_deref())).into_response();
    }
    let view = ConfirmView {
        action: path(&token, query.as_deref()),
        host: (&page.host).into(),
        waiting: page.waiting,
        is_registered: page.is_registered,
        consents: page
            .consents
            .iter()
            .map(|(wording, agrees)| (wording.into(), *agrees))
            .collect(),
        place: page.place.as_ref().map(|place| PlaceView::of(place, words)),
    };
    web.page(StatusCode::OK, "confirm.html", words, &view)
}

/// `POST /confirm/{token}`: registers, then shows the page again by `303 See Other`, or the guest's own page at the event. Where the
/// event takes no registrations any more, the page says so.
pub(crate) async fn take(
    State(web): State<Arc<Web>>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let visit = visit(&token, query.as_deref(), &headers);
    if is_from_elsewhere(&headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let op = web.op(visit.language());
    match registration::confirm(&op, &token).await {
        Ok(Confirmed::Place(own)) => {
            Redirect::to(&in_language(&own, query.as_deref())).into_response()
        }
        Ok(Confirmed::Address) | Err(Error::Rejected(_)) => {
            Redirect::to(&path(&token, query.as_deref())).into_response()
        }
        Err(error) => web.refuse(&visit, &error),
    }
}

/// Another page, in the language chosen here.
fn in_language(page: &str, query: Option<&str>) -> String {
    let lang = languages::asked(query).map(|lang| format!("?lang={lang}"));
    format!("{page}{}", lang.unwrap_or_default())
}

/// The page's own address. The token of a good link is base64url and needs no encoding.
fn path(token: &str, query: Option<&str>) -> String {
    in_language(&format!("/confirm/{token}"), query)
}
