//! What is told of a person in lists: each list is told whole, and a list that is not told stays as it is.

use chrono::NaiveDate;
use kuvend_entity::{
    kind::{LanguageLevel, NameKind, SkillLevel, WayKind, WillingnessAnswer, WillingnessMode},
    value::{CountryCode, EmailAddress},
};
use serde::Serialize;

/// The lists of a person's record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parts {
    /// Addresses.
    pub emails: Option<Vec<Email>>,
    /// Telephones.
    pub phones: Option<Vec<PhoneNumber>>,
    /// Other names.
    pub names: Option<Vec<OtherName>>,
    /// Where they lived before.
    pub residences: Option<Vec<Residence>>,
    /// What they can do.
    pub skills: Option<Vec<Skill>>,
    /// What they speak.
    pub languages: Option<Vec<Spoken>>,
    /// What they would contribute.
    pub willingness: Option<Vec<Willing>>,
}

/// An address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Email {
    /// The address.
    pub address: EmailAddress,
    /// Where it reaches the person.
    pub kind: WayKind,
    /// Whether letters go to it; the first of the list where none is.
    pub is_primary: bool,
}

/// A telephone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PhoneNumber {
    /// As typed.
    pub as_typed: String,
    /// Where it reaches the person.
    pub kind: WayKind,
    /// Whether to call it first; the first of the list where none is.
    pub is_primary: bool,
}

/// Another name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OtherName {
    /// What sort of name.
    pub kind: NameKind,
    /// The language it is of, as a tag.
    pub language: Option<String>,
    /// Given name.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
}

/// A former residence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Residence {
    /// Country.
    pub country: CountryCode,
    /// Region there, ISO 3166-2.
    pub subdivision: Option<String>,
    /// Town there.
    pub city: Option<String>,
    /// Since.
    pub from_on: Option<NaiveDate>,
    /// Until.
    pub to_on: Option<NaiveDate>,
}

/// A skill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Skill {
    /// What.
    pub skill: String,
    /// How well.
    pub level: SkillLevel,
    /// When it was verified; left, it stays while the level does.
    pub verified_on: Option<NaiveDate>,
}

/// A language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Spoken {
    /// Its tag.
    pub language: String,
    /// How well.
    pub level: LanguageLevel,
}

/// What a person said to a way of contributing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Willing {
    /// Which way.
    pub mode: WillingnessMode,
    /// What they said.
    pub answer: WillingnessAnswer,
    /// When; left, it stays while the answer does, and else is today.
    pub said_on: Option<NaiveDate>,
    /// How that is known.
    pub source: Option<String>,
}
