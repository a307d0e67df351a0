//! What the sections of the guest's page that have a form of their own share: reading it, and what follows.

use axum::{
    extract::{Form, Path, RawQuery, rejection::FormRejection},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Redirect, Response},
};
use kuvend_domain::{
    error::{Error, Result},
    fault::Fault,
    guest_page::Visit,
};

use super::{Shown, address, visit};
use crate::Web;

/// What a form was sent as: each field with its value.
pub(crate) type Pairs = Vec<(String, String)>;

/// `GET` at a section's own address: the page itself, for who chose another language while something was wrong. Changes nothing.
pub(crate) async fn leave(
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Redirect {
    let visit = visit(&token, query.as_deref(), &headers);
    Redirect::to(&address(&visit, false))
}

/// The fields of a form; the status and the key of what is said where it cannot be read.
pub(crate) fn pairs(
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Pairs, (StatusCode, &'static str)> {
    match form {
        Ok(Form(pairs)) => Ok(pairs),
        Err(rejection) => Err(unreadable(rejection.into_response().status())),
    }
}

/// What is said of a form that cannot be read, by the status with which it was refused.
pub(crate) fn unreadable(status: StatusCode) -> (StatusCode, &'static str) {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        (status, "error_too_large")
    } else {
        (StatusCode::BAD_REQUEST, "error_form")
    }
}

/// Where the page says that something was done in a section.
fn done(visit: &Visit<'_>, mark: &str, section: &str) -> String {
    let page = address(visit, false);
    let and = if page.contains('?') { '&' } else { '?' };
    format!("{page}{and}{mark}=1#{section}")
}

impl Web {
    /// What follows a section's form: the page again by `303 See Other`, saying what was done; or at once, with what is wrong.
    pub(super) async fn follow(
        &self,
        visit: &Visit<'_>,
        outcome: Result<()>,
        (mark, section): (&str, &str),
        refused: impl FnOnce(&[Fault]) -> Shown,
    ) -> Response {
        match outcome {
            Ok(()) => Redirect::to(&done(visit, mark, section)).into_response(),
            Err(Error::Rejected(faults)) => {
                let shown = refused(faults.list());
                self.show_with(visit, shown, StatusCode::UNPROCESSABLE_ENTITY)
                    .await
            }
            Err(other) => self.refuse(visit, &other),
        }
    }
}
