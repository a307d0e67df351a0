//! Last year's questions, asked again.

use kuvend_entity::event;
use sea_orm::DatabaseTransaction;

use super::{
    NewQuestion, Question,
    keep::{Sheet, write_version},
    reads,
};
use crate::{error::Result, op::Op};

/// Has an event that asks nothing yet ask what another one does, as a step. No answers come along, and no earlier versions.
///
/// # Errors
/// Only the database's.
pub(crate) async fn copy(
    op: &Op,
    tx: &DatabaseTransaction,
    (source, next): (&event::Model, &event::Model),
) -> Result<()> {
    let asked: Vec<Question> = reads::asked_at(tx, source.id).await?;
    if asked.is_empty() {
        return Ok(());
    }
    let mut sheet = Sheet::default();
    for (question, position) in asked.into_iter().zip(1..) {
        let new = NewQuestion {
            key: question.row.key,
            kind: question.row.kind,
            wording: question.said.wording,
            hint: question.said.hint,
            options: question.said.options.0,
            condition: question.said.condition,
            is_required: question.said.is_required,
            is_sensitive: question.said.is_sensitive,
        };
        sheet.add(new, (next, position, op.clock.now()));
    }
    sheet.write(tx).await?;
    write_version(op, tx, next, 0).await
}
