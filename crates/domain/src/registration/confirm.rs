//! From the link in the letter to the record.

use kuvend_entity::{
    contact, contact_email,
    id::{ContactId, RegistrationId},
    kind::{EmailState, Route},
    message, office, purpose, registration,
    value::{EmailAddress, Language},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use super::{
    SOURCE, address,
    places::{self, AskedPlace},
    told,
    typed::Typed,
};
use crate::{
    actor::Actor,
    contacts::{Registered, compared, enter, held},
    error::{Denied, Error, Failure, Result},
    guest_page::{Host, Said, Visit},
    links::{self, Purpose},
    op::Op,
    own_page,
};

/// A registration behind its link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// In which language.
    pub language: Language,
    /// With which office.
    pub host: Host,
    /// The name and the address. Nothing once it is confirmed.
    pub waiting: Option<(String, String)>,
    /// Whether it is a new address of somebody registered already.
    pub is_registered: bool,
    /// What was said of each purpose that people decide on, as whoever confirms would say it.
    pub consents: Vec<(Said, bool)>,
    /// What place at which event was asked for, where one was.
    pub place: Option<AskedPlace>,
}

/// What confirming came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Confirmed {
    /// The address is confirmed.
    Address,
    /// So is a place at an event asked for: the path of the guest's own page there.
    Place(String),
}

pub(super) struct Found {
    pub(super) office: office::Model,
    pub(super) row: registration::Model,
    /// Which of its letters brought the link.
    letter: i32,
}

/// What waits behind a link, or nothing where the link is not good. Only reads.
///
/// # Errors
/// Only the database's.
pub async fn pending(op: &Op, visit: &Visit<'_>) -> Result<Option<Pending>> {
    let Some(found) = find(op.db.reader(), op, visit.token).await? else {
        return Ok(None);
    };
    let (office, row) = (&found.office, &found.row);
    let own = office.languages.0.first().cloned();
    let own = own.unwrap_or_else(Language::english);
    let language = visit.asked.clone().unwrap_or_else(|| row.language.clone());
    let mut consents = Vec::new();
    let mut place = None;
    let waiting = match (&row.typed, row.contact_id) {
        (Some(typed), Some(person)) => match (address::of(typed), known(op, person).await?) {
            (Some(address), Some(person)) => Some((person.display_name, address.to_owned())),
            _ => return Ok(None),
        },
        (Some(typed), None) => {
            let typed = read(typed_with(typed, found.letter))?;
            consents = said(op, office, &typed, (&language, &own)).await?;
            if let Some(event) = row.event_id {
                let asked = places::asked(op, (event, &typed), (&language, &own));
                place = Some(Box::pin(asked).await?);
            }
            let name = format!("{} {}", typed.given_name, typed.family_name);
            Some((name, typed.email.to_string()))
        }
        (None, _) => {
            if row.event_id.is_some() {
                place = Some(places::confirmed(op, &found, (&language, &own)).await?);
            }
            None
        }
    };
    Ok(Some(Pending {
        host: Host::of(office, &language, &own),
        is_registered: row.contact_id.is_some(),
        waiting,
        place,
        consents,
        language,
    }))
}

/// What was said of each purpose, in the reader's words.
async fn said(
    op: &Op,
    office: &office::Model,
    typed: &Typed,
    (language, own): (&Language, &Language),
) -> Result<Vec<(Said, bool)>> {
    let register = purpose::Entity::find()
        .filter(purpose::Column::OfficeId.eq(office.id))
        .order_by_asc(purpose::Column::Key)
        .all(op.db.reader())
        .await?;
    let word = |row: &purpose::Model| typed.consents.iter().find(|word| word.purpose == row.key);
    Ok(register
        .iter()
        .filter_map(|row| Some((told(row, language, own), word(row)?.agrees)))
        .collect())
}

/// What was typed with one of the letters.
fn typed_with(typed: &serde_json::Value, letter: i32) -> serde_json::Value {
    let Some(all) = typed.as_array() else {
        // As one form was kept, before each letter had its own.
        return typed.clone();
    };
    let place = usize::try_from(letter - links::FIRST).unwrap_or_default();
    all.get(place)
        .or_else(|| all.last())
        .cloned()
        .unwrap_or_default()
}

/// Whose new address waits.
async fn known(op: &Op, person: ContactId) -> Result<Option<contact::Model>> {
    let person = held(contact::Entity::find_by_id(person));
    Ok(person.one(op.db.reader()).await?)
}

async fn find<C: ConnectionTrait>(db: &C, op: &Op, token: &str) -> Result<Option<Found>> {
    let Some(claim) = links::read(token, Purpose::ConfirmAddress) else {
        return Ok(None);
    };
    let id = RegistrationId(claim.id());
    let Some(row) = registration::Entity::find_by_id(id).one(db).await? else {
        return Ok(None);
    };
    let office = office::Entity::find_by_id(row.office_id)
        .one(db)
        .await?
        .ok_or_else(|| Error::missing("office"))?;
    let times = (row.expires_at, op.clock.now());
    let opens = |letter: &i32| claim.open(&office.link_secret, *letter, times).is_ok();
    let letter = (links::FIRST..=row.letters.max(links::FIRST)).find(opens);
    Ok(letter.map(|letter| Found {
        office,
        row,
        letter,
    }))
}

pub(super) fn read(typed: serde_json::Value) -> Result<Typed> {
    serde_json::from_value(typed).map_err(|_| unreadable())
}

fn unreadable() -> Error {
    Error::Failed(Failure::Other("a registration does not read".to_owned()))
}

/// Confirms an address: the person is registered, with what they said in the ledger, or has it where they are registered already.
/// Confirming again changes nothing. Where a place at an event was asked for, the person gets it, or a number on the waiting list.
///
/// # Errors
/// [`Denied::NotFound`] for a link that is not good; `WRONG_STATE` at `registration` where the event takes no registrations any more.
pub async fn confirm(op: &Op, token: &str) -> Result<Confirmed> {
    let not_found = || Error::Denied(Denied::NotFound);
    let there = find(op.db.reader(), op, token)
        .await?
        .ok_or_else(not_found)?;
    if let Some(event) = there.row.event_id {
        return Box::pin(places::confirm(op, event, there)).await;
    }
    let tx = op.db.write().await?;
    let found = find(&tx, op, token).await?.ok_or_else(not_found)?;
    let mut row = registration::Entity::find_by_id(found.row.id)
        .lock_exclusive()
        .one(&tx)
        .await?
        .ok_or_else(not_found)?;
    let (None, Some(typed)) = (row.confirmed_at, row.typed.take()) else {
        return Ok(Confirmed::Address);
    };
    if let (Some(person), Some(address)) = (row.contact_id, address::of(&typed)) {
        let address = address.parse();
        let address: EmailAddress = address.map_err(|_| unreadable())?;
        let person = held(contact::Entity::find_by_id(person)).lock_exclusive();
        let person = person.one(&tx).await?.ok_or_else(not_found)?;
        let op = own_page::oneself(op, &person);
        let (id, folded) = (person.id, compared(&address));
        address::take((&tx, &op), person, address).await?;
        settle(&tx, (row.id, id), &folded).await?;
        return close(tx, &op, row).await;
    }
    let typed = read(typed_with(&typed, found.letter))?;
    let op = Op {
        actor: Actor::Registrant {
            office: row.office_id,
            registration: row.id,
        },
        route: Route::Link,
        ..op.clone()
    };
    let address = compared(&typed.email);
    // Somebody was registered with this address since: their record stays as it is.
    let known = own_page::known(&tx, &[row.office_id], &address).await?;
    if known.is_empty() {
        let evidence = format!("confirmed by the link sent to the address, {}", row.id);
        let command = typed.command(&row.language, (SOURCE, &evidence));
        let registered = enter((&tx, &op), &found.office, command).await?;
        let Registered::Contact(person) = registered else {
            return Err(Error::Failed(Failure::Other("candidates".to_owned())));
        };
        row.contact_id = Some(person.id);
        settle(&tx, (row.id, person.id), &address).await?;
    }
    close(tx, &op, row).await
}

/// What was typed has gone where it belongs, and goes.
async fn close(tx: DatabaseTransaction, op: &Op, row: registration::Model) -> Result<Confirmed> {
    settled(&tx, op, row).await?;
    tx.commit().await?;
    Ok(Confirmed::Address)
}

/// The same within a transaction that goes on.
pub(super) async fn settled(
    tx: &DatabaseTransaction,
    op: &Op,
    mut row: registration::Model,
) -> Result<()> {
    row.typed = None;
    row.address_folded = None;
    row.event_address = None;
    row.confirmed_at = Some(op.clock.now());
    registration::Entity::update(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// The address works, and its letters are the person's from now on.
pub(super) async fn settle(
    tx: &DatabaseTransaction,
    (registration, person): (RegistrationId, ContactId),
    address: &str,
) -> Result<()> {
    contact_email::Entity::update_many()
        .col_expr(contact_email::Column::State, Expr::value(EmailState::Ok))
        .filter(contact_email::Column::ContactId.eq(person))
        .filter(contact_email::Column::Folded.eq(address))
        .exec(tx)
        .await?;
    hand_over(tx, (registration, person)).await
}

/// The letters of a registration are the person's from now on.
pub(super) async fn hand_over(
    tx: &DatabaseTransaction,
    (registration, person): (RegistrationId, ContactId),
) -> Result<()> {
    message::Entity::update_many()
        .col_expr(message::Column::ContactId, Expr::value(person))
        .col_expr(
            message::Column::RegistrationId,
            Expr::value(Option::<RegistrationId>::None),
        )
        .filter(message::Column::RegistrationId.eq(registration))
        .exec(tx)
        .await?;
    Ok(())
}
