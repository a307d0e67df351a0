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

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use kuvend_entity::{
    event,
    id::{EventId, OfficeId},
    office,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect,
};

pub(crate) use dimensions::TOLD_AGE_BAND;
pub use dimensions::{Dimension, UNKNOWN};
pub(crate) use filter::begins_in;
pub use filter::{Filter, MOST_EVENTS};
pub use metrics::{Family, Metric, MetricDefinition, MetricKind, Unit};
pub use spans::{MOST_POINTS, Period};

use crate::{
    diaspora,
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
#[derive(Debug, Clone, Default)]
pub struct Statistics {
    /// Figures of the whole.
    pub figures: Figures,
    /// Lists of groups.
    pub groups: Vec<Page<Group>>,
    /// Trends.
    pub trends: Vec<Vec<Point>>,
    /// Which version of the office's rule said who is a member of the diaspora, where only those are counted.
    pub diaspora_rule: Option<i32>,
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
    let rule = if filter.diaspora_only {
        Some(diaspora::in_force(&tx, &office).await?)
    } else {
        None
    };
    let survey = Survey {
        tx: &tx,
        office: &office,
        filter,
        diaspora: rule.as_ref().map(|version| &version.rule),
        now,
    };
    let statistics = survey.all(&[span], selection).await?.pop();
    tx.commit().await?;
    Ok(Statistics {
        diaspora_rule: rule.map(|version| version.version),
        ..statistics.unwrap_or_default()
    })
}

/// The statistics of one event, with every letter about it.
///
/// # Errors
/// [`Denied`] without [`Action::ReadStatistics`] in its office; faults on `by` of a group or trend.
pub async fn event(op: &Op, id: EventId, selection: &Selection) -> Result<Statistics> {
    op.authorise_somewhere(Action::ReadStatistics)?;
    let tx = op.db.snapshot().await?;
    let days = Day::of(&tx, &[id]).await?;
    let Some(day) = days.first() else {
        return Err(Error::Denied(Denied::NotFound));
    };
    op.authorise(day.office, Action::ReadStatistics)?;
    let mut found = on_days(op, &tx, &days, selection).await?;
    tx.commit().await?;
    Ok(found.remove(&id).unwrap_or_default())
}

/// The statistics of several events, of one moment: one statement for each family of figures, however many the events,
/// in each of their offices. Events whose statistics the actor may not read are not among them.
///
/// # Errors
/// [`Denied`] without [`Action::ReadStatistics`] anywhere; faults on `by` of a group or trend.
pub async fn events(
    op: &Op,
    ids: &[EventId],
    selection: &Selection,
) -> Result<HashMap<EventId, Statistics>> {
    op.authorise_somewhere(Action::ReadStatistics)?;
    let tx = op.db.snapshot().await?;
    let found = events_in(op, &tx, ids, selection).await?;
    tx.commit().await?;
    Ok(found)
}

/// The same where a snapshot is at hand, from which more is read.
///
/// # Errors
/// As [`events`].
pub(crate) async fn events_in(
    op: &Op,
    tx: &DatabaseTransaction,
    ids: &[EventId],
    selection: &Selection,
) -> Result<HashMap<EventId, Statistics>> {
    let mut days = Day::of(tx, ids).await?;
    days.retain(|day| op.may(day.office, Action::ReadStatistics));
    on_days(op, tx, &days, selection).await
}

/// When and where an event is.
#[derive(Debug, Clone, Copy)]
struct Day {
    event: EventId,
    office: OfficeId,
    on: NaiveDate,
    ends_at: DateTime<Utc>,
}

impl Day {
    async fn of(db: &impl ConnectionTrait, events: &[EventId]) -> Result<Vec<Self>> {
        use event::Column as C;
        let found: Vec<(EventId, OfficeId, NaiveDate, DateTime<Utc>)> = event::Entity::find()
            .select_only()
            .columns([C::Id, C::OfficeId, C::LocalOn, C::EndsAt])
            .filter(C::Id.is_in(events.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        let day = |(event, office, on, ends_at)| Self {
            event,
            office,
            on,
            ends_at,
        };
        Ok(found.into_iter().map(day).collect())
    }

    /// The stretch of time that belongs to the event alone.
    fn span(&self, office: &office::Model, now: DateTime<Utc>) -> Span {
        Span {
            // Letters about an event belong to it whenever they were accepted.
            from_at: DateTime::UNIX_EPOCH,
            to_at: now.max(self.ends_at) + chrono::TimeDelta::days(36_525),
            is_unfinished: now < self.ends_at,
            event: Some(self.event),
            ..Span::days(self.on, self.on, office, now)
        }
    }
}

async fn on_days(
    op: &Op,
    tx: &DatabaseTransaction,
    days: &[Day],
    selection: &Selection,
) -> Result<HashMap<EventId, Statistics>> {
    let wanted: BTreeSet<OfficeId> = days.iter().map(|day| day.office).collect();
    let offices = office::Entity::find()
        .filter(office::Column::Id.is_in(wanted))
        .all(tx)
        .await?;
    let now = op.clock.now();
    let mut found = HashMap::with_capacity(days.len());
    for office in &offices {
        let days: Vec<&Day> = days.iter().filter(|day| day.office == office.id).collect();
        let dates = || days.iter().map(|day| day.on);
        let (Some(from), Some(to)) = (dates().min(), dates().max()) else {
            continue;
        };
        let mut filter = Filter::period(from, to);
        filter.events = Some(days.iter().map(|day| day.event).collect());
        let survey = Survey {
            tx,
            office,
            filter: &filter,
            diaspora: None,
            now,
        };
        let spans: Vec<Span> = days.iter().map(|day| day.span(office, now)).collect();
        let statistics = survey.all(&spans, selection).await?;
        found.extend(days.iter().map(|day| day.event).zip(statistics));
    }
    Ok(found)
}
