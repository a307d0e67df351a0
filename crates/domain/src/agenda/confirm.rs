//! Whether somebody agreed to contribute.

use kuvend_entity::{agenda_item, contributor, id::ContributorId, kind::ConfirmationState};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};

use crate::{
    agenda::{Item, cast_of, finish, locked_by, open},
    audit::{self, Deed},
    change::Changes,
    error::Result,
    events::{Found, stale},
    op::Op,
    policy::Action,
};

/// Notes whether somebody agreed to contribute.
#[derive(Debug, Clone)]
pub struct Confirm {
    /// Who.
    pub id: ContributorId,
    /// The version of the agenda item that was read, if it matters.
    pub version: Option<i32>,
    /// Whether they agreed.
    pub confirmation: ConfirmationState,
}

/// Notes whether somebody agreed to contribute. Whoever declines loses the role that it gave them on the guest list, and
/// keeps the place that they have as a guest.
///
/// # Errors
/// Faults on `id` and `version`.
pub async fn confirm_contributor(op: &Op, cmd: Confirm) -> Result<(Found, Item)> {
    let tx = op.begin(Action::WriteEvents).await?;
    let (found, mut item, someone) = locked_by(op, &tx, (cmd.id, "id")).await?;
    if cmd
        .version
        .is_some_and(|version| version != item.item.version)
    {
        return Err(stale(item.item.version).into());
    }
    open(["id"], &found.event)?;
    if someone.confirmation == cmd.confirmation {
        return Ok((found, item));
    }
    let mut changes = Changes::default();
    changes.made("contributorId", &someone.id);
    changes.note("confirmation", &someone.confirmation, &cmd.confirmation);
    let mut next = someone;
    next.confirmation = cmd.confirmation;
    contributor::Entity::update(next.into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    // An update of the item names its contributors whole, and must not undo this unseen.
    item.item.version += 1;
    item.item.updated_at = op.clock.now();
    agenda_item::Entity::update(item.item.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    audit::write(
        &tx,
        op,
        Deed {
            office: item.item.office_id,
            action: "agenda::confirm_contributor",
            object_kind: "agenda_item",
            object_id: item.item.id.0,
            changes: changes.json(),
            reason: None,
        },
    )
    .await?;
    let contributors = cast_of(&tx, item.item.id).await?;
    let found = finish(op, tx, found, (&item.contributors, &contributors)).await?;
    item.contributors = contributors;
    Ok((found, item))
}
