//! Certificates of attendance as guests get them: by letter, once, and as the staff sees them on the list.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use kuvend_domain::exports;
use kuvend_entity::{
    certificate,
    kind::{MessageKind, MessageState, Role},
    message,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    app::{PUBLIC_URL, TestApp, at},
    needs::guest,
    on_both_engines,
    papers::text,
};

const SHOWN: &str = "query($id: ID!) { event(id: $id) { attendees { nodes { contact { givenName } certificate { number path issuedAt } } } } }";

async fn certify(app: &TestApp, event: &str, more: Value) -> Value {
    let mut input = json!({ "eventId": event, "outcome": "CERTIFIED" });
    input
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    let selection = "queued campaign { kind } skipped { reason count }";
    app.act_raw("sendFollowUp", input, selection).await
}

async fn letters(app: &TestApp) -> Vec<message::Model> {
    let letters = message::Entity::find();
    let letters = letters.filter(message::Column::Kind.eq(MessageKind::Certificate));
    letters.all(app.db.reader()).await.unwrap()
}

async fn numbers(app: &TestApp) -> Vec<i32> {
    let all = certificate::Entity::find().all(app.db.reader()).await;
    let mut numbers: Vec<i32> = all.unwrap().iter().map(|one| one.number).collect();
    numbers.sort_unstable();
    numbers
}

/// An event at which four were expected, and three were: one of them on the staff.
async fn event(app: &TestApp) -> (String, Vec<String>) {
    let event = app.event(json!({})).await;
    let mut rows = Vec::new();
    for name in ["Arta", "Besnik", "Chiara"] {
        rows.push(guest(app, &event, (name, "Hoxha"), json!({})).await.1);
    }
    let staff = json!({ "roles": ["STAFF"] });
    rows.push(guest(app, &event, ("Drin", "Hoxha"), staff).await.1);
    app.deliver().await;
    app.clock.set(at("2026-11-16T17:30:00Z"));
    for row in [&rows[0], &rows[1], &rows[3]] {
        let input = json!({ "attendeeId": row });
        app.act("checkIn", input, "attendee { presence }").await;
    }
    (event, rows)
}

on_both_engines! {
    async fn who_was_there_is_sent_the_link_to_their_certificate_once(app: TestApp) {
        let early = app.event(json!({})).await;
        let refused = certify(&app, &early, json!({})).await;
        assert_eq!(refused["userErrors"][0]["code"], "TOO_EARLY", "{refused}");
        let (event, rows) = event(&app).await;
        let dry = certify(&app, &event, json!({ "dryRun": true })).await;
        assert_eq!((&dry["queued"], numbers(&app).await.len()), (&json!(3), 0), "a dry run certifies nobody: {dry}");
        // Whoever has a certificate on paper keeps its number.
        app.act("restrictContact", json!({ "contactId": app.ask("query($id: ID!) { node(id: $id) { ... on Attendee { contact { id } } } }", json!({ "id": rows[1] })).await["node"]["contact"]["id"], "reason": "asked for" }), "contact { id }").await;
        let printed = text(&app, json!({ "eventId": event, "paper": "CERTIFICATES", "format": "CSV", "language": "en" })).await;
        assert_eq!(printed.lines().count(), 3);
        let sent = certify(&app, &event, json!({ "letter": { "personalNote": "With our thanks." } })).await;
        assert_eq!((&sent["queued"], &sent["campaign"]["kind"], &sent["skipped"]), (&json!(2), &json!("CERTIFICATE"), &json!([{ "reason": "RESTRICTED", "count": 1 }])), "{sent}");
        assert_eq!(numbers(&app).await, [1, 2], "nobody has a second one, and none is for who may not be written to");
        let again = certify(&app, &event, json!({})).await;
        assert_eq!((&again["queued"], again["skipped"].as_array().unwrap().len()), (&json!(0), 2), "{again}");
        assert_eq!(app.deliver().await, 2);
        let mail = app.mail().await;
        let mut told: Vec<(String, String)> = mail.iter().filter(|(row, _)| row.kind == MessageKind::Certificate).map(|(row, letter)| (row.recipient.clone().unwrap().to_string(), letter.text.clone().unwrap())).collect();
        told.sort_unstable();
        assert_eq!(told.len(), 2);
        let shown = app.ask(SHOWN, json!({ "id": event })).await["event"]["attendees"]["nodes"].clone();
        for (guest, (_, words)) in [(0, &told[0]), (3, &told[1])] {
            let certificate = &shown[guest]["certificate"];
            let path = certificate["path"].as_str().unwrap();
            let link = format!("{PUBLIC_URL}{path}");
            assert!(words.contains(&link) && words.contains("Shihni vërtetimin:") && words.contains("With our thanks."), "{words}");
            assert!(printed.contains(path) && printed.contains(certificate["number"].as_str().unwrap()), "on paper it is the same");
            let (status, page) = app.send(Request::get(path).body(Body::empty()).unwrap()).await;
            assert_eq!(status, StatusCode::OK);
            let page = String::from_utf8(page).unwrap().replace("&#x2f;", "/");
            assert!(page.contains(shown[guest]["contact"]["givenName"].as_str().unwrap()) && page.contains(certificate["number"].as_str().unwrap()), "{page}");
        }
        assert_eq!((&shown[1]["certificate"], &shown[2]["certificate"]), (&Value::Null, &Value::Null));
        assert_eq!(shown[0]["certificate"]["number"], "00001/2026");
        let counts = app.contents().await;
        assert!(counts.of("audit_entry").iter().any(|line| line.contains("papers::certify")));
    }

    async fn who_turns_out_not_to_have_been_there_gets_neither_thanks_nor_a_certificate(app: TestApp) {
        let (event, rows) = event(&app).await;
        let later = json!({ "sendAt": "2026-11-17T08:00:00Z" });
        assert_eq!(certify(&app, &event, later.clone()).await["queued"], 3);
        app.act("sendFollowUp", json!({ "eventId": event, "outcome": "CAME", "sendAt": "2026-11-17T08:00:00Z" }), "queued").await;
        let marks = json!([{ "attendeeId": rows[0], "presence": "ABSENT" }]);
        app.act("recordPresence", json!({ "eventId": event, "marks": marks }), "attendees { id }").await;
        app.clock.set(at("2026-11-17T08:00:00Z"));
        app.deliver().await;
        let row = "query($id: ID!) { node(id: $id) { ... on Attendee { certificate { number } messages { nodes { kind state timeline { kind detail } } } } } }";
        let row = app.ask(row, json!({ "id": rows[0] })).await["node"].clone();
        assert_eq!(row["certificate"], Value::Null);
        for kind in ["CERTIFICATE", "THANK_YOU"] {
            let nodes = row["messages"]["nodes"].as_array().unwrap();
            let letter = nodes.iter().find(|letter| letter["kind"] == kind).unwrap();
            assert_eq!((&letter["state"], &letter["timeline"][1]["detail"]), (&json!("SUPPRESSED"), &json!("the guest is not said to have been there any more")));
        }
        // Where that was wrong, they get it after all.
        let marks = json!([{ "attendeeId": rows[0], "presence": "ATTENDED" }]);
        app.act("recordPresence", json!({ "eventId": event, "marks": marks }), "attendees { id }").await;
        let again = certify(&app, &event, json!({ "dryRun": true })).await;
        assert_eq!((&again["queued"], &again["skipped"]), (&json!(1), &json!([{ "reason": "ALREADY_SENT", "count": 2 }])), "{again}");
        let went = letters(&app).await.iter().filter(|row| row.state == MessageState::Accepted).count();
        assert_eq!(went, 2);
        // Months later it still goes out to who asks, and not years.
        let (event, _) = { app.clock.set(at("2026-11-02T09:00:00Z")); self::event(&app).await };
        app.clock.set(at("2027-10-01T08:00:00Z"));
        assert_eq!(certify(&app, &event, json!({})).await["queued"], 3);
        assert_eq!(app.deliver().await, 3);
    }

    async fn a_certificate_is_shown_to_who_may_have_it_printed(app: TestApp) {
        let (event, _) = event(&app).await;
        certify(&app, &event, json!({})).await;
        let id = event.parse().unwrap();
        for (role, sees) in [(Role::EventOfficer, true), (Role::FrontDesk, true), (Role::Analyst, false), (Role::ProgrammeOfficer, false)] {
            let who = app.account(role, app.office.id, id).await;
            let (_, answer) = app.post_by(&who, SHOWN, json!({ "id": event })).await;
            let nodes = answer["data"]["event"]["attendees"]["nodes"].as_array().unwrap();
            assert_eq!(nodes.iter().filter(|row| !row["certificate"].is_null()).count(), if sees { 3 } else { 0 }, "{role:?}");
        }
        let before = app.db.statements();
        app.ask(SHOWN, json!({ "id": event })).await;
        let few = app.db.statements() - before;
        let other = app.event(json!({ "startsAt": "2026-11-16T18:00" })).await;
        for number in 0..6 {
            let (_, row) = guest(&app, &other, (&format!("Guest{number}"), "Of"), json!({})).await;
            app.act("checkIn", json!({ "attendeeId": row }), "attendee { id }").await;
        }
        certify(&app, &other, json!({})).await;
        let before = app.db.statements();
        let shown = app.ask(SHOWN, json!({ "id": other })).await;
        assert_eq!(shown["event"]["attendees"]["nodes"].as_array().unwrap().iter().filter(|row| row["certificate"]["number"].is_string()).count(), 6);
        assert_eq!(app.db.statements() - before, few);
    }

    async fn numbers_follow_each_other_when_letters_and_papers_certify_at_once(app: TestApp) {
        let (one, _) = event(&app).await;
        app.clock.set(at("2026-11-02T09:00:00Z"));
        let (other, _) = event(&app).await;
        app.act("preparePaper", json!({ "eventId": one, "paper": "CERTIFICATES", "purpose": "x" }), "exportJob { id }").await;
        let op = app.op();
        let (worked, first, second) = tokio::join!(exports::work(&op, Uuid::from_u128(7)), certify(&app, &one, json!({})), certify(&app, &other, json!({})));
        assert!(worked.unwrap());
        assert_eq!((&first["queued"], &second["queued"]), (&json!(3), &json!(3)));
        assert_eq!(numbers(&app).await, (1..=6).collect::<Vec<_>>());
        let rows = certificate::Entity::find().all(app.db.reader()).await.unwrap();
        let guests: std::collections::BTreeSet<_> = rows.iter().map(|row| row.attendee_id).collect();
        assert_eq!(guests.len(), 6, "one a person");
    }
}
