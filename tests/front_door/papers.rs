//! Papers of an event: lists, sheets, badges and totals, as tables and as pages to be printed.

use axum::{
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode},
};
use kuvend_domain::exports;
use kuvend_entity::{audit_entry, kind::Role};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::{app::TestApp, on_both_engines, uploads::brought};

const ALL: [&str; 7] = [
    "GUEST_LIST",
    "PROTOCOL_LIST",
    "RUN_OF_SHOW",
    "SIGN_IN_SHEET",
    "BADGES",
    "CATERING",
    "CERTIFICATES",
];
const PREPARE: &str = "mutation($input: PreparePaperInput!) { preparePaper(input: $input) { exportJob { id state kind paper columns event { id } } userErrors { field code } } }";
const JOB: &str = "query($id: ID!) { exportJob(id: $id) { state total done paper format filter downloadPath problems { code } } }";

/// A paper as somebody has it prepared: its job before a worker took it up.
async fn prepare(app: &TestApp, who: &str, more: Value) -> Value {
    let mut input = json!({ "purpose": "The table at the door" });
    let fields = input.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());
    let (_, answer) = app.post_by(who, PREPARE, json!({ "input": input })).await;
    answer
}

async fn work(app: &TestApp) -> bool {
    exports::work(&app.op(), Uuid::from_u128(7)).await.unwrap()
}

async fn fetch(app: &TestApp, path: &str) -> (HeaderMap, Vec<u8>) {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let response = app.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let headers = response.headers().clone();
    let bytes = to_bytes(response.into_body(), 64 << 20).await.unwrap();
    (headers, bytes.to_vec())
}

/// A paper as the administrator has it prepared and fetches it: its headers, its bytes and its job.
pub async fn paper(app: &TestApp, more: Value) -> (HeaderMap, Vec<u8>, Value) {
    let who = format!("Bearer {}", app.token);
    let answer = prepare(app, &who, more).await;
    let asked = answer["data"]["preparePaper"]["exportJob"].clone();
    assert_eq!(asked["state"], "QUEUED", "{answer:#}");
    assert!(work(app).await);
    let job = app.ask(JOB, json!({ "id": asked["id"] })).await["exportJob"].clone();
    assert_eq!(job["state"], "DONE", "{job:#}");
    assert_eq!(job["done"], job["total"]);
    let (headers, bytes) = fetch(app, job["downloadPath"].as_str().unwrap()).await;
    (headers, bytes, job)
}

/// The same as a text.
pub async fn text(app: &TestApp, more: Value) -> String {
    let text = String::from_utf8(paper(app, more).await.1).unwrap();
    text.trim_start_matches('\u{FEFF}').to_owned()
}

/// Puts somebody on the list: the person and the row.
async fn guest(app: &TestApp, event: &str, name: (&str, &str), more: Value) -> (String, String) {
    let person = app.contact(name.0, name.1).await;
    let mut one = json!({ "contactId": person });
    let fields = one.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());
    let input = json!({ "eventId": event, "guests": [one] });
    let added = app.act("addGuests", input, "attendees { id }").await;
    let row = added["attendees"][0]["id"].as_str().unwrap().to_owned();
    (person, row)
}

async fn answers(app: &TestApp, row: &str, response: &str) {
    let input = json!({ "attendeeId": row, "response": response, "channel": "PHONE" });
    app.act("recordResponse", input, "attendee { id }").await;
}

async fn body(app: &TestApp, name: &str) -> String {
    let input =
        json!({ "name": [{ "language": "en", "text": name }], "kind": "DIPLOMATIC_MISSION" });
    let made = app
        .act("createOrganisation", input, "organisation { id }")
        .await;
    made["organisation"]["id"].as_str().unwrap().to_owned()
}

/// The rows of a text whose cells may go over several lines.
fn table(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut is_quoted) =
        (Vec::new(), Vec::new(), String::new(), false);
    for letter in text.chars() {
        match letter {
            '"' => is_quoted = !is_quoted,
            ';' if !is_quoted => row.push(std::mem::take(&mut cell)),
            '\r' => {}
            '\n' if !is_quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            letter => cell.push(letter),
        }
    }
    rows
}

on_both_engines! {
    async fn a_guest_list_is_told_in_the_words_of_a_language_by_name_and_without_addresses(app: TestApp) {
        let event = app.event(json!({})).await;
        let embassy = body(&app, "Embassy of Greece").await;
        let (_, zana) = guest(&app, &event, ("Zana", "Çela"), json!({ "category": "DIASPORA", "partySize": 2 })).await;
        let (_, kostas) = guest(&app, &event, ("Κώστας", "Παπαδόπουλος"), json!({ "organisationId": embassy, "functionAtEvent": "=Consul" })).await;
        app.act("addGuests", json!({ "eventId": event, "guests": [{ "organisationId": embassy }] }), "attendees { id }").await;
        answers(&app, &zana, "ACCEPTED").await;
        answers(&app, &kostas, "DECLINED").await;
        let told = text(&app, json!({ "eventId": event, "paper": "GUEST_LIST", "format": "CSV", "language": "sq" })).await;
        assert_eq!(told, "Nr.;Mbiemri;Emri;Titulli;Organizata;Funksioni;Kategoria;Rolet;Persona;Ftesa;Përgjigjja;Vendi;Prania\r\n\
            1;Çela;Zana;;;;Diasporë;I ftuar;2;i paftuar;pranuar;konfirmuar;—\r\n\
            2;Παπαδόπουλος;Κώστας;;Embassy of Greece;'=Consul;Përfaqësi diplomatike;I ftuar;1;i paftuar;refuzuar;anuluar;—\r\n\
            3;;;;Embassy of Greece;;Përfaqësi diplomatike;I ftuar;1;i paftuar;—;—;—\r\n");
        let expected = json!({ "eventId": event, "paper": "GUEST_LIST", "format": "CSV", "delimiter": "COMMA", "language": "en", "expectedOnly": true });
        let told = text(&app, expected).await;
        assert_eq!(told.lines().skip(1).collect::<Vec<_>>(), ["1,Çela,Zana,,,,Diaspora,Guest,2,not invited,accepted,confirmed,—"]);
        app.clock.set(crate::app::at("2026-11-16T17:30:00Z"));
        for format in ["CSV", "HTML"] {
            for paper in ALL {
                let told = text(&app, json!({ "eventId": event, "paper": paper, "format": format, "expectedOnly": false })).await;
                assert!(!told.contains("@example.org") && !told.contains("example.org"), "{paper}: {told}");
            }
        }
    }

    async fn pages_to_be_printed_open_where_they_are_and_may_do_nothing(app: TestApp) {
        let title = json!([{ "language": "en", "text": "<img src=x onerror=alert(1)>" }]);
        let event = app.event(json!({ "title": title, "venue": { "name": "Pallati i Kongreseve", "city": "Tiranë" } })).await;
        let long = "Wolfeschlegelsteinhausenbergerdorff".repeat(2);
        for (given, family) in [("<script>alert('x')</script>", "\"Hoxha\" & 'Co'"), ("Ελευθερία", "Παπακωνσταντίνου"), ("Arta", long.as_str())] {
            let (_, row) = guest(&app, &event, ("X", "Y"), json!({})).await;
            let found = app.ask("query($id: ID!) { node(id: $id) { ... on Attendee { contact { id version } } } }", json!({ "id": row })).await;
            let contact = &found["node"]["contact"];
            app.act("updateContact", json!({ "id": contact["id"], "version": contact["version"], "givenName": given, "familyName": family }), "contact { id }").await;
            answers(&app, &row, "ACCEPTED").await;
        }
        for (paper, name, language) in [("GUEST_LIST", "guest-list", "el"), ("PROTOCOL_LIST", "protocol-list", "it"), ("SIGN_IN_SHEET", "sign-in-sheet", "sq"), ("BADGES", "badges", "en"), ("CATERING", "catering", "el"), ("RUN_OF_SHOW", "run-of-show", "sq")] {
            let (headers, bytes, job) = paper_of(&app, &event, paper, language).await;
            assert_eq!((&job["paper"], &job["format"]), (&json!(paper), &json!("HTML")));
            assert_eq!(headers["content-type"], "text/html; charset=utf-8");
            let disposition = headers["content-disposition"].to_str().unwrap();
            assert!(disposition.starts_with(&format!("inline; filename=\"{name}-2026-11-02.html\"")), "{disposition}");
            let policy = headers["content-security-policy"].to_str().unwrap();
            assert!(policy.starts_with("sandbox; default-src 'none'; ") && policy.contains("; style-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
            assert!(!policy.contains("allow-scripts"), "{policy}");
            assert_eq!((&headers["x-content-type-options"], &headers["cache-control"]), (&"nosniff".parse().unwrap(), &"no-store".parse().unwrap()));
            let told = String::from_utf8(bytes).unwrap();
            assert!(told.starts_with(&format!("<!DOCTYPE html>\n<html lang=\"{language}\">")), "{told}");
            assert!(told.contains("@page { size: A4"), "{paper}");
            for wrong in ["<script", "<img", "onerror=alert(1)>", "javascript:", "src=\"", "href="] {
                assert!(!told.contains(wrong), "{paper}: {wrong}");
            }
            if !matches!(paper, "CATERING" | "RUN_OF_SHOW") {
                assert!(told.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;") && told.contains("Παπακωνσταντίνου") && told.contains(&long), "{paper}");
            }
        }
        let (_, bytes, _) = paper_of(&app, &event, "GUEST_LIST", "el").await;
        let told = String::from_utf8(bytes).unwrap();
        for part in ["<h2>Κατάλογος προσκεκλημένων</h2>", "<dt>Πού</dt><dd>Pallati i Kongreseve, Tiranë</dd>", "<dd>Δευτέρα 16 Νοεμβρίου 2026, ώρα 18:00–21:00 (Τίρανα, UTC+1)</dd>", "<thead><tr><th scope=\"col\" class=\"number\">Α/Α</th>"] {
            assert!(told.contains(part), "{part} is not in\n{told}");
        }
        let (_, bytes, _) = paper_of(&app, &event, "BADGES", "en").await;
        let told = String::from_utf8(bytes).unwrap();
        assert_eq!(told.matches("<article class=\"badge ticketed\">").count(), 3);
        assert!(told.contains(&format!("<p class=\"name long longer\">Arta {long}</p>")), "{told}");
        let other = json!({ "purpose": "x", "format": "HTML" });
        let refused = app.act_raw("exportContacts", other, "exportJob { id }").await;
        assert_eq!(refused["userErrors"][0]["code"], "INCONSISTENT", "pages are of papers alone");
    }

    async fn who_is_expected_is_on_sheets_and_badges_and_whose_data_are_restricted_is_on_none(app: TestApp) {
        let event = app.event(json!({ "capacity": 2 })).await;
        let (_, coming) = guest(&app, &event, ("Arta", "Hoxha"), json!({})).await;
        let (_, declined) = guest(&app, &event, ("Besnik", "Leka"), json!({})).await;
        let (_, silent) = guest(&app, &event, ("Chiara", "Rossi"), json!({})).await;
        let (restricted, also) = guest(&app, &event, ("Dritan", "Prifti"), json!({})).await;
        let (_, waiting) = guest(&app, &event, ("Elira", "Kodra"), json!({})).await;
        guest(&app, &event, ("Fatos", "Shehu"), json!({ "roles": ["STAFF"] })).await;
        let speaker = app.contact("Gjergj", "Marku").await;
        let cast = json!([{ "contactId": speaker, "role": "SPEAKER" }]);
        app.act("addAgendaItem", json!({ "eventId": event, "kind": "SPEECH", "title": [{ "language": "en", "text": "Words" }], "contributors": cast }), "agendaItem { id }").await;
        for (row, response) in [(&coming, "ACCEPTED"), (&declined, "DECLINED"), (&also, "ACCEPTED"), (&waiting, "ACCEPTED")] {
            answers(&app, row, response).await;
        }
        app.act("restrictContact", json!({ "contactId": restricted, "reason": "asked for" }), "contact { id }").await;
        let names = async |paper: &str, more: Value| {
            let mut input = json!({ "eventId": event, "paper": paper, "format": "CSV", "language": "en" });
            input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            let told = text(&app, input).await;
            let mut lines = told.lines();
            let heads: Vec<&str> = lines.next().unwrap().split(';').collect();
            let place = heads.iter().position(|head| *head == "Family name").unwrap();
            lines.map(|line| line.split(';').nth(place).unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names("SIGN_IN_SHEET", json!({})).await, ["Hoxha", "Marku", "Shehu"]);
        assert_eq!(names("BADGES", json!({})).await, ["Hoxha", "Marku", "Shehu"]);
        assert_eq!(names("BADGES", json!({ "expectedOnly": false })).await, ["Hoxha", "Kodra", "Leka", "Marku", "Rossi", "Shehu"]);
        assert_eq!(names("GUEST_LIST", json!({})).await, ["Hoxha", "Kodra", "Leka", "Marku", "Rossi", "Shehu"]);
        let badges = text(&app, json!({ "eventId": event, "paper": "BADGES", "format": "CSV", "language": "it" })).await;
        assert_eq!(badges.lines().skip(1).map(|line| line.split(';').nth(5).unwrap()).collect::<Vec<_>>(), ["", "Relatore", "Personale"], "that somebody is a guest needs no badge");
        let totals = text(&app, json!({ "eventId": event, "paper": "CATERING", "format": "CSV", "language": "en" })).await;
        assert_eq!(totals.lines().collect::<Vec<_>>(), [
            "By;Which;Parties;Persons",
            "Everybody expected;;4;4",
            "Way of taking part;In the room;4;4",
            "Category;Diaspora;4;4",
        ], "whose name stands nowhere eats as well; {silent} and {waiting} are not expected");
    }

    async fn catering_totals_count_parties_and_persons_and_who_came(app: TestApp) {
        let event = app.event(json!({ "format": "HYBRID", "onlineLink": "https://example.org/live" })).await;
        for (name, size, category, attends) in [("Arta", 3, "DIASPORA", None), ("Besnik", 1, "MEDIA", None), ("Chiara", 2, "DIASPORA", Some("ONLINE"))] {
            let (_, row) = guest(&app, &event, (name, "Hoxha"), json!({ "partySize": size, "category": category })).await;
            let mut input = json!({ "attendeeId": row, "response": "ACCEPTED", "channel": "PHONE", "partySize": size });
            if let Some(attends) = attends {
                input["attends"] = json!(attends);
            }
            app.act("recordResponse", input, "attendee { place partySize }").await;
        }
        let totals = async || text(&app, json!({ "eventId": event, "paper": "CATERING", "format": "CSV", "language": "it" })).await;
        let apart = ["Modo di partecipazione;In sala;2;4", "Modo di partecipazione;In linea;1;2", "Categoria;Diaspora;2;5", "Categoria;Media;1;1"];
        let mut expected = vec!["Per;Quali;Gruppi;Persone", "Tutte le persone attese;;3;6"];
        expected.extend(apart);
        assert_eq!(totals().await.lines().collect::<Vec<_>>(), expected);
        let list = app.ask("query($id: ID!) { event(id: $id) { attendees { nodes { id } } } }", json!({ "id": event })).await;
        let first = list["event"]["attendees"]["nodes"][0]["id"].clone();
        crate::needs::keep(&app, first.as_str().unwrap(), json!([{ "kind": "DIET", "code": "VEGAN", "persons": 2, "note": "no celery" }])).await;
        expected.push("Alimentazione;Vegano;1;2");
        assert_eq!(totals().await.lines().collect::<Vec<_>>(), expected, "what is needed, without a name or a note");
        app.clock.set(crate::app::at("2026-11-16T17:30:00Z"));
        app.act("checkIn", json!({ "attendeeId": first }), "attendee { presence }").await;
        assert_eq!(totals().await.lines().nth(2).unwrap(), "Presenti;;1;3");
    }

    async fn a_protocol_list_is_in_order_with_ranks_and_forms_of_address(app: TestApp) {
        let event = app.event(json!({})).await;
        let said = [
            ("en", "<dt>Order</dt><dd>by name alone, or by the day in office"), ("sq", "<dt>Renditja</dt><dd>vetëm sipas emrit"),
            ("it", "<dt>Ordine</dt><dd>solo per nome"), ("el", "<dt>Σειρά</dt><dd>μόνο κατά όνομα"),
        ];
        for (language, words) in said {
            let page = String::from_utf8(paper_of(&app, &event, "PROTOCOL_LIST", language).await.1).unwrap();
            assert!(page.contains(words), "{language}: {page}");
        }
        app.act("keepRankTable", json!({ "version": 0 }), "rankTable { version }").await;
        for (language, _) in said {
            let page = String::from_utf8(paper_of(&app, &event, "PROTOCOL_LIST", language).await.1).unwrap();
            assert!(["Order", "Renditja", "Ordine", "Σειρά"].iter().all(|label| !page.contains(&format!("<dt>{label}</dt>"))), "ranks say it: {page}");
        }
        let embassy = body(&app, "Embassy of Italy").await;
        for (family, function) in [("Rossi", "Ambassador"), ("Bianchi", "Second Secretary"), ("Verdi", "Minister of Interior")] {
            let person = app.contact("Elena", family).await;
            app.act("addMembership", json!({ "contactId": person, "organisationId": embassy, "function": function }), "contact { id }").await;
            app.act("registerAttendee", json!({ "eventId": event, "contactId": person, "representingId": embassy }), "attendee { id }").await;
        }
        let told = text(&app, json!({ "eventId": event, "paper": "PROTOCOL_LIST", "format": "CSV", "language": "en" })).await;
        let lines = table(&told);
        assert_eq!(lines[0], ["No.", "Rank", "Name", "Function", "Organisation", "Category", "Form of address", "On the envelope"]);
        let names: Vec<&str> = lines.iter().skip(1).map(|line| line[2].as_str()).collect();
        let asked = "query($id: ID!) { event(id: $id) { protocolList { nodes { attendee { contact { givenName familyName } formOfAddress(language: \"en\", form: SPOKEN) } } } } }";
        let shown = app.ask(asked, json!({ "id": event })).await;
        let nodes = shown["event"]["protocolList"]["nodes"].as_array().unwrap();
        let expected: Vec<String> = nodes.iter().map(|node| format!("Elena {}", node["attendee"]["contact"]["familyName"].as_str().unwrap())).collect();
        assert_eq!(names, expected, "as the API has it");
        assert_eq!((names[0], lines[1][3].as_str(), lines[1][4].as_str()), ("Elena Verdi", "Minister of Interior", "Embassy of Italy"));
        let spoken: Vec<&str> = nodes.iter().map(|node| node["attendee"]["formOfAddress"].as_str().unwrap_or_default()).collect();
        assert_eq!(lines.iter().skip(1).map(|line| line[6].as_str()).collect::<Vec<_>>(), spoken);
        assert!(!spoken[0].is_empty() && !lines[1][1].is_empty(), "{told}");
    }

    async fn who_plans_and_who_stands_at_the_door_may_have_papers_prepared_and_it_is_written_down(app: TestApp) {
        let (event, other) = (app.event(json!({})).await, app.event(json!({})).await);
        guest(&app, &event, ("Arta", "Hoxha"), json!({})).await;
        let id = event.parse().unwrap();
        let officer = app.account(Role::EventOfficer, app.office.id, id).await;
        let desk = app.account(Role::FrontDesk, app.office.id, id).await;
        let analyst = app.account(Role::Analyst, app.office.id, id).await;
        let wanted = |event: &str| json!({ "eventId": event, "paper": "GUEST_LIST" });
        let mut jobs = Vec::new();
        for who in [&officer, &desk] {
            let answer = prepare(&app, who, wanted(&event)).await;
            let job = &answer["data"]["preparePaper"]["exportJob"];
            assert_eq!((&job["state"], &job["kind"], &job["paper"], &job["event"]["id"]), (&json!("QUEUED"), &json!("PAPER"), &json!("GUEST_LIST"), &json!(event)), "{answer:#}");
            assert!(work(&app).await);
            let (_, answer) = app.post_by(who, JOB, json!({ "id": job["id"] })).await;
            let shown = &answer["data"]["exportJob"];
            assert_eq!((&shown["state"], &shown["total"]), (&json!("DONE"), &json!(1)), "{answer:#}");
            fetch(&app, shown["downloadPath"].as_str().unwrap()).await;
            jobs.push(job["id"].clone());
        }
        let (_, answer) = app.post_by(&officer, JOB, json!({ "id": jobs[1] })).await;
        assert_eq!(answer["data"]["exportJob"], Value::Null, "each sees their own");
        let (_, answer) = app.post_by(&desk, "{ exports { nodes { id } } }", json!({})).await;
        assert_eq!(answer["data"]["exports"]["nodes"], json!([{ "id": jobs[1] }]));
        let answer = prepare(&app, &desk, wanted(&other)).await;
        assert_eq!(answer["data"]["preparePaper"]["userErrors"], json!([{ "field": ["eventId"], "code": "NOT_FOUND" }]));
        let answer = prepare(&app, &analyst, wanted(&event)).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
        // The door prints what it needs at the door; a certificate is the office's word.
        let certificates = json!({ "eventId": event, "paper": "CERTIFICATES" });
        let answer = prepare(&app, &desk, certificates.clone()).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{answer:#}");
        for who in [&officer, &desk] {
            let (_, answer) = app.post_by(who, "mutation { exportGuestList(input: { eventId: \"x\", purpose: \"x\" }) { userErrors { code } } }", json!({})).await;
            assert!(answer["errors"][0]["extensions"]["code"] == "FORBIDDEN" || answer["data"]["exportGuestList"]["userErrors"][0]["code"] == "MALFORMED", "{answer}");
            let cancel = "mutation($id: ID!) { cancelExport(input: { id: $id }) { exportJob { state } userErrors { code } } }";
            let own = &jobs[usize::from(who == &desk)];
            let (_, answer) = app.post_by(who, cancel, json!({ "id": own })).await;
            assert_eq!(answer["data"]["cancelExport"]["exportJob"]["state"], "CANCELLED", "{answer}");
        }
        let entries = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq("papers::prepare")).all(app.db.reader()).await.unwrap();
        assert_eq!(entries.len(), 2);
        for entry in entries {
            assert_eq!((entry.reason.as_deref(), &entry.changes.unwrap()["paper"]["to"]), (Some("The table at the door"), &json!("GUEST_LIST")));
            assert!(entry.account_id.is_some());
        }
        let fetched = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq("files::download")).all(app.db.reader()).await.unwrap();
        assert_eq!(fetched.len(), 2);
        app.clock.set(crate::app::at("2026-11-16T17:30:00Z"));
        let others = ["PROTOCOL_LIST", "SIGN_IN_SHEET", "BADGES"].map(|paper| (&desk, json!({ "eventId": event, "paper": paper })));
        for (who, wanted) in others.into_iter().chain([(&officer, certificates)]) {
            let answer = prepare(&app, who, wanted).await;
            assert_eq!(answer["data"]["preparePaper"]["exportJob"]["state"], "QUEUED", "{answer:#}");
        }
    }

    async fn who_was_there_is_certified_once_and_the_link_says_what_the_certificate_does(app: TestApp) {
        let (event, other) = (app.event(json!({})).await, app.event(json!({})).await);
        let mut rows = Vec::new();
        for (given, family) in [("Zana", "Çela"), ("Arta", "Hoxha"), ("Besnik", "Leka")] {
            let (person, row) = guest(&app, &event, (given, family), json!({ "category": "MEDIA", "functionAtEvent": "Editor" })).await;
            answers(&app, &row, "ACCEPTED").await;
            rows.push((person, row));
        }
        let elsewhere = app.act("registerAttendee", json!({ "eventId": other, "contactId": rows[0].0 }), "attendee { id }").await;
        // Nobody was there before it began, nor at what was called off.
        let who = format!("Bearer {}", app.token);
        let off = app.event(json!({})).await;
        let ask = |event: &str| json!({ "eventId": event, "paper": "CERTIFICATES", "language": "en" });
        let refused = |code: &str| json!([{ "field": ["eventId"], "code": code }]);
        app.clock.set(crate::app::at("2026-11-16T16:59:59Z"));
        let early = prepare(&app, &who, ask(&event)).await;
        assert_eq!(early["data"]["preparePaper"]["userErrors"], refused("TOO_EARLY"), "{early:#}");
        app.act("cancelEvent", json!({ "id": off, "reason": "Storm" }), "event { id }").await;
        app.clock.set(crate::app::at("2026-11-16T17:30:00Z"));
        let called_off = prepare(&app, &who, ask(&off)).await;
        assert_eq!(called_off["data"]["preparePaper"]["userErrors"], refused("WRONG_STATE"), "{called_off:#}");
        assert!(app.contents().await.of("export_job").is_empty());
        for row in [&rows[0].1, &rows[1].1, elsewhere["attendee"]["id"].as_str().unwrap()] {
            app.act("checkIn", json!({ "attendeeId": row }), "attendee { presence }").await;
        }
        let certificates = async |event: &str, language: &str| {
            let told = text(&app, json!({ "eventId": event, "paper": "CERTIFICATES", "format": "CSV", "language": language })).await;
            table(&told)
        };
        let first = certificates(&event, "en").await;
        assert_eq!(first[0], ["Certificate no.", "Name", "Title", "Day", "Issued on", "Verified at"]);
        let said: Vec<[&str; 5]> = first[1..].iter().map(|row| [0, 1, 2, 3, 4].map(|cell| row[cell].as_str())).collect();
        assert_eq!(said, [
            ["00001/2026", "Zana Çela", "International Migrants Day", "16 November 2026", "16 November 2026"],
            ["00002/2026", "Arta Hoxha", "International Migrants Day", "16 November 2026", "16 November 2026"],
        ], "who was not there has none");
        assert_eq!(certificates(&other, "sq").await[1][..3], ["00003/2026", "Zana Çela", "Dita Ndërkombëtare e Migrantëve"]);
        let again = certificates(&event, "en").await;
        assert_eq!(again, first, "nobody is given a second one");
        assert_eq!(app.contents().await.of("certificate").len(), 3);
        let issued = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq("papers::certify")).all(app.db.reader()).await.unwrap();
        assert_eq!(issued.iter().map(|entry| entry.changes.as_ref().unwrap()["certificates"]["to"].as_i64().unwrap()).sum::<i64>(), 3);

        let page = async |path: &str| {
            let request = Request::get(path).body(Body::empty()).unwrap();
            let (status, bytes) = app.send(request).await;
            (status, String::from_utf8(bytes).unwrap().replace("&#x2f;", "/"))
        };
        let link = first[1][5].as_str();
        let before = app.contents().await;
        for (language, parts) in [
            ("en", ["Certificate of attendance", "This certificate is genuine.", "16 November 2026"]), ("sq", ["Vërtetim pjesëmarrjeje", "Dita Ndërkombëtare e Migrantëve", "16 nëntor 2026"]),
            ("it", ["Attestato di partecipazione", "Questo attestato è autentico.", "16 novembre 2026"]), ("el", ["Βεβαίωση συμμετοχής", "Αυτή η βεβαίωση είναι γνήσια.", "16 Νοεμβρίου 2026"]),
        ] {
            let (status, told) = page(&format!("{link}?lang={language}")).await;
            assert_eq!(status, StatusCode::OK);
            for part in parts.into_iter().chain(["Zana Çela", "00001/2026"]) {
                assert!(told.contains(part), "{language}: {part} is not in\n{told}");
            }
            for more in ["zana", "Editor", "Media", "MEDIA", "_", "@"] {
                let told = told.replace("charset=utf-8", "");
                assert!(!told.contains(more), "{language}: {more} is more than the certificate says\n{told}");
            }
        }
        app.holds(&before).await;
        let altered = format!("{}{}", &link[..link.len() - 1], if link.ends_with('A') { "Q" } else { "A" });
        for wrong in [altered.as_str(), "/certificate/x", link.replace("/certificate/", "/files/").as_str()] {
            assert_eq!(page(wrong).await.0, StatusCode::NOT_FOUND, "{wrong}");
        }
        prepare(&app, &who, json!({ "eventId": event, "paper": "CERTIFICATES", "language": "el" })).await;
        exports::work_at(&app.op(), Uuid::from_u128(7), "https://kuvend.example.org/").await.unwrap();
        let shown = app.ask("{ exports(first: 1) { nodes { downloadPath } } }", json!({})).await;
        let (_, printed) = page(shown["exports"]["nodes"][0]["downloadPath"].as_str().unwrap()).await;
        assert_eq!((printed.matches("<article class=\"certificate\">").count(), printed.matches("<svg ").count()), (2, 2));
        for part in ["Βεβαίωση συμμετοχής", "<p class=\"name\">Arta Hoxha</p>", "Αρ. 00002/2026", format!("https://kuvend.example.org{link}").as_str()] {
            assert!(printed.contains(part), "{part} is not in\n{printed}");
        }

        // Who turns out not to have been there, and who is forgotten, is certified no more.
        let marks = json!([{ "attendeeId": rows[0].1, "presence": "ABSENT" }]);
        app.act("recordPresence", json!({ "eventId": event, "marks": marks }), "attendees { id }").await;
        assert_eq!(page(link).await.0, StatusCode::NOT_FOUND);
        let left = certificates(&event, "en").await;
        assert_eq!(left.iter().skip(1).map(|row| row[0].as_str()).collect::<Vec<_>>(), ["00002/2026"]);
        let arta = left[1][5].clone();
        assert_eq!(page(&arta).await.0, StatusCode::OK);
        app.act("eraseContact", json!({ "contactId": rows[1].0 }), "isErased").await;
        assert_eq!(page(&arta).await.0, StatusCode::NOT_FOUND);
        assert!(app.contents().await.mentions("Hoxha").is_empty());
    }

    async fn two_certificates_of_one_person_are_both_good_and_parted_again(app: TestApp) {
        let event = app.event(json!({})).await;
        let mut people = Vec::new();
        for given in ["Arta", "Artá"] {
            let (person, row) = guest(&app, &event, (given, "Hoxha"), json!({})).await;
            answers(&app, &row, "ACCEPTED").await;
            people.push((person, row));
        }
        app.clock.set(crate::app::at("2026-11-16T17:30:00Z"));
        for (_, row) in &people {
            app.act("checkIn", json!({ "attendeeId": row }), "attendee { presence }").await;
        }
        let told = text(&app, json!({ "eventId": event, "paper": "CERTIFICATES", "format": "CSV", "language": "en" })).await;
        let links: Vec<String> = table(&told).into_iter().skip(1).map(|row| row[5].clone()).collect();
        let before = app.contents().await;
        let merged = app.act("mergeContacts", json!({ "survivorId": people[0].0, "otherId": people[1].0 }), "merge { id }").await;
        for link in &links {
            let (status, bytes) = app.send(Request::get(link).body(Body::empty()).unwrap()).await;
            assert_eq!(status, StatusCode::OK);
            assert!(String::from_utf8(bytes).unwrap().contains("Arta Hoxha"));
        }
        let told = text(&app, json!({ "eventId": event, "paper": "CERTIFICATES", "format": "CSV", "language": "en" })).await;
        assert_eq!(table(&told).len(), 2, "one person is certified once");
        app.act("undoMerge", json!({ "id": merged["merge"]["id"] }), "merge { id }").await;
        assert_eq!(app.contents().await.of("certificate"), before.of("certificate"));
    }

    async fn numbers_follow_each_other_when_two_events_are_certified_at_once(app: TestApp) {
        let mut events = Vec::new();
        for number in 0..2 {
            let event = app.event(json!({})).await;
            for one in 0..5 {
                let (_, row) = guest(&app, &event, (&format!("Guest{one}"), &format!("Of{number}")), json!({})).await;
                answers(&app, &row, "ACCEPTED").await;
            }
            events.push(event);
        }
        app.clock.set(crate::app::at("2026-11-16T17:30:00Z"));
        let who = format!("Bearer {}", app.token);
        for event in &events {
            let list = app.ask("query($id: ID!) { event(id: $id) { attendees { nodes { id } } } }", json!({ "id": event })).await;
            for row in list["event"]["attendees"]["nodes"].as_array().unwrap() {
                app.act("checkIn", json!({ "attendeeId": row["id"] }), "attendee { presence }").await;
            }
            prepare(&app, &who, json!({ "eventId": event, "paper": "CERTIFICATES" })).await;
        }
        let op = app.op();
        let (one, other) = tokio::join!(exports::work(&op, Uuid::from_u128(7)), exports::work(&op, Uuid::from_u128(8)));
        assert!(one.unwrap() && other.unwrap());
        let issued = kuvend_entity::certificate::Entity::find().all(app.db.reader()).await.unwrap();
        let mut numbers: Vec<i32> = issued.iter().map(|one| one.number).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=10).collect::<Vec<_>>());
    }

    async fn who_lost_the_right_meanwhile_gets_no_paper(app: TestApp) {
        let event = app.event(json!({})).await;
        guest(&app, &event, ("Arta", "Hoxha"), json!({})).await;
        let desk = app.account(Role::FrontDesk, app.office.id, event.parse().unwrap()).await;
        let asked = prepare(&app, &desk, json!({ "eventId": event, "paper": "BADGES" })).await;
        let job = kuvend_entity::export_job::Entity::find().one(app.db.reader()).await.unwrap().unwrap();
        kuvend_domain::accounts::disable(&app.op(), job.created_by.unwrap()).await.unwrap();
        assert!(work(&app).await);
        let shown = app.ask(JOB, json!({ "id": asked["data"]["preparePaper"]["exportJob"]["id"] })).await;
        assert_eq!((&shown["exportJob"]["state"], &shown["exportJob"]["problems"]), (&json!("FAILED"), &json!([{ "code": "NOT_FOUND" }])));
    }

    async fn two_thousand_guests_are_each_on_a_paper_once_by_a_fixed_number_of_statements(app: TestApp) {
        let event = app.event(json!({})).await;
        let counted = async |paper: &str| {
            let before = app.db.statements();
            let told = text(&app, json!({ "eventId": event, "paper": paper, "format": "CSV", "expectedOnly": false })).await;
            (told, app.db.statements() - before)
        };
        let lines: String = (0..2_050).map(|n| format!("Given{n},Family{:04},p{n}@example.org\n", 2_049 - n)).collect();
        let form = json!({ "kind": "GUEST_LIST", "eventId": event, "purpose": "event-management", "basis": "PUBLIC_TASK", "mode": "UPDATE" });
        let (_, now) = brought(&app, form, format!("givenName,familyName,email\n{lines}").as_bytes()).await;
        assert_eq!(now["created"], 2_050, "{now:#}");
        for (paper, place) in [("GUEST_LIST", 1), ("SIGN_IN_SHEET", 1), ("BADGES", 2), ("PROTOCOL_LIST", 2)] {
            let (told, spent) = counted(paper).await;
            let names: Vec<&str> = told.lines().skip(1).map(|line| line.split(';').nth(place).unwrap()).collect();
            let mut apart = names.clone();
            apart.sort_unstable();
            assert!(apart == names || paper == "PROTOCOL_LIST", "{paper} is in order of family names");
            apart.dedup();
            assert_eq!((names.len(), apart.len()), (2_050, 2_050), "{paper}");
            assert!(spent < 85, "{paper}: {spent} statements for five pages");
        }
        let (_, spent) = counted("CATERING").await;
        assert!(spent < 40, "{spent}");
    }
}

async fn paper_of(
    app: &TestApp,
    event: &str,
    which: &str,
    language: &str,
) -> (HeaderMap, Vec<u8>, Value) {
    let input = json!({ "eventId": event, "paper": which, "language": language });
    paper(app, input).await
}
