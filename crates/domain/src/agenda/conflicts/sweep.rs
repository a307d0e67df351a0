//! Who takes the same thing at the same time: one walk along the starts, instead of a look at all pairs.

use std::collections::BTreeSet;

use super::Interval;

/// Something that is taken for a time by something.
#[derive(Debug, Clone)]
pub(super) struct Span<K, T> {
    /// What is taken.
    pub(super) key: K,
    interval: Interval,
    taker: T,
}

impl<K, T> Span<K, T> {
    pub(super) const fn new(key: K, interval: Interval, taker: T) -> Self {
        Self {
            key,
            interval,
            taker,
        }
    }
}

/// The pairs that take one thing at the same time, each once, the lesser first, with what they take. What ends when
/// another begins is no longer in its way.
pub(super) fn clashes<K: Ord + Clone, T: Ord + Copy>(
    mut spans: Vec<Span<K, T>>,
) -> BTreeSet<((T, T), K)> {
    spans.sort_by(|a, b| (&a.key, a.interval.start).cmp(&(&b.key, b.interval.start)));
    let mut found = BTreeSet::new();
    let mut running: Vec<&Span<K, T>> = Vec::new();
    for span in &spans {
        running.retain(|other| other.key == span.key && other.interval.end > span.interval.start);
        for other in running.iter().filter(|other| other.taker != span.taker) {
            let pair = (other.taker.min(span.taker), other.taker.max(span.taker));
            found.insert((pair, span.key.clone()));
        }
        running.push(span);
    }
    found
}
