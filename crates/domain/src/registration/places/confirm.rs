//! From the link in the letter to the guest list.

use std::collections::BTreeSet;

use kuvend_entity::{
    attendee, contact, contact_email, event,
    id::{ContactId, EventId, OfficeId},
    kind::{ApprovalRule, ApprovalState, ConsentState, EventFormat, PresenceMode, Route},
    office, registration,
    value::{Language, TimeZone},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
};

use super::{Shut, closes_at, refused, shut};
use crate::{
    actor::Actor,
    attendees::{
        desk::Desk,
        guests,
        oneself::{self, Oneself},
        places::is_asked_to_come,
    },
    consents,
    contacts::{Registered, compared, enter, held},
    engine,
    error::{Denied, Error, Failure, Result},
    fault::Faults,
    fold::fold,
    guest_page::{LocalTime, Said},
    links,
    op::Op,
    registration::{
        confirm::{Confirmed, Found, hand_over, read, settle, settled},
        typed::Typed,
    },
};

/// How the record says where it comes from, and the ledger how consent was given.
const SOURCE: &str = "registration for an event";

/// The place that waits behind a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedPlace {
    /// At what.
    pub title: Said,
    /// When it starts.
    pub starts: LocalTime,
    /// When it ends.
    pub ends: LocalTime,
    /// In which zone these times are.
    pub time_zone: TimeZone,
    /// How many come.
    pub party_size: i32,
    /// How they take part, where there is more than one way.
    pub attends: Option<PresenceMode>,
    /// Whether confirming now would mean to wait for a place.
    pub would_wait: bool,
    /// Whether the office considers it first.
    pub needs_approval: bool,
    /// Why it cannot be confirmed any more.
    pub shut: Option<Shut>,
    /// Until when it can.
    pub until: LocalTime,
    /// The path of the guest's own page, once it is confirmed.
    pub page: Option<String>,
}

async fn event_of(db: &impl ConnectionTrait, event: EventId) -> Result<event::Model> {
    event::Entity::find_by_id(event)
        .one(db)
        .await?
        .ok_or_else(|| Error::missing("event"))
}

fn place(event: &event::Model, (language, own): (&Language, &Language)) -> AskedPlace {
    let local = |at| LocalTime::at(at, &event.time_zone);
    let title = Said::best(&event.title, language, own).unwrap_or_else(|| Said {
        text: String::new(),
        language: own.clone(),
    });
    AskedPlace {
        title,
        starts: local(event.starts_at),
        ends: local(event.ends_at),
        time_zone: event.time_zone.clone(),
        party_size: 1,
        attends: None,
        would_wait: false,
        needs_approval: false,
        shut: None,
        until: local(closes_at(event)),
        page: None,
    }
}

/// The place that was asked for, as it would be now. Only reads.
///
/// # Errors
/// Only the database's.
pub(in crate::registration) async fn asked(
    op: &Op,
    (event, typed): (EventId, &Typed),
    words: (&Language, &Language),
) -> Result<AskedPlace> {
    let (db, now) = (op.db.reader(), op.clock.now());
    let event = event_of(db, event).await?;
    let there = sharing(event.office_id, &compared(&typed.email))
        .filter(contact::Column::ErasedAt.is_null())
        .filter(contact::Column::MergedIntoId.is_null())
        .order_by_asc(contact::Column::Id)
        .all(db)
        .await?;
    let known = match meant(there, typed) {
        Some(person) => oneself::row_of(db, &event, person.id).await?,
        None => None,
    };
    let mut row = known.unwrap_or_else(|| guests::imagined(&event, 1, now));
    row.party_size = typed.party_size.unwrap_or(row.party_size);
    let attends = mode_of(&event, typed);
    row.attends = attends.or(row.attends);
    let shut = shut(&event, now);
    Ok(AskedPlace {
        party_size: row.party_size,
        attends,
        would_wait: shut.is_none() && oneself::waits(db, &event, &row).await?,
        needs_approval: needs_approval(&event, &row),
        shut,
        ..place(&event, words)
    })
}

/// How somebody takes part, as they chose, as long as the event leaves it to them.
fn mode_of(event: &event::Model, typed: &Typed) -> Option<PresenceMode> {
    typed
        .attends
        .filter(|_| event.format == EventFormat::Hybrid)
}

/// Whether the office considers a row that registers before it has a place.
fn needs_approval(event: &event::Model, row: &attendee::Model) -> bool {
    let is_settled = row.place.occupies() || row.approval == ApprovalState::Given;
    !is_settled
        && match event.approval {
            ApprovalRule::None => false,
            ApprovalRule::SelfRegistration => !is_asked_to_come(row.invitation),
            ApprovalRule::All => true,
        }
}

/// The place that was confirmed, with the way to the guest's own page. Where links were taken back since, this one leads there
/// no more. Only reads.
///
/// # Errors
/// Only the database's.
pub(in crate::registration) async fn confirmed(
    op: &Op,
    found: &Found,
    words: (&Language, &Language),
) -> Result<AskedPlace> {
    let db = op.db.reader();
    let event = found.row.event_id.ok_or_else(|| Error::missing("event"))?;
    let event = event_of(db, event).await?;
    let page = page_of(db, (&event, &found.office), found.row.contact_id).await?;
    Ok(AskedPlace {
        page,
        ..place(&event, words)
    })
}

async fn page_of(
    db: &impl ConnectionTrait,
    (event, office): (&event::Model, &office::Model),
    person: Option<ContactId>,
) -> Result<Option<String>> {
    let row = match person {
        Some(person) => oneself::row_of(db, event, person).await?,
        None => None,
    };
    let row = row.filter(|row| row.link_epoch == links::FIRST);
    Ok(row.map(|row| links::rsvp_path(office, &row)))
}

/// Confirms a place: its owner is written down or found, and registers.
///
/// # Errors
/// [`Denied::NotFound`] where the form is over; `WRONG_STATE` at `registration` where the event takes no registrations any more.
pub(in crate::registration) async fn confirm(
    op: &Op,
    event: EventId,
    there: Found,
) -> Result<Confirmed> {
    let not_found = || Error::Denied(Denied::NotFound);
    let tx = op.db.write().await?;
    let locked = engine::lock_event_with_row(&tx, event)
        .await?
        .ok_or_else(not_found)?;
    let mut row = registration::Entity::find_by_id(there.row.id)
        .lock_exclusive()
        .one(&tx)
        .await?
        .ok_or_else(not_found)?;
    let office = there.office;
    let (None, Some(typed)) = (row.confirmed_at, row.typed.take()) else {
        let page = page_of(&tx, (&locked.0, &office), row.contact_id).await?;
        return Ok(page.map_or(Confirmed::Address, Confirmed::Place));
    };
    if let Some(shut) = shut(&locked.0, op.clock.now()) {
        return Err(refused(shut));
    }
    let typed = read(typed)?;
    let op = Op {
        actor: Actor::Registrant {
            office: row.office_id,
            registration: row.id,
        },
        route: Route::Link,
        ..op.clone()
    };
    let address = compared(&typed.email);
    let evidence = format!("confirmed by the link sent to the address, {}", row.id);
    let known = known(&tx, office.id, (&address, &typed)).await?;
    let is_new = known.is_none();
    let (party_size, attends) = (typed.party_size, mode_of(&locked.0, &typed));
    // Of somebody whom it knows, the office knows the function; of a stranger there is only their word.
    let function = typed.function.clone().filter(|_| is_new);
    let person = if let Some(person) = known {
        agree((&tx, &op), &person, (&typed, &row.language, &evidence)).await?;
        person.id
    } else {
        let command = typed.command(&row.language, (SOURCE, &evidence));
        let registered = Box::pin(enter((&tx, &op), &office, command)).await?;
        let Registered::Contact(person) = registered else {
            return Err(Error::Failed(Failure::Other("candidates".to_owned())));
        };
        person.id
    };
    let id = row.id;
    let who = Oneself {
        contact: person,
        party_size,
        attends,
        function,
    };
    let mut desk = Desk::new(&op, tx, locked);
    let guest = Box::pin(oneself::register(&mut desk, who)).await?;
    row.contact_id = Some(person);
    settled(&desk.tx, &op, row).await?;
    if is_new {
        settle(&desk.tx, (id, person), &address).await?;
    } else {
        hand_over(&desk.tx, (id, person)).await?;
    }
    let guest = desk.close_with(guest).await?;
    Ok(Confirmed::Place(links::rsvp_path(&office, &guest)))
}

/// The person who is meant, if the office knows them; held until the transaction ends. Whoever it does not know is nobody else's to
/// write down meanwhile.
async fn known(
    tx: &DatabaseTransaction,
    office: OfficeId,
    (address, typed): (&str, &Typed),
) -> Result<Option<contact::Model>> {
    let find = || held(sharing(office, address));
    if let Some(person) = meant(find().all(tx).await?, typed) {
        return Ok(Some(person));
    }
    // The same person may confirm forms of two events at once, under the lock of each.
    engine::lock_office(tx, office).await?;
    Ok(meant(find().all(tx).await?, typed))
}

/// Whoever has an address.
fn sharing(office: OfficeId, address: &str) -> Select<contact::Entity> {
    use contact_email::Column as E;
    let owners = contact_email::Entity::find()
        .select_only()
        .column(E::ContactId)
        .filter(E::OfficeId.eq(office))
        .filter(E::Folded.eq(address))
        .into_query();
    contact::Entity::find().filter(contact::Column::Id.in_subquery(owners))
}

/// Of the people who have an address, the one who is named. The address was shown to be theirs; the name tells apart who shares it: a
/// couple, a secretariat.
fn meant(people: Vec<contact::Model>, typed: &Typed) -> Option<contact::Model> {
    let typed = names(&typed.given_name, &typed.family_name);
    people
        .into_iter()
        .find(|person| are_one(&names(&person.given_name, &person.family_name), &typed))
}

fn names(given: &str, family: &str) -> BTreeSet<String> {
    let folded = fold(&format!("{given} {family}"));
    folded.split_whitespace().map(str::to_owned).collect()
}

/// Whether two ways to write a name are of one person: the same names in any order, or two at least and nothing but a few more.
fn are_one(one: &BTreeSet<String>, other: &BTreeSet<String>) -> bool {
    let (fewer, more) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    one == other || (fewer.len() > 1 && fewer.is_subset(more))
}

/// Notes what somebody known agreed to. What was left empty takes nothing back, and of who asked for restriction nothing is noted.
async fn agree(
    (tx, op): (&DatabaseTransaction, &Op),
    person: &contact::Model,
    (typed, language, evidence): (&Typed, &Language, &str),
) -> Result<()> {
    if person.restricted_at.is_some() {
        return Ok(());
    }
    let mut said = typed.said(language, (SOURCE, evidence));
    said.retain(|one| one.state == ConsentState::Given);
    let mut faults = Faults::none();
    let lines = consents::judge(tx, op, person.office_id, &said, &mut faults).await?;
    let lines = faults.finish(lines)?;
    consents::record(tx, op, person, lines).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_in_any_order_and_with_a_name_more() {
        let known = names("Arta", "Hoxha-Leka");
        for (given, family) in [
            ("Arta", "Hoxha"),
            ("HOXHA", "Arta"),
            ("Árta", "Leka Hoxha"),
            ("Arta Marie", "Hoxha Leka"),
        ] {
            assert!(are_one(&known, &names(given, family)), "{given} {family}");
        }
        for (given, family) in [("Arben", "Hoxha"), ("A.", "Hoxha"), ("Arta", "Arta")] {
            assert!(!are_one(&known, &names(given, family)), "{given} {family}");
        }
    }
}
