//! Taking something off the run of show.

use kuvend_entity::{agenda_item, id::AgendaItemId};
use sea_orm::EntityTrait;

use crate::{
    agenda::{
        cast_of, finish, locked, open,
        positions::{self, shift},
    },
    audit::{self, Deed},
    change::Changes,
    error::Result,
    events::{Found, stale},
    op::Op,
    policy::Action,
};

/// Takes an item off the run of show.
#[derive(Debug, Clone, Copy)]
pub struct Remove {
    /// Which.
    pub id: AgendaItemId,
    /// The version that was read, if it matters.
    pub version: Option<i32>,
}

/// What was taken off.
#[derive(Debug, Clone)]
pub struct Removed {
    /// Of which event.
    pub found: Found,
    /// Which item.
    pub id: AgendaItemId,
}

/// Takes an item, a panel or another, off the run of show; what stood after it moves up. Contributors stay on the guest
/// list if they were invited or put there, without the roles that the item alone gave them.
///
/// # Errors
/// Faults on `id` and `version`.
pub async fn remove_item(op: &Op, cmd: Remove) -> Result<Removed> {
    let tx = op.begin(Action::WriteEvents).await?;
    let (found, item) = locked(op, &tx, (cmd.id, "id")).await?;
    if cmd.version.is_some_and(|version| version != item.version) {
        return Err(stale(item.version).into());
    }
    open(["id"], &found.event)?;
    let before = cast_of(&tx, item.id).await?;
    agenda_item::Entity::delete_by_id(item.id).exec(&tx).await?;
    positions::apply(&tx, item.event_id, shift(Some(item.position), None)).await?;
    let mut changes = Changes::default();
    changes.gone("kind", &item.kind);
    changes.gone("title", &item.title);
    changes.gone("position", &item.position);
    audit::write(
        &tx,
        op,
        Deed {
            office: item.office_id,
            action: "agenda::remove_item",
            object_kind: "agenda_item",
            object_id: item.id.0,
            changes: changes.json(),
            reason: None,
        },
    )
    .await?;
    let found = finish(op, tx, found, (&before, &[])).await?;
    Ok(Removed { found, id: item.id })
}
