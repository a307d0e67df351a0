//! Questions that an event asks: their versions and conditions, what is answered, and what answers add up to.

use kuvend_domain::needs;
use kuvend_entity::kind::Role;
use serde_json::{Value, json};

use crate::{
    app::{TestApp, at},
    merges::{changes, copy, merged},
    needs::guest,
    on_both_engines,
};

fn text(en: &str) -> Value {
    json!([{ "language": "en", "text": en }])
}

/// Whether by coach; if so from where; and what one sings.
pub fn coach() -> Value {
    json!([
        { "key": "coach", "kind": "YES_NO", "wording": [{ "language": "en", "text": "Do you come by our coach?" }, { "language": "sq", "text": "A vini me autobusin tonë?" }], "isRequired": true },
        { "key": "from", "kind": "CHOICE", "wording": text("From where?"), "condition": { "question": "coach", "anyOf": ["YES"] }, "isRequired": true,
          "options": [{ "key": "tirana", "label": [{ "language": "en", "text": "Tirana" }, { "language": "sq", "text": "Tiranë" }] }, { "key": "durres", "label": text("Durrës") }] },
        { "key": "days", "kind": "CHOICES", "wording": text("Which days?"), "options": [{ "key": "first", "label": text("The first") }, { "key": "second", "label": text("The second") }] },
        { "key": "song", "kind": "TEXT", "wording": text("What do you sing?"), "hint": text("In any language.") },
        { "key": "guests", "kind": "NUMBER", "wording": text("How many did you tell of it?") },
        { "key": "born", "kind": "DATE", "wording": text("When did you leave?"), "isSensitive": true },
    ])
}

pub async fn ask(app: &TestApp, event: &str, version: i32, questions: Value) -> Value {
    let input = json!({ "eventId": event, "version": version, "questions": questions });
    let selection = "event { questionsVersion questions { key version } }";
    app.act("keepQuestions", input, selection).await["event"].clone()
}

async fn answer(app: &TestApp, row: &str, answers: Value) -> Value {
    let input = json!({ "attendeeId": row, "answers": answers });
    let selection = "attendee { version answers { question version wording value text saidBy } }";
    app.act("recordAnswers", input, selection).await["attendee"].clone()
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

fn values(row: &Value) -> Value {
    let answers = row["answers"].as_array().unwrap().iter();
    let pairs = answers.map(|one| {
        (
            one["question"].as_str().unwrap().to_owned(),
            one["value"].clone(),
        )
    });
    Value::Object(pairs.collect())
}

on_both_engines! {
    async fn an_event_asks_in_order_and_in_every_language(app: TestApp) {
        let event = app.event(json!({})).await;
        let kept = ask(&app, &event, 0, coach()).await;
        assert_eq!(kept["questionsVersion"], 1);
        let query = "query($id: ID!) { event(id: $id) { questions { key kind version wording(language: \"sq\") wordingTranslations { language text } hint options { key label(language: \"sq\") } condition { question anyOf } isRequired isSensitive retiredAt } } }";
        let shown = app.ask(query, json!({ "id": event })).await["event"]["questions"].clone();
        assert_eq!(shown[0], json!({ "key": "coach", "kind": "YES_NO", "version": 1, "wording": "A vini me autobusin tonë?",
            "wordingTranslations": [{ "language": "en", "text": "Do you come by our coach?" }, { "language": "sq", "text": "A vini me autobusin tonë?" }],
            "hint": null, "options": [], "condition": null, "isRequired": true, "isSensitive": false, "retiredAt": null }));
        assert_eq!(shown[1], json!({ "key": "from", "kind": "CHOICE", "version": 1, "wording": "From where?", "wordingTranslations": text("From where?"), "hint": null,
            "options": [{ "key": "tirana", "label": "Tiranë" }, { "key": "durres", "label": "Durrës" }], "condition": { "question": "coach", "anyOf": ["YES"] },
            "isRequired": true, "isSensitive": false, "retiredAt": null }));
        assert_eq!((&shown[3]["hint"], &shown[5]["isSensitive"]), (&json!("In any language."), &json!(true)));
        let before = app.contents().await;
        assert_eq!(ask(&app, &event, 1, coach()).await, kept, "the same again changes nothing");
        app.holds(&before).await;
    }

    async fn editing_makes_a_version_and_an_answer_names_the_one_it_answered(app: TestApp) {
        let event = app.event(json!({})).await;
        let (_, row) = guest(&app, &event, ("Arta", "Hoxha"), json!({})).await;
        ask(&app, &event, 0, coach()).await;
        answer(&app, &row, json!([{ "question": "coach", "value": "YES" }, { "question": "from", "value": "durres" }, { "question": "song", "value": "Kur më vjen" }])).await;
        let mut edited = coach();
        edited[1]["wording"] = text("From which town?");
        edited[1]["options"] = json!([{ "key": "tirana", "label": text("Tirana") }, { "key": "vlora", "label": text("Vlora") }]);
        edited.as_array_mut().unwrap().remove(3);
        let kept = ask(&app, &event, 1, edited.clone()).await;
        assert_eq!(kept, json!({ "questionsVersion": 2, "questions": [{ "key": "coach", "version": 1 }, { "key": "from", "version": 2 }, { "key": "days", "version": 1 }, { "key": "guests", "version": 1 }, { "key": "born", "version": 1 }] }));
        let list = "query($id: ID!) { node(id: $id) { ... on Attendee { answers { question version wording text value } } } }";
        let shown = app.ask(list, json!({ "id": row })).await["node"]["answers"].clone();
        assert_eq!(shown[1], json!({ "question": "from", "version": 1, "wording": "From where?", "text": "Durrës", "value": ["durres"] }), "as it was put to the guest");
        assert_eq!(shown[2], json!({ "question": "song", "version": 1, "wording": "What do you sing?", "text": "Kur më vjen", "value": ["Kur më vjen"] }), "what is not asked any more stays answered");

        let again = answer(&app, &row, json!([{ "question": "from", "value": "vlora" }])).await;
        assert_eq!(again["answers"][1], json!({ "question": "from", "version": 2, "wording": "From which town?", "value": ["vlora"], "text": "Vlora", "saidBy": "STAFF" }));
        let retired = app.ask("query($id: ID!) { event(id: $id) { questions(withRetired: true) { key retiredAt } asked: questions { key } } }", json!({ "id": event })).await["event"].clone();
        let gone: Vec<&Value> = retired["questions"].as_array().unwrap().iter().filter(|one| !one["retiredAt"].is_null()).collect();
        assert_eq!((gone.len(), &gone[0]["key"], retired["asked"].as_array().unwrap().len()), (1, &json!("song"), 5));
        let unasked = app.act_raw("recordAnswers", json!({ "attendeeId": row, "answers": [{ "question": "song", "value": "x" }] }), "").await;
        assert_eq!(said(&unasked), ["answers.0.question NOT_FOUND"]);
        // One that was retired is asked again under its key, as the version that it was.
        let back = ask(&app, &event, 2, coach()).await;
        assert_eq!((&back["questions"][3], &back["questions"][1]), (&json!({ "key": "song", "version": 1 }), &json!({ "key": "from", "version": 3 })));
        let mut other = coach();
        other[3]["kind"] = json!("NUMBER");
        let refused = app.act_raw("keepQuestions", json!({ "eventId": event, "version": 3, "questions": other }), "").await;
        assert_eq!(said(&refused), ["questions.3.kind INCONSISTENT"], "a text is no number");
        let stale = app.act_raw("keepQuestions", json!({ "eventId": event, "version": 1, "questions": [] }), "event { questionsVersion }").await;
        assert_eq!((said(&stale), &stale["event"]["questionsVersion"]), (vec!["version CONFLICT".to_owned()], &json!(3)));
    }

    async fn a_question_is_put_to_who_meets_its_condition(app: TestApp) {
        let event = app.event(json!({})).await;
        let (_, row) = guest(&app, &event, ("Arta", "Hoxha"), json!({})).await;
        ask(&app, &event, 0, coach()).await;
        let before = app.contents().await;
        let unasked = json!({ "attendeeId": row, "answers": [{ "question": "song", "value": "x" }, { "question": "from", "value": "tirana" }] });
        assert_eq!(said(&app.act_raw("recordAnswers", unasked, "").await), ["answers.1.question INCONSISTENT"]);
        app.holds(&before).await;
        let told = answer(&app, &row, json!([{ "question": "from", "value": "tirana" }, { "question": "coach", "value": "yes" }, { "question": "days", "value": ["second", "first"] }])).await;
        assert_eq!(values(&told), json!({ "coach": ["YES"], "from": ["tirana"], "days": ["first", "second"] }));
        let told = answer(&app, &row, json!([{ "question": "coach", "value": "NO" }])).await;
        assert_eq!(values(&told), json!({ "coach": ["NO"], "days": ["first", "second"] }), "what hung on the other answer goes with it");
        let told = answer(&app, &row, json!([{ "question": "days", "value": [] }])).await;
        assert_eq!(values(&told), json!({ "coach": ["NO"] }), "no value takes an answer back");
    }

    async fn an_answer_is_of_its_questions_kind_and_every_fault_has_its_place(app: TestApp) {
        let event = app.event(json!({})).await;
        let (_, row) = guest(&app, &event, ("Arta", "Hoxha"), json!({})).await;
        ask(&app, &event, 0, coach()).await;
        let before = app.contents().await;
        let wrong = json!({ "attendeeId": row, "answers": [
            { "question": "coach", "value": "perhaps" }, { "question": "from", "value": "rome" }, { "question": "days", "value": ["first", "first"] },
            { "question": "guests", "value": "many" }, { "question": "born", "value": "1990-02-30" }, { "question": "song", "value": ["x", "y"] },
            { "question": "song", "value": "x" }, { "question": "dance", "value": "x" },
        ] });
        assert_eq!(said(&app.act_raw("recordAnswers", wrong, "").await), [
            "answers.6.question TAKEN", "answers.7.question NOT_FOUND", "answers.0.value MALFORMED", "answers.1.value NOT_FOUND",
            "answers.2.value TAKEN", "answers.3.value MALFORMED", "answers.4.value MALFORMED", "answers.5.value TOO_MANY",
        ]);
        let long = json!({ "attendeeId": row, "answers": [{ "question": "song", "value": "x".repeat(1_001) }, { "question": "born", "value": "1099-01-01" }] });
        assert_eq!(said(&app.act_raw("recordAnswers", long, "").await), ["answers.0.value TOO_LONG", "answers.1.value OUT_OF_RANGE"]);
        let many: Vec<Value> = (0..51).map(|_| json!({ "question": "song", "value": "x" })).collect();
        assert_eq!(said(&app.act_raw("recordAnswers", json!({ "attendeeId": row, "answers": many }), "").await), ["answers TOO_MANY"]);
        app.holds(&before).await;
        let told = answer(&app, &row, json!([{ "question": "guests", "value": "012,50" }, { "question": "born", "value": "1991-03-07" }, { "question": "song", "value": " one\r\ntwo " }])).await;
        assert_eq!(values(&told), json!({ "guests": ["12.5"], "born": ["1991-03-07"], "song": ["one\ntwo"] }));
    }

    async fn questions_that_cannot_stand_together_are_refused_by_their_place(app: TestApp) {
        let event = app.event(json!({})).await;
        let before = app.contents().await;
        let plain = |key: &str| json!({ "key": key, "kind": "TEXT", "wording": text(key) });
        let on = |key: &str, of: &str| json!({ "key": key, "kind": "TEXT", "wording": text(key), "condition": { "question": of } });
        let cases = [
            (json!([on("a", "b"), on("b", "a")]), vec!["questions.0.condition.question INCONSISTENT"]),
            (json!([on("a", "a")]), vec!["questions.0.condition.question INCONSISTENT"]),
            (json!([plain("a"), on("b", "c")]), vec!["questions.1.condition.question NOT_FOUND"]),
            (json!([plain("a"), { "key": "b", "kind": "TEXT", "wording": text("b"), "condition": { "question": "a", "anyOf": ["x"] } }]), vec!["questions.1.condition.anyOf INCONSISTENT"]),
            (json!([{ "key": "a", "kind": "YES_NO", "wording": text("a") }, { "key": "b", "kind": "TEXT", "wording": text("b"), "condition": { "question": "a", "anyOf": ["YES", "MAYBE"] } }]), vec!["questions.1.condition.anyOf.1 NOT_FOUND"]),
            (json!([plain("a"), plain("a")]), vec!["questions.1.key TAKEN"]),
            (json!([plain("A b")]), vec!["questions.0.key MALFORMED"]),
            (json!([{ "key": "a", "kind": "TEXT", "wording": [] }]), vec!["questions.0.wording REQUIRED"]),
            (json!([{ "key": "a", "kind": "TEXT", "wording": [{ "language": "xx", "text": "a" }] }]), vec!["questions.0.wording.0.language MALFORMED"]),
            (json!([{ "key": "a", "kind": "CHOICE", "wording": text("a"), "options": [{ "key": "x", "label": text("x") }] }]), vec!["questions.0.options REQUIRED"]),
            (json!([{ "key": "a", "kind": "DATE", "wording": text("a"), "options": [{ "key": "x", "label": text("x") }] }]), vec!["questions.0.options INCONSISTENT"]),
            (json!([{ "key": "a", "kind": "CHOICE", "wording": text("a"), "options": [{ "key": "x", "label": [] }, { "key": "x", "label": text("x") }] }]), vec!["questions.0.options.0.label REQUIRED", "questions.0.options.1.key TAKEN"]),
            (json!((0..51).map(|number| plain(&format!("q{number}"))).collect::<Vec<_>>()), vec!["questions TOO_MANY"]),
        ];
        for (questions, expected) in cases {
            let refused = app.act_raw("keepQuestions", json!({ "eventId": event, "version": 0, "questions": questions }), "").await;
            assert_eq!(said(&refused), expected, "{questions}");
        }
        app.holds(&before).await;
        app.act("cancelEvent", json!({ "id": event, "reason": "snow" }), "event { id }").await;
        let over = app.act_raw("keepQuestions", json!({ "eventId": event, "version": 0, "questions": [plain("a")] }), "").await;
        assert_eq!(said(&over), ["eventId WRONG_STATE"]);
    }

    async fn totals_count_choices_of_those_who_come_and_tell_of_nobody(app: TestApp) {
        let event = app.event(json!({})).await;
        ask(&app, &event, 0, coach()).await;
        let mut rows = Vec::new();
        for (name, days) in [("Arta", json!(["first", "second"])), ("Besnik", json!(["second"])), ("Drin", json!(["second"]))] {
            let (_, row) = guest(&app, &event, (name, "Hoxha"), json!({})).await;
            answer(&app, &row, json!([{ "question": "coach", "value": "YES" }, { "question": "from", "value": "durres" }, { "question": "days", "value": days }, { "question": "song", "value": "x" }])).await;
            rows.push(row);
        }
        app.act("recordResponse", json!({ "attendeeId": rows[2], "response": "DECLINED", "channel": "PHONE" }), "attendee { id }").await;
        let mut edited = coach();
        edited[1]["options"] = json!([{ "key": "tirana", "label": text("Tirana") }, { "key": "vlora", "label": text("Vlora") }]);
        ask(&app, &event, 1, edited).await;
        let query = "query($id: ID!) { event(id: $id) { questions { key replies totals { option label count } } } }";
        let expected = json!([
            { "key": "coach", "replies": 2, "totals": [{ "option": "YES", "label": "Yes", "count": 2 }, { "option": "NO", "label": "No", "count": 0 }] },
            { "key": "from", "replies": 2, "totals": [{ "option": "tirana", "label": "Tirana", "count": 0 }, { "option": "vlora", "label": "Vlora", "count": 0 }, { "option": "durres", "label": "Durrës", "count": 2 }] },
            { "key": "days", "replies": 2, "totals": [{ "option": "first", "label": "The first", "count": 1 }, { "option": "second", "label": "The second", "count": 2 }] },
            { "key": "song", "replies": 2, "totals": [] }, { "key": "guests", "replies": 0, "totals": [] }, { "key": "born", "replies": 0, "totals": [] },
        ]);
        let analyst = app.account(Role::Analyst, app.office.id, event.parse().unwrap()).await;
        for who in [format!("Bearer {}", app.token), analyst.clone()] {
            let (_, answer) = app.post_by(&who, query, json!({ "id": event })).await;
            assert_eq!(answer["data"]["event"]["questions"], expected, "{answer:#}");
        }
        let rows = "query($id: ID!) { event(id: $id) { attendees { nodes { answers { value } hiddenFields } } } }";
        let (_, answer) = app.post_by(&analyst, rows, json!({ "id": event })).await;
        assert_eq!(answer["data"]["event"]["attendees"]["nodes"][0], json!({ "answers": null, "hiddenFields": ["answers", "needs"] }));
    }

    async fn a_clone_asks_the_same_and_knows_no_answers(app: TestApp) {
        let event = app.event(json!({})).await;
        let (_, row) = guest(&app, &event, ("Arta", "Hoxha"), json!({})).await;
        ask(&app, &event, 0, coach()).await;
        let mut edited = coach();
        edited[3]["wording"] = text("And what do you sing?");
        edited.as_array_mut().unwrap().remove(4);
        ask(&app, &event, 1, edited).await;
        answer(&app, &row, json!([{ "question": "song", "value": "x" }])).await;
        let clone = async |parts: Value| {
            let input = json!({ "id": event, "startsAt": "2027-12-18T18:00", "parts": parts });
            let selection = "event { questionsVersion questions { key version wording condition { question anyOf } replies } }";
            app.act("cloneEvent", input, selection).await["event"].clone()
        };
        assert_eq!(clone(json!(["GUESTS"])).await, json!({ "questionsVersion": 0, "questions": [] }));
        let asked = clone(json!(["GUESTS", "QUESTIONS"])).await;
        assert_eq!((&asked["questionsVersion"], asked["questions"].as_array().unwrap().len()), (&json!(1), 5));
        assert_eq!(asked["questions"][1], json!({ "key": "from", "version": 1, "wording": "From where?", "condition": { "question": "coach", "anyOf": ["YES"] }, "replies": 0 }));
        assert_eq!(asked["questions"][3], json!({ "key": "song", "version": 1, "wording": "And what do you sing?", "condition": null, "replies": 0 }));
        assert_eq!(app.contents().await.of("event_answer").len(), 1);
    }

    async fn answers_are_copied_and_erased_and_the_delicate_ones_go_after_the_event(app: TestApp) {
        let event = app.event(json!({})).await;
        let (contact, row) = guest(&app, &event, ("Arta", "Hoxha"), json!({})).await;
        ask(&app, &event, 0, coach()).await;
        answer(&app, &row, json!([{ "question": "song", "value": "Arta Hoxha sings" }, { "question": "born", "value": "1991-03-07" }])).await;
        let told: Value = serde_json::from_str(&copy(&app, &contact).await).unwrap();
        let answers = told["tables"]["event_answer"].as_array().unwrap();
        assert!(answers.iter().any(|one| one["question"] == "What do you sing?" && one["value"] == "Arta Hoxha sings"), "{answers:?}");
        let audit = app.contents().await.of("audit_entry").join("\n");
        assert!(!audit.contains("1991-03-07") && !audit.contains("sings"), "no entry says what somebody answered");
        app.clock.set(at("2026-11-23T20:00:00Z"));
        let gone = needs::forget(&app.op()).await.unwrap();
        assert_eq!((gone.events, gone.needs, gone.answers), (1, 0, 1));
        let left = app.contents().await;
        assert_eq!(left.of("event_answer").len(), 1);
        assert!(left.of("event_answer")[0].contains("sings"));
        let late = app.act_raw("recordAnswers", json!({ "attendeeId": row, "answers": [] }), "").await;
        assert_eq!(said(&late), ["attendeeId TOO_LATE"]);
        let erased = app.act("eraseContact", json!({ "contactId": contact, "explanation": null }), "isErased findings { table column }").await;
        assert_eq!(erased["isErased"], true, "{erased:#}");
        assert_eq!(app.contents().await.of("event_answer"), Vec::<String>::new());
    }

    async fn of_two_rows_that_become_one_what_was_answered_last_counts(app: TestApp) {
        let event = app.event(json!({})).await;
        ask(&app, &event, 0, coach()).await;
        let (one, first) = guest(&app, &event, ("Zamira", "Kryeziu"), json!({})).await;
        let (other, second) = guest(&app, &event, ("Zamirë", "Kryeziu"), json!({})).await;
        answer(&app, &second, json!([{ "question": "days", "value": ["first", "second"] }, { "question": "song", "value": "told first" }])).await;
        app.clock.advance(chrono::TimeDelta::minutes(1));
        answer(&app, &first, json!([{ "question": "song", "value": "told last" }])).await;
        app.clock.advance(chrono::TimeDelta::minutes(1));
        answer(&app, &first, json!([{ "question": "guests", "value": "1" }])).await;
        answer(&app, &second, json!([{ "question": "coach", "value": "NO" }])).await;
        let before = app.contents().await;
        let merge = merged(&app, &one, &other).await;
        let list = "query($id: ID!) { event(id: $id) { attendees { nodes { answers { question value } } } } }";
        let shown = app.ask(list, json!({ "id": event })).await;
        let nodes = shown["event"]["attendees"]["nodes"].as_array().unwrap();
        assert_eq!(nodes.len(), 1);
        assert_eq!(values(&nodes[0]), json!({ "coach": ["NO"], "days": ["first", "second"], "song": ["told last"], "guests": ["1"] }));
        app.act("undoMerge", json!({ "id": merge }), "merge { id }").await;
        assert_eq!(changes(&app, &before).await, Vec::<String>::new(), "every row is what it was");
    }

    async fn two_who_edit_at_once_do_not_write_over_each_other(app: TestApp) {
        let event = app.event(json!({})).await;
        let keep = async |wording: &str| {
            let questions = json!([{ "key": "a", "kind": "TEXT", "wording": text(wording) }]);
            app.act_raw("keepQuestions", json!({ "eventId": event, "version": 0, "questions": questions }), "").await
        };
        let outcomes = futures::future::join_all(["one", "two", "three", "four"].map(keep)).await;
        let mut told: Vec<Vec<String>> = outcomes.iter().map(said).collect();
        told.sort();
        let conflict = || vec!["version CONFLICT".to_owned()];
        assert_eq!(told, [vec![], conflict(), conflict(), conflict()]);
        assert_eq!(app.contents().await.of("event_question_version").len(), 1);
    }
}
