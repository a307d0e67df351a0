//! What an export takes out, as rows of cells: a page at a time, in the order in which it was entered.

mod bodies;
mod guests;
mod people;

pub(crate) use guests::{named, usable};
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

use super::super::fields::{Field, OrganisationField};
use crate::{
    contacts::{Filter, found_by},
    error::{Error, Result},
    op::Op,
    papers::{Page as Pages, Sheet},
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
    Guests(Box<guests::List>),
    /// A paper of an event.
    Paper(Box<Sheet>),
}

/// How far it is read.
#[derive(Debug, Clone, Copy)]
pub(in crate::exports) enum Place {
    /// To the row of this key.
    Behind(Uuid),
    /// So many rows.
    At(usize),
}

/// Rows, and how far it is read by then; nothing behind the end.
type Page = (Vec<Vec<String>>, Option<Place>);

impl Taken {
    /// What a job takes out for who asked for it.
    ///
    /// # Errors
    /// Those of a filter that cannot be resolved.
    pub(in crate::exports) async fn of(
        op: &Op,
        job: &export_job::Model,
        address: &str,
    ) -> Result<Self> {
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
                let own = own(op, job).await?;
                Self::Guests(Box::new(guests::List::of(op, job, own).await?))
            }
            ExportKind::Paper => Self::Paper(Box::new(Sheet::of(op, job, address).await?)),
        })
    }

    /// Does what has to be done before anything is read.
    pub(super) async fn prepare(&self, op: &Op) -> Result<()> {
        match self {
            Self::Paper(sheet) => sheet.prepare(op).await,
            _ => Ok(()),
        }
    }

    /// Reads what has an order of its own, as of the snapshot that all is read from.
    pub(super) async fn settle(&mut self, snapshot: &DatabaseTransaction) -> Result<()> {
        match self {
            Self::Paper(sheet) => sheet.settle(snapshot).await,
            _ => Ok(()),
        }
    }

    /// The same as pages to be printed; nothing where it is no paper.
    pub(super) async fn pages(&self, snapshot: &DatabaseTransaction) -> Result<Option<Pages>> {
        Ok(match self {
            Self::Paper(sheet) => Some(Box::pin(sheet.page(snapshot)).await?),
            _ => None,
        })
    }

    /// The names of the columns.
    pub(in crate::exports) fn columns(&self) -> Vec<String> {
        let names: Vec<&str> = match self {
            Self::People(_, fields) => fields.iter().map(|field| field.as_str()).collect(),
            Self::Bodies(..) => OrganisationField::ALL
                .iter()
                .map(|field| field.as_str())
                .collect(),
            Self::Guests(list) => return list.columns(),
            Self::Paper(sheet) => return sheet.columns(),
        };
        names.into_iter().map(str::to_owned).collect()
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
            Self::Guests(list) => return list.heads(),
            // A paper is in one language from its head to its end.
            Self::Paper(sheet) => return sheet.heads(),
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
            Self::Guests(list) => list.rows.clone().count(db).await?,
            Self::Paper(sheet) => u64::try_from(sheet.count()).unwrap_or(u64::MAX),
        })
    }

    /// The rows behind a place.
    pub(super) async fn page(
        &self,
        snapshot: &DatabaseTransaction,
        last: Option<Place>,
    ) -> Result<Page> {
        macro_rules! behind {
            ($select:expr, $key:expr, $id:path) => {{
                let select = $select.clone().order_by_asc($key).limit(PAGE);
                let select = match last {
                    Some(Place::Behind(last)) => select.filter($key.gt($id(last))),
                    _ => select,
                };
                let rows = select.all(snapshot).await?;
                let last = rows.last().map(|row| Place::Behind(row.id.0));
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
            Self::Guests(taken) => {
                let (rows, last) = behind!(taken.rows, attendee::Column::Id, AttendeeId);
                (guests::of(snapshot, &rows, taken).await?, last)
            }
            Self::Paper(sheet) => {
                let from = match last {
                    Some(Place::At(from)) => from,
                    _ => 0,
                };
                let rows = sheet.rows(snapshot, from).await?;
                let read = from.saturating_add(rows.len());
                let last = (!rows.is_empty()).then_some(Place::At(read));
                (rows, last)
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
