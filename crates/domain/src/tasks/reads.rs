//! Reading tasks, and who may be asked to do one.

use std::collections::HashMap;

use chrono::NaiveDate;
use kuvend_entity::{
    account, account_role,
    id::{AccountId, ContactId, OfficeId, TaskId},
    task,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait},
};

use crate::{
    attendees::guests::BATCH,
    contacts::reads::{hides_details, judge_places, within},
    error::Result,
    op::Op,
    paging::{self, Cursor, Key, Page, PageRequest},
    policy::{Action, Scope},
};

/// What a task without a day is ordered by: after all others.
const SOME_DAY: &str = "9999-12-31";

/// Which tasks: what is named must hold, all of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this office.
    pub office: Option<OfficeId>,
    /// About this person.
    pub contact: Option<ContactId>,
    /// To be done by this account.
    pub assignee: Option<AccountId>,
    /// Done, or not.
    pub is_done: Option<bool>,
    /// Not done though the day has passed, or otherwise.
    pub is_overdue: Option<bool>,
    /// Due on this day or later.
    pub due_from: Option<NaiveDate>,
    /// Due on this day or earlier.
    pub due_to: Option<NaiveDate>,
}

impl Filter {
    fn condition(&self, today: NaiveDate) -> Condition {
        use task::Column as C;
        let overdue = || {
            Condition::all()
                .add(C::DoneAt.is_null())
                .add(C::DueOn.is_not_null())
                .add(C::DueOn.lt(today))
        };
        Condition::all()
            .add_option(self.office.map(|id| C::OfficeId.eq(id)))
            .add_option(self.contact.map(|id| C::ContactId.eq(id)))
            .add_option(self.assignee.map(|id| C::AssigneeId.eq(id)))
            .add_option(self.is_done.map(|is_done| {
                if is_done {
                    C::DoneAt.is_not_null()
                } else {
                    C::DoneAt.is_null()
                }
            }))
            .add_option(
                self.is_overdue
                    .map(|is| if is { overdue() } else { overdue().not() }),
            )
            .add_option(self.due_from.map(|day| C::DueOn.gte(day)))
            .add_option(self.due_to.map(|day| C::DueOn.lte(day)))
    }
}

/// Tasks by their ids, as far as the actor may see them.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), and the database's.
pub async fn by_ids(op: &Op, ids: &[TaskId]) -> Result<HashMap<TaskId, task::Model>> {
    op.known()?;
    let mut found = HashMap::with_capacity(ids.len());
    for batch in ids.chunks(BATCH) {
        let rows = visible(op)
            .filter(task::Column::Id.is_in(batch.iter().copied()))
            .all(op.db.reader())
            .await?;
        found.extend(rows.into_iter().map(|row| (row.id, veiled(op, row))));
    }
    Ok(found)
}

/// A page of tasks by the day on which they are due; those without a day come last.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), a fault on a place of another list, and the database's.
pub async fn list(op: &Op, filter: &Filter, page: &PageRequest) -> Result<Page<task::Model>> {
    op.known()?;
    judge_places(page, |key| matches!(key, Key::Text(_)))?;
    let db = op.db.reader();
    let today = op.clock.now().date_naive();
    let mut select = visible(op).filter(filter.condition(today));
    let total = paging::total(db, &select, page).await?;
    if page.limit == 0 {
        return Ok(Page::cut(Vec::new(), page, total, place));
    }
    let key = || {
        let due = Expr::col((task::Entity, task::Column::DueOn)).cast_as("text");
        Expr::from(sea_orm::sea_query::Func::coalesce([
            due,
            Expr::value(SOME_DAY),
        ]))
    };
    let row = || Expr::tuple([key(), Expr::col((task::Entity, task::Column::Id))]);
    let at = |cursor: &Cursor| {
        let due = match &cursor.0 {
            Key::Text(text) => text.clone(),
            _ => String::new(),
        };
        Expr::tuple([Expr::value(due), Expr::value(cursor.1)])
    };
    if let Some(cursor) = &page.after {
        select = select.filter(row().gt(at(cursor)));
    }
    if let Some(cursor) = &page.before {
        select = select.filter(row().lt(at(cursor)));
    }
    let order = if page.backward {
        Order::Desc
    } else {
        Order::Asc
    };
    let rows = select
        .order_by(key(), order.clone())
        .order_by(task::Column::Id, order)
        .limit(page.limit + 1)
        .all(db)
        .await?;
    let rows = rows.into_iter().map(|row| veiled(op, row)).collect();
    Ok(Page::cut(rows, page, total, place))
}

fn place(row: &task::Model) -> Cursor {
    let due = row
        .due_on
        .map_or_else(|| SOME_DAY.to_owned(), |day| day.to_string());
    Cursor(Key::Text(due), row.id.0)
}

fn visible(op: &Op) -> sea_orm::Select<task::Entity> {
    task::Entity::find().filter(within(op, Action::ReadContacts, task::Column::OfficeId))
}

fn veiled(op: &Op, mut row: task::Model) -> task::Model {
    if hides_details(op, row.office_id) {
        row.body = None;
    }
    row
}

/// Somebody of the staff, as colleagues see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// The account.
    pub id: AccountId,
    /// What colleagues call it.
    pub name: String,
}

impl From<account::Model> for Staff {
    fn from(row: account::Model) -> Self {
        Self {
            id: row.id,
            name: row.name,
        }
    }
}

/// Who works in the offices whose contacts the actor may see, by name: those who may be asked to do something.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), and the database's.
pub async fn staff(op: &Op, office: Option<OfficeId>) -> Result<Vec<Staff>> {
    use account_role::Column as R;
    op.known()?;
    let scope = op.scope(Action::ReadContacts);
    let there = match (scope, office) {
        (Scope::Some(offices), _) if offices.is_empty() => return Ok(Vec::new()),
        (scope, Some(office)) if !scope.covers(office) => return Ok(Vec::new()),
        (_, Some(office)) => Some(R::OfficeId.eq(office)),
        (Scope::All, None) => None,
        (Scope::Some(offices), None) => Some(R::OfficeId.is_in(offices)),
    };
    let mut roles = account_role::Entity::find()
        .select_only()
        .column(R::AccountId);
    if let Some(there) = there {
        roles = roles.filter(Condition::any().add(R::OfficeId.is_null()).add(there));
    }
    let rows = account::Entity::find()
        .filter(account::Column::DisabledAt.is_null())
        .filter(account::Column::Id.in_subquery(roles.into_query()))
        .order_by_asc(account::Column::Name)
        .order_by_asc(account::Column::Id)
        .limit(paging::LARGEST_PAGE)
        .all(op.db.reader())
        .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Accounts by their ids, for who was shown something that names them.
///
/// # Errors
/// Only the database's.
pub async fn staff_by_ids(op: &Op, ids: &[AccountId]) -> Result<HashMap<AccountId, Staff>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = account::Entity::find()
        .filter(account::Column::Id.is_in(ids.iter().copied()))
        .all(op.db.reader())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.id, Staff::from(row)))
        .collect())
}
