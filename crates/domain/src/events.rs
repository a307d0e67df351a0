//! Events: planning, publishing, moving and cancelling them, and reading them page by page.
//!
//! **Invariant:** an event is written under its lock ([`crate::engine::lock_event`]), so that its version, its capacity
//! and its kept counts are judged together.

pub(crate) mod along;
mod cancel;
mod create;
mod duplicate;
mod filter;
mod life;
mod links;
mod parts;
mod publish;
mod read;
mod series;
mod times;
mod update;

pub use cancel::{Cancel, cancel};
pub use create::{Create, create};
pub use duplicate::{ClonePart, Duplicate, duplicate};
pub use filter::Filter;
pub use life::{
    Lead, Need, Postpone, Step, TRANSITIONS, Transition, archive, complete, legal_steps, postpone,
    resume,
};
pub use links::{frameworks_of, headcounts_of};
pub(crate) use parts::known_organisations;
pub use parts::{Part, Pointed};
pub use publish::{Publish, Published, publish};
pub(crate) use read::grouped;
pub use read::{
    Found, Order, OrderField, Wanted, by_ids, find, find_with, list, occasions_of, offices_of,
    organisations_of, programmes_of,
};
pub use series::{
    CreateSeries, LAST_EDITION, UpdateSeries, create_series, list_series, series_of, update_series,
};
pub use times::Times;
pub use update::{Update, update};

use chrono::{DateTime, Utc};
use kuvend_entity::{
    event,
    id::EventId,
    kind::{EventRegistration, EventStatus, EventVisibility},
};
use sea_orm::DatabaseTransaction;

use crate::{
    engine,
    error::{Denied, Error, Failure, Result},
    fault::{Code, Fault},
    op::Op,
    policy::Action,
};

/// Places of an event at most.
pub const LARGEST_CAPACITY: i32 = 1_000_000;
/// Minutes that an offer of a freed place may hold at most: thirty days.
pub const LONGEST_OFFER: i32 = 30 * 24 * 60;
/// People who come with one form of registration at most.
pub const LARGEST_PARTY: i32 = 20;
/// Occasions, programmes, organisations or frameworks of an event at most.
pub const MOST_PARTS: usize = 50;
/// Letters of an occasion at most.
const LONGEST_OCCASION: usize = 64;

/// Whether a text names an occasion: `international-migrants-day`.
#[must_use]
pub fn is_occasion(text: &str) -> bool {
    (1..=LONGEST_OCCASION).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Takes the event's lock and reads it, for an actor who may do this to it.
///
/// # Errors
/// [`Denied::NotFound`] where the actor sees nothing of it, [`Denied::Forbidden`] where it may not do this.
pub async fn locked(
    op: &Op,
    tx: &DatabaseTransaction,
    id: EventId,
    action: Action,
) -> Result<Found> {
    let found = under_lock(tx, id).await?;
    op.authorise(found.event.office_id, action)?;
    Ok(found)
}

/// The same for whoever is asked elsewhere what they may do there.
///
/// # Errors
/// [`Denied::NotFound`] where there is no such event.
pub(crate) async fn under_lock(tx: &DatabaseTransaction, id: EventId) -> Result<Found> {
    match engine::lock_event(tx, id).await {
        Err(Error::Failed(Failure::Missing(_))) => return Err(Error::Denied(Denied::NotFound)),
        other => other?,
    };
    read::one(tx, id)
        .await?
        .ok_or(Error::Denied(Denied::NotFound))
}

/// Goes on only if the version named is the newest.
fn newest(named: Option<i32>, now: i32) -> Result<()> {
    match named {
        Some(version) if version != now => Err(stale(now).into()),
        _ => Ok(()),
    }
}

/// The fault of naming another version than the newest.
pub(crate) fn stale(now: i32) -> Fault {
    Fault::new(["version"], Code::Conflict).with("version", now)
}

/// The fault of doing to an event what its state does not allow.
pub(crate) fn wrong_state<const N: usize>(field: [&str; N], event: &event::Model) -> Fault {
    Fault::new(field, Code::WrongState).with("state", event.status)
}

/// Goes on only if an event has begun and was neither called off nor put off, so that it can be said of somebody that they were there.
pub(crate) fn has_begun<const N: usize>(
    field: [&str; N],
    event: &event::Model,
    now: DateTime<Utc>,
) -> Result<()> {
    if now < event.starts_at {
        let fault = Fault::new(field, Code::TooEarly);
        return Err(fault.with("from", event.starts_at.to_rfc3339()).into());
    }
    match event.status {
        EventStatus::Cancelled | EventStatus::Draft | EventStatus::Postponed => {
            Err(wrong_state(field, event).into())
        }
        EventStatus::Published | EventStatus::Completed | EventStatus::Archived => Ok(()),
    }
}

/// What of an event's settings cannot be together: nobody registers on a page that there is not.
fn judge_registration(event: &event::Model) -> Option<Fault> {
    let has_page = event.visibility == EventVisibility::Listed;
    let is_open = event.registration == EventRegistration::Open;
    (is_open && !has_page)
        .then(|| Fault::new(["registration"], Code::Inconsistent).with("other", "visibility"))
}

/// Whether an event may still be changed.
pub(crate) const fn is_open(status: EventStatus) -> bool {
    match status {
        EventStatus::Draft
        | EventStatus::Postponed
        | EventStatus::Published
        | EventStatus::Completed => true,
        EventStatus::Cancelled | EventStatus::Archived => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_occasion_is_a_slug() {
        for good in ["international-migrants-day", "x", "day-18-12"] {
            assert!(is_occasion(good), "{good}");
        }
        for bad in ["", "Migrants", "a b", "dita-e-diasporës", &"a".repeat(65)] {
            assert!(!is_occasion(bad), "{bad}");
        }
    }
}
