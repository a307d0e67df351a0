//! `/certificate/{token}`: what a certificate of attendance says, for whoever is shown one.

use std::sync::Arc;

use axum::{
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use kuvend_domain::papers::{self, Certified};
use serde::Serialize;

use crate::{
    Web, dates,
    notice::{HostView, Text},
    rsvp::{Speaks as _, visit},
    words::Words,
};

/// What the template is given.
#[derive(Debug, Serialize)]
struct CertificateView {
    host: HostView,
    number: String,
    name: String,
    title: Text,
    on: String,
    issued_on: String,
}

impl CertificateView {
    fn of(said: &Certified, words: &Words) -> Self {
        Self {
            host: (&said.host).into(),
            number: said.number.clone(),
            name: said.name.clone(),
            title: (&said.title).into(),
            on: dates::plain(words, said.on),
            issued_on: dates::plain(words, said.issued_on),
        }
    }
}

/// `GET /certificate/{token}`: what the certificate says. Changes nothing.
pub(crate) async fn show(
    State(web): State<Arc<Web>>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let visit = visit(&token, query.as_deref(), &headers);
    match papers::verified(&web.op(visit.language()), &visit).await {
        Ok(Some(said)) => match web.library.of(&said.language) {
            Some(words) => {
                let view = CertificateView::of(&said, words);
                web.page(StatusCode::OK, "certificate.html", words, &view)
            }
            None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        },
        Ok(None) => web.gone(&visit),
        Err(error) => web.refuse(&visit, &error),
    }
}
