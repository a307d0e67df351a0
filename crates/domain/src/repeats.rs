//! Repeatable requests: the same key and the same body get the same answer, and nothing is done twice.

use chrono::TimeDelta;
use kuvend_entity::{
    id::{AccountId, IdempotencyKeyId},
    idempotency_key,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, OnConflict},
};

use crate::{error::Result, op::Op};

/// How long an answer is kept.
const KEPT: TimeDelta = TimeDelta::hours(24);
/// After how long a request without an answer is taken for dead, and may be tried again.
const ABANDONED: TimeDelta = TimeDelta::minutes(2);

/// What is known of a repeatable request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recall {
    /// Nothing: it is to be carried out, and its answer kept.
    Fresh,
    /// It was answered: this is the answer, with its HTTP status.
    Answered(i32, Vec<u8>),
    /// The key was used for something else.
    OtherBody,
    /// It is being carried out right now.
    Underway,
}

/// Looks a request up by its key, and takes the key where it is free. `hash` is SHA-256 of what was asked.
///
/// # Errors
/// Only the database's.
pub async fn recall(op: &Op, account: AccountId, key: &str, hash: &[u8; 32]) -> Result<Recall> {
    use idempotency_key::Column as C;
    let now = op.clock.now();
    let tx = op.db.write().await?;
    idempotency_key::Entity::delete_many()
        .filter(C::AccountId.eq(account))
        .filter(C::Key.eq(key))
        .filter(
            C::CreatedAt
                .lt(now - KEPT)
                .or(C::Status.is_null().and(C::CreatedAt.lt(now - ABANDONED))),
        )
        .exec(&tx)
        .await?;
    let row = idempotency_key::ActiveModel {
        id: Set(IdempotencyKeyId::new()),
        account_id: Set(account),
        key: Set(key.to_owned()),
        request_hash: Set(hash.to_vec()),
        status: Set(None),
        answer: Set(None),
        created_at: Set(now),
    };
    let taken = idempotency_key::Entity::insert(row)
        .on_conflict(
            OnConflict::columns([C::AccountId, C::Key])
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(&tx)
        .await?;
    if taken == 1 {
        tx.commit().await?;
        return Ok(Recall::Fresh);
    }
    let there = idempotency_key::Entity::find()
        .filter(C::AccountId.eq(account))
        .filter(C::Key.eq(key))
        .one(&tx)
        .await?;
    tx.commit().await?;
    Ok(match there {
        None => Recall::Underway,
        Some(row) if row.request_hash != hash => Recall::OtherBody,
        Some(row) => match (row.status, row.answer) {
            (Some(status), Some(answer)) => Recall::Answered(status, answer),
            _ => Recall::Underway,
        },
    })
}

/// Keeps the answer of a request that was carried out.
///
/// # Errors
/// Only the database's.
pub async fn remember(
    op: &Op,
    account: AccountId,
    key: &str,
    (status, answer): (i32, &[u8]),
) -> Result<()> {
    use idempotency_key::Column as C;
    idempotency_key::Entity::update_many()
        .col_expr(C::Status, Expr::value(status))
        .col_expr(C::Answer, Expr::value(answer.to_vec()))
        .filter(C::AccountId.eq(account))
        .filter(C::Key.eq(key))
        .exec(op.db.writer())
        .await?;
    Ok(())
}

/// Gives a key back whose request failed, so that it may be tried again.
///
/// # Errors
/// Only the database's.
pub async fn forget(op: &Op, account: AccountId, key: &str) -> Result<()> {
    use idempotency_key::Column as C;
    idempotency_key::Entity::delete_many()
        .filter(C::AccountId.eq(account))
        .filter(C::Key.eq(key))
        .filter(C::Status.is_null())
        .exec(op.db.writer())
        .await?;
    Ok(())
}
