//! Heads: people who were there and have no row of the guest list.
//!
//! Somebody counts them, or the gates did: companions whom a gate let in are nobody's row, and so closing attendance makes a
//! headcount of them where nobody counted the room. Who counts the room counts companions too, and so there is never both.

use std::collections::HashMap;

use kuvend_entity::{
    event, event_headcount,
    id::{AttendeeId, EventId, HeadcountId},
    kind::{HeadcountMethod, PresenceMode},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement,
    sea_query::OnConflict,
};
use serde_json::json;

use crate::{
    attendees::{desk::Desk, presence::doors_open_at},
    door,
    error::Result,
    fault::{Code, Fault},
    op::Op,
    policy::Action,
};

/// People who were there and are not named.
#[derive(Debug, Clone)]
pub struct RecordHeadcount {
    /// Where.
    pub event: EventId,
    /// In the room or on line.
    pub mode: PresenceMode,
    /// How many, companions among them, and nobody who has a row of the guest list.
    pub count: i32,
    /// How it was made.
    pub method: HeadcountMethod,
    /// What else is to be said.
    pub note: Option<String>,
}

/// Records an anonymous headcount; a second one of the same mode replaces the first, also one that gates made.
///
/// # Errors
/// Faults before the doors open.
pub async fn record_headcount(
    op: &Op,
    cmd: RecordHeadcount,
) -> Result<(event::Model, event_headcount::Model)> {
    let mut desk = Desk::open(op, cmd.event, Action::ReceiveGuests)
        .await
        .map_err(|error| error.hidden_at(["eventId"]))?;
    let from = doors_open_at(&desk.event);
    if desk.now < from {
        return Err(Fault::new(["eventId"], Code::TooEarly)
            .with("from", from.to_rfc3339())
            .into());
    }
    let there = of_mode(&desk.tx, cmd.event, cmd.mode).await?;
    let heads = Heads {
        mode: cmd.mode,
        count: cmd.count,
        method: cmd.method,
        note: cmd.note,
    };
    let kept = keep(&desk, there.as_ref(), heads).await?;
    desk.event_deed(
        "attendees::record_headcount",
        Some(json!({ "mode": cmd.mode, "count": [there.map(|row| row.count), Some(cmd.count)] })),
        None,
    );
    let event = desk.event.clone();
    desk.close().await?;
    Ok((event, kept))
}

/// A headcount to be kept.
struct Heads {
    mode: PresenceMode,
    count: i32,
    method: HeadcountMethod,
    note: Option<String>,
}

async fn of_mode(
    db: &impl ConnectionTrait,
    event: EventId,
    mode: PresenceMode,
) -> Result<Option<event_headcount::Model>> {
    Ok(event_headcount::Entity::find()
        .filter(event_headcount::Column::EventId.eq(event))
        .filter(event_headcount::Column::Mode.eq(mode))
        .one(db)
        .await?)
}

/// Keeps a headcount in the place of the one that is there.
async fn keep(
    desk: &Desk<'_>,
    there: Option<&event_headcount::Model>,
    heads: Heads,
) -> Result<event_headcount::Model> {
    let row = event_headcount::ActiveModel {
        id: Set(there.map_or_else(HeadcountId::new, |row| row.id)),
        office_id: Set(desk.event.office_id),
        event_id: Set(desk.event.id),
        mode: Set(heads.mode),
        count: Set(heads.count),
        method: Set(heads.method),
        note: Set(heads.note),
        recorded_by: Set(desk.op.actor.account()),
        recorded_at: Set(desk.now),
    };
    let replace = OnConflict::columns([
        event_headcount::Column::EventId,
        event_headcount::Column::Mode,
    ])
    .update_columns([
        event_headcount::Column::Count,
        event_headcount::Column::Method,
        event_headcount::Column::Note,
        event_headcount::Column::RecordedBy,
        event_headcount::Column::RecordedAt,
    ])
    .to_owned();
    Ok(event_headcount::Entity::insert(row)
        .on_conflict(replace)
        .exec_with_returning(&desk.tx)
        .await?)
}

/// Makes a headcount of the companions whom gates let in, unless somebody counted those in the room; how many it is of. It is
/// made when attendance is closed: until then scans come and are taken back.
pub(super) async fn by_gates(desk: &Desk<'_>) -> Result<Option<i32>> {
    let there = of_mode(&desk.tx, desk.event.id, PresenceMode::InPerson).await?;
    let by_hand = |row: &event_headcount::Model| row.method != HeadcountMethod::Gates;
    if there.as_ref().is_some_and(by_hand) {
        return Ok(None);
    }
    let count = companions_let_in(desk).await?;
    if count == 0 {
        return Ok(None);
    }
    let heads = Heads {
        mode: PresenceMode::InPerson,
        count,
        method: HeadcountMethod::Gates,
        note: None,
    };
    keep(desk, there.as_ref(), heads).await?;
    Ok(Some(count))
}

/// Takes the headcount back that gates made.
pub(super) async fn of_gates_gone(desk: &Desk<'_>) -> Result<()> {
    event_headcount::Entity::delete_many()
        .filter(event_headcount::Column::EventId.eq(desk.event.id))
        .filter(event_headcount::Column::Method.eq(HeadcountMethod::Gates))
        .exec(&desk.tx)
        .await?;
    Ok(())
}

/// Of those who are named beside the guests of an event, who came by a row of their own; in a statement by `$1`, the event.
const BY_THEIR_OWN_ROW: &str = "SELECT b.attendee_id AS beside, CAST(COUNT(*) AS INTEGER) AS count FROM companion b \
     JOIN attendee a ON a.id = b.attendee_id \
     JOIN attendee o ON o.event_id = a.event_id AND o.contact_id = b.contact_id AND o.presence = 'ATTENDED' \
     WHERE a.event_id = $1 GROUP BY b.attendee_id";

/// How many came beside guests who came, and are there by no row of their own.
async fn companions_let_in(desk: &Desk<'_>) -> Result<i32> {
    let parties = door::reads::arrived_beside(&desk.tx, desk.event.id).await?;
    if parties.is_empty() {
        return Ok(0);
    }
    let backend = desk.tx.get_database_backend();
    let own = Statement::from_sql_and_values(backend, BY_THEIR_OWN_ROW, [desk.event.id.into()]);
    let mut counted: HashMap<AttendeeId, i32> = HashMap::new();
    for row in desk.tx.query_all_raw(own).await? {
        counted.insert(row.try_get("", "beside")?, row.try_get("", "count")?);
    }
    let beside = |(row, came): (AttendeeId, i32)| {
        let own = counted.get(&row).copied().unwrap_or_default();
        (came - own).max(0)
    };
    Ok(parties.into_iter().map(beside).sum())
}
