//! What can be done to events and their runs of show.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use kuvend_domain::{
    agenda,
    events::{self, Found},
    op::Op,
};
use kuvend_entity::id::{AgendaItemId, EventId};

use crate::{
    agenda::{
        AddAgendaItemInput, AddAgendaItemPayload, AddPanelInput, AddPanelPayload, AgendaConflict,
        RemoveAgendaItemInput, RemoveAgendaItemPayload, UpdateAgendaItemInput,
        UpdateAgendaItemPayload,
    },
    agenda::{AgendaItem, Cast, CastSelection},
    events::{
        Event,
        hydrate::{in_payload, show},
        input::{CancelEventInput, CreateEventInput, PublishEventInput, UpdateEventInput},
    },
    look::Look,
    payload::{UserError, op, seen, settle, subject},
};

/// What came of planning an event.
#[derive(Debug, Clone, SimpleObject)]
pub struct CreateEventPayload {
    /// The event, a draft.
    pub event: Option<Event>,
    /// What was wrong with the input; nothing was done then.
    pub user_errors: Vec<UserError>,
}

/// What came of changing an event.
#[derive(Debug, Clone, SimpleObject)]
pub struct UpdateEventPayload {
    /// The event as it is now, also where the change was refused.
    pub event: Option<Event>,
    /// What was wrong with the input; nothing was done then.
    pub user_errors: Vec<UserError>,
}

/// What came of publishing an event.
#[derive(Debug, Clone, SimpleObject)]
pub struct PublishEventPayload {
    /// The event as it is now, also where it was not published.
    pub event: Option<Event>,
    /// What contradicts in its run of show: what stopped it, and what is still to be looked at.
    pub conflicts: Vec<AgendaConflict>,
    /// What was wrong with the input; nothing was done then.
    pub user_errors: Vec<UserError>,
}

/// What came of cancelling an event.
#[derive(Debug, Clone, SimpleObject)]
pub struct CancelEventPayload {
    /// The event as it is now, also where it was not cancelled.
    pub event: Option<Event>,
    /// What was wrong with the input; nothing was done then.
    pub user_errors: Vec<UserError>,
}

/// Events and their runs of show.
#[derive(Debug, Clone, Copy, Default)]
pub struct EventMutations;

/// The event of an outcome; where it was refused, the one that the input names, as it is now.
pub(crate) async fn after(op: &Op, found: Option<Found>, named: &ID) -> Result<Option<Found>> {
    match (found, named.parse::<EventId>()) {
        (None, Ok(id)) => seen(op, events::find(op, id).await),
        (found, _) => Ok(found),
    }
}

/// Shows the event of a payload as its field `event` selects it.
pub(crate) async fn shown(
    ctx: &Context<'_>,
    op: &Op,
    found: Option<Found>,
) -> Result<Option<Event>> {
    match found {
        None => Ok(None),
        Some(found) => Ok(Some(show(op, found, in_payload(ctx)).await?)),
    }
}

/// Shows the agenda item of a payload.
async fn shown_item(
    ctx: &Context<'_>,
    op: &Op,
    item: Option<&(Found, agenda::Item)>,
) -> Result<Option<AgendaItem>> {
    let Some((found, item)) = item else {
        return Ok(None);
    };
    let selected = Look::of(ctx).fields(&["panel", "agendaItem"]);
    let cast = Cast::of(op, &[item], &CastSelection::wholly(&selected)).await?;
    Ok(Some(AgendaItem::shown(found, item, &cast)))
}

/// Events and their runs of show.
#[Object]
impl EventMutations {
    /// Plans an event: a draft, until it is published.
    pub async fn create_event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is planned.")] input: CreateEventInput,
    ) -> Result<CreateEventPayload> {
        let op = op(ctx)?;
        let outcome = async { events::create(op, input.read()?).await }.await;
        let (found, user_errors) = settle(op, outcome)?;
        Ok(CreateEventPayload {
            event: shown(ctx, op, found).await?,
            user_errors,
        })
    }

    /// Changes an event. Once it is published, a change of time or place asks guests again.
    pub async fn update_event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: UpdateEventInput,
    ) -> Result<UpdateEventPayload> {
        let op = op(ctx)?;
        let outcome = Box::pin(async { Box::pin(events::update(op, input.read()?)).await }).await;
        let (found, user_errors) = settle(op, outcome)?;
        let found = after(op, found, &input.id).await?;
        Ok(UpdateEventPayload {
            event: shown(ctx, op, found).await?,
            user_errors,
        })
    }

    /// Publishes an event, so that guests may be invited and answer.
    pub async fn publish_event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which event.")] input: PublishEventInput,
    ) -> Result<PublishEventPayload> {
        let op = op(ctx)?;
        let outcome = async { events::publish(op, input.read()?).await }.await;
        let (published, user_errors) = settle(op, outcome)?;
        let found = after(op, published.map(|it| it.found), &input.id).await?;
        let conflicts = Look::of(ctx).field("conflicts").exists();
        let event = match found {
            None => None,
            Some(found) => Some(show(op, found, in_payload(ctx).with_agenda(conflicts)).await?),
        };
        Ok(PublishEventPayload {
            conflicts: event
                .as_ref()
                .map(Event::contradictions)
                .unwrap_or_default(),
            event,
            user_errors,
        })
    }

    /// Cancels an event that has not taken place. Whoever was told of it is told.
    pub async fn cancel_event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which event, and why.")] input: CancelEventInput,
    ) -> Result<CancelEventPayload> {
        let op = op(ctx)?;
        let outcome = async { Box::pin(events::cancel(op, input.read()?)).await }.await;
        let (found, user_errors) = settle(op, outcome)?;
        let found = after(op, found, &input.id).await?;
        Ok(CancelEventPayload {
            event: shown(ctx, op, found).await?,
            user_errors,
        })
    }

    /// Adds a panel to the run of show: topic, moderator, panellists. The one way to make a panel.
    pub async fn add_panel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The panel.")] input: AddPanelInput,
    ) -> Result<AddPanelPayload> {
        let op = op(ctx)?;
        let outcome = async { agenda::add_panel(op, input.read()?).await }.await;
        let (added, user_errors) = settle(op, outcome)?;
        let item = shown_item(ctx, op, added.as_ref()).await?;
        let found = after(op, added.map(|(found, _)| found), &input.event_id).await?;
        Ok(AddPanelPayload {
            panel: item.and_then(|item| item.panel().cloned()),
            event: shown(ctx, op, found).await?,
            user_errors,
        })
    }

    /// Adds an item of any other kind to the run of show.
    pub async fn add_agenda_item(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The item.")] input: AddAgendaItemInput,
    ) -> Result<AddAgendaItemPayload> {
        let op = op(ctx)?;
        let outcome = async { agenda::add_item(op, input.read()?).await }.await;
        let (added, user_errors) = settle(op, outcome)?;
        let agenda_item = shown_item(ctx, op, added.as_ref()).await?;
        let found = after(op, added.map(|(found, _)| found), &input.event_id).await?;
        Ok(AddAgendaItemPayload {
            agenda_item,
            event: shown(ctx, op, found).await?,
            user_errors,
        })
    }

    /// Changes an item of the run of show, a panel or another. Moving one can shift those after it.
    pub async fn update_agenda_item(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: UpdateAgendaItemInput,
    ) -> Result<UpdateAgendaItemPayload> {
        let op = op(ctx)?;
        let outcome = async { agenda::update_item(op, input.read()?).await }.await;
        let (updated, user_errors) = settle(op, outcome)?;
        let now = match (updated, input.id.parse::<AgendaItemId>()) {
            (None, Ok(id)) => seen(op, agenda::find(op, id).await)?,
            (updated, _) => updated,
        };
        let agenda_item = shown_item(ctx, op, now.as_ref()).await?;
        Ok(UpdateAgendaItemPayload {
            agenda_item,
            event: shown(ctx, op, now.map(|(found, _)| found)).await?,
            user_errors,
        })
    }

    /// Takes an item, a panel or another, off the run of show. Who contributed stays on the guest list.
    pub async fn remove_agenda_item(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which item.")] input: RemoveAgendaItemInput,
    ) -> Result<RemoveAgendaItemPayload> {
        let op = op(ctx)?;
        let outcome = async { agenda::remove_item(op, input.read()?).await }.await;
        let (removed, user_errors) = settle(op, outcome)?;
        let removed_id = removed.as_ref().map(|it| it.id.to_string().into());
        let found = match subject(None, &input.id, &user_errors) {
            Some(id) => seen(op, agenda::find(op, id).await)?.map(|(found, _)| found),
            None => removed.map(|it| it.found),
        };
        Ok(RemoveAgendaItemPayload {
            removed_id,
            event: shown(ctx, op, found).await?,
            user_errors,
        })
    }
}
