//! The register of purposes: what personal data are used for, on what ground, for how long, and in which words people are
//! told.

use std::collections::HashMap;

use kuvend_entity::{
    id::{OfficeId, PurposeId},
    kind::LawfulBasis,
    purpose, purpose_wording,
    text::LocalizedText,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

use crate::{
    audit::{self, Deed},
    change::{Change, Changes},
    contacts::reads::within,
    engine::broken_constraint,
    error::{Error, Result},
    fault::{Code, Fault},
    op::Op,
    policy::Action,
};

/// Purposes of a register at most that are read.
const MOST: u64 = 200;

/// The purposes that the actor may see, by key.
///
/// # Errors
/// Only the database's.
pub async fn list(op: &Op, office: Option<OfficeId>) -> Result<Vec<purpose::Model>> {
    op.known()?;
    let mut select = purpose::Entity::find()
        .filter(within(op, Action::ReadContacts, purpose::Column::OfficeId))
        .order_by_asc(purpose::Column::Key)
        .order_by_asc(purpose::Column::Id)
        .limit(MOST);
    if let Some(office) = office {
        select = select.filter(purpose::Column::OfficeId.eq(office));
    }
    Ok(select.all(op.db.reader()).await?)
}

/// The purpose of an id, if the actor may see it.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), and the database's.
pub async fn find(op: &Op, id: PurposeId) -> Result<Option<purpose::Model>> {
    op.known()?;
    let row = purpose::Entity::find_by_id(id).one(op.db.reader()).await?;
    Ok(row.filter(|row| op.may(row.office_id, Action::ReadContacts)))
}

/// The wordings that were in force before, oldest first, by purpose.
///
/// # Errors
/// Only the database's.
pub async fn earlier(
    op: &Op,
    purposes: &[PurposeId],
) -> Result<HashMap<PurposeId, Vec<purpose_wording::Model>>> {
    use purpose_wording::Column as C;
    let rows = purpose_wording::Entity::find()
        .filter(C::PurposeId.is_in(purposes.iter().copied()))
        .filter(within(op, Action::ReadContacts, C::OfficeId))
        .order_by_asc(C::Version)
        .all(op.db.reader())
        .await?;
    let mut found: HashMap<PurposeId, Vec<purpose_wording::Model>> = HashMap::new();
    for row in rows {
        found.entry(row.purpose_id).or_default().push(row);
    }
    Ok(found)
}

/// A purpose to be entered.
#[derive(Debug, Clone)]
pub struct Create {
    /// In which office.
    pub office: Option<OfficeId>,
    /// Its name in the API.
    pub key: String,
    /// What people are told, per language.
    pub wording: LocalizedText,
    /// On what it rests.
    pub basis: LawfulBasis,
    /// How long data are kept for it, in days.
    pub retention_days: Option<i32>,
    /// Who else receives the data, per language.
    pub recipients: LocalizedText,
}

/// Enters a purpose.
///
/// # Errors
/// `TAKEN` on `key`.
pub async fn create(op: &Op, cmd: Create) -> Result<purpose::Model> {
    let office = op.office(cmd.office, Action::ManageRights).await?;
    let row = purpose::Model {
        id: PurposeId::new(),
        office_id: office.id,
        key: cmd.key,
        wording: cmd.wording,
        wording_version: 1,
        basis: cmd.basis,
        retention_days: cmd.retention_days,
        version: 1,
        recipients: cmd.recipients,
        created_at: op.clock.now(),
    };
    let tx = op.db.write().await?;
    let taken = || Error::from(Fault::new(["key"], Code::Taken));
    let there = purpose::Entity::find()
        .filter(purpose::Column::OfficeId.eq(office.id))
        .filter(purpose::Column::Key.eq(&row.key))
        .one(&tx)
        .await?;
    if there.is_some() {
        return Err(taken());
    }
    purpose::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await
        .map_err(|error| match broken_constraint(&error) {
            // Somebody else was faster by a moment.
            Some(name) if name.contains("key") => taken(),
            _ => Error::from(error),
        })?;
    let mut changes = Changes::default();
    changes.made("key", &row.key);
    changes.made("basis", &row.basis);
    changes.made("retentionDays", &row.retention_days);
    write(&tx, op, &row, ("rights::create_purpose", changes)).await?;
    tx.commit().await?;
    Ok(row)
}

/// What is to be changed; what is left stays as it is.
#[derive(Debug, Clone)]
pub struct Update {
    /// Which.
    pub id: PurposeId,
    /// The version that was read.
    pub version: i32,
    /// Other words; consent given to the words before stays consent to those.
    pub wording: Option<LocalizedText>,
    /// Another ground.
    pub basis: Option<LawfulBasis>,
    /// How long data are kept for it, in days.
    pub retention_days: Change<i32>,
    /// Who else receives the data, per language.
    pub recipients: Option<LocalizedText>,
}

/// Changes a purpose. Other words are another wording, and the one before is kept.
///
/// # Errors
/// `NOT_FOUND` on `id`, `CONFLICT` on `version`.
pub async fn update(op: &Op, cmd: Update) -> Result<purpose::Model> {
    let tx = op.begin(Action::ManageRights).await?;
    let before = purpose::Entity::find_by_id(cmd.id)
        .lock_exclusive()
        .one(&tx)
        .await?
        .ok_or_else(|| Fault::new(["id"], Code::NotFound))?;
    op.authorise(before.office_id, Action::ManageRights)
        .map_err(|error| error.hidden_at(["id"]))?;
    if before.version != cmd.version {
        let fault = Fault::new(["version"], Code::Conflict).with("version", before.version);
        return Err(fault.into());
    }
    let mut after = before.clone();
    after.wording = cmd.wording.unwrap_or(after.wording);
    after.basis = cmd.basis.unwrap_or(after.basis);
    after.retention_days = cmd.retention_days.over(after.retention_days);
    after.recipients = cmd.recipients.unwrap_or(after.recipients);
    if after == before {
        return Ok(before);
    }
    if after.wording != before.wording {
        after.wording_version += 1;
        keep(&tx, op, &before).await?;
    }
    after.version += 1;
    purpose::Entity::update(after.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    let mut changes = Changes::default();
    changes.note(
        "wordingVersion",
        &before.wording_version,
        &after.wording_version,
    );
    changes.note("basis", &before.basis, &after.basis);
    changes.note(
        "retentionDays",
        &before.retention_days,
        &after.retention_days,
    );
    changes.note("recipients", &before.recipients, &after.recipients);
    write(&tx, op, &after, ("rights::update_purpose", changes)).await?;
    tx.commit().await?;
    Ok(after)
}

/// Keeps the wording that was in force, so that a line of the ledger can be read by the words that it was said to.
async fn keep(tx: &DatabaseTransaction, op: &Op, before: &purpose::Model) -> Result<()> {
    let row = purpose_wording::ActiveModel {
        purpose_id: Set(before.id),
        version: Set(before.wording_version),
        office_id: Set(before.office_id),
        wording: Set(before.wording.clone()),
        replaced_at: Set(op.clock.now()),
    };
    purpose_wording::Entity::insert(row)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

async fn write(
    tx: &DatabaseTransaction,
    op: &Op,
    row: &purpose::Model,
    (action, changes): (&str, Changes),
) -> Result<()> {
    let deed = Deed {
        office: row.office_id,
        action,
        object_kind: "purpose",
        object_id: row.id.0,
        changes: changes.json(),
        reason: None,
    };
    audit::write(tx, op, deed).await
}
