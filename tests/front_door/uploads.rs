//! Files that come in by GraphQL: the multipart request, the import in the background, and everything that may go wrong.

use axum::{
    body::{Body, Bytes},
    http::{Request, StatusCode, header},
};
use futures::stream;
use kuvend_domain::{files, imports::worker};
use kuvend_entity::{
    contact, id::EventId, import_batch, import_job, kind::Role, stored_file, stored_piece,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{app::TestApp, exports::written, on_both_engines};

const START: &str = "mutation($input: StartImportInput!) { startImport(input: $input) { importJob { id state } userErrors { field code message } } }";
const JOB: &str = "query($id: ID!) { importJob(id: $id) { state file form heads total done created updated unchanged skipped ambiguous failed removed restored left problems { field code message } } }";
const PEOPLE: &str = "Given name,Family name,Email,Country\nArta,Hoxha,arta.hoxha@example.org,Itali\nBesnik,Leka,besnik.leka@example.org,Italia\n";

fn wanted(more: Value) -> Value {
    let mut input = json!({ "file": null, "mode": "UPDATE", "purpose": "follow-up", "basis": "CONSENT", "source": "A fair" });
    if let (Value::Object(input), Value::Object(more)) = (&mut input, more) {
        input.extend(more);
    }
    input
}

/// The parts of a form before its file's bytes.
fn opening(input: &Value, name: &str) -> String {
    let operations = json!({ "query": START, "variables": { "input": input } });
    format!(
        "--cut\r\ncontent-disposition: form-data; name=\"operations\"\r\n\r\n{operations}\r\n\
         --cut\r\ncontent-disposition: form-data; name=\"map\"\r\n\r\n{{\"0\":[\"variables.input.file\"]}}\r\n\
         --cut\r\ncontent-disposition: form-data; name=\"0\"; filename=\"{name}\"\r\n\r\n"
    )
}

fn form(input: &Value, bytes: &[u8]) -> Vec<u8> {
    let mut form = opening(input, "people.csv").into_bytes();
    form.extend_from_slice(bytes);
    form.extend_from_slice(b"\r\n--cut--\r\n");
    form
}

fn request(authorization: &str) -> axum::http::request::Builder {
    Request::post("/graphql/upload")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut")
        .header(header::AUTHORIZATION, authorization)
        .header("graphql-preflight", "1")
}

async fn sent(app: &TestApp, request: Request<Body>) -> (StatusCode, Value) {
    let (status, bytes) = app.send(request).await;
    (
        status,
        serde_json::from_slice(&bytes).unwrap_or(Value::Null),
    )
}

/// Sends a file with `startImport`: its payload.
async fn start(app: &TestApp, input: Value, bytes: &[u8]) -> Value {
    let bearer = format!("Bearer {}", app.token);
    let body = Body::from(form(&wanted(input), bytes));
    let (status, answer) = sent(app, request(&bearer).body(body).unwrap()).await;
    assert_eq!(status, StatusCode::OK, "{answer:#}");
    assert!(answer.get("errors").is_none(), "{answer:#}");
    answer["data"]["startImport"].clone()
}

/// Asks for an import of two people: its id.
pub async fn asked(app: &TestApp) -> String {
    let payload = start(app, json!({}), PEOPLE.as_bytes()).await;
    payload["importJob"]["id"].as_str().unwrap().to_owned()
}

async fn job(app: &TestApp, id: &Value) -> Value {
    app.ask(JOB, json!({ "id": id })).await["importJob"].clone()
}

/// Brings a file in to its end: the job then.
pub async fn brought(app: &TestApp, input: Value, bytes: &[u8]) -> (Value, Value) {
    let payload = start(app, input, bytes).await;
    assert_eq!(payload["userErrors"], json!([]), "{payload:#}");
    assert_eq!(payload["importJob"]["state"], "QUEUED");
    drained(app).await;
    let id = payload["importJob"]["id"].clone();
    let now = job(app, &id).await;
    (id, now)
}

const LINKS: &str =
    "query($id: ID!) { importJob(id: $id) { reportPath reportExpiresAt columns { head field } } }";

/// The file that tells what became of an import's lines.
pub async fn report(app: &TestApp, id: &Value) -> String {
    let told = app.ask(LINKS, json!({ "id": id })).await["importJob"].clone();
    let path = told["reportPath"]
        .as_str()
        .unwrap_or_else(|| panic!("{told:#}"));
    let (status, bytes) = app
        .send(Request::get(path).body(Body::empty()).unwrap())
        .await;
    assert_eq!(status, StatusCode::OK);
    String::from_utf8(bytes).unwrap()
}

/// Does what imports wait: how many.
pub async fn drained(app: &TestApp) -> usize {
    worker::drain(&app.op(), Uuid::from_u128(7)).await.unwrap()
}

async fn people(app: &TestApp) -> u64 {
    contact::Entity::find()
        .count(app.db.reader())
        .await
        .unwrap()
}

/// Nothing of any file is left.
async fn is_empty(app: &TestApp) -> bool {
    let files = stored_file::Entity::find()
        .count(app.db.reader())
        .await
        .unwrap();
    let parts = stored_piece::Entity::find()
        .count(app.db.reader())
        .await
        .unwrap();
    (files, parts) == (0, 0)
}

on_both_engines! {
    async fn a_file_is_brought_in_and_taken_back(app: TestApp) {
        let (id, now) = brought(&app, json!({ "values": [{ "field": "residenceCountry", "word": "Itali", "value": "IT" }] }), PEOPLE.as_bytes()).await;
        assert_eq!((&now["state"], &now["total"], &now["done"], &now["created"]), (&json!("DONE"), &json!(2), &json!(2), &json!(2)), "{now:#}");
        assert_eq!(now["form"], "UTF-8, comma");
        assert_eq!(now["heads"], json!(["Given name", "Family name", "Email", "Country"]));
        assert_eq!(now["file"], Value::Null);
        assert!(is_empty(&app).await, "the bytes go with the end of the import");
        assert_eq!(people(&app).await, 2);
        let (_, again) = brought(&app, json!({}), PEOPLE.as_bytes()).await;
        assert_eq!(people(&app).await, 2, "{again:#}");
        let asked = app.act("undoImport", json!({ "id": id }), "importJob { state }").await;
        assert_eq!(asked["importJob"]["state"], "UNDOING");
        drained(&app).await;
        let now = job(&app, &id).await;
        assert_eq!((&now["state"], &now["removed"], &now["created"]), (&json!("UNDONE"), &json!(2), &json!(2)), "{now:#}");
        assert_eq!(people(&app).await, 0);
        let jobs = app.ask("{ importJobs { totalCount nodes { id state } } }", json!({})).await;
        assert_eq!(jobs["importJobs"]["totalCount"], 2);
        assert_eq!(jobs["importJobs"]["nodes"][1]["id"], id);
        let refused = app.act_raw("undoImport", json!({ "id": id }), "importJob { state }").await;
        assert_eq!(refused["userErrors"][0]["code"], "WRONG_STATE");
    }

    async fn a_trial_writes_nothing_and_its_file_is_brought_in_by_its_id(app: TestApp) {
        let (_, now) = brought(&app, json!({ "dryRun": true }), PEOPLE.as_bytes()).await;
        assert_eq!((&now["state"], &now["created"]), (&json!("DONE"), &json!(2)), "{now:#}");
        assert_eq!(people(&app).await, 0);
        let input = wanted(json!({ "file": now["file"] }));
        let started = app.act("startImport", input, "importJob { id }").await;
        drained(&app).await;
        assert_eq!(job(&app, &started["importJob"]["id"]).await["created"], 2);
        assert_eq!(people(&app).await, 2);
    }

    async fn lines_that_were_not_taken_come_back_as_a_file_that_can_be_mended_and_brought_in(app: TestApp) {
        let lines = "Given name,Family name,Year of birth\nArta,Hoxha,1980\nBesnik,Leka,=1+1\n";
        let (id, now) = brought(&app, json!({}), lines.as_bytes()).await;
        assert_eq!((&now["created"], &now["failed"]), (&json!(1), &json!(1)), "{now:#}");
        let told = report(&app, &id).await;
        assert_eq!(told, "\u{FEFF}outcome,detail,Given name,Family name,Year of birth\r\nFAIL,birthYear MALFORMED,Besnik,Leka,'=1+1\r\n");
        let mended = told.replace("'=1+1", "1981");
        let (again, now) = brought(&app, json!({}), mended.as_bytes()).await;
        assert_eq!((&now["created"], &now["total"]), (&json!(1), &json!(1)), "{now:#}");
        assert_eq!(app.ask(LINKS, json!({ "id": again })).await["importJob"]["reportPath"], Value::Null, "nothing is left to mend");
        app.clock.advance(chrono::TimeDelta::hours(24));
        assert_eq!(app.ask(LINKS, json!({ "id": id })).await["importJob"]["reportPath"], Value::Null);
    }

    async fn a_line_with_more_to_say_than_there_are_heads_comes_back(app: TestApp) {
        let lines = "Given name,Family name\nArta,Hoxha,,\nBesnik,Leka,,Nurse\n";
        let (id, now) = brought(&app, json!({}), lines.as_bytes()).await;
        assert_eq!((&now["created"], &now["failed"]), (&json!(1), &json!(1)), "{now:#}");
        let told = report(&app, &id).await;
        assert_eq!(told, "\u{FEFF}outcome,detail,Given name,Family name\r\nFAIL,line TOO_MANY,Besnik,Leka,,Nurse\r\n");
        let (id, now) = brought(&app, json!({ "kind": "ORGANISATIONS" }), b"Name,Kind\nStampa,Media,AL\nZeri,Media,\n").await;
        assert_eq!((&now["created"], &now["failed"]), (&json!(1), &json!(1)), "{now:#}");
        assert!(report(&app, &id).await.contains("FAIL,line TOO_MANY,Stampa,Media,AL"));
    }

    async fn a_trial_tells_of_every_line_what_it_would_do(app: TestApp) {
        brought(&app, json!({}), b"Given name,Family name,Email,Profession\nArta,Hoxha,arta.hoxha@example.org,Nurse\nBesnik,Leka,besnik.leka@example.org,\n").await;
        let (id, _) = brought(&app, json!({ "dryRun": true }), b"Given name,Family name,Email,Profession\nArta,Hoxha,arta.hoxha@example.org,Doctor\nBesnik,Leka,besnik.leka@example.org,\nCela,Kola,cela.kola@example.org,Baker\n").await;
        let told = report(&app, &id).await;
        let lines: Vec<&str> = told.lines().skip(1).collect();
        assert_eq!(lines, [
            "UPDATE,profession: Nurse → Doctor,Arta,Hoxha,arta.hoxha@example.org,Doctor",
            "UNCHANGED,,Besnik,Leka,besnik.leka@example.org,",
            "CREATE,,Cela,Kola,cela.kola@example.org,Baker",
        ]);
    }

    async fn columns_are_told_also_where_they_do_not_suffice_and_hold_for_the_next_file(app: TestApp) {
        let odd = b"Kush,Nga,Given name\nHoxha,Itali,Arta\n";
        let (id, now) = brought(&app, json!({}), odd).await;
        assert_eq!(now["state"], "BROKEN_OFF");
        let told = app.ask(LINKS, json!({ "id": id })).await["importJob"]["columns"].clone();
        assert_eq!(told, json!([{ "head": "Kush", "field": null }, { "head": "Nga", "field": null }, { "head": "Given name", "field": "givenName" }]));
        let said = json!({
            "columns": [{ "head": "Kush", "field": "familyName" }, { "head": "Nga", "field": "residenceCountry" }],
            "values": [{ "field": "residenceCountry", "word": "Itali", "value": "IT" }],
        });
        let (said, now) = brought(&app, said, odd).await;
        assert_eq!(now["created"], 1, "{now:#}");
        let (_, now) = brought(&app, json!({ "like": said }), b"Kush,Nga,Given name\nLeka,Itali,Besnik\n").await;
        assert_eq!(now["created"], 1, "{now:#}");
        let found = app.ask("{ contacts { nodes { familyName residenceCountry } } }", json!({})).await;
        assert_eq!(found.to_string().matches("\"IT\"").count(), 2, "{found}");
        let refused = start(&app, json!({ "like": "importjob_00000000000000000000000000000000" }), odd).await;
        assert_eq!((&refused["userErrors"][0]["field"], &refused["userErrors"][0]["code"]), (&json!(["like"]), &json!("NOT_FOUND")));
    }

    async fn erasing_a_person_takes_the_files_of_imports_and_waits_for_those_under_way(app: TestApp) {
        let named = json!({ "source": "List of Arta Hoxha" });
        brought(&app, json!({ "dryRun": true, "source": "List of Arta Hoxha" }), PEOPLE.as_bytes()).await;
        brought(&app, named, b"Given name,Family name,Email,Sex\nArta,Hoxha,arta.hoxha@example.org,\nCela,Kola,,Arta Hoxha\n").await;
        let found = app.ask("{ contacts { nodes { id } } }", json!({})).await;
        let contact = found["contacts"]["nodes"][0]["id"].clone();
        let waiting = asked(&app).await;
        let refused = app.act_raw("eraseContact", json!({ "contactId": contact }), "isErased").await;
        assert_eq!(refused["userErrors"][0]["code"], "WRONG_STATE", "{refused:#}");
        app.act("cancelImport", json!({ "id": waiting }), "importJob { state }").await;
        let erased = app.act("eraseContact", json!({ "contactId": contact }), "isErased").await;
        assert_eq!(erased["isErased"], true, "{erased:#}");
        assert!(is_empty(&app).await);
        let jobs = app.ask("{ importJobs { nodes { source heads } } }", json!({})).await;
        assert_eq!(jobs["importJobs"]["nodes"].as_array().unwrap().len(), 3);
        assert!(!jobs.to_string().contains("Arta"), "{jobs}");
    }

    async fn what_a_dead_worker_left_is_taken_up_and_told_as_it_was(app: TestApp) {
        let (id, _) = brought(&app, json!({}), PEOPLE.as_bytes()).await;
        // As a worker leaves it that is killed after its last batch: the file, the job and the batch are still there.
        let second = start(&app, json!({ "dryRun": true }), PEOPLE.as_bytes()).await["importJob"]["id"].clone();
        let kept = import_job::Entity::find().filter(import_job::Column::DryRun.eq(true)).one(app.db.reader()).await.unwrap().unwrap();
        app.act("cancelImport", json!({ "id": second }), "importJob { state }").await;
        let died = import_job::Entity::update_many()
            .col_expr(import_job::Column::State, Expr::value("RUNNING"))
            .col_expr(import_job::Column::FileId, Expr::value(kept.file_id))
            .col_expr(import_job::Column::LeasedUntil, Expr::value(app.clock.now() + chrono::TimeDelta::seconds(30)))
            .filter(import_job::Column::DryRun.eq(false));
        died.exec(app.db.writer()).await.unwrap();
        import_batch::Entity::update_many().col_expr(import_batch::Column::State, Expr::value("RUNNING")).exec(app.db.writer()).await.unwrap();
        assert_eq!(drained(&app).await, 0, "it may be alive");
        app.clock.set(app.clock.now() + chrono::TimeDelta::seconds(31));
        assert_eq!(drained(&app).await, 1);
        let now = job(&app, &id).await;
        assert_eq!((&now["state"], &now["created"], &now["unchanged"], &now["done"]), (&json!("DONE"), &json!(2), &json!(0), &json!(2)), "{now:#}");
        assert_eq!(people(&app).await, 2);
        app.act("undoImport", json!({ "id": id }), "importJob { state }").await;
        drained(&app).await;
        assert_eq!(people(&app).await, 0, "both goes are taken back");
    }

    async fn an_import_that_waits_is_cancelled(app: TestApp) {
        let id = asked(&app).await;
        let gone = app.act("cancelImport", json!({ "id": id }), "importJob { state finishedAt }").await;
        assert_eq!(gone["importJob"]["state"], "CANCELLED");
        assert_eq!(drained(&app).await, 0);
        assert_eq!(people(&app).await, 0);
    }

    async fn an_upload_that_breaks_off_leaves_nothing(app: TestApp) {
        let before = app.contents().await;
        let bearer = format!("Bearer {}", app.token);
        let some = format!("{}{}", opening(&wanted(json!({})), "people.csv"), "Arta,Hoxha\n".repeat(100_000));
        let cut: [Result<Bytes, std::io::Error>; 2] = [Ok(some.clone().into()), Err(std::io::ErrorKind::ConnectionReset.into())];
        for body in [Body::from(some.clone()), Body::from_stream(stream::iter(cut))] {
            let (status, answer) = sent(&app, request(&bearer).body(body).unwrap()).await;
            assert_eq!(status, StatusCode::BAD_REQUEST, "{answer:#}");
            assert_eq!(answer["errors"][0]["extensions"]["code"], "INVALID_INPUT");
        }
        let lie = request(&bearer).header(header::CONTENT_LENGTH, "99999999999").body(Body::from(some)).unwrap();
        assert_eq!(sent(&app, lie).await.0, StatusCode::PAYLOAD_TOO_LARGE);
        app.holds(&before).await;
    }

    async fn an_upload_is_judged_before_its_body_is_read(app: TestApp) {
        let never = || Body::from_stream(stream::pending::<Result<Bytes, std::io::Error>>());
        let desk = app.account(Role::Partner, app.office.id, EventId::new()).await;
        let bearer = format!("Bearer {}", app.token);
        let plain = Request::post("/graphql/upload").header(header::AUTHORIZATION, bearer.as_str());
        for (request, status) in [
            (request(&desk), StatusCode::FORBIDDEN),
            (request("Bearer nobody"), StatusCode::UNAUTHORIZED),
            (Request::post("/graphql/upload").header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut").header("graphql-preflight", "1"), StatusCode::UNAUTHORIZED),
            (Request::post("/graphql/upload").header(header::AUTHORIZATION, bearer.as_str()).header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut"), StatusCode::BAD_REQUEST),
            (plain.header("graphql-preflight", "1").header(header::CONTENT_TYPE, "application/json"), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        ] {
            let (told, answer) = sent(&app, request.body(never()).unwrap()).await;
            assert_eq!(told, status, "{answer:#}");
        }
    }

    async fn a_refused_request_keeps_no_file_and_names_the_fault(app: TestApp) {
        let before = app.contents().await;
        let payload = start(&app, json!({ "purpose": "none", "columns": [{ "head": "Who", "field": "shoeSize" }] }), PEOPLE.as_bytes()).await;
        assert_eq!(payload["userErrors"][0]["field"], json!(["columns", "0", "field"]), "{payload:#}");
        let payload = start(&app, json!({ "purpose": "none" }), PEOPLE.as_bytes()).await;
        assert_eq!(payload["userErrors"][0]["field"], json!(["purpose"]), "{payload:#}");
        app.holds(&before).await;
    }

    async fn files_made_to_hurt_break_off_with_a_code_and_write_nothing(app: TestApp) {
        let endless = format!("Given name,Family name\n\"{}", "x".repeat(3 << 20));
        for (bytes, code) in [(endless.as_bytes(), "UNREADABLE"), (b"", "REQUIRED"), (b"PK\x03\x04 no workbook", "UNREADABLE"), (b"Shoe size\n44\n", "MALFORMED")] {
            let (_, now) = brought(&app, json!({}), bytes).await;
            assert_eq!((&now["state"], &now["problems"][0]["code"]), (&json!("BROKEN_OFF"), &json!(code)), "{now:#}");
        }
        assert_eq!(people(&app).await, 0);
    }

    async fn lines_made_to_hurt_fail_each_for_itself(app: TestApp) {
        let long = "x".repeat(10_000);
        let lines = format!("Given name,Family name,Email\nArta\u{202E},Hoxha,a@example.org\nBe\0snik,Leka,b@example.org\nCela,Kola,{long}@example.org\n=1+1,Gashi,d@example.org\nDrita,Gashi,drita@example.org\n");
        let (id, now) = brought(&app, json!({}), lines.as_bytes()).await;
        assert_eq!((&now["state"], &now["done"], &now["total"]), (&json!("DONE"), &json!(5), &json!(5)), "{now:#}");
        assert_eq!((&now["created"], &now["failed"]), (&json!(2), &json!(3)), "{now:#}");
        let told = report(&app, &id).await;
        for (name, reason) in [("Arta", "givenName MALFORMED"), ("Be", "givenName MALFORMED"), ("Cela", "email TOO_LONG")] {
            let lines: Vec<&str> = told.lines().filter(|line| line.contains(name)).collect();
            assert!(lines.iter().any(|line| line.contains(reason)), "{name}: {reason}\n{lines:?}");
        }
        let names = app.ask("{ contacts(orderBy: { field: NAME }) { nodes { displayName } } }", json!({})).await;
        assert_eq!(names["contacts"]["nodes"], json!([{ "displayName": "=1+1 Gashi" }, { "displayName": "Drita Gashi" }]), "a formula is a name that no spreadsheet computes");
        let taken_out = String::from_utf8(written(&app, json!({})).await).unwrap();
        assert!(taken_out.contains("'=1+1") && !taken_out.contains(";=1+1") && !taken_out.contains("\n=1+1"), "{taken_out}");
    }

    async fn files_that_nobody_wants_are_gone_after_a_day(app: TestApp) {
        let (_, tried) = brought(&app, json!({ "dryRun": true }), PEOPLE.as_bytes()).await;
        assert_ne!(tried["file"], Value::Null);
        assert_eq!(files::sweep(&app.db, &app.clock).await.unwrap(), 0);
        app.clock.set(app.clock.now() + chrono::TimeDelta::hours(25));
        assert_eq!(files::sweep(&app.db, &app.clock).await.unwrap(), 2, "the file and what became of its lines");
        assert!(is_empty(&app).await);
    }
}
