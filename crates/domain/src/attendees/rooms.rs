//! Whether there is room for a party: the event's limit, its pools, and the one rule of who fits.
//!
//! **Invariant:** whoever gives a place, promises one or asks whether there is one asks here.
//!
//! A pool that keeps places for its guests until a day takes them from everybody else, held or not; its guests may hold
//! more than that where there is room for everybody. A pool that limits lets its guests hold so many of the event's places
//! and no more. What would break a limit is refused, and what leaves it no worse than it was is not: an event that the
//! office has let grow beyond its limit still takes the same answer twice.

use std::collections::BTreeSet;

use kuvend_entity::{attendee, event, event_tally, id::PoolId, kind::PoolKind, place_pool};

use crate::tally::{
    self,
    pools::{self, Quality},
};

/// A party, as limits see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Party {
    /// In which quality, and how they take part.
    pub quality: Quality,
    /// How many places.
    pub places: i32,
}

impl Party {
    /// With the places that a row holds.
    #[must_use]
    pub fn held(row: &attendee::Model) -> Self {
        Self {
            quality: Quality::of(row),
            places: tally::places(row),
        }
    }

    /// With the places that a row needs to be there.
    #[must_use]
    pub fn wanted(row: &attendee::Model) -> Self {
        Self {
            quality: Quality::of(row),
            places: tally::wanted(row),
        }
    }
}

/// What places are limited by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bound {
    /// The event's capacity, with what is kept of it for some.
    Capacity,
    /// One of its pools, by its place among them.
    Pool(usize),
}

/// What a later party may not take, since an earlier one waits for it.
pub type HeldBack = BTreeSet<Bound>;

/// An event's places: how many there are, and what is taken of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rooms {
    capacity: Option<i32>,
    taken: i32,
    pools: Vec<place_pool::Model>,
}

impl Rooms {
    /// As they are kept under the event's lock, or as they were read together.
    #[must_use]
    pub fn new(
        event: &event::Model,
        tally: &event_tally::Model,
        pools: &[place_pool::Model],
    ) -> Self {
        Self {
            capacity: event.capacity,
            taken: tally.places_taken,
            pools: pools.to_vec(),
        }
    }

    /// One of the pools.
    #[must_use]
    pub fn pool(&self, id: PoolId) -> Option<&place_pool::Model> {
        self.pools.iter().find(|pool| pool.id == id)
    }

    /// Whether anything is kept for some, or limited.
    #[must_use]
    pub fn has_pools(&self) -> bool {
        !self.pools.is_empty()
    }

    /// Places that are taken, or kept for somebody.
    #[must_use]
    pub fn held(&self) -> i32 {
        let kept = self.pools.iter().filter(|pool| keeps(pool));
        self.taken
            + kept
                .map(|pool| (pool.size - pool.taken).max(0))
                .sum::<i32>()
    }

    /// How the places are when one party has left and another has come.
    #[must_use]
    pub fn after(&self, left: Option<Party>, come: Option<Party>) -> Self {
        let mut next = self.clone();
        let moves = [(left, -1), (come, 1)];
        for (party, by) in moves
            .into_iter()
            .filter_map(|(party, by)| Some((party?, by)))
        {
            let places = by * party.places;
            next.taken += places;
            let theirs: Vec<usize> = pools::of_guest(&self.pools, party.quality).collect();
            for index in theirs {
                if let Some(pool) = next.pools.get_mut(index) {
                    pool.taken += places;
                }
            }
        }
        next
    }

    /// The limits that are broken now and were not, or were by less, before.
    #[must_use]
    pub fn broken_since(&self, before: &Self) -> HeldBack {
        let (held, was) = (self.held(), before.held());
        let full = self.capacity.is_some_and(|most| held > most && held > was);
        let limits = self.pools.iter().zip(&before.pools).enumerate();
        let limits = limits.filter(|(_, (now, was))| {
            now.kind == PoolKind::Limit && now.taken > now.size && now.taken > was.taken
        });
        full.then_some(Bound::Capacity)
            .into_iter()
            .chain(limits.map(|(index, _)| Bound::Pool(index)))
            .collect()
    }

    /// What more is taken of than before.
    fn used_since(&self, before: &Self) -> HeldBack {
        let more = (self.held() > before.held()).then_some(Bound::Capacity);
        let pools = self.pools.iter().zip(&before.pools).enumerate();
        let pools =
            pools.filter(|(_, (now, was))| now.kind == PoolKind::Limit && now.taken > was.taken);
        more.into_iter()
            .chain(pools.map(|(index, _)| Bound::Pool(index)))
            .collect()
    }

    /// The places after a party has come, if it fits and takes nothing that is held back.
    ///
    /// # Errors
    /// The limits that it would break.
    pub fn admit(&self, party: Party, held_back: &HeldBack) -> Result<Self, HeldBack> {
        let next = self.after(None, Some(party));
        let broken = next.broken_since(self);
        if broken.is_empty() && next.used_since(self).is_disjoint(held_back) {
            Ok(next)
        } else {
            Err(broken)
        }
    }

    /// Whether there can be anybody for whom there is a place, and not held back.
    #[must_use]
    pub fn has_any(&self, held_back: &HeldBack) -> bool {
        let is_free = self.capacity.is_none_or(|most| self.held() < most);
        (is_free && !held_back.contains(&Bound::Capacity))
            || self
                .pools
                .iter()
                .any(|pool| keeps(pool) && pool.taken < pool.size)
    }

    /// The most places that a party can hold which now holds some; `None` where nothing limits it.
    #[must_use]
    pub fn most(&self, held: Party, quality: Quality) -> Option<i32> {
        let rest = self.after(Some(held), None);
        let theirs: Vec<usize> = pools::of_guest(&rest.pools, quality).collect();
        let theirs = || theirs.iter().filter_map(|index| rest.pools.get(*index));
        let limits = theirs().filter(|pool| pool.kind == PoolKind::Limit);
        let limits = limits.map(|pool| pool.size - pool.taken);
        let kept = theirs().filter(|pool| keeps(pool));
        let kept: i32 = kept.map(|pool| (pool.size - pool.taken).max(0)).sum();
        let free = rest.capacity.map(|most| (most - rest.held()).max(0) + kept);
        limits.chain(free).min().map(|most| most.max(0))
    }
}

/// Whether a pool keeps places now.
fn keeps(pool: &place_pool::Model) -> bool {
    pool.kind == PoolKind::Reserved && pool.released_at.is_none()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use kuvend_entity::{
        id::{EventId, OfficeId},
        kind::{GuestCategory, PresenceMode},
        text::LocalizedText,
    };

    use super::*;

    fn pool(kind: PoolKind, size: i32, category: Option<GuestCategory>) -> place_pool::Model {
        place_pool::Model {
            id: PoolId::new(),
            office_id: OfficeId::new(),
            event_id: EventId::new(),
            version: 1,
            position: 1,
            name: LocalizedText::default(),
            kind,
            size,
            category,
            mode: None,
            reserved_until: None,
            released_at: None,
            taken: 0,
            waiting: 0,
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
        }
    }

    fn party(category: GuestCategory, places: i32) -> Party {
        Party {
            quality: Quality::new(Some(category), None),
            places,
        }
    }

    fn rooms(capacity: Option<i32>, pools: Vec<place_pool::Model>) -> Rooms {
        Rooms {
            capacity,
            taken: 0,
            pools,
        }
    }

    const DIPLOMAT: GuestCategory = GuestCategory::DiplomaticMission;
    const MEDIA: GuestCategory = GuestCategory::Media;

    #[test]
    fn what_is_kept_for_some_is_nobody_elses() {
        let kept = pool(PoolKind::Reserved, 3, Some(DIPLOMAT));
        let free = rooms(Some(5), vec![kept]);
        let nobody = HeldBack::new();
        let one = free.admit(party(MEDIA, 2), &nobody).unwrap();
        assert_eq!(one.held(), 5);
        let full = one.admit(party(MEDIA, 1), &nobody).unwrap_err();
        assert_eq!(full, HeldBack::from([Bound::Capacity]));
        let three = one.admit(party(DIPLOMAT, 3), &nobody).unwrap();
        assert!(three.admit(party(DIPLOMAT, 1), &nobody).is_err());
        assert_eq!((three.taken, three.held()), (5, 5));
    }

    #[test]
    fn who_has_places_kept_may_hold_more_where_there_is_room() {
        let kept = pool(PoolKind::Reserved, 2, Some(DIPLOMAT));
        let free = rooms(Some(5), vec![kept]);
        let nobody = HeldBack::new();
        let four = free.admit(party(DIPLOMAT, 4), &nobody).unwrap();
        assert_eq!(four.held(), 4);
        assert!(four.admit(party(MEDIA, 2), &nobody).is_err());
        assert!(four.admit(party(MEDIA, 1), &nobody).is_ok());
    }

    #[test]
    fn what_is_released_is_everybodys() {
        let mut kept = pool(PoolKind::Reserved, 3, Some(DIPLOMAT));
        kept.released_at = Some(DateTime::UNIX_EPOCH);
        let free = rooms(Some(3), vec![kept]);
        assert!(free.admit(party(MEDIA, 3), &HeldBack::new()).is_ok());
    }

    #[test]
    fn a_limit_holds_where_the_event_has_none() {
        let limit = pool(PoolKind::Limit, 2, Some(MEDIA));
        let free = rooms(None, vec![limit]);
        let two = free.admit(party(MEDIA, 2), &HeldBack::new()).unwrap();
        let full = two.admit(party(MEDIA, 1), &HeldBack::new()).unwrap_err();
        assert_eq!(full, HeldBack::from([Bound::Pool(0)]));
        assert!(two.admit(party(DIPLOMAT, 9), &HeldBack::new()).is_ok());
        assert_eq!(two.most(party(MEDIA, 1), party(MEDIA, 1).quality), Some(1));
        assert_eq!(
            two.most(party(DIPLOMAT, 0), party(DIPLOMAT, 0).quality),
            None
        );
    }

    #[test]
    fn a_guest_belongs_to_the_first_that_keeps_places_and_to_every_limit() {
        let room = place_pool::Model {
            mode: Some(PresenceMode::InPerson),
            ..pool(PoolKind::Limit, 9, None)
        };
        let all = [
            pool(PoolKind::Reserved, 1, Some(DIPLOMAT)),
            room,
            pool(PoolKind::Reserved, 1, None),
        ];
        let of = |category, mode| -> Vec<usize> {
            pools::of_guest(&all, Quality::new(Some(category), mode)).collect()
        };
        assert_eq!(of(DIPLOMAT, None), [0, 1]);
        assert_eq!(of(MEDIA, None), [1, 2]);
        assert_eq!(of(MEDIA, Some(PresenceMode::Online)), [2]);
    }

    #[test]
    fn who_waits_holds_back_what_they_wait_for_and_nothing_else() {
        let kept = pool(PoolKind::Reserved, 1, Some(DIPLOMAT));
        let limit = pool(PoolKind::Limit, 1, Some(MEDIA));
        let free = rooms(Some(4), vec![kept, limit]);
        let two = free.after(None, Some(party(GuestCategory::Eu, 2)));
        // A party of two waits for a place that everybody could have.
        let waits = two.admit(party(GuestCategory::Eu, 2), &HeldBack::new());
        let held_back = waits.unwrap_err();
        assert!(two.admit(party(GuestCategory::Eu, 1), &held_back).is_err());
        assert!(two.admit(party(DIPLOMAT, 1), &held_back).is_ok());
        // Two of the press wait for their own limit, which is nobody else's.
        let waits = two.admit(party(MEDIA, 2), &HeldBack::new()).unwrap_err();
        assert!(waits.contains(&Bound::Pool(1)));
        let press = HeldBack::from([Bound::Pool(1)]);
        assert!(two.admit(party(GuestCategory::Eu, 1), &press).is_ok());
        assert!(two.admit(party(MEDIA, 1), &press).is_err());
    }

    #[test]
    fn what_was_too_much_already_is_no_worse_when_it_stays() {
        let full = rooms(Some(2), Vec::new()).after(None, Some(party(MEDIA, 4)));
        let same = full.after(Some(party(MEDIA, 3)), Some(party(MEDIA, 3)));
        assert!(same.broken_since(&full).is_empty());
        let less = full.after(Some(party(MEDIA, 3)), Some(party(MEDIA, 2)));
        assert!(less.broken_since(&full).is_empty());
        let more = full.after(Some(party(MEDIA, 3)), Some(party(MEDIA, 4)));
        assert_eq!(more.broken_since(&full), HeldBack::from([Bound::Capacity]));
    }
}
