//! Files of organisations and of guests, brought in through the front door.

use kuvend_domain::imports::worker;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    app::TestApp,
    on_both_engines,
    uploads::{brought, report},
};

const BODIES: &str = "Name,Kind,Country\nMinistry of Diaspora,GOVERNMENT,AL\nEmbassy of Italy,Embassy,IT\nStampa,Media,AL\n";
const GUESTS: &str = "First name,Last name,Email,Organisation,Function,Roles,Party size,Category\n\
    Arta,Hoxha,arta.hoxha@example.org,Ministry of Diaspora,Minister,guest,2,\n\
    ,,,Embassy of Italy,,,,\n\
    ,,,Embassy of Italy,,,,\n\
    Besnik,Leka,besnik.leka@example.org,Stampa,,press,,\n\
    Cela,Kola,cela.kola@example.org,,,,,Diaspora\n\
    Dren,Marku,dren.marku@example.org,Nowhere,,,,\n";
const LIST: &str = "query($id: ID!) { event(id: $id) { attendees(first: 50) { nodes { id version contact { givenName } representing { name } functionAtEvent roles category partySize wave place invitation } } } }";

/// The guest list: each row in a line, by name.
async fn list(app: &TestApp, event: &str) -> Vec<String> {
    let told = app.ask(LIST, json!({ "id": event })).await;
    let rows = told["event"]["attendees"]["nodes"]
        .as_array()
        .unwrap()
        .clone();
    let words = |value: &Value| match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut lines: Vec<String> = rows
        .iter()
        .map(|row| {
            let all = [
                &row["contact"]["givenName"],
                &row["representing"]["name"],
                &row["functionAtEvent"],
                &row["roles"],
                &row["category"],
                &row["partySize"],
                &row["place"],
            ];
            all.map(words).join(" | ")
        })
        .collect();
    lines.sort_unstable();
    lines
}

fn of(kind: &str) -> Value {
    json!({ "kind": kind })
}

fn guests(event: &str, more: &Value) -> Value {
    let mut input = json!({ "kind": "GUEST_LIST", "eventId": event, "purpose": "event-management", "basis": "PUBLIC_TASK", "wave": "Officials" });
    input
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    input
}

on_both_engines! {
    async fn organisations_are_brought_in_by_a_file(app: TestApp) {
        let (id, now) = brought(&app, of("ORGANISATIONS"), BODIES.as_bytes()).await;
        assert_eq!((&now["state"], &now["created"]), (&json!("DONE"), &json!(3)), "{now:#}");
        let told = app.ask("query($id: ID!) { importJob(id: $id) { kind event { id } columns { field } } }", json!({ "id": id })).await;
        assert_eq!(told["importJob"], json!({ "kind": "ORGANISATIONS", "event": null, "columns": [{ "field": "name" }, { "field": "kind" }, { "field": "country" }] }));
        let found = app.ask("{ organisations { nodes { name kind country } } }", json!({})).await;
        assert_eq!(found["organisations"]["nodes"][0], json!({ "name": "Embassy of Italy", "kind": "DIPLOMATIC_MISSION", "country": "IT" }));
        let found = app.ask(r#"{ organisations(search: "stampa") { totalCount } }"#, json!({})).await;
        assert_eq!(found["organisations"]["totalCount"], 1);
        app.act("undoImport", json!({ "id": id }), "importJob { state }").await;
        worker::drain(&app.op(), Uuid::from_u128(7)).await.unwrap();
        let found = app.ask("{ organisations { totalCount } }", json!({})).await;
        assert_eq!(found["organisations"]["totalCount"], 0);
    }

    async fn organisations_need_neither_purpose_nor_basis(app: TestApp) {
        let input = json!({ "kind": "ORGANISATIONS", "purpose": null, "basis": null });
        let (id, now) = brought(&app, input, BODIES.as_bytes()).await;
        assert_eq!((&now["state"], &now["created"]), (&json!("DONE"), &json!(3)), "{now:#}");
        let told = app.ask("query($id: ID!) { importJob(id: $id) { purpose basis } }", json!({ "id": id })).await;
        assert_eq!(told["importJob"], json!({ "purpose": "event-management", "basis": "PUBLIC_TASK" }));
    }

    async fn a_guest_list_is_brought_in_and_the_same_file_twice_changes_nothing(app: TestApp) {
        let event = app.event(json!({})).await;
        brought(&app, of("ORGANISATIONS"), BODIES.as_bytes()).await;
        let (id, tried) = brought(&app, guests(&event, &json!({ "dryRun": true })), GUESTS.as_bytes()).await;
        assert_eq!((&tried["created"], &tried["failed"]), (&json!(5), &json!(1)), "{tried:#}");
        assert!(report(&app, &id).await.contains("FAIL,organisation NOT_FOUND,Dren"));
        assert_eq!(list(&app, &event).await, Vec::<String>::new());
        let (id, first) = brought(&app, guests(&event, &json!({})), GUESTS.as_bytes()).await;
        assert_eq!((&first["state"], &first["created"], &first["failed"]), (&json!("DONE"), &json!(5), &json!(1)), "{first:#}");
        let listed = list(&app, &event).await;
        assert_eq!(listed, [
            "- | Embassy of Italy | - | [\"GUEST\"] | DIPLOMATIC_MISSION | 1 | NONE",
            "- | Embassy of Italy | - | [\"GUEST\"] | DIPLOMATIC_MISSION | 1 | NONE",
            "Arta | Ministry of Diaspora | Minister | [\"GUEST\"] | GOVERNMENT | 2 | NONE",
            "Besnik | Stampa | - | [\"PRESS\"] | MEDIA | 1 | CONFIRMED",
            "Cela | - | - | [\"GUEST\"] | DIASPORA | 1 | NONE",
        ]);
        app.counts_are_true().await;
        let told = app.ask("query($id: ID!) { importJob(id: $id) { kind wave event { id } } }", json!({ "id": id })).await;
        assert_eq!(told["importJob"], json!({ "kind": "GUEST_LIST", "wave": "Officials", "event": { "id": event } }));
        let (_, again) = brought(&app, guests(&event, &json!({})), GUESTS.as_bytes()).await;
        assert_eq!((&again["created"], &again["updated"], &again["unchanged"]), (&json!(0), &json!(0), &json!(5)), "{again:#}");
        assert_eq!(list(&app, &event).await, listed);
    }

    async fn whom_the_office_knows_is_put_on_the_list_as_well(app: TestApp) {
        let event = app.event(json!({})).await;
        app.contact("Arta", "Hoxha").await;
        let text = "First name,Last name,Email,City\nArta,Hoxha,arta.hoxha@example.org,Bari\n";
        let (id, tried) = brought(&app, guests(&event, &json!({ "dryRun": true, "mode": "CREATE_ONLY" })), text.as_bytes()).await;
        assert_eq!(&tried["updated"], &json!(1), "{tried:#}");
        assert!(report(&app, &id).await.contains("attendee: – → "));
        let before = app.contents().await;
        let (id, done) = brought(&app, guests(&event, &json!({ "mode": "CREATE_ONLY" })), text.as_bytes()).await;
        assert_eq!((&done["updated"], &done["created"]), (&json!(1), &json!(0)), "{done:#}");
        let city = app.ask("{ contacts { nodes { residenceCity version } } }", json!({})).await;
        assert_eq!(city["contacts"]["nodes"][0], json!({ "residenceCity": null, "version": 1 }), "the record is left as it is");
        assert_eq!(list(&app, &event).await.len(), 1);
        taken_back(&app, &id).await;
        app.counts_are_true().await;
        same_people(&before, &app.contents().await);
    }

    async fn taking_a_guest_list_back_leaves_whoever_was_invited_since(app: TestApp) {
        let event = app.event(json!({})).await;
        brought(&app, of("ORGANISATIONS"), BODIES.as_bytes()).await;
        let before = app.contents().await;
        let (id, _) = brought(&app, guests(&event, &json!({})), GUESTS.as_bytes()).await;
        taken_back(&app, &id).await;
        app.counts_are_true().await;
        same_people(&before, &app.contents().await);
        let (id, _) = brought(&app, guests(&event, &json!({})), GUESTS.as_bytes()).await;
        let rows = app.ask(LIST, json!({ "id": event })).await["event"]["attendees"]["nodes"].clone();
        let arta = rows.as_array().unwrap().iter().find(|row| row["contact"]["givenName"] == "Arta").unwrap().clone();
        app.act("recordResponse", json!({ "attendeeId": arta["id"], "response": "ACCEPTED", "channel": "PHONE" }), "attendee { place }").await;
        taken_back(&app, &id).await;
        let now = app.ask("query($id: ID!) { importJob(id: $id) { removed left } }", json!({ "id": id })).await;
        assert_eq!(now["importJob"], json!({ "removed": 4, "left": 1 }));
        assert_eq!(list(&app, &event).await, ["Arta | Ministry of Diaspora | Minister | [\"GUEST\"] | GOVERNMENT | 2 | CONFIRMED"]);
        app.counts_are_true().await;
    }

    async fn taking_a_guest_list_back_leaves_whom_another_record_took_over_and_whom_closing_counted(app: TestApp) {
        let event = app.event(json!({})).await;
        brought(&app, of("ORGANISATIONS"), BODIES.as_bytes()).await;
        let stays = app.contact("Artemisa", "Hoxha").await;
        let (id, _) = brought(&app, guests(&event, &json!({})), GUESTS.as_bytes()).await;
        let found = app.ask(r#"{ contacts(search: "arta hoxha") { nodes { id givenName } } }"#, json!({})).await;
        let arta = found["contacts"]["nodes"].as_array().unwrap().iter().find(|row| row["givenName"] == "Arta").unwrap()["id"].clone();
        app.act("mergeContacts", json!({ "survivorId": stays, "otherId": arta }), "merge { id }").await;
        taken_back(&app, &id).await;
        let listed = list(&app, &event).await;
        assert_eq!((listed.len(), listed[0].starts_with("Artemisa | Ministry of Diaspora")), (1, true), "{listed:?}");
        app.counts_are_true().await;
        let closed = app.event(json!({ "startsAt": "2026-11-03T18:00", "endsAt": "2026-11-03T21:00" })).await;
        let (id, _) = brought(&app, guests(&closed, &json!({})), GUESTS.as_bytes()).await;
        let before = list(&app, &closed).await;
        app.clock.advance(chrono::TimeDelta::days(7));
        app.act("closeAttendance", json!({ "eventId": closed }), "absentCount").await;
        taken_back(&app, &id).await;
        assert_eq!(list(&app, &closed).await, before, "what was counted stands");
        app.counts_are_true().await;
    }

    async fn a_guest_list_needs_an_event_of_the_office(app: TestApp) {
        let event = app.event(json!({})).await;
        for (more, field, code) in [
            (json!({ "kind": "GUEST_LIST" }), "eventId", "REQUIRED"),
            (json!({ "kind": "GUEST_LIST", "eventId": "event_00000000000000000000000000000000" }), "eventId", "NOT_FOUND"),
            (json!({ "kind": "GUEST_LIST", "eventId": "x" }), "eventId", "MALFORMED"),
            (json!({ "eventId": event }), "eventId", "INCONSISTENT"),
            (json!({ "kind": "ORGANISATIONS", "wave": "First" }), "wave", "INCONSISTENT"),
        ] {
            let mut input = json!({ "file": "file_00000000000000000000000000000000", "mode": "UPDATE", "purpose": "follow-up", "basis": "CONSENT", "source": "A fair" });
            input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            let refused = app.act_raw("startImport", input, "importJob { id }").await;
            assert_eq!((&refused["userErrors"][0]["field"], &refused["userErrors"][0]["code"]), (&json!([field]), &json!(code)), "{more} {refused:#}");
        }
        let (_, broken) = brought(&app, json!({ "kind": "ORGANISATIONS", "columns": [{ "head": "Given name", "field": "givenName" }] }), b"Given name,Name\nA,B\n").await;
        assert_eq!((&broken["state"], &broken["problems"][0]["code"]), (&json!("BROKEN_OFF"), &json!("MALFORMED")), "{broken:#}");
    }
}

async fn taken_back(app: &TestApp, id: &Value) {
    app.act("undoImport", json!({ "id": id }), "importJob { state }")
        .await;
    worker::drain(&app.op(), Uuid::from_u128(7)).await.unwrap();
}

/// The database holds what it held, but for what is written down of imports and the search for duplicates that they ask for.
fn same_people(before: &crate::app::Contents, now: &crate::app::Contents) {
    let kept = [
        "import_",
        "audit_",
        "duplicate_run",
        "idempotency_key",
        "stored_",
    ];
    let changes: Vec<String> = before
        .changes(now)
        .into_iter()
        .filter(|line| !kept.iter().any(|table| line[2..].starts_with(table)))
        .collect();
    assert!(changes.is_empty(), "{}", changes.join("\n"));
}
