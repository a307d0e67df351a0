//! Everything that moves places, by several at once and in any order, against an oracle that counts every row anew: no limit is
//! broken but by who may, nobody passes who was before and wanted the same, and what is kept is true.

use std::collections::{BTreeMap, BTreeSet};

use kuvend_domain::attendees::{expire_offers, release_pools};
use kuvend_entity::{
    attendee, event,
    id::EventId,
    kind::{PlaceState, PoolKind, PresenceMode},
    place_pool,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use crate::{app::TestApp, on_both_engines, places_pools::pool};

const PEOPLE: usize = 12;
const CATEGORIES: [&str; 3] = ["EU", "MEDIA", "ACADEMIA"];

/// Numbers that are the same whenever the test is run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.roll(of.len())]
    }
}

/// What limits places, and who is on the list.
#[derive(Clone)]
struct Seen {
    event: event::Model,
    pools: Vec<place_pool::Model>,
    rows: Vec<attendee::Model>,
}

async fn see(app: &TestApp, id: EventId) -> Seen {
    let db = app.db.reader();
    Seen {
        event: event::Entity::find_by_id(id)
            .one(db)
            .await
            .unwrap()
            .unwrap(),
        pools: place_pool::Entity::find()
            .filter(place_pool::Column::EventId.eq(id))
            .order_by_asc(place_pool::Column::Position)
            .all(db)
            .await
            .unwrap(),
        rows: attendee::Entity::find()
            .filter(attendee::Column::EventId.eq(id))
            .all(db)
            .await
            .unwrap(),
    }
}

fn holds(row: &attendee::Model) -> i32 {
    let occupies = matches!(row.place, PlaceState::Confirmed | PlaceState::Offered);
    if occupies && row.uses_place {
        row.party_size
    } else {
        0
    }
}

/// What a party may lack: the event's places, or those of a pool.
type Bounds = BTreeSet<Option<usize>>;

impl Seen {
    fn is_in(&self, index: usize, row: &attendee::Model) -> bool {
        let speaks_of = |pool: &place_pool::Model| {
            let mode = row.attends.unwrap_or(PresenceMode::InPerson);
            pool.category.is_none_or(|one| row.category == Some(one))
                && pool.mode.is_none_or(|one| one == mode)
        };
        let pool = &self.pools[index];
        let earlier = &self.pools[..index];
        speaks_of(pool)
            && (pool.kind == PoolKind::Limit
                || !earlier
                    .iter()
                    .any(|one| one.kind == PoolKind::Reserved && speaks_of(one)))
    }

    fn taken(&self, index: usize) -> i32 {
        let theirs = self.rows.iter().filter(|row| self.is_in(index, row));
        theirs.map(holds).sum()
    }

    /// Places that are held, or kept for somebody.
    fn held(&self) -> i32 {
        let mut held: i32 = self.rows.iter().map(holds).sum();
        for (index, pool) in self.pools.iter().enumerate() {
            if pool.kind == PoolKind::Reserved && pool.released_at.is_none() {
                held += (pool.size - self.taken(index)).max(0);
            }
        }
        held
    }

    /// The same with somebody in place.
    fn with(&self, row: &attendee::Model) -> Self {
        let mut next = self.clone();
        next.rows.retain(|one| one.id != row.id);
        let mut seated = row.clone();
        seated.place = PlaceState::Confirmed;
        next.rows.push(seated);
        next
    }

    fn limits(&self) -> impl Iterator<Item = usize> + use<'_> {
        (0..self.pools.len()).filter(|index| self.pools[*index].kind == PoolKind::Limit)
    }

    fn lacks(&self, row: &attendee::Model) -> Bounds {
        let next = self.with(row);
        let mut lacks = Bounds::new();
        let most = self.event.capacity.unwrap_or(i32::MAX);
        if next.held() > most && next.held() > self.held() {
            lacks.insert(None);
        }
        for index in self.limits() {
            if next.taken(index) > self.pools[index].size && next.taken(index) > self.taken(index) {
                lacks.insert(Some(index));
            }
        }
        lacks
    }

    fn uses(&self, row: &attendee::Model) -> Bounds {
        let next = self.with(row);
        let mut uses = Bounds::new();
        if next.held() > self.held() {
            uses.insert(None);
        }
        uses.extend(
            self.limits()
                .filter(|index| next.taken(*index) > self.taken(*index))
                .map(Some),
        );
        uses
    }

    /// Who waits, in their order.
    fn waiting(&self) -> Vec<&attendee::Model> {
        let mut all: Vec<&attendee::Model> = self
            .rows
            .iter()
            .filter(|row| row.place == PlaceState::Waitlisted)
            .collect();
        all.sort_by_key(|row| rank(row));
        all
    }

    /// Places that nobody was let into beyond a limit.
    fn rightly(&self) -> Self {
        let mut next = self.clone();
        next.rows.retain(|row| row.overbook_reason.is_none());
        next
    }
}

/// Before whom a row stands: the lesser goes first. Who has no number came last.
fn rank(row: &attendee::Model) -> (i32, i32) {
    (-row.queue_priority, row.queue_number.unwrap_or(i32::MAX))
}

/// No limit is broken, everybody who waits has a number of their own, nobody waits who could be called, and the kept counts are true.
async fn look(app: &TestApp, seen: &Seen, what: &str) {
    let rightly = seen.rightly();
    let most = seen.event.capacity.unwrap_or(i32::MAX);
    let taken: i32 = rightly.rows.iter().map(holds).sum();
    assert!(taken <= most, "{taken} in {most} places, {what}");
    for index in seen.limits() {
        let (taken, size) = (rightly.taken(index), seen.pools[index].size);
        assert!(taken <= size, "{taken} in {size} of pool {index}, {what}");
    }
    let waiting = seen.waiting();
    let numbers: BTreeSet<i32> = waiting.iter().filter_map(|row| row.queue_number).collect();
    assert_eq!(numbers.len(), waiting.len(), "a number for each, {what}");
    let mut held_back = Bounds::new();
    for row in waiting {
        let lacks = seen.lacks(row);
        let waits_rightly = !lacks.is_empty()
            || (!seen.event.passes_over && !seen.uses(row).is_disjoint(&held_back));
        assert!(waits_rightly, "{row:?} could be called, {what}");
        held_back.extend(lacks);
    }
    for (index, pool) in seen.pools.iter().enumerate() {
        assert_eq!(
            pool.taken,
            seen.taken(index),
            "kept of pool {index}, {what}"
        );
    }
    app.counts_are_true().await;
}

/// Whoever got a place in one step had nobody before them who still waits for what they took.
fn nobody_was_passed(before: &Seen, after: &Seen, what: &str) {
    let old = |row: &attendee::Model| before.rows.iter().find(|one| one.id == row.id);
    let is_deputy = |row: &attendee::Model| {
        after
            .rows
            .iter()
            .any(|one| one.represented_by_id == Some(row.id))
    };
    // Who comes after all has the places of who was to come instead.
    let takes_back = |row: &attendee::Model| {
        let deputy = old(row).and_then(|old| old.represented_by_id);
        let held = |rows: &[attendee::Model]| {
            let row = rows.iter().find(|one| Some(one.id) == deputy);
            row.map_or(0, holds)
        };
        held(&before.rows) > 0 && held(&after.rows) == 0
    };
    let newly = |row: &attendee::Model| {
        holds(row) > 0
            && old(row).is_none_or(|old| holds(old) == 0)
            && row.overbook_reason.is_none()
            && !is_deputy(row)
            && !takes_back(row)
    };
    // Where somebody stood who left the line has their number no more.
    let stood = |row: &attendee::Model| {
        let known = old(row).filter(|old| old.place == PlaceState::Waitlisted);
        (
            -row.queue_priority,
            known.map_or(i32::MAX, |old| rank(old).1),
        )
    };
    let waits = |row: &&attendee::Model| row.place == PlaceState::Waitlisted;
    for row in after.rows.iter().filter(waits) {
        let stays = old(row).filter(|old| waits(old));
        let number = stays.map_or(row.queue_number, |old| old.queue_number);
        assert_eq!(
            row.queue_number, number,
            "who waits keeps their number, {what}"
        );
    }
    for called in after.rows.iter().filter(|row| newly(row)) {
        let mut held_back = Bounds::new();
        let ahead = after
            .waiting()
            .into_iter()
            .filter(|row| rank(row) < stood(called));
        for row in ahead {
            // As it was for this one before those behind it were served.
            let mut then = after.clone();
            then.rows
                .retain(|one| !(newly(one) && stood(one) > rank(row)));
            let lacks = then.lacks(row);
            let waits_rightly = !lacks.is_empty()
                || (!after.event.passes_over && !then.uses(row).is_disjoint(&held_back));
            assert!(waits_rightly, "{called:?} passed {row:?}, {what}");
            held_back.extend(lacks);
        }
        if !after.event.passes_over {
            let mut then = after.clone();
            then.rows
                .retain(|one| !(newly(one) && stood(one) >= stood(called)));
            let uses = then.uses(called);
            assert!(
                uses.is_disjoint(&held_back),
                "{called:?} took what others wait for, {what}"
            );
        }
    }
}

/// Something that somebody does with one guest.
fn step(
    dice: &mut Dice,
    event: &str,
    people: &[String],
    rows: &[attendee::Model],
) -> (&'static str, Value) {
    let person = people[dice.roll(PEOPLE)].clone();
    let party = 1 + dice.roll(3);
    let mut input = json!({ "eventId": event, "contactId": person });
    let mut with = |more: Value| {
        input
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        input.clone()
    };
    let mode = dice.one(&["IN_PERSON", "ONLINE"]);
    let of_row = |dice: &mut Dice| {
        let known = rows.get(dice.roll(rows.len().max(1)));
        known.map_or_else(
            || ("attendee_00000000000000000000000000000000".to_owned(), 1),
            |row| (row.id.to_string(), row.version),
        )
    };
    // Mostly somebody of whom the office is to decide.
    let of_asker = |dice: &mut Dice| {
        let askers = rows
            .iter()
            .filter(|row| row.place == PlaceState::PendingApproval);
        let askers: Vec<&attendee::Model> = askers.collect();
        if askers.is_empty() || dice.roll(4) == 0 {
            return of_row(dice).0;
        }
        askers[dice.roll(askers.len())].id.to_string()
    };
    match dice.roll(22) {
        0 | 1 => (
            "registerAttendee",
            with(json!({ "partySize": party, "selfRegistered": true })),
        ),
        2 | 3 => (
            "registerAttendee",
            with(json!({ "partySize": party, "category": dice.one(&CATEGORIES), "attends": mode })),
        ),
        4 => ("registerAttendee", with(json!({ "roles": ["STAFF"] }))),
        5 => ("registerAttendee", with(json!({ "roles": ["GUEST"] }))),
        6 if dice.roll(3) == 0 => (
            "registerAttendee",
            with(json!({ "partySize": party, "overbookReason": "the host asks" })),
        ),
        6 | 7 => (
            "recordResponse",
            with(
                json!({ "response": "ACCEPTED", "channel": "PHONE", "partySize": party, "attends": mode }),
            ),
        ),
        8 => (
            "recordResponse",
            with(json!({ "response": dice.one(&["DECLINED", "TENTATIVE"]), "channel": "PHONE" })),
        ),
        9 => {
            let deputy = people[dice.roll(PEOPLE)].clone();
            (
                "recordResponse",
                with(
                    json!({ "response": "REPRESENTED", "channel": "PHONE", "deputy": { "contactId": deputy } }),
                ),
            )
        }
        10 | 11 => ("approveAttendee", json!({ "attendeeId": of_asker(dice) })),
        12 | 13 => (
            "refuseAttendee",
            json!({ "attendeeId": of_asker(dice), "reason": "no room" }),
        ),
        14 => (
            "setQueuePriority",
            json!({ "attendeeId": of_row(dice).0, "priority": dice.roll(4), "reason": "rank" }),
        ),
        15 => ("cancelAttendee", json!({ "attendeeId": of_row(dice).0 })),
        16 => (
            "addAgendaItem",
            json!({
                "eventId": event, "kind": "SPEECH", "title": [{ "language": "en", "text": "Welcome" }],
                "contributors": [{ "contactId": person, "role": "SPEAKER" }],
            }),
        ),
        17 | 18 => {
            let (id, version) = of_row(dice);
            (
                "setCompanions",
                json!({ "attendeeId": id, "version": version, "companions": [], "partySize": party }),
            )
        }
        _ => {
            let (id, version) = of_row(dice);
            let what = match dice.roll(3) {
                0 => json!({ "category": dice.one(&CATEGORIES) }),
                1 => json!({ "attends": mode }),
                _ => json!({ "roles": [dice.one(&["GUEST", "STAFF"])] }),
            };
            let mut input = json!({ "attendeeId": id, "version": version });
            let fields = input.as_object_mut().unwrap();
            fields.extend(what.as_object().unwrap().clone());
            ("updateAttendee", input)
        }
    }
}

/// Which steps the office took, of those that were tried: one that is never taken shows nothing.
#[derive(Default)]
struct Taken(BTreeMap<&'static str, (usize, usize)>);

impl Taken {
    fn note(&mut self, mutation: &'static str, answer: &Value) {
        let (tried, taken) = self.0.entry(mutation).or_default();
        *tried += 1;
        *taken += usize::from(answer["userErrors"] == json!([]));
    }

    /// That each mutation that was tried more than a few times was taken at least once.
    fn is_of_all(&self) {
        for (mutation, (tried, taken)) in &self.0 {
            assert!(
                *taken > 0 || *tried < 5,
                "{mutation} was tried {tried} times and never taken"
            );
        }
    }
}

/// Something that changes what there is.
async fn turn(app: &TestApp, dice: &mut Dice, event: &str, seen: &Seen) -> String {
    let version = seen.event.version;
    let some = seen.pools.get(dice.roll(seen.pools.len().max(1)));
    let (mutation, input) = match (dice.roll(7), some) {
        (0 | 1, _) => (
            "updateEvent",
            json!({ "id": event, "version": version, "capacity": 4 + dice.roll(6) }),
        ),
        (2, _) => (
            "updateEvent",
            json!({ "id": event, "version": version, "passesOver": dice.roll(2) == 0 }),
        ),
        (3, Some(pool)) => (
            "updatePlacePool",
            json!({ "id": pool.id.to_string(), "version": pool.version, "size": dice.roll(5) }),
        ),
        (4, Some(pool)) => (
            "removePlacePool",
            json!({ "id": pool.id.to_string(), "version": pool.version }),
        ),
        (5, _) => {
            let kind = dice.one(&["LIMIT", "RESERVED"]);
            (
                "createPlacePool",
                json!({ "eventId": event, "name": [{ "language": "en", "text": "Some" }], "kind": kind, "size": 1 + dice.roll(3), "category": dice.one(&CATEGORIES) }),
            )
        }
        _ => {
            app.clock.advance(chrono::TimeDelta::hours(20));
            expire_offers(&app.op()).await.unwrap();
            release_pools(&app.op()).await.unwrap();
            return "time passed".to_owned();
        }
    };
    app.act_raw(mutation, input.clone(), "__typename").await;
    format!("{mutation} {input}")
}

/// An event with a few places, and people who would like one.
async fn begin(app: &TestApp, seed: u64) -> (String, Vec<String>) {
    let minutes = if seed.is_multiple_of(2) {
        json!(null)
    } else {
        json!(600)
    };
    let approval = ["NONE", "SELF_REGISTRATION", "ALL"][usize::try_from(seed % 3).unwrap()];
    let event = app
        .event(json!({ "capacity": 6, "offerMinutes": minutes, "approval": approval, "passesOver": seed % 5 == 4 }))
        .await;
    pool(app, &event, json!({ "kind": "RESERVED", "size": 2, "category": "EU", "reservedUntil": "2026-11-03T06:00" })).await;
    pool(
        app,
        &event,
        json!({ "kind": "LIMIT", "size": 2, "category": "MEDIA" }),
    )
    .await;
    pool(
        app,
        &event,
        json!({ "kind": "LIMIT", "size": 5, "mode": "IN_PERSON" }),
    )
    .await;
    let mut people = Vec::new();
    for number in 0..PEOPLE {
        people.push(
            app.contact(&format!("Guest{seed}"), &format!("Number{number}"))
                .await,
        );
    }
    (event, people)
}

#[expect(
    clippy::disallowed_methods,
    reason = "who looks for a fault that is rare says how long"
)]
fn seeds(own: u64) -> u64 {
    let wanted = std::env::var("KUVEND_TEST_SEEDS").ok();
    wanted.and_then(|text| text.parse().ok()).unwrap_or(own)
}

on_both_engines! {
    async fn no_limit_is_broken_and_nobody_is_forgotten_whatever_is_done_at_once(app: TestApp) {
        let start = app.clock.now();
        let mut taken = Taken::default();
        for seed in 0..seeds(8) {
            app.clock.set(start);
            let (event, people) = begin(&app, seed).await;
            let (id, mut dice) = (event.parse::<EventId>().unwrap(), Dice(seed));
            for round in 0..10 {
                let seen = see(&app, id).await;
                let steps: Vec<_> = (0..6).map(|_| step(&mut dice, &event, &people, &seen.rows)).collect();
                let at_once = steps.iter().map(|(mutation, input)| app.act_raw(mutation, input.clone(), "__typename"));
                let answers = futures::future::join_all(at_once).await;
                for ((mutation, _), answer) in steps.iter().zip(&answers) {
                    taken.note(mutation, answer);
                }
                look(&app, &see(&app, id).await, &format!("seed {seed} round {round}: {steps:?}")).await;
                let seen = see(&app, id).await;
                let what = turn(&app, &mut dice, &event, &seen).await;
                look(&app, &see(&app, id).await, &format!("seed {seed} round {round}: {what}")).await;
            }
        }
        taken.is_of_all();
    }

    async fn nobody_passes_who_was_before_them_and_wanted_the_same(app: TestApp) {
        let start = app.clock.now();
        let mut taken = Taken::default();
        for seed in 0..seeds(12) {
            app.clock.set(start);
            let (event, people) = begin(&app, seed).await;
            let (id, mut dice) = (event.parse::<EventId>().unwrap(), Dice(seed + 1_000));
            let mut before = see(&app, id).await;
            for number in 0..60 {
                let what = if dice.roll(6) == 0 {
                    turn(&app, &mut dice, &event, &before).await
                } else {
                    let (mutation, input) = step(&mut dice, &event, &people, &before.rows);
                    taken.note(mutation, &app.act_raw(mutation, input.clone(), "__typename").await);
                    format!("{mutation} {input}")
                };
                let what = format!("seed {seed} step {number}: {what}");
                let after = see(&app, id).await;
                nobody_was_passed(&before, &after, &what);
                look(&app, &after, &what).await;
                before = after;
            }
        }
        taken.is_of_all();
    }
}
