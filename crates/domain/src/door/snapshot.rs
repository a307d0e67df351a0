//! What a gate takes along to work where there is no network: whom it may let in, without anything that it does not need.
//!
//! **Invariant:** no address, no telephone and no ticket is in it. A ticket is known by the first half of its SHA-256: who has the
//! snapshot can tell a ticket that is shown, and cannot make one.
//! **Invariant:** it goes out as bytes with their [`signature`], by which the gate knows that every one of them is ours.

use std::collections::HashMap;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use kuvend_entity::{
    attendee, check_in_list, companion, contact,
    id::{AttendeeId, CheckInListId, ContactId, EventId, GateId, OrganisationId},
    kind::{EventStatus, GateKind, GuestCategory, PlaceState, PresenceState, ScanResult},
    office, organisation,
    text::LocalizedText,
    ticket,
    value::Language,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::{
    announced,
    link::AtGate,
    lists, reads,
    receive::refusal,
    signature,
    tickets::{self, Ticket},
};
use crate::{
    attendees::{companions, guests::BATCH},
    error::{Failure, Result},
    fold::fold,
};

/// What a gate takes along: `GET /door/{token}/snapshot`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// Where it works.
    pub event: AtEvent,
    /// What it is.
    pub gate: GateFacts,
    /// The number of the latest scan that is in it.
    pub number: i32,
    /// The guests, by their names.
    pub guests: Vec<Guest>,
}

/// Where a gate works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AtEvent {
    /// Which event.
    pub id: EventId,
    /// Its title per language.
    pub title: LocalizedText,
    /// Whether it takes place.
    pub status: EventStatus,
    /// Where its clock stands.
    pub time_zone: String,
    /// When it starts.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// From when this gate lets in.
    pub opens_at: DateTime<Utc>,
    /// When attendance was closed, after which nobody's presence moves.
    pub attendance_closed_at: Option<DateTime<Utc>>,
}

/// What a gate is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GateFacts {
    /// Which.
    pub id: GateId,
    /// What the staff calls it.
    pub name: String,
    /// Which way people go through it.
    pub kind: GateKind,
    /// By which list it lets in.
    pub list: Option<ListFacts>,
}

/// By which list a gate lets in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ListFacts {
    /// Which.
    pub id: CheckInListId,
    /// What the staff calls it.
    pub name: String,
}

/// A guest as a gate knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Guest {
    /// Whose row.
    pub id: AttendeeId,
    /// By which tickets they are known: base64url of the first 16 bytes of each one's SHA-256.
    pub tickets: Vec<String>,
    /// What they are called; nothing where an organisation's seat waits for a name.
    pub name: Option<String>,
    /// Whom they represent.
    pub organisation: Option<String>,
    /// The function held at the event.
    pub function: Option<String>,
    /// Name, organisation and who comes along, folded to plain letters, to be looked for in.
    pub folded: String,
    /// In which quality they come.
    pub category: Option<GuestCategory>,
    /// Whether they have a place.
    pub place: PlaceState,
    /// Whether they were there.
    pub presence: PresenceState,
    /// How many come together.
    pub party_size: i32,
    /// How many of them are inside.
    pub inside: i32,
    /// How many of them came.
    pub arrived: i32,
    /// Why this gate does not let them in, where it does not: `CANCELLED` or `WRONG_LIST`.
    pub refusal: Option<ScanResult>,
    /// Whether somebody wants to be told that they came.
    pub is_announced: bool,
    /// Who comes along, as far as they are named.
    pub companions: Vec<String>,
}

/// A snapshot as it goes over the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The snapshot as JSON.
    pub body: Vec<u8>,
    /// What shows that it is ours, and tells it from every other.
    pub signature: String,
}

impl Signed {
    /// A snapshot for the gate behind a token.
    ///
    /// # Errors
    /// Where it cannot be written, which nothing in it brings about.
    pub fn of(token: &str, snapshot: &Snapshot) -> Result<Self> {
        let body = serde_json::to_vec(snapshot);
        let body = body.map_err(|error| Failure::Other(format!("snapshot: {error}")))?;
        Ok(Self {
            signature: signature::sign(token, &body),
            body,
        })
    }
}

/// What a gate keeps of a ticket.
#[must_use]
pub fn mark(token: &str) -> String {
    let hash: [u8; 32] = Sha256::digest(token.as_bytes()).into();
    let half: [u8; 16] = hash.first_chunk().copied().unwrap_or_default();
    URL_SAFE_NO_PAD.encode(half)
}

/// Takes the guest list along: by a fixed number of statements, at one moment.
///
/// # Errors
/// Only the database's.
pub async fn take(at: &AtGate) -> Result<Snapshot> {
    let tx = at.op.db.snapshot().await?;
    let number = reads::latest(&tx, at.event.id).await?;
    let list = match at.gate.list_id {
        Some(id) => check_in_list::Entity::find_by_id(id).one(&tx).await?,
        None => None,
    };
    let rows = attendee::Entity::find()
        .filter(attendee::Column::EventId.eq(at.event.id))
        .order_by_asc(attendee::Column::Id)
        .all(&tx)
        .await?;
    let ids: Vec<AttendeeId> = rows.iter().map(|row| row.id).collect();
    let facts = Facts {
        people: people(&tx, &rows).await?,
        bodies: bodies(&tx, &rows).await?,
        logs: reads::logs(&tx, &ids).await?,
        epochs: tickets::epochs(&tx, &ids).await?,
        former: former(&tx, &ids).await?,
        announced: announced::among(&tx, &ids).await?,
        companions: companions::of_rows(&tx, &ids).await?,
        own: language(&at.office),
    };
    tx.commit().await?;
    let opens = lists::opens_at(list.as_ref(), &at.event);
    let of_row = |row| facts.guest(&at.office, row, (list.as_ref(), opens));
    let mut guests: Vec<Guest> = rows.iter().filter_map(of_row).collect();
    guests.sort_by(|one, other| (&one.folded, one.id).cmp(&(&other.folded, other.id)));
    Ok(Snapshot {
        event: AtEvent {
            id: at.event.id,
            title: at.event.title.clone(),
            status: at.event.status,
            time_zone: at.event.time_zone.to_string(),
            starts_at: at.event.starts_at,
            ends_at: at.event.ends_at,
            opens_at: opens,
            attendance_closed_at: at.event.attendance_closed_at,
        },
        gate: GateFacts {
            id: at.gate.id,
            name: at.gate.name.clone(),
            kind: at.gate.kind,
            list: list.map(|list| ListFacts {
                id: list.id,
                name: list.name,
            }),
        },
        number,
        guests,
    })
}

fn language(office: &office::Model) -> Language {
    let own = office.languages.0.first().cloned();
    own.unwrap_or_else(Language::english)
}

/// What is known of the guests of a list.
struct Facts {
    people: HashMap<ContactId, (String, bool)>,
    bodies: HashMap<OrganisationId, LocalizedText>,
    logs: HashMap<AttendeeId, super::log::Log>,
    epochs: HashMap<AttendeeId, i32>,
    former: HashMap<AttendeeId, Vec<(AttendeeId, i32)>>,
    announced: std::collections::HashSet<AttendeeId>,
    companions: HashMap<AttendeeId, Vec<companion::Model>>,
    own: Language,
}

impl Facts {
    /// A guest, unless they were erased.
    fn guest(
        &self,
        office: &office::Model,
        row: &attendee::Model,
        (list, opens): (Option<&check_in_list::Model>, DateTime<Utc>),
    ) -> Option<Guest> {
        let person = row.contact_id.and_then(|id| self.people.get(&id));
        if person.is_some_and(|(_, is_erased)| *is_erased) {
            return None;
        }
        let name = person.map(|(name, _)| name.clone());
        let body = row.organisation_id.and_then(|id| self.bodies.get(&id));
        let body = body.and_then(|text| text.best(None, &self.own));
        let standing = self
            .logs
            .get(&row.id)
            .map(|log| log.standing(row.party_size));
        let standing = standing.unwrap_or_default();
        let beside = self.companions.get(&row.id).into_iter().flatten();
        let beside = beside.map(|one| format!("{} {}", one.given_name, one.family_name));
        let companions: Vec<String> = beside.collect();
        let own = tickets::epoch_of(&self.epochs, row.id);
        let former = self.former.get(&row.id).into_iter().flatten().copied();
        let tickets = std::iter::once((row.id, own)).chain(former);
        Some(Guest {
            id: row.id,
            tickets: tickets
                .map(|(id, epoch)| mark(&Ticket::of(office, id, epoch).token))
                .collect(),
            folded: fold(
                &[name.as_deref(), body]
                    .into_iter()
                    .map(Option::unwrap_or_default)
                    .chain(companions.iter().map(String::as_str))
                    .collect::<Vec<_>>()
                    .join(" "),
            ),
            name,
            organisation: body.map(str::to_owned),
            function: row.function_at_event.clone(),
            category: row.category,
            place: row.place,
            presence: row.presence,
            party_size: row.party_size,
            inside: standing.inside,
            arrived: standing.arrived,
            // The hour is the gate's to look at.
            refusal: refusal(row, list, (opens, opens)),
            is_announced: self.announced.contains(&row.id),
            companions,
        })
    }
}

/// What guests are called, and whether they were erased.
async fn people(
    db: &impl sea_orm::ConnectionTrait,
    rows: &[attendee::Model],
) -> Result<HashMap<ContactId, (String, bool)>> {
    let ids: Vec<ContactId> = rows.iter().filter_map(|row| row.contact_id).collect();
    let mut people = HashMap::with_capacity(ids.len());
    for batch in ids.chunks(BATCH) {
        let found: Vec<(ContactId, String, Option<DateTime<Utc>>)> = contact::Entity::find()
            .select_only()
            .columns([
                contact::Column::Id,
                contact::Column::DisplayName,
                contact::Column::ErasedAt,
            ])
            .filter(contact::Column::Id.is_in(batch.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        people.extend(
            found
                .into_iter()
                .map(|(id, name, erased)| (id, (name, erased.is_some()))),
        );
    }
    Ok(people)
}

async fn bodies(
    db: &impl sea_orm::ConnectionTrait,
    rows: &[attendee::Model],
) -> Result<HashMap<OrganisationId, LocalizedText>> {
    let mut ids: Vec<OrganisationId> = rows.iter().filter_map(|row| row.organisation_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut bodies = HashMap::with_capacity(ids.len());
    for batch in ids.chunks(BATCH) {
        let found: Vec<(OrganisationId, LocalizedText)> = organisation::Entity::find()
            .select_only()
            .columns([organisation::Column::Id, organisation::Column::Name])
            .filter(organisation::Column::Id.is_in(batch.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        bodies.extend(found);
    }
    Ok(bodies)
}

/// Tickets of rows that are no more, by the row that they let in.
async fn former(
    db: &impl sea_orm::ConnectionTrait,
    ids: &[AttendeeId],
) -> Result<HashMap<AttendeeId, Vec<(AttendeeId, i32)>>> {
    let mut former: HashMap<AttendeeId, Vec<(AttendeeId, i32)>> = HashMap::new();
    for batch in ids.chunks(BATCH) {
        let found = ticket::Entity::find()
            .filter(ticket::Column::AttendeeId.is_in(batch.iter().copied()))
            .all(db)
            .await?;
        for row in found.into_iter().filter(|row| row.id != row.attendee_id) {
            let list = former.entry(row.attendee_id).or_default();
            list.push((row.id, row.epoch));
        }
    }
    Ok(former)
}
