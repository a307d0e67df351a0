//! Segments: who belongs, how many, and whom a letter would reach.

use kuvend_entity::{id::SuppressionId, kind::SuppressionReason, suppression};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::{Value, json};

use crate::on_both_engines;

const PREVIEW: &str = "query($input: SegmentPreviewInput!) { segmentPreview(input: $input) { size eligible excluded { reason count } } }";

/// The names of who belongs to a segment, in their order.
async fn names(app: &crate::app::TestApp, id: &Value) -> Vec<String> {
    let answer = app
        .ask(
            "query($id: ID!) { segment(id: $id) { size contacts(first: 100) { totalCount nodes { displayName } } } }",
            json!({ "id": id }),
        )
        .await;
    let people = &answer["segment"]["contacts"];
    let names: Vec<String> = people["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["displayName"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(answer["segment"]["size"], names.len());
    assert_eq!(people["totalCount"], names.len());
    names
}

/// A segment by a rule.
async fn by_rule(app: &crate::app::TestApp, name: &str, rule: Value) -> Value {
    app.act(
        "createSegment",
        json!({ "name": name, "rule": rule }),
        "segment { id }",
    )
    .await["segment"]["id"]
        .clone()
}

on_both_engines! {
    async fn a_list_holds_whom_it_was_given_and_nobody_twice(app: TestApp) {
        let (ana, beni, cela) = (app.contact("Ana", "Gashi").await, app.contact("Beni", "Kola").await, app.contact("Cela", "Leka").await);
        let made = app.act("createSegment", json!({ "name": "First asked", "description": "By hand", "contactIds": [ana, beni, ana] }), "segment { id version rule description size }").await;
        assert_eq!(made["segment"]["rule"], Value::Null);
        assert_eq!(made["segment"]["size"], 2);
        let id = &made["segment"]["id"];
        app.act("addToSegment", json!({ "id": id, "contactIds": [beni, cela] }), "segment { version }").await;
        assert_eq!(names(&app, id).await, ["Ana Gashi", "Beni Kola", "Cela Leka"]);
        let left = app.act("removeFromSegment", json!({ "id": id, "contactIds": [ana] }), "segment { version }").await;
        assert_eq!(names(&app, id).await, ["Beni Kola", "Cela Leka"]);
        let found = app.ask("query($id: ID!) { contacts(search: \"cela\", filter: { segmentId: $id }) { nodes { displayName } } others: contacts(filter: { not: { segmentId: $id } }) { nodes { displayName } } segments(search: \"first\") { nodes { id name } } node(id: $id) { id } }", json!({ "id": id })).await;
        assert_eq!(found["contacts"]["nodes"], json!([{ "displayName": "Cela Leka" }]));
        assert_eq!(found["others"]["nodes"], json!([{ "displayName": "Ana Gashi" }]));
        assert_eq!(found["segments"]["nodes"], json!([{ "id": id, "name": "First asked" }]));
        assert_eq!(found["node"]["id"], *id);
        let gone = app.act("deleteSegment", json!({ "id": id, "version": left["segment"]["version"] }), "deletedId").await;
        assert_eq!(gone["deletedId"], *id);
        let none = app.ask("query($id: ID!) { segment(id: $id) { id } contacts(filter: { segmentId: $id }) { totalCount } }", json!({ "id": id })).await;
        assert_eq!(none, json!({ "segment": null, "contacts": { "totalCount": 0 } }));
    }

    async fn a_rule_is_asked_anew_each_time(app: TestApp) {
        let event = app.event(json!({})).await;
        let people = [app.contact("Ana", "Gashi").await, app.contact("Beni", "Kola").await, app.contact("Cela", "Leka").await];
        let attended = by_rule(&app, "Attended lately", json!({ "participation": [{ "outcomes": ["ATTENDED"], "withinDays": 400 }] })).await;
        let silent = by_rule(&app, "Never came", json!({ "not": { "participation": [{ "outcomes": ["ATTENDED"] }] } })).await;
        assert_eq!(names(&app, &attended).await, Vec::<String>::new());
        for person in &people[..2] {
            app.act("registerAttendee", json!({ "eventId": event, "contactId": person }), "attendee { id }").await;
        }
        let rows = app.ask("query($id: ID!) { event(id: $id) { startsAt attendees { nodes { id contact { givenName } } } } }", json!({ "id": event })).await;
        let ana = rows["event"]["attendees"]["nodes"].as_array().unwrap().iter().find(|row| row["contact"]["givenName"] == "Ana").unwrap()["id"].clone();
        app.clock.set(rows["event"]["startsAt"].as_str().unwrap().parse().unwrap());
        app.act("checkIn", json!({ "attendeeId": ana }), "attendee { presence }").await;
        assert_eq!(names(&app, &attended).await, ["Ana Gashi"]);
        assert_eq!(names(&app, &silent).await, ["Beni Kola", "Cela Leka"]);
        let registered = by_rule(&app, "Registered and Italian", json!({ "contacts": { "residenceCountries": ["IT"] }, "participation": [{ "outcomes": ["CONFIRMED"], "eventIds": [event], "eventKinds": ["CELEBRATION", "MEETING", "CONFERENCE"] }] })).await;
        assert_eq!(names(&app, &registered).await, ["Ana Gashi", "Beni Kola"]);
        let twice = by_rule(&app, "Twice", json!({ "participation": [{ "atLeast": 2 }] })).await;
        assert!(names(&app, &twice).await.is_empty());
        let either = by_rule(&app, "Either", json!({ "any": [{ "segmentIds": [attended] }, { "contacts": { "not": { "residenceCountries": ["IT"] } } }] })).await;
        assert_eq!(names(&app, &either).await, ["Ana Gashi"]);
        app.clock.advance(chrono::TimeDelta::days(500));
        assert!(names(&app, &attended).await.is_empty());
        assert!(names(&app, &either).await.is_empty());
    }

    async fn everybody_of_a_segment_is_put_on_a_list_and_invited(app: TestApp) {
        let event = app.event(json!({})).await;
        let (ana, beni) = (app.contact("Ana", "Gashi").await, app.contact("Beni", "Kola").await);
        app.act("addGuests", json!({ "eventId": event, "guests": [{ "contactId": ana, "partySize": 2 }] }), "attendees { id }").await;
        let segment = by_rule(&app, "Everybody", json!({ "contacts": { "residenceCountries": ["IT"] } })).await;
        let added = app.act("addGuests", json!({ "eventId": event, "segmentId": segment, "wave": "second" }), "attendees { wave contact { givenName } }").await;
        assert!(added["attendees"].as_array().unwrap().contains(&json!({ "wave": "second", "contact": { "givenName": "Beni" } })), "{added}");
        let rows = app.ask("query($id: ID!) { event(id: $id) { attendees { nodes { partySize contact { id } } } } }", json!({ "id": event })).await;
        assert_eq!(rows["event"]["attendees"]["nodes"], json!([{ "partySize": 2, "contact": { "id": ana } }, { "partySize": 1, "contact": { "id": beni } }]));
        app.contact("Cela", "Leka").await;
        let invited = app.act("inviteContacts", json!({ "eventId": event, "audience": { "segmentId": segment } }), "queued").await;
        assert_eq!(invited["queued"], 3);
        let nobody = "segment_00000000000000000000000000000000";
        for (mutation, input, path) in [
            ("addGuests", json!({ "eventId": event, "segmentId": nobody }), json!(["segmentId"])),
            ("inviteContacts", json!({ "eventId": event, "audience": { "segmentId": nobody } }), json!(["audience", "segmentId"])),
        ] {
            let refused = app.act_raw(mutation, input, "").await;
            assert_eq!((&refused["userErrors"][0]["field"], &refused["userErrors"][0]["code"]), (&path, &json!("NOT_FOUND")));
        }
    }

    async fn a_preview_tells_for_everybody_left_out_the_one_reason(app: TestApp) {
        let person = async |name: &str, email: bool, consents: Value| {
            let mut input = json!({ "givenName": name, "familyName": "Gashi", "consents": consents });
            if email {
                input["email"] = json!(format!("{}@example.org", name.to_lowercase()));
            }
            app.act("registerContact", input, "contact { id }").await["contact"]["id"].clone()
        };
        let said = |state: &str| json!([{ "purpose": "follow-up", "state": state }]);
        person("Ana", true, said("GIVEN")).await;
        person("Beni", true, said("GIVEN")).await;
        person("Cela", false, said("GIVEN")).await;
        person("Dora", true, said("REFUSED")).await;
        person("Edi", true, json!([])).await;
        person("Fatos", true, json!([])).await;
        person("Genc", false, json!([])).await;
        let everybody = json!({ "rule": { "contacts": {} } });
        let told = app.ask(PREVIEW, json!({ "input": everybody })).await;
        assert_eq!(told["segmentPreview"], json!({ "size": 7, "eligible": 2, "excluded": [
            { "reason": "NOT_ASKED", "count": 3 }, { "reason": "NO_ADDRESS", "count": 1 }, { "reason": "REFUSED", "count": 1 },
        ] }));
        let taking_part = app.ask(PREVIEW, json!({ "input": { "rule": { "contacts": {} }, "purpose": "event-management" } })).await;
        assert_eq!(taking_part["segmentPreview"], json!({ "size": 7, "eligible": 5, "excluded": [{ "reason": "NO_ADDRESS", "count": 2 }] }));
        let asked = by_rule(&app, "Said something", json!({ "consents": [{ "purpose": "follow-up", "states": ["GIVEN", "REFUSED"] }] })).await;
        let told = app.ask(PREVIEW, json!({ "input": { "segmentId": asked } })).await;
        assert_eq!(told["segmentPreview"], json!({ "size": 4, "eligible": 2, "excluded": [{ "reason": "NO_ADDRESS", "count": 1 }, { "reason": "REFUSED", "count": 1 }] }));
        let unasked = by_rule(&app, "Not asked", json!({ "consents": [{ "purpose": "follow-up", "states": ["NOT_ASKED"] }] })).await;
        assert_eq!(names(&app, &unasked).await, ["Edi Gashi", "Fatos Gashi", "Genc Gashi"]);
    }

    async fn a_preview_tells_who_is_held_back_whatever_they_said(app: TestApp) {
        let mut people = Vec::new();
        for name in ["Ana", "Beni", "Cela", "Dora", "Edi"] {
            let input = json!({ "givenName": name, "familyName": "Gashi", "email": format!("{}@example.org", name.to_lowercase()), "consents": [{ "purpose": "follow-up", "state": "GIVEN" }] });
            people.push(app.act("registerContact", input, "contact { id }").await["contact"]["id"].clone());
        }
        app.act("restrictContact", json!({ "contactId": people[1], "reason": "disputed" }), "contact { id }").await;
        app.act("recordObjection", json!({ "contactId": people[2], "reason": "rang" }), "contact { id }").await;
        let row = suppression::ActiveModel {
            id: Set(SuppressionId::new()),
            office_id: Set(app.office.id),
            address_folded: Set("dora@example.org".to_owned()),
            reason: Set(SuppressionReason::Bounce),
            purpose_id: Set(None),
            created_at: Set(app.clock.now()),
            released_at: Set(None),
        };
        suppression::Entity::insert(row).exec_without_returning(app.db.writer()).await.unwrap();
        app.act("recordConsent", json!({ "contactId": people[4], "purpose": "follow-up", "state": "WITHDRAWN", "channel": "phone" }), "consent { state }").await;
        let told = app.ask(PREVIEW, json!({ "input": { "rule": { "contacts": {} } } })).await;
        let mut excluded = told["segmentPreview"]["excluded"].as_array().unwrap().clone();
        excluded.sort_by_key(|reason| reason["reason"].as_str().unwrap().to_owned());
        assert_eq!((&told["segmentPreview"]["size"], &told["segmentPreview"]["eligible"]), (&json!(5), &json!(1)));
        let each = ["OBJECTED", "REFUSED", "RESTRICTED", "SUPPRESSED"].map(|reason| json!({ "reason": reason, "count": 1 }));
        assert_eq!(excluded, each);
    }

    async fn a_rule_does_not_lead_back_to_itself_and_what_is_named_stays(app: TestApp) {
        let one = by_rule(&app, "One", json!({ "contacts": {} })).await;
        let two = by_rule(&app, "Two", json!({ "any": [{ "segmentIds": [one] }] })).await;
        let three = by_rule(&app, "Three", json!({ "contacts": { "segmentId": two } })).await;
        for (rule, field) in [
            (json!({ "segmentIds": [one] }), json!(["rule", "segmentIds", "0"])),
            (json!({ "not": { "contacts": { "segmentId": three } } }), json!(["rule", "not", "contacts", "segmentId"])),
        ] {
            let refused = app.ask("mutation($input: UpdateSegmentInput!) { updateSegment(input: $input) { segment { id } userErrors { field code } } }", json!({ "input": { "id": one, "version": 1, "rule": rule } })).await;
            assert_eq!(refused["updateSegment"], json!({ "segment": null, "userErrors": [{ "field": field, "code": "INCONSISTENT" }] }));
        }
        let refused = app.ask("mutation($input: DeleteSegmentInput!) { deleteSegment(input: $input) { userErrors { field code } } }", json!({ "input": { "id": one, "version": 1 } })).await;
        assert_eq!(refused["deleteSegment"]["userErrors"], json!([{ "field": ["id"], "code": "WRONG_STATE" }]));
        let shown = app.ask("query($id: ID!) { segment(id: $id) { rule } }", json!({ "id": two })).await;
        assert_eq!(shown["segment"]["rule"], json!({ "any": [{ "segmentIds": [one] }] }));
        let stale = app.ask("mutation($input: UpdateSegmentInput!) { updateSegment(input: $input) { segment { name version } userErrors { code } } }", json!({ "input": { "id": two, "version": 7, "name": "Zwei" } })).await;
        assert_eq!(stale["updateSegment"], json!({ "segment": { "name": "Two", "version": 1 }, "userErrors": [{ "code": "CONFLICT" }] }));
    }
}
