//! The ledger: what happened to letters, committed in groups. Whoever records waits for the commit; records that arrive
//! meanwhile share the next one.

use std::{collections::BTreeMap, time::Duration};

use chrono::{DateTime, Utc};
use kuvend_entity::{
    contact_email,
    id::{AttendeeId, EventId, MessageId},
    kind::{
        EmailState, InvitationState, MessageEventKind, MessageKind, MessageStage, MessageState,
    },
    message, message_event,
};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    prelude::Uuid,
    sea_query::{Expr, ExprTrait},
};
use tokio::{
    sync::{mpsc, oneshot},
    time::MissedTickBehavior,
};

use crate::{
    attendees::invitations, delivery::Carrier, engine, error::Result, letters::trace, op::Op,
    writes,
};

/// Records of one commit at most.
const GROUP: usize = 64;

/// Pauses before a failed commit is tried again. What a relay has taken is not forgotten for a passing fault of the
/// database's: it would be sent twice.
const PAUSES: [Duration; 3] = [
    Duration::from_millis(100),
    Duration::from_secs(1),
    Duration::from_secs(3),
];

/// Something that happened to a claimed letter.
#[derive(Debug, Clone)]
pub struct Record {
    /// Which letter.
    pub message: MessageId,
    /// About which event.
    pub event: Option<EventId>,
    /// To which row.
    pub attendee: Option<AttendeeId>,
    /// What for.
    pub kind: MessageKind,
    /// To which address.
    pub recipient: Option<String>,
    /// What happened.
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone)]
pub enum What {
    /// The body is about to leave.
    BodyLeaves,
    /// The relay took it.
    Accepted {
        /// Its words.
        reply: String,
        /// Its name for the letter.
        queue_id: Option<String>,
    },
    /// Refused for good, for this address only if `bounced`.
    Failed {
        /// The server's words.
        reply: String,
        /// Whether the address is at fault.
        bounced: bool,
    },
    /// To be tried again.
    Deferred {
        /// The server's words.
        reply: String,
        /// When.
        until: DateTime<Utc>,
    },
    /// Perhaps taken, perhaps not.
    Uncertain {
        /// What was seen.
        reply: String,
        /// When it is sent again, if it is.
        again_at: Option<DateTime<Utc>>,
    },
    /// Given back untouched.
    Released {
        /// From when it may be claimed again.
        until: Option<DateTime<Utc>>,
    },
    /// Held back by the gate.
    Suppressed(String),
    /// Too late to make sense, or too late for another attempt.
    Expired {
        /// The server's words, where this attempt was the last.
        reply: Option<String>,
    },
    /// Could not be rendered.
    Unrenderable(String),
}

/// Where records are handed in.
#[derive(Debug, Clone)]
pub struct Ledger(mpsc::Sender<(Vec<Record>, oneshot::Sender<Vec<bool>>)>);

impl Ledger {
    /// Records and waits for the commit. Says of each record whether the claim still held; where it did not, another
    /// worker has the letter and it must be left alone.
    pub async fn record(&self, records: Vec<Record>) -> Vec<bool> {
        let (done, wait) = oneshot::channel();
        let count = records.len();
        if self.0.send((records, done)).await.is_err() {
            return vec![false; count];
        }
        wait.await.unwrap_or_else(|_| vec![false; count])
    }
}

/// Opens a ledger; it is kept by the returned future until every handle to it is gone.
pub fn open(op: Op, carrier: &Carrier) -> (Ledger, impl Future<Output = Result<()>> + use<>) {
    let (sender, mut inbox) = mpsc::channel::<(Vec<Record>, oneshot::Sender<Vec<bool>>)>(GROUP);
    let (worker, lease) = (carrier.worker, carrier.lease);
    let keep = async move {
        let mut heartbeat = tokio::time::interval(lease / 3);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        heartbeat.tick().await;
        loop {
            let first = tokio::select! {
                // The heartbeat goes first: records without end must not cost the claims they are about.
                biased;
                _ = heartbeat.tick() => {
                    if let Err(error) = engine::extend_leases(&op.db, worker, lease).await {
                        // The next one may succeed, and every record asks whether its claim still holds.
                        tracing::warn!(%error, "the claims could not be prolonged");
                    }
                    continue;
                }
                group = inbox.recv() => group,
            };
            let Some(first) = first else { return Ok(()) };
            let mut groups = vec![first];
            while groups.len() < GROUP {
                match inbox.try_recv() {
                    Ok(group) => groups.push(group),
                    Err(_) => break,
                }
            }
            let records: Vec<Record> = groups
                .iter()
                .flat_map(|(records, _)| records.iter().cloned())
                .collect();
            let mut held = persist(&op, worker, &records).await?.into_iter();
            for (records, done) in groups {
                // Whoever waited may have gone with its connection; the record stands all the same.
                let _gone = done.send(held.by_ref().take(records.len()).collect());
            }
        }
    };
    (Ledger(sender), keep)
}

/// Commits, and tries again where the database fails.
async fn persist(op: &Op, worker: Uuid, records: &[Record]) -> Result<Vec<bool>> {
    for pause in PAUSES {
        match commit(op, worker, records).await {
            Ok(held) => return Ok(held),
            Err(error) => {
                tracing::warn!(%error, "what happened to letters could not be recorded and is tried again");
                tokio::time::sleep(pause).await;
            }
        }
    }
    commit(op, worker, records).await
}

/// Writes records in one transaction.
///
/// # Errors
/// Only the database's; none is written then.
pub async fn commit(op: &Op, worker: Uuid, records: &[Record]) -> Result<Vec<bool>> {
    let tx = op.db.write().await?;
    let now = op.clock.now();
    let mut held = Vec::with_capacity(records.len());
    let mut lines = Vec::new();
    let mut invitations: BTreeMap<EventId, Vec<(AttendeeId, InvitationState)>> = BTreeMap::new();
    for record in records {
        let holds = write(&tx, worker, record, now).await?;
        held.push(holds);
        if !holds {
            continue;
        }
        lines.extend(line(record, now));
        if let (MessageKind::Invitation, Some(event), Some(attendee), Some(state)) = (
            record.kind,
            record.event,
            record.attendee,
            invitation_state(&record.what),
        ) {
            invitations
                .entry(event)
                .or_default()
                .push((attendee, state));
        }
        if let (What::Failed { bounced: true, .. }, Some(recipient)) =
            (&record.what, &record.recipient)
        {
            mark_bounced(&tx, record.message, recipient).await?;
        }
    }
    writes::insert(&tx, lines).await?;
    let mut tx = tx;
    for (event, outcomes) in invitations {
        tx = invitations::settle_invitations(op, tx, event, &outcomes).await?;
    }
    tx.commit().await?;
    Ok(held)
}

const fn invitation_state(what: &What) -> Option<InvitationState> {
    match what {
        What::Accepted { .. } => Some(InvitationState::Sent),
        What::Failed { bounced: true, .. } => Some(InvitationState::Bounced),
        What::Failed { bounced: false, .. }
        | What::Suppressed(_)
        | What::Expired { .. }
        | What::Unrenderable(_) => Some(InvitationState::NotInvited),
        What::BodyLeaves
        | What::Deferred { .. }
        | What::Uncertain { .. }
        | What::Released { .. } => None,
    }
}

/// Moves the message, if this worker still holds it.
async fn write(
    tx: &DatabaseTransaction,
    worker: Uuid,
    record: &Record,
    now: DateTime<Utc>,
) -> Result<bool> {
    use message::Column as C;
    let mut update = message::Entity::update_many()
        .col_expr(C::UpdatedAt, Expr::value(now))
        .filter(C::Id.eq(record.message))
        .filter(C::State.eq(MessageState::Claimed))
        .filter(C::LeaseToken.eq(worker));
    let tried = || Expr::col(C::Attempts).add(1);
    let (state, reply) = match &record.what {
        What::BodyLeaves => {
            update = update.col_expr(C::Stage, Expr::value(MessageStage::Data));
            return Ok(update.exec(tx).await?.rows_affected == 1);
        }
        What::Accepted { reply, queue_id } => {
            update = update
                .col_expr(C::AcceptedAt, Expr::value(now))
                .col_expr(C::QueueId, Expr::value(queue_id.clone()))
                .col_expr(C::Attempts, tried());
            (MessageState::Accepted, Some(reply))
        }
        What::Failed { reply, .. } => {
            update = update.col_expr(C::Attempts, tried());
            (MessageState::Failed, Some(reply))
        }
        What::Deferred { reply, until } => {
            update = update
                .col_expr(C::DueAt, Expr::value(*until))
                .col_expr(C::Attempts, tried());
            (MessageState::Queued, Some(reply))
        }
        What::Uncertain { reply, again_at } => {
            update = update.col_expr(C::Attempts, tried());
            if let Some(at) = again_at {
                update = update.col_expr(C::DueAt, Expr::value(*at));
            }
            (
                if again_at.is_some() {
                    MessageState::Queued
                } else {
                    MessageState::Uncertain
                },
                Some(reply),
            )
        }
        What::Released { until } => {
            if let Some(until) = until {
                update = update.col_expr(C::DueAt, Expr::value(*until));
            }
            (MessageState::Queued, None)
        }
        What::Suppressed(_) => (MessageState::Suppressed, None),
        What::Expired { reply } => {
            if reply.is_some() {
                update = update.col_expr(C::Attempts, tried());
            }
            (MessageState::Expired, reply.as_ref())
        }
        What::Unrenderable(_) => (MessageState::Failed, None),
    };
    if let Some(reply) = reply {
        update = update.col_expr(C::LastReply, Expr::value(reply.as_str()));
    }
    let done = update
        .col_expr(C::State, Expr::value(state))
        .col_expr(C::Stage, Expr::value(Option::<MessageStage>::None))
        .col_expr(C::LeaseToken, Expr::value(Option::<Uuid>::None))
        .col_expr(C::LeasedUntil, Expr::value(Option::<DateTime<Utc>>::None))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

fn line(record: &Record, now: DateTime<Utc>) -> Option<message_event::ActiveModel> {
    let (kind, detail) = match &record.what {
        What::BodyLeaves => (MessageEventKind::Attempted, None),
        What::Accepted { reply, .. } => (MessageEventKind::Accepted, Some(reply.clone())),
        What::Failed { reply, .. } => (MessageEventKind::Failed, Some(reply.clone())),
        What::Deferred { reply, until } => (
            MessageEventKind::Deferred,
            Some(format!("until {}: {reply}", until.to_rfc3339())),
        ),
        What::Uncertain { reply, .. } => (MessageEventKind::Uncertain, Some(reply.clone())),
        What::Released { .. } => return None,
        What::Suppressed(why) => (MessageEventKind::Suppressed, Some(why.clone())),
        What::Expired { reply } => (MessageEventKind::Expired, reply.clone()),
        What::Unrenderable(why) => (MessageEventKind::Failed, Some(why.clone())),
    };
    Some(trace(record.message, now, kind, detail))
}

/// The address does not exist: it is marked, so that the gate keeps further letters back.
async fn mark_bounced(tx: &DatabaseTransaction, message: MessageId, recipient: &str) -> Result<()> {
    let Some(row) = message::Entity::find_by_id(message).one(tx).await? else {
        return Ok(());
    };
    contact_email::Entity::update_many()
        .col_expr(
            contact_email::Column::State,
            Expr::value(EmailState::Bounced),
        )
        .filter(contact_email::Column::OfficeId.eq(row.office_id))
        .filter(contact_email::Column::Folded.eq(recipient.to_lowercase()))
        .exec(tx)
        .await?;
    Ok(())
}
