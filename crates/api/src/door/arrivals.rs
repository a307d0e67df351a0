//! Whoever arrives, as it happens.
//!
//! Scans are numbered in the order in which they arrive, so that a replica sees what another one took in by looking for higher
//! numbers, and a screen that was off line goes on where it stopped.

use std::{collections::VecDeque, time::Duration};

use async_graphql::{Context, ID, Object, Result, Subscription as Root};
use futures::{Stream, stream};
use kuvend_domain::{accounts, door, error, op::Op};
use kuvend_entity::{id::EventId, kind::ScanResult as Kind, scan};

use crate::{
    attendees::{self, Attendee},
    door::{DoorCounts, Scan},
    input::Reader,
    look::Look,
    payload::{op, top_level},
};

/// How often it is looked whether somebody arrived.
const LOOKING: Duration = Duration::from_millis(500);
/// After how many looks it is asked again whether whoever looks may still do so.
const ASKING: u32 = 10;
/// Scans that are read at once.
const TOGETHER: u64 = 100;

/// Somebody who was let in.
#[derive(Debug, Clone)]
pub struct Arrival {
    scan: scan::Model,
    is_announced: bool,
}

/// Somebody who was let in.
#[Object]
impl Arrival {
    /// The number of the scan, from which to go on after a pause.
    async fn number(&self) -> i32 {
        self.scan.number
    }

    /// The scan that let them in.
    async fn scan(&self, ctx: &Context<'_>) -> Result<Scan> {
        let scans = vec![self.scan.clone()];
        let mut shown = Scan::show(op(ctx)?, scans, &Look::of(ctx)).await?;
        shown.pop().ok_or_else(|| "a scan was read and lost".into())
    }

    /// Their row of the guest list; null where it is no more.
    async fn attendee(&self, ctx: &Context<'_>) -> Result<Option<Attendee>> {
        let Some(id) = self.scan.attendee_id else {
            return Ok(None);
        };
        let mut found = attendees::load_many(op(ctx)?, &[id], &Look::of(ctx)).await?;
        Ok(found.remove(&id))
    }

    /// Whether somebody wants to be told of it: `announceGuest`.
    async fn is_announced(&self) -> bool {
        self.is_announced
    }

    /// What the door counts by now.
    async fn counts(&self, ctx: &Context<'_>) -> Result<DoorCounts> {
        let op = op(ctx)?;
        let event = self.scan.event_id;
        let counts = door::reads::counts_of(op, &[event]).await;
        let counts = counts.map_err(|error| top_level(op, &error))?;
        Ok(counts.get(&event).copied().unwrap_or_default().into())
    }
}

/// Arrivals that can be followed.
#[derive(Debug, Clone, Copy, Default)]
pub struct ArrivalSubscription;

/// Arrivals that can be followed.
#[Root]
impl ArrivalSubscription {
    /// Whoever is let in at an event, as it happens. Needs the permission `RECEIVE_GUESTS`.
    async fn arrivals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At which event.")] event_id: ID,
        #[graphql(desc = "Only guests whose arrival is announced.")] announced_only: Option<bool>,
        #[graphql(desc = "And first those after this number; from now on unless said.")]
        after: Option<i32>,
    ) -> Result<impl Stream<Item = Result<Arrival>> + use<>> {
        let op = op(ctx)?;
        let coded = |error| top_level(op, &error);
        let mut reader = Reader::new();
        let event = reader.id("eventId", &event_id);
        let event = reader.finish(event).map_err(coded)?;
        let latest = door::reads::watch(op, event).await.map_err(coded)?;
        let watch = Watch {
            op: op.clone(),
            event,
            number: after.unwrap_or(latest),
            announced_only: announced_only.unwrap_or(false),
            waiting: VecDeque::new(),
            looks: 0,
            is_over: false,
        };
        Ok(stream::unfold(watch, Watch::next))
    }
}

/// Somebody who watches a door.
struct Watch {
    op: Op,
    event: EventId,
    number: i32,
    announced_only: bool,
    waiting: VecDeque<Arrival>,
    looks: u32,
    is_over: bool,
}

impl Watch {
    async fn next(mut self) -> Option<(Result<Arrival>, Self)> {
        if self.is_over {
            return None;
        }
        loop {
            if let Some(arrival) = self.waiting.pop_front() {
                return Some((Ok(arrival), self));
            }
            match self.look().await {
                Ok(true) => {}
                Ok(false) => tokio::time::sleep(LOOKING).await,
                Err(error) => {
                    self.is_over = true;
                    return Some((Err(top_level(&self.op, &error)), self));
                }
            }
        }
    }

    /// Looks for scans that arrived since: whether there were any.
    async fn look(&mut self) -> error::Result<bool> {
        self.looks = self.looks.wrapping_add(1);
        if self.looks.is_multiple_of(ASKING) {
            self.ask_again().await?;
        }
        let scans = door::reads::after(&self.op, self.event, self.number, TOGETHER).await?;
        let Some(last) = scans.last() else {
            return Ok(false);
        };
        self.number = last.number;
        let came = scans.iter().filter(|scan| scan.result == Kind::Admitted);
        let ids: Vec<_> = came.filter_map(|scan| scan.attendee_id).collect();
        let announced = door::announced::among(self.op.db.reader(), &ids).await?;
        for scan in scans {
            let is_announced = scan.attendee_id.is_some_and(|id| announced.contains(&id));
            if scan.result == Kind::Admitted && (is_announced || !self.announced_only) {
                self.waiting.push_back(Arrival { scan, is_announced });
            }
        }
        Ok(true)
    }

    /// Goes on only with the rights that whoever watches has by now.
    async fn ask_again(&mut self) -> error::Result<()> {
        if let Some(account) = self.op.actor.account() {
            self.op = accounts::on_behalf(&self.op, account).await?;
        }
        door::reads::watch(&self.op, self.event).await.map(|_| ())
    }
}
