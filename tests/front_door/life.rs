//! The life of an event: what moving it brings along, and who is told where to take part.

use kuvend_entity::{
    attendee,
    id::{ContactId, EventId},
    kind::{MessageKind, MessageState, PlaceState},
    message,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::{
    app::{TestApp, at},
    on_both_engines,
};

/// Where the hybrid event of these tests is followed from elsewhere.
const LINK: &str = "https://meet.example.org/talk";

/// The letters that went out since so many had: to whom, of which kind, and whether the link stands anywhere in them.
async fn links_of(app: &TestApp, seen: &mut usize) -> Vec<(String, MessageKind, bool)> {
    app.deliver().await;
    let mail = app.mail().await;
    let fresh = mail.iter().skip(*seen).map(|(row, letter)| {
        let parts = [&letter.text, &letter.html, &letter.calendar];
        // A calendar's long lines are folded.
        let says = |part: &Option<String>| {
            let part = part.as_deref().unwrap_or_default().replace("\r\n ", "");
            part.contains("meet.example.org")
        };
        let to = letter.to.split('@').next().unwrap();
        let to = to.rsplit('<').next().unwrap().to_owned();
        (to, row.kind, parts.into_iter().any(says))
    });
    let mut fresh: Vec<_> = fresh.collect();
    *seen = mail.len();
    fresh.sort_by_key(|(to, kind, _)| (to.clone(), kind.as_str()));
    fresh
}

fn told(list: &[(&str, MessageKind, bool)]) -> Vec<(String, MessageKind, bool)> {
    list.iter()
        .map(|(to, kind, link)| ((*to).to_owned(), *kind, *link))
        .collect()
}

/// The times of an event, and what guests' letters count by.
async fn times(app: &TestApp, event: &str) -> Value {
    let query = "query($id: ID!) { event(id: $id) { version startsAtLocal endsAtLocal startsAt endsAt doorsOpenAt responseDeadline } }";
    app.ask(query, json!({ "id": event })).await["event"].clone()
}

use MessageKind::{Invitation, RegistrationConfirmation as Confirmation, Update, WaitingList};

on_both_engines! {
    async fn the_link_to_take_part_from_elsewhere_is_for_who_has_a_place(app: TestApp) {
        let event = app.event(json!({ "format": "HYBRID", "onlineLink": LINK, "capacity": 1, "venue": { "name": "National Theatre" } })).await;
        let (arta, besnik) = (app.contact("Arta", "Hoxha").await, app.contact("Besnik", "Leka").await);
        let mut seen = 0;
        app.act("inviteContacts", json!({ "eventId": event, "audience": { "contactIds": [arta, besnik] } }), "queued").await;
        assert_eq!(links_of(&app, &mut seen).await, told(&[("arta.hoxha", Invitation, false), ("besnik.leka", Invitation, false)]));

        for guest in [&arta, &besnik] {
            app.act("recordResponse", json!({ "eventId": event, "contactId": guest, "response": "ACCEPTED", "channel": "PHONE" }), "attendee { place }").await;
        }
        assert_eq!(links_of(&app, &mut seen).await, told(&[("arta.hoxha", Confirmation, true), ("besnik.leka", WaitingList, false)]));

        app.act("updateEvent", json!({ "id": event, "version": 2, "startsAt": "2026-11-17T18:00" }), "event { id }").await;
        assert_eq!(links_of(&app, &mut seen).await, told(&[("arta.hoxha", Update, true), ("besnik.leka", Update, false)]));

        // The same of an event in a room, whose link nobody needs.
        app.act("updateEvent", json!({ "id": event, "version": 3, "startsAt": "2026-11-18T18:00", "format": "IN_PERSON" }), "event { id }").await;
        assert_eq!(links_of(&app, &mut seen).await, told(&[("arta.hoxha", Update, false), ("besnik.leka", Update, false)]));
    }

    async fn an_event_moves_over_a_change_of_the_clocks_with_all_that_hangs_on_it(app: TestApp) {
        app.clock.set(at("2026-10-01T09:00:00Z"));
        let event = app.event(json!({ "startsAt": "2026-10-24T18:00", "endsAt": "2026-10-24T21:30", "doorsOpenAt": "2026-10-24T17:15", "responseDeadline": "2026-10-20T23:59" })).await;
        let arta = app.contact("Arta", "Hoxha").await;
        app.act("inviteContacts", json!({ "eventId": event, "audience": { "contactIds": [arta] } }), "queued").await;
        assert_eq!(app.deliver().await, 1);
        // At ten in the morning there, in summer.
        let reminder = json!({ "eventId": event, "outcome": "UNANSWERED", "sendAt": "2026-10-18T08:00:00Z" });
        assert_eq!(app.act("sendFollowUp", reminder, "queued").await["queued"], 1);

        app.act("updateEvent", json!({ "id": event, "version": 2, "startsAt": "2026-11-07T18:00" }), "event { id }").await;
        assert_eq!(times(&app, &event).await, json!({
            "version": 3, "startsAtLocal": "2026-11-07T18:00:00", "endsAtLocal": "2026-11-07T21:30:00",
            "startsAt": "2026-11-07T17:00:00Z", "endsAt": "2026-11-07T20:30:00Z",
            "doorsOpenAt": "2026-11-07T16:15:00Z", "responseDeadline": "2026-11-03T22:59:00Z",
        }));
        let row = message::Entity::find().filter(message::Column::Kind.eq(MessageKind::Reminder)).one(app.db.reader()).await.unwrap().unwrap();
        assert_eq!((row.due_at, row.not_after), (at("2026-11-01T09:00:00Z"), Some(at("2026-11-03T22:59:00Z"))));

        // The update goes out at once; it is known by a higher SEQUENCE.
        assert_eq!(app.deliver().await, 1);
        let mail = app.mail().await;
        assert!(mail[1].1.calendar.as_ref().unwrap().contains("SEQUENCE:1\r\n"));
        assert!(mail[1].1.calendar.as_ref().unwrap().contains("DTSTART:20261107T170000Z\r\n"));
        app.clock.set(at("2026-11-01T08:59:00Z"));
        assert_eq!(app.deliver().await, 0, "ten o'clock is an hour later in winter");
        app.clock.set(at("2026-11-01T09:00:00Z"));
        assert_eq!(app.deliver().await, 1);
        let kinds: Vec<_> = app.mail().await.iter().map(|(row, _)| row.kind).collect();
        assert!(kinds.contains(&MessageKind::Reminder), "{kinds:?}");
    }

    async fn moving_an_event_earlier_keeps_its_length_and_no_deadline_ahead_goes_into_the_past(app: TestApp) {
        let event = app.event(json!({ "doorsOpenAt": "2026-11-16T17:30", "responseDeadline": "2026-11-04T12:00" })).await;
        app.act("updateEvent", json!({ "id": event, "version": 2, "startsAt": "2026-11-06T10:00" }), "event { id }").await;
        let now = times(&app, &event).await;
        assert_eq!((&now["endsAtLocal"], &now["doorsOpenAt"], &now["responseDeadline"]), (&json!("2026-11-06T13:00:00"), &json!("2026-11-06T08:30:00Z"), &json!("2026-11-04T11:00:00Z")));
        // What is named holds.
        app.act("updateEvent", json!({ "id": event, "version": 3, "startsAt": "2026-11-07T10:00", "endsAt": "2026-11-07T11:00", "doorsOpenAt": null }), "event { id }").await;
        let now = times(&app, &event).await;
        assert_eq!((&now["endsAtLocal"], &now["doorsOpenAt"], &now["responseDeadline"]), (&json!("2026-11-07T11:00:00"), &Value::Null, &json!("2026-11-05T11:00:00Z")));
    }

    async fn an_invitation_that_has_not_left_is_sent_by_the_new_times(app: TestApp) {
        let event = app.event(json!({})).await;
        let arta = app.contact("Arta", "Hoxha").await;
        app.act("inviteContacts", json!({ "eventId": event, "audience": { "contactIds": [arta] }, "sendAt": "2026-11-10T09:00:00Z" }), "queued").await;
        app.act("updateEvent", json!({ "id": event, "version": 2, "startsAt": "2026-11-18T18:00" }), "event { id }").await;
        let rows = message::Entity::find().filter(message::Column::State.eq(MessageState::Queued)).all(app.db.reader()).await.unwrap();
        assert_eq!(rows.len(), 1, "who does not know of it is told of no change");
        assert_eq!((rows[0].due_at, rows[0].not_after, rows[0].calendar_sequence), (at("2026-11-12T09:00:00Z"), Some(at("2026-11-18T20:00:00Z")), 1));
    }

    async fn the_table_of_moves_is_what_may_be_done(app: TestApp) {
        let table = app.ask("{ eventTransitions { step from to needs } }", json!({})).await;
        let table = table["eventTransitions"].as_array().unwrap();
        let steps = ["PUBLISH", "POSTPONE", "RESUME", "COMPLETE", "ARCHIVE", "CANCEL"];
        let mut tried = 0;
        // On the morning of 2 November, one evening lies ahead and the other is over.
        for (day, is_over) in [("2026-11-16", false), ("2026-11-01", true)] {
            for way in [&[][..], &["PUBLISH"], &["POSTPONE"], &["PUBLISH", "POSTPONE"], &["CANCEL"], &["PUBLISH", "COMPLETE"], &["PUBLISH", "COMPLETE", "ARCHIVE"]] {
                if way.contains(&"COMPLETE") && !is_over {
                    continue;
                }
                for step in steps {
                    let event = drafted(&app, day).await;
                    for step in way {
                        assert_eq!(done(&app, &event, step).await["userErrors"], json!([]), "{way:?}");
                    }
                    let before = app.ask("query($id: ID!) { event(id: $id) { status legalMoves } }", json!({ "id": event })).await["event"].clone();
                    let line = table.iter().find(|line| line["step"] == step && line["from"] == before["status"] && match line["needs"].as_str() {
                        None => true,
                        Some("PUBLISHED_AND_AHEAD") => way.contains(&"PUBLISH") && !is_over,
                        Some("NEVER_PUBLISHED") => !way.contains(&"PUBLISH"),
                        Some("ENDED") => is_over,
                        Some(other) => panic!("{other}"),
                    });
                    assert_eq!(before["legalMoves"].as_array().unwrap().contains(&json!(step)), line.is_some(), "{way:?} {step}");
                    let contents = app.contents().await;
                    let after = done(&app, &event, step).await;
                    if let Some(line) = line {
                        assert_eq!((&after["userErrors"], &after["event"]["status"]), (&json!([]), &line["to"]));
                    } else {
                        assert_eq!(after["userErrors"][0]["field"], json!(["id"]), "{way:?} {step}");
                        assert_eq!(after["event"]["status"], before["status"]);
                        app.holds(&contents).await;
                    }
                    tried += 1;
                }
            }
        }
        assert_eq!(tried, 72);
    }

    async fn what_is_put_off_keeps_everything_and_nothing_goes_out_but_that_it_is(app: TestApp) {
        let event = app.event(json!({ "capacity": 1, "offerMinutes": 120 })).await;
        let (arta, besnik, chiara) = (app.contact("Arta", "Hoxha").await, app.contact("Besnik", "Leka").await, app.contact("Chiara", "Rossi").await);
        app.act("inviteContacts", json!({ "eventId": event, "audience": { "contactIds": [chiara] } }), "queued").await;
        for guest in [&arta, &besnik] {
            app.act("registerAttendee", json!({ "eventId": event, "contactId": guest }), "attendee { id }").await;
        }
        app.deliver().await;
        let late = json!({ "eventId": event, "outcome": "UNANSWERED", "sendAt": "2026-11-05T09:00:00Z" });
        assert_eq!(app.act("sendFollowUp", late, "queued").await["queued"], 1);
        // Arta gives her place back; Besnik has two hours to take it.
        let held = row_of(&app, &event, &arta).await;
        app.act("cancelAttendee", json!({ "attendeeId": held.id.to_string(), "reason": "ill" }), "attendee { place }").await;
        assert_eq!(row_of(&app, &event, &besnik).await.place, PlaceState::Offered);
        app.act("postponeEvent", json!({ "id": event, "version": 2, "reason": "no hall" }), "event { id }").await;
        let seen = app.mail().await.len();
        assert_eq!(app.deliver().await, 3, "who gave back hears of that, two hear that it is put off, and the offer waits");
        let mail = app.mail().await.split_off(seen);
        assert!(mail.iter().all(|(row, _)| row.kind == MessageKind::Cancellation));
        let put_off: Vec<_> = mail.iter().filter(|(_, letter)| letter.subject.starts_with("Shtyhet: ")).collect();
        assert_eq!(put_off.len(), 2, "not who is no guest any more");
        for (_, letter) in put_off {
            assert!(letter.text.as_ref().unwrap().contains("no hall"), "{letter:?}");
            let entry = letter.calendar.as_ref().unwrap();
            assert!(entry.contains("METHOD:CANCEL\r\n") && entry.contains("SEQUENCE:1\r\n"), "{entry}");
        }

        app.clock.set(at("2026-11-06T09:00:00Z"));
        assert_eq!(app.deliver().await, 0, "nor the reminder, of which the day has come");
        assert_eq!(row_of(&app, &event, &besnik).await.place, PlaceState::Offered, "an offer does not end meanwhile");
        app.counts_are_true().await;
        let refused = app.act_raw("closeAttendance", json!({ "eventId": event }), "").await;
        assert_eq!(refused["userErrors"][0]["code"], "WRONG_STATE");
        let refused = app.act_raw("recordResponse", json!({ "eventId": event, "contactId": besnik, "response": "ACCEPTED", "channel": "PHONE" }), "").await;
        assert_eq!(refused["userErrors"][0]["code"], "WRONG_STATE");
        app.act("updateEvent", json!({ "id": event, "version": 3, "startsAt": "2026-11-30T18:00" }), "event { id }").await;
        assert_eq!(app.deliver().await, 0, "that it moved is told when it is taken up again");

        let resumed = app.act("resumeEvent", json!({ "id": event, "version": 4 }), "event { status postponedAt }").await;
        assert_eq!(resumed["event"], json!({ "status": "PUBLISHED", "postponedAt": null }));
        let offered = row_of(&app, &event, &besnik).await;
        assert_eq!((offered.place, offered.offer_expires_at), (PlaceState::Offered, Some(at("2026-11-06T11:00:00Z"))));
        let seen = app.mail().await.len();
        app.deliver().await;
        let mail = app.mail().await;
        assert!(mail.len() > seen);
        let updates: Vec<_> = mail.iter().filter(|(row, _)| row.kind == MessageKind::Update).collect();
        assert_eq!(updates.len(), 2, "to who was invited and to who has an offer");
        assert!(updates[0].1.calendar.as_ref().unwrap().contains("SEQUENCE:3\r\n"), "above what took it away");
        for (_, letter) in updates {
            let text = letter.text.as_ref().unwrap();
            assert!(text.contains("Veprimtaria ishte shtyrë dhe do të zhvillohet") && text.contains("Ka ndryshuar"), "{text}");
        }
        assert!(!mail.iter().any(|(row, _)| row.kind == MessageKind::Reminder), "two weeks later, as the event");
        app.clock.set(at("2026-11-19T09:00:00Z"));
        app.deliver().await;
        assert!(app.mail().await.iter().any(|(row, _)| row.kind == MessageKind::Reminder));
        app.counts_are_true().await;
    }

    async fn what_is_taken_up_again_at_the_same_hour_is_told_to_nobody(app: TestApp) {
        let event = app.event(json!({})).await;
        let arta = app.contact("Arta", "Hoxha").await;
        app.act("inviteContacts", json!({ "eventId": event, "audience": { "contactIds": [arta] } }), "queued").await;
        app.deliver().await;
        app.act("postponeEvent", json!({ "id": event }), "event { id }").await;
        app.act("resumeEvent", json!({ "id": event }), "event { id }").await;
        assert_eq!(app.deliver().await, 0);
        app.act("postponeEvent", json!({ "id": event }), "event { id }").await;
        app.act("cancelEvent", json!({ "id": event, "reason": "snow" }), "event { id }").await;
        assert_eq!(app.deliver().await, 1, "what will not take place is told also while it is put off");
        assert_eq!(app.mail().await[1].0.kind, MessageKind::Cancellation);
    }

    async fn who_was_told_that_it_is_put_off_is_told_that_it_takes_place(app: TestApp) {
        let event = app.event(json!({})).await;
        let (arta, besnik, chiara) = (app.contact("Arta", "Hoxha").await, app.contact("Besnik", "Leka").await, app.contact("Chiara", "Rossi").await);
        app.act("inviteContacts", json!({ "eventId": event, "audience": { "contactIds": [arta, besnik] } }), "queued").await;
        app.deliver().await;
        app.act("recordResponse", json!({ "eventId": event, "contactId": besnik, "response": "DECLINED", "channel": "PHONE" }), "attendee { id }").await;
        // A letter that has not left yet holds nothing back.
        app.act("recordResponse", json!({ "eventId": event, "contactId": arta, "response": "ACCEPTED", "channel": "PHONE" }), "attendee { id }").await;
        app.act("inviteContacts", json!({ "eventId": event, "audience": { "contactIds": [chiara] } }), "queued").await;
        for (round, reached) in [(0, 1), (1, 2)] {
            let seen = app.mail().await.len();
            app.clock.advance(chrono::TimeDelta::minutes(5));
            app.act("postponeEvent", json!({ "id": event }), "event { id }").await;
            assert_eq!(app.deliver().await, reached, "whoever was told, and might come");
            app.act("resumeEvent", json!({ "id": event }), "event { id }").await;
            app.deliver().await;
            let mail = app.mail().await.split_off(seen);
            let told: Vec<_> = mail.iter().filter(|(row, _)| row.kind == MessageKind::Update).collect();
            assert_eq!(told.len(), reached, "round {round}");
            for (_, letter) in told {
                let (text, entry) = (letter.text.as_ref().unwrap(), letter.calendar.as_ref().unwrap());
                assert!(text.contains("Veprimtaria ishte shtyrë dhe do të zhvillohet") && !text.contains("Ka ndryshuar"), "{text}");
                assert!(entry.contains("METHOD:PUBLISH\r\n") && entry.contains(&format!("SEQUENCE:{}\r\n", 2 * round + 2)), "{entry}");
            }
        }
        app.counts_are_true().await;
    }
}

/// An event that is planned for a day, from six to nine in the evening.
async fn drafted(app: &TestApp, day: &str) -> String {
    let input = json!({
        "title": [{ "language": "en", "text": "An evening" }], "kind": "MEETING",
        "startsAt": format!("{day}T18:00"), "endsAt": format!("{day}T21:00"), "timeZone": "Europe/Tirane",
    });
    let made = app.act("createEvent", input, "event { id }").await;
    made["event"]["id"].as_str().unwrap().to_owned()
}

/// Does a step of the table: what it came to.
async fn done(app: &TestApp, event: &str, step: &str) -> Value {
    let mutation = format!("{}Event", step.to_lowercase());
    app.act_raw(&mutation, json!({ "id": event }), "event { status }")
        .await
}

async fn row_of(app: &TestApp, event: &str, contact: &str) -> attendee::Model {
    let (event, contact): (EventId, ContactId) = (event.parse().unwrap(), contact.parse().unwrap());
    let query = attendee::Entity::find().filter(attendee::Column::EventId.eq(event));
    let query = query.filter(attendee::Column::ContactId.eq(contact));
    query.one(app.db.reader()).await.unwrap().unwrap()
}
