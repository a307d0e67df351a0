//! A place at a listed event, asked for on the event's page by whoever likes.
//!
//! What was typed waits like a form of the register. Whoever follows the link in the letter is written down, or found by the address
//! and the name, and then registers by the same step as everybody else. Several people may share an address, so that each form is a
//! row of its own and each letter confirms what was typed with it.
//!
//! **Invariant:** the page and its answers are the same whether the address is known, its owner invited, or neither.

mod confirm;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use kuvend_entity::{
    event,
    id::{EventId, OfficeId, RegistrationId},
    kind::{
        ApprovalRule, EventRegistration, EventStatus, EventVisibility, FieldNeed, MessageKind,
        PresenceMode, RegistrationField,
    },
    office, purpose, registration,
    value::{AskedFields, Language},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

pub use self::confirm::AskedPlace;
pub(super) use self::confirm::{asked, confirm, confirmed};
use super::{
    Application, Asked, LETTERS, LIFE,
    apply::{LONGEST, SHORTEST},
    forget, is_asked, told,
    typed::{self, Typed},
};
use crate::{
    attendees::{guests, modes},
    contacts::compared,
    engine::broken_constraint,
    error::{Denied, Error, Failure, Result},
    events::LARGEST_PARTY,
    fault::{Code, Fault, Faults},
    forms::{Judge, LINE},
    guest_page::{LocalTime, Said},
    letters, links, listed,
    op::Op,
};

/// Letters to one address about all events of an office that wait at once at most, so that nobody's mailbox is filled by them.
const OF_ALL_EVENTS: usize = 10;

/// Why nobody registers for an event by themselves now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shut {
    /// The office does not take registrations there.
    NotOffered,
    /// It will not take place.
    Cancelled,
    /// It is put off.
    Postponed,
    /// It is over.
    Over,
    /// The time for registering is.
    TooLate,
}

impl Shut {
    const fn as_str(self) -> &'static str {
        match self {
            Self::NotOffered => "CLOSED",
            Self::Cancelled => "CANCELLED",
            Self::Postponed => "POSTPONED",
            Self::Over => "COMPLETED",
            Self::TooLate => "TOO_LATE",
        }
    }
}

/// Until when people register for an event.
fn closes_at(event: &event::Model) -> DateTime<Utc> {
    event
        .registration_closes_at
        .map_or(event.starts_at, |at| at.min(event.starts_at))
}

/// The rule of who may register by themselves: nothing where everybody may.
fn shut(event: &event::Model, now: DateTime<Utc>) -> Option<Shut> {
    match event.status {
        EventStatus::Published => {}
        EventStatus::Draft => return Some(Shut::NotOffered),
        EventStatus::Postponed => return Some(Shut::Postponed),
        EventStatus::Cancelled => return Some(Shut::Cancelled),
        EventStatus::Completed | EventStatus::Archived => return Some(Shut::Over),
    }
    if event.attendance_closed_at.is_some() || now > event.ends_at {
        Some(Shut::Over)
    } else if event.visibility != EventVisibility::Listed
        || event.registration == EventRegistration::Closed
    {
        Some(Shut::NotOffered)
    } else {
        (now > closes_at(event)).then_some(Shut::TooLate)
    }
}

/// Whether people may register on the page of an event, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Registering {
    /// They may not.
    Shut(Shut, LocalTime),
    /// They may, by this form.
    Open(Box<PlaceForm>),
}

/// The form of an event that takes registrations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceForm {
    /// Until when it does.
    pub until: LocalTime,
    /// How many come with one form at most.
    pub party_limit: i32,
    /// Whether they choose between the room and taking part on line.
    pub asks_mode: bool,
    /// Whether somebody who registers now would wait for a place, however they take part.
    pub would_wait: bool,
    /// The one way of taking part in which they would, where there are places in the other.
    pub full: Option<PresenceMode>,
    /// Whether the office considers each registration.
    pub needs_approval: bool,
    /// What data are used for without being asked.
    pub explained: Vec<Said>,
    /// What people decide on.
    pub asked: Vec<Asked>,
    /// Goes with the form and says when it was shown.
    pub stamp: String,
}

/// What was typed into it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlaceRequest {
    /// Name, address, telephone and consents; what else a register asks for is left aside.
    pub person: Application,
    /// With which function or for which body.
    pub function: String,
    /// How many come.
    pub party_size: String,
    /// How they mean to take part, by the name of the mode.
    pub attends: String,
    /// In which language letters are written; the page's unless chosen.
    pub language: String,
}

async fn register_of(db: &impl ConnectionTrait, office: OfficeId) -> Result<Vec<purpose::Model>> {
    Ok(purpose::Entity::find()
        .filter(purpose::Column::OfficeId.eq(office))
        .order_by_asc(purpose::Column::Key)
        .all(db)
        .await?)
}

/// Whether people may register on the page of an event, and how. Only reads.
///
/// # Errors
/// Only the database's.
pub(crate) async fn offered(
    op: &Op,
    (event, office): (&event::Model, &office::Model),
    (language, own): (&Language, &Language),
) -> Result<Registering> {
    let (db, now) = (op.db.reader(), op.clock.now());
    let until = LocalTime::at(closes_at(event), &event.time_zone);
    if let Some(shut) = shut(event, now) {
        return Ok(Registering::Shut(shut, until));
    }
    let register = register_of(db, office.id).await?;
    let (asked, explained): (Vec<_>, Vec<_>) =
        register.iter().partition(|purpose| is_asked(purpose));
    let waits = modes::waits(db, event, &guests::imagined(event, 1, now)).await?;
    let form = PlaceForm {
        until,
        party_limit: event.registration_party,
        asks_mode: modes::are_chosen(event),
        would_wait: waits.anyhow,
        full: waits.one_way,
        needs_approval: event.approval != ApprovalRule::None,
        explained: explained
            .into_iter()
            .map(|purpose| told(purpose, language, own))
            .collect(),
        asked: asked
            .into_iter()
            .map(|purpose| Asked {
                key: purpose.key.clone(),
                wording: told(purpose, language, own),
                version: purpose.wording_version,
            })
            .collect(),
        stamp: links::stamp(&office.link_secret, now),
    };
    Ok(Registering::Open(Box::new(form)))
}

fn refused(shut: Shut) -> Error {
    let fault = Fault::new(["registration"], Code::WrongState);
    fault.with("state", shut.as_str()).into()
}

/// Takes a form: what was typed waits for its confirmation, and one letter goes to the address, whoever has it. Whoever is no
/// person, or had enough such letters, gets none; none of it can be told from outside.
///
/// # Errors
/// [`Denied::NotFound`] where the event has no page; `WRONG_STATE` at `registration` where it takes no registrations; faults at the
/// fields, and `TOO_LATE` at `stamp`. Nothing is written then.
pub async fn ask_for_place(op: &Op, event: EventId, given: &PlaceRequest) -> Result<()> {
    let tx = op.db.write().await?;
    let event = event::Entity::find_by_id(event)
        .one(&tx)
        .await?
        .filter(listed::has_page)
        .ok_or(Error::Denied(Denied::NotFound))?;
    let now = op.clock.now();
    if let Some(shut) = shut(&event, now) {
        return Err(refused(shut));
    }
    let office = office::Entity::find_by_id(event.office_id)
        .one(&tx)
        .await?
        .ok_or_else(|| Error::missing("office"))?;
    let register = register_of(&tx, office.id).await?;
    let shown = links::stamped(&office.link_secret, &given.person.stamp);
    let age = shown.map(|at| now - at);
    let mut faults = Faults::none();
    if age.is_none_or(|age| age > LONGEST) {
        faults.push(Fault::new(["stamp"], Code::TooLate));
    }
    let typed = judge(given, (&event, &register), now, &mut faults);
    let (typed, language) = faults.finish(typed)?;
    // A form that is not whole is told so whoever sent it, so that a person who is quick is never told that it is taken.
    if !given.person.trap.is_empty() || age.is_some_and(|age| age < SHORTEST) {
        return Ok(());
    }
    forget(&tx, op).await?;
    let language = language.unwrap_or_else(|| op.language.clone());
    if wait((&tx, op), &event, (typed, language)).await? {
        tx.commit().await?;
    }
    Ok(())
}

/// What was typed, judged; every fault is noted at its field.
fn judge(
    given: &PlaceRequest,
    (event, register): (&event::Model, &[purpose::Model]),
    now: DateTime<Utc>,
    faults: &mut Faults,
) -> Option<(Typed, Option<Language>)> {
    let fields = AskedFields([(RegistrationField::Phone, FieldNeed::Optional)].into());
    let typed = typed::judge(&given.person, &fields, register, now, faults);
    let mut judge = Judge {
        faults: &mut *faults,
        now,
    };
    let function = judge.line("function", &given.function, LINE);
    let language = judge.language("preferredLanguage", &given.language);
    // Where nobody brings anybody, nothing is asked: a party that the office allowed to somebody stays as large as it is.
    let most = event.registration_party.min(LARGEST_PARTY);
    let party_size = if most > 1 {
        let size = judge.required("partySize", &given.party_size).trim();
        let read = size.parse().ok().filter(|size| (1..=most).contains(size));
        if read.is_none() && !size.is_empty() {
            let fault = Fault::new(["partySize"], Code::OutOfRange);
            faults.push(fault.with("low", 1).with("high", most));
        }
        read
    } else {
        None
    };
    let attends = modes::are_chosen(event)
        .then(|| modes::typed(&given.attends, faults))
        .flatten();
    let mut typed = typed?;
    typed.function = function;
    typed.attends = attends;
    typed.party_size = party_size;
    Some((typed, language))
}

/// Keeps what was typed and queues the letter; not if another request was faster by a moment.
async fn wait(
    (tx, op): (&DatabaseTransaction, &Op),
    event: &event::Model,
    (typed, language): (Typed, Language),
) -> Result<bool> {
    use registration::{Column as R, Entity};
    let now = op.clock.now();
    let address = compared(&typed.email);
    let before = Entity::find()
        .filter(R::OfficeId.eq(event.office_id))
        .filter(R::EventAddress.eq(&address))
        .all(tx)
        .await?;
    let here = |number: i32| {
        before
            .iter()
            .any(|row| row.event_id == Some(event.id) && row.letters == number)
    };
    let free = (1..=LETTERS).find(|number| !here(*number));
    let Some(number) = free.filter(|_| before.len() < OF_ALL_EVENTS) else {
        return Ok(true);
    };
    let typed = serde_json::to_value(&typed);
    let typed = typed.map_err(|error| Error::Failed(Failure::Other(error.to_string())))?;
    let row = registration::Model {
        id: RegistrationId::new(),
        office_id: event.office_id,
        address_folded: None,
        typed: Some(typed),
        language: language.clone(),
        letters: number,
        created_at: now,
        expires_at: now + LIFE,
        confirmed_at: None,
        contact_id: None,
        event_id: Some(event.id),
        event_address: Some(address),
    };
    let inserted = Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(tx)
        .await;
    match inserted {
        Err(error) if broken_constraint(&error).is_some() => return Ok(false),
        other => other?,
    };
    let letter = letters::Asked {
        event: Some(event.id),
        office: event.office_id,
        kind: MessageKind::ConfirmAddress,
        contact: None,
        registration: Some(row.id),
        occasion: row.id.to_string(),
        language,
        details: None,
        not_after: row.expires_at.min(closes_at(event)),
    };
    letters::queue(tx, op, letter).await?;
    Ok(true)
}

/// Forms of events whose address is not confirmed yet, by one statement. Whoever asks has been shown the events.
///
/// # Errors
/// Only the database's.
pub async fn unconfirmed(op: &Op, events: &[EventId]) -> Result<HashMap<EventId, i32>> {
    use registration::Column as R;
    let rows: Vec<(EventId, i64)> = registration::Entity::find()
        .select_only()
        .column(R::EventId)
        .column_as(R::Id.count(), "forms")
        .filter(R::EventId.is_in(events.iter().copied()))
        .filter(R::ConfirmedAt.is_null())
        .filter(R::ExpiresAt.gt(op.clock.now()))
        .group_by(R::EventId)
        .into_tuple()
        .all(op.db.reader())
        .await?;
    let counted = rows.into_iter();
    Ok(counted
        .map(|(event, forms)| (event, i32::try_from(forms).unwrap_or(i32::MAX)))
        .collect())
}
