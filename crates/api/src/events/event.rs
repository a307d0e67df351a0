//! An event, and every field of it.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use kuvend_domain::{
    events::{self, Found},
    listed,
    policy::Action,
    walltime,
};
use kuvend_entity::kind::RemarkKind;

use super::{
    AttendeeCounts, Children, EventFramework, EventHeadcount, EventMove, EventOccasion,
    EventOrganisation, EventSeries, Venue, hydrate::brought,
};
use crate::{
    agenda::{
        AgendaConflict, AgendaConflictSetting, AgendaItem, MissingDeliverable, Panel, Remark,
    },
    asking::{EventQuestion, NeedTotal},
    attendees::{self, AttendeeConnection, AttendeeFilter, AttendeeOrder, ListArguments},
    connection,
    delegations::{self, DelegationConnection},
    door::{CheckInList, DoorCounts, Gate, ScanConflict},
    enums::{
        ApprovalRule, EventFormat, EventKind, EventRegistration, EventStatus, EventVisibility,
    },
    input::{LocalizedText, translations},
    look::Look,
    offices::{Office, text},
    paging::Paging,
    payload::op,
    pools::PlacePool,
    programmes::Programme,
    protocol::{ProtocolConnection, SpeakingTurn},
    scalars::{Date, DateTime, Language, LocalDateTime, TimeZone},
    statistics::{self, EngagementStatistics, EventReport},
};

/// Something people are invited to.
#[derive(Debug, Clone)]
pub struct Event {
    /// The row and its kept counts.
    pub found: Arc<Found>,
    /// What was selected of its children.
    pub children: Arc<Children>,
}

connection!(EventConnection, EventEdge, Event, "events");

/// Something people are invited to.
#[expect(
    clippy::unused_async,
    reason = "the macro asks for async where a resolver may fail"
)]
#[Object]
impl Event {
    /// Opaque and stable.
    pub async fn id(&self) -> ID {
        self.found.event.id.to_string().into()
    }

    /// Raised by every change; an update names the one it read.
    pub async fn version(&self) -> i32 {
        self.found.event.version
    }

    /// Whose event.
    pub async fn office(&self) -> Result<Office> {
        brought(self.children.office.as_ref())
    }

    /// Title in a language, else in the office's own, else in the first that there is.
    pub async fn title(
        &self,
        #[graphql(desc = "The language wanted.")] language: Option<Language>,
    ) -> String {
        let found = &self.found;
        text(&found.event.title, language.as_ref(), &found.language).unwrap_or_default()
    }

    /// Title in every language that there is.
    pub async fn title_translations(&self) -> Vec<LocalizedText> {
        translations(&self.found.event.title)
    }

    /// Description in a language, else in the office's own, else in the first that there is.
    pub async fn description(
        &self,
        #[graphql(desc = "The language wanted.")] language: Option<Language>,
    ) -> Option<String> {
        let found = &self.found;
        text(&found.event.description, language.as_ref(), &found.language)
    }

    /// Description in every language that there is.
    pub async fn description_translations(&self) -> Vec<LocalizedText> {
        translations(&self.found.event.description)
    }

    /// How to get there and what to bring, in a language, else in the office's own, else in the first that there is.
    pub async fn practical_notes(
        &self,
        #[graphql(desc = "The language wanted.")] language: Option<Language>,
    ) -> Option<String> {
        let found = &self.found;
        text(
            &found.event.practical_notes,
            language.as_ref(),
            &found.language,
        )
    }

    /// How to get there and what to bring, in every language that there is.
    pub async fn practical_notes_translations(&self) -> Vec<LocalizedText> {
        translations(&self.found.event.practical_notes)
    }

    /// What sort.
    pub async fn kind(&self) -> EventKind {
        self.found.event.kind.into()
    }

    /// Where it stands.
    pub async fn status(&self) -> EventStatus {
        self.found.event.status.into()
    }

    /// Who may find it.
    pub async fn visibility(&self) -> EventVisibility {
        self.found.event.visibility.into()
    }

    /// The path of the page that everybody may read, while it is listed and published.
    pub async fn public_path(&self) -> Option<String> {
        let event = &self.found.event;
        listed::is_listed(event).then(|| format!("/e/{}", event.id))
    }

    /// Whether it happens in a room, on line or both.
    pub async fn format(&self) -> EventFormat {
        self.found.event.format.into()
    }

    /// The observances it marks, in order: `international-migrants-day`.
    pub async fn occasions(&self) -> Result<Vec<String>> {
        brought(self.children.occasions.as_ref())
    }

    /// The same with their days in the office's calendar, and which anniversaries they are.
    pub async fn occasion_details(&self) -> Result<Vec<EventOccasion>> {
        brought(self.children.occasion_details.as_ref())
    }

    /// Who else has a part in it: hosts first, then co-organisers, partners and donors.
    pub async fn organisations(&self) -> Result<Vec<EventOrganisation>> {
        brought(self.children.organisations.as_ref())
    }

    /// The strategies, action plans and compacts that it launches and announces.
    pub async fn policy_frameworks(&self) -> Result<Vec<EventFramework>> {
        brought(self.children.frameworks.as_ref())
    }

    /// People who were there and are not named, by how they took part.
    pub async fn headcounts(&self) -> Result<Vec<EventHeadcount>> {
        brought(self.children.headcounts.as_ref())
    }

    /// Of which series it is an edition.
    pub async fn series(&self) -> Result<Option<EventSeries>> {
        brought(self.children.series.as_ref())
    }

    /// Which edition of its series, from 1.
    pub async fn edition(&self) -> Option<i32> {
        self.found.event.edition
    }

    /// The id of the event that it was made of.
    pub async fn cloned_from_id(&self) -> Option<ID> {
        let first = self.found.event.cloned_from_id;
        first.map(|id| id.to_string().into())
    }

    /// The languages spoken, the first most.
    pub async fn languages(&self) -> Vec<Language> {
        let list = &self.found.event.languages.0;
        list.iter().cloned().map(Into::into).collect()
    }

    /// The languages interpreted into.
    pub async fn interpretation(&self) -> Vec<Language> {
        let list = &self.found.event.interpretation.0;
        list.iter().cloned().map(Into::into).collect()
    }

    /// Whether the hours are not fixed yet.
    pub async fn is_provisional(&self) -> bool {
        self.found.event.is_provisional
    }

    /// What may be done to where it stands now; `eventTransitions` is the whole table.
    pub async fn legal_moves(&self, ctx: &Context<'_>) -> Result<Vec<EventMove>> {
        let now = op(ctx)?.clock.now();
        let steps = events::legal_steps(&self.found.event, now);
        Ok(steps.into_iter().map(Into::into).collect())
    }

    /// When it starts.
    pub async fn starts_at(&self) -> DateTime {
        self.found.event.starts_at.into()
    }

    /// When it ends.
    pub async fn ends_at(&self) -> DateTime {
        self.found.event.ends_at.into()
    }

    /// When it starts, on the clock of `timeZone`.
    pub async fn starts_at_local(&self) -> LocalDateTime {
        self.found.event.starts_at_local.into()
    }

    /// When it ends, on the clock of `timeZone`.
    pub async fn ends_at_local(&self) -> LocalDateTime {
        self.found.event.ends_at_local.into()
    }

    /// The local date of its start: the day it counts for in statistics.
    pub async fn local_date(&self) -> Date {
        self.found.event.local_on.into()
    }

    /// Where its clock stands.
    pub async fn time_zone(&self) -> TimeZone {
        self.found.event.time_zone.clone().into()
    }

    /// Until when answers are awaited.
    pub async fn response_deadline(&self) -> Option<DateTime> {
        self.found.event.response_deadline.map(Into::into)
    }

    /// From when guests are received.
    pub async fn doors_open_at(&self) -> Option<DateTime> {
        self.found.event.doors_open_at.map(Into::into)
    }

    /// Where.
    pub async fn venue(&self) -> Option<Venue> {
        self.found.event.venue.as_ref().map(Into::into)
    }

    /// Where on line, for guests who have a place. Needs the permission `WRITE_EVENTS`.
    pub async fn online_link(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let event = &self.found.event;
        let may = op(ctx)?.may(event.office_id, Action::WriteEvents);
        Ok(event.online_link.clone().filter(|_| may))
    }

    /// How many places; null is without limit.
    pub async fn capacity(&self) -> Option<i32> {
        self.found.event.capacity
    }

    /// How many places are held by confirmed guests and open offers, companions included.
    pub async fn places_taken(&self) -> i32 {
        self.found.tally.places_taken
    }

    /// How long a freed place stays offered to the next in the queue, in minutes; null confirms at once.
    pub async fn offer_minutes(&self) -> Option<i32> {
        self.found.event.offer_minutes
    }

    /// Whose places wait until the office approves.
    pub async fn approval(&self) -> ApprovalRule {
        self.found.event.approval.into()
    }

    /// Whether a smaller party on the waiting list may pass a larger one that does not fit.
    pub async fn passes_over(&self) -> bool {
        self.found.event.passes_over
    }

    /// Whether whoever is invited has a place held until answers are due: `OFFERED` with `offerExpiresAt`, before any answer.
    pub async fn holds_for_invited(&self) -> bool {
        self.found.event.holds_for_invited
    }

    /// Whether people register themselves on the page at `publicPath`; being listed alone does not open it.
    pub async fn registration(&self) -> EventRegistration {
        self.found.event.registration.into()
    }

    /// Until when they may; until it starts where nothing is named.
    pub async fn registration_closes_at(&self) -> Option<DateTime> {
        self.found.event.registration_closes_at.map(Into::into)
    }

    /// How many come with one such form at most, whoever fills it in included.
    pub async fn registration_party_limit(&self) -> i32 {
        self.found.event.registration_party
    }

    /// Forms of the page whose address is not confirmed yet. Nobody is on the guest list by them, and each goes after 48 hours.
    pub async fn unconfirmed_registrations(&self) -> Result<i32> {
        brought(self.children.unconfirmed.as_ref())
    }

    /// Places that are kept for some guests, and limits of how many some guests hold, as they were entered.
    pub async fn pools(&self) -> Result<Vec<PlacePool>> {
        brought(self.children.pools.as_ref())
    }

    /// Raised by a change of time or place after it was published; answers name the one they answered.
    pub async fn revision(&self) -> i32 {
        self.found.event.revision
    }

    /// Whom guests ask.
    pub async fn contact_person(&self) -> Option<String> {
        self.found.event.contact_person.clone()
    }

    /// The run of show in order, panels among it.
    pub async fn agenda(&self) -> Result<Vec<AgendaItem>> {
        brought(self.children.agenda.as_ref())
    }

    /// The panels of the run of show in order.
    pub async fn panels(&self) -> Result<Vec<Panel>> {
        let agenda = brought(self.children.agenda.as_ref())?;
        Ok(agenda
            .iter()
            .filter_map(|item| item.panel().cloned())
            .collect())
    }

    /// Since when guests see the run of show, but for what is internal; null where they do not. See `publishAgenda`.
    pub async fn agenda_published_at(&self) -> Result<Option<DateTime>> {
        brought(self.children.agenda_published.as_ref())
    }

    /// What was said, in the order of the run of show.
    pub async fn quotes(&self) -> Result<Vec<Remark>> {
        self.told(RemarkKind::Quote)
    }

    /// What was announced, in the order of the run of show.
    pub async fn announcements(&self) -> Result<Vec<Remark>> {
        self.told(RemarkKind::Announcement)
    }

    /// What contributors were asked for and has not come, or was not good enough, in the order of the run of show. Who declined is not
    /// waited for.
    pub async fn missing_deliverables(&self, ctx: &Context<'_>) -> Result<Vec<MissingDeliverable>> {
        let agenda = brought(self.children.agenda.as_ref())?;
        let now = op(ctx)?.clock.now();
        let today = walltime::wall(now, &self.found.event.time_zone).date();
        Ok(MissingDeliverable::of(&agenda, today))
    }

    /// What contradicts in the run of show.
    pub async fn conflicts(&self) -> Result<Vec<AgendaConflict>> {
        brought(self.children.conflicts.as_ref())
    }

    /// How grave the event takes each sort of contradiction in its run of show.
    pub async fn conflict_levels(&self) -> Result<Vec<AgendaConflictSetting>> {
        brought(self.children.levels.as_ref())
    }

    /// What its guest list adds up to, by invitation, response, place and presence.
    pub async fn attendee_counts(&self) -> AttendeeCounts {
        (&self.found.tally).into()
    }

    /// The guest list. `search` finds by the guests' names, whatever the accents, case and script.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    pub async fn attendees(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Guests' names.")] search: Option<String>,
        #[graphql(desc = "Which rows.")] filter: Option<AttendeeFilter>,
        #[graphql(desc = "In which order; as entered unless said.")] order_by: Option<
            AttendeeOrder,
        >,
        #[graphql(desc = "How many from the start, 25 unless said, at most 100.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what follows this place.")] after: Option<String>,
        #[graphql(desc = "How many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this place.")] before: Option<String>,
    ) -> Result<AttendeeConnection> {
        let given = Look::of(ctx).arguments();
        let mut brought = self.children.attendees.iter();
        if let Some((_, list)) = brought.find(|(known, _)| *known == given) {
            return Ok(list.clone());
        }
        let paging = Paging {
            first,
            after,
            last,
            before,
        };
        let arguments = ListArguments {
            search,
            filter,
            order_by,
            paging,
        };
        attendees::of_event(ctx, self.found.event.id, arguments).await
    }

    /// Whom organisations send, in the order in which they were entered; empty for who may not see the guest list.
    pub async fn delegations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, 25 unless said, at most 100.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what follows this place.")] after: Option<String>,
        #[graphql(desc = "How many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this place.")] before: Option<String>,
    ) -> Result<DelegationConnection> {
        let given = Look::of(ctx).arguments();
        let mut brought = self.children.delegations.iter();
        if let Some((_, list)) = brought.find(|(known, _)| *known == given) {
            return Ok(list.clone());
        }
        let paging = Paging {
            first,
            after,
            last,
            before,
        };
        delegations::of_event(ctx, self.found.event.id, paging).await
    }

    /// The guest list in the order of protocol: courtesies, ranks, the day of the credentials, the country, the name.
    pub async fn protocol_list(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only who has a confirmed place.")] confirmed_only: Option<bool>,
        #[graphql(desc = "How many from the start, 25 unless said, at most 100.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what follows this place.")] after: Option<String>,
    ) -> Result<ProtocolConnection> {
        let _ = (confirmed_only, first, after);
        let (given, lists) = (Look::of(ctx).arguments(), &self.children.protocol.lists);
        let list = lists.iter().find(|(known, _)| *known == given);
        brought(list.map(|(_, list)| list))
    }

    /// Who speaks, in the order of protocol: those who were named for an item of the run of show and did not decline.
    pub async fn speaking_order(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whether the highest speaks last.")] highest_last: Option<bool>,
    ) -> Result<Vec<SpeakingTurn>> {
        let _ = highest_last;
        let (given, orders) = (Look::of(ctx).arguments(), &self.children.protocol.speaking);
        let order = orders.iter().find(|(known, _)| *known == given);
        brought(order.map(|(_, order)| order))
    }

    /// The lists that its guests are let in by, as they were made; empty for who may not receive guests, as are the next two.
    pub async fn check_in_lists(&self) -> Result<Vec<CheckInList>> {
        brought(self.children.door.lists.as_ref())
    }

    /// Its gates, as they were made.
    pub async fn gates(&self) -> Result<Vec<Gate>> {
        brought(self.children.door.gates.as_ref())
    }

    /// Scans that contradict each other or the list, the latest first, at most 500.
    pub async fn scan_conflicts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Those too that somebody has looked into.")] with_resolved: Option<bool>,
    ) -> Result<Vec<ScanConflict>> {
        let _ = with_resolved;
        let (given, lists) = (Look::of(ctx).arguments(), &self.children.door.conflicts);
        let list = lists.iter().find(|(known, _)| *known == given);
        brought(list.map(|(_, list)| list))
    }

    /// What its door counts: who came and who is inside, companions among them; null for who may not receive guests.
    pub async fn door_counts(&self) -> Result<Option<DoorCounts>> {
        brought(self.children.door.counts.as_ref())
    }

    /// What those who come need in all, by kind and code. It says nothing of whose needs these are.
    pub async fn need_totals(&self) -> Result<Vec<NeedTotal>> {
        brought(self.children.asking.totals.as_ref())
    }

    /// What it asks its guests beside whether they come, in order.
    pub async fn questions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Those too that it does not ask any more.")] with_retired: Option<bool>,
    ) -> Result<Vec<EventQuestion>> {
        let _ = with_retired;
        let (given, lists) = (Look::of(ctx).arguments(), &self.children.asking.questions);
        let list = lists.iter().find(|(known, _)| *known == given);
        brought(list.map(|(_, list)| list))
    }

    /// The version of its questions, which `keepQuestions` names; 0 where it never asked anything.
    pub async fn questions_version(&self) -> Result<i32> {
        brought(self.children.asking.version.as_ref())
    }

    /// The programmes it belongs to.
    pub async fn programmes(&self) -> Result<Vec<Programme>> {
        brought(self.children.programmes.as_ref())
    }

    /// Its engagement statistics. Needs the permission `READ_STATISTICS`.
    pub async fn statistics(&self, ctx: &Context<'_>) -> Result<EngagementStatistics> {
        if let Some(statistics) = &self.children.statistics {
            return Ok(statistics.clone());
        }
        statistics::of_event(ctx, self.found.event.id).await
    }

    /// What there is to report of it, in one document: its figures, taken apart as a report asks, and what was said and announced there.
    /// Needs the permission `READ_STATISTICS`.
    pub async fn report(&self, ctx: &Context<'_>) -> Result<EventReport> {
        let report = match &self.children.report {
            Some(report) => report.clone(),
            None => statistics::report_of(ctx, self.found.event.id).await?,
        };
        let told = |kind| match &self.children.agenda {
            Some(_) => self.told(kind),
            None => Ok(Vec::new()),
        };
        let remarks = (told(RemarkKind::Quote)?, told(RemarkKind::Announcement)?);
        let headcounts = self.children.headcounts.clone();
        Ok(report.with(remarks, headcounts.unwrap_or_default()))
    }

    /// When attendance was closed: who was expected and not recorded counts as absent from then on.
    pub async fn attendance_closed_at(&self) -> Option<DateTime> {
        self.found.event.attendance_closed_at.map(Into::into)
    }

    /// When it was first published.
    pub async fn published_at(&self) -> Option<DateTime> {
        self.found.event.published_at.map(Into::into)
    }

    /// When it was cancelled.
    pub async fn cancelled_at(&self) -> Option<DateTime> {
        self.found.event.cancelled_at.map(Into::into)
    }

    /// When it was put off; null while it is not.
    pub async fn postponed_at(&self) -> Option<DateTime> {
        let put_off = self.found.event.put_off.as_ref();
        put_off.map(|put_off| put_off.at.into())
    }

    /// Why it was put off.
    pub async fn postpone_reason(&self) -> Option<String> {
        self.found.event.put_off.as_ref()?.reason.clone()
    }

    /// When it was noted to have taken place.
    pub async fn completed_at(&self) -> Option<DateTime> {
        self.found.event.completed_at.map(Into::into)
    }

    /// When it was put away.
    pub async fn archived_at(&self) -> Option<DateTime> {
        self.found.event.archived_at.map(Into::into)
    }

    /// Why it was cancelled.
    pub async fn cancel_reason(&self) -> Option<String> {
        self.found.event.cancel_reason.clone()
    }

    /// When it was entered.
    pub async fn created_at(&self) -> DateTime {
        self.found.event.created_at.into()
    }

    /// When it was last changed.
    pub async fn updated_at(&self) -> DateTime {
        self.found.event.updated_at.into()
    }
}
