//! How long data are kept: whose time is over, what an office does about it, and how it is done.
//!
//! **Invariant:** one table ([`clock::GROUNDS`]) says on what data are kept and until when; nothing else decides it.
//! **Invariant:** whose time is over is erased as on request, in one transaction each, and it is looked again under its lock
//! whether the time is still over.

pub mod clock;
pub mod passes;
pub mod plan;

use kuvend_entity::{
    erasure_approval,
    id::{ContactId, OfficeId},
    kind::Retention,
    retention_proposal, rights_setting,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::OnConflict,
};

use crate::{
    audit::{self, Deed},
    change::Changes,
    contacts::reads::within,
    error::Result,
    fault::{Code, Fault, Faults},
    op::Op,
    policy::Action,
};

/// Days between a proposal and an erasure that nobody needs to approve, unless said.
const GRACE_DAYS: i32 = 30;

/// What an office does about people whose time is over.
///
/// # Errors
/// Only the database's.
pub async fn setting(db: &impl ConnectionTrait, office: OfficeId) -> Result<rights_setting::Model> {
    let found = rights_setting::Entity::find_by_id(office).one(db).await?;
    Ok(found.unwrap_or(rights_setting::Model {
        office_id: office,
        erasure_needs_approval: false,
        retention: Retention::Off,
        grace_days: GRACE_DAYS,
    }))
}

/// Says what an office does about people whose time is over.
#[derive(Debug, Clone, Copy)]
pub struct SetRetention {
    /// Which office.
    pub office: Option<OfficeId>,
    /// What.
    pub retention: Retention,
    /// Days between a proposal and an erasure that nobody needs to approve; as it is unless said.
    pub grace_days: Option<i32>,
}

/// Writes the setting down.
///
/// # Errors
/// A fault on `officeId`.
pub async fn set(op: &Op, cmd: SetRetention) -> Result<rights_setting::Model> {
    use rights_setting::Column as C;
    let office = op.office(cmd.office, Action::ManageRights).await?.id;
    let tx = op.db.write().await?;
    let before = setting(&tx, office).await?;
    let after = rights_setting::Model {
        retention: cmd.retention,
        grace_days: cmd.grace_days.unwrap_or(before.grace_days),
        ..before.clone()
    };
    let row = rights_setting::ActiveModel {
        office_id: Set(office),
        erasure_needs_approval: Set(after.erasure_needs_approval),
        retention: Set(after.retention),
        grace_days: Set(after.grace_days),
    };
    let conflict = OnConflict::column(C::OfficeId)
        .update_columns([C::Retention, C::GraceDays])
        .to_owned();
    rights_setting::Entity::insert(row)
        .on_conflict(conflict)
        .exec_without_returning(&tx)
        .await?;
    let mut changes = Changes::default();
    changes.note("retention", &before.retention, &after.retention);
    changes.note("graceDays", &before.grace_days, &after.grace_days);
    let deed = Deed {
        office,
        action: "retention::set",
        object_kind: "office",
        object_id: office.0,
        changes: changes.json(),
        reason: None,
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(after)
}

/// Agrees that people who were proposed be erased: the same word as of a second person for a single erasure. Who was agreed to
/// before stays so.
///
/// # Errors
/// `NOT_FOUND` at `contactIds.N` for who is not proposed, or not in an office where the actor may agree.
pub async fn approve(op: &Op, contacts: &[ContactId]) -> Result<u64> {
    use retention_proposal::Column as C;
    let tx = op.begin(Action::ManageRights).await?;
    let proposed = retention_proposal::Entity::find()
        .filter(C::ContactId.is_in(contacts.iter().copied()))
        .filter(within(op, Action::ManageRights, C::OfficeId))
        .all(&tx)
        .await?;
    let mut faults = Faults::none();
    for (number, contact) in contacts.iter().enumerate() {
        if !proposed.iter().any(|row| row.contact_id == *contact) {
            let number = number.to_string();
            faults.push(Fault::new(["contactIds", &number], Code::NotFound));
        }
    }
    faults.finish(Some(()))?;
    let agreed: Vec<ContactId> = erasure_approval::Entity::find()
        .filter(erasure_approval::Column::ContactId.is_in(contacts.iter().copied()))
        .all(&tx)
        .await?
        .into_iter()
        .map(|row| row.contact_id)
        .collect();
    let fresh: Vec<&retention_proposal::Model> = proposed
        .iter()
        .filter(|row| !agreed.contains(&row.contact_id))
        .collect();
    if fresh.is_empty() {
        return Ok(0);
    }
    let now = op.clock.now();
    let rows = fresh.iter().map(|row| erasure_approval::ActiveModel {
        contact_id: Set(row.contact_id),
        office_id: Set(row.office_id),
        approved_by: Set(op.actor.account()),
        approved_at: Set(now),
    });
    erasure_approval::Entity::insert_many(rows)
        .on_conflict_do_nothing()
        .exec_without_returning(&tx)
        .await?;
    let entries = fresh.iter().map(|row| {
        let deed = Deed {
            office: row.office_id,
            action: "rights::approve_erasure",
            object_kind: "contact",
            object_id: row.contact_id.0,
            changes: None,
            reason: None,
        };
        audit::entry(op, deed)
    });
    kuvend_entity::audit_entry::Entity::insert_many(entries)
        .exec_without_returning(&tx)
        .await?;
    tx.commit().await?;
    Ok(u64::try_from(fresh.len()).unwrap_or(u64::MAX))
}
