//! Planning an event.

use kuvend_entity::{
    event, event_tally,
    id::{EventId, OfficeId, ProgrammeId, SeriesId},
    kind::{ApprovalRule, EventFormat, EventKind, EventRegistration, EventStatus, EventVisibility},
    text::LocalizedText,
    value::{Languages, Venue},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait, IntoActiveModel,
};

use crate::{
    attendees::holds,
    audit::{self, Deed},
    change::Changes,
    error::{Error, Result},
    events::{
        Found, Part, Pointed, Times, judge_registration, parts::Parts, read, series,
        times::Instants,
    },
    fault::Faults,
    op::Op,
    policy::Action,
};

/// Plans an event.
#[derive(Debug, Clone)]
pub struct Create {
    /// Whose; needed only by who works in several offices.
    pub office: Option<OfficeId>,
    /// Title per language.
    pub title: LocalizedText,
    /// Description per language.
    pub description: LocalizedText,
    /// How to get there and what to bring, per language.
    pub practical_notes: LocalizedText,
    /// What sort.
    pub kind: EventKind,
    /// Who may find it.
    pub visibility: EventVisibility,
    /// Where it happens.
    pub format: EventFormat,
    /// When.
    pub times: Times,
    /// Where.
    pub venue: Option<Venue>,
    /// Where on line.
    pub online_link: Option<String>,
    /// How many places.
    pub capacity: Option<i32>,
    /// How long a freed place stays offered, in minutes.
    pub offer_minutes: Option<i32>,
    /// Whose places wait until the office approves.
    pub approval: ApprovalRule,
    /// Whether a smaller party on the waiting list may pass a larger one that does not fit.
    pub passes_over: bool,
    /// Whether whoever is invited has a place held until answers are due.
    pub holds_for_invited: bool,
    /// Whether people register themselves on its page.
    pub registration: EventRegistration,
    /// How many come with one such form at most.
    pub registration_party: i32,
    /// Whom guests ask.
    pub contact_person: Option<String>,
    /// The observances it marks, in order.
    pub occasions: Vec<String>,
    /// The programmes it belongs to.
    pub programmes: Vec<ProgrammeId>,
    /// Who else has a part in it.
    pub organisations: Vec<Part>,
    /// What it launches and announces.
    pub frameworks: Vec<Pointed>,
    /// Whether the hours are not fixed yet.
    pub is_provisional: bool,
    /// The languages spoken, the first most.
    pub languages: Languages,
    /// The languages interpreted into.
    pub interpretation: Languages,
    /// Of which series it is an edition.
    pub series: Option<SeriesId>,
    /// Which edition; the next unless said.
    pub edition: Option<i32>,
}

/// How an event came to be planned.
#[derive(Debug, Clone, Copy)]
pub(super) enum Origin {
    /// From nothing.
    Blank,
    /// By another.
    Clone(EventId),
}

/// Plans an event: a draft, until it is published.
///
/// # Errors
/// Faults on `officeId`, the times, `occasions`, `programmeIds`, `organisations`, `frameworks`, `seriesId` and `edition`.
pub async fn create(op: &Op, cmd: Create) -> Result<Found> {
    let office = op.office(cmd.office, Action::WriteEvents).await?;
    let tx = op.db.write().await?;
    let mut faults = Faults::none();
    let instants = cmd.times.instants(&mut faults);
    let parts = Parts {
        occasions: Some(cmd.occasions.clone()),
        programmes: Some(cmd.programmes.clone()),
        organisations: Some(cmd.organisations.clone()),
        frameworks: Some(cmd.frameworks.clone()),
    };
    parts.judge(op, &tx, office.id, &mut faults).await?;
    let id = EventId::new();
    let place = (cmd.series, cmd.edition);
    let place = series::placed(op, &tx, (office.id, id), place, &mut faults).await?;
    let instants = faults.finish(instants)?;
    let mut event = row(op, (office.id, id), cmd, instants);
    if let Some(fault) = holds::judge(&event).or_else(|| judge_registration(&event)) {
        return Err(fault.into());
    }
    (event.series_id, event.edition) = place;
    insert(op, &tx, (&event, Origin::Blank), &parts).await?;
    let found = read::one(&tx, event.id)
        .await?
        .ok_or_else(|| Error::missing("event"))?;
    tx.commit().await?;
    Ok(found)
}

fn row(
    op: &Op,
    (office, id): (OfficeId, EventId),
    cmd: Create,
    instants: Instants,
) -> event::Model {
    let now = op.clock.now();
    event::Model {
        id,
        office_id: office,
        version: 1,
        title: cmd.title,
        description: cmd.description,
        practical_notes: cmd.practical_notes,
        kind: cmd.kind,
        status: EventStatus::Draft,
        visibility: cmd.visibility,
        format: cmd.format,
        starts_at: instants.starts_at,
        ends_at: instants.ends_at,
        starts_at_local: cmd.times.starts_at,
        ends_at_local: cmd.times.ends_at,
        time_zone: cmd.times.zone,
        local_on: cmd.times.starts_at.date(),
        response_deadline: instants.response_deadline,
        doors_open_at: instants.doors_open_at,
        venue: cmd.venue,
        online_link: cmd.online_link,
        capacity: cmd.capacity,
        offer_minutes: cmd.offer_minutes,
        approval: cmd.approval,
        passes_over: cmd.passes_over,
        holds_for_invited: cmd.holds_for_invited,
        registration: cmd.registration,
        registration_closes_at: instants.registration_closes_at,
        registration_party: cmd.registration_party,
        revision: 1,
        calendar_sequence: 0,
        contact_person: cmd.contact_person,
        published_at: None,
        cancelled_at: None,
        cancel_reason: None,
        is_provisional: cmd.is_provisional,
        languages: cmd.languages,
        interpretation: cmd.interpretation,
        put_off: None,
        completed_at: None,
        archived_at: None,
        series_id: None,
        edition: None,
        cloned_from_id: None,
        attendance_closed_at: None,
        created_at: now,
        updated_at: now,
    }
}

/// Writes an event that is planned, with its tally and its links.
pub(super) async fn insert(
    op: &Op,
    tx: &DatabaseTransaction,
    (event, origin): (&event::Model, Origin),
    parts: &Parts,
) -> Result<()> {
    event::Entity::insert(event.clone().into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    event_tally::Entity::insert(event_tally::ActiveModel {
        event_id: Set(event.id),
        ..Default::default()
    })
    .exec_without_returning(tx)
    .await?;
    parts.insert(tx, event.id).await?;
    let mut changes = Changes::default();
    changes.made("title", &event.title);
    changes.made("kind", &event.kind);
    changes.made("startsAt", &event.starts_at_local);
    changes.made("endsAt", &event.ends_at_local);
    changes.made("timeZone", &event.time_zone);
    changes.made("capacity", &event.capacity);
    let action = match origin {
        Origin::Blank => "events::create",
        Origin::Clone(first) => {
            changes.made("clonedFrom", &first);
            "events::clone"
        }
    };
    audit::write(
        tx,
        op,
        Deed {
            office: event.office_id,
            action,
            object_kind: "event",
            object_id: event.id.0,
            changes: changes.json(),
            reason: None,
        },
    )
    .await
}
