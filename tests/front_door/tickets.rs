//! Tickets where a guest meets them: on their own page, and within the letters that confirm a place, where no picture is fetched.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use kuvend_domain::delivery;
use serde_json::json;

use crate::{
    app::{TestApp, at},
    door::ticket,
    guest_page::{form, invite},
    on_both_engines,
    registration::get,
    sink::Sink,
    squares,
};

/// The guest's row, as the office sees it.
async fn row(app: &TestApp, event: &str) -> String {
    let asked = "query($id: ID!) { event(id: $id) { attendees { nodes { id } } } }";
    let found = app.ask(asked, json!({ "id": event })).await;
    let row = &found["event"]["attendees"]["nodes"][0]["id"];
    row.as_str().unwrap().to_owned()
}

/// What the square on a page says; nothing where there is none.
async fn on_page(app: &TestApp, link: &str) -> Option<String> {
    let (status, page) = get(app, link).await;
    assert_eq!(status, StatusCode::OK);
    let (_, rest) = page.split_once("<img src=\"")?;
    let (path, rest) = rest.split_once('"')?;
    assert!(
        rest.contains(" alt=\"") && path.starts_with("/t/"),
        "{path}"
    );
    let request = Request::get(path).body(Body::empty()).unwrap();
    let (status, square) = app.send(request).await;
    assert_eq!(status, StatusCode::OK);
    let said = squares::read(&String::from_utf8(square).unwrap());
    assert!(page.contains(&format!("<code>{said}</code>")), "{page}");
    Some(said)
}

/// Which parts a letter has, in order.
fn parts(letter: &[u8]) -> Vec<String> {
    let text = String::from_utf8(letter.to_vec()).unwrap();
    let lines = text
        .lines()
        .filter_map(|line| line.strip_prefix("Content-Type: "));
    let kinds = lines.map(|line| line.split(';').next().unwrap().to_owned());
    kinds.collect()
}

on_both_engines! {
    async fn who_has_a_place_in_the_room_shows_the_ticket_on_their_own_page(app: TestApp) {
        let event = app.event(json!({ "format": "HYBRID", "onlineLink": "https://example.org/live" })).await;
        let person = app.contact("Arta", "Hoxha").await;
        let link = invite(&app, &event, &person).await;
        assert_eq!(on_page(&app, &link).await, None, "who has not answered has no place");
        assert_eq!(app.send(form(&link, "response=ACCEPTED&party_size=1&attends=IN_PERSON")).await.0, StatusCode::SEE_OTHER);
        let row = row(&app, &event).await;
        let first = on_page(&app, &link).await.unwrap();
        assert_eq!(first, ticket(&app, &row).await);
        app.act("revokeTicket", json!({ "attendeeId": row }), "attendee { id }").await;
        let second = on_page(&app, &link).await.unwrap();
        assert_ne!(second, first, "the page shows the ticket that is good");
        let takes_part = async |mode: &str| app.act("recordResponse", json!({ "attendeeId": row, "response": "ACCEPTED", "channel": "PHONE", "attends": mode }), "attendee { attends }").await;
        takes_part("ONLINE").await;
        assert_eq!(on_page(&app, &link).await, None, "nobody is let in who takes part from elsewhere");
        takes_part("IN_PERSON").await;
        app.clock.set(at("2026-11-16T17:30:00Z"));
        let scans = json!({ "eventId": event, "scans": [{ "clientScanId": "1", "ticket": on_page(&app, &link).await }] });
        let seen = app.act("recordScans", scans, "results { result }").await;
        assert_eq!(seen["results"], json!([{ "result": "ADMITTED" }]));
        app.act("cancelAttendee", json!({ "attendeeId": row }), "attendee { place }").await;
        assert_eq!(on_page(&app, &link).await, None);
    }

    async fn the_letter_that_confirms_a_place_brings_the_square_within_itself(app: TestApp) {
        let Some(sink) = Sink::start(&[]).await else { return };
        let carrier = sink.carrier();
        let event = app.event(json!({})).await;
        let person = app.contact("Arta", "Hoxha").await;
        app.act("registerAttendee", json!({ "eventId": event, "contactId": person, "partySize": 2 }), "attendee { place }").await;
        assert_eq!(delivery::drain(&app.op(), &carrier).await.unwrap(), 1);
        let row = row(&app, &event).await;
        let first = ticket(&app, &row).await;
        let confirmed = sink.taken().pop().unwrap();
        assert_eq!((confirmed.outcome.as_str(), confirmed.complaints.len()), ("accepted", 0), "{confirmed:?}");
        assert_eq!(parts(&confirmed.bytes), ["multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png", "text/calendar", "application/ics"]);
        let mail = kuvend_notify::read(&confirmed.bytes).unwrap();
        assert!(mail.subject.contains("Dita Ndërkombëtare"), "{}", mail.subject);
        let [picture] = mail.pictures.as_slice() else { panic!("one picture: {:?}", mail.pictures) };
        assert_eq!(squares::read_picture(&picture.bytes), first);
        let (text, html) = (mail.text.unwrap(), mail.html.unwrap());
        assert!(text.contains(&first) && html.contains(&first), "the code in letters too: {text}");
        assert!(html.contains(&format!("src=\"cid:{}\"", picture.id)) && !html.contains("src=\"http"), "{html}");
        assert!(html.contains("alt=\"Bileta Juaj"), "{html}");

        // Another ticket is in the next letter; a letter that takes the place back brings none.
        app.act("revokeTicket", json!({ "attendeeId": row }), "attendee { id }").await;
        app.act("sendFollowUp", json!({ "eventId": event, "outcome": "TICKETED" }), "queued").await;
        delivery::drain(&app.op(), &carrier).await.unwrap();
        let renewed = sink.taken().pop().unwrap();
        assert_eq!(parts(&renewed.bytes), ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"]);
        let mail = kuvend_notify::read(&renewed.bytes).unwrap();
        let second = squares::read_picture(&mail.pictures[0].bytes);
        assert!(second != first && second == ticket(&app, &row).await);
        app.act("cancelAttendee", json!({ "attendeeId": row }), "attendee { place }").await;
        delivery::drain(&app.op(), &carrier).await.unwrap();
        let taken_back = sink.taken().pop().unwrap();
        assert!(!parts(&taken_back.bytes).contains(&"image/png".to_owned()), "{taken_back:?}");
    }
}
