//! What contributors hand in as files: pictures, films, slides. A file is what its own bytes say that it is, and nothing else is
//! taken.
//!
//! **Invariant:** a file belongs to what it was handed in for, and goes with it: when it is taken back or replaced, when whoever
//! gave it leaves the agenda or is erased, and at last when the event is kept no longer.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use kuvend_entity::{
    contributor, deliverable, event,
    id::{ContributorId, DeliverableId, FileId},
    kind::{DeliverableKind, DeliverableState, FileState},
    office, purpose, stored_file, stored_piece,
    text::LocalizedText,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, sea_query::Expr,
};

use super::{
    Item,
    deliverables::{fresh, note, of, write},
    hold, ledger, locked_by, open,
    sniff::{Known, MOST_BYTES, sniffed},
};
use crate::{
    change::Changes,
    error::{Denied, Error, Result},
    events::{Found, stale},
    fault::{Code, Fault, Faults},
    files,
    imports::uploads,
    op::Op,
    policy::Action,
};

/// The purpose after whose retention files of an event go.
const KEPT_FOR: &str = "event-management";
/// How long they are kept where the office's register does not say.
const UNTOLD: TimeDelta = TimeDelta::days(3_653);

/// Hands in a file for a contributor.
#[derive(Debug, Clone)]
pub struct HandIn {
    /// For whom.
    pub contributor: ContributorId,
    /// As what.
    pub kind: DeliverableKind,
    /// The version that was read, 0 where nothing was there, if it matters.
    pub version: Option<i32>,
    /// The file, which came with the request.
    pub file: FileId,
}

/// Takes back what came of something that a contributor was asked for.
#[derive(Debug, Clone, Copy)]
pub struct WithdrawDeliverable {
    /// Of whom.
    pub contributor: ContributorId,
    /// What.
    pub kind: DeliverableKind,
    /// The version that was read, if it matters.
    pub version: Option<i32>,
}

/// A file that was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedIn {
    /// What it is called, with its ending.
    pub name: String,
    /// What it is (`image/jpeg`).
    pub media_type: String,
    /// How many bytes.
    pub bytes: i64,
    /// Where it is fetched and until when, for who plans events.
    pub link: Option<(String, DateTime<Utc>)>,
}

/// Hands in a file for a contributor, in the place of one that was there.
///
/// # Errors
/// Faults on `contributorId` and `version`; `INCONSISTENT` on `kind` for what is no file; on `file` `NOT_FOUND` for what did not come
/// with the request, `MALFORMED` for what is not of the kind, `TOO_LONG` for what is too large.
pub async fn hand_in(op: &Op, cmd: HandIn) -> Result<(Found, Item, deliverable::Model)> {
    let tx = op.begin(Action::WriteEvents).await?;
    let (found, item, someone) = locked_by(op, &tx, (cmd.contributor, "contributorId")).await?;
    open(["contributorId"], &found.event)?;
    hold(&tx, &someone, "contributorId").await?;
    let account = op.actor.account();
    let account = account.ok_or(Error::Denied(Denied::Forbidden(Action::WriteEvents)))?;
    if most(cmd.kind).is_none() {
        return Err(no_file());
    }
    let named = (cmd.file, someone.office_id, Some(account));
    let Some(file) = uploads::at_hand(&tx, op, named).await? else {
        return Err(Fault::new(["file"], Code::NotFound).into());
    };
    let handed = Handed {
        kind: cmd.kind,
        version: cmd.version,
        file,
    };
    let row = put(op, &tx, (&found, &item, &someone), handed).await?;
    tx.commit().await?;
    Ok((found, item, row))
}

/// A file that is at hand, and what it is handed in as.
pub(super) struct Handed {
    /// As what.
    pub(super) kind: DeliverableKind,
    /// The version that was read, if it matters.
    pub(super) version: Option<i32>,
    /// The file.
    pub(super) file: stored_file::Model,
}

/// The step behind it, for whoever holds the event's lock and the person and has asked who may.
///
/// # Errors
/// As [`hand_in`]'s on `version`, `kind` and `file`.
pub(super) async fn put(
    op: &Op,
    tx: &DatabaseTransaction,
    (found, item, someone): (&Found, &Item, &contributor::Model),
    cmd: Handed,
) -> Result<deliverable::Model> {
    let most = most(cmd.kind).ok_or_else(no_file)?;
    let file = &cmd.file;
    let (media_type, ending) = judged(tx, (file, cmd.kind, most)).await?;
    let old = of(tx, &[someone.id]).await?;
    let old = old.into_iter().find(|row| row.kind == cmd.kind);
    let version = old.as_ref().map_or(0, |row| row.version);
    if cmd.version.is_some_and(|seen| seen != version) {
        return Err(stale(version).into());
    }
    let mut row = old.clone().unwrap_or_else(|| fresh(op, someone, cmd.kind));
    let name = with_ending(&file.name, ending);
    row.state = DeliverableState::Received;
    row.location = Some(name.clone());
    row.received_at = Some(op.clock.now());
    let row = write(op, tx, (old.is_some(), row)).await?;
    drop_file(tx, row.id).await?;
    let until = kept_until(op, tx, &found.event).await?;
    stored_file::Entity::update_many()
        .col_expr(stored_file::Column::DeliverableId, Expr::value(row.id))
        .col_expr(stored_file::Column::Name, Expr::value(name))
        .col_expr(stored_file::Column::MediaType, Expr::value(media_type))
        .col_expr(stored_file::Column::ExpiresAt, Expr::value(until))
        .filter(stored_file::Column::Id.eq(file.id))
        .exec(tx)
        .await?;
    let mut changes = Changes::default();
    changes.made("contributorId", &someone.id);
    changes.made("kind", &row.kind);
    changes.made("fileId", &file.id);
    changes.note("state", &old.map(|old| old.state), &Some(row.state));
    note(op, tx, (item, "agenda::hand_in"), changes).await?;
    Ok(row)
}

/// The fault of handing in as a file what is none.
fn no_file() -> Error {
    let fault = Fault::new(["kind"], Code::Inconsistent);
    fault.with("other", "file").into()
}

/// Takes back what a contributor gave: its words, its file and where it was kept are gone, and it is still to come. Consent that is
/// taken back is written into the ledger, and is an answer.
///
/// # Errors
/// Faults on `contributorId` and `version`; `NOT_FOUND` on `kind` where nothing of the kind was asked for or given.
pub async fn withdraw_deliverable(
    op: &Op,
    cmd: WithdrawDeliverable,
) -> Result<(Found, Item, deliverable::Model)> {
    let tx = op.begin(Action::WriteEvents).await?;
    let (found, item, someone) = locked_by(op, &tx, (cmd.contributor, "contributorId")).await?;
    open(["contributorId"], &found.event)?;
    let person = hold(&tx, &someone, "contributorId").await?;
    let old = of(&tx, &[someone.id]).await?;
    let old = old.into_iter().find(|row| row.kind == cmd.kind);
    let old = old.ok_or_else(|| Error::from(Fault::new(["kind"], Code::NotFound)))?;
    if cmd.version.is_some_and(|seen| seen != old.version) {
        return Err(stale(old.version).into());
    }
    let mut row = old.clone();
    row.text = LocalizedText::default();
    row.location = None;
    row.received_at = None;
    row.state = DeliverableState::Asked;
    if cmd.kind == DeliverableKind::ConsentToPublish {
        row.state = DeliverableState::Refused;
        row.received_at = old.received_at;
        ledger::take_back(op, &tx, person.as_ref()).await?;
    }
    drop_file(&tx, row.id).await?;
    if row == old {
        tx.commit().await?;
        return Ok((found, item, row));
    }
    let row = write(op, &tx, (true, row)).await?;
    let mut changes = Changes::default();
    changes.made("contributorId", &someone.id);
    changes.made("kind", &row.kind);
    changes.note("state", &old.state, &row.state);
    note(op, &tx, (&item, "agenda::withdraw_deliverable"), changes).await?;
    tx.commit().await?;
    Ok((found, item, row))
}

/// What a file is, if it is of the kind and not too large.
async fn judged(
    tx: &DatabaseTransaction,
    (file, kind, most): (&stored_file::Model, DeliverableKind, i64),
) -> Result<Known> {
    let mut faults = Faults::none();
    if file.bytes > most {
        faults.push(Fault::too_large(["file"], most));
    }
    let first = stored_piece::Entity::find_by_id((file.id, 0))
        .one(tx)
        .await?;
    let known = sniffed(kind, &first.map(|piece| piece.bytes).unwrap_or_default());
    if known.is_none() {
        faults.push(Fault::new(["file"], Code::Malformed).with("what", called(kind)));
    }
    faults.finish(known)
}

/// Bytes of a file of a kind at most; nothing for what is no file.
pub(crate) const fn most(kind: DeliverableKind) -> Option<i64> {
    match kind {
        DeliverableKind::Photo => Some(MOST_BYTES.photo),
        DeliverableKind::VideoFile => Some(MOST_BYTES.video),
        DeliverableKind::Slides => Some(MOST_BYTES.slides),
        DeliverableKind::Title | DeliverableKind::Biography | DeliverableKind::ConsentToPublish => {
            None
        }
    }
}

/// What a file of a kind is called where it is none.
const fn called(kind: DeliverableKind) -> &'static str {
    match kind {
        DeliverableKind::Photo => "picture",
        DeliverableKind::VideoFile => "film",
        _ => "presentation",
    }
}

/// A name with the ending of what the file is, so that nothing is opened as what it is not.
fn with_ending(name: &str, ending: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).trim();
    let stem = if stem.is_empty() { "file" } else { stem };
    format!("{stem}.{ending}")
}

/// Until when files of an event are kept.
async fn kept_until(
    op: &Op,
    db: &impl ConnectionTrait,
    event: &event::Model,
) -> Result<DateTime<Utc>> {
    let task = purpose::Entity::find()
        .filter(purpose::Column::OfficeId.eq(event.office_id))
        .filter(purpose::Column::Key.eq(KEPT_FOR))
        .one(db)
        .await?;
    let days = task.and_then(|task| task.retention_days);
    let kept = days.and_then(|days| TimeDelta::try_days(i64::from(days)));
    Ok(event.ends_at.max(op.clock.now()) + kept.unwrap_or(UNTOLD))
}

/// Takes a file away that was handed in for something.
async fn drop_file(tx: &DatabaseTransaction, id: DeliverableId) -> Result<()> {
    stored_file::Entity::delete_many()
        .filter(stored_file::Column::DeliverableId.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// The files that were handed in for these, with where they are fetched by who plans events of the office.
///
/// # Errors
/// Only the database's.
pub async fn files_of(
    op: &Op,
    deliverables: &[DeliverableId],
) -> Result<HashMap<DeliverableId, HandedIn>> {
    use stored_file::Column as F;
    let db = op.db.reader();
    let now = op.clock.now();
    let rows = stored_file::Entity::find()
        .filter(F::DeliverableId.is_in(deliverables.iter().copied()))
        .filter(F::State.eq(FileState::Whole))
        .filter(F::ExpiresAt.gt(now))
        .all(db)
        .await?;
    let open = rows.iter().map(|file| file.office_id);
    let open: Vec<_> = open
        .filter(|office| op.may(*office, Action::WriteEvents))
        .collect();
    let offices = if open.is_empty() {
        Vec::new()
    } else {
        office::Entity::find()
            .filter(office::Column::Id.is_in(open))
            .all(db)
            .await?
    };
    let handed = |file: stored_file::Model| {
        let office = offices.iter().find(|office| office.id == file.office_id);
        let link = office.map(|office| files::path_today(office, &file, now));
        let id = file.deliverable_id?;
        let handed = HandedIn {
            name: file.name,
            media_type: file.media_type,
            bytes: file.bytes,
            link,
        };
        Some((id, handed))
    };
    Ok(rows.into_iter().filter_map(handed).collect())
}

#[cfg(test)]
mod tests {
    use super::with_ending;

    #[test]
    fn a_file_ends_as_what_it_is() {
        assert_eq!(with_ending("arta.JPEG", "jpg"), "arta.jpg");
        assert_eq!(with_ending("arta.jpg.exe", "png"), "arta.jpg.png");
        assert_eq!(with_ending("arta", "pdf"), "arta.pdf");
        assert_eq!(with_ending(".exe", "pdf"), "file.pdf");
    }
}
