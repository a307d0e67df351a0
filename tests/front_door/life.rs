//! The life of an event: what moving it brings along, and who is told where to take part.

use kuvend_entity::{
    kind::{MessageKind, MessageState},
    message,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::{
    app::{TestApp, at},
    on_both_engines,
};

/// Where the hybrid event of these tests is followed from elsewhere.
const LINK: &str = "https://meet.example.org/talk";

/// The letters that went out since so many had: to whom, of which kind, and whether the link stands anywhere in them.
async fn links_of(app: &TestApp, seen: &mut usize) -> Vec<(String, MessageKind, bool)> {
    app.deliver().await;
    let mail = app.mail().await;
    let fresh = mail.iter().skip(*seen).map(|(row, letter)| {
        let parts = [&letter.text, &letter.html, &letter.calendar];
        // A calendar's long lines are folded.
        let says = |part: &Option<String>| {
            let part = part.as_deref().unwrap_or_default().replace("\r\n ", "");
            part.contains("meet.example.org")
        };
        let to = letter.to.split('@').next().unwrap();
        let to = to.rsplit('<').next().unwrap().to_owned();
        (to, row.kind, parts.into_iter().any(says))
    });
    let mut fresh: Vec<_> = fresh.collect();
    *seen = mail.len();
    fresh.sort_by_key(|(to, kind, _)| (to.clone(), kind.as_str()));
    fresh
}

fn told(list: &[(&str, MessageKind, bool)]) -> Vec<(String, MessageKind, bool)> {
    list.iter()
        .map(|(to, kind, link)| ((*to).to_owned(), *kind, *link))
        .collect()
}

/// The times of an event, and what guests' letters count by.
async fn times(app: &TestApp, event: &str) -> Value {
    let query = "query($id: ID!) { event(id: $id) { version startsAtLocal endsAtLocal startsAt endsAt doorsOpenAt responseDeadline } }";
    app.ask(query, json!({ "id": event })).await["event"].clone()
}

on_both_engines! {
    async fn the_link_to_take_part_from_elsewhere_is_for_who_has_a_place(app: TestApp) {
        let event = app.event(json!({ "format": "HYBRID", "onlineLink": LINK, "capacity": 1, "venue": { "name": "National Theatre" } })).await;
        let (arta, besnik) = (app.contact("Arta", "Hoxha").await, app.contact("Besnik", "Leka").await);
        let mut seen = 0;
        app.act("inviteContacts", json!({ "eventId": event, "audience": { "contactIds": [arta, besnik] } }), "queued").await;
        use MessageKind::{Invitation, RegistrationConfirmation as Confirmation, Update, WaitingList};
        assert_eq!(links_of(&app, &mut seen).await, told(&[("arta.hoxha", Invitation, false), ("besnik.leka", Invitation, false)]));

        for guest in [&arta, &besnik] {
            app.act("recordResponse", json!({ "eventId": event, "contactId": guest, "response": "ACCEPTED", "channel": "PHONE" }), "attendee { place }").await;
        }
        assert_eq!(links_of(&app, &mut seen).await, told(&[("arta.hoxha", Confirmation, true), ("besnik.leka", WaitingList, false)]));

        app.act("updateEvent", json!({ "id": event, "version": 2, "startsAt": "2026-11-17T18:00" }), "event { id }").await;
        assert_eq!(links_of(&app, &mut seen).await, told(&[("arta.hoxha", Update, true), ("besnik.leka", Update, false)]));

        // The same of an event in a room, whose link nobody needs.
        app.act("updateEvent", json!({ "id": event, "version": 3, "startsAt": "2026-11-18T18:00", "format": "IN_PERSON" }), "event { id }").await;
        assert_eq!(links_of(&app, &mut seen).await, told(&[("arta.hoxha", Update, false), ("besnik.leka", Update, false)]));
    }

    async fn an_event_moves_over_a_change_of_the_clocks_with_all_that_hangs_on_it(app: TestApp) {
        app.clock.set(at("2026-10-01T09:00:00Z"));
        let event = app.event(json!({ "startsAt": "2026-10-24T18:00", "endsAt": "2026-10-24T21:30", "doorsOpenAt": "2026-10-24T17:15", "responseDeadline": "2026-10-20T23:59" })).await;
        let arta = app.contact("Arta", "Hoxha").await;
        app.act("inviteContacts", json!({ "eventId": event, "audience": { "contactIds": [arta] } }), "queued").await;
        assert_eq!(app.deliver().await, 1);
        // At ten in the morning there, in summer.
        let reminder = json!({ "eventId": event, "outcome": "UNANSWERED", "sendAt": "2026-10-18T08:00:00Z" });
        assert_eq!(app.act("sendFollowUp", reminder, "queued").await["queued"], 1);

        app.act("updateEvent", json!({ "id": event, "version": 2, "startsAt": "2026-11-07T18:00" }), "event { id }").await;
        assert_eq!(times(&app, &event).await, json!({
            "version": 3, "startsAtLocal": "2026-11-07T18:00:00", "endsAtLocal": "2026-11-07T21:30:00",
            "startsAt": "2026-11-07T17:00:00Z", "endsAt": "2026-11-07T20:30:00Z",
            "doorsOpenAt": "2026-11-07T16:15:00Z", "responseDeadline": "2026-11-03T22:59:00Z",
        }));
        let row = message::Entity::find().filter(message::Column::Kind.eq(MessageKind::Reminder)).one(app.db.reader()).await.unwrap().unwrap();
        assert_eq!((row.due_at, row.not_after), (at("2026-11-01T09:00:00Z"), Some(at("2026-11-03T22:59:00Z"))));

        // The update goes out at once; it is known by a higher SEQUENCE.
        assert_eq!(app.deliver().await, 1);
        let mail = app.mail().await;
        assert!(mail[1].1.calendar.as_ref().unwrap().contains("SEQUENCE:1\r\n"));
        assert!(mail[1].1.calendar.as_ref().unwrap().contains("DTSTART:20261107T170000Z\r\n"));
        app.clock.set(at("2026-11-01T08:59:00Z"));
        assert_eq!(app.deliver().await, 0, "ten o'clock is an hour later in winter");
        app.clock.set(at("2026-11-01T09:00:00Z"));
        assert_eq!(app.deliver().await, 1);
        let kinds: Vec<_> = app.mail().await.iter().map(|(row, _)| row.kind).collect();
        assert!(kinds.contains(&MessageKind::Reminder), "{kinds:?}");
    }

    async fn moving_an_event_earlier_keeps_its_length_and_no_deadline_ahead_goes_into_the_past(app: TestApp) {
        let event = app.event(json!({ "doorsOpenAt": "2026-11-16T17:30", "responseDeadline": "2026-11-04T12:00" })).await;
        app.act("updateEvent", json!({ "id": event, "version": 2, "startsAt": "2026-11-06T10:00" }), "event { id }").await;
        let now = times(&app, &event).await;
        assert_eq!((&now["endsAtLocal"], &now["doorsOpenAt"], &now["responseDeadline"]), (&json!("2026-11-06T13:00:00"), &json!("2026-11-06T08:30:00Z"), &json!("2026-11-04T11:00:00Z")));
        // What is named holds.
        app.act("updateEvent", json!({ "id": event, "version": 3, "startsAt": "2026-11-07T10:00", "endsAt": "2026-11-07T11:00", "doorsOpenAt": null }), "event { id }").await;
        let now = times(&app, &event).await;
        assert_eq!((&now["endsAtLocal"], &now["doorsOpenAt"], &now["responseDeadline"]), (&json!("2026-11-07T11:00:00"), &Value::Null, &json!("2026-11-05T11:00:00Z")));
    }

    async fn an_invitation_that_has_not_left_is_sent_by_the_new_times(app: TestApp) {
        let event = app.event(json!({})).await;
        let arta = app.contact("Arta", "Hoxha").await;
        app.act("inviteContacts", json!({ "eventId": event, "audience": { "contactIds": [arta] }, "sendAt": "2026-11-10T09:00:00Z" }), "queued").await;
        app.act("updateEvent", json!({ "id": event, "version": 2, "startsAt": "2026-11-18T18:00" }), "event { id }").await;
        let rows = message::Entity::find().filter(message::Column::State.eq(MessageState::Queued)).all(app.db.reader()).await.unwrap();
        assert_eq!(rows.len(), 1, "who does not know of it is told of no change");
        assert_eq!((rows[0].due_at, rows[0].not_after, rows[0].calendar_sequence), (at("2026-11-12T09:00:00Z"), Some(at("2026-11-18T20:00:00Z")), 1));
    }
}
