//! Reading what clients say of events.

mod update;

pub use update::UpdateEventInput;

use async_graphql::{ID, InputObject, MaybeUndefined};
use kuvend_domain::{
    agenda::ConflictKind,
    error::Result,
    events::{
        Cancel, Create, LARGEST_CAPACITY, LARGEST_PARTY, LAST_EDITION, LONGEST_OFFER, MOST_PARTS,
        Part, Pointed, Publish, Times, is_occasion,
    },
    fault::Code,
};
use kuvend_entity::{
    id::ProgrammeId,
    kind,
    value::{self, Venue},
};

use crate::{
    agenda::AgendaConflictKind,
    enums::{
        ApprovalRule, EventFormat, EventKind, EventOrganisationRole, EventRegistration,
        EventVisibility, FrameworkRelation,
    },
    events::venue::VenueInput,
    input::{LINE, LocalizedTextInput, PROSE, Reader},
    scalars::{Language, LocalDateTime, TimeZone},
};

/// Letters of a link at most.
const LONGEST_LINK: usize = 2_000;

/// The part of an organisation in an event.
#[derive(Debug, Clone, InputObject)]
pub struct EventOrganisationInput {
    /// Who.
    pub organisation_id: ID,
    /// As what.
    pub role: EventOrganisationRole,
}

/// A policy framework that an event has to do with.
#[derive(Debug, Clone, InputObject)]
pub struct EventFrameworkInput {
    /// Which.
    pub framework_id: ID,
    /// What the event does with it.
    pub relation: FrameworkRelation,
}

/// Plans an event.
#[derive(Debug, Clone, InputObject)]
pub struct CreateEventInput {
    /// Whose; needed only by who works in several offices.
    pub office_id: Option<ID>,
    /// Title per language, at least one.
    pub title: Vec<LocalizedTextInput>,
    /// Description per language.
    pub description: Option<Vec<LocalizedTextInput>>,
    /// How to get there and what to bring, per language.
    pub practical_notes: Option<Vec<LocalizedTextInput>>,
    /// What sort.
    pub kind: EventKind,
    /// The observances it marks, in order: `international-migrants-day`.
    pub occasions: Option<Vec<String>>,
    /// When it starts, on the clock of `timeZone`.
    pub starts_at: LocalDateTime,
    /// When it ends, on the clock of `timeZone`.
    pub ends_at: LocalDateTime,
    /// Where the clock stands.
    pub time_zone: TimeZone,
    /// Until when answers are awaited, on the clock of `timeZone`; not after the start.
    pub response_deadline: Option<LocalDateTime>,
    /// From when guests are received, on the clock of `timeZone`; not after the start.
    pub doors_open_at: Option<LocalDateTime>,
    /// Whether it happens in a room; unless said it does, and on line as well where there is an `onlineLink`.
    pub format: Option<EventFormat>,
    /// Where.
    pub venue: Option<VenueInput>,
    /// Where on line (`https://…`), for who has a place.
    pub online_link: Option<String>,
    /// How many places; without limit unless said.
    pub capacity: Option<i32>,
    /// How long a freed place stays offered to the next in the queue, in minutes; two days unless said, null confirms at
    /// once.
    pub offer_minutes: MaybeUndefined<i32>,
    /// Whose places wait until the office approves; nobody's unless said.
    pub approval: Option<ApprovalRule>,
    /// Whether a smaller party on the waiting list may pass a larger one that does not fit; unless said it may not.
    pub passes_over: Option<bool>,
    /// Whether whoever is invited has a place held until answers are due, while there are any and nobody waits; unless said
    /// an invitation holds nothing. Not with `approval: ALL`.
    pub holds_for_invited: Option<bool>,
    /// Whether people register themselves on the event's page; unless said they do not. Only with `visibility: LISTED`.
    pub registration: Option<EventRegistration>,
    /// Until when they may, on the clock of `timeZone`; not after the start, and until it unless said.
    pub registration_closes_at: Option<LocalDateTime>,
    /// How many come with one such form at most, whoever fills it in included; one unless said.
    pub registration_party_limit: Option<i32>,
    /// Who may find it; only who is invited unless said.
    pub visibility: Option<EventVisibility>,
    /// Whom guests ask.
    pub contact_person: Option<String>,
    /// The programmes it belongs to.
    pub programme_ids: Option<Vec<ID>>,
    /// Who else has a part in it: hosts, co-organisers, partners, donors.
    pub organisations: Option<Vec<EventOrganisationInput>>,
    /// The strategies, action plans and compacts that it launches and announces.
    pub frameworks: Option<Vec<EventFrameworkInput>>,
    /// Whether the hours are not fixed yet; guests are told so with them.
    pub is_provisional: Option<bool>,
    /// The languages spoken, the first most.
    pub languages: Option<Vec<Language>>,
    /// The languages interpreted into.
    pub interpretation: Option<Vec<Language>>,
    /// Of which series it is an edition.
    pub series_id: Option<ID>,
    /// Which edition, from 1; the next of the series unless said.
    pub edition: Option<i32>,
}

fn occasions(reader: &mut Reader, list: &[String]) -> Option<Vec<String>> {
    reader.each("occasions", list, MOST_PARTS, |reader, slug| {
        let slug = slug.trim();
        if is_occasion(slug) {
            Some(slug.to_owned())
        } else {
            reader.wrong("", Code::Malformed, &[("what", "occasion")])
        }
    })
}

fn programmes(reader: &mut Reader, list: &[ID]) -> Option<Vec<ProgrammeId>> {
    reader.each("programmeIds", list, MOST_PARTS, |reader, id| {
        reader.id("", id)
    })
}

fn organisations(reader: &mut Reader, list: &[EventOrganisationInput]) -> Option<Vec<Part>> {
    reader.each("organisations", list, MOST_PARTS, |reader, part| {
        Some(Part {
            organisation: reader.id("organisationId", &part.organisation_id)?,
            role: part.role.into(),
        })
    })
}

fn frameworks(reader: &mut Reader, list: &[EventFrameworkInput]) -> Option<Vec<Pointed>> {
    reader.each("frameworks", list, MOST_PARTS, |reader, told| {
        Some(Pointed {
            framework: reader.id("frameworkId", &told.framework_id)?,
            relation: told.relation.into(),
        })
    })
}

fn languages(reader: &mut Reader, field: &str, list: &[Language]) -> Option<Vec<value::Language>> {
    let mut seen = std::collections::HashSet::new();
    reader.each(field, list, value::Language::KNOWN.len(), |reader, told| {
        let language: value::Language = reader.parsed("", &told.0, "language")?;
        if seen.insert(language.clone()) {
            Some(language)
        } else {
            reader.wrong("", Code::Taken, &[])
        }
    })
}

fn edition(reader: &mut Reader, number: i32) -> Option<i32> {
    reader.within_range("edition", number, 1, LAST_EDITION)
}

fn venue(reader: &mut Reader, venue: &VenueInput) -> Option<Venue> {
    reader.within("venue", |reader| venue.read(reader))
}

fn link(reader: &mut Reader, link: &str) -> Option<String> {
    let link = reader.line("onlineLink", link, LONGEST_LINK)?;
    let rest = link
        .strip_prefix("https://")
        .or_else(|| link.strip_prefix("http://"));
    if rest.is_some_and(|rest| !rest.is_empty()) && !link.contains(char::is_whitespace) {
        Some(link)
    } else {
        reader.wrong("onlineLink", Code::Malformed, &[("what", "link")])
    }
}

fn capacity(reader: &mut Reader, places: i32) -> Option<i32> {
    reader.within_range("capacity", places, 0, LARGEST_CAPACITY)
}

/// How long a freed place stays offered unless said, in minutes: two days.
const OFFER: i32 = 2 * 24 * 60;

fn offer(reader: &mut Reader, minutes: i32) -> Option<i32> {
    reader.within_range("offerMinutes", minutes, 1, LONGEST_OFFER)
}

fn party_limit(reader: &mut Reader, most: i32) -> Option<i32> {
    reader.within_range("registrationPartyLimit", most, 1, LARGEST_PARTY)
}

impl CreateEventInput {
    /// The command meant.
    ///
    /// # Errors
    /// Every fault of form.
    pub fn read(&self) -> Result<Create> {
        let mut reader = Reader::new();
        let command = self.parts(&mut reader);
        reader.finish(command)
    }

    fn parts(&self, reader: &mut Reader) -> Option<Create> {
        let office = reader.optional(self.office_id.as_ref(), |reader, id| {
            reader.id("officeId", id)
        });
        let title = reader.title("title", &self.title);
        let mut prose = |field: &str, list: Option<&Vec<LocalizedTextInput>>| {
            reader.localized(field, list.map_or(&[], Vec::as_slice), PROSE)
        };
        let description = prose("description", self.description.as_ref());
        let practical_notes = prose("practicalNotes", self.practical_notes.as_ref());
        let times = self.times(reader);
        let venue = reader.optional(self.venue.as_ref(), venue);
        let online_link =
            reader.optional(self.online_link.as_ref(), |reader, text| link(reader, text));
        let capacity = reader.optional(self.capacity.as_ref(), |reader, places| {
            capacity(reader, *places)
        });
        let offer_minutes = reader.change(&self.offer_minutes, |reader, minutes| {
            offer(reader, *minutes)
        });
        let registration_party = reader
            .optional(self.registration_party_limit.as_ref(), |reader, most| {
                party_limit(reader, *most)
            });
        let contact_person = reader.optional(self.contact_person.as_ref(), |reader, text| {
            reader.line("contactPerson", text, LINE)
        });
        let occasions = occasions(reader, self.occasions.as_deref().unwrap_or_default());
        let programmes = programmes(reader, self.programme_ids.as_deref().unwrap_or_default());
        let organisations =
            organisations(reader, self.organisations.as_deref().unwrap_or_default());
        let frameworks = frameworks(reader, self.frameworks.as_deref().unwrap_or_default());
        let mut spoken = |field: &str, list: Option<&Vec<Language>>| {
            languages(reader, field, list.map_or(&[], Vec::as_slice))
        };
        let languages = spoken("languages", self.languages.as_ref());
        let interpretation = spoken("interpretation", self.interpretation.as_ref());
        let series = reader.optional(self.series_id.as_ref(), |reader, id| {
            reader.id("seriesId", id)
        });
        let edition = reader.optional(self.edition.as_ref(), |reader, number| {
            edition(reader, *number)
        });
        Some(Create {
            office: office?,
            title: title?,
            description: description?,
            practical_notes: practical_notes?,
            kind: self.kind.into(),
            visibility: self
                .visibility
                .map_or(kind::EventVisibility::InvitationOnly, Into::into),
            format: self.format(),
            times: times?,
            venue: venue?,
            online_link: online_link?,
            capacity: capacity?,
            offer_minutes: match offer_minutes? {
                MaybeUndefined::Undefined => Some(OFFER),
                MaybeUndefined::Null => None,
                MaybeUndefined::Value(minutes) => Some(minutes),
            },
            approval: self.approval.map_or(kind::ApprovalRule::None, Into::into),
            passes_over: self.passes_over.unwrap_or_default(),
            holds_for_invited: self.holds_for_invited.unwrap_or_default(),
            registration: self
                .registration
                .map_or(kind::EventRegistration::Closed, Into::into),
            registration_party: registration_party?.unwrap_or(1),
            contact_person: contact_person?,
            occasions: occasions?,
            programmes: programmes?,
            organisations: organisations?,
            frameworks: frameworks?,
            is_provisional: self.is_provisional.unwrap_or_default(),
            languages: value::Languages(languages?),
            interpretation: value::Languages(interpretation?),
            series: series?,
            edition: edition?,
        })
    }

    fn format(&self) -> kind::EventFormat {
        match (self.format, &self.online_link, &self.venue) {
            (Some(format), _, _) => format.into(),
            (None, Some(_), Some(_)) => kind::EventFormat::Hybrid,
            (None, Some(_), None) => kind::EventFormat::Online,
            (None, None, _) => kind::EventFormat::InPerson,
        }
    }

    fn times(&self, reader: &mut Reader) -> Option<Times> {
        let zone = reader.parsed("timeZone", &self.time_zone.0, "time zone");
        let starts_at = reader.wall("startsAt", &self.starts_at);
        let ends_at = reader.wall("endsAt", &self.ends_at);
        let response_deadline = reader.optional(self.response_deadline.as_ref(), |reader, wall| {
            reader.wall("responseDeadline", wall)
        });
        let doors_open_at = reader.optional(self.doors_open_at.as_ref(), |reader, wall| {
            reader.wall("doorsOpenAt", wall)
        });
        let closes_at = self.registration_closes_at.as_ref();
        let registration_closes_at = reader.optional(closes_at, |reader, wall| {
            reader.wall("registrationClosesAt", wall)
        });
        Some(Times {
            zone: zone?,
            starts_at: starts_at?,
            ends_at: ends_at?,
            response_deadline: response_deadline?,
            doors_open_at: doors_open_at?,
            registration_closes_at: registration_closes_at?,
        })
    }
}

/// Publishes an event, so that guests may be invited and answer.
#[derive(Debug, Clone, InputObject)]
pub struct PublishEventInput {
    /// Which.
    pub id: ID,
    /// The version that was read, if it matters.
    pub version: Option<i32>,
    /// Conflicts of the run of show that would stop it, seen and accepted.
    pub accept_conflicts: Option<Vec<AgendaConflictKind>>,
}

impl PublishEventInput {
    /// The command meant.
    ///
    /// # Errors
    /// Every fault of form.
    pub fn read(&self) -> Result<Publish> {
        let mut reader = Reader::new();
        let accept: Vec<ConflictKind> = self
            .accept_conflicts
            .iter()
            .flatten()
            .map(|kind| (*kind).into())
            .collect();
        let command = reader.id("id", &self.id).map(|id| Publish {
            id,
            version: self.version,
            accept,
        });
        reader.finish(command)
    }
}

/// Cancels an event that has not taken place. Whoever was told of it is told.
#[derive(Debug, Clone, InputObject)]
pub struct CancelEventInput {
    /// Which.
    pub id: ID,
    /// The version that was read, if it matters.
    pub version: Option<i32>,
    /// Why; guests are told.
    pub reason: Option<String>,
}

impl CancelEventInput {
    /// The command meant.
    ///
    /// # Errors
    /// Every fault of form.
    pub fn read(&self) -> Result<Cancel> {
        let mut reader = Reader::new();
        let id = reader.id("id", &self.id);
        let reason = reader.optional(self.reason.as_ref(), |reader, text| {
            reader.prose("reason", text, PROSE)
        });
        let command = id.zip(reason).map(|(id, reason)| Cancel {
            id,
            version: self.version,
            reason,
        });
        reader.finish(command)
    }
}
