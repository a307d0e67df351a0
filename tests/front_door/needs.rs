//! What guests need: who reads it, what it adds up to, and that it goes.

use kuvend_domain::needs;
use kuvend_entity::kind::Role;
use serde_json::{Value, json};

use crate::{
    app::{TestApp, at},
    merges::{changes, copy, merged},
    on_both_engines,
};

/// A guest who said that they come: the contact and the row.
pub async fn guest(
    app: &TestApp,
    event: &str,
    name: (&str, &str),
    more: Value,
) -> (String, String) {
    let contact = app.contact(name.0, name.1).await;
    let mut input = json!({ "contactId": contact });
    input
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    let added = json!({ "eventId": event, "guests": [input] });
    app.act("addGuests", added, "attendees { id }").await;
    let answer = json!({ "eventId": event, "contactId": contact, "response": "ACCEPTED", "channel": "PHONE" });
    let row = app.act("recordResponse", answer, "attendee { id }").await;
    let row = row["attendee"]["id"].as_str().unwrap().to_owned();
    (contact, row)
}

pub async fn keep(app: &TestApp, row: &str, needs: Value) -> Value {
    let input = json!({ "attendeeId": row, "needs": needs });
    let selection =
        "attendee { version needs { kind code name persons note saidBy agreedAt agreedHow } }";
    app.act("keepNeeds", input, selection).await["attendee"].clone()
}

pub async fn totals(app: &TestApp, event: &str) -> Vec<String> {
    let query = "query($id: ID!) { event(id: $id) { needTotals { kind code count } } }";
    let answer = app.ask(query, json!({ "id": event })).await;
    let totals = answer["event"]["needTotals"].as_array().unwrap();
    totals
        .iter()
        .map(|one| {
            format!(
                "{} {}",
                one["code"].as_str().unwrap(),
                one["count"].as_i64().unwrap()
            )
        })
        .collect()
}

fn said(payload: &Value) -> Vec<String> {
    let errors = payload["userErrors"].as_array().unwrap();
    errors
        .iter()
        .map(|error| {
            let field: Vec<&str> = error["field"]
                .as_array()
                .unwrap()
                .iter()
                .map(|it| it.as_str().unwrap())
                .collect();
            format!("{} {}", field.join("."), error["code"].as_str().unwrap())
        })
        .collect()
}

on_both_engines! {
    async fn needs_are_kept_as_a_whole_and_say_how_they_were_told(app: TestApp) {
        let event = app.event(json!({})).await;
        let (_, row) = guest(&app, &event, ("Arta", "Hoxha"), json!({ "partySize": 2 })).await;
        let input = json!({ "attendeeId": row, "agreedHow": "by telephone on 2 November", "needs": [
            { "kind": "DIET", "code": "VEGAN", "persons": 2 },
            { "kind": "ACCESSIBILITY", "code": "OTHER", "note": "a place in the first row" },
            { "kind": "INTERPRETATION", "code": "it" },
        ] });
        let selection = "attendee { version needs { kind code name(language: \"sq\") persons note saidBy agreedAt agreedHow wordingVersion } }";
        let kept = app.act("keepNeeds", input.clone(), selection).await["attendee"].clone();
        let need = |kind, code, name, persons, note: Value| json!({ "kind": kind, "code": code, "name": name, "persons": persons, "note": note,
            "saidBy": "STAFF", "agreedAt": "2026-11-02T09:00:00Z", "agreedHow": "by telephone on 2 November", "wordingVersion": null });
        assert_eq!(kept["needs"], json!([
            need("ACCESSIBILITY", "OTHER", "Tjetër", 1, json!("a place in the first row")),
            need("DIET", "VEGAN", "Vegan", 2, Value::Null),
            need("INTERPRETATION", "it", "Italisht", 1, Value::Null),
        ]));
        let before = app.contents().await;
        app.clock.advance(chrono::TimeDelta::minutes(5));
        assert_eq!(app.act("keepNeeds", input, selection).await["attendee"], kept, "the same again changes nothing");
        app.holds(&before).await;

        // Whatever is left out is not needed any more; how the rest was agreed to stays.
        let fewer = keep(&app, &row, json!([{ "kind": "DIET", "code": "VEGAN", "note": "no celery" }])).await;
        assert_eq!(fewer["needs"], json!([{ "kind": "DIET", "code": "VEGAN", "name": "Vegan", "persons": 1, "note": "no celery",
            "saidBy": "STAFF", "agreedAt": "2026-11-02T09:00:00Z", "agreedHow": "by telephone on 2 November" }]));
        assert_eq!(fewer["version"].as_i64(), kept["version"].as_i64().map(|version| version + 1));
        let stale = json!({ "attendeeId": row, "version": kept["version"], "needs": [] });
        let stale = app.act_raw("keepNeeds", stale, "attendee { version }").await;
        assert_eq!((said(&stale), &stale["attendee"]["version"]), (vec!["version CONFLICT".to_owned()], &fewer["version"]));
        let none = app.act("keepNeeds", json!({ "attendeeId": row, "version": fewer["version"], "needs": [] }), "attendee { needs { code } }").await;
        assert_eq!(none["attendee"]["needs"], json!([]));
    }

    async fn whoever_may_not_read_needs_reads_what_they_add_up_to(app: TestApp) {
        let event = app.event(json!({})).await;
        let (_, row) = guest(&app, &event, ("Arta", "Hoxha"), json!({})).await;
        let (_, second) = guest(&app, &event, ("Besnik", "Leka"), json!({})).await;
        keep(&app, &row, json!([{ "kind": "DIET", "code": "HALAL", "note": "SECRETNOTE" }])).await;
        keep(&app, &second, json!([{ "kind": "DIET", "code": "HALAL" }, { "kind": "DIET", "code": "OTHER", "note": "SECRETNOTE" }])).await;
        let list = "query($id: ID!) { event(id: $id) { needTotals { kind code count } attendees { nodes { hiddenFields needs { code note } } } } }";
        for (role, reads) in [(Role::Admin, true), (Role::EventOfficer, true), (Role::FrontDesk, true), (Role::ProgrammeOfficer, false), (Role::DataProtectionOfficer, false), (Role::Analyst, false)] {
            let who = app.account(role, app.office.id, event.parse().unwrap()).await;
            let (_, answer) = app.post_by(&who, list, json!({ "id": event })).await;
            let shown = &answer["data"]["event"];
            assert_eq!(shown["needTotals"], json!([{ "kind": "DIET", "code": "HALAL", "count": 2 }, { "kind": "DIET", "code": "OTHER", "count": 1 }]), "{role}: {answer}");
            let guest = &shown["attendees"]["nodes"][0];
            if reads {
                assert_eq!((&guest["hiddenFields"], &guest["needs"][0]["code"]), (&json!([]), &json!("HALAL")), "{role}");
            } else {
                assert_eq!((&guest["hiddenFields"], &guest["needs"]), (&json!(["answers", "needs"]), &Value::Null), "{role}");
                assert!(!answer.to_string().contains("SECRETNOTE"), "{role}");
            }
        }
        // A front desk reads at its event and nowhere else, and writes nowhere.
        let elsewhere = app.event(json!({})).await;
        let desk = app.account(Role::FrontDesk, app.another_office().await, elsewhere.parse().unwrap()).await;
        let (_, answer) = app.post_by(&desk, list, json!({ "id": event })).await;
        assert_eq!(answer["data"]["event"], Value::Null);
        let node = "query($id: ID!) { node(id: $id) { ... on Attendee { needs { code } } } }";
        let (_, answer) = app.post_by(&desk, node, json!({ "id": row })).await;
        assert_eq!(answer["data"]["node"], Value::Null);
    }

    async fn totals_count_people_of_those_who_come(app: TestApp) {
        let event = app.event(json!({ "capacity": 3, "offerMinutes": null })).await;
        let vegan = |persons: i32| json!([{ "kind": "DIET", "code": "VEGAN", "persons": persons }]);
        let (_, family) = guest(&app, &event, ("Arta", "Hoxha"), json!({ "partySize": 3 })).await;
        keep(&app, &family, vegan(3)).await;
        assert_eq!(totals(&app, &event).await, ["VEGAN 3"]);
        app.act("recordResponse", json!({ "attendeeId": family, "response": "ACCEPTED", "channel": "PHONE", "partySize": 2 }), "attendee { id }").await;
        assert_eq!(totals(&app, &event).await, ["VEGAN 2"], "no more than the party comes with");
        let (_, alone) = guest(&app, &event, ("Besnik", "Leka"), json!({})).await;
        keep(&app, &alone, vegan(1)).await;
        let (_, waits) = guest(&app, &event, ("Drin", "Shehu"), json!({})).await;
        keep(&app, &waits, vegan(1)).await;
        assert_eq!(totals(&app, &event).await, ["VEGAN 3"], "who waits for a place does not eat");
        app.act("cancelAttendee", json!({ "attendeeId": family }), "attendee { place }").await;
        assert_eq!(totals(&app, &event).await, ["VEGAN 2"], "who took the place does");
        app.clock.set(at("2026-11-16T17:30:00Z"));
        app.act("recordPresence", json!({ "eventId": event, "marks": [{ "attendeeId": alone, "presence": "EXCUSED" }, { "attendeeId": family, "presence": "ATTENDED" }] }), "attendees { id }").await;
        assert_eq!(totals(&app, &event).await, ["VEGAN 3"], "who came after all counts, who is excused does not");
    }

    async fn every_fault_is_named_by_its_place_and_nothing_is_written(app: TestApp) {
        let event = app.event(json!({})).await;
        let (_, row) = guest(&app, &event, ("Arta", "Hoxha"), json!({ "partySize": 2 })).await;
        let before = app.contents().await;
        let wrong = json!({ "attendeeId": row, "needs": [
            { "kind": "DIET", "code": "VEGAN" }, { "kind": "DIET", "code": "WHEELCHAIR" }, { "kind": "DIET", "code": "VEGAN" },
            { "kind": "DIET", "code": "HALAL", "persons": 3 }, { "kind": "DIET", "code": "KOSHER", "persons": 0 }, { "kind": "DIET", "code": "OTHER" },
        ] });
        assert_eq!(said(&app.act_raw("keepNeeds", wrong, "").await), ["needs.1.code NOT_FOUND", "needs.2.code TAKEN", "needs.3.persons OUT_OF_RANGE", "needs.4.persons OUT_OF_RANGE", "needs.5.note REQUIRED"]);
        let form = json!({ "attendeeId": row, "agreedHow": " ", "needs": [{ "kind": "DIET", "code": "", "note": "x".repeat(301) }, { "kind": "DIET", "code": "HALAL", "note": "\u{202E}x" }] });
        assert_eq!(said(&app.act_raw("keepNeeds", form, "").await), ["needs.0.code REQUIRED", "needs.0.note TOO_LONG", "needs.1.note MALFORMED", "agreedHow REQUIRED"]);
        let many: Vec<Value> = (0..41).map(|_| json!({ "kind": "DIET", "code": "VEGAN" })).collect();
        assert_eq!(said(&app.act_raw("keepNeeds", json!({ "attendeeId": row, "needs": many }), "").await), ["needs TOO_MANY"]);
        app.holds(&before).await;
    }

    async fn the_list_of_needs_is_published_in_every_language(app: TestApp) {
        let answer = app.ask("{ needCodes(kind: DIET) { kind code en: name(language: \"en\") el: name(language: \"el\") } all: needCodes { code } }", json!({})).await;
        assert_eq!(answer["needCodes"][0], json!({ "kind": "DIET", "code": "VEGETARIAN", "en": "Vegetarian", "el": "Χορτοφαγικό" }));
        assert_eq!(answer["all"].as_array().unwrap().len(), needs::codes::CODES.len());
    }

    async fn needs_go_a_week_after_the_event_and_the_trail_says_how_many(app: TestApp) {
        let (event, called_off) = (app.event(json!({})).await, app.event(json!({})).await);
        let later = app.event(json!({ "startsAt": "2026-12-16T18:00", "endsAt": "2026-12-16T21:00" })).await;
        let vegan = json!([{ "kind": "DIET", "code": "VEGAN", "note": "SECRETNOTE" }]);
        let (held, kept) = guest(&app, &event, ("Arta", "Hoxha"), json!({})).await;
        let (_, goes) = guest(&app, &event, ("Besnik", "Leka"), json!({})).await;
        let (_, off) = guest(&app, &called_off, ("Drin", "Shehu"), json!({})).await;
        let (_, stays) = guest(&app, &later, ("Ana", "Dema"), json!({})).await;
        for row in [&kept, &goes, &off, &stays] {
            keep(&app, row, vegan.clone()).await;
        }
        app.act("placeHold", json!({ "contactId": held, "reason": "a court asks" }), "hold { id }").await;
        let here = async || app.contents().await.of("attendee_need").len();
        assert_eq!(needs::forget(&app.op()).await.unwrap(), needs::Forgotten::default());
        app.act("cancelEvent", json!({ "id": called_off, "reason": "snow" }), "event { id }").await;
        let gone = needs::forget(&app.op()).await.unwrap();
        assert_eq!((gone.events, gone.needs, here().await), (1, 1, 3), "a cancelled event needs nothing");
        let late = app.act_raw("keepNeeds", json!({ "attendeeId": off, "needs": vegan }), "").await;
        assert_eq!(said(&late), ["attendeeId TOO_LATE"]);
        app.clock.set(at("2026-11-23T19:59:00Z"));
        assert_eq!(needs::forget(&app.op()).await.unwrap().needs, 0);
        app.clock.set(at("2026-11-23T20:00:00Z"));
        let gone = needs::forget(&app.op()).await.unwrap();
        assert_eq!((gone.events, gone.needs, here().await), (1, 1, 2), "what is held stays");
        let after = app.contents().await;
        assert_eq!(needs::forget(&app.op()).await.unwrap(), needs::Forgotten::default(), "there is nothing to do again");
        app.holds(&after).await;
        let trail = app.ask("query($id: ID!) { auditTrail(filter: { objectId: $id }, first: 1) { nodes { action changes } } }", json!({ "id": event })).await;
        assert_eq!(trail["auditTrail"]["nodes"][0]["action"], "needs::forget");
        let audit = after.of("audit_entry").join("\n");
        for word in ["SECRETNOTE", "VEGAN"] {
            assert!(!audit.contains(word), "no entry says what somebody needed: {word}");
        }
        let late = app.act_raw("keepNeeds", json!({ "attendeeId": goes, "needs": vegan }), "").await;
        assert_eq!(said(&late), ["attendeeId TOO_LATE"]);
        let holds = app.contents().await;
        assert_eq!(holds.of("legal_hold").len(), 1);
    }

    async fn a_copy_has_them_an_erasure_takes_them_and_a_reading_is_noted(app: TestApp) {
        let event = app.event(json!({})).await;
        let (contact, row) = guest(&app, &event, ("Arta", "Hoxha"), json!({})).await;
        keep(&app, &row, json!([{ "kind": "DIET", "code": "OTHER", "note": "as Arta Hoxha likes it" }])).await;
        app.write_reads().await;
        let trail = app.ask("query($id: ID!) { auditTrail(filter: { objectId: $id }, first: 5) { nodes { action changes } } }", json!({ "id": contact })).await;
        let trail = trail["auditTrail"]["nodes"].as_array().unwrap().clone();
        let read = trail.iter().find(|entry| entry["action"] == "contacts::read");
        assert!(read.is_some_and(|entry| entry.to_string().contains("needs")), "{trail:#?}");
        let list = "query($id: ID!) { event(id: $id) { attendees { nodes { needs { code } } } } }";
        let told: Value = serde_json::from_str(&copy(&app, &contact).await).unwrap();
        assert_eq!((&told["tables"]["attendee_need"][0]["code"], &told["tables"]["attendee_need"][0]["note"]), (&json!("OTHER"), &json!("as Arta Hoxha likes it")));
        let analyst = app.account(Role::Analyst, app.office.id, event.parse().unwrap()).await;
        app.post_by(&analyst, list, json!({ "id": event })).await;
        assert_eq!(app.write_reads().await, 0, "who sees nothing has read nothing");
        let erased = app.act("eraseContact", json!({ "contactId": contact, "explanation": null }), "isErased findings { table column }").await;
        assert_eq!(erased["isErased"], true, "{erased:#}");
        assert_eq!(app.contents().await.of("attendee_need"), Vec::<String>::new());
    }

    async fn of_two_rows_that_become_one_both_needs_stay_and_come_apart_again(app: TestApp) {
        let event = app.event(json!({})).await;
        let (one, first) = guest(&app, &event, ("Zamira", "Kryeziu"), json!({})).await;
        let (other, second) = guest(&app, &event, ("Zamirë", "Kryeziu"), json!({})).await;
        keep(&app, &first, json!([{ "kind": "DIET", "code": "VEGAN", "note": "told first" }, { "kind": "DIET", "code": "HALAL", "note": "told first" }])).await;
        app.clock.advance(chrono::TimeDelta::minutes(1));
        keep(&app, &second, json!([{ "kind": "DIET", "code": "VEGAN", "note": "told last" }, { "kind": "ACCESSIBILITY", "code": "WHEELCHAIR" }])).await;
        let before = app.contents().await;
        let merge = merged(&app, &one, &other).await;
        let list = "query($id: ID!) { event(id: $id) { attendees { nodes { id needs { code note } } } } }";
        let shown = app.ask(list, json!({ "id": event })).await;
        assert_eq!(shown["event"]["attendees"]["nodes"], json!([{ "id": first, "needs": [
            { "code": "WHEELCHAIR", "note": null }, { "code": "HALAL", "note": "told first" }, { "code": "VEGAN", "note": "told last" },
        ] }]));
        app.act("undoMerge", json!({ "id": merge }), "merge { id }").await;
        assert_eq!(changes(&app, &before).await, Vec::<String>::new(), "every row is what it was");

        // What a merge keeps of needs goes with them.
        let merge = merged(&app, &one, &other).await;
        assert!(app.contents().await.of("contact_merge_row").join("\n").contains("told first"));
        app.clock.set(at("2026-11-24T09:00:00Z"));
        assert_eq!(needs::forget(&app.op()).await.unwrap().needs, 3);
        let left = app.contents().await;
        assert!(left.mentions("told first").is_empty() && left.mentions("told last").is_empty());
        app.act("undoMerge", json!({ "id": merge }), "merge { id }").await;
        app.counts_are_true().await;
    }
}
