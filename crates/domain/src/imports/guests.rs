//! Files of guests: a line puts somebody, or a seat of an organisation, on an event's list. Who is there already is left as they are,
//! and a seat of an organisation is taken by one line.

use std::collections::{HashMap, HashSet};

use kuvend_entity::{
    attendee, event_tally,
    id::{AttendeeId, ContactId, EventId, OrganisationId},
    kind::{AttendeeRole, OrganisationKind, PlaceState},
    message,
    value::AttendeeRoles,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect,
};

use super::{bodies::Bodies, draft::Draft, run::What};
use crate::{
    attendees::{
        desk::{Cause, Desk},
        guests::{BATCH, fresh, profiles, rows_of, take_roles},
    },
    engine,
    error::{Error, Result},
    op::Op,
    tally,
};

/// The list that the guests of a file are put on.
#[derive(Debug)]
pub(super) struct GuestList {
    event: EventId,
    wave: Option<String>,
    /// Seats of organisations that lines of this file have taken or made.
    seats: HashMap<OrganisationId, u64>,
}

/// Who is on the list as some lines find it, and whom they put there.
#[derive(Debug)]
pub(super) struct Listed {
    people: HashSet<ContactId>,
    seats: HashMap<OrganisationId, u64>,
    new: Vec<Seat>,
}

/// Somebody, or a seat, to be put on the list.
#[derive(Debug, Clone)]
struct Seat {
    id: AttendeeId,
    contact: Option<ContactId>,
    organisation: Option<OrganisationId>,
    draft: Told,
}

/// What a line says of the guest.
#[derive(Debug, Clone)]
struct Told {
    function: Option<String>,
    roles: Option<Vec<AttendeeRole>>,
    category: Option<kuvend_entity::kind::GuestCategory>,
    party_size: i32,
}

impl GuestList {
    /// That of a file, if it is one of guests.
    pub(super) fn of(what: &What) -> Option<Self> {
        let What::GuestList { event, wave } = what else {
            return None;
        };
        Some(Self {
            event: *event,
            wave: wave.clone(),
            seats: HashMap::new(),
        })
    }

    /// The list as it is. Where it is written, its event is locked before anybody on it is held.
    pub(super) async fn lock(
        &self,
        tx: &DatabaseTransaction,
    ) -> Result<(kuvend_entity::event::Model, event_tally::Model)> {
        engine::lock_event_with_row(tx, self.event)
            .await?
            .ok_or_else(|| Error::missing("event"))
    }

    /// Who is on the list of those whom some lines may mean, and how many seats their organisations have there.
    pub(super) async fn listed(
        &self,
        tx: &DatabaseTransaction,
        people: &[ContactId],
        drafts: &[Draft],
        bodies: &Bodies,
    ) -> Result<Listed> {
        let people = rows_of(tx, self.event, people).await?.into_keys().collect();
        let named = drafts
            .iter()
            .filter(|draft| draft.is_seat)
            .filter_map(|draft| match bodies.named(draft.organisation.as_ref()?) {
                super::bodies::Which::One(id) => Some(id),
                _ => None,
            });
        let named: HashSet<OrganisationId> = named.collect();
        let named: Vec<OrganisationId> = named.into_iter().collect();
        let mut seats = HashMap::new();
        for some in named.chunks(BATCH) {
            let found: Vec<(Option<OrganisationId>, i64)> = attendee::Entity::find()
                .select_only()
                .column(attendee::Column::OrganisationId)
                .column_as(attendee::Column::Id.count(), "seats")
                .filter(attendee::Column::EventId.eq(self.event))
                .filter(attendee::Column::ContactId.is_null())
                .filter(attendee::Column::OrganisationId.is_in(some.iter().copied()))
                .group_by(attendee::Column::OrganisationId)
                .into_tuple()
                .all(tx)
                .await?;
            seats.extend(
                found.into_iter().filter_map(|(id, count)| {
                    Some((id?, u64::try_from(count).unwrap_or_default()))
                }),
            );
        }
        Ok(Listed {
            people,
            seats,
            new: Vec::new(),
        })
    }

    /// Puts a seat of an organisation on the list; nothing where one waits there that no line of the file has taken.
    pub(super) fn seat(
        &mut self,
        listed: &mut Listed,
        draft: &Draft,
        organisation: OrganisationId,
    ) -> Option<AttendeeId> {
        let taken = self.seats.entry(organisation).or_default();
        *taken += 1;
        let there = listed.seats.entry(organisation).or_default();
        if *taken <= *there {
            return None;
        }
        *there += 1;
        Some(listed.put(None, draft, Some(organisation)))
    }

    /// Writes whom some lines put on the list, at the event's desk.
    pub(super) async fn enter(
        &self,
        desk: &mut Desk<'_>,
        listed: Listed,
        bodies: &Bodies,
    ) -> Result<()> {
        let people: Vec<ContactId> = listed.new.iter().filter_map(|seat| seat.contact).collect();
        let profiles = profiles(&desk.tx, &desk.event, &people).await?;
        for seat in listed.new {
            let mut row = fresh(desk, seat.contact);
            row.id = seat.id;
            if let Some(profile) = seat.contact.and_then(|id| profiles.get(&id)) {
                profile.propose(&mut row);
            }
            if let Some(id) = seat.organisation {
                row.organisation_id = Some(id);
                row.function_at_event = None;
                let kind = bodies.get(id).map(|body| body.kind);
                row.category = kind.map(OrganisationKind::category).or(row.category);
            }
            let told = seat.draft;
            row.function_at_event = told.function.or(row.function_at_event);
            row.category = told.category.or(row.category);
            row.party_size = told.party_size;
            row.party_allowance = told.party_size;
            row.wave.clone_from(&self.wave);
            if let Some(roles) = told.roles {
                take_roles(&mut row, AttendeeRoles(roles));
            }
            if !row.uses_place {
                row.place = PlaceState::Confirmed;
            }
            let row = desk.enter(row, &Cause::default());
            desk.deed("attendees::add_guests", &row, None, None);
        }
        Ok(())
    }
}

impl Listed {
    /// Puts somebody on the list; nothing where they are there.
    pub(super) fn person(
        &mut self,
        id: ContactId,
        draft: &Draft,
        organisation: Option<OrganisationId>,
    ) -> Option<AttendeeId> {
        let is_new = self.people.insert(id);
        is_new.then(|| self.put(Some(id), draft, organisation))
    }

    fn put(
        &mut self,
        contact: Option<ContactId>,
        draft: &Draft,
        organisation: Option<OrganisationId>,
    ) -> AttendeeId {
        let id = AttendeeId::new();
        self.new.push(Seat {
            id,
            contact,
            organisation,
            draft: Told {
                function: draft.function.clone(),
                roles: draft.roles.clone(),
                category: draft.category,
                party_size: draft.party_size.unwrap_or(1),
            },
        });
        id
    }
}

/// Takes rows off a list that an import put there and nobody has touched since: those that went. What is counted of the event goes
/// with them.
pub(super) async fn take_off(
    tx: &DatabaseTransaction,
    op: &Op,
    event: EventId,
    rows: &[AttendeeId],
) -> Result<HashSet<AttendeeId>> {
    if rows.is_empty() {
        return Ok(HashSet::new());
    }
    let Some((_, mut counts)) = engine::lock_event_with_row(tx, event).await? else {
        return Ok(HashSet::new());
    };
    let before = counts.clone();
    let mut gone = HashSet::new();
    for some in rows.chunks(BATCH) {
        let written: Vec<Option<AttendeeId>> = message::Entity::find()
            .select_only()
            .column(message::Column::AttendeeId)
            .filter(message::Column::AttendeeId.is_in(some.iter().copied()))
            .into_tuple()
            .all(tx)
            .await?;
        let found = attendee::Entity::find()
            .filter(attendee::Column::Id.is_in(some.iter().copied()))
            .filter(attendee::Column::EventId.eq(event))
            .filter(attendee::Column::Version.eq(1))
            .all(tx)
            .await?;
        for row in found {
            if !written.contains(&Some(row.id)) {
                tally::take(&mut counts, &row);
                gone.insert(row.id);
            }
        }
    }
    let ids: Vec<AttendeeId> = gone.iter().copied().collect();
    for some in ids.chunks(BATCH) {
        attendee::Entity::delete_many()
            .filter(attendee::Column::Id.is_in(some.iter().copied()))
            .exec(tx)
            .await?;
    }
    if counts != before {
        let statement = tx.get_database_backend().build(&tally::store(counts)?);
        tx.execute_raw(statement).await?;
    }
    tracing::debug!(account = ?op.actor.account(), %event, rows = gone.len(), "guests were taken off a list again");
    Ok(gone)
}
