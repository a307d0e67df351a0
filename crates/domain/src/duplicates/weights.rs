//! What each level of each field weighs.

use super::{Field, Level};

/// The weight of a level, in bits: log₂(*m*/*u*).
///
/// | field | same | near | part | different |
/// |---|---|---|---|---|
/// | given name | 0.78 / 0.008 | 0.14 / 0.012 | 0.04 / 0.05 | 0.04 / 0.93 |
/// | family name | 0.80 / 0.004 | 0.10 / 0.006 | 0.03 / 0.006 | 0.07 / 0.984 |
/// | year of birth | 0.90 / 0.016 | 0.09 / 0.08 | | 0.01 / 0.904 |
/// | address | 0.55 / 0.00001 | 0.10 / 0.0005 | | 0.35 / 0.99949 |
/// | telephone | 0.55 / 0.00002 | 0.05 / 0.0003 | | 0.40 / 0.99968 |
/// | country | 0.85 / 0.30 | | | 0.15 / 0.70 |
/// | town | 0.60 / 0.03 | 0.05 / 0.01 | | 0.35 / 0.96 |
/// | origin | 0.95 / 0.50 | | | 0.05 / 0.50 |
/// | sex | 0.98 / 0.50 | | | 0.02 / 0.50 |
///
/// A family name changes on marriage and people move, so those differences weigh little; a year of birth and a sex hardly
/// ever change, so theirs weigh much. People have several addresses and telephones: another one is weak evidence.
#[must_use]
pub fn weight(field: Field, level: Level) -> f64 {
    let (m, u): (f64, f64) = match (field, level) {
        (Field::GivenName, Level::Same) => (0.78, 0.008),
        (Field::GivenName, Level::Near) => (0.14, 0.012),
        (Field::GivenName, Level::Part) => (0.04, 0.05),
        (Field::GivenName, Level::Different) => (0.04, 0.93),
        (Field::FamilyName, Level::Same) => (0.80, 0.004),
        (Field::FamilyName, Level::Near) => (0.10, 0.006),
        (Field::FamilyName, Level::Part) => (0.03, 0.006),
        (Field::FamilyName, Level::Different) => (0.07, 0.984),
        (Field::BirthYear, Level::Same) => (0.90, 0.016),
        (Field::BirthYear, Level::Near | Level::Part) => (0.09, 0.08),
        (Field::BirthYear, Level::Different) => (0.01, 0.904),
        (Field::Email, Level::Same) => (0.55, 0.000_01),
        (Field::Email, Level::Near | Level::Part) => (0.10, 0.000_5),
        (Field::Email, Level::Different) => (0.35, 0.999_49),
        (Field::Phone, Level::Same) => (0.55, 0.000_02),
        (Field::Phone, Level::Near | Level::Part) => (0.05, 0.000_3),
        (Field::Phone, Level::Different) => (0.40, 0.999_68),
        (Field::Country, Level::Different) => (0.15, 0.70),
        (Field::Country, _) => (0.85, 0.30),
        (Field::City, Level::Same) => (0.60, 0.03),
        (Field::City, Level::Near | Level::Part) => (0.05, 0.01),
        (Field::City, Level::Different) => (0.35, 0.96),
        (Field::Origin, Level::Different) => (0.05, 0.50),
        (Field::Origin, _) => (0.95, 0.50),
        (Field::Sex, Level::Different) => (0.02, 0.50),
        (Field::Sex, _) => (0.98, 0.50),
    };
    (m / u).log2()
}
