//! What stands around runs of show: how grave their events take what contradicts, and what the office's other events take
//! at the same time. A few statements for a whole page of events.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{NaiveDateTime, TimeDelta};
use kuvend_entity::{
    agenda_conflict_level, agenda_item, contributor, event,
    id::{ContactId, EventId, OfficeId},
    kind::{ConfirmationState, ConflictKind, ConflictLevel, ContributorMode, EventStatus},
    value::{TimeZone, Venue},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, QueryTrait,
    Select,
};

use super::{Interval, Room, Taker, busy, room, sweep::Span, usual_level};
use crate::{
    agenda::{Item, LONGEST_ITEM},
    error::Result,
    op::Op,
    policy::Action,
};

/// An event whose run of show is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Staged<'a> {
    /// The event.
    pub event: &'a event::Model,
    /// Its run of show.
    pub agenda: &'a [Item],
    /// How many people are expected, by the places that are taken.
    pub expected: i32,
}

/// What stands around the runs of show of some events.
#[derive(Debug, Clone, Default)]
pub struct Around {
    expected: HashMap<EventId, i32>,
    levels: HashMap<(EventId, ConflictKind), ConflictLevel>,
    people: BTreeMap<ContactId, Vec<(EventId, Interval)>>,
    rooms: BTreeMap<Room, Vec<(EventId, Interval)>>,
}

impl Around {
    /// How grave an event takes a sort of contradiction.
    #[must_use]
    pub fn level(&self, event: EventId, kind: ConflictKind) -> ConflictLevel {
        let said = self.levels.get(&(event, kind)).copied();
        said.unwrap_or_else(|| usual_level(kind))
    }

    /// How many people are expected at an event.
    pub(super) fn expected(&self, event: EventId) -> i32 {
        self.expected.get(&event).copied().unwrap_or_default()
    }

    /// Notes how many people are expected at events.
    pub(super) fn expect(&mut self, people: impl IntoIterator<Item = (EventId, i32)>) {
        self.expected.extend(people);
    }

    /// When other events have these people.
    pub(super) fn people(
        &self,
        event: EventId,
        who: &BTreeSet<ContactId>,
    ) -> Vec<Span<ContactId, Taker>> {
        others(&self.people, event, who)
    }

    /// When other events have these rooms.
    pub(super) fn rooms(&self, event: EventId, which: &BTreeSet<Room>) -> Vec<Span<Room, Taker>> {
        others(&self.rooms, event, which)
    }

    /// Notes that an event has somebody at a time.
    pub(super) fn take_person(&mut self, who: ContactId, taken: (EventId, Interval)) {
        self.people.entry(who).or_default().push(taken);
    }

    /// Notes that an event has a room at a time.
    pub(super) fn take_room(&mut self, which: Room, taken: (EventId, Interval)) {
        self.rooms.entry(which).or_default().push(taken);
    }
}

fn others<K: Ord + Clone>(
    taken: &BTreeMap<K, Vec<(EventId, Interval)>>,
    event: EventId,
    keys: &BTreeSet<K>,
) -> Vec<Span<K, Taker>> {
    let mut spans = Vec::new();
    for key in keys {
        let taken = taken.get(key).into_iter().flatten();
        let taken = taken.filter(|(other, _)| *other != event);
        spans.extend(
            taken.map(|(other, interval)| Span::new(key.clone(), *interval, Taker::Event(*other))),
        );
    }
    spans
}

/// What stands around these runs of show. Of other events only who sees the office's events is told.
///
/// # Errors
/// Only the database's.
pub async fn around(op: &Op, events: &[Staged<'_>]) -> Result<Around> {
    let seen: Vec<Staged<'_>> = events
        .iter()
        .filter(|staged| op.may(staged.event.office_id, Action::ReadEvents))
        .copied()
        .collect();
    let mut around = around_in(op.db.reader(), &seen).await?;
    if seen.len() < events.len() {
        let all = events.iter().map(|staged| staged.event.id);
        around.levels = levels(op.db.reader(), all.collect()).await?;
        around.expect(expected(events));
    }
    Ok(around)
}

/// The same where a connection is at hand, for who sees it all.
pub(crate) async fn around_in(db: &impl ConnectionTrait, events: &[Staged<'_>]) -> Result<Around> {
    let mut around = Around::default();
    if events.is_empty() {
        return Ok(around);
    }
    around.expect(expected(events));
    let ids: Vec<EventId> = events.iter().map(|staged| staged.event.id).collect();
    around.levels = levels(db, ids.clone()).await?;
    let Some(frame) = Frame::of(events) else {
        return Ok(around);
    };
    let mut all = events.iter().flat_map(|staged| staged.agenda);
    if all.any(|item| !busy(item).is_empty()) {
        people(db, &frame, ids, &mut around).await?;
    }
    let in_rooms = events.iter().any(|staged| {
        let mut items = staged.agenda.iter();
        staged.event.venue.is_some() && items.any(|item| item.item.room.is_some())
    });
    if in_rooms {
        rooms(db, &frame, &mut around).await?;
    }
    Ok(around)
}

fn expected(events: &[Staged<'_>]) -> impl Iterator<Item = (EventId, i32)> {
    events
        .iter()
        .map(|staged| (staged.event.id, staged.expected))
}

async fn levels(
    db: &impl ConnectionTrait,
    events: Vec<EventId>,
) -> Result<HashMap<(EventId, ConflictKind), ConflictLevel>> {
    use agenda_conflict_level::{Column as C, Entity};
    let said = Entity::find()
        .filter(C::EventId.is_in(events))
        .all(db)
        .await?;
    Ok(said
        .into_iter()
        .map(|row| ((row.event_id, row.kind), row.level))
        .collect())
}

/// In which offices and on which days something may be in the way. Clocks differ by little more than a day, and nothing
/// lasts longer than the longest item.
struct Frame {
    offices: Vec<OfficeId>,
    from: NaiveDateTime,
    to: NaiveDateTime,
}

impl Frame {
    fn of(events: &[Staged<'_>]) -> Option<Self> {
        let longest = TimeDelta::try_minutes(i64::from(LONGEST_ITEM))?;
        let slack = TimeDelta::try_days(2)?;
        let items = || events.iter().flat_map(|staged| staged.agenda);
        let starts = || items().filter_map(|item| item.item.starts_at_local);
        let offices: BTreeSet<OfficeId> =
            events.iter().map(|staged| staged.event.office_id).collect();
        Some(Self {
            offices: offices.into_iter().collect(),
            from: starts().min()?.checked_sub_signed(longest + slack)?,
            to: starts().max()?.checked_add_signed(longest + slack)?,
        })
    }

    /// The same of a select of items with their events: those that take place.
    fn filter<E: EntityTrait>(&self, select: Select<E>) -> Select<E> {
        use agenda_item::Column as C;
        let item = agenda_item::Entity::belongs_to(event::Entity)
            .from(C::EventId)
            .to(event::Column::Id);
        select
            .select_only()
            .column(C::EventId)
            .column(C::StartsAtLocal)
            .column(C::DurationMinutes)
            .column(event::Column::TimeZone)
            .join(JoinType::InnerJoin, item.into())
            .filter(C::OfficeId.is_in(self.offices.iter().copied()))
            .filter(C::StartsAtLocal.between(self.from, self.to))
            .filter(C::DurationMinutes.is_not_null())
            .filter(event::Column::Status.is_not_in([
                EventStatus::Cancelled,
                EventStatus::Postponed,
                EventStatus::Archived,
            ]))
    }
}

/// The items of whoever contributes to these events, in whatever event.
async fn people(
    db: &impl ConnectionTrait,
    frame: &Frame,
    events: Vec<EventId>,
    around: &mut Around,
) -> Result<()> {
    use contributor::Column as C;
    let item = || {
        contributor::Entity::belongs_to(agenda_item::Entity)
            .from(C::AgendaItemId)
            .to(agenda_item::Column::Id)
    };
    let who = contributor::Entity::find()
        .select_only()
        .column(C::ContactId)
        .join(JoinType::InnerJoin, item().into())
        .filter(agenda_item::Column::EventId.is_in(events))
        .filter(C::ContactId.is_not_null());
    let select = contributor::Entity::find().join(JoinType::InnerJoin, item().into());
    let taken: Vec<(EventId, NaiveDateTime, i32, TimeZone, ContactId)> = frame
        .filter(select)
        .column(C::ContactId)
        .filter(C::ContactId.in_subquery(who.into_query()))
        .filter(C::Mode.ne(ContributorMode::Recorded))
        .filter(C::Confirmation.ne(ConfirmationState::Declined))
        .into_tuple()
        .all(db)
        .await?;
    for (event, start, minutes, zone, who) in taken {
        if let Some(interval) = Interval::on(start, minutes, &zone) {
            around.take_person(who, (event, interval));
        }
    }
    Ok(())
}

/// The rooms that an office's events take.
async fn rooms(db: &impl ConnectionTrait, frame: &Frame, around: &mut Around) -> Result<()> {
    let taken: Vec<(EventId, NaiveDateTime, i32, TimeZone, String, Venue)> = frame
        .filter(agenda_item::Entity::find())
        .column(agenda_item::Column::Room)
        .column(event::Column::Venue)
        .filter(agenda_item::Column::Room.is_not_null())
        .filter(event::Column::Venue.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    for (event, start, minutes, zone, name, venue) in taken {
        if let Some(interval) = Interval::on(start, minutes, &zone) {
            around.take_room(room(Some(&venue), &name), (event, interval));
        }
    }
    Ok(())
}
