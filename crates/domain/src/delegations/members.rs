//! Members of a delegation: named, replaced by another who takes their place, and withdrawn.

use chrono::TimeDelta;
use kuvend_entity::{
    attendee, delegation, delegation_member,
    id::{AttendeeId, DelegationId},
    kind::{MessageKind, OrganisationKind, PlaceState},
    organisation,
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, EntityTrait, IntoActiveModel as _, PaginatorTrait,
    QueryFilter,
};
use serde_json::json;

use super::{
    people::{self, Person},
    sitting::{Sitting, open, open_for},
};
use crate::{
    attendees::{
        Deputy, Move,
        answers::{release, tell},
        deputies,
        desk::{Cause, Desk},
        guests,
        places::{Asker, Claim},
        rooms::Party,
        transitions,
    },
    error::{Error, Result},
    fault::{Code, Fault},
    op::Op,
    policy::Action,
    tally,
};

/// How long a focal point's nominations are counted together.
const DAY: TimeDelta = TimeDelta::days(1);

/// A delegation with the row that was named, replaced or withdrawn.
#[derive(Debug, Clone)]
pub struct Named {
    /// The delegation.
    pub delegation: delegation::Model,
    /// The row.
    pub attendee: attendee::Model,
    /// Who left for them, where somebody did.
    pub replaced: Option<attendee::Model>,
}

/// Names a member.
#[derive(Debug, Clone)]
pub struct Nominate {
    /// Of which delegation.
    pub delegation: DelegationId,
    /// Whom.
    pub person: Deputy,
}

/// Names a member of a delegation, who is put on the guest list: a place if there is one and nobody waits, else a number on the
/// waiting list, or the office's approval first where the event asks for it and no member of the staff names them.
///
/// # Errors
/// Faults on `delegationId` while none are named; `FULL` where it has its quota, `TOO_MANY` where its focal point has named too many
/// within a day; at `person.…` for who is not known, or belongs to a delegation already.
pub async fn nominate(op: &Op, cmd: Nominate) -> Result<Named> {
    let mut sitting = open(op, cmd.delegation, Action::WriteGuests)
        .await
        .map_err(|error| error.hidden_at(["delegationId"]))?;
    sitting.takes_members("delegationId")?;
    let (quota, taken) = (sitting.delegation.quota, sitting.taken().await?);
    if taken >= quota {
        return Err(Fault::new(["delegationId"], Code::Full)
            .with("free", 0)
            .with("wanted", 1)
            .into());
    }
    is_no_flood(&sitting, "delegationId").await?;
    let person = people::meant(&sitting, cmd.person).await?;
    let cause = Cause {
        reason: Some("nominated for a delegation".to_owned()),
        ..Cause::default()
    };
    let mut row = row_for(&sitting, &person).await?;
    if !row.place.occupies() {
        let claim = claim(&sitting);
        sitting
            .desk
            .seat(person.there.as_ref(), &mut row, claim)
            .await?;
    }
    let after = put(&mut sitting, &person, (row, None), &cause).await?;
    tell(&mut sitting.desk, person.there.as_ref(), &after).await?;
    let changes = json!({ "delegationId": sitting.delegation.id, "members": [taken, taken + 1] });
    sitting
        .desk
        .deed("delegations::nominate", &after, Some(changes), None);
    Box::pin(end(sitting, after, None)).await
}

/// Puts another in a member's place.
#[derive(Debug, Clone)]
pub struct Replace {
    /// Whose.
    pub attendee: AttendeeId,
    /// Who comes instead.
    pub person: Deputy,
}

/// Puts another in a member's place: a row of their own, which takes over the place or the number on the waiting list that the other
/// held, and the head of the delegation. Nobody's row becomes another person's: the history of each stays theirs, and the other's
/// place is cancelled.
///
/// # Errors
/// Faults on `attendeeId` for who is no member, and while none are replaced; at `person.…` as [`nominate`].
pub async fn replace(op: &Op, cmd: Replace) -> Result<Named> {
    let (mut sitting, member, holder) = open_for(op, cmd.attendee)
        .await
        .map_err(|error| error.hidden_at(["attendeeId"]))?;
    sitting.takes_members("attendeeId")?;
    is_no_flood(&sitting, "attendeeId").await?;
    let person = people::meant(&sitting, cmd.person).await?;
    let reason = "another member of the delegation comes instead";
    let left = leave(&mut sitting, &member, (&holder, reason)).await?;
    let cause = Cause {
        reason: Some("takes the place of a member of the delegation".to_owned()),
        ..Cause::default()
    };
    let mut row = row_for(&sitting, &person).await?;
    if !row.place.occupies() {
        take_over(&mut sitting, (&holder, &person), &mut row).await?;
    }
    let after = put(&mut sitting, &person, (row, Some(holder.id)), &cause).await?;
    tell_of_place(&mut sitting.desk, person.there.as_ref(), &after).await?;
    if sitting.delegation.head_id == Some(holder.id) {
        sitting.delegation.head_id = Some(after.id);
    }
    let changes = json!({ "delegationId": sitting.delegation.id, "replaces": holder.id });
    sitting
        .desk
        .deed("delegations::replace", &after, Some(changes), None);
    Box::pin(end(sitting, after, Some(left))).await
}

/// Takes a member out of a delegation.
#[derive(Debug, Clone)]
pub struct Withdraw {
    /// Whom.
    pub attendee: AttendeeId,
}

/// Takes a member out of a delegation. Their place is cancelled, and whoever waits is asked.
///
/// # Errors
/// Faults on `attendeeId` for who is no member, and while none are withdrawn.
pub async fn withdraw(op: &Op, cmd: Withdraw) -> Result<Named> {
    let (mut sitting, member, row) = open_for(op, cmd.attendee)
        .await
        .map_err(|error| error.hidden_at(["attendeeId"]))?;
    sitting.takes_members("attendeeId")?;
    let taken = sitting.taken().await?;
    let reason = "withdrawn from the delegation";
    let left = leave(&mut sitting, &member, (&row, reason)).await?;
    if sitting.delegation.head_id == Some(row.id) {
        sitting.delegation.head_id = None;
    }
    let changes = json!({ "delegationId": sitting.delegation.id, "members": [taken, taken - 1] });
    sitting
        .desk
        .deed("delegations::withdraw", &left, Some(changes), None);
    Box::pin(end(sitting, left, None)).await
}

/// Has a member head the delegation.
///
/// # Errors
/// Faults on `attendeeId` for who is no member, and while members are named no more.
pub async fn head(op: &Op, attendee: AttendeeId) -> Result<Named> {
    let (mut sitting, _, row) = open_for(op, attendee)
        .await
        .map_err(|error| error.hidden_at(["attendeeId"]))?;
    sitting.takes_members("attendeeId")?;
    if sitting.delegation.head_id != Some(row.id) {
        sitting.delegation.head_id = Some(row.id);
        let changes = json!({ "delegationId": sitting.delegation.id });
        sitting
            .desk
            .deed("delegations::head", &row, Some(changes), None);
    }
    Box::pin(end(sitting, row, None)).await
}

/// Closes the desk: what it freed may have come to the row itself.
async fn end(
    mut sitting: Sitting<'_>,
    attendee: attendee::Model,
    replaced: Option<attendee::Model>,
) -> Result<Named> {
    sitting.store().await?;
    let delegation = sitting.delegation.clone();
    let attendee = sitting.desk.close_with(attendee).await?;
    Ok(Named {
        delegation,
        attendee,
        replaced,
    })
}

/// On whose word members ask for places.
const fn claim(sitting: &Sitting<'_>) -> Claim<'static> {
    Claim {
        asker: if sitting.is_focal {
            Asker::Guest
        } else {
            Asker::Office
        },
        overbook: None,
    }
}

/// Goes on unless a focal point has named so many within a day that it can hardly mean all of them: each is written to.
async fn is_no_flood(sitting: &Sitting<'_>, field: &str) -> Result<()> {
    use delegation_member::Column as C;
    if !sitting.is_focal {
        return Ok(());
    }
    let most = 2 * sitting.delegation.quota + 10;
    let since = sitting.desk.now - DAY;
    let named = delegation_member::Entity::find()
        .filter(C::DelegationId.eq(sitting.delegation.id))
        .filter(C::IsFromFocal.eq(true))
        .filter(C::CreatedAt.gt(since))
        .count(&sitting.desk.tx)
        .await?;
    if i32::try_from(named).is_ok_and(|named| named < most) {
        return Ok(());
    }
    Err(Fault::new([field], Code::TooMany)
        .with("limit", most)
        .into())
}

/// The row of who is meant, for the organisation that sends them.
async fn row_for(sitting: &Sitting<'_>, person: &Person) -> Result<attendee::Model> {
    let body = organisation::Entity::find_by_id(sitting.delegation.organisation_id)
        .one(&sitting.desk.tx)
        .await?
        .ok_or_else(|| Error::missing("organisation"))?;
    let mut row = match &person.there {
        Some(row) => row.clone(),
        None => guests::fresh(&sitting.desk, Some(person.contact)),
    };
    row.organisation_id = Some(body.id);
    row.function_at_event = person.function.clone().or(row.function_at_event);
    row.category = row
        .category
        .or_else(|| Some(OrganisationKind::category(body.kind)));
    Ok(row)
}

/// Gives a row what a member held who leaves for it: the place, the number on the waiting list or what the office decided, in the
/// same quality, so that both are one to the event's limits. Where the other held nothing, the row asks for itself.
async fn take_over(
    sitting: &mut Sitting<'_>,
    (holder, person): (&attendee::Model, &Person),
    row: &mut attendee::Model,
) -> Result<()> {
    row.category = holder.category.or(row.category);
    row.attends = holder.attends.or(row.attends);
    if person.there.is_none() {
        guests::take_roles(row, holder.roles.clone());
    }
    let rooms = sitting.desk.rooms();
    let passes = match holder.place {
        PlaceState::Confirmed | PlaceState::Offered => {
            row.party_size = holder.party_size;
            row.party_allowance = row.party_allowance.max(holder.party_allowance);
            let then = rooms.after(None, Some(Party::wanted(row)));
            let held = rooms.after(None, Some(Party::held(holder)));
            tally::places(holder) > 0 && then.broken_since(&held).is_empty()
        }
        PlaceState::Waitlisted | PlaceState::PendingApproval => {
            row.party_size = holder.party_size;
            row.party_allowance = row.party_allowance.max(holder.party_allowance);
            row.uses_place == holder.uses_place
        }
        PlaceState::None | PlaceState::Cancelled | PlaceState::Expired => false,
    };
    if !passes {
        let claim = claim(sitting);
        let desk = &mut sitting.desk;
        return desk.seat(person.there.as_ref(), row, claim).await;
    }
    row.place = holder.place;
    row.queue_number = holder.queue_number;
    row.queue_priority = holder.queue_priority;
    row.offer_expires_at = holder.offer_expires_at;
    row.approval = holder.approval;
    row.overbook_reason.clone_from(&holder.overbook_reason);
    Ok(())
}

/// Takes a member out: the place is given back, or left to who takes it over in the same step, and so is that of their deputy.
async fn leave(
    sitting: &mut Sitting<'_>,
    member: &delegation_member::Model,
    (row, reason): (&attendee::Model, &str),
) -> Result<attendee::Model> {
    let cause = Cause {
        reason: Some(reason.to_owned()),
        ..Cause::default()
    };
    let desk = &mut sitting.desk;
    deputies::dismiss(desk, row, &cause).await?;
    let left = if transitions::moves(Move::Cancel, row) {
        release(desk, row, None, &cause).await?
    } else {
        let mut after = row.clone();
        Desk::unseat(&mut after, PlaceState::Cancelled);
        desk.alter(row, after, &cause).await?
    };
    let member = delegation_member::Model {
        left_at: Some(desk.now),
        ..member.clone()
    };
    delegation_member::Entity::update(member.into_active_model().reset_all())
        .exec_without_returning(&desk.tx)
        .await?;
    Ok(left)
}

/// Writes a member's row, and that it belongs to the delegation.
async fn put(
    sitting: &mut Sitting<'_>,
    person: &Person,
    (row, replaces): (attendee::Model, Option<AttendeeId>),
    cause: &Cause,
) -> Result<attendee::Model> {
    let desk = &mut sitting.desk;
    let after = match &person.there {
        // Something has happened to the row, whatever it is now.
        Some(before) => desk.touch(before, row, cause).await?,
        None => desk.insert(row, cause).await?,
    };
    let (given_name, family_name) = person.names.clone().unzip();
    let member = delegation_member::Model {
        attendee_id: after.id,
        office_id: after.office_id,
        delegation_id: sitting.delegation.id,
        given_name,
        family_name,
        replaces_id: replaces,
        is_from_focal: sitting.is_focal,
        left_at: None,
        created_at: desk.now,
    };
    let member = member.into_active_model().reset_all();
    if person.was.is_some() {
        delegation_member::Entity::update(member)
            .exec_without_returning(&desk.tx)
            .await?;
    } else {
        delegation_member::Entity::insert(member)
            .exec_without_returning(&desk.tx)
            .await?;
    }
    Ok(after)
}

/// Tells who takes a place over what they have: a place that was offered is offered to them.
async fn tell_of_place(
    desk: &mut Desk<'_>,
    before: Option<&attendee::Model>,
    after: &attendee::Model,
) -> Result<()> {
    if after.place == PlaceState::Offered {
        let details = after
            .offer_expires_at
            .map(|until| json!({ "offerExpiresAt": until }));
        desk.write_to(MessageKind::WaitingListOffer, after, details);
        return Ok(());
    }
    tell(desk, before, after).await
}
