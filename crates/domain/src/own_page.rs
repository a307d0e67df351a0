//! The page of a person of the register behind their own link: what is kept of them, and what they decide on.
//!
//! The link names a row of its own, ends by itself and tells nothing of the person; [`view`] only reads, [`decide`] and [`correct`] act as
//! [`Actor::Oneself`](crate::actor::Actor) on the one record that the link leads to.
//!
//! **Invariant:** whoever asks for a link is answered alike, whether the address is known or not.

mod correct;
mod decide;
mod reading;

use chrono::TimeDelta;
use kuvend_entity::{
    contact, contact_email,
    id::{OfficeId, PersonalLinkId},
    kind::{MessageKind, Route},
    office, personal_link,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QuerySelect,
};

pub use self::{
    correct::{Corrected, Correction, correct},
    decide::{Decision, decide},
    reading::{Line, OwnPage, Request, Told, view},
};
use crate::{
    actor::Actor,
    contacts::{compared, held},
    error::{Denied, Error, Result},
    fault::{Code, Fault},
    guest_page::Visit,
    letters,
    op::Op,
};

/// How long a link opens.
const LIFE: TimeDelta = TimeDelta::hours(24);
/// Links to one person within that time at most.
const LINKS: u64 = 3;
/// People who share an address and get their links at most.
const SHARERS: u64 = 3;

/// Who is registered with an address, given in lower case, as the one that letters go to.
pub(crate) async fn known(
    tx: &DatabaseTransaction,
    offices: &[OfficeId],
    address: &str,
) -> Result<Vec<contact::Model>> {
    use contact_email::Column as E;
    // Addresses are found by office: the offices are named even where all of them are meant.
    let of = contact_email::Entity::find()
        .select_only()
        .column(E::ContactId)
        .filter(E::Folded.eq(address))
        .filter(E::OfficeId.is_in(offices.iter().copied()))
        .filter(E::IsPrimary.eq(true));
    let ids: Vec<kuvend_entity::id::ContactId> = of.into_tuple().all(tx).await?;
    let people = contact::Entity::find()
        .filter(contact::Column::Id.is_in(ids))
        .limit(SHARERS);
    Ok(held(people).all(tx).await?)
}

/// Makes a link and queues the letter that brings it; not where enough of them went out of late.
pub(crate) async fn send_link(
    (tx, op): (&DatabaseTransaction, &Op),
    office: &office::Model,
    person: &contact::Model,
) -> Result<()> {
    use personal_link::Column as L;
    let now = op.clock.now();
    let of_late = personal_link::Entity::find()
        .filter(L::ContactId.eq(person.id))
        .filter(L::CreatedAt.gt(now - LIFE))
        .count(tx)
        .await?;
    if of_late >= LINKS {
        return Ok(());
    }
    let link = personal_link::Model {
        id: PersonalLinkId::new(),
        office_id: office.id,
        contact_id: person.id,
        created_at: now,
        expires_at: now + LIFE,
        revoked_at: None,
    };
    personal_link::Entity::insert(link.clone().into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    let language = person.preferred_language.clone();
    let letter = letters::Asked {
        event: None,
        office: office.id,
        kind: MessageKind::OwnPage,
        contact: Some(person.id),
        registration: None,
        language: language.unwrap_or_else(|| op.language.clone()),
        occasion: link.id.to_string(),
        details: Some(serde_json::json!({ letters::LINK: link.id })),
        not_after: link.expires_at,
    };
    letters::queue(tx, op, letter).await
}

/// Sends whoever is registered with an address the link to their page. Nothing tells whether anybody is.
///
/// # Errors
/// `REQUIRED` or `MALFORMED` at `email`.
pub async fn request_link(op: &Op, email: &str) -> Result<()> {
    if email.trim().is_empty() {
        return Err(Fault::new(["email"], Code::Required).into());
    }
    let address = email.trim().parse().map_err(|_| {
        let fault = Fault::new(["email"], Code::Malformed);
        fault.with("what", "email")
    })?;
    let tx = op.db.write().await?;
    let offices = office::Entity::find().all(&tx).await?;
    let ids: Vec<OfficeId> = offices.iter().map(|office| office.id).collect();
    let people = known(&tx, &ids, &compared(&address)).await?;
    for person in &people {
        if let Some(office) = offices.iter().find(|row| row.id == person.office_id) {
            send_link((&tx, op), office, person).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// The operation of a person on their own record.
pub(crate) fn oneself(op: &Op, person: &contact::Model) -> Op {
    Op {
        actor: Actor::Oneself {
            office: person.office_id,
            contact: person.id,
        },
        route: Route::Link,
        ..op.clone()
    }
}

/// Whoever a good link leads to, held until the end of what they do.
///
/// # Errors
/// [`Denied::NotFound`] for a link that is not good.
async fn opened(
    tx: &DatabaseTransaction,
    op: &Op,
    visit: &Visit<'_>,
) -> Result<(reading::Found, Op)> {
    let not_found = || Error::Denied(Denied::NotFound);
    let mut found = reading::find(tx, op, visit.token)
        .await?
        .ok_or_else(not_found)?;
    found.person = contact::Entity::find_by_id(found.person.id)
        .filter(contact::Column::ErasedAt.is_null())
        .filter(contact::Column::MergedIntoId.is_null())
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or_else(not_found)?;
    let op = oneself(op, &found.person);
    Ok((found, op))
}
