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

use super::section::{Pairs, pairs};

/// Lines of the form for those who come along at most; an office names more.
pub(super) const LINES: usize = 19;

/// The form as typed, shown again where something is wrong with it.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Typed {
    pub(super) response: String,
    pub(super) party_size: String,
    pub(super) attends: String,
    pub(super) given_name: String,
    pub(super) family_name: String,
    pub(super) email: String,
    pub(super) reason: String,
    /// Who comes along: given and family name of each line of the form.
    pub(super) companions: Vec<(String, String)>,
}

/// A field of the form, by its name there; none is the page as a whole.
type Field = Option<&'static str>;

/// One thing that is wrong: where, and the key of what is said about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) field: Field,
    pub(super) key: &'static str,
    /// In which line, from 1, where the form has several such fields.
    pub(super) line: Option<usize>,
}

/// How a form is refused.
type Refused = (StatusCode, Vec<Problem>);

impl Problem {
    pub(super) const fn of_page(key: &'static str) -> Self {
        Self {
            field: None,
            key,
            line: None,
        }
    }

    const fn at(field: &'static str, key: &'static str) -> Self {
        Self {
            field: Some(field),
            key,
            line: None,
        }
    }

    /// The rules' word for it in the page's words.
    pub(super) fn of_fault(fault: &Fault) -> Self {
        let path: Vec<&str> = fault.field.iter().map(String::as_str).collect();
        match (path.as_slice(), fault.code) {
            (["companions", index, name], code) => Self {
                field: Some(if *name == "givenName" {
                    "companion_given"
                } else {
                    "companion_family"
                }),
                key: if code == Code::TooLong {
                    "error_name_long"
                } else {
                    "error_companion"
                },
                line: index.parse().ok().map(|index: usize| index + 1),
            },
            (["partySize"], Code::Inconsistent) | (["companions"], _) => {
                Self::at("party_size", "error_companions")
            }
            (["partySize"], Code::Full) => Self::at("party_size", "error_full"),
            (["partySize"], _) => Self::at("party_size", "error_party"),
            (["attends"], Code::Full) => Self::at("attends", "error_attends_full"),
            (["attends"], _) => Self::at("attends", "reg_error_required"),
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
pub(super) fn read(form: Result<Form<Pairs>, FormRejection>) -> (Typed, Result<(), Refused>) {
    let refused = |status, key| Err((status, vec![Problem::of_page(key)]));
    let mut typed = Typed::default();
    let pairs = match pairs(form) {
        Ok(pairs) => pairs,
        Err((status, key)) => return (typed, refused(status, key)),
    };
    let mut outcome = Ok(());
    let mut seen: Vec<String> = Vec::new();
    for (name, value) in pairs {
        if let Some(place) = typed.of_companion(&name) {
            if seen.contains(&name) {
                outcome = refused(StatusCode::BAD_REQUEST, "error_form");
            } else {
                *place = value;
                seen.push(name);
            }
            continue;
        }
        let place = match name.as_str() {
            "response" => &mut typed.response,
            "party_size" => &mut typed.party_size,
            "attends" => &mut typed.attends,
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
    /// Where a field of somebody who comes along is kept: `companion_given_1`, `companion_family_1`, and so on.
    fn of_companion(&mut self, name: &str) -> Option<&mut String> {
        let (field, number) = name.rsplit_once('_')?;
        let number: usize = number.parse().ok()?;
        if !matches!(field, "companion_given" | "companion_family") {
            return None;
        }
        let index = number.checked_sub(1).filter(|index| *index < LINES)?;
        if self.companions.len() <= index {
            self.companions.resize_with(index + 1, Default::default);
        }
        let (given, family) = self.companions.get_mut(index)?;
        Some(if field == "companion_given" {
            given
        } else {
            family
        })
    }

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
                attends: self.attends.clone(),
                companions: (!self.companions.is_empty()).then(|| self.companions.clone()),
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
            ("attends", "ONLINE"),
            ("reason", "Me kënaqësi"),
        ]);
        assert_eq!(shape, Ok(()));
        let given = typed.answer().unwrap();
        assert_eq!(given.answer, Answer::Accepted);
        assert_eq!(given.party_size, Some(2));
        assert_eq!(given.attends, "ONLINE");
        assert_eq!(given.reason, "Me kënaqësi");
    }

    #[test]
    fn who_comes_along_is_read_line_by_line() {
        let (typed, shape) = read_pairs(&[
            ("response", "ACCEPTED"),
            ("companion_family_2", "Leka"),
            ("companion_given_2", "Drin"),
        ]);
        assert_eq!(shape, Ok(()));
        let named = typed.answer().unwrap().companions.unwrap();
        assert_eq!(
            named,
            [
                (String::new(), String::new()),
                ("Drin".into(), "Leka".into())
            ]
        );
        for name in ["companion_given_0", "companion_given_20", "companion_age_1"] {
            let (_, shape) = read_pairs(&[("response", "ACCEPTED"), (name, "x")]);
            assert_eq!(shape.unwrap_err().0, StatusCode::BAD_REQUEST, "{name}");
        }
        let plain = read_pairs(&[("response", "ACCEPTED")]).0;
        assert_eq!(plain.answer().unwrap().companions, None);
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
