//! What contradicts in a run of show. Touching intervals do not conflict; one minute of overlap does.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use kuvend_entity::{
    event,
    id::{AgendaItemId, ContactId},
    kind::{AgendaItemKind, ConfirmationState, ContributorMode, ContributorRole},
};

use crate::{agenda::Item, walltime};

/// What sort of contradiction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ConflictKind {
    /// Somebody contributes to two items at the same time.
    PersonTwice,
    /// Two items take place in one room at the same time.
    RoomTwice,
    /// A panel that nobody leads.
    PanelWithoutModerator,
    /// An item begins before the event or ends after it.
    OutsideEvent,
}

/// How grave a contradiction is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConflictLevel {
    /// To be looked at.
    Warn,
    /// Stops publishing until it is mended or accepted.
    BlockPublish,
}

impl ConflictKind {
    /// Its name in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PersonTwice => "PERSON_TWICE",
            Self::RoomTwice => "ROOM_TWICE",
            Self::PanelWithoutModerator => "PANEL_WITHOUT_MODERATOR",
            Self::OutsideEvent => "OUTSIDE_EVENT",
        }
    }

    /// How grave it is.
    #[must_use]
    pub const fn level(self) -> ConflictLevel {
        match self {
            Self::PersonTwice | Self::RoomTwice => ConflictLevel::BlockPublish,
            Self::PanelWithoutModerator | Self::OutsideEvent => ConflictLevel::Warn,
        }
    }
}

/// A contradiction in a run of show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// What sort.
    pub kind: ConflictKind,
    /// Between which items, in their order; one alone where it contradicts itself or the event.
    pub items: Vec<AgendaItemId>,
    /// Who is in two places.
    pub contact: Option<ContactId>,
    /// Which room is taken twice.
    pub room: Option<String>,
}

impl Conflict {
    /// How grave it is.
    #[must_use]
    pub const fn level(&self) -> ConflictLevel {
        self.kind.level()
    }

    fn of(kind: ConflictKind, items: &[&Item]) -> Self {
        Self {
            kind,
            items: items.iter().map(|item| item.item.id).collect(),
            contact: None,
            room: None,
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
    fn of(event: &event::Model, item: &Item) -> Option<Self> {
        let start = walltime::instant(item.item.starts_at_local?, &event.time_zone)?;
        let minutes = i64::from(item.item.duration_minutes?);
        Some(Self {
            start,
            end: start + TimeDelta::try_minutes(minutes)?,
        })
    }

    fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// Everything that contradicts in an event's run of show, in its order.
#[must_use]
pub fn conflicts(event: &event::Model, agenda: &[Item]) -> Vec<Conflict> {
    let mut found = Vec::new();
    for item in agenda {
        if leaves(event, item) {
            found.push(Conflict::of(ConflictKind::OutsideEvent, &[item]));
        }
        if item.item.kind == AgendaItemKind::Panel && !is_led(item) {
            found.push(Conflict::of(ConflictKind::PanelWithoutModerator, &[item]));
        }
    }
    let timed: Vec<(Interval, &Item)> = agenda
        .iter()
        .filter_map(|item| Some((Interval::of(event, item)?, item)))
        .collect();
    for (index, (interval, item)) in timed.iter().enumerate() {
        for (other_interval, other) in timed.iter().skip(index + 1) {
            if interval.overlaps(*other_interval) {
                found.extend(between(item, other));
            }
        }
    }
    found
}

/// Whether an item begins before the event or ends after it.
fn leaves(event: &event::Model, item: &Item) -> bool {
    let Some(start) = item
        .item
        .starts_at_local
        .and_then(|wall| walltime::instant(wall, &event.time_zone))
    else {
        return false;
    };
    let end = Interval::of(event, item).map_or(start, |interval| interval.end);
    start < event.starts_at || end > event.ends_at
}

fn is_led(panel: &Item) -> bool {
    panel.contributors.iter().any(|someone| {
        someone.role == ContributorRole::Moderator
            && someone.confirmation != ConfirmationState::Declined
    })
}

/// What contradicts between two items at the same time.
fn between(item: &Item, other: &Item) -> Vec<Conflict> {
    let mut found = Vec::new();
    if let (Some(room), Some(other_room)) = (&item.item.room, &other.item.room)
        && room.to_lowercase() == other_room.to_lowercase()
    {
        found.push(Conflict {
            room: Some(room.clone()),
            ..Conflict::of(ConflictKind::RoomTwice, &[item, other])
        });
    }
    let (here, there) = (busy(item), busy(other));
    for contact in here.intersection(&there) {
        found.push(Conflict {
            contact: Some(*contact),
            ..Conflict::of(ConflictKind::PersonTwice, &[item, other])
        });
    }
    found
}

/// Who must be at an item while it lasts: neither who declined nor who was recorded before.
fn busy(item: &Item) -> BTreeSet<ContactId> {
    item.contributors
        .iter()
        .filter(|someone| {
            someone.mode != ContributorMode::Recorded
                && someone.confirmation != ConfirmationState::Declined
        })
        .filter_map(|someone| someone.contact_id)
        .collect()
}

#[cfg(test)]
mod tests;
