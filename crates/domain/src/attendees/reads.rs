//! Reading guest lists: a page of rows with their guests by one statement, whatever stands around it by one a kind.

use std::{collections::HashMap, hash::Hash};

use kuvend_entity::{
    attendee, attendee_change, contact, event_headcount,
    id::{AttendeeId, ContactId, EventId, MessageId},
    message, message_event,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QueryResult, QuerySelect, QueryTrait, RelationDef, Select,
    sea_query::{Expr, Func, Query, SelectStatement, UnionType},
};

pub use crate::attendees::filter::{Filter, Order, OrderBy};
use crate::{
    attendees::filter::{condition, ordering, place_of},
    columns::{self, Columns},
    contacts,
    error::Result,
    events::grouped,
    op::Op,
    paging::{self, Cursor, Key, Ordering, Page, PageRequest},
    policy::{Action, Scope},
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
    pub row: attendee::Model,
    /// The guest, as far as that was wanted.
    pub contact: Option<contact::Model>,
}

impl Wanted {
    /// The same with the columns without which a row has no place in a list.
    fn placed(&self, order: Order) -> Self {
        use attendee::Column as C;
        let own = [
            C::Id,
            C::OfficeId,
            C::EventId,
            C::ContactId,
            ordering(order).key,
        ];
        Self {
            columns: own.into_iter().fold(self.columns.clone(), Columns::with),
            contact: self.contact.clone().map(contacts::reads::placed),
        }
    }

    /// A select of what is wanted.
    fn of(&self, op: &Op, select: Select<attendee::Entity>) -> Select<attendee::Entity> {
        let select = columns::only(select, &self.columns);
        let Some(contact) = &self.contact else {
            return select;
        };
        let may_see = contacts::reads::shown(op);
        let guest: RelationDef = attendee::Entity::belongs_to(contact::Entity)
            .from(attendee::Column::ContactId)
            .to(contact::Column::Id)
            .on_condition(move |_, _| may_see.clone())
            .into();
        contact
            .iter()
            .fold(select, |select, column| select.column(column))
            .join(JoinType::LeftJoin, guest)
    }

    fn listed(&self, op: &Op, result: &QueryResult) -> Result<Listed> {
        let contact = match &self.contact {
            None => None,
            Some(columns) => contacts::reads::joined(op, columns, result, self.columns.len())?,
        };
        Ok(Listed {
            row: self.columns.row(result, 0)?,
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
            attendee::Entity::find().filter(attendee::Column::OfficeId.is_in(offices))
        }
    }
}

/// A row by its id, if the actor may see it.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), and the database's.
pub async fn find(op: &Op, id: AttendeeId) -> Result<Option<attendee::Model>> {
    contacts::reads::known(op)?;
    Ok(visible(op)
        .filter(attendee::Column::Id.eq(id))
        .one(op.db.reader())
        .await?)
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
/// Only the database's.
pub async fn by_ids(op: &Op, ids: &[AttendeeId], wanted: &Wanted) -> Result<Vec<Listed>> {
    let wanted = wanted.placed(Order::default());
    let select = visible(op).filter(attendee::Column::Id.is_in(ids.iter().copied()));
    let statement = wanted.of(op, select).into_query();
    let found = op.db.reader().query_all(&statement).await?;
    found
        .iter()
        .map(|result| wanted.listed(op, result))
        .collect()
}

/// The rows of an event's list that a list shows.
fn of_list(
    op: &Op,
    event: EventId,
    search: Option<&str>,
    (filter, order): (&Filter, Order),
) -> Select<attendee::Entity> {
    let mut select = visible(op)
        .filter(attendee::Column::EventId.eq(event))
        .filter(condition(filter));
    if order.by == OrderBy::QueueNumber {
        select = select.filter(attendee::Column::QueueNumber.is_not_null());
    }
    if let Some(search) = search {
        let people = contact::Entity::find()
            .select_only()
            .column(contact::Column::Id)
            .filter(contacts::found_by(op, search));
        select = select.filter(attendee::Column::ContactId.in_subquery(people.into_query()));
    }
    select
}

async fn page(
    op: &Op,
    select: Select<attendee::Entity>,
    order: Order,
    request: &PageRequest,
    wanted: &Wanted,
) -> Result<Page<Listed>> {
    let wanted = wanted.placed(order);
    let total = paging::total(op.db.reader(), &select, request).await?;
    let mut rows = Vec::new();
    if request.limit > 0 {
        let select = wanted.of(op, paging::narrow(select, ordering(order), request));
        for result in op.db.reader().query_all(&select.into_query()).await? {
            rows.push(wanted.listed(op, &result)?);
        }
    }
    let place = place_of(order);
    Ok(Page::cut(rows, request, total, |listed| place(&listed.row)))
}

/// A page of an event's list. `search` finds by the guest's name, tolerant of accents, case and script.
///
/// # Errors
/// Only the database's.
pub async fn of_event(
    op: &Op,
    event: EventId,
    search: Option<&str>,
    (filter, order): (&Filter, Order),
    request: &PageRequest,
    wanted: &Wanted,
) -> Result<Page<Listed>> {
    let select = of_list(op, event, search, (filter, order));
    page(op, select, order, request, wanted).await
}

/// The same page of several events' lists, by one statement, and one more where they are counted.
///
/// # Errors
/// Only the database's.
pub async fn of_events(
    op: &Op,
    events: &[EventId],
    search: Option<&str>,
    (filter, order): (&Filter, Order),
    request: &PageRequest,
    wanted: &Wanted,
) -> Result<HashMap<EventId, Page<Listed>>> {
    let list = |event: EventId| of_list(op, event, search, (filter, order));
    let lists = events.iter().map(|event| (*event, list(*event))).collect();
    pages(
        op,
        lists,
        order,
        request,
        (wanted, |row| Some(row.event_id)),
    )
    .await
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
    let list = |contact: ContactId| visible(op).filter(attendee::Column::ContactId.eq(contact));
    let lists = contacts
        .iter()
        .map(|contact| (*contact, list(*contact)))
        .collect();
    pages(
        op,
        lists,
        LATEST_FIRST,
        request,
        (wanted, |row| row.contact_id),
    )
    .await
}

/// The same page of several lists, and the list that a row belongs to.
async fn pages<K: Hash + Eq + Copy>(
    op: &Op,
    lists: Vec<(K, Select<attendee::Entity>)>,
    order: Order,
    request: &PageRequest,
    (wanted, list_of): (&Wanted, impl Fn(&attendee::Model) -> Option<K>),
) -> Result<HashMap<K, Page<Listed>>> {
    let db = op.db.reader();
    let wanted = wanted.placed(order);
    let mut rows: HashMap<K, Vec<Listed>> = HashMap::new();
    let narrowed = lists.iter().map(|(_, list)| {
        let select = paging::narrow(list.clone(), ordering(order), request);
        wanted.of(op, select).into_query()
    });
    if let Some(all) = each(narrowed).filter(|_| request.limit > 0) {
        for result in db.query_all(&all).await? {
            let listed = wanted.listed(op, &result)?;
            if let Some(list) = list_of(&listed.row) {
                rows.entry(list).or_default().push(listed);
            }
        }
    }
    let mut totals = Vec::new();
    let counts = lists.iter().zip(0_i32..).map(|((_, list), number)| {
        let mut count = list.clone().select_only().into_query();
        let rows = Func::count(Expr::col(attendee::Column::Id.as_column_ref()));
        count
            .expr_as(Expr::val(number), "number")
            .expr_as(rows, "rows")
            .to_owned()
    });
    if let Some(all) = each(counts).filter(|_| request.count) {
        for result in db.query_all(&all).await? {
            totals.push((
                result.try_get_by_index::<i32>(0)?,
                result.try_get_by_index::<i64>(1)?,
            ));
        }
        totals.sort_unstable();
    }
    let place = place_of(order);
    let mut totals = totals.into_iter().map(|(_, rows)| rows);
    Ok(lists
        .into_iter()
        .map(|(list, _)| {
            let rows = rows.remove(&list).unwrap_or_default();
            let total = totals.next();
            (
                list,
                Page::cut(rows, request, total, |listed| place(&listed.row)),
            )
        })
        .collect())
}

/// One statement of several, each with its own order and limit; nothing where there are none.
fn each(selects: impl Iterator<Item = SelectStatement>) -> Option<SelectStatement> {
    selects
        .map(|select| {
            Query::select()
                .column(sea_orm::sea_query::Asterisk)
                .from_subquery(select, "one")
                .to_owned()
        })
        .reduce(|mut all, one| all.union(UnionType::All, one).to_owned())
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
    let of = |attendee: &AttendeeId| visible.clone().filter(C::AttendeeId.eq(*attendee));
    let narrowed = |attendee: &AttendeeId| paging::narrow(of(attendee), by, request).into_query();
    let mut rows: HashMap<AttendeeId, Vec<message::Model>> = HashMap::new();
    if let Some(lists) = each(attendees.iter().map(narrowed)).filter(|_| request.limit > 0) {
        for result in op.db.reader().query_all(&lists).await? {
            let row = message::Model::from_query_result(&result, "")?;
            if let Some(attendee) = row.attendee_id {
                rows.entry(attendee).or_default().push(row);
            }
        }
    }
    let mut totals: HashMap<AttendeeId, i64> = HashMap::new();
    if request.count {
        let counts: Vec<(AttendeeId, i64)> = visible
            .clone()
            .select_only()
            .column(C::AttendeeId)
            .column_as(C::Id.count(), "letters")
            .filter(C::AttendeeId.is_in(attendees.iter().copied()))
            .group_by(C::AttendeeId)
            .into_tuple()
            .all(op.db.reader())
            .await?;
        totals.extend(counts);
    }
    let mut page = |attendee: &AttendeeId| {
        let rows = rows.remove(attendee).unwrap_or_default();
        let total = request
            .count
            .then(|| totals.get(attendee).copied().unwrap_or_default());
        Page::cut(rows, request, total, |row| {
            Cursor(Key::instant(row.created_at), row.id.0)
        })
    };
    Ok(attendees
        .iter()
        .map(|attendee| (*attendee, page(attendee)))
        .collect())
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

/// The anonymous headcounts of an event.
///
/// # Errors
/// Only the database's.
pub async fn headcounts(op: &Op, event: EventId) -> Result<Vec<event_headcount::Model>> {
    Ok(event_headcount::Entity::find()
        .filter(event_headcount::Column::EventId.eq(event))
        .all(op.db.reader())
        .await?)
}
