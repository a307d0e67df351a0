//! The choice between the room and taking part on line, at an event that is held in both.

use kuvend_entity::{
    attendee, event,
    kind::{EventFormat, PresenceMode},
};
use sea_orm::ConnectionTrait;

use crate::{
    attendees::places::would_wait,
    error::Result,
    fault::{Code, Fault, Faults},
    tally,
};

/// Whether an event leaves it to its guests how they take part.
pub(crate) fn are_chosen(event: &event::Model) -> bool {
    event.format == EventFormat::Hybrid
}

/// How somebody means to take part, by the name of the mode as it was typed; a fault at `attends` where it is none.
pub(crate) fn typed(typed: &str, faults: &mut Faults) -> Option<PresenceMode> {
    let typed = typed.trim();
    let read = PresenceMode::parse(typed);
    if typed.is_empty() {
        faults.push(Fault::new(["attends"], Code::Required));
    } else if read.is_none() {
        let fault = Fault::new(["attends"], Code::Malformed);
        faults.push(fault.with("what", "way of taking part"));
    }
    read
}

/// Where somebody who accepts now would have to wait for a place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waits {
    /// However they take part.
    pub anyhow: bool,
    /// In this one way of taking part, and not in the other.
    pub one_way: Option<PresenceMode>,
}

/// Where somebody of this row would have to wait, whatever they chose before.
///
/// # Errors
/// Only the database's.
pub(crate) async fn waits(
    db: &impl ConnectionTrait,
    event: &event::Model,
    row: &attendee::Model,
) -> Result<Waits> {
    let (tally, pools) = tally::of_event(db, event.id).await?;
    if !are_chosen(event) {
        return Ok(Waits {
            anyhow: would_wait(db, event, (&tally, &pools), row).await?,
            one_way: None,
        });
    }
    let mut full = Vec::new();
    for mode in PresenceMode::ALL {
        let somebody = attendee::Model {
            attends: Some(*mode),
            ..row.clone()
        };
        if would_wait(db, event, (&tally, &pools), &somebody).await? {
            full.push(*mode);
        }
    }
    let anyhow = full.len() == PresenceMode::ALL.len();
    Ok(Waits {
        anyhow,
        one_way: full.first().copied().filter(|_| !anyhow),
    })
}
