//! Comparing names: folded, so that marks, case and script fall away, and tolerant of slips and of swapped parts.

use strsim::{damerau_levenshtein, jaro_winkler};

use super::{Level, nicknames::are_forms};
use crate::fold::fold;

/// Likeness from which on two words are spellings of one.
const ALIKE: f64 = 0.92;
/// Letters from which on a word may hold a slip and still be known.
const SHORTEST: usize = 4;

/// A name, folded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Name {
    pub(super) given: Part,
    pub(super) family: Part,
}

/// A given or a family name, with what it is compared by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Part {
    /// The folded words, with a space between them.
    pub(super) words: String,
    pub(super) closed: String,
    respelt: String,
    pub(super) sound: String,
}

impl Part {
    pub(super) fn new(name: &str) -> Self {
        let words = fold(name);
        let closed: String = words.split(' ').collect();
        let respelt = respelt(&closed);
        let sound = sound(&respelt);
        Self {
            words,
            closed,
            respelt,
            sound,
        }
    }

    /// Each of the words by itself.
    pub(super) fn each_word(&self) -> impl Iterator<Item = Self> {
        self.words.split(' ').map(Self::new)
    }

    /// How far two given names agree; nothing where one is not known.
    fn as_given(&self, other: &Self) -> Option<Level> {
        let level = self.compared(other)?;
        Some(match level {
            // A brother and a sister are named so: `Ardit`, `Ardita`.
            Level::Near if is_other_gender(&self.closed, &other.closed) => Level::Part,
            Level::Part | Level::Different if any_pair(&self.words, &other.words, are_forms) => {
                Level::Variant
            }
            _ => level,
        })
    }

    /// How far two names agree; nothing where one is not known.
    pub(super) fn compared(&self, other: &Self) -> Option<Level> {
        if self.words.is_empty() || other.words.is_empty() {
            return None;
        }
        if self.words == other.words {
            return Some(Level::Same);
        }
        Some(if self.is_near(other) {
            Level::Near
        } else if is_definite(&self.closed, &other.closed) {
            Level::Variant
        } else if any_pair(&self.words, &other.words, is_part) {
            Level::Part
        } else {
            Level::Different
        })
    }

    /// Whether two names are one with a slip, another spelling, another order of words or another ending. A digit is never
    /// a slip: who is numbered is told apart by the number.
    fn is_near(&self, other: &Self) -> bool {
        let (one, its) = (self.closed.as_str(), other.closed.as_str());
        if one == its || sorted(&self.words) == sorted(&other.words) {
            return true;
        }
        if one.chars().chain(its.chars()).any(|c| c.is_ascii_digit()) {
            return false;
        }
        if self.respelt == other.respelt {
            return true;
        }
        one.len().min(its.len()) >= SHORTEST
            && (damerau_levenshtein(one, its) <= 1
                || jaro_winkler(one, its) >= ALIKE
                || (self.sound == other.sound && self.sound.len() > 2))
    }
}

impl Name {
    /// The folded form of a name.
    #[must_use]
    pub fn new(given: &str, family: &str) -> Self {
        Self {
            given: Part::new(given),
            family: Part::new(family),
        }
    }

    /// How far the given and the family names agree. Where the one's given name is the other's family name and the other
    /// way round, they are swapped, which happens on forms and agrees by chance hardly ever.
    pub(super) fn levels(&self, other: &Self) -> (Option<Level>, Option<Level>) {
        let straight = (
            self.given.as_given(&other.given),
            self.family.compared(&other.family),
        );
        let crossed = (
            self.given.compared(&other.family),
            self.family.compared(&other.given),
        );
        let agrees = |level: Option<Level>| matches!(level, Some(Level::Same | Level::Near));
        if !agrees(crossed.0) || !agrees(crossed.1) || (agrees(straight.0) && agrees(straight.1)) {
            return straight;
        }
        let as_swapped = |level| match level {
            Some(Level::Same) => Some(Level::Swapped),
            level => level,
        };
        (as_swapped(crossed.0), as_swapped(crossed.1))
    }
}

fn any_pair(one: &str, other: &str, are: fn(&str, &str) -> bool) -> bool {
    one.split(' ')
        .any(|word| other.split(' ').any(|its| are(word, its)))
}

fn sorted(words: &str) -> Vec<&str> {
    let mut words: Vec<&str> = words.split(' ').collect();
    words.sort_unstable();
    words
}

/// Whether a word is the other, or its first letter.
fn is_part(one: &str, other: &str) -> bool {
    one == other
        || (one.len() == 1 && other.starts_with(one))
        || (other.len() == 1 && one.starts_with(other))
}

/// Whether one is the other with the ending of an Albanian definite form: `Gjon` and `Gjoni`, `Zef` and `Zefi`.
fn is_definite(one: &str, other: &str) -> bool {
    let is = |bare: &str, with: &str| {
        bare.len() > 2
            && with
                .strip_suffix(['i', 'u'])
                .is_some_and(|stem| stem == bare)
    };
    is(one, other) || is(other, one)
}

/// Whether two given names differ by what makes a woman's of a man's.
fn is_other_gender(one: &str, other: &str) -> bool {
    let is = |his: &str, hers: &str| {
        hers.strip_suffix('a').is_some_and(|stem| {
            his == stem || his.strip_suffix(['o', 'i']).is_some_and(|its| its == stem)
        })
    };
    is(one, other) || is(other, one)
}

/// A word with what sounds alike in Albanian, Italian, English and Greek spellings written alike, each letter once where it
/// is doubled: `Hoxha` and `Hodja`.
fn respelt(word: &str) -> String {
    let alike = word
        .replace("xh", "j")
        .replace("dj", "j")
        .replace("tz", "j")
        .replace("sh", "s")
        .replace("ph", "f")
        .replace("th", "t")
        .replace("ch", "h")
        .replace(['q', 'c'], "k")
        .replace('w', "v")
        .replace('y', "i");
    let mut once = String::with_capacity(alike.len());
    for letter in alike.chars() {
        if !once.ends_with(letter) {
            once.push(letter);
        }
    }
    once
}

/// The consonants of a respelt word, with the vowel that it begins with.
fn sound(respelt: &str) -> String {
    let mut skeleton = String::with_capacity(respelt.len());
    for (place, letter) in respelt.chars().enumerate() {
        let silent = place > 0 && matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u');
        if !silent && !skeleton.ends_with(letter) {
            skeleton.push(letter);
        }
    }
    skeleton
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(one: &str, other: &str) -> Option<Level> {
        Part::new(one).compared(&Part::new(other))
    }

    fn given(one: &str, other: &str) -> Option<Level> {
        Part::new(one).as_given(&Part::new(other))
    }

    #[test]
    fn spellings_of_a_name_are_near_and_other_names_are_not() {
        for (one, other, expected) in [
            ("Hoxha", "HOXHA", Level::Same),
            ("Παπαδόπουλος", "Papadopoulos", Level::Same),
            ("Hoxha", "Hodja", Level::Near),
            ("Gjergji", "Gjegrji", Level::Near),
            ("Di Marco", "Dimarco", Level::Near),
            ("Leka Hoxha", "Hoxha Leka", Level::Near),
            ("Shkodër", "Shkodra", Level::Near),
            ("Zef", "Zefi", Level::Variant),
            ("Hoxha Leka", "Leka", Level::Part),
            ("A.", "Arta", Level::Part),
            ("Hoxha", "Leka", Level::Different),
            ("Guest 01", "Visitor 02", Level::Different),
        ] {
            assert_eq!(level(one, other), Some(expected), "{one}, {other}");
        }
        assert_eq!(level("guest01", "guest02"), Some(Level::Different));
        assert_eq!(level("", "hoxha"), None);
    }

    #[test]
    fn forms_of_a_given_name_are_variants_and_a_sisters_name_is_another() {
        assert_eq!(given("Nikolaos", "Kol"), Some(Level::Variant));
        assert_eq!(given("Γιώργος", "George"), Some(Level::Variant));
        assert_eq!(level("Nikolaos", "Kol"), Some(Level::Different));
        assert_eq!(given("Ardit", "Ardita"), Some(Level::Part));
        assert_eq!(given("Mario", "Maria"), Some(Level::Part));
        assert_eq!(given("Arben", "Ilir"), Some(Level::Different));
    }

    #[test]
    fn swapped_names_are_told_from_straight_ones() {
        let (one, other) = (Name::new("Arta", "Hoxha"), Name::new("Hoxha", "Arta"));
        let swapped = Some(Level::Swapped);
        assert_eq!(one.levels(&other), (swapped, swapped));
        assert_eq!(one.levels(&one), (Some(Level::Same), Some(Level::Same)));
        let slip = Name::new("Hohxa", "Arta");
        assert_eq!(one.levels(&slip), (swapped, Some(Level::Near)));
    }
}
