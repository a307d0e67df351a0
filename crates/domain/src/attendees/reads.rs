//! Reading guest lists: a page of rows with their guests by one statement, whatever stands around it by one a kind.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use kuvend_entity::{
    attendee, attendee_change, contact,
    id::{AttendeeId, ContactId, EventId, MessageId},
    message, message_event,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QueryResult, QuerySelect, QueryTrait, Select, TryGetable,
    sea_query::{Expr, ExprTrait, SelectStatement},
};

pub use crate::attendees::filter::{Filter, Order, OrderBy};
use crate::{
    attendees::filter::{condition, ordering, place_of},
    columns::{self, Columns},
    contacts,
    engine::{self, Bounded},
    error::Result,
    events::grouped,
    fold::judged,
    op::Op,
    paging::{self, Cursor, Key, Ordering, Page, PageRequest},
    policy::{Action, Scope},
    questions,
};

/// What is wanted of each row of a list.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Which columns of the row.
    pub columns: Columns<attendee::Column>,
    /// Which of the guest.
    pub contact: Option<Columns<contact::Column>>,
}

/// A row of a list; with it the guest, where that was wanted and the actor may see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The row, as far as it was wanted.
    pub row: Arc<attendee::Model>,
    /// The guest, as far as that was wanted.
    pub contact: Option<Arc<contact::Model>>,
}

impl Wanted {
    /// The same with the key, and with these columns.
    fn keyed(&self, more: impl IntoIterator<Item = attendee::Column>) -> Self {
        let keys = [attendee::Column::Id].into_iter().chain(more);
        Self {
            columns: keys.fold(self.columns.clone(), Columns::with),
            contact: self.contact.as_ref().map(contacts::reads::placed),
        }
    }

    /// Adds what is wanted of the guests to a statement that selects what is wanted of the rows.
    fn with_guests(&self, op: &Op, rows: &mut SelectStatement) {
        let Some(contact) = &self.contact else {
            return;
        };
        for column in contact.iter() {
            rows.column(column.as_column_ref());
        }
        let guest = Expr::col(contact::Column::Id.as_column_ref())
            .equals(attendee::Column::ContactId.as_column_ref());
        let on = contacts::reads::shown(op).add(guest);
        rows.join(JoinType::LeftJoin, contact::Entity, on);
    }

    /// A statement of all that is wanted.
    fn of(&self, op: &Op, select: Select<attendee::Entity>) -> SelectStatement {
        let mut rows = columns::only(select, &self.columns).into_query();
        self.with_guests(op, &mut rows);
        rows
    }

    fn listed(&self, op: &Op, result: &QueryResult) -> Result<Listed> {
        let contact = match &self.contact {
            None => None,
            Some(columns) => contacts::reads::joined(op, columns, result, self.columns.len())?,
        };
        Ok(Listed {
            row: self.columns.shared(result, 0)?,
            contact,
        })
    }
}

/// Rows that the actor may see.
#[must_use]
pub fn visible(op: &Op) -> Select<attendee::Entity> {
    match op.scope(Action::ReadGuests) {
        Scope::All => attendee::Entity::find(),
        Scope::Some(offices) => {
            let mut seen = Condition::any().add(attendee::Column::OfficeId.is_in(offices));
            let events = op.events(Action::ReadGuests);
            if !events.is_empty() {
                seen = seen.add(attendee::Column::EventId.is_in(events));
            }
            attendee::Entity::find().filter(seen)
        }
    }
}

/// The row of a contact at an event, if the actor may see it.
///
/// # Errors
/// Only the database's.
pub async fn find_at(
    op: &Op,
    event: EventId,
    contact: ContactId,
) -> Result<Option<attendee::Model>> {
    Ok(visible(op)
        .filter(attendee::Column::EventId.eq(event))
        .filter(attendee::Column::ContactId.eq(contact))
        .one(op.db.reader())
        .await?)
}

/// Rows by their ids, as far as the actor may see them.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), and the database's.
pub async fn by_ids(op: &Op, ids: &[AttendeeId], wanted: &Wanted) -> Result<Vec<Listed>> {
    op.known()?;
    let wanted = wanted.keyed([]);
    let select = visible(op).filter(attendee::Column::Id.is_in(ids.iter().copied()));
    let statement = wanted.of(op, select);
    let found = op.db.reader().query_all(&statement).await?;
    found
        .iter()
        .map(|result| wanted.listed(op, result))
        .collect()
}

/// Which rows of an event's list are shown, and in which order.
#[derive(Debug, Clone, Default)]
pub struct Chosen<'a> {
    /// Only guests of this name, tolerant of accents, case and script.
    pub search: Option<&'a str>,
    /// Only these rows.
    pub filter: Filter,
    /// In this order.
    pub order: Order,
}

/// The rows of these events' guest lists that are chosen.
async fn of_list(
    op: &Op,
    events: &[EventId],
    chosen: &Chosen<'_>,
) -> Result<Select<attendee::Entity>> {
    let open = if chosen.filter.asks_for_open_questions() {
        questions::judge_open(op, events).await?;
        let backend = op.db.reader().get_database_backend();
        Some(questions::has_open(backend, events))
    } else {
        None
    };
    let mut select = visible(op).filter(condition(&chosen.filter, open.as_ref()));
    if chosen.order.by == OrderBy::QueueNumber {
        select = select.filter(attendee::Column::QueueNumber.is_not_null());
    }
    if let Some(search) = judged(chosen.search)? {
        let people = contact::Entity::find()
            .select_only()
            .column(contact::Column::Id)
            .filter(contacts::found_by(op, search));
        select = select.filter(attendee::Column::ContactId.in_subquery(people.into_query()));
    }
    Ok(select)
}

async fn page(
    op: &Op,
    select: Select<attendee::Entity>,
    order: Order,
    request: &PageRequest,
    wanted: &Wanted,
) -> Result<Page<Listed>> {
    let wanted = wanted.keyed(request.places.then_some(ordering(order).key));
    let total = paging::total(op.db.reader(), &select, request).await?;
    let mut rows = Vec::new();
    if request.limit > 0 {
        let select = wanted.of(op, paging::narrow(select, ordering(order), request));
        for result in op.db.reader().query_all(&Bounded(&select)).await? {
            rows.push(wanted.listed(op, &result)?);
        }
    }
    let place = place_of(order);
    Ok(Page::cut(rows, request, total, |listed| place(&listed.row)))
}

/// A page of an event's list.
///
/// # Errors
/// Only the database's.
pub async fn of_event(
    op: &Op,
    event: EventId,
    chosen: &Chosen<'_>,
    request: &PageRequest,
    wanted: &Wanted,
) -> Result<Page<Listed>> {
    let select = of_list(op, &[event], chosen).await?;
    let select = select.filter(attendee::Column::EventId.eq(event));
    page(op, select, chosen.order, request, wanted).await
}

/// The same page of several events' lists, by one statement, and one more where they are counted.
///
/// # Errors
/// Only the database's.
pub async fn of_events(
    op: &Op,
    events: &[EventId],
    chosen: &Chosen<'_>,
    request: &PageRequest,
    wanted: &Wanted,
) -> Result<HashMap<EventId, Page<Listed>>> {
    let lists = Lists {
        keys: events,
        by: attendee::Column::EventId,
        of: |row: &attendee::Model| Some(row.event_id),
    };
    let rows = of_list(op, events, chosen).await?;
    pages(op, &lists, (rows, chosen.order), request, wanted).await
}

/// Latest first, as the lists of a contact are shown.
const LATEST_FIRST: Order = Order {
    by: OrderBy::CreatedAt,
    descending: true,
};

/// A page of the events that a contact was on the list of, latest first.
///
/// # Errors
/// Only the database's.
pub async fn of_contact(
    op: &Op,
    contact: ContactId,
    request: &PageRequest,
    wanted: &Wanted,
) -> Result<Page<Listed>> {
    let select = visible(op).filter(attendee::Column::ContactId.eq(contact));
    page(op, select, LATEST_FIRST, request, wanted).await
}

/// The same page for several contacts, by one statement, and one more where they are counted.
///
/// # Errors
/// Only the database's.
pub async fn of_contacts(
    op: &Op,
    contacts: &[ContactId],
    request: &PageRequest,
    wanted: &Wanted,
) -> Result<HashMap<ContactId, Page<Listed>>> {
    let lists = Lists {
        keys: contacts,
        by: attendee::Column::ContactId,
        of: |row: &attendee::Model| row.contact_id,
    };
    pages(op, &lists, (visible(op), LATEST_FIRST), request, wanted).await
}

/// Several lists of rows, told apart by a column.
struct Lists<'a, K, F> {
    keys: &'a [K],
    by: attendee::Column,
    of: F,
}

/// The same page of several lists of rows.
async fn pages<K, F>(
    op: &Op,
    lists: &Lists<'_, K, F>,
    (rows, order): (Select<attendee::Entity>, Order),
    request: &PageRequest,
    wanted: &Wanted,
) -> Result<HashMap<K, Page<Listed>>>
where
    K: Hash + Eq + Copy + Into<sea_orm::Value> + TryGetable,
    F: Fn(&attendee::Model) -> Option<K>,
{
    let db = op.db.reader();
    let wanted = wanted.keyed([lists.by, ordering(order).key]);
    let mut found: HashMap<K, Vec<Listed>> = HashMap::new();
    if request.limit > 0 && !lists.keys.is_empty() {
        // The guests are joined to what was selected of the rows.
        let joined = wanted.contact.as_ref().map(|_| attendee::Column::ContactId);
        let inner = joined
            .into_iter()
            .fold(wanted.columns.clone(), Columns::with);
        let one = |rows| {
            let rows = paging::narrow(rows, ordering(order), request);
            columns::only(rows, &inner).into_query()
        };
        let keys: Vec<sea_orm::Value> = lists.keys.iter().map(|key| (*key).into()).collect();
        let mut all =
            engine::first_of_each(db.get_database_backend(), &rows, (lists.by, keys), one);
        for column in wanted.columns.iter() {
            all.column(column.as_column_ref());
        }
        wanted.with_guests(op, &mut all);
        for result in db.query_all(&Bounded(&all)).await? {
            let listed = wanted.listed(op, &result)?;
            if let Some(list) = (lists.of)(&listed.row) {
                found.entry(list).or_default().push(listed);
            }
        }
    }
    let counted = (attendee::Column::Id, request);
    let totals = paging::totals(db, rows, (lists.by, lists.keys), counted).await?;
    let place = place_of(order);
    let mut page = |list: &K| {
        let place = |listed: &Listed| place(&listed.row);
        let mut rows = found.remove(list).unwrap_or_default();
        paging::put_in_order(&mut rows, order.descending, request, place);
        let total = request
            .count
            .then(|| totals.get(list).copied().unwrap_or_default());
        Page::cut(rows, request, total, place)
    };
    Ok(lists.keys.iter().map(|list| (*list, page(list))).collect())
}

/// The histories of rows, oldest first.
///
/// # Errors
/// Only the database's.
pub async fn histories(
    op: &Op,
    attendees: &[AttendeeId],
) -> Result<HashMap<AttendeeId, Vec<attendee_change::Model>>> {
    use attendee_change::Column as C;
    let lines = attendee_change::Entity::find()
        .filter(C::AttendeeId.is_in(attendees.iter().copied()))
        .order_by_asc(C::At)
        .order_by_asc(C::Id)
        .all(op.db.reader())
        .await?;
    Ok(grouped(
        lines.into_iter().map(|line| (line.attendee_id, line)),
    ))
}

/// The same page of the letters to each of some rows, newest first, as far as the actor may see letters.
///
/// # Errors
/// Only the database's.
pub async fn messages(
    op: &Op,
    attendees: &[AttendeeId],
    request: &PageRequest,
) -> Result<HashMap<AttendeeId, Page<message::Model>>> {
    use message::Column as C;
    let by = Ordering {
        key: C::CreatedAt,
        id: C::Id,
        descending: true,
    };
    let visible = match op.scope(Action::ReadLetters) {
        Scope::All => message::Entity::find(),
        Scope::Some(offices) => message::Entity::find().filter(C::OfficeId.is_in(offices)),
    };
    let lists = (C::AttendeeId, attendees, |row: &message::Model| {
        row.attendee_id
    });
    let place = |row: &message::Model| Cursor(Key::instant(row.created_at), row.id.0);
    paging::read_each(op.db.reader(), visible, lists, (by, place), request).await
}

/// The timelines of letters, oldest first.
///
/// # Errors
/// Only the database's.
pub async fn timelines(
    op: &Op,
    messages: &[MessageId],
) -> Result<HashMap<MessageId, Vec<message_event::Model>>> {
    use message_event::Column as C;
    let lines = message_event::Entity::find()
        .filter(C::MessageId.is_in(messages.iter().copied()))
        .order_by_asc(C::At)
        .order_by_asc(C::Id)
        .all(op.db.reader())
        .await?;
    Ok(grouped(
        lines.into_iter().map(|line| (line.message_id, line)),
    ))
}
