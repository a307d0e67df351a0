//! What is kept of an event's pools, and what it really is.

use std::collections::HashMap;

use kuvend_entity::{
    attendee,
    id::EventId,
    kind::{GuestCategory, PlaceState, PoolKind, PresenceMode},
    place_pool,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel,
    QueryFilter, QueryOrder, QueryTrait, Statement, sea_query::UpdateStatement,
};

use super::places;
use crate::error::Result;

/// What a pool looks at of a guest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Quality {
    /// In which quality the guest comes.
    pub category: Option<GuestCategory>,
    /// How the guest takes part.
    pub mode: PresenceMode,
}

impl Quality {
    /// What is said of a guest; who says nothing of how they take part comes into the room.
    #[must_use]
    pub fn new(category: Option<GuestCategory>, attends: Option<PresenceMode>) -> Self {
        Self {
            category,
            mode: attends.unwrap_or(PresenceMode::InPerson),
        }
    }

    /// A row's.
    #[must_use]
    pub fn of(row: &attendee::Model) -> Self {
        Self::new(row.category, row.attends)
    }

    fn is_of(self, pool: &place_pool::Model) -> bool {
        pool.category.is_none_or(|one| self.category == Some(one))
            && pool.mode.is_none_or(|one| self.mode == one)
    }
}

/// The places in a list of those pools that a guest belongs to: every limit that speaks of them, and the first that keeps
/// places for them.
pub fn of_guest(
    pools: &[place_pool::Model],
    guest: Quality,
) -> impl Iterator<Item = usize> + use<'_> {
    let mut is_kept = false;
    pools.iter().enumerate().filter_map(move |(index, pool)| {
        let counts = guest.is_of(pool)
            && match pool.kind {
                PoolKind::Limit => true,
                PoolKind::Reserved => !std::mem::replace(&mut is_kept, true),
            };
        counts.then_some(index)
    })
}

/// Counts places and rows that wait in the pools of a guest.
pub(super) fn count(pools: &mut [place_pool::Model], guest: Quality, (taken, waiting): (i32, i32)) {
    let theirs: Vec<usize> = of_guest(pools, guest).collect();
    for index in theirs {
        if let Some(pool) = pools.get_mut(index) {
            pool.taken += taken;
            pool.waiting += waiting;
        }
    }
}

/// What one row adds to its pools.
pub(super) fn share(row: &attendee::Model) -> (i32, i32) {
    (places(row), i32::from(row.place == PlaceState::Waitlisted))
}

/// The pools of an event, in their order.
///
/// # Errors
/// Only the database's.
pub async fn of_event(db: &impl ConnectionTrait, event: EventId) -> Result<Vec<place_pool::Model>> {
    Ok(of_events(db, &[event])
        .await?
        .remove(&event)
        .unwrap_or_default())
}

/// The pools of events, in their order.
///
/// # Errors
/// Only the database's.
pub async fn of_events(
    db: &impl ConnectionTrait,
    events: &[EventId],
) -> Result<HashMap<EventId, Vec<place_pool::Model>>> {
    let rows = place_pool::Entity::find()
        .filter(place_pool::Column::EventId.is_in(events.iter().copied()))
        .order_by_asc(place_pool::Column::Position)
        .all(db)
        .await?;
    Ok(grouped(rows))
}

fn grouped(rows: Vec<place_pool::Model>) -> HashMap<EventId, Vec<place_pool::Model>> {
    let mut all: HashMap<EventId, Vec<place_pool::Model>> = HashMap::new();
    for row in rows {
        all.entry(row.event_id).or_default().push(row);
    }
    all
}

/// The statement that writes a pool, which was read under the event's lock.
///
/// # Errors
/// Where the pool has no key, which none is without.
pub fn store(pool: place_pool::Model) -> Result<UpdateStatement> {
    let pool = place_pool::Entity::update(pool.into_active_model().reset_all());
    Ok(pool.validate()?.into_query())
}

/// What guests of one quality at one event hold and wait for.
#[derive(Debug, FromQueryResult)]
struct Group {
    event_id: EventId,
    category: Option<GuestCategory>,
    attends: Option<PresenceMode>,
    taken: i32,
    waiting: i32,
}

const RECOUNT: &str = "\
SELECT event_id, category, attends, \
CAST(SUM(CASE WHEN place IN ('CONFIRMED', 'OFFERED') AND uses_place THEN party_size ELSE 0 END) AS INTEGER) AS taken, \
CAST(COUNT(*) FILTER (WHERE place = 'WAITLISTED') AS INTEGER) AS waiting \
FROM attendee WHERE event_id IN (SELECT p.event_id FROM place_pool p) {one} GROUP BY event_id, category, attends";

/// Counts the pools of an event anew, by its rows.
///
/// # Errors
/// Only the database's.
pub async fn recount(
    db: &impl ConnectionTrait,
    event: EventId,
    pools: &mut [place_pool::Model],
) -> Result<()> {
    let statement = Statement::from_sql_and_values(
        db.get_database_backend(),
        RECOUNT.replace("{one}", "AND event_id = $1"),
        [event.into()],
    );
    let groups = Group::find_by_statement(statement).all(db).await?;
    settle(pools, &groups);
    Ok(())
}

fn settle(pools: &mut [place_pool::Model], groups: &[Group]) {
    for pool in &mut *pools {
        pool.taken = 0;
        pool.waiting = 0;
    }
    for group in groups {
        let guest = Quality::new(group.category, group.attends);
        count(pools, guest, (group.taken, group.waiting));
    }
}

/// The events of whose pools something else is kept than their rows add up to.
pub(super) async fn wrong(db: &impl ConnectionTrait) -> Result<Vec<EventId>> {
    let kept = place_pool::Entity::find()
        .order_by_asc(place_pool::Column::Position)
        .all(db)
        .await?;
    if kept.is_empty() {
        return Ok(Vec::new());
    }
    let statement = Statement::from_string(db.get_database_backend(), RECOUNT.replace("{one}", ""));
    let mut groups: HashMap<EventId, Vec<Group>> = HashMap::new();
    for group in Group::find_by_statement(statement).all(db).await? {
        groups.entry(group.event_id).or_default().push(group);
    }
    let wrong = grouped(kept).into_iter().filter(|(event, kept)| {
        let mut counted = kept.clone();
        settle(&mut counted, groups.get(event).map_or(&[], Vec::as_slice));
        counted != *kept
    });
    Ok(wrong.map(|(event, _)| event).collect())
}
