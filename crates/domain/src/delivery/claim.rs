//! Claims: which letters are this worker's for now.

use kuvend_entity::{
    id::MessageId,
    kind::{MessageEventKind, MessageKind, MessageStage, MessageState},
    message, message_event,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::{delivery::Carrier, engine, error::Result, letters::trace, op::Op, writes};

/// Whether a letter of which nobody knows if it left is sent again: who takes part must know what holds, and the bytes are
/// the same. Greetings wait for a person.
#[must_use]
pub const fn is_sent_again(kind: MessageKind) -> bool {
    !matches!(kind, MessageKind::ThankYou | MessageKind::MissedYou)
}

/// Claims what is due, oldest first; a letter waits for an earlier one to the same guest.
///
/// # Errors
/// Only the database's.
pub async fn claim(op: &Op, carrier: &Carrier) -> Result<Vec<message::Model>> {
    let tx = op.db.write().await?;
    let claimed = engine::claim_messages(
        &tx,
        op.clock.now(),
        carrier.worker,
        carrier.lease,
        carrier.batch,
    )
    .await?;
    tx.commit().await?;
    Ok(claimed)
}

/// Takes back what dead workers left: untouched letters are queued again; of those whose body may have left, the ones that
/// must arrive are queued again, and the rest wait for a person.
///
/// # Errors
/// Only the database's.
pub async fn recover(op: &Op) -> Result<usize> {
    if engine::lapsed_claims(op.db.reader()).await?.is_empty() {
        return Ok(0);
    }
    let tx = op.db.write().await?;
    let lapsed = engine::lapsed_claims(&tx).await?;
    let now = op.clock.now();
    let mut lines: Vec<message_event::ActiveModel> = Vec::new();
    for row in &lapsed {
        let may_have_left = row.stage == Some(MessageStage::Data);
        let state = if may_have_left && !is_sent_again(row.kind) {
            MessageState::Uncertain
        } else {
            MessageState::Queued
        };
        if may_have_left {
            lines.push(trace(
                row.id,
                now,
                MessageEventKind::Uncertain,
                Some("the worker died while the body was being sent".to_owned()),
            ));
        }
        if state == MessageState::Queued {
            lines.push(trace(row.id, now, MessageEventKind::Recovered, None));
        }
        release(&tx, row.id, state).await?;
    }
    writes::insert(&tx, lines).await?;
    tx.commit().await?;
    tracing::warn!(
        letters = lapsed.len(),
        "took back letters that a worker had left"
    );
    Ok(lapsed.len())
}

async fn release(
    tx: &sea_orm::DatabaseTransaction,
    id: MessageId,
    state: MessageState,
) -> Result<()> {
    message::Entity::update_many()
        .col_expr(message::Column::State, Expr::value(state))
        .col_expr(
            message::Column::Stage,
            Expr::value(Option::<MessageStage>::None),
        )
        .col_expr(
            message::Column::LeaseToken,
            Expr::value(Option::<sea_orm::prelude::Uuid>::None),
        )
        .col_expr(
            message::Column::LeasedUntil,
            Expr::value(Option::<chrono::DateTime<chrono::Utc>>::None),
        )
        .filter(message::Column::Id.eq(id))
        .filter(message::Column::State.eq(MessageState::Claimed))
        .exec(tx)
        .await?;
    Ok(())
}
