//! Pages of a list by keyset: they stay right while rows are inserted, and cost the same far down as at the top.

use std::{cmp::Reverse, collections::HashMap, hash::Hash};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::DateTime;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, Order, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select, TryGetable, Value,
    prelude::{Expr, Uuid},
    sea_query::{Asterisk, ExprTrait, SelectStatement},
};
use serde::{Deserialize, Serialize};

use crate::{
    engine::{self, Bounded},
    error::Result,
};

/// Rows of a page where nobody says how many.
pub const DEFAULT_PAGE: u64 = 25;
/// Rows of a page at most.
pub const LARGEST_PAGE: u64 = 100;

/// What a list is ordered by, beside the id that makes the order total. Here texts come by their bytes, which is not how a
/// database orders them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Key {
    /// A text.
    #[serde(rename = "t")]
    Text(String),
    /// An instant, in microseconds since 1970.
    #[serde(rename = "i")]
    Instant(i64),
    /// A number.
    #[serde(rename = "n")]
    Number(i64),
}

impl Key {
    /// The key of an instant.
    #[must_use]
    pub const fn instant(at: DateTime<chrono::Utc>) -> Self {
        Self::Instant(at.timestamp_micros())
    }

    pub(crate) fn value(&self) -> Value {
        match self {
            Self::Text(text) => text.clone().into(),
            Self::Instant(micros) => DateTime::from_timestamp_micros(*micros)
                .unwrap_or_default()
                .into(),
            Self::Number(number) => (*number).into(),
        }
    }
}

/// A place in a list: opaque to clients.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cursor(pub Key, pub Uuid);

impl Cursor {
    /// The text that clients hold.
    #[must_use]
    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    /// The place that a client's text names.
    #[must_use]
    pub fn decode(text: &str) -> Option<Self> {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
    }
}

/// Which page is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// How many rows, 1 to [`LARGEST_PAGE`]; zero asks for the count alone.
    pub limit: u64,
    /// From the end (`last`, `before`) instead of from the start.
    pub backward: bool,
    /// Only what follows this place.
    pub after: Option<Cursor>,
    /// Only what comes before this place.
    pub before: Option<Cursor>,
    /// Whether the whole list is to be counted.
    pub count: bool,
    /// Whether the places of the rows are wanted. Without it a page may say nothing true in them.
    pub places: bool,
}

impl Default for PageRequest {
    fn default() -> Self {
        Self {
            limit: DEFAULT_PAGE,
            backward: false,
            after: None,
            before: None,
            count: false,
            places: true,
        }
    }
}

/// A page, in the list's order whichever end it was asked from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows with their places.
    pub items: Vec<(Cursor, T)>,
    /// Whether more follows.
    pub has_next: bool,
    /// Whether more goes before.
    pub has_previous: bool,
    /// How long the whole list is, where that was asked.
    pub total: Option<i64>,
}

impl Page<()> {
    /// The page of as many things, in their order.
    #[must_use]
    pub fn with<T>(self, things: Vec<T>) -> Page<T> {
        let mut things = things.into_iter();
        let items = self.items.into_iter();
        Page {
            items: items
                .filter_map(|(place, ())| Some((place, things.next()?)))
                .collect(),
            has_next: self.has_next,
            has_previous: self.has_previous,
            total: self.total,
        }
    }
}

impl<T> Page<T> {
    /// The same page of other things.
    #[must_use]
    pub fn map<U>(self, mut make: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self
                .items
                .into_iter()
                .map(|(cursor, item)| (cursor, make(item)))
                .collect(),
            has_next: self.has_next,
            has_previous: self.has_previous,
            total: self.total,
        }
    }

    /// The things of a page, and the page for others of them, which are put in their places by [`Page::with`].
    #[must_use]
    pub fn apart(self) -> (Vec<T>, Page<()>) {
        let (places, things): (Vec<_>, Vec<_>) = self.items.into_iter().unzip();
        let frame = Page {
            items: places.into_iter().map(|place| (place, ())).collect(),
            has_next: self.has_next,
            has_previous: self.has_previous,
            total: self.total,
        };
        (things, frame)
    }

    /// Makes a page of what was fetched by a limit of one more than wanted, in the fetched order.
    #[must_use]
    pub fn cut(
        mut rows: Vec<T>,
        request: &PageRequest,
        total: Option<i64>,
        place: impl Fn(&T) -> Cursor,
    ) -> Self {
        let wanted = usize::try_from(request.limit).unwrap_or(usize::MAX);
        let more = rows.len() > wanted;
        rows.truncate(wanted);
        if request.backward {
            rows.reverse();
        }
        Self {
            items: rows.into_iter().map(|row| (place(&row), row)).collect(),
            has_next: if request.backward {
                request.before.is_some()
            } else {
                more
            },
            has_previous: if request.backward {
                more
            } else {
                request.after.is_some()
            },
            total,
        }
    }
}

/// By which columns a list is ordered.
#[derive(Debug, Clone, Copy)]
pub struct Ordering<C> {
    /// The first.
    pub key: C,
    /// The second, which makes the order total.
    pub id: C,
    /// Largest first.
    pub descending: bool,
}

/// Narrows and orders a select to the page asked for, with one row more to know whether there are more.
#[must_use]
pub fn narrow<E: EntityTrait>(
    select: Select<E>,
    by: Ordering<E::Column>,
    request: &PageRequest,
) -> Select<E> {
    let place = |cursor: &Cursor| Expr::tuple([Expr::val(cursor.0.value()), Expr::val(cursor.1)]);
    let row = || {
        Expr::tuple([
            Expr::col(by.key.as_column_ref()),
            Expr::col(by.id.as_column_ref()),
        ])
    };
    let mut select = select;
    if let Some(cursor) = &request.after {
        select = select.filter(if by.descending {
            row().lt(place(cursor))
        } else {
            row().gt(place(cursor))
        });
    }
    if let Some(cursor) = &request.before {
        select = select.filter(if by.descending {
            row().gt(place(cursor))
        } else {
            row().lt(place(cursor))
        });
    }
    let order = direction(by.descending, request);
    select
        .order_by(by.key, order.clone())
        .order_by(by.id, order)
        .limit(request.limit + 1)
}

/// The order in which rows are fetched: a page from the end comes last row first.
fn direction(descending: bool, request: &PageRequest) -> Order {
    if descending == request.backward {
        Order::Asc
    } else {
        Order::Desc
    }
}

/// Orders rows that were narrowed before and joined to others since, which keeps no order.
fn reorder<C: ColumnTrait>(rows: &mut SelectStatement, by: Ordering<C>, request: &PageRequest) {
    let order = direction(by.descending, request);
    rows.order_by(by.key.as_column_ref(), order.clone())
        .order_by(by.id.as_column_ref(), order);
}

/// The same where it is spared the database: orders the rows of one list by their places, whose keys are no texts.
pub fn put_in_order<T>(
    rows: &mut [T],
    descending: bool,
    request: &PageRequest,
    place: impl Fn(&T) -> Cursor,
) {
    if descending == request.backward {
        rows.sort_by_key(place);
    } else {
        rows.sort_by_key(|row| Reverse(place(row)));
    }
}

/// The length of a list, where that was asked.
///
/// # Errors
/// Only the database's.
pub async fn total<E>(
    db: &impl ConnectionTrait,
    select: &Select<E>,
    request: &PageRequest,
) -> Result<Option<i64>>
where
    E: EntityTrait,
    E::Model: Sync,
{
    if !request.count {
        return Ok(None);
    }
    let counted = select.clone().count(db).await?;
    Ok(Some(i64::try_from(counted).unwrap_or(i64::MAX)))
}

/// Reads the same page of several lists, by one statement, and one more where they are counted: of `rows`, those whose column
/// holds one of the keys, which `of` reads back from a row.
///
/// # Errors
/// Only the database's.
pub async fn read_each<E, K>(
    db: &impl ConnectionTrait,
    rows: Select<E>,
    (column, keys, of): (E::Column, &[K], impl Fn(&E::Model) -> Option<K>),
    (by, place): (Ordering<E::Column>, impl Fn(&E::Model) -> Cursor),
    request: &PageRequest,
) -> Result<HashMap<K, Page<E::Model>>>
where
    E: EntityTrait,
    E::Model: Sync,
    K: Hash + Eq + Copy + Into<Value> + TryGetable,
{
    // One list is read more cheaply by a plain statement.
    if let [key] = keys {
        let page = read(db, rows.filter(column.eq(*key)), by, request, place).await?;
        return Ok(HashMap::from([(*key, page)]));
    }
    let mut found: HashMap<K, Vec<E::Model>> = HashMap::new();
    if request.limit > 0 && !keys.is_empty() {
        let one = |rows| narrow(rows, by, request).into_query();
        let values = keys.iter().map(|key| (*key).into()).collect();
        let backend = db.get_database_backend();
        let mut all = engine::first_of_each(backend, &rows, (column, values), one);
        all.column((E::default().table_name().to_owned(), Asterisk));
        reorder(&mut all, by, request);
        for result in db.query_all(&Bounded(&all)).await? {
            let row = E::Model::from_query_result(&result, "")?;
            if let Some(key) = of(&row) {
                found.entry(key).or_default().push(row);
            }
        }
    }
    let totals = totals(db, rows, (column, keys), (by.id, request)).await?;
    let mut page = |key: &K| {
        let rows = found.remove(key).unwrap_or_default();
        let total = request
            .count
            .then(|| totals.get(key).copied().unwrap_or_default());
        Page::cut(rows, request, total, &place)
    };
    Ok(keys.iter().map(|key| (*key, page(key))).collect())
}

/// The lengths of several lists, where they were asked; an empty one is left out.
///
/// # Errors
/// Only the database's.
pub async fn totals<E, K>(
    db: &impl ConnectionTrait,
    rows: Select<E>,
    (column, keys): (E::Column, &[K]),
    (id, request): (E::Column, &PageRequest),
) -> Result<HashMap<K, i64>>
where
    E: EntityTrait,
    K: Hash + Eq + Copy + Into<Value> + TryGetable,
{
    if !request.count {
        return Ok(HashMap::new());
    }
    let counted: Vec<(K, i64)> = rows
        .select_only()
        .column(column)
        .column_as(id.count(), "number")
        .filter(column.is_in(keys.iter().copied()))
        .group_by(column)
        .into_tuple()
        .all(db)
        .await?;
    Ok(counted.into_iter().collect())
}

/// Reads one page of a list, and its length where asked.
///
/// # Errors
/// Only the database's.
pub async fn read<E>(
    db: &impl ConnectionTrait,
    select: Select<E>,
    by: Ordering<E::Column>,
    request: &PageRequest,
    place: impl Fn(&E::Model) -> Cursor,
) -> Result<Page<E::Model>>
where
    E: EntityTrait,
    E::Model: Sync,
{
    let total = total(db, &select, request).await?;
    let rows = if request.limit == 0 {
        Vec::new()
    } else {
        let select = narrow(select, by, request).into_query();
        let found = db.query_all(&Bounded(&select)).await?;
        found
            .iter()
            .map(|row| E::Model::from_query_result(row, ""))
            .collect::<Result<_, DbErr>>()?
    };
    Ok(Page::cut(rows, request, total, place))
}
