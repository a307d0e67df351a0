//! The form of registration: everything already said in the reader's words.

use kuvend_domain::registration::{Asked, OpenForm};
use kuvend_entity::kind::RegistrationField;
use serde::Serialize;

use super::form::Typed;
use crate::{
    fields::{FieldView, Shape},
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
    explained: Vec<Text>,
    asked: Vec<ConsentView>,
    stamp: String,
    errors: Vec<ErrorView>,
}

/// A purpose that people decide on.
#[derive(Debug, Serialize)]
pub(crate) struct ConsentView {
    key: String,
    version: i32,
    wording: Text,
    is_checked: bool,
}

impl ConsentView {
    /// Each of them, ticked as it was.
    pub(crate) fn all(asked: &[Asked], typed: &Typed) -> Vec<Self> {
        asked
            .iter()
            .map(|asked| Self {
                key: asked.key.clone(),
                version: asked.version,
                wording: (&asked.wording).into(),
                is_checked: typed.consents.contains(&(asked.key.clone(), asked.version)),
            })
            .collect()
    }
}

/// The stamp that goes with a form. The time of the first showing stays, so that a form that is mended quickly is not taken for a
/// program's.
pub(crate) fn stamp(fresh: &str, typed: &Typed, words: &Words, problems: &[ErrorView]) -> String {
    let is_stale = problems.iter().any(|problem| {
        problem.field.is_none() && problem.text == words.say("reg_error_stale", &[])
    });
    if typed.stamp.is_empty() || is_stale {
        fresh.to_owned()
    } else {
        typed.stamp.clone()
    }
}

impl RegisterView {
    pub(super) fn of(
        form: &OpenForm,
        words: &Words,
        action: &str,
        (typed, problems): (&Typed, &[ErrorView]),
    ) -> Self {
        let mut fields = vec![
            FieldView::of(
                words,
                ("given_name", "text", "given-name"),
                true,
                &typed.given_name,
            ),
            FieldView::of(
                words,
                ("family_name", "text", "family-name"),
                true,
                &typed.family_name,
            ),
            FieldView::of(words, ("email", "email", "email"), true, &typed.email),
        ];
        for (which, is_required) in &form.fields {
            let (shape, value) = shape(*which, typed);
            fields.push(FieldView::of(words, shape, *is_required, value));
        }
        Self {
            action: action.to_owned(),
            host: (&form.host).into(),
            introduction: form.introduction.as_ref().map(Text::from),
            fields,
            explained: form.explained.iter().map(Text::from).collect(),
            asked: ConsentView::all(&form.asked, typed),
            stamp: stamp(&form.stamp, typed, words, problems),
            errors: problems.to_vec(),
        }
    }
}

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
