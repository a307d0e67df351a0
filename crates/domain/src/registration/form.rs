//! What an office asks of who registers by themselves.

use kuvend_entity::{
    id::OfficeId, kind::FieldNeed, registration_form, text::LocalizedText, value::AskedFields,
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, QuerySelect};

use crate::{
    audit::{self, Deed},
    change::Changes,
    error::Result,
    fault::{Code, Fault},
    op::Op,
    policy::Action,
};

/// The form of an office; nothing where it has none, so that nobody can register.
///
/// # Errors
/// Faults on `officeId` as [`Op::office`]'s.
pub async fn read(op: &Op, office: Option<OfficeId>) -> Result<Option<registration_form::Model>> {
    let office = op.office(office, Action::ReadContacts).await?;
    let row = registration_form::Entity::find_by_id(office.id);
    Ok(row.one(op.db.reader()).await?)
}

/// A form as it is to be from now on.
#[derive(Debug, Clone)]
pub struct Update {
    /// Of which office.
    pub office: Option<OfficeId>,
    /// The version that was read; 0 where there is no form yet.
    pub version: i32,
    /// Whether people may register.
    pub is_open: bool,
    /// What is asked beside name and address.
    pub fields: AskedFields,
    /// What stands above the form, per language.
    pub introduction: LocalizedText,
}

/// Makes or changes the form of an office.
///
/// # Errors
/// Faults on `officeId` as [`Op::office`]'s; `CONFLICT` on `version`.
pub async fn update(op: &Op, mut cmd: Update) -> Result<registration_form::Model> {
    let office = op.office(cmd.office, Action::Administer).await?;
    cmd.fields.0.retain(|_, need| *need != FieldNeed::Hidden);
    let tx = op.db.write().await?;
    let before = registration_form::Entity::find_by_id(office.id)
        .lock_exclusive()
        .one(&tx)
        .await?;
    let version = before.as_ref().map_or(0, |row| row.version);
    if version != cmd.version {
        let fault = Fault::new(["version"], Code::Conflict).with("version", version);
        return Err(fault.into());
    }
    let after = registration_form::Model {
        office_id: office.id,
        version: version + 1,
        is_open: cmd.is_open,
        fields: cmd.fields,
        introduction: cmd.introduction,
        updated_at: op.clock.now(),
    };
    let row = after.clone().into_active_model().reset_all();
    let mut changes = Changes::default();
    if let Some(before) = before {
        registration_form::Entity::update(row)
            .exec_without_returning(&tx)
            .await?;
        changes.note("isOpen", &before.is_open, &after.is_open);
        changes.note("fields", &before.fields, &after.fields);
        changes.note("introduction", &before.introduction, &after.introduction);
    } else {
        registration_form::Entity::insert(row)
            .exec_without_returning(&tx)
            .await?;
        changes.made("isOpen", &after.is_open);
        changes.made("fields", &after.fields);
    }
    let deed = Deed {
        office: office.id,
        action: "registration::update_form",
        object_kind: "registration_form",
        object_id: office.id.0,
        changes: changes.json(),
        reason: None,
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(after)
}
