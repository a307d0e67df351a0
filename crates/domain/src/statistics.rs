//! Engagement in figures: how many were invited, answered, came, and who they were.
//!
//! A request is one snapshot of the database, however many sections it asks: the figures themselves, groups of them and
//! trends. Each family of figures is one aggregate statement ([`passes`]); what is made of its counts is pure
//! ([`arithmetic`]). What nobody asked is not counted.

mod arithmetic;
mod dimensions;
mod filter;
mod metrics;
mod passes;
mod spans;
mod sql;
mod survey;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate};
use kuvend_entity::{event, id::EventId, office};
use sea_orm::EntityTrait;

pub use dimensions::{Dimension, UNKNOWN};
pub use filter::{Filter, MOST_EVENTS};
pub use metrics::{Family, Metric, MetricDefinition, MetricKind, Unit};
pub use spans::{MOST_POINTS, Period};

use crate::{
    error::{Denied, Error, Result},
    op::Op,
    paging::{Page, PageRequest},
    policy::Action,
};
use spans::Span;
use survey::Survey;

/// Figures by their kind; only what was asked is in it.
pub type Figures = BTreeMap<MetricKind, Metric>;
/// A set of figures.
pub type Metrics = BTreeSet<MetricKind>;

/// Dimensions at once at most.
pub const MOST_DIMENSIONS: usize = 2;

/// What a request wants to know.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Figures of the whole.
    pub metrics: Metrics,
    /// Lists of groups.
    pub groups: Vec<GroupSelection>,
    /// Trends.
    pub trends: Vec<TrendSelection>,
}

/// A list of groups that is wanted.
#[derive(Debug, Clone)]
pub struct GroupSelection {
    /// Taken apart by one or two dimensions.
    pub by: Vec<Dimension>,
    /// Which of the groups; forward only.
    pub page: PageRequest,
    /// Which figures of each.
    pub metrics: Metrics,
}

/// A trend that is wanted.
#[derive(Debug, Clone)]
pub struct TrendSelection {
    /// In points of which length.
    pub by: Period,
    /// Which figures of each.
    pub metrics: Metrics,
    /// Of which figures the change.
    pub changes: Metrics,
}

/// The answer, its lists in the order of the selection's.
#[derive(Debug, Clone)]
pub struct Statistics {
    /// Figures of the whole.
    pub figures: Figures,
    /// Lists of groups.
    pub groups: Vec<Page<Group>>,
    /// Trends.
    pub trends: Vec<Vec<Point>>,
}

/// One group.
#[derive(Debug, Clone)]
pub struct Group {
    /// Its value in each dimension.
    pub keys: Vec<(Dimension, String)>,
    /// Its figures.
    pub figures: Figures,
}

/// One point of a trend.
#[derive(Debug, Clone)]
pub struct Point {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// Its name: `2025`, `2025-Q4`, `2025-12`.
    pub label: String,
    /// Whether more may still happen in it.
    pub is_unfinished: bool,
    /// Its figures.
    pub figures: Figures,
    /// The change of each against the point before, as a share of that; none where that was zero.
    pub changes: BTreeMap<MetricKind, Option<f64>>,
}

/// The statistics of an office's events in a period.
///
/// # Errors
/// [`Denied`] without [`Action::ReadStatistics`]; faults on the filter's fields, and on `by` of a group or trend.
pub async fn engagement(op: &Op, filter: &Filter, selection: &Selection) -> Result<Statistics> {
    op.authorise_somewhere(Action::ReadStatistics)?;
    filter.check()?;
    if let Some(office) = filter.office {
        op.authorise(office, Action::ReadStatistics)
            .map_err(|error| error.hidden_at(["officeId"]))?;
    }
    let office = op.office(filter.office, Action::ReadStatistics).await?;
    let now = op.clock.now();
    let span = Span::days(filter.from, filter.to, &office, now);
    let tx = op.db.snapshot().await?;
    filter.check_names(&tx, office.id).await?;
    let survey = Survey {
        tx: &tx,
        office: &office,
        filter,
        now,
    };
    let statistics = survey.all(&span, selection).await?;
    tx.commit().await?;
    Ok(statistics)
}

/// The statistics of one event, with every letter about it.
///
/// # Errors
/// [`Denied`] without [`Action::ReadStatistics`] in its office; faults on `by` of a group or trend.
pub async fn event(op: &Op, id: EventId, selection: &Selection) -> Result<Statistics> {
    op.authorise_somewhere(Action::ReadStatistics)?;
    let tx = op.db.snapshot().await?;
    let Some(row) = event::Entity::find_by_id(id).one(&tx).await? else {
        return Err(Error::Denied(Denied::NotFound));
    };
    op.authorise(row.office_id, Action::ReadStatistics)?;
    let office = office::Entity::find_by_id(row.office_id)
        .one(&tx)
        .await?
        .ok_or_else(|| Error::missing("office"))?;
    let now = op.clock.now();
    let mut filter = Filter::period(row.local_on, row.local_on);
    filter.events = Some(vec![id]);
    let mut span = Span::days(row.local_on, row.local_on, &office, now);
    // Letters about an event belong to it whenever they were accepted.
    span.from_at = DateTime::UNIX_EPOCH;
    span.to_at = now.max(row.ends_at) + chrono::TimeDelta::days(36_525);
    span.is_unfinished = now < row.ends_at;
    let survey = Survey {
        tx: &tx,
        office: &office,
        filter: &filter,
        now,
    };
    let statistics = survey.all(&span, selection).await?;
    tx.commit().await?;
    Ok(statistics)
}
