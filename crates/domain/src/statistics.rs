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

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use kuvend_entity::{event, id::EventId, office};
use sea_orm::{DatabaseTransaction, EntityTrait, prelude::Uuid};

pub use dimensions::{Dimension, UNKNOWN};
pub use filter::{Filter, MOST_EVENTS};
pub use metrics::{Family, Metric, MetricDefinition, MetricKind, Unit};
pub use spans::{MOST_POINTS, Period};

use crate::{
    error::{Denied, Error, Result},
    fault::{Code, Fault},
    op::Op,
    paging::{Cursor, Key, Page, PageRequest},
    policy::Action,
};
use arithmetic::Circumstances;
use passes::{Counts, Table};
use spans::Span;
use sql::{Subject, Window};

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

/// One request's reading of the database.
struct Survey<'a> {
    tx: &'a DatabaseTransaction,
    office: &'a office::Model,
    filter: &'a Filter,
    now: DateTime<Utc>,
}

impl Survey<'_> {
    async fn all(&self, span: &Span, selection: &Selection) -> Result<Statistics> {
        for groups in &selection.groups {
            check_dimensions(&groups.by)?;
        }
        let spans = std::slice::from_ref(span);
        let whole = self
            .count(spans, &[], None, &families(&selection.metrics, true))
            .await?;
        let counts = counts_at(&whole, 0);
        let figures = arithmetic::figures(
            &selection.metrics,
            &self.named(&counts),
            self.around(span, &counts),
        );
        let mut groups = Vec::new();
        for wanted in &selection.groups {
            groups.push(self.groups(span, &counts, wanted).await?);
        }
        let mut trends = Vec::new();
        for wanted in &selection.trends {
            trends.push(self.trend(span, wanted).await?);
        }
        Ok(Statistics {
            figures,
            groups,
            trends,
        })
    }

    async fn count(
        &self,
        spans: &[Span],
        by: &[Dimension],
        window: Option<&Window>,
        families: &[Family],
    ) -> Result<Table> {
        let subject = Subject {
            office: self.office,
            filter: self.filter,
            spans,
            by,
            window,
        };
        passes::count(self.tx, &subject, families).await
    }

    /// The counts without the heads of whom nobody can tell whether they are people of the filter.
    fn named(&self, counts: &Counts) -> Counts {
        let heads = if self.filter.narrows_people() {
            0
        } else {
            counts.heads
        };
        Counts { heads, ..*counts }
    }

    fn around(&self, span: &Span, counts: &Counts) -> Circumstances<'static> {
        Circumstances {
            by: &[],
            is_unfinished: span.is_unfinished,
            events: (counts.events, counts.open_events),
            possible_heads: counts.heads,
            as_of: self.now,
        }
    }

    async fn groups(
        &self,
        span: &Span,
        whole: &Counts,
        wanted: &GroupSelection,
    ) -> Result<Page<Group>> {
        let page = &wanted.page;
        let after = page.after.as_ref().map(keys_of);
        let window = Window {
            after: after.clone(),
            limit: (!page.count).then_some(page.limit + 1),
        };
        let families = families(&wanted.metrics, false);
        let mut table = self
            .count(
                std::slice::from_ref(span),
                &wanted.by,
                Some(&window),
                &families,
            )
            .await?;
        let heads: Vec<([String; 2], i64)> = table
            .iter()
            .filter(|(_, counts)| counts.heads > 0)
            .map(|((_, keys), counts)| (keys.clone(), counts.heads))
            .collect();
        if self.filter.narrows_people() {
            for counts in table.values_mut() {
                counts.heads = 0;
            }
            table.retain(|_, counts| *counts != Counts::default());
        }
        let total = page
            .count
            .then(|| i64::try_from(table.len()).unwrap_or(i64::MAX));
        let rows: Vec<([String; 2], Counts)> = table
            .into_iter()
            .map(|((_, keys), counts)| (keys, counts))
            .filter(|(keys, _)| after.as_ref().is_none_or(|after| keys > after))
            .collect();
        let page = Page::cut(rows, page, total, |(keys, _)| {
            Cursor(Key::Text(keys.join(&BETWEEN.to_string())), Uuid::nil())
        });
        Ok(page.map(|(keys, counts)| {
            let around = Circumstances {
                by: &wanted.by,
                possible_heads: possible_heads(&heads, &keys),
                ..self.around(span, whole)
            };
            Group {
                figures: arithmetic::figures(&wanted.metrics, &counts, around),
                keys: wanted.by.iter().copied().zip(keys).collect(),
            }
        }))
    }

    async fn trend(&self, span: &Span, wanted: &TrendSelection) -> Result<Vec<Point>> {
        let spans = span.cut(wanted.by, self.office, self.now)?;
        let asked: Metrics = wanted.metrics.union(&wanted.changes).copied().collect();
        let table = self
            .count(&spans, &[], None, &families(&asked, true))
            .await?;
        let mut points: Vec<Point> = Vec::with_capacity(spans.len());
        for (index, span) in spans.into_iter().enumerate() {
            let counts = counts_at(&table, index);
            let figures =
                arithmetic::figures(&asked, &self.named(&counts), self.around(&span, &counts));
            let before = points.last().map(|point| &point.figures);
            let changes = wanted
                .changes
                .iter()
                .filter_map(|kind| figures.get(kind))
                .map(|now| {
                    (
                        now.kind,
                        arithmetic::change(before.and_then(|before| before.get(&now.kind)), now),
                    )
                })
                .collect();
            points.push(Point {
                from: span.from,
                to: span.to,
                label: span.label,
                is_unfinished: span.is_unfinished,
                figures,
                changes,
            });
        }
        Ok(points)
    }
}

/// Stands between the keys of a group in its cursor.
const BETWEEN: char = '\u{1f}';

fn keys_of(cursor: &Cursor) -> [String; 2] {
    let Key::Text(text) = &cursor.0 else {
        return [String::new(), String::new()];
    };
    let (first, second) = text.split_once(BETWEEN).unwrap_or((text, ""));
    [first.to_owned(), second.to_owned()]
}

fn counts_at(table: &Table, index: usize) -> Counts {
    i32::try_from(index)
        .ok()
        .and_then(|index| table.get(&(index, [String::new(), String::new()])))
        .copied()
        .unwrap_or_default()
}

/// The passes that the figures need, each once; the events' own where it is to be said whether attendance is closed.
fn families(metrics: &Metrics, with_events: bool) -> Vec<Family> {
    let mut families: BTreeSet<Family> = metrics
        .iter()
        .flat_map(|kind| kind.families().iter().copied())
        .collect();
    if with_events {
        families.insert(Family::Events);
    } else if families.remove(&Family::Events) {
        // A group's events are those at which one of its guests is listed.
        families.insert(Family::Rows);
    }
    families.into_iter().collect()
}

/// The heads that belong to a group, or may: an unknown value may be any.
fn possible_heads(heads: &[([String; 2], i64)], group: &[String; 2]) -> i64 {
    let may_be = |head: &String, group: &String| head == group || head == UNKNOWN;
    heads
        .iter()
        .filter(|(head, _)| {
            head.iter()
                .zip(group)
                .all(|(head, group)| may_be(head, group))
        })
        .map(|(_, count)| count)
        .sum()
}

fn check_dimensions(by: &[Dimension]) -> Result<()> {
    let fault = Fault::new(
        ["by"],
        match by.len() {
            0 => Code::Required,
            1..=MOST_DIMENSIONS => match by {
                [first, second] if first == second => Code::Inconsistent,
                _ => return Ok(()),
            },
            _ => Code::TooMany,
        },
    );
    Err(fault
        .with("limit", MOST_DIMENSIONS)
        .with("other", "by")
        .into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_or_two_different_dimensions_are_taken() {
        let code = |by: &[Dimension]| match check_dimensions(by) {
            Err(Error::Rejected(faults)) => faults.list().first().map(|fault| fault.code),
            _ => None,
        };
        assert_eq!(code(&[]), Some(Code::Required));
        assert_eq!(code(&[Dimension::Sex]), None);
        assert_eq!(code(&[Dimension::Sex, Dimension::Mode]), None);
        assert_eq!(
            code(&[Dimension::Sex, Dimension::Sex]),
            Some(Code::Inconsistent)
        );
        assert_eq!(
            code(&[Dimension::Sex, Dimension::Mode, Dimension::Event]),
            Some(Code::TooMany)
        );
    }

    #[test]
    fn nobody_pays_for_what_is_not_asked() {
        let only = |kind| families(&Metrics::from([kind]), true);
        assert_eq!(only(MetricKind::Events), [Family::Events]);
        assert_eq!(only(MetricKind::Attended), [Family::Events, Family::Rows]);
        assert_eq!(
            only(MetricKind::UniquePeople),
            [Family::Events, Family::Heads, Family::People]
        );
    }
}
