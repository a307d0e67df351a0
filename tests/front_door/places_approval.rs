//! Places that wait until the office has approved: who waits, what an approval gives, and what a refusal tells.

use axum::{body::Body, http::Request};
use kuvend_entity::message;
use serde_json::{Value, json};

use crate::{
    app::TestApp,
    guest_page::{form, invite},
    on_both_engines,
    places::{place, register, taken},
};

const ROW: &str = "attendee { id place approval response legalMoves }";

async fn answer(app: &TestApp, row: &Value, response: &str) -> Value {
    let input = json!({ "attendeeId": row["id"], "response": response, "channel": "PHONE" });
    app.act("recordResponse", input, ROW).await["attendee"].clone()
}

async fn approve(app: &TestApp, row: &Value) -> Value {
    let input = json!({ "attendeeId": row["id"] });
    app.act("approveAttendee", input, ROW).await["attendee"].clone()
}

async fn by_oneself(app: &TestApp, event: &str, name: &str) -> Value {
    register(app, event, name, json!({ "selfRegistered": true })).await
}

/// The letters that were delivered to somebody, by their subjects.
async fn letters_to(app: &TestApp, name: &str) -> Vec<(String, String)> {
    app.deliver().await;
    let address = format!("{}.", name.to_lowercase());
    let mail = app.mail().await;
    let is_theirs = |row: &message::Model| {
        let to = row.recipient.as_ref().map(ToString::to_string);
        to.is_some_and(|to| to.starts_with(&address))
    };
    let theirs = mail.iter().filter(|(row, _)| is_theirs(row));
    theirs
        .map(|(row, letter)| {
            (
                row.kind.to_string(),
                letter.text.clone().unwrap_or_default(),
            )
        })
        .collect()
}

on_both_engines! {
    async fn who_registers_without_being_asked_waits_and_who_was_invited_does_not(app: TestApp) {
        let event = app.event(json!({ "capacity": 5, "approval": "SELF_REGISTRATION" })).await;
        let ana = by_oneself(&app, &event, "Ana").await;
        assert_eq!(ana["place"], "PENDING_APPROVAL");
        let person = app.contact("Beni", "Gashi").await;
        let listed = app.act("addGuests", json!({ "eventId": event, "guests": [{ "contactId": person }] }), "attendees { id }").await["attendees"][0].clone();
        let beni = answer(&app, &listed, "ACCEPTED").await;
        assert_eq!((&beni["place"], &beni["approval"]), (&json!("CONFIRMED"), &json!("NOT_ASKED")));
        let cela = register(&app, &event, "Cela", json!({})).await;
        assert_eq!(cela["place"], "CONFIRMED", "whom the office registers, it approves of");
        assert_eq!(taken(&app, &event).await, 2, "who waits for approval holds no place");
        // Saying yes once more does not let anybody in.
        let again = answer(&app, &ana, "ACCEPTED").await;
        assert_eq!(again["place"], "PENDING_APPROVAL");
        let moves = again["legalMoves"].as_array().unwrap();
        assert!(moves.contains(&json!("APPROVE")) && moves.contains(&json!("REFUSE")) && !moves.contains(&json!("ACCEPT")), "{moves:?}");
        app.counts_are_true().await;
    }

    async fn an_approved_guest_gets_a_place_and_a_letter_or_a_number(app: TestApp) {
        let event = app.event(json!({ "capacity": 1, "approval": "ALL" })).await;
        let (ana, beni) = (by_oneself(&app, &event, "Ana").await, by_oneself(&app, &event, "Beni").await);
        assert_eq!(letters_to(&app, "ana").await, [], "nothing is decided, and nothing said");
        let ana = approve(&app, &ana).await;
        assert_eq!((&ana["place"], &ana["approval"]), (&json!("CONFIRMED"), &json!("GIVEN")));
        assert_eq!(approve(&app, &ana).await, ana, "twice is once");
        let beni = approve(&app, &beni).await;
        assert_eq!(beni["place"], "WAITLISTED");
        let kinds = |letters: Vec<(String, String)>| letters.into_iter().map(|(kind, _)| kind).collect::<Vec<_>>();
        assert_eq!(kinds(letters_to(&app, "ana").await), ["REGISTRATION_CONFIRMATION"]);
        assert_eq!(kinds(letters_to(&app, "beni").await), ["WAITING_LIST"]);
        let audit = app.ask("query($f: AuditFilter) { auditTrail(filter: $f) { nodes { action } } }", json!({ "f": { "objectId": ana["id"], "action": "attendees::approve" } })).await;
        assert_eq!(audit["auditTrail"]["nodes"].as_array().unwrap().len(), 1);
        app.counts_are_true().await;
    }

    async fn who_is_refused_is_told_why_and_that_the_event_takes_place(app: TestApp) {
        let event = app.event(json!({ "approval": "SELF_REGISTRATION" })).await;
        let ana = by_oneself(&app, &event, "Ana").await;
        let refused = app.act("refuseAttendee", json!({ "attendeeId": ana["id"], "reason": "The hall is for members" }), ROW).await["attendee"].clone();
        assert_eq!((&refused["place"], &refused["approval"]), (&json!("CANCELLED"), &json!("REFUSED")));
        let letters = letters_to(&app, "ana").await;
        let (kind, text) = &letters[0];
        assert_eq!((letters.len(), kind.as_str()), (1, "CANCELLATION"));
        assert!(text.contains("The hall is for members") && text.contains("nuk mund t’Ju ofrojmë një vend") && !text.contains("nuk do të zhvillohet"), "{text}");
        app.counts_are_true().await;
    }

    async fn a_refusal_stands_until_the_office_takes_it_back_and_what_the_guest_answers_is_recorded(app: TestApp) {
        let event = app.event(json!({ "approval": "SELF_REGISTRATION" })).await;
        let person = app.contact("Ana", "Gashi").await;
        let ana = app.act("registerAttendee", json!({ "eventId": event, "contactId": person, "selfRegistered": true }), ROW).await["attendee"].clone();
        let refused = app.act("refuseAttendee", json!({ "attendeeId": ana["id"], "reason": "The hall is for members" }), ROW).await["attendee"].clone();
        assert!(refused["legalMoves"].as_array().unwrap().contains(&json!("APPROVE")), "{refused:#}");
        let letters = letters_to(&app, "ana").await.len();
        let declined = answer(&app, &ana, "DECLINED").await;
        assert_eq!((&declined["response"], &declined["place"], &declined["approval"]), (&json!("DECLINED"), &json!("CANCELLED"), &json!("REFUSED")));
        let moves = declined["legalMoves"].as_array().unwrap();
        assert!(moves.contains(&json!("ACCEPT")) && !moves.contains(&json!("APPROVE")), "who stays at home is not let in: {moves:?}");
        let wrong = app.act_raw("approveAttendee", json!({ "attendeeId": ana["id"] }), ROW).await;
        assert_eq!((&wrong["userErrors"][0]["code"], &wrong["userErrors"][0]["message"]), (&json!("WRONG_STATE"), &json!("This cannot be done in this state: declined.")));
        // Neither by the telephone, nor on the page, nor by registering once more does who was refused pass the office.
        let link = app.ask("query($id: ID!) { node(id: $id) { ... on Attendee { personalLink } } }", json!({ "id": ana["id"] })).await["node"]["personalLink"].as_str().unwrap().to_owned();
        app.send(form(&link, "response=ACCEPTED&party_size=1")).await;
        let page = app.send(Request::get(format!("{link}?lang=en")).body(Body::empty()).unwrap()).await.1;
        let page = String::from_utf8(page).unwrap();
        assert!(page.contains("We have noted your answer") && !page.contains("waiting list"), "{page}");
        let again = app.act("registerAttendee", json!({ "eventId": event, "contactId": person, "selfRegistered": true }), ROW).await["attendee"].clone();
        let accepted = answer(&app, &ana, "ACCEPTED").await;
        for row in [&again, &accepted] {
            assert_eq!((&row["response"], &row["place"], &row["approval"]), (&json!("ACCEPTED"), &json!("CANCELLED"), &json!("REFUSED")));
            let moves = row["legalMoves"].as_array().unwrap();
            assert!(moves.contains(&json!("APPROVE")) && !moves.contains(&json!("ACCEPT")), "{moves:?}");
        }
        assert_eq!(letters_to(&app, "ana").await.len(), letters, "nothing more is said");
        let before = app.contents().await;
        app.act("refuseAttendee", json!({ "attendeeId": ana["id"], "reason": "The hall is for members" }), ROW).await;
        app.holds(&before).await;
        let let_in = approve(&app, &ana).await;
        assert_eq!((&let_in["place"], &let_in["approval"]), (&json!("CONFIRMED"), &json!("GIVEN")));
        assert_eq!(letters_to(&app, "ana").await.last().unwrap().0, "REGISTRATION_CONFIRMATION");
        app.counts_are_true().await;
    }

    async fn who_is_sent_by_somebody_who_was_refused_waits_for_the_office(app: TestApp) {
        let event = app.event(json!({ "approval": "SELF_REGISTRATION" })).await;
        let ana = by_oneself(&app, &event, "Ana").await;
        app.act("refuseAttendee", json!({ "attendeeId": ana["id"], "reason": "The hall is for members" }), ROW).await;
        let deputy = json!({ "givenName": "Edon", "familyName": "Prifti" });
        let sent = app.act("recordResponse", json!({ "attendeeId": ana["id"], "response": "REPRESENTED", "channel": "PHONE", "deputy": deputy }), "attendee { representedBy { place approval } }").await;
        assert_eq!(sent["attendee"]["representedBy"], json!({ "place": "PENDING_APPROVAL", "approval": "AWAITED" }));
        let back = answer(&app, &ana, "ACCEPTED").await;
        assert_eq!((&back["place"], &back["approval"]), (&json!("NONE"), &json!("REFUSED")));
        assert_eq!(approve(&app, &ana).await["place"], "CONFIRMED");
        app.counts_are_true().await;
    }

    async fn who_was_approved_once_may_give_up_and_come_back(app: TestApp) {
        let event = app.event(json!({ "approval": "ALL" })).await;
        let ana = by_oneself(&app, &event, "Ana").await;
        approve(&app, &ana).await;
        assert_eq!(answer(&app, &ana, "DECLINED").await["place"], "CANCELLED");
        assert_eq!(answer(&app, &ana, "ACCEPTED").await["place"], "CONFIRMED");
        // Who gives up before it was decided waits for it again.
        let beni = by_oneself(&app, &event, "Beni").await;
        assert_eq!(answer(&app, &beni, "DECLINED").await["place"], "CANCELLED");
        assert_eq!(answer(&app, &beni, "ACCEPTED").await["place"], "PENDING_APPROVAL");
        app.counts_are_true().await;
    }

    async fn fifty_approvals_at_once_for_one_place_give_it_to_one(app: TestApp) {
        let event = app.event(json!({ "capacity": 1, "approval": "ALL" })).await;
        let mut rows = Vec::new();
        for number in 0..50 {
            rows.push(by_oneself(&app, &event, &format!("Guest{number}")).await);
        }
        let all = rows.iter().map(|row| approve(&app, row));
        let places: Vec<Value> = futures::future::join_all(all).await.into_iter().map(|row| row["place"].clone()).collect();
        assert_eq!(places.iter().filter(|place| **place == "CONFIRMED").count(), 1);
        assert_eq!(places.iter().filter(|place| **place == "WAITLISTED").count(), 49);
        app.counts_are_true().await;
    }

    async fn the_page_of_a_guest_whose_answer_waits_says_so(app: TestApp) {
        let event = app.event(json!({ "capacity": 5, "approval": "ALL" })).await;
        let person = app.contact("Ana", "Gashi").await;
        let link = invite(&app, &event, &person).await;
        app.send(form(&link, "response=ACCEPTED&party_size=1")).await;
        let page = app.send(Request::get(format!("{link}?lang=en")).body(Body::empty()).unwrap()).await.1;
        let page = String::from_utf8(page).unwrap();
        assert!(page.contains("We have received your request"), "{page}");
        let rows = app.ask("query($id: ID!) { event(id: $id) { placesTaken approval attendees { nodes { id place } } attendeeCounts { place { pendingApproval } } } }", json!({ "id": event })).await["event"].clone();
        assert_eq!((&rows["placesTaken"], &rows["approval"], &rows["attendeeCounts"]["place"]["pendingApproval"]), (&json!(0), &json!("ALL"), &json!(1)));
        let row = &rows["attendees"]["nodes"][0];
        assert_eq!(row["place"], "PENDING_APPROVAL");
        approve(&app, row).await;
        let page = app.send(Request::get(format!("{link}?lang=en")).body(Body::empty()).unwrap()).await.1;
        assert!(!String::from_utf8(page).unwrap().contains("We have received your request"));
        app.counts_are_true().await;
    }

    async fn a_deputy_of_who_holds_a_place_needs_no_approval_and_one_of_who_waits_does(app: TestApp) {
        let event = app.event(json!({ "capacity": 5, "approval": "ALL" })).await;
        let ana = by_oneself(&app, &event, "Ana").await;
        approve(&app, &ana).await;
        let beni = by_oneself(&app, &event, "Beni").await;
        let mut places = Vec::new();
        for (row, name) in [(&ana, "Edon"), (&beni, "Fatmir")] {
            let sent = app.act("recordResponse", json!({ "attendeeId": row["id"], "response": "REPRESENTED", "channel": "PHONE", "deputy": { "givenName": name, "familyName": "Prifti" } }), "attendee { representedBy { place } }").await;
            places.push(sent["attendee"]["representedBy"]["place"].clone());
        }
        assert_eq!(places, ["CONFIRMED", "PENDING_APPROVAL"]);
        assert_eq!(place(&app, &beni).await, "NONE");
        app.counts_are_true().await;
    }

    async fn a_guest_whose_place_the_office_takes_back_is_not_told_that_the_event_is_off(app: TestApp) {
        let event = app.event(json!({})).await;
        let ana = register(&app, &event, "Ana", json!({})).await;
        letters_to(&app, "ana").await;
        app.act("cancelAttendee", json!({ "attendeeId": ana["id"], "reason": "Asked for by telephone" }), ROW).await;
        let letters = letters_to(&app, "ana").await;
        let (kind, text) = letters.last().unwrap();
        assert_eq!(kind, "CANCELLATION");
        assert!(text.contains("vendi Juaj") && !text.contains("nuk do të zhvillohet"), "{text}");
    }
}
