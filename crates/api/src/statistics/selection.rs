//! What a document selects under statistics, read ahead so that one snapshot answers it all.

use async_graphql::{InputType, SelectionField, Value};
use kuvend_domain::{
    paging::PageRequest,
    statistics::{self as domain, GroupSelection, Metrics, Selection, TrendSelection},
};

use crate::{
    look::Look,
    paging::Paging,
    payload::top_level,
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
#[derive(Debug, Clone, Default)]
pub(super) struct Ahead {
    pub(super) groups: Vec<(GroupArguments, Metrics, bool)>,
    pub(super) trends: Vec<(Period, Metrics, Metrics)>,
    metrics: Metrics,
}

/// Reads what is selected under a field.
pub(super) fn ahead(look: &Look<'_>) -> async_graphql::Result<Ahead> {
    let mut ahead = Ahead::default();
    for field in look.below() {
        match field.name() {
            "groups" => ahead.add_groups(&field)?,
            "trend" => ahead.add_trend(&field)?,
            name => ahead.metrics.extend(metric(name)),
        }
    }
    Ok(ahead)
}

impl Ahead {
    fn add_groups(&mut self, field: &SelectionField<'_>) -> async_graphql::Result<()> {
        let arguments = GroupArguments {
            by: argument(field, "by")?,
            first: argument(field, "first")?,
            after: argument(field, "after")?,
        };
        let mut metrics = Metrics::new();
        let mut is_counted = false;
        for part in field.selection_set() {
            match part.name() {
                "nodes" => metrics.extend(metrics_of(&part)),
                "edges" => {
                    for node in part.selection_set().filter(|inner| inner.name() == "node") {
                        metrics.extend(metrics_of(&node));
                    }
                }
                "totalCount" => is_counted = true,
                _ => {}
            }
        }
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
        Ok(())
    }

    fn add_trend(&mut self, field: &SelectionField<'_>) -> async_graphql::Result<()> {
        let by: Period = argument(field, "by")?;
        let mut metrics = metrics_of(field);
        let mut changes: Metrics = field
            .selection_set()
            .filter(|part| part.name() == "change")
            .flat_map(|part| metrics_of(&part))
            .collect();
        match self.trends.iter_mut().find(|(known, ..)| *known == by) {
            Some((_, known, known_changes)) => {
                known.append(&mut metrics);
                known_changes.append(&mut changes);
            }
            None => self.trends.push((by, metrics, changes)),
        }
        Ok(())
    }

    /// The domain's selection, its lists in the same order.
    pub(super) fn selection(&self, op: &kuvend_domain::op::Op) -> async_graphql::Result<Selection> {
        let mut groups = Vec::with_capacity(self.groups.len());
        for (arguments, metrics, count) in &self.groups {
            let paging = Paging {
                first: arguments.first,
                after: arguments.after.clone(),
                ..Paging::default()
            };
            let page: PageRequest = paging
                .counted(*count)
                .map_err(|error| top_level(op, &error))?;
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

pub(super) fn metrics_of(field: &SelectionField<'_>) -> Metrics {
    field
        .selection_set()
        .filter_map(|part| metric(part.name()))
        .collect()
}

/// An argument as the resolver will be given it; variables are in place, and an omitted one is none.
fn argument<T: InputType>(field: &SelectionField<'_>, name: &str) -> async_graphql::Result<T> {
    let value: Option<Value> = field
        .arguments()?
        .into_iter()
        .find(|(argument, _)| argument == name)
        .map(|(_, value)| value);
    T::parse(value).map_err(|error| {
        async_graphql::Error::from(error.into_server_error(async_graphql::Pos::default()))
    })
}
