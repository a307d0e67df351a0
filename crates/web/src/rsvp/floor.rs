//! What a guest asks panels: the form, and what they asked so far.

use std::sync::Arc;

use axum::{
    extract::{Form, Path, RawQuery, State, rejection::FormRejection},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use kuvend_domain::{
    agenda::LONGEST_QUESTION,
    fault::{Code, Fault},
    guest_page::{self, Floor, GuestQuestion, LocalTime, OpenPanel, OwnQuestion},
};
use kuvend_entity::{id::PanelQuestionId, kind::QuestionState};
use serde::Serialize;

use super::{
    Shown, Speaks as _, is_from_elsewhere,
    section::{Pairs, pairs},
    view::Text,
    visit,
};
use crate::{Web, dates, notice::ErrorView, words::Words};

/// The form as it was typed, shown again where something is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Typed {
    panel: String,
    question: String,
    withdraw: Option<String>,
}

/// One thing that is wrong: at which field of the form, none being the section as a whole, what is said about it, and the limit
/// that it speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    field: Option<&'static str>,
    key: &'static str,
    limit: String,
}

impl Problem {
    pub(super) fn of_section(key: &'static str) -> Self {
        Self {
            field: None,
            key,
            limit: String::new(),
        }
    }

    /// The rules' word for it in the page's words.
    fn of_fault(fault: &Fault) -> Self {
        let path: Vec<&str> = fault.field.iter().map(String::as_str).collect();
        let (field, key) = match (path.as_slice(), fault.code) {
            (["panel"], Code::Required) => (Some("panel"), "floor_error_panel"),
            (["panel"], Code::TooMany) => (Some("panel"), "floor_error_full"),
            (["panel"], _) => (Some("panel"), "floor_error_closed"),
            (["question"], Code::TooLong) => (Some("question"), "floor_error_long"),
            (["question"], Code::TooMany) => (Some("question"), "floor_error_many"),
            (["question"], _) => (Some("question"), "floor_error_question"),
            (["withdraw"], Code::WrongState) => (None, "floor_error_taken"),
            (["withdraw"], _) => (None, "floor_error_gone"),
            _ => (None, "floor_error_state"),
        };
        Self {
            field,
            key,
            limit: fault.detail("limit").unwrap_or_default().to_owned(),
        }
    }
}

/// A form that was refused: what was typed and what is wrong with it.
pub(super) type Refused = (Typed, Vec<Problem>);

/// What a form wants.
#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    Ask(GuestQuestion),
    Withdraw(PanelQuestionId),
}

/// `POST /r/{token}/questions`: a question, or one taken back, then the page again by `303 See Other`; or at once, with what is
/// wrong.
pub(crate) async fn take(
    State(web): State<Arc<Web>>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    form: Result<Form<Pairs>, FormRejection>,
) -> Response {
    let visit = visit(&token, query.as_deref(), &headers);
    let refuse = async |typed: Typed, key: &'static str, status: StatusCode| {
        let refused = (typed, vec![Problem::of_section(key)]);
        web.show_with(&visit, Shown::Floor(refused), status).await
    };
    let pairs = match pairs(form) {
        Ok(pairs) => pairs,
        Err((status, key)) => return refuse(Typed::default(), key, status).await,
    };
    let (typed, is_ours) = read(pairs);
    if is_from_elsewhere(&headers) {
        return refuse(typed, "error_elsewhere", StatusCode::FORBIDDEN).await;
    }
    let Some(wanted) = typed.wanted().filter(|_| is_ours) else {
        return refuse(typed, "error_form", StatusCode::BAD_REQUEST).await;
    };
    let op = web.op(visit.language());
    let (outcome, mark) = match wanted {
        Wanted::Ask(asked) => {
            let asked = Box::pin(guest_page::ask_panel(&op, &visit, asked));
            (asked.await, "asked")
        }
        Wanted::Withdraw(id) => {
            let withdrawn = Box::pin(guest_page::withdraw_question(&op, &visit, id));
            (withdrawn.await, "withdrawn")
        }
    };
    web.follow(&visit, outcome, (mark, "floor"), |faults| {
        Shown::Floor((typed, faults.iter().map(Problem::of_fault).collect()))
    })
    .await
}

/// Reads a form, and whether it is one of ours. What could be read is kept.
fn read(pairs: Pairs) -> (Typed, bool) {
    let mut typed = Typed::default();
    let mut is_ours = true;
    let mut seen: Vec<String> = Vec::new();
    for (name, value) in pairs {
        match name.as_str() {
            _ if seen.contains(&name) => is_ours = false,
            "panel" => typed.panel = value,
            "question" => typed.question = value,
            "withdraw" => typed.withdraw = Some(value),
            _ => is_ours = false,
        }
        seen.push(name);
    }
    (typed, is_ours)
}

impl Typed {
    /// What is wanted; nothing where an id is none, which the page never sends.
    fn wanted(&self) -> Option<Wanted> {
        if let Some(id) = &self.withdraw {
            return id.parse().ok().map(Wanted::Withdraw);
        }
        let panel = match self.panel.trim() {
            "" => None,
            id => Some(id.parse().ok()?),
        };
        let question = self.question.clone();
        Some(Wanted::Ask(GuestQuestion { panel, question }))
    }
}

/// The part of the page in which panels are asked, in the reader's words.
#[derive(Debug, Serialize)]
pub(super) struct FloorView {
    action: String,
    done: Option<String>,
    panels: Vec<PanelView>,
    panel_fault: Option<String>,
    question: String,
    question_fault: Option<String>,
    limit: usize,
    own: Vec<OwnView>,
    errors: Vec<ErrorView>,
}

#[derive(Debug, Serialize)]
struct PanelView {
    id: String,
    topic: Text,
    hours: Option<String>,
    is_chosen: bool,
}

#[derive(Debug, Serialize)]
struct OwnView {
    id: String,
    topic: Option<Text>,
    text: Text,
    state: String,
    /// Whether it can be taken back.
    waits: bool,
}

/// What was done with the form before the page was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    Asked,
    Withdrawn,
}

impl FloorView {
    pub(super) fn of(
        (floor, action): (&Floor, String),
        (words, near): (&Words, LocalTime),
        refused: Option<&Refused>,
        done: Option<Done>,
    ) -> Self {
        let problems = refused.map(|(_, problems)| problems.as_slice());
        let problems = problems.unwrap_or_default();
        let typed = refused.map(|(typed, _)| typed);
        let say = |problem: &Problem| words.say(problem.key, &[("limit", &problem.limit)]);
        let fault = |field: &str| {
            let found = problems.iter().find(|one| one.field == Some(field));
            found.map(say)
        };
        let chosen = typed.map_or("", |typed| typed.panel.trim());
        let is_one = floor.panels.len() == 1;
        let panel = |panel: &OpenPanel| {
            let id = panel.id.to_string();
            PanelView {
                topic: (&panel.topic).into(),
                hours: panel
                    .starts
                    .map(|starts| dates::hours_near(words, (starts, panel.ends), near)),
                is_chosen: is_one || id == chosen,
                id,
            }
        };
        let own = |own: &OwnQuestion| OwnView {
            id: own.id.to_string(),
            topic: own.topic.as_ref().map(Text::from),
            text: (&own.text).into(),
            state: words.say(state(own.state), &[]),
            waits: own.state == QuestionState::Pending,
        };
        let done = done.filter(|_| problems.is_empty()).map(|done| match done {
            Done::Asked => words.say("floor_sent", &[]),
            Done::Withdrawn => words.say("floor_withdrawn", &[]),
        });
        Self {
            action,
            done,
            panels: floor.panels.iter().map(panel).collect(),
            panel_fault: fault("panel"),
            question: typed
                .map(|typed| typed.question.clone())
                .unwrap_or_default(),
            question_fault: fault("question"),
            limit: LONGEST_QUESTION,
            own: floor.own.iter().map(own).collect(),
            errors: problems
                .iter()
                .map(|problem| ErrorView {
                    // Where nothing can be asked any more there is no field to go to.
                    field: problem
                        .field
                        .filter(|_| !floor.panels.is_empty())
                        .map(str::to_owned),
                    text: say(problem),
                })
                .collect(),
        }
    }
}

/// What is said of where a question stands.
const fn state(state: QuestionState) -> &'static str {
    match state {
        QuestionState::Pending => "floor_state_pending",
        QuestionState::Approved => "floor_state_approved",
        QuestionState::Rejected => "floor_state_rejected",
        QuestionState::Answered => "floor_state_answered",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        pairs.iter().map(own).collect()
    }

    #[test]
    fn a_form_of_another_shape_is_none_of_ours_and_what_was_typed_stays() {
        let asked = [("panel", "x"), ("question", "Why?")];
        let (typed, is_ours) = read(pairs(&asked));
        assert!(is_ours && typed.question == "Why?");
        for extra in [("question", "other"), ("is_admin", "1")] {
            let (typed, is_ours) = read(pairs(&[asked[0], asked[1], extra]));
            assert!(!is_ours);
            assert_eq!(typed.question, "Why?");
        }
    }

    #[test]
    fn what_is_no_id_wants_nothing_and_no_panel_is_a_question_that_lacks_one() {
        let wanted = |name: &str, value: &str| read(pairs(&[(name, value)])).0.wanted();
        let lacking = Wanted::Ask(GuestQuestion::default());
        assert_eq!(wanted("panel", " "), Some(lacking));
        assert_eq!(wanted("panel", "robots"), None);
        assert_eq!(wanted("withdraw", "robots"), None);
        let id = PanelQuestionId::new();
        assert_eq!(
            wanted("withdraw", &id.to_string()),
            Some(Wanted::Withdraw(id))
        );
    }
}
