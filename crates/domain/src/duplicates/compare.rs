//! Comparing two records, field by field.

use chrono::{Datelike, NaiveDate};
use strsim::damerau_levenshtein;

use super::{
    Field, Frequencies, Level, Reason, Score,
    names::{Name, Part},
};

/// Letters before the `@` from which on they say whose address it is.
const TELLING: usize = 5;

/// What is compared of a person. What is not known is empty.
#[derive(Debug, Clone, Default)]
pub struct Record {
    /// The name.
    pub name: Name,
    /// The day of birth.
    pub birth_on: Option<NaiveDate>,
    /// The year of birth, which stands beside the day too.
    pub birth_year: Option<i32>,
    /// The addresses, as they are compared.
    pub emails: Vec<String>,
    /// The telephones, in E.164.
    pub phones: Vec<String>,
    /// The country of residence, its code.
    pub country: Option<String>,
    /// The town of residence, folded.
    pub city: Option<String>,
    /// The country of origin, its code.
    pub origin: Option<String>,
    /// The sex, where it was told.
    pub sex: Option<String>,
}

/// How likely two records are of one person, with what says so, where it is not known how frequent names are.
#[must_use]
pub fn score(one: &Record, other: &Record) -> Score {
    score_among(one, other, &Frequencies::default())
}

/// How likely two records are of one person among those whose names were counted, with what says so.
#[must_use]
pub fn score_among(one: &Record, other: &Record, counted: &Frequencies) -> Score {
    let (given, family) = one.name.levels(&other.name);
    let days = one.birth_on.zip(other.birth_on);
    let years = one.birth_year.zip(other.birth_year);
    let years = years.filter(|_| days.is_none());
    let towns = one.city.as_ref().zip(other.city.as_ref());
    let levels = [
        (Field::GivenName, given),
        (Field::FamilyName, family),
        (Field::BirthDay, days.map(|(one, other)| day(one, other))),
        (Field::BirthYear, years.map(|(one, other)| year(one, other))),
        (Field::Email, best(&one.emails, &other.emails, address)),
        (Field::Phone, best(&one.phones, &other.phones, number)),
        (
            Field::Country,
            code(one.country.as_ref(), other.country.as_ref()),
        ),
        (Field::City, towns.and_then(|(one, other)| town(one, other))),
        (
            Field::Origin,
            code(one.origin.as_ref(), other.origin.as_ref()),
        ),
        (Field::Sex, code(one.sex.as_ref(), other.sex.as_ref())),
    ];
    let mut reasons: Vec<Reason> = levels
        .into_iter()
        .filter_map(|(field, level)| {
            level.map(|level| Reason {
                field,
                level,
                weight: counted.weights().of(field, level),
            })
        })
        .collect();
    one.name.weigh(&other.name, counted, &mut reasons);
    if given == Some(Level::Different) {
        as_household(&mut reasons);
    }
    if family == Some(Level::Different) {
        as_neighbours(&mut reasons);
    }
    if given != Some(Level::Different) {
        // A given name says the sex already; another one speaks against it all the same.
        for reason in reasons.iter_mut().filter(|it| it.field == Field::Sex) {
            reason.weight = reason.weight.min(0.0);
        }
    }
    if reasons
        .iter()
        .any(|it| it.field == Field::City && it.level == Level::Same)
    {
        // Who lives in the same town lives in the same country: that is said already.
        for reason in reasons.iter_mut().filter(|it| it.field == Field::Country) {
            reason.weight = reason.weight.min(0.0);
        }
    }
    let bits = reasons.iter().map(|reason| reason.weight).sum();
    Score { bits, reasons }
}

/// What people of one household share says little where the given names are two: the family name, the town and the country
/// go together, and spouses, parents, children and twins have an address, a telephone or a birthday in common.
fn as_household(reasons: &mut [Reason]) {
    for reason in reasons {
        let most = match reason.field {
            Field::GivenName | Field::BirthYear | Field::Origin | Field::Sex => continue,
            Field::FamilyName => 3.0,
            Field::Email => 4.0,
            Field::Phone => 2.5,
            Field::BirthDay => 5.0,
            Field::Country | Field::City => 0.5,
        };
        reason.weight = reason.weight.min(most);
    }
}

/// Where the family names are two, people of one given name are many in every town and year: who has married is known by a birthday,
/// an address or a telephone.
fn as_neighbours(reasons: &mut [Reason]) {
    for reason in reasons {
        let most = match reason.field {
            Field::GivenName
            | Field::FamilyName
            | Field::Email
            | Field::Phone
            | Field::BirthDay => continue,
            Field::BirthYear => 3.0,
            Field::City => 1.0,
            Field::Country | Field::Origin | Field::Sex => 0.0,
        };
        reason.weight = reason.weight.min(most);
    }
}

/// Two neighbouring days, a day and a month swapped, and one digit of a date or two swapped are near; the same year is a part; two
/// digits are alike.
fn day(one: NaiveDate, other: NaiveDate) -> Level {
    let is_swapped =
        one.year() == other.year() && one.day() == other.month() && one.month() == other.day();
    let written = |day: NaiveDate| day.format("%Y%m%d").to_string();
    let slips = || damerau_levenshtein(&written(one), &written(other));
    if one == other {
        Level::Same
    } else if is_swapped || (one - other).num_days().abs() == 1 || slips() == 1 {
        Level::Near
    } else if one.year() == other.year() {
        Level::Part
    } else if slips() == 2 {
        Level::Alike
    } else {
        Level::Different
    }
}

/// A town of several words is near one of them.
fn town(one: &str, other: &str) -> Option<Level> {
    Part::new(one).compared(&Part::new(other))
}

/// A neighbouring year and a slip in one digit, or two swapped, are near.
fn year(one: i32, other: i32) -> Level {
    if one == other {
        Level::Same
    } else if one.abs_diff(other) == 1
        || damerau_levenshtein(&one.to_string(), &other.to_string()) == 1
    {
        Level::Near
    } else {
        Level::Different
    }
}

/// A same name at another service and a slip are near; digits are not slips.
fn address(one: &str, other: &str) -> Level {
    let local = |address: &str| {
        let local = address.rsplit_once('@').map(|(local, _)| local.to_owned());
        local.filter(|local| local.len() >= TELLING)
    };
    let digits =
        |address: &str| -> String { address.chars().filter(char::is_ascii_digit).collect() };
    let slip = || digits(one) == digits(other) && damerau_levenshtein(one, other) == 1;
    if one == other {
        Level::Same
    } else if local(one).is_some_and(|name| local(other) == Some(name)) || slip() {
        Level::Near
    } else {
        Level::Different
    }
}

/// One digit apart is near.
fn number(one: &str, other: &str) -> Level {
    match damerau_levenshtein(one, other) {
        0 => Level::Same,
        1 => Level::Near,
        _ => Level::Different,
    }
}

/// The best that any two of them agree; nothing where one side has none.
fn best(one: &[String], other: &[String], level: fn(&str, &str) -> Level) -> Option<Level> {
    one.iter()
        .flat_map(|mine| other.iter().map(move |theirs| level(mine, theirs)))
        .min()
}

fn code(one: Option<&String>, other: Option<&String>) -> Option<Level> {
    one.zip(other).map(|(one, other)| {
        if one == other {
            Level::Same
        } else {
            Level::Different
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duplicates::{BROAD, STRONG};

    fn named(given: &str, family: &str) -> Record {
        Record {
            name: Name::new(given, family),
            ..Record::default()
        }
    }

    fn bits(one: &Record, other: &Record) -> f64 {
        score(one, other).bits
    }

    fn linked(one: &Record, other: &Record) -> bool {
        score(one, other).is_strong()
    }

    #[test]
    fn a_name_alone_asks_and_never_links() {
        let one = named("Arben", "Çami");
        let same = bits(&one, &named("ARBEN", "Cami"));
        assert!((BROAD..STRONG).contains(&same), "{same}");
        assert!(bits(&one, &named("Arben", "Hoxha")) < BROAD);
        assert!(bits(&one, &named("Arta", "Çami")) < BROAD);
    }

    #[test]
    fn an_address_beside_a_name_links_and_beside_another_name_asks() {
        let with = |given: &str, family: &str| Record {
            emails: vec!["arta.hoxha@example.org".to_owned()],
            ..named(given, family)
        };
        let one = with("Arta", "Hoxha");
        assert!(bits(&one, &with("Arta", "Hoxha")) >= STRONG);
        assert!(
            bits(&one, &with("Arta", "Leka")) < STRONG,
            "a changed family name is asked about"
        );
        let spouse = bits(&one, &with("Besnik", "Hoxha"));
        assert!(spouse < BROAD, "{spouse}");
    }

    #[test]
    fn names_in_swapped_order_ask() {
        let swapped = score(&named("Arta", "Hoxha"), &named("Hoxha", "Arta"));
        assert_eq!(swapped.level(Field::GivenName), Some(Level::Swapped));
        assert!((BROAD..STRONG).contains(&swapped.bits), "{}", swapped.bits);
    }

    #[test]
    fn a_birthday_links_a_slip_in_it_asks_and_a_twin_is_not_linked() {
        let born = |given: &str, family: &str, (y, m, d): (i32, u32, u32)| Record {
            birth_on: NaiveDate::from_ymd_opt(y, m, d),
            birth_year: Some(y),
            ..named(given, family)
        };
        let one = born("Arta", "Hoxha", (1980, 3, 7));
        assert!(linked(&one, &born("Arta", "Hoxha", (1980, 3, 7))));
        let swapped = score(&one, &born("Arta", "Hoxha", (1980, 7, 3)));
        assert_eq!(swapped.level(Field::BirthDay), Some(Level::Near));
        assert_eq!(swapped.level(Field::BirthYear), None, "counted once");
        assert!((BROAD..STRONG).contains(&swapped.bits), "{}", swapped.bits);
        assert!(bits(&one, &born("Arta", "Hoxha", (1955, 1, 20))) < BROAD);
        assert!(
            bits(&one, &born("Arta", "Leka", (1980, 3, 7))) >= BROAD,
            "married"
        );
        assert!(!linked(&one, &born("Besa", "Hoxha", (1980, 3, 7))));
    }

    #[test]
    fn a_parent_of_the_same_name_and_address_is_not_linked() {
        let with = |year: i32| Record {
            emails: vec!["hoxha.family@example.org".to_owned()],
            phones: vec!["+355691234567".to_owned()],
            birth_year: Some(year),
            ..named("Arben", "Hoxha")
        };
        let found = score(&with(1980), &with(1951));
        assert!(found.bits >= STRONG);
        assert!(!found.is_strong());
        assert!(linked(&with(1980), &with(1980)));
    }

    #[test]
    fn a_year_of_birth_tells_namesakes_apart_and_moving_does_not() {
        let born = |year: i32, country: &str| Record {
            birth_year: Some(year),
            country: Some(country.to_owned()),
            ..named("Arben", "Çami")
        };
        let one = born(1980, "IT");
        assert!(
            bits(&one, &born(1953, "IT")) < BROAD,
            "a parent of the same name"
        );
        assert!(bits(&one, &born(1980, "GR")) >= BROAD, "moved");
        assert!(bits(&one, &born(1908, "IT")) >= BROAD, "two digits swapped");
    }

    #[test]
    fn a_given_name_a_year_and_a_town_are_no_reason_to_ask_and_a_birthday_is() {
        let one = Record {
            birth_year: Some(1980),
            country: Some("IT".to_owned()),
            city: Some("bari".to_owned()),
            origin: Some("AL".to_owned()),
            sex: Some("FEMALE".to_owned()),
            ..named("Eleni", "Përmeti")
        };
        let other = Record {
            name: Name::new("Eleni", "Ujkani"),
            ..one.clone()
        };
        assert!(bits(&one, &other) < BROAD);
        let born = |record: &Record| Record {
            birth_on: NaiveDate::from_ymd_opt(1980, 3, 7),
            ..record.clone()
        };
        assert!(bits(&born(&one), &born(&other)) >= BROAD);
    }

    #[test]
    fn a_score_is_the_sum_of_its_reasons_and_the_same_both_ways() {
        let one = Record {
            phones: vec!["+355691234567".to_owned()],
            birth_year: Some(1980),
            ..named("Arta", "Hoxha")
        };
        let other = Record {
            phones: vec!["+355691234568".to_owned()],
            ..named("Hoxha", "Arta")
        };
        let score = super::score(&one, &other);
        let levels: Vec<_> = score.reasons.iter().map(|r| (r.field, r.level)).collect();
        assert_eq!(
            levels,
            [
                (Field::GivenName, Level::Swapped),
                (Field::FamilyName, Level::Swapped),
                (Field::Phone, Level::Near),
            ]
        );
        let sum: f64 = score.reasons.iter().map(|reason| reason.weight).sum();
        assert!((score.bits - sum).abs() < 1e-9);
        assert!((score.bits - bits(&other, &one)).abs() < 1e-9);
    }
}
