//! Behind the link in the letter: who confirms that an address is theirs is registered.

use std::sync::Arc;

use axum::{
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Redirect, Response},
};
use kuvend_domain::registration::{self, Pending};
use serde::Serialize;

use crate::{
    Web, languages,
    notice::{HostView, Text},
    rsvp::{Speaks as _, is_from_elsewhere, visit},
};

/// What the template is given.
#[derive(Debug, Serialize)]
struct ConfirmView {
    action: String,
    host: HostView,
    waiting: Option<(String, String)>,
    is_registered: bool,
    consents: Vec<(Text, bool)>,
}

/// `GET /confirm/{token}`: what would be confirmed. Changes nothing.
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
    };
    web.page(StatusCode::OK, "confirm.html", words, &view)
}

/// `POST /confirm/{token}`: registers, then shows the page again by `303 See Other`.
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
        Ok(()) => Redirect::to(&path(&token, query.as_deref())).into_response(),
        Err(error) => web.refuse(&visit, &error),
    }
}

/// The page's own address. The token of a good link is base64url and needs no encoding.
fn path(token: &str, query: Option<&str>) -> String {
    let lang = languages::asked(query).map(|lang| format!("?lang={lang}"));
    format!("/confirm/{token}{}", lang.unwrap_or_default())
}
