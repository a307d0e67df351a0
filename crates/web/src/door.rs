//! `/door/{token}`: a gate behind its signed link takes the guest list along, signed for it, and sends what it saw.
//! `/t/{token}.svg`: a ticket as a square that a camera reads.

pub(crate) mod page;

use std::sync::Arc;

use axum::{
    Json,
    extract::{DefaultBodyLimit, Path, State, rejection::JsonRejection},
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use kuvend_domain::{
    door::{
        link::{self, Sent},
        snapshot::Signed,
        tickets,
    },
    error::{Denied, Error},
};
use kuvend_entity::value::Language;
use serde::Serialize;

use crate::Web;

/// Bytes of what a gate sends at most: 500 scans.
const SENT_LIMIT: usize = 512 * 1024;

/// What a gate may send at once.
pub(crate) fn body_limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(SENT_LIMIT)
}

/// Why a gate was refused, for the program that asked.
#[derive(Debug, Serialize)]
struct Refused {
    /// `GONE` for a link that opens nothing, else the code of the first fault.
    code: &'static str,
    /// Where in what was sent.
    field: Option<String>,
}

fn refused(status: StatusCode, code: &'static str, field: Option<String>) -> Response {
    (status, Json(Refused { code, field })).into_response()
}

/// A link that is wrong, altered, taken back or over is not told apart from one that never was.
fn gone() -> Response {
    refused(StatusCode::NOT_FOUND, "GONE", None)
}

fn failed(error: &Error) -> Response {
    match error {
        Error::Rejected(faults) => {
            let first = faults.list().first();
            let code = first.map_or("MALFORMED", |fault| fault.code.as_str());
            let field = first.map(|fault| fault.field.join("."));
            refused(StatusCode::UNPROCESSABLE_ENTITY, code, field)
        }
        // A gate reaches its own event and nothing else; what it is denied is over.
        Error::Denied(Denied::NotFound) => gone(),
        Error::Denied(denied) => {
            tracing::error!(?denied, "a gate was denied");
            gone()
        }
        Error::Failed(failure) => {
            tracing::error!(%failure, "a gate failed");
            refused(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", None)
        }
    }
}

/// Bears the signature of a snapshot: how it is made, [`signature`](kuvend_domain::door::signature) tells.
const SIGNATURE: HeaderName = HeaderName::from_static("kuvend-signature");

/// `GET /door/{token}/snapshot`: whom the gate may let in. Changes nothing; whoever has it already is told so by its signature, which
/// is its tag too.
pub(crate) async fn snapshot(
    State(web): State<Arc<Web>>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let signed = match link::snapshot(&web.op(Language::english()), &token).await {
        Ok(Some(signed)) => signed,
        Ok(None) => return gone(),
        Err(error) => return failed(&error),
    };
    let Signed { body, signature } = signed;
    let tag = format!("\"{signature}\"");
    let known = headers.get_all(header::IF_NONE_MATCH).iter();
    let is_known = known
        .filter_map(|tags| tags.to_str().ok())
        .flat_map(|tags| tags.split(','))
        .any(|known| known.trim().trim_start_matches("W/") == tag);
    let bears = [(header::ETAG, tag), (SIGNATURE, signature)];
    if is_known {
        return (StatusCode::NOT_MODIFIED, bears).into_response();
    }
    let json = [(header::CONTENT_TYPE, "application/json")];
    (bears, json, body).into_response()
}

/// `POST /door/{token}/scans`: what the gate saw, as JSON, which no form of another site can send.
pub(crate) async fn scans(
    State(web): State<Arc<Web>>,
    Path(token): Path<String>,
    sent: Result<Json<Sent>, JsonRejection>,
) -> Response {
    let sent = match sent {
        Ok(Json(sent)) => sent,
        Err(rejection) => return refused(rejection.status(), "MALFORMED", None),
    };
    match Box::pin(link::send(&web.op(Language::english()), &token, sent)).await {
        Ok(Some(answer)) => Json(answer).into_response(),
        Ok(None) => gone(),
        Err(error) => failed(&error),
    }
}

/// `GET /t/{token}.svg`: a ticket as a picture. It is drawn of the link itself and says nothing of whether it lets anybody in.
pub(crate) async fn ticket(Path(name): Path<String>) -> Response {
    match name.strip_suffix(".svg").and_then(tickets::picture) {
        Some(picture) => ([(header::CONTENT_TYPE, "image/svg+xml")], picture).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
