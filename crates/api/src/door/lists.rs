//! What the door keeps, read for a page of events or of guests at once.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use async_graphql::Context;
use kuvend_domain::{
    door::{self, Standing, announced, conflicts::Conflict, reads, tickets},
    op::Op,
};
use kuvend_entity::{
    door_gate,
    id::{AttendeeId, CheckInListId, EventId, GateId},
    scan,
};

use crate::{
    attendees::{self, Attendee},
    door::{CheckInList, DoorCounts, Gate, Scan, ScanConflict, Ticket},
    look::{Arguments, Look},
    payload::top_level,
};

/// Gates with their lists, where those are selected.
///
/// # Errors
/// A failure, as a coded top-level error.
pub(super) async fn gates(
    op: &Op,
    rows: Vec<door_gate::Model>,
    look: &Look<'_>,
) -> async_graphql::Result<HashMap<GateId, Gate>> {
    let lists = if look.selects("list") {
        let ids: Vec<CheckInListId> = rows.iter().filter_map(|row| row.list_id).collect();
        let lists = reads::lists_by_ids(op, &ids).await;
        lists.map_err(|error| top_level(op, &error))?
    } else {
        HashMap::new()
    };
    Ok(rows
        .iter()
        .map(|row| {
            let list = row.list_id.and_then(|id| lists.get(&id)).cloned();
            (
                row.id,
                Gate::of(row, list.map(|it| CheckInList(Arc::new(it)))),
            )
        })
        .collect())
}

impl Scan {
    /// Scans with what is selected of them, in their order: one statement for each kind of child.
    ///
    /// # Errors
    /// A failure, as a coded top-level error.
    pub async fn show(
        op: &Op,
        rows: Vec<scan::Model>,
        look: &Look<'_>,
    ) -> async_graphql::Result<Vec<Self>> {
        let known = if look.selects("gate") {
            let mut ids: Vec<GateId> = rows.iter().filter_map(|row| row.gate_id).collect();
            ids.sort_unstable();
            ids.dedup();
            let found = reads::gates_by_ids(op, &ids).await;
            let found = found.map_err(|error| top_level(op, &error))?;
            gates(op, found.into_values().collect(), &look.field("gate")).await?
        } else {
            HashMap::new()
        };
        let guests: HashMap<AttendeeId, Attendee> = if look.selects("attendee") {
            let mut ids: Vec<AttendeeId> = rows.iter().filter_map(|row| row.attendee_id).collect();
            ids.sort_unstable();
            ids.dedup();
            // A guest has scans, a scan its guest.
            Box::pin(attendees::load_many(op, &ids, &look.field("attendee"))).await?
        } else {
            HashMap::new()
        };
        Ok(rows
            .into_iter()
            .map(|row| {
                let gate = row.gate_id.and_then(|id| known.get(&id)).cloned();
                let guest = row.attendee_id.and_then(|id| guests.get(&id)).cloned();
                Self::of(row, gate, guest)
            })
            .collect())
    }
}

/// What is asked of the doors of events.
#[derive(Debug, Clone, Default)]
pub struct Asked<'a> {
    lists: bool,
    gates: Look<'a>,
    counts: bool,
    conflicts: Vec<Look<'a>>,
}

impl<'a> Asked<'a> {
    /// What is selected on an event.
    #[must_use]
    pub fn of(event: &Look<'a>) -> Self {
        Self {
            lists: event.selects("checkInLists"),
            gates: event.field("gates"),
            counts: event.selects("doorCounts"),
            conflicts: event.field("scanConflicts").by_arguments(),
        }
    }
}

/// What was asked of the door of an event.
#[derive(Debug, Clone, Default)]
pub struct Brought {
    /// Its lists.
    pub lists: Option<Vec<CheckInList>>,
    /// Its gates.
    pub gates: Option<Vec<Gate>>,
    /// What it counts, if the actor receives guests there.
    pub counts: Option<Option<DoorCounts>>,
    /// Contradictions, by their arguments.
    pub conflicts: Vec<(Arguments, Vec<ScanConflict>)>,
}

/// What was asked of the doors of some events: as many statements as for one of them.
///
/// # Errors
/// A failure, as a coded top-level error.
pub async fn of_events(
    op: &Op,
    events: &[EventId],
    asked: &Asked<'_>,
) -> async_graphql::Result<HashMap<EventId, Brought>> {
    let coded = |error| top_level(op, &error);
    let blank = events.iter().map(|id| (*id, Brought::default()));
    let mut brought: HashMap<EventId, Brought> = blank.collect();
    if events.is_empty() {
        return Ok(brought);
    }
    if asked.lists {
        let mut lists = reads::lists_of(op, events).await.map_err(coded)?;
        for (id, one) in &mut brought {
            let rows = lists.remove(id).unwrap_or_default().into_iter();
            one.lists = Some(rows.map(|row| CheckInList(Arc::new(row))).collect());
        }
    }
    if asked.gates.exists() {
        let found = reads::gates_of(op, events).await.map_err(coded)?;
        let all: Vec<door_gate::Model> = found.values().flatten().cloned().collect();
        let shown = gates(op, all, &asked.gates).await?;
        for (id, one) in &mut brought {
            let rows = found.get(id).into_iter().flatten();
            one.gates = Some(rows.filter_map(|row| shown.get(&row.id).cloned()).collect());
        }
    }
    if asked.counts {
        let counts = reads::counts_of(op, events).await.map_err(coded)?;
        for (id, one) in &mut brought {
            one.counts = Some(counts.get(id).copied().map(Into::into));
        }
    }
    for look in &asked.conflicts {
        let with_resolved = look.argument("withResolved").unwrap_or(false);
        let found = door::conflicts::of_events(op, events, with_resolved).await;
        let found = found.map_err(coded)?.into_values().flatten().collect();
        let mut lists: HashMap<EventId, Vec<ScanConflict>> = HashMap::new();
        for (event, conflict) in shown(op, found, look).await? {
            lists.entry(event).or_default().push(conflict);
        }
        for (id, one) in &mut brought {
            let list = lists.remove(id).unwrap_or_default();
            one.conflicts.push((look.arguments(), list));
        }
    }
    Ok(brought)
}

/// Contradictions with what is selected of their scans, in their order, and at which event each is.
pub(super) async fn shown(
    op: &Op,
    rows: Vec<Conflict>,
    look: &Look<'_>,
) -> async_graphql::Result<Vec<(EventId, ScanConflict)>> {
    let (scans, found): (Vec<scan::Model>, Vec<_>) = rows.into_iter().unzip();
    let facts: Vec<_> = scans.iter().map(|it| (it.event_id, it.conflict)).collect();
    let scans = Scan::show(op, scans, &look.field("scan")).await?;
    let all = scans.into_iter().zip(facts).zip(found);
    Ok(all
        .filter_map(|((scan, (event, kind)), found)| {
            let conflict = ScanConflict {
                scan,
                kind: kind?.into(),
                resolved_at: found.as_ref().map(|found| found.resolved_at.into()),
                note: found.and_then(|found| found.note),
            };
            Some((event, conflict))
        })
        .collect())
}

/// What the door keeps of rows of a guest list.
#[derive(Debug, Clone, Default)]
pub struct AtDoor {
    /// Where their parties stand, and their scans, for who receives guests.
    pub parties: HashMap<AttendeeId, (Standing, Vec<Scan>)>,
    /// Who is announced.
    pub announced: HashSet<AttendeeId>,
    /// Their tickets, for who keeps the door.
    pub tickets: HashMap<AttendeeId, Ticket>,
}

/// What is wanted of rows that the door keeps.
#[derive(Debug, Clone, Default)]
pub struct Wanted<'a> {
    parties: bool,
    scans: Look<'a>,
    announced: bool,
    tickets: bool,
}

impl<'a> Wanted<'a> {
    /// What is selected on rows.
    #[must_use]
    pub fn of(row: &Look<'a>) -> Self {
        Self {
            parties: ["arrived", "inside", "scans"]
                .iter()
                .any(|field| row.selects(field)),
            scans: row.field("scans"),
            announced: row.selects("isAnnounced"),
            tickets: row.selects("ticket"),
        }
    }

    /// What the field of a row that is being resolved is made of.
    #[must_use]
    pub fn by(ctx: &'a Context<'_>) -> Self {
        let field = ctx.field().name();
        Self {
            parties: matches!(field, "arrived" | "inside" | "scans"),
            scans: if field == "scans" {
                Look::of(ctx)
            } else {
                Look::default()
            },
            announced: field == "isAnnounced",
            tickets: field == "ticket",
        }
    }
}

/// What the door keeps of rows, as far as it is wanted.
///
/// # Errors
/// A failure, as a coded top-level error.
pub async fn of_rows(
    op: &Op,
    ids: &[AttendeeId],
    wanted: &Wanted<'_>,
) -> async_graphql::Result<AtDoor> {
    let coded = |error| top_level(op, &error);
    let mut known = AtDoor::default();
    if ids.is_empty() {
        return Ok(known);
    }
    if wanted.parties {
        let parties = reads::of_rows(op, ids).await.map_err(coded)?;
        let mut scans: Vec<scan::Model> = Vec::new();
        for (id, (standing, log)) in parties {
            known.parties.insert(id, (standing, Vec::new()));
            scans.extend(log);
        }
        if wanted.scans.exists() {
            scans.sort_by_key(|scan| scan.number);
            let of: Vec<Option<AttendeeId>> = scans.iter().map(|scan| scan.attendee_id).collect();
            let shown = Scan::show(op, scans, &wanted.scans).await?;
            for (id, scan) in of.into_iter().zip(shown) {
                if let Some(party) = id.and_then(|id| known.parties.get_mut(&id)) {
                    party.1.push(scan);
                }
            }
        }
    }
    if wanted.announced {
        let marked = announced::among(op.db.reader(), ids).await;
        known.announced = marked.map_err(coded)?;
    }
    if wanted.tickets {
        let tickets = tickets::of_rows(op, ids).await.map_err(coded)?;
        known.tickets = tickets
            .into_iter()
            .map(|(id, it)| (id, Ticket(it)))
            .collect();
    }
    Ok(known)
}
