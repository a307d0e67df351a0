//! Who belongs, as a rule: everything that it names must hold. Its JSON is what a client sends and reads.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use kuvend_entity::{
    attendee, consent, contact, enrolment, event, event_occasion, event_programme,
    id::{EventId, ProgrammeId, SegmentId},
    interaction, interaction_participant,
    kind::{
        ConsentState, EnrolmentState, EventKind, InteractionKind, InvitationState, PlaceState,
        PresenceState, ResponseState,
    },
    purpose, segment_member,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, ExprTrait, SimpleExpr},
};
use serde::{Deserialize, Serialize};

use crate::{contacts::Filter, diaspora::Rules, statistics::begins_in};

/// A stretch of days: from one to another, both included, or the last so many up to today.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Span {
    /// Not before this day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// Not after this day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// Within the last so many days, today included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within_days: Option<i32>,
}

/// When a rule is asked, and by whose days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// When.
    pub now: DateTime<Utc>,
    /// Where days begin: the office's time zone.
    pub zone: Tz,
}

impl Span {
    /// The first and the last day, as far as there are such.
    fn days(self, moment: Moment) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let today = moment.now.with_timezone(&moment.zone).date_naive();
        let since = self
            .within_days
            .map(|days| today - TimeDelta::days(i64::from(days) - 1));
        let until = self.within_days.map(|_| today);
        let from = self.from.into_iter().chain(since).max();
        let to = self.to.into_iter().chain(until).min();
        (from, to)
    }

    fn on<C: ColumnTrait>(self, day: C, moment: Moment) -> Condition {
        let (from, to) = self.days(moment);
        Condition::all()
            .add_option(from.map(|from| day.gte(from)))
            .add_option(to.map(|to| day.lte(to)))
    }

    fn at<C: ColumnTrait>(self, column: C, moment: Moment) -> Condition {
        let (from, to) = self.days(moment);
        let begins = |day: NaiveDate| begins_in(day, moment.zone);
        Condition::all()
            .add_option(from.map(|from| column.gte(begins(from))))
            .add_option(
                to.and_then(|to| to.succ_opt())
                    .map(|after| column.lt(begins(after))),
            )
    }
}

/// What became of somebody on a guest list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
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

impl Outcome {
    fn condition(self) -> Condition {
        use attendee::Column as A;
        let invited = || A::Invitation.eq(InvitationState::Sent);
        match self {
            Self::Listed => Condition::all(),
            Self::Invited => Condition::all().add(invited()),
            Self::Unanswered => Condition::all()
                .add(invited())
                .add(A::Response.eq(ResponseState::None)),
            Self::Accepted => Condition::all().add(A::Response.eq(ResponseState::Accepted)),
            Self::Declined => Condition::all().add(A::Response.eq(ResponseState::Declined)),
            Self::Confirmed => Condition::all().add(A::Place.eq(PlaceState::Confirmed)),
            Self::Attended => Condition::all().add(A::Presence.eq(PresenceState::Attended)),
            Self::Absent => Condition::all().add(A::Presence.eq(PresenceState::Absent)),
        }
    }
}

/// Having been on guest lists of some sort, with some outcome, so many times.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Participation {
    /// Any of these; having been on the list unless said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcomes: Option<Vec<Outcome>>,
    /// Of any of these events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_ids: Option<Vec<EventId>>,
    /// Of events of any of these kinds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_kinds: Option<Vec<EventKind>>,
    /// Of events that mark any of these occasions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occasions: Option<Vec<String>>,
    /// Of events of this programme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub programme_id: Option<ProgrammeId>,
    /// Of events in this time, by their local day.
    #[serde(flatten)]
    pub span: Span,
    /// So many times at least; once unless said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<i32>,
}

/// Being or having been enrolled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Enrolled {
    /// In this programme; in any unless said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub programme_id: Option<ProgrammeId>,
    /// In any of these states; whatever state unless said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub states: Option<Vec<EnrolmentState>>,
    /// In this time, by the day of enrolment.
    #[serde(flatten)]
    pub span: Span,
}

/// What the ledger says last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ConsentIs {
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

impl ConsentIs {
    const fn state(self) -> Option<ConsentState> {
        match self {
            Self::Given => Some(ConsentState::Given),
            Self::Refused => Some(ConsentState::Refused),
            Self::Withdrawn => Some(ConsentState::Withdrawn),
            Self::Objected => Some(ConsentState::Objected),
            Self::NotAsked => None,
        }
    }
}

/// What was last said to a purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Consented {
    /// The purpose's key in the register.
    pub purpose: String,
    /// Any of these.
    pub states: Vec<ConsentIs>,
}

/// Having been spoken with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Interacted {
    /// In any of these ways.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kinds: Option<Vec<InteractionKind>>,
    /// In this time.
    #[serde(flatten)]
    pub span: Span,
    /// So many times at least; once unless said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<i32>,
}

/// Who belongs: everything that is named must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Rule {
    /// What they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contacts: Option<Filter>,
    /// Whether they are members of the diaspora by the office's rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_diaspora_member: Option<bool>,
    /// When they were entered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entered: Option<Span>,
    /// What they took part in; each must hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participation: Option<Vec<Participation>>,
    /// What they are enrolled in; each must hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enrolments: Option<Vec<Enrolled>>,
    /// What they said to purposes; each must hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consents: Option<Vec<Consented>>,
    /// How they were spoken with; each must hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interactions: Option<Vec<Interacted>>,
    /// In any of these segments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment_ids: Option<Vec<SegmentId>>,
    /// All of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub all: Option<Vec<Rule>>,
    /// At least one of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub any: Option<Vec<Rule>>,
    /// None of this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not: Option<Box<Rule>>,
    /// What [`Self::segment_ids`] name, once it was looked up.
    #[serde(skip)]
    pub sets: Vec<Set>,
    /// By which rules [`Self::is_diaspora_member`] is judged, once they were looked up.
    #[serde(skip)]
    pub diaspora: Rules,
}

/// What a segment is when it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Set {
    /// A list.
    Listed(SegmentId),
    /// A rule.
    Ruled(Box<Rule>),
}

impl Set {
    /// The condition on a select of contacts.
    #[must_use]
    pub fn condition(&self, moment: Moment) -> Condition {
        match self {
            Self::Listed(id) => {
                let listed = segment_member::Entity::find()
                    .select_only()
                    .column(segment_member::Column::ContactId)
                    .filter(segment_member::Column::SegmentId.eq(*id));
                Condition::all().add(among(listed))
            }
            Self::Ruled(rule) => rule.condition(moment),
        }
    }
}

/// The person is one of those.
fn among<E: EntityTrait>(people: Select<E>) -> SimpleExpr {
    contact::Column::Id.in_subquery(people.into_query())
}

/// A column that is one of these, where any are named.
fn any_of<C: ColumnTrait, V: Into<sea_orm::Value> + Clone>(
    column: C,
    list: Option<&Vec<V>>,
) -> Option<SimpleExpr> {
    list.map(|list| column.is_in(list.iter().cloned()))
}

impl Rule {
    /// Whether it, or a rule within it, asks who is a member of the diaspora.
    pub(super) fn asks_for_diaspora(&self) -> bool {
        let mut parts = self
            .all
            .iter()
            .flatten()
            .chain(self.any.iter().flatten())
            .chain(self.not.as_deref());
        self.is_diaspora_member.is_some() || parts.any(Self::asks_for_diaspora)
    }

    /// The condition on a select of contacts, at a moment. The segments that it names must have been looked up.
    #[must_use]
    pub fn condition(&self, moment: Moment) -> Condition {
        let mut all = Condition::all()
            .add_option(self.contacts.as_ref().map(Filter::condition))
            .add_option(self.is_diaspora_member.map(|is| {
                let is_member = self.diaspora.condition();
                if is { is_member } else { is_member.not() }
            }))
            .add_option(
                self.entered
                    .map(|span| span.at(contact::Column::CreatedAt, moment)),
            );
        for one in self.participation.iter().flatten() {
            all = all.add(one.condition(moment));
        }
        for one in self.enrolments.iter().flatten() {
            all = all.add(one.condition(moment));
        }
        for one in self.consents.iter().flatten() {
            all = all.add(one.condition());
        }
        for one in self.interactions.iter().flatten() {
            all = all.add(one.condition(moment));
        }
        if self.segment_ids.is_some() {
            all = all.add(
                self.sets
                    .iter()
                    .fold(Condition::any(), |any, set| any.add(set.condition(moment))),
            );
        }
        for one in self.all.iter().flatten() {
            all = all.add(one.condition(moment));
        }
        if let Some(rules) = &self.any {
            all = all.add(
                rules
                    .iter()
                    .fold(Condition::any(), |any, one| any.add(one.condition(moment))),
            );
        }
        if let Some(not) = &self.not {
            all = all.add(not.condition(moment).not());
        }
        all
    }
}

impl Participation {
    fn condition(&self, moment: Moment) -> SimpleExpr {
        use attendee::Column as A;
        let of_event = attendee::Entity::belongs_to(event::Entity)
            .from(A::EventId)
            .to(event::Column::Id);
        let outcomes = self.outcomes.as_ref().map(|outcomes| {
            outcomes.iter().fold(Condition::any(), |any, outcome| {
                any.add(outcome.condition())
            })
        });
        let mut people = attendee::Entity::find()
            .select_only()
            .column(A::ContactId)
            .join(sea_orm::JoinType::InnerJoin, of_event.into())
            .filter(A::ContactId.is_not_null())
            .filter(Condition::all().add_option(outcomes))
            .filter(Condition::all().add_option(any_of(A::EventId, self.event_ids.as_ref())))
            .filter(
                Condition::all().add_option(any_of(event::Column::Kind, self.event_kinds.as_ref())),
            )
            .filter(self.span.on(event::Column::LocalOn, moment));
        if let Some(occasions) = &self.occasions {
            let marking = event_occasion::Entity::find()
                .select_only()
                .column(event_occasion::Column::EventId)
                .filter(event_occasion::Column::Occasion.is_in(occasions));
            people = people.filter(A::EventId.in_subquery(marking.into_query()));
        }
        if let Some(programme) = self.programme_id {
            let of_programme = event_programme::Entity::find()
                .select_only()
                .column(event_programme::Column::EventId)
                .filter(event_programme::Column::ProgrammeId.eq(programme));
            people = people.filter(A::EventId.in_subquery(of_programme.into_query()));
        }
        among(often(people, A::ContactId, self.at_least))
    }
}

/// Who stands there so many times at least.
fn often<E: EntityTrait>(people: Select<E>, person: E::Column, at_least: Option<i32>) -> Select<E> {
    match at_least {
        Some(times) if times > 1 => people.group_by(person).having(person.count().gte(times)),
        _ => people,
    }
}

impl Enrolled {
    fn condition(&self, moment: Moment) -> SimpleExpr {
        use enrolment::Column as E;
        let people = enrolment::Entity::find()
            .select_only()
            .column(E::ContactId)
            .filter(Condition::all().add_option(self.programme_id.map(|id| E::ProgrammeId.eq(id))))
            .filter(Condition::all().add_option(any_of(E::State, self.states.as_ref())))
            .filter(self.span.on(E::EnrolledOn, moment));
        among(people)
    }
}

impl Consented {
    fn condition(&self) -> Condition {
        use consent::Column as C;
        let of_purpose = consent::Entity::belongs_to(purpose::Entity)
            .from(C::PurposeId)
            .to(purpose::Column::Id);
        let latest = consent::Entity::find()
            .select_only()
            .column(C::State)
            .join(sea_orm::JoinType::InnerJoin, of_purpose.into())
            .filter(
                Expr::col(C::ContactId.as_column_ref()).equals(contact::Column::Id.as_column_ref()),
            )
            .filter(purpose::Column::Key.eq(self.purpose.as_str()))
            .order_by_desc(C::GivenAt)
            .order_by_desc(C::Id)
            .limit(1);
        let latest = || SimpleExpr::SubQuery(None, Box::new(latest.clone().into_query().into()));
        self.states.iter().fold(Condition::any(), |any, state| {
            any.add(match state.state() {
                Some(state) => latest().eq(state.as_str()),
                None => latest().is_null(),
            })
        })
    }
}

impl Interacted {
    fn condition(&self, moment: Moment) -> SimpleExpr {
        use interaction_participant::Column as P;
        let of_interaction = interaction_participant::Entity::belongs_to(interaction::Entity)
            .from(P::InteractionId)
            .to(interaction::Column::Id);
        let people = interaction_participant::Entity::find()
            .select_only()
            .column(P::ContactId)
            .join(sea_orm::JoinType::InnerJoin, of_interaction.into())
            .filter(
                Condition::all().add_option(any_of(interaction::Column::Kind, self.kinds.as_ref())),
            )
            .filter(self.span.at(interaction::Column::HappenedAt, moment));
        among(often(people, P::ContactId, self.at_least))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_the_offices() {
        let moment = Moment {
            now: "2026-11-23T23:30:00Z".parse().unwrap(),
            zone: Tz::Europe__Tirane,
        };
        let today = Span {
            within_days: Some(1),
            ..Span::default()
        };
        let day = "2026-11-24".parse().ok();
        assert_eq!(today.days(moment), (day, day), "it is past midnight there");
    }

    #[test]
    fn the_last_days_end_today_and_narrow_what_is_said_beside_them() {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        let now = day("2026-11-23")
            .unwrap()
            .and_hms_opt(15, 0, 0)
            .unwrap()
            .and_utc();
        let span = |from, to, within_days| {
            Span {
                from: day(from),
                to: day(to),
                within_days,
            }
            .days(Moment {
                now,
                zone: Tz::Europe__Tirane,
            })
        };
        assert_eq!(
            span("", "", Some(1)),
            (day("2026-11-23"), day("2026-11-23"))
        );
        assert_eq!(
            span("", "", Some(30)),
            (day("2026-10-25"), day("2026-11-23"))
        );
        assert_eq!(
            span("2026-11-01", "", Some(30)),
            (day("2026-11-01"), day("2026-11-23"))
        );
        assert_eq!(
            span("", "2026-11-10", Some(30)),
            (day("2026-10-25"), day("2026-11-10"))
        );
        assert_eq!(
            span("2026-01-01", "2026-12-31", None),
            (day("2026-01-01"), day("2026-12-31"))
        );
    }

    #[test]
    fn a_rule_is_written_in_the_words_of_the_api() {
        let text = r#"{"contacts":{"residenceCountries":["IT"]},"participation":[{"outcomes":["ATTENDED"],"withinDays":365,"atLeast":2}],"not":{"consents":[{"purpose":"follow-up","states":["REFUSED","WITHDRAWN"]}]}}"#;
        let rule: Rule = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&rule).unwrap(), text);
        assert_eq!(rule.participation.unwrap()[0].span.within_days, Some(365));
        assert!(serde_json::from_str::<Rule>(r#"{"spleen":1}"#).is_err());
    }
}
