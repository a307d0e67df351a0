//! What was typed into the form, judged.

use chrono::{DateTime, Utc};
use kuvend_entity::{
    kind::{ConsentState, FieldNeed, PresenceMode, RegistrationField},
    purpose,
    value::{AskedFields, CountryCode, EmailAddress, Language},
};
use serde::{Deserialize, Serialize};

use super::{Application, is_asked};
use crate::{
    consents::Said,
    contacts::{IfDuplicate, Register},
    fault::{Code, Fault, Faults},
    forms::{Judge, LINE},
};

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
    /// How many come, where a place at an event was asked for and several may.
    #[serde(default)]
    pub(super) party_size: Option<i32>,
    /// With which function or for which body they come there.
    #[serde(default)]
    pub(super) function: Option<String>,
    /// How they mean to take part, where a place at an event in a room and on line was asked for.
    #[serde(default)]
    pub(super) attends: Option<PresenceMode>,
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
    let mut judge = Judge { faults, now };
    let given_name = judge.needed("givenName", &given.given_name);
    let family_name = judge.needed("familyName", &given.family_name);
    let email = judge.email("email", &given.email);
    let told = asked(
        &mut judge,
        fields,
        (RegistrationField::Phone, "phone"),
        &given.phone,
    );
    let phone = judge.phone("phone", told);
    let country = (RegistrationField::ResidenceCountry, "residenceCountry");
    let told = asked(&mut judge, fields, country, &given.residence_country);
    let residence_country = judge.country(country.1, told);
    let city = (RegistrationField::ResidenceCity, "residenceCity");
    let told = asked(&mut judge, fields, city, &given.residence_city);
    let residence_city = judge.line(city.1, told, LINE);
    let origin = (RegistrationField::OriginMunicipality, "originMunicipality");
    let told = asked(&mut judge, fields, origin, &given.origin_municipality);
    let origin_municipality = judge.line(origin.1, told, LINE);
    let year = (RegistrationField::BirthYear, "birthYear");
    let told = asked(&mut judge, fields, year, &given.birth_year);
    let birth_year = judge.birth_year(year.1, told);
    let work = (RegistrationField::Profession, "profession");
    let told = asked(&mut judge, fields, work, &given.profession);
    let profession = judge.line(work.1, told, LINE);
    let consents = consents(given, register, judge.faults);
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
        party_size: None,
        function: None,
        attends: None,
    })
}

/// What was told where it is asked, and nothing where it is not, whatever came.
fn asked<'a>(
    judge: &mut Judge<'_>,
    fields: &AskedFields,
    (which, field): (RegistrationField, &str),
    typed: &'a str,
) -> &'a str {
    match fields.0.get(&which) {
        None | Some(FieldNeed::Hidden) => "",
        Some(FieldNeed::Required) => judge.required(field, typed),
        Some(FieldNeed::Optional) => typed,
    }
}

/// What was said of each purpose that people decide on: whoever leaves the box empty has refused. The words that were
/// agreed to must be those that stand in the register.
fn consents(given: &Application, register: &[purpose::Model], faults: &mut Faults) -> Vec<Word> {
    let asked = || register.iter().filter(|purpose| is_asked(purpose));
    for (key, version) in &given.consents {
        if !asked().any(|row| row.key == *key && row.wording_version == *version) {
            faults.push(Fault::new(["consents"], Code::Conflict));
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

/// Where a record comes from, and what proves that the person themselves said so.
pub(super) type Whence<'a> = (&'a str, &'a str);

impl Typed {
    /// What was said, as the ledger notes it.
    pub(super) fn said(&self, language: &Language, (source, evidence): Whence<'_>) -> Vec<Said> {
        let consents = self.consents.iter().map(|word| Said {
            purpose: word.purpose.clone(),
            state: if word.agrees {
                ConsentState::Given
            } else {
                ConsentState::Refused
            },
            wording_version: Some(word.wording_version),
            language: Some(language.clone()),
            channel: Some(source.to_owned()),
            given_at: Some(self.at),
            evidence: Some(evidence.to_owned()),
        });
        consents.collect()
    }

    /// The command that registers the person.
    pub(super) fn command(self, language: &Language, whence: Whence<'_>) -> Register {
        Register {
            consents: self.said(language, whence),
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
            source: Some(whence.0.to_owned()),
            // The address is nobody's yet; who else they may be is for the office to judge.
            if_duplicate: IfDuplicate::CreateAnyway,
            ..Register::default()
        }
    }
}
