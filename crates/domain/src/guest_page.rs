//! The page behind a guest's own link: what it shows and what an answer from it does.
//!
//! The link is the credential. [`view`] only reads, however often mail scanners open it; [`answer`] acts as
//! [`Actor::Guest`](crate::actor::Actor) on the one row that the link names.
//!
//! **Invariant:** a link that is altered, revoked, expired or of an erased person shows nothing, and nothing of why.
//! **Invariant:** a page tells a guest nothing of other guests: no names but of those who contribute to a published run of show and
//! agreed to be named, no counts but the place in the queue.

mod answer;
mod asking;
mod calendar;
mod floor;
mod handing;
mod reading;

use chrono::{DateTime, NaiveDateTime, Offset as _, Utc};
use kuvend_entity::{
    attendee, event,
    kind::{EventFormat, EventStatus, InvitationState, PlaceState, PresenceMode, ResponseState},
    office,
    text::LocalizedText,
    value::{EmailAddress, Language, TimeZone, Venue},
};

pub(crate) use self::answer::text as typed_text;
pub use self::{
    answer::{Answer, GuestAnswer, NamedDeputy, REASON_LIMIT, answer},
    asking::{AskedCondition, AskedQuestion, Asking, NeedGroup, OfferedNeed, Telling, tell},
    calendar::{calendar_file, calendar_uid},
    floor::{Floor, GuestQuestion, OpenPanel, OwnQuestion, ask_panel, withdraw_question},
    handing::{
        AskedFor, Given, Handing, PartOfOne, begin_file, discard_file, hand_in, hand_in_file,
        longest,
    },
    reading::view,
};
pub use crate::attendees::modes::Waits;
use crate::{agenda::Part, door::Ticket};

/// Who comes by: the link, and the languages they would like.
#[derive(Debug, Clone)]
pub struct Visit<'a> {
    /// The link's token.
    pub token: &'a str,
    /// The language chosen on the page; it wins over all else.
    pub asked: Option<Language>,
    /// The language of the browser, for a guest of whom none is known.
    pub spoken: Option<Language>,
}

/// A text and the language it is in, which may be another than the page's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The text.
    pub text: String,
    /// Its language.
    pub language: Language,
}

impl Said {
    /// A text by the fallback chain of [`LocalizedText::best`], with its language.
    pub(crate) fn best(
        text: &LocalizedText,
        wanted: &Language,
        fallback: &Language,
    ) -> Option<Self> {
        let best = text.best(Some(wanted), fallback)?;
        let in_language = |language: &&Language| text.0.get(*language).is_some_and(|t| t == best);
        let language = [wanted, fallback]
            .into_iter()
            .find(in_language)
            .or_else(|| text.0.keys().find(in_language))?;
        Some(Self {
            text: best.to_owned(),
            language: language.clone(),
        })
    }
}

/// What a clock at the event shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LocalTime {
    /// Day and hour there.
    pub wall: NaiveDateTime,
    /// Minutes that this clock is ahead of UTC.
    pub ahead_of_utc: i32,
}

impl LocalTime {
    pub(crate) fn at(instant: DateTime<Utc>, zone: &TimeZone) -> Self {
        let local = instant.with_timezone(&zone.zone());
        Self {
            wall: local.naive_local(),
            ahead_of_utc: local.offset().fix().local_minus_utc() / 60,
        }
    }

    /// The zone of this moment with its distance from UTC then, as letters name it: "Tirana, UTC+1".
    #[must_use]
    pub fn zone_name(&self, zone: &TimeZone, language: &Language) -> String {
        let tongue = kuvend_notify::Language::best(&[language.as_str()]);
        kuvend_notify::zone_name(tongue, zone.as_str(), self.ahead_of_utc)
    }
}

/// Who invites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host {
    /// Its name.
    pub name: Said,
    /// Where a guest writes to.
    pub address: EmailAddress,
    /// Where it is.
    pub postal_address: Option<String>,
}

impl Host {
    /// An office in a language.
    pub(crate) fn of(office: &office::Model, language: &Language, own: &Language) -> Self {
        let name = Said::best(&office.name, language, own);
        Self {
            name: name.unwrap_or_else(|| Said {
                text: office.sender_name.clone(),
                language: own.clone(),
            }),
            address: office
                .reply_to
                .clone()
                .unwrap_or_else(|| office.sender_address.clone()),
            postal_address: office.postal_address.clone(),
        }
    }
}

/// The event, as a guest sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Occasion {
    /// Its title.
    pub title: Said,
    /// What it is about.
    pub description: Option<Said>,
    /// How to get there and what to bring.
    pub practical_notes: Option<Said>,
    /// Where it stands.
    pub status: EventStatus,
    /// In a room, on line, or both.
    pub format: EventFormat,
    /// When it starts.
    pub starts: LocalTime,
    /// When it ends.
    pub ends: LocalTime,
    /// In which zone these times are.
    pub time_zone: TimeZone,
    /// From when guests are received.
    pub doors_open: Option<LocalTime>,
    /// Until when answers are awaited.
    pub response_deadline: Option<LocalTime>,
    /// Where.
    pub venue: Option<Venue>,
    /// Where on line; only for who has a place.
    pub online_link: Option<String>,
    /// Whom guests ask.
    pub contact_person: Option<String>,
    /// Why it was cancelled.
    pub cancel_reason: Option<String>,
}

/// The guest's row, as the guest sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitee {
    /// How the guest is named; none yet for an organisation's seat.
    pub name: Option<String>,
    /// Whom they represent.
    pub organisation: Option<Said>,
    /// With which function.
    pub function: Option<String>,
    /// How many come, the guest included.
    pub party_size: i32,
    /// How many may come at most, the guest included.
    pub party_allowance: i32,
    /// Who comes along, as far as they are named: given and family names.
    pub companions: Vec<(String, String)>,
    /// How they take part, where there is more than one way and they or the office chose.
    pub attends: Option<PresenceMode>,
    /// Whether they are on the list by a registration, and nobody invited them.
    pub is_registered: bool,
    /// The answer so far.
    pub response: ResponseState,
    /// What was written with it.
    pub reason: Option<String>,
    /// Whether the answer is older than the last change of time or place.
    pub is_answer_outdated: bool,
    /// The place.
    pub place: PlaceState,
    /// Which one in the queue, from 1, for who waits.
    pub queue_position: Option<u64>,
    /// Until when an offered place is held.
    pub offer_until: Option<LocalTime>,
    /// Where accepting now would mean to wait for a place.
    pub waits: Waits,
    /// Whether the office has no place for the guest, whatever they answer.
    pub is_turned_away: bool,
}

/// Why no answer is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Closed {
    /// The invitation was taken back.
    Withdrawn,
    /// The event is not published yet.
    NotOpen,
    /// It will not take place.
    Cancelled,
    /// It is put off.
    Postponed,
    /// It has taken place.
    Over,
    /// The deadline has passed.
    TooLate,
    /// The offered place was not accepted in time.
    OfferLapsed,
}

/// All that the page shows.
#[derive(Debug, Clone, PartialEq)]
pub struct GuestPage {
    /// In which language.
    pub language: Language,
    /// Who invites.
    pub host: Host,
    /// To what.
    pub event: Occasion,
    /// Whom.
    pub guest: Invitee,
    /// The run of show, once it is published.
    pub programme: Vec<Part>,
    /// What is asked of a guest who comes, or may come.
    pub asking: Option<Asking>,
    /// Which panels the guest may ask something, and what they asked.
    pub floor: Option<Floor>,
    /// What a guest who contributes is asked to hand in.
    pub handing: Option<Handing>,
    /// What lets the guest in at the door, for who has a place in the room.
    pub ticket: Option<Ticket>,
    /// Why no answer is taken; none while one is.
    pub closed: Option<Closed>,
    /// Whether there is a calendar file ([`calendar_file`]).
    pub has_calendar: bool,
}

/// The rule of who may still answer, for the page to say so beforehand; [`crate::attendees::respond`] holds it.
fn closed(event: &event::Model, row: &attendee::Model, now: DateTime<Utc>) -> Option<Closed> {
    if row.invitation == InvitationState::Withdrawn {
        return Some(Closed::Withdrawn);
    }
    match event.status {
        EventStatus::Published => {}
        EventStatus::Draft => return Some(Closed::NotOpen),
        EventStatus::Postponed => return Some(Closed::Postponed),
        EventStatus::Cancelled => return Some(Closed::Cancelled),
        EventStatus::Completed | EventStatus::Archived => return Some(Closed::Over),
    }
    if event.attendance_closed_at.is_some() || now > event.ends_at {
        return Some(Closed::Over);
    }
    let offer = row
        .offer_expires_at
        .filter(|_| row.place == PlaceState::Offered);
    match (offer, event.response_deadline) {
        (Some(until), _) => (now > until).then_some(Closed::OfferLapsed),
        (None, Some(deadline)) => (now > deadline).then_some(Closed::TooLate),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_says_which_language_it_is_in() {
        let (en, sq, it): (Language, Language, Language) = (
            "en".parse().unwrap(),
            "sq".parse().unwrap(),
            "it".parse().unwrap(),
        );
        let text = LocalizedText([(sq.clone(), "Festë".to_owned())].into());
        let said = Said::best(&text, &it, &en).unwrap();
        assert_eq!(
            (said.text.as_str(), said.language.as_str()),
            ("Festë", "sq")
        );
        assert_eq!(Said::best(&LocalizedText::default(), &it, &en), None);
    }

    #[test]
    fn local_times_carry_their_distance_from_utc() {
        let tirana = "Europe/Tirane".parse().unwrap();
        let winter = LocalTime::at("2025-12-18T17:00:00Z".parse().unwrap(), &tirana);
        let summer = LocalTime::at("2025-07-18T16:00:00Z".parse().unwrap(), &tirana);
        assert_eq!(winter.wall.to_string(), "2025-12-18 18:00:00");
        assert_eq!(summer.wall.to_string(), "2025-07-18 18:00:00");
        assert_eq!((winter.ahead_of_utc, summer.ahead_of_utc), (60, 120));
    }
}
