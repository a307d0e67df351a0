//! What an office corrects of a row, who fills a seat, and who recorded what.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use kuvend_entity::kind::Role;
use serde_json::{Value, json};

use crate::{
    app::TestApp,
    on_both_engines,
    places::{place, register, taken},
};

const ROW: &str = "attendee { id version place category roles functionAtEvent partySize partyAllowance attends representing { id } contact { displayName } }";

async fn body(app: &TestApp) -> Value {
    app.act(
        "createOrganisation",
        json!({ "name": [{ "language": "en", "text": "Embassy" }], "kind": "DIPLOMATIC_MISSION" }),
        "organisation { id }",
    )
    .await["organisation"]["id"]
        .clone()
}

on_both_engines! {
    async fn a_row_is_corrected_and_neither_invitation_nor_answer_moves(app: TestApp) {
        let event = app.event(json!({ "capacity": 3 })).await;
        let embassy = body(&app).await;
        let ana = register(&app, &event, "Ana", json!({})).await;
        let input = json!({ "attendeeId": ana["id"], "version": 1, "category": "DIPLOMATIC_MISSION", "representingId": embassy, "functionAtEvent": "Consul", "partyAllowance": 2, "attends": "ONLINE" });
        let made = app.act("updateAttendee", input.clone(), ROW).await["attendee"].clone();
        assert_eq!((&made["category"], &made["functionAtEvent"], &made["partyAllowance"], &made["attends"], &made["representing"]["id"], &made["version"]),
            (&json!("DIPLOMATIC_MISSION"), &json!("Consul"), &json!(2), &json!("ONLINE"), &embassy, &json!(2)));
        let stale = app.act_raw("updateAttendee", input, ROW).await;
        assert_eq!(stale["userErrors"][0]["code"], "CONFLICT", "{stale:#}");
        let cleared = app.act("updateAttendee", json!({ "attendeeId": ana["id"], "version": 2, "representingId": null, "functionAtEvent": null }), ROW).await["attendee"].clone();
        assert_eq!((&cleared["representing"], &cleared["functionAtEvent"], &cleared["place"]), (&json!(null), &json!(null), &json!("CONFIRMED")));
        app.act("recordResponse", json!({ "attendeeId": ana["id"], "response": "ACCEPTED", "channel": "PHONE", "partySize": 2 }), ROW).await;
        let less = app.act_raw("updateAttendee", json!({ "attendeeId": ana["id"], "version": 4, "partyAllowance": 1 }), ROW).await;
        assert_eq!((&less["userErrors"][0]["code"], &less["userErrors"][0]["field"]), (&json!("OUT_OF_RANGE"), &json!(["partyAllowance"])), "{less:#}");
        app.counts_are_true().await;
    }

    async fn who_comes_to_work_leaves_the_place_and_who_comes_as_a_guest_asks_for_one(app: TestApp) {
        let event = app.event(json!({ "capacity": 1, "offerMinutes": null })).await;
        let ana = register(&app, &event, "Ana", json!({})).await;
        let beni = register(&app, &event, "Beni", json!({})).await;
        let working = app.act("updateAttendee", json!({ "attendeeId": ana["id"], "version": 1, "roles": ["STAFF"] }), ROW).await["attendee"].clone();
        assert_eq!((&working["place"], place(&app, &beni).await), (&json!("CONFIRMED"), json!("CONFIRMED")));
        let guest = app.act("updateAttendee", json!({ "attendeeId": ana["id"], "version": 2, "roles": ["GUEST"] }), ROW).await["attendee"].clone();
        assert_eq!((&guest["place"], taken(&app, &event).await), (&json!("WAITLISTED"), json!(1)));
        app.counts_are_true().await;
    }

    async fn no_guest_becomes_one_for_whom_there_is_no_room(app: TestApp) {
        let event = app.event(json!({})).await;
        app.act("createPlacePool", json!({ "eventId": event, "name": [{ "language": "en", "text": "Press" }], "kind": "LIMIT", "size": 1, "category": "MEDIA" }), "pool { id }").await;
        register(&app, &event, "Ana", json!({ "category": "MEDIA" })).await;
        let beni = register(&app, &event, "Beni", json!({ "category": "EU" })).await;
        let refused = app.act_raw("updateAttendee", json!({ "attendeeId": beni["id"], "version": 1, "category": "MEDIA" }), ROW).await;
        assert_eq!((&refused["userErrors"][0]["code"], &refused["userErrors"][0]["field"]), (&json!("FULL"), &json!(["category"])), "{refused:#}");
        app.counts_are_true().await;
    }

    async fn a_name_fills_a_seat_which_keeps_its_number(app: TestApp) {
        let event = app.event(json!({ "capacity": 1, "offerMinutes": null })).await;
        let embassy = body(&app).await;
        let first = register(&app, &event, "Ana", json!({})).await;
        let seat = app.act("addGuests", json!({ "eventId": event, "guests": [{ "organisationId": embassy }] }), "attendees { id personalLink }").await["attendees"][0].clone();
        app.act("recordResponse", json!({ "attendeeId": seat["id"], "response": "ACCEPTED", "channel": "NOTE_VERBALE" }), ROW).await;
        let link = seat["personalLink"].as_str().unwrap();
        let open = async |link: &str| app.send(Request::get(link).body(Body::empty()).unwrap()).await.0;
        assert_eq!(open(link).await, StatusCode::OK);
        let named = app.act("nameSeat", json!({ "attendeeId": seat["id"], "person": { "givenName": "Edon", "familyName": "Prifti", "function": "Consul" } }), ROW).await["attendee"].clone();
        assert_eq!((&named["contact"]["displayName"], &named["functionAtEvent"], &named["place"]), (&json!("Edon Prifti"), &json!("Consul"), &json!("WAITLISTED")));
        assert_eq!(open(link).await, StatusCode::NOT_FOUND, "the link to the seat is taken back");
        app.act("cancelAttendee", json!({ "attendeeId": first["id"] }), ROW).await;
        assert_eq!(place(&app, &seat).await, "CONFIRMED");
        let again = app.act_raw("nameSeat", json!({ "attendeeId": seat["id"], "person": { "contactId": first["person"] } }), ROW).await;
        assert_eq!(again["userErrors"][0]["code"], "WRONG_STATE", "{again:#}");
        let other = app.act("addGuests", json!({ "eventId": event, "guests": [{ "organisationId": embassy }] }), "attendees { id }").await["attendees"][0].clone();
        let listed = app.act_raw("nameSeat", json!({ "attendeeId": other["id"], "person": { "contactId": first["person"] } }), ROW).await;
        assert_eq!((&listed["userErrors"][0]["code"], &listed["userErrors"][0]["field"]), (&json!("TAKEN"), &json!(["person", "contactId"])), "{listed:#}");
        app.counts_are_true().await;
    }

    async fn a_personal_link_is_shown_to_who_may_write_letters_and_leads_to_the_guests_page(app: TestApp) {
        let event = app.event(json!({ "capacity": 3 })).await;
        let person = app.contact("Ana", "Gashi").await;
        let row = app.act("addGuests", json!({ "eventId": event, "guests": [{ "contactId": person }] }), "attendees { id }").await["attendees"][0]["id"].clone();
        let asked = "query($id: ID!) { node(id: $id) { ... on Attendee { personalLink history { recordedBy route } } } }";
        app.act("recordInvitation", json!({ "attendeeId": row, "channel": "CARD", "sentAt": "2026-11-01T09:00:00Z" }), ROW).await;
        let found = app.ask(asked, json!({ "id": row })).await["node"].clone();
        let link = found["personalLink"].as_str().unwrap();
        let page = app.send(Request::get(format!("{link}?lang=en")).body(Body::empty()).unwrap()).await;
        assert_eq!(page.0, StatusCode::OK);
        assert!(String::from_utf8(page.1).unwrap().contains("Ana Gashi"));
        let account = app.ask("{ viewer { account { id } } }", json!({})).await["viewer"]["account"]["id"].clone();
        assert_eq!(found["history"], json!([{ "recordedBy": account, "route": "API" }]));
        app.send(crate::guest_page::form(link, "response=ACCEPTED&party_size=1")).await;
        let history = app.ask(asked, json!({ "id": row })).await["node"]["history"].clone();
        let last = history.as_array().unwrap().last().unwrap().clone();
        assert_eq!(last, json!({ "recordedBy": null, "route": "LINK" }));
        let officer = app.account(Role::EventOfficer, app.office.id, event.parse().unwrap()).await;
        let shown = app.post_by(&officer, "query($id: ID!) { event(id: $id) { attendees { nodes { personalLink } } } }", json!({ "id": event })).await.1;
        assert_eq!(shown["data"]["event"]["attendees"]["nodes"], json!([{ "personalLink": link }]), "{shown:#}");
        let analyst = app.account(Role::Analyst, app.office.id, event.parse().unwrap()).await;
        let shown = app.post_by(&analyst, asked, json!({ "id": row })).await.1;
        assert_eq!(shown["data"]["node"]["personalLink"], json!(null), "{shown:#}");
        app.act("withdrawInvitation", json!({ "attendeeId": row }), ROW).await;
        assert_eq!(app.ask(asked, json!({ "id": row })).await["node"]["personalLink"], json!(null));
    }
}
