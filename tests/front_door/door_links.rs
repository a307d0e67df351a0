//! Gates by their links: what they take along, what they send, and what they do not reach.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use kuvend_domain::door::signature::sign;
use serde_json::{Value, json};

use crate::{
    app::{TestApp, at},
    door::{gate, ticket},
    on_both_engines,
};

/// Half an hour after the doors opened.
const EVENING: &str = "2026-11-16T16:30:00Z";

pub(crate) async fn take(app: &TestApp, path: &str) -> (StatusCode, Value) {
    let request = Request::get(format!("{path}/snapshot"));
    let (status, body) = app.send(request.body(Body::empty()).unwrap()).await;
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

pub(crate) async fn send(app: &TestApp, path: &str, sent: Value) -> (StatusCode, Value) {
    let request = Request::post(format!("{path}/scans"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(sent.to_string()));
    let (status, body) = app.send(request.unwrap()).await;
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

async fn guest(app: &TestApp, event: &str, name: &str) -> String {
    let person = app.contact(name, "Çami").await;
    let input = json!({ "eventId": event, "contactId": person, "partySize": 2 });
    let row = app.act("registerAttendee", input, "attendee { id }").await;
    row["attendee"]["id"].as_str().unwrap().to_owned()
}

on_both_engines! {
    async fn a_gate_takes_the_list_along_without_an_address_and_sends_what_it_saw(app: TestApp) {
        let event = app.event(json!({})).await;
        let (arta, beni) = (guest(&app, &event, "Arta").await, guest(&app, &event, "Beni").await);
        app.act("announceGuest", json!({ "attendeeId": arta, "isAnnounced": true }), "attendee { id }").await;
        app.act("cancelAttendee", json!({ "attendeeId": beni }), "attendee { id }").await;
        let token = ticket(&app, &arta).await;
        let (_, path) = gate(&app, &event, "Main", json!({})).await;
        app.clock.set(at(EVENING));
        let before = app.contents().await;
        let (status, replies) = take(&app, &path).await;
        assert_eq!(status, StatusCode::OK, "{replies:#}");
        app.holds(&before).await;
        let guests = replies["guests"].as_array().unwrap();
        assert_eq!(guests.len(), 2);
        let mark = kuvend_domain::door::snapshot::mark(&token);
        assert_eq!(guests[0], json!({
            "id": arta, "tickets": [mark], "name": "Arta Çami", "organisation": null, "function": null, "folded": "arta cami",
            "category": "DIASPORA", "place": "CONFIRMED", "presence": "UNRECORDED", "partySize": 2, "inside": 0, "arrived": 0,
            "refusal": null, "isAnnounced": true, "companions": [],
        }));
        assert_eq!((&guests[1]["name"], &guests[1]["refusal"]), (&json!("Beni Çami"), &json!("CANCELLED")));
        assert!(!replies.to_string().contains('@') && !replies.to_string().contains(&token), "{replies}");

        let seen = json!({ "device": "phone", "scans": [
            { "id": "1", "ticket": token, "at": "2026-11-16T16:10:00Z", "party": 1, "wasLetIn": true },
            { "id": "2", "attendeeId": beni, "at": "2026-11-16T16:11:00Z" },
            { "id": "3", "walkIn": { "givenName": "Vera", "familyName": "Ndoja" } },
        ] });
        let (status, answer) = send(&app, &path, seen.clone()).await;
        assert_eq!(status, StatusCode::OK, "{answer:#}");
        let results = answer["results"].as_array().unwrap();
        let words: Vec<&str> = results.iter().map(|it| it["result"].as_str().unwrap()).collect();
        assert_eq!(words, ["ADMITTED", "CANCELLED", "ADMITTED"]);
        assert_eq!((&results[0]["inside"], &results[0]["attendeeId"]), (&json!(1), &json!(arta)));
        let kept = app.contents().await;
        let (_, again) = send(&app, &path, seen).await;
        assert!(again["results"].as_array().unwrap().iter().all(|it| it["isRepeated"] == true));
        app.holds(&kept).await;
        let (_, replies) = take(&app, &path).await;
        assert_eq!((&replies["guests"][0]["inside"], &replies["number"]), (&json!(1), &json!(3)));
        let (_, undone) = send(&app, &path, json!({ "device": "phone", "scans": [{ "id": "4", "undoes": "1" }] })).await;
        assert_eq!(undone["results"][0]["result"], "UNDONE");
        app.counts_are_true().await;
    }

    async fn what_a_gate_takes_along_is_signed_by_what_only_its_link_knows(app: TestApp) {
        let event = app.event(json!({})).await;
        guest(&app, &event, "Arta").await;
        let (main, path) = gate(&app, &event, "Main", json!({})).await;
        let (_, side) = gate(&app, &event, "Side", json!({})).await;
        let ask = async |path: &str| {
            let request = Request::get(format!("{path}/snapshot")).body(Body::empty()).unwrap();
            let answer = tower::ServiceExt::oneshot(app.router.clone(), request).await.unwrap();
            let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
            let (signature, kind) = (header("kuvend-signature"), header("content-type"));
            assert_eq!((header("etag"), kind.as_str()), (format!("\"{signature}\""), "application/json"));
            let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
            (signature, body)
        };
        let token = |path: &str| path.rsplit('/').next().unwrap().to_owned();
        let (signature, body) = ask(&path).await;
        assert_eq!(sign(&token(&path), &body), signature, "by the link's own token");
        assert_eq!(serde_json::from_slice::<Value>(&body).unwrap()["guests"].as_array().unwrap().len(), 1);
        assert_eq!(ask(&path).await, (signature.clone(), body.clone()), "the same list bears the same signature");
        assert_ne!(sign(&token(&side), &body), signature, "another gate signs otherwise");
        let mut altered = body.to_vec();
        altered[body.len() / 2] ^= 1;
        assert_ne!(sign(&token(&path), &altered), signature);

        guest(&app, &event, "Beni").await;
        let (newer, longer) = ask(&path).await;
        assert_ne!((&newer, &longer), (&signature, &body), "it changes with the list");
        assert_eq!(sign(&token(&path), &longer), newer);
        let renewed = app.act("renewGateLink", json!({ "id": main }), "path").await["path"].as_str().unwrap().to_owned();
        let (after, again) = ask(&renewed).await;
        assert_eq!((again, sign(&token(&renewed), &longer)), (longer, after.clone()));
        assert_ne!(after, newer, "and with the link");
    }

    async fn a_gate_that_has_the_newest_list_is_told_so(app: TestApp) {
        let event = app.event(json!({})).await;
        guest(&app, &event, "Arta").await;
        let (_, path) = gate(&app, &event, "Main", json!({})).await;
        let ask = async |tag: Option<&str>| {
            let mut request = Request::get(format!("{path}/snapshot"));
            if let Some(tag) = tag {
                request = request.header(header::IF_NONE_MATCH, tag);
            }
            let answer = tower::ServiceExt::oneshot(app.router.clone(), request.body(Body::empty()).unwrap()).await.unwrap();
            let tag = answer.headers()[header::ETAG].to_str().unwrap().to_owned();
            (answer.status(), tag)
        };
        let (status, tag) = ask(None).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(ask(Some(&tag)).await, (StatusCode::NOT_MODIFIED, tag.clone()));
        guest(&app, &event, "Beni").await;
        let (status, newer) = ask(Some(&tag)).await;
        assert_eq!(status, StatusCode::OK);
        assert_ne!(newer, tag);
    }

    async fn a_link_that_was_taken_back_or_is_over_opens_nothing(app: TestApp) {
        let event = app.event(json!({})).await;
        let (main, path) = gate(&app, &event, "Main", json!({})).await;
        let (side, side_path) = gate(&app, &event, "Side", json!({})).await;
        let opens = async |path: &str| take(&app, path).await.0;
        assert_eq!(opens(&path).await, StatusCode::OK);
        let renewed = app.act("renewGateLink", json!({ "id": main }), "path").await["path"].as_str().unwrap().to_owned();
        assert_eq!((opens(&path).await, opens(&renewed).await), (StatusCode::NOT_FOUND, StatusCode::OK));
        app.act("revokeGate", json!({ "id": side }), "gate { revokedAt }").await;
        assert_eq!(opens(&side_path).await, StatusCode::NOT_FOUND);
        assert_eq!(send(&app, &side_path, json!({ "scans": [] })).await.0, StatusCode::NOT_FOUND);
        let refused = app.act_raw("recordScans", json!({ "eventId": event, "gateId": side, "scans": [] }), "").await;
        assert_eq!(refused["userErrors"][0]["code"], "WRONG_STATE");
        let changed: String = renewed.chars().rev().enumerate().map(|(place, letter)| if place == 3 { if letter == 'A' { 'B' } else { 'A' } } else { letter }).collect::<Vec<_>>().into_iter().rev().collect();
        assert_eq!(opens(&changed).await, StatusCode::NOT_FOUND);
        app.clock.set(at("2026-11-24T00:00:00Z"));
        assert_eq!(opens(&renewed).await, StatusCode::NOT_FOUND, "a week after the event");
    }

    async fn a_gate_reaches_its_own_event_alone(app: TestApp) {
        let (own, other) = (app.event(json!({})).await, app.event(json!({})).await);
        let strange = guest(&app, &other, "Sara").await;
        let token = ticket(&app, &strange).await;
        let (_, path) = gate(&app, &own, "Main", json!({})).await;
        app.clock.set(at(EVENING));
        let sent = json!({ "scans": [{ "id": "1", "attendeeId": strange }, { "id": "2", "ticket": token }] });
        let (_, answer) = send(&app, &path, sent).await;
        let told: Vec<(&Value, &Value)> = answer["results"].as_array().unwrap().iter().map(|it| (&it["result"], &it["attendeeId"])).collect();
        assert_eq!(told, [(&json!("NOT_ON_LIST"), &Value::Null), (&json!("NOT_ON_LIST"), &Value::Null)]);
        let row = app.ask("query($id: ID!) { node(id: $id) { ... on Attendee { presence scans { id } } } }", json!({ "id": strange })).await;
        assert_eq!(row["node"], json!({ "presence": "UNRECORDED", "scans": [] }));
    }

    async fn what_a_gate_sends_is_judged_before_anything_is_written(app: TestApp) {
        let event = app.event(json!({})).await;
        let (_, path) = gate(&app, &event, "Main", json!({})).await;
        app.clock.set(at(EVENING));
        let before = app.contents().await;
        let (status, answer) = send(&app, &path, json!({ "device": " ", "scans": [{ "id": "1", "ticket": "x" }] })).await;
        assert_eq!((status, answer), (StatusCode::UNPROCESSABLE_ENTITY, json!({ "code": "REQUIRED", "field": "device" })));
        let (status, _) = send(&app, &path, json!({ "scans": "all" })).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let form = Request::post(format!("{path}/scans")).header(header::CONTENT_TYPE, "text/plain").body(Body::from("{\"scans\":[]}")).unwrap();
        assert_eq!(app.send(form).await.0, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        app.holds(&before).await;
    }

    async fn a_ticket_is_a_picture_that_says_nothing_of_the_guest(app: TestApp) {
        let event = app.event(json!({})).await;
        let arta = guest(&app, &event, "Arta").await;
        let token = ticket(&app, &arta).await;
        let (status, picture) = app.send(Request::get(format!("/t/{token}.svg")).body(Body::empty()).unwrap()).await;
        let picture = String::from_utf8(picture).unwrap();
        assert_eq!(status, StatusCode::OK);
        assert!(picture.starts_with("<svg ") && !picture.contains("Arta"));
        assert_eq!(app.send(Request::get("/t/x.svg").body(Body::empty()).unwrap()).await.0, StatusCode::NOT_FOUND);
    }
}
