//! Engagement statistics: the figures, groups of them and trends. What is selected is read ahead and counted in one call
//! of the domain, so that every figure of the answer is of one moment.

mod figures;
mod filter;
mod report;
mod selection;

use std::collections::HashMap;

use async_graphql::{ComplexObject, Context, Enum, Object, SimpleObject};
use kuvend_domain::{
    error::Error,
    op::Op,
    paging::Page,
    statistics::{self as domain, Group, Point},
};
use kuvend_entity::id::EventId;

pub use figures::{EngagementChange, EngagementFigures, Metric, MetricDefinition, MetricUnit};
pub use filter::EngagementFilter;
pub(crate) use report::of_events as reports_of;
pub use report::{EventReport, EventReportContributors, EventReportCount, of_event as report_of};

use crate::{
    connection,
    look::Look,
    payload::{op, top_level},
    scalars,
};
use selection::{Ahead, GroupArguments, ahead};

/// By what figures are taken apart. Each gives a guest exactly one value, `UNKNOWN` included: as written down when
/// attendance closed, as the profile says until then.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::Dimension")]
pub enum Dimension {
    /// Sex as told: a value of `Sex`.
    Sex,
    /// Age reached in the event's year: `0-17`, `18-29`, `30-44`, `45-64`, `65+`.
    AgeBand,
    /// Country of residence, ISO 3166-1.
    ResidenceCountry,
    /// Part of the country of residence, ISO 3166-2.
    ResidenceSubdivision,
    /// Country of origin, ISO 3166-1.
    OriginCountry,
    /// How far from emigration: a value of `Generation`.
    Generation,
    /// In which quality a guest of the event: a value of `GuestCategory`.
    Category,
    /// Preferred language.
    Language,
    /// Kind of the organisation represented: a value of `OrganisationKind`.
    OrganisationKind,
    /// In the room or on line: a value of `PresenceMode`. Figures of people do not add up over it.
    Mode,
    /// By which way a guest answered: a value of `ResponseChannel`. Figures of people do not add up over it.
    AnswerChannel,
    /// Whether a guest was there: a value of `PresenceState`. Figures of people do not add up over it.
    Presence,
    /// `NEW`, whose first attendance ever is not before the period, or `RETURNING`.
    NewOrReturning,
    /// The event: its id. Figures of people do not add up over it.
    Event,
    /// A value of `EventKind`. Figures of people do not add up over it.
    EventKind,
}

/// How long the points of a trend are.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::Period")]
pub enum Period {
    /// A calendar month.
    Month,
    /// A quarter of a calendar year.
    Quarter,
    /// A calendar year.
    Year,
}

/// The engagement of the people an office works with, in figures of one moment. Counts and rates sum the events' rows; a
/// person counts once in `uniquePeople`, `newPeople`, `returningPeople` and `directReach`.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub struct EngagementStatistics {
    #[graphql(flatten)]
    figures: EngagementFigures,
    #[graphql(skip)]
    groups: Vec<(GroupArguments, Page<Group>)>,
    #[graphql(skip)]
    trends: Vec<(Period, Vec<Point>)>,
    /// Which version of the office's rule (`diasporaRules`) said who is a member of the diaspora, where `diasporaOnly` asked for those.
    diaspora_rule_version: Option<i32>,
}

/// One combination of values, and its figures.
#[derive(Debug, Clone, SimpleObject)]
pub struct EngagementGroup {
    /// Its value in each dimension, in the order asked.
    keys: Vec<EngagementGroupKey>,
    #[graphql(flatten)]
    figures: EngagementFigures,
}

/// A value in a dimension.
#[derive(Debug, Clone, SimpleObject)]
pub struct EngagementGroupKey {
    /// The dimension.
    pub dimension: Dimension,
    /// The value, or `UNKNOWN`.
    pub value: String,
}

/// One period of a trend, and its figures.
#[derive(Debug, Clone, SimpleObject)]
pub struct EngagementTrendPoint {
    /// The first day; of the first point, the first that the filter takes.
    #[graphql(name = "from")]
    from_on: scalars::Date,
    /// The last day, included; of the last point, the last that the filter takes.
    #[graphql(name = "to")]
    to_on: scalars::Date,
    /// The period's name: `2025`, `2025-Q4`, `2025-12`.
    label: String,
    /// Whether the period is not over yet.
    unfinished: bool,
    #[graphql(flatten)]
    figures: EngagementFigures,
    /// The change against the point before.
    change: EngagementChange,
}

impl crate::flat::AtHand for EngagementGroup {}

connection!(
    EngagementGroupConnection,
    EngagementGroupEdge,
    EngagementGroup,
    "groups of figures"
);

#[ComplexObject]
impl EngagementStatistics {
    /// The same figures by one or two dimensions, one group for each combination that occurs, in the order of the values.
    async fn groups(
        &self,
        #[graphql(desc = "One or two dimensions.")] by: Vec<Dimension>,
        #[graphql(desc = "How many from the start; 25 unless said, at most 100.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what follows this place.")] after: Option<String>,
    ) -> async_graphql::Result<EngagementGroupConnection> {
        let wanted = GroupArguments { by, first, after };
        let page = self
            .groups
            .iter()
            .find(|(arguments, _)| *arguments == wanted);
        let (_, page) = page.ok_or_else(unforeseen)?;
        Ok(EngagementGroupConnection(
            page.clone().map(EngagementGroup::from),
        ))
    }

    /// The same figures by calendar periods, those without events included; at most 120 points.
    async fn trend(
        &self,
        #[graphql(desc = "How long a point is.")] by: Period,
    ) -> async_graphql::Result<Vec<EngagementTrendPoint>> {
        let points = self.trends.iter().find(|(period, _)| *period == by);
        let (_, points) = points.ok_or_else(unforeseen)?;
        Ok(points
            .iter()
            .cloned()
            .map(EngagementTrendPoint::from)
            .collect())
    }
}

fn unforeseen() -> async_graphql::Error {
    tracing::error!("a list of statistics was selected and not foreseen");
    async_graphql::Error::new("internal error")
}

impl From<Group> for EngagementGroup {
    fn from(group: Group) -> Self {
        let keys = group
            .keys
            .into_iter()
            .map(|(dimension, value)| EngagementGroupKey {
                dimension: dimension.into(),
                value,
            });
        Self {
            keys: keys.collect(),
            figures: EngagementFigures(group.figures),
        }
    }
}

impl From<Point> for EngagementTrendPoint {
    fn from(point: Point) -> Self {
        Self {
            from_on: point.from.into(),
            to_on: point.to.into(),
            label: point.label,
            unfinished: point.is_unfinished,
            figures: EngagementFigures(point.figures),
            change: EngagementChange(point.changes),
        }
    }
}

impl EngagementStatistics {
    fn new(ahead: Ahead, statistics: domain::Statistics) -> Self {
        let arguments = ahead.groups.into_iter().map(|(arguments, ..)| arguments);
        let periods = ahead.trends.into_iter().map(|(by, ..)| by);
        Self {
            figures: EngagementFigures(statistics.figures),
            groups: arguments.zip(statistics.groups).collect(),
            trends: periods.zip(statistics.trends).collect(),
            diaspora_rule_version: statistics.diaspora_rule,
        }
    }
}

/// The statistics of one event, for its field `statistics`.
///
/// # Errors
/// A denial, a fault of an argument or a failure, as a coded top-level error.
pub async fn of_event(
    ctx: &Context<'_>,
    event: EventId,
) -> async_graphql::Result<EngagementStatistics> {
    let op = op(ctx)?;
    let ahead = ahead(&Look::of(ctx))?;
    let statistics = domain::event(op, event, &ahead.selection(op)?).await;
    let statistics = statistics.map_err(|error: Error| top_level(op, &error))?;
    Ok(EngagementStatistics::new(ahead, statistics))
}

/// The statistics of several events, of one moment; nothing of those whose statistics one may not read, and nothing at all
/// where what is selected is wrong, which each event's field then says.
///
/// # Errors
/// A failure, as a coded top-level error.
pub(crate) async fn of_events(
    op: &Op,
    events: &[EventId],
    look: &Look<'_>,
) -> async_graphql::Result<HashMap<EventId, EngagementStatistics>> {
    let Ok(ahead) = ahead(look) else {
        return Ok(HashMap::new());
    };
    let Ok(selection) = ahead.selection(op) else {
        return Ok(HashMap::new());
    };
    let found = match domain::events(op, events, &selection).await {
        Ok(found) => found,
        Err(Error::Denied(_) | Error::Rejected(_)) => return Ok(HashMap::new()),
        Err(error) => return Err(top_level(op, &error)),
    };
    let shown = |statistics| EngagementStatistics::new(ahead.clone(), statistics);
    Ok(found
        .into_iter()
        .map(|(event, statistics)| (event, shown(statistics)))
        .collect())
}

/// The queries of statistics.
#[derive(Debug, Clone, Copy, Default)]
pub struct StatisticsQuery;

#[Object]
impl StatisticsQuery {
    /// Engagement statistics of the events of a period. Needs the permission `READ_STATISTICS`.
    async fn engagement_statistics(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which events and which people.")] filter: EngagementFilter,
    ) -> async_graphql::Result<EngagementStatistics> {
        let op = op(ctx)?;
        let ahead = ahead(&Look::of(ctx))?;
        let selection = ahead.selection(op)?;
        let filter = filter.read().map_err(|error| top_level(op, &error))?;
        let statistics = domain::engagement(op, &filter, &selection).await;
        let statistics = statistics.map_err(|error| top_level(op, &error))?;
        Ok(EngagementStatistics::new(ahead, statistics))
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::{EmptyMutation, EmptySubscription, Schema};

    use super::*;

    #[test]
    fn the_contract_of_statistics_is_kept() {
        let sdl = Schema::build(StatisticsQuery, EmptyMutation, EmptySubscription)
            .finish()
            .sdl();
        for line in [
            "engagementStatistics(",
            "\tevents: Int!",
            "\tresponseRate: Metric!",
            "\torganisationsPresent: Metric!",
            "): EngagementGroupConnection!",
            "): [EngagementTrendPoint!]!",
            "\tvalue: Float\n",
            "\tasOf: DateTime!",
            "\tdefinition: MetricDefinition!",
            "\tchange: EngagementChange!",
        ] {
            assert!(sdl.contains(line), "{line} is not in\n{sdl}");
        }
        assert!(
            !sdl.contains("EngagementFigures"),
            "the flattened figures are no type of their own"
        );
    }
}
