//! The guest's page: opening it changes nothing, and answering twice is answering once.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode},
};
use serde_json::json;

use crate::{
    app::{TestApp, at},
    main_path::links,
    on_both_engines,
};

async fn invited(app: &TestApp) -> (String, String) {
    let event = app.event(json!({ "capacity": 10 })).await;
    let contact = app.contact("Arta", "Hoxha").await;
    let link = invite(app, &event, &contact).await;
    (event, link)
}

/// Invites a contact: the personal link in the letter.
pub async fn invite(app: &TestApp, event: &str, contact: &str) -> String {
    app.act(
        "inviteContacts",
        json!({ "eventId": event, "audience": { "contactIds": [contact] } }),
        "queued",
    )
    .await;
    app.deliver().await;
    let mail = app.mail().await;
    let letter = &mail.last().unwrap().1;
    let mut found = links(letter.text.as_ref().unwrap());
    found.extend(links(
        &letter.html.as_ref().unwrap().replace(['"', '<'], " "),
    ));
    found.sort();
    found.dedup();
    assert_eq!(found.len(), 1, "one personal link: {found:?}");
    found.remove(0)
}

pub fn form(link: &str, body: &str) -> Request<Body> {
    Request::post(link)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()))
        .unwrap()
}

on_both_engines! {
    async fn opening_every_link_twice_by_get_and_head_changes_no_row(app: TestApp) {
        let (_, link) = invited(&app).await;
        let before = app.contents().await;
        for method in [Method::GET, Method::HEAD, Method::GET, Method::HEAD] {
            for path in [link.clone(), format!("{link}/event.ics"), format!("{link}?language=it")] {
                app.clock.advance(chrono::TimeDelta::minutes(1));
                let request = Request::builder().method(method.clone()).uri(&path).body(Body::empty()).unwrap();
                assert_eq!(app.send(request).await.0, StatusCode::OK, "{path}");
            }
        }
        app.holds(&before).await;
    }

    async fn a_replayed_answer_changes_nothing_more(app: TestApp) {
        let (_, link) = invited(&app).await;
        assert_eq!(app.send(form(&link, "response=ACCEPTED&party_size=1")).await.0, StatusCode::SEE_OTHER);
        let after = app.contents().await;
        app.clock.advance(chrono::TimeDelta::minutes(1));
        assert_eq!(app.send(form(&link, "response=ACCEPTED&party_size=1")).await.0, StatusCode::SEE_OTHER);
        app.holds(&after).await;
        assert_eq!(app.send(form(&link, "response=DECLINED&reason=ill")).await.0, StatusCode::SEE_OTHER);
        app.counts_are_true().await;
    }

    async fn a_link_that_was_touched_or_revoked_opens_nothing(app: TestApp) {
        let (event, link) = invited(&app).await;
        let middle = link.len() / 2;
        let other = if &link[middle..=middle] == "A" { "B" } else { "A" };
        let touched = format!("{}{other}{}", &link[..middle], &link[middle + 1..]);
        let open = async |link: &str| app.send(Request::get(link).body(Body::empty()).unwrap()).await.0;
        assert_eq!(open(&touched).await, StatusCode::NOT_FOUND);
        assert_eq!(open("/r/").await, StatusCode::NOT_FOUND);
        let row = app.ask("query($id: ID!) { event(id: $id) { attendees { nodes { id } } } }", json!({ "id": event })).await["event"]["attendees"]["nodes"][0]["id"].clone();
        app.act("withdrawInvitation", json!({ "attendeeId": row }), "attendee { invitation }").await;
        let before = app.contents().await;
        assert_eq!(app.send(form(&link, "response=ACCEPTED")).await.0, StatusCode::NOT_FOUND);
        app.holds(&before).await;
    }

    async fn an_answer_that_cannot_be_read_is_shown_again_and_changes_nothing(app: TestApp) {
        let (_, link) = invited(&app).await;
        let before = app.contents().await;
        for body in ["", "response=PERHAPS", "response=ACCEPTED&party_size=many", &format!("response=DECLINED&reason={}", "x".repeat(10_000))] {
            let (status, _) = app.send(form(&link, body)).await;
            assert!(status.is_client_error(), "{status} for {:.40}", body);
        }
        app.holds(&before).await;
    }

    async fn the_page_of_an_event_that_is_put_off_says_that_the_place_is_kept_and_confirms_no_day(app: TestApp) {
        let (event, link) = invited(&app).await;
        assert_eq!(app.send(form(&link, "response=ACCEPTED&party_size=1")).await.0, StatusCode::SEE_OTHER);
        let page = async |language: &str| crate::registration::get(&app, &format!("{link}?lang={language}")).await.1;
        assert!(page("en").await.contains("your place is confirmed"));
        app.act("postponeEvent", json!({ "id": event }), "event { id }").await;
        let kept = [("en", "Your place is kept."), ("sq", "Vendi Juaj ruhet."), ("it", "Il Suo posto resta riservato."), ("el", "Η θέση σας διατηρείται.")];
        for (language, said) in kept {
            let page = page(language).await;
            assert!(page.contains(said) && !page.contains("<form"), "{language}: {page}");
        }
        assert!(!page("en").await.contains("your place is confirmed"));
        // At another hour it is asked anew, and the answer of before is shown as such.
        app.act("updateEvent", json!({ "id": event, "version": 3, "startsAt": "2026-11-30T18:00" }), "event { id }").await;
        app.act("resumeEvent", json!({ "id": event }), "event { id }").await;
        let asked = page("en").await;
        assert!(asked.contains("The date or the place has changed since you answered.") && asked.contains("your place is confirmed"), "{asked}");
    }

    async fn a_guest_who_lowered_the_party_may_raise_it_again_up_to_what_the_office_allowed(app: TestApp) {
        let event = app.event(json!({ "capacity": 10 })).await;
        let contact = app.contact("Arta", "Hoxha").await;
        app.act("addGuests", json!({ "eventId": event, "guests": [{ "contactId": contact, "partySize": 3 }] }), "attendees { id }").await;
        let link = invite(&app, &event, &contact).await;
        let size = async || {
            let answer = app.ask("query($id: ID!) { event(id: $id) { placesTaken attendees { nodes { id partySize } } } }", json!({ "id": event })).await;
            let row = answer["event"]["attendees"]["nodes"][0].clone();
            assert_eq!(answer["event"]["placesTaken"], row["partySize"]);
            (row["partySize"].as_i64().unwrap(), row["id"].clone())
        };
        for wanted in [3, 1, 3, 2] {
            let answer = form(&link, &format!("response=ACCEPTED&party_size={wanted}"));
            assert_eq!(app.send(answer).await.0, StatusCode::SEE_OTHER, "{wanted}");
            assert_eq!(size().await.0, wanted);
        }
        let before = app.contents().await;
        for refused in ["4", "0", "-1", "99999999999"] {
            let answer = form(&link, &format!("response=ACCEPTED&party_size={refused}"));
            assert!(app.send(answer).await.0.is_client_error(), "{refused}");
        }
        app.holds(&before).await;

        let (_, row) = size().await;
        app.act("recordResponse", json!({ "attendeeId": row, "response": "ACCEPTED", "channel": "PHONE", "partySize": 5 }), "attendee { id }").await;
        for wanted in [1, 5] {
            let answer = form(&link, &format!("response=ACCEPTED&party_size={wanted}"));
            assert_eq!(app.send(answer).await.0, StatusCode::SEE_OTHER, "{wanted}");
        }
        app.act("registerAttendee", json!({ "eventId": event, "contactId": contact, "partySize": 2 }), "attendee { id }").await;
        let before = app.contents().await;
        assert!(app.send(form(&link, "response=ACCEPTED&party_size=5")).await.0.is_client_error());
        app.holds(&before).await;
        app.counts_are_true().await;
    }

    async fn a_party_that_grows_again_needs_free_places(app: TestApp) {
        let event = app.event(json!({ "capacity": 3 })).await;
        let (arta, besnik) = (app.contact("Arta", "Hoxha").await, app.contact("Besnik", "Leka").await);
        app.act("addGuests", json!({ "eventId": event, "guests": [{ "contactId": arta, "partySize": 3 }] }), "attendees { id }").await;
        let link = invite(&app, &event, &arta).await;
        for size in [3, 1] {
            assert_eq!(app.send(form(&link, &format!("response=ACCEPTED&party_size={size}"))).await.0, StatusCode::SEE_OTHER);
        }
        app.act("registerAttendee", json!({ "eventId": event, "contactId": besnik }), "attendee { place }").await;
        let before = app.contents().await;
        assert!(app.send(form(&link, "response=ACCEPTED&party_size=3")).await.0.is_client_error());
        app.holds(&before).await;
        assert_eq!(app.send(form(&link, "response=ACCEPTED&party_size=2")).await.0, StatusCode::SEE_OTHER);
        app.counts_are_true().await;
    }

    async fn the_link_of_an_old_letter_follows_the_event_to_another_year(app: TestApp) {
        let (event, link) = invited(&app).await;
        let open = async || app.send(Request::get(&link).body(Body::empty()).unwrap()).await.0;
        let version = app.ask("query($id: ID!) { event(id: $id) { version } }", json!({ "id": event })).await["event"]["version"].clone();
        app.act("updateEvent", json!({ "id": event, "version": version, "startsAt": "2027-11-16T18:00", "endsAt": "2027-11-16T21:00" }), "event { id }").await;
        app.deliver().await;
        let update = app.mail().await.pop().unwrap().1;
        assert_eq!(links(update.text.as_ref().unwrap()), std::slice::from_ref(&link), "every letter bears the same link");
        for (now, status) in [
            ("2027-10-01T09:00:00Z", StatusCode::OK),
            ("2027-12-16T20:00:00Z", StatusCode::OK),
            ("2027-12-16T20:00:01Z", StatusCode::NOT_FOUND),
        ] {
            app.clock.set(at(now));
            assert_eq!(open().await, status, "{now}");
        }
        app.clock.set(at("2027-10-01T09:00:00Z"));
        assert_eq!(app.send(form(&link, "response=ACCEPTED&party_size=1")).await.0, StatusCode::SEE_OTHER);
        app.counts_are_true().await;
    }
}
