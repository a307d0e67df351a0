//! More guests than places: only with the right to it, only with a reason, and never so that anybody else gains by it.

use kuvend_domain::policy::{Action, allows};
use kuvend_entity::kind::Role;
use serde_json::{Value, json};

use crate::{
    app::TestApp,
    on_both_engines,
    places::{place, register, taken},
};

const ROW: &str = "attendee { id place partySize overbookReason response }";
const WHY: &str = "The Prime Minister asks";

async fn reasons(app: &TestApp, row: &Value) -> Vec<Value> {
    let asked = json!({ "f": { "objectId": row["id"], "action": "attendees::overbook" } });
    let found = app
        .ask(
            "query($f: AuditFilter) { auditTrail(filter: $f) { nodes { reason changes } } }",
            asked,
        )
        .await;
    found["auditTrail"]["nodes"].as_array().unwrap().clone()
}

#[test]
fn letting_in_more_than_there_are_places_for_is_a_right_of_its_own() {
    let who: Vec<Role> = Role::ALL
        .iter()
        .copied()
        .filter(|role| allows(*role, Action::Overbook))
        .collect();
    assert_eq!(who, [Role::Admin, Role::EventOfficer]);
}

on_both_engines! {
    async fn a_reason_lets_a_guest_in_beyond_the_places_and_stays_on_the_row(app: TestApp) {
        let event = app.event(json!({ "capacity": 1, "offerMinutes": null })).await;
        let ana = register(&app, &event, "Ana", json!({})).await;
        let beni = register(&app, &event, "Beni", json!({})).await;
        assert_eq!(beni["place"], "WAITLISTED");
        let person = app.contact("Drita", "Kola").await;
        let let_in = app.act("registerAttendee", json!({ "eventId": event, "contactId": person, "overbookReason": WHY }), ROW).await["attendee"].clone();
        assert_eq!((&let_in["place"], &let_in["overbookReason"]), (&json!("CONFIRMED"), &json!(WHY)));
        assert_eq!(taken(&app, &event).await, 2);
        assert_eq!(place(&app, &beni).await, "WAITLISTED", "nobody else gains by it");
        let noted = reasons(&app, &let_in).await;
        assert_eq!((noted.len(), &noted[0]["reason"]), (1, &json!(WHY)), "{noted:#?}");
        // The same again changes nothing, and a place that goes is still one too few for who waits.
        app.act("recordResponse", json!({ "attendeeId": let_in["id"], "response": "ACCEPTED", "channel": "PHONE" }), ROW).await;
        app.act("cancelAttendee", json!({ "attendeeId": ana["id"] }), ROW).await;
        assert_eq!(place(&app, &beni).await, "WAITLISTED");
        let gone = app.act("cancelAttendee", json!({ "attendeeId": let_in["id"] }), ROW).await;
        assert_eq!(gone["attendee"]["overbookReason"], json!(null));
        assert_eq!(place(&app, &beni).await, "CONFIRMED");
        assert_eq!(taken(&app, &event).await, 1);
        app.counts_are_true().await;
    }

    async fn a_reason_that_is_not_needed_is_not_kept(app: TestApp) {
        let event = app.event(json!({ "capacity": 2 })).await;
        let ana = register(&app, &event, "Ana", json!({ "overbookReason": WHY })).await;
        let shown = app.ask("query($id: ID!) { node(id: $id) { ... on Attendee { place overbookReason } } }", json!({ "id": ana["id"] })).await;
        assert_eq!(shown["node"], json!({ "place": "CONFIRMED", "overbookReason": null }));
        assert_eq!(reasons(&app, &ana).await, Vec::<Value>::new());
        app.counts_are_true().await;
    }

    async fn passing_those_who_wait_needs_a_reason_as_well(app: TestApp) {
        let event = app.event(json!({ "capacity": 2 })).await;
        register(&app, &event, "Ana", json!({})).await;
        let pair = register(&app, &event, "Beni", json!({ "partySize": 2 })).await;
        let single = register(&app, &event, "Cela", json!({})).await;
        assert_eq!((&pair["place"], &single["place"]), (&json!("WAITLISTED"), &json!("WAITLISTED")));
        let passed = app.act("recordResponse", json!({ "attendeeId": single["id"], "response": "ACCEPTED", "channel": "PHONE", "overbookReason": WHY }), ROW).await["attendee"].clone();
        assert_eq!((&passed["place"], &passed["overbookReason"]), (&json!("CONFIRMED"), &json!(WHY)));
        assert_eq!(reasons(&app, &single).await.len(), 1);
        assert_eq!(taken(&app, &event).await, 2, "there was a place, and others were before");
        app.counts_are_true().await;
    }

    async fn a_party_grows_beyond_the_places_only_with_a_reason(app: TestApp) {
        let event = app.event(json!({ "capacity": 1, "approval": "SELF_REGISTRATION" })).await;
        let ana = register(&app, &event, "Ana", json!({})).await;
        let grown = json!({ "attendeeId": ana["id"], "response": "ACCEPTED", "channel": "PHONE", "partySize": 3 });
        let refused = app.act_raw("recordResponse", grown.clone(), ROW).await;
        assert_eq!((&refused["userErrors"][0]["code"], &refused["userErrors"][0]["field"]), (&json!("FULL"), &json!(["partySize"])), "{refused:#}");
        let mut with = grown;
        with["overbookReason"] = json!(WHY);
        let grown = app.act("recordResponse", with, ROW).await["attendee"].clone();
        assert_eq!((&grown["partySize"], &grown["overbookReason"]), (&json!(3), &json!(WHY)));
        // An approval may do the same.
        let beni = register(&app, &event, "Beni", json!({ "selfRegistered": true })).await;
        let let_in = app.act("approveAttendee", json!({ "attendeeId": beni["id"], "overbookReason": WHY }), ROW).await;
        assert_eq!(let_in["attendee"]["place"], "CONFIRMED");
        assert_eq!(taken(&app, &event).await, 4);
        // What is beyond the limit may stay, and the limit itself may not fall.
        let less = app.act_raw("updateEvent", json!({ "id": event, "version": 2, "capacity": 0 }), "event { id }").await;
        assert_eq!(less["userErrors"][0]["code"], "OUT_OF_RANGE");
        app.act("updateEvent", json!({ "id": event, "version": 2, "capacity": 2 }), "event { id }").await;
        app.counts_are_true().await;
    }

    async fn a_deputy_takes_over_what_was_let_in_beyond_the_places(app: TestApp) {
        let event = app.event(json!({ "capacity": 1 })).await;
        register(&app, &event, "Ana", json!({})).await;
        let minister = register(&app, &event, "Drita", json!({ "overbookReason": WHY })).await;
        let sent = app.act("recordResponse", json!({ "attendeeId": minister["id"], "response": "REPRESENTED", "channel": "PHONE", "deputy": { "givenName": "Edon", "familyName": "Prifti" } }), "attendee { overbookReason representedBy { place overbookReason } }").await["attendee"].clone();
        assert_eq!(sent, json!({ "overbookReason": null, "representedBy": { "place": "CONFIRMED", "overbookReason": WHY } }));
        assert_eq!(taken(&app, &event).await, 2);
        app.counts_are_true().await;
    }
}
