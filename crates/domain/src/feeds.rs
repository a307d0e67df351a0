//! Calendar feeds of accounts: whoever plans sees an office's events in their own calendar, by a link that can be taken back.
//!
//! **Invariant:** the link opens with the rights that its account has when it is opened, and not with those it had when it was made.

use chrono::TimeDelta;
use kuvend_entity::{
    event, event_feed,
    id::{FeedId, OfficeId},
    kind::EventStatus,
    office,
};
use kuvend_notify::EntryStatus;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, sea_query::Expr,
};

use crate::{
    accounts,
    audit::{self, Deed},
    error::{Denied, Error, Result},
    links::{self, Purpose},
    listed::{self, Wish},
    op::Op,
    policy::Action,
};

/// Makes a feed of an office's events for the account that asks, in place of the one it has, and returns the link's path.
///
/// # Errors
/// Faults on `officeId`.
pub async fn create(op: &Op, office: Option<OfficeId>) -> Result<String> {
    let office = op.office(office, Action::ReadEvents).await?;
    let account = op
        .actor
        .account()
        .ok_or(Error::Denied(Denied::Forbidden(Action::ReadEvents)))?;
    let tx = op.db.write().await?;
    take_back(op, &tx, office.id).await?;
    let row = event_feed::Model {
        id: FeedId::new(),
        office_id: office.id,
        account_id: account,
        created_at: op.clock.now(),
        revoked_at: None,
    };
    event_feed::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    note(op, &tx, (office.id, row.id), "feeds::create").await?;
    tx.commit().await?;
    let token = links::sign(&office.link_secret, Purpose::Feed, row.id.0, links::FIRST);
    Ok(format!("/feeds/{token}.ics"))
}

/// Takes back the feed that the account which asks has of an office's events; returns whether there was one.
///
/// # Errors
/// Faults on `officeId`.
pub async fn revoke(op: &Op, office: Option<OfficeId>) -> Result<bool> {
    let office = op.office(office, Action::ReadEvents).await?;
    let tx = op.db.write().await?;
    let taken = take_back(op, &tx, office.id).await?;
    tx.commit().await?;
    Ok(taken)
}

async fn take_back(op: &Op, tx: &DatabaseTransaction, office: OfficeId) -> Result<bool> {
    let Some(account) = op.actor.account() else {
        return Ok(false);
    };
    let open = event_feed::Entity::find()
        .filter(event_feed::Column::OfficeId.eq(office))
        .filter(event_feed::Column::AccountId.eq(account))
        .filter(event_feed::Column::RevokedAt.is_null())
        .all(tx)
        .await?;
    for row in &open {
        event_feed::Entity::update_many()
            .col_expr(event_feed::Column::RevokedAt, Expr::value(op.clock.now()))
            .filter(event_feed::Column::Id.eq(row.id))
            .exec(tx)
            .await?;
        note(op, tx, (office, row.id), "feeds::revoke").await?;
    }
    Ok(!open.is_empty())
}

async fn note(
    op: &Op,
    tx: &DatabaseTransaction,
    (office, feed): (OfficeId, FeedId),
    action: &'static str,
) -> Result<()> {
    let deed = Deed {
        office,
        action,
        object_kind: "event_feed",
        object_id: feed.0,
        changes: None,
        reason: None,
    };
    audit::write(tx, op, deed).await
}

/// The calendar behind a feed's link, or nothing where the link is not good, was taken back, or its account may not see the
/// events any more. Only reads.
///
/// # Errors
/// The database's, or [`Failure::Other`](crate::error::Failure::Other) where an entry cannot be written.
pub async fn read(op: &Op, token: &str, wish: &Wish) -> Result<Option<String>> {
    let Some(claim) = links::read(token, Purpose::Feed) else {
        return Ok(None);
    };
    let db = op.db.reader();
    let Some(row) = event_feed::Entity::find_by_id(FeedId(claim.id()))
        .one(db)
        .await?
    else {
        return Ok(None);
    };
    let office = office::Entity::find_by_id(row.office_id)
        .one(db)
        .await?
        .ok_or_else(|| Error::missing("office"))?;
    let now = op.clock.now();
    let is_good = claim
        .open(&office.link_secret, links::FIRST, (now, now))
        .is_ok();
    let theirs = accounts::on_behalf(op, row.account_id).await?;
    if !is_good || row.revoked_at.is_some() || !theirs.may(office.id, Action::ReadEvents) {
        return Ok(None);
    }
    let events = event::Entity::find()
        .filter(event::Column::OfficeId.eq(office.id))
        .filter(event::Column::Status.is_not_in([EventStatus::Cancelled, EventStatus::Archived]))
        .filter(event::Column::EndsAt.gte(now - TimeDelta::days(listed::KEPT)))
        .order_by_asc(event::Column::StartsAt)
        .order_by_asc(event::Column::Id)
        .limit(listed::MOST)
        .all(db)
        .await?;
    listed::written(&office, &events, (wish, now), EntryStatus::Tentative).map(Some)
}
