//! Scans that contradict each other or the list: they are shown until somebody has looked into them.

use std::collections::HashMap;

use kuvend_entity::{
    id::{EventId, ScanId},
    scan, scan_resolution,
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, EntityTrait, IntoActiveModel as _, JoinType, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde_json::json;

use crate::{
    attendees::{desk::Desk, guests::BATCH},
    error::{Error, Result},
    fault::{Code, Fault},
    op::Op,
    policy::Action,
    writes,
};

/// Conflicts shown of events at most; the latest first.
const SHOWN: u64 = 500;

/// What somebody found out.
#[derive(Debug, Clone)]
pub struct Resolve {
    /// Of which scan.
    pub scan: ScanId,
    /// What.
    pub note: Option<String>,
}

/// A scan that contradicts something, and what was found out of it.
pub type Conflict = (scan::Model, Option<scan_resolution::Model>);

/// Notes that somebody has looked into a contradiction. Who did so first stands.
///
/// # Errors
/// `NOT_FOUND` on `scanId`; `WRONG_STATE` on it for a scan that contradicts nothing.
pub async fn resolve(op: &Op, cmd: Resolve) -> Result<Conflict> {
    op.authorise_anywhere(Action::ReceiveGuests)?;
    let found = scan::Entity::find_by_id(cmd.scan)
        .one(op.db.reader())
        .await?
        .ok_or_else(|| Error::from(Fault::new(["scanId"], Code::NotFound)))?;
    let mut desk = Desk::open(op, found.event_id, Action::ReceiveGuests)
        .await
        .map_err(|error| error.hidden_at(["scanId"]))?;
    let Some(conflict) = found.conflict else {
        return Err(Fault::new(["scanId"], Code::WrongState)
            .with("state", found.result)
            .into());
    };
    let known = scan_resolution::Entity::find_by_id(found.id)
        .one(&desk.tx)
        .await?;
    if let Some(known) = known {
        return Ok((found, Some(known)));
    }
    let row = scan_resolution::Model {
        scan_id: found.id,
        office_id: found.office_id,
        note: cmd.note,
        resolved_by: op.actor.account(),
        resolved_at: desk.now,
    };
    scan_resolution::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&desk.tx)
        .await?;
    let changes = json!({ "scanId": found.id, "conflict": conflict });
    desk.event_deed("door::resolve", Some(changes), None);
    desk.close().await?;
    Ok((found, Some(row)))
}

/// Notes that scans contradict nothing any more, since what explains them has arrived. What somebody found out of one stands.
///
/// # Errors
/// Only the database's.
pub(super) async fn explain(desk: &Desk<'_>, scans: &[ScanId]) -> Result<()> {
    if scans.is_empty() {
        return Ok(());
    }
    let known: Vec<ScanId> = scan_resolution::Entity::find()
        .select_only()
        .column(scan_resolution::Column::ScanId)
        .filter(scan_resolution::Column::ScanId.is_in(scans.iter().copied()))
        .into_tuple()
        .all(&desk.tx)
        .await?;
    let mut fresh: Vec<ScanId> = scans.to_vec();
    fresh.retain(|id| !known.contains(id));
    fresh.sort_unstable();
    fresh.dedup();
    let rows = fresh.into_iter().map(|scan| scan_resolution::Model {
        scan_id: scan,
        office_id: desk.event.office_id,
        note: None,
        resolved_by: None,
        resolved_at: desk.now,
    });
    let rows = rows.map(|row| row.into_active_model().reset_all());
    writes::insert(&desk.tx, rows.collect()).await
}

/// The contradictions of events that the actor receives guests at, the latest first; those that nobody has looked into, or all.
///
/// # Errors
/// Only the database's.
pub async fn of_events(
    op: &Op,
    events: &[EventId],
    with_resolved: bool,
) -> Result<HashMap<EventId, Vec<Conflict>>> {
    let db = op.db.reader();
    let mut all: HashMap<EventId, Vec<Conflict>> = HashMap::new();
    for batch in events.chunks(BATCH) {
        let resolution = scan::Entity::belongs_to(scan_resolution::Entity)
            .from(scan::Column::Id)
            .to(scan_resolution::Column::ScanId);
        let mut query = scan::Entity::find()
            .select_also(scan_resolution::Entity)
            .join(JoinType::LeftJoin, resolution.into())
            .filter(scan::Column::EventId.is_in(batch.iter().copied()))
            .filter(scan::Column::Conflict.is_not_null())
            .order_by_desc(scan::Column::ReceivedAt)
            .order_by_desc(scan::Column::Number)
            .limit(SHOWN);
        if !with_resolved {
            query = query.filter(scan_resolution::Column::ScanId.is_null());
        }
        for (scan, resolution) in query.all(db).await? {
            if op.may_at((scan.office_id, scan.event_id), Action::ReceiveGuests) {
                let list = all.entry(scan.event_id).or_default();
                list.push((scan, resolution));
            }
        }
    }
    Ok(all)
}
