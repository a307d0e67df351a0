//! The copy of a person's data behind a link: in their language, for them alone, and until it is over.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use serde_json::{Value, json};

use crate::{
    app::{TestApp, at},
    on_both_engines,
};

async fn get(app: &TestApp, path: &str) -> (StatusCode, String) {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let (status, body) = app.send(request).await;
    (status, String::from_utf8(body).unwrap())
}

async fn link(app: &TestApp, contact: &str) -> (String, String) {
    let input = json!({ "contactId": contact, "days": 7 });
    let made = app
        .act("createCopyLink", input, "path link { id expiresAt }")
        .await;
    assert_eq!(made["link"]["expiresAt"], "2026-11-09T09:00:00Z");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&made["path"]), text(&made["link"]["id"]))
}

on_both_engines! {
    async fn a_person_reads_everything_in_their_language_and_takes_it_along(app: TestApp) {
        let contact = app.contact("Arta", "Hoxha").await;
        let event = app.event(json!({})).await;
        app.act("addGuests", json!({ "eventId": event, "guests": [{ "contactId": contact }] }), "attendees { id }").await;
        let (path, _) = link(&app, &contact).await;
        let before = app.contents().await;
        let (status, page) = get(&app, &path).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        for words in ["lang=\"sq\"", "Të dhënat tuaja", "Adresa elektronike", "arta.hoxha@example.org", "Dita Ndërkombëtare e Migrantëve", "Personi"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert!(!page.contains("dedupe_key") && !page.contains("office_id"), "{page}");
        let (_, english) = get(&app, &format!("{path}?lang=en")).await;
        assert!(english.contains("Email addresses") && english.contains("International Migrants Day"), "{english}");
        let (_, plain) = get(&app, &format!("{path}/text?lang=el")).await;
        assert!(plain.contains("διεύθυνση: arta.hoxha@example.org"), "{plain}");
        let (_, data) = get(&app, &format!("{path}/data.json")).await;
        let mut data: Value = serde_json::from_str(&data).unwrap();
        assert_eq!(data["tables"]["contact_email"][0]["address"], "arta.hoxha@example.org");
        let exported = app.act("exportContactData", json!({ "contactId": contact }), "json deedsJson").await;
        let mut deeds: Value = serde_json::from_str(exported["deedsJson"].as_str().unwrap()).unwrap();
        let exported: Value = serde_json::from_str(exported["json"].as_str().unwrap()).unwrap();
        // Each look is one more deed, and is told by the next.
        let mut told = data.as_object_mut().unwrap().remove("deeds").unwrap();
        for deeds in [&mut deeds, &mut told] {
            let deeds = deeds.as_array_mut().unwrap();
            assert!(deeds.iter().filter(|deed| deed["action"] == "rights::read_copy").all(|deed| deed["done"] == "ONESELF"), "{deeds:#?}");
            deeds.retain(|deed| deed["action"] != "rights::read_copy");
        }
        assert_eq!(deeds, told);
        assert!(deeds.to_string().contains("contacts::register"));
        assert_eq!(exported, data, "the page shows what staff export");
        let changes = before.changes(&app.contents().await);
        assert!(changes.iter().all(|change| change.contains("audit_entry")), "{changes:?}");
        let read = app.ask("{ auditTrail(filter: { action: \"rights::read_copy\" }) { totalCount nodes { route } } }", json!({})).await;
        assert_eq!((&read["auditTrail"]["totalCount"], &read["auditTrail"]["nodes"][0]["route"]), (&json!(4), &json!("LINK")));
    }

    async fn a_link_that_is_over_taken_back_altered_or_of_somebody_erased_opens_nothing(app: TestApp) {
        let contact = app.contact("Arta", "Hoxha").await;
        let (path, id) = link(&app, &contact).await;
        // One letter is another: whichever stood there, for the token is drawn by chance.
        let other = if path[20..].starts_with('A') { "B" } else { "A" };
        let altered = format!("{}{other}{}", &path[..20], &path[21..]);
        for wrong in [altered.as_str(), "/copy/nothing", "/copy/AAAA"] {
            assert_eq!(get(&app, wrong).await.0, StatusCode::NOT_FOUND, "{wrong}");
        }
        let guest = path.replace("/copy/", "/r/");
        assert_eq!(get(&app, &guest).await.0, StatusCode::NOT_FOUND, "a link opens one thing");
        app.act("revokeCopyLink", json!({ "id": id }), "link { revokedAt }").await;
        let again = app.act_raw("revokeCopyLink", json!({ "id": id }), "link { id }").await;
        assert_eq!(again["userErrors"][0]["code"], "WRONG_STATE");
        let (over, _) = link(&app, &contact).await;
        let (erased, _) = link(&app, &contact).await;
        for (path, status) in [(&path, StatusCode::NOT_FOUND), (&over, StatusCode::OK), (&erased, StatusCode::OK)] {
            for way in ["", "/text", "/data.json"] {
                assert_eq!(get(&app, &format!("{path}{way}")).await.0, status, "{way}");
            }
        }
        app.act("eraseContact", json!({ "contactId": contact }), "isErased").await;
        assert_eq!(get(&app, &erased).await.0, StatusCode::NOT_FOUND);
        let other = app.contact("Besnik", "Leka").await;
        let (path, _) = link(&app, &other).await;
        app.clock.set(at("2026-11-09T09:00:01Z"));
        assert_eq!(get(&app, &path).await.0, StatusCode::NOT_FOUND);
    }
}
