//! The rule of a segment, read into the domain's words.

use async_graphql::{Enum, ID, InputObject};
use kuvend_domain::{
    fault::Code,
    segments::{ConsentIs, Consented, Enrolled, Interacted, Outcome, Participation, Rule, Span},
};
use kuvend_entity::id::{EventId, ProgrammeId, SegmentId};

use crate::{
    contacts::ContactFilter,
    enums::{EnrolmentState, EventKind, InteractionKind},
    input::{LINE, Reader},
    organisations::{FILTER_ANY, FILTER_LIST},
    scalars::Date,
};

/// Days that a rule looks back at most: a hundred years.
const MOST_DAYS: i32 = 36_525;
/// Times that a rule asks for at most.
const MOST_TIMES: i32 = 1_000;

/// What became of somebody on a guest list.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Outcome")]
pub enum ParticipationOutcome {
    /// Was on the list.
    Listed,
    /// Was invited.
    Invited,
    /// Was invited and has not answered.
    Unanswered,
    /// Accepted.
    Accepted,
    /// Declined.
    Declined,
    /// Had a place.
    Confirmed,
    /// Was there.
    Attended,
    /// Was expected and not there.
    Absent,
}

/// What the ledger says last of a purpose.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "ConsentIs")]
pub enum ConsentAnswer {
    /// It was given.
    Given,
    /// It was refused.
    Refused,
    /// It was given once and taken back.
    Withdrawn,
    /// The person objects.
    Objected,
    /// Nothing: nobody asked.
    NotAsked,
}

/// A stretch of days: from one to another, both included, or the last so many up to today.
#[derive(Debug, Clone, Default, InputObject)]
pub struct SpanInput {
    /// Not before this day.
    pub from: Option<Date>,
    /// Not after this day.
    pub to: Option<Date>,
    /// Within the last so many days, today included.
    pub within_days: Option<i32>,
}

/// Having been on guest lists of some sort, with some outcome, so many times.
#[derive(Debug, Clone, Default, InputObject)]
pub struct ParticipationRuleInput {
    /// Any of these; having been on the list unless said.
    pub outcomes: Option<Vec<ParticipationOutcome>>,
    /// Of any of these events, at most 100.
    pub event_ids: Option<Vec<ID>>,
    /// Of events of any of these kinds.
    pub event_kinds: Option<Vec<EventKind>>,
    /// Of events that mark any of these occasions.
    pub occasions: Option<Vec<String>>,
    /// Of events of this programme.
    pub programme_id: Option<ID>,
    /// Not before this day, by the event's local date.
    pub from: Option<Date>,
    /// Not after this day, by the event's local date.
    pub to: Option<Date>,
    /// Within the last so many days, today included.
    pub within_days: Option<i32>,
    /// So many times at least; once unless said.
    pub at_least: Option<i32>,
}

/// Being or having been enrolled.
#[derive(Debug, Clone, Default, InputObject)]
pub struct EnrolmentRuleInput {
    /// In this programme; in any unless said.
    pub programme_id: Option<ID>,
    /// In any of these states; whatever state unless said.
    pub states: Option<Vec<EnrolmentState>>,
    /// Not before this day.
    pub from: Option<Date>,
    /// Not after this day.
    pub to: Option<Date>,
    /// Within the last so many days, today included.
    pub within_days: Option<i32>,
}

/// What was last said to a purpose.
#[derive(Debug, Clone, InputObject)]
pub struct ConsentRuleInput {
    /// The purpose's key in the register.
    pub purpose: String,
    /// Any of these.
    pub states: Vec<ConsentAnswer>,
}

/// Having been spoken with.
#[derive(Debug, Clone, Default, InputObject)]
pub struct InteractionRuleInput {
    /// In any of these ways.
    pub kinds: Option<Vec<InteractionKind>>,
    /// Not before this day.
    pub from: Option<Date>,
    /// Not after this day.
    pub to: Option<Date>,
    /// Within the last so many days, today included.
    pub within_days: Option<i32>,
    /// So many times at least; once unless said.
    pub at_least: Option<i32>,
}

/// Who belongs to a segment: everything that is given must hold. It may hold rules of its own, 8 deep and 100 in all.
#[derive(Debug, Clone, Default, InputObject)]
pub struct SegmentRuleInput {
    /// What they are.
    pub contacts: Option<ContactFilter>,
    /// Whether they are members of the diaspora by their office's rule in force (`diasporaRules`), as figures count them.
    pub is_diaspora_member: Option<bool>,
    /// When they were entered.
    pub entered: Option<SpanInput>,
    /// What they took part in; each must hold.
    pub participation: Option<Vec<ParticipationRuleInput>>,
    /// What they are enrolled in; each must hold.
    pub enrolments: Option<Vec<EnrolmentRuleInput>>,
    /// What they said to purposes; each must hold.
    pub consents: Option<Vec<ConsentRuleInput>>,
    /// How they were spoken with; each must hold.
    pub interactions: Option<Vec<InteractionRuleInput>>,
    /// In any of these segments.
    pub segment_ids: Option<Vec<ID>>,
    /// All of these.
    pub all: Option<Vec<SegmentRuleInput>>,
    /// At least one of these.
    pub any: Option<Vec<SegmentRuleInput>>,
    /// None of this.
    pub not: Option<Box<SegmentRuleInput>>,
}

/// The days of a stretch as they are given.
type Days<'a> = (Option<&'a Date>, Option<&'a Date>, Option<i32>);

fn span(reader: &mut Reader, (from, to, within): Days<'_>) -> Option<Span> {
    let from = reader.optional(from, |reader, day| reader.date("from", day));
    let to = reader.optional(to, |reader, day| reader.date("to", day));
    let within_days = reader.optional(within.as_ref(), |reader, days| {
        reader.within_range("withinDays", *days, 1, MOST_DAYS)
    });
    let (from, to, within_days) = (from?, to?, within_days?);
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        return reader.wrong("to", Code::Inconsistent, &[("other", "from")]);
    }
    Some(Span {
        from,
        to,
        within_days,
    })
}

fn times(reader: &mut Reader, number: Option<i32>) -> Option<Option<i32>> {
    reader.optional(number.as_ref(), |reader, number| {
        reader.within_range("atLeast", *number, 1, MOST_TIMES)
    })
}

/// The domain's words for enum values.
fn words<T: Copy, U: From<T>>(list: Option<&Vec<T>>) -> Option<Vec<U>> {
    list.map(|list| list.iter().map(|value| U::from(*value)).collect())
}

fn ids<T: std::str::FromStr>(
    reader: &mut Reader,
    field: &str,
    list: Option<&Vec<ID>>,
) -> Option<Option<Vec<T>>> {
    reader.optional(list, |reader, list| {
        reader.each(field, list, FILTER_LIST, |reader, id| reader.id("", id))
    })
}

impl ParticipationRuleInput {
    fn read(&self, reader: &mut Reader) -> Option<Participation> {
        let event_ids = ids::<EventId>(reader, "eventIds", self.event_ids.as_ref());
        let occasions = reader.optional(self.occasions.as_ref(), |reader, list| {
            reader.each("occasions", list, FILTER_LIST, |reader, text| {
                reader.line("", text, LINE)
            })
        });
        let programme_id = reader.optional(self.programme_id.as_ref(), |reader, id| {
            reader.id::<ProgrammeId>("programmeId", id)
        });
        let span = span(
            reader,
            (self.from.as_ref(), self.to.as_ref(), self.within_days),
        );
        let at_least = times(reader, self.at_least);
        Some(Participation {
            outcomes: words(self.outcomes.as_ref()),
            event_ids: event_ids?,
            event_kinds: words(self.event_kinds.as_ref()),
            occasions: occasions?,
            programme_id: programme_id?,
            span: span?,
            at_least: at_least?,
        })
    }
}

impl EnrolmentRuleInput {
    fn read(&self, reader: &mut Reader) -> Option<Enrolled> {
        let programme_id = reader.optional(self.programme_id.as_ref(), |reader, id| {
            reader.id::<ProgrammeId>("programmeId", id)
        });
        let span = span(
            reader,
            (self.from.as_ref(), self.to.as_ref(), self.within_days),
        );
        Some(Enrolled {
            programme_id: programme_id?,
            states: words(self.states.as_ref()),
            span: span?,
        })
    }
}

impl ConsentRuleInput {
    fn read(&self, reader: &mut Reader) -> Option<Consented> {
        let purpose = reader.line("purpose", &self.purpose, LINE);
        if self.states.is_empty() {
            return reader.wrong("states", Code::Required, &[]);
        }
        Some(Consented {
            purpose: purpose?,
            states: self.states.iter().map(|state| (*state).into()).collect(),
        })
    }
}

impl InteractionRuleInput {
    fn read(&self, reader: &mut Reader) -> Option<Interacted> {
        let span = span(
            reader,
            (self.from.as_ref(), self.to.as_ref(), self.within_days),
        );
        let at_least = times(reader, self.at_least);
        Some(Interacted {
            kinds: words(self.kinds.as_ref()),
            span: span?,
            at_least: at_least?,
        })
    }
}

impl SegmentRuleInput {
    /// The rule.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<Rule> {
        macro_rules! each {
            ($field:ident, $name:literal) => {
                reader.optional(self.$field.as_ref(), |reader, list| {
                    reader.each($name, list, FILTER_ANY, |reader, one| one.read(reader))
                })
            };
        }
        let contacts = reader.optional(self.contacts.as_ref(), |reader, filter| {
            reader.within("contacts", |reader| filter.read(reader))
        });
        let entered = reader.optional(self.entered.as_ref(), |reader, one| {
            reader.within("entered", |reader| {
                span(
                    reader,
                    (one.from.as_ref(), one.to.as_ref(), one.within_days),
                )
            })
        });
        let participation = each!(participation, "participation");
        let enrolments = each!(enrolments, "enrolments");
        let consents = each!(consents, "consents");
        let interactions = each!(interactions, "interactions");
        let segment_ids = ids::<SegmentId>(reader, "segmentIds", self.segment_ids.as_ref());
        let (all, any) = (each!(all, "all"), each!(any, "any"));
        let not = reader.optional(self.not.as_ref(), |reader, not| {
            reader
                .within("not", |reader| not.read(reader))
                .map(Box::new)
        });
        Some(Rule {
            contacts: contacts?,
            is_diaspora_member: self.is_diaspora_member,
            entered: entered?,
            participation: participation?,
            enrolments: enrolments?,
            consents: consents?,
            interactions: interactions?,
            segment_ids: segment_ids?,
            all: all?,
            any: any?,
            not: not?,
            ..Rule::default()
        })
    }
}
