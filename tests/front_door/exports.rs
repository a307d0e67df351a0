//! Taking people out as a file: written by a worker, fetched by a link, read back by the import.

use std::io::Write as _;

use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use chrono::TimeDelta;
use kuvend_domain::{
    exports,
    imports::{self, Import, Line, Listener, Progress, mapping::Mapping, source::Form},
};
use kuvend_entity::{
    audit_entry, export_job,
    kind::{ExportDelimiter, ExportFormat, ExportState, ImportMode, LawfulBasis, Role},
    stored_file, stored_piece,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::{app::TestApp, on_both_engines};

const JOB: &str = "query($id: ID!) { exportJob(id: $id) { state total done purpose fields downloadPath expiresAt accountId } }";

/// Asks for an export of everybody, more or less: its id.
async fn ask(app: &TestApp, more: Value) -> String {
    let mut input = json!({ "purpose": "Invitations to the fair" });
    input
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    let made = app
        .act("exportContacts", input, "exportJob { id state }")
        .await;
    assert_eq!(made["exportJob"]["state"], "QUEUED");
    made["exportJob"]["id"].as_str().unwrap().to_owned()
}

async fn worked(app: &TestApp) -> bool {
    exports::work(&app.op(), Uuid::from_u128(7)).await.unwrap()
}

async fn job(app: &TestApp, id: &str) -> Value {
    app.ask(JOB, json!({ "id": id })).await["exportJob"].clone()
}

async fn fetch(app: &TestApp, path: &str) -> (StatusCode, Vec<u8>) {
    app.send(Request::get(path).body(Body::empty()).unwrap())
        .await
}

/// The file of an export as a text, once a worker wrote it.
pub async fn written(app: &TestApp, more: Value) -> Vec<u8> {
    let id = ask(app, more).await;
    assert!(worked(app).await);
    let job = job(app, &id).await;
    assert_eq!(job["state"], "DONE", "{job:#}");
    assert_eq!(job["done"], job["total"]);
    let (status, bytes) = fetch(app, job["downloadPath"].as_str().unwrap()).await;
    assert_eq!(status, StatusCode::OK);
    bytes
}

async fn downloads(app: &TestApp) -> u64 {
    audit_entry::Entity::find()
        .filter(audit_entry::Column::Action.eq("files::download"))
        .count(app.db.reader())
        .await
        .unwrap()
}

async fn files(app: &TestApp) -> (u64, u64) {
    let db = app.db.reader();
    (
        stored_file::Entity::find().count(db).await.unwrap(),
        stored_piece::Entity::find().count(db).await.unwrap(),
    )
}

async fn person(app: &TestApp, given: &str, more: Value) -> String {
    let mut input =
        json!({ "givenName": given, "familyName": "Hoxha", "ifDuplicate": "CREATE_ANYWAY" });
    input
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    app.act("registerContact", input, "contact { id }").await["contact"]["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

struct Deaf;

impl Listener for Deaf {
    fn begins(&mut self, _: &[String], _: &Form) {}
    fn line(&mut self, _: &Line<'_>) {}
    fn progress(&mut self, _: Progress) {}
}

/// Brings a file in: lines made, changed and unchanged, and all.
async fn brought(app: &TestApp, name: &str, bytes: &[u8]) -> [u64; 4] {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let import = Import {
        what: kuvend_domain::imports::What::Contacts,
        office: None,
        path: file.path().to_owned(),
        name: name.to_owned(),
        encoding: None,
        delimiter: None,
        mapping: Mapping::default(),
        mode: ImportMode::Update,
        purpose: "follow-up".to_owned(),
        basis: LawfulBasis::Consent,
        source: "Back again".to_owned(),
        dry_run: false,
        job: None,
    };
    let done = imports::import(&app.op(), import, &mut Deaf).await.unwrap();
    let progress = done.progress;
    [
        progress.created,
        progress.updated,
        progress.unchanged,
        progress.total,
    ]
}

on_both_engines! {
    async fn a_worker_writes_the_file_and_its_link_opens_it_until_it_is_over(app: TestApp) {
        person(&app, "=HYPERLINK(1)", json!({ "email": "first@example.org", "phone": "+355 69 765 4321" })).await;
        person(&app, "Arta", json!({ "profession": "Nurse; \"chief\"" })).await;
        let asked = json!({ "fields": ["FAMILY_NAME", "GIVEN_NAME", "EMAIL", "PHONE", "PROFESSION"], "headingLanguage": "sq" });
        let id = ask(&app, asked).await;
        let waits = job(&app, &id).await;
        assert_eq!((&waits["state"], &waits["downloadPath"]), (&json!("QUEUED"), &Value::Null));
        assert!(worked(&app).await);
        assert!(!worked(&app).await, "nothing is written twice");
        let done = job(&app, &id).await;
        assert_eq!(done["state"], "DONE");
        assert_eq!((&done["total"], &done["done"]), (&json!(2), &json!(2)));
        assert_eq!(done["expiresAt"].as_str().unwrap()[..10], *"2026-11-03");
        let path = done["downloadPath"].as_str().unwrap();
        assert!(path.starts_with("/files/"), "{path}");

        let head = Request::head(path).body(Body::empty()).unwrap();
        let head = app.router.clone().oneshot(head).await.unwrap();
        assert_eq!(head.status(), StatusCode::OK);
        assert_eq!(downloads(&app).await, 0, "looking is not fetching");
        let got = app.router.clone().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
        for (name, value) in [
            ("content-type", "text/csv; charset=utf-8"),
            ("content-disposition", "attachment; filename=\"contacts-2026-11-02.csv\"; filename*=UTF-8''contacts-2026-11-02.csv"),
            ("x-content-type-options", "nosniff"),
            ("cache-control", "no-store"),
            ("referrer-policy", "no-referrer"),
        ] {
            assert_eq!(got.headers()[name], value, "{name}");
            assert_eq!(head.headers()[name], value, "{name}");
        }
        assert_eq!(got.headers()["content-length"], head.headers()["content-length"]);
        let bytes = to_bytes(got.into_body(), 1 << 20).await.unwrap();
        assert_eq!(
            std::str::from_utf8(&bytes).unwrap(),
            "\u{FEFF}Mbiemri;Emri;Posta elektronike;Telefoni;Profesioni\r\n\
             Hoxha;'=HYPERLINK(1);first@example.org;'+355697654321;\r\n\
             Hoxha;Arta;;;\"Nurse; \"\"chief\"\"\"\r\n"
        );
        assert_eq!(downloads(&app).await, 1);

        let other = if path.ends_with('A') { "Q" } else { "A" };
        let touched = format!("{}{other}", &path[..path.len() - 1]);
        for wrong in [touched.as_str(), "/files/x", "/files/%F0%9F%92%A3"] {
            assert_eq!(fetch(&app, wrong).await.0, StatusCode::NOT_FOUND, "{wrong}");
        }
        app.clock.advance(TimeDelta::hours(24));
        assert_eq!(fetch(&app, path).await.0, StatusCode::NOT_FOUND);
        assert_eq!(job(&app, &id).await["downloadPath"], Value::Null);
        kuvend_domain::files::sweep(&app.db, &app.clock).await.unwrap();
        assert_eq!(files(&app).await, (0, 0));
        assert_eq!(job(&app, &id).await["total"], 2, "who took what stays");
    }

    async fn what_was_exported_changes_nothing_when_it_is_brought_in_again(app: TestApp) {
        person(&app, "=1+1", json!({ "email": "one@example.org", "phone": "+355 69 765 4321", "residenceCountry": "IT", "originCountry": "AL", "preferredLanguage": "sq", "birthYear": 1980, "profession": "@home" })).await;
        person(&app, "Arta", json!({ "email": "two@example.org", "sex": "FEMALE", "profession": "-" })).await;
        let fields = json!(["GIVEN_NAME", "FAMILY_NAME", "DISPLAY_NAME", "EMAIL", "PHONE", "PREFERRED_LANGUAGE", "RESIDENCE_COUNTRY", "ORIGIN_COUNTRY", "PROFESSION", "SEX", "BIRTH_YEAR"]);
        for (name, more) in [
            ("people.csv", json!({ "headingLanguage": "it" })),
            ("people.csv", json!({ "delimiter": "COMMA" })),
            ("people.xlsx", json!({ "format": "XLSX", "headingLanguage": "el" })),
        ] {
            let mut asked = more.clone();
            asked["fields"] = fields.clone();
            let bytes = written(&app, asked).await;
            assert_eq!(brought(&app, name, &bytes).await, [0, 0, 2, 2], "{more}");
        }
    }

    async fn a_filter_and_a_search_narrow_an_export_and_restricted_and_erased_people_are_left_out(app: TestApp) {
        let restricted = person(&app, "Besa", json!({ "residenceCountry": "IT" })).await;
        let erased = person(&app, "Dritan", json!({ "residenceCountry": "IT" })).await;
        person(&app, "Arta", json!({ "residenceCountry": "IT" })).await;
        person(&app, "Arben", json!({ "residenceCountry": "IT" })).await;
        person(&app, "Artan", json!({ "residenceCountry": "GR" })).await;
        app.act("restrictContact", json!({ "contactId": restricted }), "contact { id }").await;
        app.act("eraseContact", json!({ "contactId": erased }), "isErased").await;
        let names = async |more: Value| {
            let mut asked = more;
            asked["fields"] = json!(["GIVEN_NAME"]);
            let text = String::from_utf8(written(&app, asked).await).unwrap();
            text.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(names(json!({})).await, ["Arta", "Arben", "Artan"]);
        assert_eq!(names(json!({ "filter": { "residenceCountries": ["IT"] } })).await, ["Arta", "Arben"]);
        assert_eq!(names(json!({ "search": "art" })).await, ["Arta", "Artan"]);
        assert_eq!(names(json!({ "search": "art", "filter": { "residenceCountries": ["IT"] } })).await, ["Arta"]);
    }

    async fn more_people_than_a_page_are_each_written_once(app: TestApp) {
        let lines: String = (0..1_234).map(|n| format!("Given{n},Family,p{n}@example.org\n")).collect();
        let text = format!("givenName,familyName,email\n{lines}");
        assert_eq!(brought(&app, "many.csv", text.as_bytes()).await[0], 1_234);
        let before = app.db.statements();
        let text = String::from_utf8(written(&app, json!({ "fields": ["EMAIL"] })).await).unwrap();
        let spent = app.db.statements() - before;
        let mut found: Vec<&str> = text.lines().skip(1).collect();
        found.sort_unstable();
        found.dedup();
        assert_eq!((text.lines().count(), found.len()), (1_235, 1_234));
        assert!(spent < 60, "{spent} statements for three pages");
    }

    async fn a_worker_that_went_away_loses_its_export_to_the_next_and_cannot_finish_it(app: TestApp) {
        person(&app, "Arta", json!({})).await;
        let id = ask(&app, json!({})).await;
        let held = "UPDATE export_job SET state = 'RUNNING', attempts = 1, lease_token = (SELECT id FROM office), leased_until = ";
        app.db.writer().execute_unprepared(&format!("{held} '2999-01-01T00:00:00+00:00'")).await.unwrap();
        assert!(!worked(&app).await, "somebody else writes it");
        app.db.writer().execute_unprepared(&format!("{held} '2001-01-01T00:00:00+00:00'")).await.unwrap();
        assert!(worked(&app).await);
        assert_eq!(job(&app, &id).await["state"], "DONE");
        assert_eq!(files(&app).await, (1, 1));
        let id = ask(&app, json!({})).await;
        app.db.writer().execute_unprepared(&format!("{held} '2001-01-01T00:00:00+00:00' WHERE state = 'QUEUED'").replace("attempts = 1", "attempts = 3")).await.unwrap();
        assert!(worked(&app).await);
        let given_up = app.ask("query($id: ID!) { exportJob(id: $id) { state problems { field code } } }", json!({ "id": id })).await;
        let told = json!({ "state": "FAILED", "problems": [{ "field": ["officeId"], "code": "GIVEN_UP" }] });
        assert_eq!(given_up["exportJob"], told, "three workers are enough");
    }

    async fn an_export_to_a_path_stands_there_once_it_is_whole_and_in_the_register_of_exports(app: TestApp) {
        for number in 0..3 {
            person(&app, &format!("Arta{number}"), json!({})).await;
        }
        let folder = tempfile::tempdir().unwrap();
        let cmd = || exports::Export {
            office: None,
            what: exports::What::Contacts {
                filter: Box::default(),
                search: Some("arta1".to_owned()),
                fields: vec![exports::Field::GivenName],
            },
            format: ExportFormat::Csv,
            delimiter: ExportDelimiter::Semicolon,
            headings: None,
            purpose: "The fair".to_owned(),
        };
        let (path, mut told) = (folder.path().join("people.csv"), Vec::new());
        let mut tell = |done, total| told.push((done, total));
        let people = exports::to_path(&app.op(), (cmd(), Uuid::from_u128(7)), &path, &mut tell).await.unwrap();
        assert_eq!((people, told.last()), (1, Some(&(1, 1))));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "\u{FEFF}givenName\r\nArta1\r\n");
        let job = export_job::Entity::find().one(app.db.reader()).await.unwrap().unwrap();
        assert_eq!((job.state, job.total, job.file_id, job.purpose.as_str()), (ExportState::Done, 1, None, "The fair"));
        assert!(!worked(&app).await, "no worker takes it up");
        let nowhere = folder.path().join("none").join("people.csv");
        assert!(exports::to_path(&app.op(), (cmd(), Uuid::from_u128(7)), &nowhere, &mut |_, _| {}).await.is_err());
        assert_eq!(export_job::Entity::find().count(app.db.reader()).await.unwrap(), 1, "nothing was begun");
    }

    async fn twenty_exports_of_one_account_wait_and_no_more(app: TestApp) {
        person(&app, "Arta", json!({})).await;
        for _ in 0..20 {
            ask(&app, json!({})).await;
        }
        let document = "mutation($input: ExportContactsInput!) { exportContacts(input: $input) { userErrors { field code } } }";
        let refused = app.ask(document, json!({ "input": { "purpose": "one more" } })).await;
        assert_eq!(refused["exportContacts"]["userErrors"], json!([{ "field": ["officeId"], "code": "TOO_MANY" }]));
        assert!(worked(&app).await);
        ask(&app, json!({})).await;
    }

    async fn who_lost_the_right_meanwhile_gets_no_file(app: TestApp) {
        person(&app, "Arta", json!({})).await;
        let id = ask(&app, json!({})).await;
        let asked = export_job::Entity::find().one(app.db.reader()).await.unwrap().unwrap();
        kuvend_domain::accounts::disable(&app.op(), asked.created_by.unwrap()).await.unwrap();
        assert!(worked(&app).await);
        let ended = export_job::Entity::find().one(app.db.reader()).await.unwrap().unwrap();
        assert_eq!((ended.id.to_string(), ended.state), (id, ExportState::Failed));
        assert_eq!(ended.problems.unwrap()[0]["code"], "NOT_FOUND");
        assert_eq!(files(&app).await, (0, 0));
        assert!(!worked(&app).await, "it is not tried again");
    }

    async fn an_export_can_be_given_up_and_its_file_taken_back(app: TestApp) {
        person(&app, "Arta", json!({})).await;
        let (first, second) = (ask(&app, json!({})).await, ask(&app, json!({})).await);
        app.act("cancelExport", json!({ "id": second }), "exportJob { state }").await;
        assert!(worked(&app).await);
        assert!(!worked(&app).await, "what was given up is not written");
        let path = job(&app, &first).await["downloadPath"].as_str().unwrap().to_owned();
        app.act("cancelExport", json!({ "id": first }), "exportJob { state }").await;
        assert_eq!(fetch(&app, &path).await.0, StatusCode::NOT_FOUND);
        assert_eq!(files(&app).await, (0, 0));
        let again = app.act_raw("cancelExport", json!({ "id": first }), "exportJob { state }").await;
        assert_eq!(again["userErrors"][0]["code"], "WRONG_STATE");
    }

    async fn who_watches_over_data_sees_who_took_what_and_gets_no_link(app: TestApp) {
        person(&app, "Arta", json!({})).await;
        let id = ask(&app, json!({})).await;
        worked(&app).await;
        let event = app.event(json!({})).await.parse().unwrap();
        let query = "{ exports { nodes { id purpose total downloadPath accountId } } }";
        let officer = app.account(Role::DataProtectionOfficer, app.office.id, event).await;
        let (_, answer) = app.post_as(&officer, query).await;
        let seen = &answer["data"]["exports"]["nodes"][0];
        assert_eq!((&seen["id"], &seen["purpose"], &seen["total"], &seen["downloadPath"]), (&json!(id), &json!("Invitations to the fair"), &json!(1), &Value::Null));
        assert!(seen["accountId"].is_string());
        let other = app.account(Role::ProgrammeOfficer, app.office.id, event).await;
        let (_, answer) = app.post_as(&other, query).await;
        assert_eq!(answer["data"]["exports"]["nodes"], json!([]), "others see their own");
    }

    async fn erasing_a_person_takes_back_the_files_and_the_words_that_may_name_them(app: TestApp) {
        let contact = person(&app, "Arta", json!({ "email": "arta.hoxha@example.org" })).await;
        let id = ask(&app, json!({ "search": "arta hoxha" })).await;
        worked(&app).await;
        let path = job(&app, &id).await["downloadPath"].as_str().unwrap().to_owned();
        let waiting = ask(&app, json!({ "search": "arta hoxha" })).await;
        app.act("eraseContact", json!({ "contactId": contact }), "isErased").await;
        assert_eq!(fetch(&app, &path).await.0, StatusCode::NOT_FOUND);
        assert_eq!(job(&app, &waiting).await["state"], "CANCELLED");
        let rows = export_job::Entity::find().all(app.db.reader()).await.unwrap();
        assert!(rows.iter().all(|row| row.search.as_deref() == Some("")), "{rows:?}");
    }
}
