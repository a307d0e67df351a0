//! What brings two records together, so that not every pair is compared.
//!
//! Two records are compared where they share a key. The keys of names are made of their sounds, so that they meet across
//! spellings, and each of them leaves a part of the name out, so that one slip does not part them; none tells the given name
//! from the family name, so that swapped names meet too. A key that more than [`LARGEST`] records share says nothing, and is
//! passed over: such records meet by another.

use std::collections::BTreeSet;

use chrono::Datelike;

use super::{Record, names::Part, nicknames::roots};

/// Records of one key that are compared with each other, at most.
pub const LARGEST: usize = 100;
/// Letters and digits before the `@` from which on they say whose address it is.
const TELLING: usize = 5;
/// Digits at the end of a telephone that say whose it is, whatever stands before them.
const DIGITS: usize = 8;
/// Letters that are left of a name, at least, where it is known by a part of it.
const CORE: usize = 2;
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
    keys.extend(cores(given).map(|core| format!("x:{} {core}", family.sound)));
    keys.extend(cores(family).map(|core| format!("x:{} {core}", given.sound)));
    keys.insert(together("n", &given.sound, &family.sound));
    for mine in given.each_word().take(WORDS) {
        for theirs in family.each_word().take(WORDS) {
            keys.insert(together("n", &mine.sound, &theirs.sound));
        }
    }
    for root in roots(&given.words) {
        keys.insert(together("r", root, &family.sound));
    }
    let year = record.birth_on.map(|day| day.year()).or(record.birth_year);
    if let Some(year) = year {
        let (one, other) = (initial(&given.words), initial(&family.words));
        keys.insert(together(&format!("y:{year}"), one, other));
    }
    keys
}

/// A key of two words, whichever comes first.
pub(super) fn together(tag: &str, one: &str, other: &str) -> String {
    format!("{tag}:{} {}", one.min(other), one.max(other))
}

/// A name whole, and without the one letter or the two that it begins or ends with: a slip there leaves none of the sounds
/// and of the ends what they were.
fn cores(name: &Part) -> impl Iterator<Item = &str> {
    let (word, end) = (name.closed.as_str(), name.closed.len());
    [
        (0, end),
        (1, end),
        (2, end),
        (0, end.saturating_sub(1)),
        (0, end.saturating_sub(2)),
    ]
    .into_iter()
    .filter_map(move |(from, to)| word.get(from..to))
    .filter(|core| core.len() >= CORE)
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
            ("Rata", "Hoxha"),
            ("Rta", "Hoxha"),
            ("Arat", "Hoxha"),
            ("Arte", "Hoxha"),
            ("Arta", "Ohxha"),
            ("Arta", "Hoxah"),
            ("Oxha", "Arta"),
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
