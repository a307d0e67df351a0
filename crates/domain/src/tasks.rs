//! What is to be done, by whom and by when.

mod reads;

pub use reads::{Filter, Staff, by_ids, list, staff, staff_by_ids};

use chrono::NaiveDate;
use kuvend_entity::{
    account, account_role, contact,
    id::{AccountId, ContactId, OfficeId, TaskId},
    task,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, DatabaseTransaction, EntityTrait, IntoActiveModel,
    ModelTrait, QueryFilter, QuerySelect,
};

use crate::{
    audit::{self, Deed},
    change::{Change, Changes},
    contacts,
    error::Result,
    fault::{Code, Fault, Faults},
    op::Op,
    policy::Action,
};

/// A task to be entered.
#[derive(Debug, Clone)]
pub struct Add {
    /// In which office; that of the contact, if one is named.
    pub office: Option<OfficeId>,
    /// About whom.
    pub contact: Option<ContactId>,
    /// Who is to do it.
    pub assignee: Option<AccountId>,
    /// In a line.
    pub title: String,
    /// What is worth knowing of it.
    pub body: Option<String>,
    /// By when.
    pub due_on: Option<NaiveDate>,
}

/// What is to be changed of a task; what is left stays as it is.
#[derive(Debug, Clone)]
pub struct Update {
    /// Which.
    pub id: TaskId,
    /// The version that was read.
    pub version: i32,
    /// About whom.
    pub contact: Change<ContactId>,
    /// Who is to do it.
    pub assignee: Change<AccountId>,
    /// In a line.
    pub title: Option<String>,
    /// What is worth knowing of it.
    pub body: Change<String>,
    /// By when.
    pub due_on: Change<NaiveDate>,
    /// Whether it is done.
    pub is_done: Option<bool>,
}

/// Enters a task.
///
/// # Errors
/// Faults on `officeId`; `NOT_FOUND` on `contactId`, or on `assigneeId` of an account that has no role in the office.
pub async fn add(op: &Op, cmd: Add) -> Result<task::Model> {
    op.authorise_somewhere(Action::WriteContacts)?;
    let office = match (cmd.office, cmd.contact) {
        (None, Some(id)) => office_of(op, id).await?,
        (named, _) => op.office(named, Action::WriteContacts).await?.id,
    };
    let now = op.clock.now();
    let row = task::Model {
        id: TaskId::new(),
        office_id: office,
        version: 1,
        contact_id: cmd.contact,
        assignee_id: cmd.assignee,
        title: cmd.title,
        body: cmd.body,
        due_on: cmd.due_on,
        done_at: None,
        done_by: None,
        created_by: op.actor.account(),
        created_at: now,
        updated_at: now,
    };
    let tx = op.begin(Action::WriteContacts).await?;
    judge(&tx, &row).await?;
    task::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    let mut changes = Changes::default();
    changes.made("title", &row.title);
    changes.made("contactId", &row.contact_id);
    changes.made("assigneeId", &row.assignee_id);
    changes.made("dueOn", &row.due_on);
    write_down((&tx, op), &row, "tasks::add", changes).await?;
    tx.commit().await?;
    Ok(row)
}

/// Changes a task. What changes nothing leaves the version as it is.
///
/// # Errors
/// `NOT_FOUND` on `id`, `contactId` or `assigneeId`, `CONFLICT` on `version`.
pub async fn update(op: &Op, cmd: Update) -> Result<task::Model> {
    let tx = op.begin(Action::WriteContacts).await?;
    // People are held before their rows: a merge takes them in this order.
    let about = task::Entity::find_by_id(cmd.id).one(&tx).await?;
    let about = about.and_then(|row| row.contact_id);
    contacts::hold(&tx, about.into_iter().chain(cmd.contact.clone().over(None))).await?;
    let before = locked(op, &tx, cmd.id, cmd.version).await?;
    let now = op.clock.now();
    let mut after = before.clone();
    after.contact_id = cmd.contact.over(after.contact_id);
    after.assignee_id = cmd.assignee.over(after.assignee_id);
    after.title = cmd.title.unwrap_or(after.title);
    after.body = cmd.body.over(after.body);
    after.due_on = cmd.due_on.over(after.due_on);
    match cmd.is_done {
        Some(true) if before.done_at.is_none() => {
            after.done_at = Some(now);
            after.done_by = op.actor.account();
        }
        Some(false) => {
            after.done_at = None;
            after.done_by = None;
        }
        _ => {}
    }
    if after == before {
        return Ok(before);
    }
    judge(&tx, &after).await?;
    after.version += 1;
    after.updated_at = now;
    task::Entity::update(after.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    let mut changes = Changes::default();
    changes.note("contactId", &before.contact_id, &after.contact_id);
    changes.note("assigneeId", &before.assignee_id, &after.assignee_id);
    changes.note("title", &before.title, &after.title);
    changes.note("body", &before.body, &after.body);
    changes.note("dueOn", &before.due_on, &after.due_on);
    changes.note("doneAt", &before.done_at, &after.done_at);
    write_down((&tx, op), &after, "tasks::update", changes).await?;
    tx.commit().await?;
    Ok(after)
}

/// Takes a task out. That it was there stays in the audit.
///
/// # Errors
/// `NOT_FOUND` on `id`, `CONFLICT` on `version`.
pub async fn remove(op: &Op, id: TaskId, version: i32) -> Result<()> {
    let tx = op.begin(Action::WriteContacts).await?;
    let row = locked(op, &tx, id, version).await?;
    let mut changes = Changes::default();
    changes.gone("contactId", &row.contact_id);
    changes.gone("dueOn", &row.due_on);
    write_down((&tx, op), &row, "tasks::remove", changes).await?;
    row.delete(&tx).await?;
    tx.commit().await?;
    Ok(())
}

/// The office of a contact that the actor may change.
async fn office_of(op: &Op, id: ContactId) -> Result<OfficeId> {
    let row = contact::Entity::find_by_id(id).one(op.db.reader()).await?;
    let not_found = || Fault::new(["contactId"], Code::NotFound);
    let office = row.ok_or_else(not_found)?.office_id;
    op.authorise(office, Action::WriteContacts)
        .map_err(|error| error.hidden_at(["contactId"]))?;
    Ok(office)
}

/// Whom it is about and who is to do it are of the task's office.
async fn judge(tx: &DatabaseTransaction, row: &task::Model) -> Result<()> {
    let mut faults = Faults::none();
    if let Some(id) = row.contact_id {
        let person =
            contact::Entity::find_by_id(id).filter(contact::Column::OfficeId.eq(row.office_id));
        let person = contacts::held(person).one(tx).await?;
        if person.is_none() {
            faults.push(Fault::new(["contactId"], Code::NotFound));
        }
    }
    if let Some(id) = row.assignee_id {
        let works_there = account_role::Entity::find()
            .filter(account_role::Column::AccountId.eq(id))
            .filter(
                Condition::any()
                    .add(account_role::Column::OfficeId.is_null())
                    .add(account_role::Column::OfficeId.eq(row.office_id)),
            )
            .one(tx)
            .await?;
        let account = account::Entity::find_by_id(id)
            .filter(account::Column::DisabledAt.is_null())
            .one(tx)
            .await?;
        if works_there.is_none() || account.is_none() {
            faults.push(Fault::new(["assigneeId"], Code::NotFound));
        }
    }
    faults.finish(Some(()))
}

async fn locked(
    op: &Op,
    tx: &DatabaseTransaction,
    id: TaskId,
    version: i32,
) -> Result<task::Model> {
    let row = task::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or_else(|| Fault::new(["id"], Code::NotFound))?;
    op.authorise(row.office_id, Action::WriteContacts)
        .map_err(|error| error.hidden_at(["id"]))?;
    if row.version != version {
        return Err(Fault::new(["version"], Code::Conflict)
            .with("version", row.version)
            .into());
    }
    Ok(row)
}

async fn write_down(
    (tx, op): (&DatabaseTransaction, &Op),
    row: &task::Model,
    action: &str,
    changes: Changes,
) -> Result<()> {
    let deed = Deed {
        office: row.office_id,
        action,
        object_kind: "task",
        object_id: row.id.0,
        changes: changes.json(),
        reason: None,
    };
    audit::write(tx, op, deed).await
}
