//! `GET /door/{token}`: the check-in page of a gate, for the phone of whoever stands there. It is a program in the browser: what it
//! knows it takes from the snapshot, what it saw it keeps until it is sent, and a service worker brings it back without a network.
//!
//! The page itself has nothing in it that a script would run: words are text, and the list comes by the snapshot alone.
//!
//! **Invariant:** the program uses no list that the server did not sign ([`signature`](kuvend_domain::door::signature)): it looks when a
//! list arrives and again when it takes up what the device kept. One whose signature does not hold is discarded, the desk is told, and
//! it is fetched anew as soon as there is a network. Browsers look at signatures where the address is secure, which the service worker
//! needs too; elsewhere the page says so, uses the list as it came while it is open, and neither keeps it nor takes one up.

use std::{
    hash::{DefaultHasher, Hasher as _},
    sync::Arc,
};

use axum::{
    extract::{Path, RawQuery, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use kuvend_domain::door::link::{self, AtGate};
use kuvend_entity::value::Language;
use serde::Serialize;

use crate::{
    Web,
    rsvp::{Speaks as _, visit},
    words::Words,
};

/// Scripts, styles and requests from here, pictures of a camera, and nothing else from anywhere.
const POLICY: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; style-src 'self'; \
                      img-src 'self' data:; media-src blob:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
/// The one page that may ask for a camera.
const PERMISSIONS: &str = "camera=(self), geolocation=(), microphone=()";
/// What the page's words are called by.
const PREFIX: &str = "door_";

const SCRIPT: &str = "text/javascript; charset=utf-8";
/// The page's files, by their names under [`file`].
const FILES: [(&str, &str, &str); 9] = [
    ("door.js", SCRIPT, include_str!("../../assets/door/door.js")),
    ("show.js", SCRIPT, include_str!("../../assets/door/show.js")),
    ("list.js", SCRIPT, include_str!("../../assets/door/list.js")),
    ("send.js", SCRIPT, include_str!("../../assets/door/send.js")),
    (
        "signed.js",
        SCRIPT,
        include_str!("../../assets/door/signed.js"),
    ),
    (
        "camera.js",
        SCRIPT,
        include_str!("../../assets/door/camera.js"),
    ),
    ("jsQR.js", SCRIPT, include_str!("../../assets/jsqr/jsQR.js")),
    (
        "jsQR-LICENSE.txt",
        "text/plain; charset=utf-8",
        include_str!("../../assets/jsqr/LICENSE"),
    ),
    (
        "door.css",
        "text/css; charset=utf-8",
        include_str!("../../assets/door/door.css"),
    ),
];
const WORKER: &str = include_str!("../../assets/door/sw.js");

/// What the template is given.
#[derive(Debug, Serialize)]
struct DoorView {
    title: String,
    title_language: Option<String>,
    gate: String,
    /// Where the page's files are.
    files: String,
    /// What the program says, by its own names.
    words: Vec<(String, String)>,
}

impl DoorView {
    fn of(at: &AtGate, words: &Words) -> Self {
        let title = at.event.title.best(Some(&words.language), &own(at));
        let title = title.unwrap_or_default().to_owned();
        let mut texts = at.event.title.0.iter();
        let said = texts.find(|(_, text)| **text == title);
        let own_words = words.text.iter().filter_map(|(key, text)| {
            let name = key.strip_prefix(PREFIX)?;
            Some((name.to_owned(), text.clone()))
        });
        Self {
            title_language: said.map(|(language, _)| language.to_string()),
            title,
            gate: at.gate.name.clone(),
            files: format!("/door/files/{}", version()),
            words: own_words.collect(),
        }
    }
}

fn own(at: &AtGate) -> Language {
    let own = at.office.languages.0.first().cloned();
    own.unwrap_or_else(Language::english)
}

/// The files' addresses change with what is in them, so that they may be kept for ever.
fn version() -> String {
    let mut hasher = DefaultHasher::new();
    for (name, _, text) in FILES {
        hasher.write(name.as_bytes());
        hasher.write(text.as_bytes());
    }
    format!("{:x}", hasher.finish())
}

/// `GET /door/{token}`: the page. Changes nothing.
pub(crate) async fn show(
    State(web): State<Arc<Web>>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let visit = visit(&token, query.as_deref(), &headers);
    let at = match link::open(&web.op(visit.language()), &token).await {
        Ok(Some(at)) => at,
        Ok(None) => return web.gone(&visit),
        Err(error) => return web.refuse(&visit, &error),
    };
    let asked = visit.asked.clone().or_else(|| visit.spoken.clone());
    let Some(words) = web.library.of(&asked.unwrap_or_else(|| own(&at))) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let view = DoorView::of(&at, words);
    let mut response = web.page(StatusCode::OK, "door.html", words, &view);
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    ] {
        let headers = response.headers_mut();
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// `GET /door/files/{version}/{name}`: a file of the page, for ever. One of another version is not here any more.
pub(crate) async fn file(Path((asked, name)): Path<(String, String)>) -> Response {
    let found = FILES.into_iter().find(|(known, _, _)| *known == name);
    match found.filter(|_| asked == version()) {
        Some((_, kind, text)) => (
            [
                (header::CONTENT_TYPE, kind),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ],
            text,
        )
            .into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `GET /door/sw.js`: what brings the page back where there is no network. Its place is its scope: gates, and nothing else.
pub(crate) async fn worker() -> Response {
    (
        [
            (header::CONTENT_TYPE, SCRIPT),
            (header::CACHE_CONTROL, "no-cache"),
            (
                header::CONTENT_SECURITY_POLICY,
                "default-src 'none'; connect-src 'self'",
            ),
        ],
        WORKER,
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use kuvend_entity::kind::{GuestCategory, ScanConflict, ScanResult};

    use super::*;
    use crate::words::Library;

    /// What follows each place of a text where something begins, up to a quotation mark.
    fn quoted<'a>(text: &'a str, begins: &str) -> Vec<&'a str> {
        let parts = text.split(begins).skip(1);
        parts.filter_map(|rest| rest.split('\'').next()).collect()
    }

    #[test]
    fn the_page_takes_along_every_file_that_it_asks_for() {
        let names: Vec<&str> = FILES.iter().map(|(name, _, _)| *name).collect();
        let needed = FILES[0].2.split("const own = [").nth(1).unwrap();
        let needed = needed.split(']').next().unwrap();
        for name in names.iter().filter(|name| !name.contains(".txt")) {
            assert!(needed.contains(&format!("'{name}'")), "{name}");
        }
        for (name, _, text) in FILES.iter().filter(|(name, _, _)| *name != "jsQR.js") {
            for asked in quoted(text, "from './") {
                assert!(names.contains(&asked), "{name} asks for {asked}");
            }
        }
    }

    #[test]
    fn every_word_that_the_program_says_is_there() {
        let library = Library::read().unwrap();
        let words = &library.all()[0].text;
        let mut said = 0;
        for (name, _, text) in FILES {
            for key in quoted(text, "say('") {
                said += 1;
                assert!(
                    words.contains_key(&format!("{PREFIX}{key}")),
                    "{name}: {key}"
                );
            }
        }
        assert!(said > 20, "{said}");
        for kind in ScanResult::ALL {
            let key = format!("{PREFIX}result_{}", kind.as_str().to_lowercase());
            assert!(words.contains_key(&key), "{key}");
        }
        for kind in GuestCategory::ALL {
            let key = format!("{PREFIX}category_{}", kind.as_str().to_lowercase());
            assert!(words.contains_key(&key), "{key}");
        }
        for kind in ScanConflict::ALL {
            let key = format!("{PREFIX}conflict_{}", kind.as_str().to_lowercase());
            assert!(words.contains_key(&key), "{key}");
        }
    }

    #[test]
    fn no_script_stands_in_the_page_itself_and_none_writes_markup() {
        let template = include_str!("../../templates/door.html");
        assert_eq!(template.matches("<script").count(), 1);
        assert!(template.contains("<script type=\"module\" src="));
        for (name, _, text) in FILES.iter().filter(|(name, _, _)| *name != "jsQR.js") {
            for way in [
                "innerHTML",
                "outerHTML",
                "insertAdjacentHTML",
                "document.write",
                "eval(",
            ] {
                assert!(!text.contains(way), "{name}: {way}");
            }
        }
    }
}
