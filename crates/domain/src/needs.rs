//! What guests need at an event: what they eat, what they need to get in and to follow, and which language they need interpreted.
//! It may say something of health or belief, which the law protects more than anything else that is kept here.
//!
//! **Invariant:** nobody reads a guest's needs but who may ([`Action::ReadNeeds`](crate::policy::Action)) and whose they are. What an
//! event needs in all ([`totals`]) says neither whose it is nor what was noted; what was noted ([`notes`]) is told to who may read
//! needs, and does not say whose it is either.
//! **Invariant:** no audit entry and no letter holds a need or its note: the trail says how many there were.
//! **Invariant:** needs go [`KEPT`] after the event, or with it ([`forget`]).

pub mod codes;
mod forget;
mod keep;
mod reads;

use chrono::{DateTime, TimeDelta, Utc};
use kuvend_entity::{
    event,
    kind::{EventStatus, NeedKind},
    value::Language,
};

pub use self::{
    forget::{Forgotten, forget, run},
    keep::{KeepNeeds, keep},
    reads::{Total, hidden_fields, of_rows, totals},
};
pub(crate) use self::{
    keep::{Kept, tell},
    reads::{comes, notes, rows_of},
};
use crate::{
    error::Result,
    fault::{Code, Fault},
};

/// Needs of one guest at most.
pub const MOST_NEEDS: usize = 40;
/// Letters of a note at most.
pub const LONGEST_NOTE: usize = 300;
/// How long after an event what its guests needed is kept, for whoever settles with the house and the caterer.
pub const KEPT: TimeDelta = TimeDelta::days(7);
/// The version of the words by which the guest's page asks to keep it. Whoever changes them in `web` raises it.
pub const WORDING_VERSION: i32 = 1;

/// Something that a guest needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// What sort of need.
    pub kind: NeedKind,
    /// Which, of [`codes::CODES`].
    pub code: String,
    /// How many of the party have it.
    pub persons: i32,
    /// What the code does not say.
    pub note: Option<String>,
}

/// How a guest agreed that what they told is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Agreement {
    /// By the words on their page, in this language.
    Page(Language),
    /// As the staff was told: `by telephone on 3 November`.
    Told(String),
}

/// Until when an event keeps what its guests need. Who does not come needs nothing: a cancelled event keeps it no longer.
#[must_use]
pub fn kept_until(event: &event::Model) -> DateTime<Utc> {
    match (event.status, event.cancelled_at) {
        (EventStatus::Cancelled, Some(at)) => at,
        _ => event.ends_at + KEPT,
    }
}

/// Goes on only while an event keeps what its guests need.
pub(crate) fn is_kept<const N: usize>(
    field: [&str; N],
    event: &event::Model,
    now: DateTime<Utc>,
) -> Result<()> {
    let until = kept_until(event);
    if event.status == EventStatus::Postponed || now < until {
        return Ok(());
    }
    let fault = Fault::new(field, Code::TooLate);
    Err(fault.with("until", until.to_rfc3339()).into())
}
