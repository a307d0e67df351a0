//! Last year's event as the plan of the next.

mod hanging;

use std::collections::HashSet;

use chrono::NaiveDateTime;
use kuvend_entity::{
    agenda_conflict_level, agenda_item, attendee, contributor, event,
    id::{AgendaItemId, ContactId, ContributorId, EventId},
    kind::{AttendeeRole, ConfirmationState, EventStatus, PlaceState},
    text::LocalizedText,
    value::AttendeeRoles,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};

use crate::{
    agenda,
    attendees::{
        self,
        desk::{Cause, Desk},
        guests,
    },
    contacts, engine,
    error::{Error, Result},
    events::{
        Found, Part, Pointed, Times,
        along::Along,
        create::{Origin, insert},
        locked,
        parts::Parts,
        read, series,
    },
    fault::{Code, Fault, Faults},
    op::Op,
    policy::Action,
    questions, walltime, writes,
};

/// A part of an event that its clone may take over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClonePart {
    /// The run of show, without who contributes and what came of it.
    Agenda,
    /// Who contributes to the run of show; they are proposed anew.
    Contributors,
    /// Who is on the guest list, in which quality and for whom.
    Guests,
    /// Hosts, co-organisers, partners and donors.
    Organisations,
    /// The programmes it belongs to.
    Programmes,
    /// Places kept for some guests, and limits of how many some may hold.
    Pools,
    /// Who is let in where: check-in lists, and gates, whose links are new.
    Door,
    /// Whom organisations may send: quotas and who names the members, without members.
    Delegations,
    /// What it asks its guests, without their answers.
    Questions,
}

/// Plans an event by another.
#[derive(Debug, Clone)]
pub struct Duplicate {
    /// By which.
    pub id: EventId,
    /// When the new one starts, on the clock there.
    pub starts_at: NaiveDateTime,
    /// Another title than the first one's.
    pub title: Option<LocalizedText>,
    /// What is taken over beside what the event itself says.
    pub parts: Vec<ClonePart>,
}

/// Plans an event by another: a draft whose every time is as far from its start, on the clock there, as the first one's. It
/// takes over the parts named, and no answers, no arrivals and no letters. In a series it is the next edition.
///
/// # Errors
/// Faults on `id`; on `startsAt` where the clocks skip a time; on `parts` for contributors without a run of show, and for pools
/// that keep more places than there are.
pub async fn duplicate(op: &Op, cmd: Duplicate) -> Result<Found> {
    let tx = op.begin(Action::WriteEvents).await?;
    let source = locked(op, &tx, cmd.id, Action::WriteEvents)
        .await
        .map_err(|error| error.hidden_at(["id"]))?
        .event;
    let takes = |part| cmd.parts.contains(&part);
    let mut faults = Faults::none();
    if takes(ClonePart::Contributors) && !takes(ClonePart::Agenda) {
        faults.push(Fault::new(["parts"], Code::Inconsistent).with("other", "AGENDA"));
    }
    let next = planned(op, &source, &cmd, &mut faults);
    let mut next = faults.finish(next)?;
    if let Some(series) = next.series_id {
        next.edition = Some(series::next_edition(&tx, series).await?);
    }
    let parts = parts(&tx, &source, &takes).await?;
    insert(op, &tx, (&next, Origin::Clone(source.id)), &parts).await?;
    let ways = (&source, &next);
    if takes(ClonePart::Pools) {
        hanging::pools(op, &tx, ways).await?;
    }
    if takes(ClonePart::Door) {
        hanging::door(op, &tx, ways).await?;
    }
    if takes(ClonePart::Delegations) {
        hanging::delegations(op, &tx, ways).await?;
    }
    let mut named = Vec::new();
    if takes(ClonePart::Agenda) {
        let people = takes(ClonePart::Contributors);
        named = agenda_of(op, &tx, ways, people).await?;
        levels_of(&tx, ways).await?;
    }
    if takes(ClonePart::Questions) {
        questions::copy(op, &tx, ways).await?;
    }
    let tx = if takes(ClonePart::Guests) {
        list_of(op, tx, ways).await?
    } else {
        tx
    };
    let coming = agenda::coming_in_person(&named);
    let tx = if coming.is_empty() {
        tx
    } else {
        attendees::add_contributors(op, tx, next.id, &coming).await?
    };
    let found = read::one(&tx, next.id)
        .await?
        .ok_or_else(|| Error::missing("event"))?;
    tx.commit().await?;
    Ok(found)
}

/// The new event as a row; faults are noted.
fn planned(
    op: &Op,
    source: &event::Model,
    cmd: &Duplicate,
    faults: &mut Faults,
) -> Option<event::Model> {
    let by = cmd.starts_at - source.starts_at_local;
    let along = |wall: NaiveDateTime| {
        walltime::reckoned(
            wall.checked_add_signed(by).unwrap_or(wall),
            &source.time_zone,
        )
    };
    let shown = |at| along(walltime::wall(at, &source.time_zone));
    let times = Times {
        zone: source.time_zone.clone(),
        starts_at: cmd.starts_at,
        ends_at: along(source.ends_at_local),
        response_deadline: source.response_deadline.map(shown),
        doors_open_at: source.doors_open_at.map(shown),
        registration_closes_at: source.registration_closes_at.map(shown),
    };
    let instants = times.instants(faults)?;
    let now = op.clock.now();
    Some(event::Model {
        id: EventId::new(),
        version: 1,
        title: cmd.title.clone().unwrap_or_else(|| source.title.clone()),
        status: EventStatus::Draft,
        starts_at: instants.starts_at,
        ends_at: instants.ends_at,
        starts_at_local: times.starts_at,
        ends_at_local: times.ends_at,
        local_on: times.starts_at.date(),
        response_deadline: instants.response_deadline,
        doors_open_at: instants.doors_open_at,
        registration_closes_at: instants.registration_closes_at,
        revision: 1,
        calendar_sequence: 0,
        published_at: None,
        cancelled_at: None,
        cancel_reason: None,
        put_off: None,
        completed_at: None,
        archived_at: None,
        cloned_from_id: Some(source.id),
        attendance_closed_at: None,
        created_at: now,
        updated_at: now,
        ..source.clone()
    })
}

/// What the new event is linked to. It marks the same occasions, and launches nothing a second time.
async fn parts(
    tx: &DatabaseTransaction,
    source: &event::Model,
    takes: &impl Fn(ClonePart) -> bool,
) -> Result<Parts> {
    let ids = [source.id];
    let organisations = if takes(ClonePart::Organisations) {
        read::organisations(tx, &ids).await?.remove(&source.id)
    } else {
        None
    };
    let part = |row: kuvend_entity::event_organisation::Model| Part {
        organisation: row.organisation_id,
        role: row.role,
    };
    Ok(Parts {
        occasions: read::occasions(tx, &ids).await?.remove(&source.id),
        programmes: if takes(ClonePart::Programmes) {
            read::programmes(tx, &ids).await?.remove(&source.id)
        } else {
            None
        },
        organisations: organisations.map(|rows| rows.into_iter().map(part).collect()),
        frameworks: None::<Vec<Pointed>>,
    })
}

/// Copies the run of show, and returns whoever is named in the copy.
async fn agenda_of(
    op: &Op,
    tx: &DatabaseTransaction,
    (source, next): (&event::Model, &event::Model),
    people: bool,
) -> Result<Vec<contributor::Model>> {
    let along = Along::new(source, next);
    let items = agenda::in_order(tx, &[source.id])
        .await?
        .remove(&source.id)
        .unwrap_or_default();
    let now = op.clock.now();
    let contacts = items.iter().flat_map(|item| &item.contributors);
    let living = living(tx, contacts.filter_map(|row| row.contact_id)).await?;
    let (mut rows, mut cast) = (Vec::new(), Vec::new());
    let along = |wall: NaiveDateTime| along.wall(wall);
    for old in items {
        let item = agenda_item::Model {
            id: AgendaItemId::new(),
            event_id: next.id,
            version: 1,
            starts_at_local: old.item.starts_at_local.and_then(along),
            outcome: None,
            created_at: now,
            updated_at: now,
            ..old.item
        };
        let there = |row: &contributor::Model| row.contact_id.is_none_or(|id| living.contains(&id));
        for row in old
            .contributors
            .into_iter()
            .filter(|row| people && there(row))
        {
            cast.push(contributor::Model {
                id: ContributorId::new(),
                agenda_item_id: item.id,
                confirmation: ConfirmationState::Proposed,
                available_from_local: row.available_from_local.and_then(along),
                available_until_local: row.available_until_local.and_then(along),
                created_at: now,
                ..row
            });
        }
        rows.push(item.into_active_model().reset_all());
    }
    writes::insert(tx, rows).await?;
    let active = cast.iter().cloned();
    writes::insert(
        tx,
        active
            .map(|row| row.into_active_model().reset_all())
            .collect(),
    )
    .await?;
    Ok(cast)
}

/// Copies how grave conflicts of the run of show are.
async fn levels_of(
    tx: &DatabaseTransaction,
    (source, next): (&event::Model, &event::Model),
) -> Result<()> {
    let levels = agenda_conflict_level::Entity::find()
        .filter(agenda_conflict_level::Column::EventId.eq(source.id))
        .all(tx)
        .await?;
    let levels = levels.into_iter().map(|level| {
        agenda_conflict_level::Model {
            event_id: next.id,
            ..level
        }
        .into_active_model()
        .reset_all()
    });
    writes::insert(tx, levels.collect()).await
}

/// The people among these who are still there: not erased, and not become one with another.
async fn living(
    tx: &DatabaseTransaction,
    ids: impl IntoIterator<Item = ContactId>,
) -> Result<HashSet<ContactId>> {
    let there = contacts::hold(tx, ids).await?;
    Ok(there
        .into_iter()
        .filter(|row| row.erased_at.is_none() && row.merged_into_id.is_none())
        .map(|row| row.id)
        .collect())
}

/// The roles that come from the run of show, and go with it.
const fn is_named_on_the_agenda(role: AttendeeRole) -> bool {
    matches!(
        role,
        AttendeeRole::Speaker
            | AttendeeRole::Panellist
            | AttendeeRole::Moderator
            | AttendeeRole::Performer
            | AttendeeRole::Interpreter
    )
}

/// Copies the guest list: who, for whom, in which quality and with how many, at the start of all four axes.
async fn list_of(
    op: &Op,
    tx: DatabaseTransaction,
    (source, next): (&event::Model, &event::Model),
) -> Result<DatabaseTransaction> {
    let rows = attendee::Entity::find()
        .filter(attendee::Column::EventId.eq(source.id))
        .order_by_asc(attendee::Column::Id)
        .all(&tx)
        .await?;
    let living = living(&tx, rows.iter().filter_map(|row| row.contact_id)).await?;
    let locked = engine::lock_event_with_row(&tx, next.id)
        .await?
        .ok_or_else(|| Error::missing("event"))?;
    let mut desk = Desk::new(op, tx, locked);
    for row in rows {
        let somebody = match row.contact_id {
            Some(id) => living.contains(&id),
            None => row.organisation_id.is_some(),
        };
        let roles: Vec<AttendeeRole> = row
            .roles
            .0
            .into_iter()
            .filter(|role| !is_named_on_the_agenda(*role))
            .collect();
        if !somebody || roles.is_empty() {
            continue;
        }
        let mut copy = guests::fresh(&desk, row.contact_id);
        copy.organisation_id = row.organisation_id;
        copy.function_at_event = row.function_at_event;
        copy.category = row.category;
        copy.party_size = row.party_allowance;
        copy.party_allowance = row.party_allowance;
        guests::take_roles(&mut copy, AttendeeRoles(roles));
        if !copy.uses_place {
            copy.place = PlaceState::Confirmed;
        }
        let _ = desk.enter(copy, &Cause::default());
    }
    desk.settle().await
}
