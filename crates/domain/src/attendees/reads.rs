//! Reading guest lists.

use std::collections::HashMap;

use kuvend_entity::{
    attendee, attendee_change, contact, event_headcount,
    id::{AttendeeId, ContactId, EventId, MessageId},
    kind::{
        AttendeeRole, GuestCategory, InvitationState, PlaceState, PresenceState, ResponseState,
    },
    message, message_event,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, ExprTrait},
};

use crate::{
    contacts,
    error::Result,
    op::Op,
    paging::{self, Cursor, Key, Ordering, Page, PageRequest},
    policy::{Action, Scope},
};

/// Which rows of a list.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// First axis, any of these.
    pub invitation: Option<Vec<InvitationState>>,
    /// Second axis, any of these.
    pub response: Option<Vec<ResponseState>>,
    /// Third axis, any of these.
    pub place: Option<Vec<PlaceState>>,
    /// Fourth axis, any of these.
    pub presence: Option<Vec<PresenceState>>,
    /// Any of these qualities.
    pub categories: Option<Vec<GuestCategory>>,
    /// Having any of these roles.
    pub roles: Option<Vec<AttendeeRole>>,
    /// Added under this name.
    pub wave: Option<String>,
    /// At least one of these.
    pub any: Vec<Filter>,
    /// None of this.
    pub not: Option<Box<Filter>>,
}

/// What a list is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OrderBy {
    /// When the row was entered.
    #[default]
    CreatedAt,
    /// When the row last changed.
    UpdatedAt,
    /// The number on the waiting list.
    QueueNumber,
}

/// An ordering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Order {
    /// By what.
    pub by: OrderBy,
    /// Largest first.
    pub descending: bool,
}

fn condition(filter: &Filter) -> Condition {
    use attendee::Column as C;
    let mut all = Condition::all()
        .add_option(
            filter
                .invitation
                .as_ref()
                .map(|states| C::Invitation.is_in(states.iter().copied())),
        )
        .add_option(
            filter
                .response
                .as_ref()
                .map(|states| C::Response.is_in(states.iter().copied())),
        )
        .add_option(
            filter
                .place
                .as_ref()
                .map(|states| C::Place.is_in(states.iter().copied())),
        )
        .add_option(
            filter
                .presence
                .as_ref()
                .map(|states| C::Presence.is_in(states.iter().copied())),
        )
        .add_option(
            filter
                .categories
                .as_ref()
                .map(|categories| C::Category.is_in(categories.iter().copied())),
        )
        .add_option(filter.wave.as_ref().map(|wave| C::Wave.eq(wave.as_str())));
    if let Some(roles) = &filter.roles {
        // The roles are a JSON list of closed words; as text, a word stands in quotes and in no other word.
        let text = || Expr::col(C::Roles.as_column_ref()).cast_as("text");
        all = all.add(roles.iter().fold(Condition::any(), |any, role| {
            any.add(text().like(format!("%\"{role}\"%")))
        }));
    }
    if !filter.any.is_empty() {
        all = all.add(
            filter
                .any
                .iter()
                .fold(Condition::any(), |any, one| any.add(condition(one))),
        );
    }
    if let Some(not) = &filter.not {
        all = all.add(condition(not).not());
    }
    all
}

fn ordering(order: Order) -> Ordering<attendee::Column> {
    let key = match order.by {
        OrderBy::CreatedAt => attendee::Column::CreatedAt,
        OrderBy::UpdatedAt => attendee::Column::UpdatedAt,
        OrderBy::QueueNumber => attendee::Column::QueueNumber,
    };
    Ordering {
        key,
        id: attendee::Column::Id,
        descending: order.descending,
    }
}

fn place_of(order: Order) -> impl Fn(&attendee::Model) -> Cursor {
    move |row| {
        let key = match order.by {
            OrderBy::CreatedAt => Key::instant(row.created_at),
            OrderBy::UpdatedAt => Key::instant(row.updated_at),
            OrderBy::QueueNumber => Key::Number(i64::from(row.queue_number.unwrap_or_default())),
        };
        Cursor(key, row.id.0)
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
pub async fn by_ids(op: &Op, ids: &[AttendeeId]) -> Result<HashMap<AttendeeId, attendee::Model>> {
    let rows = visible(op)
        .filter(attendee::Column::Id.is_in(ids.iter().copied()))
        .all(op.db.reader())
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
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
    page: &PageRequest,
) -> Result<Page<attendee::Model>> {
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
    paging::read(
        op.db.reader(),
        select,
        ordering(order),
        page,
        place_of(order),
    )
    .await
}

/// A page of the events that a contact was on the list of, latest first.
///
/// # Errors
/// Only the database's.
pub async fn of_contact(
    op: &Op,
    contact: ContactId,
    page: &PageRequest,
) -> Result<Page<attendee::Model>> {
    let order = Order {
        by: OrderBy::CreatedAt,
        descending: true,
    };
    let select = visible(op).filter(attendee::Column::ContactId.eq(contact));
    paging::read(
        op.db.reader(),
        select,
        ordering(order),
        page,
        place_of(order),
    )
    .await
}

/// The first rows of several events' lists, by one statement.
///
/// # Errors
/// Only the database's.
pub async fn first_of_events(
    op: &Op,
    events: &[EventId],
    (filter, order): (&Filter, Order),
    limit: u64,
) -> Result<HashMap<EventId, Vec<attendee::Model>>> {
    let by = ordering(order);
    let direction = if order.descending {
        sea_orm::Order::Desc
    } else {
        sea_orm::Order::Asc
    };
    let window = sea_orm::sea_query::WindowStatement::partition_by(attendee::Column::EventId)
        .order_by(by.key, direction.clone())
        .order_by(by.id, direction.clone())
        .to_owned();
    let mut numbered = visible(op)
        .select_only()
        .column(attendee::Column::Id)
        .filter(attendee::Column::EventId.is_in(events.iter().copied()))
        .filter(condition(filter))
        .into_query();
    numbered.expr_window_as(Expr::cust("ROW_NUMBER()"), window, "place_in_list");
    let ids = sea_orm::sea_query::Query::select()
        .column("id")
        .from_subquery(numbered, "numbered")
        .and_where(Expr::col("place_in_list").lte(i64::try_from(limit).unwrap_or(i64::MAX)))
        .to_owned();
    let rows = attendee::Entity::find()
        .filter(attendee::Column::Id.in_subquery(ids))
        .order_by(by.key, direction.clone())
        .order_by(by.id, direction)
        .all(op.db.reader())
        .await?;
    let mut lists: HashMap<EventId, Vec<attendee::Model>> =
        events.iter().map(|id| (*id, Vec::new())).collect();
    for row in rows {
        lists.entry(row.event_id).or_default().push(row);
    }
    Ok(lists)
}

/// The history of a row, oldest first.
///
/// # Errors
/// Only the database's.
pub async fn history(op: &Op, attendee: AttendeeId) -> Result<Vec<attendee_change::Model>> {
    Ok(attendee_change::Entity::find()
        .filter(attendee_change::Column::AttendeeId.eq(attendee))
        .order_by_asc(attendee_change::Column::At)
        .order_by_asc(attendee_change::Column::Id)
        .all(op.db.reader())
        .await?)
}

/// A page of the letters to a row, newest first, if the actor may see letters.
///
/// # Errors
/// Only the database's.
pub async fn messages(
    op: &Op,
    attendee: AttendeeId,
    page: &PageRequest,
) -> Result<Page<message::Model>> {
    let select = match op.scope(Action::ReadLetters) {
        Scope::All => message::Entity::find(),
        Scope::Some(offices) => {
            message::Entity::find().filter(message::Column::OfficeId.is_in(offices))
        }
    };
    let by = Ordering {
        key: message::Column::CreatedAt,
        id: message::Column::Id,
        descending: true,
    };
    paging::read(
        op.db.reader(),
        select.filter(message::Column::AttendeeId.eq(attendee)),
        by,
        page,
        |row| Cursor(Key::instant(row.created_at), row.id.0),
    )
    .await
}

/// The timeline of a letter, oldest first.
///
/// # Errors
/// Only the database's.
pub async fn timeline(op: &Op, message: MessageId) -> Result<Vec<message_event::Model>> {
    Ok(message_event::Entity::find()
        .filter(message_event::Column::MessageId.eq(message))
        .order_by_asc(message_event::Column::At)
        .order_by_asc(message_event::Column::Id)
        .all(op.db.reader())
        .await?)
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
