//! What a party's scans add up to. Knows no database.
//!
//! Scans arrive in another order than they were made, where a gate was offline. So a party stands where it would if all that is
//! known had been known at once: its scans are gone through by the clocks of the devices, and nobody comes in twice.
//!
//! **Who was let in although the party was inside.** A gate that says so let them in, and one that says no did not. One that says
//! nothing is believed to have done as it was told: where it could not have been told in time it let them in, which was judged when
//! its scan arrived and is the contradiction that stands on it; where it was told, they stood before it and no more came in. The
//! latter leans on the admissions before: it brings back whoever went out meanwhile, and counts for nothing once they are taken back.

use chrono::{DateTime, Utc};
use kuvend_entity::{
    id::{GateId, ScanId},
    kind::{PresenceState, ScanConflict, ScanResult},
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

/// What a passage changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// So many come in.
    In,
    /// So many are seen who came before: whoever of them went out is back, and nobody more has come.
    Back,
    /// So many go out.
    Out,
}

/// One passage of a party through a gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passage {
    /// When, by the device's clock.
    pub at: DateTime<Utc>,
    /// Which of those at one instant; the later in the log goes last.
    pub number: i32,
    /// What it changes.
    pub step: Step,
    /// How many.
    pub party: i32,
}

/// What a scan changes of who is inside. Whom a gate turned away changes nothing.
const fn step(scan: &scan::Model) -> Option<Step> {
    match (scan.result, scan.was_let_in) {
        (ScanResult::Admitted, _) | (ScanResult::AlreadyInside, Some(true)) => Some(Step::In),
        (ScanResult::AlreadyInside, None) => match scan.conflict {
            Some(ScanConflict::Twice) => Some(Step::In),
            _ => Some(Step::Back),
        },
        (ScanResult::Exited, _) => Some(Step::Out),
        _ => None,
    }
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

    /// Who went through which way.
    fn passages(&self) -> Vec<Passage> {
        let of = |it: &scan::Model| {
            Some(Passage {
                at: it.device_at,
                number: it.number,
                step: step(it)?,
                party: it.party,
            })
        };
        self.standing_scans().filter_map(of).collect()
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

    /// How many more went through than the party has people, if one passage more did.
    #[must_use]
    pub fn excess_with(&self, passage: Passage, size: i32) -> i32 {
        let mut passages = self.passages();
        let before = walk(passages.clone(), size).excess;
        passages.push(passage);
        walk(passages, size).excess.saturating_sub(before)
    }

    /// How many went out of whom it is not known that they were inside.
    #[must_use]
    pub fn missed(&self, size: i32) -> i32 {
        walk(self.passages(), size).missed
    }

    /// How many more of those there would be with one passage more.
    #[must_use]
    pub fn missed_with(&self, passage: Passage, size: i32) -> i32 {
        let mut passages = self.passages();
        passages.push(passage);
        walk(passages, size)
            .missed
            .saturating_sub(self.missed(size))
    }

    /// The scans by which somebody went out of whom it was not known then that they were inside.
    pub fn unexplained(&self) -> impl Iterator<Item = &scan::Model> {
        self.standing_scans()
            .filter(|it| it.conflict == Some(ScanConflict::NotInside))
    }

    /// Whether somebody of the party came in.
    #[must_use]
    pub fn came(&self) -> bool {
        self.standing_scans().any(|it| step(it) == Some(Step::In))
    }

    /// The latest scan that let somebody of the party in.
    #[must_use]
    pub fn admission(&self) -> Option<&scan::Model> {
        self.standing_scans()
            .filter(|it| step(it) == Some(Step::In))
            .max_by_key(|it| it.number)
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
pub fn standing(passages: Vec<Passage>, size: i32) -> Standing {
    walk(passages, size).standing
}

/// What passages add up to.
struct Walk {
    /// Where the party stands after them.
    standing: Standing,
    /// How many came in for whom there was nobody left of it.
    excess: i32,
    /// How many went out who were not inside.
    missed: i32,
}

fn walk(mut passages: Vec<Passage>, size: i32) -> Walk {
    passages.sort_by_key(|it| (it.at, it.number));
    let size = size.max(1);
    let (mut now, mut excess, mut missed) = (Standing::default(), 0_i32, 0_i32);
    for Passage { step, party, .. } in passages {
        now.inside = match step {
            Step::In => {
                let all = now.inside.saturating_add(party);
                excess = excess.saturating_add(all.saturating_sub(size).max(0));
                all.min(size)
            }
            Step::Back => now.inside.saturating_add(party).min(now.arrived),
            Step::Out => {
                missed = missed.saturating_add(party.saturating_sub(now.inside).max(0));
                now.inside.saturating_sub(party).max(0)
            }
        };
        now.arrived = now.arrived.max(now.inside);
    }
    Walk {
        standing: now,
        excess,
        missed,
    }
}

#[cfg(test)]
mod tests;
