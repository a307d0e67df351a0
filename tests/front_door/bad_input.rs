//! Bad input on every mutation: a coded error that names the field, and no row changed.

mod asking;
mod delegations;
mod door;
mod events;
mod files;
mod guests;
mod people;
mod rights;

use std::collections::BTreeSet;

use axum::http::StatusCode;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::on_both_engines;

/// Mutation, input, and what must be said of it: path and code.
type Case = (&'static str, Value, &'static str, &'static str);

/// What is there for the inputs to name.
struct Things {
    event: String,
    panel: String,
    contact: String,
    attendee: String,
}

fn cases(things: &Things) -> Vec<Case> {
    let parts = [
        events::cases(things),
        guests::cases(things),
        people::cases(things),
        rights::cases(things),
        files::cases(),
        door::cases(things),
        delegations::cases(things),
        asking::cases(things),
    ];
    parts.concat()
}

on_both_engines! {
    async fn every_mutation_is_given_bad_input(app: TestApp) {
        let asked = app.ask("{ __schema { mutationType { fields { name } } } }", json!({})).await;
        let fields = asked["__schema"]["mutationType"]["fields"].as_array().unwrap();
        let mut left: BTreeSet<&str> = fields.iter().map(|field| field["name"].as_str().unwrap()).collect();
        let some = || "event_00000000000000000000000000000000".to_owned();
        let things = Things { event: some(), panel: some(), contact: some(), attendee: some() };
        for (mutation, ..) in cases(&things) {
            left.remove(mutation);
        }
        assert_eq!(left, BTreeSet::new());
    }

    async fn bad_input_is_named_by_field_and_code_and_changes_nothing(app: TestApp) {
        let event = app.event(json!({})).await;
        let contact = app.contact("Arta", "Hoxha").await;
        let panel = app.act("addPanel", json!({ "eventId": event, "topic": [{ "language": "en", "text": "Talk" }], "moderator": { "contactId": contact } }), "panel { id }").await["panel"]["id"].as_str().unwrap().to_owned();
        let other = app.contact("Besnik", "Leka").await;
        let attendee = app.act("addGuests", json!({ "eventId": event, "guests": [{ "contactId": other }] }), "attendees { id }").await["attendees"][0]["id"].as_str().unwrap().to_owned();
        let before = app.contents().await;
        let mut wrong = Vec::new();
        let things = Things { event, panel, contact, attendee };
        for (mutation, input, path, code) in cases(&things) {
            let payload = app.act_raw(mutation, input.clone(), "").await;
            let said: Vec<String> = payload["userErrors"].as_array().unwrap().iter().map(|error| {
                let field: Vec<&str> = error["field"].as_array().unwrap().iter().map(|part| part.as_str().unwrap()).collect();
                format!("{} {}", field.join("."), error["code"].as_str().unwrap())
            }).collect();
            if said != [format!("{path} {code}")] {
                wrong.push(format!("{mutation} {input}: expected {path} {code}, got {said:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        app.holds(&before).await;
    }

    async fn an_update_in_place_does_not_escape_the_comparison(app: TestApp) {
        let contact = app.contact("Arta", "Hoxha").await;
        let before = app.contents().await;
        app.holds(&before).await;
        app.db.writer().execute_unprepared("UPDATE contact SET profession = 'nurse'").await.unwrap();
        let changes = before.changes(&app.contents().await);
        assert_eq!(changes.len(), 2, "{contact}: the row as it was and as it is: {changes:?}");
    }

    async fn several_faults_are_told_at_once_in_the_callers_language(app: TestApp) {
        let query = "mutation { registerContact(input: { givenName: \"\", familyName: \"\", email: \"x\" }) { userErrors { field message } } }";
        let (_, answer) = app.post_with(query, json!({}), &[("accept-language", "it")]).await;
        let errors = answer["data"]["registerContact"]["userErrors"].as_array().unwrap();
        assert_eq!(errors.len(), 3, "{answer:#}");
        assert_eq!(errors[0]["message"], "Qui serve un valore.");
        assert_eq!(errors[2]["message"], "Valore non valido: indirizzo email.");
        let query = "mutation { registerContact(input: { givenName: \"A\", familyName: \"B\", interests: [\"chess\"], consents: [{ purpose: \"chess\", state: GIVEN }] }) { userErrors { field code message } } }";
        let (_, answer) = app.post_with(query, json!({}), &[("accept-language", "en")]).await;
        let nothing = |field: Value| json!({ "field": field, "code": "NOT_FOUND", "message": "There is nothing of this key." });
        let errors = &answer["data"]["registerContact"]["userErrors"];
        assert_eq!(*errors, json!([nothing(json!(["interests", "0"])), nothing(json!(["consents", "0", "purpose"]))]), "{answer:#}");
    }

    async fn what_the_profile_says_wrongly_is_told_with_what_the_name_does(app: TestApp) {
        let wrong = json!({ "givenName": " ", "birthYear": 1700, "sector": "Z", "occupation": "999", "languages": [{ "language": "Albanian", "level": "C1" }] });
        let told = async |mutation: &str, more: Value| {
            let mut input = wrong.clone();
            input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            let payload = app.act_raw(mutation, input, "").await;
            let errors = payload["userErrors"].as_array().unwrap().iter();
            let mut told: Vec<String> = errors.map(|error| format!("{} {}", error["field"], error["code"])).collect();
            told.sort_unstable();
            told
        };
        let all = [
            r#"["birthYear"] "OUT_OF_RANGE""#,
            r#"["givenName"] "REQUIRED""#,
            r#"["languages","0","language"] "MALFORMED""#,
            r#"["occupation"] "MALFORMED""#,
            r#"["sector"] "MALFORMED""#,
        ];
        assert_eq!(told("registerContact", json!({ "familyName": "Hoxha" })).await, all);
        let contact = app.contact("Arta", "Hoxha").await;
        assert_eq!(told("updateContact", json!({ "id": contact, "version": 1 })).await, all);
    }

    async fn documents_made_to_hurt_are_refused_and_the_server_stays_well(app: TestApp) {
        let deep = format!("{{ events {} id {} }}", "{ nodes { office ".repeat(100), "} }".repeat(100));
        let aliases = format!("{{ {} }}", (0..1000).map(|n| format!("a{n}: viewer {{ permissions }} ")).collect::<String>());
        let doubling = format!("{{ ...f0 }} {} fragment f30 on Query {{ __typename }}", (0..30).map(|n| format!("fragment f{n} on Query {{ ...f{} ...f{} }} ", n + 1, n + 1)).collect::<String>());
        for document in [deep, aliases, doubling] {
            let (_, answer) = app.post(&document, json!({})).await;
            let code = &answer["errors"][0]["extensions"]["code"];
            assert!(code == "LIMIT_EXCEEDED" || code == "GRAPHQL_VALIDATION_FAILED", "{answer:#}");
            assert!(answer.get("data").is_none_or(Value::is_null));
        }
        let (status, _) = app.post(&" ".repeat(10 << 20), json!({})).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
        for id in ["", "event", "event_", "💣", "event_zzzz", "../../etc/passwd"] {
            let answer = app.ask("query($id: ID!) { event(id: $id) { id } node(id: $id) { id } }", json!({ "id": id })).await;
            assert_eq!(answer, json!({ "event": null, "node": null }));
        }
        app.ask("{ viewer { permissions } }", json!({})).await;
    }

    async fn a_search_that_is_longer_than_any_name_is_refused_in_every_list(app: TestApp) {
        let event = app.event(json!({})).await;
        app.contact("Arta", "Hoxha").await;
        let lists = [
            "query($s: String!) { contacts(search: $s) { totalCount } }".to_owned(),
            "query($s: String!) { organisations(search: $s) { totalCount } }".to_owned(),
            "query($s: String!) { segments(search: $s) { totalCount } }".to_owned(),
            format!("query($s: String!) {{ event(id: \"{event}\") {{ attendees(search: $s) {{ totalCount }} }} }}"),
            "query($s: String!) { events { nodes { attendees(search: $s) { totalCount } } } }".to_owned(),
        ];
        for list in &lists {
            for long in ["x".repeat(201), "arben ".repeat(600), "%".repeat(60_000)] {
                let (_, answer) = app.post(list, json!({ "s": long })).await;
                let error = &answer["errors"][0]["extensions"];
                assert_eq!(error["code"], "INVALID_INPUT", "{list}: {answer}");
                assert!(answer["errors"][0].to_string().contains("200"), "{answer}");
            }
            let (_, answer) = app.post(list, json!({ "s": "arben ".repeat(33) })).await;
            assert_eq!(answer["errors"], Value::Null, "{list}: {answer}");
        }
    }

    async fn a_document_as_deep_as_it_may_be_is_answered(app: TestApp) {
        let event = app.event(json!({})).await;
        let guest = app.contact("Arta", "Hoxha").await;
        app.act("registerAttendee", json!({ "eventId": event, "contactId": guest }), "attendee { id }").await;
        let deep = format!("{{ contacts {{ nodes {} displayName {} }} }}", "{ attendances(first: 1) { nodes { contact ".repeat(4) + "{", "} } }".repeat(4) + "}");
        let answer = app.ask(&deep, json!({})).await;
        let innermost = (0..4).fold(&answer["contacts"]["nodes"][0], |contact, _| &contact["attendances"]["nodes"][0]["contact"]);
        assert_eq!(innermost["displayName"], "Arta Hoxha");
        let deeper = deep.replace("displayName", "attendances { nodes { contact { displayName } } }");
        let (_, answer) = app.post(&deeper, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "LIMIT_EXCEEDED");
    }

    async fn nobody_gets_in_without_a_token(app: TestApp) {
        let before = app.contents().await;
        for token in ["", "Bearer", "Bearer wrong", "Basic YTpi"] {
            let (status, answer) = app.post_as(token, "{ events { nodes { id } } }").await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{status} {answer}");
        }
        app.holds(&before).await;
    }
}
