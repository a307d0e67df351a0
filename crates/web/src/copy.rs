//! A person's copy of their data behind a signed link: in words on a page and as plain text, and as JSON for programs.

mod words;

use std::{fmt::Write as _, sync::Arc};

use axum::{
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use kuvend_domain::rights::{
    copy::{Entry, Told},
    copy_links::{self, Opened},
};
use kuvend_entity::value::Language;
use serde::Serialize;

use self::words::Speech;
pub(crate) use self::words::Vocabulary;
use crate::{Web, languages, words::fill};

/// How days are written: as everybody reads them alike.
const DAY: &str = "%Y-%m-%d";

#[derive(Debug, Serialize)]
struct CopyView<'a> {
    title: &'a str,
    office: String,
    intro: String,
    until: String,
    states: &'a str,
    wrong: &'a str,
    contents: &'a str,
    json: Choice<'a>,
    text: Choice<'a>,
    sections: Vec<Section>,
}

#[derive(Debug, Serialize)]
struct Choice<'a> {
    name: &'a str,
    address: String,
}

#[derive(Debug, Serialize)]
struct Section {
    key: &'static str,
    title: String,
    entries: Vec<Lines>,
}

#[derive(Debug, Serialize)]
struct Lines {
    /// Its number among several; nothing where it is the only one.
    name: Option<String>,
    /// Said where there is nothing else to say.
    nothing: Option<String>,
    told: Vec<Line>,
}

/// A field and what it says.
#[derive(Debug, Serialize)]
struct Line {
    field: String,
    value: String,
    /// What is said where the value is a path that something is fetched by.
    fetch: Option<String>,
}

/// `GET /copy/{token}`: the copy in words. Changes nothing; that it was read is audited.
pub(crate) async fn show(
    State(web): State<Arc<Web>>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let asked = languages::asked(query.as_deref());
    let opened = match web.opened(&token, query.as_deref(), &headers).await {
        Ok(opened) => opened,
        Err(refusal) => return refusal,
    };
    let language = language(asked.as_ref(), &opened, &headers);
    let (Some(words), Some(speech)) = (web.library.of(&language), web.vocabulary.of(&language))
    else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let parameter = asked
        .map(|asked| format!("?lang={asked}"))
        .unwrap_or_default();
    let view = view(&opened, &language, speech, (&token, &parameter));
    web.page(StatusCode::OK, "copy.html", words, &view)
}

/// `GET /copy/{token}/text`: the same as plain text.
pub(crate) async fn text(
    State(web): State<Arc<Web>>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let asked = languages::asked(query.as_deref());
    let opened = match web.opened(&token, query.as_deref(), &headers).await {
        Ok(opened) => opened,
        Err(refusal) => return refusal,
    };
    let language = language(asked.as_ref(), &opened, &headers);
    let Some(speech) = web.vocabulary.of(&language) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let text = plain(&view(&opened, &language, speech, (&token, "")));
    file("text/plain; charset=utf-8", "data.txt", text)
}

/// `GET /copy/{token}/data.json`: the copy for programs.
pub(crate) async fn data(
    State(web): State<Arc<Web>>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    match web.opened(&token, query.as_deref(), &headers).await {
        Ok(opened) => {
            let mut json = opened.copied.json(opened.made_at);
            if let Some(copy) = json.as_object_mut() {
                copy.insert("deeds".to_owned(), opened.copied.deeds());
            }
            file("application/json", "data.json", json.to_string())
        }
        Err(refusal) => refusal,
    }
}

fn file(kind: &'static str, name: &str, text: String) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, text).into_response()
}

/// The language that was chosen, else the person's, else the browser's.
fn language(asked: Option<&Language>, opened: &Opened, headers: &HeaderMap) -> Language {
    let known = asked.cloned().or_else(|| opened.language.clone());
    known
        .or_else(|| languages::spoken(headers))
        .unwrap_or_else(Language::english)
}

impl Web {
    /// What a link opens, or the page that says that it opens nothing.
    async fn opened(
        &self,
        token: &str,
        query: Option<&str>,
        headers: &HeaderMap,
    ) -> Result<Box<Opened>, Response> {
        let language = languages::asked(query)
            .or_else(|| languages::spoken(headers))
            .unwrap_or_else(Language::english);
        let plain = |status: StatusCode, template: &str| {
            self.library.of(&language).map_or_else(
                || status.into_response(),
                |words| self.page(status, template, words, &()),
            )
        };
        match copy_links::open(&self.op(language.clone()), token).await {
            Ok(Some(opened)) => Ok(Box::new(opened)),
            Ok(None) => Err(plain(StatusCode::NOT_FOUND, "gone.html")),
            Err(error) => {
                tracing::error!(%error, "a person's copy failed");
                Err(plain(StatusCode::INTERNAL_SERVER_ERROR, "trouble.html"))
            }
        }
    }
}

fn view<'a>(
    opened: &Opened,
    language: &Language,
    speech: &'a Speech,
    (token, parameter): (&str, &str),
) -> CopyView<'a> {
    let office = opened.office.best(Some(language), language);
    let office = office.unwrap_or_default().to_owned();
    let day = opened.made_at.format(DAY).to_string();
    let until = opened.expires_at.format(DAY).to_string();
    let told = opened.copied.told(language);
    let sections = told.into_iter().map(|(table, entries)| {
        let number = entries.len();
        let lines = entries.into_iter().enumerate();
        let lines = lines.map(|(at, entry)| lines_of(speech, (at + 1, number), entry));
        Section {
            key: table,
            title: speech.table(table).to_owned(),
            entries: lines.collect(),
        }
    });
    CopyView {
        title: speech.say("title"),
        intro: fill(
            speech.say("intro"),
            &[("office", &office), ("name", &opened.name), ("day", &day)],
        ),
        until: fill(speech.say("until"), &[("day", &until)]),
        states: speech.say("states"),
        wrong: speech.say("wrong"),
        contents: speech.say("contents"),
        json: Choice {
            name: speech.say("json"),
            address: format!("/copy/{token}/data.json"),
        },
        text: Choice {
            name: speech.say("text"),
            address: format!("/copy/{token}/text{parameter}"),
        },
        sections: sections.collect(),
        office,
    }
}

fn lines_of(speech: &Speech, (at, of): (usize, usize), entry: Entry) -> Lines {
    let lines: Vec<Line> = entry
        .into_iter()
        .map(|(column, told)| {
            let value = match told {
                Told::Text(text) => speech.value(&column, &text),
                Told::Flag(true) => speech.say("yes").to_owned(),
                Told::Flag(false) => speech.say("no").to_owned(),
            };
            Line {
                field: speech.field(&column),
                fetch: (column == "path").then(|| speech.say("fetch").to_owned()),
                value,
            }
        })
        .collect();
    let name = (of > 1).then(|| fill(speech.say("entry"), &[("number", &at.to_string())]));
    let nothing = lines
        .is_empty()
        .then(|| speech.say("nothing_more").to_owned());
    Lines {
        name,
        nothing,
        told: lines,
    }
}

fn plain(view: &CopyView<'_>) -> String {
    let mut text = format!(
        "{}\n\n{}\n{}\n\n{}\n{}\n",
        view.title, view.intro, view.until, view.states, view.wrong
    );
    for section in &view.sections {
        let _ = write!(text, "\n\n{}\n", section.title.to_uppercase());
        for entry in &section.entries {
            text.push('\n');
            for said in entry.name.iter().chain(&entry.nothing) {
                let _ = writeln!(text, "{said}");
            }
            for line in &entry.told {
                let _ = writeln!(text, "  {}: {}", line.field, line.value);
            }
        }
    }
    text
}
