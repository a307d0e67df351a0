//! Guests whose arrival somebody wants to be told of.

use std::collections::HashSet;

use kuvend_entity::{announced_guest, attendee, id::AttendeeId};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel as _,
    QueryFilter, QuerySelect,
};
use serde_json::json;

use crate::{
    attendees::{desk::Desk, guests::BATCH},
    error::Result,
    op::Op,
    policy::Action,
};

/// Marks a guest as one whose arrival is announced, or takes the mark away.
///
/// # Errors
/// `NOT_FOUND` on `attendeeId`.
pub async fn announce(
    op: &Op,
    attendee: AttendeeId,
    is_announced: bool,
) -> Result<attendee::Model> {
    let (mut desk, row) = Desk::open_for(op, attendee, Action::WriteGuests)
        .await
        .map_err(|error| error.hidden_at(["attendeeId"]))?;
    let before = !among(&desk.tx, &[row.id]).await?.is_empty();
    if before == is_announced {
        return Ok(row);
    }
    if is_announced {
        let mark = announced_guest::Model {
            attendee_id: row.id,
            office_id: row.office_id,
            created_by: op.actor.account(),
            created_at: desk.now,
        };
        announced_guest::Entity::insert(mark.into_active_model().reset_all())
            .exec_without_returning(&desk.tx)
            .await?;
    } else {
        announced_guest::Entity::delete_by_id(row.id)
            .exec(&desk.tx)
            .await?;
    }
    let changes = json!({ "isAnnounced": { "from": before, "to": is_announced } });
    desk.deed("door::announce", &row, Some(changes), None);
    desk.close().await?;
    Ok(row)
}

/// Which of these rows are of guests who are announced.
///
/// # Errors
/// Only the database's.
pub async fn among(db: &impl ConnectionTrait, ids: &[AttendeeId]) -> Result<HashSet<AttendeeId>> {
    let mut marked = HashSet::new();
    for batch in ids.chunks(BATCH) {
        let rows: Vec<AttendeeId> = announced_guest::Entity::find()
            .select_only()
            .column(announced_guest::Column::AttendeeId)
            .filter(announced_guest::Column::AttendeeId.is_in(batch.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        marked.extend(rows);
    }
    Ok(marked)
}
