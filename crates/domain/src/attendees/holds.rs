//! Places held for the invited: an invitation reserves nothing, unless the event says so.
//!
//! A held place is an offer that nobody had to wait for: it counts as taken, the guest's answer confirms it or gives it up,
//! and it runs out with the time for answers.

use chrono::{DateTime, Utc};
use kuvend_entity::{
    attendee, event,
    kind::{ApprovalRule, InvitationState, PlaceState, ResponseState},
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, sea_query::Expr};

use crate::{
    attendees::{desk::Desk, rooms::Party},
    error::Result,
    fault::{Code, Fault},
};

/// Until when a place is held for who is invited: as long as answers are taken, and never into the event.
#[must_use]
pub fn held_until(event: &event::Model) -> DateTime<Utc> {
    event
        .response_deadline
        .map_or(event.starts_at, |deadline| deadline.min(event.starts_at))
}

/// What of an event's rules cannot be together: a place that waits for the office's approval is not held by an invitation.
#[must_use]
pub fn judge(event: &event::Model) -> Option<Fault> {
    let is_both = event.holds_for_invited && event.approval == ApprovalRule::All;
    is_both.then(|| Fault::new(["holdsForInvited"], Code::Inconsistent).with("other", "approval"))
}

/// Lets held places run out with the time for answers, when that is another.
///
/// # Errors
/// Only the database's.
pub async fn follow(
    tx: &DatabaseTransaction,
    old: &event::Model,
    next: &event::Model,
) -> Result<()> {
    let (was, is) = (held_until(old), held_until(next));
    if was != is {
        attendee::Entity::update_many()
            .col_expr(attendee::Column::OfferExpiresAt, Expr::value(is))
            .filter(attendee::Column::EventId.eq(next.id))
            .filter(attendee::Column::Place.eq(PlaceState::Offered))
            .filter(attendee::Column::OfferExpiresAt.eq(was))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Lets held places hold until answers are due again, when an event that was put off is taken up: they are no offers of the
/// waiting list, and have no window of their own.
///
/// # Errors
/// Only the database's.
pub async fn renew(tx: &DatabaseTransaction, event: &event::Model) -> Result<()> {
    if event.holds_for_invited {
        let invited = [
            InvitationState::Queued,
            InvitationState::Sent,
            InvitationState::Bounced,
        ];
        attendee::Entity::update_many()
            .col_expr(
                attendee::Column::OfferExpiresAt,
                Expr::value(held_until(event)),
            )
            .filter(attendee::Column::EventId.eq(event.id))
            .filter(attendee::Column::Place.eq(PlaceState::Offered))
            .filter(attendee::Column::Response.eq(ResponseState::None))
            .filter(attendee::Column::Invitation.is_in(invited))
            .exec(tx)
            .await?;
    }
    Ok(())
}

impl Desk<'_> {
    /// Holds a place for who is being invited, where the event does so and there is one that nobody waits for. Who has
    /// answered already, has a place or needs none is left as they are.
    pub fn hold_for_invited(&self, row: &mut attendee::Model) {
        let until = held_until(&self.event);
        let asks = row.uses_place
            && row.response == ResponseState::None
            && matches!(
                row.place,
                PlaceState::None | PlaceState::Expired | PlaceState::Cancelled
            );
        let holds = self.event.holds_for_invited && until > self.now;
        if !asks || !holds || self.tally.waitlisted > 0 {
            return;
        }
        let rooms = self.rooms();
        let then = rooms.after(None, Some(Party::wanted(row)));
        if then.broken_since(&rooms).is_empty() {
            row.place = PlaceState::Offered;
            row.offer_expires_at = Some(until);
        }
    }
}
