//! What documents cost: as many statements for a long list as for a short one, and how many. Statements in transactions count.

use serde_json::{Value, json};

use crate::on_both_engines;

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
        10,
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
        7,
    ),
    (
        "{ events(first: 6) { nodes { attendees(first: 5) { nodes { contact { primaryEmail phones { number } memberships { function } consents { state } enrolments { role programme { id } } mayContact(purpose: \"follow-up\") { allowed } } } } } } }",
        10,
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
        "{ events(first: 6) { nodes { statistics { invited { value } uniquePeople { value } directReach { value } groups(by: [RESIDENCE_COUNTRY]) { totalCount nodes { attended { value } } } trend(by: MONTH) { invited { value } } } } } }",
        11,
    ),
    (
        "{ events(first: 6) { nodes { programmes { title organisations { role organisation { name } } enrolments(first: 2) { totalCount nodes { contact { displayName } } } } } } }",
        8,
    ),
    (
        "{ programmes(first: 6) { nodes { organisations { role } enrolments(first: 5) { nodes { contact { displayName enrolments { programme { title } } } } } } } }",
        7,
    ),
    (
        "{ organisations(first: 6) { nodes { name parent { name } } } }",
        2,
    ),
];

on_both_engines! {
    async fn a_document_costs_as_many_statements_for_a_long_list_as_for_a_short_one(app: TestApp) {
        fill(&app, 2, 3).await;
        let short = costs(&app).await;
        fill(&app, 9, 12).await;
        let long = costs(&app).await;
        let pinned: Vec<(&str, u64)> = DOCUMENTS.to_vec();
        assert_eq!((short, long), (pinned.clone(), pinned), "two events of three guests, and eleven of up to twelve");
    }
}

on_both_engines! {
    async fn inviting_thirty_costs_as_many_statements_as_inviting_twelve(app: TestApp) {
        let twelve = invites(&app, 12).await;
        let thirty = invites(&app, 30).await;
        assert_eq!(twelve, thirty);
    }
}

/// What it costs to invite so many.
async fn invites(app: &crate::app::TestApp, guests: usize) -> u64 {
    let mut contacts = Vec::new();
    for number in 0..guests {
        contacts.push(
            app.contact(&format!("Guest{guests}x{number}"), "Example")
                .await,
        );
    }
    let event = app.event(json!({})).await;
    let before = app.db.statements();
    let input = json!({ "eventId": event, "audience": { "contactIds": contacts } });
    app.act("inviteContacts", input, "queued").await;
    app.db.statements() - before
}

/// Events with guests who were invited, some of whom answered, with a panel, and of a programme in which they are enrolled.
async fn fill(app: &crate::app::TestApp, events: usize, guests: usize) {
    let mut contacts = Vec::new();
    for number in 0..guests {
        contacts.push(
            app.contact(&format!("Person{guests}x{number}"), "Example")
                .await,
        );
    }
    for number in 0..events {
        let programme = programme(app, &format!("{guests}x{number}"), &contacts).await;
        let event = app.event(json!({ "programmeIds": [programme] })).await;
        app.act("addPanel", json!({ "eventId": event, "topic": [{ "language": "en", "text": "Migrants Talk" }], "panellists": [{ "contactId": contacts[0] }] }), "panel { id }").await;
        app.act(
            "inviteContacts",
            json!({ "eventId": event, "audience": { "contactIds": contacts } }),
            "queued",
        )
        .await;
        app.act("recordResponse", json!({ "eventId": event, "contactId": contacts[1], "response": "ACCEPTED", "channel": "PHONE" }), "attendee { id }").await;
    }
}

/// A programme of an organisation within another, with everybody enrolled.
async fn programme(app: &crate::app::TestApp, name: &str, contacts: &[String]) -> Value {
    let named = |text: String| json!([{ "language": "en", "text": text }]);
    let mut body = Value::Null;
    for level in ["Ministry", "Agency"] {
        let input = json!({ "name": named(format!("{level} {name}")), "kind": "GOVERNMENT", "parentId": body });
        let made = app
            .act("createOrganisation", input, "organisation { id }")
            .await;
        body = made["organisation"]["id"].clone();
    }
    let input = json!({ "title": named(format!("Programme {name}")), "organisations": [{ "organisationId": body, "role": "IMPLEMENTING" }] });
    let made = app.act("createProgramme", input, "programme { id }").await;
    let programme = made["programme"]["id"].clone();
    for contact in contacts {
        app.act(
            "enrolContact",
            json!({ "programmeId": programme, "contactId": contact }),
            "enrolment { id }",
        )
        .await;
    }
    programme
}

async fn costs(app: &crate::app::TestApp) -> Vec<(&'static str, u64)> {
    let mut costs = Vec::new();
    for (document, _) in DOCUMENTS {
        let before = app.db.statements();
        let answer = app.ask(document, Value::Null).await;
        assert!(answer.is_object());
        costs.push((*document, app.db.statements() - before));
    }
    costs
}
