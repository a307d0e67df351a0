//! Figures with everything that explains them.

use std::collections::BTreeMap;

use async_graphql::{Enum, Object, SimpleObject};
use kuvend_domain::statistics::{self as domain, Figures, MetricKind};

use crate::scalars;

/// What a figure counts.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::Unit")]
pub enum MetricUnit {
    /// Events.
    Events,
    /// Rows of guest lists whose invitation was sent.
    Invitations,
    /// Rows of guest lists: somebody at two events counts twice.
    Guests,
    /// Visits: named guests and anonymous heads alike.
    Visits,
    /// People, each once.
    People,
    /// Organisations, each once.
    Organisations,
    /// A numerator over a denominator, from 0 to 1; times 100 it is a percentage.
    Share,
}

/// What a figure means. The words change only with the version.
#[derive(Debug, Clone, SimpleObject)]
pub struct MetricDefinition {
    /// The definition's name: `response-rate`.
    pub id: &'static str,
    /// Raised when the words change.
    pub version: i32,
    /// The words, in English.
    pub text: &'static str,
}

/// A figure with everything that explains it. All figures of one request are of one moment.
#[derive(Debug, Clone, SimpleObject)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a field of the contract, and none decides about another"
)]
pub struct Metric {
    /// The figure. Null where the denominator is zero or the figure is suppressed, never 0 in their place.
    pub value: Option<f64>,
    /// What is counted; of a figure that is no share, the figure itself.
    pub numerator: Option<i64>,
    /// Over what it is counted, for shares.
    pub denominator: Option<i64>,
    /// Of how many the figure cannot tell: unrecorded guests behind an attendance rate, guests without a name behind a
    /// count of people.
    pub unknown: i64,
    /// What it counts.
    pub unit: MetricUnit,
    /// Whether it is hidden because so few people stand behind it.
    pub suppressed: bool,
    /// Whether it is "at least": there were guests without a name.
    pub lower_bound: bool,
    /// Whether it adds up with its neighbours: the other groups of the list, the other points of the trend. Visits add up,
    /// people at several events do not, shares never.
    pub additive: bool,
    /// Whether it may still change: an unfinished period, attendance that is not closed, bounces that are not processed.
    /// The note says which.
    pub provisional: bool,
    /// What a reader should know, in English.
    pub note: Option<String>,
    /// The instant it is true for.
    pub as_of: scalars::DateTime,
    /// What it means.
    pub definition: MetricDefinition,
}

impl From<&domain::Metric> for Metric {
    fn from(metric: &domain::Metric) -> Self {
        let definition = metric.kind.definition();
        Self {
            value: metric.value,
            numerator: metric.numerator,
            denominator: metric.denominator,
            unknown: metric.unknown,
            unit: metric.kind.unit().into(),
            suppressed: metric.suppressed,
            lower_bound: metric.lower_bound,
            additive: metric.additive,
            provisional: metric.provisional,
            note: metric.note.clone(),
            as_of: metric.as_of.into(),
            definition: MetricDefinition {
                id: definition.id,
                version: definition.version,
                text: definition.text,
            },
        }
    }
}

/// The figures that were asked. One that was not counted is a fault of the look-ahead and never a zero.
#[derive(Debug, Clone)]
pub struct EngagementFigures(pub Figures);

/// The changes that were asked.
#[derive(Debug, Clone)]
pub struct EngagementChange(pub BTreeMap<MetricKind, Option<f64>>);

impl EngagementFigures {
    fn counted(&self, kind: MetricKind) -> async_graphql::Result<&domain::Metric> {
        self.0.get(&kind).ok_or_else(|| not_counted(kind))
    }
}

fn not_counted(kind: MetricKind) -> async_graphql::Error {
    tracing::error!(?kind, "a figure was selected and not counted");
    async_graphql::Error::new("internal error")
}

macro_rules! figures {
    ($($method:ident $field:literal $kind:ident $doc:literal;)+) => {
        /// The field of each figure.
        pub(super) const FIELDS: &[(&str, MetricKind)] = &[
            ("events", MetricKind::Events),
            $(($field, MetricKind::$kind)),+
        ];

        #[doc = "Figures of engagement."]
        #[Object]
        impl EngagementFigures {
            #[doc = "How many events took place: published, completed or archived ones, and those named by id whatever their state."]
            async fn events(&self) -> async_graphql::Result<i64> {
                Ok(self.counted(MetricKind::Events)?.numerator.unwrap_or_default())
            }

            $(
                #[doc = $doc]
                async fn $method(&self) -> async_graphql::Result<Metric> {
                    self.counted(MetricKind::$kind).map(Metric::from)
                }
            )+
        }

        #[doc = "How figures changed against the point before, as a share of it: 0.25 is a quarter more. Null where that was zero or unknown."]
        #[Object]
        impl EngagementChange {
            #[doc = "Of the number of events."]
            async fn events(&self) -> async_graphql::Result<Option<f64>> {
                self.0.get(&MetricKind::Events).copied().ok_or_else(|| not_counted(MetricKind::Events))
            }

            $(
                #[doc = concat!("Of `", $field, "`.")]
                async fn $method(&self) -> async_graphql::Result<Option<f64>> {
                    self.0.get(&MetricKind::$kind).copied().ok_or_else(|| not_counted(MetricKind::$kind))
                }
            )+
        }
    };
}

figures! {
    invited "invited" Invited "Guests whose invitation was sent.";
    delivered "delivered" Delivered "Invited guests without those whose invitation was refused for good.";
    answered "answered" Answered "Invited guests who accepted, answered tentatively, declined or are represented.";
    response_rate "responseRate" ResponseRate "Invited guests who answered, over delivered invitations.";
    acceptance_rate "acceptanceRate" AcceptanceRate "Invited guests who accepted, over invited guests who answered.";
    invitation_yield "invitationYield" InvitationYield "Invited guests who accepted, over delivered invitations.";
    registered "registered" Registered "Guests with a confirmed place at the event's start, or now if that is earlier.";
    attended "attended" Attended "Guests recorded as having attended.";
    headcount "headcount" Headcount "People who were there and are not named.";
    attendances "attendances" Attendances "Visits: guests who attended and the anonymous headcount.";
    unique_people "uniquePeople" UniquePeople "Different people who attended; at least so many where some had no name.";
    attendance_rate "attendanceRate" AttendanceRate "Registered guests who attended, over those who attended or were absent.";
    no_show_rate "noShowRate" NoShowRate "Registered guests who were absent, over those who attended or were absent.";
    recording_coverage "recordingCoverage" RecordingCoverage "Registered guests whose presence is recorded, over all registered guests. Read it beside every attendance rate.";
    walk_ins "walkIns" WalkIns "Guests who attended without a confirmed place.";
    direct_reach "directReach" DirectReach "Different people who were delivered a message, attended, or were active in a programme.";
    new_people "newPeople" NewPeople "Different people whose first attendance ever lies in the period.";
    returning_people "returningPeople" ReturningPeople "Different people who attended and had attended before the period.";
    organisations_invited "organisationsInvited" OrganisationsInvited "Different organisations of which a guest, or a seat without a name, was invited.";
    organisations_present "organisationsPresent" OrganisationsPresent "Different organisations of which a guest attended; a deputy counts for the body that sent them.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_of_the_domain_has_a_field() {
        let mut kinds: Vec<MetricKind> = FIELDS.iter().map(|(_, kind)| *kind).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, MetricKind::ALL);
    }
}
