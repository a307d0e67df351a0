//! Places: who gets one, who waits, and who is next.

use chrono::TimeDelta;
use kuvend_entity::{
    attendee,
    id::EventId,
    kind::{EventStatus, MessageKind, PlaceState},
};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;

use crate::{
    attendees::desk::{Cause, Desk},
    engine,
    error::{Error, Result},
    fault::{Code, Fault},
    op::Op,
    policy::Action,
    tally,
};

/// Rows of the waiting list read at a time.
const ASKED_AT_ONCE: u64 = 50;

impl Desk<'_> {
    /// Gives a row a place, or a number on the waiting list. Nobody passes those who wait already. The row's own places,
    /// if it holds some, count as free for it.
    ///
    /// # Errors
    /// A fault on `partySize` where a row that holds a place would grow beyond what is free.
    pub fn seat(
        &mut self,
        before: Option<&attendee::Model>,
        row: &mut attendee::Model,
    ) -> Result<()> {
        let held = before.map_or(0, tally::places);
        let holds = before.is_some_and(|row| row.place.occupies());
        let fits = self.has_room(held, row);
        if holds && !fits {
            let free = self.free().unwrap_or_default() + held;
            return Err(Fault::new(["partySize"], Code::Full)
                .with("free", free)
                .with("wanted", row.party_size)
                .into());
        }
        if holds || !row.uses_place || (fits && self.tally.waitlisted == waiting(before)) {
            row.place = PlaceState::Confirmed;
            row.queue_number = None;
            row.offer_expires_at = None;
        } else if row.place != PlaceState::Waitlisted {
            row.place = PlaceState::Waitlisted;
            row.queue_number = Some(self.queue_number());
        }
        Ok(())
    }

    /// Whether a row that holds so many places can have all that it needs. Whoever needs no more than they hold keeps it,
    /// even where an event holds more guests than its capacity.
    fn has_room(&self, held: i32, row: &attendee::Model) -> bool {
        let wanted = tally::wanted(row);
        wanted <= held || self.free().is_none_or(|free| wanted <= free + held)
    }

    /// Keeps a row whose roles have changed within the capacity. A place that took none of the event's may take one now:
    /// where there is none, or others wait for it, the row waits with them.
    pub fn hold_to_capacity(&mut self, before: &attendee::Model, row: &mut attendee::Model) {
        let held = tally::places(before);
        if !row.place.occupies() || tally::wanted(row) <= held {
            return;
        }
        if !self.has_room(held, row) || self.tally.waitlisted > 0 {
            row.place = PlaceState::Waitlisted;
            row.queue_number = Some(self.queue_number());
            row.offer_expires_at = None;
        }
    }

    /// Takes a row's place, or its number on the waiting list, away.
    pub fn unseat(row: &mut attendee::Model, place: PlaceState) {
        row.place = place;
        row.queue_number = None;
        row.offer_expires_at = None;
    }

    /// Offers what is free to those who wait, in their order; where the event has no offer window, they are confirmed at
    /// once. The order is kept: a party that does not fit holds back who comes after it. A desk that closes asks this
    /// itself, if what was done at it can have made room for somebody.
    ///
    /// # Errors
    /// Only the database's.
    pub(super) async fn call_the_next(&mut self) -> Result<()> {
        if !self.makes_room {
            return Ok(());
        }
        self.call_those_who_wait().await?;
        // Who is called leaves the list, and makes no more room by it.
        self.makes_room = false;
        Ok(())
    }

    async fn call_those_who_wait(&mut self) -> Result<()> {
        if self.event.status != EventStatus::Published || self.now >= self.event.starts_at {
            return Ok(());
        }
        while self.tally.waitlisted > 0 && self.free().is_none_or(|free| free > 0) {
            self.store().await?;
            let waiting = attendee::Entity::find()
                .filter(attendee::Column::EventId.eq(self.event.id))
                .filter(attendee::Column::Place.eq(PlaceState::Waitlisted))
                .order_by_desc(attendee::Column::QueuePriority)
                .order_by_asc(attendee::Column::QueueNumber)
                .limit(ASKED_AT_ONCE)
                .all(&self.tx)
                .await?;
            if waiting.is_empty() {
                break;
            }
            for row in waiting {
                if self.free().is_some_and(|free| row.party_size > free) {
                    return Ok(());
                }
                self.offer(&row);
            }
        }
        Ok(())
    }

    fn offer(&mut self, row: &attendee::Model) {
        let mut after = row.clone();
        after.queue_number = None;
        let kind = if let Some(minutes) = self.event.offer_minutes {
            let until =
                (self.now + TimeDelta::minutes(i64::from(minutes))).min(self.event.starts_at);
            after.place = PlaceState::Offered;
            after.offer_expires_at = Some(until);
            MessageKind::WaitingListOffer
        } else {
            after.place = PlaceState::Confirmed;
            MessageKind::RegistrationConfirmation
        };
        let cause = Cause {
            reason: Some("a place became free".to_owned()),
            ..Cause::default()
        };
        let after = self.alter_later(row, after, &cause);
        // Who asked in the same step hears of the place alone, and not of the list that led to it.
        self.forget_letter(MessageKind::WaitingList, after.id);
        let details = after
            .offer_expires_at
            .map(|until| json!({ "offerExpiresAt": until }));
        self.write_to(kind, &after, details);
        self.called.insert(after.id, after);
    }
}

fn waiting(row: Option<&attendee::Model>) -> i32 {
    i32::from(row.is_some_and(|row| row.place == PlaceState::Waitlisted))
}

/// Ends the offers whose deadline has passed and asks the next; returns how many ended. A worker calls it.
///
/// # Errors
/// Only the database's.
pub async fn expire_offers(op: &Op) -> Result<usize> {
    let due: Vec<EventId> = attendee::Entity::find()
        .select_only()
        .column(attendee::Column::EventId)
        .distinct()
        .filter(attendee::Column::Place.eq(PlaceState::Offered))
        .filter(attendee::Column::OfferExpiresAt.lte(op.clock.now()))
        .into_tuple()
        .all(op.db.reader())
        .await?;
    let mut ended = 0;
    for event in due {
        let mut desk = Desk::open(op, event, Action::WriteGuests).await?;
        let late = attendee::Entity::find()
            .filter(attendee::Column::EventId.eq(event))
            .filter(attendee::Column::Place.eq(PlaceState::Offered))
            .filter(attendee::Column::OfferExpiresAt.lte(desk.now))
            .all(&desk.tx)
            .await?;
        for row in late {
            let mut after = row.clone();
            Desk::unseat(&mut after, PlaceState::Expired);
            let cause = Cause {
                reason: Some("the offer was not accepted in time".to_owned()),
                ..Cause::default()
            };
            let after = desk.alter_later(&row, after, &cause);
            desk.deed("attendees::expire_offers", &after, None, None);
            ended += 1;
        }
        desk.close().await?;
    }
    Ok(ended)
}

/// Offers what is free to those who wait, after an event's capacity grew.
///
/// A step of updating: it takes the open transaction and gives it back.
///
/// # Errors
/// Only the database's.
pub async fn places_freed(
    op: &Op,
    tx: DatabaseTransaction,
    event: EventId,
) -> Result<DatabaseTransaction> {
    let (event, tally) = engine::lock_event_with_row(&tx, event)
        .await?
        .ok_or_else(|| Error::missing("event"))?;
    let mut desk = Desk::new(op, tx, event, tally);
    desk.makes_room = true;
    desk.settle().await
}
