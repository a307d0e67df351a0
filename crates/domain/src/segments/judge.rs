//! Whether a rule can be kept: what it names is there, and it does not lead back to itself.

use std::collections::HashSet;

use kuvend_entity::{
    event,
    id::{EventId, OfficeId, OrganisationId, ProgrammeId, SegmentId},
    organisation, programme, purpose,
};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, prelude::Uuid,
};

use super::{
    resolve::{self, named},
    rule::Rule,
};
use crate::{
    contacts::Filter,
    error::Result,
    fault::{Code, Fault, Faults},
    op::Op,
};

/// Rules within a rule at most, and how deep.
const MOST: usize = 100;
const DEEPEST: usize = 8;

/// Everything that a rule names, with its path in the input.
#[derive(Debug, Default)]
struct Names {
    events: Vec<(Vec<String>, EventId)>,
    programmes: Vec<(Vec<String>, ProgrammeId)>,
    organisations: Vec<(Vec<String>, OrganisationId)>,
    segments: Vec<(Vec<String>, SegmentId)>,
    purposes: Vec<(Vec<String>, String)>,
    rules: usize,
    is_too_deep: bool,
}

fn below(path: &[String], parts: &[&str]) -> Vec<String> {
    path.iter()
        .cloned()
        .chain(parts.iter().map(|part| (*part).to_owned()))
        .collect()
}

impl Names {
    fn of(&mut self, rule: &Rule, path: &[String], depth: usize) {
        self.rules += 1;
        self.is_too_deep |= depth > DEEPEST;
        if self.is_too_deep {
            return;
        }
        if let Some(filter) = &rule.contacts {
            self.of_filter(filter, &below(path, &["contacts"]));
        }
        for (index, one) in rule.participation.iter().flatten().enumerate() {
            let path = below(path, &["participation", &index.to_string()]);
            for (index, id) in one.event_ids.iter().flatten().enumerate() {
                self.events
                    .push((below(&path, &["eventIds", &index.to_string()]), *id));
            }
            self.programmes.extend(
                one.programme_id
                    .map(|id| (below(&path, &["programmeId"]), id)),
            );
        }
        for (index, one) in rule.enrolments.iter().flatten().enumerate() {
            let path = below(path, &["enrolments", &index.to_string(), "programmeId"]);
            self.programmes
                .extend(one.programme_id.map(|id| (path, id)));
        }
        for (index, one) in rule.consents.iter().flatten().enumerate() {
            self.purposes.push((
                below(path, &["consents", &index.to_string(), "purpose"]),
                one.purpose.clone(),
            ));
        }
        for (index, id) in rule.segment_ids.iter().flatten().enumerate() {
            self.segments
                .push((below(path, &["segmentIds", &index.to_string()]), *id));
        }
        for (field, rules) in [("all", &rule.all), ("any", &rule.any)] {
            for (index, one) in rules.iter().flatten().enumerate() {
                self.of(one, &below(path, &[field, &index.to_string()]), depth + 1);
            }
        }
        if let Some(not) = &rule.not {
            self.of(not, &below(path, &["not"]), depth + 1);
        }
    }

    fn of_filter(&mut self, filter: &Filter, path: &[String]) {
        self.organisations.extend(
            filter
                .organisation
                .map(|id| (below(path, &["organisationId"]), id)),
        );
        self.programmes.extend(
            filter
                .programme
                .map(|id| (below(path, &["programmeId"]), id)),
        );
        self.segments
            .extend(filter.segment.map(|id| (below(path, &["segmentId"]), id)));
        for (index, one) in filter.any.iter().flatten().enumerate() {
            self.of_filter(one, &below(path, &["any", &index.to_string()]));
        }
        if let Some(not) = &filter.not {
            self.of_filter(not, &below(path, &["not"]));
        }
    }
}

/// Notes what a rule names and is not there, and whether it leads back to the segment that it is of.
pub(super) async fn judge(
    op: &Op,
    tx: &DatabaseTransaction,
    (office, own): (OfficeId, Option<SegmentId>),
    rule: &Rule,
    faults: &mut Faults,
) -> Result<()> {
    let top = ["rule".to_owned()];
    let mut names = Names::default();
    names.of(rule, &top, 1);
    if names.is_too_deep || names.rules > MOST {
        faults.push(
            Fault::new(["rule"], Code::TooMany)
                .with("limit", if names.is_too_deep { DEEPEST } else { MOST }),
        );
        return Ok(());
    }
    macro_rules! there {
        ($names:expr, $table:ident) => {
            let ids: Vec<_> = $names.iter().map(|(_, id)| id.0).collect();
            let found: HashSet<Uuid> = if ids.is_empty() {
                HashSet::new()
            } else {
                $table::Entity::find()
                    .select_only()
                    .column($table::Column::Id)
                    .filter($table::Column::OfficeId.eq(office))
                    .filter($table::Column::Id.is_in(ids))
                    .into_tuple::<Uuid>()
                    .all(tx)
                    .await?
                    .into_iter()
                    .collect()
            };
            for (path, id) in $names {
                if !found.contains(&id.0) {
                    faults.push(Fault::at(path, Code::NotFound));
                }
            }
        };
    }
    there!(names.events, event);
    there!(names.programmes, programme);
    there!(names.organisations, organisation);
    let keys: HashSet<String> = purpose::Entity::find()
        .select_only()
        .column(purpose::Column::Key)
        .filter(purpose::Column::OfficeId.eq(office))
        .into_tuple::<String>()
        .all(tx)
        .await?
        .into_iter()
        .collect();
    for (path, key) in names.purposes {
        if !keys.contains(&key) {
            faults.push(Fault::no_key(path, &key));
        }
    }
    let known = resolve::reach(op, tx, named(rule)).await?;
    for (path, id) in names.segments {
        match known.get(&id).filter(|row| row.office_id == office) {
            None => faults.push(Fault::at(path, Code::NotFound)),
            Some(_) if own.is_some_and(|own| known.leads(id, own)) => {
                faults.push(Fault::at(path, Code::Inconsistent).with("other", "id"));
            }
            Some(_) => {}
        }
    }
    Ok(())
}
