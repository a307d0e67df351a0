//! How likely two records are of one person, and what says so.

use async_graphql::{Enum, SimpleObject};
use kuvend_domain::duplicates;

/// What is compared of two people.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "duplicates::Field")]
pub enum ComparedField {
    /// The given name.
    GivenName,
    /// The family name.
    FamilyName,
    /// The day of birth, where both are known.
    BirthDay,
    /// The year of birth, where no more is known of one.
    BirthYear,
    /// The addresses for letters.
    Email,
    /// The telephones.
    Phone,
    /// The country of residence.
    Country,
    /// The town of residence.
    City,
    /// The country of origin.
    Origin,
    /// The sex, as told.
    Sex,
}

/// How far two values agree.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "duplicates::Level")]
pub enum AgreementLevel {
    /// Alike, whatever the accents, case and script.
    Same,
    /// A slip, another spelling or a neighbouring year apart.
    Near,
    /// Another form: a short name, one of another language, an Albanian definite form.
    Variant,
    /// A given name where the other has the family name.
    Swapped,
    /// One is a part of the other: an initial, one of two family names, the year of a day.
    Part,
    /// More alike than two names are by chance, and no slip explains it.
    Alike,
    /// Neither.
    Different,
}

/// What one field says about two records.
#[derive(Debug, Clone, Copy, SimpleObject)]
pub struct DuplicateEvidence {
    /// Which field.
    pub field: ComparedField,
    /// How far it agrees.
    pub level: AgreementLevel,
    /// What that weighs, in bits: above zero for one person, below for two. The score is the sum.
    pub weight: f64,
}

impl From<&duplicates::Reason> for DuplicateEvidence {
    fn from(reason: &duplicates::Reason) -> Self {
        Self {
            field: reason.field.into(),
            level: reason.level.into(),
            weight: reason.weight,
        }
    }
}
