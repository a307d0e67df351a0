//! Whoever reads what is sensitive of a person leaves a trace, a moment later and without making anybody wait.

use std::time::Duration;

use kuvend_domain::{
    audit::{
        chain,
        reads::{self, NAMED, ONCE},
    },
    op::Op,
};
use kuvend_entity::kind::Role;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::{
    app::TestApp,
    on_both_engines,
    rights::{register, talk},
};

/// A person with everything that is sensitive.
async fn somebody(app: &TestApp) -> String {
    register(
        app,
        json!({ "givenName": "Zamirë", "familyName": "Kryeziu", "email": "zamire@example.org", "phone": "+355 69 765 4321", "birthOn": "1978-03-04" }),
    )
    .await
}

async fn event_officer(app: &TestApp) -> String {
    let event = app.event(json!({})).await;
    app.account(Role::EventOfficer, app.office.id, event.parse().unwrap())
        .await
}

async fn read(app: &TestApp, by: &str, person: &str, fields: &str) -> Value {
    let query = "query($id: ID!) { contact(id: $id) { FIELDS } }".replace("FIELDS", fields);
    let (_, answer) = app.post_by(by, &query, json!({ "id": person })).await;
    assert!(answer.get("errors").is_none(), "{answer:#}");
    answer["data"]["contact"].clone()
}

/// The entries of reading that name a thing, the oldest first: on what kind of thing, and which fields.
async fn trail(app: &TestApp, thing: &str) -> Vec<(String, Value)> {
    let query = "query($id: ID!) { auditTrail(filter: { objectId: $id }, last: 100) { nodes { action objectKind accountId route changes } } }";
    let told = app.ask(query, json!({ "id": thing })).await;
    let nodes = told["auditTrail"]["nodes"].as_array().unwrap().clone();
    let mut reads = Vec::new();
    for node in nodes.into_iter().rev() {
        if node["action"].as_str().unwrap().ends_with("::read") {
            assert_eq!(node["route"], "API");
            assert!(node["accountId"].is_string(), "{node}");
            let changes = node["changes"]
                .as_str()
                .map_or(Value::Null, |text| serde_json::from_str(text).unwrap());
            reads.push((node["objectKind"].as_str().unwrap().to_owned(), changes));
        }
    }
    reads
}

fn fields(names: &[&str]) -> (String, Value) {
    ("contact".to_owned(), json!({ "fields": names }))
}

on_both_engines! {
    async fn whoever_reads_a_birthday_an_address_or_a_telephone_is_written_down(app: TestApp) {
        let (person, officer) = (somebody(&app).await, event_officer(&app).await);
        let told = read(&app, &officer, &person, "birthOn primaryEmail emails { address }").await;
        assert_eq!(told["birthOn"], "1978-03-04");
        assert_eq!(trail(&app, &person).await, [], "no read writes");
        assert_eq!(app.write_reads().await, 1);
        assert_eq!(trail(&app, &person).await, [fields(&["birthOn", "emails"])]);
        read(&app, &officer, &person, "phones { number }").await;
        assert_eq!(app.write_reads().await, 1);
        assert_eq!(trail(&app, &person).await, [fields(&["birthOn", "emails"]), fields(&["phones"])]);
    }

    async fn the_same_read_is_written_down_once_an_hour_for_each_account(app: TestApp) {
        let (person, officer) = (somebody(&app).await, event_officer(&app).await);
        let admin = format!("Bearer {}", app.token);
        for (by, written) in [(&officer, 1), (&officer, 0), (&admin, 1), (&officer, 0)] {
            read(&app, by, &person, "birthOn").await;
            assert_eq!(app.write_reads().await, written);
        }
        app.clock.advance(ONCE);
        read(&app, &officer, &person, "birthOn").await;
        assert_eq!(app.write_reads().await, 1);
        assert_eq!(trail(&app, &person).await.len(), 3);
    }

    async fn what_is_not_sensitive_not_there_or_hidden_leaves_no_trace(app: TestApp) {
        let (person, nobody) = (somebody(&app).await, register(&app, json!({ "givenName": "Besnik", "familyName": "Leka" })).await);
        let event = app.event(json!({})).await;
        let analyst = app.account(Role::Analyst, app.office.id, event.parse().unwrap()).await;
        let admin = format!("Bearer {}", app.token);
        let all = "birthOn birthYear primaryEmail emails { address } phones { number }";
        assert_eq!(read(&app, &analyst, &person, all).await["birthOn"], Value::Null);
        read(&app, &admin, &nobody, all).await;
        read(&app, &admin, &person, "displayName birthYear ageBand sex residenceCountry").await;
        assert_eq!(app.write_reads().await, 0);
        read(&app, &admin, &person, all).await;
        assert_eq!(app.write_reads().await, 1, "the same fields leave one where they are shown");
    }

    async fn every_way_to_a_sensitive_field_is_written_down(app: TestApp) {
        let person = somebody(&app).await;
        let double = register(&app, json!({ "givenName": "Zamire", "familyName": "Kryeziu", "birthOn": "1978-04-03", "ifDuplicate": "CREATE_ANYWAY" })).await;
        let event = app.event(json!({})).await;
        app.act("addGuests", json!({ "eventId": event, "guests": [{ "contactId": person }] }), "attendees { id }").await;
        let ways = [
            ("query($id: ID!) { node(id: $id) { ... on Contact { birthOn } } }", json!({ "id": person }), "birthOn"),
            ("query($id: ID!) { nodes(ids: [$id]) { ... on Contact { birthOn } } }", json!({ "id": person }), "birthOn"),
            ("query($id: ID!) { event(id: $id) { attendees { nodes { contact { phones { number } } } } } }", json!({ "id": event }), "phones"),
            ("query { contacts(search: \"zamire kryeziu\") { nodes { primaryEmail } } }", json!({}), "emails"),
            ("query { contacts(search: \"zamire@exam\") { nodes { matches { text } } } }", json!({}), "emails"),
            ("query($id: ID!) { contact(id: $id) { emails { address } } }", json!({ "id": person }), "emails"),
        ];
        for (query, variables, field) in ways {
            app.ask(query, variables).await;
            assert_eq!(app.write_reads().await, 1, "{query}");
            assert_eq!(trail(&app, &person).await.last(), Some(&fields(&[field])), "{query}");
            app.clock.advance(ONCE);
        }
        app.act("planMerge", json!({ "survivorId": person, "otherId": double }), "plan { differences { field survivor other } }").await;
        assert_eq!(app.write_reads().await, 1);
        let (kind, changes) = trail(&app, &double).await.pop().unwrap();
        assert_eq!((kind.as_str(), &changes["fields"], &changes["count"]), ("office", &json!(["birthOn"]), &json!(2)));
    }

    async fn a_page_of_many_is_one_entry_that_says_how_many_and_whom(app: TestApp) {
        let mut people = Vec::new();
        for number in 0..=NAMED {
            people.push(app.contact(&format!("Guest{number:03}"), "Example").await);
        }
        let page = "query($first: Int!, $after: String) { contacts(first: $first, after: $after) { nodes { id emails { address } } pageInfo { endCursor } } }";
        let first = app.ask(page, json!({ "first": 3 })).await;
        assert_eq!(app.write_reads().await, 1);
        let (kind, changes) = trail(&app, &people[1]).await.pop().unwrap();
        assert_eq!((kind.as_str(), &changes["count"], &changes["fields"]), ("office", &json!(3), &json!(["emails"])));
        assert_eq!(changes["contacts"], json!(people[..3]));
        assert_eq!(trail(&app, &people[3]).await, []);
        // The rest of a page that was read before is named alone, and a page longer than an entry is several.
        let second = app.ask("{ contacts(first: 4) { nodes { emails { address } } } }", json!({})).await;
        assert_eq!(second["contacts"]["nodes"].as_array().unwrap().len(), 4);
        assert_eq!(app.write_reads().await, 1);
        assert_eq!(trail(&app, &people[3]).await, [fields(&["emails"])]);
        app.clock.advance(ONCE);
        let after = &first["contacts"]["pageInfo"]["endCursor"];
        let both = "query($after: String) { one: contacts(first: 3) { nodes { emails { address } } } rest: contacts(first: 100, after: $after) { nodes { emails { address } } } }";
        app.ask(both, json!({ "after": after })).await;
        assert_eq!(app.write_reads().await, 2, "{} people in entries of {NAMED}", people.len());
        for person in [&people[0], &people[50], &people[NAMED]] {
            assert!(!trail(&app, person).await.is_empty());
        }
    }

    async fn what_was_said_in_confidence_is_sensitive_and_found_by_who_took_part(app: TestApp) {
        let (person, other) = (somebody(&app).await, app.contact("Arta", "Hoxha").await);
        let call = talk(&app, &[&person, &other], "Looks for work in Tirana").await;
        let query = "query($id: ID!) { node(id: $id) { ... on Interaction { subject FIELD } } }";
        app.ask(&query.replace("FIELD", ""), json!({ "id": call.id.to_string() })).await;
        assert_eq!(app.write_reads().await, 0, "the subject is not");
        app.ask(&query.replace("FIELD", "body"), json!({ "id": call.id.to_string() })).await;
        assert_eq!(app.write_reads().await, 1);
        for thing in [&call.id.to_string(), &person, &other] {
            assert_eq!(trail(&app, thing).await, [("interaction".to_owned(), json!({ "fields": ["body"] }))], "{thing}");
        }
    }

    async fn noting_costs_a_read_no_statement(app: TestApp) {
        let (person, officer) = (somebody(&app).await, event_officer(&app).await);
        // Whose token it is is remembered from the first request on.
        read(&app, &officer, &person, "displayName").await;
        let mut costs = Vec::new();
        for fields in ["displayName", "birthOn", "birthOn displayName"] {
            let before = app.db.statements();
            read(&app, &officer, &person, fields).await;
            costs.push(app.db.statements() - before);
        }
        assert_eq!(costs[1..], [costs[0]; 2]);
    }

    async fn a_read_is_sealed_and_an_erasure_leaves_the_fact_alone(app: TestApp) {
        let (person, other) = (somebody(&app).await, app.contact("Arta", "Hoxha").await);
        let admin = format!("Bearer {}", app.token);
        read(&app, &admin, &person, "birthOn").await;
        app.ask("{ contacts { nodes { emails { address } } } }", json!({})).await;
        assert_eq!(app.write_reads().await, 2);
        chain::seal(&app.op()).await.unwrap();
        app.act("eraseContact", json!({ "contactId": person }), "isErased").await;
        assert_eq!(chain::verify(&app.db).await.unwrap().wrong, []);
        let left = trail(&app, &person).await;
        assert_eq!(left[0], ("contact".to_owned(), Value::Null));
        assert_eq!(left[1].1["contacts"], json!([person, other]), "a key that names nobody any more");
        assert_eq!(app.contents().await.mentions("zamir"), Vec::<String>::new());
    }

    async fn what_cannot_be_written_waits_and_nothing_is_lost_at_the_end(app: TestApp) {
        let (person, _) = (somebody(&app).await, app.contact("Arta", "Hoxha").await);
        app.ask("{ contacts { nodes { emails { address } } } }", json!({})).await;
        let rename = async |from: &str, to: &str| app.db.writer().execute_unprepared(&format!("ALTER TABLE {from} RENAME TO {to}")).await.unwrap();
        rename("audit_person", "audit_person_away").await;
        assert!(app.reads.write(&app.op()).await.is_err());
        rename("audit_person_away", "audit_person").await;
        let (tell, stopping) = watch::channel(false);
        let task = tokio::spawn(reads::run(app.reads.clone(), app.op(), Duration::from_mins(10), stopping));
        read(&app, &format!("Bearer {}", app.token), &person, "birthOn").await;
        tell.send(true).unwrap();
        tokio::time::timeout(Duration::from_secs(10), task).await.unwrap().unwrap();
        assert_eq!(app.write_reads().await, 0, "the task wrote all of it");
        let told = trail(&app, &person).await;
        assert_eq!((told.len(), &told[0].1["count"], &told[1]), (2, &json!(2), &fields(&["birthOn"])));
    }
}
