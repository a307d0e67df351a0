//! Reading imports.

use kuvend_entity::{id::ImportBatchId, import_batch};
use sea_orm::{EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{contacts::reads::within, error::Result, op::Op, policy::Action};

/// The latest imports that the actor may see, the newest first.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), and the database's.
pub async fn list(op: &Op, most: u64) -> Result<Vec<import_batch::Model>> {
    op.known()?;
    let rows = import_batch::Entity::find()
        .filter(within(
            op,
            Action::ImportContacts,
            import_batch::Column::OfficeId,
        ))
        .order_by_desc(import_batch::Column::CreatedAt)
        .order_by_desc(import_batch::Column::Id)
        .limit(most)
        .all(op.db.reader())
        .await?;
    Ok(rows)
}

/// An import by its id, if the actor may see it.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), and the database's.
pub async fn find(op: &Op, id: ImportBatchId) -> Result<Option<import_batch::Model>> {
    op.known()?;
    Ok(import_batch::Entity::find_by_id(id)
        .filter(within(
            op,
            Action::ImportContacts,
            import_batch::Column::OfficeId,
        ))
        .one(op.db.reader())
        .await?)
}
