//! Organisations and guest lists as files, which the import reads back as they were.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use kuvend_domain::exports;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{app::TestApp, on_both_engines, uploads::brought};

const BODIES: &str = "Name,Name Albanian,Name Greek,Other names,Kind,Country,Belongs to,Website\n\
    Ministry of Diaspora,Ministria e Diasporës,,MD; State Ministry,GOVERNMENT,AL,,https://diaspora.example.org\n\
    =Section,,Τμήμα,,Government,AL,Ministry of Diaspora,\n";
const GUESTS: &str = "First name,Last name,Email,Organisation,Function,Roles,Party size,Category\n\
    Arta,Hoxha,arta.hoxha@example.org,Ministry of Diaspora,Minister,guest; speaker,2,\n\
    ,,,=Section,,,,\n\
    Besnik,Leka,besnik.leka@example.org,,,press,,Media\n";

/// The file of an export, once a worker wrote it, and the job.
async fn written(app: &TestApp, mutation: &str, more: Value) -> (Vec<u8>, Value) {
    let mut input = json!({ "purpose": "The table at the door" });
    let fields = input.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());
    let made = app
        .act(
            mutation,
            input,
            "exportJob { id state kind columns fields event { id } }",
        )
        .await;
    assert_eq!(made["exportJob"]["state"], "QUEUED");
    assert!(exports::work(&app.op(), Uuid::from_u128(7)).await.unwrap());
    let read = "query($id: ID!) { exportJob(id: $id) { state total done kind columns event { id } downloadPath } }";
    let job = app
        .ask(read, json!({ "id": made["exportJob"]["id"] }))
        .await["exportJob"]
        .clone();
    assert_eq!(job["state"], "DONE", "{job:#}");
    assert_eq!(job["done"], job["total"]);
    for name in ["kind", "columns", "event"] {
        assert_eq!(job[name], made["exportJob"][name], "{name}");
    }
    let path = job["downloadPath"].as_str().unwrap();
    let (status, bytes) = app
        .send(Request::get(path).body(Body::empty()).unwrap())
        .await;
    assert_eq!(status, StatusCode::OK);
    (bytes, job)
}

/// The lines of a text without the column of ids, which is the first.
fn lines(bytes: &[u8]) -> Vec<String> {
    let text = std::str::from_utf8(bytes).unwrap();
    let lines = text.trim_start_matches('\u{FEFF}').lines();
    lines
        .map(|line| line.split_once(';').unwrap().1.to_owned())
        .collect()
}

fn guests(event: &str) -> Value {
    json!({ "kind": "GUEST_LIST", "eventId": event, "purpose": "event-management", "basis": "PUBLIC_TASK", "mode": "UPDATE" })
}

on_both_engines! {
    async fn organisations_go_out_and_come_back_as_they_were(app: TestApp) {
        let (_, now) = brought(&app, json!({ "kind": "ORGANISATIONS" }), BODIES.as_bytes()).await;
        assert_eq!((&now["state"], &now["created"]), (&json!("DONE"), &json!(2)), "{now:#}");
        let (bytes, job) = written(&app, "exportOrganisations", json!({ "headingLanguage": "sq" })).await;
        assert_eq!((&job["kind"], &job["total"]), (&json!("ORGANISATIONS"), &json!(2)));
        let told = lines(&bytes);
        assert_eq!(told[0], "Emri;Emri shqip;Emri anglisht;Emri italisht;Emri greqisht;Emra të tjerë;Lloji;Shteti;Varet nga;Faqja");
        let mut rows = told[1..].to_vec();
        rows.sort_unstable();
        assert_eq!(rows, [
            "'=Section;;'=Section;;Τμήμα;;GOVERNMENT;AL;Ministry of Diaspora;",
            "Ministry of Diaspora;Ministria e Diasporës;Ministry of Diaspora;;;\"MD; State Ministry\";GOVERNMENT;AL;;https://diaspora.example.org",
        ]);
        let before = app.contents().await;
        let (_, again) = brought(&app, json!({ "kind": "ORGANISATIONS", "mode": "UPDATE" }), &bytes).await;
        assert_eq!((&again["created"], &again["updated"], &again["unchanged"], &again["failed"]), (&json!(0), &json!(0), &json!(2), &json!(0)), "{again:#}");
        assert_eq!(before.of("organisation"), app.contents().await.of("organisation"));
    }

    async fn a_guest_list_goes_out_and_comes_back_as_it_was(app: TestApp) {
        let event = app.event(json!({})).await;
        brought(&app, json!({ "kind": "ORGANISATIONS" }), BODIES.as_bytes()).await;
        let (_, first) = brought(&app, guests(&event), GUESTS.as_bytes()).await;
        assert_eq!((&first["state"], &first["created"]), (&json!("DONE"), &json!(3)), "{first:#}");
        let (bytes, job) = written(&app, "exportGuestList", json!({ "eventId": event })).await;
        assert_eq!((&job["kind"], &job["event"]["id"]), (&json!("GUEST_LIST"), &json!(event)));
        let told = lines(&bytes);
        assert_eq!(told[0], "honorific;givenName;familyName;email;phone;organisation;function;roles;category;partySize;wave;invitation;response;respondedAt;place;presence;companions");
        let mut rows = told[1..].to_vec();
        rows.sort_unstable();
        assert_eq!(rows, [
            ";;;;;'=Section;;GUEST;GOVERNMENT;1;;NOT_INVITED;NONE;;NONE;UNRECORDED;",
            ";Arta;Hoxha;arta.hoxha@example.org;;Ministry of Diaspora;Minister;\"GUEST; SPEAKER\";GOVERNMENT;2;;NOT_INVITED;NONE;;NONE;UNRECORDED;",
            ";Besnik;Leka;besnik.leka@example.org;;;;PRESS;MEDIA;1;;NOT_INVITED;NONE;;CONFIRMED;UNRECORDED;",
        ]);
        let before = app.contents().await;
        let (_, again) = brought(&app, guests(&event), &bytes).await;
        assert_eq!((&again["created"], &again["updated"], &again["unchanged"], &again["failed"]), (&json!(0), &json!(0), &json!(3), &json!(0)), "{again:#}");
        for table in ["contact", "attendee", "membership", "organisation"] {
            assert_eq!(before.of(table), app.contents().await.of(table), "{table}");
        }
        let (book, _) = written(&app, "exportGuestList", json!({ "eventId": event, "format": "XLSX", "headingLanguage": "el" })).await;
        let (_, again) = brought(&app, guests(&event), &book).await;
        assert_eq!((&again["unchanged"], &again["failed"]), (&json!(3), &json!(0)), "{again:#}");
    }

    async fn whose_data_are_restricted_is_on_no_list_that_goes_out(app: TestApp) {
        let event = app.event(json!({})).await;
        brought(&app, guests(&event), "First name,Last name,Email\nArta,Hoxha,arta@example.org\nBesa,Leka,besa@example.org\n".as_bytes()).await;
        let found = app.ask(r#"{ contacts(search: "besa") { nodes { id } } }"#, json!({})).await;
        let id = &found["contacts"]["nodes"][0]["id"];
        app.act("restrictContact", json!({ "contactId": id, "reason": "asked for" }), "contact { id }").await;
        let (bytes, job) = written(&app, "exportGuestList", json!({ "eventId": event })).await;
        assert_eq!(job["total"], 1);
        assert!(!String::from_utf8(bytes).unwrap().contains("Besa"));
    }
}
