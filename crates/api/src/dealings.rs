//! The roots of what passes between people, organisations and the office: memberships, relationships, interactions, tasks.

use async_graphql::{Context, ID, Object};
use kuvend_domain::{
    error::Error, interactions as passed, memberships, organisations as bodies, relationships,
    tasks as todo,
};
use kuvend_entity::contact;

use crate::{
    contacts::{
        AddRelationshipInput, Contact, RemoveRelationshipInput, Selection, UpdateRelationshipInput,
    },
    interactions::{
        Interaction, InteractionPayload, RecordInteractionInput, RemoveInteractionInput,
        RemovedPayload, UpdateInteractionInput,
    },
    look::Look,
    nodes,
    organisations::{
        AddMembershipInput, ContactPayload, Organisation, RemoveMembershipInput,
        RemoveOrganisationInput, UpdateMembershipInput, UpdateOrganisationInput,
        UpdateOrganisationPayload,
    },
    paging::Paging,
    payload::{UserError, is_stale, op, settle, subject, top_level},
    tasks::{
        self, AddTaskInput, RemoveTaskInput, Staff, Task, TaskConnection, TaskFilter, TaskPayload,
        UpdateTaskInput,
    },
};

/// Queries of organisations, interactions and tasks.
#[derive(Debug, Clone, Copy, Default)]
pub struct DealingQueries;

/// Queries of organisations, interactions and tasks.
#[Object]
impl DealingQueries {
    /// An organisation by its id; null where there is none that one may see.
    async fn organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The organisation's id.")] id: ID,
    ) -> async_graphql::Result<Option<Organisation>> {
        match id.parse() {
            Ok(id) => {
                let found = Organisation::load_many(op(ctx)?, vec![id], &Look::of(ctx)).await;
                Ok(found?.remove(&id))
            }
            Err(_) => Ok(None),
        }
    }

    /// An interaction by its id; null where there is none that one may see.
    async fn interaction(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The interaction's id.")] id: ID,
    ) -> async_graphql::Result<Option<Interaction>> {
        match id.parse() {
            Ok(id) => {
                let found = Interaction::load_many(op(ctx)?, &[id], &Look::of(ctx)).await;
                Ok(found?.remove(&id))
            }
            Err(_) => Ok(None),
        }
    }

    /// Tasks by the day on which they are due; those without a day come last.
    async fn tasks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which tasks.")] filter: Option<TaskFilter>,
        #[graphql(desc = "How many from the start, 25 unless said, at most 100.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what follows this place.")] after: Option<String>,
        #[graphql(desc = "How many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this place.")] before: Option<String>,
    ) -> async_graphql::Result<TaskConnection> {
        let paging = Paging {
            first,
            after,
            last,
            before,
        };
        tasks::list(ctx, filter, paging).await
    }

    /// Who works in an office and may be asked to do something, by name; at most 100.
    async fn staff(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this office; in all that one sees unless said.")] office_id: Option<
            ID,
        >,
    ) -> async_graphql::Result<Vec<Staff>> {
        let op = op(ctx)?;
        let office = match office_id.map(|id| id.parse()) {
            None => None,
            Some(Ok(id)) => Some(id),
            Some(Err(_)) => return Ok(Vec::new()),
        };
        let found = todo::staff(op, office).await;
        let found = found.map_err(|error| top_level(op, &error))?;
        Ok(found.into_iter().map(Into::into).collect())
    }
}

/// Mutations of what passes between people, organisations and the office.
#[derive(Debug, Clone, Copy, Default)]
pub struct DealingMutations;

/// Mutations of what passes between people, organisations and the office.
#[Object]
impl DealingMutations {
    /// Changes an organisation: what is absent stays, null clears.
    async fn update_organisation(
        &self,
        ctx: &Context<'_>,
        input: UpdateOrganisationInput,
    ) -> async_graphql::Result<UpdateOrganisationPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => bodies::update(op, command).await,
            Err(faults) => Err(faults),
        };
        let (row, user_errors) = settle(op, outcome)?;
        let look = Look::of(ctx).field("organisation");
        let organisation = match subject(row.map(|row| row.id), &input.id, &user_errors) {
            Some(id) => Organisation::load_many(op, vec![id], &look)
                .await?
                .remove(&id),
            None => None,
        };
        Ok(UpdateOrganisationPayload {
            organisation,
            user_errors,
        })
    }

    /// Takes out an organisation that nothing names.
    async fn remove_organisation(
        &self,
        ctx: &Context<'_>,
        input: RemoveOrganisationInput,
    ) -> async_graphql::Result<RemovedPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(id) => bodies::remove(op, id, input.version).await,
            Err(faults) => Err(faults),
        };
        removed(ctx, outcome, &input.id).await
    }

    /// Enters what a person does in an organisation.
    async fn add_membership(
        &self,
        ctx: &Context<'_>,
        input: AddMembershipInput,
    ) -> async_graphql::Result<ContactPayload> {
        let outcome = match input.read() {
            Ok(command) => memberships::add(op(ctx)?, command).await,
            Err(faults) => Err(faults),
        };
        of_person(ctx, outcome.map(|row| row.contact_id)).await
    }

    /// Changes what a person does in an organisation, or says since when they do it no more.
    async fn update_membership(
        &self,
        ctx: &Context<'_>,
        input: UpdateMembershipInput,
    ) -> async_graphql::Result<ContactPayload> {
        let outcome = match input.read() {
            Ok(command) => memberships::update(op(ctx)?, command).await,
            Err(faults) => Err(faults),
        };
        of_person(ctx, outcome.map(|row| row.contact_id)).await
    }

    /// Takes out a membership that never was.
    async fn remove_membership(
        &self,
        ctx: &Context<'_>,
        input: RemoveMembershipInput,
    ) -> async_graphql::Result<ContactPayload> {
        let outcome = match input.read() {
            Ok(id) => memberships::remove(op(ctx)?, id).await,
            Err(faults) => Err(faults),
        };
        of_person(ctx, outcome.map(|row| row.id)).await
    }

    /// Enters how two people are connected; both see it.
    async fn add_relationship(
        &self,
        ctx: &Context<'_>,
        input: AddRelationshipInput,
    ) -> async_graphql::Result<ContactPayload> {
        let outcome = match input.read() {
            Ok(command) => relationships::add(op(ctx)?, command).await,
            Err(faults) => Err(faults),
        };
        of_person(ctx, outcome.map(|row| row.id)).await
    }

    /// Changes how two people are connected.
    async fn update_relationship(
        &self,
        ctx: &Context<'_>,
        input: UpdateRelationshipInput,
    ) -> async_graphql::Result<ContactPayload> {
        let outcome = match input.read() {
            Ok(command) => relationships::update(op(ctx)?, command).await,
            Err(faults) => Err(faults),
        };
        of_person(ctx, outcome.map(|row: contact::Model| row.id)).await
    }

    /// Takes out a connection of two people.
    async fn remove_relationship(
        &self,
        ctx: &Context<'_>,
        input: RemoveRelationshipInput,
    ) -> async_graphql::Result<ContactPayload> {
        let outcome = match input.read() {
            Ok((id, contact)) => relationships::remove(op(ctx)?, id, contact).await,
            Err(faults) => Err(faults),
        };
        of_person(ctx, outcome.map(|row| row.id)).await
    }

    /// Writes down a call, a meeting, a letter, a visit, a mail or a note.
    async fn record_interaction(
        &self,
        ctx: &Context<'_>,
        input: RecordInteractionInput,
    ) -> async_graphql::Result<InteractionPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => passed::record(op, command).await,
            Err(faults) => Err(faults),
        };
        let (row, user_errors) = settle(op, outcome)?;
        interaction(ctx, row.map(|row| row.id), user_errors).await
    }

    /// Corrects an interaction: what is absent stays, null clears.
    async fn update_interaction(
        &self,
        ctx: &Context<'_>,
        input: UpdateInteractionInput,
    ) -> async_graphql::Result<InteractionPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => passed::update(op, command).await,
            Err(faults) => Err(faults),
        };
        let (row, user_errors) = settle(op, outcome)?;
        let id = subject(row.map(|row| row.id), &input.id, &user_errors);
        interaction(ctx, id, user_errors).await
    }

    /// Takes an interaction out. That it was there stays in the audit.
    async fn remove_interaction(
        &self,
        ctx: &Context<'_>,
        input: RemoveInteractionInput,
    ) -> async_graphql::Result<RemovedPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(id) => passed::remove(op, id, input.version).await,
            Err(faults) => Err(faults),
        };
        removed(ctx, outcome, &input.id).await
    }

    /// Enters a task.
    async fn add_task(
        &self,
        ctx: &Context<'_>,
        input: AddTaskInput,
    ) -> async_graphql::Result<TaskPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => todo::add(op, command).await,
            Err(faults) => Err(faults),
        };
        let (row, user_errors) = settle(op, outcome)?;
        task(ctx, row.map(|row| row.id), user_errors).await
    }

    /// Changes a task, or says whether it is done: what is absent stays, null clears.
    async fn update_task(
        &self,
        ctx: &Context<'_>,
        input: UpdateTaskInput,
    ) -> async_graphql::Result<TaskPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => todo::update(op, command).await,
            Err(faults) => Err(faults),
        };
        let (row, user_errors) = settle(op, outcome)?;
        let id = subject(row.map(|row| row.id), &input.id, &user_errors);
        task(ctx, id, user_errors).await
    }

    /// Takes a task out. That it was there stays in the audit.
    async fn remove_task(
        &self,
        ctx: &Context<'_>,
        input: RemoveTaskInput,
    ) -> async_graphql::Result<RemovedPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(id) => todo::remove(op, id, input.version).await,
            Err(faults) => Err(faults),
        };
        removed(ctx, outcome, &input.id).await
    }
}

/// What a removal came to; on a conflict, with the thing as it is now.
async fn removed(
    ctx: &Context<'_>,
    outcome: Result<(), Error>,
    id: &ID,
) -> async_graphql::Result<RemovedPayload> {
    let op = op(ctx)?;
    let (done, user_errors) = settle(op, outcome)?;
    let look = Look::of(ctx).field("kept");
    let kept = if is_stale(&user_errors) && look.exists() {
        let mut found = nodes::load(op, std::slice::from_ref(id), &look).await?;
        found.pop().flatten()
    } else {
        None
    };
    Ok(RemovedPayload {
        removed_id: done.map(|()| id.clone()),
        kept,
        user_errors,
    })
}

/// The person whom a mutation has to do with, with what is selected of them.
async fn of_person(
    ctx: &Context<'_>,
    outcome: Result<kuvend_entity::id::ContactId, Error>,
) -> async_graphql::Result<ContactPayload> {
    let op = op(ctx)?;
    let (id, user_errors) = settle(op, outcome)?;
    let contact = match id {
        Some(id) => {
            let selection = Selection::of(&Look::of(ctx).field("contact"));
            Contact::load_with(op, id, selection).await?
        }
        None => None,
    };
    Ok(ContactPayload {
        contact,
        user_errors,
    })
}

async fn interaction(
    ctx: &Context<'_>,
    id: Option<kuvend_entity::id::InteractionId>,
    user_errors: Vec<UserError>,
) -> async_graphql::Result<InteractionPayload> {
    let look = Look::of(ctx).field("interaction");
    let interaction = match id {
        Some(id) => Interaction::load_many(op(ctx)?, &[id], &look)
            .await?
            .remove(&id),
        None => None,
    };
    Ok(InteractionPayload {
        interaction,
        user_errors,
    })
}

async fn task(
    ctx: &Context<'_>,
    id: Option<kuvend_entity::id::TaskId>,
    user_errors: Vec<UserError>,
) -> async_graphql::Result<TaskPayload> {
    let look = Look::of(ctx).field("task");
    let task = match id {
        Some(id) => Task::load_many(op(ctx)?, &[id], &look).await?.remove(&id),
        None => None,
    };
    Ok(TaskPayload { task, user_errors })
}
