//! The waiting list: who goes before, who comes after, and who may be passed.

use serde_json::{Value, json};

use crate::{
    app::TestApp,
    on_both_engines,
    places::{place, register},
};

const ROW: &str = "attendee { id place queuePriority queuePosition }";

async fn first(app: &TestApp, row: &Value, priority: i32) -> Value {
    let input = json!({ "attendeeId": row["id"], "priority": priority, "reason": "an ambassador" });
    app.act("setQueuePriority", input, ROW).await["attendee"].clone()
}

async fn cancel(app: &TestApp, row: &Value) {
    app.act("cancelAttendee", json!({ "attendeeId": row["id"] }), ROW)
        .await;
}

async fn places(app: &TestApp, rows: &[Value]) -> Vec<Value> {
    let mut all = Vec::new();
    for row in rows {
        all.push(place(app, row).await);
    }
    all
}

on_both_engines! {
    async fn who_is_put_before_others_is_called_before_them(app: TestApp) {
        let event = app.event(json!({ "capacity": 1, "offerMinutes": null })).await;
        let mut rows = Vec::new();
        for name in ["Ana", "Beni", "Cela", "Dona"] {
            rows.push(register(&app, &event, name, json!({})).await);
        }
        let moved = first(&app, &rows[3], 10).await;
        assert_eq!((&moved["queuePriority"], &moved["queuePosition"]), (&json!(10), &json!(3)), "the number stays");
        first(&app, &rows[2], 10).await;
        for (gone, expected) in [(0, [0, 0, 1, 0]), (2, [0, 0, 0, 1]), (3, [0, 1, 0, 0])] {
            cancel(&app, &rows[gone]).await;
            let now = places(&app, &rows).await;
            let confirmed: Vec<i32> = now.iter().map(|place| i32::from(place == "CONFIRMED")).collect();
            assert_eq!(confirmed, expected, "after {gone} went: {now:?}");
        }
        let audit = app.ask("query($f: AuditFilter) { auditTrail(filter: $f) { nodes { reason } } }", json!({ "f": { "objectId": rows[3]["id"], "action": "attendees::set_priority" } })).await;
        assert_eq!(audit["auditTrail"]["nodes"], json!([{ "reason": "an ambassador" }]));
        app.counts_are_true().await;
    }

    async fn who_gave_up_and_comes_back_is_last_whatever_they_were_before(app: TestApp) {
        let event = app.event(json!({ "capacity": 1, "offerMinutes": null })).await;
        let mut rows = Vec::new();
        for name in ["Ana", "Beni", "Cela"] {
            rows.push(register(&app, &event, name, json!({})).await);
        }
        first(&app, &rows[1], 50).await;
        for response in ["DECLINED", "ACCEPTED"] {
            app.act("recordResponse", json!({ "attendeeId": rows[1]["id"], "response": response, "channel": "PHONE" }), ROW).await;
        }
        let back = app.ask("query($id: ID!) { node(id: $id) { ... on Attendee { place queuePriority queuePosition } } }", json!({ "id": rows[1]["id"] })).await;
        assert_eq!(back["node"], json!({ "place": "WAITLISTED", "queuePriority": 0, "queuePosition": 3 }));
        cancel(&app, &rows[0]).await;
        assert_eq!(places(&app, &rows).await, ["CANCELLED", "WAITLISTED", "CONFIRMED"]);
        app.counts_are_true().await;
    }

    async fn who_is_put_first_beforehand_passes_those_who_wait_behind_it(app: TestApp) {
        let event = app.event(json!({ "capacity": 2, "offerMinutes": null })).await;
        register(&app, &event, "Ana", json!({})).await;
        let pair = register(&app, &event, "Beni", json!({ "partySize": 2 })).await;
        let person = app.contact("Drita", "Kola").await;
        let listed = app.act("addGuests", json!({ "eventId": event, "guests": [{ "contactId": person }] }), "attendees { id }").await["attendees"][0].clone();
        first(&app, &listed, 5).await;
        let answered = app.act("recordResponse", json!({ "attendeeId": listed["id"], "response": "ACCEPTED", "channel": "PHONE" }), ROW).await;
        assert_eq!(answered["attendee"]["place"], "CONFIRMED");
        assert_eq!(place(&app, &pair).await, "WAITLISTED");
        app.counts_are_true().await;
    }

    async fn a_party_that_steps_back_lets_the_next_in_who_fits(app: TestApp) {
        let event = app.event(json!({ "capacity": 2, "offerMinutes": null })).await;
        register(&app, &event, "Ana", json!({})).await;
        let pair = register(&app, &event, "Beni", json!({ "partySize": 2 })).await;
        let single = register(&app, &event, "Cela", json!({})).await;
        assert_eq!(place(&app, &single).await, "WAITLISTED");
        let called = first(&app, &single, 1).await;
        assert_eq!(called["place"], "CONFIRMED", "the answer shows what became of it");
        assert_eq!(place(&app, &pair).await, "WAITLISTED");
        app.counts_are_true().await;
    }

    async fn nobody_who_has_a_place_or_gave_it_up_is_put_before_others(app: TestApp) {
        let event = app.event(json!({ "capacity": 1 })).await;
        let ana = register(&app, &event, "Ana", json!({})).await;
        let input = json!({ "attendeeId": ana["id"], "priority": 3, "reason": "an ambassador" });
        let refused = app.act_raw("setQueuePriority", input.clone(), ROW).await;
        assert_eq!(refused["userErrors"][0]["code"], "WRONG_STATE", "{refused:#}");
        cancel(&app, &ana).await;
        let refused = app.act_raw("setQueuePriority", input, ROW).await;
        assert_eq!(refused["userErrors"][0]["code"], "WRONG_STATE", "{refused:#}");
    }

    async fn a_party_moves_whole_or_is_passed_over_where_the_event_says_so(app: TestApp) {
        let event = app.event(json!({ "capacity": 3, "offerMinutes": null })).await;
        let ana = register(&app, &event, "Ana", json!({ "partySize": 2 })).await;
        let four = register(&app, &event, "Beni", json!({ "partySize": 2 })).await;
        let single = register(&app, &event, "Cela", json!({})).await;
        let pair = register(&app, &event, "Dona", json!({ "partySize": 2 })).await;
        assert_eq!(places(&app, &[four.clone(), single.clone(), pair.clone()]).await, ["WAITLISTED", "WAITLISTED", "WAITLISTED"]);
        // One place is free: who fits is called as soon as larger parties may be passed.
        app.act("updateEvent", json!({ "id": event, "version": 2, "passesOver": true }), "event { passesOver }").await;
        assert_eq!(places(&app, &[four.clone(), single.clone(), pair.clone()]).await, ["WAITLISTED", "CONFIRMED", "WAITLISTED"]);
        // And a newcomer who fits needs not wait behind a party that does not.
        cancel(&app, &single).await;
        let late = register(&app, &event, "Edon", json!({})).await;
        assert_eq!(late["place"], "CONFIRMED");
        // The first of two that fit goes first.
        cancel(&app, &ana).await;
        assert_eq!(places(&app, &[four, pair]).await, ["CONFIRMED", "WAITLISTED"]);
        app.counts_are_true().await;
    }
}
