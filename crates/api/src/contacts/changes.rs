//! A partial update of a contact, read into a command.

use async_graphql::{ID, InputObject, MaybeUndefined};
use chrono::{DateTime, Datelike as _, Utc};
use kuvend_domain::{
    change::Change,
    contacts::{Update, judge_told, parts::Parts},
    error::Result,
    fault::Code,
};
use kuvend_entity::{contact, sparse::Sparse as _};

use crate::{
    contacts::{
        inputs::{PHONE, kinds},
        lists::{ContactListsInput, day},
    },
    enums::{AgeBand, Generation, ProfileKind, Sex},
    input::{LINE, Reader},
    scalars::{CountryCode, Date, EmailAddress, Language},
};

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
    /// What follows the name.
    pub suffix: MaybeUndefined<String>,
    /// The address that letters go to. The one before is kept beside a new one; null removes it.
    pub email: MaybeUndefined<EmailAddress>,
    /// Telephone, as typed. The one before is kept beside a new one; null removes it.
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
    /// Region of origin.
    pub origin_region: MaybeUndefined<String>,
    /// Municipality of origin.
    pub origin_municipality: MaybeUndefined<String>,
    /// Year of emigration, from 1900 on.
    pub emigrated_in: MaybeUndefined<i32>,
    /// How far from emigration the person stands.
    pub generation: Option<Generation>,
    /// What the person is, several at once.
    pub profile_kinds: Option<Vec<ProfileKind>>,
    /// What the person works as, as told.
    pub profession: MaybeUndefined<String>,
    /// Sex as told.
    pub sex: Option<Sex>,
    /// Year of birth, from 1900 on.
    pub birth_year: MaybeUndefined<i32>,
    /// How the person wants to be named in lists and letters; null goes back to what the parts of the name make.
    pub named_as: MaybeUndefined<String>,
    /// Date of birth; the year follows.
    pub birth_on: MaybeUndefined<Date>,
    /// How old the person is, where neither day nor year of birth is known.
    pub age_band: MaybeUndefined<AgeBand>,
    /// Occupation, an ISCO-08 code of one to four digits: `2211`.
    pub occupation: MaybeUndefined<String>,
    /// Sector, a section of ISIC, `A` to `U`.
    pub sector: MaybeUndefined<String>,
    /// Since when the person lives where they live now; where they lived before is kept until then. Today unless said.
    pub residence_since: Option<Date>,
    /// What is told in lists.
    #[graphql(flatten)]
    pub lists: ContactListsInput,
    /// Where what is told comes from: a form, a call.
    pub source: Option<String>,
}

/// A change as the domain tells it.
pub(crate) fn told<T>(change: MaybeUndefined<T>) -> Change<T> {
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
    /// Every fault of the input, and where there is one, every fault too of what it says of the profile, as of now.
    pub fn read(&self, now: DateTime<Utc>) -> Result<Update> {
        let mut reader = Reader::new();
        let command = self.parts(&mut reader);
        reader.beside(|faults| {
            let (row, lists) = self.told();
            judge_told(&row, lists.as_ref(), now, faults);
        });
        reader.finish(command)
    }

    /// What of the profile can be judged without the record, as far as it can be read.
    fn told(&self) -> (contact::Model, Option<Parts>) {
        // What it cannot read is noted already.
        let reader = &mut Reader::new();
        let words = |reader: &mut Reader, text: &MaybeUndefined<String>| {
            text.value().and_then(|text| reader.line("", text, LINE))
        };
        let birth_on = self.birth_on.value();
        let birth_on = birth_on.and_then(|day| reader.date("birthOn", day));
        let country = self.residence_country.value();
        let residence_country = country.and_then(|country| country.0.parse().ok());
        let subdivision = words(reader, &self.residence_subdivision);
        let year = self.birth_year.value().copied();
        let row = contact::Model {
            residence_subdivision: subdivision.filter(|_| residence_country.is_some()),
            residence_country,
            birth_year: year.or(birth_on.map(|day| day.year())),
            birth_on,
            age_band: self.age_band.value().copied().map(Into::into),
            emigrated_in: self.emigrated_in.value().copied(),
            occupation: words(reader, &self.occupation),
            sector: words(reader, &self.sector),
            ..contact::Model::blank()
        };
        (row, self.lists.read(reader))
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
        let suffix = words(reader, "suffix", &self.suffix);
        let email = reader
            .change(&self.email, |reader, email| {
                reader.parsed("email", &email.0, "email address")
            })
            .map(told);
        let phone = reader
            .change(&self.phone, |reader, phone| {
                reader.line("phone", phone, PHONE)
            })
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
        let origin_region = words(reader, "originRegion", &self.origin_region);
        let profession = words(reader, "profession", &self.profession);
        let origin_municipality = words(reader, "originMunicipality", &self.origin_municipality);
        let named_as = words(reader, "namedAs", &self.named_as);
        let occupation = words(reader, "occupation", &self.occupation);
        let sector = words(reader, "sector", &self.sector);
        let birth_on = reader
            .change(&self.birth_on, |reader, day| reader.date("birthOn", day))
            .map(told);
        let residence_since = day(reader, "residenceSince", self.residence_since.as_ref());
        let parts = self.lists.read(reader);
        let lists = self.lists.words(reader);
        let source = reader.optional(self.source.as_ref(), |reader, text| {
            reader.line("source", text, LINE)
        });
        let (citizenships, interests) = lists?;
        Some(Update {
            named_as: named_as?,
            birth_on: birth_on?,
            age_band: told(self.age_band.map_value(Into::into)),
            citizenships,
            occupation: occupation?,
            sector: sector?,
            interests,
            residence_since: residence_since?,
            parts: parts?,
            source: source?,
            id: id?,
            version: self.version,
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
            emigrated_in: told(self.emigrated_in),
            generation: self.generation.map(Into::into),
            profile_kinds: self.profile_kinds.as_deref().map(kinds),
            profession: profession?,
            sex: self.sex.map(Into::into),
            birth_year: told(self.birth_year),
        })
    }
}

/// A part that may be left but not cleared.
#[expect(
    clippy::option_option,
    reason = "unreadable, absent and present are three outcomes"
)]
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
