//! What a file of labelled records may tell beside what the register holds: street, postcode and a national number.
//!
//! The register has none of them, so the product's own score knows nothing of them. Files that others measure with live by
//! them, and a scorer that passes them over is measured on a part of the evidence.

use std::collections::BTreeSet;

use strsim::damerau_levenshtein;

use crate::duplicates::{Field, Level, Score, keys::together, names::Name};

/// Letters and digits from which on a number of a person tells who it is.
const TELLING: usize = 6;

/// What a record of a file tells beside what the register holds. What is not known is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct More {
    /// The words of street and house, folded, in whatever column they stood.
    pub street: BTreeSet<String>,
    /// The postcode, folded.
    pub postcode: Option<String>,
    /// The number that a state gave the person, folded.
    pub number: Option<String>,
}

impl More {
    /// Bits that it adds to a score, and whether the number says by itself who it is.
    pub(super) fn bits(&self, other: &Self, score: &Score) -> (f64, bool) {
        let is_other_person = score.level(Field::GivenName) == Some(Level::Different);
        let is_same_town = score.level(Field::City) == Some(Level::Same);
        // A household lives in one house, and a town has few postcodes.
        let (most_street, most_code) = match (is_other_person, is_same_town) {
            (true, _) => (1.0, 0.5),
            (false, true) => (f64::MAX, 2.5),
            (false, false) => (f64::MAX, f64::MAX),
        };
        let street = self.street(other).map_or(0.0, |level| match level {
            Level::Same => bits(0.60, 0.000_5),
            Level::Different => bits(0.15, 0.98),
            _ => bits(0.25, 0.02),
        });
        let code = compared(self.postcode.as_ref(), other.postcode.as_ref());
        let code = code.map_or(0.0, |level| match level {
            Level::Same => bits(0.75, 0.005),
            Level::Near => bits(0.10, 0.01),
            _ => bits(0.15, 0.985),
        });
        let number = compared(self.number.as_ref(), other.number.as_ref());
        let told = number.map_or(0.0, |level| match level {
            Level::Same => bits(0.90, 0.000_02),
            Level::Near => bits(0.08, 0.000_1),
            _ => bits(0.02, 0.999_9),
        });
        let place = street.min(most_street) + code.min(most_code);
        (place + told, number == Some(Level::Same))
    }

    /// How far streets agree: by their words, since house, street and place change columns.
    fn street(&self, other: &Self) -> Option<Level> {
        let (one, its) = (&self.street, &other.street);
        if one.is_empty() || its.is_empty() {
            return None;
        }
        let met = |word: &&String| its.iter().any(|other| is_near(word, other));
        let (alike, fewest) = (one.iter().filter(met).count(), one.len().min(its.len()));
        Some(if one == its {
            Level::Same
        } else if alike * 3 >= fewest * 2 {
            Level::Near
        } else {
            Level::Different
        })
    }

    /// The keys by which such records meet, beside those of what the register holds.
    pub(super) fn keys(&self, name: &Name) -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        keys.extend(self.number.as_ref().map(|number| format!("m:{number}")));
        if self.street.len() > 1 {
            let words: Vec<&str> = self.street.iter().map(String::as_str).collect();
            keys.insert(format!("h:{}", words.join(" ")));
        }
        if let Some(code) = &self.postcode {
            let sounds = [&name.given.sound, &name.family.sound];
            let sounds = sounds.into_iter().filter(|sound| !sound.is_empty());
            keys.extend(sounds.map(|sound| together("c", code, sound)));
        }
        keys
    }
}

/// A number that tells who it is, folded and without what parts its groups.
pub(super) fn telling(cell: &str) -> Option<String> {
    let told: String = cell
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    Some(told).filter(|told| told.len() >= TELLING)
}

fn bits(m: f64, u: f64) -> f64 {
    (m / u).log2()
}

/// How far two values agree; nothing where one is not known.
fn compared(one: Option<&String>, other: Option<&String>) -> Option<Level> {
    one.zip(other)
        .map(|(one, other)| match damerau_levenshtein(one, other) {
            0 => Level::Same,
            1 => Level::Near,
            _ => Level::Different,
        })
}

/// Whether two words are one, with a slip where they are long enough to hold one.
fn is_near(one: &str, other: &str) -> bool {
    one == other || (one.len().min(other.len()) > 3 && damerau_levenshtein(one, other) == 1)
}
