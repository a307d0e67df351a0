//! Pools: places that are kept for some guests until a day, and places of which some guests hold no more than so many.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use kuvend_entity::{
    attendee, event,
    id::{EventId, PoolId},
    kind::{GuestCategory, PoolKind, PresenceMode},
    place_pool,
    text::LocalizedText,
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};

use crate::{
    attendees::{desk::Desk, rooms::Rooms},
    change::{Change, Changes},
    error::{Denied, Error, Result},
    events::{LARGEST_CAPACITY, is_open, stale, wrong_state},
    fault::{Code, Fault, Faults},
    op::Op,
    policy::Action,
    tally::pools,
    walltime,
};

/// Pools of one event at most.
pub const MOST_POOLS: usize = 20;

/// A pool, and the event that it is of, under whose lock it was written.
#[derive(Debug, Clone)]
pub struct Pooled {
    /// The pool; none where it is no more.
    pub pool: Option<place_pool::Model>,
    /// Of which event.
    pub event: EventId,
}

/// Keeps places of an event for some, or limits how many some may hold.
#[derive(Debug, Clone)]
pub struct CreatePool {
    /// Of which event.
    pub event: EventId,
    /// Its name per language.
    pub name: LocalizedText,
    /// Whether it keeps places or limits them.
    pub kind: PoolKind,
    /// How many.
    pub size: i32,
    /// For guests in which quality.
    pub category: Option<GuestCategory>,
    /// For guests who take part how.
    pub mode: Option<PresenceMode>,
    /// Until when places are kept, on the clock there.
    pub reserved_until: Option<NaiveDateTime>,
}

/// Keeps places of an event for some, or limits how many some may hold. Who has a place already keeps it.
///
/// # Errors
/// Faults on `eventId` where the event is closed or has too many pools; on `category` where the pool speaks of everybody; on
/// `reservedUntil` for a limit, and for a time that has passed or never comes; on `size` where there are not so many free to be
/// kept, or where more are held already than the limit would be.
pub async fn create(op: &Op, cmd: CreatePool) -> Result<Pooled> {
    let mut desk = Desk::open(op, cmd.event, Action::ManagePlaces)
        .await
        .map_err(|error| error.hidden_at(["eventId"]))?;
    takes_pools(&desk.event, "eventId")?;
    if desk.pools.len() >= MOST_POOLS {
        return Err(Fault::new(["eventId"], Code::TooMany)
            .with("limit", MOST_POOLS)
            .into());
    }
    let mut faults = Faults::none();
    if cmd.category.is_none() && cmd.mode.is_none() {
        faults.push(Fault::new(["category"], Code::Required));
    }
    let until = until(&desk, (cmd.kind, cmd.reserved_until), &mut faults);
    faults.finish(Some(()))?;
    let last = desk.pools.iter().map(|pool| pool.position).max();
    let pool = place_pool::Model {
        id: PoolId::new(),
        office_id: desk.event.office_id,
        event_id: desk.event.id,
        version: 1,
        position: last.unwrap_or_default() + 1,
        name: cmd.name,
        kind: cmd.kind,
        size: cmd.size,
        category: cmd.category,
        mode: cmd.mode,
        reserved_until: until,
        released_at: None,
        taken: 0,
        waiting: 0,
        created_at: desk.now,
        updated_at: desk.now,
    };
    let rooms = desk.rooms();
    place_pool::Entity::insert(pool.clone().into_active_model().reset_all())
        .exec_without_returning(&desk.tx)
        .await?;
    desk.tally.pools += 1;
    desk.pools.push(pool.clone());
    pools::recount(&desk.tx, desk.event.id, &mut desk.pools).await?;
    let pool = judged(&desk, &rooms, pool.id)?;
    let mut changes = Changes::default();
    changes.made("pool", &pool.id.to_string());
    changes.made("kind", &pool.kind);
    changes.made("size", &pool.size);
    changes.made("category", &pool.category);
    changes.made("mode", &pool.mode);
    changes.made("reservedUntil", &pool.reserved_until);
    close(desk, Some(pool), ("attendees::create_pool", changes)).await
}

/// Changes a pool: what it does not name stays.
#[derive(Debug, Clone)]
pub struct UpdatePool {
    /// Which.
    pub id: PoolId,
    /// The version that was read.
    pub version: i32,
    /// Its name per language.
    pub name: Option<LocalizedText>,
    /// How many.
    pub size: Option<i32>,
    /// Until when places are kept, on the clock there; a time that lies ahead keeps them again where they were released.
    pub reserved_until: Change<NaiveDateTime>,
}

/// Changes a pool. What becomes free by it is offered to those who wait.
///
/// # Errors
/// Faults on `id` and `version`, and those of [`create`].
pub async fn update(op: &Op, cmd: UpdatePool) -> Result<Pooled> {
    let (mut desk, before) = opened(op, cmd.id).await?;
    if cmd.version != before.version {
        return Err(stale(before.version).into());
    }
    let mut faults = Faults::none();
    let mut next = before.clone();
    next.name = cmd.name.unwrap_or(next.name);
    next.size = cmd.size.unwrap_or(next.size);
    if cmd.reserved_until != Change::Leave {
        let wall = cmd.reserved_until.over(None);
        next.reserved_until = until(&desk, (before.kind, wall), &mut faults);
        next.released_at = None;
    }
    faults.finish(Some(()))?;
    let rooms = desk.rooms();
    next.version += 1;
    next.updated_at = desk.now;
    if let Some(pool) = desk.pools.iter_mut().find(|pool| pool.id == cmd.id) {
        *pool = next;
    }
    let pool = judged(&desk, &rooms, cmd.id)?;
    let mut changes = Changes::default();
    changes.made("pool", &pool.id.to_string());
    changes.note("name", &before.name, &pool.name);
    changes.note("size", &before.size, &pool.size);
    changes.note(
        "reservedUntil",
        &before.reserved_until,
        &pool.reserved_until,
    );
    close(desk, Some(pool), ("attendees::update_pool", changes)).await
}

/// Takes a pool away: what it kept is everybody's, and what it limited is not limited any more.
#[derive(Debug, Clone)]
pub struct RemovePool {
    /// Which.
    pub id: PoolId,
    /// The version that was read.
    pub version: i32,
}

/// Takes a pool away. What becomes free by it is offered to those who wait.
///
/// # Errors
/// Faults on `id` and `version`.
pub async fn remove(op: &Op, cmd: RemovePool) -> Result<Pooled> {
    let (mut desk, before) = opened(op, cmd.id).await?;
    if cmd.version != before.version {
        return Err(stale(before.version).into());
    }
    place_pool::Entity::delete_by_id(cmd.id)
        .exec(&desk.tx)
        .await?;
    desk.tally.pools -= 1;
    desk.pools.retain(|pool| pool.id != cmd.id);
    pools::recount(&desk.tx, desk.event.id, &mut desk.pools).await?;
    let mut changes = Changes::default();
    changes.gone("pool", &before.id.to_string());
    changes.gone("kind", &before.kind);
    changes.gone("size", &before.size);
    close(desk, None, ("attendees::remove_pool", changes)).await
}

/// The pool of an id, for whoever manages places of its event's office.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), and the database's.
pub async fn find(op: &Op, id: PoolId) -> Result<Option<place_pool::Model>> {
    op.known()?;
    let pool = place_pool::Entity::find_by_id(id)
        .one(op.db.reader())
        .await?;
    Ok(pool.filter(|pool| op.may(pool.office_id, Action::ManagePlaces)))
}

/// The pools of events that were read before, in their order.
///
/// # Errors
/// Only the database's.
pub async fn of_events(
    op: &Op,
    events: &[EventId],
) -> Result<HashMap<EventId, Vec<place_pool::Model>>> {
    pools::of_events(op.db.reader(), events).await
}

/// Those of its event's pools that a row belongs to.
#[must_use]
pub fn of_guest(pools: &[place_pool::Model], row: &attendee::Model) -> Vec<place_pool::Model> {
    pools::of_guest(pools, pools::Quality::of(row))
        .filter_map(|index| pools.get(index).cloned())
        .collect()
}

/// The desk of the event that a pool is of, and the pool under its lock.
async fn opened(op: &Op, id: PoolId) -> Result<(Desk<'_>, place_pool::Model)> {
    op.authorise_somewhere(Action::ManagePlaces)?;
    let not_found = || Error::from(Fault::new(["id"], Code::NotFound));
    let found = place_pool::Entity::find_by_id(id)
        .one(op.db.reader())
        .await?
        .ok_or_else(not_found)?;
    let desk = match Desk::open(op, found.event_id, Action::ManagePlaces).await {
        Err(Error::Denied(Denied::NotFound)) => return Err(not_found()),
        other => other?,
    };
    let pool = desk.pools.iter().find(|pool| pool.id == id).cloned();
    let pool = pool.ok_or_else(not_found)?;
    takes_pools(&desk.event, "id")?;
    Ok((desk, pool))
}

fn takes_pools(event: &event::Model, field: &str) -> Result<()> {
    if is_open(event.status) && event.attendance_closed_at.is_none() {
        Ok(())
    } else {
        Err(wrong_state([field], event).into())
    }
}

/// The instant until which places are kept; a limit has none.
fn until(
    desk: &Desk<'_>,
    (kind, wall): (PoolKind, Option<NaiveDateTime>),
    faults: &mut Faults,
) -> Option<chrono::DateTime<chrono::Utc>> {
    let wall = wall?;
    let zone = &desk.event.time_zone;
    let at = walltime::instant(wall, zone);
    let fault = |code| Fault::new(["reservedUntil"], code);
    match at {
        _ if kind == PoolKind::Limit => {
            faults.push(fault(Code::Inconsistent).with("other", "kind"));
        }
        None => faults.push(fault(Code::NonexistentTime).with("zone", zone)),
        Some(at) if at <= desk.now => {
            faults.push(fault(Code::TooEarly).not_after(desk.now));
        }
        Some(_) => {}
    }
    at
}

/// The pool as it counts now, if the event's places hold with it.
fn judged(desk: &Desk<'_>, before: &Rooms, id: PoolId) -> Result<place_pool::Model> {
    let pool = desk.pools.iter().find(|pool| pool.id == id);
    let pool = pool.cloned().ok_or_else(|| Error::missing("place_pool"))?;
    let old = before.pool(id).map(|pool| pool.size);
    let out_of_range = |low: i32, high: i32| {
        Fault::new(["size"], Code::OutOfRange)
            .with("low", low)
            .with("high", high.max(low))
    };
    if pool.kind == PoolKind::Limit {
        // A limit that is exceeded already may rise, and not fall.
        if pool.taken > pool.size && old.is_none_or(|old| pool.size < old) {
            return Err(out_of_range(pool.taken, LARGEST_CAPACITY).into());
        }
        return Ok(pool);
    }
    let now = desk.rooms();
    let most = desk.event.capacity.unwrap_or(i32::MAX);
    if now.held() > most && now.held() > before.held() {
        let room = pool.size - (now.held() - most.max(before.held()));
        return Err(out_of_range(0, room).into());
    }
    Ok(pool)
}

/// Closes the desk after a change of its pools: who waits may have become the next for something.
async fn close(
    mut desk: Desk<'_>,
    pool: Option<place_pool::Model>,
    (action, changes): (&str, Changes),
) -> Result<Pooled> {
    desk.makes_room = true;
    desk.event_deed(action, changes.json(), None);
    let event = desk.event.id;
    let id = pool.map(|pool| pool.id);
    desk.call_the_next().await?;
    let pool = desk.pools.iter().find(|pool| Some(pool.id) == id).cloned();
    desk.close().await?;
    Ok(Pooled { pool, event })
}
