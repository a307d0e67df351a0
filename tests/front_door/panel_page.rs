//! What guests ask panels from their own page.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use futures::future::join_all;
use serde_json::{Value, json};

use crate::{
    app::{TestApp, at},
    guest_page::{form, invite},
    merges::codes,
    on_both_engines,
};

async fn page(app: &TestApp, link: &str, more: &str) -> String {
    let request = Request::get(format!("{link}{more}")).body(Body::empty());
    let (status, html) = app.send(request.unwrap()).await;
    assert_eq!(status, StatusCode::OK);
    String::from_utf8(html).unwrap()
}

async fn send(app: &TestApp, link: &str, body: &str) -> (StatusCode, String) {
    let (status, html) = app
        .send(form(&format!("{link}/questions?lang=en"), body))
        .await;
    (status, String::from_utf8(html).unwrap())
}

/// Asks a panel something: the status and the page that comes back.
async fn ask(app: &TestApp, link: &str, panel: &str, question: &str) -> (StatusCode, String) {
    let question = question.replace(' ', "+").replace('?', "%3F");
    send(app, link, &format!("panel={panel}&question={question}")).await
}

/// A panel from half past six to half past seven in Tirana: its id.
async fn panel(app: &TestApp, event: &str, topic: &str, more: Value) -> String {
    let mut input = json!({ "eventId": event, "topic": [{ "language": "en", "text": topic }], "startsAt": "2026-11-16T18:30", "durationMinutes": 60 });
    let more = more.as_object().unwrap().clone();
    input.as_object_mut().unwrap().extend(more);
    let made = app.act("addPanel", input, "panel { id }").await;
    made["panel"]["id"].as_str().unwrap().to_owned()
}

async fn publish(app: &TestApp, event: &str) {
    let input =
        json!({ "eventId": event, "acceptConflicts": ["PANEL_WITHOUT_MODERATOR", "ROOM_TWICE"] });
    app.act("publishAgenda", input, "event { id }").await;
}

/// An event with one panel in a published run of show, and a guest who accepted: event, panel, contact and link.
async fn coming(app: &TestApp) -> (String, String, String, String) {
    let event = app.event(json!({})).await;
    let panel = panel(app, &event, "Migrants Talk", json!({})).await;
    publish(app, &event).await;
    let contact = app.contact("Arta", "Hoxha").await;
    let link = invite(app, &event, &contact).await;
    app.send(form(&link, "response=ACCEPTED")).await;
    (event, panel, contact, link)
}

/// What the panels of an event are asked, as staff see it.
async fn asked(app: &TestApp, event: &str) -> Vec<Value> {
    let query = "query($id: ID!) { event(id: $id) { panels { questions { id version position text state phase saidBy language contact { id } } } } }";
    let found = app.ask(query, json!({ "id": event })).await;
    let panels = found["event"]["panels"].as_array().unwrap().iter();
    panels
        .flat_map(|panel| panel["questions"].as_array().unwrap().clone())
        .collect()
}

on_both_engines! {
    async fn a_guest_who_comes_asks_a_panel_and_sees_what_becomes_of_it(app: TestApp) {
        let event = app.event(json!({})).await;
        let topic = json!([{ "language": "en", "text": "Migrants Talk" }, { "language": "sq", "text": "Migrantët flasin" }]);
        let panel_id = panel(&app, &event, "", json!({ "topic": topic })).await;
        panel(&app, &event, "Kept inside", json!({ "isInternal": true })).await;
        let contact = app.contact("Arta", "Hoxha").await;
        let link = invite(&app, &event, &contact).await;
        app.send(form(&link, "response=ACCEPTED")).await;
        assert!(!page(&app, &link, "").await.contains("id=\"floor\""), "not before the run of show is published");
        publish(&app, &event).await;
        let before = app.contents().await;
        let html = page(&app, &link, "?lang=en").await;
        for part in ["Your question to a panel", "Migrants Talk (18:30", &panel_id, "At most 1000 letters."] {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(!html.contains("Kept inside"));
        for (language, title) in [("sq", "Pyetja Juaj për një panel"), ("it", "La Sua domanda a un panel"), ("el", "Η ερώτησή σας σε ένα πάνελ")] {
            assert!(page(&app, &link, &format!("?lang={language}")).await.contains(title), "{language}");
        }
        assert!(page(&app, &link, "?lang=sq").await.contains("Migrantët flasin (ora 18:30"));
        app.holds(&before).await;
        let (status, _) = ask(&app, &link, &panel_id, "Why did you return?").await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let found = asked(&app, &event).await;
        let id = found[0]["id"].clone();
        assert_eq!(found, [json!({ "id": id, "version": 1, "position": 1, "text": "Why did you return?", "state": "PENDING", "phase": "IN_ADVANCE", "saidBy": "GUEST", "language": "en", "contact": { "id": contact } })]);
        let entries = app.contents().await.of("audit_entry").to_vec();
        let entry = entries.iter().find(|entry| entry.contains("agenda::send_question")).unwrap();
        assert!(entry.contains("route: Link") && !entry.contains("return"), "{entry}");
        let html = page(&app, &link, "?lang=en&asked=1").await;
        for part in ["Your question has been sent.", "Why did you return?", "Not read yet", "Take this question back"] {
            assert!(html.contains(part), "{part} in {html}");
        }
        // Sent again, by a second click or in other letters, it is the same question.
        let after = app.contents().await;
        app.clock.advance(chrono::TimeDelta::minutes(1));
        assert_eq!(ask(&app, &link, &panel_id, "Why did you return?").await.0, StatusCode::SEE_OTHER);
        assert_eq!(ask(&app, &link, &panel_id, "  why  did you RETURN? ").await.0, StatusCode::SEE_OTHER);
        app.holds(&after).await;
        for (version, state, said) in [(1, "APPROVED", "To be put"), (2, "REJECTED", "Will not be put"), (3, "ANSWERED", "Put and answered")] {
            app.act("moderatePanelQuestion", json!({ "id": id, "version": version, "state": state }), "question { id }").await;
            let html = page(&app, &link, "?lang=en").await;
            assert!(html.contains(said) && !html.contains("Take this question back"), "{state}: {html}");
            assert_eq!(send(&app, &link, &format!("withdraw={}", id.as_str().unwrap())).await.0, StatusCode::UNPROCESSABLE_ENTITY, "{state}");
        }
        assert_eq!(asked(&app, &event).await.len(), 1);
        let timeline = "query($id: ID!) { contact(id: $id) { timeline(kinds: [ASKED]) { nodes { text event { id } } } } }";
        let timeline = app.ask(timeline, json!({ "id": contact })).await;
        assert_eq!(timeline["contact"]["timeline"]["nodes"], json!([{ "text": "Asked a panel of International Migrants Day something", "event": { "id": event } }]));
    }

    async fn what_a_guest_took_back_is_gone_and_the_others_close_up(app: TestApp) {
        let (event, panel_id, _, link) = coming(&app).await;
        for question in ["Why leave?", "Why tarry?", "Why return?"] {
            assert_eq!(ask(&app, &link, &panel_id, question).await.0, StatusCode::SEE_OTHER);
        }
        let second = asked(&app, &event).await[1]["id"].as_str().unwrap().to_owned();
        assert_eq!(send(&app, &link, &format!("withdraw={second}")).await.0, StatusCode::SEE_OTHER);
        let left: Vec<_> = asked(&app, &event).await.iter().map(|one| (one["position"].clone(), one["text"].clone())).collect();
        assert_eq!(left, [(json!(1), json!("Why leave?")), (json!(2), json!("Why return?"))]);
        let after = app.contents().await;
        assert_eq!(after.mentions("Why tarry?"), Vec::<String>::new());
        assert!(after.of("audit_entry").iter().any(|entry| entry.contains("agenda::withdraw_question")));
        assert!(page(&app, &link, "?withdrawn=1&lang=en").await.contains("Your question has been taken back."));
        let (status, html) = send(&app, &link, &format!("withdraw={second}")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(html.contains("This question is not there any more."), "{html}");
        app.holds(&after).await;
    }

    async fn a_guest_reaches_no_question_but_their_own_and_no_panel_but_those_they_see(app: TestApp) {
        let (event, panel_id, arta, link) = coming(&app).await;
        assert_eq!(ask(&app, &link, &panel_id, "Why leave?").await.0, StatusCode::SEE_OTHER);
        let question = asked(&app, &event).await[0]["id"].as_str().unwrap().to_owned();
        // Another guest of the event, and the same person at another event.
        let besnik = app.contact("Besnik", "Leka").await;
        let foreign = invite(&app, &event, &besnik).await;
        app.send(form(&foreign, "response=ACCEPTED")).await;
        let elsewhere = app.event(json!({})).await;
        let panel_elsewhere = panel(&app, &elsewhere, "Elsewhere", json!({})).await;
        publish(&app, &elsewhere).await;
        let link_elsewhere = invite(&app, &elsewhere, &arta).await;
        app.send(form(&link_elsewhere, "response=ACCEPTED")).await;
        let internal = panel(&app, &event, "Kept inside", json!({ "isInternal": true })).await;
        let silent = panel(&app, &event, "Listen only", json!({ "takesQuestions": false })).await;
        let speech = json!({ "eventId": event, "kind": "SPEECH", "title": [{ "language": "en", "text": "A speech" }] });
        let speech = app.act("addAgendaItem", speech, "agendaItem { id version }").await["agendaItem"].clone();
        // What staff enter for the guest is staff's to take away.
        app.act("addPanelQuestion", json!({ "panelId": panel_id, "text": "By telephone", "contactId": arta }), "question { id }").await;
        let phoned = asked(&app, &event).await[1].clone();
        assert_eq!(phoned["saidBy"], "STAFF");
        let before = app.contents().await;
        assert!(!page(&app, &foreign, "").await.contains("Why leave?") && !page(&app, &link_elsewhere, "").await.contains("Why leave?"));
        assert!(!page(&app, &link, "").await.contains("By telephone"));
        for (link, body) in [
            (&foreign, format!("withdraw={question}")),
            (&link_elsewhere, format!("withdraw={question}")),
            (&link, format!("withdraw={}", phoned["id"].as_str().unwrap())),
            (&link, format!("panel={panel_elsewhere}&question=Why%3F")),
            (&link, format!("panel={internal}&question=Why%3F")),
            (&link, format!("panel={silent}&question=Why%3F")),
            (&link, format!("panel={}&question=Why%3F", speech["id"].as_str().unwrap())),
        ] {
            let (status, html) = send(&app, link, &body).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
            assert!(html.contains("role=\"alert\"") && !html.contains("Kept inside") && !html.contains("Elsewhere</option>"), "{body}");
        }
        let (status, html) = send(&app, &link, "panel=robots&question=Why%3F").await;
        assert_eq!((status, html.contains("Why?</textarea>")), (StatusCode::BAD_REQUEST, true));
        app.holds(&before).await;
        let told = app.act_raw("updateAgendaItem", json!({ "id": speech["id"], "version": speech["version"], "takesQuestions": true }), "agendaItem { id }").await;
        assert_eq!(codes(&told), ["takesQuestions INCONSISTENT"]);
        app.act("updateAgendaItem", json!({ "id": silent, "version": 1, "takesQuestions": true }), "agendaItem { ... on Panel { takesQuestions } }").await;
        assert_eq!(ask(&app, &link, &silent, "And here?").await.0, StatusCode::SEE_OTHER);
    }

    async fn who_does_not_come_asks_nothing_and_may_still_take_back_what_they_asked(app: TestApp) {
        let (event, panel_id, _, link) = coming(&app).await;
        let unanswered = app.contact("Besnik", "Leka").await;
        let unanswered = invite(&app, &event, &unanswered).await;
        assert_eq!(ask(&app, &link, &panel_id, "Why leave?").await.0, StatusCode::SEE_OTHER);
        let question = asked(&app, &event).await[0]["id"].as_str().unwrap().to_owned();
        app.send(form(&link, "response=DECLINED")).await;
        let before = app.contents().await;
        let html = page(&app, &link, "?lang=en").await;
        assert!(html.contains("Why leave?") && !html.contains("name=\"question\""), "{html}");
        assert!(!page(&app, &unanswered, "").await.contains("id=\"floor\""));
        for link in [&link, &unanswered] {
            let (status, html) = ask(&app, link, &panel_id, "Why return?").await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(html.contains("Panels are asked by guests who have a place"), "{html}");
        }
        app.holds(&before).await;
        assert_eq!(send(&app, &link, &format!("withdraw={question}")).await.0, StatusCode::SEE_OTHER);
        assert_eq!(asked(&app, &event).await, Vec::<Value>::new());
        assert!(!page(&app, &link, "").await.contains("id=\"floor\""));
    }

    async fn what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(app: TestApp) {
        let (event, panel_id, _, link) = coming(&app).await;
        panel(&app, &event, "A second", json!({ "startsAt": "2026-11-16T20:00", "durationMinutes": 30 })).await;
        let before = app.contents().await;
        let long = "x".repeat(1_001);
        for (body, said, kept) in [
            (format!("panel={panel_id}&question="), "href=\"#question\">Please write your question.", "selected"),
            (format!("panel={panel_id}&question=%E2%80%8B+%E2%81%A0"), "href=\"#question\">Please write your question.", "selected"),
            ("panel=&question=Why+<b>leave</b>%3F".to_owned(), "href=\"#panel\">Please choose a panel.", "Why &lt;b&gt;leave&lt;"),
            (format!("panel={panel_id}&question={long}"), "Please write at most 1000 letters.", long.as_str()),
        ] {
            let (status, html) = send(&app, &link, &body).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(html.contains(said) && html.contains(kept) && html.contains("aria-invalid=\"true\"") && html.contains("_fault"), "{said} in {html}");
        }
        assert_eq!(send(&app, &link, &format!("panel={panel_id}&question=Why&is_admin=1")).await.0, StatusCode::BAD_REQUEST);
        assert_eq!(send(&app, &link, &format!("question={}", "x".repeat(20_000))).await.0, StatusCode::PAYLOAD_TOO_LARGE);
        let elsewhere = Request::post(format!("{link}/questions")).header("content-type", "application/x-www-form-urlencoded").header("sec-fetch-site", "cross-site");
        let (status, _) = app.send(elsewhere.body(Body::from(format!("panel={panel_id}&question=Why"))).unwrap()).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert_eq!(send(&app, "/r/nonsense", &format!("panel={panel_id}&question=Why")).await.0, StatusCode::NOT_FOUND);
        let (status, _) = app.send(Request::get(format!("{link}/questions")).body(Body::empty()).unwrap()).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "an address that one comes to by choosing a language leads to the page");
        app.holds(&before).await;
        // A panel takes five of one guest; one that is taken back makes room.
        for number in 1..=5 {
            assert_eq!(ask(&app, &link, &panel_id, &format!("Question {number}")).await.0, StatusCode::SEE_OTHER);
        }
        let full = app.contents().await;
        let (status, html) = ask(&app, &link, &panel_id, "One more").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(html.contains("You have asked this panel 5 questions") && html.contains("One more</textarea>"), "{html}");
        app.holds(&full).await;
        let first = asked(&app, &event).await[0]["id"].as_str().unwrap().to_owned();
        assert_eq!(send(&app, &link, &format!("withdraw={first}")).await.0, StatusCode::SEE_OTHER);
        assert_eq!(ask(&app, &link, &panel_id, "One more").await.0, StatusCode::SEE_OTHER);
    }

    async fn clicks_at_once_make_one_question_and_one_guest_sends_no_more_than_five(app: TestApp) {
        let (event, panel_id, _, link) = coming(&app).await;
        let same = (0..4).map(|_| ask(&app, &link, &panel_id, "Why leave?"));
        for (status, _) in join_all(same).await {
            assert_eq!(status, StatusCode::SEE_OTHER);
        }
        assert_eq!(asked(&app, &event).await.len(), 1);
        let questions: Vec<String> = (0..8).map(|number| format!("Question {number}")).collect();
        let sent = join_all(questions.iter().map(|question| ask(&app, &link, &panel_id, question))).await;
        let taken = sent.iter().filter(|(status, _)| *status == StatusCode::SEE_OTHER).count();
        assert_eq!(taken, 4, "five with the first");
        let positions: Vec<i64> = asked(&app, &event).await.iter().map(|one| one["position"].as_i64().unwrap()).collect();
        assert_eq!(positions, [1, 2, 3, 4, 5]);
    }

    async fn a_question_is_live_once_its_panel_began_and_too_late_once_it_ended(app: TestApp) {
        let (event, panel_id, _, link) = coming(&app).await;
        app.clock.set(at("2026-11-16T17:29:59Z"));
        assert_eq!(ask(&app, &link, &panel_id, "Before?").await.0, StatusCode::SEE_OTHER);
        app.clock.set(at("2026-11-16T17:30:00Z"));
        assert_eq!(ask(&app, &link, &panel_id, "Within?").await.0, StatusCode::SEE_OTHER);
        let phases: Vec<Value> = asked(&app, &event).await.iter().map(|one| one["phase"].clone()).collect();
        assert_eq!(phases, ["IN_ADVANCE", "LIVE"]);
        app.clock.set(at("2026-11-16T18:30:01Z"));
        let before = app.contents().await;
        let html = page(&app, &link, "?lang=en").await;
        assert!(html.contains("Within?") && !html.contains("name=\"question\""), "{html}");
        let (status, html) = ask(&app, &link, &panel_id, "After?").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(html.contains("This panel takes no more questions."), "{html}");
        app.holds(&before).await;
        // A run of show that is hidden again names no panel, and what was asked stays the guest's.
        app.act("unpublishAgenda", json!({ "eventId": event }), "event { id }").await;
        let html = page(&app, &link, "").await;
        assert!(html.contains("Within?") && !html.contains("Migrants Talk"), "{html}");
    }

    async fn who_restricted_their_data_speaks_for_themselves_and_who_is_erased_is_silent(app: TestApp) {
        let (event, panel_id, contact, link) = coming(&app).await;
        app.act("restrictContact", json!({ "contactId": contact }), "contact { id }").await;
        assert_eq!(ask(&app, &link, &panel_id, "Why leave?").await.0, StatusCode::SEE_OTHER);
        app.act("liftRestriction", json!({ "contactId": contact }), "contact { id }").await;
        app.act("eraseContact", json!({ "contactId": contact }), "isErased").await;
        let gone = app.contents().await;
        assert_eq!(gone.mentions("Why leave?"), Vec::<String>::new());
        assert_eq!(ask(&app, &link, &panel_id, "Why return?").await.0, StatusCode::NOT_FOUND);
        app.holds(&gone).await;
        assert_eq!(asked(&app, &event).await[0]["text"], "");
    }
}
