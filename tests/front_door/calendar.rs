//! The guest's calendar, read from the letters by a parser that is not ours.
//!
//! `KUVEND_TEST_PYTHON` names a Python with the parser; `tests/run` provides one. Without it those tests say that they
//! were left out.

use std::{io::Write, process::Command};

use axum::{body::Body, http::Request};
use kuvend_entity::{
    contact, event,
    id::{ContactId, EventId},
    kind::MessageState,
    message, message_body,
    text::LocalizedText,
    value::Language,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};
use serde_json::{Value, json};

use crate::{
    app::{TestApp, at},
    main_path::links,
    on_both_engines,
};

#[expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test that was left out says so"
)]
fn python() -> Option<String> {
    let python = std::env::var("KUVEND_TEST_PYTHON").ok();
    if python.is_none() {
        eprintln!(
            "left out: KUVEND_TEST_PYTHON names no Python that reads calendars; tests/run provides one"
        );
    }
    python
}

/// What the independent reader finds in a letter; whatever it refuses fails the test.
fn read(python: &str, letter: &[u8]) -> Value {
    run(python, "read_ics.py", letter)
}

/// What one of the independent readers finds in a file; nothing where there is none.
pub fn read_with(reader: &str, file: &[u8]) -> Option<Value> {
    Some(run(&python()?, reader, file))
}

fn run(python: &str, reader: &str, letter: &[u8]) -> Value {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(letter).unwrap();
    let reader = format!("{}/calendar/{reader}", env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(python).arg(reader).arg(file.path()).output();
    let output = output.unwrap();
    let refusal = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{refusal}\n{}",
        String::from_utf8_lossy(letter)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Delivers what is due: the letters that went out since the last time, oldest first, with their bytes.
async fn delivered(app: &TestApp, seen: &mut usize) -> Vec<(message::Model, Vec<u8>)> {
    app.deliver().await;
    let rows = message::Entity::find()
        .filter(message::Column::State.eq(MessageState::Accepted))
        .order_by_asc(message::Column::Id)
        .all(app.db.reader())
        .await
        .unwrap();
    let mut letters = Vec::new();
    for row in rows.into_iter().skip(*seen) {
        let body = message_body::Entity::find_by_id(row.id);
        let body = body.one(app.db.reader()).await.unwrap().unwrap();
        letters.push((row, body.bytes));
    }
    *seen += letters.len();
    letters
}

/// The one letter that went out since the last time.
async fn the_letter(app: &TestApp, seen: &mut usize) -> Vec<u8> {
    let mut letters = delivered(app, seen).await;
    assert_eq!(letters.len(), 1, "one letter is due");
    letters.remove(0).1
}

async fn version(app: &TestApp, event: &str) -> Value {
    let query = "query($id: ID!) { event(id: $id) { version } }";
    app.ask(query, json!({ "id": event })).await["event"]["version"].clone()
}

async fn invite(app: &TestApp, event: &str, contact: &str) {
    let input = json!({ "eventId": event, "audience": { "contactIds": [contact] } });
    app.act("inviteContacts", input, "queued").await;
}

async fn move_event(app: &TestApp, event: &str, starts: &str, ends: &str) {
    let version = version(app, event).await;
    let input = json!({ "id": event, "version": version, "startsAt": starts, "endsAt": ends });
    app.act("updateEvent", input, "event { id }").await;
}

/// `METHOD SEQUENCE` of a letter's calendar part, and its UID.
fn rank(letter: &[u8]) -> (String, String) {
    let letter = kuvend_notify::read(letter).unwrap();
    let calendar = letter.calendar.unwrap();
    let value = |name: &str| {
        let found = calendar.lines().find_map(|line| line.strip_prefix(name));
        found.unwrap().trim().to_owned()
    };
    (
        format!("{} {}", value("METHOD:"), value("SEQUENCE:")),
        value("UID:"),
    )
}

/// Clocks in Tirana, and what they are in UTC: it is two hours ahead until 2026-10-25 at three in the morning, one hour
/// from then on, and two again from 2027-03-28 at two in the morning.
const TIMES: [[&str; 4]; 6] = [
    [
        "2026-10-24T18:00",
        "2026-10-24T21:00",
        "2026-10-24T16:00:00Z",
        "2026-10-24T19:00:00Z",
    ],
    [
        "2026-10-25T18:00",
        "2026-10-25T21:00",
        "2026-10-25T17:00:00Z",
        "2026-10-25T20:00:00Z",
    ],
    [
        "2026-10-24T22:00",
        "2026-10-25T04:00",
        "2026-10-24T20:00:00Z",
        "2026-10-25T03:00:00Z",
    ],
    [
        "2027-03-27T18:00",
        "2027-03-27T21:00",
        "2027-03-27T17:00:00Z",
        "2027-03-27T20:00:00Z",
    ],
    [
        "2027-03-28T18:00",
        "2027-03-28T21:00",
        "2027-03-28T16:00:00Z",
        "2027-03-28T19:00:00Z",
    ],
    [
        "2027-03-27T22:00",
        "2027-03-28T04:00",
        "2027-03-27T21:00:00Z",
        "2027-03-28T02:00:00Z",
    ],
];

on_both_engines! {
    async fn an_entry_follows_its_event_over_both_changes_of_the_clocks(app: TestApp) {
        let Some(python) = python() else { return };
        app.clock.set(at("2026-10-01T09:00:00Z"));
        let contact = app.contact("Arta", "Hoxha").await;
        let (mut seen, mut uids) = (0, Vec::new());
        for (place, [starts, ends, starts_utc, ends_utc]) in TIMES.into_iter().enumerate() {
            let event = app.event(json!({ "startsAt": starts, "endsAt": ends })).await;
            invite(&app, &event, &contact).await;
            let invitation = read(&python, &the_letter(&app, &mut seen).await);
            let of = |entry: &Value| json!([entry["method"], entry["sequence"], entry["start_utc"], entry["end_utc"]]);
            assert_eq!(of(&invitation), json!(["PUBLISH", 0, starts_utc, ends_utc]));
            assert_eq!((&invitation["attendees"], &invitation["status"]), (&json!([]), &json!("TENTATIVE")), "nobody reads answers of calendars, so that none is asked for");
            assert_eq!(invitation["organizer"], "mission@example.org");
            assert_eq!(invitation["summary"], "Dita Ndërkombëtare e Migrantëve");

            let [starts, ends, starts_utc, ends_utc] = TIMES[(place + 1) % TIMES.len()];
            move_event(&app, &event, starts, ends).await;
            let update = read(&python, &the_letter(&app, &mut seen).await);
            assert_eq!(of(&update), json!(["PUBLISH", 1, starts_utc, ends_utc]));
            assert_eq!(update["uid"], invitation["uid"]);

            app.act("cancelEvent", json!({ "id": event, "reason": "Snow" }), "event { status }").await;
            let cancellation = read(&python, &the_letter(&app, &mut seen).await);
            assert_eq!(of(&cancellation), json!(["CANCEL", 2, starts_utc, ends_utc]));
            assert_eq!((&cancellation["uid"], &cancellation["status"]), (&invitation["uid"], &json!("CANCELLED")));
            assert_eq!((&cancellation["attendees"][0]["email"], &cancellation["attendees"][0]["rsvp"]), (&json!("arta.hoxha@example.org"), &json!(false)));
            uids.push(invitation["uid"].as_str().unwrap().to_owned());
        }
        uids.sort_unstable();
        uids.dedup();
        assert_eq!(uids.len(), TIMES.len(), "one entry for each event");
    }

    async fn no_words_bring_another_line_or_guest_into_an_entry(app: TestApp) {
        let Some(python) = python() else { return };
        let evil = "X\r\nATTENDEE:mailto:evil@example.org\r\nEND:VEVENT\r\nBEGIN:VEVENT";
        let long = "Διασπορά, τέχνη; και μουσική ".repeat(11);
        let long: String = long.chars().take(300).collect();
        let mut seen = 0;
        for (number, title) in [evil, &long, "Dinner, speeches; and \\n more: \"music\"", "Η Ημέρα των Μεταναστών", "One\nTwo", "A\u{2028}ATTENDEE:mailto:evil@example.org", "=?utf-8?q?X?=", "🎉".repeat(80).as_str()].into_iter().enumerate() {
            let contact = app.contact("Arta", &format!("Hoxha{number}")).await;
            let input = json!({ "practicalNotes": [{ "language": "en", "text": evil }], "description": [{ "language": "en", "text": long }], "venue": { "name": "Hall; \"A\", \\B:1", "city": "Tirana" }, "contactPerson": "Edon, \"desk\"; 1" });
            let event = app.event(input).await;
            // What an import once wrote, past the checks of the front door.
            let (id, guest): (EventId, ContactId) = (event.parse().unwrap(), contact.parse().unwrap());
            let mut row = event::Entity::find_by_id(id).one(app.db.reader()).await.unwrap().unwrap().into_active_model();
            row.title = Set(LocalizedText([(Language::english(), title.to_owned())].into()));
            row.update(app.db.writer()).await.unwrap();
            let mut row = contact::Entity::find_by_id(guest).one(app.db.reader()).await.unwrap().unwrap().into_active_model();
            row.display_name = Set(format!("Arta \"{evil}\"; Hoxha, {}", "Ω".repeat(100)));
            row.update(app.db.writer()).await.unwrap();

            invite(&app, &event, &contact).await;
            let entry = read(&python, &the_letter(&app, &mut seen).await);
            assert_eq!((&entry["method"], &entry["attendees"]), (&json!("PUBLISH"), &json!([])), "{entry:#}");
            assert_eq!((&entry["start_utc"], &entry["end_utc"]), (&json!("2026-11-16T17:00:00Z"), &json!("2026-11-16T20:00:00Z")));
            let said: String = title.split(|c: char| c.is_control() || c == '\u{2028}').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
            assert_eq!(entry["summary"], said.trim(), "{title:?}");
            assert_eq!(entry["location"], "Hall; \"A\", \\B:1, Tirana");
            // Who is named in a cancellation is the guest, and nobody that a name brought along.
            app.act("cancelEvent", json!({ "id": event, "reason": evil }), "event { status }").await;
            let entry = read(&python, &the_letter(&app, &mut seen).await);
            assert_eq!((&entry["method"], entry["attendees"].as_array().unwrap().len()), (&json!("CANCEL"), 1), "{entry:#}");
            assert_eq!(entry["attendees"][0]["email"], format!("arta.hoxha{number}@example.org"));
        }
    }

    async fn the_front_door_takes_no_title_of_several_lines(app: TestApp) {
        let before = app.contents().await;
        for (title, code) in [("X\r\nATTENDEE:mailto:evil@example.org", "MALFORMED"), ("One\nTwo", "MALFORMED"), (&*"Ω".repeat(300), "TOO_LONG")] {
            let input = json!({ "title": [{ "language": "en", "text": title }], "kind": "MEETING", "startsAt": "2026-12-01T10:00", "endsAt": "2026-12-01T11:00", "timeZone": "Europe/Tirane" });
            let payload = app.act_raw("createEvent", input, "").await;
            assert_eq!((&payload["userErrors"][0]["code"], &payload["userErrors"][0]["field"]), (&json!(code), &json!(["title", "0", "text"])));
        }
        app.holds(&before).await;
    }

    async fn the_sequence_of_an_entry_never_falls(app: TestApp) {
        let event = app.event(json!({ "capacity": 10 })).await;
        let (arta, besnik) = (app.contact("Arta", "Hoxha").await, app.contact("Besnik", "Leka").await);
        let mut seen = 0;
        let mut ranks: [Vec<String>; 2] = [Vec::new(), Vec::new()];
        let mut uids = [Vec::new(), Vec::new()];
        let mut next = async || {
            for (row, letter) in delivered(&app, &mut seen).await {
                let whose = usize::from(row.contact_id.unwrap().to_string() != arta);
                let (rank, uid) = rank(&letter);
                ranks[whose].push(rank);
                uids[whose].push(uid);
            }
        };
        invite(&app, &event, &arta).await;
        invite(&app, &event, &besnik).await;
        next().await;
        let rows = app.ask("query($id: ID!) { event(id: $id) { attendees { nodes { id contact { id } } } } }", json!({ "id": event })).await;
        let row = rows["event"]["attendees"]["nodes"].as_array().unwrap().iter().find(|row| row["contact"]["id"] == arta.as_str()).unwrap()["id"].clone();
        let accept = json!({ "attendeeId": row, "response": "ACCEPTED", "channel": "PHONE" });
        app.act("recordResponse", accept.clone(), "attendee { place }").await;
        next().await;
        app.act("cancelAttendee", json!({ "attendeeId": row, "reason": "ill" }), "attendee { place }").await;
        next().await;
        app.act("registerAttendee", json!({ "eventId": event, "contactId": arta }), "attendee { place }").await;
        next().await;
        move_event(&app, &event, "2026-11-17T18:00", "2026-11-17T21:00").await;
        next().await;
        app.act("withdrawInvitation", json!({ "attendeeId": row }), "attendee { invitation }").await;
        next().await;
        app.act("resendInvitation", json!({ "attendeeId": row }), "attendee { invitation }").await;
        next().await;
        app.act("recordResponse", accept, "attendee { place }").await;
        next().await;
        let letters = app.mail().await;
        let letter = letters.iter().rfind(|(row, _)| row.contact_id.unwrap().to_string() == arta).unwrap();
        let file = format!("{}/event.ics", links(letter.1.text.as_ref().unwrap())[0]);
        let (_, file) = app.send(Request::get(file).body(Body::empty()).unwrap()).await;
        let file = String::from_utf8(file).unwrap();
        assert!(file.contains("SEQUENCE:5\r\n"), "{file}");
        app.act("cancelEvent", json!({ "id": event, "reason": "Snow" }), "event { status }").await;
        next().await;
        assert_eq!(ranks[0], ["PUBLISH 0", "PUBLISH 0", "CANCEL 1", "PUBLISH 2", "PUBLISH 3", "CANCEL 4", "PUBLISH 5", "PUBLISH 5", "CANCEL 6"]);
        assert_eq!(ranks[1], ["PUBLISH 0", "PUBLISH 1", "CANCEL 2"], "what befalls one guest raises nothing for another");
        for uids in &mut uids {
            uids.dedup();
            assert_eq!(uids.len(), 1, "one entry for each guest: {uids:?}");
        }
        assert_ne!(uids[0], uids[1]);
    }
}
