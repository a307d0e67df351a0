//! How likely two records are of one person: record linkage after Fellegi and Sunter.
//!
//! Each field that both records know is compared to a [`Level`]. A level has a probability among pairs of one person (*m*)
//! and among pairs of two people (*u*); it weighs log₂(*m*/*u*) bits, and the score is the sum. What one of the two does
//! not know weighs nothing. The table stands with [`weight`].
//!
//! **Invariant:** a score never decides who somebody is: from [`BROAD`] on a person is asked, and only what is
//! [strong](Score::is_strong) may be taken for the same where the caller said so.

mod compare;
pub mod evaluate;
mod frequencies;
pub mod keys;
mod names;
mod nicknames;
mod weights;

pub use compare::{Record, score, score_among};
pub use frequencies::Frequencies;
pub use names::Name;
pub use nicknames::given_forms;
pub use weights::{Weights, levels, weight};

/// Bits from which on a person is asked: a same name with nothing against it.
pub const BROAD: f64 = 10.0;
/// Bits from which on two records may be linked: a same name and an address, a telephone or a birthday beside it.
pub const STRONG: f64 = 20.0;

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
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

/// How far two values agree, the most first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Alike, after folding.
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

/// What a field says about a pair.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reason {
    /// Which field.
    pub field: Field,
    /// How far it agrees.
    pub level: Level,
    /// What that weighs, in bits: above zero for one person, below for two.
    pub weight: f64,
}

/// How likely a pair is of one person.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Score {
    /// The sum of the weights, in bits.
    pub bits: f64,
    /// What it is made of, in the order of the fields.
    pub reasons: Vec<Reason>,
}

impl Score {
    /// How far a field agrees; nothing where one of the two does not know it.
    #[must_use]
    pub fn level(&self, field: Field) -> Option<Level> {
        let reason = self.reasons.iter().find(|reason| reason.field == field);
        reason.map(|reason| reason.level)
    }

    /// Whether two records may be linked: the score reaches [`STRONG`], something that few share bears the name out, and
    /// neither the given name, the birth nor the sex contradicts. A household shares much, and a parent even the name.
    #[must_use]
    pub fn is_strong(&self) -> bool {
        self.bits >= STRONG && self.is_told() && !self.is_contradicted()
    }

    /// Whether something that few share is the same.
    fn is_told(&self) -> bool {
        let told = [Field::Email, Field::Phone, Field::BirthDay];
        told.iter()
            .any(|field| self.level(*field) == Some(Level::Same))
    }

    /// Whether something that lasts is another.
    fn is_contradicted(&self) -> bool {
        let lasting = [
            Field::GivenName,
            Field::BirthDay,
            Field::BirthYear,
            Field::Sex,
        ];
        lasting
            .iter()
            .any(|field| self.level(*field) == Some(Level::Different))
            || self.level(Field::GivenName) == Some(Level::Alike)
    }
}
