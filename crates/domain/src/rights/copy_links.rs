//! Links by which people read the copy of their data: each for one person, expiring, and to be taken back.

use chrono::{DateTime, TimeDelta, Utc};
use kuvend_entity::{
    copy_link,
    id::{ContactId, CopyLinkId},
    office,
    text::LocalizedText,
    value::Language,
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, QuerySelect};

use super::{
    copy::{self, Copied},
    person::Person,
};
use crate::{
    actor::Actor,
    audit::{self, Deed},
    error::{Error, Result},
    fault::{Code, Fault},
    links::{self, Purpose},
    op::Op,
    policy::Action,
};

/// A link with its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What is kept of it.
    pub row: copy_link::Model,
    /// Its path, to be put behind the server's public address.
    pub path: String,
}

/// Makes a link to a person's copy that opens for so many days.
///
/// # Errors
/// Faults on `contactId` as [`Person::lock`]'s.
pub async fn create(op: &Op, contact: ContactId, days: i32) -> Result<Link> {
    let tx = op.begin(Action::ManageRights).await?;
    let person = Person::lock(&tx, op, contact, &[Action::ManageRights]).await?;
    let office = office::Entity::find_by_id(person.office())
        .one(&tx)
        .await?
        .ok_or_else(|| Error::missing("office"))?;
    let now = op.clock.now();
    let row = copy_link::Model {
        id: CopyLinkId::new(),
        office_id: office.id,
        contact_id: contact,
        expires_at: now + TimeDelta::days(i64::from(days)),
        revoked_at: None,
        revoked_by: None,
        created_by: op.actor.account(),
        created_at: now,
    };
    copy_link::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    audit::write(&tx, op, deed(&row, "rights::create_copy_link")).await?;
    tx.commit().await?;
    let token = links::sign(&office.link_secret, Purpose::Copy, row.id.0, 0);
    Ok(Link {
        row,
        path: format!("/copy/{token}"),
    })
}

/// Takes a link back: it opens nothing any more.
///
/// # Errors
/// `NOT_FOUND` on `id`; `WRONG_STATE` where it was taken back already.
pub async fn revoke(op: &Op, id: CopyLinkId) -> Result<copy_link::Model> {
    let tx = op.begin(Action::ManageRights).await?;
    let mut row = copy_link::Entity::find_by_id(id)
        .lock_exclusive()
        .one(&tx)
        .await?
        .ok_or_else(|| Fault::new(["id"], Code::NotFound))?;
    op.authorise(row.office_id, Action::ManageRights)
        .map_err(|error| error.hidden_at(["id"]))?;
    if row.revoked_at.is_some() {
        let fault = Fault::new(["id"], Code::WrongState).with("state", "REVOKED");
        return Err(fault.into());
    }
    row.revoked_at = Some(op.clock.now());
    row.revoked_by = op.actor.account();
    copy_link::Entity::update(row.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    audit::write(&tx, op, deed(&row, "rights::revoke_copy_link")).await?;
    tx.commit().await?;
    Ok(row)
}

fn deed(row: &copy_link::Model, action: &'static str) -> Deed<'static> {
    Deed {
        office: row.office_id,
        action,
        object_kind: "contact",
        object_id: row.contact_id.0,
        changes: None,
        reason: None,
    }
}

/// What a link opens.
#[derive(Debug, Clone)]
pub struct Opened {
    /// How the person is called.
    pub name: String,
    /// In which language they are spoken to, if that is known.
    pub language: Option<Language>,
    /// Who keeps the data.
    pub office: LocalizedText,
    /// When the copy was made.
    pub made_at: DateTime<Utc>,
    /// Until when the link opens.
    pub expires_at: DateTime<Utc>,
    /// The copy.
    pub copied: Copied,
}

/// Opens a link: reads the copy as it is now, and writes down that it was read. Nothing where the token opens nothing, whether it
/// was altered, is over, was taken back, or the person is erased: nobody is told which.
///
/// # Errors
/// Only the database's.
pub async fn open(op: &Op, token: &str) -> Result<Option<Opened>> {
    let Some(claim) = links::read(token, Purpose::Copy) else {
        return Ok(None);
    };
    let db = op.db.reader();
    let found = copy_link::Entity::find_by_id(CopyLinkId(claim.id()))
        .one(db)
        .await?;
    let Some(row) = found else {
        return Ok(None);
    };
    let Some(office) = office::Entity::find_by_id(row.office_id).one(db).await? else {
        return Ok(None);
    };
    let now = op.clock.now();
    let is_good = claim.open(&office.link_secret, 0, (row.expires_at, now));
    if is_good.is_err() || row.revoked_at.is_some() {
        return Ok(None);
    }
    // The link is the permission: who holds it is shown this person's copy and may do nothing else.
    let shown = Op {
        actor: Actor::System,
        ..op.clone()
    };
    let tx = shown.db.write().await?;
    let person = match Person::lock(&tx, &shown, row.contact_id, &[Action::ManageRights]).await {
        Ok(person) => person,
        Err(Error::Rejected(_)) => return Ok(None),
        Err(other) => return Err(other),
    };
    let copied = copy::gather(&tx, &shown, &person).await?;
    audit::write(&tx, &shown, deed(&row, "rights::read_copy")).await?;
    tx.commit().await?;
    Ok(Some(Opened {
        name: person.row.display_name,
        language: person.row.preferred_language,
        office: office.name,
        made_at: now,
        expires_at: row.expires_at,
        copied,
    }))
}
