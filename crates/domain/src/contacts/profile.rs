//! What is derived from a person's record, and what it may not say.

use chrono::{DateTime, Datelike, Utc};
use kuvend_entity::{contact, value::CountryCode};

use crate::{
    contacts::codes,
    fault::{Code, Fault, Faults},
    fold::fold,
};

/// The earliest year of birth and of emigration that is believed.
const EARLIEST_YEAR: i32 = 1900;

/// How a person is named in lists and letters: as they want, else honorific, given, middle, family name, suffix.
pub(crate) fn display_name(row: &contact::Model) -> String {
    if let Some(wanted) = &row.named_as {
        return wanted.clone();
    }
    let parts = [
        row.honorific.as_deref(),
        Some(row.given_name.as_str()),
        row.middle_name.as_deref(),
        Some(row.family_name.as_str()),
        row.suffix.as_deref(),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The name that a person is listed by: family name first, folded.
pub(crate) fn sort_name(given_name: &str, family_name: &str) -> String {
    fold(&format!("{family_name} {given_name}"))
}

/// Notes what the record says of residence and years that cannot be.
pub(crate) fn judge(row: &contact::Model, now: DateTime<Utc>, faults: &mut Faults) {
    let fault = row.residence_subdivision.as_deref().and_then(|region| {
        let country = row.residence_country.as_ref().map(CountryCode::as_str);
        judge_region(country, region)
    });
    if let Some(fault) = fault {
        faults.push(fault);
    }
    judge_age(row, now, faults);
    judge_codes(row, faults);
    for (field, year) in [
        // The year of a day that is known is judged with the day.
        (
            "birthYear",
            row.birth_year.filter(|_| row.birth_on.is_none()),
        ),
        ("emigratedIn", row.emigrated_in),
    ] {
        if year.is_some_and(|year| !(EARLIEST_YEAR..=now.year()).contains(&year)) {
            faults.push(
                Fault::new([field], Code::OutOfRange)
                    .with("low", EARLIEST_YEAR)
                    .with("high", now.year()),
            );
        }
    }
}

/// Of a day, a year and a band of age, the most exact that is known is kept, and what is kept agrees.
fn judge_age(row: &contact::Model, now: DateTime<Utc>, faults: &mut Faults) {
    if let Some(day) = row.birth_on {
        if !(EARLIEST_YEAR..=now.year()).contains(&day.year()) || day > now.date_naive() {
            faults.push(
                Fault::new(["birthOn"], Code::OutOfRange)
                    .with("low", format!("{EARLIEST_YEAR}-01-01"))
                    .with("high", now.date_naive()),
            );
        } else if row.birth_year != Some(day.year()) {
            faults.push(Fault::new(["birthYear"], Code::Inconsistent).with("other", "birthOn"));
        }
    }
    if row.age_band.is_some() && row.birth_year.is_some() {
        let other = if row.birth_on.is_some() {
            "birthOn"
        } else {
            "birthYear"
        };
        faults.push(Fault::new(["ageBand"], Code::Inconsistent).with("other", other));
    }
}

/// Codes are of their classifications.
fn judge_codes(row: &contact::Model, faults: &mut Faults) {
    let occupation = row.occupation.as_deref();
    if occupation.is_some_and(|code| !codes::is_occupation(code)) {
        faults.push(Fault::new(["occupation"], Code::Malformed).with("what", "ISCO-08 code"));
    }
    let sector = row.sector.as_deref();
    if sector.is_some_and(|code| !codes::is_sector(code)) {
        faults.push(Fault::new(["sector"], Code::Malformed).with("what", "ISIC section"));
    }
}

/// A region is written as ISO 3166-2 does, and lies in the country of residence: `IT-25` in `IT`.
pub(super) fn judge_region(country: Option<&str>, region: &str) -> Option<Fault> {
    let field = ["residenceSubdivision"];
    let shape = region.split_once('-').filter(|(prefix, rest)| {
        prefix.len() == 2
            && prefix.bytes().all(|b| b.is_ascii_uppercase())
            && (1..=3).contains(&rest.len())
            && rest
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    });
    match shape {
        None => Some(Fault::new(field, Code::Malformed).with("what", "ISO 3166-2 code")),
        Some((prefix, _)) if country != Some(prefix) => {
            Some(Fault::new(field, Code::Inconsistent).with("other", "residenceCountry"))
        }
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_lies_in_its_country() {
        let code = |country, region| judge_region(country, region).map(|fault| fault.code);
        assert_eq!(code(Some("IT"), "IT-25"), None);
        assert_eq!(code(Some("GB"), "GB-LND"), None);
        assert_eq!(code(Some("AL"), "IT-25"), Some(Code::Inconsistent));
        assert_eq!(code(None, "IT-25"), Some(Code::Inconsistent));
        for bad in [
            "", "IT", "IT-", "it-25", "IT-ABCD", "ITA-25", "IT-2 5", "I1-25",
        ] {
            assert_eq!(code(Some("IT"), bad), Some(Code::Malformed), "{bad}");
        }
    }
}
