//! Walks in search of duplicates that do not go as they should: they fail, are stopped, and are broken off.

use chrono::TimeDelta;
use kuvend_domain::{
    generate::{Generate, generate},
    pairs,
};
use kuvend_entity::{duplicate_key, duplicate_pair, duplicate_run, id::DuplicateRunId, kind::Role};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, prelude::Uuid, sea_query::Expr,
};
use serde_json::{Value, json};

use crate::{
    app::TestApp,
    duplicates_queue::{RUN, emptied, of, open, person, town, walk},
    on_both_engines,
    uploads::brought,
};

const ENDED: &str = "run { id state finishedAt problems { field code message } }";

/// Takes away what a walk notes keys in, or gives it back.
async fn keys_are(app: &TestApp, there: bool) {
    let (from, to) = if there {
        ("duplicate_key_away", "duplicate_key")
    } else {
        ("duplicate_key", "duplicate_key_away")
    };
    let sql = format!("ALTER TABLE {from} RENAME TO {to}");
    app.db.writer().execute_unprepared(&sql).await.unwrap();
}

/// Lets a worker go on, some minutes after the last one; whether that failed.
async fn fails(app: &TestApp) -> bool {
    app.clock.advance(TimeDelta::minutes(3));
    pairs::drain(&app.op(), |_| true).await.is_err()
}

async fn asked(app: &TestApp) -> DuplicateRunId {
    let asked = app.act("findDuplicates", json!({}), RUN).await;
    asked["run"]["id"].as_str().unwrap().parse().unwrap()
}

async fn now(app: &TestApp, id: DuplicateRunId) -> Value {
    let query = "query($id: ID!) { node(id: $id) { ... on DuplicateRun { state found added done finishedAt problems { field code message } } } }";
    let found = app.ask(query, json!({ "id": id.to_string() })).await;
    found["node"].clone()
}

/// More than two pages of people, and at either end of them some who are there twice.
async fn crowd(app: &TestApp) {
    town(app).await;
    let cmd = Generate {
        office: app.office.id,
        events: 1,
        contacts: 250,
        attendees: 10,
        seed: 7,
        today: app.clock.now().date_naive(),
        history: false,
    };
    generate(&app.op(), &cmd, |_| {}).await.unwrap();
    for again in [
        json!({ "givenName": "Zamira", "familyName": "Krieziu", "email": "zamira.kryeziu@example.org" }),
        json!({ "givenName": "Fluturi", "familyName": "Bregasi", "birthOn": "1971-03-09" }),
    ] {
        person(app, again).await;
    }
    emptied(app).await;
}

/// What waits in the queue, by the two people: their ids with how likely they are one, and what says so.
async fn waiting(app: &TestApp) -> Vec<(String, String, i64, Value)> {
    let pairs = duplicate_pair::Entity::find()
        .all(app.db.reader())
        .await
        .unwrap();
    let mut pairs: Vec<_> = pairs
        .into_iter()
        .map(|pair| {
            (
                pair.first_id.to_string(),
                pair.second_id.to_string(),
                pair.millibits,
                pair.evidence,
            )
        })
        .collect();
    pairs.sort_by(|one, other| (&one.0, &one.1).cmp(&(&other.0, &other.1)));
    pairs
}

/// Leaves a walk as a worker does who is killed: with the lease, and what was begun is lost.
async fn killed(app: &TestApp, id: DuplicateRunId) {
    duplicate_run::Entity::update_many()
        .col_expr(duplicate_run::Column::LeaseToken, Expr::value(Uuid::nil()))
        .col_expr(
            duplicate_run::Column::LeasedUntil,
            Expr::value(app.clock.now() + TimeDelta::minutes(2)),
        )
        .filter(duplicate_run::Column::Id.eq(id))
        .exec(app.db.writer())
        .await
        .unwrap();
}

/// Somebody whose name has little to do with anybody else's, born on the day of all the others.
async fn somebody(app: &TestApp, number: u64) {
    let mut left = (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 8;
    let mut name = || {
        let take = |letters: &'static [&'static str]| {
            let many = u64::try_from(letters.len()).unwrap();
            let chosen = usize::try_from(left % many).unwrap();
            left /= many;
            letters[chosen]
        };
        let consonants = &[
            "b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z",
        ];
        let vowels = &["a", "e", "i", "o", "u"];
        [
            consonants.as_slice(),
            vowels,
            consonants,
            vowels,
            consonants,
            vowels,
        ]
        .map(take)
        .concat()
    };
    let input = json!({ "givenName": name(), "familyName": name(), "birthOn": "1980-05-17" });
    person(app, input).await;
}

on_both_engines! {
    async fn whoever_comes_in_by_a_file_is_compared_with_everybody_without_being_asked(app: TestApp) {
        let known = person(&app, json!({ "givenName": "Rina", "familyName": "Ricca", "email": "rina@example.org", "birthOn": "1980-02-03" })).await;
        app.clock.advance(TimeDelta::hours(1));
        let file = "Given name,Family name,Email,Date of birth\nRinna,Ricca,rinna@example.org,1980-02-03\nDrita,Leka,drita@example.org,1971-05-06\n";
        let (_, done) = brought(&app, json!({}), file.as_bytes()).await;
        assert_eq!((&done["state"], &done["created"]), (&json!("DONE"), &json!(2)), "{done:#}");
        pairs::drain(&app.op(), |_| true).await.unwrap();
        let open = open(&app).await;
        assert_eq!(open.len(), 1, "{open:#?}");
        assert!(open[0]["first"]["id"] == known.as_str() || open[0]["second"]["id"] == known.as_str(), "{open:#?}");
        // A file that changes nothing asks for nothing.
        app.clock.advance(TimeDelta::hours(1));
        brought(&app, json!({}), file.as_bytes()).await;
        assert_eq!(pairs::drain(&app.op(), |_| true).await.unwrap(), 0);
    }

    async fn a_key_that_more_than_a_hundred_share_is_passed_over_and_the_walk_says_so(app: TestApp) {
        let twice = json!({ "givenName": "Zamira", "familyName": "Kryeziu", "birthOn": "1980-05-17" });
        let (one, other) = (person(&app, twice.clone()).await, person(&app, twice).await);
        for number in 0..98 {
            somebody(&app, number).await;
        }
        // A hundred of one birthday are compared with each other, all of them.
        let run = walk(&app, json!({})).await;
        assert_eq!((&run["total"], &run["compared"], &run["passedOver"]), (&json!(100), &json!(4_950), &json!(0)), "{run:#}");
        assert!(of(&open(&app).await, &one, &other).is_some());
        // One more, and nobody is brought together by it: not who is new, nor who was there. Two who share more still meet.
        somebody(&app, 98).await;
        let run = walk(&app, json!({})).await;
        assert_eq!((&run["total"], &run["passedOver"], &run["whole"]), (&json!(101), &json!(1), &json!(false)), "{run:#}");
        let run = walk(&app, json!({ "whole": true })).await;
        assert_eq!((&run["total"], &run["passedOver"]), (&json!(101), &json!(1)), "{run:#}");
        assert!(run["compared"].as_i64().unwrap() < 1_000, "{run:#}");
        assert!(of(&open(&app).await, &one, &other).is_some());
    }

    async fn a_walk_over_several_pages_that_dies_midway_finds_what_an_unbroken_one_finds(app: TestApp) {
        crowd(&app).await;
        let whole = walk(&app, json!({})).await;
        let found = waiting(&app).await;
        assert_eq!((&whole["total"], &whole["added"]), (&json!(261), &json!(found.len())));
        assert!(found.len() >= 6, "{found:#?}");
        emptied(&app).await;
        duplicate_key::Entity::delete_many().exec(app.db.writer()).await.unwrap();
        // Each worker makes one page and dies at the next.
        app.clock.advance(TimeDelta::hours(1));
        let asked = app.act("findDuplicates", json!({ "whole": true }), RUN).await;
        let id: DuplicateRunId = asked["run"]["id"].as_str().unwrap().parse().unwrap();
        let (op, mut places) = (app.op(), Vec::new());
        loop {
            let run = pairs::follow(&op, id, |_| false).await.unwrap().unwrap();
            if run.state.is_over() {
                break;
            }
            places.push((run.gathered, run.done));
            killed(&app, id).await;
            assert!(pairs::follow(&op, id, |_| true).await.unwrap().is_none(), "the lease holds");
            app.clock.advance(TimeDelta::minutes(3));
        }
        assert_eq!(places, [(0, 0), (261, 0), (261, 0), (261, 100), (261, 200), (261, 261)]);
        assert_eq!(waiting(&app).await, found);
        let runs = app.ask("{ duplicateRuns { state total gathered done compared found added removed passedOver } }", json!({})).await;
        let (again, first) = (&runs["duplicateRuns"][0], &runs["duplicateRuns"][1]);
        assert_eq!(again, first);
        assert_eq!(again["state"], "DONE");
    }

    async fn a_walk_that_never_comes_further_is_given_up_after_five_goes(app: TestApp) {
        town(&app).await;
        emptied(&app).await;
        let id = asked(&app).await;
        keys_are(&app, false).await;
        for _ in 0..4 {
            assert!(fails(&app).await);
            assert_eq!((&now(&app, id).await["state"], &now(&app, id).await["problems"]), (&json!("GATHERING"), &json!([])));
        }
        assert!(!fails(&app).await);
        let run = now(&app, id).await;
        assert_eq!((&run["state"], run["finishedAt"].is_string()), (&json!("FAILED"), true), "{run:#}");
        let message = "This was begun 5 times and never came further.";
        assert_eq!(run["problems"], json!([{ "field": ["officeId"], "code": "GIVEN_UP", "message": message }]));
        // It is over: nobody takes it up again, and another can be asked for.
        keys_are(&app, true).await;
        app.clock.advance(TimeDelta::hours(1));
        assert_eq!(pairs::drain(&app.op(), |_| true).await.unwrap(), 0);
        let again = walk(&app, json!({})).await;
        assert_eq!((&again["whole"], &again["found"], &again["added"]), (&json!(true), &json!(3), &json!(3)));
    }

    async fn a_walk_that_came_further_may_fail_as_often_again(app: TestApp) {
        town(&app).await;
        emptied(&app).await;
        let id = asked(&app).await;
        keys_are(&app, false).await;
        for _ in 0..4 {
            assert!(fails(&app).await);
        }
        keys_are(&app, true).await;
        app.clock.advance(TimeDelta::minutes(3));
        pairs::follow(&app.op(), id, |_| false).await.unwrap().unwrap();
        keys_are(&app, false).await;
        for _ in 0..3 {
            assert!(fails(&app).await);
        }
        assert_eq!(now(&app, id).await["state"], "GATHERING");
        keys_are(&app, true).await;
        assert!(!fails(&app).await);
        let run = now(&app, id).await;
        assert_eq!((&run["state"], &run["found"], &run["problems"]), (&json!("DONE"), &json!(3), &json!([])));
    }

    async fn a_walk_is_cancelled_whether_it_waits_or_is_under_way_and_what_it_found_stays(app: TestApp) {
        town(&app).await;
        emptied(&app).await;
        let waits = asked(&app).await;
        let gone = app.act("cancelFindDuplicates", json!({ "id": waits.to_string() }), ENDED).await;
        assert_eq!((&gone["run"]["state"], &gone["run"]["problems"]), (&json!("CANCELLED"), &json!([])));
        assert!(gone["run"]["finishedAt"].is_string());
        assert_eq!(pairs::drain(&app.op(), |_| true).await.unwrap(), 0);
        let refused = app.act_raw("cancelFindDuplicates", json!({ "id": waits.to_string() }), ENDED).await;
        assert_eq!((&refused["userErrors"][0]["code"], &refused["userErrors"][0]["field"]), (&json!("WRONG_STATE"), &json!(["id"])));
        // One that has put what it found into the queue already.
        let id = asked(&app).await;
        assert_ne!(id, waits);
        pairs::follow(&app.op(), id, |run| run.done == 0).await.unwrap().unwrap();
        assert_eq!(open(&app).await.len(), 3);
        app.act("cancelFindDuplicates", json!({ "id": id.to_string() }), ENDED).await;
        app.clock.advance(TimeDelta::hours(1));
        assert_eq!(pairs::drain(&app.op(), |_| true).await.unwrap(), 0);
        assert_eq!((open(&app).await.len(), &now(&app, id).await["state"]), (3, &json!("CANCELLED")));
        // The next one does what was left.
        let next = walk(&app, json!({})).await;
        assert_eq!((&next["whole"], &next["found"], &next["added"]), (&json!(true), &json!(3), &json!(0)));
        let trail = app.ask("query($filter: AuditFilter!) { auditTrail(filter: $filter) { nodes { action } } }", json!({ "filter": { "officeId": app.office.id.to_string() } })).await;
        assert_eq!(trail.to_string().matches("duplicates::cancelFind").count(), 2, "{trail:#}");
    }

    async fn a_worker_whose_walk_is_cancelled_writes_nothing_more(app: TestApp) {
        town(&app).await;
        emptied(&app).await;
        let id = asked(&app).await;
        let op = app.op();
        let mut stopped = false;
        let left = pairs::follow(&op, id, |run| {
            if run.gathered == 9 && !stopped {
                stopped = true;
                // As somebody does while the worker is at its next page.
                let cancelling = app.act("cancelFindDuplicates", json!({ "id": id.to_string() }), ENDED);
                futures::executor::block_on(cancelling);
            }
            true
        })
        .await
        .unwrap();
        assert!(left.is_none() && stopped);
        assert!(open(&app).await.is_empty());
        assert_eq!(now(&app, id).await["state"], "CANCELLED");
    }

    async fn nobody_cancels_the_walk_of_another_office(app: TestApp) {
        let event = app.event(json!({})).await.parse().unwrap();
        let id = asked(&app).await;
        let stranger = app.account(Role::EventOfficer, app.another_office().await, event).await;
        let (_, refused) = app.post_as(&stranger, &format!("mutation {{ cancelFindDuplicates(input: {{ id: \"{id}\" }}) {{ run {{ id }} userErrors {{ code field }} }} }}")).await;
        assert_eq!(refused["data"]["cancelFindDuplicates"], json!({ "run": null, "userErrors": [{ "code": "NOT_FOUND", "field": ["id"] }] }));
        assert_eq!(now(&app, id).await["state"], "QUEUED");
    }
}
