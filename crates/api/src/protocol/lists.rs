//! Lists in the order of protocol, read for a page of events or of guests at once.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use async_graphql::{ID, SimpleObject};
use kuvend_domain::{
    op::Op,
    paging::{Cursor, Key, Page, PageRequest},
    protocol::{
        self,
        reads::{self, Placed, Turn},
    },
};
use kuvend_entity::id::{AttendeeId, ContactId, EventId, OrganisationId};

use crate::{
    attendees::{self, Attendee},
    connection,
    contacts::{self, Contact},
    look::{Arguments, Look},
    organisations::Organisation,
    paging::Paging,
    payload::top_level,
    protocol::Precedence,
};

/// A guest in the order of protocol.
#[derive(Debug, Clone, SimpleObject)]
pub struct ProtocolPlace {
    /// Their place in the list, from 1.
    pub place: i32,
    /// The guest.
    pub attendee: Attendee,
    /// Why they stand there.
    pub precedence: Precedence,
}

impl crate::flat::AtHand for ProtocolPlace {}

connection!(
    ProtocolConnection,
    ProtocolEdge,
    ProtocolPlace,
    "guests in the order of protocol",
    bool {
        /// Whether they stand by the ranks that the office keeps. Where it keeps no table of ranks, courtesies, the day in office, the
        /// country and the name alone say who goes first.
        async fn is_ranked(&self) -> bool {
            self.1
        }
    }
);

/// Somebody who speaks, in the order of protocol.
#[derive(Debug, Clone, SimpleObject)]
pub struct SpeakingTurn {
    /// When their turn is, from 1.
    pub turn: i32,
    /// Who; null for an organisation or a group, and for who may not see them.
    pub contact: Option<Contact>,
    /// For whom they speak.
    pub organisation: Option<Organisation>,
    /// Their row of the guest list; null for who speaks from elsewhere.
    pub attendee: Option<Attendee>,
    /// Why it is their turn.
    pub precedence: Precedence,
    /// The agenda items in which they speak, in the order of the day.
    pub agenda_item_ids: Vec<ID>,
}

/// Rows with their places, where what is selected of them asks for it.
pub type Guests = HashMap<AttendeeId, Arc<Placed>>;

/// The places of rows, where they are selected.
///
/// # Errors
/// A failure, as a coded top-level error.
pub async fn of_rows(
    op: &Op,
    ids: &[AttendeeId],
    look: &Look<'_>,
) -> async_graphql::Result<Option<Guests>> {
    if !look.selects("precedence") && !look.selects("formOfAddress") {
        return Ok(None);
    }
    let placed = reads::of_rows(op, ids).await;
    let placed = placed.map_err(|error| top_level(op, &error))?.into_iter();
    Ok(Some(placed.map(|(id, one)| (id, Arc::new(one))).collect()))
}

/// What is asked of protocol on events: each list by its arguments.
#[derive(Debug, Clone, Default)]
pub struct Asked<'a> {
    lists: Vec<Look<'a>>,
    speaking: Vec<Look<'a>>,
}

impl<'a> Asked<'a> {
    /// What is selected on an event.
    #[must_use]
    pub fn of(event: &Look<'a>) -> Self {
        Self {
            lists: event.field("protocolList").by_arguments(),
            speaking: event.field("speakingOrder").by_arguments(),
        }
    }
}

/// What was asked of protocol on an event.
#[derive(Debug, Clone, Default)]
pub struct Brought {
    /// Guest lists by their arguments.
    pub lists: Vec<(Arguments, ProtocolConnection)>,
    /// Orders of speaking by their arguments.
    pub speaking: Vec<(Arguments, Vec<SpeakingTurn>)>,
}

/// What was asked of protocol on some events: as many statements as for one of them.
///
/// # Errors
/// A fault of the arguments or a failure, as a coded top-level error.
pub(crate) async fn of_events(
    op: &Op,
    events: &[EventId],
    asked: &Asked<'_>,
) -> async_graphql::Result<HashMap<EventId, Brought>> {
    let mut brought: HashMap<EventId, Brought> = HashMap::new();
    if !asked.lists.is_empty() {
        let all = reads::of_events(op, events).await;
        let all = all.map_err(|error| top_level(op, &error))?;
        let ranked = if asked.lists.iter().any(|look| look.selects("isRanked")) {
            let ranked = protocol::ranked(op, events).await;
            ranked.map_err(|error| top_level(op, &error))?
        } else {
            HashSet::new()
        };
        for look in &asked.lists {
            for (event, page) in pages(op, events, &all, look).await? {
                let lists = &mut brought.entry(event).or_default().lists;
                let list = ProtocolConnection(page, ranked.contains(&event));
                lists.push((look.arguments(), list));
            }
        }
    }
    if !asked.speaking.is_empty() {
        let all = reads::speakers(op, events).await;
        let all = all.map_err(|error| top_level(op, &error))?;
        for look in &asked.speaking {
            let mut orders = turns(op, &all, look).await?;
            for event in events {
                let turns = orders.remove(event).unwrap_or_default();
                let speaking = &mut brought.entry(*event).or_default().speaking;
                speaking.push((look.arguments(), turns));
            }
        }
    }
    Ok(brought)
}

async fn pages(
    op: &Op,
    events: &[EventId],
    all: &HashMap<EventId, Vec<Placed>>,
    look: &Look<'_>,
) -> async_graphql::Result<HashMap<EventId, Page<ProtocolPlace>>> {
    let paging = Paging {
        first: look.argument("first"),
        after: look.argument("after"),
        ..Paging::default()
    };
    let request = paging
        .request(look)
        .map_err(|error| top_level(op, &error))?;
    let confirmed_only = look.argument("confirmedOnly").unwrap_or(false);
    let page = |event: &EventId| {
        let list = all.get(event).map_or(&[][..], Vec::as_slice).iter();
        let list: Vec<&Placed> = list
            .filter(|one| one.is_confirmed || !confirmed_only)
            .collect();
        (*event, cut(&list, &request))
    };
    let pages: HashMap<EventId, Page<(i32, &Placed)>> = events.iter().map(page).collect();
    let shown = pages.values().flat_map(|page| &page.items);
    let ids: Vec<AttendeeId> = shown.filter_map(|(_, (_, one))| one.attendee).collect();
    // A row has an event, which has this list.
    let rows = Box::pin(attendees::load_many(
        op,
        &ids,
        &look.nodes().field("attendee"),
    ))
    .await?;
    let shown = |(event, page): (EventId, Page<(i32, &Placed)>)| {
        let items = page.items.into_iter().filter_map(|(cursor, (place, one))| {
            let attendee = rows.get(&one.attendee?)?.clone();
            let precedence = one.into();
            let shown = ProtocolPlace {
                place,
                attendee,
                precedence,
            };
            Some((cursor, shown))
        });
        let page = Page {
            items: items.collect(),
            has_next: page.has_next,
            has_previous: page.has_previous,
            total: page.total,
        };
        (event, page)
    };
    Ok(pages.into_iter().map(shown).collect())
}

/// A page of a list that is at hand. Where the guest that a place names is gone, the page goes on where they stood.
fn cut<'a>(list: &[&'a Placed], request: &PageRequest) -> Page<(i32, &'a Placed)> {
    let id = |one: &Placed| one.attendee.map(|id| id.0).unwrap_or_default();
    let from = request.after.as_ref().map_or(0, |Cursor(key, after)| {
        let known = list.iter().position(|one| id(one) == *after);
        let told = match key {
            Key::Number(place) => usize::try_from(*place).unwrap_or_default(),
            _ => 0,
        };
        known.map_or(told.saturating_sub(1), |at| at + 1)
    });
    let limit = usize::try_from(request.limit).unwrap_or(usize::MAX);
    let shown = list.iter().enumerate().skip(from).take(limit);
    let items: Vec<_> = shown
        .map(|(at, one)| {
            let place = i32::try_from(at + 1).unwrap_or(i32::MAX);
            (Cursor(Key::Number(place.into()), id(one)), (place, *one))
        })
        .collect();
    Page {
        has_next: from.saturating_add(items.len()) < list.len(),
        has_previous: from > 0,
        total: request
            .count
            .then(|| i64::try_from(list.len()).unwrap_or(i64::MAX)),
        items,
    }
}

async fn turns(
    op: &Op,
    all: &HashMap<EventId, Vec<Turn>>,
    look: &Look<'_>,
) -> async_graphql::Result<HashMap<EventId, Vec<SpeakingTurn>>> {
    let highest_last = look.argument("highestLast").unwrap_or(false);
    let speakers = || all.values().flatten();
    let people: Vec<ContactId> = speakers().filter_map(|turn| turn.who.contact).collect();
    let bodies: Vec<OrganisationId> = speakers()
        .filter_map(|turn| turn.who.organisation)
        .collect();
    let rows: Vec<AttendeeId> = speakers().filter_map(|turn| turn.who.attendee).collect();
    let people = if look.selects("contact") {
        let selection = contacts::Selection::of(&look.field("contact"));
        Box::pin(Contact::load_many(op, people, &selection)).await?
    } else {
        HashMap::new()
    };
    let bodies = if look.selects("organisation") {
        Organisation::load_many(op, bodies, &look.field("organisation")).await?
    } else {
        HashMap::new()
    };
    let rows = if look.selects("attendee") {
        Box::pin(attendees::load_many(op, &rows, &look.field("attendee"))).await?
    } else {
        HashMap::new()
    };
    let order = |(event, list): (&EventId, &Vec<Turn>)| {
        let mut list: Vec<&Turn> = list.iter().collect();
        if highest_last {
            list.reverse();
        }
        let shown = list
            .into_iter()
            .zip(1..)
            .map(|(turn, number)| SpeakingTurn {
                turn: number,
                contact: turn.who.contact.and_then(|id| people.get(&id)).cloned(),
                organisation: turn
                    .who
                    .organisation
                    .and_then(|id| bodies.get(&id))
                    .cloned(),
                attendee: turn.who.attendee.and_then(|id| rows.get(&id)).cloned(),
                precedence: (&turn.who).into(),
                agenda_item_ids: turn.items.iter().map(|id| id.to_string().into()).collect(),
            });
        (*event, shown.collect())
    };
    Ok(all.iter().map(order).collect())
}
