//! One's own page behind a signed link, and the form that sends the link.

pub(crate) mod correct;
mod view;

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
    own_page::{self, Decision},
};
use kuvend_entity::kind::RightsRequestKind;
use serde::Serialize;

use self::view::MeView;
use crate::{
    Web, languages,
    notice::{ErrorView, Peer, address},
    rsvp::{Speaks as _, is_from_elsewhere, visit},
};

/// What the page that asks for the link is given.
#[derive(Debug, Serialize)]
struct AskView {
    action: String,
    email: String,
    errors: Vec<ErrorView>,
}

/// `GET /me`: where to type one's address. Changes nothing.
pub(crate) async fn ask(
    State(web): State<Arc<Web>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let visit = visit("", query.as_deref(), &headers);
    web.ask(&visit, (StatusCode::OK, String::new()), None)
}

/// `POST /me`: the same answer whether anybody has this address or not.
pub(crate) async fn send(
    State(web): State<Arc<Web>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    peer: Peer,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let visit = visit("", query.as_deref(), &headers);
    let pairs = form.map(|Form(pairs)| pairs).unwrap_or_default();
    let typed = |name: &str| {
        let mut found = pairs.iter().filter(|(known, _)| known == name);
        found.next().map_or("", |(_, value)| value.as_str())
    };
    let email = typed("email");
    if is_from_elsewhere(&headers) {
        let shown = (StatusCode::FORBIDDEN, email.to_owned());
        return web.ask(&visit, shown, Some((None, "error_elsewhere")));
    }
    let now = web.clock.now();
    if !web.floods.let_in(&headers, address(peer), now) {
        let shown = (StatusCode::TOO_MANY_REQUESTS, email.to_owned());
        return web.ask(&visit, shown, Some((None, "error_flood")));
    }
    let sent = format!("/me/sent?lang={}", visit.language());
    if !typed("website").is_empty() {
        return Redirect::to(&sent).into_response();
    }
    let op = web.op(visit.language());
    match own_page::request_link(&op, email).await {
        Ok(()) => Redirect::to(&sent).into_response(),
        Err(Error::Rejected(_)) => {
            let shown = (StatusCode::UNPROCESSABLE_ENTITY, email.to_owned());
            web.ask(&visit, shown, Some((Some("email"), "error_email")))
        }
        Err(error) => web.refuse(&visit, &error),
    }
}

/// `GET /me/sent`: that a letter is under way, if anybody is registered with the address.
pub(crate) async fn sent(
    State(web): State<Arc<Web>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let language = visit("", query.as_deref(), &headers).language();
    let Some(words) = web.library.of(&language) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let said = ("me_sent_title", ["me_sent_text", "me_sent_next"]);
    web.notice(StatusCode::OK, words, (said.0, &said.1))
}

/// `GET /me/{token}`: one's own page. Changes nothing.
pub(crate) async fn show(
    State(web): State<Arc<Web>>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let visit = visit(&token, query.as_deref(), &headers);
    let is_saved = languages::parameter(query.as_deref(), "saved") == Some("1");
    web.own_page(&visit, StatusCode::OK, (is_saved, None)).await
}

/// `POST /me/{token}`: what one decided, then the page again by `303 See Other`.
pub(crate) async fn take(
    State(web): State<Arc<Web>>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let visit = visit(&token, query.as_deref(), &headers);
    if is_from_elsewhere(&headers) {
        let wrong = (false, Some("error_elsewhere"));
        return web.own_page(&visit, StatusCode::FORBIDDEN, wrong).await;
    }
    let pairs = form.map(|Form(pairs)| pairs).unwrap_or_default();
    let Some(decision) = decision(&pairs) else {
        let wrong = (false, Some("error_form"));
        return web.own_page(&visit, StatusCode::BAD_REQUEST, wrong).await;
    };
    let is_closing = decision == Decision::CloseLink;
    let op = web.op(visit.language());
    match own_page::decide(&op, &visit, decision).await {
        Ok(()) if is_closing => {
            let words = web.library.of(&visit.language());
            words.map_or_else(
                || StatusCode::NO_CONTENT.into_response(),
                |words| {
                    let said = ("me_closed_title", &["me_closed_text"]);
                    web.notice(StatusCode::OK, words, (said.0, said.1))
                },
            )
        }
        Ok(()) => Redirect::to(&path(&visit, true)).into_response(),
        Err(Error::Rejected(faults)) => {
            let is_old = faults.list().iter().any(|one| one.code == Code::Conflict);
            let key = if is_old {
                "reg_error_words"
            } else {
                "error_form"
            };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            web.own_page(&visit, status, (false, Some(key))).await
        }
        Err(error) => web.refuse(&visit, &error),
    }
}

/// The decision that a form stands for: the button says which, boxes say for what.
fn decision(pairs: &[(String, String)]) -> Option<Decision> {
    let (_, what) = pairs.iter().find(|(name, _)| name == "do")?;
    let agreed = pairs.iter().filter_map(|(name, version)| {
        let key = name.strip_prefix("consent_")?;
        Some((key.to_owned(), version.parse::<i32>().ok()?))
    });
    Some(match what.as_str() {
        "prefer" => Decision::Prefer(agreed.collect()),
        "leave" => Decision::LeaveAlone,
        "back" => Decision::ComeBack,
        "copy" => Decision::Ask(RightsRequestKind::Access),
        "erase" => Decision::Ask(RightsRequestKind::Erasure),
        "restrict" => Decision::Ask(RightsRequestKind::Restriction),
        "correct" => Decision::Ask(RightsRequestKind::Rectification),
        "close" => Decision::CloseLink,
        _ => return None,
    })
}

/// The page's own address. The token of a good link is base64url and needs no encoding.
fn path(visit: &Visit<'_>, is_saved: bool) -> String {
    path_below(visit, "", is_saved)
}

/// The address of a page below it.
fn path_below(visit: &Visit<'_>, below: &str, is_saved: bool) -> String {
    let lang = visit.asked.as_ref().map(|lang| format!("lang={lang}"));
    let saved = is_saved.then(|| "saved=1".to_owned());
    let parameters: Vec<String> = saved.into_iter().chain(lang).collect();
    let mark = if parameters.is_empty() { "" } else { "?" };
    format!("/me/{}{below}{mark}{}", visit.token, parameters.join("&"))
}

impl Web {
    fn ask(
        &self,
        visit: &Visit<'_>,
        (status, email): (StatusCode, String),
        wrong: Option<(Option<&str>, &str)>,
    ) -> Response {
        let Some(words) = self.library.of(&visit.language()) else {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        };
        let lang = visit.asked.as_ref().map(|lang| format!("?lang={lang}"));
        let errors = wrong.map(|(field, key)| ErrorView {
            field: field.map(str::to_owned),
            text: words.say(key, &[]),
        });
        let view = AskView {
            action: format!("/me{}", lang.unwrap_or_default()),
            email,
            errors: errors.into_iter().collect(),
        };
        self.page(status, "ask.html", words, &view)
    }

    async fn own_page(
        &self,
        visit: &Visit<'_>,
        status: StatusCode,
        (is_saved, wrong): (bool, Option<&str>),
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
        let wrong = wrong.map(|key| ErrorView::of_page(words, key));
        let view = MeView::of(
            &page,
            words,
            (path(visit, false), correct::path(visit)),
            (is_saved, wrong),
        );
        self.page(status, "me.html", words, &view)
    }
}
