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
use tokio::sync::watch;

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
    /// Names the claims of one round. A name that outlived its round would keep alive what a failed round had left.
    pub worker: Uuid,
    /// Says when to take no further letter in hand; nothing says so where a test or a command drives the rounds.
    pub stopping: Option<watch::Receiver<bool>>,
}

fn fresh_name() -> Uuid {
    kuvend_entity::id::MessageEventId::new().0
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
            worker: fresh_name(),
            stopping: None,
        }
    }

    fn is_stopping(&self) -> bool {
        self.stopping.as_ref().is_some_and(|told| *told.borrow())
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
    attendees::release_pools(op).await?;
    claim::recover(op).await?;
    let carrier = &Carrier {
        worker: fresh_name(),
        ..carrier.clone()
    };
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

/// Rounds until told to stop; then the letters under way are ended first and the others given back, so that nothing is
/// left half-claimed.
pub async fn run(op: Op, carrier: Carrier, poll: Duration, mut stop: watch::Receiver<bool>) {
    let carrier = Carrier {
        stopping: Some(stop.clone()),
        ..carrier
    };
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
