//! Reading runs of show, for a whole page of events at once.

use std::collections::HashMap;

use kuvend_entity::{
    agenda_item, contributor,
    id::{AgendaItemId, ContributorId, EventId},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
};

use crate::{
    error::Result,
    events::{self, grouped},
    op::Op,
};

/// An agenda item with who contributes to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The row.
    pub item: agenda_item::Model,
    /// Who, in order.
    pub contributors: Vec<contributor::Model>,
}

/// The runs of show of events that were read before, in order.
///
/// # Errors
/// Only the database's.
pub async fn of_events(op: &Op, events: &[EventId]) -> Result<HashMap<EventId, Vec<Item>>> {
    in_order(op.db.reader(), events).await
}

/// The same where a connection is at hand.
pub(crate) async fn in_order(
    db: &impl ConnectionTrait,
    events: &[EventId],
) -> Result<HashMap<EventId, Vec<Item>>> {
    let items = agenda_item::Entity::find()
        .filter(agenda_item::Column::EventId.is_in(events.iter().copied()))
        .order_by_asc(agenda_item::Column::Position)
        .all(db)
        .await?;
    if items.is_empty() {
        return Ok(HashMap::new());
    }
    let item = contributor::Entity::belongs_to(agenda_item::Entity)
        .from(contributor::Column::AgendaItemId)
        .to(agenda_item::Column::Id);
    let contributors = contributor::Entity::find()
        .join(JoinType::InnerJoin, item.into())
        .filter(agenda_item::Column::EventId.is_in(events.iter().copied()))
        .order_by_asc(contributor::Column::Position)
        .all(db)
        .await?;
    let mut contributors = grouped(
        contributors
            .into_iter()
            .map(|row| (row.agenda_item_id, row)),
    );
    Ok(grouped(items.into_iter().map(|item| {
        let contributors = contributors.remove(&item.id).unwrap_or_default();
        (item.event_id, Item { item, contributors })
    })))
}

/// The agenda item of an id with its event, if the actor sees it.
///
/// # Errors
/// Only a denial to who is unknown, and the database's.
pub async fn find(op: &Op, id: AgendaItemId) -> Result<Option<(events::Found, Item)>> {
    Ok(by_ids(op, &[id]).await?.pop())
}

/// The agenda item that somebody contributes to with its event, if the actor sees it.
///
/// # Errors
/// Only a denial to who is unknown, and the database's.
pub async fn of_contributor(op: &Op, id: ContributorId) -> Result<Option<(events::Found, Item)>> {
    op.known()?;
    let row = contributor::Entity::find_by_id(id)
        .one(op.db.reader())
        .await?;
    match row {
        Some(row) => find(op, row.agenda_item_id).await,
        None => Ok(None),
    }
}

/// Those of these agenda items whose events the actor sees, each with its event, in no order.
///
/// # Errors
/// Only a denial to who is unknown, and the database's.
pub async fn by_ids(op: &Op, ids: &[AgendaItemId]) -> Result<Vec<(events::Found, Item)>> {
    op.known()?;
    let db = op.db.reader();
    let items = agenda_item::Entity::find()
        .filter(agenda_item::Column::Id.is_in(ids.iter().copied()))
        .all(db)
        .await?;
    let mut around: Vec<EventId> = items.iter().map(|item| item.event_id).collect();
    around.sort_unstable();
    around.dedup();
    let found = events::by_ids(op, &around, &events::Wanted::everything()).await?;
    let found: HashMap<EventId, events::Found> = found
        .into_iter()
        .map(|found| (found.event.id, found))
        .collect();
    let seen = items
        .into_iter()
        .filter_map(|item| Some((found.get(&item.event_id)?.clone(), item)));
    let seen: Vec<_> = seen.collect();
    if seen.is_empty() {
        return Ok(Vec::new());
    }
    let contributors = contributor::Entity::find()
        .filter(contributor::Column::AgendaItemId.is_in(seen.iter().map(|(_, item)| item.id)))
        .order_by_asc(contributor::Column::Position)
        .all(db)
        .await?;
    let mut contributors = grouped(
        contributors
            .into_iter()
            .map(|row| (row.agenda_item_id, row)),
    );
    let with_contributors = |(found, item): (_, agenda_item::Model)| {
        let contributors = contributors.remove(&item.id).unwrap_or_default();
        (found, Item { item, contributors })
    };
    Ok(seen.into_iter().map(with_contributors).collect())
}
