//! What contradicts in a run of show. Touching intervals do not conflict; one minute of overlap does.

mod around;
mod levels;
mod sweep;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
pub use kuvend_entity::kind::{ConflictKind, ConflictLevel};
use kuvend_entity::{
    contact, contributor, event,
    id::{AgendaItemId, ContactId, EventId},
    kind::{AgendaItemKind, ConfirmationState, ContributorMode, ContributorRole, EventFormat},
    value::{Language, TimeZone, Venue},
};

use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};

pub(crate) use self::around::around_in;
use self::sweep::{Span, clashes};
pub use self::{
    around::{Around, Staged, around},
    levels::{SetLevels, set_levels},
};
use crate::{
    agenda::Item,
    error::Result,
    fault::{Code, Fault, Faults},
    op::Op,
    policy::Action,
    walltime,
};

/// How grave a contradiction is where its event says nothing else.
#[must_use]
pub(super) const fn usual_level(kind: ConflictKind) -> ConflictLevel {
    match kind {
        ConflictKind::PersonTwice | ConflictKind::RoomTwice => ConflictLevel::BlockPublish,
        ConflictKind::PersonElsewhere
        | ConflictKind::RoomElsewhere
        | ConflictKind::OutsideAvailability
        | ConflictKind::PanelWithoutModerator
        | ConflictKind::UnconfirmedSpeaker
        | ConflictKind::RoomTooSmall
        | ConflictKind::OutsideEvent
        | ConflictKind::Overrun => ConflictLevel::Warn,
    }
}

/// A contradiction in a run of show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// What sort.
    pub kind: ConflictKind,
    /// How grave its event takes it.
    pub level: ConflictLevel,
    /// Between which items, in their order; one alone where it contradicts itself, its event or another.
    pub items: Vec<AgendaItemId>,
    /// Who is in two places, is not available, or has not agreed.
    pub contact: Option<ContactId>,
    /// Which room is taken twice or too small.
    pub room: Option<String>,
    /// With which other event.
    pub other_event: Option<EventId>,
}

impl Conflict {
    fn of(kind: ConflictKind, items: &[&Item]) -> Self {
        Self {
            kind,
            level: usual_level(kind),
            items: items.iter().map(|item| item.item.id).collect(),
            contact: None,
            room: None,
            other_event: None,
        }
    }
}

/// From when until when; items without a time or a length are in nobody's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Interval {
    start: DateTime<Utc>,
    end: DateTime<Utc>,
}

impl Interval {
    fn on(wall: NaiveDateTime, minutes: i32, zone: &TimeZone) -> Option<Self> {
        let start = walltime::instant(wall, zone)?;
        Some(Self {
            start,
            end: start + TimeDelta::try_minutes(i64::from(minutes))?,
        })
    }

    fn of(event: &event::Model, item: &Item) -> Option<Self> {
        let item = &item.item;
        Self::on(
            item.starts_at_local?,
            item.duration_minutes?,
            &event.time_zone,
        )
    }
}

/// A room of a house, as far as names tell them apart; without a house it is one of the event's own.
type Room = (Option<(String, String)>, String);

/// The room of this name in this house.
fn room(venue: Option<&Venue>, name: &str) -> Room {
    let plain = |text: &str| text.trim().to_lowercase();
    let house = venue.map(|venue| {
        let city = venue.city.as_deref().unwrap_or_default();
        (plain(&venue.name), plain(city))
    });
    (house, plain(name))
}

/// What takes a person or a room for a time: an item of the run of show, by its place in it, or another event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Taker {
    Item(usize),
    Event(EventId),
}

/// Everything that contradicts in an event's run of show, in its order, with what stands around it. What the event
/// ignores is not told.
#[must_use]
pub fn conflicts(event: &event::Model, agenda: &[Item], around: &Around) -> Vec<Conflict> {
    let expected = around.expected(event.id);
    let mut found: Vec<Conflict> = agenda
        .iter()
        .flat_map(|item| within(event, item, expected))
        .collect();
    let timed: Vec<(usize, Interval, &Item)> = agenda
        .iter()
        .enumerate()
        .filter_map(|(index, item)| Some((index, Interval::of(event, item)?, item)))
        .collect();
    let mut between = rooms(event, agenda, &timed, around);
    between.extend(people(event, agenda, &timed, around));
    between.sort_by_key(|(pair, _)| *pair);
    found.extend(between.into_iter().map(|(_, conflict)| conflict));
    for conflict in &mut found {
        conflict.level = around.level(event.id, conflict.kind);
    }
    found.retain(|conflict| conflict.level != ConflictLevel::Ignore);
    found
}

/// Goes on only if nothing contradicts that stops publishing and is not accepted.
///
/// # Errors
/// Faults on `acceptConflicts`, one for each conflict, with the items, and with the room or the person where it is about one; and the
/// database's.
pub(crate) async fn unblocked(
    op: &Op,
    tx: &DatabaseTransaction,
    (event, agenda): (&event::Model, &[Item]),
    (conflicts, accepted): (&[Conflict], &[ConflictKind]),
) -> Result<()> {
    let blocks = |conflict: &&Conflict| {
        conflict.level == ConflictLevel::BlockPublish && !accepted.contains(&conflict.kind)
    };
    let blocking: Vec<&Conflict> = conflicts.iter().filter(blocks).collect();
    let people = blocking.iter().filter_map(|conflict| conflict.contact);
    let people: BTreeSet<ContactId> = people
        .filter(|_| op.may_at((event.office_id, event.id), Action::ReadContacts))
        .collect();
    let names: Vec<(ContactId, String)> = if people.is_empty() {
        Vec::new()
    } else {
        contact::Entity::find()
            .select_only()
            .columns([contact::Column::Id, contact::Column::DisplayName])
            .filter(contact::Column::Id.is_in(people))
            .into_tuple()
            .all(tx)
            .await?
    };
    let mut faults = Faults::none();
    for conflict in blocking {
        let title = |item: &Item| {
            let title = item
                .item
                .title
                .best(Some(&op.language), &Language::english());
            format!("“{}”", title.unwrap_or_default())
        };
        let items = agenda
            .iter()
            .filter(|item| conflict.items.contains(&item.item.id));
        let person = names
            .iter()
            .find(|(id, _)| Some(*id) == conflict.contact)
            .map(|(_, name)| name.clone());
        let about: Vec<String> = items
            .map(title)
            .chain(conflict.room.clone())
            .chain(person)
            .collect();
        faults.push(
            Fault::new(["acceptConflicts"], Code::Inconsistent)
                .with("other", conflict.kind)
                .with("conflict", conflict.kind)
                .with("where", about.join(", ")),
        );
    }
    faults.finish(Some(()))
}

/// What contradicts in an item alone.
fn within(event: &event::Model, item: &Item, expected: i32) -> Vec<Conflict> {
    let mut found = Vec::new();
    found.extend(leaves(event, item).map(|kind| Conflict::of(kind, &[item])));
    if item.item.kind == AgendaItemKind::Panel && !is_led(item) {
        found.push(Conflict::of(ConflictKind::PanelWithoutModerator, &[item]));
    }
    found.extend(of_each(item, ConflictKind::UnconfirmedSpeaker, |someone| {
        matches!(
            someone.confirmation,
            ConfirmationState::Proposed | ConfirmationState::Asked
        )
    }));
    found.extend(of_each(
        item,
        ConflictKind::OutsideAvailability,
        |someone| is_needed(someone) && is_away(event, item, someone),
    ));
    if is_too_small(event, item, expected) {
        found.push(Conflict {
            room: item.item.room.clone(),
            ..Conflict::of(ConflictKind::RoomTooSmall, &[item])
        });
    }
    found
}

/// A contradiction of each person or body of an item of whom something is true, whatever the roles they are named in.
fn of_each(
    item: &Item,
    kind: ConflictKind,
    is_so: impl Fn(&contributor::Model) -> bool,
) -> Vec<Conflict> {
    let mut named = BTreeSet::new();
    item.contributors
        .iter()
        .filter(|someone| is_so(someone))
        .filter(|someone| named.insert((someone.contact_id, someone.organisation_id)))
        .map(|someone| Conflict {
            contact: someone.contact_id,
            ..Conflict::of(kind, &[item])
        })
        .collect()
}

/// Whether an item takes somebody before they can, or after. What touches the edge of their time is within it.
fn is_away(event: &event::Model, item: &Item, someone: &contributor::Model) -> bool {
    let at = |wall: Option<NaiveDateTime>| walltime::instant(wall?, &event.time_zone);
    let Some(start) = at(item.item.starts_at_local) else {
        return false;
    };
    let end = Interval::of(event, item).map_or(start, |interval| interval.end);
    at(someone.available_from_local).is_some_and(|from| start < from)
        || at(someone.available_until_local).is_some_and(|until| end > until)
}

/// Whether more people are expected at an event than a room of it holds, to which all of them are asked.
fn is_too_small(event: &event::Model, item: &Item, expected: i32) -> bool {
    let room = item.item.room.as_deref();
    let seats = event
        .venue
        .as_ref()
        .and_then(|venue| venue.seats(room?))
        .filter(|_| event.format != EventFormat::Online && !item.item.is_internal);
    seats.is_some_and(|seats| expected > seats)
}

/// How an item leaves the time of its event, if it does.
fn leaves(event: &event::Model, item: &Item) -> Option<ConflictKind> {
    let start = walltime::instant(item.item.starts_at_local?, &event.time_zone)?;
    let end = Interval::of(event, item).map_or(start, |interval| interval.end);
    if start < event.starts_at || start > event.ends_at {
        Some(ConflictKind::OutsideEvent)
    } else if end <= event.ends_at {
        None
    } else if start < event.ends_at {
        Some(ConflictKind::Overrun)
    } else {
        Some(ConflictKind::OutsideEvent)
    }
}

fn is_led(panel: &Item) -> bool {
    panel.contributors.iter().any(|someone| {
        someone.role == ContributorRole::Moderator
            && someone.confirmation != ConfirmationState::Declined
    })
}

/// A contradiction with where it stands: the first item's place, and the second's; the last where the other is no item.
type Placed = ((usize, usize), Conflict);

/// The contradiction of two takers, if one is an item: the kinds are of two items, and of an item and another event.
fn placed(agenda: &[Item], pair: (Taker, Taker), kinds: [ConflictKind; 2]) -> Option<Placed> {
    let [twice, elsewhere] = kinds;
    match pair {
        (Taker::Item(first), Taker::Item(second)) => {
            let items = [agenda.get(first)?, agenda.get(second)?];
            Some(((first, second), Conflict::of(twice, &items)))
        }
        (Taker::Item(first), Taker::Event(other)) => {
            let conflict = Conflict {
                other_event: Some(other),
                ..Conflict::of(elsewhere, &[agenda.get(first)?])
            };
            Some(((first, usize::MAX), conflict))
        }
        (Taker::Event(_), _) => None,
    }
}

fn rooms(
    event: &event::Model,
    agenda: &[Item],
    timed: &[(usize, Interval, &Item)],
    around: &Around,
) -> Vec<Placed> {
    let mut spans: Vec<Span<Room, Taker>> = timed
        .iter()
        .filter_map(|(index, interval, item)| {
            let name = item.item.room.as_deref()?;
            let key = room(event.venue.as_ref(), name);
            Some(Span::new(key, *interval, Taker::Item(*index)))
        })
        .collect();
    let own: BTreeSet<Room> = spans.iter().map(|span| span.key.clone()).collect();
    spans.extend(around.rooms(event.id, &own));
    let kinds = [ConflictKind::RoomTwice, ConflictKind::RoomElsewhere];
    clashes(spans)
        .into_iter()
        .filter_map(|(pair, _)| {
            let (place, conflict) = placed(agenda, pair, kinds)?;
            let room = agenda.get(place.0)?.item.room.clone();
            Some((place, Conflict { room, ..conflict }))
        })
        .collect()
}

fn people(
    event: &event::Model,
    agenda: &[Item],
    timed: &[(usize, Interval, &Item)],
    around: &Around,
) -> Vec<Placed> {
    let mut spans: Vec<Span<ContactId, Taker>> = timed
        .iter()
        .flat_map(|(index, interval, item)| {
            let span = |who| Span::new(who, *interval, Taker::Item(*index));
            busy(item).into_iter().map(span)
        })
        .collect();
    let own: BTreeSet<ContactId> = spans.iter().map(|span| span.key).collect();
    spans.extend(around.people(event.id, &own));
    let kinds = [ConflictKind::PersonTwice, ConflictKind::PersonElsewhere];
    clashes(spans)
        .into_iter()
        .filter_map(|(pair, who)| {
            let (place, conflict) = placed(agenda, pair, kinds)?;
            let contact = Some(who);
            Some((
                place,
                Conflict {
                    contact,
                    ..conflict
                },
            ))
        })
        .collect()
}

/// Whether somebody must be at an item while it lasts: neither who declined nor who was recorded before.
fn is_needed(someone: &contributor::Model) -> bool {
    someone.mode != ContributorMode::Recorded && someone.confirmation != ConfirmationState::Declined
}

/// The people who must be at an item while it lasts.
fn busy(item: &Item) -> BTreeSet<ContactId> {
    item.contributors
        .iter()
        .filter(|someone| is_needed(someone))
        .filter_map(|someone| someone.contact_id)
        .collect()
}

#[cfg(test)]
pub(super) mod tests;

#[cfg(test)]
mod oracle;
