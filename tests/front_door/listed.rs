//! Listed events: the page that everybody may read, and calendars that a reader not ours takes.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use kuvend_domain::accounts;
use kuvend_entity::kind::Role;
use serde_json::{Value, json};

use crate::{
    app::{TestApp, at},
    calendar::read_with,
    on_both_engines,
};

async fn get(app: &TestApp, path: &str) -> (StatusCode, String) {
    let (status, body) = app
        .send(Request::get(path).body(Body::empty()).unwrap())
        .await;
    (status, String::from_utf8(body).unwrap())
}

async fn listed(app: &TestApp, more: Value) -> String {
    let mut input = json!({
        "visibility": "LISTED", "format": "HYBRID", "onlineLink": "https://meet.example.org/talk", "doorsOpenAt": "2026-11-16T17:30",
        "venue": { "name": "National Theatre", "city": "Tirana" }, "description": [{ "language": "en", "text": "An evening <for> all." }],
    });
    input
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    app.event(input).await
}

on_both_engines! {
    async fn what_is_listed_has_a_page_in_four_languages_and_tells_nothing_of_guests(app: TestApp) {
        let event = listed(&app, json!({})).await;
        let arta = app.contact("Arta", "Hoxha").await;
        app.act("registerAttendee", json!({ "eventId": event, "contactId": arta }), "attendee { id }").await;
        let path = app.ask("query($id: ID!) { event(id: $id) { publicPath } }", json!({ "id": event })).await["event"]["publicPath"].as_str().unwrap().to_owned();
        assert_eq!(path, format!("/e/{event}"));
        let before = app.contents().await;
        for (language, title, when) in [("en", "International Migrants Day", "Monday, 16 November 2026"), ("sq", "Dita Ndërkombëtare e Migrantëve", "16 nëntor 2026"), ("it", "International Migrants Day", "16 novembre 2026"), ("el", "International Migrants Day", "16 Νοεμβρίου 2026")] {
            let (status, page) = get(&app, &format!("{path}?lang={language}")).await;
            assert_eq!(status, StatusCode::OK);
            assert!(page.contains(&format!("<html lang=\"{language}\">")) && page.contains(title), "{page}");
            assert!(page.contains(when) && page.contains("National Theatre"), "{page}");
            for hidden in ["meet.example.org", "Hoxha", "<script", "<for>"] {
                assert!(!page.contains(hidden), "{hidden}: {page}");
            }
            assert!(page.contains("An evening &lt;for&gt; all."));
        }
        app.holds(&before).await;
        let elsewhere = listed(&app, json!({ "format": "ONLINE" })).await;
        for (event, said) in [(&event, "You can also follow the event online"), (&elsewhere, "The event takes place online")] {
            assert!(get(&app, &format!("/e/{event}?lang=en")).await.1.contains(said), "{said}");
        }
    }

    async fn nothing_else_has_a_page_or_stands_in_a_calendar(app: TestApp) {
        let invited = app.event(json!({})).await;
        let put_off = listed(&app, json!({})).await;
        app.act("postponeEvent", json!({ "id": put_off }), "event { id }").await;
        let cancelled = listed(&app, json!({})).await;
        app.act("cancelEvent", json!({ "id": cancelled }), "event { id }").await;
        let draft = json!({ "title": [{ "language": "en", "text": "A draft" }], "kind": "MEETING", "visibility": "LISTED", "startsAt": "2026-12-01T10:00", "endsAt": "2026-12-01T11:00", "timeZone": "Europe/Tirane" });
        let draft = app.act("createEvent", draft, "event { id publicPath }").await["event"].clone();
        assert_eq!(draft["publicPath"], Value::Null);
        let unknown = get(&app, "/e/event_00000000000000000000000000000000?lang=en").await;
        assert_eq!(unknown.0, StatusCode::NOT_FOUND);
        for event in [&invited, draft["id"].as_str().unwrap(), "event", "office_1"] {
            assert_eq!(get(&app, &format!("/e/{event}?lang=en")).await, unknown, "as if there were none: {event}");
        }
        for event in [&invited, draft["id"].as_str().unwrap(), "event", "office_1"] {
            assert_eq!(get(&app, &format!("/e/{event}/event.ics?lang=en")).await, unknown, "{event}");
        }
        // What was announced once tells whoever comes back what became of it.
        for (event, said) in [(&put_off, "has been postponed"), (&cancelled, "has been cancelled")] {
            let (status, page) = get(&app, &format!("/e/{event}?lang=en")).await;
            assert_eq!((status, page.contains(said), page.contains("event.ics")), (StatusCode::OK, true, false), "{page}");
        }
        let (status, feed) = get(&app, &format!("/feeds/{}.ics", app.office.id)).await;
        let entries = ["BEGIN:VEVENT\r\n", "STATUS:CANCELLED\r\n"].map(|line| feed.matches(line).count());
        assert_eq!((status, entries), (StatusCode::OK, [2, 2]), "only that they are off: {feed}");
        for office in ["office_00000000000000000000000000000000.ics", "office", ".ics"] {
            assert_eq!(get(&app, &format!("/feeds/{office}?lang=en")).await.0, StatusCode::NOT_FOUND);
        }
    }

    async fn the_calendar_of_an_office_is_read_by_others_and_holds_what_is_listed(app: TestApp) {
        let evening = listed(&app, json!({})).await;
        let later = listed(&app, json!({ "startsAt": "2027-03-28T18:00", "endsAt": "2027-03-28T21:00", "doorsOpenAt": null, "isProvisional": true })).await;
        app.event(json!({})).await;
        let over = listed(&app, json!({ "startsAt": "2026-07-01T18:00", "endsAt": "2026-07-01T21:00", "doorsOpenAt": null })).await;
        app.act("updateEvent", json!({ "id": evening, "version": 2, "startsAt": "2026-11-17T18:00" }), "event { id }").await;
        let (status, feed) = get(&app, &format!("/feeds/{}.ics?lang=sq", app.office.id)).await;
        assert_eq!(status, StatusCode::OK);
        assert!(!feed.contains("meet.example.org") && !feed.contains(&over["event_".len()..]), "{feed}");
        let (_, one) = get(&app, &format!("/e/{evening}/event.ics?lang=en")).await;
        let Some(entries) = read_with("read_feed.py", feed.as_bytes()) else { return };
        let told: Vec<Value> = entries.as_array().unwrap().iter().map(|entry| json!([entry["uid"], entry["sequence"], entry["start_utc"], entry["end_utc"], entry["status"], entry["summary"], entry["location"], entry["url"]])).collect();
        let uid = |event: &str| format!("{}@example.org", &event["event_".len()..]);
        let title = "Dita Ndërkombëtare e Migrantëve";
        let place = "National Theatre, Tirana";
        assert_eq!(told, [
            json!([uid(&evening), 1, "2026-11-17T17:00:00Z", "2026-11-17T20:00:00Z", "CONFIRMED", title, place, null]),
            json!([uid(&later), 0, "2027-03-28T16:00:00Z", "2027-03-28T19:00:00Z", "TENTATIVE", title, place, null]),
        ]);
        let one = read_with("read_feed.py", one.as_bytes()).unwrap();
        assert_eq!((one.as_array().unwrap().len(), &one[0]["uid"], &one[0]["summary"]), (1, &json!(uid(&evening)), &json!("International Migrants Day")));
    }

    async fn what_was_announced_says_in_calendars_that_it_is_off(app: TestApp) {
        let (cancelled, put_off, done) = (listed(&app, json!({})).await, listed(&app, json!({})).await, listed(&app, json!({})).await);
        let draft = app.act("createEvent", json!({
            "title": [{ "language": "en", "text": "A plan" }], "kind": "MEETING", "visibility": "LISTED",
            "startsAt": "2026-12-01T18:00", "endsAt": "2026-12-01T21:00", "timeZone": "Europe/Tirane",
        }), "event { id }").await["event"]["id"].as_str().unwrap().to_owned();
        let path = app.ask("{ events(first: 1) { nodes { office { publicCalendarPath } } } }", json!({})).await;
        let path = path["events"]["nodes"][0]["office"]["publicCalendarPath"].as_str().unwrap().to_owned();
        let (_, page) = get(&app, &format!("/e/{done}")).await;
        assert!(page.contains(&path), "the page leads to it: {page}");
        app.act("cancelEvent", json!({ "id": cancelled, "reason": "snow" }), "event { id }").await;
        app.act("postponeEvent", json!({ "id": put_off }), "event { id }").await;
        app.clock.set(at("2026-11-17T09:00:00Z"));
        app.act("completeEvent", json!({ "id": done }), "event { id }").await;
        let (_, feed) = get(&app, &path).await;
        let entry = |event: &str| feed.split("BEGIN:VEVENT").find(|entry| entry.contains(&event["event_".len()..])).map(str::to_owned);
        for (event, status, sequence) in [(&cancelled, "CANCELLED", 1), (&put_off, "CANCELLED", 1), (&done, "CONFIRMED", 0)] {
            let entry = entry(event).unwrap();
            assert!(entry.contains(&format!("STATUS:{status}\r\n")) && entry.contains(&format!("SEQUENCE:{sequence}\r\n")), "{entry}");
        }
        assert_eq!(entry(&draft), None);
        let (status, one) = get(&app, &format!("/e/{cancelled}/event.ics")).await;
        assert!(status == StatusCode::OK && one.contains("STATUS:CANCELLED\r\n"), "{one}");
    }

    async fn an_account_reads_its_office_in_its_own_calendar_until_the_link_is_taken_back(app: TestApp) {
        let evening = app.event(json!({})).await;
        let put_off = app.event(json!({ "startsAt": "2026-12-01T18:00", "endsAt": "2026-12-01T21:00" })).await;
        app.act("postponeEvent", json!({ "id": put_off }), "event { id }").await;
        let analyst = app.account(Role::Analyst, app.office.id, evening.parse().unwrap()).await;
        let mutation = "mutation { createEventFeed(input: {}) { path userErrors { code } } }";
        let make = async || {
            let (_, answer) = app.post_by(&analyst, mutation, json!({})).await;
            answer["data"]["createEventFeed"]["path"].as_str().unwrap().to_owned()
        };
        let first = make().await;
        let (status, feed) = get(&app, &first).await;
        assert_eq!(status, StatusCode::OK);
        let uid = |event: &str| format!("UID:{}@example.org\r\n", &event["event_".len()..]);
        assert!(feed.contains(&uid(&evening)) && feed.contains(&uid(&put_off)), "{feed}");
        assert!(feed.contains("STATUS:TENTATIVE") && feed.contains("STATUS:CONFIRMED"), "{feed}");
        if let Some(entries) = read_with("read_feed.py", feed.as_bytes()) {
            assert_eq!(entries.as_array().unwrap().len(), 2);
        }
        let second = make().await;
        assert_eq!(get(&app, &first).await.0, StatusCode::NOT_FOUND, "there is one link at a time");
        assert_eq!(get(&app, &second).await.0, StatusCode::OK);
        // The first letter stands for the version and what the link is for; the last one for the seal.
        for altered in [second.replacen("/feeds/A", "/feeds/B", 1), second.replace(".ics", "A.ics"), second.replace(".ics", "")] {
            assert_eq!(get(&app, &altered).await.0, StatusCode::NOT_FOUND, "{altered}");
        }
        let revoke = "mutation { revokeEventFeed(input: {}) { wasRevoked } }";
        for was in [true, false] {
            let (_, answer) = app.post_by(&analyst, revoke, json!({})).await;
            assert_eq!(answer["data"]["revokeEventFeed"]["wasRevoked"], was);
        }
        assert_eq!(get(&app, &second).await.0, StatusCode::NOT_FOUND);

        let third = make().await;
        let account = accounts::find(&app.op(), &format!("{}.{}@example.org", Role::Analyst.as_str().to_lowercase(), app.office.id)).await.unwrap();
        accounts::disable(&app.op(), account.id).await.unwrap();
        assert_eq!(get(&app, &third).await.0, StatusCode::NOT_FOUND, "who may not come in any more reads no calendar");
    }
}
