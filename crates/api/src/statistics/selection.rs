//! What a document selects under statistics, read ahead so that one snapshot answers it all.

use kuvend_domain::{
    error::Result,
    statistics::{self as domain, GroupSelection, Metrics, Selection, TrendSelection},
};

use crate::{
    look::Look,
    paging::Paging,
    statistics::{Dimension, Period, figures::FIELDS},
};

/// The arguments of a `groups` field, by which it finds its list again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct GroupArguments {
    pub(super) by: Vec<Dimension>,
    pub(super) first: Option<i32>,
    pub(super) after: Option<String>,
}

/// What is selected, and the arguments behind each of its lists.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    pub(super) groups: Vec<(GroupArguments, Metrics, bool)>,
    pub(super) trends: Vec<(Period, Metrics, Metrics)>,
    metrics: Metrics,
}

impl Ahead {
    /// What is selected of statistics, under all the names that they are asked by.
    pub(super) fn of(look: &Look<'_>) -> Self {
        let mut ahead = Self {
            metrics: metrics_of(look),
            ..Self::default()
        };
        for field in look.field("groups").by_arguments() {
            ahead.add_groups(&field);
        }
        for field in look.field("trend").by_arguments() {
            ahead.add_trend(&field);
        }
        ahead
    }

    /// A list whose arguments make no sense is left to the field itself, which says so.
    fn add_groups(&mut self, field: &Look<'_>) {
        let Some(by) = field.argument("by") else {
            return;
        };
        let arguments = GroupArguments {
            by,
            first: field.argument("first").flatten(),
            after: field.argument("after").flatten(),
        };
        let mut metrics = metrics_of(&field.nodes());
        let is_counted = field.selects("totalCount");
        // The same list selected twice is counted once, with the figures of both.
        match self
            .groups
            .iter_mut()
            .find(|(known, ..)| *known == arguments)
        {
            Some((_, known, counted)) => {
                known.append(&mut metrics);
                *counted |= is_counted;
            }
            None => self.groups.push((arguments, metrics, is_counted)),
        }
    }

    fn add_trend(&mut self, field: &Look<'_>) {
        let Some(by) = field.argument("by") else {
            return;
        };
        let mut metrics = metrics_of(field);
        let mut changes = metrics_of(&field.field("change"));
        match self.trends.iter_mut().find(|(known, ..)| *known == by) {
            Some((_, known, known_changes)) => {
                known.append(&mut metrics);
                known_changes.append(&mut changes);
            }
            None => self.trends.push((by, metrics, changes)),
        }
    }

    /// The domain's selection, its lists in the same order.
    pub(super) fn selection(&self) -> Result<Selection> {
        let mut groups = Vec::with_capacity(self.groups.len());
        for (arguments, metrics, count) in &self.groups {
            let paging = Paging {
                first: arguments.first,
                after: arguments.after.clone(),
                ..Paging::default()
            };
            let page = paging.counted(*count)?;
            groups.push(GroupSelection {
                by: arguments
                    .by
                    .iter()
                    .map(|by| domain::Dimension::from(*by))
                    .collect(),
                page,
                metrics: metrics.clone(),
            });
        }
        let trends = self
            .trends
            .iter()
            .map(|(by, metrics, changes)| TrendSelection {
                by: (*by).into(),
                metrics: metrics.clone(),
                changes: changes.clone(),
            });
        Ok(Selection {
            metrics: self.metrics.clone(),
            groups,
            trends: trends.collect(),
        })
    }
}

fn metric(name: &str) -> Option<domain::MetricKind> {
    FIELDS
        .iter()
        .find(|(field, _)| *field == name)
        .map(|(_, kind)| *kind)
}

fn metrics_of(look: &Look<'_>) -> Metrics {
    look.names().filter_map(metric).collect()
}
