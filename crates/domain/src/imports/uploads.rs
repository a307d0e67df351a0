//! Files on their way in: stored in pieces until the import that they are for has ended, a day at most without one.
//!
//! **Invariant:** a file is of use only once all of it has come, only in its office, and only to the account that sent it.

use chrono::TimeDelta;
use kuvend_entity::{
    id::{AccountId, FileId, OfficeId},
    import_job,
    kind::{FileKind, FileState, ImportJobState},
    stored_file::{self, Column as F},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter,
    sea_query::Expr,
};

use crate::{
    error::{Denied, Error, Result},
    files::{self, Limits, NewFile, Writer},
    op::Op,
    policy::Action,
};

/// How long a file is kept without an import that waits for it.
const KEPT: TimeDelta = TimeDelta::hours(24);
/// How long it is kept for an import that waits or is on its way.
const WAITED_FOR: TimeDelta = TimeDelta::days(7);
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

/// A name as it may be shown: no folders, no control characters, not endless.
pub(crate) fn shown(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain = |letter: &char| !kuvend_entity::value::is_out_of_place(*letter);
    let name: String = last.chars().filter(plain).take(NAME).collect();
    if name.trim().is_empty() {
        "file".to_owned()
    } else {
        name
    }
}

/// Begins a file for an office, the only one unless it is named.
///
/// # Errors
/// As [`may_send`]; `REQUIRED` or `NOT_FOUND` on `officeId`; `TOO_LONG` on `file` where the office has no room left.
pub async fn begin(
    op: &Op,
    id: FileId,
    (office, name): (Option<OfficeId>, &str),
    limits: Limits,
) -> Result<Writer> {
    let account = may_send(op)?;
    let office = op.office(office, Action::ImportContacts).await?;
    let new = NewFile {
        id,
        office: office.id,
        kind: FileKind::Upload,
        name: shown(name),
        media_type: "application/octet-stream".to_owned(),
        by: Some(account),
        keep: KEPT,
        limits,
    };
    Writer::begin(&op.db, &op.clock, new).await
}

/// A whole file of an office that an account sent, from now on kept for an import that waits.
///
/// # Errors
/// Only the database's.
pub(super) async fn wanted(
    tx: &DatabaseTransaction,
    op: &Op,
    (id, office, account): (FileId, OfficeId, AccountId),
) -> Result<Option<stored_file::Model>> {
    let file = stored_file::Entity::find_by_id(id)
        .filter(F::OfficeId.eq(office))
        .filter(F::CreatedBy.eq(account))
        .filter(F::Kind.eq(FileKind::Upload))
        .filter(F::State.eq(FileState::Whole))
        .filter(F::DeliverableId.is_null())
        .filter(F::ExpiresAt.gt(op.clock.now()))
        .one(tx)
        .await?;
    if file.is_some() {
        keep(tx, op, id, WAITED_FOR).await?;
    }
    Ok(file)
}

/// A whole file of an office that an account sent, or nobody with one, and that nothing uses yet.
///
/// # Errors
/// Only the database's.
pub(crate) async fn at_hand(
    tx: &DatabaseTransaction,
    op: &Op,
    (id, office, account): (FileId, OfficeId, Option<AccountId>),
) -> Result<Option<stored_file::Model>> {
    let sent = match account {
        Some(account) => F::CreatedBy.eq(account),
        None => F::CreatedBy.is_null(),
    };
    if is_imported(tx, id).await? {
        return Ok(None);
    }
    Ok(stored_file::Entity::find_by_id(id)
        .filter(F::OfficeId.eq(office))
        .filter(sent)
        .filter(F::Kind.eq(FileKind::Upload))
        .filter(F::State.eq(FileState::Whole))
        .filter(F::DeliverableId.is_null())
        .filter(F::ExpiresAt.gt(op.clock.now()))
        .one(tx)
        .await?)
}

/// Whether an import was asked for with a file.
async fn is_imported(db: &impl ConnectionTrait, id: FileId) -> Result<bool> {
    let jobs = import_job::Entity::find().filter(import_job::Column::FileId.eq(id));
    Ok(jobs.count(db).await? > 0)
}

/// Keeps a file for another day, for whoever tries again after an import that wrote nothing.
///
/// # Errors
/// Only the database's.
pub(super) async fn keep_a_day(db: &impl ConnectionTrait, op: &Op, id: FileId) -> Result<()> {
    keep(db, op, id, KEPT).await
}

async fn keep(db: &impl ConnectionTrait, op: &Op, id: FileId, time: TimeDelta) -> Result<()> {
    stored_file::Entity::update_many()
        .col_expr(F::ExpiresAt, Expr::value(op.clock.now() + time))
        .filter(F::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}

/// Takes a file away that no import was asked for with and that was handed in for nothing: its request was refused.
///
/// # Errors
/// Only the database's.
pub async fn discard_unused(op: &Op, id: FileId) -> Result<()> {
    let is_handed_in = stored_file::Entity::find_by_id(id)
        .filter(F::DeliverableId.is_not_null())
        .count(op.db.reader());
    if is_handed_in.await? > 0 || is_imported(op.db.reader(), id).await? {
        return Ok(());
    }
    files::remove(&op.db, id).await
}

/// Whether an import of an office waits or is on its way.
///
/// # Errors
/// Only the database's.
pub async fn are_waited_for(tx: &DatabaseTransaction, office: OfficeId) -> Result<bool> {
    use ImportJobState::{Queued, Running};
    use import_job::Column as J;
    let waiting = import_job::Entity::find()
        .filter(J::OfficeId.eq(office))
        .filter(J::State.is_in([Queued, Running]));
    Ok(waiting.count(tx).await? > 0)
}

/// Takes away what imports of an office keep of their files, because somebody who may stand in one is being erased: the files,
/// those that tell what became of their lines, and the heads of columns, which are a person's data where a file has none.
///
/// # Errors
/// Only the database's.
pub async fn forget(tx: &DatabaseTransaction, office: OfficeId) -> Result<()> {
    use import_job::Column as J;
    stored_file::Entity::delete_many()
        .filter(F::OfficeId.eq(office))
        .filter(F::Kind.is_in([FileKind::Upload, FileKind::Report]))
        .filter(F::DeliverableId.is_null())
        .filter(F::State.eq(FileState::Whole))
        .exec(tx)
        .await?;
    import_job::Entity::update_many()
        .col_expr(J::Heads, Expr::value(Option::<serde_json::Value>::None))
        .filter(J::OfficeId.eq(office))
        .filter(J::Heads.is_not_null())
        .exec(tx)
        .await?;
    Ok(())
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
