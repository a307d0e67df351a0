//! A person.

use sea_orm::prelude::*;

use crate::{
    id::{ContactId, OfficeId},
    kind::{AgeBand, Generation, Sex},
    value::{Countries, CountryCode, Interests, Language, ProfileKinds},
};

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ContactId,
    /// Whose record.
    pub office_id: OfficeId,
    /// Raised by every change.
    pub version: i32,
    /// H.E., Prof., Znj.
    pub honorific: Option<String>,
    /// Given name, as typed.
    pub given_name: String,
    /// Middle name.
    pub middle_name: Option<String>,
    /// Family name, as typed.
    pub family_name: String,
    /// What follows the name.
    pub suffix: Option<String>,
    /// How the person is named in lists and letters.
    pub display_name: String,
    /// Family name first, folded, to order by.
    pub sort_name: String,
    /// All names and addresses, folded for search.
    pub folded: String,
    /// Chooses every template.
    pub preferred_language: Option<Language>,
    /// Where the person lives.
    pub residence_country: Option<CountryCode>,
    /// Region there, ISO 3166-2.
    pub residence_subdivision: Option<String>,
    /// Town there.
    pub residence_city: Option<String>,
    /// Where the family comes from.
    pub origin_country: Option<CountryCode>,
    /// Region of origin.
    pub origin_region: Option<String>,
    /// Municipality of origin.
    pub origin_municipality: Option<String>,
    /// Year of emigration.
    pub emigrated_in: Option<i32>,
    /// How far from emigration.
    pub generation: Generation,
    /// What the person is, several at once.
    pub profile_kinds: ProfileKinds,
    /// As told.
    pub profession: Option<String>,
    /// As told.
    pub sex: Sex,
    /// Year of birth.
    pub birth_year: Option<i32>,
    /// How the person wants to be named, where that is not what the parts of the name make.
    pub named_as: Option<String>,
    /// Date of birth; the year stands beside it.
    pub birth_on: Option<Date>,
    /// How old, where neither date nor year is known.
    pub age_band: Option<AgeBand>,
    /// Citizenships.
    pub citizenships: Countries,
    /// Occupation, ISCO-08 code of one to four digits.
    pub occupation: Option<String>,
    /// Sector, ISIC section `A` to `U`.
    pub sector: Option<String>,
    /// Interests, keys of the office's list.
    pub interests: Interests,
    /// Where the record comes from.
    pub source: Option<String>,
    /// Since when processing is restricted.
    pub restricted_at: Option<DateTimeUtc>,
    /// Since when the person objects to being written to.
    pub objected_at: Option<DateTimeUtc>,
    /// The survivor of a merge.
    pub merged_into_id: Option<ContactId>,
    /// When the person was erased; an empty tombstone is left.
    pub erased_at: Option<DateTimeUtc>,
    /// When it was entered.
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::sparse::sparse! {
    id: Id,
    office_id: OfficeId,
    version: Version,
    honorific: Honorific,
    given_name: GivenName,
    middle_name: MiddleName,
    family_name: FamilyName,
    suffix: Suffix,
    display_name: DisplayName,
    sort_name: SortName,
    folded: Folded,
    preferred_language: PreferredLanguage,
    residence_country: ResidenceCountry,
    residence_subdivision: ResidenceSubdivision,
    residence_city: ResidenceCity,
    origin_country: OriginCountry,
    origin_region: OriginRegion,
    origin_municipality: OriginMunicipality,
    emigrated_in: EmigratedIn,
    generation: Generation,
    profile_kinds: ProfileKinds,
    profession: Profession,
    sex: Sex,
    birth_year: BirthYear,
    named_as: NamedAs,
    birth_on: BirthOn,
    age_band: AgeBand,
    citizenships: Citizenships,
    occupation: Occupation,
    sector: Sector,
    interests: Interests,
    source: Source,
    restricted_at: RestrictedAt,
    objected_at: ObjectedAt,
    merged_into_id: MergedIntoId,
    erased_at: ErasedAt,
    created_at: CreatedAt,
    updated_at: UpdatedAt,
}
