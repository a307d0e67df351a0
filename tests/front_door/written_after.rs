//! An evening that is entered when it is over: what is written down of it counts as of when it was.

use serde_json::{Value, json};

use crate::{
    app::{TestApp, at},
    on_both_engines,
};

const FIGURES: &str = "query($id: ID!) { event(id: $id) { report { figures { \
    invited { value } answered { value } registered { value } attended { value } walkIns { value } \
    attendanceRate { numerator denominator } recordingCoverage { numerator denominator } } } } }";

async fn figures(app: &TestApp, event: &str) -> Value {
    app.ask(FIGURES, json!({ "id": event })).await["event"]["report"]["figures"].clone()
}

on_both_engines! {
    async fn an_evening_entered_afterwards_is_reported_as_it_was(app: TestApp) {
        app.clock.set(at("2026-11-20T09:00:00Z"));
        let event = app.event(json!({})).await;
        let people = [app.contact("Arta", "Hoxha").await, app.contact("Beni", "Leka").await, app.contact("Cela", "Prifti").await];
        let guests: Vec<Value> = people.iter().map(|person| json!({ "contactId": person })).collect();
        let rows = app.act("addGuests", json!({ "eventId": event, "guests": guests }), "attendees { id }").await;
        for row in rows["attendees"].as_array().unwrap() {
            app.act("recordInvitation", json!({ "attendeeId": row["id"], "channel": "CARD", "sentAt": "2026-11-01T09:00:00Z" }), "attendee { invitation }").await;
        }
        // One wrote before, one is written down by the office as one who came, one declined.
        app.act("recordResponse", json!({ "eventId": event, "contactId": people[0], "response": "ACCEPTED", "channel": "LETTER", "answeredAt": "2026-11-05T09:00:00Z" }), "attendee { place }").await;
        app.act("registerAttendee", json!({ "eventId": event, "contactId": people[1] }), "attendee { place }").await;
        app.act("recordResponse", json!({ "eventId": event, "contactId": people[2], "response": "DECLINED", "channel": "PHONE", "answeredAt": "2026-11-06T09:00:00Z" }), "attendee { place }").await;
        let passer = app.contact("Dea", "Basha").await;
        for person in [&people[0], &passer] {
            app.act("checkIn", json!({ "eventId": event, "contactId": person }), "attendee { presence }").await;
        }
        app.act("closeAttendance", json!({ "eventId": event }), "event { id }").await;
        assert_eq!(figures(&app, &event).await, json!({
            "invited": { "value": 3.0 }, "answered": { "value": 2.0 }, "registered": { "value": 2.0 }, "attended": { "value": 2.0 }, "walkIns": { "value": 1.0 },
            "attendanceRate": { "numerator": 1, "denominator": 2 }, "recordingCoverage": { "numerator": 2, "denominator": 2 },
        }));
    }

    async fn whoever_is_written_down_while_an_evening_goes_on_walked_in(app: TestApp) {
        // It begins at six in the evening in Tirana, and somebody enters it half an hour later.
        app.clock.set(at("2026-11-16T17:30:00Z"));
        let event = app.event(json!({})).await;
        let [guest, expected] = [app.contact("Arta", "Hoxha").await, app.contact("Beni", "Leka").await];
        app.act("registerAttendee", json!({ "eventId": event, "contactId": guest }), "attendee { place }").await;
        app.act("addGuests", json!({ "eventId": event, "guests": [{ "contactId": expected }] }), "attendees { id }").await;
        app.act("recordResponse", json!({ "eventId": event, "contactId": expected, "response": "ACCEPTED", "channel": "PHONE", "answeredAt": "2026-11-15T09:00:00Z" }), "attendee { place }").await;
        for person in [&guest, &expected] {
            app.act("checkIn", json!({ "eventId": event, "contactId": person }), "attendee { presence }").await;
        }
        let told = figures(&app, &event).await;
        assert_eq!([&told["registered"]["value"], &told["attended"]["value"], &told["walkIns"]["value"]], [&json!(1.0), &json!(2.0), &json!(1.0)], "{told}");
    }

    async fn what_would_not_be_sent_any_more_is_not_queued(app: TestApp) {
        app.clock.set(at("2026-11-01T09:00:00Z"));
        let event = app.event(json!({ "responseDeadline": "2026-11-10T12:00" })).await;
        let [came, silent] = [app.contact("Arta", "Hoxha").await, app.contact("Beni", "Leka").await];
        app.act("inviteContacts", json!({ "eventId": event, "audience": { "contactIds": [came, silent] } }), "queued").await;
        app.deliver().await;
        let send = |outcome: &'static str| app.act_raw("sendFollowUp", json!({ "eventId": event, "outcome": outcome }), "queued");
        let late = json!([{ "field": ["eventId"], "code": "TOO_LATE" }]);
        let refused = |answer: Value| -> Value {
            let errors = answer["userErrors"].as_array().unwrap().iter();
            errors.map(|error| json!({ "field": error["field"], "code": error["code"] })).collect()
        };
        app.clock.set(at("2026-11-12T09:00:00Z"));
        assert_eq!(refused(send("UNANSWERED").await), late, "nobody can answer any more");
        app.clock.set(at("2026-11-16T18:00:00Z"));
        app.act("checkIn", json!({ "eventId": event, "contactId": came }), "attendee { presence }").await;
        app.clock.set(at("2026-12-10T09:00:00Z"));
        assert_eq!(refused(send("CAME").await), late, "thanks are for a fortnight");
        assert_eq!(send("CERTIFIED").await, json!({ "queued": 1, "userErrors": [] }));
        app.clock.set(at("2027-12-10T09:00:00Z"));
        assert_eq!(refused(send("CERTIFIED").await), late, "and certificates for a year");
    }

    async fn who_is_written_down_late_at_an_evening_known_before_counts_by_when_they_answered(app: TestApp) {
        let event = app.event(json!({})).await;
        let [before, late] = [app.contact("Arta", "Hoxha").await, app.contact("Beni", "Leka").await];
        app.act("addGuests", json!({ "eventId": event, "guests": [{ "contactId": before }, { "contactId": late }] }), "attendees { id }").await;
        app.clock.set(at("2026-11-16T19:00:00Z"));
        for (person, answered) in [(&before, "2026-11-15T09:00:00Z"), (&late, "2026-11-16T18:30:00Z")] {
            app.act("recordResponse", json!({ "eventId": event, "contactId": person, "response": "ACCEPTED", "channel": "EMAIL", "answeredAt": answered }), "attendee { place }").await;
            app.act("checkIn", json!({ "eventId": event, "contactId": person }), "attendee { presence }").await;
        }
        let told = figures(&app, &event).await;
        assert_eq!([&told["registered"]["value"], &told["attended"]["value"], &told["walkIns"]["value"]], [&json!(1.0), &json!(2.0), &json!(1.0)], "{told}");
    }
}
