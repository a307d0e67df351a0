//! What each level of each field weighs.

use std::collections::BTreeMap;

use super::{Field, Level};

/// The weight of a level, in bits: log₂(*m*/*u*).
///
/// | field | same | near | variant | swapped | part | alike | different |
/// |---|---|---|---|---|---|---|---|
/// | given name | 0.76 / 0.008 | 0.12 / 0.012 | 0.03 / 0.004 | 0.03 / 0.0007 | 0.03 / 0.05 | 0.015 / 0.015 | 0.015 / 0.91 |
/// | family name | 0.78 / 0.004 | 0.08 / 0.006 | 0.02 / 0.002 | 0.03 / 0.0004 | 0.02 / 0.006 | 0.015 / 0.015 | 0.055 / 0.967 |
/// | day of birth | 0.888 / 0.00004 | 0.09 / 0.0024 | | | 0.02 / 0.014 | 0.015 / 0.06 | 0.002 / 0.92 |
/// | year of birth | 0.90 / 0.016 | 0.09 / 0.08 | | | | | 0.01 / 0.904 |
/// | address | 0.55 / 0.00001 | 0.10 / 0.0005 | | | | | 0.35 / 0.99949 |
/// | telephone | 0.55 / 0.00002 | 0.05 / 0.0003 | | | | | 0.40 / 0.99968 |
/// | country | 0.85 / 0.30 | | | | | | 0.15 / 0.70 |
/// | town | 0.60 / 0.03 | 0.05 / 0.01 | | | | | 0.35 / 0.96 |
/// | origin | 0.95 / 0.50 | | | | | | 0.05 / 0.50 |
/// | sex | 0.98 / 0.50 | | | | | | 0.02 / 0.50 |
///
/// The probabilities are judgements, not measurements: *u* of a name is how often two people of a mission's register share
/// one, *u* of a day is one in the days of seventy years, *m* allows for a slip in every tenth value. A family name changes on
/// marriage and people move, so those differences weigh little; a birth and a sex hardly ever change, so theirs weigh much.
/// People have several addresses and telephones: another one is weak evidence. A day and a year of birth are never both
/// counted. A name weighs more where it is rare and less where it is frequent ([`Frequencies`](super::Frequencies)).
#[must_use]
pub fn weight(field: Field, level: Level) -> f64 {
    let (m, u): (f64, f64) = match field {
        Field::GivenName => given_name(level),
        Field::FamilyName => family_name(level),
        Field::BirthDay => match level {
            Level::Same => (0.888, 0.000_04),
            Level::Near | Level::Variant | Level::Swapped => (0.09, 0.002_4),
            Level::Part => (0.02, 0.014),
            Level::Alike => (0.015, 0.06),
            Level::Different => (0.002, 0.92),
        },
        Field::BirthYear => agreement(level, [(0.90, 0.016), (0.09, 0.08), (0.01, 0.904)]),
        Field::Email => agreement(level, [(0.55, 0.000_01), (0.10, 0.000_5), (0.35, 0.999_49)]),
        Field::Phone => agreement(level, [(0.55, 0.000_02), (0.05, 0.000_3), (0.40, 0.999_68)]),
        Field::Country => agreement(level, [(0.85, 0.30), (0.85, 0.30), (0.15, 0.70)]),
        Field::City => agreement(level, [(0.60, 0.03), (0.05, 0.01), (0.35, 0.96)]),
        Field::Origin => agreement(level, [(0.95, 0.50), (0.95, 0.50), (0.05, 0.50)]),
        Field::Sex => agreement(level, [(0.98, 0.50), (0.98, 0.50), (0.02, 0.50)]),
    };
    (m / u).log2()
}

/// The levels to which the values of a field may agree, the most first.
#[must_use]
pub const fn levels(field: Field) -> &'static [Level] {
    match field {
        Field::GivenName | Field::FamilyName => &[
            Level::Same,
            Level::Near,
            Level::Variant,
            Level::Swapped,
            Level::Part,
            Level::Alike,
            Level::Different,
        ],
        Field::BirthDay => &[
            Level::Same,
            Level::Near,
            Level::Part,
            Level::Alike,
            Level::Different,
        ],
        Field::BirthYear | Field::Email | Field::Phone | Field::City => {
            &[Level::Same, Level::Near, Level::Different]
        }
        Field::Country | Field::Origin | Field::Sex => &[Level::Same, Level::Different],
    }
}

/// What levels weigh where an office has said otherwise than the table, in thousandths of a bit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Weights(BTreeMap<(Field, Level), i64>);

impl Weights {
    /// Those of the table.
    #[must_use]
    pub const fn of_the_table() -> Self {
        Self(BTreeMap::new())
    }

    /// Says what a level weighs, in thousandths of a bit: whether nothing was said of it before.
    pub fn say(&mut self, field: Field, level: Level, millibits: i64) -> bool {
        self.0.insert((field, level), millibits).is_none()
    }

    /// What was said, by field and level.
    pub fn said(&self) -> impl Iterator<Item = (Field, Level, i64)> + '_ {
        let said = self.0.iter();
        said.map(|((field, level), millibits)| (*field, *level, *millibits))
    }

    /// The weight of a level, in bits: what was said, else the table's.
    #[must_use]
    pub fn of(&self, field: Field, level: Level) -> f64 {
        let level = if levels(field).contains(&level) {
            level
        } else {
            // What the table weighs as a slip.
            Level::Near
        };
        match self.0.get(&(field, level)) {
            #[expect(
                clippy::as_conversions,
                clippy::cast_precision_loss,
                reason = "a few ten thousand at most, which a double holds exactly"
            )]
            Some(millibits) => *millibits as f64 / 1000.0,
            None => weight(field, level),
        }
    }
}

/// How often two people have the same given name, and the same family name: *u* of the table.
pub(super) const BY_CHANCE: (f64, f64) = (given_name(Level::Same).1, family_name(Level::Same).1);

const fn given_name(level: Level) -> (f64, f64) {
    match level {
        Level::Same => (0.76, 0.008),
        Level::Near => (0.12, 0.012),
        Level::Variant => (0.03, 0.004),
        Level::Swapped => (0.03, 0.000_7),
        Level::Part => (0.03, 0.05),
        Level::Alike => (0.015, 0.015),
        Level::Different => (0.015, 0.91),
    }
}

const fn family_name(level: Level) -> (f64, f64) {
    match level {
        Level::Same => (0.78, 0.004),
        Level::Near => (0.08, 0.006),
        Level::Variant => (0.02, 0.002),
        Level::Swapped => (0.03, 0.000_4),
        Level::Part => (0.02, 0.006),
        Level::Alike => (0.015, 0.015),
        Level::Different => (0.055, 0.967),
    }
}

/// The pair of a level, of those of the same, of the near and of the different.
const fn agreement(level: Level, [same, near, different]: [(f64, f64); 3]) -> (f64, f64) {
    match level {
        Level::Same => same,
        Level::Near | Level::Variant | Level::Swapped | Level::Part | Level::Alike => near,
        Level::Different => different,
    }
}
