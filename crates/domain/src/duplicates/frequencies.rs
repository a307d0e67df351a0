//! How frequent names are: two who are called `Arben Hoxha` say little where many are, and two of a rare name say much.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Field, Level, Reason,
    names::{Name, Part},
    weights::{BY_CHANCE, Weights},
};

/// People that the probabilities of the table count for, beside those who were counted: a small register says little about
/// how frequent a name is.
const DAMPING: f64 = 200.0;
/// Bits that a name weighs more or less for being rare or frequent, at most. Two frequent names by themselves are not asked
/// about; two rare ones link no more than others do.
const MOST: f64 = 3.0;

/// How many people have a word in their name, given or family: the two change places on forms. With it goes what levels weigh among
/// them.
///
/// Without any, each name weighs what the table says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frequencies {
    people: u64,
    words: BTreeMap<String, u64>,
    weights: Weights,
}

impl Frequencies {
    /// Counted elsewhere: of so many people, so many have each of some folded words in their names. A word that is not told
    /// is nobody's.
    #[must_use]
    pub const fn counted(people: u64, words: BTreeMap<String, u64>) -> Self {
        Self {
            people,
            words,
            weights: Weights::of_the_table(),
        }
    }

    /// The same, where levels weigh what an office says.
    #[must_use]
    pub fn weighed(self, weights: Weights) -> Self {
        Self { weights, ..self }
    }

    /// What levels weigh.
    pub(super) const fn weights(&self) -> &Weights {
        &self.weights
    }

    /// Counted from names.
    #[must_use]
    pub fn of<'a>(names: impl IntoIterator<Item = &'a Name>) -> Self {
        let mut counted = Self::default();
        for name in names {
            counted.people += 1;
            for word in name.words() {
                if let Some(number) = counted.words.get_mut(word) {
                    *number += 1;
                } else {
                    counted.words.insert(word.to_owned(), 1);
                }
            }
        }
        counted
    }

    /// Bits that two names, which agree so far, weigh more than a table says by which two people have the same one by this
    /// chance, less below zero.
    pub(super) fn more(&self, level: Level, (one, other): (&Part, &Part), chance: f64) -> f64 {
        let share = match level {
            Level::Same | Level::Swapped => 1.0,
            // What is alike says less than what is the same, in either direction.
            Level::Near | Level::Variant => 0.5,
            Level::Part | Level::Alike | Level::Different => return 0.0,
        };
        // A name with a slip in it is rare, which says nothing: what is meant is the more frequent of the two.
        let having = self.having(one).max(self.having(other));
        // One of those who are counted is who is compared, and shares the name with nobody by that.
        let (having, people) = (having.saturating_sub(1), self.people.saturating_sub(1));
        let here = (number(having) + DAMPING * chance) / (number(people) + DAMPING);
        share * (chance / here).log2().clamp(-MOST, MOST)
    }

    /// People who have the rarest word of a name.
    fn having(&self, name: &Part) -> u64 {
        let words = name.words.split(' ');
        let having = words.map(|word| self.words.get(word).copied().unwrap_or_default());
        having.min().unwrap_or_default()
    }
}

impl Name {
    /// Lets a name that is rare or frequent weigh more or less. Where the parts are swapped, both are of one chance, so that
    /// it does not matter which record is compared to which.
    pub(super) fn weigh(&self, other: &Self, counted: &Frequencies, reasons: &mut [Reason]) {
        let is_swapped = reasons.iter().any(|it| it.level == Level::Swapped);
        let (given, family) = BY_CHANCE;
        for reason in reasons {
            let (parts, chance) = match reason.field {
                Field::GivenName if is_swapped => ((&self.given, &other.family), given.min(family)),
                Field::GivenName => ((&self.given, &other.given), given),
                Field::FamilyName if is_swapped => {
                    ((&self.family, &other.given), given.min(family))
                }
                Field::FamilyName => ((&self.family, &other.family), family),
                _ => continue,
            };
            reason.weight += counted.more(reason.level, parts, chance);
        }
    }

    /// The words of a name, each once.
    #[must_use]
    pub fn words(&self) -> BTreeSet<&str> {
        let words = [&self.given, &self.family].map(|part| part.words.split(' '));
        words
            .into_iter()
            .flatten()
            .filter(|word| !word.is_empty())
            .collect()
    }
}

/// A number of people; four thousand millions are as good as more.
fn number(people: u64) -> f64 {
    f64::from(u32::try_from(people).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duplicates::{BROAD, Record, STRONG, Score, score, score_among};

    fn named(given: &str, family: &str) -> Record {
        Record {
            name: Name::new(given, family),
            ..Record::default()
        }
    }

    fn among(people: u64, words: &[(&str, u64)]) -> Frequencies {
        let words = words
            .iter()
            .map(|(word, number)| ((*word).to_owned(), *number));
        Frequencies::counted(people, words.collect())
    }

    fn same(given: &str, family: &str, counted: &Frequencies) -> Score {
        score_among(&named(given, family), &named(given, family), counted)
    }

    #[test]
    fn a_frequent_name_says_less_than_a_rare_one() {
        let office = among(
            20_000,
            &[("arben", 400), ("hoxha", 600), ("ylber", 3), ("qirko", 2)],
        );
        let frequent = same("Arben", "Hoxha", &office).bits;
        let rare = same("Ylber", "Qirko", &office).bits;
        let table = score(&named("Arben", "Hoxha"), &named("Arben", "Hoxha")).bits;
        assert!(frequent < BROAD, "{frequent}");
        assert!(rare > table && table > frequent);
        assert!(rare < table + 2.0 * MOST + 1e-9, "bounded");
        assert!(
            !same("Ylber", "Qirko", &office).is_strong(),
            "a name never links"
        );
        let all = among(20_000, &[("arben", 20_000), ("hoxha", 20_000)]);
        assert!(same("Arben", "Hoxha", &all).bits >= table - 2.0 * MOST - 1e-9);
        assert!(rare > STRONG - 2.0, "{rare}");
    }

    #[test]
    fn few_people_say_little_about_how_frequent_a_name_is() {
        let table = same("Arben", "Hoxha", &Frequencies::default()).bits;
        assert!(
            (table - score(&named("Arben", "Hoxha"), &named("Arben", "Hoxha")).bits).abs() < 1e-9
        );
        let small = among(3, &[("arben", 1), ("hoxha", 2)]);
        let said = same("Arben", "Hoxha", &small).bits;
        assert!(said >= BROAD && (table - said) < 3.0, "{said}");
    }

    #[test]
    fn a_slip_is_as_frequent_as_what_is_meant() {
        let office = among(20_000, &[("arben", 400), ("hoxha", 600)]);
        let slip = |counted: &Frequencies| {
            score_among(&named("Arben", "Hoxha"), &named("Arbne", "Hoxha"), counted).bits
        };
        assert!(slip(&office) < slip(&Frequencies::default()));
        let two = among(20_000, &[("di", 900), ("marco", 4)]);
        let name = Part::new("Di Marco");
        assert!(
            two.more(Level::Same, (&name, &name), 0.004) > 0.0,
            "its rarest word"
        );
    }

    #[test]
    fn it_does_not_matter_which_is_compared_to_which() {
        let office = among(2_000, &[("arben", 90), ("hoxha", 7)]);
        let (one, other) = (named("Arben", "Hoxha"), named("Hoxha", "Arben"));
        let there = score_among(&one, &other, &office).bits;
        assert!((there - score_among(&other, &one, &office).bits).abs() < 1e-9);
        assert!((there - score(&one, &other).bits).abs() > 0.1);
    }

    #[test]
    fn names_are_counted_once_a_person() {
        let names = [Name::new("Arta Arta", "Hoxha"), Name::new("Hoxha", "Ilir")];
        let counted = Frequencies::of(&names);
        assert_eq!(counted, among(2, &[("arta", 1), ("hoxha", 2), ("ilir", 1)]));
    }
}
