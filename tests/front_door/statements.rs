//! What documents cost: as many statements for a long list as for a short one, and how many.

use sea_orm::DbBackend;
use serde_json::{Value, json};

use crate::{
    app::{MORNING, TestApp, at},
    on_both_engines,
};

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
        5,
    ),
    (
        "{ events(first: 3) { nodes { agendaPublishedAt quotes { text } agenda { contributors { missing deliverables { kind } } remarks { contact { displayName } } ... on Panel { questions { text contact { displayName } } } } } } }",
        8,
    ),
    (
        "{ events(first: 6) { nodes { needTotals { code count } questionsVersion questions { key totals { option count } replies } attendees(first: 5) { nodes { needs { code } answers { value } hiddenFields } } } } }",
        9,
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
        "{ events(first: 6) { nodes { attendees(first: 5) { nodes { id pools { name } } } } } }",
        3,
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
        "{ events(first: 6) { nodes { attendees(first: 5) { nodes { partySize companions { givenName contact { displayName } } } } } } }",
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
        "{ events(first: 3) { nodes { report { figures { invited { value } } byCategory { attended { value } } contributors { role count { value } } quotes { text } headcounts { count } } } } }",
        13,
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
        "{ contacts(first: 12) { nodes { names { givenName } formerResidences { city } skills { skill } languages { language } willingness { mode } facts { block } completeness { percent } interests { key } } } }",
        11,
    ),
    (
        "{ contacts(first: 12) { nodes { relationships { kind } timeline(kinds: [MEMBERSHIP], first: 2) { totalCount nodes { text organisation { name } } } } } }",
        6,
    ),
    (
        "{ organisations(first: 60) { nodes { members(first: 3) { totalCount nodes { contact { displayName } } } } } }",
        4,
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
        "{ contacts(search: \"pers\", first: 2) { nodes { displayName } } }",
        3,
    ),
    (
        "{ contacts(search: \"pers exam\", first: 2) { nodes { displayName matches { text } } } }",
        10,
    ),
    (
        "{ contacts(search: \"persn exampla\", first: 20) { nodes { displayName primaryEmail } } }",
        7,
    ),
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
        "{ events(first: 6) { nodes { attendees(first: 3) { nodes { representing { name parent { name } } } } } } }",
        4,
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

on_both_engines! {
    /// A handful of rows of several kinds goes by one statement where one can write to several tables; beyond it each kind
    /// goes by its own, however many rows there are.
    async fn what_is_done_to_many_guests_costs_as_many_statements_as_to_few(app: TestApp) {
        let names = [
            "inviteContacts", "addGuests", "updateEvent", "updateEvent", "inviteContacts", "addPanel", "cancelEvent",
            "recordPresence", "closeAttendance", "sendFollowUp", "sendFollowUp",
        ];
        let many = [14, 9, 22, 24, 14, 22, 18, 8, 16, 10, 10];
        let few = match app.db.backend() {
            DbBackend::Postgres => [[9, 7, 21, 23, 14, 22, 17, 5, 14, 8, 8], [14, 9, 21, 23, 14, 22, 18, 8, 14, 10, 10]],
            _ => [many; 2],
        };
        for (guests, pinned) in [(3, few[0]), (12, few[1]), (40, many)] {
            let pinned: Vec<(&str, u64)> = names.into_iter().zip(pinned).collect();
            assert_eq!(acts(&app, guests).await, pinned, "{guests} guests");
        }
        app.counts_are_true().await;
    }

    /// Fifty who wait are asked at a time.
    async fn offering_many_places_costs_as_many_statements_as_offering_few(app: TestApp) {
        let mut costs = Vec::new();
        for waiting in [4, 12, 40] {
            let event = app.event(json!({ "capacity": 1 })).await;
            for number in 0..=waiting {
                let guest = app.contact(&format!("Guest{number}of{waiting}"), "Example").await;
                app.act("registerAttendee", json!({ "eventId": event, "contactId": guest }), "attendee { id }").await;
            }
            let before = app.db.statements();
            let input = json!({ "id": event, "version": 2, "capacity": waiting });
            app.act("updateEvent", input, "event { placesTaken }").await;
            costs.push(app.db.statements() - before);
            let places = "attendeeCounts { place { waitlisted offered confirmed } }";
            let counts = app.ask(&format!("{{ event(id: \"{event}\") {{ {places} }} }}"), Value::Null).await;
            assert_eq!(counts["event"]["attendeeCounts"]["place"], json!({ "waitlisted": 1, "offered": waiting - 1, "confirmed": 1 }));
        }
        assert_eq!(costs[1..], [costs[2]; 2]);
        assert!(costs[0] <= costs[1], "{costs:?}");
        app.counts_are_true().await;
    }

    async fn marks_made_together_are_what_each_says(app: TestApp) {
        let event = app.event(json!({})).await;
        let mut rows = Vec::new();
        for number in 0..5 {
            let guest = app.contact(&format!("Guest{number}"), "Example").await;
            let input = json!({ "eventId": event, "contactId": guest });
            rows.push(app.act("registerAttendee", input, "attendee { id }").await["attendee"]["id"].clone());
        }
        app.clock.set(at("2026-11-16T17:30:00Z"));
        let marks = [(0, "ATTENDED", "ONLINE"), (1, "ATTENDED", "IN_PERSON"), (2, "ATTENDED", "IN_PERSON"), (3, "ABSENT", "IN_PERSON"), (1, "UNRECORDED", "IN_PERSON"), (2, "EXCUSED", "IN_PERSON")];
        let marks: Vec<Value> = marks.into_iter().map(|(row, presence, mode)| json!({ "attendeeId": rows[row], "presence": presence, "mode": mode, "reason": presence })).collect();
        let made = app.act("recordPresence", json!({ "eventId": event, "marks": marks }), "attendees { id version presence presenceMode }").await;
        let expected = [(2, "ATTENDED"), (2, "ATTENDED"), (2, "ATTENDED"), (2, "ABSENT"), (3, "UNRECORDED"), (3, "EXCUSED")];
        let said: Vec<_> = made["attendees"].as_array().unwrap().iter().map(|row| (row["version"].as_i64().unwrap(), row["presence"].as_str().unwrap())).collect();
        assert_eq!(said, expected);
        let list = app.ask(&format!("{{ event(id: \"{event}\") {{ attendees {{ nodes {{ version presence presenceMode history {{ to reason }} }} }} }} }}"), Value::Null).await;
        let stored: Vec<_> = list["event"]["attendees"]["nodes"].as_array().unwrap().iter().map(|row| {
            let history = row["history"].as_array().unwrap();
            let marks = history.iter().filter(|line| line["reason"] == line["to"]).count();
            (row["version"].as_i64().unwrap(), row["presence"].as_str().unwrap(), row["presenceMode"].as_str(), marks)
        }).collect();
        assert_eq!(stored, [(2, "ATTENDED", Some("ONLINE"), 1), (3, "UNRECORDED", None, 2), (3, "EXCUSED", None, 2), (2, "ABSENT", None, 1), (1, "UNRECORDED", None, 0)]);
        app.counts_are_true().await;
    }
}

/// What it costs to invite some and to add others, to move the event and to call another off, to write down who came, to
/// close attendance and to write to who came and who did not.
async fn acts(app: &TestApp, guests: usize) -> Vec<(&'static str, u64)> {
    app.clock.set(at(MORNING));
    let mut contacts = Vec::new();
    for number in 0..guests * 2 {
        contacts.push(
            app.contact(&format!("Guest{number}of{guests}"), "Example")
                .await,
        );
    }
    let event = app.event(json!({})).await;
    let (invited, added) = contacts.split_at(guests);
    let mut costs = Vec::new();
    let mut act = async |mutation: &'static str, input: Value, selection: &str| {
        let before = app.db.statements();
        let payload = app.act(mutation, input, selection).await;
        costs.push((mutation, app.db.statements() - before));
        payload
    };
    act(
        "inviteContacts",
        json!({ "eventId": event, "audience": { "contactIds": invited } }),
        "queued",
    )
    .await;
    let added: Vec<Value> = added.iter().map(|id| json!({ "contactId": id })).collect();
    let made = act(
        "addGuests",
        json!({ "eventId": event, "guests": added }),
        "attendees { id contact { displayName } }",
    )
    .await;
    app.deliver().await;
    for contact in invited {
        let input = json!({ "eventId": event, "contactId": contact, "response": "ACCEPTED", "channel": "PHONE" });
        app.act("recordResponse", input, "attendee { id }").await;
    }
    let move_to = |hour: &str, version: i64| json!({ "id": event, "version": version, "startsAt": format!("2026-11-16T{hour}:00") });
    act("updateEvent", move_to("19", 2), "event { id }").await;
    act("updateEvent", move_to("20", 3), "event { id }").await;
    let called_off = app.event(json!({})).await;
    act(
        "inviteContacts",
        json!({ "eventId": called_off, "audience": { "contactIds": contacts } }),
        "queued",
    )
    .await;
    let cast: Vec<Value> = contacts
        .iter()
        .step_by(2)
        .map(|id| json!({ "contactId": id }))
        .collect();
    act("addPanel", json!({ "eventId": called_off, "topic": [{ "language": "en", "text": "Migrants Talk" }], "panellists": cast }), "panel { panellists { contact { displayName } } }").await;
    act(
        "cancelEvent",
        json!({ "id": called_off, "version": 2, "reason": "Rain" }),
        "event { id }",
    )
    .await;
    app.clock.set(at("2026-11-16T22:00:00Z"));
    let came: Vec<Value> = made["attendees"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| json!({ "attendeeId": row["id"], "presence": "ATTENDED" }))
        .collect();
    act(
        "recordPresence",
        json!({ "eventId": event, "marks": came }),
        "attendees { id presence }",
    )
    .await;
    act(
        "closeAttendance",
        json!({ "eventId": event }),
        "absentCount absent { id contact { displayName } }",
    )
    .await;
    act(
        "sendFollowUp",
        json!({ "eventId": event, "outcome": "CAME" }),
        "queued",
    )
    .await;
    act(
        "sendFollowUp",
        json!({ "eventId": event, "outcome": "ABSENT" }),
        "queued",
    )
    .await;
    costs
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
