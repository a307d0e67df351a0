//! Looking up the segments that rules and filters name, before they become a condition.

use std::collections::{HashMap, HashSet};

use kuvend_entity::{
    id::{OfficeId, SegmentId},
    office, segment,
    value::TimeZone,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::rule::{Moment, Rule, Set};

use crate::{
    contacts::{Filter, reads::within},
    diaspora::{self, Rules},
    error::{Error, Result},
    fault::{Code, Fault},
    op::Op,
    policy::{Action, Scope},
};

/// Segments that one rule may lead to.
const MOST: usize = 50;

/// The segments within a rule, of it and of everything that it is made of.
pub(super) fn named(rule: &Rule) -> Vec<SegmentId> {
    let mut found = rule.segment_ids.clone().unwrap_or_default();
    found.extend(rule.contacts.iter().flat_map(named_in));
    let parts = rule
        .all
        .iter()
        .flatten()
        .chain(rule.any.iter().flatten())
        .chain(rule.not.as_deref());
    found.extend(parts.flat_map(named));
    found
}

fn named_in(filter: &Filter) -> Vec<SegmentId> {
    let parts = filter.any.iter().flatten().chain(filter.not.as_deref());
    filter
        .segment
        .into_iter()
        .chain(parts.flat_map(named_in))
        .collect()
}

/// Segments that were looked up, and when.
pub(super) struct Known {
    rows: HashMap<SegmentId, segment::Model>,
    moments: HashMap<OfficeId, Moment>,
    details: Scope,
    diaspora: Rules,
}

impl Known {
    pub(super) fn get(&self, id: &SegmentId) -> Option<&segment::Model> {
        self.rows.get(id)
    }

    /// Whether one segment is another or leads to it.
    pub(super) fn leads(&self, from: SegmentId, to: SegmentId) -> bool {
        let mut seen = HashSet::new();
        let mut ways = vec![from];
        while let Some(id) = ways.pop() {
            if id == to {
                return true;
            }
            if seen.insert(id) {
                let rule = self.rows.get(&id).and_then(|row| read(row).ok().flatten());
                ways.extend(rule.iter().flat_map(named));
            }
        }
        false
    }
}

/// Everything that some segments lead to, as far as the actor may see it, each once, by rounds of one statement.
///
/// # Errors
/// A fault where they lead to too many, and the database's.
pub(super) async fn reach(
    op: &Op,
    db: &impl ConnectionTrait,
    first: Vec<SegmentId>,
) -> Result<Known> {
    let mut known = Known {
        rows: HashMap::new(),
        moments: HashMap::new(),
        details: op.scope(Action::ReadContactDetails),
        diaspora: Rules::default(),
    };
    let mut asked: HashSet<SegmentId> = HashSet::new();
    let mut wanted = first;
    let mut asks_for_diaspora = false;
    loop {
        wanted.retain(|id| asked.insert(*id));
        if wanted.is_empty() {
            if asks_for_diaspora {
                known.diaspora = diaspora::of_offices(db).await?;
            }
            known.moments = moments(op, db, known.rows.values()).await?;
            return Ok(known);
        }
        if asked.len() > MOST {
            return Err(Fault::new(["rule"], Code::TooMany)
                .with("limit", MOST)
                .into());
        }
        let rows = segment::Entity::find()
            .filter(segment::Column::Id.is_in(wanted))
            .filter(within(op, Action::ReadContacts, segment::Column::OfficeId))
            .all(db)
            .await?;
        wanted = Vec::new();
        for row in rows {
            if let Some(rule) = read(&row)? {
                asks_for_diaspora |= rule.asks_for_diaspora();
                wanted.extend(named(&rule));
            }
            known.rows.insert(row.id, row);
        }
    }
}

/// When the segments are asked, by the days of their offices.
async fn moments(
    op: &Op,
    db: &impl ConnectionTrait,
    rows: impl Iterator<Item = &segment::Model>,
) -> Result<HashMap<OfficeId, Moment>> {
    let offices: HashSet<OfficeId> = rows.map(|row| row.office_id).collect();
    if offices.is_empty() {
        return Ok(HashMap::new());
    }
    let now = op.clock.now();
    let zones: Vec<(OfficeId, TimeZone)> = office::Entity::find()
        .select_only()
        .columns([office::Column::Id, office::Column::TimeZone])
        .filter(office::Column::Id.is_in(offices))
        .into_tuple()
        .all(db)
        .await?;
    let moment = |(id, zone): (OfficeId, TimeZone)| {
        let zone = zone.zone();
        (id, Moment { now, zone })
    };
    Ok(zones.into_iter().map(moment).collect())
}

/// The rule of a segment, if it has one.
pub(super) fn read(row: &segment::Model) -> Result<Option<Rule>> {
    row.rule
        .clone()
        .map(|rule| {
            serde_json::from_value(rule).map_err(|_| Error::missing("a rule that can be read"))
        })
        .transpose()
}

/// A rule with everything that it names looked up. A segment that is gone holds nobody.
fn filled(mut rule: Rule, known: &Known, above: &mut Vec<SegmentId>) -> Result<Rule> {
    if rule.is_diaspora_member.is_some() {
        rule.diaspora = known.diaspora.clone();
    }
    let ids = rule.segment_ids.clone().unwrap_or_default();
    rule.sets = ids
        .into_iter()
        .filter_map(|id| set(id, known, above).transpose())
        .collect::<Result<_>>()?;
    if let Some(contacts) = &mut rule.contacts {
        fill_filter(contacts, known, above)?;
    }
    for list in [&mut rule.all, &mut rule.any] {
        if let Some(rules) = list.take() {
            *list = Some(
                rules
                    .into_iter()
                    .map(|rule| filled(rule, known, above))
                    .collect::<Result<_>>()?,
            );
        }
    }
    if let Some(not) = rule.not.take() {
        rule.not = Some(Box::new(filled(*not, known, above)?));
    }
    Ok(rule)
}

/// What a segment is, if it is there and not on the way to itself.
fn set(id: SegmentId, known: &Known, above: &mut Vec<SegmentId>) -> Result<Option<Set>> {
    let Some(row) = known.get(&id).filter(|_| !above.contains(&id)) else {
        return Ok(None);
    };
    let Some(rule) = read(row)? else {
        return Ok(Some(Set::Listed(id)));
    };
    above.push(id);
    let rule = filled(rule, known, above)?;
    above.pop();
    Ok(Some(Set::Ruled(Box::new(rule))))
}

fn fill_filter(filter: &mut Filter, known: &Known, above: &mut Vec<SegmentId>) -> Result<()> {
    filter.details = Some(known.details.clone());
    if let Some(id) = filter.segment {
        let moment = known
            .get(&id)
            .and_then(|row| known.moments.get(&row.office_id));
        filter.within = set(id, known, above)?.zip(moment.copied());
    }
    for part in filter
        .any
        .iter_mut()
        .flatten()
        .chain(filter.not.as_deref_mut())
    {
        fill_filter(part, known, above)?;
    }
    Ok(())
}

/// A rule ready to become a condition.
pub(super) async fn rule(op: &Op, db: &impl ConnectionTrait, rule: Rule) -> Result<Rule> {
    let mut known = reach(op, db, named(&rule)).await?;
    if rule.asks_for_diaspora() {
        known.diaspora = diaspora::of_offices(db).await?;
    }
    filled(rule, &known, &mut Vec::new())
}

/// Who belongs to a segment.
pub(super) async fn of_row(
    op: &Op,
    db: &impl ConnectionTrait,
    row: &segment::Model,
) -> Result<Condition> {
    let moments = moments(op, db, std::iter::once(row)).await?;
    let moment = moments
        .get(&row.office_id)
        .ok_or_else(|| Error::missing("office"))?;
    let set = match read(row)? {
        None => Set::Listed(row.id),
        Some(own) => Set::Ruled(Box::new(rule(op, db, own).await?)),
    };
    Ok(set.condition(*moment))
}

/// A filter of contacts, ready to become a condition: costs nothing where it names no segment.
///
/// # Errors
/// A fault where segments lead to too many others, and the database's.
pub(crate) async fn filter(op: &Op, filter: &Filter) -> Result<Filter> {
    let mut filter = filter.clone();
    let known = reach(op, op.db.reader(), named_in(&filter)).await?;
    fill_filter(&mut filter, &known, &mut Vec::new())?;
    Ok(filter)
}
