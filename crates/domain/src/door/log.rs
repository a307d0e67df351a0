//! What a party's scans add up to. Knows no database.
//!
//! Scans arrive in another order than they were made, where a gate was offline. So a party stands where it would if all that is
//! known had been known at once: its scans are gone through by the clocks of the devices, and nobody comes in twice.

use chrono::{DateTime, Utc};
use kuvend_entity::{
    id::{GateId, ScanId},
    kind::{PresenceState, ScanDirection, ScanResult},
    scan,
};

/// Where a party stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// How many of it are inside.
    pub inside: i32,
    /// How many of it came, the most that were inside at once.
    pub arrived: i32,
}

/// One passage of a party through a gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passage {
    /// When, by the device's clock.
    pub at: DateTime<Utc>,
    /// Which of those at one instant; the later in the log goes last.
    pub number: i32,
    /// Which way.
    pub direction: ScanDirection,
    /// How many.
    pub party: i32,
}

/// A party's scans, as far as they moved anybody.
#[derive(Debug, Clone, Default)]
pub struct Log {
    scans: Vec<scan::Model>,
}

impl Log {
    /// The scans of one party, with those that take scans back.
    #[must_use]
    pub const fn of(scans: Vec<scan::Model>) -> Self {
        Self { scans }
    }

    /// One scan more.
    pub fn push(&mut self, scan: scan::Model) {
        self.scans.push(scan);
    }

    /// The scans themselves.
    #[must_use]
    pub fn into_scans(self) -> Vec<scan::Model> {
        self.scans
    }

    /// The scans that nobody took back.
    pub fn standing_scans(&self) -> impl Iterator<Item = &scan::Model> {
        let undone: Vec<ScanId> = self.scans.iter().filter_map(|it| it.undoes_id).collect();
        self.scans
            .iter()
            .filter(move |it| it.undoes_id.is_none() && !undone.contains(&it.id))
    }

    /// Who went through which way. Whom a gate turned away did not.
    fn passages(&self) -> Vec<Passage> {
        let moved = self.standing_scans().filter(|it| match it.result {
            ScanResult::Admitted | ScanResult::Exited => true,
            ScanResult::AlreadyInside => it.was_let_in != Some(false),
            _ => false,
        });
        moved
            .map(|it| Passage {
                at: it.device_at,
                number: it.number,
                direction: it.direction,
                party: it.party,
            })
            .collect()
    }

    /// Where a party of a size stands.
    #[must_use]
    pub fn standing(&self, size: i32) -> Standing {
        standing(self.passages(), size)
    }

    /// Where it would stand with one passage more.
    #[must_use]
    pub fn standing_with(&self, passage: Passage, size: i32) -> Standing {
        let mut passages = self.passages();
        passages.push(passage);
        standing(passages, size)
    }

    /// The latest scan that let somebody of the party in, of another gate or device than this one.
    #[must_use]
    pub fn admission_elsewhere(
        &self,
        (gate, device): (Option<GateId>, Option<&str>),
    ) -> Option<&scan::Model> {
        self.standing_scans()
            .filter(|it| it.result == ScanResult::Admitted)
            .filter(|it| it.gate_id != gate || it.device.as_deref() != device)
            .max_by_key(|it| it.number)
    }

    /// What the presence was before the first scan that moved it.
    #[must_use]
    pub fn presence_was(&self) -> Option<PresenceState> {
        let moved = self.scans.iter().filter(|it| it.presence_was.is_some());
        moved.max_by_key(|it| it.number)?.presence_was
    }
}

/// Where a party of a size stands after passages, in whatever order they are told.
#[must_use]
pub fn standing(mut passages: Vec<Passage>, size: i32) -> Standing {
    passages.sort_by_key(|it| (it.at, it.number));
    let size = size.max(1);
    let mut now = Standing::default();
    for passage in passages {
        now.inside = match passage.direction {
            ScanDirection::Entry => now.inside.saturating_add(passage.party).min(size),
            ScanDirection::Exit => now.inside.saturating_sub(passage.party).max(0),
        };
        now.arrived = now.arrived.max(now.inside);
    }
    now
}

#[cfg(test)]
mod tests {
    use rand_chacha::{
        ChaCha8Rng,
        rand_core::{RngCore as _, SeedableRng as _},
    };

    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + minute * 60, 0).unwrap()
    }

    fn passage(minute: i64, number: i32, direction: ScanDirection, party: i32) -> Passage {
        Passage {
            at: at(minute),
            number,
            direction,
            party,
        }
    }

    use ScanDirection::{Entry, Exit};

    #[test]
    fn a_party_comes_in_parts_goes_and_comes_again() {
        let day = |passages: &[Passage]| standing(passages.to_vec(), 5);
        let mut passages = vec![passage(0, 1, Entry, 3)];
        assert_eq!(
            day(&passages),
            Standing {
                inside: 3,
                arrived: 3
            }
        );
        passages.push(passage(5, 2, Exit, 1));
        assert_eq!(
            day(&passages),
            Standing {
                inside: 2,
                arrived: 3
            }
        );
        passages.push(passage(9, 3, Entry, 3));
        assert_eq!(
            day(&passages),
            Standing {
                inside: 5,
                arrived: 5
            }
        );
    }

    #[test]
    fn nobody_comes_in_twice_and_nobody_goes_who_is_not_there() {
        let twice = [passage(0, 1, Entry, 1), passage(1, 2, Entry, 1)];
        assert_eq!(
            standing(twice.to_vec(), 1),
            Standing {
                inside: 1,
                arrived: 1
            }
        );
        let gone = [passage(0, 1, Exit, 1)];
        assert_eq!(standing(gone.to_vec(), 1), Standing::default());
    }

    #[test]
    fn a_passage_that_is_told_late_counts_when_it_was() {
        // Who went out at one gate and in at another is inside, though the way out is told last.
        let passages = [
            passage(0, 1, Entry, 1),
            passage(60, 2, Entry, 1),
            passage(30, 3, Exit, 1),
        ];
        assert_eq!(
            standing(passages.to_vec(), 1),
            Standing {
                inside: 1,
                arrived: 1
            }
        );
    }

    #[test]
    fn the_order_in_which_passages_are_told_makes_no_difference() {
        for seed in 0..200 {
            let mut dice = ChaCha8Rng::seed_from_u64(seed);
            let mut roll = |sides: u32| i64::from(dice.next_u32() % sides);
            let size = i32::try_from(1 + roll(6)).unwrap();
            let passages: Vec<Passage> = (0..roll(12))
                .map(|number| {
                    let direction = if roll(3) == 0 { Exit } else { Entry };
                    let party = i32::try_from(1 + roll(5)).unwrap();
                    passage(roll(30), i32::try_from(number).unwrap(), direction, party)
                })
                .collect();
            let told = standing(passages.clone(), size);
            assert!((0..=size).contains(&told.inside) && told.arrived <= size);
            assert!(told.inside <= told.arrived);
            let mut other = passages;
            for place in (1..other.len()).rev() {
                let with = usize::try_from(roll(u32::try_from(place + 1).unwrap())).unwrap();
                other.swap(place, with);
            }
            assert_eq!(standing(other, size), told, "seed {seed}");
        }
    }
}
