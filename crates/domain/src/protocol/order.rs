//! The order of precedence: one pure, total order of those who are present.
//!
//! **Invariant:** of two who are not the same, one goes before the other, whatever the order in which they are told, and
//! whoever else is there.
//! **Invariant:** whom an office puts before somebody else goes before them, unless that leads in a circle, which no use case
//! makes ([`leads_to`]) and which counts for nothing.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

use chrono::NaiveDate;

/// What somebody's place follows from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat<K> {
    /// Who: the last word where all else is the same.
    pub key: K,
    /// The position of their rank, the highest 1; who has none goes last.
    pub rank: Option<i32>,
    /// Since when they count among equals; who has no such day goes after who has.
    pub since: Option<NaiveDate>,
    /// The country they stand for, by its code in small letters; empty goes last.
    pub country: String,
    /// Their name, folded, the family's first.
    pub name: String,
    /// Whom they go directly before, by courtesy.
    pub before: Option<K>,
}

/// Which of two goes first, courtesies aside.
#[must_use]
pub fn compare<K: Ord>(one: &Seat<K>, other: &Seat<K>) -> Ordering {
    let parts = |seat: &Seat<K>| {
        (
            seat.rank.unwrap_or(i32::MAX),
            seat.since.unwrap_or(NaiveDate::MAX),
            seat.country.is_empty(),
        )
    };
    parts(one)
        .cmp(&parts(other))
        .then_with(|| one.country.cmp(&other.country))
        .then_with(|| one.name.cmp(&other.name))
        .then_with(|| one.key.cmp(&other.key))
}

/// Everybody in order. Who goes before somebody by courtesy goes directly before them, with those who go before the former;
/// several before one stand among themselves as they would without.
#[must_use]
pub fn order<K: Ord + Copy>(seats: &[Seat<K>]) -> Vec<K> {
    let mut sorted: Vec<&Seat<K>> = seats.iter().collect();
    sorted.sort_by(|one, other| compare(one, other));
    let present: BTreeSet<K> = seats.iter().map(|seat| seat.key).collect();
    let before: BTreeMap<K, K> = seats
        .iter()
        .filter_map(|seat| Some((seat.key, seat.before.filter(|to| present.contains(to))?)))
        .collect();
    let mut ahead: BTreeMap<K, Vec<K>> = BTreeMap::new();
    let mut free = Vec::new();
    for seat in sorted {
        match before.get(&seat.key) {
            Some(to) if !leads_to(&before, *to, seat.key) => {
                ahead.entry(*to).or_default().push(seat.key);
            }
            _ => free.push(seat.key),
        }
    }
    let mut placed = Vec::with_capacity(seats.len());
    let mut waiting: Vec<K> = free.into_iter().rev().collect();
    while let Some(next) = waiting.pop() {
        match ahead.remove(&next) {
            // Whoever goes before this one is told first, and then this one again, before whom nobody goes any more.
            Some(first) => {
                waiting.push(next);
                waiting.extend(first.into_iter().rev());
            }
            None => placed.push(next),
        }
    }
    placed
}

/// Whether somebody is found by going from one to whom that one goes before, and so on.
#[must_use]
pub fn leads_to<K: Ord + Copy>(before: &BTreeMap<K, K>, from: K, to: K) -> bool {
    let mut at = from;
    // A way without a circle is no longer than there are courtesies.
    for _ in 0..=before.len() {
        if at == to {
            return true;
        }
        match before.get(&at) {
            Some(next) => at = *next,
            None => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests;
