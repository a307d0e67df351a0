//! Entering a programme.

use std::collections::HashSet;

use chrono::NaiveDate;
use kuvend_entity::{
    id::{OfficeId, OrganisationId, ProgrammeId},
    kind::{ProgrammeOrganisationRole, ProgrammeStatus},
    organisation, programme, programme_organisation,
    text::LocalizedText,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter,
};

use crate::{
    audit::{self, Deed},
    change::Changes,
    engine::broken_constraint,
    error::{Error, Result},
    fault::{Code, Fault, Faults},
    fold::fold,
    op::Op,
    organisations::own,
    policy::Action,
};

/// The part of an organisation in a programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Part {
    /// Who.
    pub organisation: OrganisationId,
    /// As what.
    pub role: ProgrammeOrganisationRole,
}

/// A programme to be entered.
#[derive(Debug, Clone)]
pub struct Create {
    /// In which office.
    pub office: Option<OfficeId>,
    /// Title per language.
    pub title: LocalizedText,
    /// Description per language.
    pub description: LocalizedText,
    /// Its code with the donor.
    pub code: Option<String>,
    /// Where it stands.
    pub status: ProgrammeStatus,
    /// First day.
    pub starts_on: Option<NaiveDate>,
    /// Last day.
    pub ends_on: Option<NaiveDate>,
    /// Who funds, implements, takes part.
    pub organisations: Vec<Part>,
}

/// Enters a programme.
///
/// # Errors
/// `TAKEN` on `code`; `INCONSISTENT` on `endsOn`; `NOT_FOUND` at `organisations.N.organisationId`; `TAKEN` at
/// `organisations.N.role`.
pub async fn create(op: &Op, cmd: Create) -> Result<programme::Model> {
    let office = op.office(cmd.office, Action::WriteProgrammes).await?;
    let language = own(office.languages);
    let now = op.clock.now();
    let row = programme::Model {
        id: ProgrammeId::new(),
        office_id: office.id,
        version: 1,
        code: cmd.code,
        sort_name: fold(cmd.title.best(None, &language).unwrap_or_default()),
        title: cmd.title,
        description: cmd.description,
        status: cmd.status,
        starts_on: cmd.starts_on,
        ends_on: cmd.ends_on,
        created_at: now,
        updated_at: now,
    };
    let tx = op.db.write().await?;
    let mut faults = Faults::none();
    judge(&tx, &row, &mut faults).await?;
    judge_parts(&tx, office.id, &cmd.organisations, &mut faults).await?;
    faults.finish(Some(()))?;
    insert(&tx, op, &row, &cmd.organisations).await?;
    tx.commit().await?;
    Ok(row)
}

async fn insert(
    tx: &DatabaseTransaction,
    op: &Op,
    row: &programme::Model,
    parts: &[Part],
) -> Result<()> {
    programme::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(tx)
        .await
        .map_err(|error| match broken_constraint(&error) {
            // Somebody else was faster by a moment.
            Some(name) if name.contains("code") => taken().into(),
            _ => Error::from(error),
        })?;
    let parts = parts
        .iter()
        .map(|part| programme_organisation::ActiveModel {
            programme_id: Set(row.id),
            organisation_id: Set(part.organisation),
            role: Set(part.role),
        });
    programme_organisation::Entity::insert_many(parts)
        .exec_without_returning(tx)
        .await?;
    let mut changes = Changes::default();
    changes.made("title", &row.title);
    changes.made("code", &row.code);
    changes.made("status", &row.status);
    let deed = Deed {
        office: row.office_id,
        action: "programmes::create",
        object_kind: "programme",
        object_id: row.id.0,
        changes: changes.json(),
        reason: None,
    };
    audit::write(tx, op, deed).await
}

fn taken() -> Fault {
    Fault::new(["code"], Code::Taken)
}

async fn judge(
    tx: &DatabaseTransaction,
    row: &programme::Model,
    faults: &mut Faults,
) -> Result<()> {
    let days = row.starts_on.zip(row.ends_on);
    if days.is_some_and(|(first, last)| last < first) {
        faults.push(Fault::new(["endsOn"], Code::Inconsistent).with("other", "startsOn"));
    }
    if let Some(code) = &row.code {
        let there = programme::Entity::find()
            .filter(programme::Column::OfficeId.eq(row.office_id))
            .filter(programme::Column::Code.eq(code))
            .one(tx)
            .await?;
        if there.is_some() {
            faults.push(taken());
        }
    }
    Ok(())
}

async fn judge_parts(
    tx: &DatabaseTransaction,
    office: OfficeId,
    parts: &[Part],
    faults: &mut Faults,
) -> Result<()> {
    let known: HashSet<OrganisationId> = organisation::Entity::find()
        .filter(organisation::Column::OfficeId.eq(office))
        .filter(organisation::Column::Id.is_in(parts.iter().map(|part| part.organisation)))
        .all(tx)
        .await?
        .into_iter()
        .map(|row| row.id)
        .collect();
    let mut seen = HashSet::new();
    for (index, part) in parts.iter().enumerate() {
        let mut wrong = |field: &str, code| {
            let path = ["organisations", &index.to_string(), field].map(str::to_owned);
            faults.push(Fault::at(path.to_vec(), code));
        };
        if !known.contains(&part.organisation) {
            wrong("organisationId", Code::NotFound);
        } else if !seen.insert(part) {
            wrong("role", Code::Taken);
        }
    }
    Ok(())
}
