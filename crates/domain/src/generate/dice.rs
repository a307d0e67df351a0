//! Chance that a seed repeats, and ids made of a moment and a number.

use chrono::{DateTime, Utc};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use sea_orm::prelude::Uuid;

/// What a throw is for. Each thing has a stream of its own, so that the thousandth person is the same however many
/// events there are.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stream {
    Contact,
    Organisation,
    Event,
    Guests,
    Size,
    Day,
}

impl Stream {
    const fn number(self) -> u64 {
        match self {
            Self::Contact => 1,
            Self::Organisation => 2,
            Self::Event => 3,
            Self::Guests => 4,
            Self::Size => 5,
            Self::Day => 6,
        }
    }
}

/// Chance for one thing.
#[derive(Debug)]
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    /// The chance of the `number`th thing of a stream.
    pub(super) fn new(seed: u64, stream: Stream, number: u32) -> Self {
        let mut key = [0_u8; 32];
        let parts = [seed, stream.number(), u64::from(number), 0];
        for (place, part) in key.chunks_exact_mut(8).zip(parts) {
            place.copy_from_slice(&part.to_le_bytes());
        }
        Self(ChaCha8Rng::from_seed(key))
    }

    /// True so many times in a hundred.
    pub(super) fn percent(&mut self, chance: u32) -> bool {
        self.below(100) < chance
    }

    /// A whole number from 0 on, below the end; 0 where the end is 0.
    pub(super) fn below(&mut self, end: u32) -> u32 {
        if end == 0 {
            0
        } else {
            self.0.random_range(0..end)
        }
    }

    /// A whole number from one bound to the other, both included.
    pub(super) fn between(&mut self, low: i32, high: i32) -> i32 {
        self.0.random_range(low..=high.max(low))
    }

    /// One of several, all as likely; the fallback where there are none.
    pub(super) fn one<T: Copy>(&mut self, of: &[T], otherwise: T) -> T {
        let end = u32::try_from(of.len()).unwrap_or(u32::MAX);
        let index = usize::try_from(self.below(end)).unwrap_or_default();
        of.get(index).copied().unwrap_or(otherwise)
    }

    /// One of several by weight; the fallback where there are none.
    pub(super) fn weighted<T: Copy>(&mut self, of: &[(u32, T)], otherwise: T) -> T {
        let total = of.iter().map(|(weight, _)| weight).sum();
        let mut left = self.below(total);
        for (weight, value) in of {
            if left < *weight {
                return *value;
            }
            left -= weight;
        }
        otherwise
    }
}

/// What an id is of, so that no two kinds meet.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Organisation,
    Contact,
    Email,
    Membership,
    Consent,
    Programme,
    Enrolment,
    Event,
    Attendee,
    Change,
    Headcount,
}

impl Kind {
    const fn number(self) -> u8 {
        match self {
            Self::Organisation => 1,
            Self::Contact => 2,
            Self::Email => 3,
            Self::Membership => 4,
            Self::Consent => 5,
            Self::Programme => 6,
            Self::Enrolment => 7,
            Self::Event => 8,
            Self::Attendee => 9,
            Self::Change => 10,
            Self::Headcount => 11,
        }
    }
}

/// Makes ids of the shape of UUID version 7: the moment in milliseconds, the kind, the seed, a number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ids {
    seed: [u8; 4],
}

impl Ids {
    pub(super) fn new(seed: u64) -> Self {
        // Two seeds of a test or a bench are small numbers next to each other; this spreads them over 32 bits.
        let spread = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
        Self {
            seed: u32::try_from(spread).unwrap_or_default().to_be_bytes(),
        }
    }

    /// The id of the `number`th thing of its kind.
    pub(super) fn at(self, moment: DateTime<Utc>, kind: Kind, number: u32) -> Uuid {
        let millis = u64::try_from(moment.timestamp_millis()).unwrap_or_default();
        let [_, _, m0, m1, m2, m3, m4, m5] = millis.to_be_bytes();
        let [s0, s1, s2, s3] = self.seed;
        let [n0, n1, n2, n3] = number.to_be_bytes();
        // The number comes last but one byte of the seed less, so that ids of one moment sort by it.
        Uuid::from_bytes([
            m0,
            m1,
            m2,
            m3,
            m4,
            m5,
            0x70,
            kind.number(),
            0x80 | (s0 & 0x3F),
            s1,
            n0,
            n1,
            n2,
            n3,
            s2,
            s3,
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_look_like_version_7_and_sort_by_moment_and_number() {
        let ids = Ids::new(7);
        let at = |millis, number| {
            ids.at(
                DateTime::from_timestamp_millis(millis).unwrap(),
                Kind::Attendee,
                number,
            )
        };
        assert_eq!(at(1_700_000_000_000, 5).get_version_num(), 7);
        assert!(at(1, 900_000) < at(2, 1));
        assert!(at(2, 1) < at(2, 256));
        assert_ne!(
            at(2, 1),
            Ids::new(8).at(
                DateTime::from_timestamp_millis(2).unwrap(),
                Kind::Attendee,
                1
            )
        );
    }

    #[test]
    fn the_same_seed_throws_the_same() {
        let throws = |seed, number| {
            let mut dice = Dice::new(seed, Stream::Event, number);
            [dice.below(1000), dice.below(1000), dice.below(1000)]
        };
        assert_eq!(throws(1, 2), throws(1, 2));
        assert_ne!(throws(1, 2), throws(1, 3));
        assert_ne!(throws(1, 2), throws(2, 2));
    }
}
