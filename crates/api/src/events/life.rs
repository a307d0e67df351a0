//! Where an event stands, and what may be done about it.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use kuvend_domain::{
    error,
    events::{self, ClonePart, Duplicate, Found, Lead, Need, Postpone, Step, Transition},
    op::Op,
};

use crate::{
    enums::EventStatus,
    events::{
        Event,
        mutations::{after, shown},
    },
    input::{LocalizedTextInput, PROSE, Reader},
    payload::{UserError, op, settle, top_level},
    scalars::LocalDateTime,
};

/// What can be done to where an event stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Step")]
pub enum EventMove {
    /// `publishEvent`.
    Publish,
    /// `postponeEvent`.
    Postpone,
    /// `resumeEvent`.
    Resume,
    /// `completeEvent`.
    Complete,
    /// `archiveEvent`.
    Archive,
    /// `cancelEvent`.
    Cancel,
}

/// What a move of an event needs beside the state.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Need")]
pub enum EventMoveNeed {
    /// The event was published once, and begins later than now.
    PublishedAndAhead,
    /// The event was never published.
    NeverPublished,
    /// The event's end has passed.
    Ended,
}

/// One line of the table of what may be done to where an event stands.
#[derive(Debug, Clone, Copy, SimpleObject)]
pub struct EventTransition {
    /// What is done.
    pub step: EventMove,
    /// From where.
    pub from: EventStatus,
    /// To where.
    pub to: EventStatus,
    /// What else is needed; nothing where it is null.
    pub needs: Option<EventMoveNeed>,
}

impl From<Transition> for EventTransition {
    fn from(line: Transition) -> Self {
        Self {
            step: line.step.into(),
            from: line.from.into(),
            to: line.to.into(),
            needs: line.needs.map(Into::into),
        }
    }
}

/// Puts an event off.
#[derive(Debug, Clone, InputObject)]
pub struct PostponeEventInput {
    /// Which.
    pub id: ID,
    /// The version that was read, if it matters.
    pub version: Option<i32>,
    /// Why, for the record; nobody is told.
    pub reason: Option<String>,
}

impl PostponeEventInput {
    fn read(&self) -> error::Result<Postpone> {
        let mut reader = Reader::new();
        let id = reader.id("id", &self.id);
        let reason = reader.optional(self.reason.as_ref(), |reader, text| {
            reader.prose("reason", text, PROSE)
        });
        let command = id.zip(reason).map(|(id, reason)| Postpone {
            id,
            version: self.version,
            reason,
        });
        reader.finish(command)
    }
}

/// Takes an event up again that was put off.
#[derive(Debug, Clone, InputObject)]
pub struct ResumeEventInput {
    /// Which.
    pub id: ID,
    /// The version that was read, if it matters.
    pub version: Option<i32>,
}

/// Notes that an event has taken place.
#[derive(Debug, Clone, InputObject)]
pub struct CompleteEventInput {
    /// Which.
    pub id: ID,
    /// The version that was read, if it matters.
    pub version: Option<i32>,
}

/// Puts an event away that has taken place.
#[derive(Debug, Clone, InputObject)]
pub struct ArchiveEventInput {
    /// Which.
    pub id: ID,
    /// The version that was read, if it matters.
    pub version: Option<i32>,
}

fn lead(id: &ID, version: Option<i32>) -> error::Result<Lead> {
    let mut reader = Reader::new();
    let command = reader.id("id", id).map(|id| Lead { id, version });
    reader.finish(command)
}

/// A part of an event that its clone may take over.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "ClonePart")]
pub enum EventPart {
    /// The run of show, without who contributes and what came of it.
    Agenda,
    /// Who contributes to the run of show; they are proposed anew. Needs `AGENDA`.
    Contributors,
    /// Who is on the guest list, in which quality and for whom; nobody has answered or come.
    Guests,
    /// Hosts, co-organisers, partners and donors.
    Organisations,
    /// The programmes it belongs to.
    Programmes,
    /// Places kept for some guests, and limits of how many some may hold; nothing of them is taken yet.
    Pools,
    /// Who is let in where: check-in lists, and gates, whose links are new.
    Door,
    /// Whom organisations may send: quotas and who names the members, without members.
    Delegations,
    /// What it asks its guests, without their answers.
    Questions,
}

/// Plans an event by another.
#[derive(Debug, Clone, InputObject)]
pub struct CloneEventInput {
    /// By which.
    pub id: ID,
    /// When the new one starts, on the clock there; all its other times are as far from it as in the first.
    pub starts_at: LocalDateTime,
    /// Another title than the first one's, per language.
    pub title: Option<Vec<LocalizedTextInput>>,
    /// What is taken over beside what the event itself says. Answers, arrivals and letters never are.
    pub parts: Vec<EventPart>,
}

impl CloneEventInput {
    fn read(&self) -> error::Result<Duplicate> {
        let mut reader = Reader::new();
        let id = reader.id("id", &self.id);
        let starts_at = reader.wall("startsAt", &self.starts_at);
        let title = reader.optional(self.title.as_ref(), |reader, list| {
            reader.title("title", list)
        });
        let command = id.zip(starts_at).zip(title);
        let command = command.map(|((id, starts_at), title)| Duplicate {
            id,
            starts_at,
            title,
            parts: self.parts.iter().map(|part| (*part).into()).collect(),
        });
        reader.finish(command)
    }
}

/// What came of putting an event off.
#[derive(Debug, Clone, SimpleObject)]
pub struct PostponeEventPayload {
    /// The event as it is now, also where it was not put off.
    pub event: Option<Event>,
    /// What was wrong with the input; nothing was done then.
    pub user_errors: Vec<UserError>,
}

/// What came of taking an event up again.
#[derive(Debug, Clone, SimpleObject)]
pub struct ResumeEventPayload {
    /// The event as it is now, also where it was not taken up.
    pub event: Option<Event>,
    /// What was wrong with the input; nothing was done then.
    pub user_errors: Vec<UserError>,
}

/// What came of noting that an event has taken place.
#[derive(Debug, Clone, SimpleObject)]
pub struct CompleteEventPayload {
    /// The event as it is now, also where that was refused.
    pub event: Option<Event>,
    /// What was wrong with the input; nothing was done then.
    pub user_errors: Vec<UserError>,
}

/// What came of putting an event away.
#[derive(Debug, Clone, SimpleObject)]
pub struct ArchiveEventPayload {
    /// The event as it is now, also where it was not put away.
    pub event: Option<Event>,
    /// What was wrong with the input; nothing was done then.
    pub user_errors: Vec<UserError>,
}

/// What came of planning an event by another.
#[derive(Debug, Clone, SimpleObject)]
pub struct CloneEventPayload {
    /// The new event, a draft.
    pub event: Option<Event>,
    /// What was wrong with the input; nothing was done then.
    pub user_errors: Vec<UserError>,
}

/// Where events stand.
#[derive(Debug, Clone, Copy, Default)]
pub struct EventLifeQueries;

/// Where events stand.
#[Object]
impl EventLifeQueries {
    /// Every move of an event that is legal, as data: what is not here is refused. `Event.legalMoves` are those of one event now.
    async fn event_transitions(&self, ctx: &Context<'_>) -> Result<Vec<EventTransition>> {
        let op = op(ctx)?;
        op.known().map_err(|error| top_level(op, &error))?;
        Ok(events::TRANSITIONS.into_iter().map(Into::into).collect())
    }
}

/// Where events stand.
#[derive(Debug, Clone, Copy, Default)]
pub struct EventLifeMutations;

/// What is shown after a move, of the event that it made or that the input names.
async fn settled(
    ctx: &Context<'_>,
    outcome: error::Result<Found>,
    named: &ID,
) -> Result<(Option<Event>, Vec<UserError>)> {
    let op: &Op = op(ctx)?;
    let (found, user_errors) = settle(op, outcome)?;
    let found = after(op, found, named).await?;
    Ok((shown(ctx, op, found).await?, user_errors))
}

/// Where events stand.
#[Object]
impl EventLifeMutations {
    /// Puts an event off. Everything is kept and nothing goes out: letters wait, offered places have no end, no answers are taken.
    async fn postpone_event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which event, and why.")] input: PostponeEventInput,
    ) -> Result<PostponeEventPayload> {
        let op = op(ctx)?;
        let outcome = Box::pin(async { Box::pin(events::postpone(op, input.read()?)).await }).await;
        let (event, user_errors) = settled(ctx, outcome, &input.id).await?;
        Ok(PostponeEventPayload { event, user_errors })
    }

    /// Takes an event up again that was put off: it is what it was before. Whoever was told of other times or another place than
    /// hold now is told; offered places are held for as long again, and what waited goes out.
    async fn resume_event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which event.")] input: ResumeEventInput,
    ) -> Result<ResumeEventPayload> {
        let op = op(ctx)?;
        let outcome =
            Box::pin(async { Box::pin(events::resume(op, lead(&input.id, input.version)?)).await })
                .await;
        let (event, user_errors) = settled(ctx, outcome, &input.id).await?;
        Ok(ResumeEventPayload { event, user_errors })
    }

    /// Notes that an event has taken place, once it has ended.
    async fn complete_event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which event.")] input: CompleteEventInput,
    ) -> Result<CompleteEventPayload> {
        let op = op(ctx)?;
        let outcome = Box::pin(async {
            Box::pin(events::complete(op, lead(&input.id, input.version)?)).await
        })
        .await;
        let (event, user_errors) = settled(ctx, outcome, &input.id).await?;
        Ok(CompleteEventPayload { event, user_errors })
    }

    /// Puts an event away that has taken place: it counts as before, and nothing of it is changed from then on.
    async fn archive_event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which event.")] input: ArchiveEventInput,
    ) -> Result<ArchiveEventPayload> {
        let op = op(ctx)?;
        let outcome = Box::pin(async {
            Box::pin(events::archive(op, lead(&input.id, input.version)?)).await
        })
        .await;
        let (event, user_errors) = settled(ctx, outcome, &input.id).await?;
        Ok(ArchiveEventPayload { event, user_errors })
    }

    /// Plans an event by another, taking over the parts named: last year's day as this year's. In a series it is the next edition.
    async fn clone_event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "By which event, and what is taken over.")] input: CloneEventInput,
    ) -> Result<CloneEventPayload> {
        let op = op(ctx)?;
        let outcome = Box::pin(async { events::duplicate(op, input.read()?).await }).await;
        let (found, user_errors) = settle(op, outcome)?;
        Ok(CloneEventPayload {
            event: shown(ctx, op, found).await?,
            user_errors,
        })
    }
}
