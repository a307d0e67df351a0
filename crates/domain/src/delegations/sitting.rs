//! Opening a delegation: the event's desk, the delegation as it is under the lock, and who asks.

use chrono::{DateTime, Utc};
use kuvend_entity::{
    attendee, delegation, delegation_member, event,
    id::{AttendeeId, DelegationId},
    kind::EventStatus,
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel as _,
    PaginatorTrait, QueryFilter,
};

use crate::{
    actor::Actor,
    attendees::desk::Desk,
    audit::{self, Deed},
    engine,
    error::{Denied, Error, Result},
    events::{is_open, wrong_state},
    fault::{Code, Fault},
    op::Op,
    policy::Action,
};

/// A delegation under its event's lock.
pub(super) struct Sitting<'a> {
    pub(super) desk: Desk<'a>,
    pub(super) delegation: delegation::Model,
    /// As it was when it was opened.
    before: delegation::Model,
    /// Whether its focal point asks, and nobody of the staff.
    pub(super) is_focal: bool,
}

/// The delegation that a focal point speaks for, and the epoch of the link that it came by.
const fn own(op: &Op) -> Option<(DelegationId, i32)> {
    match op.actor {
        Actor::FocalPoint {
            delegation, epoch, ..
        } => Some((delegation, epoch)),
        _ => None,
    }
}

/// Goes on for staff that may do this somewhere, and for focal points.
pub(super) fn admitted(op: &Op, action: Action) -> Result<()> {
    if own(op).is_some() {
        return Ok(());
    }
    op.authorise_anywhere(action)
}

/// Opens a delegation for staff that may do this at its event, or for its own focal point, whose link is good still.
///
/// # Errors
/// Denied where the actor may not; not found where there is no such delegation, or it is another's.
pub(super) async fn open(op: &Op, id: DelegationId, action: Action) -> Result<Sitting<'_>> {
    let not_found = || Error::Denied(Denied::NotFound);
    admitted(op, action)?;
    let own = own(op);
    if own.is_some_and(|(own, _)| own != id) {
        return Err(not_found());
    }
    let seen = delegation::Entity::find_by_id(id)
        .one(op.db.reader())
        .await?
        .ok_or_else(not_found)?;
    let tx = op.db.write().await?;
    let locked = engine::lock_event_with_row(&tx, seen.event_id)
        .await?
        .ok_or_else(not_found)?;
    // What was read before the lock may be the past.
    let delegation = delegation::Entity::find_by_id(id)
        .one(&tx)
        .await?
        .ok_or_else(not_found)?;
    match own {
        Some((_, epoch)) if epoch == delegation.link_epoch => {}
        Some(_) => return Err(not_found()),
        None => op.authorise_at(&locked.0, action)?,
    }
    Ok(Sitting {
        desk: Desk::new(op, tx, locked),
        before: delegation.clone(),
        delegation,
        is_focal: own.is_some(),
    })
}

/// Opens the delegation that a row of a guest list belongs to, with the row as it is under the lock.
///
/// # Errors
/// As [`open`]; not found where the row belongs to none, or has left it.
pub(super) async fn open_for(
    op: &Op,
    attendee: AttendeeId,
) -> Result<(Sitting<'_>, delegation_member::Model, attendee::Model)> {
    let not_found = || Error::Denied(Denied::NotFound);
    admitted(op, Action::WriteGuests)?;
    let seen = delegation_member::Entity::find_by_id(attendee)
        .one(op.db.reader())
        .await?
        .ok_or_else(not_found)?;
    let sitting = open(op, seen.delegation_id, Action::WriteGuests).await?;
    let (member, row) = sitting.member(attendee).await?.ok_or_else(not_found)?;
    Ok((sitting, member, row))
}

/// Until when a delegation's members are named by its link.
#[must_use]
pub(crate) fn deadline(delegation: &delegation::Model, event: &event::Model) -> DateTime<Utc> {
    delegation
        .nominate_until
        .map_or(event.starts_at, |until| until.min(event.starts_at))
}

/// Members who have not left.
pub(super) async fn standing(
    db: &impl ConnectionTrait,
    delegation: DelegationId,
) -> Result<Vec<delegation_member::Model>> {
    use delegation_member::Column as C;
    Ok(delegation_member::Entity::find()
        .filter(C::DelegationId.eq(delegation))
        .filter(C::LeftAt.is_null())
        .all(db)
        .await?)
}

impl Sitting<'_> {
    /// A member who has not left, with their row of this event's list; nothing for any other row.
    pub(super) async fn member(
        &self,
        attendee: AttendeeId,
    ) -> Result<Option<(delegation_member::Model, attendee::Model)>> {
        let member = delegation_member::Entity::find_by_id(attendee)
            .filter(delegation_member::Column::DelegationId.eq(self.delegation.id))
            .filter(delegation_member::Column::LeftAt.is_null())
            .one(&self.desk.tx)
            .await?;
        let row = attendee::Entity::find_by_id(attendee)
            .filter(attendee::Column::EventId.eq(self.desk.event.id))
            .one(&self.desk.tx)
            .await?;
        Ok(member.zip(row))
    }

    /// How many members it has.
    pub(super) async fn taken(&self) -> Result<i32> {
        use delegation_member::Column as C;
        let taken = delegation_member::Entity::find()
            .filter(C::DelegationId.eq(self.delegation.id))
            .filter(C::LeftAt.is_null())
            .count(&self.desk.tx)
            .await?;
        Ok(i32::try_from(taken).unwrap_or(i32::MAX))
    }

    /// Goes on while the event is planned or takes guests.
    pub(super) fn is_planned(&self, field: &str) -> Result<()> {
        let event = &self.desk.event;
        if is_open(event.status) && event.attendance_closed_at.is_none() {
            return Ok(());
        }
        Err(wrong_state([field], event).into())
    }

    /// Goes on while members are named: the event takes guests, and the delegation is not closed; by the focal point until its
    /// deadline, by staff until attendance is closed.
    pub(super) fn takes_members(&self, field: &str) -> Result<()> {
        let event = &self.desk.event;
        let state = |state: &str| {
            let fault = Fault::new([field], Code::WrongState).with("state", state);
            Err(Error::from(fault))
        };
        if event.status != EventStatus::Published {
            return Err(wrong_state([field], event).into());
        }
        if event.attendance_closed_at.is_some() {
            return state("ATTENDANCE_CLOSED");
        }
        if self.delegation.closed_at.is_some() {
            return state("CLOSED");
        }
        let until = deadline(&self.delegation, event);
        if self.is_focal && self.desk.now > until {
            let fault = Fault::new([field], Code::TooLate);
            return Err(fault.with("until", until.to_rfc3339()).into());
        }
        Ok(())
    }

    /// Notes a deed on the delegation, writes it if it changed and closes the desk.
    pub(super) async fn finish(
        mut self,
        (action, changes): (&'static str, Option<serde_json::Value>),
    ) -> Result<delegation::Model> {
        let deed = Deed {
            office: self.delegation.office_id,
            action,
            object_kind: "delegation",
            object_id: self.delegation.id.0,
            changes,
            reason: None,
        };
        audit::write(&self.desk.tx, self.desk.op, deed).await?;
        self.store().await?;
        let delegation = self.delegation.clone();
        self.desk.close().await?;
        Ok(delegation)
    }

    /// Gives the delegation another version whether anything else of it changes or not.
    pub(super) const fn touch(&mut self) {
        self.delegation.version += 1;
    }

    /// Writes the delegation, with another version, if it changed.
    pub(super) async fn store(&mut self) -> Result<()> {
        if self.delegation == self.before {
            return Ok(());
        }
        self.delegation.version = self.before.version + 1;
        self.delegation.updated_at = self.desk.now;
        delegation::Entity::update(self.delegation.clone().into_active_model().reset_all())
            .exec_without_returning(&self.desk.tx)
            .await?;
        self.before = self.delegation.clone();
        Ok(())
    }
}
