//! Which contacts a list shows, and in which order.

use async_graphql::{Enum, ID, InputObject};
use kuvend_domain::{
    contacts::{Filter, Order, OrderBy},
    fault::Code,
};
use kuvend_entity::kind;

use crate::{
    enums::{Generation, OrganisationKind, ProfileKind, Sex, WillingnessAnswer, WillingnessMode},
    input::{LINE, Reader},
    order::OrderDirection,
    organisations::{FILTER_ANY, FILTER_LIST, read_countries},
    scalars::{CountryCode, DateTime, Language},
};

/// Which contacts: what is given must hold, all of it.
#[derive(Debug, Clone, Default, InputObject)]
pub struct ContactFilter {
    /// Of this office.
    pub office_id: Option<ID>,
    /// Living in any of these, at most 100.
    pub residence_countries: Option<Vec<CountryCode>>,
    /// Coming from any of these, at most 100.
    pub origin_countries: Option<Vec<CountryCode>>,
    /// Preferring any of these.
    pub preferred_languages: Option<Vec<Language>>,
    /// Being any of these.
    pub profile_kinds: Option<Vec<ProfileKind>>,
    /// This far from emigration, any of these.
    pub generations: Option<Vec<Generation>>,
    /// Sex as told, any of these.
    pub sexes: Option<Vec<Sex>>,
    /// Belonging to this organisation now.
    pub organisation_id: Option<ID>,
    /// Enrolled in this programme, in whatever state.
    pub programme_id: Option<ID>,
    /// Belonging now to an organisation of any of these kinds.
    pub organisation_kinds: Option<Vec<OrganisationKind>>,
    /// Having any of these skills, whatever the case and accents, at most 100.
    pub skills: Option<Vec<String>>,
    /// Speaking any of these, by their tags, at most 100.
    pub languages: Option<Vec<String>>,
    /// Willing to contribute in any of these ways: `YES`, or what `willingnessAnswers` says.
    pub willingness: Option<Vec<WillingnessMode>>,
    /// What was answered to one of the ways in `willingness`; needs that.
    pub willingness_answers: Option<Vec<WillingnessAnswer>>,
    /// Citizens of any of these, at most 100.
    pub citizenships: Option<Vec<CountryCode>>,
    /// Interested in any of these, by their keys, at most 100.
    pub interests: Option<Vec<String>>,
    /// Born in this year or later; finds nobody whose contact details one may not see.
    pub born_from: Option<i32>,
    /// Born in this year or earlier; finds nobody whose contact details one may not see.
    pub born_to: Option<i32>,
    /// Entered at this instant or later.
    pub created_from: Option<DateTime>,
    /// Entered before this instant.
    pub created_before: Option<DateTime>,
    /// Changed last at this instant or later.
    pub updated_from: Option<DateTime>,
    /// Changed last before this instant.
    pub updated_before: Option<DateTime>,
    /// In this segment.
    pub segment_id: Option<ID>,
    /// At least one of these holds, at most 20.
    pub any: Option<Vec<ContactFilter>>,
    /// This does not hold.
    pub not: Option<Box<ContactFilter>>,
}

/// The domain's words for enum values.
fn all<T: Copy, U: From<T>>(list: Option<&Vec<T>>) -> Option<Vec<U>> {
    list.map(|list| list.iter().map(|value| U::from(*value)).collect())
}

/// A list of words in a filter.
#[expect(
    clippy::option_option,
    reason = "unreadable, absent and present are three outcomes"
)]
fn words(
    reader: &mut Reader,
    field: &str,
    list: Option<&Vec<String>>,
) -> Option<Option<Vec<String>>> {
    reader.optional(list, |reader, list| {
        reader.each(field, list, FILTER_LIST, |reader, word| {
            reader.line("", word, LINE)
        })
    })
}

/// An instant in a filter.
#[expect(
    clippy::option_option,
    reason = "unreadable, absent and present are three outcomes"
)]
fn instant(
    reader: &mut Reader,
    field: &str,
    at: Option<&DateTime>,
) -> Option<Option<chrono::DateTime<chrono::Utc>>> {
    reader.optional(at, |reader, at| reader.instant(field, at))
}

/// Ways of contributing, and what was answered to one of them.
type Willing = (Vec<kind::WillingnessMode>, Vec<kind::WillingnessAnswer>);

impl ContactFilter {
    /// Whom what was answered to ways of contributing finds.
    #[expect(
        clippy::option_option,
        reason = "unreadable, absent and present are three outcomes"
    )]
    fn willing(&self, reader: &mut Reader) -> Option<Option<Willing>> {
        let answers = all(self.willingness_answers.as_ref());
        match (all(self.willingness.as_ref()), answers) {
            (None, None) => Some(None),
            (None, Some(_)) => reader.wrong("willingness", Code::Required, &[]),
            (Some(modes), answers) => Some(Some((
                modes,
                answers.unwrap_or_else(|| vec![kind::WillingnessAnswer::Yes]),
            ))),
        }
    }

    pub(crate) fn read(&self, reader: &mut Reader) -> Option<Filter> {
        let office = reader.optional(self.office_id.as_ref(), |reader, id| {
            reader.id("officeId", id)
        });
        let residence = self.residence_countries.as_ref();
        let residence = read_countries(reader, "residenceCountries", residence);
        let origin = read_countries(reader, "originCountries", self.origin_countries.as_ref());
        let languages = reader.optional(self.preferred_languages.as_ref(), |reader, list| {
            reader.each("preferredLanguages", list, FILTER_LIST, |reader, one| {
                reader.parsed("", &one.0, "language")
            })
        });
        let organisation = reader.optional(self.organisation_id.as_ref(), |reader, id| {
            reader.id("organisationId", id)
        });
        let programme = reader.optional(self.programme_id.as_ref(), |reader, id| {
            reader.id("programmeId", id)
        });
        let skills = words(reader, "skills", self.skills.as_ref());
        let spoken = words(reader, "languages", self.languages.as_ref());
        let interests = words(reader, "interests", self.interests.as_ref());
        let citizenships = read_countries(reader, "citizenships", self.citizenships.as_ref());
        let willing = self.willing(reader);
        let created = (
            instant(reader, "createdFrom", self.created_from.as_ref()),
            instant(reader, "createdBefore", self.created_before.as_ref()),
        );
        let updated = (
            instant(reader, "updatedFrom", self.updated_from.as_ref()),
            instant(reader, "updatedBefore", self.updated_before.as_ref()),
        );
        let born = (self.born_from.is_some() || self.born_to.is_some()).then(|| {
            (
                self.born_from.unwrap_or(i32::MIN),
                self.born_to.unwrap_or(i32::MAX),
            )
        });
        let segment = reader.optional(self.segment_id.as_ref(), |reader, id| {
            reader.id("segmentId", id)
        });
        let any = reader.optional(self.any.as_ref(), |reader, list| {
            reader.each("any", list, FILTER_ANY, |reader, one| one.read(reader))
        });
        let not = reader.optional(self.not.as_ref(), |reader, not| {
            reader
                .within("not", |reader| not.read(reader))
                .map(Box::new)
        });
        Some(Filter {
            office: office?,
            residence_countries: residence?,
            origin_countries: origin?,
            languages: languages?,
            profile_kinds: all(self.profile_kinds.as_ref()),
            generations: all(self.generations.as_ref()),
            sexes: all(self.sexes.as_ref()),
            organisation: organisation?,
            programme: programme?,
            organisation_kinds: all(self.organisation_kinds.as_ref()),
            skills: skills?,
            spoken: spoken?,
            willing: willing?,
            citizenships: citizenships?,
            interests: interests?,
            born,
            created: (created.0?, created.1?),
            updated: (updated.0?, updated.1?),
            segment: segment?,
            within: None,
            details: None,
            any: any?,
            not: not?,
        })
    }
}

/// What contacts are ordered by.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "OrderBy")]
pub enum ContactOrderField {
    /// Family name, then given name.
    Name,
    /// When they were entered.
    CreatedAt,
}

/// In which order contacts are listed.
#[derive(Debug, Clone, InputObject)]
pub struct ContactOrder {
    /// By what.
    pub field: ContactOrderField,
    /// From which end; from the first unless said.
    #[graphql(default_with = "OrderDirection::Asc")]
    pub direction: OrderDirection,
}

impl From<ContactOrder> for Order {
    fn from(order: ContactOrder) -> Self {
        Self {
            by: order.field.into(),
            descending: order.direction.is_descending(),
        }
    }
}
