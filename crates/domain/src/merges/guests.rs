//! Guest lists that both stand on: two rows become one, which keeps both histories.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kuvend_entity::{
    announced_guest, attendee, attendee_change, attendee_former, attendee_precedence, certificate,
    delegation, delegation_member, event, event_tally,
    id::{AttendeeId, ContactId, EventId},
    kind::{InvitationState, PlaceState, PresenceState, ResponseState},
    message, place_pool, scan, ticket,
    value::AttendeeRoles,
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel as _, QueryFilter, QueryOrder, QuerySelect, prelude::DateTimeUtc,
    sea_query::Expr,
};

use super::{
    asking,
    letters::{Pair, call_back_doubled},
};
use crate::{
    attendees::{
        companions,
        desk::Desk,
        guests::take_roles,
        rooms::{Party, Rooms},
    },
    engine,
    error::{Error, Result},
    op::Op,
    tally,
};

/// An epoch that no row has.
const REVOKED: i32 = 0;
/// The epoch of a ticket that was never taken back.
const FIRST_TICKET: i32 = 1;

/// The events on whose lists one of two stands, in the order in which they are locked.
pub(super) async fn events_of(
    db: &impl ConnectionTrait,
    (survivor, other): (ContactId, ContactId),
) -> Result<BTreeSet<EventId>> {
    let events: Vec<EventId> = attendee::Entity::find()
        .select_only()
        .column(attendee::Column::EventId)
        .filter(attendee::Column::ContactId.is_in([survivor, other]))
        .into_tuple()
        .all(db)
        .await?;
    Ok(events.into_iter().collect())
}

/// What is kept of an event's list, and of its pools.
pub(super) type Kept = (event_tally::Model, Vec<place_pool::Model>);

/// Takes the locks of events, always in one order, so that two who need several wait for each other and not both.
pub(super) async fn lock(
    tx: &DatabaseTransaction,
    events: &BTreeSet<EventId>,
) -> Result<BTreeMap<EventId, Kept>> {
    let tallies = engine::lock_events(tx, events.iter().copied()).await?;
    let pooled = tallies.iter().filter(|tally| tally.pools > 0);
    let pooled: Vec<EventId> = pooled.map(|tally| tally.event_id).collect();
    let mut pools = if pooled.is_empty() {
        HashMap::new()
    } else {
        tally::pools::of_events(tx, &pooled).await?
    };
    Ok(tallies
        .into_iter()
        .map(|tally| {
            let pools = pools.remove(&tally.event_id).unwrap_or_default();
            (tally.event_id, (tally, pools))
        })
        .collect())
}

/// Writes what is kept of an event, as far as it changed.
pub(super) async fn store(
    tx: &DatabaseTransaction,
    before: &Kept,
    (tally, pools): Kept,
) -> Result<()> {
    if tally != before.0 {
        tx.execute(&tally::store(tally)?).await?;
    }
    for pool in pools.into_iter().filter(|pool| !before.1.contains(pool)) {
        tx.execute(&tally::pools::store(pool)?).await?;
    }
    Ok(())
}

/// Puts the survivor in the other's place on every list, and makes one row of two where both stand. Tells on which lists that was.
pub(super) async fn join(
    tx: &DatabaseTransaction,
    op: &Op,
    (survivor, other): (ContactId, ContactId),
    tallies: &BTreeMap<EventId, Kept>,
) -> Result<Vec<EventId>> {
    let rows = attendee::Entity::find()
        .filter(attendee::Column::ContactId.is_in([survivor, other]))
        .order_by_asc(attendee::Column::Id)
        .all(tx)
        .await?;
    let (own, others): (Vec<_>, Vec<_>) = rows
        .into_iter()
        .partition(|row| row.contact_id == Some(survivor));
    let own: BTreeMap<EventId, attendee::Model> =
        own.into_iter().map(|row| (row.event_id, row)).collect();
    let pairs: Vec<(&attendee::Model, &attendee::Model)> = others
        .iter()
        .filter_map(|row| Some((own.get(&row.event_id)?, row)))
        .collect();
    let doubled: Vec<Pair> = pairs.iter().map(|(kept, row)| pair(kept, row)).collect();
    call_back_doubled(tx, op, &doubled).await?;
    let mut shared = Vec::new();
    for (kept, row) in pairs {
        let before = tallies
            .get(&row.event_id)
            .ok_or_else(|| Error::missing("the lock of an event"))?;
        let (mut tally, mut pools) = before.clone();
        let mut after = strongest(kept, row);
        after.version = kept.version + 1;
        after.updated_at = op.clock.now();
        tally::take((&mut tally, &mut pools), kept);
        tally::take((&mut tally, &mut pools), row);
        let now = (&mut tally, pools.as_slice());
        hold_to_limits(tx, (before, now), &mut after, [row, kept]).await?;
        tally::add((&mut tally, &mut pools), &after);
        hand_over(tx, row, (kept.id, op.clock.now())).await?;
        let Pair { counts, yields } = pair(kept, row);
        companions::join(tx, (counts, yields), &after).await?;
        lead_on(tx, kept, row).await?;
        attendee::Entity::update(after.into_active_model().reset_all())
            .exec_without_returning(tx)
            .await?;
        attendee::Entity::delete_by_id(row.id).exec(tx).await?;
        attendee_former::Entity::insert(former(op, kept, row).into_active_model().reset_all())
            .exec_without_returning(tx)
            .await?;
        store(tx, before, (tally, pools)).await?;
        shared.push(row.event_id);
    }
    attendee::Entity::update_many()
        .col_expr(attendee::Column::ContactId, Expr::value(survivor))
        .filter(attendee::Column::ContactId.eq(other))
        .exec(tx)
        .await?;
    Ok(shared)
}

/// Where the roles of two rows together need a place that neither held, or where the one is another kind of guest than the two
/// were, the one row waits if there is no room, with the number that one of the two had.
async fn hold_to_limits(
    tx: &DatabaseTransaction,
    (before, (tally, pools)): (&Kept, (&mut event_tally::Model, &[place_pool::Model])),
    after: &mut attendee::Model,
    both: [&attendee::Model; 2],
) -> Result<()> {
    let held: i32 = both.into_iter().map(tally::places).sum();
    let grows = tally::places(after) > held;
    if tally::places(after) == 0 || !(grows || tally.pools > 0) {
        return Ok(());
    }
    let event = event::Entity::find_by_id(after.event_id)
        .one(tx)
        .await?
        .ok_or_else(|| Error::missing("event"))?;
    let was = Rooms::new(&event, &before.0, &before.1);
    let now = Rooms::new(&event, tally, pools).after(None, Some(Party::held(after)));
    let fits = now.broken_since(&was).is_empty();
    if fits && (!grows || tally.waitlisted == 0) {
        return Ok(());
    }
    Desk::unseat(after, PlaceState::Waitlisted);
    let kept = both.into_iter().filter_map(|row| row.queue_number).min();
    after.queue_number = kept.or_else(|| {
        let number = tally.next_queue_number;
        tally.next_queue_number += 1;
        Some(number)
    });
    Ok(())
}

/// Gives what hangs on a row to another: its letters, its history, and those whom it stands in for.
async fn hand_over(
    tx: &DatabaseTransaction,
    row: &attendee::Model,
    (to, now): (AttendeeId, DateTimeUtc),
) -> Result<()> {
    let from = row.id;
    message::Entity::update_many()
        .col_expr(message::Column::AttendeeId, Expr::value(to))
        .filter(message::Column::AttendeeId.eq(from))
        .exec(tx)
        .await?;
    attendee_change::Entity::update_many()
        .col_expr(attendee_change::Column::AttendeeId, Expr::value(to))
        .filter(attendee_change::Column::AttendeeId.eq(from))
        .exec(tx)
        .await?;
    attendee::Entity::update_many()
        .col_expr(attendee::Column::RepresentedById, Expr::value(to))
        .filter(attendee::Column::RepresentedById.eq(from))
        .exec(tx)
        .await?;
    attendee_precedence::Entity::update_many()
        .col_expr(
            attendee_precedence::Column::OverrideBeforeId,
            Expr::value(to),
        )
        .filter(attendee_precedence::Column::OverrideBeforeId.eq(from))
        .exec(tx)
        .await?;
    scan::Entity::update_many()
        .col_expr(scan::Column::AttendeeId, Expr::value(to))
        .filter(scan::Column::AttendeeId.eq(from))
        .exec(tx)
        .await?;
    delegation::Entity::update_many()
        .col_expr(delegation::Column::HeadId, Expr::value(to))
        .filter(delegation::Column::HeadId.eq(from))
        .exec(tx)
        .await?;
    delegation_member::Entity::update_many()
        .col_expr(delegation_member::Column::ReplacesId, Expr::value(to))
        .filter(delegation_member::Column::ReplacesId.eq(from))
        .exec(tx)
        .await?;
    delegates(tx, from, to).await?;
    certificate::Entity::update_many()
        .col_expr(certificate::Column::AttendeeId, Expr::value(to))
        .filter(certificate::Column::AttendeeId.eq(from))
        .exec(tx)
        .await?;
    tickets(tx, (row, to), now).await?;
    announced(tx, from, to).await?;
    asking::fold(tx, from, to).await?;
    precedence(tx, from, to).await
}

/// Of two memberships in delegations the one that stands stays, and of two that do that of the row that stays. Nobody took their
/// own place.
async fn delegates(tx: &DatabaseTransaction, from: AttendeeId, to: AttendeeId) -> Result<()> {
    use delegation_member::{Column as C, Entity};
    let both = Entity::find()
        .filter(C::AttendeeId.is_in([from, to]))
        .all(tx)
        .await?;
    if both.is_empty() {
        return Ok(());
    }
    let order = |one: &delegation_member::Model| (one.left_at.is_some(), one.attendee_id != to);
    let Some(kept) = both.iter().min_by_key(|one| order(one)).cloned() else {
        return Ok(());
    };
    let kept = delegation_member::Model {
        attendee_id: to,
        replaces_id: kept.replaces_id.filter(|id| *id != to),
        ..kept
    };
    Entity::delete_many()
        .filter(C::AttendeeId.is_in([from, to]))
        .exec(tx)
        .await?;
    Entity::insert(kept.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Whatever let in the one row's guest lets in the other's, unless it was taken back.
async fn tickets(
    tx: &DatabaseTransaction,
    (from, to): (&attendee::Model, AttendeeId),
    now: DateTimeUtc,
) -> Result<()> {
    ticket::Entity::update_many()
        .col_expr(ticket::Column::AttendeeId, Expr::value(to))
        .filter(ticket::Column::AttendeeId.eq(from.id))
        .exec(tx)
        .await?;
    if ticket::Entity::find_by_id(from.id).one(tx).await?.is_none() {
        let row = ticket::Model {
            id: from.id,
            office_id: from.office_id,
            attendee_id: to,
            epoch: FIRST_TICKET,
            updated_at: now,
        };
        ticket::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Who was to be told of the one is told of the other.
async fn announced(tx: &DatabaseTransaction, from: AttendeeId, to: AttendeeId) -> Result<()> {
    use announced_guest::{Column as C, Entity};
    let marks = Entity::find()
        .filter(C::AttendeeId.is_in([from, to]))
        .all(tx)
        .await?;
    let is_of = |id| marks.iter().any(|mark| mark.attendee_id == id);
    if let Some(mark) = marks.iter().find(|mark| mark.attendee_id == from) {
        Entity::delete_by_id(from).exec(tx).await?;
        if !is_of(to) {
            let mark = announced_guest::Model {
                attendee_id: to,
                ..mark.clone()
            };
            Entity::insert(mark.into_active_model().reset_all())
                .exec_without_returning(tx)
                .await?;
        }
    }
    Ok(())
}

/// Of two words on the precedence of one person, those on the row that stays count, and the others where it has none. Nobody
/// goes before themselves.
async fn precedence(tx: &DatabaseTransaction, from: AttendeeId, to: AttendeeId) -> Result<()> {
    use attendee_precedence::{Column as C, Entity};
    let said = Entity::find()
        .filter(C::AttendeeId.is_in([from, to]))
        .all(tx)
        .await?;
    if said.is_empty() {
        return Ok(());
    }
    let of = |id| said.iter().find(|row| row.attendee_id == id).cloned();
    let (own, other) = (of(to), of(from));
    let mut one = match (own, other) {
        (Some(mut own), Some(other)) => {
            own.rank_key = own.rank_key.or(other.rank_key);
            own.precedence_on = own.precedence_on.or(other.precedence_on);
            if own.override_rank_key.is_none() && own.override_before_id.is_none() {
                own.override_rank_key = other.override_rank_key;
                own.override_before_id = other.override_before_id;
                own.override_reason = other.override_reason;
                own.override_by = other.override_by;
                own.override_at = other.override_at;
            }
            own
        }
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => return Ok(()),
    };
    one.attendee_id = to;
    if one.override_before_id == Some(to) {
        one.override_before_id = None;
    }
    Entity::delete_many()
        .filter(C::AttendeeId.is_in([from, to]))
        .exec(tx)
        .await?;
    Entity::insert(one.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Has the links that led to a row lead to another, as long as the links of both are good.
async fn lead_on(
    tx: &DatabaseTransaction,
    kept: &attendee::Model,
    row: &attendee::Model,
) -> Result<()> {
    use attendee_former::Column as C;
    let is_good = ColumnTrait::eq(&C::KeptEpoch, row.link_epoch);
    let epoch = Expr::case(is_good, kept.link_epoch).finally(REVOKED);
    attendee_former::Entity::update_many()
        .col_expr(C::KeptEpoch, epoch.into())
        .col_expr(C::AttendeeId, Expr::value(kept.id))
        .filter(C::AttendeeId.eq(row.id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Where the link to a row that goes leads from now on.
fn former(op: &Op, kept: &attendee::Model, row: &attendee::Model) -> attendee_former::Model {
    attendee_former::Model {
        id: row.id,
        office_id: row.office_id,
        attendee_id: kept.id,
        link_epoch: row.link_epoch,
        kept_epoch: kept.link_epoch,
        created_at: op.clock.now(),
    }
}

/// Which of two rows says where the person stands.
fn pair(kept: &attendee::Model, row: &attendee::Model) -> Pair {
    let (counts, yields) = if standing(row) > standing(kept) {
        (row.id, kept.id)
    } else {
        (kept.id, row.id)
    };
    Pair { counts, yields }
}

/// One row of two: on each axis the further one, and an answer with the place that it led to.
fn strongest(kept: &attendee::Model, row: &attendee::Model) -> attendee::Model {
    let mut one = kept.clone();
    if presence(row.presence) > presence(kept.presence) {
        one.presence = row.presence;
        one.presence_at = row.presence_at;
        one.presence_mode = row.presence_mode;
    }
    if invitation(row.invitation) > invitation(kept.invitation) {
        one.invitation = row.invitation;
        one.invited_at = row.invited_at;
        one.invitation_channel = row.invitation_channel;
        one.invitation_evidence.clone_from(&row.invitation_evidence);
        one.invitation_round = row.invitation_round;
        one.wave.clone_from(&row.wave);
    }
    if stands_in(kept, row) {
        answer_of(&mut one, row);
        comes_themselves(&mut one, kept);
    } else if stands_in(row, kept) {
        comes_themselves(&mut one, row);
    } else if standing(row) > standing(kept) {
        answer_of(&mut one, row);
    }
    one.represented_by_id = one.represented_by_id.filter(|id| *id != one.id);
    one.is_registered = kept.is_registered || row.is_registered;
    let mut roles = kept.roles.0.clone();
    roles.extend(
        row.roles
            .0
            .iter()
            .filter(|role| !kept.roles.0.contains(role)),
    );
    take_roles(&mut one, AttendeeRoles(roles));
    one.organisation_id = kept.organisation_id.or(row.organisation_id);
    if one.function_at_event.is_none() {
        one.function_at_event.clone_from(&row.function_at_event);
    }
    one.category = kept.category.or(row.category);
    one.attends = kept.attends.or(row.attends);
    one.calendar_sequence = kept.calendar_sequence.max(row.calendar_sequence);
    if one.snapshot_at.is_none() {
        snapshot(&mut one, row);
    }
    one
}

/// Gives a row another's answer, and the place and the party that came of it.
fn answer_of(one: &mut attendee::Model, row: &attendee::Model) {
    one.response = row.response;
    one.responded_at = row.responded_at;
    one.response_channel = row.response_channel;
    one.response_reason.clone_from(&row.response_reason);
    one.response_revision = row.response_revision;
    one.represented_by_id = row.represented_by_id;
    one.place = row.place;
    one.place_changed_at = row.place_changed_at;
    one.queue_number = row.queue_number;
    one.queue_priority = row.queue_priority;
    one.offer_expires_at = row.offer_expires_at;
    one.approval = row.approval;
    one.overbook_reason.clone_from(&row.overbook_reason);
    one.party_size = row.party_size;
    one.party_allowance = row.party_allowance;
}

/// Whether a guest sends the holder of another row in their stead.
fn stands_in(guest: &attendee::Model, deputy: &attendee::Model) -> bool {
    guest.response == ResponseState::Represented && guest.represented_by_id == Some(deputy.id)
}

/// Who was to come in their own stead comes themselves: the place is the deputy's, and the guest's answer is a yes, unless the
/// deputy gave one of their own.
fn comes_themselves(one: &mut attendee::Model, guest: &attendee::Model) {
    if one.response == ResponseState::None {
        one.response = ResponseState::Accepted;
        one.responded_at = guest.responded_at;
        one.response_channel = guest.response_channel;
        one.response_reason = None;
        one.response_revision = guest.response_revision;
    }
}

fn snapshot(one: &mut attendee::Model, row: &attendee::Model) {
    one.snapshot_sex = row.snapshot_sex;
    one.snapshot_age_band.clone_from(&row.snapshot_age_band);
    one.snapshot_residence_country
        .clone_from(&row.snapshot_residence_country);
    one.snapshot_residence_subdivision
        .clone_from(&row.snapshot_residence_subdivision);
    one.snapshot_origin_country
        .clone_from(&row.snapshot_origin_country);
    one.snapshot_generation = row.snapshot_generation;
    one.snapshot_category = row.snapshot_category;
    one.snapshot_language.clone_from(&row.snapshot_language);
    one.snapshot_organisation_kind = row.snapshot_organisation_kind;
    one.snapshot_at = row.snapshot_at;
}

/// Who came, came; an excuse says more than an absence.
const fn presence(state: PresenceState) -> u8 {
    match state {
        PresenceState::Unrecorded => 0,
        PresenceState::Absent => 1,
        PresenceState::Excused => 2,
        PresenceState::Attended => 3,
    }
}

const fn invitation(state: InvitationState) -> u8 {
    match state {
        InvitationState::NotInvited => 0,
        InvitationState::Withdrawn => 1,
        InvitationState::Bounced => 2,
        InvitationState::Queued => 3,
        InvitationState::Sent => 4,
    }
}

/// The last answer wins; where neither answered, or both at once, the firmer place.
fn standing(row: &attendee::Model) -> (Option<chrono::DateTime<chrono::Utc>>, u8) {
    let place = match row.place {
        PlaceState::None => 0,
        PlaceState::Expired => 1,
        PlaceState::Cancelled => 2,
        PlaceState::PendingApproval => 3,
        PlaceState::Waitlisted => 4,
        PlaceState::Offered => 5,
        PlaceState::Confirmed => 6,
    };
    (row.responded_at, place)
}
