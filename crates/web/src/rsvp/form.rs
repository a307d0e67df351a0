//! What a guest typed, and what is wrong with it.

use axum::{
    extract::{Form, rejection::FormRejection},
    http::StatusCode,
};
use kuvend_domain::{
    fault::{Code, Fault},
    guest_page::{Answer, GuestAnswer, NamedDeputy},
};
use serde::Serialize;

/// The form as typed, shown again where something is wrong with it.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Typed {
    pub(super) response: String,
    pub(super) party_size: String,
    pub(super) given_name: String,
    pub(super) family_name: String,
    pub(super) email: String,
    pub(super) reason: String,
}

/// A field of the form, by its name there; none is the page as a whole.
type Field = Option<&'static str>;

/// One thing that is wrong: where, and the key of what is said about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) field: Field,
    pub(super) key: &'static str,
}

/// How a form is refused.
type Refused = (StatusCode, Vec<Problem>);

impl Problem {
    pub(super) const fn of_page(key: &'static str) -> Self {
        Self { field: None, key }
    }

    const fn at(field: &'static str, key: &'static str) -> Self {
        Self {
            field: Some(field),
            key,
        }
    }

    /// The rules' word for it in the page's words.
    pub(super) fn of_fault(fault: &Fault) -> Self {
        let path: Vec<&str> = fault.field.iter().map(String::as_str).collect();
        match (path.as_slice(), fault.code) {
            (["partySize"], Code::Full) => Self::at("party_size", "error_full"),
            (["partySize"], _) => Self::at("party_size", "error_party"),
            (["reason"], _) => Self::at("reason", "error_reason"),
            (["deputy", "givenName"], Code::TooLong) => Self::at("given_name", "error_name_long"),
            (["deputy", "familyName"], Code::TooLong) => Self::at("family_name", "error_name_long"),
            (["deputy", "email"], _) => Self::at("email", "error_email"),
            (["deputy", "familyName"], _) => Self::at("family_name", "error_family_name"),
            (["deputy", ..], _) => Self::at("given_name", "error_given_name"),
            (["response"], Code::Required | Code::OutOfRange) => {
                Self::at("response", "error_response")
            }
            // The event or the row takes no answer now; the page knows why and says that instead.
            _ => Self::of_page("error_form"),
        }
    }
}

/// Reads a form. What could be read is kept, whatever else is wrong.
pub(super) fn read(
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> (Typed, Result<(), Refused>) {
    let refused = |status, key| Err((status, vec![Problem::of_page(key)]));
    let mut typed = Typed::default();
    let pairs = match form {
        Ok(Form(pairs)) => pairs,
        Err(rejection) => {
            let status = axum::response::IntoResponse::into_response(rejection).status();
            let outcome = if status == StatusCode::PAYLOAD_TOO_LARGE {
                refused(status, "error_too_large")
            } else {
                refused(StatusCode::BAD_REQUEST, "error_form")
            };
            return (typed, outcome);
        }
    };
    let mut outcome = Ok(());
    let mut seen: Vec<String> = Vec::new();
    for (name, value) in pairs {
        let place = match name.as_str() {
            "response" => &mut typed.response,
            "party_size" => &mut typed.party_size,
            "given_name" => &mut typed.given_name,
            "family_name" => &mut typed.family_name,
            "email" => &mut typed.email,
            "reason" => &mut typed.reason,
            _ => {
                outcome = refused(StatusCode::BAD_REQUEST, "error_form");
                continue;
            }
        };
        if seen.contains(&name) {
            outcome = refused(StatusCode::BAD_REQUEST, "error_form");
            continue;
        }
        *place = value;
        seen.push(name);
    }
    (typed, outcome)
}

impl Typed {
    /// The answer, if the form has one.
    pub(super) fn answer(&self) -> Result<GuestAnswer, Refused> {
        let mut problems = Vec::new();
        let answer = match self.response.as_str() {
            "ACCEPTED" => Some(Answer::Accepted),
            "TENTATIVE" => Some(Answer::Tentative),
            "DECLINED" => Some(Answer::Declined),
            "REPRESENTED" => Some(Answer::Represented),
            _ => {
                problems.push(Problem::at("response", "error_response"));
                None
            }
        };
        let party_size = match self.party_size.trim() {
            "" => None,
            number => {
                let number = number.parse::<i32>().ok();
                if number.is_none() {
                    problems.push(Problem::at("party_size", "error_party"));
                }
                number
            }
        };
        match answer {
            Some(answer) if problems.is_empty() => Ok(GuestAnswer {
                answer,
                reason: self.reason.clone(),
                party_size,
                deputy: NamedDeputy {
                    given_name: self.given_name.clone(),
                    family_name: self.family_name.clone(),
                    email: self.email.clone(),
                },
            }),
            _ => Err((StatusCode::UNPROCESSABLE_ENTITY, problems)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_pairs(pairs: &[(&str, &str)]) -> (Typed, Result<(), Refused>) {
        let owned = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        read(Ok(Form(owned)))
    }

    #[test]
    fn an_answer_is_read_as_typed() {
        let (typed, shape) = read_pairs(&[
            ("response", "ACCEPTED"),
            ("party_size", " 2 "),
            ("reason", "Me kënaqësi"),
        ]);
        assert_eq!(shape, Ok(()));
        let given = typed.answer().unwrap();
        assert_eq!(given.answer, Answer::Accepted);
        assert_eq!(given.party_size, Some(2));
        assert_eq!(given.reason, "Me kënaqësi");
    }

    #[test]
    fn a_form_without_an_answer_says_where_it_is_missing() {
        let (typed, shape) = read_pairs(&[("party_size", "many")]);
        assert_eq!(shape, Ok(()));
        let (status, problems) = typed.answer().unwrap_err();
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let fields: Vec<_> = problems.iter().map(|problem| problem.field).collect();
        assert_eq!(fields, [Some("response"), Some("party_size")]);
    }

    #[test]
    fn unknown_and_repeated_fields_are_no_form_of_ours_and_lose_nothing_typed() {
        for extra in [("is_admin", "1"), ("response", "DECLINED")] {
            let (typed, shape) = read_pairs(&[("response", "ACCEPTED"), ("reason", "kept"), extra]);
            assert_eq!(
                shape.map_err(|(status, _)| status),
                Err(StatusCode::BAD_REQUEST)
            );
            assert_eq!(
                (typed.response.as_str(), typed.reason.as_str()),
                ("ACCEPTED", "kept")
            );
        }
    }
}
