//! One's own page: everything already said in the reader's words.

use kuvend_domain::{
    countries,
    own_page::{OwnPage, Told},
};
use kuvend_entity::kind::{ConsentState, RightsRequestKind};
use serde::Serialize;

use crate::{
    dates,
    notice::{ErrorView, HostView, Text},
    words::Words,
};

/// What the template is given.
#[derive(Debug, Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one thing that the template shows or does not"
)]
pub(super) struct MeView {
    action: String,
    correct: String,
    host: HostView,
    name: String,
    facts: Vec<(String, String)>,
    explained: Vec<Text>,
    asked: Vec<AskedView>,
    objects: bool,
    is_restricted: bool,
    requests: Vec<String>,
    is_saved: bool,
    has_history: bool,
    errors: Vec<ErrorView>,
}

#[derive(Debug, Serialize)]
struct AskedView {
    key: String,
    version: i32,
    wording: Text,
    is_checked: bool,
    history: Vec<String>,
}

impl MeView {
    pub(super) fn of(
        page: &OwnPage,
        words: &Words,
        (action, correct): (String, String),
        (is_saved, wrong): (bool, Option<ErrorView>),
    ) -> Self {
        let (asked, explained): (Vec<&Told>, Vec<&Told>) =
            page.purposes.iter().partition(|told| told.is_asked);
        let asked: Vec<AskedView> = asked.into_iter().map(|told| view(told, words)).collect();
        Self {
            action,
            correct,
            host: (&page.host).into(),
            name: page.name.clone(),
            facts: facts(page, words),
            explained: explained
                .into_iter()
                .map(|told| (&told.wording).into())
                .collect(),
            has_history: asked.iter().any(|view| !view.history.is_empty()),
            asked,
            objects: page.objects,
            is_restricted: page.is_restricted,
            requests: page
                .requests
                .iter()
                .map(|request| {
                    let day = dates::plain(words, request.received_on);
                    let due = dates::plain(words, request.due_on);
                    words.say(request_key(request.kind), &[("day", &day), ("due", &due)])
                })
                .collect(),
            is_saved: is_saved && wrong.is_none(),
            errors: wrong.into_iter().collect(),
        }
    }
}

const fn request_key(kind: RightsRequestKind) -> &'static str {
    match kind {
        RightsRequestKind::Access | RightsRequestKind::Portability => "me_waiting_copy",
        RightsRequestKind::Erasure => "me_waiting_erase",
        RightsRequestKind::Restriction => "me_waiting_restrict",
        RightsRequestKind::Rectification => "me_waiting_correct",
        RightsRequestKind::Objection => "me_waiting_other",
    }
}

fn facts(page: &OwnPage, words: &Words) -> Vec<(String, String)> {
    let country = |part: &String| {
        let name = countries::name(part, &words.language);
        name.unwrap_or(part).to_owned()
    };
    let place = |parts: &[String]| {
        let parts: Vec<String> = parts.iter().map(country).collect();
        parts.join(", ")
    };
    let language = page.preferred_language.as_ref().map(|tag| {
        let key = format!("language_{tag}");
        words.say(&key, &[])
    });
    let since = dates::plain(words, page.since.date_naive());
    [
        ("reg_email", page.emails.join(", ")),
        (
            "me_waiting_email",
            page.waiting_email.clone().unwrap_or_default(),
        ),
        ("reg_phone", page.phones.join(", ")),
        ("reg_preferred_language", language.unwrap_or_default()),
        ("me_residence", place(&page.residence)),
        ("me_origin", place(&page.origin)),
        (
            "reg_birth_year",
            page.birth_year
                .map(|year| year.to_string())
                .unwrap_or_default(),
        ),
        (
            "reg_profession",
            page.profession.clone().unwrap_or_default(),
        ),
        ("me_source", page.source.clone().unwrap_or_default()),
        ("me_since", since),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(key, value)| (words.say(key, &[]), value))
    .collect()
}

fn view(told: &Told, words: &Words) -> AskedView {
    let latest = told.lines.first().map(|line| line.state);
    AskedView {
        key: told.key.clone(),
        version: told.version,
        wording: (&told.wording).into(),
        is_checked: latest == Some(ConsentState::Given),
        history: told
            .lines
            .iter()
            .map(|line| {
                let key = match line.state {
                    ConsentState::Given => "me_given",
                    ConsentState::Refused => "me_refused",
                    ConsentState::Withdrawn => "me_withdrawn",
                    ConsentState::Objected => "me_objected",
                };
                let day = dates::plain(words, line.at.date_naive());
                words.say(key, &[("day", &day), ("n", &line.version.to_string())])
            })
            .collect(),
    }
}
