//! Reading merges.

use kuvend_entity::{contact_merge, id::ContactId};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{contacts::reads::within, error::Result, op::Op, policy::Action};

/// Merges of one person that are listed.
const LISTED: u64 = 100;

/// The merges that a record stayed after or went into, the newest first; those of an office that the actor sees nothing of are not
/// there.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), and the database's.
pub async fn of(op: &Op, id: ContactId) -> Result<Vec<contact_merge::Model>> {
    op.known()?;
    Ok(contact_merge::Entity::find()
        .filter(
            Condition::any()
                .add(contact_merge::Column::SurvivorId.eq(id))
                .add(contact_merge::Column::MergedId.eq(id)),
        )
        .filter(within(
            op,
            Action::ReadContacts,
            contact_merge::Column::OfficeId,
        ))
        .order_by_desc(contact_merge::Column::MergedAt)
        .order_by_desc(contact_merge::Column::Id)
        .limit(LISTED)
        .all(op.db.reader())
        .await?)
}
