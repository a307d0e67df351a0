//! From a guest's answer to the one step that takes answers.

use kuvend_entity::{
    attendee,
    kind::{PresenceMode, ResponseChannel, ResponseState},
    value::{EmailAddress, is_direction_mark, is_out_of_place},
};
use unicode_normalization::UnicodeNormalization as _;

use super::{
    Visit,
    reading::{self, Found},
};
use crate::{
    attendees::{self, Deputy, NewCompanion, Respond, modes},
    error::Result,
    fault::{Code, Fault, Faults},
    op::Op,
};

/// Characters of a reason at most.
pub const REASON_LIMIT: usize = 1000;
/// Characters of a name at most.
const NAME_LIMIT: usize = 100;

/// What a guest can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Comes.
    Accepted,
    /// Perhaps comes; holds no place.
    Tentative,
    /// Does not come.
    Declined,
    /// Sends a deputy.
    Represented,
}

impl Answer {
    const fn response(self) -> ResponseState {
        match self {
            Self::Accepted => ResponseState::Accepted,
            Self::Tentative => ResponseState::Tentative,
            Self::Declined => ResponseState::Declined,
            Self::Represented => ResponseState::Represented,
        }
    }
}

/// A deputy as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NamedDeputy {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Where to write to; may be empty.
    pub email: String,
}

/// A guest's answer, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuestAnswer {
    /// What.
    pub answer: Answer,
    /// What else they write; may be empty.
    pub reason: String,
    /// How many come, the guest included; as it was unless said.
    pub party_size: Option<i32>,
    /// How they take part, by the name of the mode; may be empty. Judged only for who comes, or may come, to an event that is held in
    /// a room and on line: who comes has to choose, unless they or the office have.
    pub attends: String,
    /// Who comes instead; judged only for [`Answer::Represented`].
    pub deputy: NamedDeputy,
    /// Who comes along, by given and family name, empty lines among them; judged only for who comes, and as it was unless said.
    pub companions: Option<Vec<(String, String)>>,
}

/// Takes a guest's answer. What does not belong to the answer given (a deputy of who comes) is left aside.
///
/// # Errors
/// [`Denied::NotFound`](crate::error::Denied::NotFound) for a link that is not good; faults at `reason`, `partySize`,
/// `attends`, `deputy.…`, or those of [`attendees::respond`]. Nothing is changed then.
pub async fn answer(op: &Op, visit: &Visit<'_>, given: GuestAnswer) -> Result<attendee::Model> {
    let (op, found, _) = reading::guest(op, visit).await?;
    let mut faults = Faults::none();
    let reason = text(&given.reason, true);
    if reason.chars().count() > REASON_LIMIT {
        faults.push(Fault::new(["reason"], Code::TooLong).with("limit", REASON_LIMIT));
    }
    let party_size = given
        .party_size
        .filter(|_| matches!(given.answer, Answer::Accepted | Answer::Tentative));
    let allowance = found.row.party_allowance;
    if party_size.is_some_and(|size| !(1..=allowance).contains(&size)) {
        let fault = Fault::new(["partySize"], Code::OutOfRange);
        faults.push(fault.with("low", 1).with("high", allowance));
    }
    let attends = attends(&found, &given, &mut faults);
    let companions = given
        .companions
        .filter(|_| matches!(given.answer, Answer::Accepted | Answer::Tentative));
    let companions = companions.map(|typed| companions_of(&typed, &mut faults));
    let coming = party_size.unwrap_or(found.row.party_size);
    if let Some(last) = companions.as_ref().and_then(|named| named.last())
        && last.0 >= coming
    {
        faults.push(Fault::new(["partySize"], Code::Inconsistent).with("other", "companions"));
    }
    let companions = companions.map(|named| named.into_iter().map(|(_, one)| one).collect());
    let deputy = (given.answer == Answer::Represented).then(|| deputy(&given.deputy, &mut faults));
    let cmd = Respond {
        attendee: found.row.id,
        response: given.answer.response(),
        channel: ResponseChannel::Link,
        answered_at: None,
        reason: (!reason.is_empty()).then_some(reason),
        party_size,
        on_behalf_of: None,
        deputy,
        attends,
        overbook: None,
        companions,
    };
    let cmd = faults.finish(Some(cmd))?;
    attendees::respond(&op, cmd).await
}

/// How a guest takes part, where the event leaves that to them; as it was unless said.
fn attends(found: &Found, given: &GuestAnswer, faults: &mut Faults) -> Option<PresenceMode> {
    let is_needed = match given.answer {
        Answer::Accepted => found.row.attends.is_none(),
        Answer::Tentative => false,
        Answer::Declined | Answer::Represented => return None,
    };
    let is_said = is_needed || !given.attends.trim().is_empty();
    if !is_said || !modes::are_chosen(&found.event) {
        return None;
    }
    modes::typed(&given.attends, faults)
}

/// Those who come along as they were typed, each with their number among those who are named. A line in which nothing stands
/// names nobody.
fn companions_of(typed: &[(String, String)], faults: &mut Faults) -> Vec<(i32, NewCompanion)> {
    let mut named = Vec::new();
    for (index, (given, family)) in typed.iter().enumerate() {
        let (given, family) = (text(given, false), text(family, false));
        if given.is_empty() && family.is_empty() {
            continue;
        }
        for (name, field) in [(&given, "givenName"), (&family, "familyName")] {
            let path = ["companions", &index.to_string(), field].map(str::to_owned);
            if name.is_empty() {
                faults.push(Fault::at(path.to_vec(), Code::Required));
            } else if name.chars().count() > NAME_LIMIT {
                let fault = Fault::at(path.to_vec(), Code::TooLong);
                faults.push(fault.with("limit", NAME_LIMIT));
            }
        }
        let one = NewCompanion {
            given_name: Some(given),
            family_name: Some(family),
            age_band: None,
            contact: None,
        };
        named.push((i32::try_from(named.len() + 1).unwrap_or(i32::MAX), one));
    }
    named
}

fn deputy(typed: &NamedDeputy, faults: &mut Faults) -> Deputy {
    let mut name = |typed: &str, field: &str| {
        let name = text(typed, false);
        let path = vec!["deputy".to_owned(), field.to_owned()];
        if name.is_empty() {
            faults.push(Fault::at(path, Code::Required));
        } else if name.chars().count() > NAME_LIMIT {
            faults.push(Fault::at(path, Code::TooLong).with("limit", NAME_LIMIT));
        }
        name
    };
    let given_name = name(&typed.given_name, "givenName");
    let family_name = name(&typed.family_name, "familyName");
    let email = match typed.email.trim() {
        "" => None,
        typed => {
            let email = typed.parse::<EmailAddress>().ok();
            if email.is_none() {
                let fault = Fault::new(["deputy", "email"], Code::Malformed);
                faults.push(fault.with("what", "email"));
            }
            email
        }
    };
    Deputy::Named {
        given_name,
        family_name,
        email,
        function: None,
    }
}

/// Typed text, trimmed and composed, without what hides in it; lines stay where the text may have some.
pub(crate) fn text(typed: &str, has_lines: bool) -> String {
    let kept: String = typed
        .replace("\r\n", "\n")
        .nfc()
        .map(|c| match c {
            '\n' if has_lines => '\n',
            c if c.is_control() => ' ',
            c => c,
        })
        .filter(|c| {
            if has_lines {
                !is_direction_mark(*c)
            } else {
                !is_out_of_place(*c)
            }
        })
        .collect();
    kept.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_text_is_composed_and_nothing_hides_in_it() {
        assert_eq!(text("  C\u{327}ami\u{202E}\u{0}  ", false), "Çami");
        assert_eq!(text("Ar\u{200B}ta\u{FEFF}", false), "Arta");
        assert_eq!(text("Ar\u{200D}ta", false), "Ar\u{200D}ta");
        assert_eq!(text("one\r\ntwo\tthree", true), "one\ntwo three");
        assert_eq!(text("one\r\ntwo", false), "one two");
        assert_eq!(text(" \u{2066}\n ", true), "");
    }

    #[test]
    fn who_comes_along_has_both_names_and_an_empty_line_is_nobody() {
        let line = |given: &str, family: &str| (given.to_owned(), family.to_owned());
        let mut faults = Faults::none();
        let typed = [
            line("", " "),
            line("Arta", ""),
            line("", "Hoxha"),
            line("Drin", "Leka"),
        ];
        let named = companions_of(&typed, &mut faults);
        let fields: Vec<_> = faults.list().iter().map(|f| f.field.join(".")).collect();
        assert_eq!(
            fields,
            ["companions.1.familyName", "companions.2.givenName"]
        );
        assert_eq!(named.iter().map(|(number, _)| *number).max(), Some(3));
    }

    #[test]
    fn a_deputy_needs_both_names_and_may_have_an_address() {
        let mut faults = Faults::none();
        deputy(&NamedDeputy::default(), &mut faults);
        let fields: Vec<_> = faults.list().iter().map(|f| f.field.join(".")).collect();
        assert_eq!(fields, ["deputy.givenName", "deputy.familyName"]);

        let mut faults = Faults::none();
        let typed = NamedDeputy {
            given_name: "Arta".into(),
            family_name: "Hoxha".into(),
            email: "arta@".into(),
        };
        deputy(&typed, &mut faults);
        let fields: Vec<_> = faults.list().iter().map(|f| f.field.join(".")).collect();
        assert_eq!(fields, ["deputy.email"]);
    }
}
