//! Delivery: from a row of the outbox to the relay's word, with nothing lost and at most one duplicate for each open
//! connection and crash.
//!
//! A worker claims rows ([`claim`]), asks the gate again and renders them once ([`prepare`]), and carries them over a few
//! connections. Each connection records through one [`ledger`] that a body is about to leave, before its first byte, and
//! what became of the last one: several connections' records share a commit.

pub mod claim;
pub mod compose;
pub mod ledger;
pub mod prepare;
pub mod send;

use std::time::Duration;

use kuvend_notify::Transport;
use sea_orm::prelude::Uuid;

use crate::{attendees, error::Result, op::Op};

/// How letters are carried.
#[derive(Debug, Clone)]
pub struct Carrier {
    /// Where they go.
    pub transport: Transport,
    /// The address under which guests reach this server, without a slash at its end.
    pub public_url: String,
    /// Connections at once.
    pub connections: usize,
    /// Letters claimed at a time.
    pub batch: u64,
    /// How long a claim holds without a heartbeat.
    pub lease: Duration,
    /// How long to leave a relay alone that is down.
    pub pause: Duration,
    /// Addresses that letters may go to outside production, as whole addresses or `@domain`; `None` lets all pass.
    pub allowed: Option<Vec<String>>,
    /// Names this start of this worker, and its claims.
    pub worker: Uuid,
}

impl Carrier {
    /// A carrier over a transport, with the usual numbers and a fresh name.
    #[must_use]
    pub fn over(transport: Transport, public_url: &str) -> Self {
        Self {
            transport,
            public_url: public_url.trim_end_matches('/').to_owned(),
            connections: 4,
            batch: 100,
            lease: Duration::from_mins(1),
            pause: Duration::from_secs(30),
            allowed: None,
            worker: kuvend_entity::id::MessageEventId::new().0,
        }
    }

    fn lets_pass(&self, address: &str) -> bool {
        let address = address.to_lowercase();
        self.allowed.as_ref().is_none_or(|allowed| {
            allowed
                .iter()
                .map(|entry| entry.to_lowercase())
                .any(|entry| {
                    if entry.starts_with('@') {
                        address.ends_with(&entry)
                    } else {
                        address == entry
                    }
                })
        })
    }
}

/// What one round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Round {
    /// Letters claimed.
    pub claimed: usize,
    /// Letters that the relay took.
    pub accepted: usize,
    /// Whether the relay is down and wants to be left alone.
    pub relay_down: bool,
}

/// One round: ends offers whose time has passed, takes back what a dead worker left, claims what is due and carries it.
///
/// # Errors
/// Only the database's; what was claimed comes back when its lease ends.
pub async fn round(op: &Op, carrier: &Carrier) -> Result<Round> {
    attendees::expire_offers(op).await?;
    claim::recover(op).await?;
    let claimed = claim::claim(op, carrier).await?;
    if claimed.is_empty() {
        return Ok(Round::default());
    }
    let count = claimed.len();
    let ready = prepare::prepare(op, carrier, claimed).await?;
    let mut round = send::carry(op, carrier, ready).await?;
    round.claimed = count;
    Ok(round)
}

/// Rounds until nothing more is due.
///
/// # Errors
/// Only the database's.
pub async fn drain(op: &Op, carrier: &Carrier) -> Result<usize> {
    let mut accepted = 0;
    loop {
        let round = round(op, carrier).await?;
        accepted += round.accepted;
        if round.claimed == 0 || round.relay_down {
            return Ok(accepted);
        }
    }
}

/// Rounds until told to stop; a round that has begun is ended first, so that nothing is left half-claimed.
pub async fn run(
    op: Op,
    carrier: Carrier,
    poll: Duration,
    mut stop: tokio::sync::watch::Receiver<bool>,
) {
    while !*stop.borrow() {
        let wait = match round(&op, &carrier).await {
            Ok(round) if round.relay_down => carrier.pause,
            Ok(round) if round.claimed > 0 => continue,
            Ok(_) => poll,
            Err(error) => {
                tracing::error!(%error, "a round of delivery failed");
                carrier.pause
            }
        };
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            _ = stop.changed() => {}
        }
    }
}
