//! Places: who gets one, who waits, and who is next.

use chrono::TimeDelta;
use kuvend_entity::{
    attendee, event, event_tally,
    id::EventId,
    kind::{
        ApprovalRule, ApprovalState, EventStatus, GuestCategory, InvitationState, MessageKind,
        PlaceState, PoolKind, PresenceMode,
    },
    place_pool,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
};
use serde_json::json;

use crate::{
    attendees::{
        deputies,
        desk::{Cause, Desk},
        rooms::{HeldBack, Party, Rooms},
    },
    engine,
    error::{Error, Result},
    fault::{Code, Fault},
    op::Op,
    policy::Action,
    tally::{self, pools::Quality},
};

/// Rows of the waiting list read at a time.
const ASKED_AT_ONCE: usize = 50;

/// On whose word a row asks for a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    /// On a guest's answer, whoever recorded it.
    Guest,
    /// On that of somebody who registers without having been asked to come.
    Newcomer,
    /// On the office's own: it lets the guest come.
    Office,
}

/// On what ground a row asks for a place.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// On whose word.
    pub asker: Asker,
    /// Why it gets one even where there is none, or where others wait for it.
    pub overbook: Option<&'a str>,
}

impl Claim<'static> {
    /// A guest's answer, and nothing more.
    pub const ANSWER: Self = Self {
        asker: Asker::Guest,
        overbook: None,
    };
}

impl Desk<'_> {
    /// Gives a row a place, or a number on the waiting list, or has it wait for the office's approval. Nobody passes those
    /// who wait already for what they want themselves. The row's own places, if it holds some, count as free for it.
    ///
    /// # Errors
    /// A fault where a row that holds places would grow beyond what is free, on `partySize`, or become another kind of guest
    /// for whom there is no room, on `category` or `attends`; and the database's.
    pub async fn seat(
        &mut self,
        before: Option<&attendee::Model>,
        row: &mut attendee::Model,
        claim: Claim<'_>,
    ) -> Result<()> {
        // A place that took none of the event's, as of who works there, is none to keep.
        let holds = before.is_some_and(|row| tally::places(row) > 0);
        if !holds && self.awaits_approval(row, claim.asker) {
            row.approval = ApprovalState::Awaited;
            Self::unseat(row, PlaceState::PendingApproval);
            return Ok(());
        }
        if !holds && is_turned_away(row) && claim.asker != Asker::Office {
            return Ok(());
        }
        if claim.asker == Asker::Office && row.approval != ApprovalState::NotAsked {
            row.approval = ApprovalState::Given;
        }
        let rooms = self.rooms();
        let (held, wanted) = (before.map(Party::held), Party::wanted(row));
        let then = rooms.after(held, Some(wanted));
        let fits = then.broken_since(&rooms).is_empty();
        let asks_nobody = holds || !row.uses_place;
        if !fits || !(asks_nobody || self.is_next(before, row).await?) {
            match (claim.overbook, held) {
                (Some(reason), _) => row.overbook_reason = Some(reason.to_owned()),
                (None, Some(held)) if holds => {
                    return Err(no_room(&rooms, (held, wanted)).into());
                }
                (None, _) => {
                    self.have_wait(row);
                    return Ok(());
                }
            }
        } else if !holds {
            row.overbook_reason = None;
        }
        row.place = PlaceState::Confirmed;
        row.queue_number = None;
        row.offer_expires_at = None;
        Ok(())
    }

    /// Puts a row at the end of the waiting list; one that waits already stays where it is.
    fn have_wait(&mut self, row: &mut attendee::Model) {
        if row.place != PlaceState::Waitlisted {
            Self::unseat(row, PlaceState::Waitlisted);
            row.queue_number = Some(self.queue_number());
        }
    }

    /// Whether a row's place waits until the office has approved it. What was approved once needs it no more; who waits for it
    /// needs it still.
    fn awaits_approval(&self, row: &attendee::Model, asker: Asker) -> bool {
        if asker == Asker::Office || !row.uses_place || row.place == PlaceState::Waitlisted {
            return false;
        }
        match row.approval {
            ApprovalState::Given | ApprovalState::Refused => false,
            _ if row.place == PlaceState::PendingApproval => true,
            ApprovalState::Awaited => self.event.approval != ApprovalRule::None,
            ApprovalState::NotAsked => match self.event.approval {
                ApprovalRule::None => false,
                ApprovalRule::SelfRegistration => {
                    asker == Asker::Newcomer && !is_asked_to_come(row.invitation)
                }
                ApprovalRule::All => true,
            },
        }
    }

    /// Whether nobody who waits for what a row wants is before it.
    async fn is_next(
        &mut self,
        before: Option<&attendee::Model>,
        row: &attendee::Model,
    ) -> Result<bool> {
        let others = self.tally.waitlisted - i32::from(before.is_some_and(waits));
        if others <= 0 {
            return Ok(true);
        }
        let queue = Queue::of(&self.event, self.rooms());
        if queue.is_one_line(row) {
            return Ok(false);
        }
        self.store().await?;
        queue.lets_pass(&self.tx, (before, row)).await
    }

    /// Keeps a row whose roles have changed within the limits. A place that took none of the event's may take one now: where
    /// there is none, or others wait for it, the row waits with them.
    ///
    /// # Errors
    /// Only the database's.
    pub async fn hold_to_limits(
        &mut self,
        before: &attendee::Model,
        row: &mut attendee::Model,
    ) -> Result<()> {
        let held = Party::held(before);
        let wanted = Party::wanted(row);
        if !row.place.occupies() || wanted.places <= held.places {
            return Ok(());
        }
        let rooms = self.rooms();
        let then = rooms.after(Some(held), Some(wanted));
        if !then.broken_since(&rooms).is_empty() || !self.is_next(Some(before), row).await? {
            self.have_wait(row);
        }
        Ok(())
    }

    /// Takes a row's place, or its number on the waiting list, away. Who has given up, or did not answer in time, comes after
    /// everybody else from then on.
    pub fn unseat(row: &mut attendee::Model, place: PlaceState) {
        row.place = place;
        row.queue_number = None;
        row.offer_expires_at = None;
        row.overbook_reason = None;
        if matches!(place, PlaceState::Cancelled | PlaceState::Expired) {
            row.queue_priority = 0;
        }
    }

    /// Offers what is free to those who wait, in their order; where the event has no offer window, they are confirmed at
    /// once. The order is kept: a party that does not fit holds back who comes after it and wants the same, unless the event
    /// lets it be passed over. A desk that closes asks this itself, if what was done at it can have made room for somebody.
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
        let mut held_back = HeldBack::new();
        let mut last: Option<(i32, i32)> = None;
        while self.tally.waitlisted > 0 && self.rooms().has_any(&held_back) {
            self.store().await?;
            let page = attendee::Entity::find()
                .filter(in_line(self.event.id))
                .filter(behind(last))
                .order_by_desc(attendee::Column::QueuePriority)
                .order_by_asc(attendee::Column::QueueNumber)
                .limit(u64::try_from(ASKED_AT_ONCE).unwrap_or(u64::MAX))
                .all(&self.tx)
                .await?;
            let Some(end) = page.last() else { break };
            last = Some((end.queue_priority, end.queue_number.unwrap_or_default()));
            let is_last = page.len() < ASKED_AT_ONCE;
            for row in page {
                match self.rooms().admit(Party::wanted(&row), &held_back) {
                    Ok(_) => self.offer(&row),
                    Err(_) if self.event.passes_over => {}
                    Err(broken) => held_back.extend(broken),
                }
                if !self.rooms().has_any(&held_back) {
                    break;
                }
            }
            if is_last {
                break;
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

/// Whether the office refused a row a place of the event's. That stands until the office takes it back, whatever is answered meanwhile.
pub(crate) fn is_turned_away(row: &attendee::Model) -> bool {
    row.approval == ApprovalState::Refused && row.uses_place
}

/// Whether an invitation stands.
pub(crate) const fn is_asked_to_come(invitation: InvitationState) -> bool {
    match invitation {
        InvitationState::Queued | InvitationState::Sent | InvitationState::Bounced => true,
        InvitationState::NotInvited | InvitationState::Withdrawn => false,
    }
}

/// The fault of wanting more than there is room for.
pub(super) fn no_room(rooms: &Rooms, (held, wanted): (Party, Party)) -> Fault {
    let most = rooms.most(held, wanted.quality);
    let is_other_mode = wanted.quality.mode != held.quality.mode;
    // Where not even those have room who hold a place now, a smaller party is no help.
    let has_grown = wanted.places > held.places
        && !(is_other_mode && most.is_some_and(|most| most < held.places));
    let field = match (has_grown, is_other_mode) {
        (true, _) => "partySize",
        (false, true) => "attends",
        (false, false) => "category",
    };
    Fault::new([field], Code::Full)
        .with("free", most.unwrap_or_default())
        .with("wanted", wanted.places)
}

fn waits(row: &attendee::Model) -> bool {
    row.place == PlaceState::Waitlisted
}

/// Who waits at an event.
fn in_line(event: EventId) -> Condition {
    Condition::all()
        .add(attendee::Column::EventId.eq(event))
        .add(attendee::Column::Place.eq(PlaceState::Waitlisted))
}

/// Who stands in line behind a priority and a number.
fn behind(last: Option<(i32, i32)>) -> Condition {
    use attendee::Column as C;
    match last {
        None => Condition::all(),
        Some((priority, number)) => Condition::any().add(C::QueuePriority.lt(priority)).add(
            Condition::all()
                .add(C::QueuePriority.eq(priority))
                .add(C::QueueNumber.gt(number)),
        ),
    }
}

/// The waiting list of an event, as somebody finds it who would like a place.
struct Queue {
    event: EventId,
    passes_over: bool,
    rooms: Rooms,
}

/// What is read of who waits.
type Waiting = (Option<GuestCategory>, Option<PresenceMode>, i32, bool);

impl Queue {
    fn of(event: &event::Model, rooms: Rooms) -> Self {
        Self {
            event: event.id,
            passes_over: event.passes_over,
            rooms,
        }
    }

    /// Whether everybody who waits is before a newcomer and holds them back, so that nobody need be looked at.
    fn is_one_line(&self, row: &attendee::Model) -> bool {
        !self.passes_over && !self.rooms.has_pools() && row.queue_priority == 0
    }

    /// Whether a row that would fit may have its place before those who wait: everybody before it is served or waits for
    /// something else.
    async fn lets_pass(
        self,
        db: &impl ConnectionTrait,
        (before, row): (Option<&attendee::Model>, &attendee::Model),
    ) -> Result<bool> {
        use attendee::Column as C;
        let level = C::QueuePriority.eq(row.queue_priority);
        let level = match before
            .filter(|row| waits(row))
            .and_then(|row| row.queue_number)
        {
            Some(number) => Condition::all().add(level).add(C::QueueNumber.lt(number)),
            None => Condition::all().add(level),
        };
        let ahead: Vec<Waiting> = attendee::Entity::find()
            .select_only()
            .columns([C::Category, C::Attends, C::PartySize, C::UsesPlace])
            .filter(in_line(self.event))
            .filter(
                Condition::any()
                    .add(C::QueuePriority.gt(row.queue_priority))
                    .add(level),
            )
            .order_by_desc(C::QueuePriority)
            .order_by_asc(C::QueueNumber)
            .into_tuple()
            .all(db)
            .await?;
        let mut rooms = self.rooms;
        let mut held_back = HeldBack::new();
        for (category, attends, size, uses_place) in ahead {
            let party = Party {
                quality: Quality::new(category, attends),
                places: if uses_place { size } else { 0 },
            };
            match rooms.admit(party, &held_back) {
                Ok(next) => rooms = next,
                Err(_) if self.passes_over => {}
                Err(broken) => held_back.extend(broken),
            }
        }
        Ok(rooms.admit(Party::wanted(row), &held_back).is_ok())
    }
}

/// Whether accepting now would mean to wait for a place.
///
/// # Errors
/// Only the database's.
pub async fn would_wait(
    db: &impl ConnectionTrait,
    event: &event::Model,
    (tally, pools): (&event_tally::Model, &[place_pool::Model]),
    row: &attendee::Model,
) -> Result<bool> {
    if !row.uses_place || row.place.occupies() || is_turned_away(row) {
        return Ok(false);
    }
    let rooms = Rooms::new(event, tally, pools);
    let wanted = Party::wanted(row);
    if let Some(deputy) = deputies::chain(db, row).await?.pop() {
        let held = Party::held(&deputy);
        let rest = rooms.after(Some(held), None);
        if deputies::passes_on(&rest, held, wanted) {
            return Ok(false);
        }
    }
    if rooms.admit(wanted, &HeldBack::new()).is_err() {
        return Ok(true);
    }
    if tally.waitlisted <= i32::from(waits(row)) {
        return Ok(false);
    }
    let queue = Queue::of(event, rooms);
    if queue.is_one_line(row) {
        return Ok(true);
    }
    Ok(!queue.lets_pass(db, (Some(row), row)).await?)
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

/// Gives what was kept for some until a day that has come to everybody, and asks who waits; returns of how many events. A
/// worker calls it; whoever opens such an event's desk before it does the same.
///
/// # Errors
/// Only the database's.
pub async fn release_pools(op: &Op) -> Result<usize> {
    use place_pool::Column as C;
    let published = event::Entity::find()
        .select_only()
        .column(event::Column::Id)
        .filter(event::Column::Status.eq(EventStatus::Published))
        .into_query();
    let due: Vec<EventId> = place_pool::Entity::find()
        .select_only()
        .column(C::EventId)
        .distinct()
        .filter(C::EventId.in_subquery(published))
        .filter(C::Kind.eq(PoolKind::Reserved))
        .filter(C::ReleasedAt.is_null())
        .filter(C::ReservedUntil.lte(op.clock.now()))
        .into_tuple()
        .all(op.db.reader())
        .await?;
    let released = due.len();
    for event in due {
        // Opening the desk is what releases them.
        let desk = Desk::open(op, event, Action::WriteGuests).await?;
        desk.close().await?;
    }
    Ok(released)
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
    let locked = engine::lock_event_with_row(&tx, event)
        .await?
        .ok_or_else(|| Error::missing("event"))?;
    let mut desk = Desk::new(op, tx, locked);
    desk.makes_room = true;
    desk.settle().await
}
