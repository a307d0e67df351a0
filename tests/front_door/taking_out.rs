//! What staff takes out of an event: answers and companions in exports and on papers, what is left out of a page, tickets on badges.

use axum::{body::Body, http::Request};
use kuvend_domain::exports;
use kuvend_entity::{audit_entry, kind::Role};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    app::{TestApp, at},
    door::ticket,
    needs::guest,
    on_both_engines,
    papers::text,
    questions::{ask, coach},
    squares,
};

async fn answer(app: &TestApp, row: &str, answers: Value) {
    let input = json!({ "attendeeId": row, "answers": answers });
    app.act("recordAnswers", input, "attendee { id }").await;
}

async fn along(app: &TestApp, row: &str, companions: Value) {
    let found = "query($id: ID!) { node(id: $id) { ... on Attendee { version } } }";
    let version = app.ask(found, json!({ "id": row })).await["node"]["version"].clone();
    let input = json!({ "attendeeId": row, "version": version, "companions": companions });
    app.act("setCompanions", input, "attendee { id }").await;
}

/// A file that somebody asks for by a mutation, once a worker wrote it: its text and its columns.
async fn taken(app: &TestApp, who: &str, mutation: &str, more: Value) -> (String, Value) {
    let mut input = json!({ "purpose": "The table at the door" });
    let fields = input.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());
    let name = mutation[..1].to_uppercase() + &mutation[1..];
    let asked = format!(
        "mutation($input: {name}Input!) {{ {mutation}(input: $input) {{ exportJob {{ id }} userErrors {{ field code }} }} }}"
    );
    let (_, answer) = app.post_by(who, &asked, json!({ "input": input })).await;
    let id = answer["data"][mutation]["exportJob"]["id"].clone();
    assert!(id.is_string(), "{answer:#}");
    assert!(exports::work(&app.op(), Uuid::from_u128(7)).await.unwrap());
    let shown = "query($id: ID!) { exportJob(id: $id) { state columns downloadPath } }";
    let (_, answer) = app.post_by(who, shown, json!({ "id": id })).await;
    let job = &answer["data"]["exportJob"];
    assert_eq!(job["state"], "DONE", "{answer:#}");
    let path = job["downloadPath"].as_str().unwrap();
    let request = Request::get(path).body(Body::empty()).unwrap();
    let text = String::from_utf8(app.send(request).await.1).unwrap();
    let text = text.trim_start_matches('\u{FEFF}').to_owned();
    (text, job["columns"].clone())
}

/// The cells of a page's table, row by row, the heads first.
fn cells(page: &str) -> Vec<Vec<String>> {
    let table = page.split("<thead>").nth(1).unwrap();
    let plain = [
        ("<th ", "<td "),
        ("</th>", "</td>"),
        ("<br>", "|"),
        ("<i>", ""),
        ("</i>", ":"),
    ];
    let table = plain
        .iter()
        .fold(table.to_owned(), |text, (from, to)| text.replace(from, to));
    let cell = |cell: &str| {
        let cell = cell.split_once('>').unwrap().1;
        cell.split("</td>").next().unwrap().to_owned()
    };
    let rows = table.split("<tr>").skip(1);
    rows.map(|row| row.split("<td ").skip(1).map(cell).collect())
        .collect()
}

/// The squares on the badges of a page, each with the text of its badge.
fn badges(page: &str) -> Vec<(String, Option<String>)> {
    let all = page.split("<article class=\"badge").skip(1);
    let badge = |badge: &str| {
        let badge = badge.split("</article>").next().unwrap();
        let square = badge.split("<svg ").nth(1).map(squares::read);
        (badge.split("<svg ").next().unwrap().to_owned(), square)
    };
    all.map(badge).collect()
}

on_both_engines! {
    async fn a_guest_list_goes_out_with_answers_and_companions_by_name(app: TestApp) {
        let event = app.event(json!({})).await;
        ask(&app, &event, 0, coach()).await;
        let (_, arta) = guest(&app, &event, ("Arta", "Hoxha"), json!({ "partySize": 4 })).await;
        let (_, besnik) = guest(&app, &event, ("Besnik", "Leka"), json!({})).await;
        answer(&app, &arta, json!([
            { "question": "coach", "value": "YES" }, { "question": "from", "value": "tirana" }, { "question": "days", "value": ["first", "second"] },
            { "question": "song", "value": "=1+1" }, { "question": "born", "value": "1991-03-07" },
        ])).await;
        let drin = app.contact("Drin", "Çela").await;
        along(&app, &arta, json!([{ "contactId": drin }, { "givenName": "Ema", "familyName": "Leka" }, { "givenName": "@x", "familyName": "Y" }])).await;
        let list = async |who: &str, more: Value| {
            let mut input = json!({ "eventId": event });
            input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            let (text, columns) = taken(&app, who, "exportGuestList", input).await;
            let rows = text.lines().map(|line| line.split_once("UNRECORDED;").map_or_else(|| line.rsplit_once("companions").map_or(line, |(_, rest)| rest).to_owned(), |(_, rest)| rest.to_owned()));
            let mut rows: Vec<String> = rows.collect();
            rows[1..].sort_unstable();
            (rows, columns)
        };
        let admin = format!("Bearer {}", app.token);
        let (rows, columns) = list(&admin, json!({})).await;
        assert_eq!(rows, [
            ";answer:coach;answer:from;answer:days;answer:song;answer:guests",
            "\"Drin Çela; Ema Leka; @x Y\";YES;tirana;\"first; second\";'=1+1;", ";;;;;",
        ]);
        let columns = columns.as_array().unwrap();
        assert_eq!(columns[columns.len() - 6..], [json!("companions"), json!("answer:coach"), json!("answer:from"), json!("answer:days"), json!("answer:song"), json!("answer:guests")]);
        let (told, _) = taken(&app, &admin, "exportGuestList", json!({ "eventId": event, "headingLanguage": "sq", "withSensitiveAnswers": true })).await;
        let heads: Vec<&str> = told.lines().next().unwrap().split(';').collect();
        assert_eq!(heads[heads.len() - 7..], ["Shoqëruesit", "Përgjigje: A vini me autobusin tonë?", "Përgjigje: From where?", "Përgjigje: Which days?", "Përgjigje: What do you sing?", "Përgjigje: How many did you tell of it?", "Përgjigje: When did you leave?"]);
        assert!(told.contains("\"Drin Çela; Ema Leka; @x Y\";Po;Tiranë;\"The first; The second\";'=1+1;;1991-03-07\r\n"), "{told}");

        // Only who may read answers has them, and what is not asked any more stays where it was answered.
        let event_id = event.parse().unwrap();
        let programmes = app.account(Role::ProgrammeOfficer, app.office.id, event_id).await;
        let (rows, columns) = list(&programmes, json!({})).await;
        assert_eq!(rows, ["", "", "\"Drin Çela; Ema Leka; @x Y\""]);
        assert!(!columns.to_string().contains("answer:"));
        let delicate = "mutation($input: ExportGuestListInput!) { exportGuestList(input: $input) { exportJob { id } userErrors { code } } }";
        let input = json!({ "eventId": event, "purpose": "x", "withSensitiveAnswers": true });
        let (_, refused) = app.post_by(&programmes, delicate, json!({ "input": input })).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN", "{refused:#}");
        let mut fewer = coach();
        fewer.as_array_mut().unwrap().truncate(3);
        ask(&app, &event, 1, fewer).await;
        let (rows, _) = list(&admin, json!({})).await;
        assert_eq!(rows[0], ";answer:coach;answer:from;answer:days;answer:song", "nobody answered the other one");
        let noted = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq("exports::guest_list")).all(app.db.reader()).await.unwrap();
        assert!(noted.iter().any(|entry| entry.changes.as_ref().unwrap()["fields"]["to"].to_string().contains("answer:born")), "what was taken out is written down");
        // Whose data may not be used is not named beside others.
        app.act("restrictContact", json!({ "contactId": drin, "reason": "asked for" }), "contact { id }").await;
        let (rows, _) = list(&admin, json!({})).await;
        assert!(rows[1].starts_with("\"Ema Leka; @x Y\";"), "{rows:?} {besnik}");
    }

    async fn companions_stand_below_their_guest_and_answers_beside_them_on_a_page(app: TestApp) {
        let event = app.event(json!({})).await;
        ask(&app, &event, 0, coach()).await;
        let (_, arta) = guest(&app, &event, ("Arta", "Hoxha"), json!({ "partySize": 3, "functionAtEvent": "Consul" })).await;
        let (_, besnik) = guest(&app, &event, ("Besnik", "Leka"), json!({ "functionAtEvent": "Poet" })).await;
        along(&app, &arta, json!([{ "givenName": "<b>Ema", "familyName": "Çela" }, { "givenName": "Gent", "familyName": "Aliu" }])).await;
        answer(&app, &arta, json!([{ "question": "coach", "value": "YES" }, { "question": "from", "value": "tirana" }, { "question": "born", "value": "1991-03-07" }])).await;
        answer(&app, &besnik, json!([{ "question": "coach", "value": "NO" }])).await;
        let list = |more: Value| {
            let mut input = json!({ "eventId": event, "paper": "GUEST_LIST", "language": "sq" });
            input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            input
        };
        let page = cells(&text(&app, list(json!({}))).await);
        assert_eq!(page, [
            vec!["Nr.", "Mbiemri", "Emri", "Funksioni", "Kategoria", "Rolet", "Persona", "Ftesa", "Përgjigjja", "Vendi", "A vini me autobusin tonë?", "From where?"],
            vec!["1", "Hoxha", "Arta", "Consul", "Diasporë", "I ftuar", "3", "i paftuar", "pranuar", "konfirmuar", "Po", "Tiranë"],
            vec!["", "Çela", "&lt;b&gt;Ema", "me Arta Hoxha", "", "Shoqërues", "", "", "", "", "", ""],
            vec!["", "Aliu", "Gent", "me Arta Hoxha", "", "Shoqërues", "", "", "", "", "", ""],
            vec!["2", "Leka", "Besnik", "Poet", "Diasporë", "I ftuar", "1", "i paftuar", "pranuar", "konfirmuar", "Jo", ""],
        ], "what nobody has anything in is left out, and delicate answers are not shown unless asked for");
        let told = text(&app, list(json!({ "format": "CSV", "withSensitiveAnswers": true }))).await;
        let lines: Vec<&str> = told.lines().collect();
        assert_eq!(lines[0], "Nr.;Mbiemri;Emri;Titulli;Organizata;Funksioni;Kategoria;Rolet;Persona;Ftesa;Përgjigjja;Vendi;Prania;A vini me autobusin tonë?;From where?;Which days?;What do you sing?;How many did you tell of it?;When did you leave?", "a file keeps its columns");
        assert_eq!(lines[1], "1;Hoxha;Arta;;;Consul;Diasporë;I ftuar;3;i paftuar;pranuar;konfirmuar;—;Po;Tiranë;;;;1991-03-07");
        assert_eq!(lines[2], ";Çela;<b>Ema;;;me Arta Hoxha;;Shoqërues;;;;;;;;;;;");
        // More answers than there is room for stand together, each behind its question.
        answer(&app, &arta, json!([{ "question": "days", "value": "first" }, { "question": "song", "value": "Kur më vjen\nburri" }, { "question": "guests", "value": "7" }])).await;
        let page = cells(&text(&app, list(json!({}))).await);
        assert_eq!(page[0].last().unwrap(), "Përgjigjet e pyetjeve");
        assert_eq!(page[1].last().unwrap(), "A vini me autobusin tonë?: Po|From where?: Tiranë|Which days?: The first|What do you sing?: Kur më vjen|burri|How many did you tell of it?: 7");
        assert_eq!(page[4].last().unwrap(), "A vini me autobusin tonë?: Jo");

        // On a sheet they sign, on a card they wear their names, and nobody of them is certified or ranked.
        let sheet = text(&app, json!({ "eventId": event, "paper": "SIGN_IN_SHEET", "format": "CSV", "language": "en" })).await;
        assert_eq!(sheet.lines().nth(2).unwrap(), ";Çela;<b>Ema;;with Arta Hoxha;;");
        let sheet = cells(&text(&app, json!({ "eventId": event, "paper": "SIGN_IN_SHEET", "language": "en" })).await);
        assert_eq!(sheet[0], ["No.", "Family name", "Given name", "Function", "Persons", "Signature"], "what is written on stays");
        let worn = badges(&text(&app, json!({ "eventId": event, "paper": "BADGES", "language": "it" })).await);
        assert_eq!(worn.len(), 4);
        assert!(worn[2].0.contains("<p class=\"name\">Gent Aliu</p>") && worn[2].0.contains("con Arta Hoxha") && worn[2].0.contains("Accompagnatore"), "{worn:?}");
        assert!(worn[2].1.is_none(), "a party comes in by its guest's ticket");
        let ranked = text(&app, json!({ "eventId": event, "paper": "PROTOCOL_LIST", "format": "CSV" })).await;
        assert_eq!(ranked.lines().count(), 3);
        app.clock.set(at("2026-11-16T17:30:00Z"));
        app.act("checkIn", json!({ "attendeeId": arta }), "attendee { presence }").await;
        let certified = text(&app, json!({ "eventId": event, "paper": "CERTIFICATES", "format": "CSV" })).await;
        assert_eq!(certified.lines().count(), 2);
        let page = cells(&text(&app, list(json!({}))).await);
        assert!(page[0].contains(&"Prania".to_owned()), "{page:?}");
    }

    async fn answers_that_hold_semicolons_and_marks_are_told_apart(app: TestApp) {
        let event = app.event(json!({})).await;
        let text = |text: &str| json!([{ "language": "en", "text": text }]);
        let options = [("tea", "Tea; coffee"), ("hall", "The \"big\" hall"), ("wine", "Wine")].map(|(key, label)| json!({ "key": key, "label": text(label) }));
        let questions = json!([
            { "key": "what", "kind": "CHOICES", "wording": text("What?"), "options": options },
            { "key": "why", "kind": "TEXT", "wording": text("Why?") },
        ]);
        ask(&app, &event, 0, questions).await;
        let (_, arta) = guest(&app, &event, ("Arta", "Hoxha"), json!({ "partySize": 3 })).await;
        answer(&app, &arta, json!([{ "question": "what", "value": ["tea", "hall", "wine"] }, { "question": "why", "value": "So; \"so\"" }])).await;
        along(&app, &arta, json!([{ "givenName": "Ema; Ina", "familyName": "Leka" }, { "givenName": "Drin", "familyName": "Leka" }])).await;
        let admin = format!("Bearer {}", app.token);
        let (told, _) = taken(&app, &admin, "exportGuestList", json!({ "eventId": event, "headingLanguage": "en" })).await;
        let mut rows = csv::ReaderBuilder::new().delimiter(b';').from_reader(told.as_bytes());
        let heads = rows.headers().unwrap().clone();
        let row = rows.records().next().unwrap().unwrap();
        let cell = |head: &str| &row[heads.iter().position(|one| one == head).unwrap()];
        assert_eq!(cell("Answer: What?"), "\"Tea; coffee\"; \"The \"\"big\"\" hall\"; Wine");
        assert_eq!(cell("Answer: Why?"), "So; \"so\"", "what is one thing is told as it was written");
        assert_eq!(cell("Companions"), "\"Ema; Ina Leka\"; Drin Leka");
    }

    async fn who_may_not_read_answers_has_none_on_paper_and_who_comes_to_may_later_gets_none_either(app: TestApp) {
        let event = app.event(json!({})).await;
        ask(&app, &event, 0, coach()).await;
        let (_, arta) = guest(&app, &event, ("Arta", "Hoxha"), json!({})).await;
        answer(&app, &arta, json!([{ "question": "coach", "value": "YES" }, { "question": "from", "value": "tirana" }, { "question": "born", "value": "1991-03-07" }])).await;
        let desk = app.account(Role::FrontDesk, app.office.id, event.parse().unwrap()).await;
        let wanted = json!({ "eventId": event, "paper": "GUEST_LIST", "language": "en", "withSensitiveAnswers": true });
        let (page, columns) = taken(&app, &desk, "preparePaper", wanted.clone()).await;
        assert!(page.contains("Do you come by our coach?") && page.contains("1991-03-07"), "who stands at the door reads what guests need");
        assert!(columns.to_string().contains("answer:born"));
        // A question that came after the paper was asked for is not on it.
        let asked = app.act("preparePaper", json!({ "eventId": event, "paper": "GUEST_LIST", "language": "en", "format": "CSV", "purpose": "x" }), "exportJob { id columns }").await;
        let mut more = coach();
        more.as_array_mut().unwrap().push(json!({ "key": "late", "kind": "TEXT", "wording": [{ "language": "en", "text": "Too late?" }] }));
        ask(&app, &event, 1, more).await;
        assert!(exports::work(&app.op(), Uuid::from_u128(7)).await.unwrap());
        let job = app.ask("query($id: ID!) { exportJob(id: $id) { columns downloadPath } }", json!({ "id": asked["exportJob"]["id"] })).await["exportJob"].clone();
        assert_eq!(job["columns"], asked["exportJob"]["columns"]);
        let request = Request::get(job["downloadPath"].as_str().unwrap()).body(Body::empty()).unwrap();
        let told = String::from_utf8(app.send(request).await.1).unwrap();
        assert!(told.contains("From where?") && !told.contains("Too late?") && !told.contains("1991"), "{told}");
        app.clock.set(at("2026-11-24T20:00:00Z"));
        kuvend_domain::needs::forget(&app.op()).await.unwrap();
        let (page, _) = taken(&app, &desk, "preparePaper", wanted).await;
        assert!(!page.contains("1991-03-07") && page.contains("Tirana"), "what was deleted is on no paper");
    }

    async fn a_badge_bears_the_ticket_that_lets_its_guest_in(app: TestApp) {
        let event = app.event(json!({})).await;
        let (_, arta) = guest(&app, &event, ("Arta", "Hoxha"), json!({})).await;
        let (_, besnik) = guest(&app, &event, ("Besnik", "Leka"), json!({})).await;
        app.act("cancelAttendee", json!({ "attendeeId": besnik }), "attendee { place }").await;
        let wanted = json!({ "eventId": event, "paper": "BADGES", "language": "en", "expectedOnly": false });
        let admin = format!("Bearer {}", app.token);
        let (page, columns) = taken(&app, &admin, "preparePaper", wanted.clone()).await;
        assert!(columns.to_string().contains("\"ticket\""));
        let printed = badges(&page);
        let token = ticket(&app, &arta).await;
        assert_eq!(printed.iter().map(|(_, said)| said.clone()).collect::<Vec<_>>(), [Some(token.clone()), None], "who gave their place back is not let in");
        assert!(!page.contains(&token), "the square alone says it");
        assert!(page.contains(".badge.ticketed svg { grid-column: 2; grid-row: 1 / 5; width: 28mm; height: 28mm }"), "large enough for a telephone");
        app.clock.set(at("2026-11-16T17:30:00Z"));
        app.act("revokeTicket", json!({ "attendeeId": arta }), "attendee { id }").await;
        let (page, _) = taken(&app, &admin, "preparePaper", wanted.clone()).await;
        let renewed = badges(&page)[0].1.clone().unwrap();
        assert_ne!(renewed, token);
        let scan = |id: &str, ticket: &str| json!({ "eventId": event, "scans": [{ "clientScanId": id, "ticket": ticket }] });
        for (id, ticket, result) in [("1", &token, "UNKNOWN_TICKET"), ("2", &renewed, "ADMITTED")] {
            let seen = app.act("recordScans", scan(id, ticket), "results { result }").await;
            assert_eq!(seen["results"][0]["result"], result, "{seen:#}");
        }
        // Who may not see tickets prints none, and no file has them.
        let desk = app.account(Role::FrontDesk, app.office.id, event.parse().unwrap()).await;
        let (page, columns) = taken(&app, &desk, "preparePaper", wanted).await;
        assert!(!page.contains("<svg") && page.contains("Arta Hoxha"), "{page}");
        assert!(!columns.to_string().contains("ticket"));
        let told = text(&app, json!({ "eventId": event, "paper": "BADGES", "format": "CSV" })).await;
        assert!(!told.contains(&renewed[..20]), "{told}");
    }

    async fn a_caterers_page_tells_what_guests_wrote_to_who_may_read_it_and_never_whose_it_is(app: TestApp) {
        let event = app.event(json!({})).await;
        let (_, arta) = guest(&app, &event, ("Arta", "Hoxha"), json!({ "partySize": 2 })).await;
        let (_, besnik) = guest(&app, &event, ("Besnik", "Leka"), json!({})).await;
        let (_, gone) = guest(&app, &event, ("Gent", "Marku"), json!({})).await;
        let other = |note: &str, persons: u8| json!([{ "kind": "DIET", "code": "OTHER", "persons": persons, "note": note }]);
        crate::needs::keep(&app, &arta, other("no <celery>", 2)).await;
        crate::needs::keep(&app, &besnik, other("a straw", 1)).await;
        crate::needs::keep(&app, &gone, other("nothing at all", 1)).await;
        app.act("cancelAttendee", json!({ "attendeeId": gone }), "attendee { place }").await;
        let wanted = json!({ "eventId": event, "paper": "CATERING", "language": "en" });
        let desk = app.account(Role::FrontDesk, app.office.id, event.parse().unwrap()).await;
        for bearer in [format!("Bearer {}", app.token), desk] {
            let (page, columns) = taken(&app, &bearer, "preparePaper", wanted.clone()).await;
            assert!(page.contains("<td class=\"note\">a straw<br>no &lt;celery&gt; (2)</td>"), "{page}");
            assert!(!page.contains("nothing at all") && !page.contains("Hoxha") && !page.contains("Leka"), "{page}");
            assert!(columns.to_string().contains("\"note\""), "{columns}");
        }
        let told = text(&app, json!({ "eventId": event, "paper": "CATERING", "format": "CSV" })).await;
        assert!(!told.contains("celery"), "a file for machines has the totals alone: {told}");
    }

    async fn a_page_without_badges_or_certificates_says_so_in_words(app: TestApp) {
        let event = app.event(json!({})).await;
        let bearer = format!("Bearer {}", app.token);
        for (paper, language, words) in [
            ("BADGES", "en", "there are no badges to print"), ("BADGES", "sq", "nuk ka karta emri"), ("BADGES", "it", "non ci sono cartellini"), ("BADGES", "el", "δεν υπάρχουν καρτελάκια"),
            ("CERTIFICATES", "en", "there are no certificates to print"), ("CERTIFICATES", "sq", "nuk ka vërtetime"), ("CERTIFICATES", "it", "non ci sono attestati"), ("CERTIFICATES", "el", "δεν υπάρχουν βεβαιώσεις"),
        ] {
            if paper == "CERTIFICATES" {
                app.clock.set(at("2026-11-16T17:00:00Z"));
            }
            let (page, _) = taken(&app, &bearer, "preparePaper", json!({ "eventId": event, "paper": paper, "language": language })).await;
            assert!(page.contains(words) && page.contains("<main class=\"nothing\">"), "{page}");
        }
        app.clock.set(at(crate::app::MORNING));
        // Where somebody is, nothing of the kind is said; and a certificate has a line to be signed on, for whoever hosts.
        let host = json!({ "name": [{ "language": "en", "text": "Ministry of the Diaspora" }], "kind": "GOVERNMENT" });
        let host = app.act("createOrganisation", host, "organisation { id }").await["organisation"]["id"].clone();
        let version = app.ask("query($id: ID!) { event(id: $id) { version } }", json!({ "id": event })).await["event"]["version"].clone();
        let (_, arta) = guest(&app, &event, ("Arta", "Hoxha"), json!({})).await;
        app.clock.set(at("2026-11-16T17:30:00Z"));
        app.act("checkIn", json!({ "attendeeId": arta }), "attendee { presence }").await;
        let certificates = json!({ "eventId": event, "paper": "CERTIFICATES", "language": "en" });
        let (page, _) = taken(&app, &bearer, "preparePaper", certificates.clone()).await;
        assert!(!page.contains("nothing\">") && page.contains("<p>Name, function and signature</p>"), "{page}");
        assert!(page.contains("Its authenticity can be verified at"), "{page}");
        app.act("updateEvent", json!({ "id": event, "version": version, "organisations": [{ "organisationId": host, "role": "HOST" }] }), "event { id }").await;
        let (page, _) = taken(&app, &bearer, "preparePaper", certificates).await;
        assert!(page.contains("<div class=\"signed\"><p>Ministry of the Diaspora</p>"), "{page}");
    }

    async fn who_comes_to_the_room_is_sent_the_ticket_that_is_good_once(app: TestApp) {
        let event = app.event(json!({ "format": "HYBRID", "onlineLink": "https://example.org/live" })).await;
        let mut rows = Vec::new();
        for (name, size) in [("Arta", 2), ("Besnik", 1), ("Chiara", 1), ("Drin", 1)] {
            rows.push(guest(&app, &event, (name, "Hoxha"), json!({ "partySize": size })).await.1);
        }
        app.act("recordResponse", json!({ "attendeeId": rows[1], "response": "ACCEPTED", "channel": "PHONE", "attends": "ONLINE" }), "attendee { attends }").await;
        app.act("recordResponse", json!({ "attendeeId": rows[2], "response": "DECLINED", "channel": "PHONE" }), "attendee { place }").await;
        app.deliver().await;
        let post = async || app.act("sendFollowUp", json!({ "eventId": event, "outcome": "TICKETED", "sendAt": "2026-11-10T08:00:00Z" }), "queued campaign { kind }").await;
        let sent = post().await;
        assert_eq!((&sent["queued"], &sent["campaign"]["kind"]), (&json!(2), &json!("TICKET")));
        assert_eq!(post().await["queued"], 0);
        app.act("cancelAttendee", json!({ "attendeeId": rows[3] }), "attendee { place }").await;
        app.clock.set(at("2026-11-10T08:00:00Z"));
        app.deliver().await;
        let tickets = async || {
            let mail = app.mail().await;
            let all = mail.into_iter().filter(|(row, _)| row.kind == kuvend_entity::kind::MessageKind::Ticket);
            all.map(|(_, letter)| letter.text.unwrap()).collect::<Vec<_>>()
        };
        let told = tickets().await;
        assert_eq!(told.len(), 1, "who gave the place back meanwhile gets none");
        let first = ticket(&app, &rows[0]).await;
        assert!(told[0].contains(&format!("/t/{first}.svg")) && told[0].contains("gjithsej 2 persona"), "{}", told[0]);
        app.act("revokeTicket", json!({ "attendeeId": rows[0] }), "attendee { id }").await;
        app.act("recordResponse", json!({ "attendeeId": rows[3], "response": "ACCEPTED", "channel": "PHONE" }), "attendee { place }").await;
        assert_eq!(post().await["queued"], 2, "another ticket is another letter, and one that never left is written again");
        app.deliver().await;
        assert_eq!(tickets().await.len(), 3);
        assert_eq!(post().await["queued"], 0);
        let second = ticket(&app, &rows[0]).await;
        assert!(tickets().await.iter().any(|words| words.contains(&format!("/t/{second}.svg"))));
        let picture = app.send(Request::get(format!("/t/{second}.svg")).body(Body::empty()).unwrap()).await.1;
        assert_eq!(squares::read(&String::from_utf8(picture).unwrap()), second);
        app.clock.set(at("2026-11-16T17:30:00Z"));
        let seen = json!({ "eventId": event, "scans": [{ "clientScanId": "1", "ticket": first }, { "clientScanId": "2", "ticket": second, "party": 2 }] });
        let seen = app.act("recordScans", seen, "results { result }").await;
        assert_eq!(seen["results"], json!([{ "result": "UNKNOWN_TICKET" }, { "result": "ADMITTED" }]));
        app.clock.set(at("2026-11-16T21:00:00Z"));
        let late = app.act_raw("sendFollowUp", json!({ "eventId": event, "outcome": "TICKETED" }), "queued").await;
        assert_eq!(late["userErrors"][0]["code"], "TOO_LATE", "{late}");
    }
}
