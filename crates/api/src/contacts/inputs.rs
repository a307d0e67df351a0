//! Inputs about people, read into commands.

use async_graphql::{Enum, ID, InputObject, MaybeUndefined};
use kuvend_domain::{
    change::Change,
    consents::Said,
    contacts::{IfDuplicate as Duplicate, Register, Update},
    error::Result,
    fault::Code,
};

use crate::{
    enums::{ConsentState, Generation, ProfileKind, Sex},
    input::{LINE, Reader},
    scalars::{CountryCode, DateTime, EmailAddress, Language},
};

/// What to do where the person is perhaps registered already.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Duplicate")]
pub enum IfDuplicate {
    /// Tell the candidates and write nothing.
    Ask,
    /// Make a record all the same.
    CreateAnyway,
    /// Take the record with the same address or telephone as it is; make one where there is none.
    UseExisting,
}

/// What somebody said about a purpose.
#[derive(Debug, Clone, InputObject)]
pub struct ConsentInput {
    /// The purpose's key in the register: `event-management`, `follow-up`, `publicity`.
    pub purpose: String,
    /// What they said.
    pub state: ConsentState,
    /// Of which wording; the newest unless said.
    pub wording_version: Option<i32>,
    /// In which language.
    pub language: Option<Language>,
    /// How it was said: on paper, by telephone, on a page.
    pub channel: Option<String>,
    /// When; now unless said.
    pub given_at: Option<DateTime>,
    /// What proves it.
    pub evidence: Option<String>,
}

impl ConsentInput {
    fn read(&self, reader: &mut Reader) -> Option<Said> {
        let purpose = reader.line("purpose", &self.purpose, 64);
        let language = reader.optional(self.language.as_ref(), |reader, language| {
            reader.parsed("language", &language.0, "language")
        });
        let channel = reader.optional(self.channel.as_ref(), |reader, text| {
            reader.line("channel", text, LINE)
        });
        let given_at = reader.optional(self.given_at.as_ref(), |reader, at| {
            reader.instant("givenAt", at)
        });
        let evidence = reader.optional(self.evidence.as_ref(), |reader, text| {
            reader.line("evidence", text, LINE)
        });
        Some(Said {
            purpose: purpose?,
            state: self.state.into(),
            wording_version: self.wording_version,
            language: language?,
            channel: channel?,
            given_at: given_at?,
            evidence: evidence?,
        })
    }
}

/// Registers a person.
#[derive(Debug, Clone, InputObject)]
pub struct RegisterContactInput {
    /// In which office; needed where several are possible.
    pub office_id: Option<ID>,
    /// Given name.
    pub given_name: String,
    /// Middle name.
    pub middle_name: Option<String>,
    /// Family name.
    pub family_name: String,
    /// Honorific: H.E., Prof., Znj.
    pub honorific: Option<String>,
    /// The address that letters go to.
    pub email: Option<EmailAddress>,
    /// Telephone, as typed; read by the country of residence, else the office's.
    pub phone: Option<String>,
    /// Chooses the language of every letter and page.
    pub preferred_language: Option<Language>,
    /// Where the person lives.
    pub residence_country: Option<CountryCode>,
    /// Region there, ISO 3166-2: `IT-25`.
    pub residence_subdivision: Option<String>,
    /// Town there.
    pub residence_city: Option<String>,
    /// Where the family comes from.
    pub origin_country: Option<CountryCode>,
    /// Municipality of origin.
    pub origin_municipality: Option<String>,
    /// How far from emigration the person stands.
    pub generation: Option<Generation>,
    /// What the person is, several at once.
    pub profile_kinds: Option<Vec<ProfileKind>>,
    /// Sex as told.
    pub sex: Option<Sex>,
    /// Year of birth, from 1900 on.
    pub birth_year: Option<i32>,
    /// The primary organisation.
    pub organisation_id: Option<ID>,
    /// The function there.
    pub function: Option<String>,
    /// What to do where the person is perhaps registered already; asks unless said.
    pub if_duplicate: Option<IfDuplicate>,
    /// What the person said about purposes.
    pub consents: Option<Vec<ConsentInput>>,
}

fn line(reader: &mut Reader, field: &str, text: Option<&String>) -> Option<Option<String>> {
    reader.optional(text, |reader, text| reader.line(field, text, LINE))
}

impl RegisterContactInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Register> {
        let mut reader = Reader::new();
        let command = self.parts(&mut reader);
        reader.finish(command)
    }

    fn parts(&self, reader: &mut Reader) -> Option<Register> {
        let office = reader.optional(self.office_id.as_ref(), |reader, id| {
            reader.id("officeId", id)
        });
        let given_name = reader.line("givenName", &self.given_name, LINE);
        let middle_name = line(reader, "middleName", self.middle_name.as_ref());
        let family_name = reader.line("familyName", &self.family_name, LINE);
        let honorific = line(reader, "honorific", self.honorific.as_ref());
        let email = reader.optional(self.email.as_ref(), |reader, email| {
            reader.parsed("email", &email.0, "email address")
        });
        let phone = reader.optional(self.phone.as_ref(), |reader, phone| {
            reader.line("phone", phone, 40)
        });
        let preferred_language = reader
            .optional(self.preferred_language.as_ref(), |reader, language| {
                reader.parsed("preferredLanguage", &language.0, "language")
            });
        let residence_country = reader
            .optional(self.residence_country.as_ref(), |reader, country| {
                reader.parsed("residenceCountry", &country.0, "country")
            });
        let residence_subdivision = line(
            reader,
            "residenceSubdivision",
            self.residence_subdivision.as_ref(),
        );
        let residence_city = line(reader, "residenceCity", self.residence_city.as_ref());
        let origin_country = reader.optional(self.origin_country.as_ref(), |reader, country| {
            reader.parsed("originCountry", &country.0, "country")
        });
        let origin_municipality = line(
            reader,
            "originMunicipality",
            self.origin_municipality.as_ref(),
        );
        let birth_year = reader.optional(self.birth_year.as_ref(), |reader, year| {
            reader.within_range("birthYear", *year, 1900, 2200)
        });
        let organisation = reader.optional(self.organisation_id.as_ref(), |reader, id| {
            reader.id("organisationId", id)
        });
        let function = line(reader, "function", self.function.as_ref());
        let none = Vec::new();
        let consents = reader.each(
            "consents",
            self.consents.as_ref().unwrap_or(&none),
            20,
            |reader, consent| consent.read(reader),
        );
        Some(Register {
            office: office?,
            given_name: given_name?,
            middle_name: middle_name?,
            family_name: family_name?,
            honorific: honorific?,
            email: email?,
            phone: phone?,
            preferred_language: preferred_language?,
            residence_country: residence_country?,
            residence_subdivision: residence_subdivision?,
            residence_city: residence_city?,
            origin_country: origin_country?,
            origin_municipality: origin_municipality?,
            generation: self.generation.map(Into::into),
            profile_kinds: distinct(self.profile_kinds.as_deref().unwrap_or_default()),
            sex: self.sex.map(Into::into),
            birth_year: birth_year?,
            organisation: organisation?,
            function: function?,
            if_duplicate: self.if_duplicate.map_or(Duplicate::Ask, Into::into),
            consents: consents?,
        })
    }
}

fn distinct(kinds: &[ProfileKind]) -> Vec<kuvend_entity::kind::ProfileKind> {
    let mut distinct = Vec::new();
    for kind in kinds {
        let kind = (*kind).into();
        if !distinct.contains(&kind) {
            distinct.push(kind);
        }
    }
    distinct
}

/// Changes what is known of a person: what is absent stays, null clears.
#[derive(Debug, Clone, InputObject)]
pub struct UpdateContactInput {
    /// Who.
    pub id: ID,
    /// The version that was read.
    pub version: i32,
    /// Given name.
    pub given_name: MaybeUndefined<String>,
    /// Middle name.
    pub middle_name: MaybeUndefined<String>,
    /// Family name.
    pub family_name: MaybeUndefined<String>,
    /// Honorific.
    pub honorific: MaybeUndefined<String>,
    /// The address that letters go to; the one before is kept beside it.
    pub email: MaybeUndefined<EmailAddress>,
    /// Telephone, as typed; the one before is kept beside it.
    pub phone: MaybeUndefined<String>,
    /// Chooses the language of every letter and page.
    pub preferred_language: MaybeUndefined<Language>,
    /// Where the person lives.
    pub residence_country: MaybeUndefined<CountryCode>,
    /// Region there, ISO 3166-2.
    pub residence_subdivision: MaybeUndefined<String>,
    /// Town there.
    pub residence_city: MaybeUndefined<String>,
    /// Where the family comes from.
    pub origin_country: MaybeUndefined<CountryCode>,
    /// Municipality of origin.
    pub origin_municipality: MaybeUndefined<String>,
    /// How far from emigration the person stands.
    pub generation: Option<Generation>,
    /// What the person is, several at once.
    pub profile_kinds: Option<Vec<ProfileKind>>,
    /// Sex as told.
    pub sex: Option<Sex>,
    /// Year of birth, from 1900 on.
    pub birth_year: MaybeUndefined<i32>,
}

/// A change as the domain tells it.
fn told<T>(change: MaybeUndefined<T>) -> Change<T> {
    match change {
        MaybeUndefined::Undefined => Change::Leave,
        MaybeUndefined::Null => Change::Clear,
        MaybeUndefined::Value(value) => Change::Set(value),
    }
}

impl UpdateContactInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Update> {
        let mut reader = Reader::new();
        let command = self.parts(&mut reader);
        reader.finish(command)
    }

    fn parts(&self, reader: &mut Reader) -> Option<Update> {
        let words = |reader: &mut Reader, field: &'static str, value: &MaybeUndefined<String>| {
            reader
                .change(value, |reader, text| reader.line(field, text, LINE))
                .map(told)
        };
        let id = reader.id("id", &self.id);
        let given_name = needed(reader, "givenName", &self.given_name);
        let family_name = needed(reader, "familyName", &self.family_name);
        let middle_name = words(reader, "middleName", &self.middle_name);
        let honorific = words(reader, "honorific", &self.honorific);
        let email = reader
            .change(&self.email, |reader, email| {
                reader.parsed("email", &email.0, "email address")
            })
            .map(told);
        let phone = reader
            .change(&self.phone, |reader, phone| reader.line("phone", phone, 40))
            .map(told);
        let preferred_language = reader
            .change(&self.preferred_language, |reader, language| {
                reader.parsed("preferredLanguage", &language.0, "language")
            })
            .map(told);
        let residence_country = reader
            .change(&self.residence_country, |reader, country| {
                reader.parsed("residenceCountry", &country.0, "country")
            })
            .map(told);
        let residence_subdivision =
            words(reader, "residenceSubdivision", &self.residence_subdivision);
        let residence_city = words(reader, "residenceCity", &self.residence_city);
        let origin_country = reader
            .change(&self.origin_country, |reader, country| {
                reader.parsed("originCountry", &country.0, "country")
            })
            .map(told);
        let origin_municipality = words(reader, "originMunicipality", &self.origin_municipality);
        let birth_year = reader
            .change(&self.birth_year, |reader, year| {
                reader.within_range("birthYear", *year, 1900, 2200)
            })
            .map(told);
        Some(Update {
            id: id?,
            version: self.version,
            given_name: given_name?,
            middle_name: middle_name?,
            family_name: family_name?,
            honorific: honorific?,
            email: email?,
            phone: phone?,
            preferred_language: preferred_language?,
            residence_country: residence_country?,
            residence_subdivision: residence_subdivision?,
            residence_city: residence_city?,
            origin_country: origin_country?,
            origin_municipality: origin_municipality?,
            generation: self.generation.map(Into::into),
            profile_kinds: self.profile_kinds.as_deref().map(distinct),
            sex: self.sex.map(Into::into),
            birth_year: birth_year?,
        })
    }
}

/// A part that may be left but not cleared.
fn needed(
    reader: &mut Reader,
    field: &str,
    value: &MaybeUndefined<String>,
) -> Option<Option<String>> {
    match value {
        MaybeUndefined::Undefined => Some(None),
        MaybeUndefined::Null => reader.wrong(field, Code::Required, &[]),
        MaybeUndefined::Value(text) => reader.line(field, text, LINE).map(Some),
    }
}
