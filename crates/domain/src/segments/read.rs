//! Reading segments and how many they hold.

use std::collections::HashMap;

use kuvend_entity::{
    contact,
    id::{ContactId, OfficeId, SegmentId},
    segment,
};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
};

use super::resolve;
use crate::{
    contacts::reads::{judge_places, shown, within},
    error::Result,
    fault::{Code, Fault},
    fold::{fold, judged},
    op::Op,
    paging::{self, Cursor, Key, Ordering, Page, PageRequest},
    policy::Action,
};

/// People of a segment that something is done to at once.
const MOST_AT_ONCE: u64 = 5_000;

fn visible(op: &Op) -> Select<segment::Entity> {
    segment::Entity::find().filter(within(op, Action::ReadContacts, segment::Column::OfficeId))
}

/// Segments by their ids, as far as the actor may see them.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), and the database's.
pub async fn by_ids(op: &Op, ids: &[SegmentId]) -> Result<HashMap<SegmentId, segment::Model>> {
    op.known()?;
    let rows = visible(op)
        .filter(segment::Column::Id.is_in(ids.iter().copied()))
        .all(op.db.reader())
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// A page of segments, by name.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), a fault on a place of another list, and the database's.
pub async fn list(
    op: &Op,
    (office, search): (Option<OfficeId>, Option<&str>),
    page: &PageRequest,
) -> Result<Page<segment::Model>> {
    op.known()?;
    judge_places(page, |key| matches!(key, Key::Text(_)))?;
    let words = fold(judged(search)?.unwrap_or_default());
    let searched = words
        .split(' ')
        .filter(|word| !word.is_empty())
        .fold(Condition::all(), |all, word| {
            all.add(segment::Column::SortName.like(format!("%{word}%")))
        });
    let select = visible(op)
        .filter(
            Condition::all().add_option(office.map(|office| segment::Column::OfficeId.eq(office))),
        )
        .filter(searched);
    let by = Ordering {
        key: segment::Column::SortName,
        id: segment::Column::Id,
        descending: false,
    };
    paging::read(op.db.reader(), select, by, page, |row| {
        Cursor(Key::Text(row.sort_name.clone()), row.id.0)
    })
    .await
}

/// Everybody who belongs to a segment of an office now, in the order in which they were entered. `path` is where an input
/// names it.
///
/// # Errors
/// `NOT_FOUND` at the path, `TOO_MANY` where more than 5,000 belong, and the database's.
pub(crate) async fn members(
    op: &Op,
    tx: &DatabaseTransaction,
    (office, id): (OfficeId, SegmentId),
    path: &[&str],
) -> Result<Vec<ContactId>> {
    let fault = |code| Fault::at(path.iter().map(|part| (*part).to_owned()).collect(), code);
    let known = resolve::reach(op, tx, vec![id]).await?;
    let row = known
        .get(&id)
        .filter(|row| row.office_id == office)
        .ok_or_else(|| fault(Code::NotFound))?;
    let set = resolve::of_row(op, tx, row).await?;
    let found: Vec<ContactId> = contact::Entity::find()
        .select_only()
        .column(contact::Column::Id)
        .filter(contact::Column::OfficeId.eq(office))
        .filter(contact::Column::ErasedAt.is_null())
        .filter(contact::Column::MergedIntoId.is_null())
        .filter(set.condition(op.clock.now()))
        .order_by_asc(contact::Column::Id)
        .limit(MOST_AT_ONCE + 1)
        .into_tuple()
        .all(tx)
        .await?;
    if u64::try_from(found.len()).unwrap_or(u64::MAX) > MOST_AT_ONCE {
        return Err(fault(Code::TooMany).with("limit", MOST_AT_ONCE).into());
    }
    Ok(found)
}

/// How many contacts each of some segments holds now, by a statement for each: their rules differ.
///
/// # Errors
/// Only the database's.
pub async fn sizes(op: &Op, rows: &[segment::Model]) -> Result<HashMap<SegmentId, i64>> {
    let mut sizes = HashMap::with_capacity(rows.len());
    for row in rows {
        let set = resolve::of_row(op, op.db.reader(), row).await?;
        let number = contact::Entity::find()
            .filter(shown(op))
            .filter(contact::Column::OfficeId.eq(row.office_id))
            .filter(contact::Column::MergedIntoId.is_null())
            .filter(set.condition(op.clock.now()))
            .count(op.db.reader())
            .await?;
        sizes.insert(row.id, i64::try_from(number).unwrap_or(i64::MAX));
    }
    Ok(sizes)
}
