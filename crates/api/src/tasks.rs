//! What is to be done, by whom and by when.

mod inputs;

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, ID, Object, SimpleObject};
use kuvend_domain::{
    op::Op,
    tasks::{self, by_ids},
};
use kuvend_entity::{
    id::{AccountId, ContactId, TaskId},
    task,
};

pub use inputs::{AddTaskInput, RemoveTaskInput, TaskFilter, UpdateTaskInput};

use crate::{
    connection,
    contacts::{self, Contact},
    input::Reader,
    look::Look,
    paging::Paging,
    payload::{UserError, op, top_level},
    scalars::{Date, DateTime},
};

/// Somebody of the staff, as colleagues see them.
#[derive(Debug, Clone, SimpleObject)]
pub struct Staff {
    /// The account's id.
    pub id: ID,
    /// What colleagues call it.
    pub name: String,
}

impl From<tasks::Staff> for Staff {
    fn from(staff: tasks::Staff) -> Self {
        Self {
            id: staff.id.to_string().into(),
            name: staff.name,
        }
    }
}

/// Something that is to be done.
#[derive(Debug, Clone)]
pub struct Task(Arc<Shown>);

#[derive(Debug)]
struct Shown {
    row: task::Model,
    contact: Option<Contact>,
    assignee: Option<Staff>,
    done_by: Option<Staff>,
    created_by: Option<Staff>,
    is_overdue: bool,
}

impl crate::flat::AtHand for Task {}

connection!(TaskConnection, TaskEdge, Task, "tasks");

impl Task {
    /// Tasks by their ids, as far as one may see them, with what is selected of them.
    ///
    /// # Errors
    /// A denial or a failure, as a coded top-level error.
    pub async fn load_many(
        op: &Op,
        ids: &[TaskId],
        look: &Look<'_>,
    ) -> async_graphql::Result<HashMap<TaskId, Self>> {
        let rows = by_ids(op, ids).await;
        let rows = rows.map_err(|error| top_level(op, &error))?;
        let shown = Self::hydrate(op, rows.into_values().collect(), look).await?;
        Ok(shown
            .into_iter()
            .map(|task| (task.0.row.id, task))
            .collect())
    }

    /// Tasks with what is selected of them, in their order: one statement for those whom they are about, and one for the
    /// staff.
    ///
    /// # Errors
    /// A failure, as a coded top-level error.
    pub async fn hydrate(
        op: &Op,
        rows: Vec<task::Model>,
        look: &Look<'_>,
    ) -> async_graphql::Result<Vec<Self>> {
        let people: Vec<ContactId> = rows.iter().filter_map(|row| row.contact_id).collect();
        let people = if look.selects("contact") && !people.is_empty() {
            let selection = contacts::Selection::of(&look.field("contact"));
            // Who it is about has a timeline, which has tasks.
            Box::pin(Contact::load_many(op, people, &selection)).await?
        } else {
            HashMap::new()
        };
        let named = ["assignee", "doneBy", "createdBy"];
        let mut accounts: Vec<AccountId> = Vec::new();
        if look.fields(&named).exists() {
            let of_row = |row: &task::Model| [row.assignee_id, row.done_by, row.created_by];
            accounts.extend(rows.iter().flat_map(of_row).flatten());
            accounts.sort_unstable();
            accounts.dedup();
        }
        let staff = tasks::staff_by_ids(op, &accounts).await;
        let staff = staff.map_err(|error| top_level(op, &error))?;
        let who = |id: Option<AccountId>| id.and_then(|id| staff.get(&id).cloned()).map(Into::into);
        let today = op.clock.now().date_naive();
        Ok(rows
            .into_iter()
            .map(|row| {
                Self(Arc::new(Shown {
                    contact: row.contact_id.and_then(|id| people.get(&id).cloned()),
                    assignee: who(row.assignee_id),
                    done_by: who(row.done_by),
                    created_by: who(row.created_by),
                    is_overdue: row.done_at.is_none() && row.due_on.is_some_and(|day| day < today),
                    row,
                }))
            })
            .collect())
    }
}

/// Something that is to be done.
#[Object]
impl Task {
    /// Opaque, stable id.
    pub async fn id(&self) -> ID {
        self.0.row.id.to_string().into()
    }

    /// Raised by every change; an update names the version it read.
    async fn version(&self) -> i32 {
        self.0.row.version
    }

    /// In a line.
    async fn title(&self) -> &str {
        &self.0.row.title
    }

    /// What is worth knowing of it; hidden from who may not see contact details.
    async fn body(&self) -> Option<&str> {
        self.0.row.body.as_deref()
    }

    /// By when.
    async fn due_on(&self) -> Option<Date> {
        self.0.row.due_on.map(Into::into)
    }

    /// Whether its day has passed and it is not done.
    async fn is_overdue(&self) -> bool {
        self.0.is_overdue
    }

    /// When it was done; null while it is not.
    async fn done_at(&self) -> Option<DateTime> {
        self.0.row.done_at.map(Into::into)
    }

    /// Who did it.
    async fn done_by(&self) -> Option<&Staff> {
        self.0.done_by.as_ref()
    }

    /// Who is to do it.
    async fn assignee(&self) -> Option<&Staff> {
        self.0.assignee.as_ref()
    }

    /// Who asked for it.
    async fn created_by(&self) -> Option<&Staff> {
        self.0.created_by.as_ref()
    }

    /// Whom it is about.
    async fn contact(&self) -> Option<&Contact> {
        self.0.contact.as_ref()
    }

    /// When it was entered.
    async fn created_at(&self) -> DateTime {
        self.0.row.created_at.into()
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.row.updated_at.into()
    }
}

/// A page of tasks with what is selected of them.
///
/// # Errors
/// A denial, a fault of the arguments or a failure, as a coded top-level error.
pub async fn list(
    ctx: &Context<'_>,
    filter: Option<TaskFilter>,
    paging: Paging,
) -> async_graphql::Result<TaskConnection> {
    let op = op(ctx)?;
    let coded = |error| top_level(op, &error);
    let look = Look::of(ctx);
    let page = paging.request(&look).map_err(coded)?;
    let mut reader = Reader::new();
    let filter = filter.unwrap_or_default();
    let filter = reader.within("filter", |reader| filter.read(reader));
    let filter = reader.finish(filter).map_err(coded)?;
    let page = tasks::list(op, &filter, &page).await.map_err(coded)?;
    let (rows, page) = page.apart();
    let shown = Task::hydrate(op, rows, &look.nodes()).await?;
    Ok(TaskConnection(page.with(shown)))
}

/// What a mutation of a task came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct TaskPayload {
    /// The task after it; on `CONFLICT`, as it is now.
    pub task: Option<Task>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}
