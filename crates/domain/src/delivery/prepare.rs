//! Before sending: the gate once more, and the bytes, rendered once and kept.

use std::collections::{HashMap, HashSet};

use kuvend_entity::{
    id::{ContactId, MessageId, OfficeId},
    kind::{MessageEventKind, MessageState},
    message, message_body,
    value::EmailAddress,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, prelude::Uuid, sea_query::Expr,
};

use crate::{
    attendees::guests::BATCH,
    delivery::{
        Carrier,
        compose::{self, Facts},
        ledger::{self, Record, What},
    },
    error::Result,
    gate::{self, Permission, Verdict},
    letters::{self, trace},
    op::Op,
    writes,
};

/// A letter that may leave.
#[derive(Debug, Clone)]
pub struct Ready {
    /// Its row.
    pub row: message::Model,
    /// The envelope's sender.
    pub sender: String,
    /// The envelope's recipient.
    pub recipient: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Ready {
    /// A record about this letter.
    #[must_use]
    pub fn record(&self, what: What) -> Record {
        record(&self.row, Some(self.recipient.clone()), what)
    }
}

fn record(row: &message::Model, recipient: Option<String>, what: What) -> Record {
    Record {
        message: row.id,
        event: row.event_id,
        attendee: row.attendee_id,
        kind: row.kind,
        recipient,
        what,
    }
}

/// Judges and renders claimed letters; those that may not leave are recorded at once.
///
/// # Errors
/// Only the database's.
pub async fn prepare(
    op: &Op,
    carrier: &Carrier,
    claimed: Vec<message::Model>,
) -> Result<Vec<Ready>> {
    let now = op.clock.now();
    let facts = Facts::read(op, &claimed).await?;
    let verdicts = verdicts(op, &facts, &claimed).await?;
    let kept: HashMap<MessageId, message_body::Model> = bodies(op, &claimed).await?;
    let (mut ready, mut refused, mut fresh) = (Vec::new(), Vec::new(), Vec::new());
    for row in claimed {
        if row.not_after.is_some_and(|last| now > last) {
            refused.push(record(&row, None, What::Expired { reply: None }));
            continue;
        }
        if let Some(why) = facts.needless(&row) {
            refused.push(record(&row, None, What::Suppressed(why.to_owned())));
            continue;
        }
        let (permission, address) = verdicts
            .get(&row.id)
            .map_or((Permission::NoAddress, None), |verdict| {
                (verdict.permission, verdict.address.clone())
            });
        let Some(address) = address.filter(|_| permission == Permission::Allowed) else {
            let why = if permission == Permission::Allowed {
                Permission::NoAddress
            } else {
                permission
            };
            refused.push(record(
                &row,
                None,
                What::Suppressed(why.as_str().to_owned()),
            ));
            continue;
        };
        // The bytes of an earlier attempt are sent again as they are, to where they were sent.
        let address = row.recipient.clone().unwrap_or(address);
        if !carrier.lets_pass(address.as_str()) {
            refused.push(record(
                &row,
                None,
                What::Suppressed("not on the allow-list of this installation".to_owned()),
            ));
            continue;
        }
        let sender = facts.sender(&row);
        if let Some(body) = kept.get(&row.id) {
            ready.push(Ready {
                sender,
                recipient: address.into(),
                bytes: body.bytes.clone(),
                row,
            });
            continue;
        }
        match compose::letter(&facts, &row, &address, carrier, now)
            .and_then(|letter| Ok((kuvend_notify::render(&letter)?, letter.message_id)))
        {
            Ok((rendered, message_id)) => {
                fresh.push((
                    row.id,
                    address.clone(),
                    message_id,
                    rendered.subject,
                    rendered.bytes.clone(),
                ));
                ready.push(Ready {
                    sender,
                    recipient: address.into(),
                    bytes: rendered.bytes,
                    row,
                });
            }
            Err(error) => {
                tracing::error!(message = %row.id, %error, "a letter could not be rendered");
                refused.push(record(&row, None, What::Unrenderable(error.to_string())));
            }
        }
    }
    if !refused.is_empty() {
        ledger::commit(op, carrier.worker, &refused).await?;
    }
    let lost = keep(op, carrier.worker, fresh).await?;
    ready.retain(|one| !lost.contains(&one.row.id));
    Ok(ready)
}

/// Keeps bytes and Message-ID before the first envelope, so that every attempt is the same letter. Returns the letters that
/// another worker has by now, whose bytes are that worker's to keep.
async fn keep(
    op: &Op,
    worker: Uuid,
    fresh: Vec<(MessageId, EmailAddress, String, String, Vec<u8>)>,
) -> Result<HashSet<MessageId>> {
    let mut lost = HashSet::new();
    if fresh.is_empty() {
        return Ok(lost);
    }
    let now = op.clock.now();
    let tx = op.db.write().await?;
    let mut lines = Vec::with_capacity(fresh.len());
    let mut bodies = Vec::with_capacity(fresh.len());
    for (id, address, message_id, subject, bytes) in fresh {
        let held = message::Entity::update_many()
            .col_expr(message::Column::MessageId, Expr::value(message_id))
            .col_expr(message::Column::Recipient, Expr::value(address.as_str()))
            .filter(message::Column::Id.eq(id))
            .filter(message::Column::State.eq(MessageState::Claimed))
            .filter(message::Column::LeaseToken.eq(worker))
            .exec(&tx)
            .await?;
        if held.rows_affected != 1 {
            lost.insert(id);
            continue;
        }
        bodies.push(message_body::ActiveModel {
            message_id: Set(id),
            subject: Set(subject),
            bytes: Set(bytes),
            rendered_at: Set(now),
        });
        lines.push(trace(id, now, MessageEventKind::Rendered, None));
    }
    writes::insert(&tx, bodies).await?;
    writes::insert(&tx, lines).await?;
    tx.commit().await?;
    Ok(lost)
}

async fn bodies(
    op: &Op,
    claimed: &[message::Model],
) -> Result<HashMap<MessageId, message_body::Model>> {
    let tried: Vec<MessageId> = claimed
        .iter()
        .filter(|row| row.message_id.is_some())
        .map(|row| row.id)
        .collect();
    let mut bodies = HashMap::new();
    for batch in tried.chunks(BATCH) {
        let found = message_body::Entity::find()
            .filter(message_body::Column::MessageId.is_in(batch.iter().copied()))
            .all(op.db.reader())
            .await?;
        bodies.extend(found.into_iter().map(|body| (body.message_id, body)));
    }
    Ok(bodies)
}

/// The gate's word on letters to people who are not registered yet, asked once for each office.
async fn newcomers(
    op: &Op,
    facts: &Facts,
    claimed: &[message::Model],
) -> Result<HashMap<MessageId, Verdict>> {
    let mut asked: HashMap<OfficeId, Vec<String>> = HashMap::new();
    for row in claimed {
        if let Some((address, _)) = facts.newcomer(row) {
            let addresses = asked.entry(row.office_id).or_default();
            addresses.push(address);
        }
    }
    let mut stopped = HashSet::new();
    for (office, addresses) in asked {
        let found = gate::stopped(op.db.reader(), office, &addresses).await?;
        stopped.extend(found.into_iter().map(|address| (office, address)));
    }
    let mut verdicts = HashMap::with_capacity(claimed.len());
    for row in claimed {
        let Some((address, language)) = facts.newcomer(row) else {
            continue;
        };
        let is_stopped = stopped.contains(&(row.office_id, address.clone()));
        let verdict = Verdict {
            permission: if is_stopped {
                Permission::Suppressed
            } else {
                Permission::Allowed
            },
            address: address.parse().ok(),
            language: language.clone(),
        };
        verdicts.insert(row.id, verdict);
    }
    Ok(verdicts)
}

/// One question to the gate, and the letters it is asked for.
type Asked = ((OfficeId, gate::Use), Vec<(MessageId, ContactId)>);

/// The gate's word on each letter, asked once for each office and use.
async fn verdicts(
    op: &Op,
    facts: &Facts,
    claimed: &[message::Model],
) -> Result<HashMap<MessageId, Verdict>> {
    let mut groups: Vec<Asked> = Vec::new();
    for row in claimed {
        let Some(contact) = row.contact_id else {
            continue;
        };
        let key = (
            row.office_id,
            letters::use_of(row.kind, facts.in_function(row)),
        );
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, rows)) => rows.push((row.id, contact)),
            None => groups.push((key, vec![(row.id, contact)])),
        }
    }
    let mut verdicts = newcomers(op, facts, claimed).await?;
    for ((office, purpose), rows) in groups {
        let contacts: Vec<ContactId> = rows.iter().map(|(_, contact)| *contact).collect();
        let said = gate::ask(op.db.reader(), office, purpose, &contacts).await?;
        verdicts.extend(
            rows.into_iter()
                .filter_map(|(id, contact)| Some((id, said.get(&contact)?.clone()))),
        );
    }
    Ok(verdicts)
}
