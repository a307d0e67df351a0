//! Guests whom somebody of the staff receives without a gate: a scan like any other.

use kuvend_entity::{
    attendee,
    id::ScanId,
    kind::{PresenceState, ScanDirection, ScanResult, ScanSource},
    scan,
};
use sea_orm::{ActiveModelTrait as _, EntityTrait, IntoActiveModel as _};

use super::{log::Log, reads, receive};
use crate::{attendees::desk::Desk, error::Result};

/// What happened to a party so far.
///
/// # Errors
/// Only the database's.
pub(crate) async fn log(desk: &Desk<'_>, row: &attendee::Model) -> Result<Log> {
    let mut logs = reads::logs(&desk.tx, &[row.id]).await?;
    Ok(logs.remove(&row.id).unwrap_or_default())
}

/// Whether a party came and all of it went out again.
///
/// # Errors
/// Only the database's.
pub(crate) async fn went_out(desk: &Desk<'_>, row: &attendee::Model) -> Result<bool> {
    let standing = log(desk, row).await?.standing(row.party_size);
    Ok(standing.arrived > 0 && standing.inside == 0)
}

/// Writes down that a party was let in, whose presence was this before, if that moved it.
///
/// # Errors
/// Only the database's.
pub(crate) async fn note(
    desk: &Desk<'_>,
    row: &attendee::Model,
    was: Option<PresenceState>,
) -> Result<()> {
    let inside = log(desk, row).await?.standing(row.party_size).inside;
    let id = ScanId::new();
    let scan = scan::Model {
        id,
        office_id: row.office_id,
        event_id: row.event_id,
        number: receive::next_number(desk).await?,
        client_scan_id: format!("hand {id}"),
        gate_id: None,
        list_id: None,
        attendee_id: Some(row.id),
        source: ScanSource::Hand,
        direction: ScanDirection::Entry,
        result: ScanResult::Admitted,
        party: (row.party_size - inside).max(1),
        device: None,
        device_at: desk.now,
        received_at: desk.now,
        was_let_in: None,
        presence_was: was,
        conflict: None,
        conflicts_with_id: None,
        undoes_id: None,
        account_id: desk.op.actor.account(),
    };
    scan::Entity::insert(scan.into_active_model().reset_all())
        .exec_without_returning(&desk.tx)
        .await?;
    Ok(())
}
