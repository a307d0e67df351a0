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
    ColumnTrait, DatabaseTransaction, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
};

pub use dimensions::{Dimension, UNKNOWN};
pub use filter::{Filter, MOST_EVENTS};
pub use metrics::{Family, Metric, MetricDefinition, MetricKind, Unit};
pub use spans::{MOST_POINTS, Period};

use crate::{
    attendees::guests::BATCH,
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
    let events = Happening::of(&tx, &[id]).await?;
    let Some(event) = events.first() else {
        return Err(Error::Denied(Denied::NotFound));
    };
    op.authorise(event.office_id, Action::ReadStatistics)?;
    let mut found = of_events(op, &tx, &events, selection).await?;
    tx.commit().await?;
    found.remove(&id).ok_or_else(|| Error::missing("event"))
}

/// The statistics of several events, each as [`event`] tells it, by a number of statements that does not grow with them.
/// Those of an office whose statistics the actor may not read are not among them.
///
/// # Errors
/// Faults on `by` of a group or trend, and the database's.
pub async fn events(
    op: &Op,
    ids: &[EventId],
    selection: &Selection,
) -> Result<HashMap<EventId, Statistics>> {
    if op.authorise_somewhere(Action::ReadStatistics).is_err() {
        return Ok(HashMap::new());
    }
    let tx = op.db.snapshot().await?;
    let mut events = Happening::of(&tx, ids).await?;
    events.retain(|event| op.may(event.office_id, Action::ReadStatistics));
    let found = of_events(op, &tx, &events, selection).await?;
    tx.commit().await?;
    Ok(found)
}

/// What the statistics of an event need to know of it.
#[derive(Debug, Clone, Copy, FromQueryResult)]
struct Happening {
    id: EventId,
    office_id: OfficeId,
    local_on: NaiveDate,
    ends_at: DateTime<Utc>,
}

impl Happening {
    async fn of(tx: &DatabaseTransaction, ids: &[EventId]) -> Result<Vec<Self>> {
        let mut found = Vec::with_capacity(ids.len());
        for batch in ids.chunks(BATCH) {
            let rows: Vec<Self> = event::Entity::find()
                .select_only()
                .column(event::Column::Id)
                .column(event::Column::OfficeId)
                .column(event::Column::LocalOn)
                .column(event::Column::EndsAt)
                .filter(event::Column::Id.is_in(batch.iter().copied()))
                .into_model()
                .all(tx)
                .await?;
            found.extend(rows);
        }
        Ok(found)
    }

    /// Its day, and all the time there is for letters: those about an event belong to it whenever they were accepted.
    fn span(&self, office: &office::Model, now: DateTime<Utc>) -> Span {
        Span {
            event: Some(self.id),
            from_at: DateTime::UNIX_EPOCH,
            to_at: now.max(self.ends_at) + chrono::TimeDelta::days(36_525),
            is_unfinished: now < self.ends_at,
            ..Span::days(self.local_on, self.local_on, office, now)
        }
    }
}

/// Events of several offices, those of each office together.
async fn of_events(
    op: &Op,
    tx: &DatabaseTransaction,
    events: &[Happening],
    selection: &Selection,
) -> Result<HashMap<EventId, Statistics>> {
    let offices: BTreeSet<OfficeId> = events.iter().map(|event| event.office_id).collect();
    let offices = office::Entity::find()
        .filter(office::Column::Id.is_in(offices))
        .all(tx)
        .await?;
    let now = op.clock.now();
    let mut found = HashMap::with_capacity(events.len());
    for office in &offices {
        let events: Vec<&Happening> = events
            .iter()
            .filter(|event| event.office_id == office.id)
            .collect();
        for batch in events.chunks(BATCH) {
            let spans: Vec<Span> = batch.iter().map(|event| event.span(office, now)).collect();
            let Some(any) = spans.first() else {
                continue;
            };
            let mut filter = Filter::period(any.from, any.to);
            filter.events = Some(batch.iter().map(|event| event.id).collect());
            let survey = Survey {
                tx,
                office,
                filter: &filter,
                now,
            };
            let statistics = survey.each(&spans, selection).await?;
            found.extend(batch.iter().map(|event| event.id).zip(statistics));
        }
    }
    Ok(found)
}
