//! What events are planned by: last year's day, series, the calendar of observances, policy frameworks, languages.

use kuvend_entity::kind::Role;
use serde_json::{Value, json};

use crate::{
    app::{TestApp, at},
    on_both_engines,
};

fn text(said: &str) -> Value {
    json!([{ "language": "en", "text": said }])
}

async fn id(app: &TestApp, mutation: &str, input: Value, field: &str) -> String {
    let made = app.act(mutation, input, &format!("{field} {{ id }}")).await;
    made[field]["id"].as_str().unwrap().to_owned()
}

const ALL: &str = "query($id: ID!) { event(id: $id) {
    status version title startsAtLocal endsAtLocal doorsOpenAt responseDeadline capacity edition clonedFromId series { name } publishedAt
    organisations { role organisation { name } } programmes { title } policyFrameworks { relation } occasions
    agenda { title startsAtLocal outcome } panels { moderator { confirmation contact { displayName } } }
    attendees(orderBy: { field: CREATED_AT, direction: ASC }) { nodes { contact { displayName } roles category partySize invitation response place presence messages { totalCount } } }
    headcounts { count }
} }";

on_both_engines! {
    async fn last_years_day_is_this_years_with_the_parts_that_are_wanted(app: TestApp) {
        let ministry = id(&app, "createOrganisation", json!({ "name": text("Ministry"), "kind": "GOVERNMENT" }), "organisation").await;
        let programme = id(&app, "createProgramme", json!({ "title": text("Engagement") }), "programme").await;
        let series = id(&app, "createEventSeries", json!({ "name": text("Migrants Day") }), "series").await;
        let strategy = id(&app, "createPolicyFramework", json!({ "title": text("Strategy"), "startsIn": 2024, "endsIn": 2030 }), "framework").await;
        let event = app.event(json!({
            "capacity": 100, "doorsOpenAt": "2026-11-16T17:15", "responseDeadline": "2026-11-10T12:00", "seriesId": series, "occasions": ["migrants-day"],
            "organisations": [{ "organisationId": ministry, "role": "CO_ORGANISER" }], "programmeIds": [programme],
            "frameworks": [{ "frameworkId": strategy, "relation": "LAUNCHES" }],
        })).await;
        let (arta, besnik, chiara) = (app.contact("Arta", "Hoxha").await, app.contact("Besnik", "Leka").await, app.contact("Chiara", "Rossi").await);
        app.act("addPanel", json!({ "eventId": event, "topic": text("Migrants Talk"), "startsAt": "2026-11-16T19:00", "durationMinutes": 45, "moderator": { "contactId": chiara, "confirmation": "CONFIRMED" } }), "panel { id }").await;
        app.act("addGuests", json!({ "eventId": event, "guests": [{ "contactId": arta, "category": "MEDIA", "partySize": 2 }, { "contactId": besnik }] }), "attendees { id }").await;
        app.act("inviteContacts", json!({ "eventId": event, "audience": { "contactIds": [arta, besnik] } }), "queued").await;
        app.act("recordResponse", json!({ "eventId": event, "contactId": arta, "response": "ACCEPTED", "channel": "PHONE", "partySize": 2 }), "attendee { id }").await;
        app.deliver().await;
        app.act("eraseContact", json!({ "contactId": besnik }), "").await;
        app.clock.set(at("2026-11-16T17:30:00Z"));
        app.act("recordHeadcount", json!({ "eventId": event, "count": 12 }), "count").await;

        let bare = id(&app, "cloneEvent", json!({ "id": event, "startsAt": "2027-07-16T18:00", "title": text("In summer"), "parts": [] }), "event").await;
        let bare = app.ask(ALL, json!({ "id": bare })).await["event"].clone();
        assert_eq!(bare, json!({
            "status": "DRAFT", "version": 1, "title": "In summer", "startsAtLocal": "2027-07-16T18:00:00", "endsAtLocal": "2027-07-16T21:00:00",
            "doorsOpenAt": "2027-07-16T15:15:00Z", "responseDeadline": "2027-07-10T10:00:00Z", "capacity": 100, "edition": 2, "clonedFromId": event,
            "series": { "name": "Migrants Day" }, "publishedAt": null, "organisations": [], "programmes": [], "policyFrameworks": [], "occasions": ["migrants-day"],
            "agenda": [], "panels": [], "attendees": { "nodes": [] }, "headcounts": [],
        }));

        let whole = json!({ "id": event, "startsAt": "2027-11-16T18:00", "parts": ["AGENDA", "CONTRIBUTORS", "GUESTS", "ORGANISATIONS", "PROGRAMMES"] });
        let whole = id(&app, "cloneEvent", whole, "event").await;
        let whole = app.ask(ALL, json!({ "id": whole })).await["event"].clone();
        assert_eq!(whole["edition"], 3);
        assert_eq!(whole["organisations"], json!([{ "role": "CO_ORGANISER", "organisation": { "name": "Ministry" } }]));
        assert_eq!(whole["programmes"], json!([{ "title": "Engagement" }]));
        assert_eq!(whole["policyFrameworks"], json!([]), "what was launched is not launched again");
        assert_eq!(whole["agenda"], json!([{ "title": "Migrants Talk", "startsAtLocal": "2027-11-16T19:00:00", "outcome": null }]));
        assert_eq!(whole["panels"], json!([{ "moderator": { "confirmation": "PROPOSED", "contact": { "displayName": "Chiara Rossi" } } }]));
        let start = |name: &str, roles: Value, category: Value, party: i32| json!({
            "contact": { "displayName": name }, "roles": roles, "category": category, "partySize": party,
            "invitation": "NOT_INVITED", "response": "NONE", "place": "NONE", "presence": "UNRECORDED", "messages": { "totalCount": 0 },
        });
        assert_eq!(whole["attendees"]["nodes"], json!([start("Arta Hoxha", json!(["GUEST"]), json!("MEDIA"), 2), start("Chiara Rossi", json!(["MODERATOR"]), json!("DIASPORA"), 1)]), "{whole:#}");
        app.counts_are_true().await;
    }

    async fn places_that_were_kept_are_kept_again_and_nothing_of_them_is_taken(app: TestApp) {
        let event = app.event(json!({ "capacity": 3, "offerMinutes": null })).await;
        let kept = json!({ "eventId": event, "name": text("Missions"), "kind": "RESERVED", "size": 2, "category": "DIPLOMATIC_MISSION", "reservedUntil": "2026-11-10T12:00" });
        app.act("createPlacePool", kept, "pool { id }").await;
        let person = app.contact("Arta", "Hoxha").await;
        app.act("registerAttendee", json!({ "eventId": event, "contactId": person, "category": "DIPLOMATIC_MISSION" }), "attendee { id }").await;
        let copy = json!({ "id": event, "startsAt": "2027-11-16T18:00", "parts": ["POOLS", "GUESTS"] });
        let copy = id(&app, "cloneEvent", copy, "event").await;
        let asked = "query($id: ID!) { event(id: $id) { placesTaken pools { name size taken category reservedUntil releasedAt } } }";
        assert_eq!(app.ask(asked, json!({ "id": copy })).await["event"], json!({ "placesTaken": 0, "pools": [
            { "name": "Missions", "size": 2, "taken": 0, "category": "DIPLOMATIC_MISSION", "reservedUntil": "2027-11-10T11:00:00Z", "releasedAt": null },
        ] }));
        app.act("publishEvent", json!({ "id": copy, "version": 1 }), "event { status }").await;
        for (name, category, place) in [("Beni", "MEDIA", "CONFIRMED"), ("Cela", "MEDIA", "WAITLISTED"), ("Dona", "DIPLOMATIC_MISSION", "CONFIRMED")] {
            let person = app.contact(name, "Leka").await;
            let row = app.act("registerAttendee", json!({ "eventId": copy, "contactId": person, "category": category }), "attendee { place }").await;
            assert_eq!(row["attendee"]["place"], place, "{name}");
        }
        app.counts_are_true().await;
    }

    async fn the_door_and_delegations_are_planned_again_with_nobody_in_them(app: TestApp) {
        let event = app.event(json!({ "capacity": 50 })).await;
        let list = json!({ "eventId": event, "name": "Hall", "categories": ["MEDIA"], "opensAt": "2026-11-16T16:00:00Z" });
        let list = app.act("createCheckInList", list, "checkInList { id }").await["checkInList"]["id"].clone();
        let made = app.act("createGate", json!({ "eventId": event, "name": "North", "kind": "BOTH", "listId": list }), "gate { id }").await;
        let closed = id(&app, "createGate", json!({ "eventId": event, "name": "Closed" }), "gate").await;
        app.act("revokeGate", json!({ "id": closed }), "gate { id }").await;
        let mut sent = Vec::new();
        for (name, until) in [("Embassy", json!("2026-11-12T12:00")), ("Ministry", Value::Null)] {
            let body = id(&app, "createOrganisation", json!({ "name": text(name), "kind": "GOVERNMENT" }), "organisation").await;
            let focal = json!({ "givenName": "Focal", "familyName": name, "email": format!("focal@{}.example", name.to_lowercase()) });
            let input = json!({ "eventId": event, "organisationId": body, "quota": 3, "focalPoint": focal, "nominateUntil": until });
            sent.push(app.act("createDelegation", input, "delegation { id focalPoint { id } }").await["delegation"].clone());
        }
        app.act("eraseContact", json!({ "contactId": sent[1]["focalPoint"]["id"] }), "").await;

        let copy = json!({ "id": event, "startsAt": "2027-07-16T18:00", "parts": ["DOOR", "DELEGATIONS"] });
        let copy = id(&app, "cloneEvent", copy, "event").await;
        let asked = "query($id: ID!) { event(id: $id) {
            checkInLists { name categories opensAt version } gates { id name kind list { name } }
            delegations { nodes { quota version nominateUntil organisation { name } focalPoint { displayName } members { __typename } } }
        } }";
        let mut now = app.ask(asked, json!({ "id": copy })).await["event"].clone();
        let gate = now["gates"][0]["id"].take();
        assert_eq!(now, json!({
            "checkInLists": [{ "name": "Hall", "categories": ["MEDIA"], "opensAt": "2027-07-16T15:00:00Z", "version": 1 }],
            "gates": [{ "id": null, "name": "North", "kind": "BOTH", "list": { "name": "Hall" } }],
            "delegations": { "nodes": [
                { "quota": 3, "version": 1, "nominateUntil": "2027-07-12T10:00:00Z", "organisation": { "name": "Embassy" }, "focalPoint": { "displayName": "Focal Embassy" }, "members": [] },
                { "quota": 3, "version": 1, "nominateUntil": null, "organisation": { "name": "Ministry" }, "focalPoint": null, "members": [] },
            ] },
        }));
        assert_ne!(gate, made["gate"]["id"], "a link names its gate: last year's opens last year's alone");
    }

    async fn what_hangs_on_an_event_goes_along_with_it_and_nothing_into_the_past(app: TestApp) {
        let event = app.event(json!({ "capacity": 50, "startsAt": "2027-03-26T18:00", "endsAt": "2027-03-26T21:00" })).await;
        let pool = |until: &str| json!({ "eventId": event, "name": text(until), "kind": "RESERVED", "size": 2, "category": if until < "2027-03-20" { "EU" } else { "MEDIA" }, "reservedUntil": until });
        app.act("createPlacePool", pool("2027-03-19T12:00"), "pool { id }").await;
        // Where the first one is moved to.
        app.act("createPlacePool", pool("2027-03-26T12:00"), "pool { id }").await;
        app.act("createCheckInList", json!({ "eventId": event, "name": "Hall", "opensAt": "2027-03-26T16:00:00Z" }), "checkInList { id }").await;
        let body = id(&app, "createOrganisation", json!({ "name": text("Embassy"), "kind": "GOVERNMENT" }), "organisation").await;
        app.act("createDelegation", json!({ "eventId": event, "organisationId": body, "quota": 3, "nominateUntil": "2027-03-22T12:00" }), "delegation { id }").await;
        let asked = "query($id: ID!) { event(id: $id) { version pools { reservedUntil version } checkInLists { opensAt version } delegations { nodes { nominateUntil version } } } }";
        app.act("updateEvent", json!({ "id": event, "version": 2, "startsAt": "2027-04-02T18:00" }), "event { id }").await;
        assert_eq!(app.ask(asked, json!({ "id": event })).await["event"], json!({
            "version": 3, "pools": [{ "reservedUntil": "2027-03-26T11:00:00Z", "version": 2 }, { "reservedUntil": "2027-04-02T10:00:00Z", "version": 2 }],
            "checkInLists": [{ "opensAt": "2027-04-02T15:00:00Z", "version": 2 }], "delegations": { "nodes": [{ "nominateUntil": "2027-03-29T10:00:00Z", "version": 2 }] },
        }), "a week later, across the change of the clocks, all show the same hour");
        app.clock.set(at("2027-03-25T09:00:00Z"));
        app.act("updateEvent", json!({ "id": event, "version": 3, "startsAt": "2027-03-30T18:00" }), "event { id }").await;
        assert_eq!(app.ask(asked, json!({ "id": event })).await["event"], json!({
            "version": 4, "pools": [{ "reservedUntil": "2027-03-26T11:00:00Z", "version": 2 }, { "reservedUntil": "2027-03-30T10:00:00Z", "version": 3 }],
            "checkInLists": [{ "opensAt": "2027-03-30T15:00:00Z", "version": 3 }], "delegations": { "nodes": [{ "nominateUntil": "2027-03-26T11:00:00Z", "version": 3 }] },
        }), "three days earlier, and what would be over stays ahead");
        app.act("updateEvent", json!({ "id": event, "version": 4, "capacity": 60 }), "event { id }").await;
        let still = app.ask(asked, json!({ "id": event })).await["event"].clone();
        assert_eq!((&still["pools"][1]["version"], &still["checkInLists"][0]["version"]), (&json!(3), &json!(3)));
        app.counts_are_true().await;
    }

    async fn an_event_says_in_which_languages_under_which_strategy_and_how_often(app: TestApp) {
        app.act("keepObservances", json!({ "observances": [
            { "key": "migrants-day", "name": text("International Migrants Day"), "month": 12, "day": 18, "firstYear": 2000 },
            { "key": "first-year", "name": text("A new day"), "month": 12, "day": 18, "firstYear": 2026 },
        ] }), "observances { key }").await;
        let strategy = id(&app, "createPolicyFramework", json!({ "title": text("National Strategy"), "startsIn": 2024, "endsIn": 2030 }), "framework").await;
        let series = id(&app, "createEventSeries", json!({ "name": text("Migrants Day") }), "series").await;
        let event = app.event(json!({
            "startsAt": "2026-12-18T18:00", "endsAt": "2026-12-18T21:00", "occasions": ["migrants-day", "first-year", "by-the-way"], "languages": ["sq", "en"], "interpretation": ["it"],
            "frameworks": [{ "frameworkId": strategy, "relation": "LAUNCHES" }, { "frameworkId": strategy, "relation": "ANNOUNCES" }], "seriesId": series, "edition": 7,
            "format": "HYBRID", "onlineLink": "https://meet.example.org/talk",
        })).await;
        let query = "query($id: ID!) { event(id: $id) { languages interpretation edition occasionDetails { key anniversary observance { name month day } } policyFrameworks { relation framework { title startsIn endsIn } } } }";
        assert_eq!(app.ask(query, json!({ "id": event })).await["event"], json!({
            "languages": ["sq", "en"], "interpretation": ["it"], "edition": 7,
            "occasionDetails": [
                { "key": "migrants-day", "anniversary": 26, "observance": { "name": "International Migrants Day", "month": 12, "day": 18 } },
                { "key": "first-year", "anniversary": null, "observance": { "name": "A new day", "month": 12, "day": 18 } },
                { "key": "by-the-way", "anniversary": null, "observance": null },
            ],
            "policyFrameworks": [
                { "relation": "LAUNCHES", "framework": { "title": "National Strategy", "startsIn": 2024, "endsIn": 2030 } },
                { "relation": "ANNOUNCES", "framework": { "title": "National Strategy", "startsIn": 2024, "endsIn": 2030 } },
            ],
        }));
        let taken = app.act_raw("updateEvent", json!({ "id": app.event(json!({})).await, "version": 2, "seriesId": series, "edition": 7 }), "").await;
        assert_eq!((&taken["userErrors"][0]["field"], &taken["userErrors"][0]["code"]), (&json!(["edition"]), &json!("TAKEN")));
        let other = app.event(json!({ "seriesId": series })).await;
        let list = "query($series: ID!) { events(filter: { seriesId: $series }, orderBy: { field: STARTS_AT, direction: ASC }) { nodes { id edition } } }";
        assert_eq!(app.ask(list, json!({ "series": series })).await["events"]["nodes"], json!([{ "id": other, "edition": 8 }, { "id": event, "edition": 7 }]));
        app.act("updateEvent", json!({ "id": event, "version": 2, "seriesId": null, "languages": ["el"], "interpretation": null, "frameworks": [] }), "event { id }").await;
        let query = "query($id: ID!) { event(id: $id) { languages interpretation edition series { id } policyFrameworks { relation } onlineLink } }";
        let mut now = json!({ "languages": ["el"], "interpretation": [], "edition": null, "series": null, "policyFrameworks": [], "onlineLink": "https://meet.example.org/talk" });
        assert_eq!(app.ask(query, json!({ "id": event })).await["event"], now);

        let analyst = app.account(Role::Analyst, app.office.id, event.parse().unwrap()).await;
        let (_, answer) = app.post_by(&analyst, query, json!({ "id": event })).await;
        now["onlineLink"] = Value::Null;
        assert_eq!(answer["data"]["event"], now, "the link is for who plans, and for guests who have a place");
    }

    async fn a_series_is_named_anew_by_who_read_it_as_it_is(app: TestApp) {
        let series = id(&app, "createEventSeries", json!({ "name": text("Migrants Day") }), "series").await;
        let named = app.act("updateEventSeries", json!({ "id": series, "version": 1, "name": text("Diaspora Day") }), "series { name version }").await;
        assert_eq!(named["series"], json!({ "name": "Diaspora Day", "version": 2 }));
        let stale = app.act_raw("updateEventSeries", json!({ "id": series, "version": 1, "name": text("Another") }), "").await;
        assert_eq!(stale["userErrors"][0]["code"], "CONFLICT");
    }

    async fn hours_that_are_not_fixed_are_told_as_such(app: TestApp) {
        let event = app.event(json!({ "isProvisional": true })).await;
        let arta = app.contact("Arta", "Hoxha").await;
        app.act("inviteContacts", json!({ "eventId": event, "audience": { "contactIds": [arta] } }), "queued").await;
        app.deliver().await;
        let letter = app.mail().await.remove(0).1;
        assert!(letter.text.unwrap().contains("orari do të konfirmohet"));
        assert!(letter.calendar.unwrap().contains("STATUS:TENTATIVE\r\n"));
        app.act("recordResponse", json!({ "eventId": event, "contactId": arta, "response": "ACCEPTED", "channel": "PHONE" }), "attendee { place }").await;
        app.deliver().await;
        let letter = app.mail().await.remove(1).1;
        assert!(letter.calendar.unwrap().contains("STATUS:TENTATIVE\r\n"), "the guest comes, and the hour is not known");
        app.act("updateEvent", json!({ "id": event, "version": 2, "isProvisional": false, "startsAt": "2026-11-16T19:00" }), "event { id }").await;
        app.deliver().await;
        let letter = app.mail().await.remove(2).1;
        assert!(!letter.text.unwrap().contains("orari do të konfirmohet"));
        let calendar = letter.calendar.unwrap();
        assert!(calendar.contains("STATUS:CONFIRMED\r\n") && calendar.contains("SEQUENCE:1\r\n"), "{calendar}");
    }
}
