//! The form of registration: everything already said in the reader's words.

use kuvend_domain::registration::OpenForm;
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
