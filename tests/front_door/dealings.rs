//! What passes between people, organisations and the office: memberships, relationships, interactions and tasks.

use kuvend_entity::kind::Role;
use serde_json::{Value, json};

use crate::{
    app::{TestApp, at},
    on_both_engines,
};

async fn body(app: &TestApp, name: &str, parent: Value) -> Value {
    let input = json!({ "name": [{ "language": "en", "text": name }], "kind": "GOVERNMENT", "parentId": parent });
    let made = app
        .act("createOrganisation", input, "organisation { id }")
        .await;
    made["organisation"]["id"].clone()
}

fn codes(payload: &Value) -> Vec<(String, String)> {
    let path = |error: &Value| {
        let field = error["field"].as_array().unwrap().iter();
        field
            .map(|part| part.as_str().unwrap())
            .collect::<Vec<_>>()
            .join(".")
    };
    let errors = payload["userErrors"].as_array().unwrap().iter();
    errors
        .map(|error| (path(error), error["code"].as_str().unwrap().to_owned()))
        .collect()
}

fn one(path: &str, code: &str) -> Vec<(String, String)> {
    vec![(path.to_owned(), code.to_owned())]
}

on_both_engines! {
    async fn an_organisation_is_changed_under_its_version_and_belongs_to_no_circle(app: TestApp) {
        let ministry = body(&app, "Ministry", Value::Null).await;
        let agency = body(&app, "Agency", ministry.clone()).await;
        let office = body(&app, "Office", agency.clone()).await;
        let input = json!({ "id": agency, "version": 1, "name": [{ "language": "sq", "text": "Agjencia" }], "variants": ["State Agency"], "country": "AL", "website": "https://example.org", "parentId": null });
        let changed = app.act("updateOrganisation", input, "organisation { version name(language: \"sq\") variants country website parent { id } }").await;
        assert_eq!(changed["organisation"], json!({ "version": 2, "name": "Agjencia", "variants": ["State Agency"], "country": "AL", "website": "https://example.org", "parent": null }));
        let found = app.ask("{ organisations(search: \"state\") { nodes { id } } }", Value::Null).await;
        assert_eq!(found["organisations"]["nodes"], json!([{ "id": agency }]));
        let again = app.act("updateOrganisation", json!({ "id": agency, "version": 2, "kind": "GOVERNMENT" }), "organisation { version }").await;
        assert_eq!(again["organisation"]["version"], 2, "what changes nothing");
        for parent in [&agency, &office] {
            let refused = app.act_raw("updateOrganisation", json!({ "id": agency, "version": 2, "parentId": parent }), "organisation { id }").await;
            assert_eq!(codes(&refused), one("parentId", "INCONSISTENT"));
        }
        let refused = app.act_raw("updateOrganisation", json!({ "id": office, "version": 1, "name": [{ "language": "en", "text": "Ministry" }] }), "organisation { id }").await;
        assert_eq!(codes(&refused), one("name", "TAKEN"));
        let stale = app.act_raw("updateOrganisation", json!({ "id": agency, "version": 1, "kind": "OTHER" }), "organisation { version }").await;
        assert_eq!((codes(&stale), &stale["organisation"]["version"]), (one("version", "CONFLICT"), &json!(2)));
    }

    async fn an_organisation_goes_only_where_nothing_names_it(app: TestApp) {
        let parent = body(&app, "Ministry", Value::Null).await;
        let child = body(&app, "Agency", parent.clone()).await;
        let contact = app.contact("Arta", "Hoxha").await;
        app.act("addMembership", json!({ "contactId": contact, "organisationId": child }), "contact { id }").await;
        for used in [&parent, &child] {
            let refused = app.act_raw("removeOrganisation", json!({ "id": used, "version": 1 }), "removedId").await;
            assert_eq!(codes(&refused), one("id", "WRONG_STATE"));
        }
        let shown = app.ask("query($id: ID!) { contact(id: $id) { memberships { id } } }", json!({ "id": contact })).await;
        let membership = &shown["contact"]["memberships"][0]["id"];
        app.act("removeMembership", json!({ "id": membership }), "contact { memberships { id } }").await;
        for free in [&child, &parent] {
            let gone = app.act("removeOrganisation", json!({ "id": free, "version": 1 }), "removedId").await;
            assert_eq!(gone["removedId"], *free);
        }
        let none = app.ask("query($id: ID!) { organisation(id: $id) { id } organisations { totalCount } }", json!({ "id": child })).await;
        assert_eq!(none, json!({ "organisation": null, "organisations": { "totalCount": 0 } }));
    }

    async fn one_membership_is_the_primary_one_and_the_next_takes_over(app: TestApp) {
        let contact = app.contact("Arta", "Hoxha").await;
        let (mut ids, selection) = (Vec::new(), "contact { memberships { id organisation { name } function from to primary } }");
        for (name, primary) in [("First", None), ("Second", None), ("Third", Some(true))] {
            let organisation = body(&app, name, Value::Null).await;
            let input = json!({ "contactId": contact, "organisationId": organisation, "function": "Director", "from": "2020-01-01", "primary": primary });
            let made = app.act("addMembership", input, selection).await;
            let list = made["contact"]["memberships"].as_array().unwrap().clone();
            ids.push(list.iter().find(|one| one["organisation"]["name"] == name).unwrap()["id"].clone());
        }
        let primary = |payload: &Value| -> Vec<String> {
            let list = payload["contact"]["memberships"].as_array().unwrap().iter();
            list.filter(|one| one["primary"] == true).map(|one| one["organisation"]["name"].as_str().unwrap().to_owned()).collect()
        };
        let ended = app.act("updateMembership", json!({ "id": ids[2], "to": "2026-10-31" }), selection).await;
        assert_eq!(primary(&ended), ["Second"]);
        let told = app.act("updateMembership", json!({ "id": ids[0], "primary": true, "function": null }), selection).await;
        assert_eq!(primary(&told), ["First"]);
        assert_eq!(told["contact"]["memberships"][0]["function"], Value::Null);
        let refused = app.act_raw("updateMembership", json!({ "id": ids[0], "to": "2019-12-31" }), "contact { id }").await;
        assert_eq!(codes(&refused), one("to", "INCONSISTENT"));
    }

    async fn members_are_paged_and_cost_two_statements_for_any_number_of_organisations(app: TestApp) {
        let mut organisations = Vec::new();
        for number in 0..3 {
            organisations.push(body(&app, &format!("Body {number}"), Value::Null).await);
        }
        for number in 0..5 {
            app.clock.advance(chrono::TimeDelta::minutes(1));
            let contact = app.contact(&format!("Person{number}"), "Example").await;
            for (place, organisation) in organisations.iter().enumerate() {
                let to = (number == 0).then_some("2025-01-01");
                app.act("addMembership", json!({ "contactId": contact, "organisationId": organisation, "to": to, "function": format!("{place}") }), "contact { id }").await;
            }
        }
        let query = "query($id: ID!, $after: String) { organisation(id: $id) { members(first: 2, after: $after, onlyCurrent: true) { totalCount pageInfo { hasNextPage endCursor } nodes { contact { givenName } } } } }";
        let (mut seen, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = app.ask(query, json!({ "id": organisations[1], "after": after })).await["organisation"]["members"].clone();
            assert_eq!(page["totalCount"], 4);
            seen.extend(page["nodes"].as_array().unwrap().iter().map(|member| member["contact"]["givenName"].as_str().unwrap().to_owned()));
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        assert_eq!(seen, ["Person4", "Person3", "Person2", "Person1"]);
        let before = app.db.statements();
        let list = app.ask("{ organisations { nodes { members(first: 3) { nodes { function contact { displayName } } } } } }", Value::Null).await;
        assert_eq!(app.db.statements() - before, 3);
        assert!(list["organisations"]["nodes"].as_array().unwrap().iter().all(|one| one["members"]["nodes"].as_array().unwrap().len() == 3));
    }

    async fn a_relationship_is_seen_from_both_sides(app: TestApp) {
        let (arta, besnik) = (app.contact("Arta", "Hoxha").await, app.contact("Besnik", "Leka").await);
        let selection = "contact { relationships { id kind note contact { givenName } } }";
        let made = app.act("addRelationship", json!({ "contactId": arta, "otherId": besnik, "kind": "REFERRED", "note": "At the round table" }), selection).await;
        let id = made["contact"]["relationships"][0]["id"].clone();
        let seen = async |who: &str| app.ask("query($id: ID!) { contact(id: $id) { relationships { kind contact { givenName } } } }", json!({ "id": who })).await["contact"]["relationships"].clone();
        assert_eq!(made["contact"]["relationships"], json!([{ "id": id, "kind": "REFERRED", "note": "At the round table", "contact": { "givenName": "Besnik" } }]));
        assert_eq!(seen(&besnik).await, json!([{ "kind": "REFERRED_BY", "contact": { "givenName": "Arta" } }]));
        let again = app.act_raw("addRelationship", json!({ "contactId": besnik, "otherId": arta, "kind": "REFERRED_BY" }), "contact { id }").await;
        assert_eq!(codes(&again), one("otherId", "TAKEN"));
        app.act("updateRelationship", json!({ "id": id, "contactId": besnik, "kind": "CHILD" }), selection).await;
        assert_eq!(seen(&arta).await, json!([{ "kind": "PARENT", "contact": { "givenName": "Besnik" } }]));
        assert_eq!(seen(&besnik).await, json!([{ "kind": "CHILD", "contact": { "givenName": "Arta" } }]));
        let mirrored = app.act_raw("addRelationship", json!({ "contactId": arta, "otherId": besnik, "kind": "PARENT" }), "contact { id }").await;
        assert_eq!(codes(&mirrored), one("otherId", "TAKEN"));
        let alone = app.act_raw("addRelationship", json!({ "contactId": arta, "otherId": arta, "kind": "FRIEND" }), "contact { id }").await;
        assert_eq!(codes(&alone), one("otherId", "INCONSISTENT"));
        app.act("removeRelationship", json!({ "id": id, "contactId": besnik }), selection).await;
        assert_eq!(seen(&arta).await, json!([]));
    }

    async fn an_interaction_is_written_corrected_and_taken_out(app: TestApp) {
        let (arta, besnik) = (app.contact("Arta", "Hoxha").await, app.contact("Besnik", "Leka").await);
        let event = app.event(json!({})).await;
        let selection = "interaction { id version kind subject body happenedAt participants { givenName } event { title } recordedBy { name } }";
        let input = json!({ "participantIds": [arta, besnik, arta], "kind": "CALL", "subject": "About bonds", "body": "Both would\ninvest.", "happenedAt": "2026-11-01T10:00:00Z", "eventId": event });
        let made = app.act("recordInteraction", input, selection).await["interaction"].clone();
        let id = made["id"].clone();
        assert_eq!(made, json!({
            "id": id, "version": 1, "kind": "CALL", "subject": "About bonds", "body": "Both would\ninvest.", "happenedAt": "2026-11-01T10:00:00Z",
            "participants": [{ "givenName": "Arta" }, { "givenName": "Besnik" }], "event": { "title": "International Migrants Day" }, "recordedBy": { "name": "Test" },
        }));
        let input = json!({ "id": id, "version": 1, "participantIds": [besnik], "kind": "MEETING", "body": null, "eventId": null });
        let changed = app.act("updateInteraction", input, selection).await["interaction"].clone();
        assert_eq!((&changed["version"], &changed["kind"], &changed["body"], &changed["event"], &changed["participants"]), (&json!(2), &json!("MEETING"), &Value::Null, &Value::Null, &json!([{ "givenName": "Besnik" }])));
        let same = app.act("updateInteraction", json!({ "id": id, "version": 2, "kind": "MEETING" }), selection).await;
        assert_eq!(same["interaction"]["version"], 2);
        let stale = app.act_raw("updateInteraction", json!({ "id": id, "version": 1, "subject": "X" }), selection).await;
        assert_eq!((codes(&stale), &stale["interaction"]["version"]), (one("version", "CONFLICT"), &json!(2)));
        let gone = app.act("removeInteraction", json!({ "id": id, "version": 2 }), "removedId").await;
        assert_eq!(gone["removedId"], id);
        let shown = app.ask("query($id: ID!) { interaction(id: $id) { id } node(id: $id) { id } }", json!({ "id": id })).await;
        assert_eq!(shown, json!({ "interaction": null, "node": null }));
    }

    async fn what_was_said_is_hidden_from_an_analyst(app: TestApp) {
        let arta = app.contact("Arta", "Hoxha").await;
        let analyst = app.account(Role::Analyst, app.office.id, app.event(json!({})).await.parse().unwrap()).await;
        let made = app.act("recordInteraction", json!({ "participantIds": [arta], "kind": "NOTE", "subject": "A remark", "body": "A secret" }), "interaction { id }").await;
        let task = app.act("addTask", json!({ "contactId": arta, "title": "Call", "body": "A secret" }), "task { id }").await;
        let query = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Interaction { subject body } ... on Task { title body } } }";
        let ids = json!({ "ids": [made["interaction"]["id"], task["task"]["id"]] });
        let (_, answer) = app.post_by(&analyst, query, ids.clone()).await;
        assert_eq!(answer["data"]["nodes"], json!([{ "subject": "A remark", "body": null }, { "title": "Call", "body": null }]));
        assert_eq!(app.ask(query, ids).await["nodes"][0]["body"], "A secret");
    }

    async fn tasks_come_by_their_day_and_are_overdue_until_done(app: TestApp) {
        let arta = app.contact("Arta", "Hoxha").await;
        let staff = app.ask("{ staff { id name } }", Value::Null).await;
        let me = staff["staff"][0].clone();
        assert_eq!(me["name"], "Test");
        for (title, due) in [("Some day", None), ("Later", Some("2026-12-01")), ("Late", Some("2026-10-30")), ("Today", Some("2026-11-02")), ("Never", None)] {
            app.act("addTask", json!({ "contactId": arta, "assigneeId": me["id"], "title": title, "dueOn": due }), "task { id }").await;
        }
        let titles = async |arguments: &str| -> Vec<String> {
            let list = app.ask(&format!("{{ tasks{arguments} {{ nodes {{ title assignee {{ name }} contact {{ displayName }} }} }} }}"), Value::Null).await;
            list["tasks"]["nodes"].as_array().unwrap().iter().map(|task| task["title"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(titles("").await, ["Late", "Today", "Later", "Some day", "Never"]);
        assert_eq!(titles("(last: 2)").await, ["Some day", "Never"]);
        assert_eq!(titles("(filter: { isOverdue: true })").await, ["Late"]);
        assert_eq!(titles("(filter: { isOverdue: false, dueTo: \"2026-11-30\" })").await, ["Today"]);
        let (mut seen, mut after) = (Vec::new(), Value::Null);
        for _ in 0..5 {
            let page = app.ask("query($after: String) { tasks(first: 1, after: $after) { totalCount pageInfo { endCursor } nodes { id version title isOverdue } } }", json!({ "after": after })).await["tasks"].clone();
            assert_eq!(page["totalCount"], 5);
            after = page["pageInfo"]["endCursor"].clone();
            seen.push(page["nodes"][0].clone());
        }
        assert_eq!(seen.iter().map(|task| task["title"].as_str().unwrap()).collect::<Vec<_>>(), ["Late", "Today", "Later", "Some day", "Never"]);
        assert_eq!(seen[0]["isOverdue"], true);
        let done = app.act("updateTask", json!({ "id": seen[0]["id"], "version": 1, "isDone": true }), "task { version doneAt doneBy { name } isOverdue }").await;
        assert_eq!(done["task"], json!({ "version": 2, "doneAt": "2026-11-02T09:00:00Z", "doneBy": { "name": "Test" }, "isOverdue": false }));
        assert_eq!(titles("(filter: { isOverdue: true })").await, Vec::<String>::new());
        assert_eq!(titles("(filter: { isDone: true })").await, ["Late"]);
        let undone = app.act("updateTask", json!({ "id": seen[0]["id"], "version": 2, "isDone": false, "assigneeId": null }), "task { doneAt assignee { name } }").await;
        assert_eq!(undone["task"], json!({ "doneAt": null, "assignee": null }));
        let gone = app.act("removeTask", json!({ "id": seen[4]["id"], "version": 1 }), "removedId").await;
        assert_eq!(gone["removedId"], seen[4]["id"]);
        let stale = app.act_raw("updateTask", json!({ "id": seen[0]["id"], "version": 1, "title": "X" }), "task { version }").await;
        assert_eq!((codes(&stale), &stale["task"]["version"]), (one("version", "CONFLICT"), &json!(3)));
        app.clock.set(at("2026-12-02T09:00:00Z"));
        assert_eq!(titles("(filter: { isOverdue: true })").await, ["Late", "Today", "Later"]);
    }
}
