//! How rare a name is: two who share a rare one are sooner one person than two who share a common one.

use std::collections::HashMap;

use super::{Field, Level, Name, Reason, weights::weight};

/// People for whom the table's own probability stands, so that few records do not make a name rare or common.
const ASSUMED: f64 = 200.0;
/// Bits that a common name takes away at most.
const LEAST: f64 = -4.0;
/// Bits that a rare one adds at most.
const MOST: f64 = 2.5;

/// How many of the people among whom is looked have which names; nothing known of any at first.
///
/// An agreement on a name weighs log₂(*m*/*u*), and *u* is how often two people share it by chance. The table has one *u* for all names;
/// here it is moved to how often this name is there: by at most 4 bits down for a common one and 2.5 up for a rare one. A
/// name with a slip is moved half as far, by the more frequent of the two.
#[derive(Debug, Clone, Default)]
pub struct Rarity {
    people: f64,
    given: HashMap<String, f64>,
    family: HashMap<String, f64>,
}

impl Rarity {
    /// Among so many people.
    #[must_use]
    pub fn among(people: u32) -> Self {
        Self {
            people: f64::from(people),
            ..Self::default()
        }
    }

    /// Says how many have the given and how many the family name of somebody.
    pub fn tell(&mut self, name: &Name, given: u32, family: u32) {
        let Name {
            given: a,
            family: b,
        } = name;
        self.given.insert(a.words.clone(), f64::from(given));
        self.family.insert(b.words.clone(), f64::from(family));
    }

    /// Counts somebody.
    pub fn count(&mut self, name: &Name) {
        self.people += 1.0;
        *self.given.entry(name.given.words.clone()).or_default() += 1.0;
        *self.family.entry(name.family.words.clone()).or_default() += 1.0;
    }

    /// Moves what two names weigh by how rare they are.
    pub(super) fn apply(&self, reasons: &mut [Reason], (one, other): (&Name, &Name)) {
        if self.people < 1.0 {
            return;
        }
        for reason in reasons {
            let (names, mine, theirs) = match reason.field {
                Field::GivenName => (&self.given, &one.given, &other.given),
                Field::FamilyName => (&self.family, &one.family, &other.family),
                Field::BirthDay
                | Field::BirthYear
                | Field::Email
                | Field::Phone
                | Field::Country
                | Field::City
                | Field::Origin
                | Field::Sex => continue,
            };
            let share = match reason.level {
                Level::Same | Level::Swapped => 1.0,
                Level::Near | Level::Variant => 0.5,
                Level::Part | Level::Alike | Level::Different => continue,
            };
            let count = |words: &str| names.get(words).copied().unwrap_or_default();
            let count = count(&mine.words).max(count(&theirs.words));
            reason.weight += share * self.bits(reason.field, count);
        }
    }

    /// What a name that so many have adds to an agreement on it.
    fn bits(&self, field: Field, count: f64) -> f64 {
        // u = m / 2^w, as the table has it.
        let (m, same) = match field {
            Field::GivenName => (0.76_f64, weight(field, Level::Same)),
            _ => (0.78_f64, weight(field, Level::Same)),
        };
        let usual = m / same.exp2();
        // The one compared is among them.
        let others = (count - 1.0).max(0.0);
        let here = (others + ASSUMED * usual) / (self.people + ASSUMED);
        (usual / here).log2().clamp(LEAST, MOST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duplicates::{Record, score};

    fn named(given: &str, family: &str) -> Record {
        Record {
            name: Name::new(given, family),
            ..Record::default()
        }
    }

    #[test]
    fn a_common_name_says_less_than_a_rare_one_and_nothing_known_changes_nothing() {
        let (one, rare) = (named("Arben", "Hoxha"), named("Zoi", "Vretto"));
        let mut among = Rarity::among(10_000);
        among.tell(&one.name, 900, 700);
        among.tell(&rare.name, 2, 1);
        let usual = score(&one, &one, &Rarity::default()).bits;
        let (common, rare) = (
            score(&one, &one, &among).bits,
            score(&rare, &rare, &among).bits,
        );
        assert!(common < usual - 5.0, "{common} {usual}");
        assert!(
            (usual + 4.0..=usual + 5.1).contains(&rare),
            "{rare} {usual}"
        );
    }

    #[test]
    fn few_people_move_little() {
        let one = named("Arben", "Hoxha");
        let mut among = Rarity::default();
        among.count(&one.name);
        among.count(&one.name);
        let usual = score(&one, &one, &Rarity::default()).bits;
        let moved = score(&one, &one, &among).bits;
        assert!((moved - usual).abs() < 3.0, "{moved} {usual}");
    }
}
