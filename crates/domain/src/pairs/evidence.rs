//! What says that two records are of one person, as a pair keeps it.

use kuvend_entity::{duplicate_pair, kind::DuplicateStrength};
use serde_json::{Value as Json, json};

use crate::duplicates::{BROAD, Field, Level, Reason, Score};

/// Every field.
pub(super) const FIELDS: [Field; 10] = [
    Field::GivenName,
    Field::FamilyName,
    Field::BirthDay,
    Field::BirthYear,
    Field::Email,
    Field::Phone,
    Field::Country,
    Field::City,
    Field::Origin,
    Field::Sex,
];
/// Every level.
const LEVELS: [Level; 7] = [
    Level::Same,
    Level::Near,
    Level::Variant,
    Level::Swapped,
    Level::Part,
    Level::Alike,
    Level::Different,
];

pub(super) const fn field(it: Field) -> &'static str {
    match it {
        Field::GivenName => "GIVEN_NAME",
        Field::FamilyName => "FAMILY_NAME",
        Field::BirthDay => "BIRTH_DAY",
        Field::BirthYear => "BIRTH_YEAR",
        Field::Email => "EMAIL",
        Field::Phone => "PHONE",
        Field::Country => "COUNTRY",
        Field::City => "CITY",
        Field::Origin => "ORIGIN",
        Field::Sex => "SEX",
    }
}

pub(super) const fn level(it: Level) -> &'static str {
    match it {
        Level::Same => "SAME",
        Level::Near => "NEAR",
        Level::Variant => "VARIANT",
        Level::Swapped => "SWAPPED",
        Level::Part => "PART",
        Level::Alike => "ALIKE",
        Level::Different => "DIFFERENT",
    }
}

/// What a pair is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// How likely the two are of one person, in thousandths of a bit.
    pub millibits: i64,
    /// What that comes to.
    pub strength: DuplicateStrength,
    /// What says so, as it is kept.
    pub reasons: Json,
}

impl Evidence {
    /// What a score comes to; nothing where it is not likely enough to ask a person.
    #[must_use]
    pub fn of(score: &Score) -> Option<Self> {
        if score.bits < BROAD {
            return None;
        }
        let reasons = score.reasons.iter().map(|reason| {
            json!({
                "field": field(reason.field),
                "level": level(reason.level),
                "weight": rounded(reason.weight),
            })
        });
        Some(Self {
            millibits: thousandths(score.bits),
            strength: if score.is_strong() {
                DuplicateStrength::Strong
            } else {
                DuplicateStrength::Broad
            },
            reasons: reasons.collect(),
        })
    }

    /// Whether a pair says just this.
    #[must_use]
    pub fn is_of(&self, pair: &duplicate_pair::Model) -> bool {
        self.millibits == pair.millibits
            && self.strength == pair.strength
            && self.reasons == pair.evidence
    }
}

/// What a pair is made of, read back.
#[must_use]
pub fn read(pair: &duplicate_pair::Model) -> Vec<Reason> {
    let reasons = pair.evidence.as_array().into_iter().flatten();
    reasons
        .filter_map(|reason| {
            let (field, level) = meant(reason)?;
            Some(Reason {
                field,
                level,
                weight: reason.get("weight")?.as_f64()?,
            })
        })
        .collect()
}

/// The field and the level that are kept beside each other.
pub(super) fn meant(kept: &Json) -> Option<(Field, Level)> {
    let field = meaning(&FIELDS, field, kept.get("field")?)?;
    Some((field, meaning(&LEVELS, level, kept.get("level")?)?))
}

fn meaning<T: Copy>(all: &[T], word: impl Fn(T) -> &'static str, kept: &Json) -> Option<T> {
    let kept = kept.as_str()?;
    all.iter().copied().find(|it| word(*it) == kept)
}

/// Bits as they are kept: whole thousandths, so that a list by them has no two spellings of one place.
pub(super) fn thousandths(bits: f64) -> i64 {
    // A score is a sum of some ten weights of a few bits each.
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        reason = "it is a few ten thousand at most, and rounded"
    )]
    let whole = (bits * 1000.0).round() as i64;
    whole
}

fn rounded(bits: f64) -> f64 {
    (bits * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use kuvend_entity::id::{ContactId, DuplicatePairId, OfficeId};
    use kuvend_entity::kind::DuplicateState;

    use super::*;
    use crate::duplicates::{Name, Record, score};

    #[test]
    fn evidence_is_read_back_and_holds_no_value() {
        let record = Record {
            name: Name::new("Arta", "Hoxha"),
            emails: vec!["arta@example.org".to_owned()],
            ..Record::default()
        };
        let judged = score(&record, &record);
        let found = Evidence::of(&judged).unwrap();
        assert!(!found.reasons.to_string().contains("arta"));
        let pair = duplicate_pair::Model {
            id: DuplicatePairId::new(),
            office_id: OfficeId::new(),
            version: 1,
            first_id: ContactId::new(),
            second_id: ContactId::new(),
            millibits: found.millibits,
            strength: found.strength,
            evidence: found.reasons.clone(),
            state: DuplicateState::Open,
            decided_by: None,
            decided_at: None,
            reason: None,
            found_at: chrono::DateTime::UNIX_EPOCH,
        };
        assert!(found.is_of(&pair));
        let back = read(&pair);
        assert_eq!(back.len(), judged.reasons.len());
        for (read, told) in back.iter().zip(&judged.reasons) {
            assert_eq!((read.field, read.level), (told.field, told.level));
            assert!((read.weight - told.weight).abs() < 0.001);
        }
    }

    #[test]
    fn every_word_is_read_back() {
        for it in FIELDS {
            assert_eq!(meaning(&FIELDS, field, &json!(field(it))), Some(it));
        }
        for it in LEVELS {
            assert_eq!(meaning(&LEVELS, level, &json!(level(it))), Some(it));
        }
    }

    #[test]
    fn what_is_not_likely_enough_waits_for_nobody() {
        assert_eq!(Evidence::of(&Score::default()), None);
    }
}
