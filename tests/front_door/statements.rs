//! What documents cost: as many statements for a long list as for a short one, and how many.

use serde_json::{Value, json};

use crate::{app::TestApp, on_both_engines};

/// Documents and the statements they cost, however many events, guests and contacts there are.
const DOCUMENTS: &[(&str, u64)] = &[
    (
        "{ events(first: 6) { nodes { id title placesTaken attendeeCounts { total } } } }",
        1,
    ),
    ("{ events { totalCount nodes { id } } }", 2),
    (
        "{ events(first: 6) { nodes { office { id } occasions programmes { id } } } }",
        5,
    ),
    (
        "{ events(first: 6) { nodes { agenda { title } panels { topic panellists { contact { displayName } } } conflicts { __typename } } } }",
        4,
    ),
    (
        "{ events(first: 6) { nodes { attendees(first: 5) { nodes { id response } } } } }",
        2,
    ),
    (
        "{ events(first: 6) { nodes { attendees(first: 5) { nodes { id response contact { id displayName } } } } } }",
        2,
    ),
    (
        "{ events(first: 6) { edges { node { attendees(first: 5) { totalCount edges { node { contact { displayName } } } } } } } }",
        3,
    ),
    (
        "{ events(first: 6) { nodes { came: attendees(filter: { presence: [ATTENDED] }) { nodes { id } } named: attendees(search: \"Person\", last: 3) { nodes { id } } } } }",
        3,
    ),
    (
        "{ events(first: 6) { nodes { attendees(first: 5) { nodes { legalMoves event { title } } } } } }",
        3,
    ),
    (
        "{ events(first: 6) { nodes { attendees(first: 5) { nodes { representing { id } representedBy { id contact { displayName } } history { to } messages(first: 2) { totalCount nodes { kind timeline { kind } } } } } } } }",
        8,
    ),
    (
        "{ events(first: 6) { nodes { attendees(first: 5) { nodes { contact { primaryEmail phones { number } memberships { function } consents { state } enrolments { role programme { id } } mayContact(purpose: \"follow-up\") { allowed } } } } } } }",
        11,
    ),
    (
        "{ contacts(first: 20) { nodes { displayName primaryEmail emails { address } attendances(first: 3) { nodes { response event { title } } } } } }",
        4,
    ),
    (
        "{ contacts { totalCount nodes { attendances { totalCount } } } }",
        4,
    ),
    (
        "{ events(first: 3) { nodes { statistics { invited { value } } } } }",
        5,
    ),
    (
        "{ events(first: 3) { nodes { statistics { directReach { value } newPeople { value } organisationsPresent { value } groups(by: [SEX]) { totalCount nodes { attended { value } } } trend(by: YEAR) { label change { attended } } } } } }",
        11,
    ),
    (
        "{ events(first: 3) { nodes { attendees(first: 5) { nodes { event { statistics { attended { value } } attendees(first: 2) { nodes { id } } } } } } } }",
        8,
    ),
    (
        "{ organisations(first: 20) { totalCount nodes { name parent { name } } } }",
        3,
    ),
    (
        "{ programmes(first: 20) { totalCount nodes { title organisations { role organisation { name } } } } }",
        4,
    ),
    (
        "{ engagementStatistics(filter: { from: \"2026-01-01\", to: \"2026-12-31\" }) { invited { value } attended { value } } }",
        3,
    ),
    (
        "{ engagementStatistics(filter: { from: \"2026-01-01\", to: \"2026-12-31\" }) { invited { value } uniquePeople { value } newPeople { value } directReach { value } organisationsPresent { value } groups(by: [EVENT], first: 5) { totalCount nodes { attended { value } uniquePeople { value } } } trend(by: MONTH) { attended { value } change { attended } } } }",
        12,
    ),
    (
        "{ events(first: 2) { nodes { programmes { organisations { organisation { name parent { name parent { name } } } role } } } } }",
        7,
    ),
    (
        "{ events(first: 3) { nodes { programmes { enrolments(first: 3) { nodes { contact { displayName } } } } } } }",
        5,
    ),
    (
        "{ events(first: 2) { nodes { panels { panellists { contact { displayName mayContact(purpose: \"follow-up\") { allowed } } organisation { parent { name } } } } } } }",
        7,
    ),
    (
        "{ events(first: 2) { nodes { agenda { ... on Panel { moderator { role } panellists { contact { displayName } } } } } } }",
        4,
    ),
    (
        "{ contacts(first: 12) { nodes { mergedInto { displayName } } } }",
        1,
    ),
    (
        "{ contacts(first: 12) { nodes { memberships { organisation { name parent { name parent { name } } } } } } }",
        5,
    ),
    (
        "{ contacts(first: 12) { nodes { enrolments { contact { displayName } } } } }",
        3,
    ),
    (
        "{ contacts(first: 3) { nodes { enrolments { programme { organisations { organisation { parent { name } } } } } } } }",
        6,
    ),
    (
        "{ contacts(first: 12) { nodes { enrolments { programme { enrolments(first: 2) { nodes { id } } } } } } }",
        4,
    ),
    ("{ contacts(first: 12) { nodes { hiddenFields } } }", 1),
    (
        "{ contacts(first: 5) { nodes { attendances(first: 3) { nodes { event { statistics { invited { value } } } } } } } }",
        7,
    ),
    (
        "{ contacts(first: 5) { nodes { attendances(first: 3) { nodes { event { attendees(first: 2) { nodes { id } } } } } } } }",
        4,
    ),
    (
        "{ events(first: 6) { nodes { attendees(first: 1) { nodes { contact { attendances(first: 2) { nodes { id } } } } } } } }",
        3,
    ),
    (
        "{ organisations(first: 60) { nodes { parent { name parent { name } } } } }",
        3,
    ),
    (
        "{ programmes(first: 20) { nodes { organisations { organisation { parent { name } } } } } }",
        4,
    ),
    (
        "{ programmes(first: 20) { nodes { enrolments(first: 5) { totalCount nodes { role state } } } } }",
        3,
    ),
    (
        "{ programmes(first: 20) { nodes { enrolments(first: 5, states: [ENROLLED]) { nodes { contact { displayName primaryEmail } programme { title } } } } } }",
        5,
    ),
    (
        "{ programmes(first: 20) { nodes { enrolments(last: 2) { nodes { contact { attendances(first: 2) { totalCount } } programme { organisations { role } } } } } } }",
        8,
    ),
];

on_both_engines! {
    /// Two events of three guests, and eleven of up to twelve.
    async fn a_document_costs_as_many_statements_for_a_long_list_as_for_a_short_one(app: TestApp) {
        fill(&app, 2, 3).await;
        let short = costs(&app).await;
        fill(&app, 9, 12).await;
        let long = costs(&app).await;
        let counted = DOCUMENTS.iter().zip(short.into_iter().zip(long));
        let others: Vec<_> = counted.filter(|((_, pinned), costs)| *costs != (*pinned, *pinned)).collect();
        assert!(others.is_empty(), "each document with its pin, and its cost for a short list and a long one: {others:#?}");
    }
}

/// Events with guests who were invited, some of whom answered, with a panel and a programme in which they are enrolled, and
/// organisations within organisations.
async fn fill(app: &TestApp, events: usize, guests: usize) {
    let mut contacts = Vec::new();
    for number in 0..guests {
        let name = format!("Person{guests}x{number}");
        let mut part = Value::Null;
        for size in ["Ministry", "Directorate", "Office"] {
            part = body(app, &format!("{size} of {name}"), part).await;
        }
        let input = json!({
            "givenName": name, "familyName": "Example", "email": format!("{name}@example.org"), "organisationId": part,
            "consents": [{ "purpose": "follow-up", "state": "GIVEN" }],
        });
        let made = app.act("registerContact", input, "contact { id }").await;
        contacts.push((made["contact"]["id"].clone(), part));
    }
    let ids: Vec<&Value> = contacts.iter().map(|(id, _)| id).collect();
    for number in 0..events {
        let programme = json!({
            "title": [{ "language": "en", "text": format!("Programme {number}") }],
            "organisations": contacts.iter().map(|(_, body)| json!({ "organisationId": body, "role": "PARTNER" })).collect::<Vec<_>>(),
        });
        let programme = app
            .act("createProgramme", programme, "programme { id }")
            .await["programme"]["id"]
            .clone();
        for contact in &ids {
            let enrol = json!({ "programmeId": programme, "contactId": contact });
            app.act("enrolContact", enrol, "enrolment { id }").await;
        }
        let event = app.event(json!({ "programmeIds": [programme] })).await;
        let panellists: Vec<Value> = contacts
            .iter()
            .map(|(id, body)| json!({ "contactId": id, "organisationId": body }))
            .collect();
        app.act("addPanel", json!({ "eventId": event, "topic": [{ "language": "en", "text": "Migrants Talk" }], "panellists": panellists }), "panel { id }").await;
        app.act(
            "inviteContacts",
            json!({ "eventId": event, "audience": { "contactIds": ids } }),
            "queued",
        )
        .await;
        app.act("recordResponse", json!({ "eventId": event, "contactId": ids[1], "response": "ACCEPTED", "channel": "PHONE" }), "attendee { id }").await;
    }
}

/// An organisation, which may belong to another.
async fn body(app: &TestApp, name: &str, parent: Value) -> Value {
    let input = json!({ "name": [{ "language": "en", "text": name }], "kind": "GOVERNMENT", "parentId": parent });
    let made = app.act("createOrganisation", input, "organisation { id }");
    made.await["organisation"]["id"].clone()
}

/// What each document costs now.
async fn costs(app: &TestApp) -> Vec<u64> {
    let mut costs = Vec::with_capacity(DOCUMENTS.len());
    for (document, _) in DOCUMENTS {
        let before = app.db.statements();
        let answer = app.ask(document, Value::Null).await;
        assert!(answer.is_object());
        costs.push(app.db.statements() - before);
    }
    costs
}
