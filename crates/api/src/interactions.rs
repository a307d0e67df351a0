//! Calls, meetings, letters, visits, mails and notes.

mod inputs;

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, ID, Object, SimpleObject};
use kuvend_domain::{
    audit::reads::{Sensitive, Whom},
    interactions,
    op::Op,
    tasks,
};
use kuvend_entity::{
    id::{AccountId, ContactId, EventId, InteractionId, ProgrammeId},
    interaction,
};

pub use inputs::{RecordInteractionInput, RemoveInteractionInput, UpdateInteractionInput};

use crate::{
    contacts::{self, Contact},
    enums::InteractionKind,
    events::{self, Event},
    look::Look,
    nodes::Node,
    payload::{UserError, op, top_level},
    programmes::Programme,
    scalars::DateTime,
    tasks::Staff,
};

/// A call, a meeting, a letter, a visit, a mail or a note, with whoever took part.
#[derive(Debug, Clone)]
pub struct Interaction(Arc<Shown>);

#[derive(Debug)]
struct Shown {
    row: interaction::Model,
    participants: Vec<Contact>,
    event: Option<Event>,
    programme: Option<Programme>,
    recorded_by: Option<Staff>,
}

impl Interaction {
    /// Interactions by their ids, as far as one may see them: one statement, and one or two for each kind of child that is
    /// selected.
    ///
    /// # Errors
    /// A denial or a failure, as a coded top-level error.
    pub async fn load_many(
        op: &Op,
        ids: &[InteractionId],
        look: &Look<'_>,
    ) -> async_graphql::Result<HashMap<InteractionId, Self>> {
        let coded = |error| top_level(op, &error);
        let rows = interactions::by_ids(op, ids).await.map_err(coded)?;
        let mut took_part = if look.selects("participants") {
            interactions::participants(op, ids).await.map_err(coded)?
        } else {
            HashMap::new()
        };
        let people: Vec<ContactId> = took_part.values().flatten().copied().collect();
        let people = if people.is_empty() {
            HashMap::new()
        } else {
            let selection = contacts::Selection::of(&look.field("participants"));
            // Who took part has a timeline, which has interactions.
            Box::pin(Contact::load_many(op, people, &selection)).await?
        };
        let (events, programmes) = about(op, rows.values(), look).await?;
        let accounts: Vec<AccountId> = if look.selects("recordedBy") {
            rows.values().filter_map(|row| row.recorded_by).collect()
        } else {
            Vec::new()
        };
        let staff = tasks::staff_by_ids(op, &accounts).await.map_err(coded)?;
        let shown = rows.into_iter().map(|(id, row)| {
            let participants = took_part.remove(&id).unwrap_or_default();
            let shown = Shown {
                participants: participants
                    .iter()
                    .filter_map(|id| people.get(id).cloned())
                    .collect(),
                event: row.event_id.and_then(|id| events.get(&id).cloned()),
                programme: row.programme_id.and_then(|id| programmes.get(&id).cloned()),
                recorded_by: row
                    .recorded_by
                    .and_then(|id| staff.get(&id).cloned())
                    .map(Into::into),
                row,
            };
            (id, Self(Arc::new(shown)))
        });
        Ok(shown.collect())
    }
}

/// The events and programmes that some interactions are about, if they are selected.
async fn about<'a>(
    op: &Op,
    rows: impl Iterator<Item = &'a interaction::Model> + Clone,
    look: &Look<'_>,
) -> async_graphql::Result<(HashMap<EventId, Event>, HashMap<ProgrammeId, Programme>)> {
    let mut found = (HashMap::new(), HashMap::new());
    if look.selects("event") {
        let mut ids: Vec<EventId> = rows.clone().filter_map(|row| row.event_id).collect();
        ids.sort_unstable();
        ids.dedup();
        let selection = events::Selection::of(&look.field("event"));
        found.0 = Box::pin(Event::load_many(op, &ids, &selection)).await?;
    }
    if look.selects("programme") {
        let ids: Vec<ProgrammeId> = rows.filter_map(|row| row.programme_id).collect();
        let look = look.field("programme");
        found.1 = Box::pin(Programme::load_many(op, ids, &look)).await?;
    }
    Ok(found)
}

/// A call, a meeting, a letter, a visit, a mail or a note, with whoever took part.
#[Object]
impl Interaction {
    /// Opaque, stable id.
    pub async fn id(&self) -> ID {
        self.0.row.id.to_string().into()
    }

    /// Raised by every change; an update names the version it read.
    async fn version(&self) -> i32 {
        self.0.row.version
    }

    /// What it was.
    async fn kind(&self) -> InteractionKind {
        self.0.row.kind.into()
    }

    /// In a line.
    async fn subject(&self) -> &str {
        &self.0.row.subject
    }

    /// What was said; hidden from who may not see contact details.
    async fn body(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<&str>> {
        let row = &self.0.row;
        if row.body.is_some() {
            let whom = Whom::Talk(row.id, row.office_id);
            op(ctx)?.reads.note(whom, Sensitive::Body);
        }
        Ok(row.body.as_deref())
    }

    /// When it happened.
    async fn happened_at(&self) -> DateTime {
        self.0.row.happened_at.into()
    }

    /// Who took part.
    async fn participants(&self) -> &[Contact] {
        &self.0.participants
    }

    /// The event that it was about, if one may see it.
    async fn event(&self) -> Option<&Event> {
        self.0.event.as_ref()
    }

    /// The programme that it was about, if one may see it.
    async fn programme(&self) -> Option<&Programme> {
        self.0.programme.as_ref()
    }

    /// Who of the staff wrote it down.
    async fn recorded_by(&self) -> Option<&Staff> {
        self.0.recorded_by.as_ref()
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

/// What a mutation of an interaction came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct InteractionPayload {
    /// The interaction after it; on `CONFLICT`, as it is now.
    pub interaction: Option<Interaction>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// What a removal came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct RemovedPayload {
    /// The id of what is no more; null where it was refused.
    pub removed_id: Option<ID>,
    /// On `CONFLICT`, the thing as it is now.
    pub kept: Option<Node>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}
