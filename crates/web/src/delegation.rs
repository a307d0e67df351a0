//! The focal point's page: who is in the delegation, and forms to name, replace and withdraw.

#[cfg(test)]
mod tests;
mod view;

use std::sync::Arc;

use axum::{
    extract::{Form, Path, RawQuery, State, rejection::FormRejection},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Redirect, Response},
};
use kuvend_domain::{
    delegations::focal::{self, Act, TypedMember},
    error::Error,
    guest_page::Visit,
};

use self::view::{DelegationView, Problem, Refused};
use crate::{
    Web, languages,
    notice::{Peer, address},
    rsvp::{Speaks as _, is_from_elsewhere, visit},
};

/// Forms from one part of the network within ten minutes at most: a delegation is named by one form a member.
pub(crate) const FORMS: u32 = 120;

/// `GET /d/{token}`: the page. Changes nothing.
pub(crate) async fn show(
    State(web): State<Arc<Web>>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let visit = visit(&token, query.as_deref(), &headers);
    let is_saved = languages::parameter(query.as_deref(), "saved") == Some("1");
    web.delegation(&visit, StatusCode::OK, (is_saved, None))
        .await
}

/// `POST /d/{token}`: one deed, then the page again by `303 See Other`; or at once, with what is wrong.
#[expect(
    clippy::too_many_arguments,
    reason = "each is a part of the request that axum takes apart"
)]
pub(crate) async fn take(
    State(web): State<Arc<Web>>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    peer: Peer,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let visit = visit(&token, query.as_deref(), &headers);
    let refused = async |status, refused: Refused| {
        web.delegation(&visit, status, (false, Some(refused))).await
    };
    let (pairs, is_form) = match form {
        Ok(Form(pairs)) => (pairs, true),
        Err(_) => (Vec::new(), false),
    };
    let sent = Sent::of(&pairs);
    if is_from_elsewhere(&headers) {
        let wrong = sent.wrong(vec![Problem::of_page("error_elsewhere")]);
        return refused(StatusCode::FORBIDDEN, wrong).await;
    }
    let now = web.clock.now();
    if !web.nominations.let_in(&headers, address(peer), now) {
        let wrong = sent.wrong(vec![Problem::of_page("error_flood")]);
        return refused(StatusCode::TOO_MANY_REQUESTS, wrong).await;
    }
    let Some(act) = sent.act().filter(|_| is_form) else {
        let wrong = sent.wrong(vec![Problem::of_page("error_form")]);
        return refused(StatusCode::BAD_REQUEST, wrong).await;
    };
    let op = web.op(visit.language());
    match Box::pin(focal::act(&op, &visit, act)).await {
        Ok(_) => Redirect::to(&path(&visit, true)).into_response(),
        Err(Error::Rejected(faults)) => {
            let problems = faults.list().iter().map(Problem::of_fault).collect();
            refused(StatusCode::UNPROCESSABLE_ENTITY, sent.wrong(problems)).await
        }
        Err(error) => web.refuse(&visit, &error),
    }
}

/// A form as it was sent.
struct Sent {
    what: String,
    member: String,
    typed: TypedMember,
}

impl Sent {
    fn of(pairs: &[(String, String)]) -> Self {
        let typed = |name: &str| {
            let mut found = pairs.iter().filter(|(known, _)| known == name);
            found
                .next()
                .map(|(_, value)| value.clone())
                .unwrap_or_default()
        };
        Self {
            what: typed("do"),
            member: typed("member"),
            typed: TypedMember {
                given_name: typed("given_name"),
                family_name: typed("family_name"),
                email: typed("email"),
                function: typed("function"),
            },
        }
    }

    /// What it asks for: the button says which.
    fn act(&self) -> Option<Act> {
        let (member, typed) = (self.member.clone(), self.typed.clone());
        Some(match self.what.as_str() {
            "nominate" => Act::Nominate(typed),
            "replace" => Act::Replace(member, typed),
            "withdraw" => Act::Withdraw(member),
            "head" => Act::Head(member),
            _ => return None,
        })
    }

    /// What was typed, with what is wrong with it; a member's form is that member's again.
    fn wrong(self, problems: Vec<Problem>) -> Refused {
        Refused {
            member: (self.what == "replace").then_some(self.member),
            typed: self.typed,
            problems,
        }
    }
}

/// The page's own address. The token of a good link is base64url and needs no encoding.
fn path(visit: &Visit<'_>, is_saved: bool) -> String {
    let lang = visit.asked.as_ref().map(|lang| format!("lang={lang}"));
    let saved = is_saved.then(|| "saved=1".to_owned());
    let parameters: Vec<String> = saved.into_iter().chain(lang).collect();
    let mark = if parameters.is_empty() { "" } else { "?" };
    format!("/d/{}{mark}{}", visit.token, parameters.join("&"))
}

impl Web {
    /// The page as it stands, with what was typed and what is wrong with it.
    async fn delegation(
        &self,
        visit: &Visit<'_>,
        status: StatusCode,
        (is_saved, refused): (bool, Option<Refused>),
    ) -> Response {
        let op = self.op(visit.language());
        let page = match focal::view(&op, visit).await {
            Ok(Some(page)) => page,
            Ok(None) => return self.gone(visit),
            Err(error) => return self.refuse(visit, &error),
        };
        let Some(words) = self.library.of(&page.language) else {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        };
        let action = path(visit, false);
        let view = DelegationView::of(&page, words, action, (is_saved, refused));
        self.page(status, "delegation.html", words, &view)
    }
}
