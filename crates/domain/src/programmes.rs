//! Programmes and who is enrolled in them.

use std::collections::HashMap;

use chrono::NaiveDate;
use kuvend_entity::{
    contact, enrolment,
    id::{ContactId, EnrolmentId, OfficeId, OrganisationId, ProgrammeId},
    kind::{EnrolmentState, ProgrammeOrganisationRole, ProgrammeStatus},
    organisation, programme, programme_organisation,
    text::LocalizedText,
    value::Language,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, Select,
};

use crate::{
    attendees::guests::BATCH,
    audit::{self, Deed},
    error::Result,
    fault::{Code, Fault, Faults},
    fold::fold,
    op::Op,
    paging::{self, Cursor, Key, Ordering, Page, PageRequest},
    policy::{Action, Scope},
};

/// The part of an organisation in a programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
/// `TAKEN` on `code`; `INCONSISTENT` on `endsOn`; `NOT_FOUND` at `organisations.N.organisationId`.
pub async fn create(op: &Op, cmd: Create) -> Result<programme::Model> {
    let office = op.office(cmd.office, Action::WriteProgrammes).await?;
    let own = office
        .languages
        .0
        .first()
        .cloned()
        .unwrap_or_else(Language::english);
    let tx = op.db.write().await?;
    judge(&tx, office.id, &cmd).await?;
    let now = op.clock.now();
    let row = programme::ActiveModel {
        id: Set(ProgrammeId::new()),
        office_id: Set(office.id),
        version: Set(1),
        code: Set(cmd.code),
        sort_name: Set(fold(cmd.title.best(None, &own).unwrap_or_default())),
        title: Set(cmd.title),
        description: Set(cmd.description),
        status: Set(cmd.status),
        starts_on: Set(cmd.starts_on),
        ends_on: Set(cmd.ends_on),
        created_at: Set(now),
        updated_at: Set(now),
    };
    let row = programme::Entity::insert(row)
        .exec_with_returning(&tx)
        .await?;
    let parts: Vec<programme_organisation::ActiveModel> = cmd
        .organisations
        .iter()
        .map(|part| programme_organisation::ActiveModel {
            programme_id: Set(row.id),
            organisation_id: Set(part.organisation),
            role: Set(part.role),
        })
        .collect();
    if !parts.is_empty() {
        programme_organisation::Entity::insert_many(parts)
            .exec_without_returning(&tx)
            .await?;
    }
    let deed = Deed {
        office: office.id,
        action: "programmes::create",
        object_kind: "programme",
        object_id: row.id.0,
        changes: None,
        reason: None,
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(row)
}

async fn judge(tx: &DatabaseTransaction, office: OfficeId, cmd: &Create) -> Result<()> {
    let mut faults = Faults::none();
    if cmd
        .starts_on
        .zip(cmd.ends_on)
        .is_some_and(|(start, end)| end < start)
    {
        faults.push(Fault::new(["endsOn"], Code::Inconsistent).with("other", "startsOn"));
    }
    if let Some(code) = &cmd.code {
        let there = programme::Entity::find()
            .filter(programme::Column::OfficeId.eq(office))
            .filter(programme::Column::Code.eq(code))
            .one(tx)
            .await?;
        if there.is_some() {
            faults.push(Fault::new(["code"], Code::Taken));
        }
    }
    let known: Vec<OrganisationId> = organisation::Entity::find()
        .filter(organisation::Column::OfficeId.eq(office))
        .filter(
            organisation::Column::Id.is_in(cmd.organisations.iter().map(|part| part.organisation)),
        )
        .all(tx)
        .await?
        .into_iter()
        .map(|row| row.id)
        .collect();
    for (index, part) in cmd.organisations.iter().enumerate() {
        let at = |field: &str, code| {
            Fault::at(
                vec![
                    "organisations".to_owned(),
                    index.to_string(),
                    field.to_owned(),
                ],
                code,
            )
        };
        if !known.contains(&part.organisation) {
            faults.push(at("organisationId", Code::NotFound));
        } else if cmd
            .organisations
            .iter()
            .take(index)
            .any(|before| before == part)
        {
            faults.push(at("role", Code::Taken));
        }
    }
    faults.finish(Some(()))
}

/// An enrolment to be made.
#[derive(Debug, Clone)]
pub struct Enrol {
    /// In which programme.
    pub programme: ProgrammeId,
    /// Whom.
    pub contact: ContactId,
    /// As what.
    pub role: Option<String>,
    /// With which group.
    pub cohort: Option<String>,
    /// Where it stands; enrolled unless said.
    pub state: EnrolmentState,
    /// Since; today, by the office's clock, unless said.
    pub enrolled_on: Option<NaiveDate>,
}

/// Enrols a contact.
///
/// # Errors
/// `NOT_FOUND` on `programmeId` or `contactId`; `TAKEN` on `contactId` where they are enrolled in this role; `WRONG_STATE`
/// where the programme is over.
pub async fn enrol(op: &Op, cmd: Enrol) -> Result<enrolment::Model> {
    let tx = op.db.write().await?;
    let not_found = |field: &'static str| Fault::new([field], Code::NotFound);
    let programme = programme::Entity::find_by_id(cmd.programme)
        .one(&tx)
        .await?
        .ok_or_else(|| not_found("programmeId"))?;
    op.authorise(programme.office_id, Action::WriteProgrammes)
        .map_err(|error| error.hidden_at(["programmeId"]))?;
    if matches!(
        programme.status,
        ProgrammeStatus::Closed | ProgrammeStatus::Cancelled
    ) {
        return Err(Fault::new(["programmeId"], Code::WrongState)
            .with("state", programme.status)
            .into());
    }
    let contact = contact::Entity::find_by_id(cmd.contact)
        .filter(contact::Column::OfficeId.eq(programme.office_id))
        .filter(contact::Column::MergedIntoId.is_null())
        .filter(contact::Column::ErasedAt.is_null())
        .one(&tx)
        .await?
        .ok_or_else(|| not_found("contactId"))?;
    let role_key = cmd.role.as_deref().map(fold).unwrap_or_default();
    let there = enrolment::Entity::find()
        .filter(enrolment::Column::ProgrammeId.eq(programme.id))
        .filter(enrolment::Column::ContactId.eq(contact.id))
        .filter(enrolment::Column::RoleKey.eq(&role_key))
        .one(&tx)
        .await?;
    if there.is_some() {
        return Err(Fault::new(["contactId"], Code::Taken).into());
    }
    let now = op.clock.now();
    let row = enrolment::ActiveModel {
        id: Set(EnrolmentId::new()),
        office_id: Set(programme.office_id),
        version: Set(1),
        programme_id: Set(programme.id),
        contact_id: Set(contact.id),
        role: Set(cmd.role),
        role_key: Set(role_key),
        cohort: Set(cmd.cohort),
        state: Set(cmd.state),
        enrolled_on: Set(cmd.enrolled_on.unwrap_or_else(|| now.date_naive())),
        ended_on: Set(None),
        created_at: Set(now),
        updated_at: Set(now),
    };
    let row = enrolment::Entity::insert(row)
        .exec_with_returning(&tx)
        .await?;
    let deed = Deed {
        office: programme.office_id,
        action: "programmes::enrol",
        object_kind: "enrolment",
        object_id: row.id.0,
        changes: None,
        reason: None,
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(row)
}

/// Which programmes.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// In any of these states.
    pub statuses: Option<Vec<ProgrammeStatus>>,
}

fn visible(op: &Op) -> Select<programme::Entity> {
    match op.scope(Action::ReadProgrammes) {
        Scope::All => programme::Entity::find(),
        Scope::Some(offices) => {
            programme::Entity::find().filter(programme::Column::OfficeId.is_in(offices))
        }
    }
}

/// A programme by its id, if the actor may see it.
///
/// # Errors
/// Only the database's.
pub async fn find(op: &Op, id: ProgrammeId) -> Result<Option<programme::Model>> {
    Ok(visible(op)
        .filter(programme::Column::Id.eq(id))
        .one(op.db.reader())
        .await?)
}

/// Programmes by their ids, as far as the actor may see them.
///
/// # Errors
/// Only the database's.
pub async fn by_ids(
    op: &Op,
    ids: &[ProgrammeId],
) -> Result<HashMap<ProgrammeId, programme::Model>> {
    let mut found = HashMap::with_capacity(ids.len());
    for batch in ids.chunks(BATCH) {
        let rows = visible(op)
            .filter(programme::Column::Id.is_in(batch.iter().copied()))
            .all(op.db.reader())
            .await?;
        found.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    Ok(found)
}

/// A page of programmes, by title.
///
/// # Errors
/// Only the database's.
pub async fn list(op: &Op, filter: &Filter, page: &PageRequest) -> Result<Page<programme::Model>> {
    let mut select = visible(op);
    if let Some(statuses) = &filter.statuses {
        select = select.filter(programme::Column::Status.is_in(statuses.iter().copied()));
    }
    let by = Ordering {
        key: programme::Column::SortName,
        id: programme::Column::Id,
        descending: false,
    };
    paging::read(op.db.reader(), select, by, page, |row| {
        Cursor(Key::Text(row.sort_name.clone()), row.id.0)
    })
    .await
}

/// The organisations of a programme with their parts.
///
/// # Errors
/// Only the database's.
pub async fn organisations_of(
    op: &Op,
    id: ProgrammeId,
) -> Result<Vec<(ProgrammeOrganisationRole, organisation::Model)>> {
    let parts = programme_organisation::Entity::find()
        .filter(programme_organisation::Column::ProgrammeId.eq(id))
        .all(op.db.reader())
        .await?;
    let bodies: HashMap<OrganisationId, organisation::Model> = organisation::Entity::find()
        .filter(organisation::Column::Id.is_in(parts.iter().map(|part| part.organisation_id)))
        .all(op.db.reader())
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    Ok(parts
        .into_iter()
        .filter_map(|part| Some((part.role, bodies.get(&part.organisation_id)?.clone())))
        .collect())
}

/// An enrolment by its id, if the actor may see its programme.
///
/// # Errors
/// Only the database's.
pub async fn find_enrolment(op: &Op, id: EnrolmentId) -> Result<Option<enrolment::Model>> {
    let row = enrolment::Entity::find_by_id(id)
        .one(op.db.reader())
        .await?;
    Ok(row.filter(|row| op.may(row.office_id, Action::ReadProgrammes)))
}

/// A page of the enrolments of a programme, in the order in which they were made.
///
/// # Errors
/// Only the database's.
pub async fn enrolments(
    op: &Op,
    programme: ProgrammeId,
    page: &PageRequest,
) -> Result<Page<enrolment::Model>> {
    let select = enrolment::Entity::find().filter(enrolment::Column::ProgrammeId.eq(programme));
    let by = Ordering {
        key: enrolment::Column::CreatedAt,
        id: enrolment::Column::Id,
        descending: false,
    };
    paging::read(op.db.reader(), select, by, page, |row| {
        Cursor(Key::instant(row.created_at), row.id.0)
    })
    .await
}
