//! Files of guests: a line puts somebody, or a seat of an organisation, on an event's list. Who is there already is left as they are,
//! and a seat of an organisation is taken by one line.

use std::collections::{HashMap, HashSet};

use kuvend_entity::{
    attendee,
    id::{AttendeeId, ContactId, EventId, OrganisationId},
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};

use super::{
    bodies::{Bodies, Which},
    draft::Draft,
    run::What,
};
use crate::{
    attendees::{
        desk::{Cause, Desk},
        guests::{self, BATCH, NewGuest, profiles, rows_of},
    },
    engine,
    error::{Error, Result},
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
    new: Vec<(AttendeeId, NewGuest)>,
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
    pub(super) async fn lock(&self, tx: &DatabaseTransaction) -> Result<engine::Locked> {
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
                Which::One(id) => Some(id),
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
        let people = listed.new.iter().filter_map(|(_, guest)| guest.contact);
        let people: Vec<ContactId> = people.collect();
        let profiles = profiles(&desk.tx, &desk.event, &people).await?;
        for (id, guest) in listed.new {
            let profile = guest.contact.and_then(|id| profiles.get(&id));
            let profile = profile.cloned().unwrap_or_default();
            let body = guest.organisation.and_then(|id| bodies.get(id));
            let kind = body.map(|body| body.kind);
            let row = attendee::Model {
                id,
                ..guests::listed(desk, guest, (profile, kind), self.wave.as_deref())
            };
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
        let guest = NewGuest {
            contact,
            organisation,
            function: draft.function.clone(),
            category: draft.category,
            party_size: draft.party_size.unwrap_or(1),
            roles: draft.at_event(),
        };
        self.new.push((id, guest));
        id
    }
}
