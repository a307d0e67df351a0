//! A new address of somebody registered: it is theirs once the link that was sent there is followed.

use chrono::TimeDelta;
use kuvend_entity::{
    contact,
    id::{ContactId, RegistrationId},
    kind::{MessageKind, MessageState},
    message, office, registration,
    value::EmailAddress,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, sea_query::Expr,
};
use serde_json::{Value, json};

use super::{LETTERS, LIFE};
use crate::{
    change::Change,
    contacts::{self, Update, compared},
    error::Result,
    fault::{Code, Fault},
    letters,
    op::Op,
};

/// Where the row of a new address keeps it.
const KEY: &str = "newAddress";

/// The address that a row waits for, in lower case.
pub(crate) fn awaited(row: &registration::Model) -> Option<String> {
    let new = || Some(compared(&of(row.typed.as_ref()?)?.parse().ok()?));
    let typed = row.address_folded.as_ref().or(row.event_address.as_ref());
    typed.cloned().or_else(new)
}

/// The new address that was typed; nothing where a whole registration was.
pub(super) fn of(typed: &Value) -> Option<&str> {
    typed.get(KEY)?.as_str()
}

/// The rows of a person that still wait.
fn waiting(op: &Op, person: ContactId) -> Condition {
    use registration::Column as R;
    Condition::all()
        .add(R::ContactId.eq(person))
        .add(R::ConfirmedAt.is_null())
        .add(R::ExpiresAt.gt(op.clock.now()))
}

/// The new address of a person that still waits.
pub(crate) async fn pending<C: ConnectionTrait>(
    db: &C,
    op: &Op,
    person: ContactId,
) -> Result<Option<String>> {
    let row = registration::Entity::find()
        .filter(waiting(op, person))
        .one(db)
        .await?;
    let typed = row.and_then(|row| row.typed);
    Ok(typed.as_ref().and_then(of).map(str::to_owned))
}

/// Queues the letter to a new address. Another one that waited is forgotten, and its link opens nothing any more.
///
/// # Errors
/// `TOO_MANY` at `email` where enough such letters went out of late.
pub(crate) async fn ask(
    (tx, op): (&DatabaseTransaction, &Op),
    office: &office::Model,
    (person, address): (&contact::Model, &EmailAddress),
) -> Result<()> {
    let now = op.clock.now();
    let before = registration::Entity::find()
        .filter(waiting(op, person.id))
        .all(tx)
        .await?;
    let letters = before.iter().map(|row| row.letters).sum::<i32>();
    if letters >= LETTERS {
        let fault = Fault::new(["email"], Code::TooMany).with("limit", LETTERS);
        return Err(fault.into());
    }
    let over = now - TimeDelta::seconds(1);
    // What went out stays a fact until the row is over; what did not is not sent.
    message::Entity::update_many()
        .col_expr(message::Column::NotAfter, Expr::value(over))
        .filter(message::Column::RegistrationId.is_in(before.iter().map(|row| row.id)))
        .filter(message::Column::State.eq(MessageState::Queued))
        .exec(tx)
        .await?;
    registration::Entity::update_many()
        .col_expr(registration::Column::ExpiresAt, Expr::value(over))
        .filter(waiting(op, person.id))
        .exec(tx)
        .await?;
    let language = person.preferred_language.clone();
    let row = registration::Model {
        id: RegistrationId::new(),
        office_id: office.id,
        address_folded: None,
        typed: Some(json!({ KEY: address })),
        language: language.unwrap_or_else(|| op.language.clone()),
        letters: letters + 1,
        created_at: now,
        expires_at: now + LIFE,
        confirmed_at: None,
        contact_id: Some(person.id),
        event_id: None,
        event_address: None,
    };
    registration::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    let letter = letters::Asked {
        event: None,
        office: office.id,
        kind: MessageKind::ConfirmAddress,
        contact: None,
        registration: Some(row.id),
        occasion: row.id.to_string(),
        language: row.language,
        details: None,
        not_after: row.expires_at,
    };
    letters::queue(tx, op, letter).await
}

/// The address is confirmed: letters go there from now on, and the one before is kept beside it.
///
/// # Errors
/// Only the database's.
pub(super) async fn take(
    (tx, op): (&DatabaseTransaction, &Op),
    person: contact::Model,
    address: EmailAddress,
) -> Result<()> {
    let mut cmd = Update::of(person.id, person.version);
    cmd.email = Change::Set(address);
    contacts::changed((tx, op), person, cmd, "own_page::confirm_address").await?;
    Ok(())
}
