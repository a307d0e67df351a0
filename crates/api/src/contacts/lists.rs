//! What is told of a person in lists: each list is told whole, and a list that is not told stays as it is.

use async_graphql::InputObject;
use kuvend_domain::contacts::parts::{
    Email, OtherName, Parts, PhoneNumber, Residence, Skill, Spoken, Willing,
};
use kuvend_entity::{kind, value};

use crate::{
    contacts::inputs::PHONE,
    enums::{LanguageLevel, NameKind, SkillLevel, WayKind, WillingnessAnswer, WillingnessMode},
    input::{LINE, Reader},
    scalars::{CountryCode, Date, EmailAddress},
};

/// Entries of one list of a person at most.
const ENTRIES: usize = 50;
/// Letters of a language's tag and of an interest's key at most.
const TAG: usize = 40;

/// An address of a person.
#[derive(Debug, Clone, InputObject)]
pub struct ContactEmailInput {
    /// The address; what is known of it stays with it.
    pub address: EmailAddress,
    /// Where it reaches the person; not told unless said.
    pub kind: Option<WayKind>,
    /// Whether letters go to it; to the first of the list unless one says so.
    pub is_primary: Option<bool>,
}

/// A telephone of a person.
#[derive(Debug, Clone, InputObject)]
pub struct ContactPhoneInput {
    /// As typed; read by the country of residence, else the office's.
    pub number: String,
    /// Where it reaches the person; not told unless said.
    pub kind: Option<WayKind>,
    /// Whether to call it first; the first of the list unless one says so.
    pub is_primary: Option<bool>,
}

/// Another name of a person: at least one of its parts.
#[derive(Debug, Clone, InputObject)]
pub struct ContactNameInput {
    /// What sort of name.
    pub kind: NameKind,
    /// The language it is of, BCP 47: `el`, `sq-Latn`.
    pub language: Option<String>,
    /// Given name.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
}

/// Where a person lived before.
#[derive(Debug, Clone, InputObject)]
pub struct FormerResidenceInput {
    /// Country.
    pub country: CountryCode,
    /// Region there, ISO 3166-2.
    pub subdivision: Option<String>,
    /// Town there.
    pub city: Option<String>,
    /// Since.
    pub from: Option<Date>,
    /// Until.
    pub to: Option<Date>,
}

/// What a person can do.
#[derive(Debug, Clone, InputObject)]
pub struct SkillInput {
    /// What.
    pub skill: String,
    /// How well.
    pub level: SkillLevel,
    /// When it was verified; left, it stays verified while the level stays.
    pub verified_on: Option<Date>,
}

/// A language that a person speaks.
#[derive(Debug, Clone, InputObject)]
pub struct SpokenLanguageInput {
    /// Its tag, BCP 47: `sq`, `it`, `rom`.
    pub language: String,
    /// How well.
    pub level: LanguageLevel,
}

/// What a person said to a way of contributing.
#[derive(Debug, Clone, InputObject)]
pub struct WillingnessInput {
    /// Which way.
    pub mode: WillingnessMode,
    /// What they said; `NOT_ASKED` is as good as no entry.
    pub answer: WillingnessAnswer,
    /// When; left, it stays while the answer stays, and is today for a new one.
    pub said_on: Option<Date>,
    /// How that is known: a form, a call.
    pub source: Option<String>,
}

/// The lists of a person: each is told whole, at most 50 entries; what is left stays, and an empty list empties.
#[derive(Debug, Clone, Default, InputObject)]
pub struct ContactListsInput {
    /// All addresses, instead of `email`.
    pub emails: Option<Vec<ContactEmailInput>>,
    /// All telephones, instead of `phone`.
    pub phones: Option<Vec<ContactPhoneInput>>,
    /// Other names: of birth, by marriage, in another script, among friends.
    pub names: Option<Vec<ContactNameInput>>,
    /// Where the person lived before.
    pub former_residences: Option<Vec<FormerResidenceInput>>,
    /// What the person can do.
    pub skills: Option<Vec<SkillInput>>,
    /// What the person speaks.
    pub languages: Option<Vec<SpokenLanguageInput>>,
    /// What the person would contribute.
    pub willingness: Option<Vec<WillingnessInput>>,
    /// Citizenships.
    pub citizenships: Option<Vec<CountryCode>>,
    /// Interests, by their keys in the office's list (`interests`).
    pub interests: Option<Vec<String>>,
}

/// A line that may be absent.
#[expect(
    clippy::option_option,
    reason = "unreadable, absent and present are three outcomes"
)]
fn line(reader: &mut Reader, field: &str, text: Option<&String>) -> Option<Option<String>> {
    reader.optional(text, |reader, text| reader.line(field, text, LINE))
}

/// A day that may be absent.
#[expect(
    clippy::option_option,
    reason = "unreadable, absent and present are three outcomes"
)]
pub(super) fn day(
    reader: &mut Reader,
    field: &str,
    day: Option<&Date>,
) -> Option<Option<chrono::NaiveDate>> {
    reader.optional(day, |reader, day| reader.date(field, day))
}

/// The entries of a list that may be absent.
#[expect(
    clippy::option_option,
    reason = "unreadable, absent and present are three outcomes"
)]
fn list<I, T>(
    reader: &mut Reader,
    field: &str,
    list: Option<&Vec<I>>,
    read: impl FnMut(&mut Reader, &I) -> Option<T>,
) -> Option<Option<Vec<T>>> {
    reader.optional(list, |reader, list| reader.each(field, list, ENTRIES, read))
}

impl ContactListsInput {
    /// The lists of rows.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<Parts> {
        let emails = list(reader, "emails", self.emails.as_ref(), |reader, told| {
            Some(Email {
                address: reader.parsed("address", &told.address.0, "email address")?,
                kind: told.kind.map_or(kind::WayKind::Other, Into::into),
                is_primary: told.is_primary.unwrap_or_default(),
            })
        });
        let phones = list(reader, "phones", self.phones.as_ref(), |reader, told| {
            Some(PhoneNumber {
                as_typed: reader.line("number", &told.number, PHONE)?,
                kind: told.kind.map_or(kind::WayKind::Other, Into::into),
                is_primary: told.is_primary.unwrap_or_default(),
            })
        });
        let names = list(reader, "names", self.names.as_ref(), name);
        let residences = self.former_residences.as_ref();
        let residences = list(reader, "formerResidences", residences, residence);
        let skills = list(reader, "skills", self.skills.as_ref(), |reader, told| {
            let skill = reader.line("skill", &told.skill, LINE);
            let verified_on = day(reader, "verifiedOn", told.verified_on.as_ref());
            Some(Skill {
                skill: skill?,
                level: told.level.into(),
                verified_on: verified_on?,
            })
        });
        let languages = list(
            reader,
            "languages",
            self.languages.as_ref(),
            |reader, told| {
                Some(Spoken {
                    language: reader.line("language", &told.language, TAG)?,
                    level: told.level.into(),
                })
            },
        );
        let willingness = self.willingness.as_ref();
        let willingness = list(reader, "willingness", willingness, |reader, told| {
            let said_on = day(reader, "saidOn", told.said_on.as_ref());
            let source = line(reader, "source", told.source.as_ref());
            Some(Willing {
                mode: told.mode.into(),
                answer: told.answer.into(),
                said_on: said_on?,
                source: source?,
            })
        });
        Some(Parts {
            emails: emails?,
            phones: phones?,
            names: names?,
            residences: residences?,
            skills: skills?,
            languages: languages?,
            willingness: willingness?,
        })
    }

    /// The lists of words: citizenships and interests.
    #[expect(
        clippy::type_complexity,
        reason = "two lists that may be absent, each of which may be unreadable"
    )]
    pub(super) fn words(
        &self,
        reader: &mut Reader,
    ) -> Option<(Option<Vec<value::CountryCode>>, Option<Vec<String>>)> {
        let citizenships = self.citizenships.as_ref();
        let citizenships = list(reader, "citizenships", citizenships, |reader, country| {
            reader.parsed("", &country.0, "country")
        });
        let interests = list(
            reader,
            "interests",
            self.interests.as_ref(),
            |reader, key| reader.line("", key, TAG),
        );
        Some((citizenships?, interests?))
    }
}

fn name(reader: &mut Reader, told: &ContactNameInput) -> Option<OtherName> {
    let language = reader.optional(told.language.as_ref(), |reader, tag| {
        reader.line("language", tag, TAG)
    });
    let given_name = line(reader, "givenName", told.given_name.as_ref());
    let family_name = line(reader, "familyName", told.family_name.as_ref());
    Some(OtherName {
        kind: told.kind.into(),
        language: language?,
        given_name: given_name?,
        family_name: family_name?,
    })
}

fn residence(reader: &mut Reader, told: &FormerResidenceInput) -> Option<Residence> {
    let country = reader.parsed("country", &told.country.0, "country");
    let subdivision = line(reader, "subdivision", told.subdivision.as_ref());
    let city = line(reader, "city", told.city.as_ref());
    let from_on = day(reader, "from", told.from.as_ref());
    let to_on = day(reader, "to", told.to.as_ref());
    Some(Residence {
        country: country?,
        subdivision: subdivision?,
        city: city?,
        from_on: from_on?,
        to_on: to_on?,
    })
}
