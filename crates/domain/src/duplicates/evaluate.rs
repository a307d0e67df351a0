//! How well the scoring tells people apart, on records of whom it is known.
//!
//! A file of labelled records is read, the records are brought together by their [keys], compared and scored, and the pairs
//! found are held against those that are truly of one person.

#[cfg(test)]
mod errors;
#[cfg(test)]
mod febrl;
mod more;
mod read;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

pub use more::More;
pub use read::{Labelled, Unreadable, read};

use super::{
    BROAD, Frequencies, STRONG,
    keys::{LARGEST, keys},
    score_among,
};

/// How many pairs were found, and how many of them rightly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Found {
    /// Pairs that were taken for one person.
    pub pairs: u64,
    /// Those of them that are.
    pub right: u64,
}

/// What came of a file of labelled records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// Records read.
    pub records: u64,
    /// Pairs of records that there are.
    pub all: u64,
    /// Pairs that are of one person.
    pub true_pairs: u64,
    /// Pairs that share a key and were compared, and those of them that are of one person.
    pub compared: Found,
    /// Keys that too many records share, and that were passed over.
    pub passed_over: u64,
    /// Pairs that may be linked.
    pub strong: Found,
    /// Pairs that a person is asked about, or that may be linked.
    pub broad: Found,
    /// The threshold that would have been best for these records.
    pub best: Best,
}

/// The whole number of bits from which on taking pairs for one person has the best F1 in a file. It is chosen by the answers,
/// so it is more than what other records would give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Best {
    /// Bits.
    pub bits: i32,
    /// The pairs with so many bits or more.
    pub found: Found,
}

impl Found {
    /// The part of what was found that is right, 0 to 1; 1 where nothing was found.
    #[must_use]
    pub fn precision(self) -> f64 {
        ratio(self.right, self.pairs)
    }

    /// The part of what is true that was found, 0 to 1; 1 where nothing is true.
    #[must_use]
    pub fn recall(self, figures: &Figures) -> f64 {
        ratio(self.right, figures.true_pairs)
    }

    /// The harmonic mean of precision and recall, 0 to 1.
    #[must_use]
    pub fn f1(self, figures: &Figures) -> f64 {
        let (precision, recall) = (self.precision(), self.recall(figures));
        if precision + recall > 0.0 {
            2.0 * precision * recall / (precision + recall)
        } else {
            0.0
        }
    }
}

impl Figures {
    /// The part of all pairs that did not have to be compared, 0 to 1.
    #[must_use]
    pub fn reduction(&self) -> f64 {
        1.0 - ratio(self.compared.pairs, self.all)
    }

    /// The part of the true pairs that share a key, 0 to 1.
    #[must_use]
    pub fn completeness(&self) -> f64 {
        self.compared.recall(self)
    }
}

/// A part of a whole; all of nothing.
fn ratio(part: u64, whole: u64) -> f64 {
    let number = |number: u64| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    if whole == 0 {
        1.0
    } else if u32::try_from(whole).is_ok() {
        number(part) / number(whole)
    } else {
        // Pairs of a hundred thousand records are more than such a number holds; their thousands are close enough.
        number(part / 1000) / number(whole / 1000)
    }
}

/// Compares labelled records and counts what was found rightly.
#[must_use]
pub fn evaluate(rows: &[Labelled]) -> Figures {
    let mut figures = Figures {
        records: count(rows.len()),
        all: pairs(rows.len()),
        true_pairs: true_pairs(rows),
        ..Figures::default()
    };
    let counted = Frequencies::of(rows.iter().map(|row| &row.record.name));
    let (candidates, passed_over) = candidates(rows);
    figures.passed_over = passed_over;
    let mut by_bits: BTreeMap<i32, Found> = BTreeMap::new();
    for (one, other) in candidates {
        let Some((one, other)) = rows.get(one).zip(rows.get(other)) else {
            continue;
        };
        let is_one = u64::from(one.entity == other.entity);
        let judged = judged(one, other, &counted);
        figures.compared.note(is_one);
        by_bits.entry(whole(judged.bits)).or_default().note(is_one);
        if judged.bits >= BROAD {
            figures.broad.note(is_one);
        }
        if judged.is_strong {
            figures.strong.note(is_one);
        }
    }
    figures.best = best(&by_bits, &figures);
    figures
}

/// What a pair comes to, with what the file tells beside the register.
#[derive(Debug, Clone, Copy)]
struct Judged {
    bits: f64,
    is_strong: bool,
}

/// Where a number of a person is the same, nothing else needs to say so or contradicts it.
fn judged(one: &Labelled, other: &Labelled, counted: &Frequencies) -> Judged {
    let score = score_among(&one.record, &other.record, counted);
    let (more, is_numbered) = one.more.bits(&other.more, &score);
    let bits = score.bits + more;
    let is_borne_out = is_numbered || (score.is_told() && !score.is_contradicted());
    Judged {
        bits,
        is_strong: bits >= STRONG && is_borne_out,
    }
}

/// The whole bits of a score.
fn whole(bits: f64) -> i32 {
    // A score is a sum of a dozen logarithms, far from the limits.
    format!("{:.0}", bits.floor()).parse().unwrap_or_default()
}

fn best(by_bits: &BTreeMap<i32, Found>, figures: &Figures) -> Best {
    let (mut best, mut from) = (Best::default(), Found::default());
    for (bits, found) in by_bits.iter().rev() {
        from.pairs += found.pairs;
        from.right += found.right;
        if from.f1(figures) > best.found.f1(figures) || best.found.pairs == 0 {
            best = Best {
                bits: *bits,
                found: from,
            };
        }
    }
    best
}

impl Found {
    const fn note(&mut self, right: u64) {
        self.pairs += 1;
        self.right += right;
    }
}

/// The places of records that share a key, each pair once, and how many keys were passed over.
fn candidates(rows: &[Labelled]) -> (BTreeSet<(usize, usize)>, u64) {
    let mut blocks: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, row) in rows.iter().enumerate() {
        for key in keys(&row.record)
            .into_iter()
            .chain(row.more.keys(&row.record.name))
        {
            blocks.entry(key).or_default().push(place);
        }
    }
    let (mut together, mut passed_over) = (BTreeSet::new(), 0);
    for block in blocks.values() {
        if block.len() > LARGEST {
            passed_over += 1;
            continue;
        }
        for (number, one) in block.iter().enumerate() {
            for other in block.iter().skip(number + 1) {
                together.insert((*one, *other));
            }
        }
    }
    (together, passed_over)
}

fn true_pairs(rows: &[Labelled]) -> u64 {
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows {
        *sizes.entry(row.entity.as_str()).or_default() += 1;
    }
    sizes.into_values().map(pairs).sum()
}

/// The pairs that so many things make.
fn pairs(things: usize) -> u64 {
    let things = count(things);
    things * things.saturating_sub(1) / 2
}

fn count(things: usize) -> u64 {
    u64::try_from(things).unwrap_or(u64::MAX)
}
