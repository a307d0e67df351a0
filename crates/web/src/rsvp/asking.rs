//! What a guest tells beside whether they come: what they need, and answers to the event's questions.

use std::sync::Arc;

use axum::{
    extract::{DefaultBodyLimit, Form, Path, RawQuery, State, rejection::FormRejection},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use kuvend_domain::{
    fault::{Code, Fault},
    guest_page::{self, AskedCondition, AskedQuestion, Asking, NeedGroup, Telling},
    questions,
};
use kuvend_entity::{
    kind::{EventQuestionKind, NeedKind},
    value::Language,
};
use serde::Serialize;

use super::{
    Shown, Speaks as _, is_from_elsewhere,
    section::{Pairs, pairs},
    view::Text,
    visit,
};
use crate::{Web, notice::ErrorView, words::Words};

/// Bytes of the form at most: fifty answers in Greek, each letter of which is written as six.
const FORM_LIMIT: usize = 384 * 1024;
/// Fields of the form at most.
const MOST_FIELDS: usize = 2_000;

/// The form as it was typed, shown again where something is wrong with it.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed(Pairs);

/// One thing that is wrong: at which field of the form, none being the page as a whole, and the key of what is said about it.
pub(super) type Problem = (Option<String>, &'static str);

/// A form that was refused: what was typed and what is wrong with it.
pub(super) type Refused = (Typed, Vec<Problem>);

impl Typed {
    fn values<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a str> {
        let of_field = move |(name, _): &&'a (String, String)| name == field;
        self.0
            .iter()
            .filter(of_field)
            .map(|(_, value)| value.as_str())
    }

    fn value(&self, field: &str) -> &str {
        self.0
            .iter()
            .find(|(name, _)| name == field)
            .map_or("", |(_, value)| value.as_str())
    }
}

/// The field of a need: `need.DIET.VEGAN`, with how many of the party have it.
fn need_field(kind: NeedKind, code: &str) -> String {
    format!("need.{kind}.{code}")
}

/// The field of what the list of a kind does not say.
fn other_field(kind: NeedKind) -> String {
    format!("other.{kind}")
}

/// The field of a question.
fn question_field(key: &str) -> String {
    format!("q.{key}")
}

/// What may be told at once may weigh.
pub(crate) fn body_limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(FORM_LIMIT)
}

/// `POST /r/{token}/asking`: what the guest tells, then the page again by `303 See Other`; or at once, with what is wrong.
pub(crate) async fn take(
    State(web): State<Arc<Web>>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    form: Result<Form<Pairs>, FormRejection>,
) -> Response {
    let visit = visit(&token, query.as_deref(), &headers);
    let refuse = async |typed: Typed, key: &'static str, status: StatusCode| {
        let refused = (typed, vec![(None, key)]);
        web.show_with(&visit, Shown::Asking(refused), status).await
    };
    let typed = match pairs(form) {
        Ok(pairs) => Typed(pairs),
        Err((status, key)) => return refuse(Typed::default(), key, status).await,
    };
    if is_from_elsewhere(&headers) {
        return refuse(typed, "error_elsewhere", StatusCode::FORBIDDEN).await;
    }
    let Some(told) = read(&typed) else {
        return refuse(typed, "error_form", StatusCode::BAD_REQUEST).await;
    };
    let op = web.op(visit.language());
    let outcome = Box::pin(guest_page::tell(&op, &visit, told)).await;
    web.follow(&visit, outcome, ("told", "asking"), |faults| {
        Shown::Asking((typed, faults.iter().map(problem).collect()))
    })
    .await
}

/// Reads a form; nothing where it is none of ours.
fn read(typed: &Typed) -> Option<Telling> {
    if typed.0.len() > MOST_FIELDS {
        return None;
    }
    let mut told = Telling::default();
    for (name, value) in &typed.0 {
        let mut parts = name.splitn(3, '.');
        match (parts.next()?, parts.next(), parts.next()) {
            ("need", Some(kind), Some(code)) => {
                let kind = NeedKind::parse(kind)?;
                let persons: i32 = match value.trim() {
                    "" => 0,
                    number => number.parse().ok()?,
                };
                let is_twice = told
                    .needs
                    .iter()
                    .any(|(k, c, _)| (*k, c.as_str()) == (kind, code));
                if is_twice {
                    return None;
                }
                if persons != 0 {
                    told.needs.push((kind, code.to_owned(), persons));
                }
            }
            ("other", Some(kind), None) => {
                let former = told.others.insert(NeedKind::parse(kind)?, value.clone());
                if former.is_some() {
                    return None;
                }
            }
            ("q", Some(key), None) => {
                let values = told.answers.entry(key.to_owned()).or_default();
                values.push(value.clone());
            }
            ("agree", None, None) => told.agrees = value == "1",
            _ => return None,
        }
    }
    Some(told)
}

/// The rules' word for what is wrong, at the field of the form.
fn problem(fault: &Fault) -> Problem {
    let path: Vec<&str> = fault.field.iter().map(String::as_str).collect();
    match path.as_slice() {
        ["agrees"] => (Some("agree".to_owned()), "asking_error_agree"),
        ["needs", kind, "OTHER", _] => (Some(format!("other.{kind}")), "asking_error_long"),
        ["needs", kind, code, "persons"] => {
            (Some(format!("need.{kind}.{code}")), "asking_error_persons")
        }
        ["answers", key, "value"] => {
            let what = match (fault.code, fault.detail("what")) {
                (Code::Required, _) => "asking_error_required",
                (Code::TooLong, _) => "asking_error_long",
                (Code::Malformed, Some("number")) => "asking_error_number",
                (Code::Malformed, Some("date")) | (Code::OutOfRange, _) => "asking_error_date",
                _ => "asking_error_choice",
            };
            (Some(question_field(key)), what)
        }
        _ => (None, "error_form"),
    }
}

/// The part of the page that asks, in the reader's words.
#[derive(Debug, Serialize)]
pub(super) struct AskingView {
    action: String,
    is_told: bool,
    needs: Vec<GroupView>,
    questions: Vec<QuestionView>,
    /// How many of the party a need can be of.
    sizes: Vec<i32>,
    agrees: bool,
    /// What is wrong with that.
    agree_fault: Option<String>,
    errors: Vec<ErrorView>,
}

#[derive(Debug, Serialize)]
struct GroupView {
    name: String,
    is_open: bool,
    offered: Vec<NeedView>,
    other: FieldView,
}

#[derive(Debug, Serialize)]
struct NeedView {
    field: String,
    label: &'static str,
    persons: i32,
    fault: Option<String>,
}

#[derive(Debug, Serialize)]
struct FieldView {
    field: String,
    value: String,
    fault: Option<String>,
}

#[derive(Debug, Serialize)]
struct QuestionView {
    field: String,
    kind: &'static str,
    label: Text,
    hint: Option<Text>,
    condition: Option<String>,
    is_required: bool,
    options: Vec<OptionView>,
    value: String,
    fault: Option<String>,
}

#[derive(Debug, Serialize)]
struct OptionView {
    key: String,
    label: Text,
    is_chosen: bool,
}

impl AskingView {
    pub(super) fn of(
        (page, action): (&Asking, String),
        words: &Words,
        refused: Option<&Refused>,
        is_told: bool,
    ) -> Self {
        let problems = refused.map(|(_, problems)| problems.as_slice());
        let problems = problems.unwrap_or_default();
        let said = Said {
            words,
            typed: refused.map(|(typed, _)| typed),
            problems,
        };
        let label = |field: &str| {
            let question = page
                .questions
                .iter()
                .find(|one| question_field(&one.key) == field);
            question.map_or_else(String::new, |one| one.wording.text.clone())
        };
        let error = |(field, key): &Problem| ErrorView {
            text: match field {
                Some(field) if !label(field).is_empty() => {
                    format!("{} {}", label(field), said.text(key))
                }
                _ => said.text(key),
            },
            field: field.clone(),
        };
        Self {
            action,
            is_told: is_told && problems.is_empty(),
            needs: page.needs.iter().map(|group| said.group(group)).collect(),
            questions: page
                .questions
                .iter()
                .map(|one| said.question(one))
                .collect(),
            sizes: (1..=page.party_allowance.clamp(1, 50)).collect(),
            agrees: said
                .typed
                .map_or(page.agrees, |typed| typed.value("agree") == "1"),
            agree_fault: said.fault("agree"),
            errors: problems.iter().map(error).collect(),
        }
    }
}

/// What is said in the fields: what was typed where a form was refused, else what is kept.
struct Said<'a> {
    words: &'a Words,
    typed: Option<&'a Typed>,
    problems: &'a [Problem],
}

impl Said<'_> {
    fn text(&self, key: &str) -> String {
        self.words.say(key, &[])
    }

    fn fault(&self, field: &str) -> Option<String> {
        let of_field = |(at, _): &&Problem| at.as_deref() == Some(field);
        let found = self.problems.iter().find(of_field);
        found.map(|(_, key)| self.text(key))
    }

    fn group(&self, group: &NeedGroup) -> GroupView {
        let offered: Vec<NeedView> = group
            .offered
            .iter()
            .map(|need| {
                let field = need_field(group.kind, need.code);
                let typed = self.typed.map(|typed| typed.value(&field).trim().parse());
                NeedView {
                    persons: typed.map_or(need.persons, |typed| typed.unwrap_or(0)),
                    fault: self.fault(&field),
                    label: need.name,
                    field,
                }
            })
            .collect();
        let field = other_field(group.kind);
        let value = self
            .typed
            .map_or(group.other.as_str(), |typed| typed.value(&field));
        let other = FieldView {
            value: value.to_owned(),
            fault: self.fault(&field),
            field,
        };
        let name = match group.kind {
            NeedKind::Diet => "need_diet",
            NeedKind::Accessibility => "need_accessibility",
            NeedKind::Interpretation => "need_interpretation",
        };
        GroupView {
            name: self.text(name),
            is_open: offered
                .iter()
                .any(|need| need.persons != 0 || need.fault.is_some())
                || !other.value.is_empty()
                || other.fault.is_some(),
            offered,
            other,
        }
    }

    fn question(&self, question: &AskedQuestion) -> QuestionView {
        let field = question_field(&question.key);
        let values: Vec<&str> = match self.typed {
            Some(typed) => typed.values(&field).collect(),
            None => question.values.iter().map(String::as_str).collect(),
        };
        let options: Vec<OptionView> = if question.kind == EventQuestionKind::YesNo {
            let tag: &Language = &self.words.language;
            let option = |key: &'static str| OptionView {
                key: key.to_owned(),
                label: Text::plain(questions::yes_or_no(key, tag).unwrap_or(key), tag),
                is_chosen: values.contains(&key),
            };
            [questions::YES, questions::NO].map(option).into()
        } else {
            let options = question.options.iter();
            let option = |(key, name): &(String, guest_page::Said)| OptionView {
                key: key.clone(),
                label: name.into(),
                is_chosen: values.contains(&key.as_str()),
            };
            options.map(option).collect()
        };
        QuestionView {
            kind: question.kind.as_str(),
            label: (&question.wording).into(),
            hint: question.hint.as_ref().map(Text::from),
            condition: question.condition.as_ref().map(|one| self.condition(one)),
            is_required: question.is_required,
            options,
            value: values.first().copied().unwrap_or_default().to_owned(),
            fault: self.fault(&field),
            field,
        }
    }

    /// To whom alone a question is put, as a sentence: a page without a script shows it to all.
    fn condition(&self, condition: &AskedCondition) -> String {
        let question = condition.question.text.as_str();
        if condition.answers.is_empty() {
            return self
                .words
                .say("asking_only_answered", &[("question", question)]);
        }
        let answers = condition.answers.iter().map(|one| one.text.as_str());
        let answers = answers.collect::<Vec<_>>().join(", ");
        let values = [("question", question), ("answers", answers.as_str())];
        self.words.say("asking_only", &values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Typed(pairs.iter().map(own).collect())
    }

    #[test]
    fn what_is_told_is_read_as_typed() {
        let told = read(&typed(&[
            ("need.DIET.VEGAN", "2"),
            ("need.DIET.HALAL", "0"),
            ("need.DIET.KOSHER", ""),
            ("need.ACCESSIBILITY.WHEELCHAIR", "1"),
            ("other.DIET", "no celery"),
            ("q.coach", "YES"),
            ("q.days", "first"),
            ("q.days", "second"),
            ("agree", "1"),
        ]))
        .unwrap();
        let needs = [
            (NeedKind::Diet, "VEGAN".to_owned(), 2),
            (NeedKind::Accessibility, "WHEELCHAIR".to_owned(), 1),
        ];
        assert_eq!(told.needs, needs);
        assert_eq!(told.others[&NeedKind::Diet], "no celery");
        assert_eq!(told.answers["days"], ["first", "second"]);
        assert!(told.agrees);
    }

    #[test]
    fn a_form_that_is_none_of_ours_is_not_read() {
        for pair in [
            ("need.DRINK.WINE", "1"),
            ("need.DIET", "1"),
            ("need.DIET.VEGAN", "many"),
            ("other.DRINK", "wine"),
            ("q", "x"),
            ("is_admin", "1"),
            ("", ""),
        ] {
            assert_eq!(read(&typed(&[pair])), None, "{pair:?}");
        }
        for twice in [("need.DIET.VEGAN", "1"), ("other.DIET", "x")] {
            assert_eq!(read(&typed(&[twice, twice])), None, "{twice:?}");
        }
        let many = vec![("q.a", "b"); MOST_FIELDS + 1];
        assert_eq!(read(&typed(&many)), None);
    }

    #[test]
    fn whoever_changes_the_words_of_the_consent_raises_their_version() {
        let library = crate::words::Library::read().unwrap();
        let words = library.of(&Language::english()).unwrap();
        let said = ["asking_agree", "asking_agree_hint"]
            .map(|key| words.say(key, &[("office", "the office")]));
        assert_eq!(
            (kuvend_domain::needs::WORDING_VERSION, said.join(" ")),
            (
                1,
                "I agree that the office keeps what I tell here of my health, my belief or other needs, in order to look after me at this event. \
                 Only those who look after guests see it, and it is deleted a week after the event. If you untick every box and clear every \
                 field, it is deleted at once."
                    .to_owned()
            )
        );
    }

    #[test]
    fn what_is_wrong_is_said_at_its_field() {
        let at = |field: &[&str], code| {
            let path = field.iter().map(|part| (*part).to_owned()).collect();
            problem(&Fault::at(path, code).with("what", "number"))
        };
        let own = |field: &str, key| (Some(field.to_owned()), key);
        assert_eq!(
            at(&["agrees"], Code::Required),
            own("agree", "asking_error_agree")
        );
        assert_eq!(
            at(&["answers", "age", "value"], Code::Malformed),
            own("q.age", "asking_error_number")
        );
        assert_eq!(
            at(&["needs", "DIET", "OTHER", "note"], Code::TooLong),
            own("other.DIET", "asking_error_long")
        );
        assert_eq!(
            at(&["needs", "DIET", "VEGAN", "persons"], Code::OutOfRange),
            own("need.DIET.VEGAN", "asking_error_persons")
        );
        assert_eq!(at(&["form"], Code::WrongState), (None, "error_form"));
    }
}
