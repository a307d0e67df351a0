//! What two rows of a guest list that become one need, and what they answered: needs of both are needs of the one; where both told
//! of the same need, or answered the same question, what was told last counts.

use kuvend_entity::{attendee_need, event_answer, id::AttendeeId};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, sea_query::Expr};

use crate::error::Result;

/// Gives what was told of one row to another.
pub(super) async fn fold(tx: &DatabaseTransaction, from: AttendeeId, to: AttendeeId) -> Result<()> {
    needs(tx, from, to).await?;
    answers(tx, from, to).await
}

async fn needs(tx: &DatabaseTransaction, from: AttendeeId, to: AttendeeId) -> Result<()> {
    let needs = attendee_need::Entity::find()
        .filter(attendee_need::Column::AttendeeId.is_in([from, to]))
        .all(tx)
        .await?;
    let (old, newer): (Vec<_>, Vec<_>) = needs.iter().partition(|row| row.attendee_id == to);
    let mut gone = Vec::new();
    for row in newer {
        let same = |one: &&&attendee_need::Model| (one.kind, &one.code) == (row.kind, &row.code);
        match old.iter().find(same) {
            Some(kept) if kept.updated_at >= row.updated_at => gone.push(row.id),
            Some(kept) => gone.push(kept.id),
            None => {}
        }
    }
    attendee_need::Entity::delete_many()
        .filter(attendee_need::Column::Id.is_in(gone))
        .exec(tx)
        .await?;
    attendee_need::Entity::update_many()
        .col_expr(attendee_need::Column::AttendeeId, Expr::value(to))
        .filter(attendee_need::Column::AttendeeId.eq(from))
        .exec(tx)
        .await?;
    Ok(())
}

async fn answers(tx: &DatabaseTransaction, from: AttendeeId, to: AttendeeId) -> Result<()> {
    let answers = event_answer::Entity::find()
        .filter(event_answer::Column::AttendeeId.is_in([from, to]))
        .all(tx)
        .await?;
    let (old, newer): (Vec<_>, Vec<_>) = answers.iter().partition(|row| row.attendee_id == to);
    let mut gone = Vec::new();
    for row in newer {
        let same = |one: &&&event_answer::Model| one.question_id == row.question_id;
        match old.iter().find(same) {
            Some(kept) if kept.answered_at >= row.answered_at => gone.push(row.id),
            Some(_) => gone.extend(old.iter().filter(|one| same(one)).map(|one| one.id)),
            None => {}
        }
    }
    event_answer::Entity::delete_many()
        .filter(event_answer::Column::Id.is_in(gone))
        .exec(tx)
        .await?;
    event_answer::Entity::update_many()
        .col_expr(event_answer::Column::AttendeeId, Expr::value(to))
        .filter(event_answer::Column::AttendeeId.eq(from))
        .exec(tx)
        .await?;
    Ok(())
}
