//! The facts a letter tells.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::CalendarMethod;

/// A name and an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailbox {
    /// The name shown, empty if there is none.
    pub name: String,
    /// The address, `local@domain`.
    pub address: String,
}

/// Who writes the letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeFacts {
    /// The office's name in the letter's language.
    pub name: String,
    /// The postal address, which may span lines.
    pub postal_address: Option<String>,
    /// Whom to turn to, in one line: "Ms Elira Hoxha, +355 4 000 0000, events@example.org".
    pub contact: Option<String>,
    /// The website, `http` or `https`.
    pub website: Option<String>,
}

/// Where an event is held.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Held {
    /// In a room.
    #[default]
    InPerson,
    /// On line.
    Online,
    /// In a room, and on line for who would rather.
    Hybrid,
}

/// What the letter is about, in the letter's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventFacts {
    /// The title, in one line.
    pub title: String,
    /// What the event is, in paragraphs.
    pub description: Option<String>,
    /// What a guest needs to know on the day, in paragraphs.
    pub practical_notes: Option<String>,
    /// When it starts.
    pub starts_at: DateTime<Utc>,
    /// When it ends, not before it starts.
    pub ends_at: DateTime<Utc>,
    /// Whether the hours are not fixed yet.
    #[serde(default)]
    pub is_provisional: bool,
    /// The IANA zone in which its hours are told.
    pub zone: Tz,
    /// Whether one comes to a room, takes part on line, or chooses.
    #[serde(default)]
    pub held: Held,
    /// The venue's name.
    pub venue: Option<String>,
    /// Street and number.
    pub address: Option<String>,
    /// The city.
    pub city: Option<String>,
    /// Where to follow it online, `http` or `https`.
    pub online_link: Option<String>,
    /// Until when an answer is asked.
    pub response_deadline: Option<DateTime<Utc>>,
    /// When the doors open.
    pub doors_open_at: Option<DateTime<Utc>>,
}

/// To whom the letter is addressed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuestFacts {
    /// How the guest is named in the greeting: "H.E. Ms Ana Rossi".
    pub addressing: String,
    /// The whole greeting without its comma ("Shkëlqesi", "Gentile Ministra"), where the office knows better than the
    /// form that fits every sex and rank.
    pub salutation: Option<String>,
    /// The function held at the event.
    pub function: Option<String>,
    /// The organisation represented at the event.
    pub organisation: Option<String>,
    /// For how many people a place is asked or held, the guest included.
    pub party_size: Option<u32>,
    /// The place in the queue, first is 1.
    pub waiting_list_position: Option<u32>,
    /// Until when an offered place is held.
    pub offer_deadline: Option<DateTime<Utc>>,
}

/// One thing an update changed. What holds now is in [`EventFacts`]; this tells what held before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It was put off, and takes place now.
    Resumed,
    /// The title.
    Title {
        /// The title before.
        before: String,
    },
    /// The start or the end.
    Time {
        /// The start before.
        starts_at: DateTime<Utc>,
        /// The end before.
        ends_at: DateTime<Utc>,
    },
    /// Venue, address or city.
    Place {
        /// The place before, in one line, if there was one.
        before: Option<String>,
    },
    /// The address for following it online.
    OnlineLink,
    /// The programme of the day.
    Programme,
    /// The practical notes.
    PracticalNotes,
    /// Something else, in the office's words and the letter's language.
    Words(
        /// A full sentence.
        String,
    ),
}

/// What lets a guest in at the door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketPart {
    /// What the square says, for who shows no pictures: letters, digits, hyphens and underscores.
    pub code: String,
    /// The square as a picture in the form PNG. It travels within the letter, so that nothing is fetched from anywhere.
    pub picture: Vec<u8>,
}

/// What makes a letter's event an entry in the guest's calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarPart {
    /// Stable for one event and one guest.
    pub uid: String,
    /// Raised by each material change and by the cancellation; the first request has 0.
    pub sequence: u32,
    /// What the guest's calendar is asked to do.
    pub method: CalendarMethod,
    /// Whether the guest has a place: the entry is tentative as long as they have none.
    #[serde(default)]
    pub has_place: bool,
    /// Who invites, and would receive calendar answers.
    pub organizer: Mailbox,
    /// The one guest.
    pub attendee: Mailbox,
    /// When this version of the entry was made.
    pub stamped_at: DateTime<Utc>,
}
