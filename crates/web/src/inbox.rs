//! The dev inbox: letters as they were written, where nothing leaves the machine. In English only; it is for who runs
//! the product, and mounted only where the server's transport keeps letters on the machine.
//!
//! **Invariant:** a letter's html is shown in a sandbox: it runs nothing and fetches nothing.

mod view;

use std::sync::Arc;

use axum::{
    extract::{Path, RawQuery, State},
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse as _, Response},
};
use kuvend_domain::{
    error::Error,
    inbox::{self, Body, Opened},
    op::Op,
    paging::{Cursor, PageRequest},
};
use kuvend_entity::{id::MessageId, kind::Route, value::Language};

use self::view::{LetterView, ListView};
use crate::{Web, languages::parameter};

/// What a letter's html may do: be seen, and open its links elsewhere.
const SANDBOX: &str = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; \
                       style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

/// `GET /inbox`: the letters, newest first, a page at a time.
pub(crate) async fn list(State(web): State<Arc<Web>>, RawQuery(query): RawQuery) -> Response {
    let cursor = |name| parameter(query.as_deref(), name).and_then(Cursor::decode);
    let (after, before) = (cursor("after"), cursor("before"));
    let request = PageRequest {
        backward: before.is_some(),
        after,
        before,
        count: true,
        ..PageRequest::default()
    };
    match inbox::list(&web.reader(), &request).await {
        Ok(page) => web.english("inbox.html", &ListView::of(&page)),
        Err(error) => failed(&error),
    }
}

/// `GET /inbox/{id}`: one letter, one part of it at a time.
pub(crate) async fn show(
    State(web): State<Arc<Web>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    match web.letter(&id).await {
        Ok(Some(letter)) => {
            let part = parameter(query.as_deref(), "part");
            web.english("letter.html", &LetterView::of(&letter, part))
        }
        Ok(None) => missing(),
        Err(error) => failed(&error),
    }
}

/// `GET /inbox/{id}/html`: the html part alone, for the frame.
pub(crate) async fn html(State(web): State<Arc<Web>>, Path(id): Path<String>) -> Response {
    let html = match web.body(&id).await {
        Ok(body) => body.and_then(|body| body.mail.html_with_pictures()),
        Err(error) => return failed(&error),
    };
    let Some(html) = html else {
        return missing();
    };
    // Links open beside the inbox: the frame itself must stay what it is.
    let html = html.replacen("<head>", "<head><base target=\"_blank\">", 1);
    let mut response = Html(html).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(SANDBOX),
    );
    headers.insert(
        header::X_FRAME_OPTIONS,
        HeaderValue::from_static("SAMEORIGIN"),
    );
    response
}

/// `GET /inbox/{id}/source`: the bytes as sent.
pub(crate) async fn source(State(web): State<Arc<Web>>, Path(id): Path<String>) -> Response {
    match web.body(&id).await {
        Ok(Some(body)) => (
            [
                (header::CONTENT_TYPE, "message/rfc822"),
                (
                    header::CONTENT_DISPOSITION,
                    "attachment; filename=\"letter.eml\"",
                ),
            ],
            body.bytes,
        )
            .into_response(),
        Ok(None) => missing(),
        Err(error) => failed(&error),
    }
}

fn missing() -> Response {
    (StatusCode::NOT_FOUND, "There is no such letter.").into_response()
}

fn failed(error: &Error) -> Response {
    tracing::error!(%error, "the inbox failed");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

impl Web {
    /// The inbox is the machine's own window; whoever may not see it must not have it mounted.
    fn reader(&self) -> Op {
        Op::system(self.db.clone(), self.clock.clone(), Route::Link)
    }

    async fn letter(&self, id: &str) -> Result<Option<Opened>, Error> {
        match id.parse::<MessageId>() {
            Ok(id) => inbox::open(&self.reader(), id).await,
            Err(_) => Ok(None),
        }
    }

    async fn body(&self, id: &str) -> Result<Option<Body>, Error> {
        Ok(self.letter(id).await?.and_then(|letter| letter.body))
    }

    fn english<V: serde::Serialize>(&self, template: &str, view: &V) -> Response {
        match self.library.of(&Language::english()) {
            Some(words) => self.page(StatusCode::OK, template, words, view),
            None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
}
