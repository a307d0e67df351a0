//! Events with what was selected of them: each kind of child in one statement for the whole page.

mod linked;

use std::{collections::HashMap, sync::Arc};

use async_graphql::Context;
use kuvend_domain::{
    agenda,
    columns::Columns,
    error::{Error, Failure},
    events::{self, Found, Wanted},
    op::Op,
};
use kuvend_entity::{
    event, event_tally,
    id::{EventId, OfficeId},
};
use linked::Linked;

use crate::{
    agenda::{AgendaConflict, AgendaConflictSetting, AgendaItem, Cast, CastSelection},
    asking,
    attendees::{self, AttendeeConnection},
    delegations, door,
    events::{
        Event,
        links::{EventFramework, EventHeadcount, EventOccasion, EventOrganisation, EventSeries},
    },
    look::{Arguments, Look},
    offices::Office,
    payload::top_level,
    pools::PlacePool,
    programmes::Programme,
    protocol,
    scalars::DateTime,
    statistics::{self, EngagementStatistics, EventReport},
};

/// What was selected of events.
#[derive(Debug, Clone)]
pub struct Selection<'a> {
    /// What is read of the rows and their kept counts.
    pub(super) wanted: Wanted,
    office: bool,
    occasions: bool,
    details: bool,
    organisations: Option<Look<'a>>,
    frameworks: bool,
    headcounts: bool,
    pools: bool,
    unconfirmed: bool,
    series: bool,
    agenda: bool,
    agenda_published: bool,
    /// What contradicts in it, and how grave that is.
    conflicts: bool,
    programmes: Option<Look<'a>>,
    cast: CastSelection<'a>,
    attendees: Vec<Look<'a>>,
    delegations: Vec<Look<'a>>,
    statistics: Look<'a>,
    report: Look<'a>,
    protocol: protocol::Asked<'a>,
    door: door::Asked<'a>,
    asking: asking::Asked<'a>,
}

impl<'a> Selection<'a> {
    /// Everything that has no arguments.
    #[must_use]
    pub fn everything() -> Self {
        Self {
            wanted: Wanted::everything(),
            office: true,
            occasions: true,
            details: true,
            organisations: Some(Look::default()),
            frameworks: true,
            headcounts: true,
            pools: true,
            unconfirmed: true,
            series: true,
            agenda: true,
            agenda_published: true,
            conflicts: true,
            programmes: Some(Look::default()),
            cast: CastSelection::everything(),
            attendees: Vec::new(),
            delegations: Vec::new(),
            statistics: Look::default(),
            report: Look::default(),
            protocol: protocol::Asked::default(),
            door: door::Asked::default(),
            asking: asking::Asked::default(),
        }
    }

    /// What is selected on an event.
    #[must_use]
    pub fn of(event: &Look<'a>) -> Self {
        Self {
            wanted: Wanted {
                columns: Columns::needed(event.names(), columns_of),
                tally: Columns::needed(event.names(), counts_of),
            },
            office: event.selects("office"),
            occasions: event.selects("occasions"),
            details: event.selects("occasionDetails"),
            organisations: Some(event.field("organisations")).filter(Look::exists),
            frameworks: event.selects("policyFrameworks"),
            headcounts: event.selects("headcounts") || event.field("report").selects("headcounts"),
            pools: event.selects("pools"),
            unconfirmed: event.selects("unconfirmedRegistrations"),
            series: event.selects("series"),
            agenda: [
                "agenda",
                "panels",
                "conflicts",
                "conflictLevels",
                "quotes",
                "announcements",
                "missingDeliverables",
            ]
            .iter()
            .any(|field| event.selects(field))
                || event
                    .field("report")
                    .fields(&["quotes", "announcements"])
                    .exists(),
            agenda_published: event.selects("agendaPublishedAt"),
            conflicts: event.selects("conflicts") || event.selects("conflictLevels"),
            programmes: Some(event.field("programmes")).filter(Look::exists),
            cast: CastSelection::of_event(event),
            attendees: event.field("attendees").by_arguments(),
            delegations: event.field("delegations").by_arguments(),
            statistics: event.field("statistics"),
            report: event.field("report"),
            protocol: protocol::Asked::of(event),
            door: door::Asked::of(event),
            asking: asking::Asked::of(event),
        }
    }

    /// The same with the whole rows.
    #[must_use]
    pub fn whole(self) -> Self {
        Self {
            wanted: Wanted::everything(),
            ..self
        }
    }

    /// The same of an event alone, which reads its guest list, its statistics and its report when they are resolved.
    fn alone(self) -> Self {
        Self {
            attendees: Vec::new(),
            delegations: Vec::new(),
            statistics: Look::default(),
            report: Look::default(),
            ..self
        }
    }

    /// The same and, where wanted, the run of show.
    pub(super) fn with_agenda(self, wanted: bool) -> Self {
        Self {
            agenda: self.agenda || wanted,
            conflicts: self.conflicts || wanted,
            cast: if wanted {
                CastSelection::everything()
            } else {
                self.cast
            },
            ..self
        }
    }
}

/// The columns that a field of an event is made of, beside its key and its office.
fn columns_of(field: &str) -> Option<&'static [event::Column]> {
    use event::Column as C;
    Some(match field {
        "__typename"
        | "id"
        | "office"
        | "occasions"
        | "programmes"
        | "attendees"
        | "attendeeCounts"
        | "placesTaken"
        | "statistics"
        | "report"
        | "organisations"
        | "policyFrameworks"
        | "headcounts"
        | "pools"
        | "protocolList"
        | "speakingOrder"
        | "checkInLists"
        | "gates"
        | "scanConflicts"
        | "doorCounts"
        | "agendaPublishedAt"
        | "delegations"
        | "needTotals"
        | "questions"
        | "questionsVersion"
        | "unconfirmedRegistrations" => &[],
        "series" => &[C::SeriesId],
        "edition" => &[C::Edition],
        "languages" => &[C::Languages],
        "interpretation" => &[C::Interpretation],
        "isProvisional" => &[C::IsProvisional],
        "legalMoves" => &[C::Status, C::PublishedAt, C::StartsAt, C::EndsAt],
        "version" => &[C::Version],
        "title" | "titleTranslations" => &[C::Title],
        "kind" => &[C::Kind],
        "status" => &[C::Status],
        "visibility" => &[C::Visibility],
        "format" => &[C::Format],
        "publicPath" => &[C::Status, C::Visibility],
        "startsAt" => &[C::StartsAt],
        "endsAt" => &[C::EndsAt],
        "startsAtLocal" => &[C::StartsAtLocal],
        "endsAtLocal" => &[C::EndsAtLocal],
        "localDate" | "occasionDetails" => &[C::LocalOn],
        "timeZone" => &[C::TimeZone],
        "responseDeadline" => &[C::ResponseDeadline],
        "venue" => &[C::Venue],
        "capacity" => &[C::Capacity],
        "approval" => &[C::Approval],
        "passesOver" => &[C::PassesOver],
        "holdsForInvited" => &[C::HoldsForInvited],
        "registration" => &[C::Registration],
        "registrationClosesAt" => &[C::RegistrationClosesAt],
        "registrationPartyLimit" => &[C::RegistrationParty],
        _ => return None,
    })
}

/// The kept counts that a field of an event is made of.
fn counts_of(field: &str) -> Option<&'static [event_tally::Column]> {
    match field {
        "attendeeCounts" => None,
        "placesTaken" | "conflicts" => Some(&[event_tally::Column::PlacesTaken]),
        _ => Some(&[]),
    }
}

/// The children of an event that were selected.
#[derive(Debug, Clone, Default)]
pub struct Children {
    pub(super) office: Option<Office>,
    pub(super) occasions: Option<Vec<String>>,
    pub(super) agenda: Option<Vec<AgendaItem>>,
    pub(super) conflicts: Option<Vec<AgendaConflict>>,
    pub(super) levels: Option<Vec<AgendaConflictSetting>>,
    pub(super) agenda_published: Option<Option<DateTime>>,
    pub(super) programmes: Option<Vec<Programme>>,
    pub(super) occasion_details: Option<Vec<EventOccasion>>,
    pub(super) organisations: Option<Vec<EventOrganisation>>,
    pub(super) frameworks: Option<Vec<EventFramework>>,
    pub(super) headcounts: Option<Vec<EventHeadcount>>,
    pub(super) pools: Option<Vec<PlacePool>>,
    pub(super) unconfirmed: Option<i32>,
    pub(super) series: Option<Option<EventSeries>>,
    pub(super) attendees: Vec<(Arguments, AttendeeConnection)>,
    pub(super) delegations: delegations::Brought,
    pub(super) statistics: Option<EngagementStatistics>,
    pub(super) report: Option<EventReport>,
    pub(super) protocol: protocol::Brought,
    pub(super) door: door::Brought,
    pub(super) asking: asking::Brought,
}

/// A child that the parent brought along.
///
/// # Errors
/// Where the parent was shown without looking ahead.
pub(super) fn brought<T: Clone>(child: Option<&T>) -> async_graphql::Result<T> {
    child
        .cloned()
        .ok_or_else(|| async_graphql::Error::new("a child was selected and not brought along"))
}

/// Events with what was selected of them, in the order given.
///
/// # Errors
/// Only the database's.
pub async fn hydrate(
    op: &Op,
    rows: Vec<Found>,
    selection: &Selection<'_>,
) -> async_graphql::Result<Vec<Event>> {
    let coded = |error| top_level(op, &error);
    let ids: Vec<EventId> = rows.iter().map(|found| found.event.id).collect();
    let offices = offices(op, &rows, selection).await?;
    let mut occasions = if (selection.occasions || selection.details) && !rows.is_empty() {
        events::occasions_of(op, &ids).await.map_err(coded)?
    } else {
        HashMap::new()
    };
    let mut linked = Linked::of(op, &rows, &occasions, selection).await?;
    let mut agendas = if selection.agenda && !rows.is_empty() {
        agenda::of_events(op, &ids).await.map_err(coded)?
    } else {
        HashMap::new()
    };
    let around = if selection.conflicts && !rows.is_empty() {
        let staged = rows.iter().map(|found| agenda::Staged {
            event: &found.event,
            agenda: agendas
                .get(&found.event.id)
                .map(Vec::as_slice)
                .unwrap_or_default(),
            expected: found.tally.places_taken,
        });
        let staged: Vec<_> = staged.collect();
        Some(agenda::around(op, &staged).await.map_err(coded)?)
    } else {
        None
    };
    let published = if selection.agenda_published && !rows.is_empty() {
        agenda::publications_of(op, &ids).await.map_err(coded)?
    } else {
        HashMap::new()
    };
    let items: Vec<_> = agendas.values().flatten().collect();
    let cast = Cast::of(op, &items, &selection.cast).await?;
    let mut programmes = match &selection.programmes {
        Some(look) if !rows.is_empty() => programmes_of(op, &ids, look).await?,
        _ => HashMap::new(),
    };
    let mut lists = Vec::with_capacity(selection.attendees.len());
    for look in &selection.attendees {
        if let Some(pages) = Box::pin(attendees::of_events(op, &ids, look)).await? {
            lists.push((look.arguments(), pages));
        }
    }
    let mut statistics = if selection.statistics.exists() && !rows.is_empty() {
        statistics::of_events(op, &ids, &selection.statistics).await?
    } else {
        HashMap::new()
    };
    let mut reports = if selection.report.exists() && !rows.is_empty() {
        statistics::reports_of(op, &ids, &selection.report).await?
    } else {
        HashMap::new()
    };
    let mut protocol = protocol::of_events(op, &ids, &selection.protocol).await?;
    let mut sent = Box::pin(delegations::of_events(op, &ids, &selection.delegations)).await?;
    let mut doors = Box::pin(door::of_events(op, &ids, &selection.door)).await?;
    let mut asked = Box::pin(asking::of_events(op, &rows, &selection.asking)).await?;
    Ok(rows
        .into_iter()
        .map(|found| {
            let id = found.event.id;
            let linked = linked.take(&found, &occasions, selection);
            let mut children = Children {
                office: offices.get(&found.event.office_id).cloned(),
                occasions: selection
                    .occasions
                    .then(|| occasions.remove(&id).unwrap_or_default()),
                programmes: selection
                    .programmes
                    .as_ref()
                    .map(|_| programmes.remove(&id).unwrap_or_default()),
                attendees: lists
                    .iter_mut()
                    .filter_map(|(arguments, pages)| Some((arguments.clone(), pages.remove(&id)?)))
                    .collect(),
                agenda_published: selection
                    .agenda_published
                    .then(|| published.get(&id).copied().map(Into::into)),
                statistics: statistics.remove(&id),
                report: reports.remove(&id),
                protocol: protocol.remove(&id).unwrap_or_default(),
                door: doors.remove(&id).unwrap_or_default(),
                delegations: sent.remove(&id).unwrap_or_default(),
                asking: asked.remove(&id).unwrap_or_default(),
                ..linked
            };
            if selection.agenda {
                let items = agendas.remove(&id).unwrap_or_default();
                children.show_agenda(&found, (&items, around.as_ref()), &cast);
            }
            Event {
                found: Arc::new(found),
                children: Arc::new(children),
            }
        })
        .collect())
}

/// The offices of events, where they were selected: one statement.
async fn offices(
    op: &Op,
    rows: &[Found],
    selection: &Selection<'_>,
) -> async_graphql::Result<HashMap<OfficeId, Office>> {
    if !selection.office || rows.is_empty() {
        return Ok(HashMap::new());
    }
    let mut wanted: Vec<OfficeId> = rows.iter().map(|found| found.event.office_id).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let found = events::offices_of(op, &wanted).await;
    let found = found.map_err(|error| top_level(op, &error))?;
    let office = |(id, office)| (id, Office(Arc::new(office)));
    Ok(found.into_iter().map(office).collect())
}

/// The programmes of events, by one statement for the links and one for the programmes, with what is selected of them.
async fn programmes_of(
    op: &Op,
    events: &[EventId],
    look: &Look<'_>,
) -> async_graphql::Result<HashMap<EventId, Vec<Programme>>> {
    let coded = |error| top_level(op, &error);
    let links = events::programmes_of(op, events).await.map_err(coded)?;
    let ids: Vec<_> = links.values().flatten().copied().collect();
    let known = Programme::load_many(op, ids, look).await?;
    let shown = |ids: Vec<_>| ids.iter().filter_map(|id| known.get(id)).cloned().collect();
    Ok(links
        .into_iter()
        .map(|(event, ids)| (event, shown(ids)))
        .collect())
}

impl Children {
    fn show_agenda(
        &mut self,
        found: &Found,
        (items, around): (&[agenda::Item], Option<&agenda::Around>),
        cast: &Cast,
    ) {
        let shown = items.iter();
        let shown = shown.map(|item| AgendaItem::shown(found, item, cast));
        let shown: Vec<AgendaItem> = shown.collect();
        if let Some(around) = around {
            let conflicts = agenda::conflicts(&found.event, items, around);
            let conflicts = conflicts.iter();
            let conflicts = conflicts.map(|conflict| AgendaConflict::of(conflict, &shown));
            self.conflicts = Some(conflicts.collect());
            let level = |kind: &agenda::ConflictKind| AgendaConflictSetting {
                kind: (*kind).into(),
                level: around.level(found.event.id, *kind).into(),
            };
            self.levels = Some(agenda::ConflictKind::ALL.iter().map(level).collect());
        }
        self.agenda = Some(shown);
    }
}

/// One event with what was selected of it.
///
/// # Errors
/// A failure, as a coded top-level error.
pub(crate) async fn show(
    op: &Op,
    found: Found,
    selection: Selection<'_>,
) -> async_graphql::Result<Event> {
    let mut shown = hydrate(op, vec![found], &selection.alone()).await?;
    shown
        .pop()
        .ok_or_else(|| top_level(op, &Error::Failed(Failure::Missing("event"))))
}

/// What the field being resolved selects of the event in its field `event`.
pub(super) fn in_payload<'a>(ctx: &'a Context<'_>) -> Selection<'a> {
    Selection::of(&Look::of(ctx).field("event"))
}
