//! What an export takes out, as rows of cells: a page at a time, in the order in which it was entered.

mod bodies;
mod guests;
mod people;

use kuvend_entity::{
    attendee, contact, export_job,
    id::{AttendeeId, ContactId, OrganisationId},
    kind::ExportKind,
    office, organisation,
    value::Language,
};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select, prelude::Uuid,
};

use super::super::fields::{Field, GuestField, OrganisationField};
use crate::{
    contacts::{Filter, found_by},
    error::{Error, Result},
    op::Op,
    segments,
};

/// Rows of a page.
const PAGE: u64 = 500;

/// What an export takes out, as it is found by now.
#[derive(Debug)]
pub(in crate::exports) enum Taken {
    /// Whoever a filter and a search find, and their columns.
    People(Select<contact::Entity>, Vec<Field>),
    /// Every organisation of an office, whose own language this is.
    Bodies(Select<organisation::Entity>, Language),
    /// The guests of an event.
    Guests(Select<attendee::Entity>, Language),
}

/// Rows, and the key of the last one; nothing behind the end.
type Page = (Vec<Vec<String>>, Option<Uuid>);

impl Taken {
    /// What a job takes out for who asked for it.
    ///
    /// # Errors
    /// Those of a filter that cannot be resolved.
    pub(in crate::exports) async fn of(op: &Op, job: &export_job::Model) -> Result<Self> {
        Ok(match job.kind {
            ExportKind::Contacts => {
                let fields = job.fields.as_array().into_iter().flatten();
                let fields = fields.filter_map(|name| Field::parse(name.as_str()?));
                Self::People(persons(op, job).await?, fields.collect())
            }
            ExportKind::Organisations => {
                let of = organisation::Column::OfficeId.eq(job.office_id);
                Self::Bodies(organisation::Entity::find().filter(of), own(op, job).await?)
            }
            ExportKind::GuestList => {
                let event = job.event_id.ok_or_else(|| Error::missing("event"))?;
                Self::Guests(guests::of_event(event), own(op, job).await?)
            }
        })
    }

    /// The names of the columns.
    pub(in crate::exports) fn columns(&self) -> Vec<&'static str> {
        match self {
            Self::People(_, fields) => fields.iter().map(|field| field.as_str()).collect(),
            Self::Bodies(..) => OrganisationField::ALL
                .iter()
                .map(|field| field.as_str())
                .collect(),
            Self::Guests(..) => GuestField::ALL.iter().map(|field| field.as_str()).collect(),
        }
    }

    /// What the columns are headed.
    pub(super) fn heads(&self, language: Option<&str>) -> Vec<String> {
        let heads: Vec<&str> = match self {
            Self::People(_, fields) => {
                let fields = fields.iter();
                fields.map(|field| field.heading(language)).collect()
            }
            Self::Bodies(..) => {
                let fields = OrganisationField::ALL.iter();
                fields.map(|field| field.heading(language)).collect()
            }
            Self::Guests(..) => {
                let fields = GuestField::ALL.iter();
                fields.map(|field| field.heading(language)).collect()
            }
        };
        heads.into_iter().map(str::to_owned).collect()
    }

    /// How many rows.
    pub(in crate::exports) async fn count<C: sea_orm::ConnectionTrait>(
        &self,
        db: &C,
    ) -> Result<u64> {
        Ok(match self {
            Self::People(select, _) => select.clone().count(db).await?,
            Self::Bodies(select, _) => select.clone().count(db).await?,
            Self::Guests(select, _) => select.clone().count(db).await?,
        })
    }

    /// The rows behind a key.
    pub(super) async fn page(
        &self,
        snapshot: &DatabaseTransaction,
        last: Option<Uuid>,
    ) -> Result<Page> {
        macro_rules! behind {
            ($select:expr, $key:expr, $id:path) => {{
                let select = $select.clone().order_by_asc($key).limit(PAGE);
                let select = match last {
                    Some(last) => select.filter($key.gt($id(last))),
                    None => select,
                };
                let rows = select.all(snapshot).await?;
                let last = rows.last().map(|row| row.id.0);
                (rows, last)
            }};
        }
        Ok(match self {
            Self::People(select, fields) => {
                let (rows, last) = behind!(select, contact::Column::Id, ContactId);
                (people::of(snapshot, &rows, fields).await?, last)
            }
            Self::Bodies(select, own) => {
                let (rows, last) = behind!(select, organisation::Column::Id, OrganisationId);
                (bodies::of(snapshot, &rows, own).await?, last)
            }
            Self::Guests(select, own) => {
                let (rows, last) = behind!(select, attendee::Column::Id, AttendeeId);
                (guests::of(snapshot, &rows, own).await?, last)
            }
        })
    }
}

/// Whoever the filter and the search of an export find in one office and whose data may be used.
async fn persons(op: &Op, job: &export_job::Model) -> Result<Select<contact::Entity>> {
    use contact::Column as C;
    let filter: Filter = serde_json::from_value(job.filter.clone())
        .map_err(|_| Error::missing("a filter that can be read"))?;
    let filter = segments::resolve_filter(op, &filter).await?;
    let mut select = contact::Entity::find()
        .filter(C::OfficeId.eq(job.office_id))
        .filter(C::ErasedAt.is_null())
        .filter(C::MergedIntoId.is_null())
        .filter(C::RestrictedAt.is_null())
        .filter(filter.condition());
    if let Some(search) = &job.search {
        select = select.filter(found_by(op, search));
    }
    Ok(select)
}

/// The office's own language.
async fn own(op: &Op, job: &export_job::Model) -> Result<Language> {
    let office = office::Entity::find_by_id(job.office_id)
        .one(op.db.reader())
        .await?
        .ok_or_else(|| Error::missing("office"))?;
    let own = office.languages.0.first().cloned();
    Ok(own.unwrap_or_else(Language::english))
}
