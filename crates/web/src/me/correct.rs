//! Correcting what is kept of oneself.

use std::sync::Arc;

use axum::{
    extract::{Form, Path, RawQuery, State, rejection::FormRejection},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Redirect, Response},
};
use kuvend_domain::{
    error::Error,
    fault::Code,
    guest_page::Visit,
    own_page::{self, Correction},
};
use serde::Serialize;

use crate::{
    Web,
    fields::{FieldView, Shape, problem},
    notice::{ErrorView, HostView},
    rsvp::{
        Speaks as _, is_from_elsewhere,
        section::{Pairs, pairs},
        visit,
    },
    words::Words,
};

/// What the template is given.
#[derive(Debug, Serialize)]
struct CorrectView {
    action: String,
    back: String,
    host: HostView,
    version: String,
    fields: Vec<FieldView>,
    errors: Vec<ErrorView>,
}

/// The form's own address.
pub(super) fn path(visit: &Visit<'_>) -> String {
    super::path_below(visit, "/correct", false)
}

/// `GET /me/{token}/correct`: the form with what stands in the record. Changes nothing.
pub(crate) async fn show(
    State(web): State<Arc<Web>>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let visit = visit(&token, query.as_deref(), &headers);
    web.correction(&visit, StatusCode::OK, None, |_| Vec::new())
        .await
}

/// `POST /me/{token}/correct`: what was corrected, then one's own page by `303 See Other`.
pub(crate) async fn take(
    State(web): State<Arc<Web>>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    form: Result<Form<Pairs>, FormRejection>,
) -> Response {
    let visit = visit(&token, query.as_deref(), &headers);
    let (mut typed, shape) = read(form);
    let refused = if is_from_elsewhere(&headers) {
        Err((StatusCode::FORBIDDEN, "error_elsewhere"))
    } else {
        shape
    };
    if let Err((status, key)) = refused {
        let wrong = |words: &Words| vec![ErrorView::of_page(words, key)];
        return web.correction(&visit, status, typed, wrong).await;
    }
    let given = typed.clone().unwrap_or_default();
    let op = web.op(visit.language());
    match own_page::correct(&op, &visit, &given).await {
        Ok(_) => Redirect::to(&super::path(&visit, true)).into_response(),
        Err(Error::Rejected(faults)) => {
            let is_old = faults.list().iter().any(|one| one.code == Code::Conflict);
            if is_old && let Some(typed) = &mut typed {
                // Whoever sends it once more has been told, and means it.
                typed.version.clear();
            }
            let wrong = |words: &Words| {
                let faults = faults.list().iter();
                faults.map(|fault| problem(fault, words)).collect()
            };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            web.correction(&visit, status, typed, wrong).await
        }
        Err(error) => web.refuse(&visit, &error),
    }
}

/// What was typed, and whether it is the form. What could be read is kept, whatever else is wrong.
fn read(
    form: Result<Form<Pairs>, FormRejection>,
) -> (Option<Correction>, Result<(), (StatusCode, &'static str)>) {
    let pairs = match pairs(form) {
        Ok(pairs) => pairs,
        Err(refused) => return (None, Err(refused)),
    };
    let (mut typed, mut seen) = (Correction::default(), Vec::new());
    let mut is_whole = true;
    for (name, value) in pairs {
        match place(&mut typed, &name) {
            Some(place) if !seen.contains(&name) => *place = value,
            _ => is_whole = false,
        }
        seen.push(name);
    }
    // A field that is missing would empty what is kept.
    if is_whole && seen.len() == FIELDS.len() + 1 {
        (Some(typed), Ok(()))
    } else {
        (None, Err((StatusCode::BAD_REQUEST, "error_form")))
    }
}

/// Fields in their order.
const FIELDS: [Shape; 10] = [
    ("given_name", "text", "given-name"),
    ("family_name", "text", "family-name"),
    ("email", "email", "email"),
    ("phone", "tel", "tel"),
    ("preferred_language", "language", "off"),
    ("residence_country", "country", "country"),
    ("residence_city", "text", "address-level2"),
    ("origin_municipality", "text", "off"),
    ("birth_year", "year", "bday-year"),
    ("profession", "text", "organization-title"),
];

fn place<'a>(typed: &'a mut Correction, name: &str) -> Option<&'a mut String> {
    Some(match name {
        "version" => &mut typed.version,
        "given_name" => &mut typed.given_name,
        "family_name" => &mut typed.family_name,
        "email" => &mut typed.email,
        "phone" => &mut typed.phone,
        "preferred_language" => &mut typed.preferred_language,
        "residence_country" => &mut typed.residence_country,
        "residence_city" => &mut typed.residence_city,
        "origin_municipality" => &mut typed.origin_municipality,
        "birth_year" => &mut typed.birth_year,
        "profession" => &mut typed.profession,
        _ => return None,
    })
}

impl Web {
    /// The form with what was typed, or with what stands in the record.
    async fn correction(
        &self,
        visit: &Visit<'_>,
        status: StatusCode,
        typed: Option<Correction>,
        wrong: impl FnOnce(&Words) -> Vec<ErrorView>,
    ) -> Response {
        let op = self.op(visit.language());
        let page = match own_page::view(&op, visit).await {
            Ok(Some(page)) => page,
            Ok(None) => return self.gone(visit),
            Err(error) => return self.refuse(visit, &error),
        };
        let Some(words) = self.library.of(&page.language) else {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        };
        let mut stands = page.correction;
        let mut shown = typed.unwrap_or_else(|| stands.clone());
        if shown.version.is_empty() {
            shown.version.clone_from(&stands.version);
        }
        let fields = FIELDS.map(|shape| {
            // What is known of these is not taken away.
            let is_kept = matches!(shape.0, "given_name" | "family_name" | "email");
            let is_required =
                is_kept && place(&mut stands, shape.0).is_some_and(|at| !at.is_empty());
            let value = place(&mut shown, shape.0).map_or("", |at| at.as_str());
            FieldView::of(words, shape, is_required, value)
        });
        let view = CorrectView {
            action: path(visit),
            back: super::path(visit, false),
            host: (&page.host).into(),
            version: shown.version,
            fields: fields.into(),
            errors: wrong(words),
        };
        self.page(status, "correct.html", words, &view)
    }
}
