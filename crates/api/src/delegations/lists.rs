//! Delegations read for a page of events or of guests at once.

use std::{collections::HashMap, sync::Arc};

use async_graphql::Context;
use kuvend_domain::{
    delegations::{self, reads},
    events,
    op::Op,
    paging::Page,
    policy::Action,
};
use kuvend_entity::{
    delegation, delegation_member,
    id::{AttendeeId, ContactId, DelegationId, EventId, OfficeId},
    office,
};

use super::{Children, Delegation, DelegationConnection, DelegationMember};
use crate::{
    attendees::{self, Attendee},
    contacts::{self, Contact},
    look::{Arguments, Look},
    organisations::Organisation,
    paging::Paging,
    payload::{op, top_level},
};

/// The delegations of an event, by the arguments of each list that was selected.
pub type Brought = Vec<(Arguments, DelegationConnection)>;

/// The lists of delegations that are selected on events, as far as the same page of each is asked for.
///
/// # Errors
/// A denial or a failure, as a coded top-level error.
pub async fn of_events(
    op: &Op,
    events: &[EventId],
    asked: &[Look<'_>],
) -> async_graphql::Result<HashMap<EventId, Brought>> {
    let mut brought: HashMap<EventId, Brought> = HashMap::new();
    if events.is_empty() {
        return Ok(brought);
    }
    for look in asked {
        let Some(request) = Paging::of(look).shared(look) else {
            continue;
        };
        let pages = reads::of_events(op, events, &request).await;
        let pages = pages.map_err(|error| top_level(op, &error))?;
        for (event, list) in shown(op, pages, look).await? {
            let lists = brought.entry(event).or_default();
            lists.push((look.arguments(), list));
        }
    }
    Ok(brought)
}

/// A page of the delegations of one event.
///
/// # Errors
/// A denial, a fault of the arguments or a failure, as a coded top-level error.
pub async fn of_event(
    ctx: &Context<'_>,
    event: EventId,
    paging: Paging,
) -> async_graphql::Result<DelegationConnection> {
    let (op, look) = (op(ctx)?, Look::of(ctx));
    let coded = |error| top_level(op, &error);
    let request = paging.request(&look).map_err(coded)?;
    let pages = reads::of_events(op, &[event], &request)
        .await
        .map_err(coded)?;
    let mut shown = shown(op, pages, &look).await?;
    shown
        .remove(&event)
        .ok_or_else(|| "a list was read and lost".into())
}

/// Pages of several lists, with what is selected of their delegations: each kind of child by one statement for all of them.
async fn shown(
    op: &Op,
    pages: HashMap<EventId, Page<delegation::Model>>,
    look: &Look<'_>,
) -> async_graphql::Result<HashMap<EventId, DelegationConnection>> {
    let (mut rows, mut frames) = (Vec::new(), Vec::with_capacity(pages.len()));
    for (event, page) in pages {
        let (things, frame) = page.apart();
        frames.push((event, things.len(), frame));
        rows.extend(things);
    }
    let mut shown = Delegation::hydrate(op, rows, &look.nodes())
        .await?
        .into_iter();
    Ok(frames
        .into_iter()
        .map(|(event, length, frame)| {
            let things = shown.by_ref().take(length).collect();
            (event, DelegationConnection(frame.with(things)))
        })
        .collect())
}

/// The delegations that rows of guest lists belong to.
///
/// # Errors
/// A denial or a failure, as a coded top-level error.
pub async fn of_rows(
    op: &Op,
    rows: &[AttendeeId],
    look: &Look<'_>,
) -> async_graphql::Result<HashMap<AttendeeId, Delegation>> {
    let belong = reads::of_rows(op, rows).await;
    let belong = belong.map_err(|error| top_level(op, &error))?;
    if belong.is_empty() {
        return Ok(HashMap::new());
    }
    let mut ids: Vec<DelegationId> = belong.values().copied().collect();
    ids.sort_unstable();
    ids.dedup();
    let known = Delegation::load_many(op, &ids, look).await?;
    Ok(belong
        .into_iter()
        .filter_map(|(row, id)| Some((row, known.get(&id)?.clone())))
        .collect())
}

impl Delegation {
    /// Delegations by their ids, as far as one may see them, with what is selected of them.
    ///
    /// # Errors
    /// A denial or a failure, as a coded top-level error.
    pub async fn load_many(
        op: &Op,
        ids: &[DelegationId],
        look: &Look<'_>,
    ) -> async_graphql::Result<HashMap<DelegationId, Self>> {
        let found = reads::by_ids(op, ids).await;
        let found = found.map_err(|error| top_level(op, &error))?;
        let shown = Self::hydrate(op, found.into_values().collect(), look).await?;
        Ok(shown.into_iter().map(|one| (one.row.id, one)).collect())
    }

    /// Delegations with what is selected of them, in their order: one statement for each kind of child.
    ///
    /// # Errors
    /// A failure, as a coded top-level error.
    pub async fn hydrate(
        op: &Op,
        rows: Vec<delegation::Model>,
        look: &Look<'_>,
    ) -> async_graphql::Result<Vec<Self>> {
        let bodies = if look.selects("organisation") {
            let ids = rows.iter().map(|row| row.organisation_id).collect();
            Organisation::load_many(op, ids, &look.field("organisation")).await?
        } else {
            HashMap::new()
        };
        let people = focal_points(op, &rows, look).await?;
        let members = members(op, &rows, look).await?;
        let guests = guests(op, (&rows, &members), look).await?;
        let offices = offices(op, &rows, look).await?;
        Ok(rows
            .into_iter()
            .map(|row| {
                let of = members.get(&row.id).map(Vec::as_slice).unwrap_or_default();
                let known = |id: AttendeeId| guests.get(&id).cloned();
                let shown = |is_former: bool| {
                    let some = of.iter().filter(|one| one.left_at.is_some() == is_former);
                    let some = some.filter_map(|one| {
                        let replaces = one.replaces_id.and_then(known);
                        Some(DelegationMember::of(one, known(one.attendee_id)?, replaces))
                    });
                    some.collect()
                };
                let taken = of.iter().filter(|one| one.left_at.is_none()).count();
                let office = offices.get(&row.office_id);
                let office = office.filter(|_| row.focal_contact_id.is_some());
                let children = Children {
                    organisation: bodies.get(&row.organisation_id).cloned(),
                    focal_point: row.focal_contact_id.and_then(|id| people.get(&id).cloned()),
                    head: row.head_id.and_then(known),
                    taken: i32::try_from(taken).unwrap_or(i32::MAX),
                    members: shown(false),
                    former: shown(true),
                    path: office.map(|office| delegations::path(office, &row)),
                };
                Self {
                    row: Arc::new(row),
                    children: Arc::new(children),
                }
            })
            .collect())
    }
}

/// Who names the members of delegations, where they are selected.
async fn focal_points(
    op: &Op,
    rows: &[delegation::Model],
    look: &Look<'_>,
) -> async_graphql::Result<HashMap<ContactId, Contact>> {
    let ids: Vec<ContactId> = rows.iter().filter_map(|row| row.focal_contact_id).collect();
    if !look.selects("focalPoint") || ids.is_empty() {
        return Ok(HashMap::new());
    }
    let selection = contacts::Selection::of(&look.field("focalPoint"));
    // A contact has rows of guest lists, a row has its delegation, a delegation its focal point.
    Box::pin(Contact::load_many(op, ids, &selection)).await
}

type Members = HashMap<DelegationId, Vec<delegation_member::Model>>;

/// Who belongs to delegations, or did, where that or their number is selected.
async fn members(
    op: &Op,
    rows: &[delegation::Model],
    look: &Look<'_>,
) -> async_graphql::Result<Members> {
    let wanted = ["taken", "members", "formerMembers"];
    if rows.is_empty() || !wanted.iter().any(|field| look.selects(field)) {
        return Ok(HashMap::new());
    }
    let ids: Vec<DelegationId> = rows.iter().map(|row| row.id).collect();
    let found = reads::members_of(op, &ids).await;
    found.map_err(|error| top_level(op, &error))
}

/// The rows of members and heads, with what is selected of them, by one statement.
async fn guests(
    op: &Op,
    (rows, members): (&[delegation::Model], &Members),
    look: &Look<'_>,
) -> async_graphql::Result<HashMap<AttendeeId, Attendee>> {
    let lists = look.fields(&["members", "formerMembers"]);
    let wanted = lists
        .fields(&["attendee", "replaces"])
        .and(look.field("head"));
    if !wanted.exists() {
        return Ok(HashMap::new());
    }
    let heads = rows.iter().filter_map(|row| row.head_id);
    let named = members.values().flatten().filter(|_| lists.exists());
    let named = named.flat_map(|one| [Some(one.attendee_id), one.replaces_id]);
    let mut ids: Vec<AttendeeId> = heads.chain(named.flatten()).collect();
    ids.sort_unstable();
    ids.dedup();
    // A row has its delegation, a delegation has rows.
    Box::pin(attendees::load_many(op, &ids, &wanted)).await
}

/// The offices by whose secrets links are sealed, of those that the caller may send letters for.
async fn offices(
    op: &Op,
    rows: &[delegation::Model],
    look: &Look<'_>,
) -> async_graphql::Result<HashMap<OfficeId, office::Model>> {
    let mut ids: Vec<OfficeId> = rows.iter().map(|row| row.office_id).collect();
    ids.retain(|id| op.may(*id, Action::SendLetters));
    ids.sort_unstable();
    ids.dedup();
    if !look.selects("linkPath") || ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = events::offices_of(op, &ids).await;
    found.map_err(|error| top_level(op, &error))
}
