//! Who did what, kept in the transaction of the deed; and who read what is sensitive, kept a moment later.

pub mod chain;
pub mod reads;
pub mod trail;

use kuvend_entity::{
    audit_entry,
    id::{AuditEntryId, OfficeId},
};
use sea_orm::{ActiveValue::Set, DatabaseTransaction, EntityTrait, prelude::Uuid};

use crate::{actor::Actor, error::Result, op::Op};

/// A deed to be remembered.
#[derive(Debug)]
pub struct Deed<'a> {
    /// In which office.
    pub office: OfficeId,
    /// What was done, as the use case is called (`attendees::register`).
    pub action: &'a str,
    /// On what kind of thing.
    pub object_kind: &'a str,
    /// On which.
    pub object_id: Uuid,
    /// Fields from old to new, as JSON.
    pub changes: Option<serde_json::Value>,
    /// Why, where a reason was given.
    pub reason: Option<String>,
}

/// The row of a deed, for whoever writes several at once.
#[must_use]
pub fn entry(op: &Op, deed: Deed<'_>) -> audit_entry::ActiveModel {
    audit_entry::ActiveModel {
        id: Set(AuditEntryId::new()),
        office_id: Set(Some(deed.office)),
        at: Set(op.clock.now()),
        route: Set(op.route),
        account_id: Set(op.actor.account()),
        subject_id: Set(match &op.actor {
            Actor::Guest { attendee, .. } => Some(attendee.0),
            Actor::Registrant { registration, .. } => Some(registration.0),
            Actor::Oneself { contact, .. } => Some(contact.0),
            Actor::Gate { gate, .. } => Some(gate.0),
            Actor::FocalPoint { delegation, .. } => Some(delegation.0),
            _ => None,
        }),
        action: Set(deed.action.to_owned()),
        object_kind: Set(deed.object_kind.to_owned()),
        object_id: Set(deed.object_id),
        changes: Set(deed.changes),
        reason: Set(deed.reason),
    }
}

/// Writes a deed down.
///
/// # Errors
/// Only the database's.
pub async fn write(tx: &DatabaseTransaction, op: &Op, deed: Deed<'_>) -> Result<()> {
    audit_entry::Entity::insert(entry(op, deed))
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
