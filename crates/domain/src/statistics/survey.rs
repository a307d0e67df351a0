//! One request's reading of the database: the whole, its groups and its trends, in one transaction.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use kuvend_entity::office;
use sea_orm::{DatabaseTransaction, prelude::Uuid};

use crate::{
    diaspora::Rule,
    error::Result,
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
    /// By which rule somebody is a member of the diaspora, where only those are counted.
    pub(super) diaspora: Option<&'a Rule>,
    pub(super) now: DateTime<Utc>,
}

impl Survey<'_> {
    /// What is selected of each of the spans, in their order.
    pub(super) async fn all(
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
        let wholes: Vec<Counts> = (0..spans.len())
            .map(|index| counts_at(&table, index))
            .collect();
        let mut all: Vec<Statistics> = spans
            .iter()
            .zip(&wholes)
            .map(|(span, whole)| Statistics {
                figures: arithmetic::figures(
                    &selection.metrics,
                    &self.named(whole),
                    self.around(span, whole),
                ),
                ..Statistics::default()
            })
            .collect();
        for wanted in &selection.groups {
            let groups = self.groups(spans, &wholes, wanted).await?;
            for (statistics, page) in all.iter_mut().zip(groups) {
                statistics.groups.push(page);
            }
        }
        for wanted in &selection.trends {
            let trends = self.trends(spans, wanted).await?;
            for (statistics, points) in all.iter_mut().zip(trends) {
                statistics.trends.push(points);
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
            diaspora: self.diaspora,
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
        wholes: &[Counts],
        wanted: &GroupSelection,
    ) -> Result<Vec<Page<Group>>> {
        // A window is that of one list; the groups of an event, of which there may be several, are few.
        let window = (spans.len() == 1).then(|| Window {
            // Who counts the list counts what goes before the page, too.
            after: wanted
                .page
                .after
                .as_ref()
                .filter(|_| !wanted.page.count)
                .map(keys_of),
            limit: (!wanted.page.count).then_some(wanted.page.limit + 1),
        });
        let families = families(&wanted.metrics, false);
        let table = self
            .count(spans, &wanted.by, window.as_ref(), &families)
            .await?;
        let mut tables = vec![Table::new(); spans.len()];
        for ((index, keys), counts) in table {
            let own = usize::try_from(index).ok();
            if let Some(own) = own.and_then(|index| tables.get_mut(index)) {
                own.insert((index, keys), counts);
            }
        }
        let lists = spans.iter().zip(wholes).zip(tables);
        Ok(lists
            .map(|((span, whole), table)| self.page(span, whole, wanted, table))
            .collect())
    }

    /// A page out of the groups of a span.
    fn page(
        &self,
        span: &Span,
        whole: &Counts,
        wanted: &GroupSelection,
        mut table: Table,
    ) -> Page<Group> {
        let page = &wanted.page;
        let after = page.after.as_ref().map(keys_of);
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
    }

    /// The trend of each span.
    async fn trends(&self, spans: &[Span], wanted: &TrendSelection) -> Result<Vec<Vec<Point>>> {
        let mut cuts = Vec::with_capacity(spans.len());
        for span in spans {
            cuts.push(span.cut(wanted.by, self.office, self.now)?);
        }
        let asked: Metrics = wanted.metrics.union(&wanted.changes).copied().collect();
        let all: Vec<Span> = cuts.iter().flatten().cloned().collect();
        let table = self.count(&all, &[], None, &families(&asked, true)).await?;
        let mut counted = (0..all.len()).map(|index| counts_at(&table, index));
        Ok(cuts
            .into_iter()
            .map(|cut| {
                let counts: Vec<Counts> = counted.by_ref().take(cut.len()).collect();
                self.points(cut.into_iter().zip(counts), &asked, wanted)
            })
            .collect())
    }

    fn points(
        &self,
        counted: impl Iterator<Item = (Span, Counts)>,
        asked: &Metrics,
        wanted: &TrendSelection,
    ) -> Vec<Point> {
        let mut points: Vec<Point> = Vec::new();
        for (span, counts) in counted {
            let figures =
                arithmetic::figures(asked, &self.named(&counts), self.around(&span, &counts));
            let before = points.last().map(|point| &point.figures);
            let changes = wanted
                .changes
                .iter()
                .filter_map(|kind| figures.get(kind))
                .map(|now| {
                    let before = before.and_then(|before| before.get(&now.kind));
                    (now.kind, arithmetic::change(before, now))
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
    use crate::{error::Error, statistics::MetricKind};

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
