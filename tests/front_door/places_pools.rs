//! Pools: places that are kept for some until a day, and places of which some hold no more than so many.

use axum::{body::Body, http::Request};
use kuvend_domain::tally;
use kuvend_entity::place_pool;
use sea_orm::{EntityTrait, sea_query::Expr};
use serde_json::{Value, json};

use crate::{
    app::{TestApp, at},
    guest_page::invite,
    on_both_engines,
    places::{place, register, taken},
};

const POOL: &str = "pool { id version size taken waiting releasedAt }";

pub async fn pool(app: &TestApp, event: &str, more: Value) -> Value {
    let mut input = json!({ "eventId": event, "name": [{ "language": "en", "text": "Some" }] });
    input
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    app.act("createPlacePool", input, POOL).await["pool"].clone()
}

async fn come(app: &TestApp, event: &str, name: &str, category: &str) -> Value {
    register(app, event, name, json!({ "category": category })).await
}

async fn pools(app: &TestApp, event: &str) -> Value {
    let asked = "query($id: ID!) { event(id: $id) { pools { size taken waiting releasedAt } } }";
    app.ask(asked, json!({ "id": event })).await["event"]["pools"].clone()
}

on_both_engines! {
    async fn what_is_kept_for_some_is_nobody_elses_until_its_day(app: TestApp) {
        let event = app.event(json!({ "capacity": 3, "offerMinutes": null })).await;
        pool(&app, &event, json!({ "kind": "RESERVED", "size": 2, "category": "DIPLOMATIC_MISSION", "reservedUntil": "2026-11-10T12:00" })).await;
        let ana = come(&app, &event, "Ana", "MEDIA").await;
        let beni = come(&app, &event, "Beni", "MEDIA").await;
        assert_eq!((&ana["place"], &beni["place"]), (&json!("CONFIRMED"), &json!("WAITLISTED")));
        let dona = come(&app, &event, "Dona", "DIPLOMATIC_MISSION").await;
        assert_eq!(dona["place"], "CONFIRMED", "who has places kept does not wait behind who has none");
        assert_eq!(pools(&app, &event).await, json!([{ "size": 2, "taken": 1, "waiting": 0, "releasedAt": null }]));
        app.counts_are_true().await;
        app.clock.set(at("2026-11-10T11:00:01Z"));
        app.deliver().await;
        assert_eq!(place(&app, &beni).await, "CONFIRMED", "on the day whoever waits is called");
        assert_eq!(taken(&app, &event).await, 3);
        let released = pools(&app, &event).await;
        assert!(released[0]["releasedAt"].is_string(), "{released}");
        let late = come(&app, &event, "Edon", "DIPLOMATIC_MISSION").await;
        assert_eq!(late["place"], "WAITLISTED");
        app.counts_are_true().await;
    }

    async fn a_guest_shows_the_pools_that_count_them(app: TestApp) {
        let event = app.event(json!({ "capacity": 9, "format": "HYBRID", "onlineLink": "https://meet.example.org/day" })).await;
        for (name, more) in [
            ("first", json!({ "kind": "RESERVED", "size": 2, "category": "EU" })),
            ("second", json!({ "kind": "RESERVED", "size": 1, "mode": "IN_PERSON" })),
            ("press", json!({ "kind": "LIMIT", "size": 3, "category": "MEDIA" })),
            ("room", json!({ "kind": "LIMIT", "size": 5, "mode": "IN_PERSON" })),
        ] {
            let mut input = json!({ "name": [{ "language": "en", "text": name }] });
            input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            pool(&app, &event, input).await;
        }
        let mut rows = Vec::new();
        for (name, category, mode) in [("Ana", "EU", "IN_PERSON"), ("Beni", "MEDIA", "IN_PERSON"), ("Cela", "MEDIA", "ONLINE"), ("Dona", "ACADEMIA", "ONLINE")] {
            rows.push(register(&app, &event, name, json!({ "category": category, "attends": mode })).await);
        }
        let wanted = json!([["first", "room"], ["second", "press", "room"], ["press"], []]);
        let names = |row: &Value| row["pools"].as_array().unwrap().iter().map(|pool| pool["name"].clone()).collect::<Value>();
        let list = "query($id: ID!) { event(id: $id) { attendees(orderBy: { field: CREATED_AT, direction: ASC }) { nodes { pools { name } } } } }";
        let list = app.ask(list, json!({ "id": event })).await["event"]["attendees"]["nodes"].clone();
        assert_eq!(list.as_array().unwrap().iter().map(names).collect::<Value>(), wanted);
        let alone = "query($id: ID!) { node(id: $id) { ... on Attendee { pools { name } } } }";
        let alone = app.ask(alone, json!({ "id": rows[1]["id"] })).await;
        assert_eq!(names(&alone["node"]), wanted[1]);
    }

    async fn who_asks_first_on_that_day_does_not_pass_those_who_wait(app: TestApp) {
        let event = app.event(json!({ "capacity": 1, "offerMinutes": null, "passesOver": true })).await;
        pool(&app, &event, json!({ "kind": "RESERVED", "size": 1, "category": "DIPLOMATIC_MISSION", "reservedUntil": "2026-11-10T12:00" })).await;
        let ana = come(&app, &event, "Ana", "MEDIA").await;
        assert_eq!(ana["place"], "WAITLISTED");
        app.clock.set(at("2026-11-10T11:00:01Z"));
        // No worker has been there yet.
        let beni = come(&app, &event, "Beni", "MEDIA").await;
        assert_eq!((place(&app, &ana).await, &beni["place"]), (json!("CONFIRMED"), &json!("WAITLISTED")));
        app.counts_are_true().await;
    }

    async fn who_waits_for_one_thing_does_not_hold_back_who_wants_another(app: TestApp) {
        let event = app.event(json!({ "capacity": 4, "offerMinutes": null })).await;
        pool(&app, &event, json!({ "kind": "LIMIT", "size": 1, "category": "MEDIA" })).await;
        pool(&app, &event, json!({ "kind": "RESERVED", "size": 1, "category": "EU" })).await;
        let press = come(&app, &event, "Ana", "MEDIA").await;
        let second = come(&app, &event, "Beni", "MEDIA").await;
        assert_eq!((&press["place"], &second["place"]), (&json!("CONFIRMED"), &json!("WAITLISTED")));
        for name in ["Cela", "Dona"] {
            let other = come(&app, &event, name, "ACADEMIA").await;
            assert_eq!(other["place"], "CONFIRMED", "{name}");
        }
        let full = come(&app, &event, "Edon", "ACADEMIA").await;
        assert_eq!(full["place"], "WAITLISTED");
        let union = come(&app, &event, "Fatmir", "EU").await;
        assert_eq!(union["place"], "CONFIRMED");
        // The one place that becomes free is within both limits for who was first.
        app.act("cancelAttendee", json!({ "attendeeId": press["id"] }), "attendee { place }").await;
        assert_eq!((place(&app, &second).await, place(&app, &full).await), (json!("CONFIRMED"), json!("WAITLISTED")));
        app.counts_are_true().await;
    }

    async fn a_hall_holds_so_many_and_on_line_everybody_may_come(app: TestApp) {
        let event = app.event(json!({ "format": "HYBRID", "onlineLink": "https://meet.example.org/x" })).await;
        let hall = pool(&app, &event, json!({ "kind": "LIMIT", "size": 2, "mode": "IN_PERSON" })).await;
        register(&app, &event, "Ana", json!({ "partySize": 2 })).await;
        let waits = register(&app, &event, "Beni", json!({})).await;
        assert_eq!(waits["place"], "WAITLISTED", "who says nothing comes into the room");
        let online = register(&app, &event, "Cela", json!({ "attends": "ONLINE", "partySize": 9 })).await;
        assert_eq!(online["place"], "CONFIRMED");
        let other = app.act("recordResponse", json!({ "attendeeId": waits["id"], "response": "ACCEPTED", "channel": "PHONE", "attends": "ONLINE" }), "attendee { place attends }").await;
        assert_eq!(other["attendee"], json!({ "place": "CONFIRMED", "attends": "ONLINE" }), "and may come on line instead");
        let back = app.act_raw("recordResponse", json!({ "attendeeId": online["id"], "response": "ACCEPTED", "channel": "PHONE", "attends": "IN_PERSON" }), "attendee { place }").await;
        assert_eq!((&back["userErrors"][0]["code"], &back["userErrors"][0]["field"]), (&json!("FULL"), &json!(["attends"])), "{back:#}");
        let grown = app.act("updatePlacePool", json!({ "id": hall["id"], "version": 1, "size": 11 }), POOL).await;
        assert_eq!((&grown["pool"]["version"], &grown["pool"]["taken"]), (&json!(2), &json!(2)));
        app.act("recordResponse", json!({ "attendeeId": online["id"], "response": "ACCEPTED", "channel": "PHONE", "attends": "IN_PERSON" }), "attendee { place }").await;
        assert_eq!(pools(&app, &event).await[0]["taken"], 11);
        app.counts_are_true().await;
    }

    async fn no_more_is_kept_than_there_is_and_no_limit_is_below_what_is_held(app: TestApp) {
        let event = app.event(json!({ "capacity": 3 })).await;
        come(&app, &event, "Ana", "MEDIA").await;
        let made = |more: Value| {
            let mut input = json!({ "eventId": event, "name": [{ "language": "en", "text": "Some" }], "size": 1, "category": "MEDIA", "kind": "LIMIT" });
            input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            app.act_raw("createPlacePool", input, POOL)
        };
        let much = made(json!({ "kind": "RESERVED", "category": "EU", "size": 3 })).await;
        assert_eq!((&much["userErrors"][0]["code"], &much["userErrors"][0]["field"]), (&json!("OUT_OF_RANGE"), &json!(["size"])), "{much:#}");
        let none = made(json!({ "size": 0 })).await;
        assert_eq!(none["userErrors"][0]["code"], "OUT_OF_RANGE", "{none:#}");
        let kept = made(json!({ "kind": "RESERVED", "category": "EU", "size": 2 })).await["pool"].clone();
        assert_eq!(kept["size"], 2);
        // What is kept is part of what the event must have places for.
        let less = app.act_raw("updateEvent", json!({ "id": event, "version": 2, "capacity": 2 }), "event { id }").await;
        assert_eq!(less["userErrors"][0]["code"], "OUT_OF_RANGE", "{less:#}");
        let more = app.act_raw("updatePlacePool", json!({ "id": kept["id"], "version": 1, "size": 3 }), POOL).await;
        assert_eq!(more["userErrors"][0]["code"], "OUT_OF_RANGE", "{more:#}");
        let stale = app.act_raw("updatePlacePool", json!({ "id": kept["id"], "version": 4, "size": 1 }), POOL).await;
        assert_eq!(stale["userErrors"][0]["code"], "CONFLICT", "{stale:#}");
        app.act("updatePlacePool", json!({ "id": kept["id"], "version": 1, "size": 1 }), POOL).await;
        app.act("updateEvent", json!({ "id": event, "version": 2, "capacity": 2 }), "event { id }").await;
        app.counts_are_true().await;
    }

    async fn a_pool_that_is_taken_away_gives_its_places_to_who_waits(app: TestApp) {
        let event = app.event(json!({ "capacity": 2, "offerMinutes": null })).await;
        let kept = pool(&app, &event, json!({ "kind": "RESERVED", "size": 2, "category": "EU" })).await;
        let ana = come(&app, &event, "Ana", "MEDIA").await;
        assert_eq!(ana["place"], "WAITLISTED");
        let gone = app.act("removePlacePool", json!({ "id": kept["id"], "version": 1 }), "event { pools { id } placesTaken }").await;
        assert_eq!(gone["event"], json!({ "pools": [], "placesTaken": 1 }));
        assert_eq!(place(&app, &ana).await, "CONFIRMED");
        let again = app.act_raw("removePlacePool", json!({ "id": kept["id"], "version": 1 }), "event { id }").await;
        assert_eq!(again["userErrors"][0]["code"], "NOT_FOUND", "{again:#}");
        app.counts_are_true().await;
    }

    async fn a_pool_made_later_counts_who_is_there_and_follows_who_becomes_another_guest(app: TestApp) {
        let event = app.event(json!({ "capacity": 4 })).await;
        let ana = register(&app, &event, "Ana", json!({ "category": "MEDIA", "partySize": 2 })).await;
        come(&app, &event, "Beni", "EU").await;
        let press = pool(&app, &event, json!({ "kind": "LIMIT", "size": 2, "category": "MEDIA" })).await;
        assert_eq!((&press["taken"], &press["waiting"]), (&json!(2), &json!(0)));
        app.act("registerAttendee", json!({ "eventId": event, "contactId": ana["person"], "category": "ACADEMIA" }), "attendee { place }").await;
        assert_eq!(pools(&app, &event).await[0]["taken"], 0);
        app.counts_are_true().await;
        // What is kept can be counted anew.
        place_pool::Entity::update_many().col_expr(place_pool::Column::Taken, Expr::value(7)).exec(app.db.writer()).await.unwrap();
        assert_eq!(tally::verify(&app.db).await.unwrap().len(), 1);
        tally::rebuild(&app.op()).await.unwrap();
        assert_eq!(pools(&app, &event).await[0]["taken"], 0);
        app.counts_are_true().await;
    }

    async fn the_page_of_a_guest_says_whether_they_would_wait_for_what_they_want(app: TestApp) {
        let event = app.event(json!({ "capacity": 3 })).await;
        pool(&app, &event, json!({ "kind": "RESERVED", "size": 1, "category": "EU" })).await;
        let mut pages = Vec::new();
        for name in ["Ana", "Beni"] {
            let category = if name == "Ana" { "EU" } else { "MEDIA" };
            let person = app.contact(name, "Hoxha").await;
            app.act("addGuests", json!({ "eventId": event, "guests": [{ "contactId": person, "category": category }] }), "attendees { id }").await;
            pages.push(invite(&app, &event, &person).await);
        }
        for name in ["Cela", "Dona", "Edon"] {
            come(&app, &event, name, "ACADEMIA").await;
        }
        let mut waits = Vec::new();
        for link in &pages {
            let page = app.send(Request::get(format!("{link}?lang=en")).body(Body::empty()).unwrap()).await.1;
            waits.push(String::from_utf8(page).unwrap().contains("waiting list"));
        }
        assert_eq!(waits, [false, true]);
    }
}
