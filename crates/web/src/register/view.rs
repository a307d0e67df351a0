//! The form of registration: everything already said in the reader's words.

use kuvend_domain::{
    fault::{Code, Fault},
    registration::OpenForm,
};
use kuvend_entity::kind::RegistrationField;
use serde::Serialize;

use super::form::Typed;
use crate::{
    notice::{ErrorView, HostView, Text},
    words::Words,
};

/// What the template is given.
#[derive(Debug, Serialize)]
pub(super) struct RegisterView {
    action: String,
    host: HostView,
    introduction: Option<Text>,
    fields: Vec<FieldView>,
    countries: Vec<(String, String)>,
    explained: Vec<Text>,
    asked: Vec<ConsentView>,
    stamp: String,
    errors: Vec<ErrorView>,
}

#[derive(Debug, Serialize)]
struct FieldView {
    name: &'static str,
    label: String,
    hint: Option<String>,
    kind: &'static str,
    autocomplete: &'static str,
    is_required: bool,
    value: String,
}

#[derive(Debug, Serialize)]
struct ConsentView {
    key: String,
    version: i32,
    wording: Text,
    is_checked: bool,
}

impl RegisterView {
    pub(super) fn of(
        form: &OpenForm,
        words: &Words,
        action: &str,
        (typed, problems): (&Typed, &[ErrorView]),
    ) -> Self {
        let mut fields = vec![
            field(
                words,
                ("given_name", "text", "given-name"),
                true,
                &typed.given_name,
            ),
            field(
                words,
                ("family_name", "text", "family-name"),
                true,
                &typed.family_name,
            ),
            field(words, ("email", "email", "email"), true, &typed.email),
        ];
        for (which, is_required) in &form.fields {
            let (shape, value) = shape(*which, typed);
            fields.push(field(words, shape, *is_required, value));
        }
        let mut countries: Vec<(String, String)> = words
            .countries
            .iter()
            .map(|(code, name)| (code.clone(), name.clone()))
            .collect();
        countries.sort_by(|(_, one), (_, other)| one.cmp(other));
        // The time of the first showing stays, so that a form that is mended quickly is not taken for a program's.
        let is_stale = problems.iter().any(|problem| {
            problem.field.is_none() && problem.text == words.say("reg_error_stale", &[])
        });
        let stamp = if typed.stamp.is_empty() || is_stale {
            &form.stamp
        } else {
            &typed.stamp
        };
        Self {
            action: action.to_owned(),
            host: (&form.host).into(),
            introduction: form.introduction.as_ref().map(Text::from),
            fields,
            countries,
            explained: form.explained.iter().map(Text::from).collect(),
            asked: form
                .asked
                .iter()
                .map(|asked| ConsentView {
                    key: asked.key.clone(),
                    version: asked.version,
                    wording: (&asked.wording).into(),
                    is_checked: typed.consents.contains(&(asked.key.clone(), asked.version)),
                })
                .collect(),
            stamp: stamp.clone(),
            errors: problems.to_vec(),
        }
    }
}

/// A field by its name, kind of input and meaning to the browser.
type Shape = (&'static str, &'static str, &'static str);

fn shape(which: RegistrationField, typed: &Typed) -> (Shape, &String) {
    match which {
        RegistrationField::Phone => (("phone", "tel", "tel"), &typed.phone),
        RegistrationField::ResidenceCountry => (
            ("residence_country", "country", "country"),
            &typed.residence_country,
        ),
        RegistrationField::ResidenceCity => (
            ("residence_city", "text", "address-level2"),
            &typed.residence_city,
        ),
        RegistrationField::OriginMunicipality => (
            ("origin_municipality", "text", "off"),
            &typed.origin_municipality,
        ),
        RegistrationField::BirthYear => (("birth_year", "year", "bday-year"), &typed.birth_year),
        RegistrationField::Profession => (
            ("profession", "text", "organization-title"),
            &typed.profession,
        ),
    }
}

fn field(
    words: &Words,
    (name, kind, autocomplete): Shape,
    is_required: bool,
    value: &str,
) -> FieldView {
    let hint = words.say(&format!("reg_{name}_hint"), &[]);
    FieldView {
        name,
        label: words.say(&format!("reg_{name}"), &[]),
        hint: (!hint.is_empty()).then_some(hint),
        kind,
        autocomplete,
        is_required,
        value: value.to_owned(),
    }
}

/// The rules' word for what is wrong in the page's words.
pub(super) fn problem(fault: &Fault, words: &Words) -> ErrorView {
    let field = match fault.field.first().map_or("", String::as_str) {
        "givenName" => "given_name",
        "familyName" => "family_name",
        "residenceCountry" => "residence_country",
        "residenceCity" => "residence_city",
        "originMunicipality" => "origin_municipality",
        "birthYear" => "birth_year",
        "consents" => return ErrorView::of_page(words, "reg_error_words"),
        "stamp" => return ErrorView::of_page(words, "reg_error_stale"),
        other => other,
    };
    let label = words.say(&format!("reg_{field}"), &[]);
    let key = match (field, fault.code) {
        (_, Code::TooLong) => "reg_error_long",
        ("email", Code::Malformed) => "error_email",
        ("phone", Code::Malformed) => "reg_error_phone",
        ("birth_year", Code::OutOfRange) => "reg_error_year",
        _ => "reg_error_required",
    };
    ErrorView {
        field: Some(field.to_owned()),
        text: words.say(key, &[("label", &label)]),
    }
}
