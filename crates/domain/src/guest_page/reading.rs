//! From a token to the page.

use std::collections::HashMap;

use kuvend_entity::{
    attendee, attendee_former, contact, event,
    id::AttendeeId,
    kind::{EventFormat, EventStatus, InvitationState, PlaceState, ResponseState, Route},
    office, organisation,
    value::Language,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Condition,
};

use super::{
    Closed, GuestPage, Host, Invitee, LocalTime, Occasion, Said, Visit, asking, calendar::is_ahead,
    closed, floor, handing,
};
use crate::{
    actor::Actor,
    agenda,
    attendees::{companions, modes, places::is_turned_away},
    delegations,
    door::{Ticket, tickets},
    error::{Denied, Error, Result},
    links::{self, Purpose},
    op::Op,
};

/// What a good link leads to.
pub(super) struct Found {
    pub(super) office: office::Model,
    pub(super) event: event::Model,
    pub(super) row: attendee::Model,
    pub(super) contact: Option<contact::Model>,
}

impl Found {
    /// The office's own language.
    pub(super) fn own_language(&self) -> Language {
        let own = self.office.languages.0.first().cloned();
        own.unwrap_or_else(Language::english)
    }

    /// The language of the page: the one asked for, the guest's, the browser's, the office's own.
    pub(super) fn language(&self, visit: &Visit<'_>, own: &Language) -> Language {
        let preferred = self
            .contact
            .as_ref()
            .and_then(|contact| contact.preferred_language.as_ref());
        [visit.asked.as_ref(), preferred, visit.spoken.as_ref()]
            .into_iter()
            .flatten()
            .next()
            .unwrap_or(own)
            .clone()
    }
}

/// The page behind a link, or nothing where the link is not good. Only reads.
///
/// # Errors
/// Only the database's.
pub async fn view(op: &Op, visit: &Visit<'_>) -> Result<Option<GuestPage>> {
    let tx = op.db.snapshot().await?;
    let Some(found) = find(&tx, op, visit.token).await? else {
        return Ok(None);
    };
    let organisation = match found.row.organisation_id {
        Some(id) => organisation::Entity::find_by_id(id).one(&tx).await?,
        None => None,
    };
    let queue_position = standing(&tx, &found).await?;
    let waits = modes::waits(&tx, &found.event, &found.row).await?;
    let own = found.own_language();
    let language = found.language(visit, &own);
    let closed = closed(&found.event, &found.row, op.clock.now());
    // Whoever's invitation was taken back, or whose event is not published, is told no more of it.
    let programme = match closed {
        Some(Closed::Withdrawn | Closed::NotOpen | Closed::Cancelled) => Vec::new(),
        _ => agenda::programme(&tx, &found.event, (&language, &own)).await?,
    };
    let companions = if found.row.party_allowance > 1 {
        companions::of_rows(&tx, &[found.row.id]).await?
    } else {
        HashMap::new()
    };
    let row = (&found.event, &found.row, op.clock.now());
    let asking = Box::pin(asking::of(&tx, row, (&language, &own))).await?;
    let floor = match closed {
        Some(Closed::Withdrawn | Closed::NotOpen | Closed::Cancelled) => None,
        _ => Box::pin(floor::of(&tx, row, (&language, &own))).await?,
    };
    let handing = Box::pin(handing::of(&tx, row, (&language, &own))).await?;
    let ticket = match closed {
        None | Some(Closed::TooLate) => held_ticket(&tx, &found).await?,
        _ => None,
    };
    tx.commit().await?;
    let companions = companions.into_values().flatten();
    let companions = companions.map(|one| (one.given_name, one.family_name));
    let companions = companions.collect();

    let zone = &found.event.time_zone;
    let guest = Invitee {
        name: found
            .contact
            .as_ref()
            .map(|contact| contact.display_name.clone()),
        organisation: organisation
            .as_ref()
            .and_then(|body| Said::best(&body.name, &language, &own)),
        function: found.row.function_at_event.clone(),
        party_size: found.row.party_size,
        party_allowance: found.row.party_allowance,
        companions,
        attends: found
            .row
            .attends
            .filter(|_| modes::are_chosen(&found.event)),
        is_registered: is_registered(&found.row),
        response: found.row.response,
        reason: found.row.response_reason.clone(),
        is_answer_outdated: found.row.response != ResponseState::None
            && found
                .row
                .response_revision
                .is_some_and(|revision| revision < found.event.revision),
        place: found.row.place,
        queue_position,
        offer_until: found
            .row
            .offer_expires_at
            .filter(|_| found.row.place == PlaceState::Offered)
            .map(|at| LocalTime::at(at, zone)),
        waits,
        is_turned_away: is_turned_away(&found.row) && !found.row.place.occupies(),
    };
    Ok(Some(GuestPage {
        host: Host::of(&found.office, &language, &own),
        event: occasion(&found, &language, &own),
        has_calendar: is_ahead(closed),
        closed,
        guest,
        programme,
        asking,
        floor,
        handing,
        ticket,
        language,
    }))
}

/// Whether somebody is on the list by a registration, their own or the office's. Whom the office means to invite still has neither
/// answered nor a place.
fn is_registered(row: &attendee::Model) -> bool {
    row.invitation == InvitationState::NotInvited
        && (row.response != ResponseState::None || row.place != PlaceState::None)
}

/// Where a guest stands on the waiting list.
async fn standing(db: &impl ConnectionTrait, found: &Found) -> Result<Option<u64>> {
    Ok(match (found.row.place, found.row.queue_number) {
        (PlaceState::Waitlisted, Some(number)) => Some(before(db, &found.row, number).await? + 1),
        _ => None,
    })
}

/// The guest's ticket, where it is shown to them.
async fn held_ticket(db: &impl ConnectionTrait, found: &Found) -> Result<Option<Ticket>> {
    if !tickets::is_shown(&found.event, &found.row) {
        return Ok(None);
    }
    let epochs = tickets::epochs(db, &[found.row.id]).await?;
    let epoch = tickets::epoch_of(&epochs, found.row.id);
    Ok(Some(Ticket::of(&found.office, found.row.id, epoch)))
}

/// Believes a token or does not. A tombstone's link is as dead as the data behind it.
pub(super) async fn find<C: ConnectionTrait>(
    db: &C,
    op: &Op,
    token: &str,
) -> Result<Option<Found>> {
    let Some(claim) = links::read(token, Purpose::Rsvp) else {
        return Ok(None);
    };
    let Some((row, epoch)) = row_of(db, AttendeeId(claim.id())).await? else {
        return Ok(None);
    };
    let office = office::Entity::find_by_id(row.office_id)
        .one(db)
        .await?
        .ok_or_else(|| Error::missing("office"))?;
    let event = event::Entity::find_by_id(row.event_id)
        .one(db)
        .await?
        .ok_or_else(|| Error::missing("event"))?;
    let (until, now) = (links::lasts_until(&event), op.clock.now());
    if claim
        .open(&office.link_secret, epoch, (until, now))
        .is_err()
    {
        return Ok(None);
    }
    // Whoever left a delegation comes for it no more; only a place that was given up asks about it.
    if row.place == PlaceState::Cancelled && delegations::has_left(db, row.id).await? {
        return Ok(None);
    }
    let contact = match row.contact_id {
        Some(id) => contact::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    if contact
        .as_ref()
        .is_some_and(|contact| contact.erased_at.is_some())
    {
        return Ok(None);
    }
    Ok(Some(Found {
        office,
        event,
        row,
        contact,
    }))
}

/// Who comes by a good link: as the guest that it names, what it leads to, and the language of their page.
///
/// # Errors
/// [`Denied::NotFound`] for a link that is not good, and the database's.
pub(super) async fn guest(op: &Op, visit: &Visit<'_>) -> Result<(Op, Found, Language)> {
    let found = find(op.db.reader(), op, visit.token)
        .await?
        .ok_or(Error::Denied(Denied::NotFound))?;
    let language = found.language(visit, &found.own_language());
    let op = Op {
        actor: Actor::Guest {
            office: found.office.id,
            attendee: found.row.id,
        },
        route: Route::Link,
        ..op.clone()
    };
    Ok((op, found, language))
}

/// The row that a link leads to, with the epoch that the link is sealed by: the row that it names, or the one that this became one
/// with. The links of a row that went are taken back with those of the row that stayed.
async fn row_of<C: ConnectionTrait>(
    db: &C,
    id: AttendeeId,
) -> Result<Option<(attendee::Model, i32)>> {
    if let Some(row) = attendee::Entity::find_by_id(id).one(db).await? {
        let epoch = row.link_epoch;
        return Ok(Some((row, epoch)));
    }
    let Some(former) = attendee_former::Entity::find_by_id(id).one(db).await? else {
        return Ok(None);
    };
    let row = attendee::Entity::find_by_id(former.attendee_id)
        .filter(attendee::Column::LinkEpoch.eq(former.kept_epoch))
        .one(db)
        .await?;
    Ok(row.map(|row| (row, former.link_epoch)))
}

fn occasion(found: &Found, language: &Language, own: &Language) -> Occasion {
    let event = &found.event;
    let local = |at| LocalTime::at(at, &event.time_zone);
    let has_place =
        found.row.place == PlaceState::Confirmed && event.status == EventStatus::Published;
    Occasion {
        title: said_or(&event.title, language, own, ""),
        description: Said::best(&event.description, language, own),
        practical_notes: Said::best(&event.practical_notes, language, own),
        status: event.status,
        format: event.format,
        starts: local(event.starts_at),
        ends: local(event.ends_at),
        time_zone: event.time_zone.clone(),
        doors_open: event.doors_open_at.map(local),
        response_deadline: event.response_deadline.map(local),
        venue: event
            .venue
            .clone()
            .filter(|_| event.format != EventFormat::Online),
        online_link: event
            .online_link
            .clone()
            .filter(|_| has_place && event.format != EventFormat::InPerson),
        contact_person: event.contact_person.clone(),
        cancel_reason: event
            .cancel_reason
            .clone()
            .filter(|_| event.status == EventStatus::Cancelled),
    }
}

fn said_or(
    text: &kuvend_entity::text::LocalizedText,
    language: &Language,
    own: &Language,
    otherwise: &str,
) -> Said {
    Said::best(text, language, own).unwrap_or_else(|| Said {
        text: otherwise.to_owned(),
        language: own.clone(),
    })
}

/// How many wait before this row.
async fn before<C: ConnectionTrait>(db: &C, row: &attendee::Model, number: i32) -> Result<u64> {
    use attendee::Column;
    let earlier = Condition::any()
        .add(Column::QueuePriority.gt(row.queue_priority))
        .add(
            Condition::all()
                .add(Column::QueuePriority.eq(row.queue_priority))
                .add(Column::QueueNumber.lt(number)),
        );
    Ok(attendee::Entity::find()
        .filter(Column::EventId.eq(row.event_id))
        .filter(Column::Place.eq(PlaceState::Waitlisted))
        .filter(earlier)
        .count(db)
        .await?)
}
