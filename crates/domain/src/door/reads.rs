//! Reading what the door keeps: lists, gates and scans, for a page of events or of guests at once.

use std::collections::HashMap;

use kuvend_entity::{
    attendee, check_in_list, door_gate, event,
    id::{AttendeeId, CheckInListId, EventId, GateId, OfficeId},
    kind::{PresenceState, ScanResult},
    office, scan,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter,
    QueryOrder, QueryResult, QuerySelect,
};

use super::log::{Log, Standing};
use crate::{
    attendees::{guests::BATCH, reads::visible},
    error::{Denied, Error, Result},
    events::grouped,
    op::Op,
    paging::{self, Cursor, Key, Ordering, Page, PageRequest},
    policy::Action,
};

/// What the door of an event counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Parties of which somebody came.
    pub parties: i32,
    /// People who came, companions among them.
    pub arrived: i32,
    /// People who are inside now, companions among them.
    pub inside: i32,
}

/// The office of a door.
///
/// # Errors
/// Only the database's.
pub(super) async fn office(db: &impl ConnectionTrait, id: OfficeId) -> Result<office::Model> {
    office::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or_else(|| Error::missing("office"))
}

/// The lists of events, as they were made.
///
/// # Errors
/// Only the database's.
pub(super) async fn lists_in(
    db: &impl ConnectionTrait,
    events: &[EventId],
) -> Result<Vec<check_in_list::Model>> {
    Ok(check_in_list::Entity::find()
        .filter(check_in_list::Column::EventId.is_in(events.iter().copied()))
        .order_by_asc(check_in_list::Column::Id)
        .all(db)
        .await?)
}

/// The gates of events, as they were made.
///
/// # Errors
/// Only the database's.
pub(super) async fn gates_in(
    db: &impl ConnectionTrait,
    events: &[EventId],
) -> Result<Vec<door_gate::Model>> {
    Ok(door_gate::Entity::find()
        .filter(door_gate::Column::EventId.is_in(events.iter().copied()))
        .order_by_asc(door_gate::Column::Id)
        .all(db)
        .await?)
}

/// The lists of events that the actor receives guests at.
///
/// # Errors
/// Only the database's.
pub async fn lists_of(
    op: &Op,
    events: &[EventId],
) -> Result<HashMap<EventId, Vec<check_in_list::Model>>> {
    let mut rows = lists_in(op.db.reader(), events).await?;
    rows.retain(|row| op.may_at((row.office_id, row.event_id), Action::ReceiveGuests));
    Ok(grouped(rows.into_iter().map(|row| (row.event_id, row))))
}

/// The gates of events that the actor receives guests at.
///
/// # Errors
/// Only the database's.
pub async fn gates_of(
    op: &Op,
    events: &[EventId],
) -> Result<HashMap<EventId, Vec<door_gate::Model>>> {
    let mut rows = gates_in(op.db.reader(), events).await?;
    rows.retain(|row| op.may_at((row.office_id, row.event_id), Action::ReceiveGuests));
    Ok(grouped(rows.into_iter().map(|row| (row.event_id, row))))
}

/// Gates by their ids, of scans that were read before.
///
/// # Errors
/// Only the database's.
pub async fn gates_by_ids(op: &Op, ids: &[GateId]) -> Result<HashMap<GateId, door_gate::Model>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = door_gate::Entity::find()
        .filter(door_gate::Column::Id.is_in(ids.iter().copied()))
        .all(op.db.reader())
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Lists by their ids, of gates that were read before.
///
/// # Errors
/// Only the database's.
pub async fn lists_by_ids(
    op: &Op,
    ids: &[CheckInListId],
) -> Result<HashMap<CheckInListId, check_in_list::Model>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = check_in_list::Entity::find()
        .filter(check_in_list::Column::Id.is_in(ids.iter().copied()))
        .all(op.db.reader())
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// The scans of parties, as they arrived.
///
/// # Errors
/// Only the database's.
pub(super) async fn logs(
    db: &impl ConnectionTrait,
    ids: &[AttendeeId],
) -> Result<HashMap<AttendeeId, Log>> {
    let mut found = Vec::new();
    for batch in ids.chunks(BATCH) {
        let rows = scan::Entity::find()
            .filter(scan::Column::AttendeeId.is_in(batch.iter().copied()))
            .order_by_asc(scan::Column::Number)
            .all(db)
            .await?;
        found.extend(rows);
    }
    let by_row = grouped(
        found
            .into_iter()
            .filter_map(|row| Some((row.attendee_id?, row))),
    );
    Ok(by_row
        .into_iter()
        .map(|(id, scans)| (id, Log::of(scans)))
        .collect())
}

/// The scans of rows that the actor receives guests at, as they arrived, and where their parties stand.
///
/// # Errors
/// Only the database's.
pub async fn of_rows(
    op: &Op,
    ids: &[AttendeeId],
) -> Result<HashMap<AttendeeId, (Standing, Vec<scan::Model>)>> {
    let db = op.db.reader();
    let mut sizes: HashMap<AttendeeId, i32> = HashMap::with_capacity(ids.len());
    for batch in ids.chunks(BATCH) {
        let rows: Vec<(AttendeeId, OfficeId, EventId, i32)> = visible(op)
            .select_only()
            .columns([
                attendee::Column::Id,
                attendee::Column::OfficeId,
                attendee::Column::EventId,
                attendee::Column::PartySize,
            ])
            .filter(attendee::Column::Id.is_in(batch.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        let seen = rows
            .into_iter()
            .filter(|(_, office, event, _)| op.may_at((*office, *event), Action::ReceiveGuests));
        sizes.extend(seen.map(|(id, .., size)| (id, size)));
    }
    let seen: Vec<AttendeeId> = sizes.keys().copied().collect();
    let mut logs = logs(db, &seen).await?;
    Ok(sizes
        .into_iter()
        .map(|(id, size)| {
            let log = logs.remove(&id).unwrap_or_default();
            (id, (log.standing(size), log.into_scans()))
        })
        .collect())
}

/// How many came beside each guest of an event who came, by what the scans of their parties add up to.
///
/// # Errors
/// Only the database's.
pub(crate) async fn arrived_beside(
    db: &impl ConnectionTrait,
    event: EventId,
) -> Result<Vec<(AttendeeId, i32)>> {
    let sizes: Vec<(AttendeeId, i32)> = attendee::Entity::find()
        .select_only()
        .columns([attendee::Column::Id, attendee::Column::PartySize])
        .filter(attendee::Column::EventId.eq(event))
        .filter(attendee::Column::Presence.eq(PresenceState::Attended))
        .filter(attendee::Column::PartySize.gt(1))
        .into_tuple()
        .all(db)
        .await?;
    let ids: Vec<AttendeeId> = sizes.iter().map(|(id, _)| *id).collect();
    let logs = logs(db, &ids).await?;
    Ok(sizes
        .into_iter()
        .filter_map(|(id, size)| Some((id, logs.get(&id)?.standing(size).arrived - 1)))
        .filter(|(_, beside)| *beside > 0)
        .collect())
}

/// A scan, and how many the party has.
struct OfParty {
    scan: scan::Model,
    size: i32,
}

impl FromQueryResult for OfParty {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        Ok(Self {
            scan: scan::Model::from_query_result(row, prefix)?,
            size: row.try_get(prefix, "party_size")?,
        })
    }
}

/// What the doors of events count. An event at which the actor does not receive guests is left out, so that what is hidden is not
/// taken for a door through which nobody came.
///
/// # Errors
/// Only the database's.
pub async fn counts_of(op: &Op, events: &[EventId]) -> Result<HashMap<EventId, Counts>> {
    let db = op.db.reader();
    let offices: Vec<(EventId, OfficeId)> = event::Entity::find()
        .select_only()
        .columns([event::Column::Id, event::Column::OfficeId])
        .filter(event::Column::Id.is_in(events.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    let own = offices
        .into_iter()
        .filter(|(event, office)| op.may_at((*office, *event), Action::ReceiveGuests))
        .map(|(event, _)| event);
    let mut counts: HashMap<EventId, Counts> = own.map(|id| (id, Counts::default())).collect();
    if counts.is_empty() {
        return Ok(counts);
    }
    let party = scan::Entity::belongs_to(attendee::Entity)
        .from(scan::Column::AttendeeId)
        .to(attendee::Column::Id);
    let moving = [
        ScanResult::Admitted,
        ScanResult::AlreadyInside,
        ScanResult::Exited,
        ScanResult::Undone,
    ];
    let rows: Vec<OfParty> = scan::Entity::find()
        .column(attendee::Column::PartySize)
        .join(JoinType::InnerJoin, party.into())
        .filter(scan::Column::EventId.is_in(counts.keys().copied()))
        .filter(scan::Column::Result.is_in(moving))
        .order_by_asc(scan::Column::Number)
        .into_model()
        .all(db)
        .await?;
    let mut parties: HashMap<(EventId, AttendeeId), (i32, Vec<scan::Model>)> = HashMap::new();
    for OfParty { scan, size } in rows {
        let Some(row) = scan.attendee_id else {
            continue;
        };
        let party = parties.entry((scan.event_id, row)).or_default();
        party.0 = size;
        party.1.push(scan);
    }
    for ((event, _), (size, scans)) in parties {
        let standing = Log::of(scans).standing(size);
        let counts = counts.entry(event).or_default();
        counts.parties += i32::from(standing.arrived > 0);
        counts.arrived += standing.arrived;
        counts.inside += standing.inside;
    }
    Ok(counts)
}

/// A page of an event's scans as they arrived, where the actor receives guests.
///
/// # Errors
/// [`Denied::Unauthenticated`], and the database's.
pub async fn list(op: &Op, event: EventId, request: &PageRequest) -> Result<Page<scan::Model>> {
    op.known()?;
    let offices = op.scope(Action::ReceiveGuests);
    let mut seen = scan::Entity::find().filter(scan::Column::EventId.eq(event));
    if !op.events(Action::ReceiveGuests).contains(&event)
        && let crate::policy::Scope::Some(offices) = offices
    {
        seen = seen.filter(scan::Column::OfficeId.is_in(offices));
    }
    let by = Ordering {
        key: scan::Column::Number,
        id: scan::Column::Id,
        descending: false,
    };
    paging::read(op.db.reader(), seen, by, request, |row| {
        Cursor(Key::Number(row.number.into()), row.id.0)
    })
    .await
}

/// The scans of an event after a number, as they arrived, where the actor receives guests: what a gate or a screen has not seen yet.
///
/// # Errors
/// Denied where the actor may not, and the database's.
pub async fn after(op: &Op, event: EventId, number: i32, limit: u64) -> Result<Vec<scan::Model>> {
    Ok(scan::Entity::find()
        .filter(scan::Column::EventId.eq(event))
        .filter(scan::Column::Number.gt(number))
        .order_by_asc(scan::Column::Number)
        .limit(limit)
        .all(op.db.reader())
        .await?
        .into_iter()
        .filter(|row| op.may_at((row.office_id, row.event_id), Action::ReceiveGuests))
        .collect())
}

/// Goes on only for who receives guests at an event, and tells the number of its latest scan.
///
/// # Errors
/// Denied where the actor may not or there is no such event, and the database's.
pub async fn watch(op: &Op, event: EventId) -> Result<i32> {
    op.authorise_anywhere(Action::ReceiveGuests)?;
    let row = event::Entity::find_by_id(event)
        .one(op.db.reader())
        .await?
        .ok_or(Error::Denied(Denied::NotFound))?;
    op.authorise_at(&row, Action::ReceiveGuests)?;
    latest(op.db.reader(), event).await
}

/// The number of an event's latest scan; 0 where there is none.
///
/// # Errors
/// Only the database's.
pub async fn latest(db: &impl ConnectionTrait, event: EventId) -> Result<i32> {
    let last: Option<Option<i32>> = scan::Entity::find()
        .select_only()
        .column_as(scan::Column::Number.max(), "last")
        .filter(scan::Column::EventId.eq(event))
        .into_tuple()
        .one(db)
        .await?;
    Ok(last.flatten().unwrap_or_default())
}
