//! Deleting what guests needed, and answers that are as delicate, once their event is over.

use std::time::Duration;

use chrono::{DateTime, Utc};
use kuvend_entity::{
    contact_merge_row, event,
    id::{ContactMergeId, EventId},
    kind::EventStatus,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, FromQueryResult,
    QueryFilter, Statement, Value,
    prelude::{Json, Uuid},
};
use serde_json::json;
use tokio::sync::watch;

use super::{KEPT, kept_until};
use crate::{
    audit::{self, Deed},
    engine,
    error::{Error, Result},
    op::Op,
};

/// Events that are looked up at a time.
const TOGETHER: i64 = 100;

/// Whose data stand under a hold or a restriction: nothing of theirs goes while it does. `{x}` is a row with `attendee_id`.
const HELD: &str = "EXISTS (SELECT 1 FROM attendee g JOIN contact c ON c.id = g.contact_id WHERE g.id = {x}.attendee_id \
AND (c.restricted_at IS NOT NULL OR EXISTS (SELECT 1 FROM legal_hold h WHERE h.contact_id = c.id AND h.released_at IS NULL)))";

/// Whether a question was ever marked as one whose answers are delicate. `{x}` is an answer.
const SENSITIVE: &str = "EXISTS (SELECT 1 FROM event_question_version v WHERE v.question_id = {x}.question_id AND v.is_sensitive)";

/// What was deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Of how many events.
    pub events: u64,
    /// How many needs.
    pub needs: u64,
    /// How many answers.
    pub answers: u64,
}

/// Deletes what guests needed at events that are over or were cancelled, and their answers to delicate questions, for all offices. Each
/// event is one transaction, and its audit says how many there were. Whoever's data are held or restricted is left alone.
///
/// # Errors
/// Only the database's.
pub async fn forget(op: &Op) -> Result<Forgotten> {
    let mut all = Forgotten::default();
    let mut behind = None;
    loop {
        let due = due(op, behind).await?;
        let Some(last) = due.last().copied() else {
            return Ok(all);
        };
        behind = Some(last);
        for event in due {
            let (needs, answers) = of_event(op, event).await?;
            all.events += u64::from(needs + answers > 0);
            all.needs += needs;
            all.answers += answers;
        }
    }
}

/// Does it again and again, until told to stop.
pub async fn run(op: Op, pause: Duration, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        match forget(&op).await {
            Err(error) => tracing::error!(%error, "what guests needed could not be deleted"),
            Ok(gone) if gone.events > 0 => {
                let (events, needs, answers) = (gone.events, gone.needs, gone.answers);
                tracing::info!(events, needs, answers, "what guests needed was deleted");
            }
            Ok(_) => {}
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
}

#[derive(Debug, FromQueryResult)]
struct Due {
    id: EventId,
}

/// The next events, by their ids, of which something is to be deleted.
async fn due(op: &Op, behind: Option<EventId>) -> Result<Vec<EventId>> {
    let held = HELD.replace("{x}", "x");
    let sensitive = SENSITIVE.replace("{x}", "x");
    let sql = format!(
        "SELECT e.id FROM event e WHERE (e.status = 'CANCELLED' OR (e.status <> 'POSTPONED' AND e.ends_at <= $1)) AND e.id > $2 \
         AND (EXISTS (SELECT 1 FROM attendee_need x WHERE x.event_id = e.id AND NOT {held}) \
         OR EXISTS (SELECT 1 FROM event_answer x WHERE x.event_id = e.id AND {sensitive} AND NOT {held})) \
         ORDER BY e.id LIMIT $3"
    );
    let db = op.db.reader();
    let values: Vec<Value> = vec![
        (op.clock.now() - KEPT).into(),
        behind.unwrap_or(EventId(Uuid::nil())).into(),
        TOGETHER.into(),
    ];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let found = Due::find_by_statement(statement).all(db).await?;
    Ok(found.into_iter().map(|due| due.id).collect())
}

fn is_over(event: &event::Model, now: DateTime<Utc>) -> bool {
    event.status != EventStatus::Postponed && kept_until(event) <= now
}

/// Deletes what an event keeps, under its lock: how many needs and how many answers.
async fn of_event(op: &Op, id: EventId) -> Result<(u64, u64)> {
    let tx = op.db.write().await?;
    let (event, ..) = engine::lock_event_with_row(&tx, id)
        .await?
        .ok_or_else(|| Error::missing("event"))?;
    // Somebody may have taken it up again meanwhile.
    if !is_over(&event, op.clock.now()) {
        return Ok((0, 0));
    }
    let held = |table| HELD.replace("{x}", table);
    let sensitive = SENSITIVE.replace("{x}", "event_answer");
    let needs = delete(
        &tx,
        format!(
            "DELETE FROM attendee_need WHERE event_id = $1 AND NOT {}",
            held("attendee_need")
        ),
        id,
    )
    .await?;
    let answers = delete(
        &tx,
        format!(
            "DELETE FROM event_answer WHERE event_id = $1 AND {sensitive} AND NOT {}",
            held("event_answer")
        ),
        id,
    )
    .await?;
    forget_images(&tx, &event).await?;
    let deed = Deed {
        office: event.office_id,
        action: "needs::forget",
        object_kind: "event",
        object_id: id.0,
        changes: Some(json!({ "needs": needs, "answers": answers })),
        reason: None,
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok((needs, answers))
}

async fn delete(tx: &DatabaseTransaction, sql: String, event: EventId) -> Result<u64> {
    let backend = tx.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, [event.into()]);
    Ok(tx.execute_raw(statement).await?.rows_affected())
}

#[derive(Debug, FromQueryResult)]
struct Kept {
    merge_id: ContactMergeId,
    position: i64,
    before: Option<Json>,
    after: Option<Json>,
}

/// A merge keeps the rows that it touched as they were; of an event that is over, what somebody needed goes from there too.
async fn forget_images(tx: &DatabaseTransaction, event: &event::Model) -> Result<()> {
    let sql = "SELECT r.merge_id, r.position, r.before, r.after FROM contact_merge_row r JOIN contact_merge m ON m.id = r.merge_id \
         WHERE r.office_id = $1 AND r.table_name IN ('attendee_need', 'event_answer') \
         AND NOT EXISTS (SELECT 1 FROM legal_hold h WHERE h.contact_id = m.survivor_id AND h.released_at IS NULL)";
    let backend = tx.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, [event.office_id.into()]);
    let is_of_event = |kept: &Kept| {
        let images = [&kept.before, &kept.after];
        images.into_iter().flatten().any(|image| {
            let id = image.get("event_id").and_then(Json::as_str);
            id.and_then(|id| Uuid::try_parse(id).ok()) == Some(event.id.0)
        })
    };
    let found = Kept::find_by_statement(statement).all(tx).await?;
    let gone: Vec<Kept> = found.into_iter().filter(is_of_event).collect();
    for some in gone.chunks(50) {
        use contact_merge_row::Column as C;
        let which = some.iter().fold(Condition::any(), |any, kept| {
            let one = Condition::all()
                .add(C::MergeId.eq(kept.merge_id))
                .add(C::Position.eq(kept.position));
            any.add(one)
        });
        contact_merge_row::Entity::delete_many()
            .filter(which)
            .exec(tx)
            .await?;
    }
    Ok(())
}
