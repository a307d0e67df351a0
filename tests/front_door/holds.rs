//! Places held for the invited until answers are due, answers of an earlier day, and answers older than the event.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use serde_json::{Value, json};

use crate::{
    app::{TestApp, at},
    guest_page::{form, invite},
    on_both_engines,
    places::{place, register, taken},
};

/// Three places, held for the invited until the tenth at noon.
async fn holding(app: &TestApp, capacity: i32) -> String {
    app.event(json!({
        "capacity": capacity, "offerMinutes": null, "holdsForInvited": true, "responseDeadline": "2026-11-10T12:00",
    }))
    .await
}

async fn row(app: &TestApp, event: &str, contact: &str) -> Value {
    let asked = "query($id: ID!) { event(id: $id) { attendees { nodes { id place response offerExpiresAt contact { id } } } } }";
    let rows = app.ask(asked, json!({ "id": event })).await["event"]["attendees"]["nodes"].clone();
    let mut rows = rows.as_array().unwrap().iter();
    let found = rows.find(|row| row["contact"]["id"] == contact);
    found.unwrap().clone()
}

async fn invited(app: &TestApp, event: &str, names: &[&str]) -> Vec<String> {
    let mut people = Vec::new();
    for name in names {
        people.push(app.contact(name, "Hoxha").await);
    }
    let audience = json!({ "eventId": event, "audience": { "contactIds": people } });
    app.act("inviteContacts", audience, "queued").await;
    people
}

async fn answer(app: &TestApp, event: &str, contact: &str, response: &str) {
    let answer =
        json!({ "eventId": event, "contactId": contact, "response": response, "channel": "PHONE" });
    app.act("recordResponse", answer, "attendee { id }").await;
}

on_both_engines! {
    async fn who_is_invited_has_a_place_held_while_there_is_one(app: TestApp) {
        let event = holding(&app, 2).await;
        let people = invited(&app, &event, &["Ana", "Beni", "Cela"]).await;
        let mut places = Vec::new();
        for person in &people {
            places.push(row(&app, &event, person).await["place"].clone());
        }
        assert_eq!(places, ["OFFERED", "OFFERED", "NONE"], "an invitation beyond the places holds none");
        assert_eq!(row(&app, &event, &people[0]).await["offerExpiresAt"], "2026-11-10T11:00:00Z");
        assert_eq!(taken(&app, &event).await, 2);
        let newcomer = register(&app, &event, "Dona", json!({})).await;
        assert_eq!(newcomer["place"], "WAITLISTED", "nobody takes a place that is held");
        app.counts_are_true().await;
        answer(&app, &event, &people[0], "ACCEPTED").await;
        assert_eq!(row(&app, &event, &people[0]).await["place"], "CONFIRMED");
        answer(&app, &event, &people[1], "DECLINED").await;
        assert_eq!(row(&app, &event, &people[1]).await["place"], "CANCELLED");
        assert_eq!(place(&app, &newcomer).await, "CONFIRMED", "what is given up goes to who waits");
        let late = invited(&app, &event, &["Edon"]).await;
        assert_eq!(row(&app, &event, &late[0]).await["place"], "NONE");
        app.counts_are_true().await;
    }

    async fn what_nobody_answered_in_time_goes_to_who_waits(app: TestApp) {
        let event = holding(&app, 1).await;
        let people = invited(&app, &event, &["Ana"]).await;
        let waits = register(&app, &event, "Beni", json!({})).await;
        assert_eq!(waits["place"], "WAITLISTED");
        // The deadline moves, and what is held with it.
        app.act("updateEvent", json!({ "id": event, "version": 2, "responseDeadline": "2026-11-12T12:00" }), "event { id }").await;
        app.clock.set(at("2026-11-10T11:00:01Z"));
        app.deliver().await;
        assert_eq!(row(&app, &event, &people[0]).await["place"], "OFFERED");
        app.clock.set(at("2026-11-12T11:00:01Z"));
        app.deliver().await;
        assert_eq!(row(&app, &event, &people[0]).await["place"], "EXPIRED");
        assert_eq!(place(&app, &waits).await, "CONFIRMED");
        app.counts_are_true().await;
    }

    async fn a_held_place_is_held_until_answers_are_due_also_after_the_event_was_put_off(app: TestApp) {
        let event = app.event(json!({
            "capacity": 2, "offerMinutes": 60, "holdsForInvited": true, "responseDeadline": "2026-11-10T12:00",
        })).await;
        let people = invited(&app, &event, &["Ana"]).await;
        app.act("postponeEvent", json!({ "id": event, "version": 2, "reason": "snow" }), "event { id }").await;
        assert_eq!(row(&app, &event, &people[0]).await["offerExpiresAt"], Value::Null);
        app.act("resumeEvent", json!({ "id": event, "version": 3 }), "event { id }").await;
        let held = row(&app, &event, &people[0]).await;
        assert_eq!((&held["place"], &held["offerExpiresAt"]), (&json!("OFFERED"), &json!("2026-11-10T11:00:00Z")));
    }

    async fn an_invitation_holds_nothing_unless_the_event_says_so(app: TestApp) {
        let event = app.event(json!({ "capacity": 2, "responseDeadline": "2026-11-10T12:00" })).await;
        let people = invited(&app, &event, &["Ana"]).await;
        assert_eq!(row(&app, &event, &people[0]).await["place"], "NONE");
        app.act("updateEvent", json!({ "id": event, "version": 2, "holdsForInvited": true }), "event { holdsForInvited }").await;
        let people = invited(&app, &event, &["Beni"]).await;
        assert_eq!(row(&app, &event, &people[0]).await["place"], "OFFERED");
        let id = row(&app, &event, &people[0]).await["id"].clone();
        app.act("withdrawInvitation", json!({ "attendeeId": id }), "attendee { id }").await;
        assert_eq!(row(&app, &event, &people[0]).await["place"], "CANCELLED", "what was held goes with the invitation");
        assert_eq!(taken(&app, &event).await, 0);
        for refused in [
            app.act_raw("updateEvent", json!({ "id": event, "version": 3, "approval": "ALL" }), "").await,
            app.act_raw("createEvent", json!({ "title": [{ "language": "en", "text": "Evening" }], "kind": "CELEBRATION", "startsAt": "2026-11-16T18:00", "endsAt": "2026-11-16T21:00", "timeZone": "Europe/Tirane", "approval": "ALL", "holdsForInvited": true }), "").await,
        ] {
            assert_eq!((&refused["userErrors"][0]["field"], &refused["userErrors"][0]["code"]), (&json!(["holdsForInvited"]), &json!("INCONSISTENT")), "{refused}");
        }
        app.counts_are_true().await;
    }

    async fn the_guests_page_says_that_a_place_is_held_and_asks_for_an_answer(app: TestApp) {
        let event = holding(&app, 2).await;
        let arta = app.contact("Arta", "Hoxha").await;
        let link = invite(&app, &event, &arta).await;
        for (language, word) in [("en", "We are holding a place for you"), ("sq", "Po mbajmë një vend"), ("it", "Stiamo tenendo un posto"), ("el", "Κρατάμε μία θέση")] {
            let request = Request::get(format!("{link}?lang={language}")).body(Body::empty()).unwrap();
            let (status, page) = app.send(request).await;
            let page = String::from_utf8(page).unwrap();
            assert_eq!(status, StatusCode::OK);
            assert!(page.contains(word), "{language}: {page}");
        }
        assert_eq!(app.send(form(&link, "response=ACCEPTED&party_size=1")).await.0, StatusCode::SEE_OTHER);
        assert_eq!(row(&app, &event, &arta).await["place"], "CONFIRMED");
    }

    async fn an_answer_by_letter_bears_the_date_of_the_letter(app: TestApp) {
        let event = app.event(json!({})).await;
        let people = invited(&app, &event, &["Ana"]).await;
        let id = row(&app, &event, &people[0]).await["id"].clone();
        let letter = |at: &str| json!({ "attendeeId": id, "response": "ACCEPTED", "channel": "NOTE_VERBALE", "answeredAt": at });
        let ahead = app.act_raw("recordResponse", letter("2026-12-01T10:00:00Z"), "").await;
        assert_eq!((&ahead["userErrors"][0]["field"], &ahead["userErrors"][0]["code"]), (&json!(["answeredAt"]), &json!("TOO_EARLY")));
        let shown = "attendee { respondedAt version }";
        let first = app.act("recordResponse", letter("2026-10-20T08:00:00Z"), shown).await["attendee"].clone();
        assert_eq!(first["respondedAt"], "2026-10-20T08:00:00Z");
        let again = app.act("recordResponse", letter("2026-10-20T08:00:00Z"), shown).await["attendee"].clone();
        assert_eq!(again, first, "the same once more changes nothing");
    }

    async fn answers_older_than_the_event_are_listed(app: TestApp) {
        let event = app.event(json!({})).await;
        let people = invited(&app, &event, &["Ana", "Beni", "Cela"]).await;
        answer(&app, &event, &people[0], "ACCEPTED").await;
        answer(&app, &event, &people[1], "ACCEPTED").await;
        app.act("updateEvent", json!({ "id": event, "version": 2, "startsAt": "2026-11-17T18:00" }), "event { revision }").await;
        answer(&app, &event, &people[1], "ACCEPTED").await;
        let listed = async |is_outdated: bool| {
            let asked = "query($id: ID!, $is: Boolean!) { event(id: $id) { attendees(filter: { isAnswerOutdated: $is }) { totalCount nodes { contact { id } } } } }";
            app.ask(asked, json!({ "id": event, "is": is_outdated })).await["event"]["attendees"].clone()
        };
        assert_eq!(listed(true).await, json!({ "totalCount": 1, "nodes": [{ "contact": { "id": people[0] } }] }));
        assert_eq!(listed(false).await["totalCount"], 2, "who has not answered has no older answer");
    }
}
