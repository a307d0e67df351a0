//! The guest's page: see the invitation, answer it, see the answer.

pub(crate) mod asking;
pub(crate) mod floor;
mod form;
pub(crate) mod handing;
pub(crate) mod section;
#[cfg(test)]
mod tests;
pub(crate) mod view;

use std::sync::Arc;

use axum::{
    extract::{DefaultBodyLimit, Form, Path, RawQuery, State, rejection::FormRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Redirect, Response},
};
use kuvend_domain::{
    error::{Denied, Error, Result},
    guest_page::{self, Visit},
};
use kuvend_entity::value::Language;

use self::{
    form::{Problem, Typed},
    view::{Paths, RsvpView},
};
use crate::{Web, languages, words::Words};

/// Bytes of a form at most.
const FORM_LIMIT: usize = 16 * 1024;

/// What an answer may weigh.
pub(crate) fn body_limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(FORM_LIMIT)
}

/// `GET /r/{token}`: the page. Changes nothing.
pub(crate) async fn show(
    State(web): State<Arc<Web>>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let visit = visit(&token, query.as_deref(), &headers);
    let is_said = |mark: &str| languages::parameter(query.as_deref(), mark) == Some("1");
    let shown = if is_said("told") {
        Shown::Told
    } else if is_said("asked") {
        Shown::Done(floor::Done::Asked)
    } else if is_said("withdrawn") {
        Shown::Done(floor::Done::Withdrawn)
    } else if is_said("handed") {
        Shown::HandedIn
    } else {
        Shown::Answer(None, is_said("saved"))
    };
    web.show_with(&visit, shown, StatusCode::OK).await
}

/// `POST /r/{token}`: the answer, then the page again by `303 See Other`; or at once, with what is wrong.
pub(crate) async fn take(
    State(web): State<Arc<Web>>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let visit = visit(&token, query.as_deref(), &headers);
    let (typed, shape) = form::read(form);
    if is_from_elsewhere(&headers) {
        let problems = vec![Problem::of_page("error_elsewhere")];
        return web
            .show(
                &visit,
                Some((typed, problems)),
                StatusCode::FORBIDDEN,
                false,
            )
            .await;
    }
    let given = match shape.and_then(|()| typed.answer()) {
        Ok(given) => given,
        Err((status, problems)) => {
            return web
                .show(&visit, Some((typed, problems)), status, false)
                .await;
        }
    };
    let op = web.op(visit.language());
    match Box::pin(guest_page::answer(&op, &visit, given)).await {
        Ok(_) => Redirect::to(&address(&visit, true)).into_response(),
        Err(Error::Rejected(faults)) => {
            let problems = faults.list().iter().map(Problem::of_fault).collect();
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            web.show(&visit, Some((typed, problems)), status, false)
                .await
        }
        Err(other) => web.refuse(&visit, &other),
    }
}

/// `GET /r/{token}/event.ics`: the event for the guest's calendar. Changes nothing.
pub(crate) async fn calendar(
    State(web): State<Arc<Web>>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let visit = visit(&token, query.as_deref(), &headers);
    match guest_page::calendar_file(&web.op(visit.language()), &visit).await {
        Ok(Some(file)) => (
            [
                (
                    header::CONTENT_TYPE,
                    "text/calendar; charset=utf-8; method=PUBLISH",
                ),
                (
                    header::CONTENT_DISPOSITION,
                    "attachment; filename=\"event.ics\"",
                ),
            ],
            file,
        )
            .into_response(),
        Ok(None) => web.gone(&visit),
        Err(error) => web.refuse(&visit, &error),
    }
}

/// A browser says when another site sent the form. The token is the credential, so that this is a second lock only;
/// `Origin` is of no use, because a page that sends no referrer sends it as `null`.
pub(crate) fn is_from_elsewhere(headers: &HeaderMap) -> bool {
    headers
        .get("sec-fetch-site")
        .is_some_and(|site| site == "cross-site")
}

pub(crate) fn visit<'a>(token: &'a str, query: Option<&str>, headers: &HeaderMap) -> Visit<'a> {
    Visit {
        token,
        asked: languages::asked(query),
        spoken: languages::spoken(headers),
    }
}

/// The page's own address. The token of a good link is base64url and needs no encoding.
fn address(visit: &Visit<'_>, is_saved: bool) -> String {
    let lang = visit.asked.as_ref().map(|lang| format!("lang={lang}"));
    let parameters: Vec<String> = is_saved
        .then(|| "saved=1".to_owned())
        .into_iter()
        .chain(lang)
        .collect();
    let mark = if parameters.is_empty() { "" } else { "?" };
    format!("/r/{}{mark}{}", visit.token, parameters.join("&"))
}

/// What the page shows beside what stands: what was typed in one of its forms and refused, or that it was taken.
#[derive(Debug)]
enum Shown {
    /// Of the answer.
    Answer(Option<(Typed, Vec<Problem>)>, bool),
    /// Of what the guest is asked, where it was refused.
    Asking(asking::Refused),
    /// Of what the guest is asked, where it was taken.
    Told,
    /// Of what the guest asks panels, where it was refused.
    Floor(floor::Refused),
    /// Of what the guest asks panels, where it was taken.
    Done(floor::Done),
    /// Of what the guest hands in, where it was refused.
    Handing(handing::Refused),
    /// Of what the guest hands in, where it was taken.
    HandedIn,
}

impl Paths {
    fn of(visit: &Visit<'_>) -> Self {
        let lang = visit.asked.as_ref().map(|lang| format!("?lang={lang}"));
        let lang = lang.unwrap_or_default();
        let section =
            |path: &str, section: &str| format!("/r/{}/{path}{lang}#{section}", visit.token);
        Self {
            answer: address(visit, false),
            asking: section("asking", "asking"),
            floor: section("questions", "floor"),
            handing: section("handing", "handing"),
            calendar: format!("/r/{}/event.ics{lang}", visit.token),
        }
    }
}

impl Web {
    /// The page as it stands, with what was typed as the answer and what is wrong with it.
    async fn show(
        &self,
        visit: &Visit<'_>,
        refused: Option<(Typed, Vec<Problem>)>,
        status: StatusCode,
        is_saved: bool,
    ) -> Response {
        self.show_with(visit, Shown::Answer(refused, is_saved), status)
            .await
    }

    async fn show_with(&self, visit: &Visit<'_>, shown: Shown, status: StatusCode) -> Response {
        let op = self.op(visit.language());
        match guest_page::view(&op, visit).await {
            Ok(Some(mut page)) => match self.library.of(&page.language) {
                Some(words) => {
                    handing::narrow(page.handing.as_mut(), self.most_bytes);
                    let view = RsvpView::of(&page, words, &Paths::of(visit), shown);
                    self.page(status, "rsvp.html", words, &view)
                }
                None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            },
            Ok(None) => self.gone(visit),
            Err(error) => self.refuse(visit, &error),
        }
    }

    pub(crate) fn refuse(&self, visit: &Visit<'_>, error: &Error) -> Response {
        match error {
            Error::Denied(Denied::NotFound) => return self.gone(visit),
            Error::Failed(failure) => tracing::error!(%failure, "a guest's page failed"),
            // The page asks for nothing that these could refuse; if they do, it is a fault of ours.
            Error::Denied(denied) => tracing::error!(?denied, "a guest's page was denied"),
            Error::Rejected(_) => tracing::error!("a guest's page was rejected"),
        }
        self.plain(visit, StatusCode::INTERNAL_SERVER_ERROR, "trouble.html")
    }

    /// One page for every link that opens nothing.
    pub(crate) fn gone(&self, visit: &Visit<'_>) -> Response {
        self.plain(visit, StatusCode::NOT_FOUND, "gone.html")
    }

    fn plain(&self, visit: &Visit<'_>, status: StatusCode, template: &str) -> Response {
        let words: Option<&Words> = self.library.of(&visit.language());
        words.map_or_else(
            || status.into_response(),
            |words| self.page(status, template, words, &()),
        )
    }
}

/// The language of a visitor of whom nothing else is known.
pub(crate) trait Speaks {
    fn language(&self) -> Language;
}

impl Speaks for Visit<'_> {
    fn language(&self) -> Language {
        self.asked
            .clone()
            .or_else(|| self.spoken.clone())
            .unwrap_or_else(Language::english)
    }
}
