//! A map that cannot grow without bound.

use std::{borrow::Borrow, collections::HashMap, hash::Hash, mem};

/// Keeps what was used lately: entries live in a young and an old generation, a full young one becomes the old one,
/// and whatever the old one still holds then is dropped. Close enough to least-recently-used, at the price of a map.
pub(super) struct Generations<K, V> {
    young: HashMap<K, (V, usize)>,
    old: HashMap<K, (V, usize)>,
    weight: usize,
    capacity: usize,
}

impl<K: Eq + Hash, V> Generations<K, V> {
    /// Holds entries of `capacity` in weight, and at most twice that.
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            young: HashMap::new(),
            old: HashMap::new(),
            weight: 0,
            capacity,
        }
    }

    /// Finds an entry and counts it as used.
    pub(super) fn get_mut<Q>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        if !self.young.contains_key(key) {
            let (key, (value, weight)) = self.old.remove_entry(key)?;
            self.insert(key, value, weight);
        }
        self.young.get_mut(key).map(|(value, _)| value)
    }

    /// Adds an entry; one that weighs more than the whole capacity is not kept.
    pub(super) fn insert(&mut self, key: K, value: V, weight: usize) {
        if weight > self.capacity {
            return;
        }
        if self.weight.saturating_add(weight) > self.capacity {
            self.old = mem::take(&mut self.young);
            self.weight = 0;
        }
        self.weight = self.weight.saturating_add(weight);
        if let Some((_, replaced)) = self.young.insert(key, (value, weight)) {
            self.weight = self.weight.saturating_sub(replaced);
        }
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.young.len() + self.old.len()
    }
}

#[cfg(test)]
mod tests {
    use super::Generations;

    #[test]
    fn a_million_entries_take_the_room_of_twice_the_capacity() {
        let mut map = Generations::new(10);
        for key in 0..1_000_000 {
            map.insert(key, (), 1);
        }
        assert!(map.len() <= 20, "holds {}", map.len());
    }

    #[test]
    fn what_is_used_stays() {
        let mut map = Generations::new(4);
        map.insert("kept", 1, 1);
        for key in ["a", "b", "c", "d", "e", "f", "g", "h"] {
            map.insert(key, 0, 1);
            assert_eq!(map.get_mut("kept"), Some(&mut 1), "after {key}");
        }
        assert_eq!(map.get_mut("a"), None);
    }

    #[test]
    fn an_entry_heavier_than_the_map_is_not_kept() {
        let mut map = Generations::new(4);
        map.insert("heavy", 1, 5);
        assert_eq!(map.get_mut("heavy"), None);
    }
}
