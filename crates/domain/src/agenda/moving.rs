//! Moving what is timed in a run of show.

use chrono::TimeDelta;
use kuvend_entity::{agenda_item, event};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
};

use crate::{error::Result, op::Op, walltime};

/// Moves the timed items that stand after a position (all of them after 0) on the clock of the event, one that would start in an hour
/// that the clocks skip an hour later. The event's lock is held.
///
/// # Errors
/// Only the database's.
pub(crate) async fn move_after(
    op: &Op,
    tx: &DatabaseTransaction,
    event: &event::Model,
    (position, by): (i32, TimeDelta),
) -> Result<()> {
    if by.is_zero() {
        return Ok(());
    }
    let following = agenda_item::Entity::find()
        .filter(agenda_item::Column::EventId.eq(event.id))
        .filter(agenda_item::Column::Position.gt(position))
        .filter(agenda_item::Column::StartsAtLocal.is_not_null())
        .all(tx)
        .await?;
    for mut item in following {
        item.starts_at_local = item
            .starts_at_local
            .and_then(|start| start.checked_add_signed(by))
            .map(|start| walltime::reckoned(start, &event.time_zone));
        item.version += 1;
        item.updated_at = op.clock.now();
        agenda_item::Entity::update(item.into_active_model().reset_all())
            .exec(tx)
            .await?;
    }
    Ok(())
}
