//! What events are linked to beside their parts: frameworks and headcounts, each by one statement for a whole page.

use std::collections::HashMap;

use kuvend_entity::{event_framework, event_headcount, id::EventId, policy_framework};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::{error::Result, events::grouped, op::Op};

/// The policy frameworks of events that were read before, what they launch first.
///
/// # Errors
/// Only the database's.
pub async fn frameworks_of(
    op: &Op,
    events: &[EventId],
) -> Result<HashMap<EventId, Vec<(event_framework::Model, policy_framework::Model)>>> {
    let rows = frameworks(op.db.reader(), events).await?;
    Ok(grouped(rows.into_iter().map(|row| (row.0.event_id, row))))
}

pub(super) async fn frameworks(
    db: &impl ConnectionTrait,
    events: &[EventId],
) -> Result<Vec<(event_framework::Model, policy_framework::Model)>> {
    let links = event_framework::Entity::find()
        .filter(event_framework::Column::EventId.is_in(events.iter().copied()))
        .all(db)
        .await?;
    if links.is_empty() {
        return Ok(Vec::new());
    }
    let ids = links.iter().map(|row| row.framework_id);
    let known: HashMap<_, _> = policy_framework::Entity::find()
        .filter(policy_framework::Column::Id.is_in(ids))
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let mut rows: Vec<_> = links
        .into_iter()
        .filter_map(|link| {
            let framework = known.get(&link.framework_id)?.clone();
            Some((link, framework))
        })
        .collect();
    rows.sort_by_key(|(link, _)| (link.event_id, link.relation, link.framework_id));
    Ok(rows)
}

/// The anonymous headcounts of events that were read before, those in the room first.
///
/// # Errors
/// Only the database's.
pub async fn headcounts_of(
    op: &Op,
    events: &[EventId],
) -> Result<HashMap<EventId, Vec<event_headcount::Model>>> {
    let mut rows = event_headcount::Entity::find()
        .filter(event_headcount::Column::EventId.is_in(events.iter().copied()))
        .all(op.db.reader())
        .await?;
    rows.sort_by_key(|row| (row.event_id, row.mode));
    Ok(grouped(rows.into_iter().map(|row| (row.event_id, row))))
}
