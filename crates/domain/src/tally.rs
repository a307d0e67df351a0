//! What an event's guest list adds up to, with its pools, kept with every fact and never counted on the way of a reader.

pub mod pools;

use kuvend_entity::{
    attendee, event_tally,
    id::EventId,
    kind::{InvitationState, PlaceState, PresenceState, ResponseState},
    place_pool,
};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel, QueryTrait,
    Statement, sea_query::UpdateStatement,
};

use crate::{
    engine::{self, Db},
    error::{Error, Result},
    op::Op,
};

/// What is kept of an event and its pools, read without the event's lock.
///
/// # Errors
/// Only the database's.
pub async fn of_event(
    db: &impl ConnectionTrait,
    event: EventId,
) -> Result<(event_tally::Model, Vec<place_pool::Model>)> {
    let tally = event_tally::Entity::find_by_id(event)
        .one(db)
        .await?
        .ok_or_else(|| Error::missing("event_tally"))?;
    let pools = if tally.pools > 0 {
        pools::of_event(db, event).await?
    } else {
        Vec::new()
    };
    Ok((tally, pools))
}

/// The places that a row occupies: the one function that counts them.
#[must_use]
pub const fn places(row: &attendee::Model) -> i32 {
    if row.place.occupies() { wanted(row) } else { 0 }
}

/// The places that a row needs to be there at all.
#[must_use]
pub const fn wanted(row: &attendee::Model) -> i32 {
    if row.uses_place { row.party_size } else { 0 }
}

fn by_invitation(tally: &mut event_tally::Model, state: InvitationState) -> &mut i32 {
    match state {
        InvitationState::NotInvited => &mut tally.not_invited,
        InvitationState::Queued => &mut tally.queued,
        InvitationState::Sent => &mut tally.sent,
        InvitationState::Bounced => &mut tally.bounced,
        InvitationState::Withdrawn => &mut tally.withdrawn,
    }
}

fn by_response(tally: &mut event_tally::Model, state: ResponseState) -> &mut i32 {
    match state {
        ResponseState::None => &mut tally.unanswered,
        ResponseState::Accepted => &mut tally.accepted,
        ResponseState::Tentative => &mut tally.tentative,
        ResponseState::Declined => &mut tally.declined,
        ResponseState::Represented => &mut tally.represented,
    }
}

fn by_place(tally: &mut event_tally::Model, state: PlaceState) -> &mut i32 {
    match state {
        PlaceState::None => &mut tally.no_place,
        PlaceState::PendingApproval => &mut tally.pending_approval,
        PlaceState::Waitlisted => &mut tally.waitlisted,
        PlaceState::Offered => &mut tally.offered,
        PlaceState::Confirmed => &mut tally.confirmed,
        PlaceState::Cancelled => &mut tally.cancelled,
        PlaceState::Expired => &mut tally.expired,
    }
}

fn by_presence(tally: &mut event_tally::Model, state: PresenceState) -> &mut i32 {
    match state {
        PresenceState::Unrecorded => &mut tally.unrecorded,
        PresenceState::Attended => &mut tally.attended,
        PresenceState::Absent => &mut tally.absent,
        PresenceState::Excused => &mut tally.excused,
    }
}

fn count(tally: &mut event_tally::Model, row: &attendee::Model, by: i32) {
    tally.attendees += by;
    tally.places_taken += by * places(row);
    *by_invitation(tally, row.invitation) += by;
    *by_response(tally, row.response) += by;
    *by_place(tally, row.place) += by;
    *by_presence(tally, row.presence) += by;
}

/// What is kept of an event's list: its tally, and its pools in their order.
pub type Kept<'a> = (&'a mut event_tally::Model, &'a mut [place_pool::Model]);

/// Counts a new row.
pub fn add((tally, pools): Kept<'_>, row: &attendee::Model) {
    count(tally, row, 1);
    let (taken, waiting) = pools::share(row);
    pools::count(pools, pools::Quality::of(row), (taken, waiting));
}

/// Counts a row no more.
pub fn take((tally, pools): Kept<'_>, row: &attendee::Model) {
    count(tally, row, -1);
    let (taken, waiting) = pools::share(row);
    pools::count(pools, pools::Quality::of(row), (-taken, -waiting));
}

/// Counts a changed row.
pub fn alter((tally, pools): Kept<'_>, before: &attendee::Model, after: &attendee::Model) {
    take((&mut *tally, &mut *pools), before);
    add((tally, pools), after);
}

/// Counts rows of one presence as of another.
pub fn shift_presence(
    tally: &mut event_tally::Model,
    rows: i32,
    from: PresenceState,
    to: PresenceState,
) {
    *by_presence(tally, from) -= rows;
    *by_presence(tally, to) += rows;
}

/// The statement that writes a tally, which was read under the event's lock.
///
/// # Errors
/// Where the tally has no key, which none is without.
pub fn store(tally: event_tally::Model) -> Result<UpdateStatement> {
    let tally = event_tally::Entity::update(tally.into_active_model().reset_all());
    Ok(tally.validate()?.into_query())
}

/// What the rows of one event, or of all, really add up to, in the columns of the tally.
const RECOUNT: &str = "\
SELECT t.event_id AS event_id, \
CAST(COALESCE(SUM(CASE WHEN a.place IN ('CONFIRMED', 'OFFERED') AND a.uses_place THEN a.party_size ELSE 0 END), 0) AS INTEGER) AS places_taken, \
CAST(MAX(t.next_queue_number) AS INTEGER) AS next_queue_number, \
CAST((SELECT COUNT(*) FROM place_pool p WHERE p.event_id = t.event_id) AS INTEGER) AS pools, \
CAST(COUNT(a.id) AS INTEGER) AS attendees, \
CAST(COUNT(*) FILTER (WHERE a.invitation = 'NOT_INVITED') AS INTEGER) AS not_invited, \
CAST(COUNT(*) FILTER (WHERE a.invitation = 'QUEUED') AS INTEGER) AS queued, \
CAST(COUNT(*) FILTER (WHERE a.invitation = 'SENT') AS INTEGER) AS sent, \
CAST(COUNT(*) FILTER (WHERE a.invitation = 'BOUNCED') AS INTEGER) AS bounced, \
CAST(COUNT(*) FILTER (WHERE a.invitation = 'WITHDRAWN') AS INTEGER) AS withdrawn, \
CAST(COUNT(*) FILTER (WHERE a.response = 'NONE') AS INTEGER) AS unanswered, \
CAST(COUNT(*) FILTER (WHERE a.response = 'ACCEPTED') AS INTEGER) AS accepted, \
CAST(COUNT(*) FILTER (WHERE a.response = 'TENTATIVE') AS INTEGER) AS tentative, \
CAST(COUNT(*) FILTER (WHERE a.response = 'DECLINED') AS INTEGER) AS declined, \
CAST(COUNT(*) FILTER (WHERE a.response = 'REPRESENTED') AS INTEGER) AS represented, \
CAST(COUNT(*) FILTER (WHERE a.place = 'NONE') AS INTEGER) AS no_place, \
CAST(COUNT(*) FILTER (WHERE a.place = 'PENDING_APPROVAL') AS INTEGER) AS pending_approval, \
CAST(COUNT(*) FILTER (WHERE a.place = 'WAITLISTED') AS INTEGER) AS waitlisted, \
CAST(COUNT(*) FILTER (WHERE a.place = 'OFFERED') AS INTEGER) AS offered, \
CAST(COUNT(*) FILTER (WHERE a.place = 'CONFIRMED') AS INTEGER) AS confirmed, \
CAST(COUNT(*) FILTER (WHERE a.place = 'CANCELLED') AS INTEGER) AS cancelled, \
CAST(COUNT(*) FILTER (WHERE a.place = 'EXPIRED') AS INTEGER) AS expired, \
CAST(COUNT(*) FILTER (WHERE a.presence = 'UNRECORDED') AS INTEGER) AS unrecorded, \
CAST(COUNT(*) FILTER (WHERE a.presence = 'ATTENDED') AS INTEGER) AS attended, \
CAST(COUNT(*) FILTER (WHERE a.presence = 'ABSENT') AS INTEGER) AS absent, \
CAST(COUNT(*) FILTER (WHERE a.presence = 'EXCUSED') AS INTEGER) AS excused \
FROM event_tally t LEFT JOIN attendee a ON a.event_id = t.event_id";

/// The events whose kept tally, or whose pools, are not what their rows add up to.
///
/// # Errors
/// Only the database's.
pub async fn verify(db: &Db) -> Result<Vec<EventId>> {
    let tx = db.snapshot().await?;
    let kept = event_tally::Entity::find().all(&tx).await?;
    let statement = Statement::from_string(
        tx.get_database_backend(),
        format!("{RECOUNT} GROUP BY t.event_id"),
    );
    let true_ones: std::collections::HashMap<EventId, event_tally::Model> =
        event_tally::Model::find_by_statement(statement)
            .all(&tx)
            .await?
            .into_iter()
            .map(|tally| (tally.event_id, tally))
            .collect();
    let mut wrong = pools::wrong(&tx).await?;
    tx.commit().await?;
    wrong.extend(
        kept.into_iter()
            .filter(|tally| true_ones.get(&tally.event_id) != Some(tally))
            .map(|tally| tally.event_id),
    );
    wrong.sort_unstable();
    wrong.dedup();
    Ok(wrong)
}

/// Counts every event whose tally is wrong anew, one under its lock at a time, and says which they were.
///
/// # Errors
/// Only the database's.
pub async fn rebuild(op: &Op) -> Result<Vec<EventId>> {
    let wrong = verify(&op.db).await?;
    for event in &wrong {
        let tx = op.db.write().await?;
        engine::lock_event(&tx, *event).await?;
        let sql = format!("{RECOUNT} WHERE t.event_id = $1 GROUP BY t.event_id");
        let statement =
            Statement::from_sql_and_values(tx.get_database_backend(), sql, [(*event).into()]);
        if let Some(tally) = event_tally::Model::find_by_statement(statement)
            .one(&tx)
            .await?
        {
            tx.execute(&store(tally)?).await?;
        }
        let mut own = pools::of_event(&tx, *event).await?;
        pools::recount(&tx, *event, &mut own).await?;
        for pool in own {
            tx.execute(&pools::store(pool)?).await?;
        }
        tracing::warn!(%event, "the tally of an event was wrong and has been counted anew");
        tx.commit().await?;
    }
    Ok(wrong)
}
