//! How much of everything there is, and when.

use chrono::{DateTime, Datelike as _, Months, NaiveDate, NaiveTime, TimeDelta, Utc};
use sea_orm::prelude::Uuid;

use super::{
    Generate,
    dice::{Dice, Ids, Kind, Stream},
};
use crate::{
    error::Result,
    fault::{Code, Fault, Faults},
};

/// Over how many months events are spread.
const MONTHS: u32 = 120;
/// How far ahead events are planned.
const AHEAD: TimeDelta = TimeDelta::days(90);
/// The most of each thing.
const MOST: u32 = 100_000_000;

/// What was asked for, and what follows from it.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) seed: u64,
    pub(super) ids: Ids,
    pub(super) events: u32,
    pub(super) contacts: u32,
    pub(super) attendees: u32,
    pub(super) history: bool,
    /// The day that counts as today.
    pub(super) today: NaiveDate,
    first: DateTime<Utc>,
    now: DateTime<Utc>,
}

impl Plan {
    /// Judges what was asked for.
    pub(super) fn new(cmd: &Generate) -> Result<Self> {
        let mut faults = Faults::none();
        for (field, number) in [
            ("events", cmd.events),
            ("contacts", cmd.contacts),
            ("attendees", cmd.attendees),
        ] {
            if number > MOST {
                let fault = Fault::new([field], Code::OutOfRange);
                faults.push(fault.with("low", 0).with("high", MOST));
            }
        }
        let first = cmd.today.checked_sub_months(Months::new(MONTHS));
        if !(2010..=2100).contains(&cmd.today.year()) {
            let fault = Fault::new(["today"], Code::OutOfRange);
            faults.push(fault.with("low", "2010-01-01").with("high", "2100-12-31"));
        }
        let plan = first.map(|first| Self {
            seed: cmd.seed,
            ids: Ids::new(cmd.seed),
            events: cmd.events,
            contacts: cmd.contacts,
            attendees: cmd.attendees,
            history: cmd.history,
            today: cmd.today,
            first: first.and_time(NaiveTime::MIN).and_utc(),
            now: cmd.today.and_time(NaiveTime::MIN).and_utc(),
        });
        faults.finish(plan)
    }

    /// The moment that counts as now.
    pub(super) const fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// When the office was there already.
    pub(super) fn beginning(&self) -> DateTime<Utc> {
        self.first - TimeDelta::days(60)
    }

    /// Since when the office knows its `number`th person: half from an old list, the rest one after the other.
    pub(super) fn known_since(&self, number: u32) -> DateTime<Utc> {
        let listed = self.contacts / 2;
        if number < listed {
            return self.beginning() + TimeDelta::seconds((number % 2_000_000).into());
        }
        let (later, all) = (number - listed, self.contacts - listed);
        self.first + share(self.now - self.first, later, all)
    }

    /// How many people the office knew at a moment.
    pub(super) fn known_by(&self, at: DateTime<Utc>) -> u32 {
        let listed = self.contacts / 2;
        let span = (self.now - self.first).num_seconds().max(1);
        let passed = (at - self.first).num_seconds().clamp(0, span);
        let later = i64::from(self.contacts - listed) * passed / span;
        listed + u32::try_from(later).unwrap_or_default()
    }

    /// The day of the `number`th event: one after the other over the years, one in eight on International Migrants Day
    /// and some on other days that are marked.
    pub(super) fn day(&self, number: u32) -> NaiveDate {
        let mut dice = Dice::new(self.seed, Stream::Day, number);
        let whole = (self.now - self.first) + AHEAD;
        let step = share(whole, number, self.events);
        let jitter = share(whole, 1, self.events).num_seconds().min(86_400 * 30);
        let jitter = dice.below(u32::try_from(jitter).unwrap_or_default());
        let day = (self.first + step + TimeDelta::seconds(jitter.into())).date_naive();
        let marked = dice.weighted(
            &[
                (12, Some((12, 18))),
                (3, Some((11, 28))),
                (3, Some((5, 18))),
                (82, None),
            ],
            None,
        );
        marked
            .and_then(|(month, on)| NaiveDate::from_ymd_opt(day.year(), month, on))
            .filter(|day| {
                *day >= self.first.date_naive() && *day <= (self.now + AHEAD).date_naive()
            })
            .unwrap_or(day)
    }

    /// How many rows each event's list has: a few large, many small, and together exactly what was asked for. `room` is
    /// how many people there are to be asked.
    ///
    /// # Errors
    /// A fault on `attendees` where there are not enough people.
    pub(super) fn sizes(&self, days: &[NaiveDate], room: &[u32]) -> Result<Vec<u32>> {
        let weights: Vec<u64> = (0_u32..)
            .zip(days)
            .map(|(number, day)| {
                let mut dice = Dice::new(self.seed, Stream::Size, number);
                let tail = 10_000 / (1 + u64::from(dice.below(50)));
                let marked = (day.month(), day.day()) == (12, 18);
                if marked { tail * 3 } else { tail }
            })
            .collect();
        let all: u64 = weights.iter().sum::<u64>().max(1);
        let mut sizes: Vec<u32> = weights
            .iter()
            .zip(room)
            .map(|(weight, room)| {
                let wanted = u64::from(self.attendees) * weight / all;
                u32::try_from(wanted).unwrap_or(u32::MAX).min(*room)
            })
            .collect();
        let mut left = self.attendees - sizes.iter().sum::<u32>().min(self.attendees);
        while left > 0 {
            let open = sizes.iter().zip(room).filter(|(size, room)| size < room);
            let open = u32::try_from(open.count()).unwrap_or(u32::MAX);
            if open == 0 {
                let most: u64 = room.iter().map(|room| u64::from(*room)).sum();
                let fault = Fault::new(["attendees"], Code::OutOfRange);
                return Err(fault.with("low", 0).with("high", most).into());
            }
            let each = (left / open).max(1);
            for (size, room) in sizes.iter_mut().zip(room) {
                let more = each.min(room - *size).min(left);
                *size += more;
                left -= more;
            }
        }
        Ok(sizes)
    }

    /// The id of the `number`th programme.
    pub(super) fn programme(&self, number: u32) -> Uuid {
        self.ids.at(self.beginning(), Kind::Programme, number)
    }
}

/// A part of a span of time.
fn share(span: TimeDelta, part: u32, of: u32) -> TimeDelta {
    TimeDelta::seconds(span.num_seconds() * i64::from(part) / i64::from(of.max(1)))
}
