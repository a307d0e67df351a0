//! Walks through an office in search of duplicates, as they are asked for and stopped.

use kuvend_entity::{
    duplicate_run,
    id::{DuplicateRunId, OfficeId},
    kind::DuplicateRunState as State,
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel as _,
    QueryFilter, QuerySelect, sea_query::OnConflict,
};

use crate::{
    audit::{self, Deed},
    change::Changes,
    error::{Error, Result},
    fault::{Code, Fault},
    op::Op,
    policy::Action,
};

/// A walk to be made.
#[derive(Debug, Clone, Copy, Default)]
pub struct Find {
    /// Through which office.
    pub office: Option<OfficeId>,
    /// Compare everybody, and not only who changed since the last walk.
    pub is_whole: bool,
}

/// Asks for a walk through an office; where one is asked for or under way already, that one.
///
/// # Errors
/// Faults on `officeId`: `NOT_FOUND`, or `REQUIRED` where several are possible.
pub async fn find(op: &Op, cmd: Find) -> Result<duplicate_run::Model> {
    let office = op.office(cmd.office, Action::MergeContacts).await?;
    let tx = op.db.write().await?;
    let run = ask(&tx, op, office.id, cmd.is_whole).await?;
    tx.commit().await?;
    Ok(run)
}

/// Asks for a walk, as a step of what brought people in: a worker makes it.
///
/// # Errors
/// Only the database's.
pub(crate) async fn ask(
    tx: &DatabaseTransaction,
    op: &Op,
    office: OfficeId,
    is_whole: bool,
) -> Result<duplicate_run::Model> {
    if let Some(run) = unfinished(tx, office).await? {
        return Ok(run);
    }
    let row = duplicate_run::Model {
        id: DuplicateRunId::new(),
        office_id: office,
        state: State::Queued,
        is_whole,
        since: None,
        until_id: None,
        place: None,
        total: 0,
        gathered: 0,
        done: 0,
        compared: 0,
        found: 0,
        added: 0,
        removed: 0,
        passed_over: 0,
        started_by: op.actor.account(),
        requested_at: op.clock.now(),
        started_at: None,
        finished_at: None,
        lease_token: None,
        leased_until: None,
        attempts: 0,
        problems: None,
    };
    // Of two who ask at once, one finds the other's.
    let nothing = OnConflict::new().do_nothing().to_owned();
    let made = duplicate_run::Entity::insert_many([row.clone().into_active_model().reset_all()])
        .on_conflict(nothing)
        .exec_without_returning(tx)
        .await?;
    if made == 0 {
        let run = unfinished(tx, office).await?;
        return run.ok_or_else(|| Error::missing("the walk that is under way"));
    }
    let mut changes = Changes::default();
    changes.made("isWhole", &row.is_whole);
    let deed = Deed {
        office,
        action: "duplicates::find",
        object_kind: "duplicate_run",
        object_id: row.id.0,
        changes: changes.json(),
        reason: None,
    };
    audit::write(tx, op, deed).await?;
    Ok(row)
}

async fn unfinished(
    tx: &DatabaseTransaction,
    office: OfficeId,
) -> Result<Option<duplicate_run::Model>> {
    Ok(duplicate_run::Entity::find()
        .filter(duplicate_run::Column::OfficeId.eq(office))
        .filter(duplicate_run::Column::State.is_in(State::UNDER_WAY))
        .one(tx)
        .await?)
}

/// Stops a walk that waits or is under way, on behalf of the actor: what it put into the queue stays there.
///
/// # Errors
/// `NOT_FOUND` on `id`; `WRONG_STATE` where it is over.
pub async fn cancel(op: &Op, id: DuplicateRunId) -> Result<duplicate_run::Model> {
    let tx = op.begin(Action::MergeContacts).await?;
    let before = duplicate_run::Entity::find_by_id(id)
        .lock_exclusive()
        .one(&tx)
        .await?
        .ok_or_else(|| Fault::new(["id"], Code::NotFound))?;
    op.authorise(before.office_id, Action::MergeContacts)
        .map_err(|error| error.hidden_at(["id"]))?;
    if before.state.is_over() {
        let fault = Fault::new(["id"], Code::WrongState).with("state", before.state);
        return Err(fault.into());
    }
    // Whoever is at it finds the lease gone, and writes nothing more.
    let after = duplicate_run::Model {
        state: State::Cancelled,
        finished_at: Some(op.clock.now()),
        lease_token: None,
        leased_until: None,
        ..before.clone()
    };
    duplicate_run::Entity::update(after.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    let mut changes = Changes::default();
    changes.note("state", &before.state, &after.state);
    let deed = Deed {
        office: after.office_id,
        action: "duplicates::cancelFind",
        object_kind: "duplicate_run",
        object_id: after.id.0,
        changes: changes.json(),
        reason: None,
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(after)
}
