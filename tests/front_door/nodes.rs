//! Whatever has an id, asked for by its id alone or among others.

use serde_json::{Value, json};

use crate::{app::TestApp, on_both_engines};

/// What is asked of each kind.
const KINDS: [(&str, &str); 13] = [
    (
        "Event",
        "title agenda { position contributors { contact { displayName } } } programmes { title } attendees(first: 2) { totalCount nodes { contact { displayName } } } statistics { invited { value } }",
    ),
    (
        "Panel",
        "title panellists { contact { displayName } organisation { name } }",
    ),
    (
        "GeneralAgendaItem",
        "title contributors { role contact { displayName } }",
    ),
    (
        "Attendee",
        "response event { title } contact { displayName } history { to } representing { name }",
    ),
    (
        "Contact",
        "displayName primaryEmail attendances(first: 2) { nodes { response } } memberships { organisation { name } }",
    ),
    ("Organisation", "name parent { name }"),
    (
        "Programme",
        "title organisations { role } enrolments(first: 1) { totalCount nodes { contact { displayName } } }",
    ),
    (
        "Enrolment",
        "state programme { title } contact { displayName }",
    ),
    ("Campaign", "state progress { total queued }"),
    (
        "Interaction",
        "subject participants { displayName } event { title } programme { title } recordedBy { name }",
    ),
    ("Task", "title contact { displayName } assignee { name }"),
    (
        "DuplicatePair",
        "state first { displayName } second { displayName } decidedBy { name }",
    ),
    (
        "Delegation",
        "quota taken organisation { name } focalPoint { displayName } head { response } members { attendee { contact { displayName } } replaces { place } } linkPath",
    ),
];

on_both_engines! {
    async fn things_by_their_ids_are_what_each_is_alone_in_the_order_in_which_they_were_named(app: TestApp) {
        let first = one_of_each(&app, "first").await;
        let second = one_of_each(&app, "second").await;
        let mixed: Vec<&Value> = second.iter().chain(&first).rev().collect();
        let found = app.ask("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": mixed })).await;
        let named: Vec<&Value> = found["nodes"].as_array().unwrap().iter().map(|thing| &thing["id"]).collect();
        assert_eq!(named, mixed);
        for (place, (kind, selection)) in KINDS.into_iter().enumerate() {
            let pair = [&second[place], &first[place]];
            let document = format!("query($ids: [ID!]!) {{ nodes(ids: $ids) {{ __typename ... on {kind} {{ {selection} }} }} }}");
            let found = app.ask(&document, json!({ "ids": pair })).await;
            for (id, thing) in pair.into_iter().zip(found["nodes"].as_array().unwrap()) {
                let document = format!("query($id: ID!) {{ node(id: $id) {{ __typename ... on {kind} {{ {selection} }} }} }}");
                let alone = app.ask(&document, json!({ "id": id })).await;
                assert_eq!(alone["node"], *thing);
                assert_eq!(thing["__typename"], kind);
            }
            let told = found["nodes"][0].to_string();
            let own = match kind {
                "Campaign" => r#"{"__typename":"Campaign","state":"RUNNING","progress":{"total":1,"queued":1}}"#,
                _ => "second",
            };
            assert!(told.contains(own), "{kind}: {told}");
        }
    }

    async fn many_things_cost_as_many_statements_as_few(app: TestApp) {
        let mut all = vec![one_of_each(&app, "first").await];
        let few = costs(&app, &all).await;
        for number in 0..5 {
            all.push(one_of_each(&app, &format!("Number{number}")).await);
        }
        let many = costs(&app, &all).await;
        assert_eq!(many, few);
        let pinned = [12, 5, 3, 4, 5, 2, 6, 3, 2, 6, 3, 3, 6];
        let pinned: Vec<(&str, u64)> = KINDS.iter().map(|(kind, _)| *kind).zip(pinned).collect();
        assert_eq!(few, pinned);
    }

    async fn what_is_not_there_is_null_in_its_place(app: TestApp) {
        let event = app.event(json!({})).await;
        let nobody = "contact_0192f0c1a7b07e3e8a3b6a9a4f5c1d2e";
        let ids = json!([nobody, event, "", "event", "office_1", event.to_uppercase(), event]);
        let found = app.ask("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": ids })).await;
        let one = json!({ "id": event });
        assert_eq!(found["nodes"], json!([null, one, null, null, null, null, one]));
        let none = app.ask("{ nodes(ids: []) { id } }", Value::Null).await;
        assert_eq!(none["nodes"], json!([]));
    }

    async fn more_ids_than_are_taken_at_once_are_refused_and_none_is_left_out(app: TestApp) {
        let event = app.event(json!({})).await;
        let ask = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
        let found = app.ask(ask, json!({ "ids": vec![&event; 100] })).await;
        assert_eq!(found["nodes"].as_array().unwrap().len(), 100);
        let (_, refused) = app.post(ask, json!({ "ids": vec![&event; 101] })).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], json!("INVALID_INPUT"));
        assert_eq!(refused["errors"][0]["message"], json!("ids: There are more than 100 entries."));
    }

    async fn who_is_unknown_is_told_so_whatever_the_kind(app: TestApp) {
        for id in one_of_each(&app, "first").await {
            let (_, answer) = app.post_by("", "query($id: ID!) { node(id: $id) { id } }", json!({ "id": id })).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], json!("UNAUTHENTICATED"), "{id}");
        }
    }
}

/// What it costs to ask for the things of each kind by their ids.
async fn costs(app: &TestApp, all: &[Vec<Value>]) -> Vec<(&'static str, u64)> {
    let mut costs = Vec::new();
    for (place, (kind, selection)) in KINDS.into_iter().enumerate() {
        let ids: Vec<&Value> = all.iter().map(|ids| &ids[place]).collect();
        let document = format!(
            "query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {kind} {{ {selection} }} }} }}"
        );
        let before = app.db.statements();
        app.ask(&document, json!({ "ids": ids })).await;
        costs.push((kind, app.db.statements() - before));
    }
    costs
}

/// The id of one thing of each kind, in the order of [`KINDS`], which have to do with one another.
async fn one_of_each(app: &TestApp, name: &str) -> Vec<Value> {
    let named = |text: &str| json!([{ "language": "en", "text": text }]);
    let mut body = Value::Null;
    for size in ["Ministry", "Agency"] {
        let input = json!({ "name": named(&format!("{size} {name}")), "kind": "GOVERNMENT", "parentId": body });
        let made = app.act("createOrganisation", input, "organisation { id }");
        body = made.await["organisation"]["id"].clone();
    }
    let input = json!({
        "givenName": name, "familyName": "Example", "email": format!("{name}@example.org"), "organisationId": body,
    });
    let made = app.act("registerContact", input, "contact { id }").await;
    let contact = made["contact"]["id"].clone();
    let input = json!({ "title": named(name), "organisations": [{ "organisationId": body, "role": "IMPLEMENTING" }] });
    let made = app.act("createProgramme", input, "programme { id }").await;
    let programme = made["programme"]["id"].clone();
    let input = json!({ "programmeId": programme, "contactId": contact });
    let made = app.act("enrolContact", input, "enrolment { id }").await;
    let enrolment = made["enrolment"]["id"].clone();
    let event = app.event(json!({ "programmeIds": [programme] })).await;
    let input = json!({ "eventId": event, "topic": named(&format!("Talk of {name}")), "panellists": [{ "contactId": contact, "organisationId": body }] });
    let made = app.act("addPanel", input, "panel { id }").await;
    let panel = made["panel"]["id"].clone();
    let input = json!({ "eventId": event, "kind": "PERFORMANCE", "title": named(&format!("Concert of {name}")) });
    let made = app.act("addAgendaItem", input, "agendaItem { id }").await;
    let concert = made["agendaItem"]["id"].clone();
    let input = json!({ "eventId": event, "audience": { "contactIds": [contact] } });
    let made = app.act("inviteContacts", input, "campaign { id }").await;
    let campaign = made["campaign"]["id"].clone();
    let list = "query($event: ID!) { event(id: $event) { attendees { nodes { id } } } }";
    let list = app.ask(list, json!({ "event": event })).await;
    let attendee = list["event"]["attendees"]["nodes"][0]["id"].clone();
    let input = json!({ "participantIds": [contact], "kind": "CALL", "subject": format!("About {name}"), "eventId": event, "programmeId": programme });
    let made = app
        .act("recordInteraction", input, "interaction { id }")
        .await;
    let interaction = made["interaction"]["id"].clone();
    let input = json!({ "contactId": contact, "title": format!("Call {name}") });
    let made = app.act("addTask", input, "task { id }").await;
    let task = made["task"]["id"].clone();
    let input = json!({
        "givenName": name, "familyName": "Example", "email": format!("{name}@example.org"), "ifDuplicate": "CREATE_ANYWAY",
    });
    app.act("registerContact", input, "contact { id }").await;
    let queue =
        "query($contact: ID!) { duplicatePairs(filter: { contactId: $contact }) { nodes { id } } }";
    let queue = app.ask(queue, json!({ "contact": contact })).await;
    let pair = queue["duplicatePairs"]["nodes"][0]["id"].clone();
    app.act("dismissDuplicate", json!({ "id": pair }), "pair { id }")
        .await;
    let input = json!({ "eventId": event, "organisationId": body, "quota": 2, "focalPoint": { "contactId": contact } });
    let made = app
        .act("createDelegation", input, "delegation { id }")
        .await;
    let sent = made["delegation"]["id"].clone();
    let input =
        json!({ "delegationId": sent, "person": { "givenName": "First", "familyName": name } });
    let made = app.act("nominateMember", input, "attendee { id }").await;
    let input = json!({ "attendeeId": made["attendee"]["id"], "person": { "givenName": "Another", "familyName": name } });
    let made = app.act("replaceMember", input, "attendee { id }").await;
    let input = json!({ "id": sent, "version": 1, "headId": made["attendee"]["id"] });
    app.act("updateDelegation", input, "delegation { id }")
        .await;
    vec![
        json!(event),
        panel,
        concert,
        attendee,
        contact,
        body,
        programme,
        enrolment,
        campaign,
        interaction,
        task,
        pair,
        sent,
    ]
}
