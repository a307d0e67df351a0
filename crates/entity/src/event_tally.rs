//! What an event's guest list adds up to, kept in the transaction of every fact, and the event's one lock.

use sea_orm::prelude::*;

use crate::id::EventId;

/// What an event's guest list adds up to, kept in the transaction of every fact, and the event's one lock.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_tally")]
pub struct Model {
    /// Of which event.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: EventId,
    /// Places that are occupied now.
    pub places_taken: i32,
    /// The next number of the waiting list.
    pub next_queue_number: i32,
    /// Pools of places that the event has.
    pub pools: i32,
    /// Rows of the guest list.
    pub attendees: i32,
    /// Rows by invitation.
    pub not_invited: i32,
    /// Rows by invitation.
    pub queued: i32,
    /// Rows by invitation.
    pub sent: i32,
    /// Rows by invitation.
    pub bounced: i32,
    /// Rows by invitation.
    pub withdrawn: i32,
    /// Rows by response: `NONE`.
    pub unanswered: i32,
    /// Rows by response.
    pub accepted: i32,
    /// Rows by response.
    pub tentative: i32,
    /// Rows by response.
    pub declined: i32,
    /// Rows by response.
    pub represented: i32,
    /// Rows by place: `NONE`.
    pub no_place: i32,
    /// Rows by place.
    pub pending_approval: i32,
    /// Rows by place.
    pub waitlisted: i32,
    /// Rows by place.
    pub offered: i32,
    /// Rows by place.
    pub confirmed: i32,
    /// Rows by place.
    pub cancelled: i32,
    /// Rows by place.
    pub expired: i32,
    /// Rows by presence.
    pub unrecorded: i32,
    /// Rows by presence.
    pub attended: i32,
    /// Rows by presence.
    pub absent: i32,
    /// Rows by presence.
    pub excused: i32,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::sparse::sparse! {
    event_id: EventId,
    places_taken: PlacesTaken,
    next_queue_number: NextQueueNumber,
    pools: Pools,
    attendees: Attendees,
    not_invited: NotInvited,
    queued: Queued,
    sent: Sent,
    bounced: Bounced,
    withdrawn: Withdrawn,
    unanswered: Unanswered,
    accepted: Accepted,
    tentative: Tentative,
    declined: Declined,
    represented: Represented,
    no_place: NoPlace,
    pending_approval: PendingApproval,
    waitlisted: Waitlisted,
    offered: Offered,
    confirmed: Confirmed,
    cancelled: Cancelled,
    expired: Expired,
    unrecorded: Unrecorded,
    attended: Attended,
    absent: Absent,
    excused: Excused,
}
