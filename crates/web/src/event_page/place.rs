//! Registering for a listed event by oneself: the form on its page, and what was typed there.

use std::sync::Arc;

use axum::{
    extract::{Form, Path, RawQuery, State, rejection::FormRejection},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Redirect, Response},
};
use kuvend_domain::{
    error::Error,
    listed::ListedPage,
    registration::{self, PlaceForm, PlaceRequest, Registering, Shut},
};
use kuvend_entity::value::TimeZone;
use serde::Serialize;

use super::Shown;
use crate::{
    Web, dates,
    fields::{FieldView, problem},
    modes,
    notice::{ErrorView, Peer, address},
    register::{
        form::{self, Typed as Person},
        view::{ConsentView, stamp},
    },
    rsvp::{Speaks as _, is_from_elsewhere, view::Text, visit},
    words::Words,
};

/// The form as typed, shown again where something is wrong with it.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    person: Person,
    function: String,
    party_size: String,
    attends: String,
    language: String,
}

/// How a form is refused: by which status, and the key of what is said.
type Refused = (StatusCode, &'static str);

/// Reads a form. What could be read is kept, whatever else is wrong.
fn read(form: Result<Form<Vec<(String, String)>>, FormRejection>) -> (Typed, Result<(), Refused>) {
    let mut typed = Typed::default();
    let mut outcome = Ok(());
    let mut seen: Vec<String> = Vec::new();
    let form = form.map(|Form(pairs)| {
        let others = pairs.into_iter().filter_map(|(name, value)| {
            let place = match name.as_str() {
                "function" => &mut typed.function,
                "party_size" => &mut typed.party_size,
                "attends" => &mut typed.attends,
                "preferred_language" => &mut typed.language,
                _ => return Some((name, value)),
            };
            if seen.contains(&name) {
                outcome = Err((StatusCode::BAD_REQUEST, "error_form"));
            } else {
                *place = value;
                seen.push(name);
            }
            None
        });
        Form(others.collect())
    });
    let (person, shape) = form::read(form);
    typed.person = person;
    (typed, shape.and(outcome))
}

impl Typed {
    /// What the rules judge.
    fn request(&self) -> PlaceRequest {
        PlaceRequest {
            person: self.person.application(),
            function: self.function.clone(),
            party_size: self.party_size.clone(),
            attends: self.attends.clone(),
            language: self.language.clone(),
        }
    }
}

/// `POST /e/{event}`: the same answer for everybody whose form can be read.
#[expect(
    clippy::too_many_arguments,
    reason = "each is a part of the request that axum takes apart"
)]
pub(crate) async fn take(
    State(web): State<Arc<Web>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    peer: Peer,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let visit = visit(&id, query.as_deref(), &headers);
    let Ok(event) = id.parse() else {
        return web.gone(&visit);
    };
    let (typed, shape) = read(form);
    let refused = if is_from_elsewhere(&headers) {
        Err((StatusCode::FORBIDDEN, "error_elsewhere"))
    } else if web.floods.let_in(&headers, address(peer), web.clock.now()) {
        shape
    } else {
        Err((StatusCode::TOO_MANY_REQUESTS, "error_flood"))
    };
    // The form's own address names the language in which it was shown.
    let language = visit.language();
    let Some(words) = web.library.of(&language) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let (status, problems) = if let Err((status, key)) = refused {
        (status, vec![ErrorView::of_page(words, key)])
    } else {
        let op = web.op(language.clone());
        let request = typed.request();
        match Box::pin(registration::ask_for_place(&op, event, &request)).await {
            Ok(()) => {
                let sent = format!("/register/sent?lang={language}");
                return Redirect::to(&sent).into_response();
            }
            Err(Error::Rejected(faults)) => {
                // Where nobody registers any more, the page says so itself.
                let faults = faults.list().iter();
                let faults = faults.filter(|fault| fault.field != ["registration"]);
                let problems = faults.map(|fault| problem(fault, words)).collect();
                (StatusCode::UNPROCESSABLE_ENTITY, problems)
            }
            Err(error) => return web.refuse(&visit, &error),
        }
    };
    let shown = Shown {
        status,
        typed,
        problems,
    };
    web.show_event(&visit, event, shown).await
}

/// The part of the page by which one registers, or is told why not.
#[derive(Debug, Serialize)]
pub(super) struct PlaceView {
    /// What is said above the form, or in its stead.
    said: Vec<String>,
    form: Option<FormView>,
}

#[derive(Debug, Serialize)]
struct FormView {
    action: String,
    explained: Vec<Text>,
    asked: Vec<ConsentView>,
    stamp: String,
}

impl PlaceView {
    /// Nothing where the event itself says that there is nothing to come to.
    pub(super) fn of(
        page: &ListedPage,
        words: &Words,
        action: &str,
        (typed, problems): (&Typed, &[ErrorView]),
    ) -> Option<Self> {
        let zone = &page.event.time_zone;
        let form = match &page.registering {
            Registering::Open(form) => form,
            Registering::Shut(Shut::Cancelled | Shut::Postponed | Shut::Over, _) => return None,
            Registering::Shut(Shut::NotOffered, _) => {
                let said = vec![words.say("place_closed", &[])];
                return Some(Self { said, form: None });
            }
            Registering::Shut(Shut::TooLate, until) => {
                let until = dates::until(words, *until, zone);
                let said = vec![words.say("place_too_late", &[("until", &until)])];
                return Some(Self { said, form: None });
            }
        };
        Some(Self {
            said: said(form, words, zone),
            form: Some(FormView {
                action: action.to_owned(),
                explained: form.explained.iter().map(Text::from).collect(),
                asked: ConsentView::all(&form.asked, &typed.person),
                stamp: stamp(&form.stamp, &typed.person, words, problems),
            }),
        })
    }
}

/// The fields of the form, where there is one.
pub(super) fn fields_of(page: &ListedPage, words: &Words, typed: &Typed) -> Vec<FieldView> {
    match &page.registering {
        Registering::Open(form) => fields(form, words, typed),
        Registering::Shut(..) => Vec::new(),
    }
}

/// What is to be known before one registers.
fn said(form: &PlaceForm, words: &Words, zone: &TimeZone) -> Vec<String> {
    let until = dates::until(words, form.until, zone);
    let full = form
        .would_wait
        .then(|| words.say("place_full", &[]))
        .or_else(|| form.full.map(|mode| modes::full(words, mode)));
    let approval = form
        .needs_approval
        .then(|| words.say("place_approval", &[]));
    [
        Some(words.say("place_until", &[("until", &until)])),
        full,
        approval,
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn fields(form: &PlaceForm, words: &Words, typed: &Typed) -> Vec<FieldView> {
    let person = &typed.person;
    let field = |shape, is_required, value| FieldView::of(words, shape, is_required, value);
    let mut fields = vec![
        field(
            ("given_name", "text", "given-name"),
            true,
            &person.given_name,
        ),
        field(
            ("family_name", "text", "family-name"),
            true,
            &person.family_name,
        ),
        field(("email", "email", "email"), true, &person.email),
        field(("phone", "tel", "tel"), false, &person.phone),
        field(("function", "text", "organization"), false, &typed.function),
    ];
    if form.party_limit > 1 {
        let sizes = (1..=form.party_limit).map(|size| (size.to_string(), size.to_string()));
        let size = or(&typed.party_size, "1");
        let shape = ("party_size", "party", "off");
        fields.push(FieldView::of(words, shape, true, size).with_choices(sizes.collect()));
    }
    if form.asks_mode {
        fields.push(modes::field(words, &typed.attends));
    }
    let language = or(&typed.language, words.language.as_str());
    let shape = ("preferred_language", "language", "language");
    fields.push(FieldView::of(words, shape, true, language));
    fields
}

fn or<'a>(typed: &'a str, otherwise: &'a str) -> &'a str {
    if typed.is_empty() { otherwise } else { typed }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_pairs(pairs: &[(&str, &str)]) -> (Typed, bool) {
        let owned = pairs
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()));
        let (typed, shape) = read(Ok(Form(owned.collect())));
        (typed, shape.is_ok())
    }

    #[test]
    fn a_form_is_read_with_what_only_an_event_asks() {
        let (typed, is_whole) = read_pairs(&[
            ("given_name", "Arta"),
            ("party_size", "2"),
            ("function", "Teacher"),
            ("preferred_language", "it"),
            ("consent_follow-up", "2"),
        ]);
        assert!(is_whole);
        let given = typed.request();
        assert_eq!(given.person.given_name, "Arta");
        assert_eq!(given.person.consents, [("follow-up".to_owned(), 2)]);
        assert_eq!(
            [given.party_size, given.function, given.language],
            ["2", "Teacher", "it"]
        );
    }

    #[test]
    fn what_is_no_field_of_ours_or_comes_twice_is_refused_and_loses_nothing_typed() {
        for extra in [
            ("is_admin", "1"),
            ("party_size", "9"),
            ("given_name", "Besa"),
        ] {
            let (typed, is_whole) =
                read_pairs(&[("given_name", "Arta"), ("party_size", "2"), extra]);
            assert!(!is_whole, "{extra:?}");
            let given = typed.request();
            assert_eq!(
                (given.party_size, given.person.given_name),
                ("2".into(), "Arta".into())
            );
        }
    }
}
