//! What a line changes of a record, and changing it back.

use kuvend_entity::{
    contact,
    kind::{Generation, ImportMode, Sex},
    value::{Countries, Interests, ProfileKinds},
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{draft::Draft, mapping::Field};
use crate::{change::Changes, contacts::profile};

/// Whether a field says nothing yet.
trait Blank {
    fn is_blank(&self) -> bool;
}

impl<T> Blank for Option<T> {
    fn is_blank(&self) -> bool {
        self.is_none()
    }
}

impl Blank for String {
    fn is_blank(&self) -> bool {
        self.is_empty()
    }
}

impl Blank for Sex {
    fn is_blank(&self) -> bool {
        matches!(self, Self::NotAsked)
    }
}

impl Blank for Generation {
    fn is_blank(&self) -> bool {
        matches!(self, Self::Unknown)
    }
}

/// What a field says once a line has told it: another value in its place, and another entry beside those of a list.
trait Takes: Clone + Blank {
    fn taking(&self, told: &Self) -> Self {
        let _ = self;
        told.clone()
    }
}

impl<T: Clone> Takes for Option<T> {}
impl Takes for String {}
impl Takes for Sex {}
impl Takes for Generation {}

macro_rules! lists {
    ($($list:ident)+) => { $(
        impl Blank for $list {
            fn is_blank(&self) -> bool {
                self.0.is_empty()
            }
        }

        impl Takes for $list {
            fn taking(&self, told: &Self) -> Self {
                let more = told.0.iter().filter(|entry| !self.0.contains(entry));
                Self(self.0.iter().chain(more).cloned().collect())
            }
        }
    )+ };
}
lists!(Countries Interests ProfileKinds);

/// The fields that a line may say something of.
macro_rules! fields {
    ($each:ident) => {
        $each!(Honorific, "honorific", honorific);
        $each!(GivenName, "givenName", given_name);
        $each!(MiddleName, "middleName", middle_name);
        $each!(FamilyName, "familyName", family_name);
        $each!(Suffix, "suffix", suffix);
        $each!(PreferredLanguage, "preferredLanguage", preferred_language);
        $each!(ResidenceCountry, "residenceCountry", residence_country);
        $each!(
            ResidenceSubdivision,
            "residenceSubdivision",
            residence_subdivision
        );
        $each!(ResidenceCity, "residenceCity", residence_city);
        $each!(OriginCountry, "originCountry", origin_country);
        $each!(OriginRegion, "originRegion", origin_region);
        $each!(
            OriginMunicipality,
            "originMunicipality",
            origin_municipality
        );
        $each!(EmigratedIn, "emigratedIn", emigrated_in);
        $each!(Citizenships, "citizenships", citizenships);
        $each!(Generation, "generation", generation);
        $each!(ProfileKinds, "profileKinds", profile_kinds);
        $each!(Interests, "interests", interests);
        $each!(OccupationCode, "occupation", occupation);
        $each!(Sector, "sector", sector);
        $each!(AgeBand, "ageBand", age_band);
        $each!(Profession, "profession", profession);
        $each!(Sex, "sex", sex);
        $each!(BirthYear, "birthYear", birth_year);
        $each!(BirthOn, "birthOn", birth_on);
    };
}

/// Changes a record by what a line says of it, never by what it does not say.
pub(super) fn merge(
    row: &mut contact::Model,
    draft: &Draft,
    mode: ImportMode,
    changes: &mut Changes,
) {
    let says = |field: Field| {
        draft.says.contains(&field)
            || (field == Field::BirthYear && draft.says.contains(&Field::BirthOn))
    };
    macro_rules! each {
        ($field:ident, $name:literal, $column:ident) => {
            if says(Field::$field) && (mode == ImportMode::Update || row.$column.is_blank()) {
                let told = row.$column.taking(&draft.row.$column);
                changes.note($name, &row.$column, &told);
                row.$column = told;
            }
        };
    }
    fields!(each);
    derive(row);
}

/// Names as they are listed and shown.
fn derive(row: &mut contact::Model) {
    row.sort_name = profile::sort_name(&row.given_name, &row.family_name);
    row.display_name = profile::display_name(row);
}

/// Gives a field back what it said before; whether it could be.
pub(super) fn give_back<T: DeserializeOwned + PartialEq>(field: &mut T, change: &Value) -> bool {
    let read = |side: &str| serde_json::from_value::<T>(change.get(side)?.clone()).ok();
    match (read("from"), read("to")) {
        (Some(from), Some(to)) if *field == to => {
            *field = from;
            true
        }
        _ => false,
    }
}

/// Gives fields back what they said before, as far as they still say what they were changed to.
///
/// Returns those that say something else by now and were left.
pub(super) fn restore(row: &mut contact::Model, changes: &Value) -> Vec<&'static str> {
    let mut left = Vec::new();
    macro_rules! each {
        ($field:ident, $name:literal, $column:ident) => {
            if let Some(change) = changes.get($name)
                && !give_back(&mut row.$column, change)
            {
                left.push($name);
            }
        };
    }
    fields!(each);
    derive(row);
    left
}
