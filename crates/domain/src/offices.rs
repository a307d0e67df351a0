//! Offices, read.

use kuvend_entity::{id::OfficeId, office};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{error::Result, op::Op, policy};

/// Those of these offices that the actor sees anything of.
///
/// # Errors
/// Only the database's.
pub async fn by_ids(op: &Op, ids: &[OfficeId]) -> Result<Vec<office::Model>> {
    let seen: Vec<OfficeId> = ids
        .iter()
        .copied()
        .filter(|id| policy::sees(&op.actor, *id))
        .collect();
    if seen.is_empty() {
        return Ok(Vec::new());
    }
    Ok(office::Entity::find()
        .filter(office::Column::Id.is_in(seen))
        .all(op.db.reader())
        .await?)
}
