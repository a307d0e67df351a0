//! Bearer tokens: shown once, stored as a hash, looked up by it.

use std::{
    collections::HashMap,
    fmt,
    sync::{Mutex, PoisonError},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use kuvend_entity::{
    account, account_role,
    id::{AccountId, EventId, OfficeId, TokenId},
    kind::Role,
    token,
};
use rand::TryRngCore as _;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, FromQueryResult, IntoActiveModel, JoinType, QueryFilter,
    QueryOrder, QuerySelect,
    prelude::{DateTimeUtc, Uuid},
    sea_query::{Expr, ExprTrait},
};
use sha2::{Digest as _, Sha256};

use crate::{
    accounts::{Remembered, existing, may_administer, remember},
    actor::{Actor, Grant},
    clock::Clock,
    engine::Db,
    error::{Error, Failure, Result},
    fault::{Code, Fault, Faults},
    op::Op,
};

/// What the text of a token begins with, so that scanners for leaked secrets know it.
const PREFIX: &str = "kv_";
/// The longest label, in characters.
const LONGEST_LABEL: usize = 200;

/// Makes a token for an account.
#[derive(Debug, Clone)]
pub struct Issue {
    /// On whose behalf it acts.
    pub account: AccountId,
    /// What it is for.
    pub label: String,
    /// From when it no longer counts; never, if none is named.
    pub expires_at: Option<DateTime<Utc>>,
}

/// A token's text. `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text, to be shown once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// 32 random bytes from the operating system.
    fn fresh() -> Result<Self> {
        let mut bytes = [0_u8; 32];
        rand::rngs::OsRng
            .try_fill_bytes(&mut bytes)
            .map_err(|error| Error::Failed(Failure::Other(format!("randomness: {error}"))))?;
        Ok(Self(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes))))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A token as it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// The row.
    pub token: token::Model,
    /// The only copy of its text.
    pub secret: Secret,
}

/// Makes a token. Its text is in the answer and nowhere else.
///
/// # Errors
/// Faults on `account`, `label` and `expiresAt`; [`Code::WrongState`] where the account is disabled.
pub async fn issue(op: &Op, cmd: Issue) -> Result<Issued> {
    may_administer(op, None)?;
    let label = parse(op, &cmd)?;
    let secret = Secret::fresh()?;
    let row = token::Model {
        id: TokenId::new(),
        account_id: cmd.account,
        label,
        hash: hash(secret.reveal()).to_vec(),
        created_at: op.clock.now(),
        expires_at: cmd.expires_at,
        revoked_at: None,
    };
    let tx = op.db.write().await?;
    let account = existing(&tx, cmd.account).await?;
    if account.disabled_at.is_some() {
        let fault = Fault::new(["account"], Code::WrongState).with("state", "DISABLED");
        return Err(fault.into());
    }
    token::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(&tx)
        .await?;
    remember(&tx, op, deed("tokens::issue", cmd.account)).await?;
    tx.commit().await?;
    Ok(Issued { token: row, secret })
}

/// Every token with its account, newest first; those taken back and expired too.
///
/// # Errors
/// [`Error::Denied`] for who does not administer everything.
pub async fn list(op: &Op) -> Result<Vec<(token::Model, account::Model)>> {
    may_administer(op, None)?;
    let tokens = token::Entity::find()
        .order_by_desc(token::Column::CreatedAt)
        .order_by_desc(token::Column::Id)
        .all(op.db.reader())
        .await?;
    let accounts: HashMap<AccountId, account::Model> = account::Entity::find()
        .all(op.db.reader())
        .await?
        .into_iter()
        .map(|account| (account.id, account))
        .collect();
    Ok(tokens
        .into_iter()
        .filter_map(|token| {
            let account = accounts.get(&token.account_id)?.clone();
            Some((token, account))
        })
        .collect())
}

/// Takes a token back.
///
/// # Errors
/// A fault on `token` where there is none of this id.
pub async fn revoke(op: &Op, id: TokenId) -> Result<token::Model> {
    may_administer(op, None)?;
    let tx = op.db.write().await?;
    let found = token::Entity::find_by_id(id).one(&tx).await?;
    let Some(row) = found else {
        return Err(Fault::new(["token"], Code::NotFound).into());
    };
    if row.revoked_at.is_some() {
        return Ok(row);
    }
    let account = row.account_id;
    let mut change = row.into_active_model();
    change.revoked_at = Set(Some(op.clock.now()));
    let row = change.update(&tx).await?;
    remember(&tx, op, deed("tokens::revoke", account)).await?;
    tx.commit().await?;
    Ok(row)
}

/// Takes back every token of an account, and says how many there were.
///
/// # Errors
/// Only the database's, and a denial.
pub async fn revoke_all(op: &Op, account: AccountId) -> Result<u64> {
    may_administer(op, None)?;
    let tx = op.db.write().await?;
    let done = token::Entity::update_many()
        .col_expr(token::Column::RevokedAt, Expr::value(op.clock.now()))
        .filter(token::Column::AccountId.eq(account))
        .filter(token::Column::RevokedAt.is_null())
        .exec(&tx)
        .await?;
    if done.rows_affected > 0 {
        remember(&tx, op, deed("tokens::revoke_all", account)).await?;
    }
    tx.commit().await?;
    Ok(done.rows_affected)
}

/// What is remembered of an act on tokens: on whose, never which text.
fn deed(action: &str, account: AccountId) -> Remembered<'_> {
    Remembered {
        office: None,
        action,
        account,
        changes: None,
    }
}

/// Who holds this text: nobody where it is unknown, expired or taken back, or where its account is disabled.
/// One statement, by the hash: the text itself is never compared, so that there is nothing to time.
///
/// # Errors
/// Only the database's.
pub async fn authenticate(db: &Db, clock: &Clock, secret: &str) -> Result<Option<Actor>> {
    let Some(hash) = readable(secret) else {
        return Ok(None);
    };
    Ok(look_up(db, hash, clock.now())
        .await?
        .map(|holder| holder.actor))
}

/// Remembers who held a token for [`Memory::TTL`], so that a busy client costs no statement each request. Taking a
/// token back, disabling its account and changing its roles count within that time; expiry counts at once.
#[derive(Debug, Default)]
pub struct Memory(Mutex<HashMap<[u8; 32], Known>>);

/// Since when a holder is remembered.
type Known = (DateTime<Utc>, Holder);

impl Memory {
    /// How long an answer is believed.
    pub const TTL: TimeDelta = TimeDelta::seconds(2);
    /// How many holders are remembered; the rest are asked for each time until some are forgotten.
    const MOST: usize = 4_096;

    /// As [`authenticate`], from memory where that is fresh. Unknown texts are not remembered.
    ///
    /// # Errors
    /// Only the database's.
    pub async fn authenticate(
        &self,
        db: &Db,
        clock: &Clock,
        secret: &str,
    ) -> Result<Option<Actor>> {
        let Some(hash) = readable(secret) else {
            return Ok(None);
        };
        let now = clock.now();
        if let Some(actor) = self.recall(&hash, now) {
            return Ok(Some(actor));
        }
        let found = look_up(db, hash, now).await?;
        if let Some(holder) = &found {
            self.keep(hash, holder.clone(), now);
        }
        Ok(found.map(|holder| holder.actor))
    }

    fn recall(&self, hash: &[u8; 32], now: DateTime<Utc>) -> Option<Actor> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, holder) = known.get(hash)?;
        (Self::is_fresh(*since, now) && holder.expires_at.is_none_or(|at| now < at))
            .then(|| holder.actor.clone())
    }

    /// A clock that was set back makes nobody remembered for longer.
    fn is_fresh(since: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        (TimeDelta::zero()..Self::TTL).contains(&(now - since))
    }

    fn keep(&self, hash: [u8; 32], holder: Holder, now: DateTime<Utc>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= Self::MOST {
            known.retain(|_, (since, _)| Self::is_fresh(*since, now));
        }
        if known.len() < Self::MOST {
            known.insert(hash, (now, holder));
        }
    }
}

/// Who holds a token, and until when.
#[derive(Debug, Clone)]
struct Holder {
    actor: Actor,
    expires_at: Option<DateTime<Utc>>,
}

/// A role of the holder; empty where the account has none.
#[derive(Debug, FromQueryResult)]
struct Line {
    account_id: AccountId,
    expires_at: Option<DateTimeUtc>,
    role: Option<Role>,
    office_id: Option<OfficeId>,
    event_id: Option<Uuid>,
}

async fn look_up(db: &Db, hash: [u8; 32], now: DateTime<Utc>) -> Result<Option<Holder>> {
    let lines = token::Entity::find()
        .select_only()
        .column(token::Column::AccountId)
        .column(token::Column::ExpiresAt)
        .column(account_role::Column::Role)
        .column(account_role::Column::OfficeId)
        .column(account_role::Column::EventId)
        .join(
            JoinType::InnerJoin,
            token::Entity::belongs_to(account::Entity)
                .from(token::Column::AccountId)
                .to(account::Column::Id)
                .into(),
        )
        .join(
            JoinType::LeftJoin,
            token::Entity::belongs_to(account_role::Entity)
                .from(token::Column::AccountId)
                .to(account_role::Column::AccountId)
                .into(),
        )
        .filter(token::Column::Hash.eq(hash.to_vec()))
        .filter(token::Column::RevokedAt.is_null())
        .filter(account::Column::DisabledAt.is_null())
        .filter(
            Condition::any()
                .add(token::Column::ExpiresAt.is_null())
                .add(Expr::col((token::Entity, token::Column::ExpiresAt)).gt(now)),
        )
        .into_model::<Line>()
        .all(db.reader())
        .await?;
    let Some(first) = lines.first() else {
        return Ok(None);
    };
    let (id, expires_at) = (first.account_id, first.expires_at);
    let grants = lines
        .into_iter()
        .filter_map(|line| {
            Some(Grant {
                role: line.role?,
                office: line.office_id,
                event: line.event_id.map(EventId),
            })
        })
        .collect();
    Ok(Some(Holder {
        actor: Actor::Account { id, grants },
        expires_at,
    }))
}

/// The hash of a text that can be a token; others need no statement.
fn readable(secret: &str) -> Option<[u8; 32]> {
    let fits = secret.len() == PREFIX.len() + 43 && secret.starts_with(PREFIX);
    fits.then(|| hash(secret))
}

fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

fn parse(op: &Op, cmd: &Issue) -> Result<String> {
    let mut faults = Faults::none();
    let label = cmd.label.trim();
    if label.is_empty() {
        faults.push(Fault::new(["label"], Code::Required));
    }
    if label.chars().count() > LONGEST_LABEL {
        faults.push(Fault::new(["label"], Code::TooLong).with("limit", LONGEST_LABEL));
    }
    let now = op.clock.now();
    if cmd.expires_at.is_some_and(|at| at <= now) {
        faults.push(Fault::new(["expiresAt"], Code::TooEarly).not_after(now));
    }
    faults.finish(Some(label.to_owned()))
}

#[cfg(test)]
mod tests;
