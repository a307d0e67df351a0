//! Registering by oneself: the form, and the word that a letter is under way.

pub(crate) mod form;
pub(crate) mod view;

use std::sync::Arc;

use axum::{
    extract::{Form, Path, RawQuery, State, rejection::FormRejection},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Redirect, Response},
};
use kuvend_domain::{
    error::{Denied, Error},
    registration,
};
use kuvend_entity::id::OfficeId;

use self::{form::Typed, view::RegisterView};
use crate::{
    Web,
    fields::problem,
    languages,
    notice::{ErrorView, Peer, address},
    rsvp::{Speaks as _, is_from_elsewhere, visit},
    words::Words,
};

/// `GET /register` and `/register/{office}`: the form. Changes nothing.
pub(crate) async fn show(
    State(web): State<Arc<Web>>,
    named: Option<Path<String>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let page = Page::of(&web, named, query.as_deref(), &headers);
    match page {
        Ok(page) => page.form(StatusCode::OK, &Typed::default(), &[]).await,
        Err(response) => response,
    }
}

/// `POST` of the form: the same answer for everybody whose form can be read.
#[expect(
    clippy::too_many_arguments,
    reason = "each is a part of the request that axum takes apart"
)]
pub(crate) async fn take(
    State(web): State<Arc<Web>>,
    named: Option<Path<String>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    peer: Peer,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let page = match Page::of(&web, named, query.as_deref(), &headers) {
        Ok(page) => page,
        Err(response) => return response,
    };
    let (typed, shape) = form::read(form);
    let refused = if is_from_elsewhere(&headers) {
        Err((StatusCode::FORBIDDEN, "error_elsewhere"))
    } else if web.floods.let_in(&headers, address(peer), web.clock.now()) {
        shape
    } else {
        Err((StatusCode::TOO_MANY_REQUESTS, "error_flood"))
    };
    if let Err((status, key)) = refused {
        let problem = ErrorView::of_page(page.words, key);
        return page.form(status, &typed, &[problem]).await;
    }
    let op = web.op(page.words.language.clone());
    match registration::apply(&op, page.named, &typed.application()).await {
        Ok(()) => {
            let lang = &page.words.language;
            Redirect::to(&format!("/register/sent?lang={lang}")).into_response()
        }
        Err(Error::Rejected(faults)) => {
            let faults = faults.list().iter();
            let problems: Vec<ErrorView> = faults.map(|fault| problem(fault, page.words)).collect();
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            page.form(status, &typed, &problems).await
        }
        Err(error) => page.refuse(&error),
    }
}

/// `GET /register/sent`: that a letter is under way.
pub(crate) async fn sent(
    State(web): State<Arc<Web>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let language = visit("", query.as_deref(), &headers).language();
    let Some(words) = web.library.of(&language) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let said = ("reg_sent_title", ["reg_sent_text", "reg_sent_next"]);
    web.notice(StatusCode::OK, words, (said.0, &said.1))
}

/// What a request is about.
struct Page<'a> {
    web: &'a Web,
    words: &'a Words,
    named: Option<OfficeId>,
    action: String,
}

impl<'a> Page<'a> {
    #[expect(
        clippy::result_large_err,
        reason = "what is wrong is the answer itself"
    )]
    fn of(
        web: &'a Web,
        named: Option<Path<String>>,
        query: Option<&str>,
        headers: &HeaderMap,
    ) -> Result<Self, Response> {
        let visit = visit("", query, headers);
        let words = web.library.of(&visit.language());
        let words = words.ok_or_else(|| StatusCode::INTERNAL_SERVER_ERROR.into_response())?;
        let named = named.map(|Path(name)| name.parse::<OfficeId>());
        let named = named.transpose().map_err(|_| closed(web, words))?;
        let path = named.map_or_else(String::new, |office| format!("/{office}"));
        let lang = languages::asked(query).map(|lang| format!("?lang={lang}"));
        Ok(Self {
            web,
            words,
            named,
            action: format!("/register{path}{}", lang.unwrap_or_default()),
        })
    }

    async fn form(&self, status: StatusCode, typed: &Typed, problems: &[ErrorView]) -> Response {
        let op = self.web.op(self.words.language.clone());
        match registration::open_form(&op, self.named).await {
            Ok(Some(form)) => {
                let view = RegisterView::of(&form, self.words, &self.action, (typed, problems));
                self.web.page(status, "register.html", self.words, &view)
            }
            Ok(None) => closed(self.web, self.words),
            Err(error) => self.refuse(&error),
        }
    }

    fn refuse(&self, error: &Error) -> Response {
        if matches!(error, Error::Denied(Denied::NotFound)) {
            return closed(self.web, self.words);
        }
        let visit = visit("", None, &HeaderMap::new());
        self.web.refuse(&visit, error)
    }
}

/// One page for every form that is not open.
fn closed(web: &Web, words: &Words) -> Response {
    let said = ("reg_closed_title", &["reg_closed_text"]);
    web.notice(StatusCode::NOT_FOUND, words, (said.0, said.1))
}
