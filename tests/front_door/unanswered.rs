//! Who has yet to answer what: counted and found by statements, as the guest's page would have it; and asked to by letter.

use std::collections::{BTreeMap, BTreeSet};

use kuvend_entity::{
    kind::{MessageKind, MessageState, Role},
    message,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::{
    app::{TestApp, at},
    needs::guest,
    on_both_engines,
    questions::{ask, coach},
};

const LIST: &str = "query($id: ID!, $filter: AttendeeFilter) { event(id: $id) { attendees(filter: $filter, first: 100) { totalCount nodes { id contact { givenName } } } } }";

async fn answer(app: &TestApp, row: &str, answers: Value) {
    let input = json!({ "attendeeId": row, "answers": answers });
    app.act("recordAnswers", input, "attendee { id }").await;
}

/// By their given names.
async fn found(app: &TestApp, event: &str, filter: Value) -> Vec<String> {
    let shown = app
        .ask(LIST, json!({ "id": event, "filter": filter }))
        .await;
    let list = &shown["event"]["attendees"];
    let nodes = list["nodes"].as_array().unwrap();
    assert_eq!(list["totalCount"], nodes.len());
    let name = |row: &Value| row["contact"]["givenName"].as_str().unwrap().to_owned();
    nodes.iter().map(name).collect()
}

async fn unanswered(app: &TestApp, event: &str) -> BTreeMap<String, i64> {
    let query = "query($id: ID!) { event(id: $id) { questions { key unanswered } } }";
    let shown = app.ask(query, json!({ "id": event })).await;
    let all = shown["event"]["questions"].as_array().unwrap().iter();
    let pair = |one: &Value| {
        (
            one["key"].as_str().unwrap().to_owned(),
            one["unanswered"].as_i64().unwrap(),
        )
    };
    all.map(pair).collect()
}

/// Numbers without an order that anybody would see, the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

on_both_engines! {
    async fn who_has_yet_to_answer_a_required_question_is_found_and_counted(app: TestApp) {
        let event = app.event(json!({})).await;
        let other = app.event(json!({})).await;
        let mut rows = BTreeMap::new();
        for name in ["Arta", "Besnik", "Chiara", "Drin", "Elira"] {
            let (_, row) = guest(&app, &event, (name, "Hoxha"), json!({})).await;
            rows.insert(name, row);
        }
        guest(&app, &other, ("Fatos", "Shehu"), json!({})).await;
        assert_eq!(found(&app, &event, json!({ "hasOpenQuestions": true })).await, [""; 0], "nothing is asked");
        ask(&app, &event, 0, coach()).await;
        // Arta answered all, Besnik stays at home with his car, Chiara did not say from where, Drin nothing that is required.
        answer(&app, &rows["Arta"], json!([{ "question": "coach", "value": "YES" }, { "question": "from", "value": "durres" }])).await;
        answer(&app, &rows["Besnik"], json!([{ "question": "coach", "value": "NO" }, { "question": "days", "value": ["first", "second"] }])).await;
        answer(&app, &rows["Chiara"], json!([{ "question": "coach", "value": "YES" }])).await;
        answer(&app, &rows["Drin"], json!([{ "question": "song", "value": "%\"YES\"%" }])).await;
        app.act("recordResponse", json!({ "attendeeId": rows["Elira"], "response": "DECLINED", "channel": "PHONE" }), "attendee { id }").await;
        assert_eq!(found(&app, &event, json!({ "hasOpenQuestions": true })).await, ["Chiara", "Drin", "Elira"]);
        assert_eq!(found(&app, &event, json!({ "hasOpenQuestions": true, "place": ["CONFIRMED"] })).await, ["Chiara", "Drin"]);
        assert_eq!(found(&app, &event, json!({ "hasOpenQuestions": false })).await, ["Arta", "Besnik"]);
        assert_eq!(found(&app, &event, json!({ "not": { "hasOpenQuestions": true } })).await, ["Arta", "Besnik"]);
        assert_eq!(found(&app, &event, json!({ "any": [{ "hasOpenQuestions": false }, { "response": ["DECLINED"] }] })).await, ["Arta", "Besnik", "Elira"]);
        let counted = |pairs: &[(&str, i64)]| pairs.iter().map(|(key, count)| ((*key).to_owned(), *count)).collect::<BTreeMap<_, _>>();
        assert_eq!(unanswered(&app, &event).await, counted(&[("coach", 1), ("from", 1), ("days", 3), ("song", 3), ("guests", 4), ("born", 4)]), "of the four who come, and of those to whom each is put");
        // A question that is asked no more, or need not be answered, holds nobody up.
        let mut eased = coach();
        eased[0]["isRequired"] = json!(false);
        ask(&app, &event, 1, eased.clone()).await;
        assert_eq!(found(&app, &event, json!({ "hasOpenQuestions": true })).await, ["Chiara"]);
        eased.as_array_mut().unwrap().remove(1);
        ask(&app, &event, 2, eased).await;
        assert_eq!(found(&app, &event, json!({ "hasOpenQuestions": true })).await, [""; 0]);
        // In a list of events each list is of its own event.
        ask(&app, &other, 0, coach()).await;
        let lists = app.ask("{ events(first: 10) { nodes { id attendees(filter: { hasOpenQuestions: true }) { nodes { contact { givenName } } } questions { unanswered } } } }", json!({})).await;
        let nodes = lists["events"]["nodes"].as_array().unwrap();
        let of = |id: &str| nodes.iter().find(|node| node["id"] == id).unwrap();
        assert_eq!(of(&event)["attendees"]["nodes"], json!([]));
        assert_eq!(of(&other)["attendees"]["nodes"], json!([{ "contact": { "givenName": "Fatos" } }]));
        assert_eq!(of(&other)["questions"][0]["unanswered"], 1);
    }

    async fn who_may_not_read_answers_learns_from_no_filter_what_they_were(app: TestApp) {
        let event = app.event(json!({})).await;
        ask(&app, &event, 0, coach()).await;
        guest(&app, &event, ("Arta", "Hoxha"), json!({})).await;
        let analyst = app.account(Role::Analyst, app.office.id, event.parse().unwrap()).await;
        for filter in [json!({ "hasOpenQuestions": true }), json!({ "not": { "hasOpenQuestions": false } }), json!({ "any": [{ "hasOpenQuestions": false }] })] {
            let (_, answer) = app.post_by(&analyst, LIST, json!({ "id": event, "filter": filter })).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{answer:#}");
        }
        let (_, answer) = app.post_by(&analyst, LIST, json!({ "id": event, "filter": {} })).await;
        assert_eq!(answer["data"]["event"]["attendees"]["totalCount"], 1);
        let desk = app.account(Role::FrontDesk, app.office.id, event.parse().unwrap()).await;
        let (_, answer) = app.post_by(&desk, LIST, json!({ "id": event, "filter": { "hasOpenQuestions": true } })).await;
        assert_eq!(answer["data"]["event"]["attendees"]["totalCount"], 1, "{answer:#}");
    }

    /// Against the obvious way: to go through the questions with each guest's answers in hand.
    async fn a_question_that_turns_on_others_is_open_for_whom_it_would_be_put_to(app: TestApp) {
        let mut dice = Dice(4_711);
        for round in 0..4 {
            let event = app.event(json!({})).await;
            let count = 8;
            let mut asked = Vec::new();
            for number in 0..count {
                let options: Vec<Value> = ["a", "b", "a-b"].iter().map(|key| json!({ "key": key, "label": [{ "language": "en", "text": key }] })).collect();
                let mut one = json!({ "key": format!("q{number}"), "kind": "CHOICE", "wording": [{ "language": "en", "text": "?" }], "isRequired": dice.below(3) > 0, "options": options });
                if number > 0 && dice.below(4) > 0 {
                    let any = [json!([]), json!(["a"]), json!(["b", "a-b"])][usize::try_from(dice.below(3)).unwrap()].clone();
                    one["condition"] = json!({ "question": format!("q{}", dice.below(number)), "anyOf": any });
                }
                asked.push(one);
            }
            let mut rows = Vec::new();
            ask(&app, &event, 0, json!(asked)).await;
            for number in 0..10 {
                let (_, row) = guest(&app, &event, (&format!("Guest{number}"), &format!("Of{round}")), json!({})).await;
                let mut answers: BTreeMap<String, &str> = BTreeMap::new();
                for one in &asked {
                    let is_put = one["condition"].is_null() || answers.get(one["condition"]["question"].as_str().unwrap()).is_some_and(|value| {
                        let any = one["condition"]["anyOf"].as_array().unwrap();
                        any.is_empty() || any.contains(&json!(value))
                    });
                    if is_put && dice.below(3) > 0 {
                        answers.insert(one["key"].as_str().unwrap().to_owned(), ["a", "b", "a-b"][usize::try_from(dice.below(3)).unwrap()]);
                    }
                }
                let told: Vec<Value> = answers.iter().map(|(key, value)| json!({ "question": key, "value": value })).collect();
                answer(&app, &row, json!(told)).await;
                rows.push((format!("Guest{number}"), answers));
            }
            // Some questions turn on another answer from now on, so that answers are there that would not be asked for.
            if let Some(turned) = asked.iter_mut().find(|one| !one["condition"].is_null()) {
                turned["condition"]["anyOf"] = json!(["b"]);
            }
            ask(&app, &event, 1, json!(asked)).await;
            let (mut open, mut counts): (BTreeSet<String>, BTreeMap<String, i64>) = (BTreeSet::new(), asked.iter().map(|one| (one["key"].as_str().unwrap().to_owned(), 0)).collect());
            for (name, answers) in &rows {
                let mut put = BTreeSet::new();
                for one in &asked {
                    let key = one["key"].as_str().unwrap();
                    let condition = &one["condition"];
                    let other = condition["question"].as_str().unwrap_or_default();
                    let any = condition["anyOf"].as_array().cloned().unwrap_or_default();
                    let is_put = condition.is_null() || (put.contains(other) && answers.get(other).is_some_and(|value| any.is_empty() || any.contains(&json!(value))));
                    if !is_put {
                        continue;
                    }
                    put.insert(key);
                    if !answers.contains_key(key) {
                        *counts.get_mut(key).unwrap() += 1;
                        if one["isRequired"] == true {
                            open.insert(name.clone());
                        }
                    }
                }
            }
            assert_eq!(unanswered(&app, &event).await, counts, "round {round}: {asked:?} {rows:?}");
            let names: BTreeSet<String> = found(&app, &event, json!({ "hasOpenQuestions": true })).await.into_iter().collect();
            assert_eq!(names, open, "round {round}");
        }
    }

    async fn who_comes_is_asked_by_letter_to_answer_and_not_once_they_have(app: TestApp) {
        let event = app.event(json!({})).await;
        ask(&app, &event, 0, coach()).await;
        let mut rows = Vec::new();
        for name in ["Arta", "Besnik", "Chiara", "Drin"] {
            rows.push(guest(&app, &event, (name, "Hoxha"), json!({})).await.1);
        }
        app.deliver().await;
        answer(&app, &rows[0], json!([{ "question": "coach", "value": "NO" }])).await;
        let input = json!({ "eventId": event, "outcome": "OPEN_QUESTIONS", "sendAt": "2026-11-10T08:00:00Z" });
        let dry = app.act("sendFollowUp", json!({ "eventId": event, "outcome": "OPEN_QUESTIONS", "dryRun": true }), "queued").await;
        assert_eq!(dry["queued"], 3, "whether or not they agreed to anything else: they take part");
        let sent = app.act("sendFollowUp", input.clone(), "queued campaign { kind }").await;
        assert_eq!((&sent["queued"], &sent["campaign"]["kind"]), (&json!(3), &json!("QUESTIONS")));
        assert_eq!(app.act("sendFollowUp", input, "queued skipped { reason count }").await["queued"], 0, "once a day");
        // Before it goes out, one answers and one gives the place back.
        answer(&app, &rows[1], json!([{ "question": "coach", "value": "NO" }])).await;
        app.act("cancelAttendee", json!({ "attendeeId": rows[2] }), "attendee { place }").await;
        app.clock.set(at("2026-11-10T08:00:00Z"));
        app.deliver().await;
        let letters = message::Entity::find().filter(message::Column::Kind.eq(MessageKind::Questions)).all(app.db.reader()).await.unwrap();
        let went: Vec<_> = letters.iter().filter(|row| row.state == MessageState::Accepted).collect();
        assert_eq!(went.len(), 1, "{letters:?}");
        let mail = app.mail().await;
        let (_, letter) = mail.iter().find(|(row, _)| row.kind == MessageKind::Questions).unwrap();
        let link = app.ask("query($id: ID!) { node(id: $id) { ... on Attendee { personalLink contact { id } } } }", json!({ "id": rows[3] })).await["node"].clone();
        let words = letter.text.as_ref().unwrap();
        assert!(words.contains("Përgjigjuni pyetjeve:") && words.contains(link["personalLink"].as_str().unwrap()), "{words}");
        // It is the page at which they are answered.
        let path = link["personalLink"].as_str().unwrap();
        let request = axum::http::Request::get(path).body(axum::body::Body::empty()).unwrap();
        assert!(String::from_utf8(app.send(request).await.1).unwrap().contains("A vini me autobusin tonë?"));
        app.clock.set(at("2026-11-16T18:00:00Z"));
        let late = app.act_raw("sendFollowUp", json!({ "eventId": event, "outcome": "OPEN_QUESTIONS" }), "queued").await;
        assert_eq!(late["userErrors"][0]["code"], "TOO_LATE", "{late}");
    }
}
