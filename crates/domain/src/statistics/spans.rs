//! Stretches of days: the one that is asked, or the points of a trend.

use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use kuvend_entity::{id::EventId, office};

use crate::{
    error::Result,
    fault::{Code, Fault},
    statistics::filter::begins,
};

/// Points of a trend at most.
pub const MOST_POINTS: usize = 120;

/// How long the points of a trend are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    /// A calendar month.
    Month,
    /// A quarter of a calendar year.
    Quarter,
    /// A calendar year.
    Year,
}

impl Period {
    const fn months(self) -> u32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }

    /// The first day of the period that holds a day.
    fn start(self, day: NaiveDate) -> NaiveDate {
        let month = day.month0() / self.months() * self.months() + 1;
        NaiveDate::from_ymd_opt(day.year(), month, 1).unwrap_or(day)
    }

    fn label(self, start: NaiveDate) -> String {
        match self {
            Self::Month => start.format("%Y-%m").to_string(),
            Self::Quarter => format!("{:04}-Q{}", start.year(), start.month0() / 3 + 1),
            Self::Year => format!("{:04}", start.year()),
        }
    }
}

/// Days from one to another, both included, and the instants between which its letters were accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    /// The one event that counts in it; every event of its days, if none. All spans of a request have one, or none has.
    pub(super) event: Option<EventId>,
    /// The first day.
    pub(super) from: NaiveDate,
    /// The last day.
    pub(super) to: NaiveDate,
    /// When the first letter of it could be accepted.
    pub(super) from_at: DateTime<Utc>,
    /// Before when the last one was.
    pub(super) to_at: DateTime<Utc>,
    /// Its name: `2025`, `2025-Q4`, `2025-12`.
    pub(super) label: String,
    /// Whether more may still happen in it.
    pub(super) is_unfinished: bool,
}

impl Span {
    /// The days from one to another in an office.
    #[must_use]
    pub(super) fn days(
        from: NaiveDate,
        to: NaiveDate,
        office: &office::Model,
        now: DateTime<Utc>,
    ) -> Self {
        let to_at = begins(to.succ_opt().unwrap_or(to), office);
        Self {
            event: None,
            from,
            to,
            from_at: begins(from, office),
            to_at,
            label: format!("{from}/{to}"),
            is_unfinished: now < to_at,
        }
    }

    /// Cuts it into periods, the outermost as long as it reaches; empty ones included.
    ///
    /// # Errors
    /// A fault on `by` where there would be more than [`MOST_POINTS`].
    pub(super) fn cut(
        &self,
        by: Period,
        office: &office::Model,
        now: DateTime<Utc>,
    ) -> Result<Vec<Self>> {
        let mut points = Vec::new();
        let mut start = by.start(self.from);
        while start <= self.to {
            if points.len() == MOST_POINTS {
                return Err(Fault::new(["by"], Code::OutOfRange)
                    .with("low", 1)
                    .with("high", MOST_POINTS)
                    .into());
            }
            let next = start.checked_add_months(Months::new(by.months()));
            let last = next.and_then(|next| next.pred_opt()).unwrap_or(self.to);
            let mut point = Self::days(start.max(self.from), last.min(self.to), office, now);
            point.label = by.label(start);
            point.event = self.event;
            points.push(point);
            match next {
                Some(next) => start = next,
                None => break,
            }
        }
        Ok(points)
    }
}
