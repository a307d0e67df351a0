//! Meeting somebody in passing: a person named in an answer, of whom little is known yet.

use kuvend_entity::{
    contact, contact_email,
    id::{ContactEmailId, ContactId, OfficeId},
    kind::{EmailState, Generation, Sex, WayKind},
    sparse::Sparse as _,
    value::EmailAddress,
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel as _, QueryFilter,
};

use crate::{
    audit::{self, Deed},
    contacts::{held, search},
    error::Result,
    fold::fold,
    op::Op,
};

/// Somebody met in passing.
#[derive(Debug, Clone)]
pub struct Met {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Where to write to, if known.
    pub email: Option<EmailAddress>,
    /// Where the record comes from.
    pub source: String,
}

/// The contact of somebody met in passing: who has this address and this name already, else a new record.
///
/// # Errors
/// Only the database's.
pub async fn meet(
    tx: &DatabaseTransaction,
    op: &Op,
    office: OfficeId,
    met: Met,
) -> Result<ContactId> {
    if let Some(known) = known_by(tx, office, &met).await? {
        return Ok(known);
    }
    enter_met(tx, op, office, met).await
}

/// The contact who has the address and the name of somebody met in passing.
///
/// # Errors
/// Only the database's.
pub async fn known_by(
    tx: &DatabaseTransaction,
    office: OfficeId,
    met: &Met,
) -> Result<Option<ContactId>> {
    let display_name = format!("{} {}", met.given_name, met.family_name);
    if let Some(email) = &met.email {
        let owners: Vec<ContactId> = contact_email::Entity::find()
            .filter(contact_email::Column::OfficeId.eq(office))
            .filter(contact_email::Column::Folded.eq(email.as_str().to_lowercase()))
            .all(tx)
            .await?
            .into_iter()
            .map(|row| row.contact_id)
            .collect();
        // One secretariat's address may stand for several people: the name decides.
        let known = contact::Entity::find()
            .filter(contact::Column::Id.is_in(owners))
            .filter(contact::Column::DisplayName.eq(&display_name));
        let known = held(known).one(tx).await?;
        return Ok(known.map(|known| known.id));
    }
    Ok(None)
}

/// A new record of somebody met in passing, whoever has the same address and name.
///
/// # Errors
/// Only the database's.
pub async fn enter_met(
    tx: &DatabaseTransaction,
    op: &Op,
    office: OfficeId,
    met: Met,
) -> Result<ContactId> {
    let display_name = format!("{} {}", met.given_name, met.family_name);
    let (id, now) = (ContactId::new(), op.clock.now());
    let mut row = contact::Model {
        id,
        office_id: office,
        version: 1,
        sort_name: fold(&format!("{} {}", met.family_name, met.given_name)),
        given_name: met.given_name,
        family_name: met.family_name,
        display_name,
        generation: Generation::Unknown,
        sex: Sex::NotAsked,
        source: Some(met.source),
        created_at: now,
        updated_at: now,
        ..contact::Model::blank()
    };
    let emails: Vec<String> = met.email.iter().map(ToString::to_string).collect();
    row.folded = search::Known::new(&row, &emails, &[]).folded();
    contact::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    search::add(tx, &[search::Known::new(&row, &emails, &[])]).await?;
    if let Some(address) = met.email {
        let email = contact_email::ActiveModel {
            id: Set(ContactEmailId::new()),
            office_id: Set(office),
            contact_id: Set(id),
            folded: Set(address.as_str().to_lowercase()),
            address: Set(address),
            is_primary: Set(true),
            state: Set(EmailState::Unverified),
            kind: Set(WayKind::Other),
            created_at: Set(now),
        };
        contact_email::Entity::insert(email)
            .exec_without_returning(tx)
            .await?;
    }
    let deed = Deed {
        office,
        action: "contacts::meet",
        object_kind: "contact",
        object_id: id.0,
        changes: None,
        reason: None,
    };
    audit::write(tx, op, deed).await?;
    Ok(id)
}
