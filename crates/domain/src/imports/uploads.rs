//! Files on their way in: kept in pieces until the import that they are for has ended, a day at most.
//!
//! **Invariant:** a file is of use only once all of it has come, and only to the account that sent it.

use std::io::{Seek as _, Write as _};

use chrono::TimeDelta;
use kuvend_entity::{
    id::{AccountId, UploadId},
    import_job,
    kind::ImportJobState,
    upload, upload_part,
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait,
    IntoActiveModel as _, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use tempfile::NamedTempFile;

use crate::{
    error::{Denied, Error, Failure, Result},
    op::Op,
    policy::Action,
};

/// Bytes of a piece.
pub const PIECE: usize = 256 * 1024;
/// Hours that a file is kept without an import that wants it.
const KEPT_HOURS: i64 = 24;
/// Letters of a file's name that are kept.
const NAME: usize = 200;

/// Who may send files: whoever may bring people in somewhere.
///
/// # Errors
/// As [`Op::authorise_somewhere`].
pub fn may_send(op: &Op) -> Result<AccountId> {
    op.authorise_somewhere(Action::ImportContacts)?;
    let account = op.actor.account();
    account.ok_or(Error::Denied(Denied::Forbidden(Action::ImportContacts)))
}

/// A file that is coming in.
#[derive(Debug)]
pub struct Receiver<'a> {
    op: &'a Op,
    id: UploadId,
    pieces: i64,
    size: i64,
    waiting: Vec<u8>,
}

/// A name as it may be shown: no folders, no control characters, not endless.
fn shown(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain =
        |letter: &char| !letter.is_control() && !kuvend_entity::value::is_direction_mark(*letter);
    let name: String = last.chars().filter(plain).take(NAME).collect();
    if name.trim().is_empty() {
        "file".to_owned()
    } else {
        name
    }
}

impl<'a> Receiver<'a> {
    /// Begins a file.
    ///
    /// # Errors
    /// As [`may_send`], and the database's.
    pub async fn begin(op: &'a Op, id: UploadId, name: &str) -> Result<Self> {
        let account = may_send(op)?;
        let row = upload::Model {
            id,
            account_id: account,
            file_name: shown(name),
            size: 0,
            is_whole: false,
            created_at: op.clock.now(),
        };
        let tx = op.db.write().await?;
        upload::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(&tx)
            .await?;
        tx.commit().await?;
        Ok(Self {
            op,
            id,
            pieces: 0,
            size: 0,
            waiting: Vec::with_capacity(PIECE),
        })
    }

    /// Takes bytes in; they are written a piece at a time.
    ///
    /// # Errors
    /// Only the database's.
    pub async fn append(&mut self, mut bytes: &[u8]) -> Result<()> {
        while !bytes.is_empty() {
            let room = PIECE.saturating_sub(self.waiting.len()).min(bytes.len());
            let (now, later) = bytes.split_at(room);
            self.waiting.extend_from_slice(now);
            bytes = later;
            if self.waiting.len() >= PIECE {
                self.write().await?;
            }
        }
        Ok(())
    }

    async fn write(&mut self) -> Result<()> {
        let bytes = std::mem::replace(&mut self.waiting, Vec::with_capacity(PIECE));
        self.size += i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let row = upload_part::Model {
            upload_id: self.id,
            number: self.pieces,
            bytes,
        };
        self.pieces += 1;
        let tx = self.op.db.write().await?;
        upload_part::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(&tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// All of it has come.
    ///
    /// # Errors
    /// Only the database's.
    pub async fn finish(mut self) -> Result<()> {
        if !self.waiting.is_empty() {
            self.write().await?;
        }
        let row = upload::ActiveModel {
            id: Set(self.id),
            size: Set(self.size),
            is_whole: Set(true),
            ..Default::default()
        };
        let tx = self.op.db.write().await?;
        upload::Entity::update(row)
            .exec_without_returning(&tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Takes a file away with its bytes; whoever it was for finds nothing.
///
/// # Errors
/// Only the database's.
pub async fn discard(op: &Op, id: UploadId) -> Result<()> {
    let tx = op.db.write().await?;
    upload::Entity::delete_by_id(id).exec(&tx).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes a file away that no import was asked for with: its request was refused.
///
/// # Errors
/// Only the database's.
pub async fn discard_unused(op: &Op, id: UploadId) -> Result<()> {
    let used = import_job::Entity::find()
        .filter(import_job::Column::UploadId.eq(id))
        .one(op.db.reader())
        .await?;
    match used {
        Some(_) => Ok(()),
        None => discard(op, id).await,
    }
}

/// Takes away what nobody wants any more: files of more than a day that no import waits for, broken off or not.
///
/// # Errors
/// Only the database's.
pub async fn sweep(op: &Op) -> Result<u64> {
    let before = op.clock.now() - TimeDelta::hours(KEPT_HOURS);
    let wanted = import_job::Entity::find()
        .select_only()
        .column(import_job::Column::UploadId)
        .filter(import_job::Column::UploadId.is_not_null())
        .filter(import_job::Column::State.is_in([ImportJobState::Queued, ImportJobState::Running]))
        .into_query();
    let tx = op.db.write().await?;
    let gone = upload::Entity::delete_many()
        .filter(upload::Column::CreatedAt.lt(before))
        .filter(upload::Column::Id.not_in_subquery(wanted))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(gone.rows_affected)
}

/// Writes a file out for whoever reads it by its path, a piece at a time; it is gone from there when it is dropped.
///
/// # Errors
/// Where there is no room, and the database's.
pub(super) async fn spool(db: &impl ConnectionTrait, id: UploadId) -> Result<NamedTempFile> {
    let broken =
        |error: std::io::Error| Error::Failed(Failure::Other(format!("spooling: {error}")));
    let mut file = NamedTempFile::new().map_err(broken)?;
    let mut next = 0;
    loop {
        let piece = upload_part::Entity::find()
            .filter(upload_part::Column::UploadId.eq(id))
            .filter(upload_part::Column::Number.gte(next))
            .order_by_asc(upload_part::Column::Number)
            .one(db)
            .await?;
        let Some(piece) = piece else { break };
        file.write_all(&piece.bytes).map_err(broken)?;
        next = piece.number + 1;
    }
    file.flush().map_err(broken)?;
    file.rewind().map_err(broken)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn a_name_brings_no_folders_and_no_disguises() {
        assert_eq!(shown("../../etc/people.csv"), "people.csv");
        assert_eq!(shown("C:\\lists\\people.csv"), "people.csv");
        assert_eq!(shown("a\u{202E}vsc.exe\n"), "avsc.exe");
        assert_eq!(shown("/"), "file");
        assert_eq!(shown(&"x".repeat(999)).len(), 200);
    }
}
