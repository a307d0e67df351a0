//! Certificates of attendance: for who was there and for nobody else, numbered, and each with a link at which anybody who holds it
//! finds what it says, and no more.
//!
//! **Invariant:** a certificate is good as long as its row of the guest list says that the guest was there; nothing of the person is
//! kept with it.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use kuvend_entity::{
    attendee, certificate, contact, event,
    id::{AttendeeId, CertificateId, ContactId, EventId, OfficeId},
    kind::{Paper, PresenceState},
    office,
    value::{Language, TimeZone},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;

use super::{
    Sheet,
    columns::Column as C,
    guests::{Entry, lean},
    head,
};
use crate::{
    attendees::{guests::BATCH, reads::visible},
    audit::{self, Deed},
    engine,
    error::{Error, Result},
    exports::usable,
    guest_page::{Host, Said, Visit},
    links::{self, Claim, Purpose},
    op::Op,
    organisations::own,
    policy::Action,
    writes,
};

/// Who is certified: people, not seats, who were there.
fn attended() -> Condition {
    Condition::all()
        .add(usable())
        .add(attendee::Column::ContactId.is_not_null())
        .add(attendee::Column::Presence.eq(PresenceState::Attended))
}

/// Issues a certificate to everybody who was there and has none, if the paper is of certificates.
///
/// # Errors
/// Only the database's.
pub(super) async fn issue(op: &Op, sheet: &Sheet) -> Result<()> {
    if sheet.paper != Paper::Certificates {
        return Ok(());
    }
    let tx = op.db.write().await?;
    let rows = lean(&tx, sheet.event.id, attended()).await?;
    let ids: Vec<AttendeeId> = rows.into_iter().map(|row| row.row).collect();
    certify(&tx, op, (sheet.office.id, sheet.event.id), ids).await?;
    tx.commit().await?;
    Ok(())
}

/// Issues a certificate to each of some guests of an event who were there and have none, as a step. Asked again, it gives nobody a second
/// one.
///
/// # Errors
/// Only the database's.
pub(crate) async fn certify(
    tx: &DatabaseTransaction,
    op: &Op,
    (office, event): (OfficeId, EventId),
    ids: Vec<AttendeeId>,
) -> Result<()> {
    // Numbers of an office follow each other, whoever issues at the same time.
    engine::lock_office(tx, office).await?;
    let known = of_rows(tx, &ids).await?;
    let last: Option<Option<i32>> = certificate::Entity::find()
        .select_only()
        .column_as(certificate::Column::Number.max(), "last")
        .filter(certificate::Column::OfficeId.eq(office))
        .into_tuple()
        .one(tx)
        .await?;
    let mut number = last.flatten().unwrap_or_default();
    let mut issued = Vec::new();
    for row in ids.into_iter().filter(|id| !known.contains_key(id)) {
        number = number.saturating_add(1);
        let certificate = certificate::Model {
            id: CertificateId::new(),
            office_id: office,
            attendee_id: row,
            number,
            issued_by: op.actor.account(),
            issued_at: op.clock.now(),
        };
        issued.push(certificate.into_active_model().reset_all());
    }
    if !issued.is_empty() {
        let count = issued.len();
        writes::insert(tx, issued).await?;
        let deed = Deed {
            office,
            action: "papers::certify",
            object_kind: "event",
            object_id: event.0,
            changes: Some(json!({ "certificates": { "from": null, "to": count } })),
            reason: None,
        };
        audit::write(tx, op, deed).await?;
    }
    Ok(())
}

/// The certificates of some rows, the oldest of each.
///
/// # Errors
/// Only the database's.
pub(crate) async fn of_rows(
    tx: &impl ConnectionTrait,
    ids: &[AttendeeId],
) -> Result<HashMap<AttendeeId, certificate::Model>> {
    use certificate::Column as T;
    let mut found = HashMap::with_capacity(ids.len());
    for some in ids.chunks(BATCH) {
        let rows = certificate::Entity::find()
            .filter(T::AttendeeId.is_in(some.iter().copied()))
            .order_by_asc(T::Number)
            .all(tx)
            .await?;
        for row in rows {
            found.entry(row.attendee_id).or_insert(row);
        }
    }
    Ok(found)
}

/// Who of those in order was there.
///
/// # Errors
/// Only the database's.
pub(super) async fn only(
    snapshot: &DatabaseTransaction,
    sheet: &Sheet,
    mut entries: Vec<Entry>,
) -> Result<Vec<Entry>> {
    let there = lean(snapshot, sheet.event.id, attended()).await?;
    let there: HashSet<AttendeeId> = there.into_iter().map(|row| row.row).collect();
    entries.retain(|entry| there.contains(&entry.row));
    Ok(entries)
}

/// The rows of a page.
///
/// # Errors
/// Only the database's.
pub(super) async fn rows(
    snapshot: &DatabaseTransaction,
    sheet: &Sheet,
    page: &[&Entry],
) -> Result<Vec<Vec<String>>> {
    use {attendee::Column as A, contact::Column as P};
    let ids: Vec<AttendeeId> = page.iter().map(|entry| entry.row).collect();
    let certificates = of_rows(snapshot, &ids).await?;
    let whose: Vec<(AttendeeId, Option<ContactId>)> = attendee::Entity::find()
        .select_only()
        .columns([A::Id, A::ContactId])
        .filter(A::Id.is_in(ids))
        .into_tuple()
        .all(snapshot)
        .await?;
    let people = whose.iter().filter_map(|(_, contact)| *contact);
    let names: Vec<(ContactId, String)> = contact::Entity::find()
        .select_only()
        .columns([P::Id, P::DisplayName])
        .filter(P::Id.is_in(people))
        .into_tuple()
        .all(snapshot)
        .await?;
    let (whose, names): (HashMap<_, _>, HashMap<_, _>) =
        (whose.into_iter().collect(), names.into_iter().collect());
    let line = |entry: &&Entry| {
        let certificate = certificates.get(&entry.row)?;
        let name = names.get(&(*whose.get(&entry.row)?)?)?;
        let issued = certificate.issued_at;
        let issued = issued.with_timezone(&sheet.event.time_zone.zone());
        let cell = |column: &C| match column {
            C::Certificate => numbered(certificate.number, issued.date_naive()),
            C::Name => name.clone(),
            C::Title => sheet.said(&sheet.event.title),
            C::Day => head::on(&sheet.language, sheet.event.local_on),
            C::Issued => head::on(&sheet.language, issued.date_naive()),
            C::Link => format!("{}{}", sheet.address, path(&sheet.office, certificate)),
            _ => String::new(),
        };
        Some(sheet.columns.iter().map(cell).collect())
    };
    Ok(page.iter().filter_map(line).collect())
}

/// A number as a certificate says it, with the year in which it was issued.
fn numbered(number: i32, issued_on: NaiveDate) -> String {
    format!("{number:05}/{}", issued_on.year())
}

/// The path at which a certificate is verified, to be put behind the server's public address.
pub(crate) fn path(office: &office::Model, certificate: &certificate::Model) -> String {
    let secret = &office.link_secret;
    let token = links::sign(secret, Purpose::Certificate, certificate.id.0, links::FIRST);
    format!("/certificate/{token}")
}

/// A certificate of a row of a guest list, for the staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// Its number, as the certificate says it.
    pub number: String,
    /// The path at which it is verified, to be put behind the server's public address.
    pub path: String,
    /// When it was issued.
    pub issued_at: DateTime<Utc>,
}

/// The certificates of rows, those that are good, as far as the actor may have certificates prepared: as many statements as for one row.
///
/// # Errors
/// Only the database's.
pub async fn issued(op: &Op, ids: &[AttendeeId]) -> Result<HashMap<AttendeeId, Issued>> {
    let db = op.db.reader();
    let certificates = of_rows(db, ids).await?;
    let mut rows: Vec<attendee::Model> = Vec::with_capacity(certificates.len());
    let certified: Vec<AttendeeId> = certificates.keys().copied().collect();
    for some in certified.chunks(BATCH) {
        let good = visible(op)
            .filter(attendee::Column::Id.is_in(some.iter().copied()))
            .filter(attended());
        rows.extend(good.all(db).await?);
    }
    rows.retain(|row| op.may_at((row.office_id, row.event_id), Action::PreparePapers));
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let offices: BTreeSet<OfficeId> = rows.iter().map(|row| row.office_id).collect();
    let offices = office::Entity::find()
        .filter(office::Column::Id.is_in(offices))
        .all(db)
        .await?;
    let events: BTreeSet<EventId> = rows.iter().map(|row| row.event_id).collect();
    let events: Vec<EventId> = events.into_iter().collect();
    let mut zones: HashMap<EventId, TimeZone> = HashMap::with_capacity(events.len());
    for some in events.chunks(BATCH) {
        let found: Vec<(EventId, TimeZone)> = event::Entity::find()
            .select_only()
            .columns([event::Column::Id, event::Column::TimeZone])
            .filter(event::Column::Id.is_in(some.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        zones.extend(found);
    }
    let told = |row: attendee::Model| {
        let certificate = certificates.get(&row.id)?;
        let office = offices.iter().find(|office| office.id == row.office_id)?;
        let zone = zones.get(&row.event_id)?.zone();
        let on = certificate.issued_at.with_timezone(&zone).date_naive();
        let issued = Issued {
            number: numbered(certificate.number, on),
            path: path(office, certificate),
            issued_at: certificate.issued_at,
        };
        Some((row.id, issued))
    };
    Ok(rows.into_iter().filter_map(told).collect())
}

/// What a certificate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certified {
    /// In which language it is told.
    pub language: Language,
    /// Who issued it.
    pub host: Host,
    /// Its number.
    pub number: String,
    /// Who was there.
    pub name: String,
    /// At what.
    pub title: Said,
    /// On which day.
    pub on: NaiveDate,
    /// When it was issued.
    pub issued_on: NaiveDate,
}

/// What a link says of a certificate; nothing where it is none of ours, or where the guest is no longer said to have been there, which
/// are not told apart. Only reads.
///
/// # Errors
/// Only the database's.
pub async fn verified(op: &Op, visit: &Visit<'_>) -> Result<Option<Certified>> {
    let Some(claim) = links::read(visit.token, Purpose::Certificate) else {
        return Ok(None);
    };
    let tx = op.db.snapshot().await?;
    let found = found(&tx, &claim).await?;
    tx.commit().await?;
    let Some((certificate, office, event, name)) = found else {
        return Ok(None);
    };
    let own = own(office.languages.clone());
    let wanted = [visit.asked.as_ref(), visit.spoken.as_ref()];
    let language = wanted.into_iter().flatten().next().unwrap_or(&own).clone();
    let issued = certificate.issued_at.with_timezone(&event.time_zone.zone());
    let title = Said::best(&event.title, &language, &own);
    Ok(Some(Certified {
        host: Host::of(&office, &language, &own),
        number: numbered(certificate.number, issued.date_naive()),
        name,
        title: title.ok_or_else(|| Error::missing("title"))?,
        on: event.local_on,
        issued_on: issued.date_naive(),
        language,
    }))
}

type Found = (certificate::Model, office::Model, event::Model, String);

async fn found(tx: &DatabaseTransaction, claim: &Claim) -> Result<Option<Found>> {
    let id = CertificateId(claim.id());
    let Some(certificate) = certificate::Entity::find_by_id(id).one(tx).await? else {
        return Ok(None);
    };
    let office = super::of_office(tx, certificate.office_id).await?;
    // It is good as long as what it says is.
    let forever = (DateTime::<Utc>::MAX_UTC, DateTime::<Utc>::MIN_UTC);
    if claim
        .open(&office.link_secret, links::FIRST, forever)
        .is_err()
    {
        return Ok(None);
    }
    let row = attendee::Entity::find_by_id(certificate.attendee_id)
        .filter(attended())
        .one(tx)
        .await?;
    let Some((event, contact)) = row.and_then(|row| Some((row.event_id, row.contact_id?))) else {
        return Ok(None);
    };
    let event = event::Entity::find_by_id(event).one(tx).await?;
    let event = event.ok_or_else(|| Error::missing("event"))?;
    let contact = contact::Entity::find_by_id(contact).one(tx).await?;
    let contact = contact.ok_or_else(|| Error::missing("contact"))?;
    Ok(Some((certificate, office, event, contact.display_name)))
}
