//! Changing an event.

use chrono::{DateTime, NaiveDateTime, Utc};
use kuvend_entity::{
    attendee, event,
    id::{EventId, ProgrammeId, SeriesId},
    kind::{
        ApprovalRule, EventFormat, EventKind, EventRegistration, EventStatus, EventVisibility,
        PlaceState,
    },
    text::LocalizedText,
    value::{Language, Languages, TimeZone, Venue},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    prelude::Expr, sea_query::ExprTrait,
};

use kuvend_notify::Change as Told;

use crate::{
    attendees::{announcements, holds, places, rooms::Rooms},
    audit::{self, Deed},
    change::{Change, Changes},
    error::{Error, Result},
    events::{
        Found, LARGEST_CAPACITY, Part, Pointed, Times, along, is_open, judge_registration, locked,
        newest, parts::Parts, read, series, wrong_state,
    },
    fault::{Code, Fault, Faults},
    letters,
    op::Op,
    policy::Action,
    tally, walltime,
};

/// Changes an event: what it does not name stays.
#[derive(Debug, Clone)]
pub struct Update {
    /// Which.
    pub id: EventId,
    /// The version that was read.
    pub version: i32,
    /// Title per language.
    pub title: Option<LocalizedText>,
    /// Description per language.
    pub description: Change<LocalizedText>,
    /// How to get there and what to bring, per language.
    pub practical_notes: Change<LocalizedText>,
    /// What sort.
    pub kind: Option<EventKind>,
    /// Who may find it.
    pub visibility: Option<EventVisibility>,
    /// Where it happens.
    pub format: Option<EventFormat>,
    /// When it starts, on the clock there.
    pub starts_at: Option<NaiveDateTime>,
    /// When it ends, on the clock there.
    pub ends_at: Option<NaiveDateTime>,
    /// Where "there" is; times that are not named keep what the clock shows.
    pub time_zone: Option<TimeZone>,
    /// Until when answers are awaited, on the clock there.
    pub response_deadline: Change<NaiveDateTime>,
    /// From when guests are received, on the clock there.
    pub doors_open_at: Change<NaiveDateTime>,
    /// Where.
    pub venue: Change<Venue>,
    /// Where on line.
    pub online_link: Change<String>,
    /// How many places.
    pub capacity: Change<i32>,
    /// How long a freed place stays offered, in minutes.
    pub offer_minutes: Change<i32>,
    /// Whose places wait until the office approves; who waits for it waits on.
    pub approval: Option<ApprovalRule>,
    /// Whether a smaller party on the waiting list may pass a larger one that does not fit.
    pub passes_over: Option<bool>,
    /// Whether whoever is invited from now on has a place held until answers are due.
    pub holds_for_invited: Option<bool>,
    /// Whether people register themselves on its page.
    pub registration: Option<EventRegistration>,
    /// Until when they may, on the clock there.
    pub registration_closes_at: Change<NaiveDateTime>,
    /// How many come with one such form at most.
    pub registration_party: Option<i32>,
    /// Whom guests ask.
    pub contact_person: Change<String>,
    /// The observances it marks, all of them.
    pub occasions: Change<Vec<String>>,
    /// The programmes it belongs to, all of them.
    pub programmes: Change<Vec<ProgrammeId>>,
    /// Who else has a part in it, all of them.
    pub organisations: Change<Vec<Part>>,
    /// What it launches and announces, all of it.
    pub frameworks: Change<Vec<Pointed>>,
    /// Whether the hours are not fixed yet.
    pub is_provisional: Option<bool>,
    /// The languages spoken, the first most.
    pub languages: Change<Vec<Language>>,
    /// The languages interpreted into.
    pub interpretation: Change<Vec<Language>>,
    /// Of which series it is an edition.
    pub series: Change<SeriesId>,
    /// Which edition; the next unless said.
    pub edition: Change<i32>,
}

/// Changes an event. A change of time or place bumps the revision that answers are measured by, once it is published.
///
/// # Errors
/// Faults on `version`, on the state, and on the fields of [`super::create`]; on `capacity` below the places that are taken or
/// kept for some.
pub async fn update(op: &Op, cmd: Update) -> Result<Found> {
    let tx = op.begin(Action::WriteEvents).await?;
    let found = locked(op, &tx, cmd.id, Action::WriteEvents)
        .await
        .map_err(|error| error.hidden_at(["id"]))?;
    newest(Some(cmd.version), found.event.version)?;
    if !is_open(found.event.status) {
        return Err(wrong_state(["id"], &found.event).into());
    }
    let mut faults = Faults::none();
    let parts = Parts {
        occasions: cmd.occasions.clone().told(),
        programmes: cmd.programmes.clone().told(),
        organisations: cmd.organisations.clone().told(),
        frameworks: cmd.frameworks.clone().told(),
    };
    parts
        .judge(op, &tx, found.event.office_id, &mut faults)
        .await?;
    let place = placed(op, &tx, (&found.event, &cmd), &mut faults).await?;
    let held = held(&tx, &found).await?;
    let next = revised((&found, held), cmd, op.clock.now(), &mut faults);
    let mut next = faults.finish(next)?;
    (next.series_id, next.edition) = place;
    next.version += 1;
    next.updated_at = op.clock.now();
    let mut changes = differences(&found.event, &next);
    parts.replace(&tx, next.id, &mut changes).await?;
    event::Entity::update(next.clone().into_active_model().reset_all())
        .exec(&tx)
        .await?;
    follow(op, &tx, &found.event, &next).await?;
    if found.tally.offered > 0 {
        holds::follow(&tx, &found.event, &next).await?;
    }
    audit::write(
        &tx,
        op,
        Deed {
            office: next.office_id,
            action: "events::update",
            object_kind: "event",
            object_id: next.id.0,
            changes: changes.json(),
            reason: None,
        },
    )
    .await?;
    let tx = tell(op, tx, &found.event, &next).await?;
    let found = read::one(&tx, next.id)
        .await?
        .ok_or_else(|| Error::missing("event"))?;
    tx.commit().await?;
    Ok(found)
}

/// Tells guests of another time or place, and offers places that a greater capacity brought.
async fn tell(
    op: &Op,
    tx: DatabaseTransaction,
    old: &event::Model,
    next: &event::Model,
) -> Result<DatabaseTransaction> {
    let changes = told(old, next);
    let asks_again = next.revision != old.revision && next.status == EventStatus::Published;
    let tx = if asks_again {
        announcements::event_changed(op, tx, next.id, &changes).await?
    } else {
        tx
    };
    let grew = old
        .capacity
        .is_some_and(|before| next.capacity.is_none_or(|now| now > before));
    let lets_pass = next.passes_over && !old.passes_over;
    if grew || lets_pass {
        places::places_freed(op, tx, next.id).await
    } else {
        Ok(tx)
    }
}

/// What guests are told of: another time, another place.
pub(super) fn told(old: &event::Model, next: &event::Model) -> Vec<Told> {
    let mut changes = Vec::new();
    if (old.starts_at, old.ends_at) != (next.starts_at, next.ends_at) {
        changes.push(Told::Time {
            starts_at: old.starts_at,
            ends_at: old.ends_at,
        });
    }
    if place(old) != place(next) {
        let before = old.venue.as_ref().map(|venue| {
            let parts = [
                Some(&venue.name),
                venue.address.as_ref(),
                venue.city.as_ref(),
            ];
            parts
                .into_iter()
                .flatten()
                .cloned()
                .collect::<Vec<_>>()
                .join(", ")
        });
        changes.push(Told::Place { before });
    }
    changes
}

/// The place in a series that the command wants.
async fn placed(
    op: &Op,
    tx: &DatabaseTransaction,
    (old, cmd): (&event::Model, &Update),
    faults: &mut Faults,
) -> Result<(Option<SeriesId>, Option<i32>)> {
    if (&cmd.series, &cmd.edition) == (&Change::Leave, &Change::Leave) {
        return Ok((old.series_id, old.edition));
    }
    let series = cmd.series.clone().over(old.series_id);
    // The number that it had in another series says nothing in this one.
    let edition = old.edition.filter(|_| series == old.series_id);
    let edition = cmd.edition.clone().over(edition);
    series::placed(op, tx, (old.office_id, old.id), (series, edition), faults).await
}

/// The places that are taken, or kept for somebody.
async fn held(tx: &DatabaseTransaction, found: &Found) -> Result<i32> {
    let pools = if found.tally.pools > 0 {
        tally::pools::of_event(tx, found.event.id).await?
    } else {
        Vec::new()
    };
    Ok(Rooms::new(&found.event, &found.tally, &pools).held())
}

/// The event as the command wants it; faults are noted.
fn revised(
    (found, held): (&Found, i32),
    cmd: Update,
    now: DateTime<Utc>,
    faults: &mut Faults,
) -> Option<event::Model> {
    let old = &found.event;
    let mut next = old.clone();
    retime(&mut next, &cmd, now, faults)?;
    // Where there are more guests than places already, as many places as before or more are no worse.
    if let Change::Set(capacity) = cmd.capacity
        && capacity < held
        && old.capacity.is_none_or(|before| capacity < before)
    {
        faults.push(
            Fault::new(["capacity"], Code::OutOfRange)
                .with("low", held)
                .with("high", LARGEST_CAPACITY),
        );
    }
    next.title = cmd.title.unwrap_or(next.title);
    next.description = cmd.description.or_default(next.description);
    next.practical_notes = cmd.practical_notes.or_default(next.practical_notes);
    next.kind = cmd.kind.unwrap_or(next.kind);
    next.visibility = cmd.visibility.unwrap_or(next.visibility);
    next.format = cmd.format.unwrap_or(next.format);
    next.venue = cmd.venue.over(next.venue);
    next.online_link = cmd.online_link.over(next.online_link);
    next.capacity = cmd.capacity.over(next.capacity);
    next.offer_minutes = cmd.offer_minutes.over(next.offer_minutes);
    next.approval = cmd.approval.unwrap_or(next.approval);
    next.passes_over = cmd.passes_over.unwrap_or(next.passes_over);
    next.holds_for_invited = cmd.holds_for_invited.unwrap_or(next.holds_for_invited);
    next.registration = cmd.registration.unwrap_or(next.registration);
    next.registration_party = cmd.registration_party.unwrap_or(next.registration_party);
    next.contact_person = cmd.contact_person.over(next.contact_person);
    next.is_provisional = cmd.is_provisional.unwrap_or(next.is_provisional);
    if let Some(languages) = cmd.languages.told() {
        next.languages = Languages(languages);
    }
    if let Some(languages) = cmd.interpretation.told() {
        next.interpretation = Languages(languages);
    }
    if next.published_at.is_some() && is_material(old, &next) {
        next.revision += 1;
        next.calendar_sequence += 1;
    } else if next.is_provisional != old.is_provisional {
        // Nobody is asked again, but the entry in the next letter is another.
        next.calendar_sequence += 1;
    }
    let contradictions = [holds::judge(&next), judge_registration(&next)];
    for fault in contradictions.into_iter().flatten() {
        faults.push(fault);
    }
    Some(next)
}

/// Sets the times that the command names. What it does not name keeps its distance from the start on the clock there: the
/// event lasts as long as before, and its doors open as long before it. A deadline for answers goes along as well, and the end of
/// registration, but none that lies ahead goes into the past.
fn retime(
    next: &mut event::Model,
    cmd: &Update,
    now: DateTime<Utc>,
    faults: &mut Faults,
) -> Option<()> {
    let old_zone = next.time_zone.clone();
    let zone = cmd.time_zone.clone().unwrap_or_else(|| old_zone.clone());
    let starts_at = cmd.starts_at.unwrap_or(next.starts_at_local);
    let by = starts_at - next.starts_at_local;
    let along = |wall: NaiveDateTime| {
        walltime::reckoned(wall.checked_add_signed(by).unwrap_or(wall), &zone)
    };
    let shown = |at| walltime::wall(at, &old_zone);
    let is_past = |wall| walltime::instant(wall, &zone).is_some_and(|at| at <= now);
    let awaited = |at: DateTime<Utc>| {
        let then = along(shown(at));
        if at > now && is_past(then) {
            shown(at)
        } else {
            then
        }
    };
    let deadline = next.response_deadline.map(awaited);
    let closing = next.registration_closes_at.map(awaited);
    let times = Times {
        starts_at,
        ends_at: cmd.ends_at.unwrap_or_else(|| along(next.ends_at_local)),
        response_deadline: cmd.response_deadline.clone().over(deadline),
        doors_open_at: cmd
            .doors_open_at
            .clone()
            .over(next.doors_open_at.map(|at| along(shown(at)))),
        registration_closes_at: cmd.registration_closes_at.clone().over(closing),
        zone: zone.clone(),
    };
    let instants = times.instants(faults)?;
    let moved = (instants.starts_at, instants.ends_at) != (next.starts_at, next.ends_at);
    if moved && next.attendance_closed_at.is_some() {
        faults.push(Fault::new(["startsAt"], Code::WrongState).with("state", "ATTENDANCE_CLOSED"));
    }
    next.starts_at = instants.starts_at;
    next.ends_at = instants.ends_at;
    next.starts_at_local = times.starts_at;
    next.ends_at_local = times.ends_at;
    next.local_on = times.starts_at.date();
    next.time_zone = times.zone;
    next.response_deadline = instants.response_deadline;
    next.doors_open_at = instants.doors_open_at;
    next.registration_closes_at = instants.registration_closes_at;
    Some(())
}

/// All that letters about an event are scheduled by.
fn times_of(event: &event::Model) -> impl PartialEq + use<> {
    (
        (event.starts_at, event.ends_at, event.starts_at_local),
        event.response_deadline,
        event.time_zone.clone(),
        event.calendar_sequence,
    )
}

/// Where an event is, to guests. Which rooms there are is the office's own.
fn place(event: &event::Model) -> Option<Venue> {
    event.venue.clone().map(|venue| Venue {
        rooms: Vec::new(),
        room_sizes: Vec::new(),
        ..venue
    })
}

/// Whether guests must be asked again: the time or the place is another.
fn is_material(old: &event::Model, next: &event::Model) -> bool {
    (old.starts_at, old.ends_at, &old.time_zone) != (next.starts_at, next.ends_at, &next.time_zone)
        || place(old) != place(next)
}

/// What a change of the event brings with it for its run of show, what hangs on it, and its guest list. The run of show keeps its
/// distance from the start on the clock there.
async fn follow(
    op: &Op,
    tx: &DatabaseTransaction,
    old: &event::Model,
    next: &event::Model,
) -> Result<()> {
    let moved = next.starts_at_local - old.starts_at_local;
    crate::agenda::move_after(op, tx, next, (0, moved)).await?;
    along::follow(op, tx, old, next).await?;
    if times_of(old) != times_of(next) {
        letters::follow(tx, op, old, next).await?;
    }
    if old.starts_at != next.starts_at && next.starts_at > op.clock.now() {
        attendee::Entity::update_many()
            .col_expr(
                attendee::Column::IsRegistered,
                Expr::col(attendee::Column::Place).eq(PlaceState::Confirmed.as_str()),
            )
            .filter(attendee::Column::EventId.eq(next.id))
            .exec(tx)
            .await?;
    }
    Ok(())
}

fn differences(old: &event::Model, next: &event::Model) -> Changes {
    let mut changes = Changes::default();
    changes.note("title", &old.title, &next.title);
    changes.note("description", &old.description, &next.description);
    changes.note(
        "practicalNotes",
        &old.practical_notes,
        &next.practical_notes,
    );
    changes.note("kind", &old.kind, &next.kind);
    changes.note("visibility", &old.visibility, &next.visibility);
    changes.note("format", &old.format, &next.format);
    changes.note("startsAt", &old.starts_at_local, &next.starts_at_local);
    changes.note("endsAt", &old.ends_at_local, &next.ends_at_local);
    changes.note("timeZone", &old.time_zone, &next.time_zone);
    changes.note(
        "responseDeadline",
        &old.response_deadline,
        &next.response_deadline,
    );
    changes.note("doorsOpenAt", &old.doors_open_at, &next.doors_open_at);
    changes.note("venue", &old.venue, &next.venue);
    changes.note("onlineLink", &old.online_link, &next.online_link);
    changes.note("capacity", &old.capacity, &next.capacity);
    changes.note("offerMinutes", &old.offer_minutes, &next.offer_minutes);
    changes.note("approval", &old.approval, &next.approval);
    changes.note("passesOver", &old.passes_over, &next.passes_over);
    changes.note(
        "holdsForInvited",
        &old.holds_for_invited,
        &next.holds_for_invited,
    );
    changes.note("registration", &old.registration, &next.registration);
    changes.note(
        "registrationClosesAt",
        &old.registration_closes_at,
        &next.registration_closes_at,
    );
    changes.note(
        "registrationPartyLimit",
        &old.registration_party,
        &next.registration_party,
    );
    changes.note("contactPerson", &old.contact_person, &next.contact_person);
    changes.note("isProvisional", &old.is_provisional, &next.is_provisional);
    changes.note("languages", &old.languages, &next.languages);
    changes.note("interpretation", &old.interpretation, &next.interpretation);
    changes.note("seriesId", &old.series_id, &next.series_id);
    changes.note("edition", &old.edition, &next.edition);
    changes.note("revision", &old.revision, &next.revision);
    changes
}
