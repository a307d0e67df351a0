//! Where two records of one person stood on one guest list: their letters, their links and their places become one person's.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use kuvend_entity::{
    kind::{MessageEventKind, MessageState},
    message, message_event,
};
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use crate::{
    app::{TestApp, at},
    guest_page::{form, invite},
    merges::{changes, codes, merged},
    on_both_engines,
};

async fn opens(app: &TestApp, link: &str) -> StatusCode {
    app.send(Request::get(link).body(Body::empty()).unwrap())
        .await
        .0
}

async fn says(app: &TestApp, link: &str, response: &str) -> StatusCode {
    app.send(form(link, &format!("response={response}&party_size=1")))
        .await
        .0
}

/// Of each guest of an event, by the contact's id: these fields.
async fn guests(app: &TestApp, event: &str, fields: &str) -> Vec<(String, Value)> {
    let query = format!(
        "query($id: ID!) {{ event(id: $id) {{ attendees(first: 50) {{ nodes {{ contact {{ id }} {fields} }} }} }} }}"
    );
    let answer = app.ask(&query, json!({ "id": event })).await;
    let rows = answer["event"]["attendees"]["nodes"].as_array().unwrap();
    rows.iter()
        .map(|row| {
            let mut row = row.clone();
            let contact = row.as_object_mut().unwrap().remove("contact").unwrap();
            (contact["id"].as_str().unwrap().to_owned(), row)
        })
        .collect()
}

async fn guest(app: &TestApp, event: &str, contact: &str, field: &str) -> Value {
    let rows = guests(app, event, field).await;
    let row = rows.into_iter().find(|(id, _)| id == contact);
    row.unwrap_or_else(|| panic!("{contact} is no guest")).1[field].clone()
}

async fn accept(app: &TestApp, event: &str, contact: &str) {
    let answer = json!({ "eventId": event, "contactId": contact, "response": "ACCEPTED", "channel": "PHONE" });
    app.act("recordResponse", answer, "attendee { id }").await;
}

async fn undo(app: &TestApp, merge: &Value) -> Value {
    app.act_raw(
        "undoMerge",
        json!({ "id": merge }),
        "merge { id } removedSince { table rows }",
    )
    .await
}

/// The letters of an event that wait, by kind.
async fn waiting(app: &TestApp) -> Vec<String> {
    let rows = message::Entity::find().all(app.db.reader()).await.unwrap();
    rows.iter()
        .filter(|row| row.state == MessageState::Queued)
        .map(|row| row.kind.to_string())
        .collect()
}

on_both_engines! {
    async fn who_was_to_come_in_their_own_stead_comes_themselves(app: TestApp) {
        let fields = "response responseChannel place partySize representedBy { id } invitation";
        // Whichever of the two records stays.
        for keeps_guest in [true, false] {
            let event = app.event(json!({ "capacity": 5 })).await;
            let name = if keeps_guest { "Lule" } else { "Lira" };
            let minister = app.contact(name, "Minister").await;
            let double = app.contact(name, "Ministre").await;
            app.act("inviteContacts", json!({ "eventId": event, "audience": { "contactIds": [minister] } }), "queued").await;
            app.deliver().await;
            let sends = json!({ "eventId": event, "contactId": minister, "response": "REPRESENTED", "channel": "PHONE", "deputy": { "contactId": double } });
            app.act("recordResponse", sends, "attendee { id }").await;
            let before = guests(&app, &event, fields).await;
            let (stays, goes) = if keeps_guest { (&minister, &double) } else { (&double, &minister) };
            let merge = merged(&app, stays, goes).await;
            let now = guests(&app, &event, fields).await;
            assert_eq!(now, [(stays.clone(), json!({
                "response": "ACCEPTED", "responseChannel": "PHONE", "place": "CONFIRMED", "partySize": 1, "representedBy": null, "invitation": "SENT",
            }))]);
            app.counts_are_true().await;
            let undone = undo(&app, &merge).await;
            assert_eq!(undone["userErrors"], json!([]), "{undone:#}");
            assert_eq!(guests(&app, &event, fields).await, before);
            app.counts_are_true().await;
        }
    }

    async fn the_link_in_either_letter_leads_to_the_one_row_and_is_taken_back_with_it(app: TestApp) {
        let event = app.event(json!({})).await;
        let [a, b, c] = [app.contact("Arta", "Hoxha").await, app.contact("Arta", "Hoxhaj").await, app.contact("Artë", "Hoxha").await];
        let [of_a, of_b, of_c] = [invite(&app, &event, &a).await, invite(&app, &event, &b).await, invite(&app, &event, &c).await];
        let before = app.contents().await;
        let first = merged(&app, &b, &a).await;
        for link in [&of_a, &of_b, &of_c] {
            assert_eq!(opens(&app, link).await, StatusCode::OK);
        }
        let second = merged(&app, &c, &b).await;
        for link in [&of_a, &of_b, &of_c] {
            assert_eq!(opens(&app, link).await, StatusCode::OK, "of a merge of merges");
        }
        undo(&app, &second).await;
        undo(&app, &first).await;
        assert_eq!(changes(&app, &before).await, Vec::<String>::new());
        assert_eq!(says(&app, &of_a, "DECLINED").await, StatusCode::SEE_OTHER);
        assert_eq!(guest(&app, &event, &a, "response").await, "DECLINED", "parted, each link leads to its own row");
        assert_eq!(guest(&app, &event, &b, "response").await, "NONE");

        merged(&app, &b, &a).await;
        merged(&app, &c, &b).await;
        assert_eq!(says(&app, &of_a, "ACCEPTED").await, StatusCode::SEE_OTHER);
        assert_eq!(guest(&app, &event, &c, "response").await, "ACCEPTED");
        assert_eq!(guests(&app, &event, "response").await.len(), 1);
        let row = guest(&app, &event, &c, "id").await;
        app.act("withdrawInvitation", json!({ "attendeeId": row }), "attendee { invitation }").await;
        for link in [&of_a, &of_b, &of_c] {
            assert_eq!(opens(&app, link).await, StatusCode::NOT_FOUND, "all are taken back together");
        }
        app.counts_are_true().await;
    }

    async fn a_link_that_was_taken_back_before_stays_so(app: TestApp) {
        let event = app.event(json!({})).await;
        let [a, b] = [app.contact("Arta", "Hoxha").await, app.contact("Arta", "Hoxhaj").await];
        let [of_a, of_b] = [invite(&app, &event, &a).await, invite(&app, &event, &b).await];
        let row = guest(&app, &event, &a, "id").await;
        app.act("withdrawInvitation", json!({ "attendeeId": row }), "attendee { invitation }").await;
        merged(&app, &b, &a).await;
        assert_eq!(opens(&app, &of_a).await, StatusCode::NOT_FOUND);
        assert_eq!(opens(&app, &of_b).await, StatusCode::OK);
        app.act("eraseContact", json!({ "contactId": b, "explanation": null }), "isErased").await;
        assert_eq!(opens(&app, &of_b).await, StatusCode::NOT_FOUND);
    }

    async fn a_place_that_both_held_is_given_to_who_waits(app: TestApp) {
        for (offer, place) in [(Value::Null, "CONFIRMED"), (json!(60), "OFFERED")] {
            let event = app.event(json!({ "capacity": 2, "offerMinutes": offer })).await;
            let [a, b, c] = [app.contact("Arta", place).await, app.contact("Artë", place).await, app.contact("Besa", place).await];
            let people = json!({ "eventId": event, "guests": [{ "contactId": a }, { "contactId": b }, { "contactId": c }] });
            app.act("addGuests", people, "attendees { id }").await;
            for person in [&a, &b, &c] {
                accept(&app, &event, person).await;
            }
            assert_eq!(guest(&app, &event, &c, "place").await, "WAITLISTED");
            let before = app.contents().await;
            app.act("planMerge", json!({ "survivorId": a, "otherId": b }), "plan { sharedEventIds }").await;
            assert_eq!(changes(&app, &before).await, Vec::<String>::new(), "a plan changes nothing");
            let merge = merged(&app, &a, &b).await;
            assert_eq!(guest(&app, &event, &c, "place").await, place);
            app.counts_are_true().await;
            app.deliver().await;
            let told = app.mail().await.into_iter().filter(|(row, _)| row.contact_id.is_some_and(|id| id.to_string() == c)).count();
            assert_eq!(told, 2, "that one waits, and that there is a place");
            let refused = undo(&app, &merge).await;
            assert_eq!(codes(&refused), ["id FULL"], "the place is somebody's by now");
            let row = guest(&app, &event, &c, "id").await;
            app.act("cancelAttendee", json!({ "attendeeId": row }), "attendee { id }").await;
            assert_eq!(codes(&undo(&app, &merge).await), Vec::<String>::new());
            assert_eq!((guest(&app, &event, &a, "place").await, guest(&app, &event, &b, "place").await), (json!("CONFIRMED"), json!("CONFIRMED")));
            app.counts_are_true().await;
        }
    }

    async fn one_person_gets_one_letter_about_one_thing(app: TestApp) {
        let event = app.event(json!({})).await;
        let [a, b] = [app.contact("Arta", "Hoxha").await, app.contact("Arta", "Hoxhaj").await];
        let audience = json!({ "eventId": event, "audience": { "contactIds": [a, b] } });
        app.act("inviteContacts", audience, "queued").await;
        assert_eq!(waiting(&app).await, ["INVITATION", "INVITATION"]);
        let before = app.contents().await;
        let merge = merged(&app, &a, &b).await;
        assert_eq!(waiting(&app).await, ["INVITATION"]);
        let traces = message_event::Entity::find().all(app.db.reader()).await.unwrap();
        let why: Vec<_> = traces.iter().filter(|trace| trace.kind == MessageEventKind::Superseded).map(|trace| trace.detail.clone().unwrap()).collect();
        assert_eq!(why, ["another letter goes to the same person"]);
        undo(&app, &merge).await;
        assert_eq!(changes(&app, &before).await, Vec::<String>::new(), "the letter is given back");
        merged(&app, &a, &b).await;
        app.deliver().await;
        assert_eq!(app.mail().await.len(), 1);
        assert_eq!(guest(&app, &event, &a, "invitation").await, "SENT");
        app.counts_are_true().await;
    }

    async fn who_was_invited_already_is_not_invited_again_under_another_name(app: TestApp) {
        let event = app.event(json!({})).await;
        let [a, b] = [app.contact("Arta", "Hoxha").await, app.contact("Arta", "Hoxhaj").await];
        let ask = |person: &str| json!({ "eventId": event, "audience": { "contactIds": [person] } });
        app.act("inviteContacts", ask(&b), "queued").await;
        app.deliver().await;
        app.act("inviteContacts", ask(&a), "queued").await;
        merged(&app, &a, &b).await;
        assert_eq!(waiting(&app).await, Vec::<String>::new());
        assert_eq!(guest(&app, &event, &a, "invitation").await, "SENT");
        app.deliver().await;
        assert_eq!(app.mail().await.len(), 1);
        app.counts_are_true().await;
    }
}
