//! The sweep against an oracle that is slow and obvious: it looks at every minute.

use std::collections::{BTreeMap, BTreeSet};

use kuvend_entity::{id::AgendaItemId, kind::ContributorRole};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::{tests::*, *};

/// Summer and winter time meet in the first three, at other instants; the days differ in the last.
const ZONES: [&str; 4] = [
    "Europe/Tirane",
    "America/New_York",
    "Asia/Tokyo",
    "Pacific/Kiritimati",
];
/// The evening, and two nights on which the clocks are changed in Tirana.
const NIGHTS: [&str; 3] = [
    "2025-12-18T18:00:00",
    "2025-03-30T01:00:00",
    "2025-10-26T01:00:00",
];

/// What contradicts, as far as both can tell it: between which two items, or an item and an event, over whom or what.
type Told = BTreeSet<(
    ConflictKind,
    AgendaItemId,
    Option<AgendaItemId>,
    Option<EventId>,
    String,
)>;

struct Event {
    row: event::Model,
    agenda: Vec<Item>,
}

fn random(dice: &mut ChaCha8Rng, night: &str, people: &[ContactId]) -> Event {
    let mut row = evening();
    row.time_zone = ZONES[dice.random_range(0..ZONES.len())].parse().unwrap();
    row.venue = dice.random_bool(0.7).then(|| Venue {
        name: ["Pallati i Kongreseve", "pallati i kongreseve "][dice.random_range(0..2)].to_owned(),
        city: [None, Some("Tiranë".to_owned())][dice.random_range(0..2)].clone(),
        ..Venue::default()
    });
    let base: NaiveDateTime = night.parse().unwrap();
    // Its clock shows what it is at about the same instant elsewhere, so that events meet across zones.
    let around = walltime::instant(base, &"Asia/Tokyo".parse().unwrap()).unwrap();
    let base = walltime::wall(around, &row.time_zone);
    let agenda = (0..dice.random_range(0..8)).map(|_| {
        let mut next = item("18:00", dice.random_range(1..50));
        next.item.starts_at_local = dice
            .random_bool(0.9)
            .then(|| base + TimeDelta::minutes(dice.random_range(0..180)));
        if dice.random_bool(0.1) {
            next.item.duration_minutes = None;
        }
        next.item.event_id = row.id;
        next.item.room = [None, Some("Salla A"), Some("salla a"), Some("B")]
            [dice.random_range(0..4)]
        .map(str::to_owned);
        for who in people {
            for _ in 0..2 {
                if dice.random_bool(0.15) {
                    next = next.with(*who, ContributorRole::Speaker).last(|someone| {
                        someone.mode = *pick(dice, ContributorMode::ALL);
                        someone.confirmation = *pick(dice, ConfirmationState::ALL);
                    });
                }
            }
        }
        next
    });
    Event {
        agenda: agenda.collect(),
        row,
    }
}

fn pick<'a, T>(dice: &mut ChaCha8Rng, of: &'a [T]) -> &'a T {
    &of[dice.random_range(0..of.len())]
}

/// By what something is taken in a minute: which item of which event.
type Takers = Vec<(EventId, usize, AgendaItemId)>;

/// Who and what is taken in each minute since the epoch.
fn minutes(events: &[Event]) -> BTreeMap<(i64, String), Takers> {
    let mut taken: BTreeMap<(i64, String), Takers> = BTreeMap::new();
    for event in events {
        for (index, item) in event.agenda.iter().enumerate() {
            let (Some(wall), Some(minutes)) =
                (item.item.starts_at_local, item.item.duration_minutes)
            else {
                continue;
            };
            let Some(start) = walltime::instant(wall, &event.row.time_zone) else {
                continue;
            };
            let mut things: BTreeSet<String> = BTreeSet::new();
            if let Some(room) = &item.item.room {
                // Rooms without a house are told apart by event.
                let house = event.row.venue.as_ref().map_or_else(
                    || event.row.id.to_string(),
                    |venue| format!("{}/{:?}", venue.name.trim().to_lowercase(), venue.city),
                );
                things.insert(format!("room {house} {}", room.to_lowercase()));
            }
            for someone in &item.contributors {
                let away = someone.mode == ContributorMode::Recorded
                    || someone.confirmation == ConfirmationState::Declined;
                if !away {
                    things.insert(format!("person {}", someone.contact_id.unwrap()));
                }
            }
            for minute in 0..i64::from(minutes) {
                for thing in &things {
                    let key = (start.timestamp() / 60 + minute, thing.clone());
                    taken
                        .entry(key)
                        .or_default()
                        .push((event.row.id, index, item.item.id));
                }
            }
        }
    }
    taken
}

fn expected(events: &[Event], of: &Event) -> Told {
    let mut told = Told::new();
    for ((_, thing), takers) in minutes(events) {
        let person = thing.strip_prefix("person ");
        let own = takers.iter().filter(|(event, ..)| *event == of.row.id);
        for (_, index, item) in own {
            for (event, other_index, other) in &takers {
                if *event != of.row.id {
                    let kind = if person.is_some() {
                        ConflictKind::PersonElsewhere
                    } else {
                        ConflictKind::RoomElsewhere
                    };
                    told.insert((
                        kind,
                        *item,
                        None,
                        Some(*event),
                        person.unwrap_or_default().to_owned(),
                    ));
                } else if index < other_index {
                    let kind = if person.is_some() {
                        ConflictKind::PersonTwice
                    } else {
                        ConflictKind::RoomTwice
                    };
                    told.insert((
                        kind,
                        *item,
                        Some(*other),
                        None,
                        person.unwrap_or_default().to_owned(),
                    ));
                }
            }
        }
    }
    told
}

fn found(around: &Around, of: &Event) -> Told {
    let all = conflicts(&of.row, &of.agenda, around);
    let between = all.into_iter().filter(|conflict| {
        matches!(
            conflict.kind,
            ConflictKind::PersonTwice
                | ConflictKind::RoomTwice
                | ConflictKind::PersonElsewhere
                | ConflictKind::RoomElsewhere
        )
    });
    let told: Vec<_> = between
        .map(|conflict| {
            let who = conflict
                .contact
                .map(|who| who.to_string())
                .unwrap_or_default();
            (
                conflict.kind,
                conflict.items[0],
                conflict.items.get(1).copied(),
                conflict.other_event,
                who,
            )
        })
        .collect();
    let once: Told = told.iter().cloned().collect();
    assert_eq!(once.len(), told.len(), "nothing is told twice");
    once
}

#[test]
fn the_sweep_finds_what_a_look_at_every_minute_finds() {
    let mut met: BTreeMap<ConflictKind, usize> = BTreeMap::new();
    for seed in 0..300 {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let night = *pick(&mut dice, &NIGHTS);
        let people: Vec<ContactId> = (0..3).map(|_| ContactId::new()).collect();
        let events: Vec<Event> = (0..3).map(|_| random(&mut dice, night, &people)).collect();
        let mut around = Around::default();
        for event in &events {
            for item in &event.agenda {
                let Some(interval) = Interval::of(&event.row, item) else {
                    continue;
                };
                for who in busy(item) {
                    around.take_person(who, (event.row.id, interval));
                }
                if let (Some(venue), Some(name)) = (&event.row.venue, &item.item.room) {
                    around.take_room(room(Some(venue), name), (event.row.id, interval));
                }
            }
        }
        for event in &events {
            let told = found(&around, event);
            assert_eq!(told, expected(&events, event), "seed {seed}");
            for (kind, ..) in told {
                *met.entry(kind).or_default() += 1;
            }
        }
    }
    assert_eq!(met.len(), 4, "every sort is met: {met:?}");
}
