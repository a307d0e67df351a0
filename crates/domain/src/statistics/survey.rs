//! One request's reading of the database: the whole, its groups and its trends, in one transaction.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use kuvend_entity::office;
use sea_orm::{DatabaseTransaction, prelude::Uuid};

use crate::{
    error::{Error, Result},
    fault::{Code, Fault},
    paging::{Cursor, Key, Page},
    statistics::{
        Dimension, Family, Filter, Group, GroupSelection, MOST_DIMENSIONS, Metrics, Point,
        Selection, Statistics, TrendSelection, UNKNOWN,
        arithmetic::{self, Circumstances},
        passes::{self, Counts, Table},
        spans::Span,
        sql::{Subject, Window},
    },
};

/// One request's reading of the database.
pub(super) struct Survey<'a> {
    pub(super) tx: &'a DatabaseTransaction,
    pub(super) office: &'a office::Model,
    pub(super) filter: &'a Filter,
    pub(super) now: DateTime<Utc>,
}

impl Survey<'_> {
    /// The statistics of a stretch of days.
    pub(super) async fn all(&self, span: &Span, selection: &Selection) -> Result<Statistics> {
        let mut found = self.each(std::slice::from_ref(span), selection).await?;
        found.pop().ok_or_else(|| Error::missing("span"))
    }

    /// The statistics of each of several stretches of days, by as many statements as those of one.
    pub(super) async fn each(
        &self,
        spans: &[Span],
        selection: &Selection,
    ) -> Result<Vec<Statistics>> {
        for groups in &selection.groups {
            check_dimensions(&groups.by)?;
        }
        let table = self
            .count(spans, &[], None, &families(&selection.metrics, true))
            .await?;
        let wholes: Vec<(&Span, Counts)> = spans
            .iter()
            .zip(0..)
            .map(|(span, number)| (span, counts_at(&table, number)))
            .collect();
        let mut all: Vec<Statistics> = wholes
            .iter()
            .map(|(span, counts)| Statistics {
                figures: arithmetic::figures(
                    &selection.metrics,
                    &self.named(counts),
                    self.around(span, counts),
                ),
                groups: Vec::new(),
                trends: Vec::new(),
            })
            .collect();
        for wanted in &selection.groups {
            let pages = self.groups(spans, &wholes, wanted).await?;
            for (one, page) in all.iter_mut().zip(pages) {
                one.groups.push(page);
            }
        }
        for wanted in &selection.trends {
            let trends = self.trends(spans, wanted).await?;
            for (one, trend) in all.iter_mut().zip(trends) {
                one.trends.push(trend);
            }
        }
        Ok(all)
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

    /// A page of groups of each span.
    async fn groups(
        &self,
        spans: &[Span],
        wholes: &[(&Span, Counts)],
        wanted: &GroupSelection,
    ) -> Result<Vec<Page<Group>>> {
        let page = &wanted.page;
        let after = page.after.as_ref().map(keys_of);
        // Who counts the groups needs them all, and a limit would be of all spans together.
        let window = Window {
            after: after.clone().filter(|_| !page.count),
            limit: (!page.count && spans.len() == 1).then_some(page.limit + 1),
        };
        let families = families(&wanted.metrics, false);
        let table = self
            .count(spans, &wanted.by, Some(&window), &families)
            .await?;
        let mut heads: BTreeMap<i32, Vec<([String; 2], i64)>> = BTreeMap::new();
        let mut rows: BTreeMap<i32, Vec<([String; 2], Counts)>> = BTreeMap::new();
        for ((number, keys), mut counts) in table {
            if counts.heads > 0 {
                let of_span = heads.entry(number).or_default();
                of_span.push((keys.clone(), counts.heads));
            }
            if self.filter.narrows_people() {
                counts.heads = 0;
                if counts == Counts::default() {
                    continue;
                }
            }
            rows.entry(number).or_default().push((keys, counts));
        }
        let pages = wholes.iter().zip(0..).map(|((span, whole), number)| {
            let heads = heads.remove(&number).unwrap_or_default();
            let mut rows = rows.remove(&number).unwrap_or_default();
            let total = page
                .count
                .then(|| i64::try_from(rows.len()).unwrap_or(i64::MAX));
            rows.retain(|(keys, _)| after.as_ref().is_none_or(|after| keys > after));
            let page = Page::cut(rows, page, total, |(keys, _)| {
                Cursor(Key::Text(keys.join(&BETWEEN.to_string())), Uuid::nil())
            });
            page.map(|(keys, counts)| {
                let around = Circumstances {
                    by: &wanted.by,
                    possible_heads: possible_heads(&heads, &keys),
                    ..self.around(span, whole)
                };
                Group {
                    figures: arithmetic::figures(&wanted.metrics, &counts, around),
                    keys: wanted.by.iter().copied().zip(keys).collect(),
                }
            })
        });
        Ok(pages.collect())
    }

    /// The trend of each span.
    async fn trends(&self, spans: &[Span], wanted: &TrendSelection) -> Result<Vec<Vec<Point>>> {
        let mut cut = Vec::with_capacity(spans.len());
        for span in spans {
            cut.push(span.cut(wanted.by, self.office, self.now)?);
        }
        let asked: Metrics = wanted.metrics.union(&wanted.changes).copied().collect();
        let table = self
            .count(&cut.concat(), &[], None, &families(&asked, true))
            .await?;
        let mut numbers = 0..;
        let trends = cut.into_iter().map(|spans| {
            let of_spans = spans.into_iter().zip(numbers.by_ref());
            let counted = of_spans.map(|(span, number)| (span, counts_at(&table, number)));
            self.trend(counted, (wanted, &asked))
        });
        Ok(trends.collect())
    }

    fn trend(
        &self,
        spans: impl Iterator<Item = (Span, Counts)>,
        (wanted, asked): (&TrendSelection, &Metrics),
    ) -> Vec<Point> {
        let mut points: Vec<Point> = Vec::new();
        for (span, counts) in spans {
            let figures =
                arithmetic::figures(asked, &self.named(&counts), self.around(&span, &counts));
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
        points
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

fn counts_at(table: &Table, number: i32) -> Counts {
    let place = (number, [String::new(), String::new()]);
    table.get(&place).copied().unwrap_or_default()
}

/// The passes that the figures need, each once; the events' own where it is to be said whether attendance is closed.
fn families(metrics: &Metrics, with_events: bool) -> Vec<Family> {
    let mut families: BTreeSet<Family> = metrics
        .iter()
        .flat_map(|kind| kind.families().iter().copied())
        .collect();
    if with_events {
        families.insert(Family::Events);
    } else {
        // A group's events are those at which one of its guests is listed.
        if families.remove(&Family::Events) {
            families.insert(Family::Rows);
        }
        // Who only asks which groups there are is told of everybody on a list, and of the heads beside it.
        if families.is_empty() {
            families.extend([Family::Rows, Family::Heads]);
        }
    }
    if families.contains(&Family::Newcomers) {
        // That pass counts everybody, too.
        families.remove(&Family::People);
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
    use crate::statistics::MetricKind;

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
        let both = Metrics::from([MetricKind::UniquePeople, MetricKind::NewPeople]);
        assert!(!families(&both, true).contains(&Family::People));
        assert_eq!(
            only(MetricKind::UniquePeople),
            [Family::Events, Family::Heads, Family::People]
        );
    }
}
