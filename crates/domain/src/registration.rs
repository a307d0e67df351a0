//! Registering by oneself: the office's form, what was typed there until its address is confirmed, and the record that
//! comes of it. In the same way a new address of somebody registered waits until it is confirmed, and so does a place at a
//! listed event.
//!
//! **Invariant:** nobody is registered before the address is confirmed by the link that was sent to it.
//! **Invariant:** whoever fills in the form is answered alike, whether the address is known, new, stopped or written to often
//! enough, and whether they are a person or a program.

pub(crate) mod address;
mod apply;
mod confirm;
pub mod form;
mod places;
mod typed;

use std::time::Duration;

use chrono::TimeDelta;
use kuvend_entity::{kind::LawfulBasis, personal_link, purpose, registration, value::Language};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use tokio::sync::watch;

pub(crate) use self::places::offered;
pub use self::{
    apply::{Application, Asked, OpenForm, apply, open_form},
    confirm::{Confirmed, Pending, confirm, pending},
    places::{AskedPlace, PlaceForm, PlaceRequest, Registering, Shut, ask_for_place, unconfirmed},
};
use crate::{error::Result, guest_page::Said, op::Op};

/// How long an address may be confirmed.
const LIFE: TimeDelta = TimeDelta::hours(48);
/// Letters to one address within that time at most.
const LETTERS: i32 = 3;
/// How the record says where it comes from, and the ledger how consent was given.
const SOURCE: &str = "registration form";

/// What a purpose of the register tells the reader.
fn told(purpose: &purpose::Model, language: &Language, own: &Language) -> Said {
    Said::best(&purpose.wording, language, own).unwrap_or_else(|| Said {
        text: purpose.key.clone(),
        language: Language::english(),
    })
}

/// Whether people decide on a purpose themselves.
fn is_asked(purpose: &purpose::Model) -> bool {
    purpose.basis == LawfulBasis::Consent
}

/// Deletes what was not confirmed in time with its letters, and links that are over.
///
/// # Errors
/// Only the database's.
pub async fn expire(op: &Op) -> Result<()> {
    let tx = op.db.write().await?;
    forget(&tx, op).await?;
    personal_link::Entity::delete_many()
        .filter(personal_link::Column::ExpiresAt.lt(op.clock.now()))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

async fn forget(tx: &DatabaseTransaction, op: &Op) -> Result<()> {
    registration::Entity::delete_many()
        .filter(registration::Column::ExpiresAt.lt(op.clock.now()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Deletes what is over, again and again, until told to stop.
pub async fn run(op: Op, pause: Duration, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = expire(&op).await {
            tracing::error!(%error, "registrations that are over could not be deleted");
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
}
