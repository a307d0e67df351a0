//! Which contacts a list shows, and in which order.

use async_graphql::{Enum, ID, InputObject};
use kuvend_domain::contacts::{Filter, Order, OrderBy};

use crate::{
    enums::{Generation, ProfileKind, Sex},
    input::Reader,
    order::OrderDirection,
    organisations::{FILTER_ANY, FILTER_LIST, read_countries},
    scalars::{CountryCode, Language},
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

impl ContactFilter {
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
            segment: segment?,
            within: None,
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
