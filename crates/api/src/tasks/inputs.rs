//! Inputs about tasks, read into commands.

use async_graphql::{ID, InputObject, MaybeUndefined};
use kuvend_domain::{
    error::Result,
    tasks::{Add, Filter, Update},
};
use kuvend_entity::id::TaskId;

use crate::{
    contacts::told,
    input::{LINE, PROSE, Reader},
    scalars::Date,
};

/// Which tasks: what is given must hold, all of it.
#[derive(Debug, Clone, Default, InputObject)]
pub struct TaskFilter {
    /// Of this office.
    pub office_id: Option<ID>,
    /// About this person.
    pub contact_id: Option<ID>,
    /// To be done by this account.
    pub assignee_id: Option<ID>,
    /// Done, or not.
    pub is_done: Option<bool>,
    /// Not done though the day has passed, or otherwise.
    pub is_overdue: Option<bool>,
    /// Due on this day or later.
    pub due_from: Option<Date>,
    /// Due on this day or earlier.
    pub due_to: Option<Date>,
}

impl TaskFilter {
    pub(super) fn read(&self, reader: &mut Reader) -> Option<Filter> {
        let office = reader.optional(self.office_id.as_ref(), |reader, id| {
            reader.id("officeId", id)
        });
        let contact = reader.optional(self.contact_id.as_ref(), |reader, id| {
            reader.id("contactId", id)
        });
        let assignee = reader.optional(self.assignee_id.as_ref(), |reader, id| {
            reader.id("assigneeId", id)
        });
        let due_from = reader.optional(self.due_from.as_ref(), |reader, day| {
            reader.date("dueFrom", day)
        });
        let due_to = reader.optional(self.due_to.as_ref(), |reader, day| {
            reader.date("dueTo", day)
        });
        Some(Filter {
            office: office?,
            contact: contact?,
            assignee: assignee?,
            is_done: self.is_done,
            is_overdue: self.is_overdue,
            due_from: due_from?,
            due_to: due_to?,
        })
    }
}

/// Enters a task.
#[derive(Debug, Clone, InputObject)]
pub struct AddTaskInput {
    /// In which office; that of the contact, or the only one, unless said.
    pub office_id: Option<ID>,
    /// About whom.
    pub contact_id: Option<ID>,
    /// Who is to do it: an account of the office (`staff`).
    pub assignee_id: Option<ID>,
    /// In a line.
    pub title: String,
    /// What is worth knowing of it.
    pub body: Option<String>,
    /// By when.
    pub due_on: Option<Date>,
}

impl AddTaskInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Add> {
        let mut reader = Reader::new();
        let command = self.parts(&mut reader);
        reader.finish(command)
    }

    fn parts(&self, reader: &mut Reader) -> Option<Add> {
        let office = reader.optional(self.office_id.as_ref(), |reader, id| {
            reader.id("officeId", id)
        });
        let contact = reader.optional(self.contact_id.as_ref(), |reader, id| {
            reader.id("contactId", id)
        });
        let assignee = reader.optional(self.assignee_id.as_ref(), |reader, id| {
            reader.id("assigneeId", id)
        });
        let title = reader.line("title", &self.title, LINE);
        let body = reader.optional(self.body.as_ref(), |reader, text| {
            reader.prose("body", text, PROSE)
        });
        let due_on = reader.optional(self.due_on.as_ref(), |reader, day| {
            reader.date("dueOn", day)
        });
        Some(Add {
            office: office?,
            contact: contact?,
            assignee: assignee?,
            title: title?,
            body: body?,
            due_on: due_on?,
        })
    }
}

/// Changes a task: what is absent stays, null clears.
#[derive(Debug, Clone, InputObject)]
pub struct UpdateTaskInput {
    /// Which.
    pub id: ID,
    /// The version that was read.
    pub version: i32,
    /// About whom.
    pub contact_id: MaybeUndefined<ID>,
    /// Who is to do it.
    pub assignee_id: MaybeUndefined<ID>,
    /// In a line.
    pub title: Option<String>,
    /// What is worth knowing of it.
    pub body: MaybeUndefined<String>,
    /// By when.
    pub due_on: MaybeUndefined<Date>,
    /// Whether it is done.
    pub is_done: Option<bool>,
}

impl UpdateTaskInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Update> {
        let mut reader = Reader::new();
        let command = self.parts(&mut reader);
        reader.finish(command)
    }

    fn parts(&self, reader: &mut Reader) -> Option<Update> {
        let id = reader.id("id", &self.id);
        let contact = reader.change(&self.contact_id, |reader, id| reader.id("contactId", id));
        let assignee = reader.change(&self.assignee_id, |reader, id| reader.id("assigneeId", id));
        let title = reader.optional(self.title.as_ref(), |reader, text| {
            reader.line("title", text, LINE)
        });
        let body = reader.change(&self.body, |reader, text| reader.prose("body", text, PROSE));
        let due_on = reader.change(&self.due_on, |reader, day| reader.date("dueOn", day));
        Some(Update {
            id: id?,
            version: self.version,
            contact: told(contact?),
            assignee: told(assignee?),
            title: title?,
            body: told(body?),
            due_on: told(due_on?),
            is_done: self.is_done,
        })
    }
}

/// Takes a task out. That it was there stays in the audit.
#[derive(Debug, Clone, InputObject)]
pub struct RemoveTaskInput {
    /// Which.
    pub id: ID,
    /// The version that was read.
    pub version: i32,
}

impl RemoveTaskInput {
    /// The id.
    ///
    /// # Errors
    /// Where it is no id of a task.
    pub fn read(&self) -> Result<TaskId> {
        let mut reader = Reader::new();
        let id = reader.id("id", &self.id);
        reader.finish(id)
    }
}
