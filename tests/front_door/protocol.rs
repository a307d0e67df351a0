//! Protocol: who goes before whom, and how each is addressed.

use kuvend_entity::{audit_entry, kind::Role};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::{app::TestApp, on_both_engines};

const LIST: &str = "query($id: ID!) { event(id: $id) { protocolList { nodes { place attendee { id contact { familyName } } precedence { rank { key } source on courtesy { reason } } } } } }";

fn codes(payload: &Value) -> Vec<(String, String)> {
    let errors = payload["userErrors"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    errors
        .map(|error| (text(&error["field"][0]), text(&error["code"])))
        .collect()
}

async fn embassy(app: &TestApp, country: &str) -> String {
    let input = json!({ "name": [{ "language": "en", "text": format!("Embassy of {country}") }], "kind": "DIPLOMATIC_MISSION", "country": country });
    let made = app
        .act("createOrganisation", input, "organisation { id }")
        .await;
    made["organisation"]["id"].as_str().unwrap().to_owned()
}

/// A guest of an event who does something in an organisation: the row and the person.
async fn guest(app: &TestApp, event: &str, family: &str, held: Value) -> (String, String) {
    let person = app.contact("Guest", family).await;
    let mut input = json!({ "contactId": person });
    input
        .as_object_mut()
        .unwrap()
        .extend(held.as_object().unwrap().clone());
    let body = input["organisationId"].clone();
    app.act("addMembership", input, "contact { id }").await;
    let row = app
        .act(
            "registerAttendee",
            json!({ "eventId": event, "contactId": person, "representingId": body }),
            "attendee { id }",
        )
        .await;
    (row["attendee"]["id"].as_str().unwrap().to_owned(), person)
}

async fn families(app: &TestApp, event: &str) -> Vec<String> {
    let shown = app.ask(LIST, json!({ "id": event })).await;
    let nodes = shown["event"]["protocolList"]["nodes"].as_array().unwrap();
    let places: Vec<i64> = nodes
        .iter()
        .map(|node| node["place"].as_i64().unwrap())
        .collect();
    assert_eq!(
        places,
        (1..=i64::try_from(nodes.len()).unwrap()).collect::<Vec<_>>()
    );
    let family = |node: &Value| node["attendee"]["contact"]["familyName"].clone();
    nodes
        .iter()
        .map(|node| family(node).as_str().unwrap().to_owned())
        .collect()
}

on_both_engines! {
    async fn two_ambassadors_stand_by_their_credentials_and_a_courtesy_survives_every_new_table(app: TestApp) {
        let event = app.event(json!({})).await;
        let ranked = async || app.ask("query($id: ID!) { event(id: $id) { protocolList(first: 1) { isRanked } } }", json!({ "id": event })).await["event"]["protocolList"]["isRanked"].clone();
        assert_eq!(ranked().await, false, "there is no table of ranks");
        let table = app.act("keepRankTable", json!({ "version": 0 }), "rankTable { version ranks { key position title(language: \"sq\") } }").await["rankTable"].clone();
        assert_eq!(ranked().await, true);
        assert_eq!((&table["version"], &table["ranks"][0]["key"]), (&json!(1), &json!("head-of-state")));
        let (italy, greece, ministry) = (embassy(&app, "IT").await, embassy(&app, "GR").await, embassy(&app, "AL").await);
        let older = json!({ "organisationId": greece, "function": "Ambassador", "from": "2020-05-01", "precedenceOn": "2022-03-01" });
        let (later, _) = guest(&app, &event, "Rossi", json!({ "organisationId": italy, "function": "Ambassador", "precedenceOn": "2023-09-15" })).await;
        let (_, greek) = guest(&app, &event, "Pappas", older).await;
        guest(&app, &event, "Kola", json!({ "organisationId": ministry, "function": "Minister of Interior", "from": "2025-01-01" })).await;
        let (diaspora, _) = guest(&app, &event, "Zeqiri", json!({ "organisationId": italy, "function": "Second Secretary" })).await;
        assert_eq!(families(&app, &event).await, ["Kola", "Pappas", "Rossi", "Zeqiri"]);
        let shown = app.ask(LIST, json!({ "id": event })).await["event"]["protocolList"]["nodes"][1]["precedence"].clone();
        assert_eq!(shown, json!({ "rank": { "key": "ambassador" }, "source": "FUNCTION", "on": "2022-03-01", "courtesy": null }));

        let reason = "Dean of the diplomatic corps";
        let courtesy = json!({ "attendeeId": later, "version": 0, "rank": "head-of-government", "reason": reason });
        let done = app.act("overridePrecedence", courtesy, "attendee { precedence { version rank { key } source courtesy { rank reason beforeId } } }").await;
        assert_eq!(done["attendee"]["precedence"], json!({ "version": 1, "rank": { "key": "head-of-government" }, "source": "COURTESY", "courtesy": { "rank": "head-of-government", "reason": reason, "beforeId": null } }));
        assert_eq!(families(&app, &event).await, ["Rossi", "Kola", "Pappas", "Zeqiri"]);
        app.act("overridePrecedence", json!({ "attendeeId": diaspora, "beforeId": later, "reason": "The guest of honour" }), "attendee { id }").await;
        assert_eq!(families(&app, &event).await, ["Zeqiri", "Rossi", "Kola", "Pappas"]);

        // Another rank, another day, and another table: the courtesies stand.
        let memberships = app.ask("query($id: ID!) { contact(id: $id) { memberships { id } } }", json!({ "id": greek })).await;
        app.act("updateMembership", json!({ "id": memberships["contact"]["memberships"][0]["id"], "precedenceOn": "2019-01-01" }), "contact { id }").await;
        app.act("setPrecedence", json!({ "attendeeId": later, "version": 1, "rank": "diplomat", "precedenceOn": "2026-01-01" }), "attendee { id }").await;
        assert_eq!(families(&app, &event).await, ["Zeqiri", "Rossi", "Kola", "Pappas"]);
        let word = |text: &str| json!([{ "language": "en", "text": text }]);
        let ranks = json!([
            { "key": "ambassador", "title": word("Ambassador"), "functions": ["ambassador"] }, { "key": "head-of-government", "title": word("Prime Minister") },
            { "key": "minister", "title": word("Minister"), "functions": ["minister"] }, { "key": "diplomat", "title": word("Diplomat"), "categories": ["DIPLOMATIC_MISSION"] },
        ]);
        let turned = app.act("keepRankTable", json!({ "version": 1, "ranks": ranks }), "rankTable { version }").await;
        assert_eq!(turned["rankTable"]["version"], 2);
        assert_eq!(families(&app, &event).await, ["Pappas", "Zeqiri", "Rossi", "Kola"], "ambassadors go first now, the courtesies stand");
        let gone = app.act_raw("keepRankTable", json!({ "version": 2, "ranks": [{ "key": "guest", "title": word("Guest") }] }), "rankTable { version }").await;
        assert_eq!(codes(&gone), [("ranks".to_owned(), "WRONG_STATE".to_owned())]);
        let stale = app.act_raw("keepRankTable", json!({ "version": 1, "ranks": ranks }), "rankTable { version }").await;
        assert_eq!((codes(&stale), &stale["rankTable"]["version"]), (vec![("version".to_owned(), "CONFLICT".to_owned())], &json!(2)));
        let before = app.ask("{ rankTable(version: 1) { version ranks { key } } }", Value::Null).await;
        assert_eq!(before["rankTable"]["ranks"].as_array().unwrap().len(), table["ranks"].as_array().unwrap().len(), "as it was");

        let told = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq("protocol::override")).all(app.db.reader()).await.unwrap();
        assert_eq!(told.len(), 2);
        let first = told.iter().find(|entry| entry.object_id.simple().to_string() == later.trim_start_matches("attendee_")).unwrap();
        assert_eq!((first.reason.as_deref(), first.account_id.is_some()), (Some(reason), true));
        assert_eq!(first.changes.as_ref().unwrap()["overrideRank"], json!({ "from": null, "to": "head-of-government" }));

        app.act("clearPrecedenceOverride", json!({ "attendeeId": later, "reason": "He left" }), "attendee { precedence { courtesy { reason } } }").await;
        assert_eq!(families(&app, &event).await, ["Pappas", "Kola", "Zeqiri", "Rossi"], "who goes before him goes with him");
    }

    async fn courtesies_never_go_in_a_circle_however_many_are_said_at_once(app: TestApp) {
        let event = app.event(json!({})).await;
        let mut rows = Vec::new();
        for family in ["Alia", "Bala", "Cela", "Dida"] {
            let person = app.contact("Guest", family).await;
            let row = app.act("registerAttendee", json!({ "eventId": event, "contactId": person }), "attendee { id }").await;
            rows.push(row["attendee"]["id"].as_str().unwrap().to_owned());
        }
        let say = |one: usize, other: usize| app.act_raw("overridePrecedence", json!({ "attendeeId": rows[one], "beforeId": rows[other], "reason": "Asked for" }), "attendee { id }");
        let both = futures::future::join(say(2, 0), say(0, 2)).await;
        let refused = [both.0, both.1].iter().filter(|payload| codes(payload) == [("beforeId".to_owned(), "INCONSISTENT".to_owned())]).count();
        assert_eq!(refused, 1, "one of the two");
        say(3, 2).await;
        let now = families(&app, &event).await;
        assert_eq!(now.len(), 4);
        assert!(now == ["Dida", "Cela", "Alia", "Bala"] || now == ["Bala", "Alia", "Dida", "Cela"], "{now:?}");
        let elsewhere = app.event(json!({})).await;
        let person = app.contact("Guest", "Elezi").await;
        let row = app.act("registerAttendee", json!({ "eventId": elsewhere, "contactId": person }), "attendee { id }").await;
        let refused = app.act_raw("overridePrecedence", json!({ "attendeeId": row["attendee"]["id"], "beforeId": rows[0], "reason": "Asked for" }), "attendee { id }").await;
        assert_eq!(codes(&refused), [("beforeId".to_owned(), "NOT_FOUND".to_owned())]);
    }

    async fn each_is_addressed_by_rank_and_language_and_letters_greet_so(app: TestApp) {
        let event = app.event(json!({})).await;
        app.act("keepRankTable", json!({ "version": 0 }), "rankTable { version }").await;
        let italy = embassy(&app, "IT").await;
        let (row, person) = guest(&app, &event, "Rossi", json!({ "organisationId": italy, "function": "Ambassador" })).await;
        let plain = app.contact("Arta", "Hoxha").await;
        let query = "query($id: ID!) { node(id: $id) { ... on Attendee { spoken: formOfAddress(form: SPOKEN, language: \"sq\") written: formOfAddress(form: WRITTEN, language: \"it\") envelope: formOfAddress(form: ENVELOPE) } } }";
        let said = app.ask(query, json!({ "id": row })).await;
        assert_eq!(said["node"], json!({ "spoken": "Shkëlqesia Juaj", "written": "Eccellenza", "envelope": "H.E. Guest Rossi\nAmbassador\nEmbassy of IT" }));
        // Also to who works in this office alone.
        let officer = app.account(Role::EventOfficer, app.office.id, event.parse().unwrap()).await;
        let theirs = app.post_by(&officer, query, json!({ "id": row })).await.1;
        assert_eq!(theirs["data"]["node"], said["node"], "{theirs:#}");
        app.act("inviteContacts", json!({ "eventId": event, "audience": { "contactIds": [person, plain] } }), "queued").await;
        app.deliver().await;
        let mail = app.mail().await;
        let of = |contact: &str| mail.iter().filter(|(row, _)| row.contact_id.is_some_and(|id| id.to_string() == contact)).map(|(_, letter)| format!("{letter:?}")).collect::<Vec<_>>();
        let (to_the_ambassador, to_her) = (of(&person), of(&plain));
        assert!(!to_the_ambassador.is_empty() && to_the_ambassador.iter().all(|letter| letter.contains("Shkëlqesi,")), "{to_the_ambassador:?}");
        assert!(!to_her.is_empty() && to_her.iter().all(|letter| !letter.contains("Shkëlqesi") && letter.contains("Arta Hoxha")), "{to_her:?}");
    }

    async fn speakers_stand_in_the_order_of_protocol_or_the_highest_last(app: TestApp) {
        let event = app.event(json!({})).await;
        app.act("keepRankTable", json!({ "version": 0 }), "rankTable { version }").await;
        let (italy, ministry) = (embassy(&app, "IT").await, embassy(&app, "AL").await);
        let (_, ambassador) = guest(&app, &event, "Rossi", json!({ "organisationId": italy, "function": "Ambassador" })).await;
        let minister = app.contact("Guest", "Kola").await;
        app.act("addMembership", json!({ "contactId": minister, "organisationId": ministry, "function": "Minister" }), "contact { id }").await;
        let (musician, refuses) = (app.contact("Guest", "Duka").await, app.contact("Guest", "Leka").await);
        let cast = json!([
            { "contactId": ambassador, "role": "SPEAKER" }, { "contactId": minister, "role": "SPEAKER", "mode": "RECORDED" }, { "organisationId": italy, "role": "SPEAKER", "mode": "REMOTE" },
            { "contactId": musician, "role": "PERFORMER" }, { "contactId": refuses, "role": "SPEAKER", "confirmation": "DECLINED" },
        ]);
        let title = json!([{ "language": "en", "text": "Greetings" }]);
        let item = app.act("addAgendaItem", json!({ "eventId": event, "kind": "SPEECH", "title": title, "contributors": cast }), "agendaItem { id }").await;
        let query = "query($id: ID!) { event(id: $id) { speakingOrder { turn contact { familyName } attendee { place } agendaItemIds precedence { rank { key } } } last: speakingOrder(highestLast: true) { turn contact { familyName } } } }";
        let shown = app.ask(query, json!({ "id": event })).await["event"].clone();
        let items = json!([item["agendaItem"]["id"]]);
        assert_eq!(shown["speakingOrder"], json!([
            { "turn": 1, "contact": { "familyName": "Kola" }, "attendee": null, "agendaItemIds": items, "precedence": { "rank": { "key": "minister" } } },
            { "turn": 2, "contact": { "familyName": "Rossi" }, "attendee": { "place": "CONFIRMED" }, "agendaItemIds": items, "precedence": { "rank": { "key": "ambassador" } } },
            { "turn": 3, "contact": null, "attendee": null, "agendaItemIds": items, "precedence": { "rank": null } },
        ]));
        let last: Vec<&Value> = shown["last"].as_array().unwrap().iter().map(|turn| &turn["contact"]).collect();
        assert_eq!(json!(last), json!([null, { "familyName": "Rossi" }, { "familyName": "Kola" }]));
    }

    async fn the_protocol_list_is_paged_filtered_and_costs_the_same_for_any_number(app: TestApp) {
        app.act("keepRankTable", json!({ "version": 0 }), "rankTable { version }").await;
        let event = app.event(json!({ "capacity": 4 })).await;
        let query = "query($id: ID!, $after: String) { event(id: $id) { protocolList(first: 2, after: $after, confirmedOnly: true) { totalCount pageInfo { hasNextPage endCursor } nodes { place attendee { place formOfAddress(form: ENVELOPE) contact { familyName } } } } } }";
        let mut costs = Vec::new();
        for family in ["Alia", "Bala", "Cela", "Dida", "Elezi"] {
            let person = app.contact("Guest", family).await;
            app.act("registerAttendee", json!({ "eventId": event, "contactId": person }), "attendee { id }").await;
            let before = app.db.statements();
            app.ask(query, json!({ "id": event })).await;
            costs.push(app.db.statements() - before);
        }
        assert!(costs[1..].iter().all(|cost| *cost == costs[1]), "{costs:?}");
        let (mut seen, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = app.ask(query, json!({ "id": event, "after": after })).await["event"]["protocolList"].clone();
            assert_eq!(page["totalCount"], 4);
            seen.extend(page["nodes"].as_array().unwrap().iter().map(|node| (node["place"].as_i64().unwrap(), node["attendee"]["contact"]["familyName"].as_str().unwrap().to_owned())));
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        let expected: Vec<(i64, String)> = (1..).zip(["Alia", "Bala", "Cela", "Dida"].map(str::to_owned)).collect();
        assert_eq!(seen, expected);
    }

    async fn two_rows_that_become_one_keep_a_courtesy_and_part_again(app: TestApp) {
        let event = app.event(json!({})).await;
        let mut rows = Vec::new();
        for family in ["Alia", "Alja", "Bala", "Dida"] {
            let person = app.contact("Guest", family).await;
            let row = app.act("registerAttendee", json!({ "eventId": event, "contactId": person }), "attendee { id }").await;
            rows.push((row["attendee"]["id"].as_str().unwrap().to_owned(), person));
        }
        app.act("overridePrecedence", json!({ "attendeeId": rows[1].0, "beforeId": rows[2].0, "reason": "Asked for" }), "attendee { id }").await;
        app.act("setPrecedence", json!({ "attendeeId": rows[0].0, "precedenceOn": "2024-01-01" }), "attendee { id }").await;
        app.act("overridePrecedence", json!({ "attendeeId": rows[3].0, "beforeId": rows[1].0, "reason": "Asked for too" }), "attendee { id }").await;
        assert_eq!(families(&app, &event).await, ["Alia", "Dida", "Alja", "Bala"]);
        let before = app.contents().await;
        let merged = app.act("mergeContacts", json!({ "survivorId": rows[0].1, "otherId": rows[1].1 }), "merge { id }").await;
        assert_eq!(families(&app, &event).await, ["Dida", "Alia", "Bala"], "the one row has the day of the one and the courtesy of the other");
        let kept = app.ask("query($id: ID!) { node(id: $id) { ... on Attendee { precedence { on courtesy { reason beforeId } } } } }", json!({ "id": rows[0].0 })).await;
        assert_eq!(kept["node"]["precedence"], json!({ "on": "2024-01-01", "courtesy": { "reason": "Asked for", "beforeId": rows[2].0 } }));
        app.act("undoMerge", json!({ "id": merged["merge"]["id"] }), "merge { id }").await;
        assert_eq!(families(&app, &event).await, ["Alia", "Dida", "Alja", "Bala"]);
        let changed = before.changes(&app.contents().await);
        assert!(changed.iter().all(|line| !line.contains("attendee_precedence")), "{changed:?}");
    }

    async fn who_may_not_change_a_guest_list_gives_no_courtesies(app: TestApp) {
        let event = app.event(json!({})).await;
        let person = app.contact("Guest", "Alia").await;
        let row = app.act("registerAttendee", json!({ "eventId": event, "contactId": person }), "attendee { id }").await;
        let analyst = app.account(Role::Analyst, app.office.id, event.parse().unwrap()).await;
        let query = "mutation($input: OverridePrecedenceInput!) { overridePrecedence(input: $input) { attendee { id } } }";
        let (_, answer) = app.post_by(&analyst, query, json!({ "input": { "attendeeId": row["attendee"]["id"], "rank": "guest", "reason": "X" } })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
    }
}
