//! Comparing names: folded, so that marks, case and script fall away, and tolerant of slips and of swapped parts.

use strsim::{damerau_levenshtein, jaro_winkler};

use super::Level;
use crate::fold::fold;

/// Likeness from which on two words are spellings of one.
const ALIKE: f64 = 0.92;
/// Letters from which on a word may hold a slip and still be known.
const SHORTEST: usize = 4;

/// A name, folded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Name {
    given: String,
    family: String,
}

impl Name {
    /// The folded form of a name.
    #[must_use]
    pub fn new(given: &str, family: &str) -> Self {
        Self {
            given: fold(given),
            family: fold(family),
        }
    }

    /// How far the given and the family names agree. Swapped parts are near at best.
    pub(super) fn levels(&self, other: &Self) -> (Option<Level>, Option<Level>) {
        let straight = (
            level(&self.given, &other.given),
            level(&self.family, &other.family),
        );
        let crossed = (
            level(&self.given, &other.family),
            level(&self.family, &other.given),
        );
        let agrees = |level: Option<Level>| matches!(level, Some(Level::Same | Level::Near));
        if agrees(crossed.0) && agrees(crossed.1) && !(agrees(straight.0) && agrees(straight.1)) {
            return (Some(Level::Near), Some(Level::Near));
        }
        straight
    }
}

/// How far two folded names agree; nothing where one is not known.
pub(super) fn level(one: &str, other: &str) -> Option<Level> {
    if one.is_empty() || other.is_empty() {
        return None;
    }
    if one == other {
        return Some(Level::Same);
    }
    if is_near(one, other) || is_near(&closed(one), &closed(other)) {
        return Some(Level::Near);
    }
    let shared = one
        .split(' ')
        .any(|word| other.split(' ').any(|its| is_part(word, its)));
    Some(if shared {
        Level::Part
    } else {
        Level::Different
    })
}

/// Whether two words are one with a slip, another spelling or another ending. A digit is never a slip: who is numbered
/// is told apart by the number.
fn is_near(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    if one.chars().chain(other.chars()).any(|c| c.is_ascii_digit()) {
        return false;
    }
    if one.len().min(other.len()) < SHORTEST {
        return false;
    }
    damerau_levenshtein(one, other) <= 1
        || jaro_winkler(one, other) >= ALIKE
        || respelt(one) == respelt(other)
        || (sound(one) == sound(other) && sound(one).len() > 2)
}

/// Whether a word is the other, or its first letter.
fn is_part(one: &str, other: &str) -> bool {
    one == other
        || (one.len() == 1 && other.starts_with(one))
        || (other.len() == 1 && one.starts_with(other))
}

/// The words of a name as one: `Di Marco` and `Dimarco`.
fn closed(name: &str) -> String {
    name.split(' ').collect()
}

/// A word with what sounds alike in Albanian, Italian, English and Greek spellings written alike: `Hoxha` and `Hodja`.
fn respelt(word: &str) -> String {
    word.replace("xh", "j")
        .replace("dj", "j")
        .replace("tz", "j")
        .replace("sh", "s")
        .replace("ph", "f")
        .replace("th", "t")
        .replace("ch", "h")
        .replace(['q', 'c'], "k")
}

/// The consonants of a word, each once where it is doubled, with the vowel that it begins with.
fn sound(word: &str) -> String {
    let spelt = respelt(word);
    let mut skeleton = String::with_capacity(spelt.len());
    for (place, letter) in spelt.chars().enumerate() {
        let silent = place > 0 && matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
        if !silent && !skeleton.ends_with(letter) {
            skeleton.push(letter);
        }
    }
    skeleton
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_name_are_near_and_other_names_are_not() {
        for (one, other, expected) in [
            ("Hoxha", "HOXHA", Level::Same),
            ("Παπαδόπουλος", "Papadopoulos", Level::Same),
            ("Hoxha", "Hodja", Level::Near),
            ("Gjergji", "Gjegrji", Level::Near),
            ("Di Marco", "Dimarco", Level::Near),
            ("Shkodër", "Shkodra", Level::Near),
            ("Hoxha Leka", "Leka", Level::Part),
            ("A.", "Arta", Level::Part),
            ("Hoxha", "Leka", Level::Different),
            ("Guest 01", "Visitor 02", Level::Different),
        ] {
            assert_eq!(
                level(&fold(one), &fold(other)),
                Some(expected),
                "{one}, {other}"
            );
        }
        assert_eq!(level("guest01", "guest02"), Some(Level::Different));
        assert_eq!(level("", "hoxha"), None);
    }

    #[test]
    fn swapped_names_are_near() {
        let (one, other) = (Name::new("Arta", "Hoxha"), Name::new("Hoxha", "Arta"));
        assert_eq!(one.levels(&other), (Some(Level::Near), Some(Level::Near)));
        assert_eq!(one.levels(&one), (Some(Level::Same), Some(Level::Same)));
    }
}
