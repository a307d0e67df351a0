//! One record of two: field by field, as somebody chose, else the survivor's unless it says nothing.

use std::collections::BTreeMap;

use kuvend_entity::{
    contact,
    kind::{Generation, Sex},
    value::{CountryCode, Language},
};

use crate::contacts::profile;

/// Whose word is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The record's that stays.
    Survivor,
    /// The record's that goes into it.
    Other,
}

/// A field in which the two differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differing {
    /// Which.
    pub field: Field,
    /// What the record that stays says.
    pub survivor: Option<String>,
    /// What the other says.
    pub other: Option<String>,
    /// Whose word is kept.
    pub kept: Side,
}

fn words<const N: usize>(parts: [Option<&str>; N]) -> Option<String> {
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident = $word:literal: $row:ident $text:block; $($column:ident)+;)+) => {
        /// What is kept of one of the two as a whole.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Field {
            $($(#[$doc])* $name),+
        }

        impl Field {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }

            /// What a record says; nothing where it says nothing.
            fn text(self, row: &contact::Model) -> Option<String> {
                match self { $(Self::$name => { let $row = row; $text })+ }
            }

            fn take(self, from: &contact::Model, to: &mut contact::Model) {
                match self { $(Self::$name => { $(to.$column.clone_from(&from.$column);)+ })+ }
            }
        }
    };
}

fields! {
    /// Honorific.
    Honorific = "HONORIFIC": row { row.honorific.clone() }; honorific;
    /// Given name.
    GivenName = "GIVEN_NAME": row { Some(row.given_name.clone()) }; given_name;
    /// Middle name.
    MiddleName = "MIDDLE_NAME": row { row.middle_name.clone() }; middle_name;
    /// Family name.
    FamilyName = "FAMILY_NAME": row { Some(row.family_name.clone()) }; family_name;
    /// What follows the name.
    Suffix = "SUFFIX": row { row.suffix.clone() }; suffix;
    /// How the person wants to be named.
    NamedAs = "NAMED_AS": row { row.named_as.clone() }; named_as;
    /// Preferred language.
    PreferredLanguage = "PREFERRED_LANGUAGE": row { row.preferred_language.as_ref().map(Language::to_string) }; preferred_language;
    /// Country, region and town of residence.
    Residence = "RESIDENCE": row { words([row.residence_city.as_deref(), row.residence_subdivision.as_deref(), row.residence_country.as_ref().map(CountryCode::as_str)]) }; residence_country residence_subdivision residence_city;
    /// Country, region and municipality of origin.
    Origin = "ORIGIN": row { words([row.origin_municipality.as_deref(), row.origin_region.as_deref(), row.origin_country.as_ref().map(CountryCode::as_str)]) }; origin_country origin_region origin_municipality;
    /// Year of emigration.
    EmigratedIn = "EMIGRATED_IN": row { row.emigrated_in.map(|year| year.to_string()) }; emigrated_in;
    /// How far from emigration.
    Generation = "GENERATION": row { (row.generation != Generation::Unknown).then(|| row.generation.to_string()) }; generation;
    /// Profession, as told.
    Profession = "PROFESSION": row { row.profession.clone() }; profession;
    /// Occupation, ISCO-08.
    Occupation = "OCCUPATION": row { row.occupation.clone() }; occupation;
    /// Sector, ISIC.
    Sector = "SECTOR": row { row.sector.clone() }; sector;
    /// Sex.
    Sex = "SEX": row { (row.sex != Sex::NotAsked).then(|| row.sex.to_string()) }; sex;
    /// Date or year of birth, or band of age.
    Birth = "BIRTH": row { row.birth_on.map(|day| day.to_string()).or_else(|| row.birth_year.map(|year| year.to_string())).or_else(|| row.age_band.map(|band| band.to_string())) }; birth_on birth_year age_band;
    /// Where the record comes from.
    Source = "SOURCE": row { row.source.clone() }; source;
}

/// The one record of the two, and in what they differ. What may be several is kept of both; what forbids is kept of either.
pub(super) fn combine(
    survivor: &contact::Model,
    other: &contact::Model,
    chosen: &BTreeMap<Field, Side>,
) -> (contact::Model, Vec<Differing>) {
    let mut row = survivor.clone();
    let mut differing = Vec::new();
    for field in Field::ALL.iter().copied() {
        let (own, others) = (field.text(survivor), field.text(other));
        if own == others {
            continue;
        }
        let kept = chosen.get(&field).copied().unwrap_or(if own.is_none() {
            Side::Other
        } else {
            Side::Survivor
        });
        if kept == Side::Other {
            field.take(other, &mut row);
        }
        differing.push(Differing {
            field,
            survivor: own,
            other: others,
            kept,
        });
    }
    for kind in &other.profile_kinds.0 {
        if !row.profile_kinds.0.contains(kind) {
            row.profile_kinds.0.push(*kind);
        }
    }
    for country in &other.citizenships.0 {
        if !row.citizenships.0.contains(country) {
            row.citizenships.0.push(country.clone());
        }
    }
    for interest in &other.interests.0 {
        if !row.interests.0.contains(interest) {
            row.interests.0.push(interest.clone());
        }
    }
    row.restricted_at = earliest(survivor.restricted_at, other.restricted_at);
    row.objected_at = earliest(survivor.objected_at, other.objected_at);
    row.sort_name = profile::sort_name(&row.given_name, &row.family_name);
    row.display_name = profile::display_name(&row);
    (row, differing)
}

fn earliest<T: Ord>(one: Option<T>, other: Option<T>) -> Option<T> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
