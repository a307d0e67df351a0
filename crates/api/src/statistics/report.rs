//! What there is to report of an event, in one document.

use std::collections::HashMap;

use async_graphql::{Context, SimpleObject};
use kuvend_domain::{
    error::{Denied, Error},
    op::Op,
    report::{self as domain, Report},
    statistics::{Dimension, GroupSelection, MetricDefinition as Definition, Metrics, Selection},
};
use kuvend_entity::id::EventId;

use super::{
    EngagementGroup, EngagementStatistics, MetricDefinition,
    selection::{Ahead, ahead, metrics_of},
};
use crate::{
    agenda::Remark,
    enums::ContributorRole,
    events::EventHeadcount,
    look::Look,
    paging::Paging,
    payload::{op, top_level},
    scalars::DateTime,
};

/// Groups of a report at most: of categories, ways and states there are fewer.
const GROUPS: i32 = 100;
/// Each list of groups with what it is taken apart by, in the order of the report.
const SPLITS: [(&str, Dimension); 4] = [
    ("byCategory", Dimension::Category),
    ("byAnswerChannel", Dimension::AnswerChannel),
    ("byPresence", Dimension::Presence),
    ("byMode", Dimension::Mode),
];

/// What there is to report of an event. Its figures are those of `Event.statistics`, and all of one moment; each says how it is defined.
#[derive(Debug, Clone, SimpleObject)]
pub struct EventReport {
    /// The instant all of it is true for.
    as_of: DateTime,
    /// Its figures: invited, answered, registered, present, counted without a name, new and returning.
    figures: EngagementStatistics,
    /// The same by the quality in which people were guests: a value of `GuestCategory`.
    by_category: Vec<EngagementGroup>,
    /// The same by the way of answering: a value of `ResponseChannel`, or `UNKNOWN` of who did not answer.
    by_answer_channel: Vec<EngagementGroup>,
    /// The same by presence: a value of `PresenceState`; nobody knows it of those without a name.
    by_presence: Vec<EngagementGroup>,
    /// The same by the way of being there: a value of `PresenceMode`, or `UNKNOWN` of who was not.
    by_mode: Vec<EngagementGroup>,
    /// How many contributed, by role; roles that nobody had are left out.
    contributors: Vec<EventReportContributors>,
    /// How many announcements were recorded.
    announcement_count: EventReportCount,
    /// What was announced, in the order of the run of show.
    announcements: Vec<Remark>,
    /// How many quotes were recorded.
    quote_count: EventReportCount,
    /// What was said, in the order of the run of show.
    quotes: Vec<Remark>,
    /// Who was there without a name, and how they were counted.
    headcounts: Vec<EventHeadcount>,
}

/// How many contributed in a role.
#[derive(Debug, Clone, SimpleObject)]
pub struct EventReportContributors {
    /// As what.
    pub role: ContributorRole,
    /// How many.
    pub count: EventReportCount,
}

/// A count of a report, with what explains it.
#[derive(Debug, Clone, SimpleObject)]
pub struct EventReportCount {
    /// The figure.
    pub value: i64,
    /// The instant it is true for.
    pub as_of: DateTime,
    /// What it means.
    pub definition: MetricDefinition,
}

impl EventReportCount {
    fn of(value: i64, definition: Definition, report: &Report) -> Self {
        Self {
            value,
            as_of: report.as_of.into(),
            definition: MetricDefinition {
                id: definition.id,
                version: definition.version,
                text: definition.text,
            },
        }
    }
}

/// What is selected of a report: its figures, and which of its lists with which figures.
#[derive(Debug, Clone)]
struct Asked {
    figures: Ahead,
    lists: Vec<(&'static str, Dimension, Metrics)>,
}

impl Asked {
    fn of(look: &Look<'_>) -> async_graphql::Result<Self> {
        let list = |(name, by): (&'static str, Dimension)| {
            let list = look.field(name);
            let fields = look.below().filter(|field| field.name() == name);
            let metrics = fields.flat_map(|field| metrics_of(&field)).collect();
            list.exists().then_some((name, by, metrics))
        };
        Ok(Self {
            figures: ahead(&look.field("figures"))?,
            lists: SPLITS.into_iter().filter_map(list).collect(),
        })
    }

    /// The domain's selection: the lists of the report behind those of its figures.
    fn selection(&self, op: &Op) -> async_graphql::Result<Selection> {
        let mut selection = self.figures.selection(op)?;
        for (_, by, metrics) in &self.lists {
            let paging = Paging {
                first: Some(GROUPS),
                ..Paging::default()
            };
            let page = paging
                .counted(false)
                .map_err(|error| top_level(op, &error))?;
            selection.groups.push(GroupSelection {
                by: vec![*by],
                page,
                metrics: metrics.clone(),
            });
        }
        Ok(selection)
    }

    fn shown(self, mut report: Report) -> EventReport {
        let own = self.figures.groups.len();
        let behind = report
            .statistics
            .groups
            .split_off(own.min(report.statistics.groups.len()));
        let mut lists: HashMap<&str, Vec<EngagementGroup>> = HashMap::new();
        for ((name, ..), page) in self.lists.iter().zip(behind) {
            let groups = page.items.into_iter().map(|(_, group)| group.into());
            lists.insert(name, groups.collect());
        }
        let mut list = |name: &str| lists.remove(name).unwrap_or_default();
        let contributors = report.contributors.iter().map(|(role, count)| {
            let count = EventReportCount::of(*count, domain::CONTRIBUTORS, &report);
            EventReportContributors {
                role: (*role).into(),
                count,
            }
        });
        EventReport {
            as_of: report.as_of.into(),
            by_category: list("byCategory"),
            by_answer_channel: list("byAnswerChannel"),
            by_presence: list("byPresence"),
            by_mode: list("byMode"),
            contributors: contributors.collect(),
            announcement_count: EventReportCount::of(
                report.announcements,
                domain::ANNOUNCEMENTS,
                &report,
            ),
            quote_count: EventReportCount::of(report.quotes, domain::QUOTES, &report),
            announcements: Vec::new(),
            quotes: Vec::new(),
            headcounts: Vec::new(),
            figures: EngagementStatistics::new(self.figures, report.statistics),
        }
    }
}

impl EventReport {
    /// The same with what its event brought along.
    #[must_use]
    pub(crate) fn with(
        self,
        (quotes, announcements): (Vec<Remark>, Vec<Remark>),
        headcounts: Vec<EventHeadcount>,
    ) -> Self {
        Self {
            announcements,
            quotes,
            headcounts,
            ..self
        }
    }
}

/// The report of one event, for its field `report`.
///
/// # Errors
/// A denial, a fault of an argument or a failure, as a coded top-level error.
pub async fn of_event(ctx: &Context<'_>, event: EventId) -> async_graphql::Result<EventReport> {
    let op = op(ctx)?;
    let asked = Asked::of(&Look::of(ctx))?;
    let found = domain::of_events(op, &[event], &asked.selection(op)?).await;
    let mut found = found.map_err(|error: Error| top_level(op, &error))?;
    let report = found
        .remove(&event)
        .ok_or_else(|| top_level(op, &Error::Denied(Denied::NotFound)))?;
    Ok(asked.shown(report))
}

/// The reports of several events, of one moment; nothing of those whose statistics one may not read, and nothing at all where what is
/// selected is wrong, which each event's field then says.
///
/// # Errors
/// A failure, as a coded top-level error.
pub(crate) async fn of_events(
    op: &Op,
    events: &[EventId],
    look: &Look<'_>,
) -> async_graphql::Result<HashMap<EventId, EventReport>> {
    let Ok(asked) = Asked::of(look) else {
        return Ok(HashMap::new());
    };
    let Ok(selection) = asked.selection(op) else {
        return Ok(HashMap::new());
    };
    let found = match domain::of_events(op, events, &selection).await {
        Ok(found) => found,
        Err(Error::Denied(_) | Error::Rejected(_)) => return Ok(HashMap::new()),
        Err(error) => return Err(top_level(op, &error)),
    };
    let shown = |(event, report)| (event, asked.clone().shown(report));
    Ok(found.into_iter().map(shown).collect())
}
