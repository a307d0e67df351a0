//! What contributors hand in: files by their own bytes, consent by the ledger, and what an event still misses.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use kuvend_domain::files;
use kuvend_entity::kind::Role;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::{
    app::{TestApp, at},
    merges::{changes, codes, merged},
    on_both_engines,
};

const JPEG: &[u8] = b"\xFF\xD8\xFF\xE0\x00\x10JFIF\x00 and the rest of a picture of Arta";
const PNG: &[u8] = b"\x89PNG\r\n\x1A\n\x00\x00\x00\rIHDR and the rest of another";
const UPLOAD: &str = "mutation($input: UploadDeliverableInput!) { uploadDeliverable(input: $input) { deliverable { kind state version location receivedAt file { name mediaType bytes path pathExpiresAt } } contributor { missing } userErrors { field code message } } }";

/// Sends a file for a contributor by an account: the answer.
async fn sent(app: &TestApp, bearer: &str, (input, name, bytes): (Value, &str, &[u8])) -> Value {
    let operations = json!({ "query": UPLOAD, "variables": { "input": input } });
    let mut form = format!(
        "--cut\r\ncontent-disposition: form-data; name=\"operations\"\r\n\r\n{operations}\r\n\
         --cut\r\ncontent-disposition: form-data; name=\"map\"\r\n\r\n{{\"0\":[\"variables.input.file\"]}}\r\n\
         --cut\r\ncontent-disposition: form-data; name=\"0\"; filename=\"{name}\"\r\n\r\n"
    )
    .into_bytes();
    form.extend_from_slice(bytes);
    form.extend_from_slice(b"\r\n--cut--\r\n");
    let request = Request::post("/graphql/upload")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut")
        .header(header::AUTHORIZATION, bearer)
        .header("graphql-preflight", "1")
        .body(Body::from(form))
        .unwrap();
    let (status, answer) = app.send(request).await;
    assert_eq!(status, StatusCode::OK);
    serde_json::from_slice(&answer).unwrap()
}

async fn handed_in(app: &TestApp, who: &Value, kind: &str, (name, bytes): (&str, &[u8])) -> Value {
    let input = json!({ "contributorId": who, "kind": kind, "file": null });
    let bearer = format!("Bearer {}", app.token);
    let answer = sent(app, &bearer, (input, name, bytes)).await;
    assert!(answer.get("errors").is_none(), "{answer:#}");
    answer["data"]["uploadDeliverable"].clone()
}

/// What was wrong: whole paths and codes.
fn faults(payload: &Value) -> Vec<String> {
    let errors = payload["userErrors"].as_array().unwrap().iter();
    let path = |error: &Value| {
        let field = error["field"].as_array().unwrap().iter();
        let field: Vec<&str> = field.map(|part| part.as_str().unwrap()).collect();
        format!("{} {}", field.join("."), error["code"].as_str().unwrap())
    };
    errors.map(path).collect()
}

/// Fetches a file: the status, what it is said to be, and its bytes.
async fn fetched(app: &TestApp, path: &str) -> (StatusCode, Vec<u8>) {
    app.send(Request::get(path).body(Body::empty()).unwrap())
        .await
}

/// A speech of Arta and of a band: the event, the contact, and both contributors.
async fn speakers(app: &TestApp) -> (String, String, Value, Value) {
    let event = app.event(json!({})).await;
    let arta = app.contact("Arta", "Hoxha").await;
    let band = json!({ "name": [{ "language": "en", "text": "Band of Vlorë" }], "kind": "OTHER" });
    let band = app
        .act("createOrganisation", band, "organisation { id }")
        .await["organisation"]["id"]
        .clone();
    let cast = json!([{ "contactId": arta, "role": "SPEAKER" }, { "organisationId": band, "role": "PERFORMER" }]);
    let item = json!({ "eventId": event, "kind": "SPEECH", "title": [{ "language": "en", "text": "A speech" }], "contributors": cast });
    let item = app
        .act("addAgendaItem", item, "agendaItem { contributors { id } }")
        .await;
    let who = &item["agendaItem"]["contributors"];
    (event, arta, who[0]["id"].clone(), who[1]["id"].clone())
}

const GIVEN: &str = "query($id: ID!) { event(id: $id) { agenda { contributors { deliverables { kind state location file { name path } } } } } }";

on_both_engines! {
    async fn a_picture_is_handed_in_fetched_by_who_may_and_replaced(app: TestApp) {
        let (event, _, arta, _) = speakers(&app).await;
        app.act("askDeliverables", json!({ "contributorId": arta, "kinds": ["PHOTO", "SLIDES"] }), "contributor { id }").await;
        let came = handed_in(&app, &arta, "PHOTO", ("../Arta Hoxha.exe", JPEG)).await;
        assert_eq!(came["userErrors"], json!([]));
        let photo = &came["deliverable"];
        assert_eq!((&photo["state"], &photo["version"], &photo["location"], &photo["receivedAt"]), (&json!("RECEIVED"), &json!(2), &json!("Arta Hoxha.jpg"), &json!("2026-11-02T09:00:00Z")));
        assert_eq!((&photo["file"]["mediaType"], &photo["file"]["bytes"], &photo["file"]["pathExpiresAt"]), (&json!("image/jpeg"), &json!(JPEG.len()), &json!("2026-11-04T00:00:00Z")));
        assert_eq!(came["contributor"]["missing"], json!(["SLIDES"]));
        let path = photo["file"]["path"].as_str().unwrap().to_owned();
        assert_eq!(fetched(&app, &path).await, (StatusCode::OK, JPEG.to_vec()));
        let entries = app.contents().await.of("audit_entry").to_vec();
        assert!(entries.iter().any(|entry| entry.contains("agenda::hand_in")) && entries.iter().any(|entry| entry.contains("files::download")));
        // Who was not told of it meanwhile is shown what is there now.
        let late = json!({ "contributorId": arta, "kind": "PHOTO", "file": null, "version": 1 });
        let late = sent(&app, &format!("Bearer {}", app.token), (late, "b.png", PNG)).await["data"]["uploadDeliverable"].clone();
        assert_eq!(codes(&late), ["version CONFLICT"]);
        assert_eq!((&late["deliverable"]["version"], &late["deliverable"]["file"]["name"], &late["contributor"]), (&json!(2), &json!("Arta Hoxha.jpg"), &json!({ "missing": ["SLIDES"] })));
        // Who only reads events is told that there is a file, and not where.
        let event_id: kuvend_entity::id::EventId = event.parse().unwrap();
        let analyst = app.account(Role::Analyst, app.office.id, event_id).await;
        let (_, seen) = app.post_by(&analyst, GIVEN, json!({ "id": event })).await;
        let seen = &seen["data"]["event"]["agenda"][0]["contributors"][0]["deliverables"][0]["file"];
        assert_eq!(seen, &json!({ "name": "Arta Hoxha.jpg", "path": null }));
        // A link opens until the end of the next day; another is to be had.
        app.clock.set(at("2026-11-03T23:59:59Z"));
        assert_eq!(fetched(&app, &path).await.0, StatusCode::OK);
        app.clock.set(at("2026-11-04T00:00:00Z"));
        assert_eq!(fetched(&app, &path).await.0, StatusCode::NOT_FOUND);
        let seen = app.ask(GIVEN, json!({ "id": event })).await;
        let path = seen["event"]["agenda"][0]["contributors"][0]["deliverables"][0]["file"]["path"].as_str().unwrap().to_owned();
        assert_eq!(fetched(&app, &path).await.0, StatusCode::OK);
        // Another takes its place, and the first is gone with its bytes.
        let next = handed_in(&app, &arta, "PHOTO", ("b.png", PNG)).await;
        assert_eq!((&next["deliverable"]["file"]["name"], &next["deliverable"]["file"]["mediaType"]), (&json!("b.png"), &json!("image/png")));
        assert_eq!(fetched(&app, &path).await.0, StatusCode::NOT_FOUND);
        let kept = app.contents().await;
        assert_eq!((kept.of("stored_file").len(), kept.of("stored_piece").len()), (1, 1));
        // A day's sweep takes what nobody needs, and leaves what was handed in until the event is kept no longer.
        app.clock.set(at("2026-12-20T09:00:00Z"));
        assert_eq!(files::sweep(&app.db, &app.op().clock).await.unwrap(), 0);
        app.clock.set(at("2046-12-20T09:00:00Z"));
        assert_eq!(files::sweep(&app.db, &app.op().clock).await.unwrap(), 1);
    }

    async fn what_is_not_what_it_is_said_to_be_is_refused_and_leaves_nothing(app: TestApp) {
        let (event, _, arta, _) = speakers(&app).await;
        let before = app.contents().await;
        for (kind, name, bytes, said) in [
            ("PHOTO", "arta.jpg", b"<svg onload=alert(1)>".as_slice(), "file MALFORMED"),
            ("PHOTO", "arta.jpg", b"", "file MALFORMED"),
            ("PHOTO", "talk.pdf", b"%PDF-1.7\n", "file MALFORMED"),
            ("VIDEO_FILE", "arta.mp4", JPEG, "file MALFORMED"),
            ("BIOGRAPHY", "arta.jpg", JPEG, "kind INCONSISTENT"),
        ] {
            assert_eq!(codes(&handed_in(&app, &arta, kind, (name, bytes)).await), [said], "{kind} {name}");
        }
        let large: Vec<u8> = JPEG.iter().copied().chain(std::iter::repeat_n(b'x', 20 * 1024 * 1024)).collect();
        let refused = handed_in(&app, &arta, "PHOTO", ("large.jpg", &large)).await;
        assert_eq!((codes(&refused), &refused["userErrors"][0]["message"]), (vec!["file TOO_LONG".to_owned()], &json!("The file is larger than 20 MiB.")));
        let input = json!({ "contributorId": arta, "kind": "PHOTO", "file": null, "version": 4 });
        let stale = sent(&app, &format!("Bearer {}", app.token), (input, "a.jpg", JPEG)).await;
        let stale = &stale["data"]["uploadDeliverable"];
        assert_eq!((codes(stale), &stale["deliverable"], &stale["contributor"]), (vec!["version CONFLICT".to_owned()], &Value::Null, &json!({ "missing": [] })), "nothing is there yet");
        // Who may bring people in and does not plan events sends a file that nobody keeps.
        let event: kuvend_entity::id::EventId = event.parse().unwrap();
        let officer = app.account(Role::ProgrammeOfficer, app.office.id, event).await;
        let kept = app.contents().await;
        let input = json!({ "contributorId": arta, "kind": "PHOTO", "file": null });
        let denied = sent(&app, &officer, (input, "a.jpg", JPEG)).await;
        assert_eq!(denied["errors"][0]["extensions"]["code"], "FORBIDDEN");
        app.holds(&kept).await;
        assert_eq!(before.of("stored_file"), app.contents().await.of("stored_file"));
    }

    async fn a_file_serves_one_thing_and_survives_the_erasure_of_others_alone(app: TestApp) {
        let (event, contact, arta, band) = speakers(&app).await;
        handed_in(&app, &arta, "PHOTO", ("Arta Hoxha.jpg", JPEG)).await;
        handed_in(&app, &band, "SLIDES", ("songs.pdf", b"%PDF-1.7 songs")).await;
        let copy = app.act("exportContactData", json!({ "contactId": contact }), "json").await["json"].as_str().unwrap().to_owned();
        // The copy for the person tells of their file, by what it is known, and how it is fetched; and of nobody else's.
        let read: Value = serde_json::from_str(&copy).unwrap();
        let told = &read["tables"]["stored_file"];
        assert_eq!((told.as_array().unwrap().len(), &told[0]["name"], &told[0]["media_type"], &told[0]["bytes"]), (1, &json!("Arta Hoxha.jpg"), &json!("image/jpeg"), &json!(JPEG.len())));
        let sum = format!("{:x}", Sha256::digest(JPEG));
        assert_eq!((&told[0]["sha256"], &told[0]["path_expires_at"]), (&json!(sum), &json!("2026-11-04T00:00:00Z")));
        assert_eq!(told[0]["deliverable_id"], read["tables"]["deliverable"][0]["id"]);
        let path = told[0]["path"].as_str().unwrap();
        assert_eq!(fetched(&app, path).await, (StatusCode::OK, JPEG.to_vec()));
        let link = app.act("createCopyLink", json!({ "contactId": contact }), "path").await["path"].as_str().unwrap().to_owned();
        let page = String::from_utf8(fetched(&app, &format!("{link}?lang=en")).await.1).unwrap().replace("&#x2f;", "/");
        assert!(page.contains("Files that you handed in") && page.contains(&format!("<a href=\"{path}\">Fetch the file</a>")) && page.contains(&sum), "{page}");
        // A file that was handed in is none to be imported, and none to be handed in again.
        let file = app.contents().await.of("stored_file").iter().find(|row| row.contains("songs.pdf")).unwrap().clone();
        let hex = file.split(|c: char| !c.is_ascii_hexdigit() && c != '-').map(|word| word.replace('-', "")).find(|word| word.len() == 32).unwrap();
        let again = json!({ "contributorId": arta, "kind": "SLIDES", "file": format!("file_{hex}") });
        let refused = app.act_raw("uploadDeliverable", again, "contributor { id }").await;
        assert_eq!(codes(&refused), ["file NOT_FOUND"]);
        let import = json!({ "file": format!("file_{hex}"), "mode": "UPDATE", "purpose": "follow-up", "basis": "CONSENT", "source": "A fair" });
        assert_eq!(codes(&app.act_raw("startImport", import, "importJob { id }").await), ["file NOT_FOUND"]);
        // Taken back, it is to come again.
        app.act("askDeliverables", json!({ "contributorId": band, "kinds": ["PHOTO"] }), "contributor { id }").await;
        let nothing = json!({ "contributorId": band, "kind": "TITLE" });
        assert_eq!(codes(&app.act_raw("withdrawDeliverable", nothing, "contributor { id }").await), ["kind NOT_FOUND"]);
        let back = app.act("withdrawDeliverable", json!({ "contributorId": band, "kind": "SLIDES", "version": 1 }), "deliverable { state location receivedAt version file { name } } contributor { missing }").await;
        assert_eq!(back, json!({ "deliverable": { "state": "ASKED", "location": null, "receivedAt": null, "version": 2, "file": null }, "contributor": { "missing": ["SLIDES", "PHOTO"] }, "userErrors": [] }));
        assert_eq!(app.contents().await.of("stored_file").len(), 1);
        handed_in(&app, &band, "SLIDES", ("songs.pdf", b"%PDF-1.7 songs")).await;
        // Whoever is erased takes their picture with them, and nobody else's.
        app.act("eraseContact", json!({ "contactId": contact }), "isErased").await;
        let left = app.contents().await;
        assert_eq!((left.of("stored_file").len(), left.of("stored_piece").len()), (1, 1));
        assert!(left.of("stored_file")[0].contains("songs.pdf"));
        // Whoever is off the agenda takes it along.
        let item = app.ask("query($id: ID!) { event(id: $id) { agenda { id version } } }", json!({ "id": event })).await["event"]["agenda"][0].clone();
        app.act("removeAgendaItem", json!({ "id": item["id"] }), "removedId").await;
        assert_eq!(app.contents().await.of("stored_piece"), Vec::<String>::new());
    }

    async fn nothing_that_was_handed_in_is_lost_where_both_contribute_to_one_item(app: TestApp) {
        let event = app.event(json!({})).await;
        let (one, other) = (app.contact("Arta", "Hoxha").await, app.contact("Artta", "Hoxha").await);
        let cast = json!([{ "contactId": one, "role": "SPEAKER" }, { "contactId": other, "role": "SPEAKER" }]);
        let item = json!({ "eventId": event, "kind": "SPEECH", "title": [{ "language": "en", "text": "A speech" }], "contributors": cast });
        let item = app.act("addAgendaItem", item, "agendaItem { contributors { id } }").await;
        let (first, second) = (&item["agendaItem"]["contributors"][0]["id"], &item["agendaItem"]["contributors"][1]["id"]);
        let words = |text: &str| json!([{ "language": "en", "text": text }]);
        let record = |who: &Value, kind: &str, text: &str| json!({ "contributorId": who, "kind": kind, "text": words(text) });
        // Asked of the one and given by the other, given by one alone, said alike by both, and on both sides a picture that is not the other's.
        app.act("askDeliverables", json!({ "contributorId": first, "kinds": ["BIOGRAPHY", "SLIDES"] }), "contributor { id }").await;
        app.act("recordDeliverable", record(second, "BIOGRAPHY", "Born in Vlorë."), "deliverable { id }").await;
        handed_in(&app, second, "SLIDES", ("talk.pdf", b"%PDF-1.7 talk")).await;
        handed_in(&app, second, "VIDEO_FILE", ("hello.mp4", b"\x00\x00\x00\x18ftypmp42 and more")).await;
        for who in [first, second] {
            app.act("recordDeliverable", record(who, "TITLE", "Kthimi"), "deliverable { id }").await;
        }
        let before = app.contents().await;
        let merge = merged(&app, &one, &other).await;
        let shown = async || {
            let seen = app.ask(GIVEN, json!({ "id": event })).await["event"]["agenda"][0]["contributors"].clone();
            let of = |one: &Value| {
                let all = one["deliverables"].as_array().unwrap().iter();
                let mut all: Vec<(String, Value, Value)> = all.map(|one| (one["kind"].as_str().unwrap().to_owned(), one["state"].clone(), one["file"]["path"].clone())).collect();
                all.sort_by(|one, other| one.0.cmp(&other.0));
                all
            };
            seen.as_array().unwrap().iter().map(of).collect::<Vec<_>>()
        };
        let parts = shown().await;
        assert_eq!(parts.len(), 1, "two parts are one: {parts:#?}");
        let kinds: Vec<&str> = parts[0].iter().map(|one| one.0.as_str()).collect();
        assert_eq!(kinds, ["BIOGRAPHY", "SLIDES", "TITLE", "VIDEO_FILE"]);
        assert!(parts[0].iter().all(|one| one.1 == "RECEIVED"), "{parts:#?}");
        for (kind, bytes) in [(1, b"%PDF-1.7 talk".as_slice()), (3, b"\x00\x00\x00\x18ftypmp42 and more")] {
            assert_eq!(fetched(&app, parts[0][kind].2.as_str().unwrap()).await, (StatusCode::OK, bytes.to_vec()));
        }
        app.act("undoMerge", json!({ "id": merge }), "survivor { id }").await;
        assert_eq!(changes(&app, &before).await, Vec::<String>::new(), "every row is what it was");

        // Where both handed in a picture, both stay to be had, in two parts, until somebody takes one away.
        handed_in(&app, first, "PHOTO", ("first.jpg", JPEG)).await;
        handed_in(&app, second, "PHOTO", ("second.png", PNG)).await;
        let before = app.contents().await;
        let merge = merged(&app, &one, &other).await;
        assert_eq!(before.of("stored_piece"), app.contents().await.of("stored_piece"));
        let parts = shown().await;
        let kinds: Vec<Vec<&str>> = parts.iter().map(|part| part.iter().map(|one| one.0.as_str()).collect()).collect();
        assert_eq!(kinds, [vec!["BIOGRAPHY", "PHOTO", "SLIDES", "TITLE", "VIDEO_FILE"], vec!["PHOTO"]]);
        assert_eq!(fetched(&app, parts[0][1].2.as_str().unwrap()).await.1, JPEG);
        assert_eq!(fetched(&app, parts[1][0].2.as_str().unwrap()).await.1, PNG);
        app.act("undoMerge", json!({ "id": merge }), "survivor { id }").await;
        assert_eq!(changes(&app, &before).await, Vec::<String>::new());
        app.counts_are_true().await;
        // The other way round it is the same.
        let merge = merged(&app, &other, &one).await;
        assert_eq!(shown().await.len(), 2);
        app.act("undoMerge", json!({ "id": merge }), "survivor { id }").await;
        assert_eq!(changes(&app, &before).await, Vec::<String>::new());
    }

    async fn a_picture_goes_along_when_two_records_become_one_and_comes_back(app: TestApp) {
        let (_, contact, arta, _) = speakers(&app).await;
        handed_in(&app, &arta, "PHOTO", ("a.jpg", JPEG)).await;
        let other = app.contact("Artta", "Hoxha").await;
        let before = app.contents().await;
        let merge = merged(&app, &other, &contact).await;
        assert_eq!(app.contents().await.of("stored_file"), before.of("stored_file"));
        app.act("undoMerge", json!({ "id": merge }), "survivor { id }").await;
        assert_eq!(changes(&app, &before).await, Vec::<String>::new(), "every row is what it was");
    }

    async fn consent_to_publish_stands_in_the_ledger_with_what_proves_it(app: TestApp) {
        let (_, contact, arta, band) = speakers(&app).await;
        app.act("askDeliverables", json!({ "contributorId": arta, "kinds": ["CONSENT_TO_PUBLISH", "TITLE"], "dueOn": "2026-11-10" }), "contributor { id }").await;
        let shown = "deliverable { state consent } contributor { missing }";
        let ledger = async || {
            let query = "query($id: ID!) { contact(id: $id) { consents { purpose state channel language givenAt } } }";
            let found = app.ask(query, json!({ "id": contact })).await["contact"]["consents"].clone();
            let line = found.as_array().unwrap().iter().find(|line| line["purpose"] == "publicity").cloned();
            (line.unwrap_or_default(), app.contents().await.of("consent").len())
        };
        let asked = ledger().await.1;
        let record = |more: Value| {
            let mut input = json!({ "contributorId": arta, "kind": "CONSENT_TO_PUBLISH" });
            input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            input
        };
        let before = app.contents().await;
        for (input, said) in [
            (record(json!({})), "consent.evidence REQUIRED"),
            (record(json!({ "consent": { "channel": "by telephone" } })), "consent.evidence REQUIRED"),
            (record(json!({ "consent": { "evidence": "folder 12", "givenAt": "2026-11-03T09:00:00Z" } })), "consent.givenAt TOO_LATE"),
            (record(json!({ "consent": { "evidence": "folder 12", "wordingVersion": 9 } })), "consent.wordingVersion OUT_OF_RANGE"),
            (json!({ "contributorId": arta, "kind": "TITLE", "text": [{ "language": "en", "text": "X" }], "consent": { "evidence": "folder 12" } }), "consent INCONSISTENT"),
        ] {
            assert_eq!(faults(&app.act_raw("recordDeliverable", input, shown).await), [said]);
        }
        app.holds(&before).await;
        let paper = json!({ "consent": { "channel": "on paper", "evidence": "folder 12, sheet 3", "language": "sq", "givenAt": "2026-11-01T10:00:00Z" } });
        let given = app.act("recordDeliverable", record(paper), shown).await;
        assert_eq!(given, json!({ "deliverable": { "state": "RECEIVED", "consent": "GIVEN" }, "contributor": { "missing": ["TITLE"] }, "userErrors": [] }));
        assert_eq!(ledger().await, (json!({ "purpose": "publicity", "state": "GIVEN", "channel": "on paper", "language": "sq", "givenAt": "2026-11-01T10:00:00Z" }), asked + 1));
        assert!(app.contents().await.of("consent").iter().any(|line| line.contains("folder 12, sheet 3")));
        // Looked at and found good, it says nothing new.
        app.act("recordDeliverable", record(json!({ "state": "ACCEPTED" })), shown).await;
        assert_eq!(ledger().await.1, asked + 1);
        // Taking it back takes no more than giving.
        app.clock.advance(chrono::TimeDelta::hours(1));
        let back = app.act("withdrawDeliverable", json!({ "contributorId": arta, "kind": "CONSENT_TO_PUBLISH" }), shown).await;
        assert_eq!(back["deliverable"], json!({ "state": "REFUSED", "consent": "WITHDRAWN" }));
        assert_eq!(back["contributor"]["missing"], json!(["TITLE"]), "no is an answer");
        let (line, lines) = ledger().await;
        assert_eq!((&line["state"], lines), (&json!("WITHDRAWN"), asked + 2));
        // A body has no ledger: what proves its word is kept with it.
        let word = json!({ "contributorId": band, "kind": "CONSENT_TO_PUBLISH", "consent": { "evidence": "letter of 2 November" } });
        let word = app.act("recordDeliverable", word, "deliverable { state location consent }").await;
        assert_eq!(word["deliverable"], json!({ "state": "RECEIVED", "location": "letter of 2 November", "consent": null }));
        assert_eq!(ledger().await.1, asked + 2);
    }

    async fn an_event_tells_what_is_missing_by_whom_until_when(app: TestApp) {
        let (event, contact, arta, band) = speakers(&app).await;
        app.act("askDeliverables", json!({ "contributorId": arta, "kinds": ["CONSENT_TO_PUBLISH", "TITLE"], "dueOn": "2026-11-02" }), "contributor { id }").await;
        app.act("askDeliverables", json!({ "contributorId": band, "kinds": ["PHOTO"] }), "contributor { id }").await;
        let missing = async || {
            let query = "query($id: ID!) { event(id: $id) { missingDeliverables { kind dueOn isOverdue agendaItem { title } contributor { contact { displayName } organisation { name } } } } }";
            app.ask(query, json!({ "id": event })).await["event"]["missingDeliverables"].clone()
        };
        let of_arta = |kind: &str, late: bool| json!({ "kind": kind, "dueOn": "2026-11-02", "isOverdue": late, "agendaItem": { "title": "A speech" }, "contributor": { "contact": { "displayName": "Arta Hoxha" }, "organisation": null } });
        let of_band = json!({ "kind": "PHOTO", "dueOn": null, "isOverdue": false, "agendaItem": { "title": "A speech" }, "contributor": { "contact": null, "organisation": { "name": "Band of Vlorë" } } });
        assert_eq!(missing().await, json!([of_arta("CONSENT_TO_PUBLISH", false), of_arta("TITLE", false), of_band]));
        // The next day begins where the event is.
        app.clock.set(at("2026-11-02T22:59:59Z"));
        assert_eq!(missing().await[0]["isOverdue"], false);
        app.clock.set(at("2026-11-02T23:00:00Z"));
        assert_eq!(missing().await[0]["isOverdue"], true);
        // What was said elsewhere is no more missing here.
        app.act("recordConsent", json!({ "contactId": contact, "purpose": "publicity", "state": "REFUSED" }), "consent { state }").await;
        app.act("recordDeliverable", json!({ "contributorId": arta, "kind": "TITLE", "text": [{ "language": "en", "text": "Home" }] }), "deliverable { id }").await;
        assert_eq!(missing().await, json!([of_band]));
        app.act("confirmContributor", json!({ "id": band, "confirmation": "DECLINED" }), "contributor { id }").await;
        assert_eq!(missing().await, json!([]));
    }
}
