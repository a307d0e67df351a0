//! Legal holds: data that are kept although they would be erased.

use kuvend_entity::{
    id::{ContactId, LegalHoldId},
    legal_hold,
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, QuerySelect};

use super::person::Person;
use crate::{
    audit::{self, Deed},
    error::Result,
    fault::{Code, Fault},
    op::Op,
    policy::Action,
};

/// Places a hold: nobody erases the person until it is released.
///
/// # Errors
/// Faults on `contactId` as [`Person::lock`]'s.
pub async fn place(op: &Op, contact: ContactId, reason: String) -> Result<legal_hold::Model> {
    let tx = op.begin(Action::ManageRights).await?;
    let person = Person::lock(&tx, op, contact, &[Action::ManageRights]).await?;
    let row = legal_hold::Model {
        id: LegalHoldId::new(),
        office_id: person.office(),
        contact_id: contact,
        reason: reason.clone(),
        placed_by: op.actor.account(),
        placed_at: op.clock.now(),
        released_by: None,
        released_at: None,
    };
    legal_hold::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    audit::write(&tx, op, deed(&row, "rights::place_hold", Some(reason))).await?;
    tx.commit().await?;
    Ok(row)
}

/// Releases a hold.
///
/// # Errors
/// `NOT_FOUND` on `id`; `WRONG_STATE` where it is released already.
pub async fn release(
    op: &Op,
    id: LegalHoldId,
    reason: Option<String>,
) -> Result<legal_hold::Model> {
    let tx = op.begin(Action::ManageRights).await?;
    let mut row = legal_hold::Entity::find_by_id(id)
        .lock_exclusive()
        .one(&tx)
        .await?
        .ok_or_else(|| Fault::new(["id"], Code::NotFound))?;
    op.authorise(row.office_id, Action::ManageRights)
        .map_err(|error| error.hidden_at(["id"]))?;
    if row.released_at.is_some() {
        let fault = Fault::new(["id"], Code::WrongState).with("state", "RELEASED");
        return Err(fault.into());
    }
    row.released_by = op.actor.account();
    row.released_at = Some(op.clock.now());
    legal_hold::Entity::update(row.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    audit::write(&tx, op, deed(&row, "rights::release_hold", reason)).await?;
    tx.commit().await?;
    Ok(row)
}

fn deed(row: &legal_hold::Model, action: &'static str, reason: Option<String>) -> Deed<'static> {
    Deed {
        office: row.office_id,
        action,
        object_kind: "legal_hold",
        object_id: row.id.0,
        changes: None,
        reason,
    }
}
