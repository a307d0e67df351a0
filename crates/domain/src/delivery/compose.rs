//! From rows to a letter's facts.

mod asked;
mod focal;

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use kuvend_entity::{
    attendee, certificate, contact, delegation, event,
    id::{AttendeeId, ContactId, DelegationId, EventId, OfficeId, OrganisationId, RegistrationId},
    kind::{EventFormat, MessageKind, PlaceState, PresenceState},
    message, office, organisation, registration,
    value::{EmailAddress, Language as Tongue},
};
use kuvend_notify::{
    CalendarMethod, CalendarPart, CalledOff, Change, EventFacts, GuestFacts, Held, Language,
    Letter, LetterKind, Mailbox, OfficeFacts, TicketPart,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PrimaryKeyTrait, QueryFilter, Value};

use crate::{
    attendees::guests::BATCH,
    delivery::Carrier,
    door::{
        squares,
        tickets::{self, Ticket},
    },
    error::{Failure, Result},
    links,
    op::Op,
    papers,
    protocol::{self, address::Form, reads::Placed},
    questions,
    registration::address,
};

/// The rows that claimed letters speak of.
#[derive(Debug, Default)]
pub struct Facts {
    offices: HashMap<OfficeId, office::Model>,
    events: HashMap<EventId, event::Model>,
    attendees: HashMap<AttendeeId, attendee::Model>,
    contacts: HashMap<ContactId, contact::Model>,
    organisations: HashMap<OrganisationId, organisation::Model>,
    registrations: HashMap<RegistrationId, registration::Model>,
    protocol: HashMap<AttendeeId, Placed>,
    certificates: HashMap<AttendeeId, certificate::Model>,
    /// The epochs of tickets that letters bring, where they are not the first.
    tickets: HashMap<AttendeeId, i32>,
    /// Who has yet to answer what a letter asks them to.
    open: HashSet<AttendeeId>,
    delegations: HashMap<DelegationId, delegation::Model>,
}

async fn load<E, K>(
    db: &impl ConnectionTrait,
    key: E::Column,
    ids: impl IntoIterator<Item = K>,
) -> Result<Vec<E::Model>>
where
    E: EntityTrait,
    E::PrimaryKey: PrimaryKeyTrait,
    K: Into<Value> + Ord,
{
    let ids: std::collections::BTreeSet<K> = ids.into_iter().collect();
    let ids: Vec<Value> = ids.into_iter().map(Into::into).collect();
    let mut rows = Vec::with_capacity(ids.len());
    for batch in ids.chunks(BATCH) {
        rows.extend(E::find().filter(key.is_in(batch.to_vec())).all(db).await?);
    }
    Ok(rows)
}

impl Facts {
    /// Reads whatever the letters speak of, by one statement a kind.
    ///
    /// # Errors
    /// Only the database's.
    pub async fn read(op: &Op, letters: &[message::Model]) -> Result<Self> {
        let db = op.db.reader();
        let offices = load::<office::Entity, _>(
            db,
            office::Column::Id,
            letters.iter().map(|row| row.office_id),
        )
        .await?;
        let events = load::<event::Entity, _>(
            db,
            event::Column::Id,
            letters.iter().filter_map(|row| row.event_id),
        )
        .await?;
        let attendees = load::<attendee::Entity, _>(
            db,
            attendee::Column::Id,
            letters.iter().filter_map(|row| row.attendee_id),
        )
        .await?;
        let contacts = load::<contact::Entity, _>(
            db,
            contact::Column::Id,
            letters.iter().filter_map(|row| row.contact_id),
        )
        .await?;
        let delegations = load::<delegation::Entity, _>(
            db,
            delegation::Column::Id,
            letters.iter().filter_map(focal::delegation_of),
        )
        .await?;
        let sending = delegations.iter().map(|row| row.organisation_id);
        let represented = attendees.iter().filter_map(|row| row.organisation_id);
        let organisations = load::<organisation::Entity, _>(
            db,
            organisation::Column::Id,
            represented.chain(sending),
        )
        .await?;
        let registrations = load::<registration::Entity, _>(
            db,
            registration::Column::Id,
            letters.iter().filter_map(|row| row.registration_id),
        )
        .await?;
        let protocol = protocol::reads::of_letters(db, attendees.iter()).await?;
        let certified = of_kind(letters, MessageKind::Certificate).filter_map(|it| it.attendee_id);
        let certified: Vec<AttendeeId> = certified.collect();
        let ticketed = letters.iter().filter(|it| brings_ticket(it.kind));
        let ticketed: Vec<AttendeeId> = ticketed.filter_map(|it| it.attendee_id).collect();
        Ok(Self {
            protocol,
            certificates: papers::certificates_of(db, &certified).await?,
            tickets: tickets::epochs(db, &ticketed).await?,
            open: open(op, letters).await?,
            delegations: delegations.into_iter().map(|row| (row.id, row)).collect(),
            registrations: registrations.into_iter().map(|row| (row.id, row)).collect(),
            offices: offices.into_iter().map(|row| (row.id, row)).collect(),
            events: events.into_iter().map(|row| (row.id, row)).collect(),
            attendees: attendees.into_iter().map(|row| (row.id, row)).collect(),
            contacts: contacts.into_iter().map(|row| (row.id, row)).collect(),
            organisations: organisations.into_iter().map(|row| (row.id, row)).collect(),
        })
    }

    /// Whether a letter goes to somebody in their function.
    #[must_use]
    pub fn in_function(&self, row: &message::Model) -> bool {
        row.attendee_id
            .and_then(|id| self.attendees.get(&id))
            .is_some_and(|attendee| attendee.organisation_id.is_some())
    }

    /// Why a letter makes no sense any more, whatever the gate says: what it was written for has changed since.
    #[must_use]
    pub fn needless(&self, row: &message::Model) -> Option<&'static str> {
        let guest = row.attendee_id.and_then(|id| self.attendees.get(&id))?;
        match row.kind {
            MessageKind::ThankYou | MessageKind::Certificate => {
                let was_there = guest.presence == PresenceState::Attended;
                (!was_there).then_some("the guest is not said to have been there any more")
            }
            MessageKind::Questions | MessageKind::Ticket if !has_place(guest) => {
                Some("the guest does not come any more")
            }
            MessageKind::Questions => {
                let is_open = self.open.contains(&guest.id);
                (!is_open).then_some("the guest has answered meanwhile")
            }
            _ => None,
        }
    }

    /// The address that a letter's registration waits for, and in which language it is written.
    #[must_use]
    pub fn newcomer(&self, row: &message::Model) -> Option<(String, &Tongue)> {
        let waiting = self.registrations.get(&row.registration_id?)?;
        Some((address::awaited(waiting)?, &waiting.language))
    }

    /// The envelope's sender.
    #[must_use]
    pub fn sender(&self, row: &message::Model) -> String {
        self.offices
            .get(&row.office_id)
            .map(|office| office.sender_address.to_string())
            .unwrap_or_default()
    }
}

fn of_kind(letters: &[message::Model], kind: MessageKind) -> impl Iterator<Item = &message::Model> {
    letters.iter().filter(move |row| row.kind == kind)
}

/// Who of those whom letters ask to answer has yet to.
async fn open(op: &Op, letters: &[message::Model]) -> Result<HashSet<AttendeeId>> {
    let asking = || of_kind(letters, MessageKind::Questions);
    let mut events: Vec<EventId> = asking().filter_map(|row| row.event_id).collect();
    events.sort_unstable();
    events.dedup();
    let guests: Vec<AttendeeId> = asking().filter_map(|row| row.attendee_id).collect();
    questions::open_of(op.db.reader(), &events, &guests).await
}

const fn kind_of(kind: MessageKind) -> LetterKind {
    match kind {
        MessageKind::Invitation => LetterKind::Invitation,
        MessageKind::RegistrationConfirmation => LetterKind::RegistrationConfirmation,
        MessageKind::WaitingList => LetterKind::WaitingList,
        MessageKind::WaitingListOffer => LetterKind::WaitingListOffer,
        MessageKind::Update => LetterKind::Update,
        MessageKind::Cancellation => LetterKind::Cancellation,
        MessageKind::Reminder => LetterKind::Reminder,
        MessageKind::ThankYou => LetterKind::ThankYou,
        MessageKind::MissedYou => LetterKind::MissedYou,
        MessageKind::ConfirmAddress => LetterKind::ConfirmAddress,
        MessageKind::OwnPage => LetterKind::OwnPage,
        MessageKind::Delegation => LetterKind::Delegation,
        MessageKind::Certificate => LetterKind::Certificate,
        MessageKind::Questions => LetterKind::Questions,
        MessageKind::Ticket => LetterKind::Ticket,
    }
}

/// Where an office writes from.
fn host_of(office: &office::Model) -> &str {
    let host = office.sender_address.as_str().rsplit_once('@');
    host.map_or("localhost", |(_, host)| host)
}

/// A letter, as its bytes will say it for ever.
///
/// # Errors
/// [`Failure::Missing`] where a row it speaks of is gone.
pub fn letter(
    facts: &Facts,
    row: &message::Model,
    address: &EmailAddress,
    carrier: &Carrier,
    now: DateTime<Utc>,
) -> Result<Letter, Failure> {
    match row.kind {
        MessageKind::ConfirmAddress | MessageKind::OwnPage => {
            asked::letter(facts, row, address, carrier, now)
        }
        MessageKind::Delegation => focal::letter(facts, row, address, carrier, now),
        _ => of_event(facts, row, address, carrier, now),
    }
}

/// How a guest is greeted in writing, where the office keeps forms of address.
fn salutation(facts: &Facts, row: &attendee::Model, language: Language) -> Option<String> {
    let guest = facts.protocol.get(&row.id)?;
    guest.address_in(Form::Written, &language.as_str().parse().ok()?)
}

/// Whether a letter shows the ticket of a guest who has one.
const fn brings_ticket(kind: MessageKind) -> bool {
    matches!(
        kind,
        MessageKind::Ticket | MessageKind::RegistrationConfirmation
    )
}

/// The ticket that a letter brings, drawn for it.
fn ticket_part(
    facts: &Facts,
    kind: MessageKind,
    (office, event, attendee): (&office::Model, &event::Model, &attendee::Model),
) -> Option<TicketPart> {
    if !brings_ticket(kind) || !tickets::is_shown(event, attendee) {
        return None;
    }
    let epoch = tickets::epoch_of(&facts.tickets, attendee.id);
    let code = Ticket::of(office, attendee.id, epoch).token;
    let picture = squares::picture(&code)?;
    Some(TicketPart { code, picture })
}

/// The path that a letter to a guest leads to, if it leads anywhere.
fn link_of(
    facts: &Facts,
    kind: MessageKind,
    (office, attendee): (&office::Model, &attendee::Model),
) -> Result<Option<String>, Failure> {
    Ok(match kind {
        MessageKind::Invitation
        | MessageKind::Reminder
        | MessageKind::RegistrationConfirmation
        | MessageKind::WaitingList
        | MessageKind::WaitingListOffer
        | MessageKind::Update
        | MessageKind::Questions => Some(links::rsvp_path(office, attendee)),
        MessageKind::Certificate => {
            let certificate = facts.certificates.get(&attendee.id);
            let certificate = certificate.ok_or(Failure::Missing("certificate"))?;
            Some(papers::certificate_path(office, certificate))
        }
        MessageKind::Ticket => {
            let epoch = tickets::epoch_of(&facts.tickets, attendee.id);
            Some(Ticket::of(office, attendee.id, epoch).path())
        }
        _ => None,
    })
}

fn of_event(
    facts: &Facts,
    row: &message::Model,
    address: &EmailAddress,
    carrier: &Carrier,
    now: DateTime<Utc>,
) -> Result<Letter, Failure> {
    let office = facts
        .offices
        .get(&row.office_id)
        .ok_or(Failure::Missing("office"))?;
    let event = row
        .event_id
        .and_then(|id| facts.events.get(&id))
        .ok_or(Failure::Missing("event"))?;
    let attendee = row
        .attendee_id
        .and_then(|id| facts.attendees.get(&id))
        .ok_or(Failure::Missing("attendee"))?;
    let contact = row
        .contact_id
        .and_then(|id| facts.contacts.get(&id))
        .ok_or(Failure::Missing("contact"))?;
    let organisation = attendee
        .organisation_id
        .and_then(|id| facts.organisations.get(&id));
    let own = office
        .languages
        .0
        .first()
        .cloned()
        .unwrap_or_else(Tongue::english);
    let in_language = |text: &kuvend_entity::text::LocalizedText| {
        text.best(Some(&row.language), &own).map(str::to_owned)
    };
    let host = host_of(office).to_owned();
    let detail = |name: &str| row.details.as_ref().and_then(|details| details.get(name));
    let from = Mailbox {
        name: office.sender_name.clone(),
        address: office.sender_address.to_string(),
    };
    let to = Mailbox {
        name: contact.display_name.clone(),
        address: address.to_string(),
    };
    let link = link_of(facts, row.kind, (office, attendee))?;
    let language = Language::best(&[row.language.as_str(), own.as_str()]);
    Ok(Letter {
        kind: kind_of(row.kind),
        language,
        reply_to: office.reply_to.as_ref().map(|address| Mailbox {
            name: office.sender_name.clone(),
            address: address.to_string(),
        }),
        message_id: format!("<{}@{host}>", row.id.0.simple()),
        date: now,
        office: OfficeFacts {
            name: in_language(&office.name).unwrap_or_else(|| office.sender_name.clone()),
            postal_address: office.postal_address.clone(),
            contact: event
                .contact_person
                .clone()
                .or_else(|| office.press_contact.clone()),
            website: None,
        },
        event: Some(event_facts((event, has_place(attendee)), &in_language)),
        guest: GuestFacts {
            addressing: contact.display_name.clone(),
            salutation: salutation(facts, attendee, language),
            function: attendee.function_at_event.clone(),
            organisation: organisation.and_then(|body| in_language(&body.name)),
            party_size: u32::try_from(attendee.party_size).ok(),
            waiting_list_position: None,
            offer_deadline: attendee
                .offer_expires_at
                .filter(|_| attendee.place == PlaceState::Offered),
        },
        rsvp_link: link.map(|link| format!("{}{link}", carrier.public_url)),
        unsubscribe_link: None,
        own_page_link: Some(format!(
            "{}/me?lang={}",
            carrier.public_url,
            language.as_str()
        )),
        list_id: None,
        ticket: ticket_part(facts, row.kind, (office, event, attendee)),
        calendar: calendar_part((row, attendee), (from.clone(), to.clone()), &host, now),
        changes: detail("changes")
            .and_then(|value| serde_json::from_value::<Vec<Change>>(value.clone()).ok())
            .unwrap_or_default(),
        called_off: called_off(&detail),
        reason: detail("reason")
            .and_then(|value| value.as_str())
            .map(str::to_owned),
        personal_note: row.personal_note.clone(),
        subject_override: row.subject_override.clone(),
        from,
        to,
    })
}

/// What a letter calls off, by what was written down with its cause.
fn called_off<'a>(detail: &impl Fn(&str) -> Option<&'a serde_json::Value>) -> CalledOff {
    if detail("place").is_some() {
        CalledOff::Place
    } else if detail("invitation").is_some() {
        CalledOff::Invitation
    } else if detail("postponed").is_some() {
        CalledOff::Day
    } else if detail("refused").is_some() {
        CalledOff::Request
    } else {
        CalledOff::Event
    }
}

fn has_place(attendee: &attendee::Model) -> bool {
    attendee.place == PlaceState::Confirmed
}

/// The event as the letter tells it. The link to take part from elsewhere is for who has a place, whatever the letter.
fn event_facts(
    (event, has_place): (&event::Model, bool),
    in_language: &impl Fn(&kuvend_entity::text::LocalizedText) -> Option<String>,
) -> EventFacts {
    let venue = event.venue.as_ref();
    EventFacts {
        title: in_language(&event.title).unwrap_or_default(),
        description: in_language(&event.description),
        practical_notes: in_language(&event.practical_notes),
        starts_at: event.starts_at,
        ends_at: event.ends_at,
        is_provisional: event.is_provisional,
        zone: event.time_zone.zone(),
        held: match event.format {
            EventFormat::InPerson => Held::InPerson,
            EventFormat::Online => Held::Online,
            EventFormat::Hybrid => Held::Hybrid,
        },
        venue: venue.map(|venue| venue.name.clone()),
        address: venue.and_then(|venue| venue.address.clone()),
        city: venue.and_then(|venue| venue.city.clone()),
        online_link: event
            .online_link
            .clone()
            .filter(|_| has_place && event.format != EventFormat::InPerson),
        response_deadline: event.response_deadline,
        doors_open_at: event.doors_open_at,
    }
}

/// The calendar part: one entry for one guest, whose id never changes and whose sequence only grows. It is published: answers that
/// calendars send would reach a mailbox that nobody reads for them, and are asked for on the guest's page.
fn calendar_part(
    (row, attendee): (&message::Model, &attendee::Model),
    (organizer, guest): (Mailbox, Mailbox),
    host: &str,
    now: DateTime<Utc>,
) -> Option<CalendarPart> {
    let method = match row.kind {
        MessageKind::Invitation | MessageKind::RegistrationConfirmation | MessageKind::Update => {
            CalendarMethod::Publish
        }
        MessageKind::Cancellation => CalendarMethod::Cancel,
        _ => return None,
    };
    Some(CalendarPart {
        uid: format!("{}@{host}", attendee.id.0.simple()),
        sequence: u32::try_from(row.calendar_sequence).unwrap_or_default(),
        method,
        has_place: has_place(attendee),
        organizer,
        attendee: guest,
        stamped_at: now,
    })
}
