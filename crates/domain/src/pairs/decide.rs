//! What a person says of two records: that they are of two people, or that it is to be looked at again.

use kuvend_entity::{duplicate_pair, id::DuplicatePairId, kind::DuplicateState};
use sea_orm::{
    ActiveModelTrait as _, DatabaseTransaction, EntityTrait, IntoActiveModel as _, QuerySelect,
};

use crate::{
    audit::{self, Deed},
    change::Changes,
    error::Result,
    fault::{Code, Fault},
    op::Op,
    policy::Action,
};

/// Two records are of two people.
#[derive(Debug, Clone)]
pub struct Dismiss {
    /// Which.
    pub pair: DuplicatePairId,
    /// The version that was seen.
    pub version: Option<i32>,
    /// Why.
    pub reason: Option<String>,
}

/// Two records are to be looked at again.
#[derive(Debug, Clone, Copy)]
pub struct Reopen {
    /// Which.
    pub pair: DuplicatePairId,
    /// The version that was seen.
    pub version: Option<i32>,
}

/// Says that two records are of two people, which no later walk changes. What was said so already stays as it is.
///
/// # Errors
/// `NOT_FOUND` on `id`, `CONFLICT` on `version`, `WRONG_STATE` on `id` where the two are merged.
pub async fn dismiss(op: &Op, cmd: Dismiss) -> Result<duplicate_pair::Model> {
    let (tx, before) = locked(op, cmd.pair, cmd.version).await?;
    if before.state == DuplicateState::NotDuplicate {
        return Ok(before);
    }
    let after = duplicate_pair::Model {
        state: DuplicateState::NotDuplicate,
        decided_by: op.actor.account(),
        decided_at: Some(op.clock.now()),
        reason: cmd.reason,
        version: before.version + 1,
        ..before.clone()
    };
    write((tx, op), "duplicates::dismiss", &before, after).await
}

/// Puts two records back into the queue. What is there already stays as it is.
///
/// # Errors
/// As [`dismiss`]'s.
pub async fn reopen(op: &Op, cmd: Reopen) -> Result<duplicate_pair::Model> {
    let (tx, before) = locked(op, cmd.pair, cmd.version).await?;
    if before.state == DuplicateState::Open {
        return Ok(before);
    }
    let after = duplicate_pair::Model {
        state: DuplicateState::Open,
        decided_by: None,
        decided_at: None,
        reason: None,
        version: before.version + 1,
        ..before.clone()
    };
    write((tx, op), "duplicates::reopen", &before, after).await
}

async fn locked(
    op: &Op,
    id: DuplicatePairId,
    version: Option<i32>,
) -> Result<(DatabaseTransaction, duplicate_pair::Model)> {
    let tx = op.begin(Action::MergeContacts).await?;
    let row = duplicate_pair::Entity::find_by_id(id)
        .lock_exclusive()
        .one(&tx)
        .await?
        .ok_or_else(|| Fault::new(["id"], Code::NotFound))?;
    op.authorise(row.office_id, Action::MergeContacts)
        .map_err(|error| error.hidden_at(["id"]))?;
    if version.is_some_and(|seen| seen != row.version) {
        let fault = Fault::new(["version"], Code::Conflict).with("version", row.version);
        return Err(fault.into());
    }
    // Two who became one are parted by undoing that.
    if row.state == DuplicateState::Merged {
        let fault = Fault::new(["id"], Code::WrongState).with("state", row.state);
        return Err(fault.into());
    }
    Ok((tx, row))
}

async fn write(
    (tx, op): (DatabaseTransaction, &Op),
    action: &str,
    before: &duplicate_pair::Model,
    after: duplicate_pair::Model,
) -> Result<duplicate_pair::Model> {
    duplicate_pair::Entity::update(after.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    let mut changes = Changes::default();
    changes.note("state", &before.state, &after.state);
    changes.made("firstId", &after.first_id);
    changes.made("secondId", &after.second_id);
    let deed = Deed {
        office: after.office_id,
        action,
        object_kind: "duplicate_pair",
        object_id: after.id.0,
        changes: changes.json(),
        reason: after.reason.clone(),
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(after)
}
