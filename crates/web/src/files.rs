//! `/files/{token}`: a stored file behind a signed link.

use std::{fmt::Write as _, sync::Arc};

use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderValue, Method, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use kuvend_domain::{
    error::Result,
    files::{self, Download},
    papers,
};
use kuvend_entity::value::Language;

use crate::Web;

/// `GET /files/{token}`: the file, streamed, once it is written down that it was fetched. `HEAD` changes nothing and tells what
/// `GET` would. A link that is wrong, altered, revoked or over is not told apart from one that never was.
pub(crate) async fn fetch(
    State(web): State<Arc<Web>>,
    Path(token): Path<String>,
    method: Method,
) -> Response {
    match open(&web, &token, &method).await {
        Ok(Some(response)) => response,
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(%error, "a stored file could not be opened");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

async fn open(web: &Web, token: &str, method: &Method) -> Result<Option<Response>> {
    let op = web.op(Language::english());
    let Some(file) = files::download(&op, token).await? else {
        return Ok(None);
    };
    let body = if method == Method::HEAD {
        Body::empty()
    } else {
        files::note_download(&op, &file).await?;
        Body::from_stream(files::streamed(&op.db, file.id))
    };
    let mut response = (heads(&file), body).into_response();
    if is_page(&file) {
        // Whatever it is opened for, it may do nothing here.
        let policy = HeaderValue::from_str(&papers::policy());
        let policy = policy.unwrap_or(HeaderValue::from_static(papers::POLICY));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(Some(response))
}

/// Whether it is to be looked at, and printed, where it is: a paper of an event.
fn is_page(file: &Download) -> bool {
    file.media_type.starts_with("text/html")
}

fn heads(file: &Download) -> [(header::HeaderName, String); 3] {
    let way = if is_page(file) {
        "inline"
    } else {
        "attachment"
    };
    [
        (header::CONTENT_TYPE, file.media_type.clone()),
        (header::CONTENT_LENGTH, file.bytes.to_string()),
        (header::CONTENT_DISPOSITION, disposition(way, &file.name)),
    ]
}

/// A name for saving, as RFC 6266 says: plain for old programs, and as RFC 8187 spells it for the others.
fn disposition(way: &str, name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|letter| match letter {
            '"' | '\\' | '/' | '%' => '_',
            ' '..='~' => letter,
            _ => '_',
        })
        .collect();
    let mut spelt = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            spelt.push(char::from(byte));
        } else {
            // Writing to a text cannot fail.
            let _ = write!(spelt, "%{byte:02X}");
        }
    }
    format!("{way}; filename=\"{plain}\"; filename*=UTF-8''{spelt}")
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn a_name_is_spelt_for_old_programs_and_for_new_ones() {
        assert_eq!(
            disposition("attachment", "contacts-2026-11-02.csv"),
            "attachment; filename=\"contacts-2026-11-02.csv\"; filename*=UTF-8''contacts-2026-11-02.csv"
        );
        assert_eq!(
            disposition("inline", "të \"ftuar\"\r\n.csv"),
            "inline; filename=\"t_ _ftuar___.csv\"; filename*=UTF-8''t%C3%AB%20%22ftuar%22%0D%0A.csv"
        );
    }
}
