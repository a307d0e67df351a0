//! Accounts of staff and API clients, and what they may do where.

use std::collections::HashMap;

use kuvend_entity::{
    account, account_role, audit_entry, event,
    id::{AccountId, AccountRoleId, AuditEntryId, EventId, OfficeId},
    kind::Role,
    office,
    value::{EmailAddress, Language},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, QueryTrait, prelude::Uuid,
};
use serde_json::json;

use crate::{
    actor::{Actor, Grant},
    error::{Denied, Error, Result},
    fault::{Code, Fault, Faults},
    op::Op,
    policy::{Action, Scope},
};

/// The longest name of an account, in characters.
const LONGEST_NAME: usize = 200;

/// Makes an account, at once with a role if one is named.
#[derive(Debug, Clone, Default)]
pub struct Add {
    /// Names the account; any text, judged here.
    pub email: String,
    /// What colleagues call it.
    pub name: String,
    /// In which it is spoken to.
    pub language: Option<String>,
    /// Its first role.
    pub role: Option<Role>,
    /// Where that role holds; nowhere named means everywhere.
    pub office: Option<OfficeId>,
    /// The one event of a front desk.
    pub event: Option<EventId>,
}

/// Gives an account a role.
#[derive(Debug, Clone)]
pub struct GrantRole {
    /// To whom.
    pub account: AccountId,
    /// Which.
    pub role: Role,
    /// Where; nowhere named means everywhere.
    pub office: Option<OfficeId>,
    /// The one event of a front desk.
    pub event: Option<EventId>,
}

/// An account with its roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The account.
    pub account: account::Model,
    /// Its roles, oldest first.
    pub roles: Vec<account_role::Model>,
}

/// Makes an account.
///
/// # Errors
/// Faults on `email`, `name`, `language`, `office` and `event`; [`Code::Taken`] where the address has an account.
pub async fn add(op: &Op, cmd: Add) -> Result<account::Model> {
    may_administer(op, cmd.office)?;
    let row = parse(op, &cmd)?;
    let tx = op.db.write().await?;
    let taken = account::Entity::find()
        .filter(account::Column::EmailFolded.eq(&row.email_folded))
        .one(&tx)
        .await?;
    if taken.is_some() {
        return Err(Fault::new(["email"], Code::Taken).into());
    }
    account::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(&tx)
        .await?;
    let made = Remembered {
        office: cmd.office,
        action: "accounts::add",
        account: row.id,
        changes: None,
    };
    remember(&tx, op, made).await?;
    if let Some(role) = cmd.role {
        let wanted = GrantRole {
            account: row.id,
            role,
            office: cmd.office,
            event: cmd.event,
        };
        give(&tx, op, &wanted).await?;
    }
    tx.commit().await?;
    Ok(row)
}

/// Gives an account a role. A role that it has already is left as it is.
///
/// # Errors
/// Faults on `account`, `office` and `event`.
pub async fn grant(op: &Op, cmd: GrantRole) -> Result<account_role::Model> {
    may_administer(op, cmd.office)?;
    if let Some(fault) = event_fault(Some(cmd.role), cmd.event) {
        return Err(fault.into());
    }
    let tx = op.db.write().await?;
    let given = give(&tx, op, &cmd).await?;
    tx.commit().await?;
    Ok(given)
}

/// Every account that the actor may administer, in the order of their addresses.
///
/// # Errors
/// [`Error::Denied`] for who administers nothing.
pub async fn list(op: &Op) -> Result<Vec<Listed>> {
    let scope = op.scope(Action::Administer);
    if scope == Scope::Some(Vec::new()) {
        return Err(refused(op));
    }
    let accounts = account::Entity::find()
        .order_by_asc(account::Column::EmailFolded)
        .all(op.db.reader())
        .await?;
    let mut roles: HashMap<AccountId, Vec<account_role::Model>> = HashMap::new();
    let all = account_role::Entity::find()
        .order_by_asc(account_role::Column::GrantedAt)
        .order_by_asc(account_role::Column::Id)
        .all(op.db.reader())
        .await?;
    for role in all {
        roles.entry(role.account_id).or_default().push(role);
    }
    let listed = accounts.into_iter().map(|account| Listed {
        roles: roles.remove(&account.id).unwrap_or_default(),
        account,
    });
    Ok(listed
        .filter(|listed| {
            let mut offices = listed.roles.iter().filter_map(|role| role.office_id);
            scope == Scope::All || offices.any(|office| scope.covers(office))
        })
        .collect())
}

/// Takes an account out of service; its tokens count no longer. It stays in the records of what it did.
///
/// # Errors
/// A fault on `account` where there is none of this id.
pub async fn disable(op: &Op, account: AccountId) -> Result<account::Model> {
    may_administer(op, None)?;
    let tx = op.db.write().await?;
    let row = existing(&tx, account).await?;
    if row.disabled_at.is_some() {
        return Ok(row);
    }
    let mut change = row.into_active_model();
    change.disabled_at = Set(Some(op.clock.now()));
    let row = change.update(&tx).await?;
    let done = Remembered {
        office: None,
        action: "accounts::disable",
        account,
        changes: None,
    };
    remember(&tx, op, done).await?;
    tx.commit().await?;
    Ok(row)
}

/// The operation of an account that is not there to ask itself, as a worker does what it asked for: with the rights that it has
/// by now, which are none where it was disabled.
///
/// # Errors
/// Only the database's.
pub async fn on_behalf(op: &Op, id: AccountId) -> Result<Op> {
    let active = account::Entity::find_by_id(id)
        .filter(account::Column::DisabledAt.is_null())
        .select_only()
        .column(account::Column::Id);
    let roles = account_role::Entity::find()
        .filter(account_role::Column::AccountId.in_subquery(active.into_query()))
        .all(op.db.reader())
        .await?;
    let grants = roles.into_iter().map(|row| Grant {
        office: row.office_id,
        role: row.role,
        event: row.event_id.map(EventId),
    });
    Ok(Op {
        actor: Actor::Account {
            id,
            grants: grants.collect(),
        },
        ..op.clone()
    })
}

/// The account that acts, which every actor may read.
///
/// # Errors
/// Only the database's.
pub async fn own(op: &Op, id: AccountId) -> Result<Option<account::Model>> {
    let own = op.actor.account().filter(|own| *own == id);
    match own {
        Some(id) => Ok(account::Entity::find_by_id(id).one(op.db.reader()).await?),
        None => Ok(None),
    }
}

/// The account that people name by its address or id.
///
/// # Errors
/// A fault on `account` where there is none.
pub async fn find(op: &Op, named: &str) -> Result<account::Model> {
    may_administer(op, None)?;
    let query = match named.parse::<AccountId>() {
        Ok(id) => account::Entity::find_by_id(id),
        Err(_) => account::Entity::find()
            .filter(account::Column::EmailFolded.eq(named.trim().to_lowercase())),
    };
    let found = query.one(op.db.reader()).await?;
    found.ok_or_else(|| Fault::new(["account"], Code::NotFound).into())
}

/// Who grants or takes a role everywhere must be able to do so everywhere.
pub(crate) fn may_administer(op: &Op, office: Option<OfficeId>) -> Result<()> {
    match office {
        Some(office) => op.authorise(office, Action::Administer),
        None if op.scope(Action::Administer) == Scope::All => Ok(()),
        None => Err(refused(op)),
    }
}

fn refused(op: &Op) -> Error {
    Error::Denied(if op.actor == Actor::Anonymous {
        Denied::Unauthenticated
    } else {
        Denied::Forbidden(Action::Administer)
    })
}

/// The account, locked in by the transaction that goes on to change it.
pub(crate) async fn existing(
    tx: &DatabaseTransaction,
    account: AccountId,
) -> Result<account::Model> {
    let found = account::Entity::find_by_id(account).one(tx).await?;
    found.ok_or_else(|| Fault::new(["account"], Code::NotFound).into())
}

async fn give(
    tx: &DatabaseTransaction,
    op: &Op,
    wanted: &GrantRole,
) -> Result<account_role::Model> {
    existing(tx, wanted.account).await?;
    if let Some(office) = wanted.office
        && office::Entity::find_by_id(office).one(tx).await?.is_none()
    {
        return Err(Fault::new(["office"], Code::NotFound).into());
    }
    if let Some(event) = wanted.event
        && event::Entity::find_by_id(event).one(tx).await?.is_none()
    {
        return Err(Fault::new(["event"], Code::NotFound).into());
    }
    let held = account_role::Entity::find()
        .filter(account_role::Column::AccountId.eq(wanted.account))
        .filter(account_role::Column::Role.eq(wanted.role))
        .all(tx)
        .await?;
    let same = |role: &account_role::Model| {
        role.office_id == wanted.office && role.event_id == wanted.event.map(Uuid::from)
    };
    if let Some(role) = held.into_iter().find(same) {
        return Ok(role);
    }
    let row = account_role::Model {
        id: AccountRoleId::new(),
        account_id: wanted.account,
        office_id: wanted.office,
        role: wanted.role,
        event_id: wanted.event.map(Uuid::from),
        granted_at: op.clock.now(),
    };
    account_role::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(tx)
        .await?;
    let given = Remembered {
        office: wanted.office,
        action: "accounts::grant",
        account: wanted.account,
        changes: Some(json!({ "role": [null, wanted.role.as_str()] })),
    };
    remember(tx, op, given).await?;
    Ok(row)
}

/// Reads the command, noting everything that is wrong with it.
fn parse(op: &Op, cmd: &Add) -> Result<account::Model> {
    let mut faults = Faults::none();
    let email = cmd.email.parse::<EmailAddress>();
    if email.is_err() {
        let code = if cmd.email.trim().is_empty() {
            Code::Required
        } else {
            Code::Malformed
        };
        faults.push(Fault::new(["email"], code).with("what", "email address"));
    }
    let name = cmd.name.trim();
    if name.is_empty() {
        faults.push(Fault::new(["name"], Code::Required));
    }
    if name.chars().count() > LONGEST_NAME {
        faults.push(Fault::new(["name"], Code::TooLong).with("limit", LONGEST_NAME));
    }
    let language = cmd.language.as_deref().map(str::parse::<Language>);
    if matches!(language, Some(Err(_))) {
        faults.push(Fault::new(["language"], Code::Malformed).with("what", "language"));
    }
    if let Some(fault) = event_fault(cmd.role, cmd.event) {
        faults.push(fault);
    }
    let row = email.ok().map(|email| account::Model {
        id: AccountId::new(),
        email_folded: email.as_str().to_lowercase(),
        email,
        name: name.to_owned(),
        language: language.and_then(Result::ok),
        disabled_at: None,
        created_at: op.clock.now(),
    });
    faults.finish(row)
}

/// What is wrong with the event of a role: a front desk stands at one, and no other role does.
fn event_fault(role: Option<Role>, event: Option<EventId>) -> Option<Fault> {
    match (role == Some(Role::FrontDesk), event) {
        (true, None) => Some(Fault::new(["event"], Code::Required)),
        (false, Some(_)) => {
            let fault = Fault::new(["event"], Code::Inconsistent);
            Some(fault.with("other", "role"))
        }
        _ => None,
    }
}

/// What was done to an account or its tokens. It may belong to no single office.
#[derive(Debug)]
pub(crate) struct Remembered<'a> {
    /// Where it holds; nowhere named means everywhere.
    pub(crate) office: Option<OfficeId>,
    /// As the use case is called.
    pub(crate) action: &'a str,
    /// To which account.
    pub(crate) account: AccountId,
    /// Fields from old to new, as JSON.
    pub(crate) changes: Option<serde_json::Value>,
}

/// Writes it down.
pub(crate) async fn remember(
    tx: &DatabaseTransaction,
    op: &Op,
    what: Remembered<'_>,
) -> Result<()> {
    let entry = audit_entry::ActiveModel {
        id: Set(AuditEntryId::new()),
        office_id: Set(what.office),
        at: Set(op.clock.now()),
        route: Set(op.route),
        account_id: Set(op.actor.account()),
        subject_id: Set(None),
        action: Set(what.action.to_owned()),
        object_kind: Set("account".to_owned()),
        object_id: Set(what.account.0),
        changes: Set(what.changes),
        reason: Set(None),
    };
    audit_entry::Entity::insert(entry)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
