//! Reading programmes, their organisations and enrolments.

use std::collections::HashMap;

use kuvend_entity::{
    enrolment,
    id::{EnrolmentId, OfficeId, OrganisationId, ProgrammeId},
    kind::{EnrolmentState, ProgrammeOrganisationRole, ProgrammeStatus},
    office, programme, programme_organisation,
    value::Language,
};
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter,
    QueryResult, QuerySelect, QueryTrait, Select,
};

use crate::{
    attendees::guests::BATCH,
    contacts::{
        filter::one_of,
        reads::{judge_places, within},
    },
    error::Result,
    op::Op,
    organisations::{self, OFFICE_LANGUAGES, own, total},
    paging::{self, Cursor, Key, Ordering, Page, PageRequest},
    policy::Action,
};

/// A programme, and its office's own language, the fallback of its texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The row.
    pub programme: programme::Model,
    /// The office's own language.
    pub language: Language,
}

impl FromQueryResult for Found {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        Ok(Self {
            programme: programme::Model::from_query_result(row, prefix)?,
            language: own(row.try_get(prefix, OFFICE_LANGUAGES)?),
        })
    }
}

/// Which programmes: what is named must hold, all of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this office.
    pub office: Option<OfficeId>,
    /// In any of these states.
    pub statuses: Option<Vec<ProgrammeStatus>>,
    /// With any of these codes.
    pub codes: Option<Vec<String>>,
    /// In which this organisation has a part.
    pub organisation: Option<OrganisationId>,
    /// At least one of these.
    pub any: Option<Vec<Filter>>,
    /// None of this.
    pub not: Option<Box<Filter>>,
}

impl Filter {
    fn condition(&self) -> Condition {
        use programme::Column as C;
        let mut all = Condition::all()
            .add_option(self.office.map(|id| C::OfficeId.eq(id)))
            .add_option(one_of(C::Status, self.statuses.as_ref()))
            .add_option(one_of(C::Code, self.codes.as_ref()));
        if let Some(organisation) = self.organisation {
            let parts = programme_organisation::Entity::find()
                .select_only()
                .column(programme_organisation::Column::ProgrammeId)
                .filter(programme_organisation::Column::OrganisationId.eq(organisation));
            all = all.add(C::Id.in_subquery(parts.into_query()));
        }
        if let Some(filters) = &self.any {
            all = all.add(
                filters
                    .iter()
                    .fold(Condition::any(), |any, one| any.add(one.condition())),
            );
        }
        if let Some(not) = &self.not {
            all = all.add(not.condition().not());
        }
        all
    }
}

fn visible(op: &Op) -> Select<programme::Entity> {
    programme::Entity::find().filter(within(
        op,
        Action::ReadProgrammes,
        programme::Column::OfficeId,
    ))
}

fn beside(select: Select<programme::Entity>) -> Select<programme::Entity> {
    let office = programme::Entity::belongs_to(office::Entity)
        .from(programme::Column::OfficeId)
        .to(office::Column::Id);
    select
        .column_as(office::Column::Languages, OFFICE_LANGUAGES)
        .join(JoinType::InnerJoin, office.into())
}

/// A programme by its id, if the actor may see it.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), and the database's.
pub async fn find(op: &Op, id: ProgrammeId) -> Result<Option<Found>> {
    Ok(by_ids(op, &[id]).await?.remove(&id))
}

/// Programmes by their ids, as far as the actor may see them.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), and the database's.
pub async fn by_ids(op: &Op, ids: &[ProgrammeId]) -> Result<HashMap<ProgrammeId, Found>> {
    op.known()?;
    let mut found = HashMap::with_capacity(ids.len());
    for batch in ids.chunks(BATCH) {
        let some = visible(op).filter(programme::Column::Id.is_in(batch.iter().copied()));
        let rows: Vec<Found> = beside(some).into_model().all(op.db.reader()).await?;
        found.extend(rows.into_iter().map(|row| (row.programme.id, row)));
    }
    Ok(found)
}

/// A page of programmes, by title.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), a fault on a place of another list, and the database's.
pub async fn list(op: &Op, filter: &Filter, page: &PageRequest) -> Result<Page<Found>> {
    op.known()?;
    judge_places(page, |key| matches!(key, Key::Text(_)))?;
    let select = visible(op).filter(filter.condition());
    let by = Ordering {
        key: programme::Column::SortName,
        id: programme::Column::Id,
        descending: false,
    };
    let db = op.db.reader();
    let total = total(db, &select, page).await?;
    let rows: Vec<Found> = if page.limit == 0 {
        Vec::new()
    } else {
        beside(paging::narrow(select, by, page))
            .into_model()
            .all(db)
            .await?
    };
    Ok(Page::cut(rows, page, total, |found| {
        let row = &found.programme;
        Cursor(Key::Text(row.sort_name.clone()), row.id.0)
    }))
}

/// The organisations of programmes with their parts, who pays first.
///
/// # Errors
/// Only the database's.
pub async fn organisations_of(
    op: &Op,
    programmes: &[ProgrammeId],
) -> Result<HashMap<ProgrammeId, Vec<(ProgrammeOrganisationRole, organisations::Found)>>> {
    let mut parts = Vec::new();
    for batch in programmes.chunks(BATCH) {
        let rows = programme_organisation::Entity::find()
            .filter(programme_organisation::Column::ProgrammeId.is_in(batch.iter().copied()))
            .all(op.db.reader())
            .await?;
        parts.extend(rows);
    }
    parts.sort_by_key(|part| (part.role, part.organisation_id));
    let mut ids: Vec<OrganisationId> = parts.iter().map(|part| part.organisation_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let bodies = organisations::by_ids(op, &ids).await?;
    let mut found: HashMap<ProgrammeId, Vec<_>> = HashMap::new();
    for part in parts {
        if let Some(body) = bodies.get(&part.organisation_id) {
            let of_programme = found.entry(part.programme_id).or_default();
            of_programme.push((part.role, body.clone()));
        }
    }
    Ok(found)
}

fn visible_enrolments(op: &Op) -> Select<enrolment::Entity> {
    enrolment::Entity::find().filter(within(
        op,
        Action::ReadProgrammes,
        enrolment::Column::OfficeId,
    ))
}

/// Those of these enrolments that the actor may see, in no order.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), and the database's.
pub async fn enrolments_by_ids(op: &Op, ids: &[EnrolmentId]) -> Result<Vec<enrolment::Model>> {
    op.known()?;
    Ok(visible_enrolments(op)
        .filter(enrolment::Column::Id.is_in(ids.iter().copied()))
        .all(op.db.reader())
        .await?)
}

/// The same page of the enrolments of several programmes, in the order in which they were entered: by one statement, and one
/// more where they are counted.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), a fault on a place of another list, and the database's.
pub async fn enrolments(
    op: &Op,
    programmes: &[ProgrammeId],
    states: Option<&[EnrolmentState]>,
    page: &PageRequest,
) -> Result<HashMap<ProgrammeId, Page<enrolment::Model>>> {
    use enrolment::Column as C;
    op.known()?;
    judge_places(page, |key| matches!(key, Key::Instant(_)))?;
    let mut select = visible_enrolments(op);
    if let Some(states) = states {
        select = select.filter(C::State.is_in(states.iter().copied()));
    }
    let by = Ordering {
        key: C::CreatedAt,
        id: C::Id,
        descending: false,
    };
    let lists = (C::ProgrammeId, programmes, |row: &enrolment::Model| {
        Some(row.programme_id)
    });
    let place = |row: &enrolment::Model| Cursor(Key::instant(row.created_at), row.id.0);
    paging::read_each(op.db.reader(), select, lists, (by, place), page).await
}
