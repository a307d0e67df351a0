//! Pools of an event's places: what is kept for some guests until a day, and what some guests hold at most.

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use kuvend_domain::{
    attendees::pools::{self, CreatePool, Pooled, RemovePool, UpdatePool},
    error,
    events::LARGEST_CAPACITY,
    op::Op,
};
use kuvend_entity::{
    attendee,
    id::{AttendeeId, EventId},
    place_pool, value,
};

use crate::{
    attendees::mutations::payload_event,
    enums::{GuestCategory, PoolKind, PresenceMode},
    events::{
        Event,
        change::{clearable, required},
    },
    input::{LocalizedText, LocalizedTextInput, Reader, translations},
    offices::text,
    payload::{UserError, op, settle, subject, top_level},
    scalars::{DateTime, Language, LocalDateTime},
};

/// Places of an event that are kept for some guests, or that some guests do not exceed.
#[derive(Debug, Clone)]
pub struct PlacePool(Arc<place_pool::Model>);

impl From<place_pool::Model> for PlacePool {
    fn from(row: place_pool::Model) -> Self {
        Self(Arc::new(row))
    }
}

/// Places of an event that are kept for some guests, or that some guests do not exceed. Which guests, `category` and `mode`
/// say. Every `LIMIT` that speaks of a guest holds for them; of several `RESERVED` the first does. Who has places kept may
/// hold more than those where there is room for everybody.
#[Object]
impl PlacePool {
    /// Opaque, stable id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Raised by every change that somebody makes; an update names the one it read.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// Its name in the language asked for, else in the first that there is.
    async fn name(
        &self,
        #[graphql(desc = "The language wanted.")] language: Option<Language>,
    ) -> String {
        let own = value::Language::english();
        text(&self.0.name, language.as_ref(), &own).unwrap_or_default()
    }

    /// Its name in every language that there is.
    async fn name_translations(&self) -> Vec<LocalizedText> {
        translations(&self.0.name)
    }

    /// Whether it keeps places or limits them.
    async fn kind(&self) -> PoolKind {
        self.0.kind.into()
    }

    /// How many places.
    async fn size(&self) -> i32 {
        self.0.size
    }

    /// For guests in this quality; null is in any.
    async fn category(&self) -> Option<GuestCategory> {
        self.0.category.map(Into::into)
    }

    /// For guests who take part so; null is in any way.
    async fn mode(&self) -> Option<PresenceMode> {
        self.0.mode.map(Into::into)
    }

    /// Until when places are kept; null is as long as the pool is there.
    async fn reserved_until(&self) -> Option<DateTime> {
        self.0.reserved_until.map(Into::into)
    }

    /// When what was kept became everybody's; null while it is kept.
    async fn released_at(&self) -> Option<DateTime> {
        self.0.released_at.map(Into::into)
    }

    /// How many places its guests hold, companions included.
    async fn taken(&self) -> i32 {
        self.0.taken
    }

    /// How many of its guests are on the waiting list.
    async fn waiting(&self) -> i32 {
        self.0.waiting
    }
}

/// The pools that rows belong to: those of all their events by one statement.
///
/// # Errors
/// A failure, as a coded top-level error.
pub async fn of_rows<'a>(
    op: &Op,
    rows: impl Iterator<Item = &'a attendee::Model> + Clone,
) -> Result<HashMap<AttendeeId, Vec<PlacePool>>> {
    let mut events: Vec<EventId> = rows.clone().map(|row| row.event_id).collect();
    events.sort_unstable();
    events.dedup();
    if events.is_empty() {
        return Ok(HashMap::new());
    }
    let known = pools::of_events(op, &events).await;
    let known = known.map_err(|error| top_level(op, &error))?;
    let theirs = |row: &attendee::Model| {
        let pools = known.get(&row.event_id)?;
        let own = pools::of_guest(pools, row).into_iter().map(Into::into);
        Some((row.id, own.collect()))
    };
    Ok(rows.filter_map(theirs).collect())
}

/// Keeps places of an event for some guests, or limits how many some guests hold.
#[derive(Debug, Clone, InputObject)]
pub struct CreatePlacePoolInput {
    /// Of which event.
    pub event_id: ID,
    /// Its name per language, at least one.
    pub name: Vec<LocalizedTextInput>,
    /// Whether it keeps places or limits them.
    pub kind: PoolKind,
    /// How many places.
    pub size: i32,
    /// For guests in which quality; this or `mode` is said, or both.
    pub category: Option<GuestCategory>,
    /// For guests who take part how; who says nothing takes part in the room.
    pub mode: Option<PresenceMode>,
    /// Until when places are kept, on the event's clock; as long as the pool is there unless said.
    pub reserved_until: Option<LocalDateTime>,
}

fn size(reader: &mut Reader, size: i32) -> Option<i32> {
    reader.within_range("size", size, 0, LARGEST_CAPACITY)
}

impl CreatePlacePoolInput {
    fn read(&self) -> error::Result<CreatePool> {
        let mut reader = Reader::new();
        let event = reader.id("eventId", &self.event_id);
        let name = reader.title("name", &self.name);
        let size = size(&mut reader, self.size);
        let until = reader.optional(self.reserved_until.as_ref(), |reader, wall| {
            reader.wall("reservedUntil", wall)
        });
        let command = event.zip(name).zip(size.zip(until));
        let command = command.map(|((event, name), (size, reserved_until))| CreatePool {
            event,
            name,
            kind: self.kind.into(),
            size,
            category: self.category.map(Into::into),
            mode: self.mode.map(Into::into),
            reserved_until,
        });
        reader.finish(command)
    }
}

/// Changes a pool of places. A field that is absent stays.
#[derive(Debug, Clone, InputObject)]
pub struct UpdatePlacePoolInput {
    /// Which.
    pub id: ID,
    /// The version that was read.
    pub version: i32,
    /// Its name per language, at least one.
    pub name: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// How many places.
    pub size: MaybeUndefined<i32>,
    /// Until when places are kept, on the event's clock; null is as long as the pool is there. What was released is kept again.
    pub reserved_until: MaybeUndefined<LocalDateTime>,
}

impl UpdatePlacePoolInput {
    fn read(&self) -> error::Result<UpdatePool> {
        let mut reader = Reader::new();
        let id = reader.id("id", &self.id);
        let name = required(&mut reader, "name", &self.name, |reader, list| {
            reader.title("name", list)
        });
        let size = required(&mut reader, "size", &self.size, |reader, told| {
            size(reader, *told)
        });
        let until = clearable(&mut reader, &self.reserved_until, |reader, wall| {
            reader.wall("reservedUntil", wall)
        });
        let command = id.zip(name).zip(size.zip(until));
        let command = command.map(|((id, name), (size, reserved_until))| UpdatePool {
            id,
            version: self.version,
            name,
            size,
            reserved_until,
        });
        reader.finish(command)
    }
}

/// Takes a pool of places away.
#[derive(Debug, Clone, InputObject)]
pub struct RemovePlacePoolInput {
    /// Which.
    pub id: ID,
    /// The version that was read.
    pub version: i32,
}

impl RemovePlacePoolInput {
    fn read(&self) -> error::Result<RemovePool> {
        let mut reader = Reader::new();
        let command = reader.id("id", &self.id).map(|id| RemovePool {
            id,
            version: self.version,
        });
        reader.finish(command)
    }
}

/// What `createPlacePool` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct CreatePlacePoolPayload {
    /// The pool; null where it was refused.
    pub pool: Option<PlacePool>,
    /// Its event, after it; null where it was refused.
    pub event: Option<Event>,
    /// Why it was refused; nothing was done then.
    pub user_errors: Vec<UserError>,
}

/// What `updatePlacePool` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct UpdatePlacePoolPayload {
    /// The pool; on `CONFLICT`, as it is now; null where it was refused otherwise.
    pub pool: Option<PlacePool>,
    /// Its event, after it; on `CONFLICT`, as it is now; null where it was refused otherwise.
    pub event: Option<Event>,
    /// Why it was refused; nothing was done then.
    pub user_errors: Vec<UserError>,
}

/// What `removePlacePool` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct RemovePlacePoolPayload {
    /// Its event, after it; on `CONFLICT`, as it is now; null where it was refused otherwise.
    pub event: Option<Event>,
    /// Why it was refused; nothing was done then.
    pub user_errors: Vec<UserError>,
}

/// What came of a change of a pool, with what the client selected of the event; on a conflict, as both are now.
async fn told(
    ctx: &Context<'_>,
    outcome: error::Result<Pooled>,
    named: Option<&ID>,
) -> Result<(Option<PlacePool>, Option<Event>, Vec<UserError>)> {
    let op = op(ctx)?;
    let (mut pooled, user_errors) = settle(op, outcome)?;
    if let Some(id) = named.and_then(|id| subject(None, id, &user_errors)) {
        let now = pools::find(op, id).await;
        let now = now.map_err(|error| top_level(op, &error))?;
        pooled = now.map(|pool| Pooled {
            event: pool.event_id,
            pool: Some(pool),
        });
    }
    let Some(Pooled { pool, event }) = pooled else {
        return Ok((None, None, user_errors));
    };
    let event = payload_event(ctx, event).await?;
    Ok((pool.map(Into::into), event, user_errors))
}

/// The mutations of pools.
#[derive(Debug, Clone, Copy, Default)]
pub struct PoolMutations;

/// The mutations of pools.
#[Object]
impl PoolMutations {
    /// Keeps places of an event for some guests until a day, or limits how many some guests hold. Who has a place keeps it.
    async fn create_place_pool(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The pool.")] input: CreatePlacePoolInput,
    ) -> Result<CreatePlacePoolPayload> {
        let op = op(ctx)?;
        let outcome = async { pools::create(op, input.read()?).await }.await;
        let (pool, event, user_errors) = told(ctx, outcome, None).await?;
        Ok(CreatePlacePoolPayload {
            pool,
            event,
            user_errors,
        })
    }

    /// Changes a pool of places; what becomes free is offered to those who wait.
    async fn update_place_pool(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: UpdatePlacePoolInput,
    ) -> Result<UpdatePlacePoolPayload> {
        let op = op(ctx)?;
        let outcome = async { pools::update(op, input.read()?).await }.await;
        let (pool, event, user_errors) = told(ctx, outcome, Some(&input.id)).await?;
        Ok(UpdatePlacePoolPayload {
            pool,
            event,
            user_errors,
        })
    }

    /// Takes a pool away: what it kept is everybody's, and what it limited is limited no more.
    async fn remove_place_pool(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: RemovePlacePoolInput,
    ) -> Result<RemovePlacePoolPayload> {
        let op = op(ctx)?;
        let outcome = async { pools::remove(op, input.read()?).await }.await;
        let (_, event, user_errors) = told(ctx, outcome, Some(&input.id)).await?;
        Ok(RemovePlacePoolPayload { event, user_errors })
    }
}
