//! Companions: who comes along with a guest, as far as they are named; the others of a party are only counted.
//!
//! **Invariant:** a party has never more companions by name than it has places beside the guest's own: whatever makes a party
//! smaller takes those away who were named last ([`cut`]).

use std::collections::HashMap;

use chrono::NaiveDate;
use kuvend_entity::{
    attendee, companion, contact,
    id::{AttendeeId, CompanionId, ContactId, OfficeId},
    kind::AgeBand,
    purpose,
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel as _, QueryFilter, QueryOrder, Statement,
};
use serde_json::json;

use crate::{
    attendees::{
        answers::tell,
        desk::{Cause, Desk},
        guests::BATCH,
        rooms::Party,
        updates::is_open,
    },
    audit::{self, Deed},
    contacts,
    engine::days,
    error::Result,
    events::stale,
    fault::{Code, Fault, Faults},
    op::Op,
    policy::Action,
    tally,
};

/// The purpose after whose retention the names of companions go.
const TASK: &str = "event-management";

impl Desk<'_> {
    /// Changes a row as [`Self::alter`] does, and raises its version also where nothing of it has changed but what hangs on it.
    ///
    /// # Errors
    /// Only the database's.
    pub async fn touch(
        &mut self,
        before: &attendee::Model,
        after: attendee::Model,
        cause: &Cause,
    ) -> Result<attendee::Model> {
        let mut after = self.alter(before, after, cause).await?;
        if after.version == before.version {
            after.version += 1;
            after.updated_at = self.now;
            if !self.amend(&after) {
                attendee::Entity::update(after.clone().into_active_model().reset_all())
                    .exec_without_returning(&self.tx)
                    .await?;
            }
        }
        Ok(after)
    }
}

/// Somebody who comes along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCompanion {
    /// Given name; of somebody the office knows, the record's own unless said.
    pub given_name: Option<String>,
    /// Family name; likewise.
    pub family_name: Option<String>,
    /// How old, about.
    pub age_band: Option<AgeBand>,
    /// Somebody the office knows.
    pub contact: Option<ContactId>,
}

/// Says who comes along with a guest.
#[derive(Debug, Clone)]
pub struct SetCompanions {
    /// With which row.
    pub attendee: AttendeeId,
    /// The version that was read.
    pub version: i32,
    /// Who, as far as they are named, in their order; whoever was named before is named no more.
    pub companions: Vec<NewCompanion>,
    /// How many come, the guest included; as many as before unless said, or those who are named where they are more.
    pub party_size: Option<i32>,
}

/// Says who comes along with a guest, and so how many places the party needs.
///
/// # Errors
/// Faults on `attendeeId` once attendance is closed; on `version`; on `companions` for more than the office allows, or than there
/// are places for; on `partySize` for one that has no place for those who are named, or likewise; on `companions.N.contactId` for
/// who is not known, is named twice or is the guest.
pub async fn set(op: &Op, cmd: SetCompanions) -> Result<attendee::Model> {
    let (mut desk, row) = Desk::open_for(op, cmd.attendee, Action::WriteGuests)
        .await
        .map_err(|error| error.hidden_at(["attendeeId"]))?;
    is_open(&desk)?;
    if cmd.version != row.version {
        return Err(stale(row.version).into());
    }
    let named = known(&desk, &row, cmd.companions).await?;
    let all = heads(&named) + 1;
    let size = cmd.party_size.unwrap_or_else(|| all.max(row.party_size));
    let field = if cmd.party_size.is_some() {
        "partySize"
    } else {
        "companions"
    };
    if size < all || size > row.party_allowance {
        let fault = if cmd.party_size.is_some() {
            Fault::new([field], Code::OutOfRange)
                .with("low", all)
                .with("high", row.party_allowance)
        } else {
            Fault::new([field], Code::TooMany).with("limit", row.party_allowance - 1)
        };
        return Err(fault.into());
    }
    let mut after = row.clone();
    after.party_size = size;
    fits(&desk, (&row, &after), field)?;
    let before = heads(&of(&desk.tx, row.id).await?);
    let is_new = put(&desk, &row, &named).await?;
    if !is_new && after == row {
        return Ok(row);
    }
    let after = desk.touch(&row, after, &Cause::default()).await?;
    tell(&mut desk, Some(&row), &after).await?;
    // Who they are stays out of the audit: they are other people than the guest.
    let changes = json!({ "companions": [before, all - 1], "partySize": [row.party_size, size] });
    desk.deed("attendees::set_companions", &after, Some(changes), None);
    desk.close_with(after).await
}

/// Goes on only if a party that holds places, or waits with a number, may be of its new size.
fn fits(
    desk: &Desk<'_>,
    (before, after): (&attendee::Model, &attendee::Model),
    field: &str,
) -> Result<()> {
    let rooms = desk.rooms();
    let (held, wanted) = (Party::held(before), Party::wanted(after));
    let then = rooms.after(Some(held), Some(wanted));
    if tally::places(before) == 0 || then.broken_since(&rooms).is_empty() {
        return Ok(());
    }
    let most = rooms.most(held, wanted.quality).unwrap_or_default();
    Err(Fault::new([field], Code::Full)
        .with("free", most)
        .with("wanted", wanted.places)
        .into())
}

/// How many they are.
fn heads<T>(named: &[T]) -> i32 {
    i32::try_from(named.len()).unwrap_or(i32::MAX)
}

/// Companions with the names that they are kept by: somebody the office knows is called as on their record.
async fn known(
    desk: &Desk<'_>,
    row: &attendee::Model,
    mut named: Vec<NewCompanion>,
) -> Result<Vec<NewCompanion>> {
    let mut ids: Vec<ContactId> = named.iter().filter_map(|one| one.contact).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut people: HashMap<ContactId, contact::Model> = HashMap::new();
    for batch in ids.chunks(BATCH) {
        let found = contact::Entity::find()
            .filter(contact::Column::Id.is_in(batch.iter().copied()))
            .filter(contact::Column::OfficeId.eq(desk.event.office_id));
        let found = contacts::held(found).all(&desk.tx).await?;
        people.extend(found.into_iter().map(|person| (person.id, person)));
    }
    let mut faults = Faults::none();
    let mut seen: Vec<ContactId> = Vec::new();
    for (index, one) in named.iter_mut().enumerate() {
        let at = |field: &str, code| {
            let path = ["companions", &index.to_string(), field];
            Fault::at(path.map(str::to_owned).to_vec(), code)
        };
        let Some(id) = one.contact else { continue };
        let Some(person) = people.get(&id) else {
            faults.push(at("contactId", Code::NotFound));
            continue;
        };
        if row.contact_id == Some(id) {
            faults.push(at("contactId", Code::Inconsistent).with("other", "attendeeId"));
        } else if seen.contains(&id) {
            faults.push(at("contactId", Code::Taken));
        }
        seen.push(id);
        one.given_name
            .get_or_insert_with(|| person.given_name.clone());
        one.family_name
            .get_or_insert_with(|| person.family_name.clone());
    }
    faults.finish(Some(named))
}

/// Those who are named of a party, in their order.
pub(super) async fn of(
    db: &impl ConnectionTrait,
    attendee: AttendeeId,
) -> Result<Vec<companion::Model>> {
    Ok(companion::Entity::find()
        .filter(companion::Column::AttendeeId.eq(attendee))
        .order_by_asc(companion::Column::Position)
        .all(db)
        .await?)
}

/// Whether those who are named of a party are named so already.
pub(super) fn is_said(there: &[companion::Model], named: &[NewCompanion]) -> bool {
    there.len() == named.len()
        && there.iter().zip(named).all(|(row, one)| {
            one.given_name.as_deref() == Some(row.given_name.as_str())
                && one.family_name.as_deref() == Some(row.family_name.as_str())
                && one.age_band == row.age_band
                && one.contact == row.contact_id
        })
}

/// Names the companions of a party, under the event's lock; tells whether that is anything new.
pub(super) async fn put(
    desk: &Desk<'_>,
    row: &attendee::Model,
    named: &[NewCompanion],
) -> Result<bool> {
    let there = of(&desk.tx, row.id).await?;
    if is_said(&there, named) {
        return Ok(false);
    }
    if !there.is_empty() {
        companion::Entity::delete_many()
            .filter(companion::Column::AttendeeId.eq(row.id))
            .exec(&desk.tx)
            .await?;
    }
    let now = desk.now;
    let rows = (1..).zip(named).map(|(position, one)| companion::Model {
        id: CompanionId::new(),
        office_id: row.office_id,
        attendee_id: row.id,
        position,
        given_name: one.given_name.clone().unwrap_or_default(),
        family_name: one.family_name.clone().unwrap_or_default(),
        age_band: one.age_band,
        contact_id: one.contact,
        created_at: now,
    });
    let rows: Vec<_> = rows
        .map(|row| row.into_active_model().reset_all())
        .collect();
    if !rows.is_empty() {
        companion::Entity::insert_many(rows)
            .exec_without_returning(&desk.tx)
            .await?;
    }
    Ok(true)
}

/// Takes away those of a party for whom it has no place any more: who was named last.
pub(super) async fn cut(
    tx: &DatabaseTransaction,
    attendee: AttendeeId,
    party_size: i32,
) -> Result<()> {
    companion::Entity::delete_many()
        .filter(companion::Column::AttendeeId.eq(attendee))
        .filter(companion::Column::Position.gte(party_size))
        .exec(tx)
        .await?;
    Ok(())
}

/// Makes one party's companions of two rows' that became one: those of the row whose party counts first, as many as there are
/// places for.
///
/// # Errors
/// Only the database's.
pub async fn join(
    tx: &DatabaseTransaction,
    (counts, yields): (AttendeeId, AttendeeId),
    kept: &attendee::Model,
) -> Result<()> {
    let both = [of(tx, counts).await?, of(tx, yields).await?];
    if both.iter().all(Vec::is_empty) {
        return Ok(());
    }
    companion::Entity::delete_many()
        .filter(companion::Column::AttendeeId.is_in([counts, yields]))
        .exec(tx)
        .await?;
    let rows = (1..kept.party_size).zip(both.into_iter().flatten());
    let rows = rows.map(|(position, row)| companion::Model {
        attendee_id: kept.id,
        position,
        ..row
    });
    let rows: Vec<_> = rows
        .map(|row| row.into_active_model().reset_all())
        .collect();
    if !rows.is_empty() {
        companion::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Those who are named of the parties of rows that were read before, in their order.
///
/// # Errors
/// Only the database's.
pub async fn of_rows(
    db: &impl ConnectionTrait,
    rows: &[AttendeeId],
) -> Result<HashMap<AttendeeId, Vec<companion::Model>>> {
    let mut known: HashMap<AttendeeId, Vec<companion::Model>> = HashMap::new();
    for batch in rows.chunks(BATCH) {
        let found = companion::Entity::find()
            .filter(companion::Column::AttendeeId.is_in(batch.iter().copied()))
            .order_by_asc(companion::Column::AttendeeId)
            .order_by_asc(companion::Column::Position)
            .all(db)
            .await?;
        for row in found {
            known.entry(row.attendee_id).or_default().push(row);
        }
    }
    Ok(known)
}

/// Forgets who came along to events that are longer ago than the office keeps what it did of its task, on a day. They are no
/// records of their own, and so no clock of a person runs for them; how many they were stays. Guests whom the office has to
/// keep as they are keep them.
///
/// # Errors
/// Only the database's.
pub async fn forget(op: &Op, office: OfficeId, day: NaiveDate) -> Result<u64> {
    let task = purpose::Entity::find()
        .filter(purpose::Column::OfficeId.eq(office))
        .filter(purpose::Column::Key.eq(TASK))
        .one(op.db.reader())
        .await?;
    let Some(kept) = task.and_then(|task| task.retention_days) else {
        return Ok(0);
    };
    let tx = op.db.write().await?;
    let backend = tx.get_database_backend();
    let over = days::after(backend, "e.ends_at", Some(kept));
    let sql = format!(
        "DELETE FROM companion WHERE office_id = $1 AND attendee_id IN \
         (SELECT a.id FROM attendee a JOIN event e ON e.id = a.event_id WHERE e.office_id = $1 AND {over} <= $2 \
         AND NOT EXISTS (SELECT 1 FROM legal_hold h WHERE h.contact_id = a.contact_id AND h.released_at IS NULL) \
         AND NOT EXISTS (SELECT 1 FROM contact c WHERE c.id = a.contact_id AND c.restricted_at IS NOT NULL))"
    );
    let values = [office.into(), day.into()];
    let gone = tx
        .execute_raw(Statement::from_sql_and_values(backend, sql, values))
        .await?
        .rows_affected();
    if gone > 0 {
        let deed = Deed {
            office,
            action: "attendees::forget_companions",
            object_kind: "office",
            object_id: office.0,
            changes: Some(json!({ "forgotten": gone })),
            reason: None,
        };
        audit::write(&tx, op, deed).await?;
    }
    tx.commit().await?;
    Ok(gone)
}
