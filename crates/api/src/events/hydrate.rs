//! Events with what was selected of them: each kind of child in one statement for the whole page.

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, Lookahead};
use kuvend_domain::{
    agenda,
    error::{Error, Failure},
    events::{self, Found},
    op::Op,
};
use kuvend_entity::id::{EventId, OfficeId};

use crate::{
    agenda::{AgendaConflict, AgendaItem, Cast, Entry},
    events::Event,
    offices::Office,
    payload::top_level,
    programmes::Programme,
};

/// Which children of events were selected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Selection {
    office: bool,
    occasions: bool,
    agenda: bool,
    programmes: bool,
}

impl Selection {
    /// Every child.
    #[must_use]
    pub const fn everything() -> Self {
        Self {
            office: true,
            occasions: true,
            agenda: true,
            programmes: true,
        }
    }

    /// What is selected on an event.
    #[must_use]
    pub fn of(event: &Lookahead<'_>) -> Self {
        let has = |field: &str| event.field(field).exists();
        Self {
            office: has("office"),
            occasions: has("occasions"),
            agenda: has("agenda") || has("panels") || has("conflicts"),
            programmes: has("programmes"),
        }
    }

    /// The same and, where wanted, the run of show.
    pub(super) const fn with_agenda(self, wanted: bool) -> Self {
        Self {
            agenda: self.agenda || wanted,
            ..self
        }
    }

    /// What is selected on the events of a connection.
    #[must_use]
    pub fn of_page(connection: &Lookahead<'_>) -> Self {
        let nodes = Self::of(&connection.field("nodes"));
        let edges = Self::of(&connection.field("edges").field("node"));
        Self {
            office: nodes.office || edges.office,
            occasions: nodes.occasions || edges.occasions,
            agenda: nodes.agenda || edges.agenda,
            programmes: nodes.programmes || edges.programmes,
        }
    }
}

/// The children of an event that were selected.
#[derive(Debug, Clone, Default)]
pub struct Children {
    pub(super) office: Option<Office>,
    pub(super) occasions: Option<Vec<String>>,
    pub(super) agenda: Option<Vec<AgendaItem>>,
    pub(super) conflicts: Option<Vec<AgendaConflict>>,
    pub(super) programmes: Option<Vec<Programme>>,
}

/// A child that the parent brought along.
///
/// # Errors
/// Where the parent was shown without looking ahead.
pub(super) fn brought<T: Clone>(child: Option<&T>) -> async_graphql::Result<T> {
    child
        .cloned()
        .ok_or_else(|| async_graphql::Error::new("a child was selected and not brought along"))
}

/// Events with what was selected of them, in the order given.
///
/// # Errors
/// Only the database's.
pub async fn hydrate(
    op: &Op,
    rows: Vec<Found>,
    selection: Selection,
) -> async_graphql::Result<Vec<Event>> {
    let coded = |error| top_level(op, &error);
    let ids: Vec<EventId> = rows.iter().map(|found| found.event.id).collect();
    let offices = if selection.office && !rows.is_empty() {
        let mut wanted: Vec<OfficeId> = rows.iter().map(|found| found.event.office_id).collect();
        wanted.sort_unstable();
        wanted.dedup();
        events::offices_of(op, &wanted).await.map_err(coded)?
    } else {
        HashMap::new()
    };
    let offices: HashMap<OfficeId, Office> = offices
        .into_iter()
        .map(|(id, office)| (id, Office(Arc::new(office))))
        .collect();
    let mut occasions = if selection.occasions && !rows.is_empty() {
        events::occasions_of(op, &ids).await.map_err(coded)?
    } else {
        HashMap::new()
    };
    let mut agendas = if selection.agenda && !rows.is_empty() {
        agenda::of_events(op, &ids).await.map_err(coded)?
    } else {
        HashMap::new()
    };
    let cast = Cast::of(op, &agendas.values().flatten().collect::<Vec<_>>()).await?;
    let mut programmes = if selection.programmes && !rows.is_empty() {
        programmes_of(op, &ids).await?
    } else {
        HashMap::new()
    };
    Ok(rows
        .into_iter()
        .map(|found| {
            let id = found.event.id;
            let mut children = Children {
                office: offices.get(&found.event.office_id).cloned(),
                occasions: selection
                    .occasions
                    .then(|| occasions.remove(&id).unwrap_or_default()),
                programmes: selection
                    .programmes
                    .then(|| programmes.remove(&id).unwrap_or_default()),
                ..Children::default()
            };
            if selection.agenda {
                children.show_agenda(&found, &agendas.remove(&id).unwrap_or_default(), &cast);
            }
            Event {
                found: Arc::new(found),
                children: Arc::new(children),
            }
        })
        .collect())
}

/// The programmes of events, by one statement for the links and one for the programmes.
async fn programmes_of(
    op: &Op,
    events: &[EventId],
) -> async_graphql::Result<HashMap<EventId, Vec<Programme>>> {
    let coded = |error| top_level(op, &error);
    let links = events::programmes_of(op, events).await.map_err(coded)?;
    let ids: Vec<_> = links.values().flatten().copied().collect();
    let known = kuvend_domain::programmes::by_ids(op, &ids)
        .await
        .map_err(coded)?;
    let shown = |ids: Vec<_>| {
        ids.iter()
            .filter_map(|id| known.get(id))
            .cloned()
            .map(Programme::from)
            .collect()
    };
    Ok(links
        .into_iter()
        .map(|(event, ids)| (event, shown(ids)))
        .collect())
}

impl Children {
    fn show_agenda(&mut self, found: &Found, items: &[agenda::Item], cast: &Cast) {
        let conflicts = agenda::conflicts(&found.event, items);
        let shown: Vec<AgendaItem> = items.iter().map(|item| entry(found, item, cast)).collect();
        self.conflicts = Some(
            conflicts
                .iter()
                .map(|conflict| AgendaConflict::of(conflict, &shown))
                .collect(),
        );
        self.agenda = Some(shown);
    }
}

/// An agenda item of an event.
pub(crate) fn entry(found: &Found, item: &agenda::Item, cast: &Cast) -> AgendaItem {
    AgendaItem::of(Entry {
        row: item.item.clone(),
        contributors: cast.contributors(item),
        zone: found.event.time_zone.clone(),
        language: found.language.clone(),
    })
}

/// One event with what was selected of it.
///
/// # Errors
/// A failure, as a coded top-level error.
pub(crate) async fn show(
    op: &Op,
    found: Found,
    selection: Selection,
) -> async_graphql::Result<Event> {
    let mut shown = hydrate(op, vec![found], selection).await?;
    shown
        .pop()
        .ok_or_else(|| top_level(op, &Error::Failed(Failure::Missing("event"))))
}

/// What the field being resolved selects of the event in its field `event`.
pub(super) fn in_payload(ctx: &Context<'_>) -> Selection {
    Selection::of(&ctx.look_ahead().field("event"))
}
