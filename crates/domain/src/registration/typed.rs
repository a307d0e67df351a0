//! What was typed into the form, judged.

use chrono::{DateTime, Datelike as _, Utc};
use kuvend_entity::{
    kind::{ConsentState, FieldNeed, RegistrationField},
    purpose,
    value::{AskedFields, CountryCode, EmailAddress, Language},
};
use serde::{Deserialize, Serialize};

use super::{Application, SOURCE, is_asked};
use crate::{
    consents::Said,
    contacts::{IfDuplicate, Register},
    fault::{Code, Fault, Faults},
    guest_page::typed_text,
};

/// Characters of a name or another line at most.
const LINE: usize = 100;
/// Characters of a telephone at most.
const PHONE: usize = 40;
/// Digits of a telephone at least.
const DIGITS: usize = 6;
/// The earliest year of birth that is believed.
const EARLIEST: i32 = 1900;

/// What was typed, as it waits for its confirmation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Typed {
    pub(super) given_name: String,
    pub(super) family_name: String,
    pub(super) email: EmailAddress,
    phone: Option<String>,
    residence_country: Option<CountryCode>,
    residence_city: Option<String>,
    origin_municipality: Option<String>,
    birth_year: Option<i32>,
    profession: Option<String>,
    pub(super) consents: Vec<Word>,
    pub(super) at: DateTime<Utc>,
}

/// What was said of a purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Word {
    pub(super) purpose: String,
    pub(super) agrees: bool,
    wording_version: i32,
}

/// Judges what was typed; every fault is noted at its field.
pub(super) fn judge(
    given: &Application,
    fields: &AskedFields,
    register: &[purpose::Model],
    now: DateTime<Utc>,
    faults: &mut Faults,
) -> Option<Typed> {
    let mut judge = Judge { fields, faults };
    let given_name = judge.needed("givenName", &given.given_name);
    let family_name = judge.needed("familyName", &given.family_name);
    let email = judge.email(&given.email);
    let phone = judge.asked(RegistrationField::Phone, "phone", &given.phone, PHONE);
    if let Some(phone) = &phone
        && phone.chars().filter(char::is_ascii_digit).count() < DIGITS
    {
        judge.malformed("phone", "telephone");
    }
    let country = judge.asked(
        RegistrationField::ResidenceCountry,
        "residenceCountry",
        &given.residence_country,
        LINE,
    );
    let residence_country = country.and_then(|code| {
        let read = code.parse().ok();
        if read.is_none() {
            judge.malformed("residenceCountry", "country");
        }
        read
    });
    let city = RegistrationField::ResidenceCity;
    let residence_city = judge.asked(city, "residenceCity", &given.residence_city, LINE);
    let origin = RegistrationField::OriginMunicipality;
    let told = &given.origin_municipality;
    let origin_municipality = judge.asked(origin, "originMunicipality", told, LINE);
    let year = RegistrationField::BirthYear;
    let year = judge.asked(year, "birthYear", &given.birth_year, LINE);
    let birth_year = year.and_then(|year| {
        let read = year.parse().ok();
        let read = read.filter(|year| (EARLIEST..=now.year()).contains(year));
        if read.is_none() {
            let fault = Fault::new(["birthYear"], Code::OutOfRange);
            let fault = fault.with("low", EARLIEST).with("high", now.year());
            judge.faults.push(fault);
        }
        read
    });
    let work = RegistrationField::Profession;
    let profession = judge.asked(work, "profession", &given.profession, LINE);
    let consents = judge.consents(given, register);
    Some(Typed {
        given_name: given_name?,
        family_name: family_name?,
        email: email?,
        phone,
        residence_country,
        residence_city,
        origin_municipality,
        birth_year,
        profession,
        consents,
        at: now,
    })
}

struct Judge<'a> {
    fields: &'a AskedFields,
    faults: &'a mut Faults,
}

impl Judge<'_> {
    fn malformed(&mut self, field: &str, what: &str) {
        let fault = Fault::new([field], Code::Malformed);
        self.faults.push(fault.with("what", what));
    }

    fn line(&mut self, field: &str, typed: &str, limit: usize) -> Option<String> {
        let text = typed_text(typed, false);
        if text.chars().count() > limit {
            let fault = Fault::new([field], Code::TooLong).with("limit", limit);
            self.faults.push(fault);
            return None;
        }
        Some(text)
    }

    fn needed(&mut self, field: &str, typed: &str) -> Option<String> {
        let text = self.line(field, typed, LINE)?;
        if text.is_empty() {
            self.faults.push(Fault::new([field], Code::Required));
            return None;
        }
        Some(text)
    }

    fn email(&mut self, typed: &str) -> Option<EmailAddress> {
        if typed.trim().is_empty() {
            self.faults.push(Fault::new(["email"], Code::Required));
            return None;
        }
        let read = typed.trim().parse().ok();
        if read.is_none() {
            self.malformed("email", "email");
        }
        read
    }

    /// What was told where it is asked; what is not asked is left aside, and so is what is wrong, once that is noted.
    fn asked(
        &mut self,
        which: RegistrationField,
        field: &str,
        typed: &str,
        limit: usize,
    ) -> Option<String> {
        match self.fields.0.get(&which) {
            None | Some(FieldNeed::Hidden) => None,
            Some(FieldNeed::Required) if typed_text(typed, false).is_empty() => {
                self.faults.push(Fault::new([field], Code::Required));
                None
            }
            Some(FieldNeed::Required | FieldNeed::Optional) => {
                let text = self.line(field, typed, limit)?;
                (!text.is_empty()).then_some(text)
            }
        }
    }

    /// What was said of each purpose that people decide on: whoever leaves the box empty has refused. The words that were
    /// agreed to must be those that stand in the register.
    fn consents(&mut self, given: &Application, register: &[purpose::Model]) -> Vec<Word> {
        let asked = || register.iter().filter(|purpose| is_asked(purpose));
        for (key, version) in &given.consents {
            if !asked().any(|row| row.key == *key && row.wording_version == *version) {
                self.faults.push(Fault::new(["consents"], Code::Conflict));
            }
        }
        asked()
            .map(|row| Word {
                purpose: row.key.clone(),
                agrees: given.consents.iter().any(|(key, _)| *key == row.key),
                wording_version: row.wording_version,
            })
            .collect()
    }
}

impl Typed {
    /// The command that registers the person.
    pub(super) fn command(self, language: &Language, evidence: &str) -> Register {
        let consents = self.consents.iter().map(|word| Said {
            purpose: word.purpose.clone(),
            state: if word.agrees {
                ConsentState::Given
            } else {
                ConsentState::Refused
            },
            wording_version: Some(word.wording_version),
            language: Some(language.clone()),
            channel: Some(SOURCE.to_owned()),
            given_at: Some(self.at),
            evidence: Some(evidence.to_owned()),
        });
        Register {
            consents: consents.collect(),
            given_name: self.given_name,
            family_name: self.family_name,
            email: Some(self.email),
            phone: self.phone,
            preferred_language: Some(language.clone()),
            residence_country: self.residence_country,
            residence_city: self.residence_city,
            origin_municipality: self.origin_municipality,
            birth_year: self.birth_year,
            profession: self.profession,
            source: Some(SOURCE.to_owned()),
            // The address is nobody's yet; who else they may be is for the office to judge.
            if_duplicate: IfDuplicate::CreateAnyway,
            ..Register::default()
        }
    }
}
