//! The desk at which one event's guest list is changed: the transaction, the event's lock, and what is to be written
//! with the change.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use kuvend_entity::{
    attendee, attendee_change, audit_entry, event, event_tally,
    id::{AttendeeChangeId, AttendeeId, ContactId, EventId},
    kind::{Axis, EventStatus, MessageKind, PlaceState},
    place_pool,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait, IntoActiveModel,
};

use serde_json::json;

use crate::{
    actor::Actor,
    attendees::{alike, companions, rooms::Rooms},
    audit::{self, Deed},
    engine,
    error::{Denied, Error, Result},
    gate,
    letters::{self, Draft, Post},
    op::Op,
    policy::Action,
    tally,
    writes::Writes,
};

/// Why a row changed, for its history.
#[derive(Debug, Clone, Default)]
pub struct Cause {
    /// How it came in.
    pub channel: Option<String>,
    /// What reason was given.
    pub reason: Option<String>,
    /// For whom somebody else spoke.
    pub on_behalf_of: Option<String>,
}

/// One event's guest list, held under the event's lock.
#[derive(Debug)]
pub struct Desk<'a> {
    /// Who asks.
    pub op: &'a Op,
    /// The transaction; it is rolled back if the desk is dropped.
    pub tx: DatabaseTransaction,
    /// The event.
    pub event: event::Model,
    /// What the list adds up to, as changed so far.
    pub tally: event_tally::Model,
    /// What of it is kept for some, or limited, as changed so far.
    pub pools: Vec<place_pool::Model>,
    /// The instant of everything done here.
    pub now: DateTime<Utc>,
    stored: (event_tally::Model, Vec<place_pool::Model>),
    history: Vec<attendee_change::ActiveModel>,
    deeds: Vec<audit_entry::ActiveModel>,
    drafts: Vec<(Draft, bool)>,
    asked: Vec<Draft>,
    entered: BTreeMap<AttendeeId, attendee::Model>,
    altered: BTreeMap<AttendeeId, (attendee::Model, attendee::Model)>,
    made: HashSet<AttendeeId>,
    /// Parties that became smaller, and how many they are now.
    shrunk: BTreeMap<AttendeeId, i32>,
    /// Whether something done here can have made room for those who wait.
    pub(super) makes_room: bool,
    /// Rows that left the waiting list for what became free.
    pub(super) called: BTreeMap<AttendeeId, attendee::Model>,
}

impl<'a> Desk<'a> {
    /// Opens an event's desk for who may do this in its office.
    ///
    /// # Errors
    /// Denied where the actor may not; not found where there is no such event.
    pub async fn open(op: &'a Op, event: EventId, action: Action) -> Result<Self> {
        op.authorise_anywhere(action)?;
        let tx = op.db.write().await?;
        let Some(locked) = engine::lock_event_with_row(&tx, event).await? else {
            return Err(Error::Denied(Denied::NotFound));
        };
        op.authorise_at(&locked.0, action)?;
        Ok(Self::new(op, tx, locked))
    }

    /// Opens the desk of the event that a row belongs to, and reads the row under the lock. A guest behind a signed link
    /// reaches its own row and no other.
    ///
    /// # Errors
    /// Denied where the actor may not; not found where there is no such row.
    pub async fn open_for(
        op: &'a Op,
        attendee: AttendeeId,
        action: Action,
    ) -> Result<(Self, attendee::Model)> {
        let not_found = || Error::Denied(Denied::NotFound);
        if !matches!(&op.actor, Actor::Guest { attendee: own, .. } if *own == attendee) {
            op.authorise_anywhere(action)?;
        }
        let event = attendee::Entity::find_by_id(attendee)
            .one(op.db.reader())
            .await?
            .ok_or_else(not_found)?
            .event_id;
        let tx = op.db.write().await?;
        let locked = engine::lock_event_with_row(&tx, event)
            .await?
            .ok_or_else(not_found)?;
        let office = locked.0.office_id;
        match &op.actor {
            Actor::Guest {
                office: own_office,
                attendee: own,
            } if *own == attendee && *own_office == office => {}
            _ => op.authorise_at(&locked.0, action)?,
        }
        let row = attendee::Entity::find_by_id(attendee)
            .one(&tx)
            .await?
            .ok_or_else(not_found)?;
        Ok((Self::new(op, tx, locked), row))
    }

    /// A desk within a transaction that another step has opened and locked. Places that were kept until a day that has come
    /// are everybody's from here on.
    #[must_use]
    pub fn new(op: &'a Op, tx: DatabaseTransaction, (event, tally, pools): engine::Locked) -> Self {
        let mut desk = Self {
            op,
            tx,
            now: op.clock.now(),
            stored: (tally.clone(), pools.clone()),
            event,
            tally,
            pools,
            history: Vec::new(),
            deeds: Vec::new(),
            drafts: Vec::new(),
            asked: Vec::new(),
            entered: BTreeMap::new(),
            altered: BTreeMap::new(),
            made: HashSet::new(),
            shrunk: BTreeMap::new(),
            makes_room: false,
            called: BTreeMap::new(),
        };
        desk.release_what_is_due();
        desk
    }

    fn release_what_is_due(&mut self) {
        if self.event.status != EventStatus::Published {
            return;
        }
        let now = self.now;
        let is_due = |pool: &place_pool::Model| {
            pool.released_at.is_none() && pool.reserved_until.is_some_and(|until| until <= now)
        };
        let mut released = Vec::new();
        for pool in self.pools.iter_mut().filter(|pool| is_due(pool)) {
            pool.released_at = Some(now);
            pool.updated_at = now;
            released.push(pool.id.to_string());
        }
        if !released.is_empty() {
            self.makes_room = true;
            let changes = json!({ "pools": released });
            self.event_deed("attendees::release_pools", Some(changes), None);
        }
    }

    /// The event's places, as changed so far.
    #[must_use]
    pub fn rooms(&self) -> Rooms {
        Rooms::new(&self.event, &self.tally, &self.pools)
    }

    /// The next number of the waiting list.
    pub fn queue_number(&mut self) -> i32 {
        let number = self.tally.next_queue_number;
        self.tally.next_queue_number += 1;
        number
    }

    /// Adds a row to the list.
    ///
    /// # Errors
    /// Only the database's.
    pub async fn insert(
        &mut self,
        mut row: attendee::Model,
        cause: &Cause,
    ) -> Result<attendee::Model> {
        self.begin(&mut row, cause);
        attendee::Entity::insert(row.clone().into_active_model().reset_all())
            .exec_without_returning(&self.tx)
            .await?;
        Ok(row)
    }

    /// Adds a row to the list when the rows are stored: until then no statement finds it.
    #[must_use]
    pub fn enter(&mut self, mut row: attendee::Model, cause: &Cause) -> attendee::Model {
        self.begin(&mut row, cause);
        self.entered.insert(row.id, row.clone());
        row
    }

    fn begin(&mut self, row: &mut attendee::Model, cause: &Cause) {
        self.settle_registration(None, row);
        tally::add((&mut self.tally, &mut self.pools), row);
        self.remember(None, row, cause);
        self.made.insert(row.id);
    }

    /// Changes a row; one that stays as it is is left alone, version and all. One that waits to be stored is changed with
    /// what waits.
    ///
    /// # Errors
    /// Only the database's.
    pub async fn alter(
        &mut self,
        before: &attendee::Model,
        after: attendee::Model,
        cause: &Cause,
    ) -> Result<attendee::Model> {
        let Some(after) = self.change(before, after, cause) else {
            return Ok(before.clone());
        };
        if !self.amend(&after) {
            attendee::Entity::update(after.clone().into_active_model().reset_all())
                .exec_without_returning(&self.tx)
                .await?;
        }
        Ok(after)
    }

    /// Changes a row as [`Self::alter`] does, when the rows are stored: until then statements find it as it was. Rows that
    /// change alike are written by one statement.
    #[must_use]
    pub fn alter_later(
        &mut self,
        before: &attendee::Model,
        after: attendee::Model,
        cause: &Cause,
    ) -> attendee::Model {
        let Some(after) = self.change(before, after, cause) else {
            return before.clone();
        };
        if !self.amend(&after) {
            self.altered
                .insert(after.id, (before.clone(), after.clone()));
        }
        after
    }

    /// Takes a row in place of one that waits to be stored, if it does.
    pub(super) fn amend(&mut self, after: &attendee::Model) -> bool {
        let entered = self.entered.get_mut(&after.id);
        let altered = self.altered.get_mut(&after.id).map(|(_, after)| after);
        let waiting = entered.or(altered);
        let waits = waiting.is_some();
        if let Some(row) = waiting {
            row.clone_from(after);
        }
        waits
    }

    fn change(
        &mut self,
        before: &attendee::Model,
        mut after: attendee::Model,
        cause: &Cause,
    ) -> Option<attendee::Model> {
        if after.place != before.place {
            after.place_changed_at = Some(self.now);
        }
        self.settle_registration(Some(before), &mut after);
        if after == *before {
            return None;
        }
        after.version = before.version + 1;
        after.updated_at = self.now;
        if after.party_size < before.party_size {
            self.shrunk.insert(after.id, after.party_size);
        }
        let quality = |row: &attendee::Model| (row.category, row.attends);
        let is_other = quality(&after) != quality(before);
        // A waiting party that goes, shrinks or steps back may have stood before one that fits; one that is another kind of
        // guest from now on leaves the places of the first kind.
        self.makes_room |= tally::places(&after) < tally::places(before)
            || (is_other && before.place.occupies())
            || (before.place == PlaceState::Waitlisted
                && (after.place != before.place
                    || is_other
                    || after.queue_priority != before.queue_priority
                    || tally::wanted(&after) < tally::wanted(before)));
        tally::alter((&mut self.tally, &mut self.pools), before, &after);
        self.remember(Some(before), &after, cause);
        Some(after)
    }

    /// Stores the rows that were entered and altered, for statements that need to find them.
    ///
    /// # Errors
    /// Only the database's.
    pub async fn store(&mut self) -> Result<()> {
        let mut writes = Writes::default();
        self.write_rows(&mut writes);
        writes.flush(&self.tx).await
    }

    fn write_rows(&mut self, writes: &mut Writes) {
        let entered = std::mem::take(&mut self.entered).into_values();
        let entered = entered.map(|row| row.into_active_model().reset_all());
        writes.insert(entered.collect());
        let altered = std::mem::take(&mut self.altered);
        for update in alike::updates(altered) {
            writes.update(update);
        }
    }

    /// Keeps "confirmed at the event's start, or now if that is earlier". What is written down afterwards counts as of when it was:
    /// an answer of before the start, and of an event that was entered when it was over whoever has a place until attendance is closed.
    fn settle_registration(&self, before: Option<&attendee::Model>, after: &mut attendee::Model) {
        let starts_at = self.event.starts_at;
        let is_written_after = self.event.created_at > self.event.ends_at;
        let is_open = self.now <= starts_at
            || (is_written_after && self.event.attendance_closed_at.is_none());
        let answer = |row: &attendee::Model| row.responded_at;
        let answered_before = answer(after).is_some_and(|at| at <= starts_at)
            && before.and_then(answer) != answer(after);
        after.is_registered = if is_open || answered_before {
            after.place == PlaceState::Confirmed
        } else {
            before.is_some_and(|row| row.is_registered)
        };
    }

    fn remember(
        &mut self,
        before: Option<&attendee::Model>,
        after: &attendee::Model,
        cause: &Cause,
    ) {
        let axes = [
            (
                Axis::Invitation,
                before.map(|row| row.invitation.as_str()),
                after.invitation.as_str(),
                "NOT_INVITED",
            ),
            (
                Axis::Response,
                before.map(|row| row.response.as_str()),
                after.response.as_str(),
                "NONE",
            ),
            (
                Axis::Place,
                before.map(|row| row.place.as_str()),
                after.place.as_str(),
                "NONE",
            ),
            (
                Axis::Presence,
                before.map(|row| row.presence.as_str()),
                after.presence.as_str(),
                "UNRECORDED",
            ),
        ];
        for (axis, old, new, start) in axes {
            if old.unwrap_or(start) == new {
                continue;
            }
            self.history.push(attendee_change::ActiveModel {
                id: Set(AttendeeChangeId::new()),
                office_id: Set(after.office_id),
                event_id: Set(after.event_id),
                attendee_id: Set(after.id),
                axis: Set(axis),
                old_value: Set(old.map(str::to_owned)),
                new_value: Set(new.to_owned()),
                at: Set(self.now),
                channel: Set(cause.channel.clone()),
                reason: Set(cause.reason.clone()),
                on_behalf_of: Set(cause.on_behalf_of.clone()),
                event_revision: Set(Some(self.event.revision)),
                account_id: Set(self.op.actor.account()),
                route: Set(self.op.route),
            });
        }
    }

    /// Has a letter written about a row, if somebody stands behind it. What the gate says is asked when the desk closes.
    pub fn write_to(
        &mut self,
        kind: MessageKind,
        row: &attendee::Model,
        details: Option<serde_json::Value>,
    ) {
        let Some(contact) = row.contact_id else {
            return;
        };
        let draft = Draft {
            details,
            ..Draft::about(kind, row, contact, self.now)
        };
        self.drafts.push((draft, row.organisation_id.is_some()));
    }

    /// Leaves a letter unwritten that this step meant for a row.
    pub(super) fn forget_letter(&mut self, kind: MessageKind, attendee: AttendeeId) {
        self.drafts
            .retain(|(draft, _)| draft.kind != kind || draft.attendee != attendee);
    }

    /// Has a letter written that takes one guest's entry out of their calendar. It outranks the last letter about the
    /// entry, and whatever follows outranks it; nothing changes for the others.
    pub fn call_off(&mut self, row: &mut attendee::Model, details: serde_json::Value) {
        row.calendar_sequence += 1;
        if let Some(contact) = row.contact_id {
            let draft = Draft {
                details: Some(details),
                // The row has not been altered yet, and one cause has one key.
                occasion: (row.version + 1).to_string(),
                ..Draft::about(MessageKind::Cancellation, row, contact, self.now)
            };
            self.drafts.push((draft, row.organisation_id.is_some()));
        }
        row.calendar_sequence += 1;
    }

    /// Has a letter written to a row about the event: one of its kind for each occasion.
    pub fn write_about_event(
        &mut self,
        kind: MessageKind,
        row: &attendee::Model,
        (occasion, details): (&str, serde_json::Value),
    ) {
        let Some(contact) = row.contact_id else {
            return;
        };
        let draft = Draft {
            occasion: occasion.to_owned(),
            details: Some(details),
            ..Draft::about(kind, row, contact, self.now)
        };
        self.drafts.push((draft, row.organisation_id.is_some()));
    }

    /// Has letters written for which the gate was asked already.
    pub fn write_all(&mut self, letters: Vec<Draft>) {
        self.asked.extend(letters);
    }

    /// Notes a deed for the audit.
    pub fn deed(
        &mut self,
        action: &str,
        row: &attendee::Model,
        changes: Option<serde_json::Value>,
        reason: Option<String>,
    ) {
        let deed = Deed {
            office: self.event.office_id,
            action,
            object_kind: "attendee",
            object_id: row.id.0,
            changes,
            reason,
        };
        self.deeds.push(audit::entry(self.op, deed));
    }

    /// Notes a deed on the whole event for the audit.
    pub fn event_deed(
        &mut self,
        action: &str,
        changes: Option<serde_json::Value>,
        reason: Option<String>,
    ) {
        let deed = Deed {
            office: self.event.office_id,
            action,
            object_kind: "event",
            object_id: self.event.id.0,
            changes,
            reason,
        };
        self.deeds.push(audit::entry(self.op, deed));
    }

    /// Adds lines of history that were written in bulk.
    pub fn add_history(&mut self, lines: impl IntoIterator<Item = attendee_change::ActiveModel>) {
        self.history.extend(lines);
    }

    /// Writes what has gathered and commits.
    ///
    /// # Errors
    /// Only the database's; nothing is written then.
    pub async fn close(self) -> Result<()> {
        self.settle().await?.commit().await?;
        Ok(())
    }

    /// Closes the desk and shows a row as it is then: what it freed itself may have come back to it.
    ///
    /// # Errors
    /// Only the database's; nothing is written then.
    pub async fn close_with(mut self, row: attendee::Model) -> Result<attendee::Model> {
        self.call_the_next().await?;
        let row = self.called.remove(&row.id).unwrap_or(row);
        self.close().await?;
        Ok(row)
    }

    /// Writes what has gathered, after offering what became free to those who wait, and gives the transaction back to the step that opened it.
    ///
    /// # Errors
    /// Only the database's.
    pub async fn settle(mut self) -> Result<DatabaseTransaction> {
        self.call_the_next().await?;
        for (row, size) in std::mem::take(&mut self.shrunk) {
            companions::cut(&self.tx, row, size).await?;
        }
        let post = self.post().await?;
        let mut writes = Writes::default();
        self.write_rows(&mut writes);
        post.write(&mut writes);
        writes.insert(self.history);
        writes.insert(self.deeds);
        let (tally, pools) = self.stored;
        if self.tally != tally {
            writes.update(tally::store(self.tally)?);
        }
        for pool in self.pools.into_iter().filter(|pool| !pools.contains(pool)) {
            writes.update(tally::pools::store(pool)?);
        }
        writes.flush(&self.tx).await?;
        Ok(self.tx)
    }

    /// The letters, as the gate allows them.
    async fn post(&mut self) -> Result<Post> {
        let drafts = std::mem::take(&mut self.drafts);
        let mut ready = std::mem::take(&mut self.asked);
        for in_function in [true, false] {
            for taking_part in [true, false] {
                let group: Vec<&Draft> = drafts
                    .iter()
                    .filter(|(draft, function)| {
                        *function == in_function
                            && (letters::use_of(draft.kind, true) == gate::Use::TakingPart)
                                == taking_part
                    })
                    .map(|(draft, _)| draft)
                    .collect();
                let Some(first) = group.first() else { continue };
                let contacts: Vec<ContactId> = group.iter().map(|draft| draft.contact).collect();
                let verdicts = gate::ask(
                    &self.tx,
                    self.event.office_id,
                    letters::use_of(first.kind, in_function),
                    &contacts,
                )
                .await?;
                for draft in group {
                    let mut draft = draft.clone();
                    if let Some(verdict) = verdicts.get(&draft.contact) {
                        draft.permission = verdict.permission;
                        draft.language = verdict.language.clone();
                    }
                    ready.push(draft);
                }
            }
        }
        let is_new = |attendee| self.made.contains(&attendee);
        letters::ready(&self.tx, self.op, &self.event, (ready, is_new)).await
    }
}
