//! Fields of the public forms, and what is wrong with them, in the reader's words.

use kuvend_domain::{
    countries,
    fault::{Code, Fault},
};
use serde::Serialize;

use crate::{notice::ErrorView, words::Words};

/// A field by its name, kind of input and meaning to the browser.
pub(crate) type Shape = (&'static str, &'static str, &'static str);

/// A field as `fields.html` shows it.
#[derive(Debug, Serialize)]
pub(crate) struct FieldView {
    name: &'static str,
    label: String,
    hint: Option<String>,
    kind: &'static str,
    autocomplete: &'static str,
    is_required: bool,
    value: String,
    /// What one of is chosen, each by value and name; nothing where one types.
    choices: Vec<(String, String)>,
}

impl FieldView {
    /// A field with what stands in it.
    pub(crate) fn of(
        words: &Words,
        (name, kind, autocomplete): Shape,
        is_required: bool,
        value: &str,
    ) -> Self {
        let hint = words.say(&format!("reg_{name}_hint"), &[]);
        let mut choices = match kind {
            "country" => countries::named(&words.language)
                .into_iter()
                .map(|(code, name)| (code.to_owned(), name.to_owned()))
                .collect(),
            "language" => languages(words),
            _ => Vec::new(),
        };
        let is_known = choices.iter().any(|(known, _)| known == value);
        if !choices.is_empty() && !value.is_empty() && !is_known {
            choices.push((value.to_owned(), value.to_owned()));
        }
        Self {
            name,
            label: words.say(&format!("reg_{name}"), &[]),
            hint: (!hint.is_empty()).then_some(hint),
            kind,
            autocomplete,
            is_required,
            value: value.to_owned(),
            choices,
        }
    }

    /// The same where one of these is chosen.
    pub(crate) fn with_choices(mut self, choices: Vec<(String, String)>) -> Self {
        self.choices = choices;
        self
    }
}

fn languages(words: &Words) -> Vec<(String, String)> {
    let named = |tag: &str| {
        let name = words.say(&format!("language_{tag}"), &[]);
        (tag.to_owned(), name)
    };
    ["sq", "en", "it", "el"].map(named).into()
}

/// The rules' word for what is wrong in the page's words.
pub(crate) fn problem(fault: &Fault, words: &Words) -> ErrorView {
    let field = match fault.field.first().map_or("", String::as_str) {
        "givenName" => "given_name",
        "familyName" => "family_name",
        "preferredLanguage" => "preferred_language",
        "residenceCountry" => "residence_country",
        "residenceCity" => "residence_city",
        "originMunicipality" => "origin_municipality",
        "birthYear" => "birth_year",
        "partySize" => "party_size",
        "consents" => return ErrorView::of_page(words, "reg_error_words"),
        "stamp" => return ErrorView::of_page(words, "reg_error_stale"),
        "version" => return ErrorView::of_page(words, "me_error_changed"),
        other => other,
    };
    let label = words.say(&format!("reg_{field}"), &[]);
    if label.is_empty() {
        return ErrorView::of_page(words, "error_form");
    }
    let key = match (field, fault.code) {
        (_, Code::TooLong) => "reg_error_long",
        ("email", Code::Malformed) => "error_email",
        ("email", Code::TooMany) => "me_error_letters",
        ("phone", Code::Malformed) => "reg_error_phone",
        ("birth_year", Code::OutOfRange) => "reg_error_year",
        _ => "reg_error_required",
    };
    ErrorView {
        field: Some(field.to_owned()),
        text: words.say(key, &[("label", &label)]),
    }
}
