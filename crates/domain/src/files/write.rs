//! Writing a stored file.

use std::{fs::File, io::Read as _};

use chrono::TimeDelta;
use kuvend_entity::{
    id::{AccountId, FileId, OfficeId},
    kind::{FileKind, FileState},
    stored_file::{self, Column as F},
    stored_piece,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use sha2::{Digest as _, Sha256};

use super::PIECE;
use crate::{
    clock::Clock,
    engine::Db,
    error::{Error, Failure, Result},
    fault::Fault,
};

/// Bytes that may be stored.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Of one file.
    pub file: u64,
    /// Of all files of an office together.
    pub office: u64,
}

impl Default for Limits {
    /// 1 GiB a file, 4 GiB an office: the whole register of a large one has room.
    fn default() -> Self {
        Self {
            file: 1 << 30,
            office: 4 << 30,
        }
    }
}

/// A file to be written.
#[derive(Debug, Clone)]
pub struct NewFile {
    /// Its id, which whoever begins it may have told already.
    pub id: FileId,
    /// Whose.
    pub office: OfficeId,
    /// Where it comes from.
    pub kind: FileKind,
    /// What it is called, with its ending.
    pub name: String,
    /// What it is (`text/csv`).
    pub media_type: String,
    /// Who gives it or has it made.
    pub by: Option<AccountId>,
    /// How long it is kept.
    pub keep: TimeDelta,
    /// How large it may become.
    pub limits: Limits,
}

/// Writes one file. Dropped unfinished it leaves something that nobody can read and the sweeper removes.
#[derive(Debug)]
pub struct Writer {
    db: Db,
    id: FileId,
    office: OfficeId,
    limits: Limits,
    /// Bytes taken, those that wait among them.
    taken: u64,
    position: i32,
    waiting: Vec<u8>,
    hash: Sha256,
}

fn signed(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

impl Writer {
    /// Begins a file.
    ///
    /// # Errors
    /// `TOO_LONG` on `file` where the office has no room left; the database's.
    pub async fn begin(db: &Db, clock: &Clock, new: NewFile) -> Result<Self> {
        let now = clock.now();
        let row = stored_file::Model {
            id: new.id,
            office_id: new.office,
            kind: new.kind,
            name: new.name,
            media_type: new.media_type,
            bytes: 0,
            sha256: None,
            state: FileState::Writing,
            link_epoch: 1,
            created_by: new.by,
            created_at: now,
            expires_at: now + new.keep,
            deliverable_id: None,
        };
        let writer = Self {
            db: db.clone(),
            id: row.id,
            office: row.office_id,
            limits: new.limits,
            taken: 0,
            position: 0,
            waiting: Vec::new(),
            hash: Sha256::new(),
        };
        let tx = db.write().await?;
        writer.judge_room(&tx, 1).await?;
        stored_file::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(&tx)
            .await?;
        tx.commit().await?;
        Ok(writer)
    }

    /// Which file it is.
    #[must_use]
    pub const fn id(&self) -> FileId {
        self.id
    }

    /// Goes on only if the office has room for more bytes. Two writers at once may each take the last piece of it: the
    /// limit keeps a disk from filling, and need not be exact.
    async fn judge_room(&self, tx: &DatabaseTransaction, more: u64) -> Result<()> {
        // Both engines add whole numbers up to a decimal or a whole number; as a whole number it reads alike.
        let stored: Option<i64> = stored_file::Entity::find()
            .select_only()
            .column_as(F::Bytes.sum().cast_as("bigint"), "bytes")
            .filter(F::OfficeId.eq(self.office))
            .into_tuple::<Option<i64>>()
            .one(tx)
            .await?
            .flatten();
        let stored = u64::try_from(stored.unwrap_or_default()).unwrap_or_default();
        if stored.saturating_add(more) > self.limits.office {
            return Err(Fault::no_room(["file"], self.limits.office).into());
        }
        Ok(())
    }

    /// Takes bytes. They are written as soon as they fill a piece.
    ///
    /// # Errors
    /// `TOO_LONG` on `file` where the file or the office has no room left; the database's.
    pub async fn append(&mut self, bytes: &[u8]) -> Result<()> {
        let more = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.taken = self.taken.saturating_add(more);
        if self.taken > self.limits.file {
            return Err(Fault::too_large(["file"], self.limits.file).into());
        }
        let mut rest = bytes;
        while !rest.is_empty() {
            let room = PIECE.saturating_sub(self.waiting.len()).min(rest.len());
            let (now, later) = rest.split_at(room);
            self.waiting.extend_from_slice(now);
            rest = later;
            if self.waiting.len() == PIECE {
                self.write_piece().await?;
            }
        }
        Ok(())
    }

    /// Takes a file of this machine from where it stands to its end, a piece at a time.
    ///
    /// # Errors
    /// As [`Self::append`], and the disk's.
    pub async fn append_file(&mut self, file: &mut File) -> Result<()> {
        let mut piece = vec![0; PIECE];
        loop {
            let read = file.read(&mut piece).map_err(|error| {
                Error::Failed(Failure::Other(format!("a file to be stored: {error}")))
            })?;
            match piece.get(..read) {
                Some([]) | None => return Ok(()),
                Some(bytes) => self.append(bytes).await?,
            }
        }
    }

    /// Writes what waits, in a transaction of its own.
    async fn write_piece(&mut self) -> Result<()> {
        let bytes = std::mem::take(&mut self.waiting);
        let more = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.hash.update(&bytes);
        let tx = self.db.write().await?;
        self.judge_room(&tx, more).await?;
        let written = stored_file::Entity::update_many()
            .col_expr(F::Bytes, Expr::col(F::Bytes).add(signed(more)))
            .filter(F::Id.eq(self.id))
            .filter(F::State.eq(FileState::Writing))
            .exec(&tx)
            .await?;
        if written.rows_affected == 0 {
            return Err(Error::missing("stored_file"));
        }
        let piece = stored_piece::Model {
            file_id: self.id,
            position: self.position,
            office_id: self.office,
            bytes,
        };
        stored_piece::Entity::insert(piece.into_active_model().reset_all())
            .exec_without_returning(&tx)
            .await?;
        tx.commit().await?;
        self.position = self.position.saturating_add(1);
        Ok(())
    }

    /// Writes what waits and makes the file whole.
    ///
    /// # Errors
    /// As [`Self::append`].
    pub async fn finish(mut self) -> Result<FileId> {
        if !self.waiting.is_empty() {
            self.write_piece().await?;
        }
        let sha256 = self.hash.finalize().to_vec();
        let made = stored_file::Entity::update_many()
            .col_expr(F::State, Expr::value(FileState::Whole))
            .col_expr(F::Sha256, Expr::value(sha256))
            .filter(F::Id.eq(self.id))
            .filter(F::State.eq(FileState::Writing))
            .exec(self.db.writer())
            .await?;
        if made.rows_affected == 0 {
            return Err(Error::missing("stored_file"));
        }
        Ok(self.id)
    }
}
