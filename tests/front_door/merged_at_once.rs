//! A merge while others work: whoever writes something of a person meets the one record, or is told, and nobody waits for ever.

use std::time::Duration;

use kuvend_domain::merges::{REFERENCES, Rule};
use sea_orm::{
    ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement, TransactionTrait,
};
use serde_json::{Value, json};

use crate::{
    app::TestApp,
    merges::{Two, two},
    on_both_engines,
};

/// Waits until as many statements as these wait for a lock.
async fn until_waiting(watcher: &DatabaseConnection, number: i64) {
    let sql = "SELECT COUNT(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    for _ in 0..400 {
        let row = watcher
            .query_one_raw(Statement::from_string(DbBackend::Postgres, sql))
            .await
            .unwrap()
            .unwrap();
        if row.try_get::<i64>("", "n").unwrap() >= number {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("{number} statements do not wait");
}

/// How many rows of each table still hang on somebody, but for those that stay as they are.
async fn hanging(app: &TestApp, contact: &str) -> Vec<String> {
    let id: kuvend_entity::id::ContactId = contact.parse().unwrap();
    let mut found = Vec::new();
    for one in REFERENCES {
        if matches!(one.rule, Rule::Keep | Rule::Derived) {
            continue;
        }
        let sql = format!(
            "SELECT COUNT(*) AS n FROM {} WHERE {} = $1",
            one.table, one.column
        );
        let statement = Statement::from_sql_and_values(app.db.backend(), sql, [id.into()]);
        let row = app
            .db
            .reader()
            .query_one_raw(statement)
            .await
            .unwrap()
            .unwrap();
        if row.try_get::<i64>("", "n").unwrap() > 0 {
            found.push(format!("{}.{}", one.table, one.column));
        }
    }
    found
}

/// Runs a mutation: its user errors' codes, or none where it was done.
async fn code(app: &TestApp, mutation: &str, input: Value) -> Vec<String> {
    let name = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
    let query = format!(
        "mutation($input: {name}!) {{ {mutation}(input: $input) {{ userErrors {{ code }} }} }}"
    );
    let (_, answer) = app.post(&query, json!({ "input": input })).await;
    assert!(answer.get("errors").is_none(), "{mutation}: {answer:#}");
    let errors = answer["data"][mutation]["userErrors"].as_array().unwrap();
    errors
        .iter()
        .map(|error| error["code"].as_str().unwrap().to_owned())
        .collect()
}

on_both_engines! {
    /// On PostgreSQL the merge is held where it has both records and has read half of what hangs on them: what comes then waits for it.
    async fn nothing_that_comes_during_a_merge_stays_with_the_record_that_goes(app: TestApp) {
        let Two { one, other, friend, .. } = two(&app).await;
        app.clock.set(crate::app::at("2026-11-02T10:00:00Z"));
        let event = app.event(json!({})).await;
        app.act("addGuests", json!({ "eventId": event, "guests": [{ "contactId": friend }] }), "attendees { id }").await;
        let programme = app.act("createProgramme", json!({ "title": [{ "language": "en", "text": "Another" }] }), "programme { id }").await["programme"]["id"].clone();
        let body = app.act("createOrganisation", json!({ "name": [{ "language": "en", "text": "Another" }], "kind": "ACADEMIA" }), "organisation { id }").await["organisation"]["id"].clone();
        let task = app.act("addTask", json!({ "contactId": friend, "title": "Call" }), "task { id version }").await["task"].clone();
        let call = app.act("recordInteraction", json!({ "participantIds": [friend], "kind": "CALL", "subject": "A call" }), "interaction { id version }").await["interaction"].clone();
        let writes = [
            ("addTask", json!({ "contactId": other, "title": "Write" })),
            ("updateTask", json!({ "id": task["id"], "version": task["version"], "contactId": other })),
            ("recordInteraction", json!({ "participantIds": [friend, other], "kind": "CALL", "subject": "A call" })),
            ("updateInteraction", json!({ "id": call["id"], "version": call["version"], "participantIds": [other] })),
            ("enrolContact", json!({ "programmeId": programme, "contactId": other })),
            ("createSegment", json!({ "name": "Late", "contactIds": [friend, other] })),
            ("addMembership", json!({ "contactId": other, "organisationId": body, "function": "Chair" })),
            ("addRelationship", json!({ "contactId": friend, "otherId": other, "kind": "COLLEAGUE" })),
            ("recordConsent", json!({ "contactId": other, "purpose": "publicity", "state": "GIVEN" })),
            ("addGuests", json!({ "eventId": event, "guests": [{ "contactId": other }] })),
        ];
        let holder = Database::connect(app.url.as_str()).await.unwrap();
        let hold = if app.db.backend() == DbBackend::Postgres {
            let hold = holder.begin().await.unwrap();
            hold.execute_unprepared("SELECT id FROM task FOR UPDATE").await.unwrap();
            Some(hold)
        } else {
            None
        };
        let waits = hold.is_some();
        let merge = code(&app, "mergeContacts", json!({ "survivorId": one, "otherId": other }));
        let others = async {
            if waits {
                until_waiting(&holder, 1).await;
            }
            // Of one event at a time: its guest list has one lock.
            futures::future::join_all(writes.iter().map(|(mutation, input)| code(&app, mutation, input.clone()))).await
        };
        let release = async {
            if let Some(hold) = hold {
                until_waiting(&holder, 1 + i64::try_from(writes.len()).unwrap()).await;
                hold.commit().await.unwrap();
            }
        };
        let (merge, answers, ()) = tokio::join!(merge, others, release);
        assert_eq!(merge, Vec::<String>::new());
        for ((mutation, _), answer) in writes.iter().zip(&answers) {
            let refused = *answer == ["NOT_FOUND"] || *answer == ["WRONG_STATE"];
            assert!(refused || (answer.is_empty() && app.db.backend() == DbBackend::Sqlite), "{mutation}: {answer:?}");
        }
        assert_eq!(hanging(&app, &other).await, Vec::<String>::new());
        app.counts_are_true().await;
    }

    async fn of_two_merges_the_other_way_round_one_is_done(app: TestApp) {
        let event = app.event(json!({})).await;
        for round in 0..8 {
            let one = app.contact("Arta", &format!("Hoxha{round}")).await;
            let other = app.contact("Arta", &format!("Hoxhaj{round}")).await;
            let audience = json!({ "eventId": event, "audience": { "contactIds": [one, other] } });
            app.act("inviteContacts", audience, "queued").await;
            let here = code(&app, "mergeContacts", json!({ "survivorId": one, "otherId": other }));
            let there = code(&app, "mergeContacts", json!({ "survivorId": other, "otherId": one }));
            let (here, there) = tokio::join!(here, there);
            let mut answers = [here, there];
            answers.sort();
            assert_eq!(answers, [vec![], vec!["WRONG_STATE".to_owned()]]);
        }
        app.counts_are_true().await;
    }

    async fn letters_that_go_out_during_a_merge_are_recorded_and_nobody_gets_two(app: TestApp) {
        let event = app.event(json!({})).await;
        for round in 0..8 {
            let one = app.contact("Arta", &format!("Hoxha{round}")).await;
            let other = app.contact("Arta", &format!("Hoxhaj{round}")).await;
            let audience = json!({ "eventId": event, "audience": { "contactIds": [one, other] } });
            app.act("inviteContacts", audience, "queued").await;
            let merge = code(&app, "mergeContacts", json!({ "survivorId": one, "otherId": other }));
            let (merge, _) = tokio::join!(merge, app.deliver());
            assert_eq!(merge, Vec::<String>::new());
            app.deliver().await;
            let shown = app.ask("query($id: ID!) { contact(id: $id) { attendances(first: 5) { nodes { invitation } } } }", json!({ "id": one })).await;
            assert_eq!(shown["contact"]["attendances"]["nodes"], json!([{ "invitation": "SENT" }]));
            assert_eq!(hanging(&app, &other).await, Vec::<String>::new());
        }
        app.counts_are_true().await;
    }
}
