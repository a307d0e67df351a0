//! What cannot be of a person's lists, told by the path of the entry.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use kuvend_entity::{contact, value::CountryCode};

use crate::{
    contacts::{codes, parts::Parts, profile, ways},
    fault::{Code, Fault, Faults},
    fold::fold,
};

/// Notes what cannot be of the lists; `now` is the latest that may have happened.
pub(super) fn parts(parts: &Parts, now: DateTime<Utc>, faults: &mut Faults) {
    ways_of(parts, faults);
    names(parts, faults);
    let today = now.date_naive();
    residences(parts, today, faults);
    let mut seen = HashSet::new();
    for (index, skill) in parts.skills.iter().flatten().enumerate() {
        let folded = fold(&skill.skill);
        if folded.is_empty() {
            faults.push(at("skills", index, "skill", Code::Malformed).with("what", "skill"));
        } else if !seen.insert(folded) {
            faults.push(at("skills", index, "skill", Code::Taken));
        }
        past(
            skill.verified_on,
            today,
            ("skills", index, "verifiedOn"),
            faults,
        );
    }
    let mut seen = HashSet::new();
    for (index, spoken) in parts.languages.iter().flatten().enumerate() {
        if !codes::is_language_tag(&spoken.language) {
            faults
                .push(at("languages", index, "language", Code::Malformed).with("what", "language"));
        } else if !seen.insert(spoken.language.clone()) {
            faults.push(at("languages", index, "language", Code::Taken));
        }
    }
    let mut seen = HashSet::new();
    for (index, willing) in parts.willingness.iter().flatten().enumerate() {
        if !seen.insert(willing.mode) {
            faults.push(at("willingness", index, "mode", Code::Taken));
        }
        past(
            willing.said_on,
            today,
            ("willingness", index, "saidOn"),
            faults,
        );
    }
}

/// Notes what cannot be of as much of an input as could be read, for whoever could not read all of it: so that nobody mends one part
/// to hear of the next.
pub fn judge_told(
    row: &contact::Model,
    lists: Option<&Parts>,
    now: DateTime<Utc>,
    faults: &mut Faults,
) {
    profile::judge(row, now, faults);
    if let Some(lists) = lists {
        parts(lists, now, faults);
    }
}

/// An address or a telephone is told alone or in its list, not both ways.
pub(super) fn told_once((email, phone): (bool, bool), parts: &Parts, faults: &mut Faults) {
    if email && parts.emails.is_some() {
        faults.push(Fault::new(["email"], Code::Inconsistent).with("other", "emails"));
    }
    if phone && parts.phones.is_some() {
        faults.push(Fault::new(["phone"], Code::Inconsistent).with("other", "phones"));
    }
}

/// Somebody moved in the past.
pub(super) fn moved_by(since: Option<NaiveDate>, now: DateTime<Utc>, faults: &mut Faults) {
    let today = now.date_naive();
    if since.is_some_and(|since| since > today.succ_opt().unwrap_or(today)) {
        faults.push(
            Fault::new(["residenceSince"], Code::OutOfRange)
                .with("low", "1900-01-01")
                .with("high", today),
        );
    }
}

fn ways_of(parts: &Parts, faults: &mut Faults) {
    let mut seen = HashSet::new();
    for (index, email) in parts.emails.iter().flatten().enumerate() {
        if !seen.insert(ways::compared(&email.address)) {
            faults.push(at("emails", index, "address", Code::Taken));
        }
    }
    let mut seen = HashSet::new();
    for (index, phone) in parts.phones.iter().flatten().enumerate() {
        if !seen.insert(phone.as_typed.clone()) {
            faults.push(at("phones", index, "number", Code::Taken));
        }
    }
    let emails = parts.emails.iter().flatten().map(|email| email.is_primary);
    let phones = parts.phones.iter().flatten().map(|phone| phone.is_primary);
    one_primary("emails", emails, faults);
    one_primary("phones", phones, faults);
}

/// At most one of a list is the first.
fn one_primary(list: &str, primary: impl Iterator<Item = bool>, faults: &mut Faults) {
    let second = primary.enumerate().filter(|(_, is)| *is).nth(1);
    if let Some((index, _)) = second {
        faults.push(at(list, index, "isPrimary", Code::Taken));
    }
}

fn names(parts: &Parts, faults: &mut Faults) {
    for (index, name) in parts.names.iter().flatten().enumerate() {
        if name.given_name.is_none() && name.family_name.is_none() {
            faults.push(at("names", index, "givenName", Code::Required));
        }
        let tag = name.language.as_deref();
        if tag.is_some_and(|tag| !codes::is_language_tag(tag)) {
            faults.push(at("names", index, "language", Code::Malformed).with("what", "language"));
        }
    }
}

fn residences(parts: &Parts, today: NaiveDate, faults: &mut Faults) {
    for (index, home) in parts.residences.iter().flatten().enumerate() {
        let country = Some(CountryCode::as_str(&home.country));
        let region = home.subdivision.as_deref();
        if let Some(mut fault) = region.and_then(|region| profile::judge_region(country, region)) {
            fault.field = at("formerResidences", index, "subdivision", fault.code).field;
            faults.push(fault.with("other", "country"));
        }
        if home
            .from_on
            .zip(home.to_on)
            .is_some_and(|(from, to)| from > to)
        {
            faults.push(
                at("formerResidences", index, "to", Code::Inconsistent).with("other", "from"),
            );
        }
        past(
            home.from_on,
            today,
            ("formerResidences", index, "from"),
            faults,
        );
    }
}

/// A day of the past, with a day of grace for who lives further east.
fn past(
    day: Option<NaiveDate>,
    today: NaiveDate,
    (list, index, field): (&str, usize, &str),
    faults: &mut Faults,
) {
    if day.is_some_and(|day| day > today.succ_opt().unwrap_or(today)) {
        faults.push(
            at(list, index, field, Code::OutOfRange)
                .with("low", "1900-01-01")
                .with("high", today),
        );
    }
}

fn at(list: &str, index: usize, field: &str, code: Code) -> Fault {
    Fault::at(
        vec![list.to_owned(), index.to_string(), field.to_owned()],
        code,
    )
}

#[cfg(test)]
mod tests {
    use kuvend_entity::kind::{SkillLevel, WayKind};

    use super::*;
    use crate::contacts::parts::{Email, Residence, Skill};

    fn told(parts: &Parts) -> Vec<(String, Code)> {
        let mut faults = Faults::none();
        super::parts(parts, DateTime::UNIX_EPOCH, &mut faults);
        faults
            .list()
            .iter()
            .map(|fault| (fault.field.join("."), fault.code))
            .collect()
    }

    #[test]
    fn an_entry_that_is_there_twice_is_told_by_its_path() {
        let email = |address: &str, is_primary| Email {
            address: address.parse().unwrap(),
            kind: WayKind::Work,
            is_primary,
        };
        let skill = |skill: &str| Skill {
            skill: skill.to_owned(),
            level: SkillLevel::Expert,
            verified_on: None,
        };
        let parts = Parts {
            emails: Some(vec![
                email("a@example.org", true),
                email("A@example.org", true),
            ]),
            skills: Some(vec![skill("Çelës"), skill("celes"), skill("…")]),
            ..Parts::default()
        };
        assert_eq!(
            told(&parts),
            [
                ("emails.1.address".to_owned(), Code::Taken),
                ("emails.1.isPrimary".to_owned(), Code::Taken),
                ("skills.1.skill".to_owned(), Code::Taken),
                ("skills.2.skill".to_owned(), Code::Malformed),
            ]
        );
    }

    #[test]
    fn a_residence_ends_after_it_began_and_lies_in_its_country() {
        let home = Residence {
            country: "IT".parse().unwrap(),
            subdivision: Some("GR-A".to_owned()),
            city: None,
            from_on: NaiveDate::from_ymd_opt(1969, 5, 1),
            to_on: NaiveDate::from_ymd_opt(1968, 5, 1),
        };
        let parts = Parts {
            residences: Some(vec![home]),
            ..Parts::default()
        };
        assert_eq!(
            told(&parts),
            [
                (
                    "formerResidences.0.subdivision".to_owned(),
                    Code::Inconsistent
                ),
                ("formerResidences.0.to".to_owned(), Code::Inconsistent),
            ]
        );
    }
}
