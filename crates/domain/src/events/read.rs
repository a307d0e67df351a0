//! Reading events: one statement for a page and its kept counts, one for each kind of child of the whole page.

use std::collections::HashMap;

use kuvend_entity::{
    event, event_occasion, event_organisation, event_programme, event_tally,
    id::{EventId, OfficeId, ProgrammeId},
    office,
    value::{Language, Languages},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, IdenStatic, Iterable,
    JoinType, PaginatorTrait, QueryFilter, QueryOrder, QueryResult, QuerySelect, Select,
};

use crate::{
    actor::Actor,
    error::{Denied, Error, Result},
    events::Filter,
    op::Op,
    paging::{self, Cursor, Key, Ordering, Page, PageRequest},
    policy::{Action, Scope},
};

/// What the columns of the kept counts begin with.
const TALLY: &str = "tally_";

/// An event with what its guest list adds up to.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The row.
    pub event: event::Model,
    /// Its kept counts.
    pub tally: event_tally::Model,
    /// The office's own language, the fallback of every text.
    pub language: Language,
}

impl FromQueryResult for Found {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        let languages: Languages = row.try_get(prefix, "office_languages")?;
        Ok(Self {
            event: event::Model::from_query_result(row, prefix)?,
            tally: event_tally::Model::from_query_result(row, &format!("{prefix}{TALLY}"))?,
            language: own(languages),
        })
    }
}

/// An office's own language: the first it writes.
pub(super) fn own(languages: Languages) -> Language {
    languages
        .0
        .into_iter()
        .next()
        .unwrap_or_else(Language::english)
}

/// What events are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OrderField {
    /// When they start.
    #[default]
    StartsAt,
    /// When they end.
    EndsAt,
    /// When they were entered.
    CreatedAt,
}

/// In which order events are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Order {
    /// By what.
    pub field: OrderField,
    /// Latest first.
    pub descending: bool,
}

impl Order {
    const fn column(self) -> event::Column {
        match self.field {
            OrderField::StartsAt => event::Column::StartsAt,
            OrderField::EndsAt => event::Column::EndsAt,
            OrderField::CreatedAt => event::Column::CreatedAt,
        }
    }

    fn place(self, event: &event::Model) -> Cursor {
        let at = match self.field {
            OrderField::StartsAt => event.starts_at,
            OrderField::EndsAt => event.ends_at,
            OrderField::CreatedAt => event.created_at,
        };
        Cursor(Key::instant(at), event.id.0)
    }
}

/// The events that the actor sees.
fn visible(op: &Op) -> Result<Select<event::Entity>> {
    if op.actor == Actor::Anonymous {
        return Err(Error::Denied(Denied::Unauthenticated));
    }
    let all = event::Entity::find();
    Ok(match op.scope(Action::ReadEvents) {
        Scope::All => all,
        Scope::Some(offices) => all.filter(event::Column::OfficeId.is_in(offices)),
    })
}

/// Joins what stands beside every event: its kept counts and its office's languages.
fn beside(select: Select<event::Entity>) -> Select<event::Entity> {
    let tally = event::Entity::belongs_to(event_tally::Entity)
        .from(event::Column::Id)
        .to(event_tally::Column::EventId);
    let office = event::Entity::belongs_to(office::Entity)
        .from(event::Column::OfficeId)
        .to(office::Column::Id);
    event_tally::Column::iter()
        .fold(select, |select, column| {
            select.column_as(column, format!("{TALLY}{}", column.as_str()))
        })
        .column_as(office::Column::Languages, "office_languages")
        .join(JoinType::InnerJoin, tally.into())
        .join(JoinType::InnerJoin, office.into())
}

/// An event in an open transaction, whoever asks.
pub(super) async fn one(db: &impl ConnectionTrait, id: EventId) -> Result<Option<Found>> {
    Ok(beside(event::Entity::find_by_id(id))
        .into_model()
        .one(db)
        .await?)
}

/// The event of an id, if the actor sees it.
///
/// # Errors
/// [`Denied::Unauthenticated`], and the database's.
pub async fn find(op: &Op, id: EventId) -> Result<Option<Found>> {
    Ok(beside(visible(op)?.filter(event::Column::Id.eq(id)))
        .into_model()
        .one(op.db.reader())
        .await?)
}

/// Those of these events that the actor sees, in no order.
///
/// # Errors
/// [`Denied::Unauthenticated`], and the database's.
pub async fn by_ids(op: &Op, ids: &[EventId]) -> Result<Vec<Found>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(
        beside(visible(op)?.filter(event::Column::Id.is_in(ids.iter().copied())))
            .into_model()
            .all(op.db.reader())
            .await?,
    )
}

/// A page of the events that the actor sees.
///
/// # Errors
/// [`Denied::Unauthenticated`], and the database's.
pub async fn list(
    op: &Op,
    filter: &Filter,
    order: Order,
    request: &PageRequest,
) -> Result<Page<Found>> {
    let db = op.db.reader();
    let select = visible(op)?.filter(filter.condition(op.db.backend()));
    let total = if request.count {
        Some(i64::try_from(select.clone().count(db).await?).unwrap_or(i64::MAX))
    } else {
        None
    };
    let by = Ordering {
        key: order.column(),
        id: event::Column::Id,
        descending: order.descending,
    };
    let rows: Vec<Found> = if request.limit == 0 {
        Vec::new()
    } else {
        beside(paging::narrow(select, by, request))
            .into_model()
            .all(db)
            .await?
    };
    Ok(Page::cut(rows, request, total, |found| {
        order.place(&found.event)
    }))
}

/// The occasions of events that were read before, in their order.
///
/// # Errors
/// Only the database's.
pub async fn occasions_of(op: &Op, events: &[EventId]) -> Result<HashMap<EventId, Vec<String>>> {
    occasions(op.db.reader(), events).await
}

pub(super) async fn occasions(
    db: &impl ConnectionTrait,
    events: &[EventId],
) -> Result<HashMap<EventId, Vec<String>>> {
    let rows = event_occasion::Entity::find()
        .filter(event_occasion::Column::EventId.is_in(events.iter().copied()))
        .order_by_asc(event_occasion::Column::Position)
        .all(db)
        .await?;
    Ok(grouped(
        rows.into_iter().map(|row| (row.event_id, row.occasion)),
    ))
}

/// The programmes of events that were read before.
///
/// # Errors
/// Only the database's.
pub async fn programmes_of(
    op: &Op,
    events: &[EventId],
) -> Result<HashMap<EventId, Vec<ProgrammeId>>> {
    programmes(op.db.reader(), events).await
}

pub(super) async fn programmes(
    db: &impl ConnectionTrait,
    events: &[EventId],
) -> Result<HashMap<EventId, Vec<ProgrammeId>>> {
    let rows = event_programme::Entity::find()
        .filter(event_programme::Column::EventId.is_in(events.iter().copied()))
        .order_by_asc(event_programme::Column::ProgrammeId)
        .all(db)
        .await?;
    Ok(grouped(
        rows.into_iter().map(|row| (row.event_id, row.programme_id)),
    ))
}

/// The organisations of events that were read before, hosts first.
///
/// # Errors
/// Only the database's.
pub async fn organisations_of(
    op: &Op,
    events: &[EventId],
) -> Result<HashMap<EventId, Vec<event_organisation::Model>>> {
    organisations(op.db.reader(), events).await
}

pub(super) async fn organisations(
    db: &impl ConnectionTrait,
    events: &[EventId],
) -> Result<HashMap<EventId, Vec<event_organisation::Model>>> {
    let mut rows = event_organisation::Entity::find()
        .filter(event_organisation::Column::EventId.is_in(events.iter().copied()))
        .all(db)
        .await?;
    rows.sort_by_key(|row| (row.role, row.organisation_id));
    Ok(grouped(rows.into_iter().map(|row| (row.event_id, row))))
}

/// The offices of events that were read before, by id.
///
/// # Errors
/// Only the database's.
pub async fn offices_of(op: &Op, ids: &[OfficeId]) -> Result<HashMap<OfficeId, office::Model>> {
    let rows = office::Entity::find()
        .filter(office::Column::Id.is_in(ids.iter().copied()))
        .all(op.db.reader())
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Children by their event.
pub(crate) fn grouped<K: std::hash::Hash + Eq, T>(
    pairs: impl Iterator<Item = (K, T)>,
) -> HashMap<K, Vec<T>> {
    let mut groups: HashMap<K, Vec<T>> = HashMap::new();
    for (parent, child) in pairs {
        groups.entry(parent).or_default().push(child);
    }
    groups
}
