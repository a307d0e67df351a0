//! What is asked: each document beside the SQL that a careful hand would write for the same answer.

use std::borrow::Cow;

use serde_json::{Value, json};

use crate::{office::Office, options::Engine};

/// A document and the SQL for the same answer.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    /// What the ratio of requests a second is to reach.
    pub(crate) goal: Option<f64>,
    pub(crate) query: &'static str,
    /// The statements of the hand-written side; `$1` is what varies.
    pub(crate) sql: fn(Engine) -> Vec<&'static str>,
    pub(crate) varies: Varies,
}

/// What differs from one request to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Varies {
    Nothing,
    /// One of some events with a hundred guests and more.
    Event,
    /// One of some people who stand on many lists.
    Contact,
    /// One of some years.
    Year,
    /// A person and an event that have not met, over so many events.
    Pair(usize),
}

pub(crate) const DOCUMENTS: &[Document] = &[
    Document {
        name: "Q1",
        about: "50 events with counts by state; the SQL counts",
        goal: Some(2.0),
        query: "{ events(first: 50, filter: { to: \"2030-12-31\" }, orderBy: { field: STARTS_AT, direction: DESC }) { nodes { id title startsAt placesTaken attendeeCounts { \
            response { none accepted tentative declined represented } place { confirmed offered waitlisted } presence { unrecorded attended absent excused } } } } }",
        sql: |_| vec![include_str!("sql/q1.sql")],
        varies: Varies::Nothing,
    },
    Document {
        name: "Q2",
        about: "one event, 100 guests with their contact",
        goal: Some(0.4),
        query: "query($id: ID!) { event(id: $id) { id title startsAt attendees(first: 100) { nodes { id response place presence partySize contact { id displayName residenceCountry } } } } }",
        sql: |_| {
            vec![
                "SELECT id, title, starts_at FROM event WHERE id = $1",
                include_str!("sql/q2.sql"),
            ]
        },
        varies: Varies::Event,
    },
    Document {
        name: "Q3",
        about: "20 events × 20 guests × contact",
        goal: Some(0.48),
        query: "{ events(first: 20, filter: { to: \"2030-12-31\" }, orderBy: { field: STARTS_AT, direction: DESC }) { nodes { id title startsAt attendees(first: 20) { nodes { id response place contact { id displayName } } } } } }",
        sql: |engine| match engine {
            Engine::Postgres => vec![include_str!("sql/q3_postgres.sql")],
            Engine::Sqlite => vec![
                include_str!("sql/q3_sqlite_events.sql"),
                include_str!("sql/q3_sqlite_guests.sql"),
            ],
        },
        varies: Varies::Nothing,
    },
    Document {
        name: "Q4",
        about: "a year by country, different people",
        goal: None,
        query: "query($from: Date!, $to: Date!) { engagementStatistics(filter: { from: $from, to: $to }) { groups(by: [RESIDENCE_COUNTRY], first: 100) { nodes { keys { value } uniquePeople { value } } } } }",
        sql: |engine| match engine {
            Engine::Postgres => vec![include_str!("sql/q4_postgres.sql")],
            Engine::Sqlite => vec![include_str!("sql/q4_sqlite.sql")],
        },
        varies: Varies::Year,
    },
    Document {
        name: "Q5",
        about: "one contact, the 20 latest attendances",
        goal: None,
        query: "query($id: ID!) { contact(id: $id) { id displayName attendances(first: 20) { nodes { id response presence event { id title startsAt } } } } }",
        sql: |_| {
            vec![
                "SELECT id, display_name FROM contact WHERE id = $1",
                include_str!("sql/q5.sql"),
            ]
        },
        varies: Varies::Contact,
    },
    Document {
        name: "M1",
        about: "register with a capacity check, 20 events",
        goal: Some(0.7),
        query: REGISTER,
        sql: |_| Vec::new(),
        varies: Varies::Pair(20),
    },
    Document {
        name: "M1 hot",
        about: "the same, everybody to one event",
        goal: Some(0.7),
        query: REGISTER,
        sql: |_| Vec::new(),
        varies: Varies::Pair(1),
    },
];

const REGISTER: &str = "mutation($event: ID!, $contact: ID!) { registerAttendee(input: { eventId: $event, contactId: $contact }) { attendee { id place queuePosition } userErrors { field code message } } }";

/// The requests of a document; request number `n` is one of them, or made anew where no two may be alike.
#[derive(Debug)]
pub(crate) enum Requests {
    Some(Vec<String>),
    Pairs {
        query: &'static str,
        events: Vec<String>,
        contacts: Vec<String>,
    },
}

impl Requests {
    pub(crate) fn of(document: &Document, office: &Office) -> Self {
        let with = |variables: Value| {
            json!({ "query": document.query, "variables": variables }).to_string()
        };
        let by_id = |ids: &[String]| ids.iter().map(|id| with(json!({ "id": id }))).collect();
        match document.varies {
            Varies::Nothing => Self::Some(vec![with(json!({}))]),
            Varies::Event => Self::Some(by_id(&office.events)),
            Varies::Contact => Self::Some(by_id(&office.regulars)),
            Varies::Year => Self::Some(
                office
                    .years
                    .iter()
                    .map(|year| with(json!({ "from": format!("{year}-01-01"), "to": format!("{year}-12-31") })))
                    .collect(),
            ),
            Varies::Pair(events) => Self::Pairs {
                query: document.query,
                events: office.open_events(document).through_graphql.iter().take(events).cloned().collect(),
                contacts: office.contacts.clone(),
            },
        }
    }

    /// The body of request number `n`.
    pub(crate) fn body(&self, n: usize) -> Cow<'_, str> {
        match self {
            Self::Some(bodies) => Cow::Borrowed(
                bodies
                    .get(n % bodies.len().max(1))
                    .map_or("", String::as_str),
            ),
            Self::Pairs {
                query,
                events,
                contacts,
            } => {
                let event = events.get(n % events.len().max(1));
                let contact = contacts.get(n / events.len().max(1));
                Cow::Owned(
                    json!({ "query": query, "variables": { "event": event, "contact": contact } })
                        .to_string(),
                )
            }
        }
    }
}
