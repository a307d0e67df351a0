//! Reading what clients change of an event.

use async_graphql::{ID, InputObject, MaybeUndefined};
use chrono::NaiveDateTime;
use kuvend_domain::{change::Change, error::Result, events::Update};
use kuvend_entity::{id::SeriesId, kind, value};

use super::{
    EventFrameworkInput, EventOrganisationInput, capacity, edition, frameworks, languages, link,
    occasions, offer, organisations, party_limit, programmes, venue,
};
use crate::{
    enums::{ApprovalRule, EventFormat, EventKind, EventRegistration, EventVisibility},
    events::{
        change::{clearable, kept, required},
        venue::VenueInput,
    },
    input::{LINE, LocalizedTextInput, PROSE, Reader},
    scalars::{Language, LocalDateTime, TimeZone},
};

/// Whether people register themselves from now on, until when and for how many; what is absent stays.
type Registering = (
    Option<kind::EventRegistration>,
    Change<NaiveDateTime>,
    Option<i32>,
);

/// Languages as they are from now on.
type Spoken = Change<Vec<value::Language>>;

/// Changes an event. A field that is absent stays; null clears what may be empty.
#[derive(Debug, Clone, InputObject)]
pub struct UpdateEventInput {
    /// Which.
    pub id: ID,
    /// The version that was read.
    pub version: i32,
    /// Title per language, at least one.
    pub title: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// Description per language.
    pub description: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// How to get there and what to bring, per language.
    pub practical_notes: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// What sort.
    pub kind: MaybeUndefined<EventKind>,
    /// The observances it marks, all of them, in order.
    pub occasions: MaybeUndefined<Vec<String>>,
    /// When it starts, on the clock there.
    pub starts_at: MaybeUndefined<LocalDateTime>,
    /// When it ends, on the clock there.
    pub ends_at: MaybeUndefined<LocalDateTime>,
    /// Where the clock stands; times that are not named keep what it shows.
    pub time_zone: MaybeUndefined<TimeZone>,
    /// Until when answers are awaited, on the clock there; not after the start.
    pub response_deadline: MaybeUndefined<LocalDateTime>,
    /// From when guests are received, on the clock there; not after the start.
    pub doors_open_at: MaybeUndefined<LocalDateTime>,
    /// Whether it happens in a room, on line or both.
    pub format: MaybeUndefined<EventFormat>,
    /// Where.
    pub venue: MaybeUndefined<VenueInput>,
    /// Where on line (`https://…`), for who has a place.
    pub online_link: MaybeUndefined<String>,
    /// How many places, not below those that are taken or kept for some; null is without limit.
    pub capacity: MaybeUndefined<i32>,
    /// How long a freed place stays offered, in minutes; null confirms at once.
    pub offer_minutes: MaybeUndefined<i32>,
    /// Whose places wait until the office approves; who waits for it waits on.
    pub approval: MaybeUndefined<ApprovalRule>,
    /// Whether a smaller party on the waiting list may pass a larger one that does not fit.
    pub passes_over: MaybeUndefined<bool>,
    /// Whether whoever is invited from now on has a place held until answers are due. Places that are held already stay so
    /// until then.
    pub holds_for_invited: MaybeUndefined<bool>,
    /// Whether people register themselves on the event's page. Only with `visibility: LISTED`.
    pub registration: MaybeUndefined<EventRegistration>,
    /// Until when they may, on the clock there; not after the start. Null is until the start.
    pub registration_closes_at: MaybeUndefined<LocalDateTime>,
    /// How many come with one such form at most, whoever fills it in included. Who is registered already stays so.
    pub registration_party_limit: MaybeUndefined<i32>,
    /// Who may find it.
    pub visibility: MaybeUndefined<EventVisibility>,
    /// Whom guests ask.
    pub contact_person: MaybeUndefined<String>,
    /// The programmes it belongs to, all of them.
    pub programme_ids: MaybeUndefined<Vec<ID>>,
    /// Who else has a part in it, all of them.
    pub organisations: MaybeUndefined<Vec<EventOrganisationInput>>,
    /// The strategies, action plans and compacts that it launches and announces, all of them.
    pub frameworks: MaybeUndefined<Vec<EventFrameworkInput>>,
    /// Whether the hours are not fixed yet; guests are told so with them.
    pub is_provisional: MaybeUndefined<bool>,
    /// The languages spoken, the first most.
    pub languages: MaybeUndefined<Vec<Language>>,
    /// The languages interpreted into.
    pub interpretation: MaybeUndefined<Vec<Language>>,
    /// Of which series it is an edition.
    pub series_id: MaybeUndefined<ID>,
    /// Which edition, from 1; the next of the series where another series is named and no edition.
    pub edition: MaybeUndefined<i32>,
}

impl UpdateEventInput {
    /// The command meant.
    ///
    /// # Errors
    /// Every fault of form.
    pub fn read(&self) -> Result<Update> {
        let mut reader = Reader::new();
        let command = self.parts(&mut reader);
        reader.finish(command)
    }

    fn parts(&self, reader: &mut Reader) -> Option<Update> {
        let id = reader.id("id", &self.id);
        let title = required(reader, "title", &self.title, |reader, list| {
            reader.title("title", list)
        });
        let description = clearable(reader, &self.description, |reader, list| {
            reader.localized("description", list, PROSE)
        });
        let practical_notes = clearable(reader, &self.practical_notes, |reader, list| {
            reader.localized("practicalNotes", list, PROSE)
        });
        let kind = kept(reader, "kind", &self.kind);
        let visibility = kept(reader, "visibility", &self.visibility);
        let format = kept(reader, "format", &self.format);
        let starts_at = required(reader, "startsAt", &self.starts_at, |reader, wall| {
            reader.wall("startsAt", wall)
        });
        let ends_at = required(reader, "endsAt", &self.ends_at, |reader, wall| {
            reader.wall("endsAt", wall)
        });
        let time_zone = required(reader, "timeZone", &self.time_zone, |reader, zone| {
            reader.parsed("timeZone", &zone.0, "time zone")
        });
        let response_deadline = clearable(reader, &self.response_deadline, |reader, wall| {
            reader.wall("responseDeadline", wall)
        });
        let doors_open_at = clearable(reader, &self.doors_open_at, |reader, wall| {
            reader.wall("doorsOpenAt", wall)
        });
        let venue = clearable(reader, &self.venue, venue);
        let online_link = clearable(reader, &self.online_link, |reader, text| link(reader, text));
        let capacity = clearable(reader, &self.capacity, |reader, places| {
            capacity(reader, *places)
        });
        let offer_minutes = clearable(reader, &self.offer_minutes, |reader, minutes| {
            offer(reader, *minutes)
        });
        let approval = kept(reader, "approval", &self.approval);
        let passes_over = kept(reader, "passesOver", &self.passes_over);
        let holds_for_invited = kept(reader, "holdsForInvited", &self.holds_for_invited);
        let registering = self.registering(reader);
        let contact_person = clearable(reader, &self.contact_person, |reader, text| {
            reader.line("contactPerson", text, LINE)
        });
        let occasions = clearable(reader, &self.occasions, |reader, list| {
            occasions(reader, list)
        });
        let programmes = clearable(reader, &self.programme_ids, |reader, list| {
            programmes(reader, list)
        });
        let organisations = clearable(reader, &self.organisations, |reader, list| {
            organisations(reader, list)
        });
        let frameworks = clearable(reader, &self.frameworks, |reader, list| {
            frameworks(reader, list)
        });
        let is_provisional = kept(reader, "isProvisional", &self.is_provisional);
        let spoken = self.spoken(reader);
        let edition = self.in_series(reader);
        let (registration, registration_closes_at, registration_party) = registering?;
        let (languages, interpretation) = spoken?;
        let (series, edition) = edition?;
        Some(Update {
            id: id?,
            version: self.version,
            title: title?,
            description: description?,
            practical_notes: practical_notes?,
            kind: kind?.map(Into::into),
            visibility: visibility?.map(Into::into),
            format: format?.map(Into::into),
            starts_at: starts_at?,
            ends_at: ends_at?,
            time_zone: time_zone?,
            response_deadline: response_deadline?,
            doors_open_at: doors_open_at?,
            venue: venue?,
            online_link: online_link?,
            capacity: capacity?,
            offer_minutes: offer_minutes?,
            approval: approval?.map(Into::into),
            passes_over: passes_over?,
            holds_for_invited: holds_for_invited?,
            registration,
            registration_closes_at,
            registration_party,
            contact_person: contact_person?,
            occasions: occasions?,
            programmes: programmes?,
            organisations: organisations?,
            frameworks: frameworks?,
            is_provisional: is_provisional?,
            languages,
            interpretation,
            series,
            edition,
        })
    }

    /// Whether people register themselves, until when and for how many.
    fn registering(&self, reader: &mut Reader) -> Option<Registering> {
        let registration = kept(reader, "registration", &self.registration);
        let registration_closes_at =
            clearable(reader, &self.registration_closes_at, |reader, wall| {
                reader.wall("registrationClosesAt", wall)
            });
        let party = &self.registration_party_limit;
        let registration_party =
            required(reader, "registrationPartyLimit", party, |reader, most| {
                party_limit(reader, *most)
            });
        Some((
            registration?.map(Into::into),
            registration_closes_at?,
            registration_party?,
        ))
    }

    /// The languages spoken, and those interpreted into.
    fn spoken(&self, reader: &mut Reader) -> Option<(Spoken, Spoken)> {
        let spoken = clearable(reader, &self.languages, |reader, list| {
            languages(reader, "languages", list)
        });
        let interpretation = clearable(reader, &self.interpretation, |reader, list| {
            languages(reader, "interpretation", list)
        });
        spoken.zip(interpretation)
    }

    /// Of which series it is which edition.
    fn in_series(&self, reader: &mut Reader) -> Option<(Change<SeriesId>, Change<i32>)> {
        let series = clearable(reader, &self.series_id, |reader, id| {
            reader.id("seriesId", id)
        });
        let edition = clearable(reader, &self.edition, |reader, number| {
            edition(reader, *number)
        });
        series.zip(edition)
    }
}
