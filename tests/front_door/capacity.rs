//! Places: never more than there are, and those who wait are asked in their order.

use axum::{body::Body, http::Request};
use serde_json::{Value, json};

use crate::{guest_page::invite, on_both_engines};

const REGISTER: &str = "mutation($input: RegisterAttendeeInput!) { registerAttendee(input: $input) { attendee { id place queuePosition } userErrors { code } } }";

on_both_engines! {
    async fn two_hundred_at_once_for_fifty_places_get_fifty_and_a_queue(app: TestApp) {
        let event = app.event(json!({ "capacity": 50 })).await;
        let mut people = Vec::new();
        for number in 0..200 {
            people.push(app.contact("Guest", &format!("Number{number}")).await);
        }
        let asked = people.iter().map(|person| app.ask(REGISTER, json!({ "input": { "eventId": event, "contactId": person } })));
        let answers: Vec<Value> = futures::future::join_all(asked).await.into_iter().map(|answer| answer["registerAttendee"]["attendee"].clone()).collect();
        let confirmed: Vec<&Value> = answers.iter().filter(|row| row["place"] == "CONFIRMED").collect();
        assert_eq!(confirmed.len(), 50);
        let mut queue: Vec<(i64, String)> = answers.iter().filter(|row| row["place"] == "WAITLISTED").map(|row| (row["queuePosition"].as_i64().unwrap(), row["id"].as_str().unwrap().to_owned())).collect();
        queue.sort();
        assert_eq!(queue.iter().map(|(number, _)| *number).collect::<Vec<_>>(), (1..=150).collect::<Vec<_>>());

        let leaving = confirmed.iter().take(10).map(|row| app.act("cancelAttendee", json!({ "attendeeId": row["id"] }), "attendee { place }"));
        futures::future::join_all(leaving).await;
        let offered = app.ask("query($id: ID!) { event(id: $id) { placesTaken attendees(first: 100, filter: { place: [OFFERED] }) { nodes { id } } } }", json!({ "id": event })).await;
        let mut offered_ids: Vec<&str> = offered["event"]["attendees"]["nodes"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
        let mut expected: Vec<&str> = queue.iter().take(10).map(|(_, id)| id.as_str()).collect();
        offered_ids.sort_unstable();
        expected.sort_unstable();
        assert_eq!(offered_ids, expected);
        assert_eq!(offered["event"]["placesTaken"], 50);
        app.counts_are_true().await;
    }

    async fn an_offer_that_is_not_taken_goes_to_the_next(app: TestApp) {
        let event = app.event(json!({ "capacity": 1 })).await;
        let mut rows = Vec::new();
        for name in ["Ana", "Beni", "Cela"] {
            let person = app.contact(name, "Gashi").await;
            rows.push(app.act("registerAttendee", json!({ "eventId": event, "contactId": person }), "attendee { id place }").await["attendee"].clone());
        }
        assert_eq!(rows.iter().map(|row| row["place"].as_str().unwrap()).collect::<Vec<_>>(), ["CONFIRMED", "WAITLISTED", "WAITLISTED"]);
        app.act("cancelAttendee", json!({ "attendeeId": rows[0]["id"] }), "attendee { place }").await;
        app.clock.advance(chrono::TimeDelta::hours(49));
        app.deliver().await;
        let places = app.ask("query($ids: [ID!]!) { nodes(ids: $ids) { ... on Attendee { place } } }", json!({ "ids": rows.iter().map(|row| row["id"].clone()).collect::<Vec<_>>() })).await;
        assert_eq!(places["nodes"], json!([{ "place": "CANCELLED" }, { "place": "EXPIRED" }, { "place": "OFFERED" }]));
        let taken = app.act("recordResponse", json!({ "attendeeId": rows[2]["id"], "response": "ACCEPTED", "channel": "PHONE" }), "attendee { place }").await;
        assert_eq!(taken["attendee"]["place"], "CONFIRMED");
        app.counts_are_true().await;
    }

    async fn who_is_represented_gives_the_place_to_the_deputy(app: TestApp) {
        let event = app.event(json!({ "capacity": 1 })).await;
        let minister = app.contact("Drita", "Kola").await;
        let row = app.act("registerAttendee", json!({ "eventId": event, "contactId": minister }), "attendee { id }").await["attendee"]["id"].clone();
        let answer = app.act("recordResponse", json!({ "attendeeId": row, "response": "REPRESENTED", "channel": "PHONE", "deputy": { "givenName": "Edon", "familyName": "Prifti" } }), "attendee { response place representedBy { place contact { displayName } } }").await;
        assert_eq!(answer["attendee"], json!({ "response": "REPRESENTED", "place": "NONE", "representedBy": { "place": "CONFIRMED", "contact": { "displayName": "Edon Prifti" } } }));
        let taken = app.ask("query($id: ID!) { event(id: $id) { placesTaken } }", json!({ "id": event })).await;
        assert_eq!(taken["event"]["placesTaken"], 1);
        app.counts_are_true().await;
    }

    async fn who_comes_after_all_has_the_deputys_place_and_passes_nobody_by_it(app: TestApp) {
        let event = app.event(json!({ "capacity": 1, "offerMinutes": null })).await;
        let (minister, director, waiting) = (app.contact("Drita", "Kola").await, app.contact("Edon", "Prifti").await, app.contact("Ana", "Gashi").await);
        let link = invite(&app, &event, &minister).await;
        let sends = |function: &str| json!({ "eventId": event, "contactId": minister, "response": "REPRESENTED", "channel": "PHONE", "deputy": { "contactId": director, "function": function } });
        let answer = "attendee { id place representedBy { functionAtEvent place contact { displayName } } }";
        app.act("recordResponse", json!({ "eventId": event, "contactId": minister, "response": "ACCEPTED", "channel": "PHONE" }), answer).await;
        let behind = app.act("registerAttendee", json!({ "eventId": event, "contactId": waiting }), "attendee { id place }").await["attendee"].clone();
        assert_eq!(behind["place"], "WAITLISTED");
        for function in ["Deputy minister", "Director general"] {
            let told = app.act("recordResponse", sends(function), answer).await;
            assert_eq!(told["attendee"]["representedBy"], json!({ "functionAtEvent": function, "place": "CONFIRMED", "contact": { "displayName": "Edon Prifti" } }));
        }
        let (_, page) = app.send(Request::get(&link).body(Body::empty()).unwrap()).await;
        let would_wait = "vendet janë zënë";
        assert!(!String::from_utf8(page).unwrap().contains(would_wait), "the page promises what comes of the answer");
        let comes = app.act("recordResponse", json!({ "eventId": event, "contactId": minister, "response": "ACCEPTED", "channel": "PHONE" }), answer).await;
        assert_eq!((&comes["attendee"]["place"], &comes["attendee"]["representedBy"]), (&json!("CONFIRMED"), &Value::Null));
        let rows = app.ask("query($id: ID!) { event(id: $id) { placesTaken attendees(orderBy: { field: CREATED_AT, direction: ASC }) { nodes { place contact { displayName } } } } }", json!({ "id": event })).await;
        assert_eq!(rows["event"], json!({ "placesTaken": 1, "attendees": { "nodes": [
            { "place": "CONFIRMED", "contact": { "displayName": "Drita Kola" } },
            { "place": "WAITLISTED", "contact": { "displayName": "Ana Gashi" } },
            { "place": "CANCELLED", "contact": { "displayName": "Edon Prifti" } },
        ] } }));
        // With more than the deputy had, the guest waits as everybody does, and the place goes to who is next.
        app.act("recordResponse", sends("Deputy minister"), answer).await;
        let more = app.act("recordResponse", json!({ "eventId": event, "contactId": minister, "response": "ACCEPTED", "channel": "PHONE", "partySize": 2 }), answer).await;
        assert_eq!(more["attendee"]["place"], "WAITLISTED");
        let next = app.ask("query($id: ID!) { node(id: $id) { ... on Attendee { place } } }", json!({ "id": behind["id"] })).await;
        assert_eq!(next["node"]["place"], "CONFIRMED");
        app.counts_are_true().await;
    }

    async fn whose_deputy_holds_no_place_is_told_whether_accepting_means_to_wait_and_so_it_is(app: TestApp) {
        for taken in [false, true] {
            let event = app.event(json!({ "capacity": 1, "offerMinutes": null })).await;
            let (minister, director, other) = (app.contact("Drita", "Kola").await, app.contact("Edon", "Prifti").await, app.contact("Ana", "Gashi").await);
            let link = invite(&app, &event, &minister).await;
            let sends = json!({ "eventId": event, "contactId": minister, "response": "REPRESENTED", "channel": "PHONE", "deputy": { "contactId": director } });
            let sent = app.act("recordResponse", sends, "attendee { representedBy { id place } }").await["attendee"]["representedBy"].clone();
            assert_eq!(sent["place"], "CONFIRMED");
            let gone = app.act("cancelAttendee", json!({ "attendeeId": sent["id"] }), "attendee { place }").await;
            assert_eq!(gone["attendee"]["place"], "CANCELLED");
            if taken {
                let there = app.act("registerAttendee", json!({ "eventId": event, "contactId": other }), "attendee { place }").await;
                assert_eq!(there["attendee"]["place"], "CONFIRMED");
            }
            let query = "query($id: ID!) { event(id: $id) { attendees(filter: { response: [REPRESENTED] }) { nodes { representedBy { place } } } } }";
            let still = app.ask(query, json!({ "id": event })).await["event"]["attendees"]["nodes"].clone();
            assert_eq!(still, json!([{ "representedBy": { "place": "CANCELLED" } }]), "whom the guest sent holds nothing");
            let (_, page) = app.send(Request::get(&link).body(Body::empty()).unwrap()).await;
            assert_eq!(String::from_utf8(page).unwrap().contains("vendet janë zënë"), taken);
            let comes = json!({ "eventId": event, "contactId": minister, "response": "ACCEPTED", "channel": "PHONE" });
            let comes = app.act("recordResponse", comes, "attendee { place }").await;
            assert_eq!(comes["attendee"]["place"], if taken { "WAITLISTED" } else { "CONFIRMED" });
        }
        app.counts_are_true().await;
    }

    async fn a_deputy_who_is_sent_no_more_is_told_so_and_whoever_they_sent_as_well(app: TestApp) {
        let event = app.event(json!({ "capacity": 5 })).await;
        let (minister, first, second, third) = (app.contact("Drita", "Kola").await, app.contact("Edon", "Prifti").await, app.contact("Fatos", "Meta").await, app.contact("Gent", "Toska").await);
        invite(&app, &event, &minister).await;
        let sends = |who: &str, whom: &str| json!({ "eventId": event, "contactId": who, "response": "REPRESENTED", "channel": "PHONE", "deputy": { "contactId": whom } });
        let declines = json!({ "eventId": event, "contactId": minister, "response": "DECLINED", "channel": "PHONE" });
        let seen = app.mail().await.len();
        app.act("recordResponse", sends(&minister, &first), "attendee { id }").await;
        app.act("recordResponse", declines.clone(), "attendee { id }").await;
        assert_eq!(app.deliver().await, 0, "what was to be said is true no more, and nothing else was said");
        app.act("recordResponse", sends(&minister, &first), "attendee { id }").await;
        app.deliver().await;
        app.act("recordResponse", sends(&minister, &second), "attendee { id }").await;
        app.deliver().await;
        app.act("recordResponse", sends(&second, &third), "attendee { id }").await;
        app.act("recordResponse", declines, "attendee { id }").await;
        app.deliver().await;
        let mail = app.mail().await.split_off(seen);
        let told = |given: &str| mail.iter().filter(|(_, letter)| letter.to.contains(given)).map(|(row, _)| row.kind.to_string()).collect::<Vec<_>>();
        assert_eq!(told("edon"), ["REGISTRATION_CONFIRMATION", "CANCELLATION"]);
        assert_eq!(told("fatos"), ["REGISTRATION_CONFIRMATION"], "who sent another themself knows");
        assert_eq!(told("gent"), Vec::<String>::new(), "the confirmation had not left yet");
        let taken = app.ask("query($id: ID!) { event(id: $id) { placesTaken } }", json!({ "id": event })).await;
        assert_eq!(taken["event"]["placesTaken"], 0, "whoever was to come in a deputy's stead does not come either");
        app.counts_are_true().await;
    }

    async fn a_newcomer_does_not_pass_a_party_that_waits(app: TestApp) {
        let event = app.event(json!({ "capacity": 2 })).await;
        let (ana, beni, cela) = (app.contact("Ana", "Gashi").await, app.contact("Beni", "Gashi").await, app.contact("Cela", "Gashi").await);
        app.act("registerAttendee", json!({ "eventId": event, "contactId": ana }), "attendee { id }").await;
        let party = app.act("registerAttendee", json!({ "eventId": event, "contactId": beni, "partySize": 2 }), "attendee { place }").await;
        let single = app.act("registerAttendee", json!({ "eventId": event, "contactId": cela }), "attendee { place queuePosition }").await;
        assert_eq!(party["attendee"]["place"], "WAITLISTED");
        assert_eq!(single["attendee"], json!({ "place": "WAITLISTED", "queuePosition": 2 }));
        app.counts_are_true().await;
    }
}
