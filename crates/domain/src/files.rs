//! Stored files: what an office gave or made, kept in the database in pieces, so that every replica reaches it.
//!
//! A file is written piece by piece, each in a short transaction, and can be read once it is whole. Each has an end, and
//! [`sweep`] removes those that are over and those whose writer went away.

mod download;
mod write;

use std::io;

use chrono::{DateTime, TimeDelta, Utc};
use futures::{Stream, StreamExt as _, TryStreamExt as _, stream};
use kuvend_entity::{
    id::FileId,
    kind::FileState,
    stored_file::{self, Column as F},
    stored_piece,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter};

pub use download::{Download, download, links, note_download, path, path_today, revoke};
pub use write::{Limits, NewFile, Writer};

use crate::{
    clock::Clock,
    engine::Db,
    error::{Error, Failure, Result},
};

/// Bytes of a piece at most.
pub const PIECE: usize = 256 * 1024;
/// How long a file may be written before it counts as left.
const PATIENCE: TimeDelta = TimeDelta::hours(6);

/// A whole file that is not over; nothing otherwise.
///
/// # Errors
/// Only the database's.
pub async fn find(db: &Db, id: FileId, now: DateTime<Utc>) -> Result<Option<stored_file::Model>> {
    Ok(stored_file::Entity::find_by_id(id)
        .filter(F::State.eq(FileState::Whole))
        .filter(F::ExpiresAt.gt(now))
        .one(db.reader())
        .await?)
}

/// The pieces of a file in their order, one statement each, as they are taken. It ends behind the last piece; who must know
/// that nothing is missing compares the bytes with the row's.
pub fn read(db: &Db, id: FileId) -> impl Stream<Item = Result<Vec<u8>>> + Send + 'static {
    stream::try_unfold((db.clone(), 0_i32), move |(db, position)| async move {
        let piece = stored_piece::Entity::find_by_id((id, position))
            .one(db.reader())
            .await?;
        Ok(piece.map(|piece| (piece.bytes, (db, position.saturating_add(1)))))
    })
}

/// The same for whoever streams to a socket: what goes wrong is logged here and told as a broken stream.
pub fn streamed(db: &Db, id: FileId) -> impl Stream<Item = io::Result<Vec<u8>>> + Send + 'static {
    read(db, id).map(|piece| {
        piece.map_err(|error| {
            tracing::error!(%error, "a stored file could not be read to its end");
            io::Error::other("a stored file could not be read to its end")
        })
    })
}

/// Writes a file into one of the machine's own folder for such, for readers that need a path; it is gone with the value.
///
/// # Errors
/// The database's and the disk's.
pub async fn spool(db: &Db, id: FileId) -> Result<tempfile::NamedTempFile> {
    let broken = |error: io::Error| Error::Failed(Failure::Other(format!("a file: {error}")));
    let spooled = tempfile::NamedTempFile::new().map_err(broken)?;
    let mut pieces = Box::pin(read(db, id));
    let mut file = tokio::fs::File::from_std(spooled.reopen().map_err(broken)?);
    while let Some(piece) = pieces.try_next().await? {
        tokio::io::AsyncWriteExt::write_all(&mut file, &piece)
            .await
            .map_err(broken)?;
    }
    file.sync_all().await.map_err(broken)?;
    Ok(spooled)
}

/// Removes a file, whole or not.
///
/// # Errors
/// Only the database's.
pub async fn remove(db: &Db, id: FileId) -> Result<()> {
    stored_file::Entity::delete_by_id(id)
        .exec(db.writer())
        .await?;
    Ok(())
}

/// Removes what is over, and what was begun and left; how many files.
///
/// # Errors
/// Only the database's.
pub async fn sweep(db: &Db, clock: &Clock) -> Result<u64> {
    let now = clock.now();
    let left = Condition::all()
        .add(F::State.eq(FileState::Writing))
        .add(F::CreatedAt.lt(now - PATIENCE));
    let over = Condition::any().add(F::ExpiresAt.lte(now)).add(left);
    // Asked first, so that a worker with nothing to remove does not take the writer's place.
    let found = stored_file::Entity::find().filter(over.clone());
    if found.count(db.reader()).await? == 0 {
        return Ok(0);
    }
    let removed = stored_file::Entity::delete_many()
        .filter(over)
        .exec(db.writer())
        .await?;
    Ok(removed.rows_affected)
}
