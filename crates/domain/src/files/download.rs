//! Download links: signed, for one file, until the file's own end.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use kuvend_entity::{
    id::{FileId, OfficeId},
    kind::FileState,
    office,
    stored_file::{self, Column as F},
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use crate::{
    audit::{self, Deed},
    engine::Db,
    error::Result,
    links::{self, Purpose},
    op::Op,
};

/// What a link opens.
#[derive(Debug, Clone)]
pub struct Download {
    /// Which file.
    pub id: FileId,
    /// Whose.
    pub office: OfficeId,
    /// What it is called, with its ending.
    pub name: String,
    /// What it is (`text/csv`).
    pub media_type: String,
    /// How many bytes.
    pub bytes: i64,
}

/// The path under which a whole file is fetched, to be put behind the server's public address. Who holds it may fetch the
/// file until its end, so that it is shown only to whom the file may be given.
#[must_use]
pub fn path(office: &office::Model, file: &stored_file::Model) -> String {
    let token = links::sign(
        &office.link_secret,
        Purpose::Download,
        file.id.0,
        file.link_epoch,
    );
    format!("/files/{token}")
}

/// Days that a link to a file which is kept for long opens it: the one on which it was given, and the next.
const OPEN_DAYS: i64 = 2;
/// More days than a calendar counts until links are no concern of anybody's: epochs of days are never those of another file's epoch.
const DAYS: i64 = 100_000;

/// The number of a day.
fn day(at: DateTime<Utc>) -> i64 {
    at.timestamp().div_euclid(86_400)
}

/// The epoch by which links of a day to a file are sealed.
fn epoch_of(file: &stored_file::Model, day: i64) -> i32 {
    let epoch = i64::from(file.link_epoch).saturating_mul(DAYS);
    i32::try_from(epoch.saturating_add(day)).unwrap_or(i32::MAX)
}

/// The path under which a file that is kept for long is fetched, and until when: the end of the next day, or of the file.
#[must_use]
pub fn path_today(
    office: &office::Model,
    file: &stored_file::Model,
    now: DateTime<Utc>,
) -> (String, DateTime<Utc>) {
    let epoch = epoch_of(file, day(now));
    let token = links::sign(&office.link_secret, Purpose::Download, file.id.0, epoch);
    let over = DateTime::from_timestamp((day(now) + OPEN_DAYS) * 86_400, 0);
    let until = over.unwrap_or(now + TimeDelta::days(1));
    (
        format!("/files/{token}"),
        std::cmp::min(until, file.expires_at),
    )
}

/// The epochs of the links that open a file now.
fn epochs(file: &stored_file::Model, now: DateTime<Utc>) -> Vec<i32> {
    if file.deliverable_id.is_none() {
        return vec![file.link_epoch];
    }
    let ago = 0..OPEN_DAYS;
    ago.map(|ago| epoch_of(file, day(now) - ago)).collect()
}

/// Where some files are fetched and until when, as far as they are whole and not over.
///
/// # Errors
/// Only the database's.
pub async fn links(
    op: &Op,
    ids: impl IntoIterator<Item = FileId>,
) -> Result<HashMap<FileId, (String, DateTime<Utc>)>> {
    let ids: Vec<FileId> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = stored_file::Entity::find()
        .filter(F::Id.is_in(ids))
        .filter(F::State.eq(FileState::Whole))
        .filter(F::ExpiresAt.gt(op.clock.now()))
        .all(op.db.reader())
        .await?;
    let offices: HashMap<_, _> = office::Entity::find()
        .filter(office::Column::Id.is_in(found.iter().map(|file| file.office_id)))
        .all(op.db.reader())
        .await?
        .into_iter()
        .map(|office| (office.id, office))
        .collect();
    let link = |file: &stored_file::Model| {
        let path = path(offices.get(&file.office_id)?, file);
        Some((file.id, (path, file.expires_at)))
    };
    Ok(found.iter().filter_map(link).collect())
}

/// What a token opens; nothing where it is none of ours, was altered, revoked or is over, which are not told apart.
///
/// # Errors
/// Only the database's.
pub async fn download(op: &Op, token: &str) -> Result<Option<Download>> {
    let Some(claim) = links::read(token, Purpose::Download) else {
        return Ok(None);
    };
    let now = op.clock.now();
    let Some(file) = super::find(&op.db, FileId(claim.id()), now).await? else {
        return Ok(None);
    };
    let office = office::Entity::find_by_id(file.office_id)
        .one(op.db.reader())
        .await?;
    let opened = office.is_some_and(|office| {
        let times = (file.expires_at, now);
        let opens = |epoch: i32| claim.open(&office.link_secret, epoch, times).is_ok();
        epochs(&file, now).into_iter().any(opens)
    });
    Ok(opened.then_some(Download {
        id: file.id,
        office: file.office_id,
        name: file.name,
        media_type: file.media_type,
        bytes: file.bytes,
    }))
}

/// Writes down that a file is fetched, before its first byte leaves.
///
/// # Errors
/// Only the database's.
pub async fn note_download(op: &Op, file: &Download) -> Result<()> {
    let tx = op.db.write().await?;
    let deed = Deed {
        office: file.office,
        action: "files::download",
        object_kind: "stored_file",
        object_id: file.id.0,
        changes: None,
        reason: None,
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes back every link that was given to a file.
///
/// # Errors
/// Only the database's.
pub async fn revoke(db: &Db, id: FileId) -> Result<()> {
    stored_file::Entity::update_many()
        .col_expr(F::LinkEpoch, Expr::col(F::LinkEpoch).add(1))
        .filter(F::Id.eq(id))
        .exec(db.writer())
        .await?;
    Ok(())
}
