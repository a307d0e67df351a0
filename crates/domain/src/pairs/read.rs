//! Reading the queue, and how far walks have come.

use std::collections::HashMap;

use kuvend_entity::{
    duplicate_pair, duplicate_run,
    id::{ContactId, DuplicatePairId, DuplicateRunId, OfficeId},
    kind::{DuplicateState, DuplicateStrength},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::ExprTrait as _,
};

use crate::{
    attendees::guests::BATCH,
    contacts::reads::{judge_places, within},
    error::Result,
    op::Op,
    paging::{self, Cursor, Key, Ordering, Page, PageRequest},
    policy::Action,
};

/// Walks of an office that are listed.
const LISTED: u64 = 20;

/// Which pairs: what is named must hold, all of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this office.
    pub office: Option<OfficeId>,
    /// With this person.
    pub contact: Option<ContactId>,
    /// As strong.
    pub strength: Option<DuplicateStrength>,
    /// In this state.
    pub state: Option<DuplicateState>,
}

impl Filter {
    fn condition(&self) -> Condition {
        use duplicate_pair::Column as C;
        let with = |id: ContactId| C::FirstId.eq(id).or(C::SecondId.eq(id));
        Condition::all()
            .add_option(self.office.map(|id| C::OfficeId.eq(id)))
            .add_option(self.contact.map(with))
            .add_option(self.strength.map(|strength| C::Strength.eq(strength)))
            .add_option(self.state.map(|state| C::State.eq(state)))
    }
}

/// Pairs by their ids, as far as the actor may judge them.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), and the database's.
pub async fn by_ids(
    op: &Op,
    ids: &[DuplicatePairId],
) -> Result<HashMap<DuplicatePairId, duplicate_pair::Model>> {
    op.known()?;
    let mut found = HashMap::with_capacity(ids.len());
    for batch in ids.chunks(BATCH) {
        let rows = visible(op)
            .filter(duplicate_pair::Column::Id.is_in(batch.iter().copied()))
            .all(op.db.reader())
            .await?;
        found.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    Ok(found)
}

/// A page of pairs, the likeliest first.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), a fault on a place of another list, and the database's.
pub async fn list(
    op: &Op,
    filter: &Filter,
    page: &PageRequest,
) -> Result<Page<duplicate_pair::Model>> {
    op.known()?;
    judge_places(page, |key| matches!(key, Key::Number(_)))?;
    let by = Ordering {
        key: duplicate_pair::Column::Millibits,
        id: duplicate_pair::Column::Id,
        descending: true,
    };
    let select = visible(op).filter(filter.condition());
    paging::read(op.db.reader(), select, by, page, place).await
}

/// Where a pair stands in a list, the likeliest first.
pub(super) fn place(row: &duplicate_pair::Model) -> Cursor {
    Cursor(Key::Number(row.millibits), row.id.0)
}

fn visible(op: &Op) -> Select<duplicate_pair::Entity> {
    let office = duplicate_pair::Column::OfficeId;
    duplicate_pair::Entity::find().filter(within(op, Action::MergeContacts, office))
}

/// Walks by their ids, as far as the actor may ask for any.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), and the database's.
pub async fn runs_by_ids(
    op: &Op,
    ids: &[DuplicateRunId],
) -> Result<HashMap<DuplicateRunId, duplicate_run::Model>> {
    op.known()?;
    let rows = walks(op)
        .filter(duplicate_run::Column::Id.is_in(ids.iter().copied()))
        .all(op.db.reader())
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// The last walks, the newest first.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), and the database's.
pub async fn runs(op: &Op, office: Option<OfficeId>) -> Result<Vec<duplicate_run::Model>> {
    op.known()?;
    let named = office.map(|id| duplicate_run::Column::OfficeId.eq(id));
    Ok(walks(op)
        .filter(Condition::all().add_option(named))
        .order_by_desc(duplicate_run::Column::Id)
        .limit(LISTED)
        .all(op.db.reader())
        .await?)
}

fn walks(op: &Op) -> Select<duplicate_run::Entity> {
    let office = duplicate_run::Column::OfficeId;
    duplicate_run::Entity::find().filter(within(op, Action::MergeContacts, office))
}
