//! Rows of a guest list that change alike, which are written by one statement.

use std::collections::BTreeMap;

use kuvend_entity::{attendee, id::AttendeeId};
use sea_orm::{
    ColumnTrait, EntityTrait, Iterable, ModelTrait, QueryFilter, QueryTrait, Value,
    sea_query::{Expr, ExprTrait, UpdateStatement},
};

use crate::attendees::guests::BATCH;

/// What changes of a row: by how much its version rises, and every other column with its new value, by the column's place
/// among all.
#[derive(Debug, PartialEq)]
struct Change(i32, Vec<(usize, Value)>);

impl Change {
    fn between(before: &attendee::Model, after: &attendee::Model) -> Self {
        let columns = attendee::Column::iter().enumerate();
        let values = columns
            .filter(|(_, column)| !matches!(column, attendee::Column::Version))
            .map(|(place, column)| (place, before.get(column), after.get(column)))
            .filter(|(_, old, new)| old != new)
            .map(|(place, _, new)| (place, new));
        Self(after.version - before.version, values.collect())
    }

    fn of(&self, rows: &[AttendeeId]) -> UpdateStatement {
        let Self(rise, values) = self;
        let version = attendee::Column::Version;
        let mut update = attendee::Entity::update_many()
            .col_expr(version, Expr::col(version).add(*rise))
            .filter(attendee::Column::Id.is_in(rows.iter().copied()));
        for (place, column) in attendee::Column::iter().enumerate() {
            if let Some((_, value)) = values.iter().find(|(known, _)| *known == place) {
                update = update.col_expr(column, column.save_as(Expr::val(value.clone())));
            }
        }
        update.into_query()
    }
}

/// What writes rows that were and shall be: a statement for each change, whatever rows it is made to.
pub(super) fn updates(
    altered: BTreeMap<AttendeeId, (attendee::Model, attendee::Model)>,
) -> Vec<UpdateStatement> {
    let mut alike: Vec<(Change, Vec<AttendeeId>)> = Vec::new();
    for (id, (before, after)) in altered {
        let change = Change::between(&before, &after);
        match alike.iter_mut().find(|(known, _)| *known == change) {
            Some((_, ids)) => ids.push(id),
            None => alike.push((change, vec![id])),
        }
    }
    let batches = alike.iter().flat_map(|(change, ids)| {
        let batches = ids.chunks(BATCH);
        batches.map(|batch| change.of(batch))
    });
    batches.collect()
}
