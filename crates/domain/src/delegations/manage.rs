//! What an office says of a delegation: who sends it, how many, who names them and until when.

use chrono::NaiveDateTime;
use kuvend_entity::{
    delegation,
    id::{AttendeeId, ContactId, DelegationId, EventId, OrganisationId},
    organisation,
    value::TimeZone,
};
use sea_orm::{ActiveModelTrait as _, ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter};

use super::{
    LARGEST_QUOTA,
    sitting::{Sitting, open},
};
use crate::{
    attendees::{
        Deputy,
        deputies::{self, Naming},
        desk::Desk,
    },
    audit::{self, Deed},
    change::{Change, Changes},
    error::Result,
    events::{is_open, stale, wrong_state},
    fault::{Code, Fault, Faults},
    op::Op,
    policy::Action,
    walltime,
};

/// Where the record of a focal point whom the office meets now comes from.
const SOURCE: &str = "focal point of a delegation";

/// Enters a delegation.
#[derive(Debug, Clone)]
pub struct CreateDelegation {
    /// At which event.
    pub event: EventId,
    /// Who sends it.
    pub organisation: OrganisationId,
    /// Members at most.
    pub quota: i32,
    /// Who names them: somebody the office knows, or meets now.
    pub focal_point: Option<Deputy>,
    /// Until when members are named by the focal point's link, on the clock there.
    pub nominate_until: Option<NaiveDateTime>,
    /// A note of the office's.
    pub note: Option<String>,
}

/// Enters a delegation: one for each organisation of an event.
///
/// # Errors
/// Faults on `eventId` where the event is over; on `organisationId` for one that is not known, or sends a delegation already; on
/// `focalPoint.contactId`; on `nominateUntil` for a time that has passed or never comes.
pub async fn create(op: &Op, cmd: CreateDelegation) -> Result<delegation::Model> {
    let desk = Desk::open(op, cmd.event, Action::WriteGuests)
        .await
        .map_err(|error| error.hidden_at(["eventId"]))?;
    if !is_open(desk.event.status) || desk.event.attendance_closed_at.is_some() {
        return Err(wrong_state(["eventId"], &desk.event).into());
    }
    let mut faults = Faults::none();
    let known = organisation::Entity::find_by_id(cmd.organisation)
        .filter(organisation::Column::OfficeId.eq(desk.event.office_id))
        .one(&desk.tx)
        .await?;
    let there = delegation::Entity::find()
        .filter(delegation::Column::EventId.eq(desk.event.id))
        .filter(delegation::Column::OrganisationId.eq(cmd.organisation))
        .one(&desk.tx)
        .await?;
    if known.is_none() {
        faults.push(Fault::new(["organisationId"], Code::NotFound));
    } else if there.is_some() {
        faults.push(Fault::new(["organisationId"], Code::Taken));
    }
    let until = until(&desk, cmd.nominate_until, &mut faults);
    faults.finish(Some(()))?;
    let focal = focal_point(&desk, cmd.focal_point).await?;
    let row = delegation::Model {
        id: DelegationId::new(),
        office_id: desk.event.office_id,
        event_id: desk.event.id,
        organisation_id: cmd.organisation,
        version: 1,
        quota: cmd.quota,
        head_id: None,
        focal_contact_id: focal,
        link_epoch: 1,
        nominate_until: until,
        note: cmd.note,
        asked_at: None,
        closed_at: None,
        created_by: op.actor.account(),
        created_at: desk.now,
        updated_at: desk.now,
    };
    delegation::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&desk.tx)
        .await?;
    let mut changes = Changes::default();
    changes.made("eventId", &row.event_id);
    changes.made("organisationId", &row.organisation_id);
    changes.made("quota", &row.quota);
    changes.made("nominateUntil", &row.nominate_until);
    let deed = Deed {
        office: row.office_id,
        action: "delegations::create",
        object_kind: "delegation",
        object_id: row.id.0,
        changes: changes.json(),
        reason: None,
    };
    audit::write(&desk.tx, op, deed).await?;
    desk.close().await?;
    Ok(row)
}

/// Changes what an office says of a delegation: what it does not name stays.
#[derive(Debug, Clone)]
pub struct UpdateDelegation {
    /// Which.
    pub id: DelegationId,
    /// The version that was read.
    pub version: i32,
    /// Members at most; not fewer than there are.
    pub quota: Option<i32>,
    /// Who names them.
    pub focal_point: Change<Deputy>,
    /// Until when members are named by the link, on the clock there.
    pub nominate_until: Change<NaiveDateTime>,
    /// The member who heads it.
    pub head: Change<AttendeeId>,
    /// A note of the office's.
    pub note: Change<String>,
}

/// Changes what an office says of a delegation. The link of a focal point who is replaced opens nothing any more.
///
/// # Errors
/// Faults on `id` and `version`; on `quota` below the members that there are; on `headId` for who is no member; and those of
/// [`create`].
pub async fn update(op: &Op, cmd: UpdateDelegation) -> Result<delegation::Model> {
    let mut sitting = opened(op, cmd.id, Some(cmd.version)).await?;
    sitting.is_planned("id")?;
    let mut faults = Faults::none();
    let old = sitting.delegation.clone();
    let mut next = old.clone();
    if let Some(quota) = cmd.quota {
        let taken = sitting.taken().await?;
        if quota < taken {
            let fault = Fault::new(["quota"], Code::OutOfRange);
            faults.push(fault.with("low", taken).with("high", LARGEST_QUOTA));
        }
        next.quota = quota;
    }
    if cmd.nominate_until != Change::Leave {
        let wall = cmd.nominate_until.over(None);
        next.nominate_until = until(&sitting.desk, wall, &mut faults);
    }
    if let Change::Set(head) = cmd.head
        && sitting.member(head).await?.is_none()
    {
        faults.push(Fault::new(["headId"], Code::NotFound));
    }
    next.head_id = cmd.head.over(next.head_id);
    next.note = cmd.note.over(next.note);
    faults.finish(Some(()))?;
    match cmd.focal_point {
        Change::Leave => {}
        Change::Clear => next.focal_contact_id = None,
        Change::Set(person) => {
            next.focal_contact_id = focal_point(&sitting.desk, Some(person)).await?;
        }
    }
    if next.focal_contact_id != old.focal_contact_id {
        next.link_epoch += 1;
        next.asked_at = None;
    }
    if next == old {
        return Ok(old);
    }
    let mut changes = Changes::default();
    changes.note("quota", &old.quota, &next.quota);
    changes.note("headId", &old.head_id, &next.head_id);
    changes.note(
        "focalPointId",
        &old.focal_contact_id,
        &next.focal_contact_id,
    );
    changes.note("nominateUntil", &old.nominate_until, &next.nominate_until);
    changes.note("hasNote", &old.note.is_some(), &next.note.is_some());
    sitting.delegation = next;
    sitting
        .finish(("delegations::update", changes.json()))
        .await
}

/// Closes a delegation, or opens it again.
#[derive(Debug, Clone)]
pub struct CloseDelegation {
    /// Which.
    pub id: DelegationId,
    /// The version that was read.
    pub version: i32,
}

/// Closes a delegation: its members stay on the list, and none are named, replaced or withdrawn any more.
///
/// # Errors
/// Faults on `id` and `version`.
pub async fn close(op: &Op, cmd: CloseDelegation) -> Result<delegation::Model> {
    let mut sitting = opened(op, cmd.id, Some(cmd.version)).await?;
    if sitting.delegation.closed_at.is_some() {
        return Ok(sitting.delegation);
    }
    sitting.delegation.closed_at = Some(sitting.desk.now);
    sitting.finish(("delegations::close", None)).await
}

/// Opens a delegation again that was closed. The focal point's link opens it again too.
///
/// # Errors
/// Faults on `id` where the event is over, and on `version`.
pub async fn reopen(op: &Op, cmd: CloseDelegation) -> Result<delegation::Model> {
    let mut sitting = opened(op, cmd.id, Some(cmd.version)).await?;
    sitting.is_planned("id")?;
    if sitting.delegation.closed_at.is_none() {
        return Ok(sitting.delegation);
    }
    sitting.delegation.closed_at = None;
    sitting.finish(("delegations::reopen", None)).await
}

/// A delegation for staff, at the version that was read.
pub(super) async fn opened(op: &Op, id: DelegationId, version: Option<i32>) -> Result<Sitting<'_>> {
    let sitting = open(op, id, Action::WriteGuests)
        .await
        .map_err(|error| error.hidden_at(["id"]))?;
    // What an office says of a delegation is no focal point's to change.
    if sitting.is_focal {
        return Err(Fault::new(["id"], Code::NotFound).into());
    }
    match version {
        Some(version) if version != sitting.delegation.version => {
            Err(stale(sitting.delegation.version).into())
        }
        _ => Ok(sitting),
    }
}

/// Who names the members: somebody the office knows, or meets now.
async fn focal_point(desk: &Desk<'_>, person: Option<Deputy>) -> Result<Option<ContactId>> {
    let Some(person) = person else {
        return Ok(None);
    };
    let naming = Naming {
        field: "focalPoint",
        source: SOURCE,
    };
    let (contact, _) = deputies::meet(desk, person, naming).await?;
    Ok(Some(contact))
}

/// The instant until which members are named.
fn until(
    desk: &Desk<'_>,
    wall: Option<NaiveDateTime>,
    faults: &mut Faults,
) -> Option<chrono::DateTime<chrono::Utc>> {
    let wall = wall?;
    let zone: &TimeZone = &desk.event.time_zone;
    let at = walltime::instant(wall, zone);
    let fault = |code| Fault::new(["nominateUntil"], code);
    match at {
        None => faults.push(fault(Code::NonexistentTime).with("zone", zone)),
        Some(at) if at <= desk.now => {
            faults.push(fault(Code::TooEarly).not_after(desk.now));
        }
        Some(at) if at > desk.event.starts_at => {
            faults.push(fault(Code::TooLate).later_than(desk.event.starts_at));
        }
        Some(_) => {}
    }
    at
}
