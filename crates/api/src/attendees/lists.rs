//! Pages of guest lists, with what is selected of their rows.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use async_graphql::{Context, Enum, ID, InputObject};
use kuvend_domain::{
    attendees::reads::{self, Chosen, Filter, Listed, Order, OrderBy, Wanted},
    columns::Columns,
    op::Op,
    paging::Page,
};
use kuvend_entity::{
    attendee,
    id::{AttendeeId, ContactId, EventId, OfficeId, OrganisationId},
    office,
};

use crate::{
    asking,
    attendees::{Attendee, AttendeeConnection, Children, certificates, companions, messages},
    contacts::{self, Contact},
    delegations, door,
    enums::{
        AttendeeRole, GuestCategory, InvitationState, PlaceState, PresenceState, ResponseState,
    },
    events::{self, Event},
    look::Look,
    order::OrderDirection,
    organisations::Organisation,
    paging::Paging,
    payload::{op, top_level},
    pools, protocol,
};

/// Which rows of a guest list; what is given must hold together.
#[derive(Debug, Clone, Default, InputObject)]
pub struct AttendeeFilter {
    /// First axis, any of these.
    pub invitation: Option<Vec<InvitationState>>,
    /// Second axis, any of these.
    pub response: Option<Vec<ResponseState>>,
    /// Third axis, any of these.
    pub place: Option<Vec<PlaceState>>,
    /// Fourth axis, any of these.
    pub presence: Option<Vec<PresenceState>>,
    /// Any of these qualities.
    pub categories: Option<Vec<GuestCategory>>,
    /// Having any of these roles.
    pub roles: Option<Vec<AttendeeRole>>,
    /// Added under this name.
    pub wave: Option<String>,
    /// Whether the answer is older than the last change of time or place, as `Attendee.responseRevision` tells.
    pub is_answer_outdated: Option<bool>,
    /// Belonging to this delegation.
    pub delegation_id: Option<ID>,
    /// Whether one of the event's questions that is required and put to the guest has no answer yet, whatever else is known of the guest:
    /// with `place: [CONFIRMED]`, who comes and has yet to answer. Needs the permission `READ_NEEDS`.
    pub has_open_questions: Option<bool>,
    /// At least one of these holds.
    pub any: Option<Vec<AttendeeFilter>>,
    /// This does not hold.
    pub not: Option<Box<AttendeeFilter>>,
}

fn all<T, U: From<T>>(list: Option<Vec<T>>) -> Option<Vec<U>> {
    list.map(|list| list.into_iter().map(U::from).collect())
}

impl From<AttendeeFilter> for Filter {
    fn from(filter: AttendeeFilter) -> Self {
        Self {
            invitation: all(filter.invitation),
            response: all(filter.response),
            place: all(filter.place),
            presence: all(filter.presence),
            categories: all(filter.categories),
            roles: all(filter.roles),
            wave: filter.wave,
            is_answer_outdated: filter.is_answer_outdated,
            delegation: filter.delegation_id.map(|id| id.parse().ok()),
            has_open_questions: filter.has_open_questions,
            any: filter
                .any
                .unwrap_or_default()
                .into_iter()
                .map(Into::into)
                .collect(),
            not: filter.not.map(|not| Box::new((*not).into())),
        }
    }
}

/// What a guest list is ordered by.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "OrderBy")]
pub enum AttendeeOrderField {
    /// When the row was entered.
    CreatedAt,
    /// When the row last changed.
    UpdatedAt,
    /// The number on the waiting list; only rows that wait.
    QueueNumber,
}

/// An ordering of a guest list.
#[derive(Debug, Clone, InputObject)]
pub struct AttendeeOrder {
    /// By what.
    pub field: AttendeeOrderField,
    /// In which direction.
    #[graphql(default_with = "OrderDirection::Asc")]
    pub direction: OrderDirection,
}

/// The arguments of a guest list.
#[derive(Debug, Clone, Default)]
pub struct ListArguments {
    /// Finds by the guest's name.
    pub search: Option<String>,
    /// Which rows.
    pub filter: Option<AttendeeFilter>,
    /// In which order.
    pub order_by: Option<AttendeeOrder>,
    /// Which page.
    pub paging: Paging,
}

impl ListArguments {
    fn of(look: &Look<'_>) -> Self {
        Self {
            search: look.argument("search"),
            filter: look.argument("filter"),
            order_by: look.argument("orderBy"),
            paging: Paging::of(look),
        }
    }

    fn chosen(&self) -> Chosen<'_> {
        Chosen {
            search: self.search.as_deref(),
            filter: self.filter.clone().map(Into::into).unwrap_or_default(),
            order: self
                .order_by
                .as_ref()
                .map_or_else(Order::default, |order| Order {
                    by: order.field.into(),
                    descending: order.direction == OrderDirection::Desc,
                }),
        }
    }
}

/// A page of an event's list, with what is selected of its rows.
///
/// # Errors
/// A denial, a fault of the arguments or a failure, as a coded top-level error.
pub async fn of_event(
    ctx: &Context<'_>,
    event: EventId,
    arguments: ListArguments,
) -> async_graphql::Result<AttendeeConnection> {
    let (op, look) = (op(ctx)?, Look::of(ctx));
    let coded = |error| top_level(op, &error);
    let request = arguments.paging.request(&look).map_err(coded)?;
    let (chosen, wanted) = (arguments.chosen(), wanted(&look.nodes()));
    let page = reads::of_event(op, event, &chosen, &request, &wanted).await;
    shown(op, page.map_err(coded)?, &look).await
}

/// The same page of several events' lists; nothing where the arguments speak of one list only, or are wrong, so that each
/// list is read, or refused, by itself.
///
/// # Errors
/// A denial or a failure, as a coded top-level error.
pub async fn of_events(
    op: &Op,
    events: &[EventId],
    look: &Look<'_>,
) -> async_graphql::Result<Option<HashMap<EventId, AttendeeConnection>>> {
    let arguments = ListArguments::of(look);
    let Some(request) = arguments.paging.shared(look) else {
        return Ok(None);
    };
    let (chosen, wanted) = (arguments.chosen(), wanted(&look.nodes()));
    let pages = reads::of_events(op, events, &chosen, &request, &wanted).await;
    let pages = pages.map_err(|error| top_level(op, &error))?;
    Ok(Some(shown_together(op, pages, look).await?))
}

/// A page of the lists that a contact stands on, latest first, with what is selected of the rows.
///
/// # Errors
/// A denial, a fault of the arguments or a failure, as a coded top-level error.
pub async fn of_contact(
    ctx: &Context<'_>,
    contact: ContactId,
    paging: Paging,
) -> async_graphql::Result<AttendeeConnection> {
    let (op, look) = (op(ctx)?, Look::of(ctx));
    let coded = |error| top_level(op, &error);
    let request = paging.request(&look).map_err(coded)?;
    let page = reads::of_contact(op, contact, &request, &wanted(&look.nodes())).await;
    shown(op, page.map_err(coded)?, &look).await
}

/// The same page of the lists that several contacts stand on; nothing where the arguments speak of one contact only, or
/// are wrong.
///
/// # Errors
/// A denial or a failure, as a coded top-level error.
pub async fn of_contacts(
    op: &Op,
    contacts: &[ContactId],
    look: &Look<'_>,
) -> async_graphql::Result<Option<HashMap<ContactId, AttendeeConnection>>> {
    let Some(request) = Paging::of(look).shared(look) else {
        return Ok(None);
    };
    let pages = reads::of_contacts(op, contacts, &request, &wanted(&look.nodes())).await;
    let pages = pages.map_err(|error| top_level(op, &error))?;
    Ok(Some(shown_together(op, pages, look).await?))
}

/// What is wanted of rows of which this is selected. The guest comes with the row.
fn wanted(nodes: &Look<'_>) -> Wanted {
    let contact = nodes.field("contact");
    Wanted {
        columns: Columns::needed(nodes.names(), columns_of),
        contact: contact
            .exists()
            .then(|| contacts::Selection::of(&contact).columns),
    }
}

/// The columns that a field of a row is made of, beside its keys.
fn columns_of(field: &str) -> Option<&'static [attendee::Column]> {
    use attendee::Column as C;
    Some(match field {
        "__typename" | "id" | "contact" | "history" | "messages" | "precedence" | "scans"
        | "arrived" | "inside" | "isAnnounced" | "ticket" | "companions" | "delegation"
        | "certificate" => &[],
        // What the caller may do in the row's office is looked at.
        "formOfAddress" => &[C::OfficeId],
        "hiddenFields" => &[C::OfficeId, C::EventId],
        "needs" | "answers" => &[C::OfficeId, C::EventId, C::ContactId],
        "event" => &[C::EventId],
        "version" => &[C::Version],
        "representing" => &[C::OrganisationId],
        "functionAtEvent" => &[C::FunctionAtEvent],
        "roles" => &[C::Roles],
        "category" => &[C::Category],
        "pools" => &[C::EventId, C::Category, C::Attends],
        "partySize" => &[C::PartySize],
        "wave" => &[C::Wave],
        "invitation" => &[C::Invitation],
        "invitedAt" => &[C::InvitedAt],
        "response" => &[C::Response],
        "respondedAt" => &[C::RespondedAt],
        "responseChannel" => &[C::ResponseChannel],
        "responseReason" => &[C::ResponseReason],
        "partyAllowance" => &[C::PartyAllowance],
        "personalLink" => &[C::OfficeId, C::Invitation, C::LinkEpoch],
        "representedBy" => &[C::RepresentedById],
        "place" => &[C::Place],
        "queuePosition" => &[C::QueueNumber],
        "offerExpiresAt" => &[C::OfferExpiresAt],
        "queuePriority" => &[C::QueuePriority],
        "approval" => &[C::Approval],
        "overbookReason" => &[C::OverbookReason],
        "attends" => &[C::Attends],
        "presence" => &[C::Presence],
        "presenceMode" => &[C::PresenceMode],
        "checkedInAt" => &[C::Presence, C::PresenceAt],
        _ => return None,
    })
}

async fn shown(
    op: &Op,
    page: Page<Listed>,
    look: &Look<'_>,
) -> async_graphql::Result<AttendeeConnection> {
    let mut shown = shown_together(op, HashMap::from([((), page)]), look).await?;
    shown
        .remove(&())
        .ok_or_else(|| "a list was read and lost".into())
}

/// Pages of several lists, with what is selected of their rows: each kind of child by one statement for all of them.
async fn shown_together<K: Hash + Eq + Copy>(
    op: &Op,
    pages: HashMap<K, Page<Listed>>,
    look: &Look<'_>,
) -> async_graphql::Result<HashMap<K, AttendeeConnection>> {
    let mut rows = Vec::new();
    let mut frames = Vec::with_capacity(pages.len());
    for (key, page) in pages {
        let mut cursors = Vec::with_capacity(page.items.len());
        for (cursor, listed) in page.items {
            cursors.push(cursor);
            rows.push(listed);
        }
        frames.push((key, cursors, (page.has_next, page.has_previous, page.total)));
    }
    let mut shown = hydrate(op, rows, &look.nodes()).await?.into_iter();
    Ok(frames
        .into_iter()
        .map(|(key, cursors, (has_next, has_previous, total))| {
            let items = cursors.into_iter().zip(shown.by_ref()).collect();
            let page = Page {
                items,
                has_next,
                has_previous,
                total,
            };
            (key, AttendeeConnection(page))
        })
        .collect())
}

/// Rows with what is selected of them, in their order: one statement for each kind of child.
///
/// # Errors
/// A failure, as a coded top-level error.
pub async fn hydrate(
    op: &Op,
    rows: Vec<Listed>,
    look: &Look<'_>,
) -> async_graphql::Result<Vec<Attendee>> {
    let coded = |error| top_level(op, &error);
    let ids: Vec<AttendeeId> = rows.iter().map(|listed| listed.row.id).collect();
    let guests = guests(op, &rows, &look.field("contact")).await?;
    let events = happenings(op, &rows, look).await?;
    let bodies = bodies(op, &rows, &look.field("representing")).await?;
    let deputies = deputies(op, &rows, &look.field("representedBy")).await?;
    let mut histories = if look.selects("history") {
        Some(reads::histories(op, &ids).await.map_err(coded)?)
    } else {
        None
    };
    let mut protocol = protocol::of_rows(op, &ids, look).await?;
    let wanted = door::Wanted::of(look);
    let door = Arc::new(Box::pin(door::of_rows(op, &ids, &wanted)).await?);
    let offices = offices(op, &rows, look).await?;
    let mut beside = if look.selects("companions") {
        Some(companions::of_rows(op, &ids, &look.field("companions")).await?)
    } else {
        None
    };
    let mut certified = if look.selects("certificate") && !ids.is_empty() {
        Some(certificates::of_rows(op, &ids).await?)
    } else {
        None
    };
    let mut sent = if look.selects("delegation") && !ids.is_empty() {
        Some(Box::pin(delegations::of_rows(op, &ids, &look.field("delegation"))).await?)
    } else {
        None
    };
    let mut limits = if look.selects("pools") {
        Some(pools::of_rows(op, rows.iter().map(|listed| &*listed.row)).await?)
    } else {
        None
    };
    let told = asking::Wanted::of(look);
    let told = Arc::new(Box::pin(asking::of_rows(op, &ids, &told)).await?);
    let mut letters = Vec::new();
    for field in look.field("messages").by_arguments() {
        let paging = Paging::of(&field);
        if paging.shared(&field).is_some() {
            letters.push((
                field.arguments(),
                messages::of_rows(op, &ids, &paging, &field).await?,
            ));
        }
    }
    Ok(rows
        .into_iter()
        .map(|listed| {
            let Listed { row, contact } = listed;
            let children = Children {
                event: events.get(&row.event_id).cloned(),
                contact: guests
                    .as_ref()
                    .map(|all| contact.and_then(|guest| all.get(&guest.id)).cloned()),
                representing: bodies
                    .as_ref()
                    .map(|all| row.organisation_id.and_then(|id| all.get(&id)).cloned()),
                represented_by: deputies
                    .as_ref()
                    .map(|all| row.represented_by_id.and_then(|id| all.get(&id)).cloned()),
                history: histories.as_mut().map(|all| {
                    let lines = all.remove(&row.id).unwrap_or_default();
                    lines.into_iter().map(Into::into).collect()
                }),
                protocol: protocol.as_mut().map(|all| all.remove(&row.id)),
                door: Some(door.clone()),
                office: offices.get(&row.office_id).cloned(),
                certificate: certified.as_mut().map(|all| all.remove(&row.id)),
                delegation: sent.as_mut().map(|all| all.remove(&row.id)),
                companions: beside
                    .as_mut()
                    .map(|all| all.remove(&row.id).unwrap_or_default()),
                asking: Some(told.clone()),
                pools: limits
                    .as_mut()
                    .map(|all| all.remove(&row.id).unwrap_or_default()),
                messages: letters
                    .iter()
                    .filter_map(|(arguments, all)| {
                        Some((arguments.clone(), all.get(&row.id)?.clone()))
                    })
                    .collect(),
            };
            Attendee {
                row,
                children: Arc::new(children),
            }
        })
        .collect())
}

/// For whom guests come; nothing where that is not selected.
async fn bodies(
    op: &Op,
    rows: &[Listed],
    look: &Look<'_>,
) -> async_graphql::Result<Option<HashMap<OrganisationId, Organisation>>> {
    if !look.exists() {
        return Ok(None);
    }
    let rows = rows.iter().map(|listed| &listed.row);
    let bodies = rows.filter_map(|row| row.organisation_id).collect();
    Organisation::load_many(op, bodies, look).await.map(Some)
}

/// The guests of rows, who came with them; nothing where no guest is selected.
async fn guests(
    op: &Op,
    rows: &[Listed],
    look: &Look<'_>,
) -> async_graphql::Result<Option<HashMap<ContactId, Contact>>> {
    if !look.exists() {
        return Ok(None);
    }
    let mut people: Vec<_> = rows
        .iter()
        .filter_map(|listed| listed.contact.clone())
        .collect();
    people.sort_unstable_by_key(|person| person.id);
    people.dedup_by_key(|person| person.id);
    let selection = contacts::Selection::of(look);
    let shown = Contact::hydrate(op, people, &selection).await?;
    Ok(Some(
        shown
            .into_iter()
            .map(|contact| (contact.row.id, contact))
            .collect(),
    ))
}

/// The offices of rows, where the links that they seal are selected.
async fn offices(
    op: &Op,
    rows: &[Listed],
    look: &Look<'_>,
) -> async_graphql::Result<HashMap<OfficeId, Arc<office::Model>>> {
    if !look.selects("personalLink") || rows.is_empty() {
        return Ok(HashMap::new());
    }
    let mut ids: Vec<OfficeId> = rows.iter().map(|listed| listed.row.office_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let found = kuvend_domain::events::offices_of(op, &ids).await;
    let found = found.map_err(|error| top_level(op, &error))?;
    Ok(found
        .into_iter()
        .map(|(id, office)| (id, Arc::new(office)))
        .collect())
}

/// The events of rows, where they or the moves that they allow are selected.
async fn happenings(
    op: &Op,
    rows: &[Listed],
    look: &Look<'_>,
) -> async_graphql::Result<HashMap<EventId, Event>> {
    let field = look.field("event");
    let selection = if look.selects("legalMoves") {
        events::Selection::of(&field).whole()
    } else if field.exists() {
        events::Selection::of(&field)
    } else {
        return Ok(HashMap::new());
    };
    let mut ids: Vec<EventId> = rows.iter().map(|listed| listed.row.event_id).collect();
    ids.sort_unstable();
    ids.dedup();
    // An event has a guest list, a row of it has the event.
    Box::pin(Event::load_many(op, &ids, &selection)).await
}

/// The rows of deputies; nothing where none are selected.
async fn deputies(
    op: &Op,
    rows: &[Listed],
    look: &Look<'_>,
) -> async_graphql::Result<Option<HashMap<AttendeeId, Attendee>>> {
    if !look.exists() {
        return Ok(None);
    }
    let ids: Vec<AttendeeId> = rows
        .iter()
        .filter_map(|listed| listed.row.represented_by_id)
        .collect();
    Ok(Some(Box::pin(load_many(op, &ids, look)).await?))
}

/// Rows by their ids, as far as one may see them, with what is selected of them.
///
/// # Errors
/// A denial or a failure, as a coded top-level error.
pub async fn load_many(
    op: &Op,
    ids: &[AttendeeId],
    look: &Look<'_>,
) -> async_graphql::Result<HashMap<AttendeeId, Attendee>> {
    let found = reads::by_ids(op, ids, &wanted(look)).await;
    let found = found.map_err(|error| top_level(op, &error))?;
    let shown = hydrate(op, found, look).await?;
    Ok(shown.into_iter().map(|row| (row.row.id, row)).collect())
}
