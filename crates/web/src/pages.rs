//! Templates and the style sheet, in the binary.

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hasher as _},
    sync::Arc,
};

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use minijinja::{
    AutoEscape, Environment, UndefinedBehavior,
    syntax::SyntaxConfig,
    value::{Kwargs, Serde, Value},
};
use serde::Serialize;

use crate::{
    Web,
    words::{Broken, Words, fill},
};

/// Where the style sheet is.
pub(crate) const STYLE_PATH: &str = "/assets/page.css";
const STYLE: &str = include_str!("../assets/page.css");

const TEMPLATES: [(&str, &str); 25] = [
    ("layout.html", include_str!("../templates/layout.html")),
    ("rsvp.html", include_str!("../templates/rsvp.html")),
    (
        "delegation.html",
        include_str!("../templates/delegation.html"),
    ),
    ("event.html", include_str!("../templates/event.html")),
    (
        "programme.html",
        include_str!("../templates/programme.html"),
    ),
    ("door.html", include_str!("../templates/door.html")),
    ("form.html", include_str!("../templates/form.html")),
    ("asking.html", include_str!("../templates/asking.html")),
    ("floor.html", include_str!("../templates/floor.html")),
    ("handing.html", include_str!("../templates/handing.html")),
    ("copy.html", include_str!("../templates/copy.html")),
    (
        "certificate.html",
        include_str!("../templates/certificate.html"),
    ),
    ("gone.html", include_str!("../templates/gone.html")),
    ("trouble.html", include_str!("../templates/trouble.html")),
    ("register.html", include_str!("../templates/register.html")),
    ("correct.html", include_str!("../templates/correct.html")),
    ("oneself.html", include_str!("../templates/oneself.html")),
    ("field.html", include_str!("../templates/field.html")),
    ("fields.html", include_str!("../templates/fields.html")),
    ("confirm.html", include_str!("../templates/confirm.html")),
    ("notice.html", include_str!("../templates/notice.html")),
    ("ask.html", include_str!("../templates/ask.html")),
    ("me.html", include_str!("../templates/me.html")),
    ("inbox.html", include_str!("../templates/inbox.html")),
    ("letter.html", include_str!("../templates/letter.html")),
];

/// The templates.
#[derive(Debug)]
pub(crate) struct Pages {
    environment: Environment<'static>,
}

/// What every page is given beside its own view.
#[derive(Serialize)]
struct Frame<'a, V> {
    lang: &'a str,
    w: &'a BTreeMap<String, String>,
    style: &'a str,
    languages: Vec<Choice<'a>>,
    view: &'a V,
}

#[derive(Serialize)]
struct Choice<'a> {
    tag: &'a str,
    name: &'a str,
    is_current: bool,
}

impl Pages {
    pub(crate) fn read() -> Result<Self, Broken> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_syntax(
            SyntaxConfig::builder()
                .trim_blocks(true)
                .lstrip_blocks(true)
                .build()?,
        );
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.add_filter("fill", |text: &str, values: Kwargs| filled(text, &values));
        environment.add_filter("with_mail_link", |text: &str, address: &str| {
            let address = escaped(address);
            let link = format!("<a href=\"mailto:{address}\">{address}</a>");
            Value::from_safe_string(fill(&escaped(text), &[("address", &link)]))
        });
        environment.add_filter("paragraphs", |text: &str| {
            text.split("\n\n")
                .map(str::trim)
                .filter(|paragraph| !paragraph.is_empty())
                .map(|paragraph| {
                    Value::from_safe_string(escaped(paragraph).replace('\n', "<br>\n"))
                })
                .collect::<Vec<_>>()
        });
        for (name, source) in TEMPLATES {
            environment.add_template(name, source)?;
        }
        Ok(Self { environment })
    }

    pub(crate) fn render<V: Serialize>(
        &self,
        name: &str,
        all: &[Words],
        words: &Words,
        view: &V,
    ) -> Result<String, minijinja::Error> {
        let frame = Frame {
            lang: words.language.as_str(),
            w: &words.text,
            style: &style_address(),
            languages: all
                .iter()
                .map(|one| Choice {
                    tag: one.language.as_str(),
                    name: one.text.get("own_name").map_or("", String::as_str),
                    is_current: one.language == words.language,
                })
                .collect(),
            view,
        };
        self.environment
            .get_template(name)?
            .render(Value::from(Serde(frame)))
    }
}

fn filled(text: &str, values: &Kwargs) -> Result<String, minijinja::Error> {
    let names: Vec<&str> = values.args().collect();
    let values = names
        .into_iter()
        .map(|name| Ok((name, values.get::<Value>(name)?.to_string())))
        .collect::<Result<Vec<_>, minijinja::Error>>()?;
    let pairs: Vec<_> = values
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    Ok(fill(text, &pairs))
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

impl Web {
    /// A page in a language. A template that fails is our fault and says so, without its source.
    pub(crate) fn page<V: Serialize>(
        &self,
        status: StatusCode,
        name: &str,
        words: &Words,
        view: &V,
    ) -> Response {
        match self.pages.render(name, self.library.all(), words, view) {
            Ok(html) => (
                status,
                [(header::CONTENT_LANGUAGE, words.language.to_string())],
                Html(html),
            )
                .into_response(),
            Err(error) => {
                tracing::error!(template = name, %error, "a page did not render");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

/// The style sheet's address changes with its content, so that it may be kept for ever.
fn style_address() -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(STYLE.as_bytes());
    format!("{STYLE_PATH}?v={:x}", hasher.finish())
}

/// The style sheet.
pub(crate) async fn style(State(_): State<Arc<Web>>) -> impl IntoResponse {
    (
        [
            (header::CONTENT_TYPE, "text/css; charset=utf-8"),
            (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        ],
        STYLE,
    )
}
