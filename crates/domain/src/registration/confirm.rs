//! From the link in the letter to the record.

use kuvend_entity::{
    contact, contact_email,
    id::{ContactId, RegistrationId},
    kind::{EmailState, Route},
    message, office, registration,
    value::{EmailAddress, Language},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, QuerySelect, sea_query::Expr,
};

use super::{address, typed::Typed};
use crate::{
    actor::Actor,
    contacts::{Registered, compared, enter, held},
    error::{Denied, Error, Failure, Result},
    guest_page::{Host, Visit},
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
}

struct Found {
    office: office::Model,
    row: registration::Model,
}

/// What waits behind a link, or nothing where the link is not good. Only reads.
///
/// # Errors
/// Only the database's.
pub async fn pending(op: &Op, visit: &Visit<'_>) -> Result<Option<Pending>> {
    let Some(Found { office, row }) = find(op.db.reader(), op, visit.token).await? else {
        return Ok(None);
    };
    let own = office.languages.0.first().cloned();
    let own = own.unwrap_or_else(Language::english);
    let language = visit.asked.clone().unwrap_or_else(|| row.language.clone());
    let waiting = match (&row.typed, row.contact_id) {
        (Some(typed), Some(person)) => match (address::of(typed), known(op, person).await?) {
            (Some(address), Some(person)) => Some((person.display_name, address.to_owned())),
            _ => return Ok(None),
        },
        (Some(typed), None) => {
            let typed = read(typed.clone())?;
            let name = format!("{} {}", typed.given_name, typed.family_name);
            Some((name, typed.email.to_string()))
        }
        (None, _) => None,
    };
    Ok(Some(Pending {
        host: Host::of(&office, &language, &own),
        is_registered: row.contact_id.is_some(),
        waiting,
        language,
    }))
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
    let opened = claim.open(&office.link_secret, links::FIRST, times);
    Ok(opened.is_ok().then_some(Found { office, row }))
}

fn read(typed: serde_json::Value) -> Result<Typed> {
    serde_json::from_value(typed).map_err(|_| unreadable())
}

fn unreadable() -> Error {
    Error::Failed(Failure::Other("a registration does not read".to_owned()))
}

/// Confirms an address: the person is registered, with what they said in the ledger, or has it where they are registered already.
/// Confirming again changes nothing.
///
/// # Errors
/// [`Denied::NotFound`] for a link that is not good.
pub async fn confirm(op: &Op, token: &str) -> Result<()> {
    let not_found = || Error::Denied(Denied::NotFound);
    let tx = op.db.write().await?;
    let found = find(&tx, op, token).await?.ok_or_else(not_found)?;
    let mut row = registration::Entity::find_by_id(found.row.id)
        .lock_exclusive()
        .one(&tx)
        .await?
        .ok_or_else(not_found)?;
    let (None, Some(typed)) = (row.confirmed_at, row.typed.take()) else {
        return Ok(());
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
    // Somebody was registered with this address since: their record stays as it is.
    let known = own_page::known(&tx, &[row.office_id], &address).await?;
    if known.is_empty() {
        let evidence = format!("confirmed by the link sent to the address, {}", row.id);
        let command = typed.command(&row.language, &evidence);
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
async fn close(tx: DatabaseTransaction, op: &Op, mut row: registration::Model) -> Result<()> {
    row.address_folded = None;
    row.confirmed_at = Some(op.clock.now());
    registration::Entity::update(row.into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// The address works, and its letters are the person's from now on.
async fn settle(
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
