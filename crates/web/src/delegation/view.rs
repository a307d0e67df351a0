//! The page's view: everything already said in the reader's words.

use kuvend_domain::{
    delegations::focal::{Closed, FocalPage, Member, NAME, TypedMember},
    fault::{Code, Fault},
};
use kuvend_entity::kind::PlaceState;
use serde::Serialize;

use crate::{
    dates,
    notice::{ErrorView, HostView, Text},
    words::Words,
};

/// One thing that is wrong: where, and the key of what is said about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Problem {
    field: Option<&'static str>,
    key: &'static str,
}

/// What was typed into a form, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Refused {
    /// Whose form it was; nobody's where somebody is named.
    pub(super) member: Option<String>,
    pub(super) typed: TypedMember,
    pub(super) problems: Vec<Problem>,
}

impl Problem {
    pub(super) const fn of_page(key: &'static str) -> Self {
        Self { field: None, key }
    }

    /// The rules' word for it in the page's words.
    pub(super) fn of_fault(fault: &Fault) -> Self {
        let path: Vec<&str> = fault.field.iter().map(String::as_str).collect();
        let at = |field, key| Self {
            field: Some(field),
            key,
        };
        match (path.as_slice(), fault.code) {
            (["person", "givenName"], Code::TooLong) => at("given_name", "error_name_long"),
            (["person", "familyName"], Code::TooLong) => at("family_name", "error_name_long"),
            (["person", "function"], _) => at("function", "error_name_long"),
            (["person", "givenName"], _) => at("given_name", "dele_error_given"),
            (["person", "familyName"], Code::Taken) => at("family_name", "dele_error_taken"),
            (["person", "familyName"], _) => at("family_name", "dele_error_family"),
            (["person", "email"], _) => at("email", "error_email"),
            (_, Code::Full) => Self::of_page("dele_full"),
            (_, Code::TooMany) => Self::of_page("dele_error_flood"),
            (["attendeeId"], Code::NotFound) => Self::of_page("dele_error_gone"),
            // It takes no names now; the page knows why and says that instead.
            _ => Self::of_page("error_form"),
        }
    }
}

/// What the template is given.
#[derive(Debug, Serialize)]
pub(super) struct DelegationView {
    action: String,
    host: HostView,
    office: String,
    title: Text,
    name: String,
    organisation: Text,
    when: Vec<String>,
    /// Until when members are named; nothing once none are.
    until: Option<String>,
    count: String,
    members: Vec<MemberView>,
    is_full: bool,
    is_open: bool,
    closed: Option<String>,
    is_saved: bool,
    /// What was typed into the form for somebody new.
    typed: Form,
    errors: Vec<ErrorView>,
}

#[derive(Debug, Serialize)]
struct MemberView {
    id: String,
    name: String,
    function: Option<String>,
    is_head: bool,
    state: String,
    tone: &'static str,
    /// What was typed to replace them, where it is shown again.
    typed: Form,
    is_being_replaced: bool,
}

/// A form for somebody, with what was typed.
#[derive(Debug, Default, Serialize)]
struct Form {
    given_name: String,
    family_name: String,
    email: String,
    function: String,
}

impl From<&TypedMember> for Form {
    fn from(typed: &TypedMember) -> Self {
        Self {
            given_name: typed.given_name.clone(),
            family_name: typed.family_name.clone(),
            email: typed.email.clone(),
            function: typed.function.clone(),
        }
    }
}

impl DelegationView {
    pub(super) fn of(
        page: &FocalPage,
        words: &Words,
        action: String,
        (is_saved, refused): (bool, Option<Refused>),
    ) -> Self {
        let zone = &page.zone;
        let refused = refused.unwrap_or_default();
        let is_full = i32::try_from(page.members.len()).is_ok_and(|taken| taken >= page.quota);
        let members: Vec<MemberView> = page
            .members
            .iter()
            .map(|member| shown(member, words, &refused))
            .collect();
        let count = [
            ("taken", page.members.len().to_string()),
            ("quota", page.quota.to_string()),
        ];
        let count: Vec<(&str, &str)> = count.iter().map(|(key, n)| (*key, n.as_str())).collect();
        let closed = page.closed.map(|why| closed(why, page, words));
        // There is no form to mend any more: why nothing is taken is all there is to say.
        let errors = match &closed {
            Some(text) if !refused.problems.is_empty() => vec![ErrorView {
                field: None,
                text: text.clone(),
            }],
            _ => errors(&refused, &members, words),
        };
        Self {
            action,
            host: (&page.host).into(),
            office: page.host.name.text.clone(),
            title: (&page.event).into(),
            name: page.name.clone(),
            organisation: (&page.organisation).into(),
            when: dates::span(words, page.starts, page.ends, zone),
            until: page
                .closed
                .is_none()
                .then(|| dates::moment(words, page.until, zone)),
            count: words.say("dele_count", &count),
            is_full,
            is_open: page.closed.is_none(),
            typed: match refused.member {
                None => (&refused.typed).into(),
                Some(_) => Form::default(),
            },
            closed: closed.filter(|_| errors.is_empty()),
            is_saved: is_saved && errors.is_empty(),
            members,
            errors,
        }
    }
}

fn shown(member: &Member, words: &Words, refused: &Refused) -> MemberView {
    let id = member.id.to_string();
    let is_being_replaced = refused.member.as_deref() == Some(&id);
    let (key, tone) = if member.is_represented {
        ("dele_state_represented", "")
    } else {
        match member.place {
            PlaceState::Confirmed => ("dele_state_confirmed", "accepted"),
            PlaceState::Offered => ("dele_state_offered", "deferred"),
            PlaceState::Waitlisted => ("dele_state_waitlisted", "deferred"),
            PlaceState::PendingApproval => ("dele_state_pending", "deferred"),
            PlaceState::Cancelled | PlaceState::Expired => ("dele_state_cancelled", "failed"),
            PlaceState::None => ("dele_state_none", ""),
        }
    };
    MemberView {
        name: member.name.clone(),
        function: member.function.clone(),
        is_head: member.is_head,
        state: words.say(key, &[]),
        tone,
        typed: if is_being_replaced {
            (&refused.typed).into()
        } else {
            Form::default()
        },
        is_being_replaced,
        id,
    }
}

/// What is wrong, each with the id of its field: those of a member's form begin with the member's place.
fn errors(refused: &Refused, members: &[MemberView], words: &Words) -> Vec<ErrorView> {
    let place = members.iter().position(|member| member.is_being_replaced);
    let prefix = place.map_or_else(|| "new".to_owned(), |place| format!("m{}", place + 1));
    let limit = NAME.to_string();
    refused
        .problems
        .iter()
        .map(|problem| ErrorView {
            field: problem.field.map(|field| format!("{prefix}_{field}")),
            text: words.say(problem.key, &[("limit", &limit)]),
        })
        .collect()
}

fn closed(why: Closed, page: &FocalPage, words: &Words) -> String {
    let key = match why {
        Closed::Closed => "dele_closed",
        Closed::TooLate => "dele_closed_too_late",
        Closed::NotOpen => "dele_closed_not_open",
        Closed::Cancelled => "closed_cancelled",
        Closed::Postponed => "dele_closed_postponed",
        Closed::Over => "closed_over",
    };
    let until = dates::until(words, page.until, &page.zone);
    words.say(key, &[("until", &until)])
}
