//! Reading events: one statement for a page and its kept counts, one for each kind of child of the whole page.

use std::collections::HashMap;

use kuvend_entity::{
    event, event_occasion, event_organisation, event_programme, event_tally,
    id::{EventId, OfficeId, ProgrammeId},
    office,
    value::{Language, Languages},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QueryResult, QuerySelect, QueryTrait, Select,
};

use crate::{
    columns::{self, Columns},
    engine::Bounded,
    error::Result,
    events::Filter,
    op::Op,
    paging::{self, Cursor, Key, Ordering, Page, PageRequest},
    policy::{Action, Scope},
};

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

/// What is wanted of each event of a list.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Which columns of the row.
    pub columns: Columns<event::Column>,
    /// Which of its kept counts.
    pub tally: Columns<event_tally::Column>,
}

impl Wanted {
    /// Everything.
    #[must_use]
    pub fn everything() -> Self {
        Self {
            columns: Columns::all(),
            tally: Columns::all(),
        }
    }

    /// The same with the columns without which an event has no place in a list.
    fn placed(&self, order: Order) -> Self {
        use event::Column as C;
        Self {
            columns: [C::Id, C::OfficeId, order.column()]
                .into_iter()
                .fold(self.columns.clone(), Columns::with),
            tally: self.tally.clone(),
        }
    }

    /// Reads what is wanted of the events of a select, and what stands beside every one: its office's languages.
    async fn read(
        &self,
        db: &impl ConnectionTrait,
        select: Select<event::Entity>,
    ) -> Result<Vec<Found>> {
        let office = event::Entity::belongs_to(office::Entity)
            .from(event::Column::OfficeId)
            .to(office::Column::Id);
        let mut select = columns::only(select, &self.columns)
            .column(office::Column::Languages)
            .join(JoinType::InnerJoin, office.into());
        if !self.tally.is_empty() {
            let tally = event::Entity::belongs_to(event_tally::Entity)
                .from(event::Column::Id)
                .to(event_tally::Column::EventId);
            select = self
                .tally
                .iter()
                .fold(select, QuerySelect::column)
                .join(JoinType::InnerJoin, tally.into());
        }
        let start = self.columns.len();
        let found = db.query_all(&Bounded(&select.into_query())).await?;
        let read = |result: &QueryResult| {
            Ok(Found {
                event: self.columns.row(result, 0)?,
                language: own(result.try_get_by_index(start)?),
                tally: self.tally.row(result, start + 1)?,
            })
        };
        Ok(found.iter().map(read).collect::<Result<_, DbErr>>()?)
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
    op.known()?;
    let all = event::Entity::find();
    Ok(match op.scope(Action::ReadEvents) {
        Scope::All => all,
        Scope::Some(offices) => {
            let mut seen = Condition::any().add(event::Column::OfficeId.is_in(offices));
            let events = op.events(Action::ReadEvents);
            if !events.is_empty() {
                seen = seen.add(event::Column::Id.is_in(events));
            }
            all.filter(seen)
        }
    })
}

/// An event in an open transaction, whoever asks.
pub(super) async fn one(db: &impl ConnectionTrait, id: EventId) -> Result<Option<Found>> {
    let wanted = Wanted::everything();
    Ok(wanted.read(db, event::Entity::find_by_id(id)).await?.pop())
}

/// The event of an id, if the actor sees it.
///
/// # Errors
/// [`Denied::Unauthenticated`], and the database's.
pub async fn find(op: &Op, id: EventId) -> Result<Option<Found>> {
    find_with(op, id, &Wanted::everything()).await
}

/// What is wanted of the event of an id, if the actor sees it.
///
/// # Errors
/// [`Denied::Unauthenticated`], and the database's.
pub async fn find_with(op: &Op, id: EventId, wanted: &Wanted) -> Result<Option<Found>> {
    let select = visible(op)?.filter(event::Column::Id.eq(id));
    let wanted = wanted.placed(Order::default());
    Ok(wanted.read(op.db.reader(), select).await?.pop())
}

/// What is wanted of those of these events that the actor sees, in no order.
///
/// # Errors
/// [`Denied::Unauthenticated`], and the database's.
pub async fn by_ids(op: &Op, ids: &[EventId], wanted: &Wanted) -> Result<Vec<Found>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let select = visible(op)?.filter(event::Column::Id.is_in(ids.iter().copied()));
    let wanted = wanted.placed(Order::default());
    wanted.read(op.db.reader(), select).await
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
    wanted: &Wanted,
) -> Result<Page<Found>> {
    let db = op.db.reader();
    let select = visible(op)?.filter(filter.condition(op.db.backend()));
    let total = paging::total(db, &select, request).await?;
    let by = Ordering {
        key: order.column(),
        id: event::Column::Id,
        descending: order.descending,
    };
    let rows: Vec<Found> = if request.limit == 0 {
        Vec::new()
    } else {
        let select = paging::narrow(select, by, request);
        wanted.placed(order).read(db, select).await?
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
