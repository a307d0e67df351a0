//! Carrying letters over a few connections at once.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use chrono::{DateTime, TimeDelta, Utc};
use kuvend_notify::{Connection, FailureClass, Receipt, SendFailure, backoff};

use crate::{
    delivery::{
        Carrier, Round, claim,
        ledger::{self, Ledger, Record, What},
        prepare::Ready,
    },
    error::Result,
    op::Op,
};

struct Trip<'a> {
    op: &'a Op,
    carrier: &'a Carrier,
    ledger: Ledger,
    queue: Arc<Mutex<VecDeque<Ready>>>,
    down: Arc<AtomicBool>,
    accepted: Arc<AtomicUsize>,
}

/// Carries letters; returns when each has an outcome or was given back.
///
/// # Errors
/// Only the database's.
pub async fn carry(op: &Op, carrier: &Carrier, ready: Vec<Ready>) -> Result<Round> {
    let connections = carrier.connections.clamp(1, ready.len().max(1));
    let queue = Arc::new(Mutex::new(VecDeque::from(ready)));
    let (down, accepted) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicUsize::new(0)),
    );
    let (ledger, keep) = ledger::open(op.clone(), carrier);
    let trips: Vec<_> = (0..connections)
        .map(|_| {
            let trip = Trip {
                op,
                carrier,
                ledger: ledger.clone(),
                queue: Arc::clone(&queue),
                down: Arc::clone(&down),
                accepted: Arc::clone(&accepted),
            };
            async move { trip.run().await }
        })
        .collect();
    let all = async move {
        futures::future::join_all(trips).await;
        let left: Vec<Ready> = queue
            .lock()
            .map(|mut queue| queue.drain(..).collect())
            .unwrap_or_default();
        if !left.is_empty() {
            ledger
                .record(
                    left.iter()
                        .map(|ready| ready.record(What::Released { until: None }))
                        .collect(),
                )
                .await;
        }
        drop(ledger);
    };
    let ((), kept) = futures::future::join(all, keep).await;
    kept?;
    Ok(Round {
        claimed: 0,
        accepted: accepted.load(Ordering::Relaxed),
        relay_down: down.load(Ordering::Relaxed),
    })
}

impl Trip<'_> {
    fn next(&self) -> Option<Ready> {
        if self.down.load(Ordering::Relaxed) || self.carrier.is_stopping() {
            return None;
        }
        self.queue.lock().ok()?.pop_front()
    }

    async fn run(self) {
        let mut line: Option<Connection> = None;
        // What became of the last letter is committed together with the next one's departure.
        let mut pending: Vec<Record> = Vec::new();
        while let Some(ready) = self.next() {
            let outcome = match self.envelope(&mut line, &ready).await {
                Ok(()) => {
                    pending.push(ready.record(What::BodyLeaves));
                    let held = self.ledger.record(std::mem::take(&mut pending)).await;
                    if held.last() != Some(&true) {
                        // Another worker has it now; this dialogue has an envelope that must not be used.
                        self.reset(&mut line).await;
                        continue;
                    }
                    match &mut line {
                        Some(connection) => connection.data(&ready.bytes).await,
                        None => continue,
                    }
                }
                Err(failure) => Err(failure),
            };
            if outcome.is_err() {
                self.reset(&mut line).await;
            }
            pending.push(ready.record(self.judge(&ready, outcome)));
            if line
                .as_ref()
                .is_some_and(|connection| !connection.is_reusable())
                && let Some(connection) = line.take()
            {
                connection.quit().await;
            }
        }
        if !pending.is_empty() {
            self.ledger.record(pending).await;
        }
        if let Some(connection) = line {
            connection.quit().await;
        }
    }

    async fn envelope(
        &self,
        line: &mut Option<Connection>,
        ready: &Ready,
    ) -> std::result::Result<(), SendFailure> {
        if line.is_none() {
            *line = Some(self.carrier.transport.connect().await?);
        }
        match line {
            Some(connection) => connection.envelope(&ready.sender, &ready.recipient).await,
            None => Ok(()),
        }
    }

    async fn reset(&self, line: &mut Option<Connection>) {
        if let Some(connection) = line
            && (connection.reset().await.is_err() || !connection.is_reusable())
            && let Some(connection) = line.take()
        {
            connection.quit().await;
        }
    }

    /// What an attempt means for the letter.
    fn judge(&self, ready: &Ready, outcome: std::result::Result<Receipt, SendFailure>) -> What {
        let failure = match outcome {
            Ok(Receipt { reply, queue_id }) => {
                self.accepted.fetch_add(1, Ordering::Relaxed);
                return What::Accepted { reply, queue_id };
            }
            Err(failure) => failure,
        };
        tracing::info!(message = %ready.row.id, %failure, "a letter was not taken");
        let reply = failure.reply.clone();
        match failure.outcome {
            FailureClass::RecipientRefused => What::Failed {
                reply,
                bounced: true,
            },
            FailureClass::MessageRefused => What::Failed {
                reply,
                bounced: false,
            },
            FailureClass::Transient { hint } => {
                let until = self.after(backoff(attempt(ready), hint, rand::random()));
                if is_too_late(ready, until) {
                    What::Expired { reply: Some(reply) }
                } else {
                    What::Deferred { reply, until }
                }
            }
            FailureClass::RelayDown => {
                self.down.store(true, Ordering::Relaxed);
                What::Released {
                    until: Some(self.after(self.carrier.pause)),
                }
            }
            FailureClass::Uncertain => {
                let again_at = claim::is_sent_again(ready.row.kind)
                    .then(|| self.after(backoff(attempt(ready), None, rand::random())))
                    .filter(|again_at| !is_too_late(ready, *again_at));
                What::Uncertain { reply, again_at }
            }
        }
    }

    /// In whole seconds: the engines do not keep nanoseconds alike.
    fn after(&self, wait: std::time::Duration) -> DateTime<Utc> {
        let seconds = i64::try_from(wait.as_secs()).unwrap_or(i64::MAX);
        self.op.clock.now() + TimeDelta::try_seconds(seconds).unwrap_or(TimeDelta::hours(2))
    }
}

fn is_too_late(ready: &Ready, at: DateTime<Utc>) -> bool {
    ready.row.not_after.is_some_and(|last| at > last)
}

fn attempt(ready: &Ready) -> u32 {
    u32::try_from(ready.row.attempts + 1).unwrap_or(1)
}
