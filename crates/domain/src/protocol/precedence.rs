//! What an office says of a guest's precedence, and what it says against the table by courtesy.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kuvend_entity::{attendee, attendee_precedence, id::AttendeeId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect, QueryTrait,
};

use crate::{
    audit::{self, Deed},
    change::{Change, Changes},
    engine,
    error::{Denied, Error, Result},
    fault::{Code, Fault, Faults},
    op::Op,
    policy::Action,
    protocol::{order::leads_to, tables::judge_rank},
};

/// What is to be said of a guest's precedence.
#[derive(Debug, Clone)]
pub struct Set {
    /// Of which row.
    pub attendee: AttendeeId,
    /// The version that was read, where somebody else's word shall not be overwritten; 0 where nothing was said.
    pub version: Option<i32>,
    /// The rank at this event.
    pub rank: Change<String>,
    /// Since when they count among equals.
    pub precedence_on: Change<NaiveDate>,
}

/// Where somebody is put by courtesy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placement {
    /// Directly before somebody else of the event.
    Before(AttendeeId),
    /// At the rank of this key.
    Rank(String),
}

/// A courtesy.
#[derive(Debug, Clone)]
pub struct Override {
    /// To which row.
    pub attendee: AttendeeId,
    /// The version that was read.
    pub version: Option<i32>,
    /// Where it puts them.
    pub placement: Placement,
    /// Why.
    pub reason: String,
}

/// A courtesy taken back.
#[derive(Debug, Clone)]
pub struct Clear {
    /// Of which row.
    pub attendee: AttendeeId,
    /// The version that was read.
    pub version: Option<i32>,
    /// Why.
    pub reason: Option<String>,
}

/// Says of a guest's rank and day at an event what their function does not.
///
/// # Errors
/// `NOT_FOUND` on `attendeeId` or `rank`, `CONFLICT` on `version`.
pub async fn set(op: &Op, cmd: Set) -> Result<attendee::Model> {
    let desk = Opened::of(op, cmd.attendee, cmd.version).await?;
    let mut after = desk.before.clone();
    after.rank_key = cmd.rank.over(after.rank_key);
    after.precedence_on = cmd.precedence_on.over(after.precedence_on);
    let mut faults = Faults::none();
    if after.rank_key != desk.before.rank_key {
        let rank = after.rank_key.as_deref();
        judge_rank(&desk.tx, desk.row.office_id, rank, &mut faults).await?;
    }
    faults.finish(Some(()))?;
    desk.close(op, after, ("protocol::set", None)).await
}

/// Puts a guest where courtesy asks, whatever the table says, now and after every change of it.
///
/// # Errors
/// `NOT_FOUND` on `attendeeId`, `beforeId` or `rank`; `INCONSISTENT` on `beforeId` where that one goes before this one already, by courtesy;
/// `CONFLICT` on `version`.
pub async fn override_(op: &Op, cmd: Override) -> Result<attendee::Model> {
    let desk = Opened::of(op, cmd.attendee, cmd.version).await?;
    let mut after = desk.before.clone();
    let mut faults = Faults::none();
    match cmd.placement {
        Placement::Rank(key) => {
            judge_rank(&desk.tx, desk.row.office_id, Some(&key), &mut faults).await?;
            after.override_rank_key = Some(key);
            after.override_before_id = None;
        }
        Placement::Before(other) => {
            desk.judge_before(other, &mut faults).await?;
            after.override_before_id = Some(other);
            after.override_rank_key = None;
        }
    }
    faults.finish(Some(()))?;
    after.override_reason = Some(cmd.reason.clone());
    if after != desk.before {
        after.override_by = op.actor.account();
        after.override_at = Some(op.clock.now());
    }
    desk.close(op, after, ("protocol::override", Some(cmd.reason)))
        .await
}

/// Takes a courtesy back: the guest goes where the table says.
///
/// # Errors
/// `NOT_FOUND` on `attendeeId`, `CONFLICT` on `version`.
pub async fn clear(op: &Op, cmd: Clear) -> Result<attendee::Model> {
    let desk = Opened::of(op, cmd.attendee, cmd.version).await?;
    let after = attendee_precedence::Model {
        override_rank_key: None,
        override_before_id: None,
        override_reason: None,
        override_by: None,
        override_at: None,
        ..desk.before.clone()
    };
    desk.close(op, after, ("protocol::clear_override", cmd.reason))
        .await
}

/// A row under its event's lock, so that two courtesies given at once never make a circle, with what is said of it.
struct Opened {
    tx: DatabaseTransaction,
    row: attendee::Model,
    before: attendee_precedence::Model,
    is_new: bool,
}

impl Opened {
    async fn of(op: &Op, id: AttendeeId, version: Option<i32>) -> Result<Self> {
        let desk = Self::lock(op, id).await;
        let desk = desk.map_err(|error| error.hidden_at(["attendeeId"]))?;
        let now = if desk.is_new { 0 } else { desk.before.version };
        if version.is_some_and(|version| version != now) {
            let fault = Fault::new(["version"], Code::Conflict).with("version", now);
            return Err(fault.into());
        }
        Ok(desk)
    }

    async fn lock(op: &Op, id: AttendeeId) -> Result<Self> {
        let not_found = || Error::Denied(Denied::NotFound);
        op.authorise_somewhere(Action::WriteGuests)?;
        let event = attendee::Entity::find_by_id(id)
            .one(op.db.reader())
            .await?
            .ok_or_else(not_found)?
            .event_id;
        let tx = op.db.write().await?;
        engine::lock_event(&tx, event).await?;
        let row = attendee::Entity::find_by_id(id)
            .one(&tx)
            .await?
            .ok_or_else(not_found)?;
        op.authorise(row.office_id, Action::WriteGuests)?;
        let known = attendee_precedence::Entity::find_by_id(id).one(&tx).await?;
        let now = op.clock.now();
        let before = known.clone().unwrap_or(attendee_precedence::Model {
            attendee_id: id,
            office_id: row.office_id,
            version: 0,
            rank_key: None,
            precedence_on: None,
            override_rank_key: None,
            override_before_id: None,
            override_reason: None,
            override_by: None,
            override_at: None,
            created_at: now,
            updated_at: now,
        });
        Ok(Self {
            tx,
            row,
            before,
            is_new: known.is_none(),
        })
    }

    /// Notes who is not on the same list, and whoever goes before this one already.
    async fn judge_before(&self, other: AttendeeId, faults: &mut Faults) -> Result<()> {
        let there = attendee::Entity::find_by_id(other)
            .filter(attendee::Column::EventId.eq(self.row.event_id))
            .one(&self.tx)
            .await?;
        if there.is_none() {
            faults.push(Fault::new(["beforeId"], Code::NotFound));
            return Ok(());
        }
        let listed = attendee::Entity::find()
            .select_only()
            .column(attendee::Column::Id)
            .filter(attendee::Column::EventId.eq(self.row.event_id))
            .into_query();
        let courtesies = attendee_precedence::Entity::find()
            .filter(attendee_precedence::Column::AttendeeId.in_subquery(listed))
            .filter(attendee_precedence::Column::OverrideBeforeId.is_not_null())
            .all(&self.tx)
            .await?;
        let before: BTreeMap<AttendeeId, AttendeeId> = courtesies
            .iter()
            .filter_map(|row| Some((row.attendee_id, row.override_before_id?)))
            .collect();
        if leads_to(&before, other, self.row.id) {
            faults.push(Fault::new(["beforeId"], Code::Inconsistent).with("other", "attendeeId"));
        }
        Ok(())
    }

    async fn close(
        self,
        op: &Op,
        mut after: attendee_precedence::Model,
        (action, reason): (&str, Option<String>),
    ) -> Result<attendee::Model> {
        let before = self.before;
        if after == before {
            return Ok(self.row);
        }
        after.version = before.version + 1;
        after.updated_at = op.clock.now();
        let mut changes = Changes::default();
        changes.note("rank", &before.rank_key, &after.rank_key);
        changes.note("precedenceOn", &before.precedence_on, &after.precedence_on);
        let (was, is) = (&before.override_rank_key, &after.override_rank_key);
        changes.note("overrideRank", was, is);
        let (was, is) = (&before.override_before_id, &after.override_before_id);
        changes.note("overrideBefore", was, is);
        let row = after.into_active_model().reset_all();
        if self.is_new {
            attendee_precedence::Entity::insert(row)
                .exec_without_returning(&self.tx)
                .await?;
        } else {
            attendee_precedence::Entity::update(row)
                .exec_without_returning(&self.tx)
                .await?;
        }
        let deed = Deed {
            office: self.row.office_id,
            action,
            object_kind: "attendee",
            object_id: self.row.id.0,
            changes: changes.json(),
            reason,
        };
        audit::write(&self.tx, op, deed).await?;
        self.tx.commit().await?;
        Ok(self.row)
    }
}
