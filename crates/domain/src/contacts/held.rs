//! People of whom something is about to be written.
//!
//! **Invariant:** whoever writes what hangs on a person has looked the person up here (or taken the whole record, as changes of it
//! do), in the same transaction: so nobody becomes one with another, or is erased, between the look and the writing.

use kuvend_entity::{contact, id::ContactId};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::LockType,
};

use crate::error::Result;

/// People looked up together.
const TOGETHER: usize = 500;

/// Of some people, those who are there: neither erased nor merged into another. On `PostgreSQL` they stay so until the transaction
/// ends, and are taken in the order of their ids, so that a merge and this wait for each other and not both; on SQLite there is
/// one writer.
pub(crate) fn held(people: Select<contact::Entity>) -> Select<contact::Entity> {
    let mut people = people
        .filter(contact::Column::ErasedAt.is_null())
        .filter(contact::Column::MergedIntoId.is_null())
        .order_by_asc(contact::Column::Id);
    QuerySelect::query(&mut people).lock_with_tables(LockType::KeyShare, ["contact"]);
    people
}

/// Holds people by their ids, and gives those who are there.
///
/// # Errors
/// Only the database's.
pub(crate) async fn hold(
    tx: &DatabaseTransaction,
    people: impl IntoIterator<Item = ContactId>,
) -> Result<Vec<contact::Model>> {
    let mut ids: Vec<ContactId> = people.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    let mut there = Vec::with_capacity(ids.len());
    for some in ids.chunks(TOGETHER) {
        let people =
            contact::Entity::find().filter(contact::Column::Id.is_in(some.iter().copied()));
        there.extend(held(people).all(tx).await?);
    }
    Ok(there)
}
