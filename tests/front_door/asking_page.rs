//! What a guest tells on their page beside whether they come.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use serde_json::{Value, json};

use crate::{
    app::{TestApp, at},
    guest_page::{form, invite},
    needs::totals,
    on_both_engines,
    questions::{ask, coach},
};

async fn invited(app: &TestApp, more: Value) -> (String, String) {
    let event = app.event(more).await;
    let contact = app.contact("Arta", "Hoxha").await;
    let link = invite(app, &event, &contact).await;
    (event, link)
}

async fn page(app: &TestApp, link: &str, more: &str) -> String {
    let request = Request::get(format!("{link}{more}")).body(Body::empty());
    let (status, html) = app.send(request.unwrap()).await;
    assert_eq!(status, StatusCode::OK);
    String::from_utf8(html).unwrap()
}

/// Tells something: the status and the page that comes back.
async fn tell(app: &TestApp, link: &str, body: &str) -> (StatusCode, String) {
    let (status, html) = app.send(form(&format!("{link}/asking"), body)).await;
    (status, String::from_utf8(html).unwrap())
}

async fn told(app: &TestApp, event: &str) -> Value {
    let query = "query($id: ID!) { event(id: $id) { attendees { nodes { response version needs { kind code persons note saidBy agreedAt agreedHow wordingVersion } answers { question value saidBy agreedAt } } } } }";
    app.ask(query, json!({ "id": event })).await["event"]["attendees"]["nodes"][0].clone()
}

on_both_engines! {
    async fn who_comes_is_asked_and_nobody_else(app: TestApp) {
        let (event, link) = invited(&app, json!({ "interpretation": ["it"] })).await;
        ask(&app, &event, 0, coach()).await;
        assert!(!page(&app, &link, "").await.contains("id=\"asking\""), "who has not answered is not asked");
        let (status, html) = tell(&app, &link, "need.DIET.VEGAN=1&agree=1").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(html.contains("Diçka në formular") || html.contains("role=\"alert\""), "{html}");
        app.send(form(&link, "response=ACCEPTED")).await;
        let before = app.contents().await;
        let html = page(&app, &link, "?lang=en").await;
        for part in ["id=\"asking\"", "Do you come by our coach?", "Only if you answered “Do you come by our coach?” with: Yes.", "name=\"need.DIET.VEGAN\"", "name=\"need.INTERPRETATION.it\"", "I agree that Country Mission keeps"] {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(!html.contains("need.INTERPRETATION.el"), "only what the event is interpreted into");
        assert!(page(&app, &link, "?lang=sq").await.contains("A vini me autobusin tonë?"));
        for language in ["sq", "it", "el"] {
            assert!(!page(&app, &link, &format!("?lang={language}")).await.contains("I agree that"), "{language}");
        }
        app.holds(&before).await;
        app.send(form(&link, "response=DECLINED")).await;
        assert!(!page(&app, &link, "").await.contains("id=\"asking\""));
    }

    async fn a_guest_tells_what_they_need_and_agrees_that_it_is_kept(app: TestApp) {
        let (event, link) = invited(&app, json!({})).await;
        ask(&app, &event, 0, coach()).await;
        app.send(form(&link, "response=ACCEPTED")).await;
        let before = app.contents().await;
        let (status, html) = tell(&app, &link, "q.coach=NO&need.DIET.VEGAN=1&other.DIET=no+celery").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "not without consent");
        assert!(html.contains("href=\"#agree\"") && html.contains("value=\"no celery\""), "what was typed is there again: {html}");
        app.holds(&before).await;
        let body = "q.coach=YES&q.from=durres&q.days=second&q.days=first&q.song=Kur+m%C3%AB+vjen&q.guests=&q.born=&need.DIET.VEGAN=1&other.DIET=no+celery&need.ACCESSIBILITY.WHEELCHAIR=1&agree=1";
        let (status, _) = tell(&app, &link, body).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let row = told(&app, &event).await;
        let need = |kind, code, note: Value| json!({ "kind": kind, "code": code, "persons": 1, "note": note, "saidBy": "GUEST", "agreedAt": "2026-11-02T09:00:00Z", "agreedHow": null, "wordingVersion": 1 });
        assert_eq!(row["needs"], json!([need("ACCESSIBILITY", "WHEELCHAIR", Value::Null), need("DIET", "OTHER", json!("no celery")), need("DIET", "VEGAN", Value::Null)]));
        let answer = |question, value: Value| json!({ "question": question, "value": value, "saidBy": "GUEST", "agreedAt": null });
        assert_eq!(row["answers"], json!([answer("coach", json!(["YES"])), answer("from", json!(["durres"])), answer("days", json!(["first", "second"])), answer("song", json!(["Kur më vjen"]))]));
        assert_eq!(totals(&app, &event).await, ["WHEELCHAIR 1", "OTHER 1", "VEGAN 1"]);
        let html = page(&app, &link, "?told=1&lang=en").await;
        assert!(html.contains("What you told us has been saved.") && html.contains("id=\"agree\" checked"), "{html}");
        let after = app.contents().await;
        app.clock.advance(chrono::TimeDelta::minutes(1));
        assert_eq!(tell(&app, &link, body).await.0, StatusCode::SEE_OTHER);
        app.holds(&after).await;
        // Taking everything back needs no consent, and deletes.
        assert_eq!(tell(&app, &link, "q.coach=NO").await.0, StatusCode::SEE_OTHER);
        let row = told(&app, &event).await;
        assert_eq!((&row["needs"], &row["answers"]), (&json!([]), &json!([answer("coach", json!(["NO"]))])));
        assert_eq!(row["response"], "ACCEPTED");
    }

    async fn what_is_not_put_to_a_guest_is_left_aside_whatever_was_typed_there(app: TestApp) {
        let (event, link) = invited(&app, json!({})).await;
        ask(&app, &event, 0, coach()).await;
        app.send(form(&link, "response=ACCEPTED")).await;
        assert_eq!(tell(&app, &link, "q.coach=NO&q.from=atlantis").await.0, StatusCode::SEE_OTHER);
        assert_eq!(told(&app, &event).await["answers"].as_array().unwrap().len(), 1);
        let before = app.contents().await;
        let (status, html) = tell(&app, &link, "q.coach=YES&q.guests=many&q.song=<b>x</b>").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        for part in ["href=\"#q.from\"", "href=\"#q.guests\"", "&lt;b&gt;x&lt;"] {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(!html.contains("<b>x</b>"));
        app.holds(&before).await;
        // A delicate answer asks for consent as a need does.
        assert_eq!(tell(&app, &link, "q.coach=NO&q.born=1991-03-07").await.0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(tell(&app, &link, "q.coach=NO&q.born=1991-03-07&agree=1").await.0, StatusCode::SEE_OTHER);
        let born = told(&app, &event).await["answers"][1].clone();
        assert_eq!((&born["question"], &born["agreedAt"]), (&json!("born"), &json!("2026-11-02T09:00:00Z")));
    }

    async fn what_staff_noted_and_the_page_does_not_ask_stays(app: TestApp) {
        let (event, link) = invited(&app, json!({})).await;
        app.send(form(&link, "response=ACCEPTED")).await;
        let row = app.ask("query($id: ID!) { event(id: $id) { attendees { nodes { id } } } }", json!({ "id": event })).await["event"]["attendees"]["nodes"][0]["id"].clone();
        app.act("keepNeeds", json!({ "attendeeId": row, "needs": [{ "kind": "INTERPRETATION", "code": "ar" }, { "kind": "DIET", "code": "VEGAN", "note": "since Lent" }] }), "attendee { id }").await;
        assert_eq!(tell(&app, &link, "need.DIET.VEGAN=1&need.DIET.HALAL=1&agree=1").await.0, StatusCode::SEE_OTHER);
        let needs = told(&app, &event).await["needs"].clone();
        let told: Vec<(&Value, &Value, &Value)> = needs.as_array().unwrap().iter().map(|it| (&it["code"], &it["note"], &it["saidBy"])).collect();
        assert_eq!(told, [(&json!("HALAL"), &Value::Null, &json!("GUEST")), (&json!("VEGAN"), &json!("since Lent"), &json!("STAFF")), (&json!("ar"), &Value::Null, &json!("STAFF"))]);
    }

    async fn a_party_says_of_how_many_each_need_is(app: TestApp) {
        let event = app.event(json!({})).await;
        let contact = app.contact("Arta", "Hoxha").await;
        app.act("addGuests", json!({ "eventId": event, "guests": [{ "contactId": contact, "partySize": 3 }] }), "attendees { id }").await;
        let link = invite(&app, &event, &contact).await;
        app.send(form(&link, "response=ACCEPTED&party_size=3")).await;
        assert!(page(&app, &link, "").await.contains("<select name=\"need.DIET.VEGAN\""));
        assert_eq!(tell(&app, &link, "need.DIET.VEGAN=2&need.DIET.HALAL=0&agree=1").await.0, StatusCode::SEE_OTHER);
        assert_eq!(totals(&app, &event).await, ["VEGAN 2"]);
        let before = app.contents().await;
        assert_eq!(tell(&app, &link, "need.DIET.VEGAN=4&agree=1").await.0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(tell(&app, &link, "need.DIET.PLUTONIUM=1&agree=1").await.0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(tell(&app, &link, "need.DIET.VEGAN=some&agree=1").await.0, StatusCode::BAD_REQUEST);
        assert_eq!(tell(&app, &link, "is_admin=1").await.0, StatusCode::BAD_REQUEST);
        let elsewhere = Request::post(format!("{link}/asking")).header("content-type", "application/x-www-form-urlencoded").header("sec-fetch-site", "cross-site").body(Body::from("agree=1"));
        assert_eq!(app.send(elsewhere.unwrap()).await.0, StatusCode::FORBIDDEN);
        assert_eq!(tell(&app, &link, &format!("other.DIET={}", "x".repeat(400 * 1024))).await.0, StatusCode::PAYLOAD_TOO_LARGE);
        app.holds(&before).await;
    }

    async fn it_can_be_told_after_the_deadline_and_not_after_the_event(app: TestApp) {
        let (_, link) = invited(&app, json!({ "responseDeadline": "2026-11-10T12:00" })).await;
        app.send(form(&link, "response=ACCEPTED")).await;
        app.clock.set(at("2026-11-12T09:00:00Z"));
        assert!(page(&app, &link, "").await.contains("id=\"asking\""), "an answer comes too late; what one needs does not");
        assert_eq!(tell(&app, &link, "need.DIET.VEGAN=1&agree=1").await.0, StatusCode::SEE_OTHER);
        app.clock.set(at("2026-11-16T20:01:00Z"));
        let before = app.contents().await;
        assert!(!page(&app, &link, "").await.contains("id=\"asking\""));
        assert_eq!(tell(&app, &link, "need.DIET.HALAL=1&agree=1").await.0, StatusCode::UNPROCESSABLE_ENTITY);
        let (status, _) = app.send(Request::get(format!("{link}/asking")).body(Body::empty()).unwrap()).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "an address that one comes to by choosing a language leads to the page");
        assert_eq!(tell(&app, "/r/nonsense", "agree=1").await.0, StatusCode::NOT_FOUND);
        app.holds(&before).await;
    }
}
