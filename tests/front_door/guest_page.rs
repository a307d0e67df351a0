//! The guest's page: opening it changes nothing, and answering twice is answering once.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode},
};
use serde_json::json;

use crate::{app::TestApp, main_path::links, on_both_engines};

async fn invited(app: &TestApp) -> (String, String) {
    let event = app.event(json!({ "capacity": 10 })).await;
    let contact = app.contact("Arta", "Hoxha").await;
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
    (event, found.remove(0))
}

fn form(link: &str, body: &str) -> Request<Body> {
    Request::post(link)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()))
        .unwrap()
}

on_both_engines! {
    async fn opening_every_link_twice_by_get_and_head_changes_no_row(app: TestApp) {
        let (event, link) = invited(&app).await;
        let state = async || app.ask("query($id: ID!) { event(id: $id) { version attendeeCounts { response { none } } attendees { nodes { version updatedAt: respondedAt } } } }", json!({ "id": event })).await;
        let (rows, before) = (app.rows().await, state().await);
        for method in [Method::GET, Method::HEAD, Method::GET, Method::HEAD] {
            let request = Request::builder().method(method).uri(&link).body(Body::empty()).unwrap();
            assert_eq!(app.send(request).await.0, StatusCode::OK);
        }
        assert_eq!((app.rows().await, state().await), (rows, before));
    }

    async fn a_replayed_answer_changes_nothing_more(app: TestApp) {
        let (_, link) = invited(&app).await;
        assert_eq!(app.send(form(&link, "response=ACCEPTED&party_size=1")).await.0, StatusCode::SEE_OTHER);
        let after = app.rows().await;
        assert_eq!(app.send(form(&link, "response=ACCEPTED&party_size=1")).await.0, StatusCode::SEE_OTHER);
        assert_eq!(app.rows().await, after);
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
        let before = app.rows().await;
        assert_eq!(app.send(form(&link, "response=ACCEPTED")).await.0, StatusCode::NOT_FOUND);
        assert_eq!(app.rows().await, before);
    }

    async fn an_answer_that_cannot_be_read_is_shown_again_and_changes_nothing(app: TestApp) {
        let (_, link) = invited(&app).await;
        let before = app.rows().await;
        for body in ["", "response=PERHAPS", "response=ACCEPTED&party_size=many", &format!("response=DECLINED&reason={}", "x".repeat(10_000))] {
            let (status, _) = app.send(form(&link, body)).await;
            assert!(status.is_client_error(), "{status} for {:.40}", body);
        }
        assert_eq!(app.rows().await, before);
    }
}
