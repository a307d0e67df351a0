//! Events, and what hangs on them beside their guests.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveTime, TimeDelta, Utc};
use kuvend_entity::{
    event, event_headcount, event_occasion, event_organisation, event_programme, event_tally,
    id::{EventId, HeadcountId, OfficeId, ProgrammeId},
    kind::{
        ApprovalRule, EventFormat, EventKind, EventOrganisationRole, EventRegistration,
        EventStatus, EventVisibility, HeadcountMethod, PresenceMode,
    },
    office,
    text::LocalizedText,
    value::{Languages, Venue},
};

use super::{
    bodies::{Bodies, Sort, text},
    dice::{Dice, Kind, Stream},
    plan::Plan,
    words,
};
use crate::{
    error::{Error, Result},
    walltime,
};

const KINDS: &[(u32, EventKind)] = &[
    (24, EventKind::Meeting),
    (18, EventKind::Workshop),
    (14, EventKind::Roundtable),
    (12, EventKind::Conference),
    (10, EventKind::Training),
    (8, EventKind::Webinar),
    (6, EventKind::Launch),
    (5, EventKind::Exhibition),
    (3, EventKind::Celebration),
];

const HOURS: &[(u32, u32)] = &[(9, 5), (10, 3), (14, 3), (17, 2), (18, 3)];

/// An event with everything but its guests.
#[derive(Debug, Clone)]
pub(super) struct Happening {
    pub(super) event: event::Model,
    pub(super) occasions: Vec<event_occasion::Model>,
    pub(super) programmes: Vec<event_programme::Model>,
    pub(super) organisations: Vec<event_organisation::Model>,
    pub(super) headcounts: Vec<event_headcount::Model>,
}

/// What is decided before the rest of an event.
struct Frame {
    id: EventId,
    day: NaiveDate,
    kind: EventKind,
    format: EventFormat,
    status: EventStatus,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    published_at: DateTime<Utc>,
    closed_at: Option<DateTime<Utc>>,
}

/// The `number`th event, on its day, with a list of so many rows.
///
/// # Errors
/// Where the office's clocks skip every hour of that day, which none do.
pub(super) fn make(
    plan: &Plan,
    bodies: &Bodies,
    office: &office::Model,
    (number, day, size): (u32, NaiveDate, u32),
) -> Result<Happening> {
    let mut dice = Dice::new(plan.seed, Stream::Event, number);
    let frame = frame(plan, &mut dice, office, (number, day))
        .ok_or_else(|| Error::missing("an hour of the day"))?;
    let event = event(&mut dice, office, &frame, size);
    Ok(Happening {
        occasions: occasions(&event),
        programmes: programmes(plan, &mut dice, &event),
        organisations: organisations(&mut dice, bodies, &event),
        headcounts: headcounts(plan, &mut dice, office.id, number, &event),
        event,
    })
}

fn frame(
    plan: &Plan,
    dice: &mut Dice,
    office: &office::Model,
    (number, day): (u32, NaiveDate),
) -> Option<Frame> {
    let marked = (day.month(), day.day()) == (12, 18);
    let kind = if marked {
        EventKind::Celebration
    } else {
        dice.weighted(KINDS, EventKind::Meeting)
    };
    let format = match kind {
        EventKind::Webinar => EventFormat::Online,
        EventKind::Conference | EventKind::Celebration if dice.percent(30) => EventFormat::Hybrid,
        _ => EventFormat::InPerson,
    };
    let (hour, length) = dice.one(HOURS, (10, 3));
    let wall = day.and_time(NaiveTime::from_hms_opt(hour, 0, 0)?);
    let starts_at = walltime::instant(wall, &office.time_zone)?;
    let ends_at = starts_at + TimeDelta::hours(length.into());
    let past = ends_at < plan.now();
    let cancelled = dice.percent(2);
    let closed_at = Some(ends_at + TimeDelta::hours(dice.between(12, 60).into()))
        .filter(|at| *at < plan.now() && !cancelled && dice.percent(92));
    let status = if cancelled {
        EventStatus::Cancelled
    } else if closed_at.is_some() {
        EventStatus::Completed
    } else if past || dice.percent(75) {
        EventStatus::Published
    } else {
        EventStatus::Draft
    };
    let announced = starts_at - TimeDelta::days(dice.between(28, 60).into());
    let published_at = announced.min(plan.now() - TimeDelta::days(5));
    Some(Frame {
        id: EventId(plan.ids.at(starts_at, Kind::Event, number)),
        day,
        kind,
        format,
        status,
        starts_at,
        ends_at,
        published_at,
        closed_at,
    })
}

fn event(dice: &mut Dice, office: &office::Model, frame: &Frame, size: u32) -> event::Model {
    let (house, address, rooms) = dice.one(words::HOUSES, ("Hall", "Sheshi Skënderbej", 100));
    let online = frame.format == EventFormat::Online;
    // About half of those asked come, so that some halls are too small and some are not.
    let seats = i32::try_from(size / 2).unwrap_or(i32::MAX / 200);
    let capacity = (!online && dice.percent(60))
        .then(|| ((seats * dice.between(70, 140) / 100) / 10 + 1) * 10)
        .map(|seats| seats.max(rooms / 10));
    let listed = dice.percent(30);
    let wall = |at| walltime::wall(at, &office.time_zone);
    let created_at = frame.published_at - TimeDelta::days(20);
    event::Model {
        id: frame.id,
        office_id: office.id,
        version: 1,
        title: title(dice, frame),
        description: LocalizedText::default(),
        practical_notes: LocalizedText::default(),
        kind: frame.kind,
        status: frame.status,
        visibility: if listed {
            EventVisibility::Listed
        } else {
            EventVisibility::InvitationOnly
        },
        format: frame.format,
        starts_at: frame.starts_at,
        ends_at: frame.ends_at,
        starts_at_local: wall(frame.starts_at),
        ends_at_local: wall(frame.ends_at),
        time_zone: office.time_zone.clone(),
        local_on: frame.day,
        response_deadline: Some(frame.starts_at - TimeDelta::days(4)),
        doors_open_at: Some(frame.starts_at - TimeDelta::minutes(45)),
        venue: (!online).then(|| Venue {
            name: house.to_owned(),
            address: Some(address.to_owned()),
            city: Some("Tiranë".to_owned()),
            country: "AL".parse().ok(),
            ..Venue::default()
        }),
        online_link: (frame.format != EventFormat::InPerson)
            .then(|| "https://meet.example.org/room".to_owned()),
        capacity,
        offer_minutes: dice.percent(50).then_some(2_880),
        approval: ApprovalRule::None,
        passes_over: false,
        holds_for_invited: false,
        registration: EventRegistration::Closed,
        registration_closes_at: None,
        registration_party: 1,
        revision: 1,
        calendar_sequence: 0,
        contact_person: None,
        published_at: (frame.status != EventStatus::Draft).then_some(frame.published_at),
        cancelled_at: (frame.status == EventStatus::Cancelled).then(|| {
            frame
                .starts_at
                .min(frame.published_at + TimeDelta::days(14))
        }),
        cancel_reason: (frame.status == EventStatus::Cancelled)
            .then(|| "Put off by the hosts".to_owned()),
        is_provisional: false,
        languages: Languages::default(),
        interpretation: Languages::default(),
        put_off: None,
        completed_at: None,
        archived_at: None,
        series_id: None,
        edition: None,
        cloned_from_id: None,
        attendance_closed_at: frame.closed_at,
        created_at,
        updated_at: frame.closed_at.unwrap_or(frame.published_at),
    }
}

fn title(dice: &mut Dice, frame: &Frame) -> LocalizedText {
    let year = frame.day.year();
    if (frame.day.month(), frame.day.day()) == (12, 18) {
        return text(&[
            ("en", format!("International Migrants Day {year}")),
            ("sq", format!("Dita Ndërkombëtare e Migrantëve {year}")),
            ("it", format!("Giornata internazionale dei migranti {year}")),
            ("el", format!("Διεθνής Ημέρα Μεταναστών {year}")),
        ]);
    }
    let theme = dice.one(words::THEMES, ["Meeting"; 4]);
    let kinds = match frame.kind {
        EventKind::Workshop => ["Workshop", "Punëtori", "Laboratorio", "Εργαστήριο"],
        EventKind::Roundtable => [
            "Round table",
            "Tryezë e rrumbullakët",
            "Tavola rotonda",
            "Στρογγυλή τράπεζα",
        ],
        EventKind::Conference => ["Conference", "Konferencë", "Conferenza", "Συνέδριο"],
        EventKind::Training => ["Training", "Trajnim", "Formazione", "Κατάρτιση"],
        EventKind::Webinar => ["Webinar", "Webinar", "Webinar", "Διαδικτυακό σεμινάριο"],
        EventKind::Launch => ["Launch", "Përurim", "Lancio", "Παρουσίαση"],
        EventKind::Exhibition => ["Exhibition", "Ekspozitë", "Mostra", "Έκθεση"],
        EventKind::Celebration => ["Celebration", "Festë", "Festa", "Γιορτή"],
        EventKind::Meeting => ["Meeting", "Takim", "Incontro", "Συνάντηση"],
    };
    let spoken = if dice.percent(40) { 4 } else { 2 };
    let title: Vec<(&str, String)> = ["en", "sq", "it", "el"]
        .into_iter()
        .zip(kinds.into_iter().zip(theme))
        .take(spoken)
        .map(|(language, (kind, theme))| (language, format!("{kind}: {theme} {year}")))
        .collect();
    text(&title)
}

fn occasions(event: &event::Model) -> Vec<event_occasion::Model> {
    let occasion = match (event.local_on.month(), event.local_on.day()) {
        (12, 18) => "international-migrants-day",
        (11, 28) => "flag-day",
        (5, 18) => "diaspora-week",
        _ => return Vec::new(),
    };
    vec![event_occasion::Model {
        event_id: event.id,
        occasion: occasion.to_owned(),
        position: 1,
    }]
}

fn programmes(plan: &Plan, dice: &mut Dice, event: &event::Model) -> Vec<event_programme::Model> {
    let year = event.local_on.year();
    let running: Vec<u32> = (0_u32..)
        .zip(words::PROGRAMMES)
        .filter(|(_, (.., first, last))| (*first..=*last).contains(&year))
        .map(|(number, _)| number)
        .collect();
    if running.is_empty() || !dice.percent(35) {
        return Vec::new();
    }
    vec![event_programme::Model {
        event_id: event.id,
        programme_id: ProgrammeId(plan.programme(dice.one(&running, 0))),
    }]
}

fn organisations(
    dice: &mut Dice,
    bodies: &Bodies,
    event: &event::Model,
) -> Vec<event_organisation::Model> {
    let mut rows = Vec::new();
    let mut part = |dice: &mut Dice, sorts: &[Sort], role| {
        if let Some(body) = bodies.one(dice, sorts) {
            rows.push(event_organisation::Model {
                event_id: event.id,
                organisation_id: body.id,
                role,
            });
        }
    };
    part(dice, &[Sort::Ministry], EventOrganisationRole::Host);
    if dice.percent(40) {
        part(
            dice,
            &[Sort::International, Sort::Association],
            EventOrganisationRole::CoOrganiser,
        );
    }
    rows
}

fn headcounts(
    plan: &Plan,
    dice: &mut Dice,
    office: OfficeId,
    number: u32,
    event: &event::Model,
) -> Vec<event_headcount::Model> {
    let Some(recorded_at) = event.attendance_closed_at.filter(|_| dice.percent(30)) else {
        return Vec::new();
    };
    vec![event_headcount::Model {
        id: HeadcountId(plan.ids.at(recorded_at, Kind::Headcount, number)),
        office_id: office,
        event_id: event.id,
        mode: if event.format == EventFormat::Online {
            PresenceMode::Online
        } else {
            PresenceMode::InPerson
        },
        count: dice.between(3, 60),
        method: HeadcountMethod::Counted,
        note: None,
        recorded_by: None,
        recorded_at,
    }]
}

/// The tally of an event without guests.
pub(super) const fn nothing(event: EventId) -> event_tally::Model {
    event_tally::Model {
        event_id: event,
        places_taken: 0,
        next_queue_number: 1,
        pools: 0,
        attendees: 0,
        not_invited: 0,
        queued: 0,
        sent: 0,
        bounced: 0,
        withdrawn: 0,
        unanswered: 0,
        accepted: 0,
        tentative: 0,
        declined: 0,
        represented: 0,
        no_place: 0,
        pending_approval: 0,
        waitlisted: 0,
        offered: 0,
        confirmed: 0,
        cancelled: 0,
        expired: 0,
        unrecorded: 0,
        attended: 0,
        absent: 0,
        excused: 0,
    }
}
