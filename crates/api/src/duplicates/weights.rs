//! What levels of agreement weigh in an office.

use async_graphql::{ID, InputObject, SimpleObject};
use kuvend_domain::{
    duplicates::{self, Field, Level},
    error::Result,
    pairs::Tune,
};

use crate::{
    input::Reader,
    likeness::{AgreementLevel, ComparedField},
    payload::UserError,
};

/// Entries of a list of weights at most.
const MOST: usize = 100;

/// What a level of agreement weighs.
#[derive(Debug, Clone, Copy, SimpleObject)]
pub struct DuplicateWeight {
    /// Of which field.
    pub field: ComparedField,
    /// How far it agrees.
    pub level: AgreementLevel,
    /// What that weighs, in bits: above zero for one person, below for two.
    pub weight: f64,
    /// What it weighs where the office says nothing else.
    pub standard: f64,
}

impl From<(Field, Level, f64)> for DuplicateWeight {
    fn from((field, level, weight): (Field, Level, f64)) -> Self {
        Self {
            field: field.into(),
            level: level.into(),
            weight,
            standard: duplicates::weight(field, level),
        }
    }
}

/// What a level of agreement is to weigh.
#[derive(Debug, Clone, Copy, InputObject)]
pub struct DuplicateWeightInput {
    /// Of which field.
    pub field: ComparedField,
    /// How far it agrees.
    pub level: AgreementLevel,
    /// What that weighs, in bits, between -30 and 30; kept in thousandths.
    pub weight: f64,
}

/// Says what levels of agreement weigh in an office.
#[derive(Debug, Clone, InputObject)]
pub struct TuneDuplicatesInput {
    /// In which office; needed where several are possible.
    pub office_id: Option<ID>,
    /// All that weighs otherwise than usual; none, and everything weighs what it usually does.
    pub weights: Vec<DuplicateWeightInput>,
}

impl TuneDuplicatesInput {
    pub(super) fn read(&self) -> Result<Tune> {
        let mut reader = Reader::new();
        let office = reader.optional(self.office_id.as_ref(), |reader, id| {
            reader.id("officeId", id)
        });
        let weights = reader.each("weights", &self.weights, MOST, |_, one| {
            Some((one.field.into(), one.level.into(), one.weight))
        });
        let command = office.zip(weights);
        reader.finish(command.map(|(office, weights)| Tune { office, weights }))
    }
}

/// What `tuneDuplicates` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct TuneDuplicatesPayload {
    /// What every level weighs from now on; null where it was refused.
    pub weights: Option<Vec<DuplicateWeight>>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}
