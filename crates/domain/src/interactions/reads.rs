//! Reading interactions and who took part.

use std::collections::HashMap;

use kuvend_entity::{
    id::{ContactId, InteractionId},
    interaction, interaction_participant,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    attendees::guests::BATCH,
    contacts::reads::{hides_details, within},
    error::Result,
    events::grouped,
    op::Op,
    policy::Action,
};

/// Interactions by their ids, as far as the actor may see them; what was said is empty for who may not see details.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), and the database's.
pub async fn by_ids(
    op: &Op,
    ids: &[InteractionId],
) -> Result<HashMap<InteractionId, interaction::Model>> {
    use interaction::{Column as C, Entity};
    op.known()?;
    let mut found = HashMap::with_capacity(ids.len());
    for batch in ids.chunks(BATCH) {
        let rows = Entity::find()
            .filter(C::Id.is_in(batch.iter().copied()))
            .filter(within(op, Action::ReadContacts, C::OfficeId))
            .all(op.db.reader())
            .await?;
        for mut row in rows {
            if hides_details(op, row.office_id) {
                row.body = None;
            }
            found.insert(row.id, row);
        }
    }
    Ok(found)
}

/// Who took part in interactions.
///
/// # Errors
/// Only the database's.
pub async fn participants(
    op: &Op,
    ids: &[InteractionId],
) -> Result<HashMap<InteractionId, Vec<ContactId>>> {
    use interaction_participant::{Column as C, Entity};
    let mut found = Vec::new();
    for batch in ids.chunks(BATCH) {
        let rows = Entity::find()
            .filter(C::InteractionId.is_in(batch.iter().copied()))
            .filter(within(op, Action::ReadContacts, C::OfficeId))
            .order_by_asc(C::ContactId)
            .all(op.db.reader())
            .await?;
        found.extend(rows);
    }
    Ok(grouped(
        found
            .into_iter()
            .map(|row| (row.interaction_id, row.contact_id)),
    ))
}
