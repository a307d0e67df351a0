//! What the lists of a person's record say, and how much of it is known.

use async_graphql::{ID, InputObject, SimpleObject};
use kuvend_domain::{
    contacts::{self, Verify, completeness},
    error::Result,
};
use kuvend_entity::{
    contact_language, contact_name, contact_residence, contact_skill, contact_willingness,
};

use crate::{
    contacts::lists::day,
    enums::{FactBlock, LanguageLevel, NameKind, SkillLevel, WillingnessAnswer, WillingnessMode},
    input::{LINE, Reader},
    scalars::{CountryCode, Date, DateTime},
};

/// Another name of a person.
#[derive(Debug, Clone, SimpleObject)]
pub struct ContactName {
    /// What sort of name.
    pub kind: NameKind,
    /// The language it is of, BCP 47.
    pub language: Option<String>,
    /// Given name, as typed.
    pub given_name: Option<String>,
    /// Family name, as typed.
    pub family_name: Option<String>,
}

impl From<contact_name::Model> for ContactName {
    fn from(row: contact_name::Model) -> Self {
        Self {
            kind: row.kind.into(),
            language: row.language,
            given_name: row.given_name,
            family_name: row.family_name,
        }
    }
}

/// Where a person lived before.
#[derive(Debug, Clone, SimpleObject)]
pub struct FormerResidence {
    /// Country.
    pub country: CountryCode,
    /// Region there, ISO 3166-2.
    pub subdivision: Option<String>,
    /// Town there.
    pub city: Option<String>,
    /// Since, as far as is known.
    pub from: Option<Date>,
    /// Until.
    pub to: Option<Date>,
}

impl From<contact_residence::Model> for FormerResidence {
    fn from(row: contact_residence::Model) -> Self {
        Self {
            country: row.country.into(),
            subdivision: row.subdivision,
            city: row.city,
            from: row.from_on.map(Into::into),
            to: row.to_on.map(Into::into),
        }
    }
}

/// What a person can do.
#[derive(Debug, Clone, SimpleObject)]
pub struct Skill {
    /// What, as told.
    pub skill: String,
    /// How well.
    pub level: SkillLevel,
    /// Whether somebody verified it; else only the person says so.
    pub is_verified: bool,
    /// When it was verified.
    pub verified_on: Option<Date>,
}

impl From<contact_skill::Model> for Skill {
    fn from(row: contact_skill::Model) -> Self {
        Self {
            skill: row.skill,
            level: row.level.into(),
            is_verified: row.verified_on.is_some(),
            verified_on: row.verified_on.map(Into::into),
        }
    }
}

/// A language that a person speaks.
#[derive(Debug, Clone, SimpleObject)]
pub struct SpokenLanguage {
    /// Its tag, BCP 47.
    pub language: String,
    /// How well.
    pub level: LanguageLevel,
}

impl From<contact_language::Model> for SpokenLanguage {
    fn from(row: contact_language::Model) -> Self {
        Self {
            language: row.language,
            level: row.level.into(),
        }
    }
}

/// What a person said to a way of contributing.
#[derive(Debug, Clone, SimpleObject)]
pub struct Willingness {
    /// Which way.
    pub mode: WillingnessMode,
    /// What they said.
    pub answer: WillingnessAnswer,
    /// When.
    pub said_on: Date,
    /// How that is known.
    pub source: Option<String>,
}

impl From<contact_willingness::Model> for Willingness {
    fn from(row: contact_willingness::Model) -> Self {
        Self {
            mode: row.mode.into(),
            answer: row.answer.into(),
            said_on: row.said_on.into(),
            source: row.source,
        }
    }
}

/// Where a block of a record comes from, and when it was last verified.
#[derive(Debug, Clone, SimpleObject)]
pub struct Fact {
    /// Which block.
    pub block: FactBlock,
    /// Where it comes from.
    pub source: Option<String>,
    /// When it was last verified; null since it changed.
    pub verified_on: Option<Date>,
    /// When it was last said or verified.
    pub updated_at: DateTime,
}

impl From<contacts::Fact> for Fact {
    fn from(fact: contacts::Fact) -> Self {
        Self {
            block: fact.block.into(),
            source: fact.source,
            verified_on: fact.verified_on.map(Into::into),
            updated_at: fact.updated_at.into(),
        }
    }
}

/// How much of a record is known, of what this viewer may see.
#[derive(Debug, Clone, SimpleObject)]
pub struct Completeness {
    /// Of a hundred.
    pub percent: i32,
    /// The fields that say nothing, by their names here.
    pub missing_fields: Vec<&'static str>,
}

impl From<completeness::Completeness> for Completeness {
    fn from(known: completeness::Completeness) -> Self {
        Self {
            percent: known.percent,
            missing_fields: known.missing,
        }
    }
}

/// Marks blocks of a record as verified.
#[derive(Debug, Clone, InputObject)]
pub struct VerifyContactInput {
    /// Whose.
    pub id: ID,
    /// The version that was read.
    pub version: i32,
    /// Which blocks; with `SKILLS`, every skill is verified.
    pub blocks: Vec<FactBlock>,
    /// When; today unless said.
    pub verified_on: Option<Date>,
    /// By what it was verified: a passport, a call; the source before is kept unless said.
    pub source: Option<String>,
}

impl VerifyContactInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Verify> {
        let mut reader = Reader::new();
        let id = reader.id("id", &self.id);
        let on = day(&mut reader, "verifiedOn", self.verified_on.as_ref());
        let source = reader.optional(self.source.as_ref(), |reader, text| {
            reader.line("source", text, LINE)
        });
        let command = (|| {
            Some(Verify {
                id: id?,
                version: self.version,
                blocks: self.blocks.iter().map(|block| (*block).into()).collect(),
                on: on?,
                source: source?,
            })
        })();
        reader.finish(command)
    }
}
