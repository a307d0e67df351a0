//! What brings two records together, so that not every pair is compared.
//!
//! Two records are compared where they share a key. The keys of names are made of their sounds, so that they meet across
//! spellings, and each of them leaves a part of the name out, so that one slip does not part them; none tells the given name
//! from the family name, so that swapped names meet too. A key that more than [`LARGEST`] records share says nothing, and is
//! passed over: such records meet by another.

use std::collections::BTreeSet;

use chrono::Datelike;

use super::{Record, nicknames::roots};

/// Records of one key that are compared with each other, at most.
pub const LARGEST: usize = 100;
/// Letters and digits before the `@` from which on they say whose address it is.
const TELLING: usize = 5;
/// Digits at the end of a telephone that say whose it is, whatever stands before them.
const DIGITS: usize = 8;
/// Letters from which on a word may hold a slip.
const SHORTEST: usize = 4;
/// Letters of a word that may be the slip, from its beginning.
const LONGEST: usize = 12;
/// Words of a name that keys are made of, at most.
const WORDS: usize = 3;

/// The keys of a record, each once.
#[must_use]
pub fn keys(record: &Record) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for address in &record.emails {
        let local = address.rsplit_once('@').map_or("", |(local, _)| local);
        let local: String = local.chars().filter(|c| c.is_alphanumeric()).collect();
        keys.insert(format!("e:{address}"));
        if local.len() >= TELLING {
            keys.insert(format!("l:{local}"));
        }
    }
    for number in &record.phones {
        let mut digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
        let digits = digits.split_off(digits.len().saturating_sub(DIGITS));
        keys.insert(format!("p:{}", digits.into_iter().collect::<String>()));
    }
    if let Some(day) = record.birth_on {
        keys.insert(format!("d:{day}"));
    }
    let (given, family) = (&record.name.given, &record.name.family);
    for name in [given, family] {
        if let (Some(town), false) = (&record.city, name.sound.is_empty()) {
            keys.insert(format!("c:{town} {}", name.sound));
        }
    }
    if given.words.is_empty() || family.words.is_empty() {
        return keys;
    }
    keys.insert(format!("s:{} {}", family.sound, ends(&given.words)));
    keys.insert(format!("s:{} {}", given.sound, ends(&family.words)));
    keys.insert(together("n", &given.sound, &family.sound));
    for mine in given.each_word().take(WORDS) {
        for theirs in family.each_word().take(WORDS) {
            keys.insert(together("n", &mine.sound, &theirs.sound));
        }
    }
    for root in roots(&given.words) {
        keys.insert(together("r", root, &family.sound));
    }
    for (slipped, kept) in [
        (&given.closed, &family.words),
        (&family.closed, &given.words),
    ] {
        for spelling in slips(slipped) {
            keys.insert(format!("x:{spelling} {}", initial(kept)));
        }
    }
    let year = record.birth_on.map(|day| day.year()).or(record.birth_year);
    if let Some(year) = year {
        let (one, other) = (initial(&given.words), initial(&family.words));
        keys.insert(together(&format!("y:{year}"), one, other));
    }
    keys
}

/// A key of two words, whichever comes first.
fn together(tag: &str, one: &str, other: &str) -> String {
    format!("{tag}:{} {}", one.min(other), one.max(other))
}

/// A word and what it is without each one of its letters: two words that are one slip apart have one of these in common.
fn slips(word: &str) -> BTreeSet<String> {
    if word.len() < SHORTEST || !word.is_ascii() {
        return BTreeSet::new();
    }
    let without = |place: usize| {
        let letters = word.chars().enumerate();
        letters
            .filter(|(at, _)| *at != place)
            .map(|(_, letter)| letter)
            .collect()
    };
    let mut slips: BTreeSet<String> = (0..word.len().min(LONGEST)).map(without).collect();
    slips.insert(word.to_owned());
    slips
}

/// The first letter and the last, which stay where two between them are swapped.
fn ends(words: &str) -> String {
    words
        .chars()
        .next()
        .into_iter()
        .chain(words.chars().next_back())
        .collect()
}

fn initial(words: &str) -> &str {
    // Folded words are of ASCII.
    words.get(..1).unwrap_or(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duplicates::Name;

    fn meet(one: (&str, &str), other: (&str, &str)) -> bool {
        let keys_of = |(given, family)| {
            keys(&Record {
                name: Name::new(given, family),
                ..Record::default()
            })
        };
        !keys_of(one).is_disjoint(&keys_of(other))
    }

    #[test]
    fn records_meet_across_slips_swaps_scripts_and_short_names() {
        let arta = ("Arta", "Hoxha");
        for other in [
            ("ARTA", "Hodja"),
            ("Hoxha", "Arta"),
            ("Arta", "Hoqxa"),
            ("Atra", "Hoxha"),
            ("Arta Maria", "Hoxha Leka"),
        ] {
            assert!(meet(arta, other), "{other:?}");
        }
        assert!(meet(
            ("Νίκος", "Παπαδόπουλος"),
            ("Nikolaos", "Papadopoulos")
        ));
        assert!(meet(("Kol", "Gashi"), ("Nikolla", "Gashi")));
        assert!(!meet(arta, ("Besnik", "Leka")));
    }
}
