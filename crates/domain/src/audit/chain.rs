//! The chain over the audit: a job seals each entry together with the seal before it, so that one that was changed, taken
//! out or put in afterwards is found. Nobody who writes an entry waits for it.
//!
//! What was done is hashed apart from the values and the reason, which an erasure takes away: then the salt goes too, so that
//! nobody tries out what was there, and the chain still holds. The end of the chain can be cut off without a trace in here;
//! who writes down the last seal elsewhere sees that as well.

use std::{collections::HashMap, fmt, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use kuvend_entity::{audit_entry, audit_link, id::AuditEntryId};
use rand::TryRngCore as _;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    prelude::Uuid,
    sea_query::{Expr, ExprTrait, Query},
};
use sha2::{Digest as _, Sha256};
use tokio::sync::watch;

use crate::{
    engine::{Db, broken_constraint},
    error::{Error, Failure, Result},
    op::Op,
};

/// Entries of one transaction.
const BATCH: u64 = 200;
/// How long a transaction may take from writing its entry to being seen: what comes later was put in.
const LATE: TimeDelta = TimeDelta::hours(1);

/// Something wrong with the audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// An entry says something else than when it was sealed.
    Changed(AuditEntryId),
    /// An entry that was sealed is no more.
    Removed(AuditEntryId),
    /// An entry that claims to be older than what was sealed before it.
    Inserted(AuditEntryId),
    /// The chain itself is broken at this place.
    Broken(i64),
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed(id) => write!(f, "{id} was changed"),
            Self::Removed(id) => write!(f, "{id} was removed"),
            Self::Inserted(id) => write!(f, "{id} was put in later"),
            Self::Broken(place) => write!(f, "the chain is broken at its link {place}"),
        }
    }
}

/// What looking through the chain came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Links in the chain.
    pub links: i64,
    /// The last seal, in hexadecimal digits; to be written down elsewhere.
    pub last: Option<String>,
    /// What is wrong, in the chain's order.
    pub wrong: Vec<Wrong>,
}

/// Seals every entry that is not sealed yet; how many were. Several may try: one of them goes on.
///
/// # Errors
/// Only the database's, and where the machine has no randomness.
pub async fn seal(op: &Op) -> Result<u64> {
    let mut sealed = 0;
    loop {
        let batch = seal_some(op).await?;
        sealed += batch;
        if batch < BATCH {
            return Ok(sealed);
        }
    }
}

async fn seal_some(op: &Op) -> Result<u64> {
    let tx = op.db.write().await?;
    let last = audit_link::Entity::find()
        .order_by_desc(audit_link::Column::Position)
        .one(&tx)
        .await?;
    let mut waiting = unsealed().limit(BATCH);
    if let Some(link) = &last
        && let Some(entry) = audit_entry::Entity::find_by_id(link.entry_id)
            .one(&tx)
            .await?
    {
        // What is older was put in, and stays outside the chain, where it is found.
        waiting = waiting.filter(audit_entry::Column::At.gte(entry.at - LATE));
    }
    let entries = waiting.all(&tx).await?;
    let (mut position, mut before) =
        last.map_or_else(|| (0, Vec::new()), |link| (link.position, link.seal));
    let mut links = Vec::with_capacity(entries.len());
    // Whole microseconds, which both engines keep.
    let now = op.clock.now();
    let now = DateTime::from_timestamp_micros(now.timestamp_micros()).unwrap_or(now);
    for entry in &entries {
        position += 1;
        let salt = salt()?;
        let (facts, particulars) = (facts(entry), particulars(entry, &salt));
        before = seal_of(&before, position, (entry.id, now), (&facts, &particulars));
        links.push(audit_link::ActiveModel {
            position: Set(position),
            entry_id: Set(entry.id),
            facts: Set(facts),
            salt: Set(Some(salt)),
            particulars: Set(particulars),
            seal: Set(before.clone()),
            sealed_at: Set(now),
        });
    }
    let number = u64::try_from(links.len()).unwrap_or(0);
    if number == 0 {
        return Ok(0);
    }
    let inserted = audit_link::Entity::insert_many(links)
        .exec_without_returning(&tx)
        .await;
    match inserted {
        Ok(_) => tx.commit().await?,
        // Another replica was faster by a moment and does the same.
        Err(error) if broken_constraint(&error).is_some() => return Ok(0),
        Err(error) => return Err(error.into()),
    }
    Ok(number)
}

/// Entries without a link, oldest first.
fn unsealed() -> sea_orm::Select<audit_entry::Entity> {
    let link = Query::select()
        .expr(Expr::val(1))
        .from("audit_link")
        .and_where(
            Expr::col(("audit_link", "entry_id")).equals(audit_entry::Column::Id.as_column_ref()),
        )
        .to_owned();
    audit_entry::Entity::find()
        .filter(Expr::exists(link).not())
        .order_by_asc(audit_entry::Column::At)
        .order_by_asc(audit_entry::Column::Id)
}

/// Seals now and then until told to stop.
pub async fn run(op: Op, pause: Duration, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = seal(&op).await {
            tracing::error!(%error, "sealing the audit failed");
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Looks through the whole chain, some hundred links at a time.
///
/// # Errors
/// Only the database's.
pub async fn verify(db: &Db) -> Result<Verdict> {
    let mut verdict = Verdict::default();
    let mut walk = Walk::default();
    loop {
        let links = audit_link::Entity::find()
            .filter(audit_link::Column::Position.gt(walk.position))
            .order_by_asc(audit_link::Column::Position)
            .limit(BATCH)
            .all(db.reader())
            .await?;
        if links.is_empty() {
            break;
        }
        let entries = entries(db.reader(), &links).await?;
        for link in links {
            walk.step(&link, entries.get(&link.entry_id), &mut verdict.wrong);
            verdict.links += 1;
        }
    }
    verdict.last = (verdict.links > 0).then(|| hex::encode(&walk.seal));
    if let Some(latest) = walk.latest {
        let late = unsealed()
            .filter(audit_entry::Column::At.lt(latest - LATE))
            .limit(BATCH)
            .all(db.reader())
            .await?;
        let late = late.into_iter().map(|entry| Wrong::Inserted(entry.id));
        verdict.wrong.extend(late);
    }
    Ok(verdict)
}

async fn entries(
    db: &impl ConnectionTrait,
    links: &[audit_link::Model],
) -> Result<HashMap<AuditEntryId, audit_entry::Model>> {
    let ids = links.iter().map(|link| link.entry_id);
    let rows = audit_entry::Entity::find()
        .filter(audit_entry::Column::Id.is_in(ids))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Where looking through the chain has come to.
#[derive(Debug, Default)]
struct Walk {
    position: i64,
    seal: Vec<u8>,
    /// The latest entry so far. Entries are sealed oldest first, so that what is much older came after it was sealed, however
    /// long the worker had stood still.
    latest: Option<DateTime<Utc>>,
}

impl Walk {
    fn step(
        &mut self,
        link: &audit_link::Model,
        entry: Option<&audit_entry::Model>,
        wrong: &mut Vec<Wrong>,
    ) {
        let hashes = (link.facts.as_slice(), link.particulars.as_slice());
        let expected = seal_of(
            &self.seal,
            link.position,
            (link.entry_id, link.sealed_at),
            hashes,
        );
        if link.position != self.position + 1 || expected != link.seal {
            wrong.push(Wrong::Broken(link.position));
        }
        self.position = link.position;
        self.seal.clone_from(&link.seal);
        match entry {
            None => wrong.push(Wrong::Removed(link.entry_id)),
            Some(entry) if !says_the_same(link, entry) => wrong.push(Wrong::Changed(entry.id)),
            Some(entry) if self.latest.is_some_and(|latest| entry.at < latest - LATE) => {
                wrong.push(Wrong::Inserted(entry.id));
            }
            Some(entry) => self.latest = Ord::max(self.latest, Some(entry.at)),
        }
    }
}

fn says_the_same(link: &audit_link::Model, entry: &audit_entry::Model) -> bool {
    let told = match &link.salt {
        Some(salt) => particulars(entry, salt) == link.particulars,
        None => entry.changes.is_none() && entry.reason.is_none(),
    };
    told && facts(entry) == link.facts
}

/// A hash of parts, each led by its length, so that no two lists of parts are written alike.
#[derive(Default)]
struct Parts(Sha256);

impl Parts {
    fn add(mut self, part: Option<&[u8]>) -> Self {
        let length = part.map_or(u64::MAX, |part| u64::try_from(part.len()).unwrap_or(0));
        self.0.update(length.to_be_bytes());
        self.0.update(part.unwrap_or_default());
        self
    }

    fn key(self, key: Option<Uuid>) -> Self {
        self.add(key.as_ref().map(|key| key.as_bytes().as_slice()))
    }

    fn hash(self) -> Vec<u8> {
        self.0.finalize().to_vec()
    }
}

/// Who did what to which thing, and when.
fn facts(entry: &audit_entry::Model) -> Vec<u8> {
    Parts::default()
        .key(Some(entry.id.0))
        .key(entry.office_id.map(|id| id.0))
        .add(Some(&entry.at.timestamp_micros().to_be_bytes()))
        .add(Some(entry.route.as_str().as_bytes()))
        .key(entry.account_id.map(|id| id.0))
        .key(entry.subject_id)
        .add(Some(entry.action.as_bytes()))
        .add(Some(entry.object_kind.as_bytes()))
        .key(Some(entry.object_id))
        .hash()
}

/// The values and the reason, as the engine gives them back.
fn particulars(entry: &audit_entry::Model, salt: &[u8]) -> Vec<u8> {
    let changes = entry.changes.as_ref().map(ToString::to_string);
    Parts::default()
        .add(Some(salt))
        .add(changes.as_deref().map(str::as_bytes))
        .add(entry.reason.as_deref().map(str::as_bytes))
        .hash()
}

fn seal_of(
    before: &[u8],
    position: i64,
    (entry, at): (AuditEntryId, DateTime<Utc>),
    (facts, particulars): (&[u8], &[u8]),
) -> Vec<u8> {
    Parts::default()
        .add(Some(before))
        .add(Some(&position.to_be_bytes()))
        .key(Some(entry.0))
        .add(Some(&at.timestamp_micros().to_be_bytes()))
        .add(Some(facts))
        .add(Some(particulars))
        .hash()
}

fn salt() -> Result<Vec<u8>> {
    let mut bytes = vec![0_u8; 16];
    rand::rngs::OsRng
        .try_fill_bytes(&mut bytes)
        .map_err(|error| Error::Failed(Failure::Other(format!("randomness: {error}"))))?;
    Ok(bytes)
}
