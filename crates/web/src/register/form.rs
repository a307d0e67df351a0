//! What was typed into the form of registration.

use axum::{
    extract::{Form, rejection::FormRejection},
    http::StatusCode,
};
use kuvend_domain::registration::Application;

use crate::rsvp::section::{Pairs, pairs};

/// The form as typed, shown again where something is wrong with it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Typed {
    pub(crate) given_name: String,
    pub(crate) family_name: String,
    pub(crate) email: String,
    pub(crate) phone: String,
    pub(crate) residence_country: String,
    pub(crate) residence_city: String,
    pub(crate) origin_municipality: String,
    pub(crate) birth_year: String,
    pub(crate) profession: String,
    pub(crate) consents: Vec<(String, i32)>,
    pub(crate) stamp: String,
    trap: String,
}

/// Reads a form. What could be read is kept, whatever else is wrong.
pub(crate) fn read(
    form: Result<Form<Pairs>, FormRejection>,
) -> (Typed, Result<(), (StatusCode, &'static str)>) {
    let mut typed = Typed::default();
    let pairs = match pairs(form) {
        Ok(pairs) => pairs,
        Err(refused) => return (typed, Err(refused)),
    };
    let mut outcome = Ok(());
    let mut seen: Vec<String> = Vec::new();
    for (name, value) in pairs {
        let is_new = !seen.contains(&name);
        let consent = name.strip_prefix("consent_");
        match (typed.place(&name), consent, value.parse()) {
            (Some(place), _, _) if is_new => *place = value,
            (None, Some(key), Ok(version)) if is_new => {
                typed.consents.push((key.to_owned(), version));
            }
            _ => outcome = Err((StatusCode::BAD_REQUEST, "error_form")),
        }
        seen.push(name);
    }
    (typed, outcome)
}

impl Typed {
    fn place(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "given_name" => &mut self.given_name,
            "family_name" => &mut self.family_name,
            "email" => &mut self.email,
            "phone" => &mut self.phone,
            "residence_country" => &mut self.residence_country,
            "residence_city" => &mut self.residence_city,
            "origin_municipality" => &mut self.origin_municipality,
            "birth_year" => &mut self.birth_year,
            "profession" => &mut self.profession,
            "stamp" => &mut self.stamp,
            "website" => &mut self.trap,
            _ => return None,
        })
    }

    /// What the rules judge.
    pub(crate) fn application(&self) -> Application {
        let typed = self.clone();
        Application {
            given_name: typed.given_name,
            family_name: typed.family_name,
            email: typed.email,
            phone: typed.phone,
            residence_country: typed.residence_country,
            residence_city: typed.residence_city,
            origin_municipality: typed.origin_municipality,
            birth_year: typed.birth_year,
            profession: typed.profession,
            consents: typed.consents,
            stamp: typed.stamp,
            trap: typed.trap,
        }
    }
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
    fn a_form_is_read_as_typed_with_the_wording_that_was_agreed_to() {
        let (typed, is_whole) = read_pairs(&[
            ("given_name", "Arta"),
            ("consent_follow-up", "2"),
            ("website", ""),
        ]);
        assert!(is_whole);
        let given = typed.application();
        assert_eq!(given.given_name, "Arta");
        assert_eq!(given.consents, [("follow-up".to_owned(), 2)]);
    }

    #[test]
    fn what_is_no_field_of_ours_or_comes_twice_is_refused_and_loses_nothing_typed() {
        for extra in [
            ("is_admin", "1"),
            ("given_name", "Besa"),
            ("consent_follow-up", "yes"),
        ] {
            let (typed, is_whole) = read_pairs(&[("given_name", "Arta"), extra]);
            assert!(!is_whole);
            assert_eq!(typed.given_name, "Arta");
        }
    }
}
