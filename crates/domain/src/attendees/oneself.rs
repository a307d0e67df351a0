//! Who registers by themselves, on the page of a listed event.
//!
//! It is an answer like any other, and moves a row by the same steps: who is on the list already has their row answered, and everybody
//! else gets one.

use kuvend_entity::{
    attendee, event,
    id::ContactId,
    kind::{InvitationState, PresenceMode, ResponseChannel, ResponseState},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::{
    attendees::{
        answers::{self, Register, Respond},
        desk::Desk,
        guests,
        places::would_wait,
        rooms::Party,
    },
    error::Result,
    tally::{self, pools::Quality},
};

/// Somebody who has confirmed that they register.
#[derive(Debug, Clone)]
pub(crate) struct Oneself {
    /// Who.
    pub(crate) contact: ContactId,
    /// How many come, where that was asked.
    pub(crate) party_size: Option<i32>,
    /// How they mean to take part, where that was asked.
    pub(crate) attends: Option<PresenceMode>,
    /// With which function or for which body, in their words.
    pub(crate) function: Option<String>,
}

/// Registers somebody at their own word, for whoever holds the desk and has asked whether the event's registration is open.
///
/// A party that holds places grows as far as there are any, and changes how it takes part where there is room for it so. Whose invitation was taken back is left as they are, and so is what
/// the office wrote of who is on its list.
///
/// # Errors
/// Only the database's.
pub(crate) async fn register(desk: &mut Desk<'_>, who: Oneself) -> Result<attendee::Model> {
    let Some(row) = guests::row_of(desk, who.contact).await? else {
        let cmd = Register {
            event: desk.event.id,
            contact: who.contact,
            party_size: who.party_size,
            roles: None,
            category: None,
            organisation: None,
            function: who.function,
            by_oneself: true,
            attends: who.attends,
            overbook: None,
        };
        return answers::registered(desk, cmd).await;
    };
    if row.invitation == InvitationState::Withdrawn {
        return Ok(row);
    }
    let held = Party::held(&row);
    let holds = held.places > 0;
    let rooms = desk.rooms();
    let most = |attends| rooms.most(held, Quality::new(row.category, attends));
    let attends = who.attends.filter(|mode| {
        let most = most(Some(*mode));
        !holds || most.is_none_or(|most| most >= held.places)
    });
    let most = holds.then(|| most(attends.or(row.attends))).flatten();
    let party_size = who
        .party_size
        .map(|size| most.map_or(size, |most| size.min(most.max(row.party_size))));
    let cmd = Respond {
        attendee: row.id,
        response: ResponseState::Accepted,
        channel: ResponseChannel::SelfRegistration,
        answered_at: None,
        reason: None,
        party_size,
        on_behalf_of: None,
        deputy: None,
        attends,
        overbook: None,
        companions: None,
    };
    let after = answers::answered(desk, &row, cmd).await?;
    Ok(after.unwrap_or(row))
}

/// Whether somebody who registers now would have to wait for a place: by their row where they are on the list, else as
/// somebody of whom the office knows nothing.
///
/// # Errors
/// Only the database's.
pub(crate) async fn waits(
    db: &impl ConnectionTrait,
    event: &event::Model,
    row: &attendee::Model,
) -> Result<bool> {
    let (tally, pools) = tally::of_event(db, event.id).await?;
    would_wait(db, event, (&tally, &pools), row).await
}

/// The row of somebody on an event's list, read without the event's lock.
///
/// # Errors
/// Only the database's.
pub(crate) async fn row_of(
    db: &impl ConnectionTrait,
    event: &event::Model,
    contact: ContactId,
) -> Result<Option<attendee::Model>> {
    let row = attendee::Entity::find()
        .filter(attendee::Column::EventId.eq(event.id))
        .filter(attendee::Column::ContactId.eq(contact));
    Ok(row.one(db).await?)
}
