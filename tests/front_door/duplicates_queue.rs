//! The queue of duplicates: who is perhaps one person is found, waits for a person, and what was decided is remembered.

use chrono::TimeDelta;
use kuvend_domain::pairs;
use kuvend_entity::{duplicate_run, id::DuplicateRunId, kind::Role};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, prelude::Uuid, sea_query::Expr};
use serde_json::{Value, json};

use crate::{app::TestApp, on_both_engines};

pub const RUN: &str =
    "run { id state whole total gathered done compared found added removed passedOver }";
const PAIR: &str = "id version first { id displayName mergedInto { id } } second { id displayName } score strength evidence { field level weight } state decidedBy { name } decidedAt reason";

pub async fn person(app: &TestApp, input: Value) -> String {
    let mut input = input;
    input["ifDuplicate"] = json!("CREATE_ANYWAY");
    let made = app.act("registerContact", input, "contact { id }").await;
    made["contact"]["id"].as_str().unwrap().to_owned()
}

/// Asks for a walk, lets it be made, and reads how it ended.
pub async fn walk(app: &TestApp, input: Value) -> Value {
    // Long enough after what was written before, so that a walk knows it from what comes later.
    app.clock.advance(TimeDelta::hours(1));
    let asked = app.act("findDuplicates", input, RUN).await;
    pairs::drain(&app.op(), |_| true).await.unwrap();
    let found = app
        .ask(
            "query($id: ID!) { node(id: $id) { ... on DuplicateRun { id state whole total gathered done compared found added removed passedOver startedAt finishedAt } } }",
            json!({ "id": asked["run"]["id"] }),
        )
        .await;
    let run = found["node"].clone();
    assert_eq!(run["state"], "DONE", "{run:#}");
    assert_eq!(run["total"], run["done"]);
    assert_eq!(run["total"], run["gathered"]);
    run
}

async fn queue(app: &TestApp, filter: Value) -> Vec<Value> {
    let query = format!(
        "query($filter: DuplicatePairFilter) {{ duplicatePairs(filter: $filter, first: 100) {{ totalCount nodes {{ {PAIR} }} }} }}"
    );
    let found = app.ask(&query, json!({ "filter": filter })).await;
    let pairs = found["duplicatePairs"]["nodes"].as_array().unwrap().clone();
    assert_eq!(found["duplicatePairs"]["totalCount"], pairs.len());
    pairs
}

pub async fn open(app: &TestApp) -> Vec<Value> {
    queue(app, json!({ "state": "OPEN" })).await
}

pub fn of<'a>(pairs: &'a [Value], one: &str, other: &str) -> Option<&'a Value> {
    pairs.iter().find(|pair| {
        let both = [&pair["first"]["id"], &pair["second"]["id"]];
        both.iter().any(|id| *id == one) && both.iter().any(|id| *id == other)
    })
}

/// A town of people who have nothing to do with each other, and three who are there twice.
pub async fn town(app: &TestApp) -> [(String, String); 3] {
    let mut twice = Vec::new();
    for (one, other) in [
        (
            json!({ "givenName": "Zamira", "familyName": "Kryeziu", "email": "zamira.kryeziu@example.org" }),
            json!({ "givenName": "Zamirra", "familyName": "Kryezu", "email": "zamira.kryeziu@example.org" }),
        ),
        (
            json!({ "givenName": "Flutur", "familyName": "Bregasi", "birthOn": "1971-03-09" }),
            json!({ "givenName": "Bregasi", "familyName": "Flutur", "birthOn": "1971-03-09" }),
        ),
        (
            json!({ "givenName": "Nikos", "familyName": "Papadopoulos", "phone": "+30 694 123 4567" }),
            json!({ "givenName": "Nikolaos", "familyName": "Papadopoulos", "phone": "+30 694 123 4567" }),
        ),
    ] {
        twice.push((person(app, one).await, person(app, other).await));
    }
    for (given, family) in [("Besnik", "Leka"), ("Drita", "Marku"), ("Ilir", "Shehu")] {
        person(app, json!({ "givenName": given, "familyName": family })).await;
    }
    twice.try_into().unwrap()
}

/// Takes everything out of the queue, as if those who registered had put nothing into it.
pub async fn emptied(app: &TestApp) {
    kuvend_entity::duplicate_pair::Entity::delete_many()
        .exec(app.db.writer())
        .await
        .unwrap();
}

on_both_engines! {
    async fn a_walk_finds_a_typing_slip_swapped_names_and_a_shared_telephone_and_nothing_else(app: TestApp) {
        let twice = town(&app).await;
        emptied(&app).await;
        let run = walk(&app, json!({})).await;
        assert_eq!((&run["total"], &run["found"], &run["added"], &run["whole"]), (&json!(9), &json!(3), &json!(3), &json!(true)));
        let pairs = open(&app).await;
        assert_eq!(pairs.len(), 3, "{pairs:#?}");
        for (one, other) in &twice {
            let pair = of(&pairs, one, other).unwrap();
            let sum: f64 = pair["evidence"].as_array().unwrap().iter().map(|reason| reason["weight"].as_f64().unwrap()).sum();
            assert!((sum - pair["score"].as_f64().unwrap()).abs() < 0.01, "{pair:#}");
            assert!(!pair.to_string().contains("@example.org"));
        }
        let scores: Vec<f64> = pairs.iter().map(|pair| pair["score"].as_f64().unwrap()).collect();
        assert!(scores.is_sorted_by(|one, other| one >= other), "{scores:?}");
        assert_eq!(of(&pairs, &twice[0].0, &twice[0].1).unwrap()["strength"], "STRONG");
        let strong = queue(&app, json!({ "strength": "STRONG" })).await;
        assert!(strong.iter().all(|pair| pair["strength"] == "STRONG") && !strong.is_empty());
        let with = queue(&app, json!({ "contactId": twice[1].1 })).await;
        assert_eq!(with.len(), 1);
        // A second walk finds the same and changes nothing.
        let before = app.contents().await;
        let again = walk(&app, json!({ "whole": true })).await;
        assert_eq!((&again["found"], &again["added"], &again["removed"]), (&json!(3), &json!(0), &json!(0)));
        assert_eq!((&again["compared"], open(&app).await), (&run["compared"], pairs));
        let changes = before.changes(&app.contents().await);
        assert!(changes.iter().all(|line| line[2..].starts_with("duplicate_run ") || line[2..].starts_with("audit_entry ")), "{changes:#?}");
    }

    async fn what_is_no_duplicate_stays_so_over_edits_and_walks_until_it_is_reopened(app: TestApp) {
        let [(one, other), ..] = town(&app).await;
        walk(&app, json!({})).await;
        let pairs = open(&app).await;
        let pair = of(&pairs, &one, &other).unwrap();
        let input = json!({ "id": pair["id"], "version": pair["version"], "reason": "cousins" });
        let done = app.act("dismissDuplicate", input.clone(), &format!("pair {{ {PAIR} }}")).await;
        let done = &done["pair"];
        assert_eq!((&done["state"], &done["reason"], &done["decidedBy"]["name"]), (&json!("NOT_DUPLICATE"), &json!("cousins"), &json!("Test")));
        let refused = app.act_raw("dismissDuplicate", input, "pair { id }").await;
        assert_eq!((&refused["userErrors"][0]["code"], &refused["userErrors"][0]["field"]), (&json!("CONFLICT"), &json!(["version"])));
        let edit = json!({ "id": other, "version": 1, "givenName": "Zamira", "familyName": "Kryeziu" });
        app.act("updateContact", edit, "contact { id }").await;
        for input in [json!({}), json!({ "whole": true })] {
            let run = walk(&app, input).await;
            assert_eq!(run["added"], 0);
            assert!(of(&open(&app).await, &one, &other).is_none());
        }
        let kept = queue(&app, json!({ "state": "NOT_DUPLICATE" })).await;
        let told = |pair: &Value| [&pair["id"], &pair["version"], &pair["score"], &pair["reason"]].map(Value::clone);
        assert_eq!((kept.len(), told(&kept[0])), (1, told(done)));
        let back = app.act("reopenDuplicate", json!({ "id": done["id"] }), &format!("pair {{ {PAIR} }}")).await;
        assert_eq!((&back["pair"]["state"], &back["pair"]["decidedAt"], &back["pair"]["reason"]), (&json!("OPEN"), &Value::Null, &Value::Null));
        assert!(of(&open(&app).await, &one, &other).is_some());
    }

    async fn a_pair_that_is_no_longer_likely_leaves_the_queue(app: TestApp) {
        let [_, _, (one, other)] = town(&app).await;
        walk(&app, json!({})).await;
        assert!(of(&open(&app).await, &one, &other).is_some());
        app.clock.advance(TimeDelta::hours(1));
        let edit = json!({ "id": other, "version": 1, "givenName": "Eleni", "familyName": "Vasiliou", "phone": "+30 694 765 4321" });
        app.act("updateContact", edit, "contact { id }").await;
        let run = walk(&app, json!({})).await;
        assert_eq!((&run["removed"], &run["whole"], &run["total"]), (&json!(1), &json!(false), &json!(9)));
        assert!(of(&open(&app).await, &one, &other).is_none());
        assert_eq!(open(&app).await.len(), 2);
    }

    async fn who_is_registered_after_a_walk_is_found_by_the_next_one(app: TestApp) {
        let [(one, other), ..] = town(&app).await;
        walk(&app, json!({})).await;
        app.clock.advance(TimeDelta::hours(1));
        let third = person(&app, json!({ "givenName": "Zamira", "familyName": "Krieziu", "email": "zamira.kryeziu@example.org" })).await;
        emptied(&app).await;
        let run = walk(&app, json!({})).await;
        assert_eq!((&run["found"], &run["added"], &run["done"]), (&json!(2), &json!(2), &json!(10)));
        let pairs = open(&app).await;
        assert!(of(&pairs, &one, &third).is_some() && of(&pairs, &other, &third).is_some());
    }

    async fn whoever_is_registered_all_the_same_waits_in_the_queue_with_whom_they_resemble(app: TestApp) {
        let one = person(&app, json!({ "givenName": "Zamira", "familyName": "Kryeziu", "email": "zamira.kryeziu@example.org" })).await;
        assert_eq!(open(&app).await, Vec::<Value>::new());
        let other = person(&app, json!({ "givenName": "Zamira", "familyName": "Kryeziu", "email": "zamira.kryeziu@example.org" })).await;
        let spouse = person(&app, json!({ "givenName": "Besnik", "familyName": "Leka", "email": "zamira.kryeziu@example.org" })).await;
        let pairs = open(&app).await;
        assert!(of(&pairs, &one, &other).is_some());
        assert!(of(&pairs, &one, &spouse).is_none());
        let run = walk(&app, json!({})).await;
        assert_eq!((&run["found"], &run["added"], &run["removed"]), (&json!(1), &json!(0), &json!(0)));
    }

    async fn merging_settles_the_pair_and_moves_the_others_and_undoing_it_gives_them_back(app: TestApp) {
        let [(one, other), ..] = town(&app).await;
        let third = person(&app, json!({ "givenName": "Zamira", "familyName": "Krieziu", "email": "zamira.kryeziu@example.org" })).await;
        walk(&app, json!({})).await;
        let before = queue(&app, json!({})).await;
        let to_third = of(&before, &other, &third).unwrap();
        app.act("dismissDuplicate", json!({ "id": to_third["id"] }), "pair { id }").await;
        let before = queue(&app, json!({})).await;
        let merged = app.act("mergeContacts", json!({ "survivorId": one, "otherId": other }), "merge { id }").await;
        let pairs = queue(&app, json!({})).await;
        assert_eq!(of(&pairs, &one, &other).unwrap()["state"], "MERGED");
        assert!(of(&pairs, &other, &third).is_none());
        let with_third = of(&pairs, &one, &third).unwrap();
        assert_eq!((&with_third["state"], pairs.len()), (&json!("NOT_DUPLICATE"), before.len() - 1));
        let refused = app.act_raw("reopenDuplicate", json!({ "id": of(&pairs, &one, &other).unwrap()["id"] }), "pair { id }").await;
        assert_eq!(refused["userErrors"][0]["code"], "WRONG_STATE");
        walk(&app, json!({ "whole": true })).await;
        assert_eq!(queue(&app, json!({})).await.len(), pairs.len());
        app.act("undoMerge", json!({ "id": merged["merge"]["id"] }), "merge { id }").await;
        let after = queue(&app, json!({})).await;
        assert_eq!(after, before);
        walk(&app, json!({ "whole": true })).await;
        assert_eq!(queue(&app, json!({})).await, before);
    }

    async fn a_merge_can_be_undone_whatever_became_of_its_pairs_since(app: TestApp) {
        let [(one, other), ..] = town(&app).await;
        let third = person(&app, json!({ "givenName": "Zamirra", "familyName": "Kryezu", "birthYear": 1980 })).await;
        walk(&app, json!({})).await;
        assert!(of(&open(&app).await, &other, &third).is_some());
        let merged = app.act("mergeContacts", json!({ "survivorId": one, "otherId": other }), "merge { id }").await;
        let twin = person(&app, json!({ "givenName": "Zamirra", "familyName": "Kryezu", "birthYear": 1980 })).await;
        app.act("mergeContacts", json!({ "survivorId": twin, "otherId": third }), "merge { id }").await;
        emptied(&app).await;
        app.act("undoMerge", json!({ "id": merged["merge"]["id"] }), "merge { id }").await;
        let back = queue(&app, json!({})).await;
        assert_eq!(of(&back, &one, &other).unwrap()["state"], "OPEN");
        walk(&app, json!({ "whole": true })).await;
        let pairs = open(&app).await;
        assert!(of(&pairs, &one, &other).is_some() && of(&pairs, &other, &twin).is_some());
        assert!(of(&pairs, &other, &third).is_none());
    }

    async fn the_erased_are_in_no_pair_and_the_restricted_are_not_compared(app: TestApp) {
        let [(one, other), (third, fourth), _] = town(&app).await;
        walk(&app, json!({})).await;
        app.clock.advance(TimeDelta::hours(1));
        app.act("eraseContact", json!({ "contactId": one }), "isErased").await;
        assert!(queue(&app, json!({ "contactId": other })).await.is_empty());
        app.act("restrictContact", json!({ "contactId": third }), "contact { id }").await;
        let run = walk(&app, json!({})).await;
        assert_eq!(run["removed"], 1);
        assert!(queue(&app, json!({ "contactId": fourth })).await.is_empty());
        walk(&app, json!({ "whole": true })).await;
        assert_eq!(open(&app).await.len(), 1);
        app.act("liftRestriction", json!({ "contactId": third }), "contact { id }").await;
        walk(&app, json!({})).await;
        assert!(of(&open(&app).await, &third, &fourth).is_some());
    }

    async fn pages_of_the_queue_are_the_whole_of_it(app: TestApp) {
        town(&app).await;
        walk(&app, json!({})).await;
        let whole: Vec<Value> = open(&app).await.iter().map(|pair| pair["id"].clone()).collect();
        let shown = format!("query($first: Int) {{ duplicatePairs(first: $first) {{ totalCount nodes {{ {PAIR} }} }} }}");
        let mut costs = Vec::new();
        for first in [1, 3] {
            let before = app.db.statements();
            app.ask(&shown, json!({ "first": first })).await;
            costs.push(app.db.statements() - before);
        }
        assert_eq!(costs[0], costs[1], "a pair more costs no statement more");
        let query = "query($after: String) { duplicatePairs(first: 1, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }";
        let (mut after, mut seen) = (Value::Null, Vec::new());
        loop {
            let page = app.ask(query, json!({ "after": after })).await["duplicatePairs"].clone();
            seen.extend(page["nodes"].as_array().unwrap().iter().map(|pair| pair["id"].clone()));
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == false { break; }
        }
        assert_eq!(seen, whole);
    }

    async fn a_person_tells_who_is_perhaps_the_same_person_and_nobody_costs_a_statement_more(app: TestApp) {
        let [(one, other), (third, fourth), _] = town(&app).await;
        let double = person(&app, json!({ "givenName": "Zamira", "familyName": "Krieziu", "email": "zamira.kryeziu@example.org" })).await;
        walk(&app, json!({})).await;
        let pairs = open(&app).await;
        assert!(pairs.len() >= 5);
        let dismissed = of(&pairs, &third, &fourth).unwrap();
        app.act("dismissDuplicate", json!({ "id": dismissed["id"] }), "pair { id }").await;
        let duplicates = "duplicates(first: 5) { totalCount nodes { contact { id displayName } pair { id version score strength evidence { field level weight } first { id } } } pageInfo { hasNextPage } }";
        let listed = format!("query($first: Int) {{ contacts(first: $first) {{ nodes {{ id {duplicates} }} }} }}");
        let found = app.ask(&listed, json!({ "first": 20 })).await;
        let people = found["contacts"]["nodes"].as_array().unwrap();
        assert_eq!(people.len(), 10);
        for person in people {
            let me = person["id"].as_str().unwrap();
            let mine: Vec<&Value> = pairs.iter().filter(|pair| pair["id"] != dismissed["id"] && (pair["first"]["id"] == me || pair["second"]["id"] == me)).collect();
            let told = &person["duplicates"];
            assert_eq!((&told["totalCount"], &told["pageInfo"]["hasNextPage"]), (&json!(mine.len()), &json!(false)), "{person:#}");
            for (pair, told) in mine.iter().zip(told["nodes"].as_array().unwrap()) {
                let (first, second) = (&pair["first"]["id"], &pair["second"]["id"]);
                assert_eq!(&told["contact"]["id"], if *first == me { second } else { first });
                for field in ["id", "version", "score", "strength", "evidence"] {
                    assert_eq!(told["pair"][field], pair[field], "{field}");
                }
                assert_eq!(told["pair"]["first"]["id"], *first);
            }
        }
        // One person, asked for by themselves, says the same, page by page from either end too.
        let alone = format!("query($id: ID!) {{ contact(id: $id) {{ {duplicates} }} }}");
        let whole = people.iter().find(|person| person["id"] == one).unwrap()["duplicates"].clone();
        assert_eq!(app.ask(&alone, json!({ "id": one })).await["contact"]["duplicates"], whole);
        assert_eq!(whole["totalCount"], 2);
        let paged = "query($id: ID!, $first: Int, $after: String, $last: Int) { contact(id: $id) { duplicates(first: $first, after: $after, last: $last) { nodes { contact { id } } pageInfo { hasNextPage endCursor } } } }";
        let page = app.ask(paged, json!({ "id": one, "first": 1 })).await["contact"]["duplicates"].clone();
        assert_eq!((&page["nodes"][0]["contact"]["id"], &page["pageInfo"]["hasNextPage"]), (&whole["nodes"][0]["contact"]["id"], &json!(true)));
        let next = app.ask(paged, json!({ "id": one, "first": 1, "after": page["pageInfo"]["endCursor"] })).await["contact"]["duplicates"].clone();
        assert_eq!((&next["nodes"][0]["contact"]["id"], &next["pageInfo"]["hasNextPage"]), (&whole["nodes"][1]["contact"]["id"], &json!(false)));
        let last = "{ contacts(first: 20) { nodes { id duplicates(last: 1) { totalCount nodes { contact { id } } pageInfo { hasPreviousPage } } } } }";
        let found = app.ask(last, json!({})).await;
        let mine = found["contacts"]["nodes"].as_array().unwrap().iter().find(|person| person["id"] == one).unwrap()["duplicates"].clone();
        assert_eq!(mine, json!({ "totalCount": 2, "nodes": [{ "contact": { "id": whole["nodes"][1]["contact"]["id"] } }], "pageInfo": { "hasPreviousPage": true } }));
        assert!(whole.to_string().contains(&other) && whole.to_string().contains(&double));
        let count = "{ contacts(first: 20) { nodes { id duplicates { totalCount } } } }";
        let counted = app.ask(count, json!({})).await;
        let counted = counted["contacts"]["nodes"].as_array().unwrap().iter().filter(|person| person["duplicates"]["totalCount"] == 0).count();
        assert_eq!(counted, 5);
        let mut costs = Vec::new();
        for first in [3, 10] {
            let before = app.db.statements();
            app.ask(&listed, json!({ "first": first })).await;
            costs.push(app.db.statements() - before);
        }
        assert_eq!(costs[0], costs[1], "a person more costs no statement more");
    }

    async fn who_may_not_judge_pairs_sees_none_on_a_person(app: TestApp) {
        let event = app.event(json!({})).await.parse().unwrap();
        let [(one, _), ..] = town(&app).await;
        walk(&app, json!({})).await;
        let query = "query($id: ID!) { contact(id: $id) { duplicates { totalCount } } contacts { nodes { duplicates { totalCount } } } }";
        for (role, seen) in [(Role::EventOfficer, true), (Role::Analyst, false), (Role::DataProtectionOfficer, false)] {
            let who = app.account(role, app.office.id, event).await;
            let (_, answer) = app.post_by(&who, query, json!({ "id": one })).await;
            let told = &answer["data"];
            assert_eq!(told["contact"]["duplicates"], if seen { json!({ "totalCount": 1 }) } else { Value::Null }, "{answer:#}");
            assert!(told["contacts"]["nodes"].as_array().unwrap().iter().all(|person| person["duplicates"].is_object() == seen), "{answer:#}");
        }
    }

    async fn an_office_says_what_weighs_how_much_and_walks_and_registration_go_by_it(app: TestApp) {
        let [(one, other), ..] = town(&app).await;
        walk(&app, json!({})).await;
        assert_eq!(open(&app).await.len(), 3);
        let query = "{ duplicateWeights { field level weight standard } }";
        let usual = app.ask(query, json!({})).await["duplicateWeights"].clone();
        let usual = usual.as_array().unwrap();
        assert_eq!(usual.len(), 37);
        assert!(usual.iter().all(|one| one["weight"] == one["standard"]));
        // An address that is the same says nothing here, and another family name much.
        let weights = json!([
            { "field": "EMAIL", "level": "SAME", "weight": 0.0 },
            { "field": "GIVEN_NAME", "level": "NEAR", "weight": 1.25 },
            { "field": "FAMILY_NAME", "level": "NEAR", "weight": 1.5 },
        ]);
        let tuned = app.act("tuneDuplicates", json!({ "weights": weights }), "weights { field level weight standard }").await;
        let changed: Vec<&Value> = tuned["weights"].as_array().unwrap().iter().filter(|one| one["weight"] != one["standard"]).collect();
        assert_eq!(changed.len(), 3);
        assert_eq!((&changed[0]["field"], &changed[0]["level"], &changed[0]["weight"]), (&json!("GIVEN_NAME"), &json!("NEAR"), &json!(1.25)));
        assert_eq!(app.ask(query, json!({})).await["duplicateWeights"], tuned["weights"]);
        // The next walk compares everybody by that.
        let run = walk(&app, json!({})).await;
        assert_eq!((&run["whole"], &run["removed"]), (&json!(true), &json!(1)), "{run:#}");
        assert!(of(&open(&app).await, &one, &other).is_none());
        let alike = json!({ "givenName": "Zamirra", "familyName": "Kryeziu" });
        let asked = app.act_raw("registerContact", alike.clone(), "candidates { score }").await;
        let low = asked["candidates"].as_array().map_or(0, Vec::len);
        app.act("tuneDuplicates", json!({ "weights": [] }), "weights { weight }").await;
        app.act("tuneDuplicates", json!({ "weights": [] }), "weights { weight }").await;
        let again = app.ask(query, json!({})).await["duplicateWeights"].clone();
        assert_eq!(again.as_array().unwrap(), usual);
        let asked = app.act_raw("registerContact", alike, "candidates { score }").await;
        assert!(asked["candidates"].as_array().map_or(0, Vec::len) > low, "{asked:#}");
        let run = walk(&app, json!({})).await;
        assert_eq!(run["whole"], true, "{run:#}");
        assert!(of(&open(&app).await, &one, &other).is_some());
        let trail = app.ask("{ auditTrail { nodes { action } } }", json!({})).await;
        assert_eq!(trail.to_string().matches("duplicates::tune").count(), 2, "{trail:#}");
    }

    async fn weights_that_make_no_sense_are_refused_and_named(app: TestApp) {
        let before = app.contents().await;
        for (weights, field, code) in [
            (json!([{ "field": "SEX", "level": "NEAR", "weight": 1 }]), json!(["weights", "0", "level"]), "INCONSISTENT"),
            (json!([{ "field": "EMAIL", "level": "SAME", "weight": -30.5 }]), json!(["weights", "0", "weight"]), "OUT_OF_RANGE"),
            (json!([{ "field": "SEX", "level": "SAME", "weight": 1 }, { "field": "SEX", "level": "SAME", "weight": 2 }]), json!(["weights", "1"]), "TAKEN"),
            (json!([{ "field": "EMAIL", "level": "SAME", "weight": 1 }, { "field": "CITY", "level": "SAME", "weight": -9 }]), json!(["weights", "1", "weight"]), "INCONSISTENT"),
        ] {
            let refused = app.act_raw("tuneDuplicates", json!({ "weights": weights }), "weights { weight }").await;
            assert_eq!((&refused["weights"], &refused["userErrors"][0]["field"], &refused["userErrors"][0]["code"]), (&Value::Null, &field, &json!(code)), "{refused:#}");
        }
        app.holds(&before).await;
    }

    async fn another_office_sees_no_pair_and_decides_of_none(app: TestApp) {
        let event = app.event(json!({})).await.parse().unwrap();
        town(&app).await;
        let run = walk(&app, json!({})).await;
        let pair = open(&app).await[0]["id"].clone();
        let office = app.another_office().await;
        let stranger = app.account(Role::EventOfficer, office, event).await;
        let (_, seen) = app.post_as(&stranger, "{ duplicatePairs { totalCount nodes { id } } duplicateRuns { id } }").await;
        assert_eq!(seen["data"], json!({ "duplicatePairs": { "totalCount": 0, "nodes": [] }, "duplicateRuns": [] }));
        let (_, seen) = app.post_by(&stranger, "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": [pair, run["id"]] })).await;
        assert_eq!(seen["data"]["nodes"], json!([null, null]));
        for mutation in ["dismissDuplicate", "reopenDuplicate"] {
            let (_, refused) = app.post_as(&stranger, &format!("mutation {{ {mutation}(input: {{ id: {pair} }}) {{ pair {{ id }} userErrors {{ code field }} }} }}")).await;
            assert_eq!(refused["data"][mutation], json!({ "pair": null, "userErrors": [{ "code": "NOT_FOUND", "field": ["id"] }] }));
        }
        // A walk through the other office finds nothing of this one.
        assert_eq!(walk(&app, json!({ "officeId": office.to_string() })).await["total"], 0);
        assert_eq!(open(&app).await.len(), 3);
    }

    async fn of_two_who_ask_or_work_at_once_there_is_one_walk(app: TestApp) {
        town(&app).await;
        emptied(&app).await;
        let (one, other) = tokio::join!(app.act("findDuplicates", json!({}), RUN), app.act("findDuplicates", json!({}), RUN));
        assert_eq!(one["run"]["id"], other["run"]["id"]);
        let op = app.op();
        let (one, other) = tokio::join!(pairs::drain(&op, |_| true), pairs::drain(&op, |_| true));
        assert_eq!(one.unwrap() + other.unwrap(), 1);
        let runs = app.ask("{ duplicateRuns { state total done gathered found added } }", json!({})).await;
        assert_eq!(runs["duplicateRuns"], json!([{ "state": "DONE", "total": 9, "done": 9, "gathered": 9, "found": 3, "added": 3 }]));
        assert_eq!(open(&app).await.len(), 3);
    }

    async fn a_walk_that_was_killed_goes_on_where_it_was_once_its_lease_is_over(app: TestApp) {
        town(&app).await;
        emptied(&app).await;
        let asked = app.act("findDuplicates", json!({}), RUN).await;
        let id: DuplicateRunId = asked["run"]["id"].as_str().unwrap().parse().unwrap();
        let mut pages = 0;
        let op = app.op();
        let stopped = pairs::follow(&op, id, |run| { pages += 1; run.done == 0 }).await.unwrap().unwrap();
        assert_eq!((stopped.done, stopped.total), (9, 9));
        // As one who was killed leaves it: with the lease.
        let lease = app.clock.now() + TimeDelta::minutes(2);
        duplicate_run::Entity::update_many()
            .col_expr(duplicate_run::Column::LeaseToken, Expr::value(Uuid::nil()))
            .col_expr(duplicate_run::Column::LeasedUntil, Expr::value(lease))
            .filter(duplicate_run::Column::Id.eq(id))
            .exec(app.db.writer())
            .await
            .unwrap();
        assert_eq!(pairs::drain(&op, |_| true).await.unwrap(), 0);
        app.clock.advance(TimeDelta::minutes(3));
        let mut further = 0;
        pairs::drain(&op, |run| { further += 1; run.done <= 9 }).await.unwrap();
        assert_eq!((pages, further), (4, 1));
        let runs = app.ask("{ duplicateRuns { state total done gathered found added } }", json!({})).await;
        assert_eq!(runs["duplicateRuns"], json!([{ "state": "DONE", "total": 9, "done": 9, "gathered": 9, "found": 3, "added": 3 }]));
    }
}
