//! Events as they are loaded, and what of them is at hand.

use std::collections::HashMap;

use async_graphql::{Context, Result, Value};
use kuvend_domain::{events, op::Op};
use kuvend_entity::{id::EventId, kind::RemarkKind};

use super::{
    Event, Selection,
    hydrate::{self, brought, hydrate},
};
use crate::{
    agenda::{AgendaConflict, AgendaItem, Remark},
    flat::{self, AtHand, Below},
    look::Look,
    offices::text,
    payload::{op, seen, top_level},
    scalars::{Date, DateTime, TimeZone},
};

impl Event {
    /// The event of an id with what the field being resolved selects of it, if the caller sees it.
    ///
    /// # Errors
    /// A denial or a failure, as a coded top-level error.
    pub async fn load(ctx: &Context<'_>, id: EventId) -> Result<Option<Self>> {
        let op = op(ctx)?;
        let selection = Selection::of(&Look::of(ctx));
        match seen(op, events::find_with(op, id, &selection.wanted).await)? {
            None => Ok(None),
            Some(found) => Ok(Some(hydrate::show(op, found, selection).await?)),
        }
    }

    /// The events of some ids that the caller sees, by id, with what the selection names of them.
    ///
    /// # Errors
    /// A denial or a failure, as a coded top-level error.
    pub async fn load_many(
        op: &Op,
        ids: &[EventId],
        selection: &Selection<'_>,
    ) -> Result<HashMap<EventId, Self>> {
        let rows = events::by_ids(op, ids, &selection.wanted).await;
        let rows = rows.map_err(|error| top_level(op, &error))?;
        let shown = hydrate(op, rows, selection).await?;
        Ok(shown
            .into_iter()
            .map(|event| (event.found.event.id, event))
            .collect())
    }

    /// The remarks of a sort, in the order of the run of show.
    pub(super) fn told(&self, kind: RemarkKind) -> Result<Vec<Remark>> {
        let agenda = brought(self.children.agenda.as_ref())?;
        let told = agenda.iter().flat_map(AgendaItem::told);
        Ok(told.filter(|remark| remark.is(kind)).cloned().collect())
    }

    /// What contradicts in its run of show, where that was brought along.
    pub(crate) fn contradictions(&self) -> Vec<AgendaConflict> {
        self.children.conflicts.clone().unwrap_or_default()
    }
}

impl AtHand for Event {
    fn at_hand(&self, field: &str, _: &Below<'_>) -> Option<Value> {
        use flat::{number, optional, scalar, word};
        let event = &self.found.event;
        Some(match field {
            "id" => flat::text(event.id.to_string()),
            "version" => number(event.version),
            "title" => {
                flat::text(text(&event.title, None, &self.found.language).unwrap_or_default())
            }
            "kind" => word(event.kind.as_str()),
            "status" => word(event.status.as_str()),
            "startsAt" => scalar::<DateTime>(event.starts_at),
            "endsAt" => scalar::<DateTime>(event.ends_at),
            "localDate" => scalar::<Date>(event.local_on),
            "timeZone" => scalar::<TimeZone>(event.time_zone.clone()),
            "capacity" => optional(event.capacity, number),
            "placesTaken" => number(self.found.tally.places_taken),
            _ => return None,
        })
    }
}
