//! Inputs about people, read into commands.

use async_graphql::{Enum, ID, InputObject};
use chrono::{Datelike as _, Utc};
use kuvend_domain::{
    consents::Said,
    contacts::{IfDuplicate as Duplicate, Register, judge_told, parts::Parts},
    error::Result,
};
use kuvend_entity::{contact, kind, sparse::Sparse as _};

use crate::{
    contacts::lists::{ContactListsInput, day},
    enums::{AgeBand, ConsentState, Generation, ProfileKind, Sex},
    input::{LINE, Reader},
    scalars::{CountryCode, Date, DateTime, EmailAddress, Language},
};

/// What to do where the person is perhaps registered already.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Duplicate")]
pub enum IfDuplicate {
    /// Tell the candidates and write nothing.
    Ask,
    /// Make a record all the same.
    CreateAnyway,
    /// Take the record with the same address or telephone as it is; where the name is another, or only the name is the
    /// same, ask; where nothing is, make a record.
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

/// Letters of a telephone at most.
pub(super) const PHONE: usize = 40;
/// Consents of one registration at most.
const CONSENTS: usize = 20;

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
    /// What follows the name.
    pub suffix: Option<String>,
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
    /// Region of origin.
    pub origin_region: Option<String>,
    /// Municipality of origin.
    pub origin_municipality: Option<String>,
    /// Year of emigration, from 1900 on.
    pub emigrated_in: Option<i32>,
    /// How far from emigration the person stands.
    pub generation: Option<Generation>,
    /// What the person is, several at once.
    pub profile_kinds: Option<Vec<ProfileKind>>,
    /// What the person works as, as told.
    pub profession: Option<String>,
    /// Sex as told.
    pub sex: Option<Sex>,
    /// Year of birth, from 1900 on.
    pub birth_year: Option<i32>,
    /// How the person wants to be named in lists and letters, where that is not what the parts of the name make.
    pub named_as: Option<String>,
    /// Date of birth; the year follows.
    pub birth_on: Option<Date>,
    /// How old the person is, where neither day nor year of birth is known.
    pub age_band: Option<AgeBand>,
    /// Occupation, an ISCO-08 code of one to four digits: `2211`.
    pub occupation: Option<String>,
    /// Sector, a section of ISIC, `A` to `U`.
    pub sector: Option<String>,
    /// What is told in lists.
    #[graphql(flatten)]
    pub lists: ContactListsInput,
    /// Where the record comes from: a card, a list, a meeting.
    pub source: Option<String>,
    /// The primary organisation.
    pub organisation_id: Option<ID>,
    /// The function there; needs `organisationId`.
    pub function: Option<String>,
    /// What to do where the person is perhaps registered already; asks unless said.
    pub if_duplicate: Option<IfDuplicate>,
    /// What the person said about purposes, at most 20.
    pub consents: Option<Vec<ConsentInput>>,
}

#[expect(
    clippy::option_option,
    reason = "unreadable, absent and present are three outcomes"
)]
fn line(reader: &mut Reader, field: &str, text: Option<&String>) -> Option<Option<String>> {
    reader.optional(text, |reader, text| reader.line(field, text, LINE))
}

impl RegisterContactInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input, and where there is one, every fault of the profile too, as of now.
    pub fn read(&self, now: chrono::DateTime<Utc>) -> Result<Register> {
        let mut reader = Reader::new();
        let command = self.parts(&mut reader);
        reader.beside(|faults| {
            let (row, lists) = self.told();
            judge_told(&row, lists.as_ref(), now, faults);
        });
        reader.finish(command)
    }

    /// What of the profile can be judged by itself, as far as it can be read.
    fn told(&self) -> (contact::Model, Option<Parts>) {
        // What it cannot read is noted already.
        let reader = &mut Reader::new();
        let birth_on = day(reader, "birthOn", self.birth_on.as_ref()).flatten();
        let country = self.residence_country.as_ref();
        let residence_country = country.and_then(|country| country.0.parse().ok());
        let subdivision = self.residence_subdivision.as_ref();
        let subdivision = line(reader, "residenceSubdivision", subdivision).flatten();
        let row = contact::Model {
            residence_subdivision: subdivision.filter(|_| residence_country.is_some()),
            residence_country,
            birth_year: self.birth_year.or(birth_on.map(|day| day.year())),
            birth_on,
            age_band: self.age_band.map(Into::into),
            emigrated_in: self.emigrated_in,
            occupation: line(reader, "occupation", self.occupation.as_ref()).flatten(),
            sector: line(reader, "sector", self.sector.as_ref()).flatten(),
            ..contact::Model::blank()
        };
        (row, self.lists.read(reader))
    }

    fn parts(&self, reader: &mut Reader) -> Option<Register> {
        let office = reader.optional(self.office_id.as_ref(), |reader, id| {
            reader.id("officeId", id)
        });
        let given_name = reader.line("givenName", &self.given_name, LINE);
        let middle_name = line(reader, "middleName", self.middle_name.as_ref());
        let family_name = reader.line("familyName", &self.family_name, LINE);
        let honorific = line(reader, "honorific", self.honorific.as_ref());
        let suffix = line(reader, "suffix", self.suffix.as_ref());
        let email = reader.optional(self.email.as_ref(), |reader, email| {
            reader.parsed("email", &email.0, "email address")
        });
        let phone = reader.optional(self.phone.as_ref(), |reader, phone| {
            reader.line("phone", phone, PHONE)
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
        let origin_region = line(reader, "originRegion", self.origin_region.as_ref());
        let profession = line(reader, "profession", self.profession.as_ref());
        let source = line(reader, "source", self.source.as_ref());
        let origin_municipality = line(
            reader,
            "originMunicipality",
            self.origin_municipality.as_ref(),
        );
        let organisation = reader.optional(self.organisation_id.as_ref(), |reader, id| {
            reader.id("organisationId", id)
        });
        let function = line(reader, "function", self.function.as_ref());
        let named_as = line(reader, "namedAs", self.named_as.as_ref());
        let birth_on = day(reader, "birthOn", self.birth_on.as_ref());
        let occupation = line(reader, "occupation", self.occupation.as_ref());
        let sector = line(reader, "sector", self.sector.as_ref());
        let parts = self.lists.read(reader);
        let words = self.lists.words(reader);
        let consents = self.consents.as_deref().unwrap_or_default();
        let consents = reader.each("consents", consents, CONSENTS, |reader, said| {
            said.read(reader)
        });
        let (citizenships, interests) = words?;
        Some(Register {
            named_as: named_as?,
            birth_on: birth_on?,
            age_band: self.age_band.map(Into::into),
            occupation: occupation?,
            sector: sector?,
            parts: parts?,
            citizenships: citizenships.unwrap_or_default(),
            interests: interests.unwrap_or_default(),
            office: office?,
            given_name: given_name?,
            middle_name: middle_name?,
            family_name: family_name?,
            honorific: honorific?,
            suffix: suffix?,
            email: email?,
            phone: phone?,
            preferred_language: preferred_language?,
            residence_country: residence_country?,
            residence_subdivision: residence_subdivision?,
            residence_city: residence_city?,
            origin_country: origin_country?,
            origin_region: origin_region?,
            origin_municipality: origin_municipality?,
            emigrated_in: self.emigrated_in,
            generation: self.generation.map(Into::into),
            profile_kinds: kinds(self.profile_kinds.as_deref().unwrap_or_default()),
            profession: profession?,
            sex: self.sex.map(Into::into),
            birth_year: self.birth_year,
            source: source?,
            organisation: organisation?,
            function: function?,
            if_duplicate: self.if_duplicate.map_or(Duplicate::Ask, Into::into),
            consents: consents?,
        })
    }
}

/// The domain's words for profile kinds.
pub(super) fn kinds(list: &[ProfileKind]) -> Vec<kind::ProfileKind> {
    list.iter().map(|kind| (*kind).into()).collect()
}
