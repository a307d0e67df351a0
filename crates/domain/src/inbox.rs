//! Letters as they were written, for the page that shows them during development and for staff.
//!
//! Only reads. A letter that no worker has rendered yet has no mail to show, only its row and its timeline.

use std::collections::HashMap;

use kuvend_entity::{id::MessageId, message, message_body, message_event};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

pub use kuvend_notify::ReadMail as Mail;

use crate::{
    error::{Error, Failure, Result},
    op::Op,
    paging::{self, Cursor, Key, Ordering, Page, PageRequest},
    policy::{Action, Scope},
};

/// A letter in the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Slip {
    /// Its row.
    pub message: message::Model,
    /// Its subject, once rendered.
    pub subject: Option<String>,
}

/// A letter, opened.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// Its row.
    pub message: message::Model,
    /// What was or will be sent, once rendered.
    pub body: Option<Body>,
    /// What happened to it, first to last.
    pub timeline: Vec<message_event::Model>,
}

/// The bytes of a letter, and what they say.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// As sent, at every attempt alike.
    pub bytes: Vec<u8>,
    /// As read.
    pub mail: Mail,
}

/// One page of the letters that the actor may see, newest first.
///
/// # Errors
/// Only the database's.
pub async fn list(op: &Op, request: &PageRequest) -> Result<Page<Slip>> {
    let db = op.db.reader();
    let by = Ordering {
        key: message::Column::CreatedAt,
        id: message::Column::Id,
        descending: true,
    };
    let place = |row: &message::Model| Cursor(Key::instant(row.created_at), row.id.0);
    let page = paging::read(db, visible_to(op), by, request, place).await?;
    let ids: Vec<MessageId> = page.items.iter().map(|(_, row)| row.id).collect();
    let mut subjects: HashMap<MessageId, String> = message_body::Entity::find()
        .select_only()
        .column(message_body::Column::MessageId)
        .column(message_body::Column::Subject)
        .filter(message_body::Column::MessageId.is_in(ids))
        .into_tuple()
        .all(db)
        .await?
        .into_iter()
        .collect();
    Ok(page.map(|message| Slip {
        subject: subjects.remove(&message.id),
        message,
    }))
}

/// A letter, or nothing where there is none that the actor may see.
///
/// # Errors
/// The database's, or [`Failure::Other`] for bytes that are no mail.
pub async fn open(op: &Op, id: MessageId) -> Result<Option<Opened>> {
    let tx = op.db.snapshot().await?;
    let letter = visible_to(op).filter(message::Column::Id.eq(id));
    let Some(message) = letter.one(&tx).await? else {
        return Ok(None);
    };
    let stored = message_body::Entity::find_by_id(id).one(&tx).await?;
    let timeline = message_event::Entity::find()
        .filter(message_event::Column::MessageId.eq(id))
        .order_by_asc(message_event::Column::At)
        .order_by_asc(message_event::Column::Id)
        .all(&tx)
        .await?;
    tx.commit().await?;
    let read = |stored: message_body::Model| match kuvend_notify::read(&stored.bytes) {
        Ok(mail) => Ok(Body {
            bytes: stored.bytes,
            mail,
        }),
        Err(error) => Err(Error::Failed(Failure::Other(error.to_string()))),
    };
    Ok(Some(Opened {
        message,
        body: stored.map(read).transpose()?,
        timeline,
    }))
}

fn visible_to(op: &Op) -> Select<message::Entity> {
    let letters = message::Entity::find();
    match op.scope(Action::ReadLetters) {
        Scope::All => letters,
        Scope::Some(offices) => letters.filter(message::Column::OfficeId.is_in(offices)),
    }
}
