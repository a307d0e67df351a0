//! The window for people: the guest's page behind a signed link, the focal point's page of a delegation, registering by oneself, one's own page, the check-in page at the
//! door, and the inbox that shows letters during development.
//! Templates, words and the style sheet are in the binary.
//!
//! Knows pages, forms and languages; must not know the database, the rules or the configuration: what may be answered
//! and what follows from it is the domain's.
//!
//! **Invariant:** `GET` and `HEAD` change nothing, however often a mail scanner opens a link; only that a file was fetched is written
//! down, before its first byte.
//! **Invariant:** every page but the one at the door works without a script, and no page loads anything from elsewhere.
//! **Invariant:** a path is logged here nowhere: a guest's path is their credential.

mod certificate;
mod confirm;
mod copy;
mod dates;
mod delegation;
mod door;
mod event_page;
mod fields;
mod files;
mod floods;
mod headers;
mod inbox;
mod languages;
mod me;
mod modes;
mod notice;
mod pages;
mod programme;
mod register;
mod rsvp;
mod words;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::HeaderName,
    middleware,
    routing::{get, post},
};
use kuvend_domain::{actor::Actor, clock::Clock, engine::Db, op::Op};
use kuvend_entity::{kind::Route, value::Language};
use tokio::sync::Semaphore;

pub use crate::words::Broken;
use crate::{copy::Vocabulary, floods::Floods, pages::Pages, words::Library};

/// What the pages need: the database, the time, the templates and the words.
#[derive(Debug)]
pub struct Web {
    db: Db,
    clock: Clock,
    library: Library,
    vocabulary: Vocabulary,
    pages: Pages,
    floods: Floods,
    nominations: Floods,
    /// Places for forms with files that are on their way.
    handing: Semaphore,
    /// Bytes of a file at most, whatever may be larger by its kind.
    most_bytes: u64,
}

impl Web {
    /// Reads the words and the templates.
    ///
    /// # Errors
    /// [`Broken`] where a file in the binary does not read, which the tests exclude.
    pub fn new(db: Db, clock: Clock) -> Result<Self, Broken> {
        Ok(Self {
            db,
            clock,
            library: Library::read()?,
            vocabulary: Vocabulary::read()?,
            pages: Pages::read()?,
            floods: Floods::default(),
            nominations: Floods::of(delegation::FORMS),
            handing: Semaphore::new(rsvp::handing::AT_ONCE),
            most_bytes: u64::MAX,
        })
    }

    /// The same behind a proxy that writes the visitor's address into a header, which nobody else may set.
    #[must_use]
    pub fn behind(mut self, header: Option<HeaderName>) -> Self {
        self.floods.header.clone_from(&header);
        self.nominations.header = header;
        self
    }

    /// The same where no file may have more bytes than these, of whatever kind it is.
    #[must_use]
    pub const fn taking(mut self, most_bytes: u64) -> Self {
        self.most_bytes = most_bytes;
        self
    }

    /// An operation of a visitor who has shown nothing yet.
    fn op(&self, language: Language) -> Op {
        Op {
            actor: Actor::Anonymous,
            language,
            ..Op::system(self.db.clone(), self.clock.clone(), Route::Link)
        }
    }
}

/// What is open to the world: the pages `/r/{token}`, `/d/{token}`, `/e/{event}`, `/register`, `/confirm/{token}`, `/me` and `/copy/{token}`, the
/// files behind `/files/{token}`, certificates behind `/certificate/{token}`, gates behind `/door/{token}`, tickets as pictures, and the style
/// sheet.
pub fn router(web: Arc<Web>) -> Router {
    Router::new()
        .route(
            "/r/{token}",
            get(rsvp::show).post(rsvp::take).layer(rsvp::body_limit()),
        )
        .route(
            "/r/{token}/asking",
            get(rsvp::section::leave)
                .post(rsvp::asking::take)
                .layer(rsvp::asking::body_limit()),
        )
        .route(
            "/r/{token}/questions",
            get(rsvp::section::leave)
                .post(rsvp::floor::take)
                .layer(rsvp::body_limit()),
        )
        .route(
            "/r/{token}/handing",
            // Each kind of file has a limit of its own.
            get(rsvp::section::leave)
                .post(rsvp::handing::take)
                .layer(DefaultBodyLimit::disable()),
        )
        .route("/r/{token}/event.ics", get(rsvp::calendar))
        .route(
            "/d/{token}",
            get(delegation::show)
                .post(delegation::take)
                .layer(rsvp::body_limit()),
        )
        .route(
            "/e/{event}",
            get(event_page::show)
                .post(event_page::place::take)
                .layer(rsvp::body_limit()),
        )
        .route("/e/{event}/event.ics", get(event_page::calendar))
        .route("/feeds/{name}", get(event_page::feed))
        .route("/door/{token}", get(door::page::show))
        .route("/door/sw.js", get(door::page::worker))
        .route("/door/files/{version}/{name}", get(door::page::file))
        .route("/door/{token}/snapshot", get(door::snapshot))
        .route(
            "/door/{token}/scans",
            post(door::scans).layer(door::body_limit()),
        )
        .route("/t/{name}", get(door::ticket))
        .route("/files/{token}", get(files::fetch))
        .route("/certificate/{token}", get(certificate::show))
        .route("/copy/{token}", get(copy::show))
        .route("/copy/{token}/text", get(copy::text))
        .route("/copy/{token}/data.json", get(copy::data))
        .merge(forms())
        .layer(middleware::from_fn(headers::private))
        .route(pages::STYLE_PATH, get(pages::style))
        .with_state(web)
}

/// The pages by which people register and see what is kept of them.
fn forms() -> Router<Arc<Web>> {
    Router::new()
        .route("/register", get(register::show).post(register::take))
        .route(
            "/register/{office}",
            get(register::show).post(register::take),
        )
        .route("/register/sent", get(register::sent))
        .route("/confirm/{token}", get(confirm::show).post(confirm::take))
        .route("/me", get(me::ask).post(me::send))
        .route("/me/sent", get(me::sent))
        .route("/me/{token}", get(me::show).post(me::take))
        .route(
            "/me/{token}/correct",
            get(me::correct::show).post(me::correct::take),
        )
        .layer(rsvp::body_limit())
}

/// The dev inbox at `/inbox`, to be merged beside [`router`], whose style sheet it uses. It asks nobody who they are:
/// mount it only where letters are kept on this machine and nobody else reaches it.
pub fn inbox_router(web: Arc<Web>) -> Router {
    Router::new()
        .route("/inbox", get(inbox::list))
        .route("/inbox/{id}", get(inbox::show))
        .route("/inbox/{id}/html", get(inbox::html))
        .route("/inbox/{id}/source", get(inbox::source))
        .layer(middleware::from_fn(headers::private))
        .with_state(web)
}
