//! The templates, in the binary.

use std::sync::LazyLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Value;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};

use super::RenderError;
use crate::{Language, LetterKind};

macro_rules! prose {
    ($($language:literal)*) => { [$(
        prose!(@kinds $language invitation registration_confirmation waiting_list waiting_list_offer update
            cancellation reminder thank_you missed_you confirm_address own_page confirm_new_address
            confirm_place delegation certificate questions ticket),
    )*] };
    (@kinds $language:literal $($kind:ident)*) => { [$(
        (
            concat!($language, "/", stringify!($kind), ".txt"),
            include_str!(concat!("../../templates/", $language, "/", stringify!($kind), ".txt")),
        ),
    )*] };
}

static PROSE: [[(&str, &str); 17]; 4] = prose!("en" "sq" "it" "el");

static LAYOUTS: [(&str, &str); 2] = [
    ("letter.txt", include_str!("../../templates/letter.txt")),
    ("letter.html", include_str!("../../templates/letter.html")),
];

static ENVIRONMENT: LazyLock<Result<Environment<'static>, minijinja::Error>> =
    LazyLock::new(environment);

/// What a letter's prose says, each part in its own language and without markup.
pub(super) struct Prose {
    pub(super) subject: String,
    pub(super) before: String,
    pub(super) button: String,
    pub(super) after: String,
}

/// Writes the prose of one kind in one language.
pub(super) fn prose(
    kind: LetterKind,
    language: Language,
    context: &Value,
) -> Result<Prose, RenderError> {
    let name = format!("{language}/{}.txt", kind.as_str().to_ascii_lowercase());
    let template = ready()?
        .get_template(&name)
        .map_err(RenderError::Template)?;
    let mut captured = template
        .render_captured(context.clone())
        .map_err(RenderError::Template)?;
    let mut block = |name: &str| {
        captured
            .with_state_mut(|state| state.render_block(name))
            .map_err(RenderError::Template)
    };
    Ok(Prose {
        subject: block("subject")?,
        before: block("before")?,
        button: block("button")?,
        after: block("after")?,
    })
}

/// Fills a layout, `letter.txt` or `letter.html`.
pub(super) fn layout(name: &str, context: &Value) -> Result<String, RenderError> {
    ready()?
        .get_template(name)
        .and_then(|template| template.render(context.clone()))
        .map_err(RenderError::Template)
}

fn ready() -> Result<&'static Environment<'static>, RenderError> {
    ENVIRONMENT.as_ref().map_err(|error| {
        RenderError::Template(minijinja::Error::new(error.kind(), error.to_string()))
    })
}

fn environment() -> Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()?,
    );
    environment.set_auto_escape_callback(|name| {
        if std::path::Path::new(name)
            .extension()
            .is_some_and(|extension| extension == "html")
        {
            AutoEscape::Html
        } else {
            AutoEscape::None
        }
    });
    environment.add_filter("lines", |text: &str| {
        Value::from_safe_string(escaped(text).replace('\n', "<br>\n"))
    });
    environment.add_filter("link", |link: &str| Value::from_safe_string(escaped(link)));
    for (name, source) in PROSE.iter().flatten().chain(&LAYOUTS) {
        environment.add_template(name, source)?;
    }
    Ok(environment)
}

/// The usual five characters. The engine's own escaping also turns slashes, which makes links unreadable in the source.
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
