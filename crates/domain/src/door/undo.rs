//! Taking a scan back: a scan more, after which everything stands as if the other had not been.

use std::collections::HashSet;

use kuvend_entity::{
    attendee,
    id::ScanId,
    kind::{PresenceState, ScanResult},
    scan,
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel as _,
    QueryFilter, QuerySelect,
};
use serde_json::json;

use super::{log::Log, reads, receive};
use crate::{
    attendees::{
        desk::{Cause, Desk},
        guests::BATCH,
    },
    error::{Error, Result},
    fault::{Code, Fault},
    op::Op,
    policy::Action,
};

/// A scan to be taken back.
#[derive(Debug, Clone)]
pub struct Undo {
    /// Which.
    pub scan: ScanId,
    /// Why.
    pub reason: Option<String>,
}

/// Takes a scan back: the scan that does so, and the row of the guest list after it. Again, it changes nothing.
///
/// # Errors
/// `NOT_FOUND` on `scanId`; `WRONG_STATE` on it for a scan that takes one back itself.
pub async fn undo(op: &Op, cmd: Undo) -> Result<(scan::Model, Option<attendee::Model>)> {
    op.authorise_anywhere(Action::ReceiveGuests)?;
    let not_found = || Error::from(Fault::new(["scanId"], Code::NotFound));
    let undone = scan::Entity::find_by_id(cmd.scan)
        .one(op.db.reader())
        .await?
        .ok_or_else(not_found)?;
    let mut desk = Desk::open(op, undone.event_id, Action::ReceiveGuests)
        .await
        .map_err(|error| error.hidden_at(["scanId"]))?;
    if undone.result == ScanResult::Undone {
        return Err(Fault::new(["scanId"], Code::WrongState)
            .with("state", undone.result)
            .into());
    }
    let row = match undone.attendee_id {
        Some(id) => attendee::Entity::find_by_id(id).one(&desk.tx).await?,
        None => None,
    };
    let before = scan::Entity::find()
        .filter(scan::Column::UndoesId.eq(undone.id))
        .one(&desk.tx)
        .await?;
    if let Some(before) = before {
        return Ok((before, row));
    }
    let scan = scan::Model {
        id: ScanId::new(),
        number: receive::next_number(&desk).await?,
        client_scan_id: format!("undo {}", undone.id),
        result: ScanResult::Undone,
        device: None,
        device_at: desk.now,
        received_at: desk.now,
        was_let_in: None,
        presence_was: None,
        conflict: None,
        conflicts_with_id: None,
        undoes_id: Some(undone.id),
        account_id: op.actor.account(),
        ..undone.clone()
    };
    let after = match row {
        Some(row) => {
            let mut log = reads::logs(&desk.tx, &[row.id])
                .await?
                .remove(&row.id)
                .unwrap_or_default();
            log.push(scan.clone());
            Some(restored(&mut desk, &row, &log))
        }
        None => None,
    };
    scan::Entity::insert(scan.clone().into_active_model().reset_all())
        .exec_without_returning(&desk.tx)
        .await?;
    let taken = Some(json!({ "scanId": undone.id, "result": undone.result }));
    match &after {
        Some(row) => desk.deed("door::undo", row, taken, cmd.reason),
        None => desk.event_deed("door::undo", taken, cmd.reason),
    }
    desk.close().await?;
    Ok((scan, after))
}

/// The row after its log has lost a scan: where nothing says any more that the party came in, its presence is what it was before the
/// scans moved it. Whoever closed attendance has the last word.
pub(super) fn restored(desk: &mut Desk<'_>, row: &attendee::Model, log: &Log) -> attendee::Model {
    let is_open = desk.event.attendance_closed_at.is_none();
    let Some(was) = log
        .presence_was()
        .filter(|_| is_open && !log.came() && row.presence == PresenceState::Attended)
    else {
        return row.clone();
    };
    let mut after = row.clone();
    after.presence = was;
    after.presence_at = (was != PresenceState::Unrecorded).then_some(desk.now);
    after.presence_mode = None;
    let cause = Cause {
        reason: Some("a scan was taken back".to_owned()),
        ..Cause::default()
    };
    let after = desk.alter_later(row, after, &cause);
    let moved = json!({ "presence": [row.presence, after.presence] });
    desk.deed("attendees::check_in", &after, Some(moved), cause.reason);
    after
}

/// Which of these scans were taken back.
///
/// # Errors
/// Only the database's.
pub async fn among(db: &impl ConnectionTrait, ids: &[ScanId]) -> Result<HashSet<ScanId>> {
    let mut undone = HashSet::new();
    for batch in ids.chunks(BATCH) {
        let rows: Vec<Option<ScanId>> = scan::Entity::find()
            .select_only()
            .column(scan::Column::UndoesId)
            .filter(scan::Column::UndoesId.is_in(batch.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        undone.extend(rows.into_iter().flatten());
    }
    Ok(undone)
}
