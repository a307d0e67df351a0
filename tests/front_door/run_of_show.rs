//! Conflicts across events, contributors with what they are asked for, questions to panels, remarks, and the run of show as
//! guests see it.

use axum::{body::Body, http::Request};
use serde_json::{Value, json};

use crate::{
    app::TestApp,
    guest_page::invite,
    merges::{changes, codes, merged},
    on_both_engines,
};

async fn page(app: &TestApp, path: &str) -> String {
    let request = Request::get(path).body(Body::empty()).unwrap();
    String::from_utf8(app.send(request).await.1).unwrap()
}

/// Adds a speech to an event: its id.
async fn speech(app: &TestApp, event: &str, more: Value) -> Value {
    let mut input = json!({ "eventId": event, "kind": "SPEECH", "title": [{ "language": "en", "text": "A speech" }] });
    input
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    app.act(
        "addAgendaItem",
        input,
        "agendaItem { id version contributors { id } }",
    )
    .await["agendaItem"]
        .clone()
}

/// The conflicts of an event but for who has not agreed: each with its level and the other event.
async fn conflicts(app: &TestApp, event: &str) -> Vec<Value> {
    let query = "query($id: ID!) { event(id: $id) { conflicts { kind level otherEventId contactId room } } }";
    let found = app.ask(query, json!({ "id": event })).await;
    let mut found = found["event"]["conflicts"].as_array().unwrap().clone();
    found.retain(|one| one["kind"] != "UNCONFIRMED_SPEAKER");
    found
}

async fn agree(app: &TestApp, contact: &str) {
    let said = json!({ "contactId": contact, "purpose": "publicity", "state": "GIVEN" });
    app.act("recordConsent", said, "consent { state }").await;
}

on_both_engines! {
    async fn people_and_rooms_are_missed_by_other_events_at_the_same_instant_across_time_zones(app: TestApp) {
        let house = json!({ "name": "Pallati i Kongreseve", "city": "Tiranë", "rooms": ["Salla A"] });
        let first = app.event(json!({ "venue": house })).await;
        let arta = app.contact("Arta", "Hoxha").await;
        let speaker = json!([{ "contactId": arta, "role": "SPEAKER" }]);
        speech(&app, &first, json!({ "startsAt": "2026-11-16T18:00", "durationMinutes": 60, "room": "Salla A", "contributors": speaker })).await;
        let title = json!([{ "language": "en", "text": "Elsewhere" }]);
        let second = json!({ "title": title, "kind": "MEETING", "startsAt": "2026-11-16T12:00", "endsAt": "2026-11-16T21:00", "timeZone": "Europe/London", "venue": house });
        let second = app.act("createEvent", second, "event { id }").await["event"]["id"].as_str().unwrap().to_owned();
        // Six in London is seven in Tirana, when the other speech is over.
        let item = speech(&app, &second, json!({ "startsAt": "2026-11-16T18:00", "durationMinutes": 30, "room": "salla a", "contributors": speaker })).await;
        assert_eq!((conflicts(&app, &first).await, conflicts(&app, &second).await), (vec![], vec![]));
        app.act("updateAgendaItem", json!({ "id": item["id"], "version": 1, "startsAt": "2026-11-16T17:59" }), "agendaItem { id }").await;
        let met = |other: &str, room: &str| vec![
            json!({ "kind": "PERSON_ELSEWHERE", "level": "WARN", "otherEventId": other, "contactId": arta, "room": null }),
            json!({ "kind": "ROOM_ELSEWHERE", "level": "WARN", "otherEventId": other, "contactId": null, "room": room }),
        ];
        let sorted = |mut found: Vec<Value>| { found.sort_by_key(|one| one["kind"].to_string()); found };
        assert_eq!(sorted(conflicts(&app, &second).await), met(&first, "salla a"));
        assert_eq!(sorted(conflicts(&app, &first).await), met(&second, "Salla A"), "and the other way round");

        let levels = json!([{ "kind": "ROOM_ELSEWHERE", "level": "IGNORE" }, { "kind": "PERSON_ELSEWHERE", "level": "BLOCK_PUBLISH" }]);
        let set = app.act("setConflictLevels", json!({ "eventId": second, "levels": levels }), "event { conflictLevels { kind level } }").await;
        let said = set["event"]["conflictLevels"].as_array().unwrap();
        assert_eq!(said.len(), 10);
        for level in levels.as_array().unwrap() {
            assert!(said.contains(level), "{said:?}");
        }
        let told = conflicts(&app, &second).await;
        assert_eq!(told.iter().map(|one| (&one["kind"], &one["level"])).collect::<Vec<_>>(), [(&json!("PERSON_ELSEWHERE"), &json!("BLOCK_PUBLISH"))]);
        assert_eq!(sorted(conflicts(&app, &first).await), met(&second, "Salla A"), "each event says for itself");
        let said_of = "Somebody is at another event then: “A speech”, Arta Hoxha.";
        for mutation in [("publishEvent", json!({ "id": second })), ("publishAgenda", json!({ "eventId": second }))] {
            let refused = app.act_raw(mutation.0, mutation.1.clone(), "event { id }").await;
            assert_eq!(codes(&refused), ["acceptConflicts INCONSISTENT"], "{}", mutation.0);
            assert_eq!(refused["userErrors"][0]["message"], said_of, "{}", mutation.0);
            let mut accepting = mutation.1;
            accepting["acceptConflicts"] = json!(["PERSON_ELSEWHERE"]);
            app.act(mutation.0, accepting, "event { id }").await;
        }
        app.act("cancelEvent", json!({ "id": first }), "event { id }").await;
        assert_eq!(conflicts(&app, &second).await, Vec::<Value>::new(), "what does not take place is in nobody's way");
        app.counts_are_true().await;
    }

    async fn a_room_that_is_too_small_and_a_speaker_who_must_leave_are_told(app: TestApp) {
        let house = |seats: i32| json!({ "name": "Pallati i Kongreseve", "rooms": ["Salla A", "Salla B"], "roomSizes": [{ "room": "Salla B", "seats": seats }] });
        let event = app.event(json!({ "venue": house(1) })).await;
        let arta = app.contact("Arta", "Hoxha").await;
        let speaker = |until: &str| json!([{ "contactId": arta, "role": "SPEAKER", "mode": "REMOTE", "availableFrom": "2026-11-16T18:00", "availableUntil": until }]);
        let item = speech(&app, &event, json!({ "startsAt": "2026-11-16T18:00", "durationMinutes": 30, "room": "salla b", "contributors": speaker("2026-11-16T18:30") })).await;
        for (given, told) in [("Besnik", 0), ("Chiara", 1)] {
            let guest = app.contact(given, "Leka").await;
            app.act("registerAttendee", json!({ "eventId": event, "contactId": guest }), "attendee { id }").await;
            assert_eq!(conflicts(&app, &event).await.len(), told);
        }
        assert_eq!(conflicts(&app, &event).await, [json!({ "kind": "ROOM_TOO_SMALL", "level": "WARN", "otherEventId": null, "contactId": null, "room": "salla b" })]);
        let sized = app.act("updateEvent", json!({ "id": event, "version": 2, "venue": house(2) }), "event { revision venue { roomSizes { room seats } } }").await;
        assert_eq!(sized["event"], json!({ "revision": 1, "venue": { "roomSizes": [{ "room": "Salla B", "seats": 2 }] } }), "guests are not asked again");
        assert_eq!(conflicts(&app, &event).await, Vec::<Value>::new());
        let shown = "agendaItem { contributors { availableFrom availableUntil } }";
        let left = app.act("updateAgendaItem", json!({ "id": item["id"], "version": 1, "contributors": speaker("2026-11-16T18:29") }), shown).await;
        assert_eq!(left["agendaItem"]["contributors"], json!([{ "availableFrom": "2026-11-16T18:00:00", "availableUntil": "2026-11-16T18:29:00" }]));
        assert_eq!(conflicts(&app, &event).await, [json!({ "kind": "OUTSIDE_AVAILABILITY", "level": "WARN", "otherEventId": null, "contactId": arta, "room": null })]);
    }

    async fn whoever_declines_is_no_speaker_any_more_and_keeps_their_place_as_a_guest(app: TestApp) {
        let event = app.event(json!({ "capacity": 5 })).await;
        let (arta, besnik) = (app.contact("Arta", "Hoxha").await, app.contact("Besnik", "Leka").await);
        app.act("addGuests", json!({ "eventId": event, "guests": [{ "contactId": arta }] }), "attendees { id }").await;
        let item = speech(&app, &event, json!({ "contributors": [{ "contactId": arta, "role": "SPEAKER" }, { "contactId": besnik, "role": "SPEAKER" }] })).await;
        let confirm = async |number: usize, confirmation: &str| {
            let input = json!({ "id": item["contributors"][number]["id"], "confirmation": confirmation });
            app.act("confirmContributor", input, "contributor { confirmation } agendaItem { version } event { conflicts { kind contactId } }").await
        };
        let asked = confirm(0, "CONFIRMED").await;
        assert_eq!((&asked["contributor"], &asked["agendaItem"]["version"]), (&json!({ "confirmation": "CONFIRMED" }), &json!(2)));
        assert_eq!(asked["event"]["conflicts"], json!([{ "kind": "UNCONFIRMED_SPEAKER", "contactId": besnik }]));
        assert_eq!(confirm(0, "CONFIRMED").await["agendaItem"]["version"], 2, "said twice is said once");
        let stale = json!({ "id": item["id"], "version": 1, "contributors": [] });
        assert_eq!(codes(&app.act_raw("updateAgendaItem", stale, "agendaItem { id }").await), ["version CONFLICT"]);
        let stale = json!({ "id": item["contributors"][1]["id"], "version": 1, "confirmation": "ASKED" });
        assert_eq!(codes(&app.act_raw("confirmContributor", stale, "agendaItem { id }").await), ["version CONFLICT"]);
        for number in [0, 1] {
            assert_eq!(confirm(number, "DECLINED").await["event"]["conflicts"].as_array().unwrap().len(), 1 - number);
        }
        let list = app.ask("query($id: ID!) { event(id: $id) { attendees { nodes { roles contact { id } } } } }", json!({ "id": event })).await;
        assert_eq!(list["event"]["attendees"]["nodes"], json!([{ "roles": ["GUEST"], "contact": { "id": arta } }]));
        app.counts_are_true().await;
    }

    async fn what_contributors_are_asked_for_is_missing_until_it_is_there(app: TestApp) {
        let event = app.event(json!({})).await;
        let body = json!({ "name": [{ "language": "en", "text": "Band of Vlorë" }], "kind": "OTHER" });
        let body = app.act("createOrganisation", body, "organisation { id }").await["organisation"]["id"].clone();
        let arta = app.contact("Arta", "Hoxha").await;
        let cast = json!([{ "organisationId": body, "role": "PERFORMER" }, { "contactId": arta, "role": "SPEAKER" }]);
        let item = speech(&app, &event, json!({ "contributors": cast })).await;
        let (band, speaker) = (item["contributors"][0]["id"].clone(), item["contributors"][1]["id"].clone());
        let shown = "contributor { id missing deliverables { kind state dueOn text location receivedAt version } }";
        let ask = json!({ "contributorId": speaker, "kinds": ["TITLE", "PHOTO", "CONSENT_TO_PUBLISH"], "dueOn": "2026-11-10" });
        let asked = app.act("askDeliverables", ask.clone(), shown).await;
        assert_eq!(asked["contributor"]["missing"], json!(["TITLE", "PHOTO", "CONSENT_TO_PUBLISH"]));
        assert_eq!(asked["contributor"]["deliverables"][0], json!({ "kind": "TITLE", "state": "ASKED", "dueOn": "2026-11-10", "text": null, "location": null, "receivedAt": null, "version": 1 }));
        let before = app.contents().await;
        assert_eq!(app.act("askDeliverables", ask, shown).await, asked);
        let record = |kind: &str, more: Value| {
            let mut input = json!({ "contributorId": speaker, "kind": kind });
            input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            input
        };
        for (input, code) in [
            (record("TITLE", json!({})), "text REQUIRED"),
            (record("PHOTO", json!({ "state": "ACCEPTED" })), "location REQUIRED"),
            (record("CONSENT_TO_PUBLISH", json!({})), "consent REQUIRED"),
            (record("TITLE", json!({ "version": 7, "text": [{ "language": "en", "text": "X" }] })), "version CONFLICT"),
        ] {
            assert_eq!(codes(&app.act_raw("recordDeliverable", input, "contributor { id }").await), [code]);
        }
        // A day that is over where the event is was never meant.
        let late = json!({ "contributorId": speaker, "kinds": ["TITLE"], "dueOn": "2026-11-01" });
        let late = app.act_raw("askDeliverables", late, "contributor { id }").await;
        assert_eq!((codes(&late), &late["userErrors"][0]["message"]), (vec!["dueOn TOO_EARLY".to_owned()], &json!("This cannot be earlier than 2026-11-02.")));
        app.holds(&before).await;
        let came = app.act("recordDeliverable", record("TITLE", json!({ "version": 1, "text": [{ "language": "sq", "text": "Kthimi" }] })), &format!("deliverable {{ kind state receivedAt }} {shown}")).await;
        assert_eq!(came["deliverable"], json!({ "kind": "TITLE", "state": "RECEIVED", "receivedAt": "2026-11-02T09:00:00Z" }));
        assert_eq!(came["contributor"]["missing"], json!(["PHOTO", "CONSENT_TO_PUBLISH"]));
        let no = app.act("recordDeliverable", record("CONSENT_TO_PUBLISH", json!({ "state": "REFUSED" })), shown).await;
        assert_eq!(no["contributor"]["missing"], json!(["PHOTO"]), "no is an answer");
        let blurred = app.act("recordDeliverable", record("PHOTO", json!({ "state": "REFUSED", "location": "arta.jpg", "note": "blurred" })), shown).await;
        assert_eq!(blurred["contributor"]["missing"], json!(["PHOTO"]));
        // What is changed of the item keeps what hangs on who contributes.
        app.act("updateAgendaItem", json!({ "id": item["id"], "version": 1, "contributors": [cast[1], cast[0]] }), "agendaItem { id }").await;
        let good = app.act("recordDeliverable", record("PHOTO", json!({ "state": "ACCEPTED", "location": "arta2.jpg" })), shown).await;
        assert_eq!((&good["contributor"]["missing"], good["contributor"]["deliverables"].as_array().unwrap().len()), (&json!([]), 3));
        let unasked = app.act("recordDeliverable", json!({ "contributorId": band, "kind": "BIOGRAPHY", "text": [{ "language": "en", "text": "They sing." }] }), shown).await;
        assert_eq!((&unasked["contributor"]["missing"], &unasked["contributor"]["deliverables"][0]["text"]), (&json!([]), &json!("They sing.")));
        let copy = app.act("exportContactData", json!({ "contactId": arta }), "json").await["json"].as_str().unwrap().to_owned();
        assert!(copy.contains("Kthimi") && copy.contains("arta2.jpg"), "{copy}");
        app.act("confirmContributor", json!({ "id": band, "confirmation": "DECLINED" }), "agendaItem { id }").await;
        let late = json!({ "contributorId": band, "kinds": ["PHOTO"] });
        assert_eq!(codes(&app.act_raw("askDeliverables", late, "contributor { id }").await), ["contributorId WRONG_STATE"]);
        app.act("updateAgendaItem", json!({ "id": item["id"], "version": 3, "contributors": [] }), "agendaItem { id }").await;
        assert_eq!(app.contents().await.of("deliverable"), Vec::<String>::new());
    }

    async fn questions_to_a_panel_are_moderated_put_in_order_and_answered(app: TestApp) {
        let event = app.event(json!({})).await;
        let arta = app.contact("Arta", "Hoxha").await;
        let panel = json!({ "eventId": event, "topic": [{ "language": "en", "text": "Migrants Talk" }] });
        let panel = app.act("addPanel", panel, "panel { id }").await["panel"]["id"].clone();
        let mut ids = Vec::new();
        for (text, more) in [("Why leave?", json!({ "contactId": arta })), ("Why return?", json!({ "askedBy": "A student", "language": "en" })), ("And then?", json!({ "phase": "LIVE" }))] {
            let mut input = json!({ "panelId": panel, "text": text });
            input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            let made = app.act("addPanelQuestion", input, "question { id state phase askedBy contact { id } } panel { questions { text } }").await;
            assert_eq!(made["question"]["state"], "PENDING");
            ids.push(made["question"].clone());
        }
        assert_eq!((&ids[0]["contact"]["id"], &ids[1]["askedBy"], &ids[2]["phase"]), (&json!(arta), &json!("A student"), &json!("LIVE")));
        let order = async || {
            let found = app.ask("query($id: ID!) { event(id: $id) { panels { questions { text position } put: questions(states: [APPROVED, ANSWERED]) { text } } } }", json!({ "id": event })).await["event"]["panels"][0].clone();
            let texts = |list: &Value| list.as_array().unwrap().iter().map(|one| one["text"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ");
            let positions: Vec<i64> = found["questions"].as_array().unwrap().iter().map(|one| one["position"].as_i64().unwrap()).collect();
            assert_eq!(positions, (1..=3).collect::<Vec<i64>>());
            (texts(&found["questions"]), texts(&found["put"]))
        };
        let moderate = async |number: usize, version: i64, more: Value| {
            let mut input = json!({ "id": ids[number]["id"], "version": version });
            input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            app.act_raw("moderatePanelQuestion", input, "question { state position answer version moderatedAt } panel { id }").await
        };
        let third = moderate(2, 1, json!({ "state": "APPROVED", "position": 1 })).await;
        assert_eq!(third["question"], json!({ "state": "APPROVED", "position": 1, "answer": null, "version": 2, "moderatedAt": "2026-11-02T09:00:00Z" }));
        moderate(0, 1, json!({ "state": "REJECTED", "position": 3 })).await;
        assert_eq!(order().await, ("And then? Why return? Why leave?".to_owned(), "And then?".to_owned()));
        let answered = moderate(1, 1, json!({ "state": "ANSWERED", "answer": "For the sea." })).await;
        assert_eq!(answered["question"]["answer"], "For the sea.");
        assert_eq!(order().await.1, "And then? Why return?");
        let stale = moderate(1, 1, json!({ "state": "REJECTED" })).await;
        assert_eq!((codes(&stale), &stale["question"]["version"], stale["panel"].is_object()), (vec!["version CONFLICT".to_owned()], &json!(2), true), "{stale:#}");
        assert_eq!(codes(&moderate(1, 2, json!({ "position": 4 })).await), ["position OUT_OF_RANGE"]);
        let item = speech(&app, &event, json!({})).await;
        assert_eq!(codes(&app.act_raw("addPanelQuestion", json!({ "panelId": item["id"], "text": "Why?" }), "question { id }").await), ["panelId INCONSISTENT"]);
        // Whoever is erased leaves a question without words.
        app.act("eraseContact", json!({ "contactId": arta }), "isErased").await;
        assert_eq!(app.contents().await.mentions("Why leave?"), Vec::<String>::new());
        assert_eq!(order().await.0, "And then? Why return? ");
    }

    async fn a_quote_is_public_as_long_as_whoever_said_it_agrees(app: TestApp) {
        let event = app.event(json!({})).await;
        let (arta, besnik) = (app.contact("Arta", "Hoxha").await, app.contact("Besnik", "Leka").await);
        let item = speech(&app, &event, json!({ "contributors": [{ "contactId": arta, "role": "SPEAKER" }, { "contactId": besnik, "role": "SPEAKER" }] })).await;
        let mut frameworks = Vec::new();
        for title in ["Strategy for Migration", "Action Plan"] {
            let framework = json!({ "title": [{ "language": "en", "text": title }], "startsIn": 2024, "endsIn": 2030 });
            frameworks.push(app.act("createPolicyFramework", framework, "framework { id }").await["framework"]["id"].clone());
        }
        let quote = json!({ "itemId": item["id"], "kind": "QUOTE", "contributorId": item["contributors"][0]["id"], "isPublic": true, "text": [{ "language": "en", "text": "Come back, and bring what you learnt." }] });
        let refused = app.act_raw("addRemark", quote.clone(), "remark { id }").await;
        assert_eq!(codes(&refused), ["isPublic INCONSISTENT"]);
        assert_eq!(refused["userErrors"][0]["message"], "This person may not be quoted in public. Consent is needed and was not asked for.");
        agree(&app, &arta).await;
        let shown = "remark { id version kind text isPublic contact { displayName } policyFrameworks { title } }";
        let quoted = app.act("addRemark", quote.clone(), shown).await["remark"].clone();
        assert_eq!((&quoted["contact"], &quoted["isPublic"]), (&json!({ "displayName": "Arta Hoxha" }), &json!(true)));
        let mut wrong = quote;
        wrong["frameworkIds"] = json!(frameworks);
        assert_eq!(codes(&app.act_raw("addRemark", wrong, "remark { id }").await), ["frameworkIds INCONSISTENT"]);
        let news = json!({ "itemId": item["id"], "kind": "ANNOUNCEMENT", "contributorId": item["contributors"][1]["id"], "frameworkIds": [frameworks[1], frameworks[0]], "text": [{ "language": "en", "text": "The plan is ready." }] });
        let mut twice = news.clone();
        twice["frameworkIds"] = json!([frameworks[0], frameworks[0]]);
        assert_eq!(codes(&app.act_raw("addRemark", twice, "remark { id }").await), ["frameworkIds TAKEN"]);
        let news = app.act("addRemark", news, shown).await["remark"].clone();
        assert_eq!(news["policyFrameworks"], json!([{ "title": "Action Plan" }, { "title": "Strategy for Migration" }]));
        let told = async || app.ask("query($id: ID!) { event(id: $id) { quotes { text contact { id } } announcements { text } agenda { remarks { kind } } } }", json!({ "id": event })).await["event"].clone();
        assert_eq!(told().await, json!({ "quotes": [{ "text": "Come back, and bring what you learnt.", "contact": { "id": arta } }], "announcements": [{ "text": "The plan is ready." }], "agenda": [{ "remarks": [{ "kind": "QUOTE" }, { "kind": "ANNOUNCEMENT" }] }] }));
        let public = json!({ "id": news["id"], "version": 1, "isPublic": true });
        assert_eq!(codes(&app.act_raw("updateRemark", public, "remark { id }").await), ["isPublic INCONSISTENT"], "the minister did not agree");
        let office = json!({ "id": news["id"], "version": 1, "isPublic": true, "contributorId": null, "text": [{ "language": "en", "text": "The plan is here." }] });
        let office = app.act("updateRemark", office, shown).await["remark"].clone();
        assert_eq!((&office["version"], &office["contact"], &office["text"]), (&json!(2), &json!(null), &json!("The plan is here.")));
        assert_eq!(office["policyFrameworks"], news["policyFrameworks"], "what is not named stays");
        let one = app.act("updateRemark", json!({ "id": news["id"], "version": 2, "frameworkIds": [frameworks[0]] }), shown).await["remark"].clone();
        assert_eq!((&one["version"], &one["policyFrameworks"]), (&json!(3), &json!([{ "title": "Strategy for Migration" }])));
        let none = app.act("updateRemark", json!({ "id": news["id"], "version": 3, "frameworkIds": null }), shown).await["remark"].clone();
        assert_eq!((&none["version"], &none["policyFrameworks"]), (&json!(4), &json!([])));
        assert_eq!(codes(&app.act_raw("updateRemark", json!({ "id": quoted["id"], "version": 1, "contributorId": null }), "remark { id }").await), ["contributorId REQUIRED"]);
        // Off the agenda, it is still theirs.
        app.act("updateAgendaItem", json!({ "id": item["id"], "version": 1, "contributors": [] }), "agendaItem { id }").await;
        assert_eq!(told().await["quotes"][0]["contact"]["id"], json!(arta));
        let mut removed = app.act("removeRemark", json!({ "id": office["id"], "version": 4 }), "removedId agendaItem { remarks { kind } }").await;
        assert_eq!((removed["removedId"].take(), &removed["agendaItem"]["remarks"]), (office["id"].clone(), &json!([{ "kind": "QUOTE" }])));
        app.act("eraseContact", json!({ "contactId": arta }), "isErased").await;
        assert_eq!(app.contents().await.mentions("bring what you"), Vec::<String>::new());
        assert_eq!(told().await["quotes"], json!([{ "text": "", "contact": null }]), "that something was said stays");
    }

    async fn a_day_is_over_by_the_clock_of_the_event(app: TestApp) {
        app.clock.set(crate::app::at("2026-11-02T11:00:00Z"));
        let arta = app.contact("Arta", "Hoxha").await;
        for (zone, today, yesterday) in [("Pacific/Kiritimati", "2026-11-03", "2026-11-02"), ("Europe/Tirane", "2026-11-02", "2026-11-01"), ("Pacific/Niue", "2026-11-02", "2026-11-01")] {
            let event = app.event(json!({ "timeZone": zone })).await;
            let item = speech(&app, &event, json!({ "contributors": [{ "contactId": arta, "role": "SPEAKER" }] })).await;
            let ask = |day: &str| json!({ "contributorId": item["contributors"][0]["id"], "kinds": ["TITLE"], "dueOn": day });
            let late = app.act_raw("askDeliverables", ask(yesterday), "contributor { id }").await;
            assert_eq!(codes(&late), ["dueOn TOO_EARLY"], "{zone}");
            app.act("askDeliverables", ask(today), "contributor { id }").await;
        }
    }

    async fn guests_see_the_run_of_show_once_it_is_published_and_nothing_internal(app: TestApp) {
        let event = app.event(json!({ "visibility": "LISTED" })).await;
        let (arta, besnik, guest) = (app.contact("Arta", "Hoxha").await, app.contact("Besnik", "Leka").await, app.contact("Chiara", "Rossi").await);
        agree(&app, &arta).await;
        let confirmed = |who: &str| json!({ "contactId": who, "role": "SPEAKER", "confirmation": "CONFIRMED" });
        let item = speech(&app, &event, json!({ "startsAt": "2026-11-16T18:00", "durationMinutes": 45, "room": "Salla A", "contributors": [confirmed(&arta), confirmed(&besnik)] })).await;
        speech(&app, &event, json!({ "title": [{ "language": "en", "text": "Sound check <b>" }], "isInternal": true })).await;
        let quote = json!({ "itemId": item["id"], "kind": "QUOTE", "contributorId": item["contributors"][0]["id"], "isPublic": true, "text": [{ "language": "en", "text": "Come back <now>." }] });
        app.act("addRemark", quote, "remark { id }").await;
        let private = json!({ "itemId": item["id"], "kind": "ANNOUNCEMENT", "text": [{ "language": "en", "text": "A secret plan" }] });
        app.act("addRemark", private, "remark { id }").await;
        let link = invite(&app, &event, &guest).await;
        let paths = [format!("/e/{event}?lang=en"), format!("{link}?lang=en")];
        let since = async || app.ask("query($id: ID!) { event(id: $id) { agendaPublishedAt } }", json!({ "id": event })).await["event"]["agendaPublishedAt"].clone();
        assert_eq!(since().await, json!(null));
        for path in &paths {
            assert!(!page(&app, path).await.contains("A speech"), "{path}");
        }
        let published = app.act("publishAgenda", json!({ "eventId": event }), "event { agendaPublishedAt }").await;
        assert_eq!((published["event"]["agendaPublishedAt"].clone(), since().await), (json!("2026-11-02T09:00:00Z"), json!("2026-11-02T09:00:00Z")));
        assert_eq!(codes(&app.act_raw("publishAgenda", json!({ "eventId": event }), "event { id }").await), ["eventId WRONG_STATE"]);
        let before = app.contents().await;
        for path in &paths {
            let shown = page(&app, path).await;
            for told in ["A speech", "18:00–18:45", "Salla A", "Arta Hoxha", "Come back &lt;now&gt;.", "Programme"] {
                assert!(shown.contains(told), "{path} {told}: {shown}");
            }
            for hidden in ["Besnik", "Sound check", "secret", "<now>"] {
                assert!(!shown.contains(hidden), "{path} {hidden}: {shown}");
            }
            for (language, word) in [("sq", "Programi"), ("it", "Programma"), ("el", "Πρόγραμμα")] {
                assert!(page(&app, &path.replace("lang=en", &format!("lang={language}"))).await.contains(word), "{language}");
            }
        }
        app.holds(&before).await;
        // Consent taken back is respected at once, also of what was public.
        app.act("recordConsent", json!({ "contactId": arta, "purpose": "publicity", "state": "WITHDRAWN" }), "consent { state }").await;
        for path in &paths {
            let shown = page(&app, path).await;
            assert!(shown.contains("A speech") && !shown.contains("Arta Hoxha") && !shown.contains("Come back"), "{path}: {shown}");
        }
        app.act("unpublishAgenda", json!({ "eventId": event }), "event { agendaPublishedAt }").await;
        for path in &paths {
            assert!(!page(&app, path).await.contains("A speech"), "{path}");
        }
        assert_eq!(since().await, json!(null));
    }

    async fn what_hangs_on_two_records_of_a_contributor_goes_with_them_and_comes_back(app: TestApp) {
        let event = app.event(json!({})).await;
        let (one, other) = (app.contact("Arta", "Hoxha").await, app.contact("Artta", "Hoxha").await);
        let seats = json!([{ "contactId": one }, { "contactId": other }]);
        let panel = json!({ "eventId": event, "topic": [{ "language": "en", "text": "Talk" }], "panellists": seats });
        let panel = app.act("addPanel", panel, "panel { id panellists { id } }").await["panel"].clone();
        let asked = json!({ "contributorId": panel["panellists"][1]["id"], "kinds": ["PHOTO"] });
        app.act("askDeliverables", asked, "contributor { id }").await;
        app.act("addPanelQuestion", json!({ "panelId": panel["id"], "text": "Why?", "contactId": other }), "question { id }").await;
        let quote = json!({ "itemId": panel["id"], "kind": "QUOTE", "contributorId": panel["panellists"][1]["id"], "text": [{ "language": "en", "text": "So." }] });
        app.act("addRemark", quote, "remark { id }").await;
        let before = app.contents().await;
        let merge = merged(&app, &one, &other).await;
        let shown = "query($id: ID!) { event(id: $id) { quotes { contact { id } } panels { panellists { missing contact { id } } questions { contact { id } } } } }";
        let shown = app.ask(shown, json!({ "id": event })).await["event"].clone();
        let theirs = json!({ "contact": { "id": one } });
        assert_eq!(shown, json!({ "quotes": [theirs], "panels": [{ "panellists": [{ "missing": ["PHOTO"], "contact": { "id": one } }], "questions": [theirs] }] }));
        app.act("undoMerge", json!({ "id": merge }), "survivor { id }").await;
        assert_eq!(changes(&app, &before).await, Vec::<String>::new(), "every row is what it was");
        app.counts_are_true().await;
    }
}
