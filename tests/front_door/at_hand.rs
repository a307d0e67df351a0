//! Lists read only what is selected and answer most of it at once: each field says the same alone as among all others,
//! at once as by its resolver, and whichever way it is selected.

use serde_json::{Value, json};

use crate::{app::TestApp, on_both_engines};

/// The ways to a list of each type, with `…` where its things are selected.
const WAYS: &[(&str, &str)] = &[
    (
        "Attendee",
        "{ events(first: 5) { nodes { attendees(first: 5) { nodes { … } } } } }",
    ),
    (
        "Attendee",
        "{ contacts(first: 5) { edges { node { attendances(first: 5) { edges { node { … } } } } } } }",
    ),
    ("Contact", "{ contacts(first: 5) { nodes { … } } }"),
    (
        "Contact",
        "{ events(first: 5) { nodes { attendees(first: 5) { nodes { contact { … } } } } } }",
    ),
    ("Event", "{ events(first: 5) { nodes { … } } }"),
    (
        "Event",
        "{ contacts(first: 5) { nodes { attendances(first: 5) { nodes { event { … } } } } } }",
    ),
];

on_both_engines! {
    async fn a_field_says_the_same_however_it_is_asked(app: TestApp) {
        fill(&app).await;
        for (kind, way) in WAYS {
            let fields = leaves(&app, kind).await;
            assert!(fields.len() > 10, "{kind}: {fields:?}");
            // With a directive each field goes by its resolver, and together they read every column. A document has forty of them.
            for (number, field) in fields.iter().enumerate() {
                let some = number / 40 * 40..number / 40 * 40 + 40;
                let together: Vec<String> = fields.iter().enumerate().map(|(number, field)| if some.contains(&number) { format!("{field} @include(if: true)") } else { field.clone() }).collect();
                let all = ask(&app, way, &together.join(" "), "").await;
                let expected = gathered(&all, field);
                assert!(!expected.is_empty(), "{kind}.{field} by {way}");
                let ways = [
                    (field.clone(), String::new()),
                    (format!("{field} @include(if: true)"), String::new()),
                    (format!("... on {kind} {{ {field} }}"), String::new()),
                    ("...Part".to_owned(), format!("fragment Part on {kind} {{ {field} }}")),
                    (format!("{field} id again: {field}"), String::new()),
                ];
                for (selection, fragment) in ways {
                    let answer = ask(&app, way, &selection, &fragment).await;
                    assert_eq!(gathered(&answer, field), expected, "{selection} by {way}");
                }
            }
        }
    }

    /// A place in a list is the same whatever is read beside it, and a page goes on from it.
    async fn places_are_the_same_however_they_are_asked(app: TestApp) {
        fill(&app).await;
        let ways = [
            "edges { cursor }",
            "edges { cursor node { contact { displayName } } }",
            "edges { node { id } } edges { cursor }",
            "nodes { id } again: edges { cursor }",
            "nodes { id } ... on AttendeeConnection { edges { cursor } }",
        ];
        let list = app.ask("{ events(first: 1) { nodes { id } } }", Value::Null).await;
        let event = &list["events"]["nodes"][0]["id"];
        let pages = [
            format!("event(id: {event}) {{ attendees(ARGUMENTS) {{ PLACES }} }}"),
            "events(first: 2) { nodes { attendees(ARGUMENTS) { PLACES } } }".to_owned(),
        ];
        for page in pages {
            for order in ["", "orderBy: { field: CREATED_AT, direction: DESC }", "orderBy: { field: UPDATED_AT }"] {
                let page = page.replace("ARGUMENTS", &format!("first: 2 {order}"));
                let ask = async |places: &str| app.ask(&format!("{{ {} }}", page.replace("PLACES", places)), Value::Null).await;
                let shown = ask("edges { cursor node { id } }").await;
                let (expected, rows) = (found(&shown, "cursor"), found(&shown, "node"));
                assert!(expected.len() > 1, "{expected:?}");
                let after = format!("{{ event(id: {event}) {{ attendees(first: 1 after: {} {order}) {{ nodes {{ id }} }} }} }}", expected[0]);
                let next = app.ask(&after, Value::Null).await;
                assert_eq!(next["event"]["attendees"]["nodes"][0], rows[1], "{after}");
                for way in ways {
                    assert_eq!(found(&ask(way).await, "cursor"), expected, "{way} of {page}");
                }
                let ends = ask("pageInfo { startCursor endCursor }").await;
                assert_eq!(found(&ends, "startCursor")[0], expected[0]);
                assert_eq!(found(&ends, "endCursor")[0], expected[1]);
            }
        }
    }

    /// Statistics under two names, of all events at once and of each alone.
    async fn the_statistics_of_a_list_are_those_of_each_event(app: TestApp) {
        fill(&app).await;
        let figure = "{ value numerator denominator unknown provisional note definition { id } }";
        let fields = format!("id
            statistics {{ events invited {figure} responseRate {figure} directReach {figure} groups(by: [SEX], first: 1) {{ totalCount nodes {{ keys {{ value }} invited {figure} }} }} }}
            again: statistics {{ attendances {figure} newPeople {figure} groups(by: [SEX], first: 1) {{ edges {{ cursor node {{ responseRate {figure} }} }} }} trend(by: MONTH) {{ label invited {figure} change {{ invited }} }} }}");
        let list = app.ask(&format!("{{ events(first: 5) {{ nodes {{ {fields} }} }} }}"), Value::Null).await;
        let events = list["events"]["nodes"].as_array().unwrap();
        assert!(events.len() > 1);
        for event in events {
            let alone = app.ask(&format!("{{ event(id: {}) {{ {fields} }} }}", event["id"]), Value::Null).await;
            assert_eq!(alone["event"], *event);
        }
        assert!(events.iter().any(|event| event["statistics"]["invited"]["value"] != json!(0.0)));
        let wrong = "{ events(first: 5) { nodes { statistics { groups(by: []) { totalCount } } } } }";
        let (_, answer) = app.post(wrong, Value::Null).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "INVALID_INPUT", "{answer}");
    }

    /// Enrolments and organisations of all programmes at once and of each alone.
    async fn the_lists_of_programmes_are_those_of_each(app: TestApp) {
        let body = app.act("createOrganisation", json!({ "name": [{ "language": "en", "text": "Ministry" }], "kind": "GOVERNMENT" }), "organisation { id }").await["organisation"]["id"].clone();
        let part = app.act("createOrganisation", json!({ "name": [{ "language": "en", "text": "Office" }], "kind": "GOVERNMENT", "parentId": body }), "organisation { id }").await["organisation"]["id"].clone();
        let mut people = Vec::new();
        for number in 0..6 {
            people.push(app.contact(&format!("Person{number}"), "Example").await);
        }
        for (number, name) in ["Bridges", "Alumni", "Nobody", "Crafts"].iter().enumerate() {
            let programme = json!({ "title": [{ "language": "en", "text": name }], "organisations": [{ "organisationId": part, "role": "PARTNER" }, { "organisationId": body, "role": "FUNDING" }] });
            let programme = app.act("createProgramme", programme, "programme { id }").await["programme"]["id"].clone();
            for (place, person) in people.iter().enumerate().skip(if number == 2 { 6 } else { number }) {
                let state = ["ENROLLED", "ACTIVE"][place % 2];
                app.act("enrolContact", json!({ "programmeId": programme, "contactId": person, "state": state }), "enrolment { id }").await;
            }
        }
        let who = "{ totalCount pageInfo { hasNextPage hasPreviousPage endCursor } nodes { id state contact { displayName } programme { title } } }";
        let fields = format!("id organisations {{ role organisation {{ name parent {{ name parent {{ name }} }} }} }}
            enrolments {who} some: enrolments(first: 2, states: [ACTIVE]) {who} ends: enrolments(last: 2) {who} again: enrolments(last: 2) {{ edges {{ cursor node {{ state }} }} }} none: enrolments(first: 0) {who}");
        let list = app.ask(&format!("{{ programmes(first: 5) {{ nodes {{ {fields} }} }} }}"), Value::Null).await;
        let programmes = list["programmes"]["nodes"].as_array().unwrap();
        let lengths: Vec<i64> = programmes.iter().map(|one| one["enrolments"]["totalCount"].as_i64().unwrap()).collect();
        assert_eq!(lengths, [5, 6, 3, 0]);
        for programme in programmes {
            let alone = app.ask(&format!("{{ node(id: {}) {{ ... on Programme {{ {fields} }} }} }}", programme["id"]), Value::Null).await;
            assert_eq!(alone["node"], *programme);
        }
    }

    /// The same page twice, of which each time something else is selected.
    async fn lists_of_the_same_arguments_keep_what_is_selected_of_each(app: TestApp) {
        fill(&app).await;
        let answer = app.ask("{ events { nodes {
            ids: attendees(first: 3) { nodes { id } }
            answers: attendees(first: 3) { nodes { response place contact { displayName } messages(first: 1) { nodes { id } } again: messages(first: 1) { nodes { kind timeline { kind } } } } }
            alone: attendees(first: 2) { nodes { response place contact { displayName } } }
        } } }", Value::Null).await;
        let (mut seen, mut written) = (0, 0);
        for event in answer["events"]["nodes"].as_array().unwrap() {
            for (row, alone) in event["answers"]["nodes"].as_array().unwrap().iter().zip(event["alone"]["nodes"].as_array().unwrap()) {
                for field in ["response", "place", "contact"] {
                    assert_eq!(row[field], alone[field]);
                }
                let (letters, again) = (row["messages"]["nodes"].as_array().unwrap(), row["again"]["nodes"].as_array().unwrap());
                assert_eq!(letters.len(), again.len());
                for (letter, said) in letters.iter().zip(again) {
                    assert!(letter["id"].is_string() && said["kind"].is_string(), "{row}");
                    assert_ne!(said["timeline"], json!([]));
                    written += 1;
                }
                seen += usize::from(row["response"] == "ACCEPTED");
            }
        }
        assert!(seen > 0 && written > 1, "{answer:#}");
        let answer = app.ask("{ contacts { nodes { a: attendances { nodes { id } } b: attendances { nodes { response invitation } } } } }", Value::Null).await;
        assert!(gathered(&answer, "response").contains(&json!("ACCEPTED")), "{answer:#}");
    }
}

/// A list in which some rows say everything and some as little as they can.
async fn fill(app: &TestApp) {
    let full = app.event(json!({
        "description": [{ "language": "en", "text": "For all" }], "capacity": 40, "responseDeadline": "2026-11-14T23:59", "doorsOpenAt": "2026-11-16T17:30",
        "onlineLink": "https://example.org/live", "contactPerson": "The front office", "venue": { "name": "National Theatre", "city": "Tirana" },
    })).await;
    let bare = app.event(json!({})).await;
    let rich = app
        .act(
            "registerContact",
            json!({
                "honorific": "Prof.", "givenName": "Arta", "middleName": "M.", "familyName": "Hoxha", "email": "arta.hoxha@example.org", "preferredLanguage": "sq",
                "residenceCountry": "IT", "residenceCity": "Bari", "originCountry": "AL", "birthYear": 1980, "profession": "Teacher", "sex": "FEMALE",
                "generation": "FIRST", "consents": [{ "purpose": "follow-up", "state": "GIVEN" }],
            }),
            "contact { id }",
        )
        .await["contact"]["id"]
        .clone();
    let poor = app
        .act(
            "registerContact",
            json!({ "givenName": "Besnik", "familyName": "Leka" }),
            "contact { id }",
        )
        .await["contact"]["id"]
        .clone();
    for event in [&full, &bare] {
        let guests = json!({ "eventId": event, "guests": [{ "contactId": rich, "functionAtEvent": "Teacher" }], "wave": "first" });
        app.act("addGuests", guests, "__typename").await;
        let invited = json!({ "eventId": event, "audience": { "contactIds": [rich] } });
        app.act("inviteContacts", invited, "queued").await;
        let guests = json!({ "eventId": event, "guests": [{ "contactId": poor }] });
        app.act("addGuests", guests, "__typename").await;
    }
    app.act("recordResponse", json!({ "eventId": full, "contactId": rich, "response": "ACCEPTED", "channel": "PHONE", "reason": "gladly" }), "attendee { id }").await;
    app.deliver().await;
}

/// The fields of a type that hold a value and need no argument, from the schema itself.
async fn leaves(app: &TestApp, kind: &str) -> Vec<String> {
    let of_type = "kind ofType { kind ofType { kind ofType { kind } } }";
    let answer = app
        .ask(&format!("{{ __type(name: \"{kind}\") {{ fields {{ name type {{ {of_type} }} args {{ defaultValue type {{ kind }} }} }} }} }}"), Value::Null)
        .await;
    let fields = answer["__type"]["fields"].as_array().unwrap();
    let is_leaf = |field: &&Value| {
        let mut of = &field["type"];
        while of["ofType"].is_object() {
            of = &of["ofType"];
        }
        let needs = field["args"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["type"]["kind"] == "NON_NULL");
        ["SCALAR", "ENUM"].contains(&of["kind"].as_str().unwrap()) && !needs
    };
    fields
        .iter()
        .filter(is_leaf)
        .map(|field| field["name"].as_str().unwrap().to_owned())
        .collect()
}

async fn ask(app: &TestApp, way: &str, selection: &str, fragment: &str) -> Value {
    app.ask(
        &format!("{} {fragment}", way.replace('…', selection)),
        Value::Null,
    )
    .await
}

/// The values of a field throughout an answer, in their order.
fn gathered(answer: &Value, field: &str) -> Vec<Value> {
    fn gather(value: &Value, field: &str, found: &mut Vec<Value>) {
        match value {
            Value::Object(fields) => {
                for (name, below) in fields {
                    if name == field {
                        found.push(below.clone());
                    } else {
                        gather(below, field, found);
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| gather(item, field, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    gather(answer, field, &mut found);
    found
}

/// The values of a field wherever it stands in an answer, in their order.
fn found(answer: &Value, field: &str) -> Vec<Value> {
    match answer {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, value)| {
                if name == field {
                    vec![value.clone()]
                } else {
                    found(value, field)
                }
            })
            .collect(),
        Value::Array(list) => list.iter().flat_map(|one| found(one, field)).collect(),
        _ => Vec::new(),
    }
}
