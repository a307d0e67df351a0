//! Changing an organisation, and taking out one that nothing names.

use std::collections::HashSet;

use kuvend_entity::{
    id::OrganisationId,
    kind::OrganisationKind,
    office, organisation,
    text::LocalizedText,
    value::{CountryCode, Variants},
};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel,
    ModelTrait, QuerySelect, Statement,
};

use crate::{
    audit::{self, Deed},
    change::{Change, Changes},
    error::{Error, Result},
    fault::{Code, Fault},
    op::Op,
    organisations::{derive, judge, own},
    policy::Action,
};

/// Bodies above one another at most.
const DEEPEST: usize = 32;

/// What is to be changed of an organisation; what is left stays as it is.
#[derive(Debug, Clone)]
pub struct Update {
    /// Which.
    pub id: OrganisationId,
    /// The version that was read.
    pub version: i32,
    /// Its name per language.
    pub name: Option<LocalizedText>,
    /// Other names, all of them.
    pub variants: Option<Vec<String>>,
    /// What sort of body.
    pub kind: Option<OrganisationKind>,
    /// Where it sits.
    pub country: Change<CountryCode>,
    /// The body it belongs to.
    pub parent: Change<OrganisationId>,
    /// Its page.
    pub website: Change<String>,
}

/// Changes an organisation. What changes nothing leaves the version as it is.
///
/// # Errors
/// `NOT_FOUND` on `id` or `parentId`, `CONFLICT` on `version`, `TAKEN` on `name`, `INCONSISTENT` on `parentId` where the
/// body would belong to itself.
pub async fn update(op: &Op, cmd: Update) -> Result<organisation::Model> {
    let tx = op.begin(Action::WriteContacts).await?;
    let before = locked(op, &tx, cmd.id).await?;
    newest(&before, cmd.version)?;
    let mut after = before.clone();
    after.name = cmd.name.unwrap_or(after.name);
    after.variants = cmd.variants.map_or(after.variants, Variants);
    after.kind = cmd.kind.unwrap_or(after.kind);
    after.country = cmd.country.over(after.country);
    after.parent_id = cmd.parent.over(after.parent_id);
    after.website = cmd.website.over(after.website);
    let language = office::Entity::find_by_id(after.office_id)
        .one(&tx)
        .await?
        .map(|office| own(office.languages))
        .ok_or_else(|| Error::missing("office"))?;
    derive(&mut after, &language);
    if after == before {
        return Ok(before);
    }
    judge(&tx, &after).await?;
    judge_parents(&tx, &after).await?;
    let changes = differences(&before, &after);
    after.version += 1;
    after.updated_at = op.clock.now();
    organisation::Entity::update(after.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    let deed = Deed {
        office: after.office_id,
        action: "organisations::update",
        object_kind: "organisation",
        object_id: after.id.0,
        changes: changes.json(),
        reason: None,
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(after)
}

/// The fields in which an organisation is not what it was.
pub(crate) fn differences(before: &organisation::Model, after: &organisation::Model) -> Changes {
    let mut changes = Changes::default();
    changes.note("name", &before.name, &after.name);
    changes.note("variants", &before.variants, &after.variants);
    changes.note("kind", &before.kind, &after.kind);
    changes.note("country", &before.country, &after.country);
    changes.note("parentId", &before.parent_id, &after.parent_id);
    changes.note("website", &before.website, &after.website);
    changes
}

/// Takes out an organisation that nothing names.
///
/// # Errors
/// `NOT_FOUND` on `id`, `CONFLICT` on `version`, `WRONG_STATE` on `id` where somebody or something names it.
pub async fn remove(op: &Op, id: OrganisationId, version: i32) -> Result<()> {
    let tx = op.begin(Action::WriteContacts).await?;
    let row = locked(op, &tx, id).await?;
    newest(&row, version)?;
    if is_used(&tx, id).await? {
        return Err(used().into());
    }
    let mut changes = Changes::default();
    changes.gone("name", &row.name);
    changes.gone("kind", &row.kind);
    let deed = Deed {
        office: row.office_id,
        action: "organisations::remove",
        object_kind: "organisation",
        object_id: id.0,
        changes: changes.json(),
        reason: None,
    };
    audit::write(&tx, op, deed).await?;
    row.delete(&tx)
        .await
        .map_err(|error| match error.sql_err() {
            Some(sea_orm::SqlErr::ForeignKeyConstraintViolation(_)) => used().into(),
            _ => Error::from(error),
        })?;
    tx.commit().await?;
    Ok(())
}

fn used() -> Fault {
    Fault::new(["id"], Code::WrongState).with("state", "USED")
}

fn newest(row: &organisation::Model, version: i32) -> Result<()> {
    if row.version == version {
        return Ok(());
    }
    Err(Fault::new(["version"], Code::Conflict)
        .with("version", row.version)
        .into())
}

async fn locked(
    op: &Op,
    tx: &DatabaseTransaction,
    id: OrganisationId,
) -> Result<organisation::Model> {
    let row = organisation::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or_else(|| Fault::new(["id"], Code::NotFound))?;
    op.authorise(row.office_id, Action::WriteContacts)
        .map_err(|error| error.hidden_at(["id"]))?;
    Ok(row)
}

/// A body does not belong to itself, over however many others. Each body on the way is locked, so that nobody closes the
/// circle meanwhile.
async fn judge_parents(tx: &DatabaseTransaction, row: &organisation::Model) -> Result<()> {
    let circle = || Fault::new(["parentId"], Code::Inconsistent).with("other", "id");
    let mut above = row.parent_id;
    for _ in 0..DEEPEST {
        let Some(id) = above else { return Ok(()) };
        if id == row.id {
            return Err(circle().into());
        }
        let parent = organisation::Entity::find_by_id(id)
            .lock_exclusive()
            .one(tx);
        above = parent.await?.and_then(|parent| parent.parent_id);
    }
    Err(circle().into())
}

/// Where an organisation may be named.
const NAMED: [&str; 7] = [
    "organisation WHERE parent_id",
    "membership WHERE organisation_id",
    "programme_organisation WHERE organisation_id",
    "event_organisation WHERE organisation_id",
    "attendee WHERE organisation_id",
    "contributor WHERE organisation_id",
    "remark WHERE organisation_id",
];

async fn is_used(tx: &DatabaseTransaction, id: OrganisationId) -> Result<bool> {
    let used = used_among(tx, &[id]).await?;
    Ok(!used.is_empty())
}

/// Those of some organisations, a few hundred at most, that somebody or something names.
pub(crate) async fn used_among(
    tx: &DatabaseTransaction,
    ids: &[OrganisationId],
) -> Result<HashSet<OrganisationId>> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let marks: Vec<String> = (1..=ids.len()).map(|n| format!("${n}")).collect();
    let named = NAMED.map(|column| format!("EXISTS (SELECT 1 FROM {column} = o.id)"));
    let sql = format!(
        "SELECT o.id AS id FROM organisation o WHERE o.id IN ({}) AND ({})",
        marks.join(", "),
        named.join(" OR ")
    );
    let ids = ids.iter().map(|id| (*id).into());
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, ids);
    let rows = tx.query_all_raw(statement).await?;
    let ids = rows.iter().map(|row| row.try_get("", "id"));
    Ok(ids.collect::<std::result::Result<_, _>>()?)
}
