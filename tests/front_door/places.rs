//! Places, whatever moves them: roles, deputies, parties, capacity. None is given twice, and what becomes free is offered.

use kuvend_entity::{attendee, event, event_tally, id::EventId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};

use crate::{app::TestApp, on_both_engines};

const ROW: &str = "attendee { id place partySize }";

pub async fn register(app: &TestApp, event: &str, name: &str, more: Value) -> Value {
    let person = app.contact(name, "Gashi").await;
    let mut input = json!({ "eventId": event, "contactId": person });
    input
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    let mut row = app.act("registerAttendee", input, ROW).await["attendee"].clone();
    row["person"] = json!(person);
    row
}

pub async fn place(app: &TestApp, row: &Value) -> Value {
    let found = app
        .ask(
            "query($id: ID!) { node(id: $id) { ... on Attendee { place } } }",
            json!({ "id": row["id"] }),
        )
        .await;
    found["node"]["place"].clone()
}

pub async fn taken(app: &TestApp, event: &str) -> Value {
    let found = app
        .ask(
            "query($id: ID!) { event(id: $id) { placesTaken } }",
            json!({ "id": event }),
        )
        .await;
    found["event"]["placesTaken"].clone()
}

pub async fn name_on_agenda(app: &TestApp, event: &str, person: &Value, role: &str) {
    let item = json!({
        "eventId": event, "kind": "SPEECH", "title": [{ "language": "en", "text": "Welcome" }],
        "contributors": [{ "contactId": person, "role": role }],
    });
    app.act("addAgendaItem", item, "event { id }").await;
}

on_both_engines! {
    async fn who_works_at_a_full_event_and_comes_to_speak_waits_for_a_place(app: TestApp) {
        let event = app.event(json!({ "capacity": 1, "offerMinutes": null })).await;
        let staff = register(&app, &event, "Ana", json!({ "roles": ["STAFF"] })).await;
        assert_eq!(staff["place"], "CONFIRMED");
        let guest = register(&app, &event, "Beni", json!({})).await;
        assert_eq!(guest["place"], "CONFIRMED");
        name_on_agenda(&app, &event, &staff["person"], "SPEAKER").await;
        assert_eq!(taken(&app, &event).await, 1);
        assert_eq!(place(&app, &staff).await, "WAITLISTED");
        app.act("cancelAttendee", json!({ "attendeeId": guest["id"] }), ROW).await;
        assert_eq!(place(&app, &staff).await, "CONFIRMED");
        assert_eq!(taken(&app, &event).await, 1);
        app.counts_are_true().await;
    }

    async fn two_records_of_one_person_together_take_no_place_that_is_not_there(app: TestApp) {
        let event = app.event(json!({ "capacity": 1 })).await;
        let staff = register(&app, &event, "Ana", json!({ "roles": ["STAFF"] })).await;
        register(&app, &event, "Beni", json!({})).await;
        let again = register(&app, &event, "Anna", json!({})).await;
        assert_eq!(again["place"], "WAITLISTED");
        app.act("mergeContacts", json!({ "survivorId": staff["person"], "otherId": again["person"], "reason": "the same telephone" }), "merge { id }").await;
        assert_eq!(taken(&app, &event).await, 1);
        assert_eq!(place(&app, &staff).await, "WAITLISTED");
        app.counts_are_true().await;
    }

    async fn the_deputy_of_who_holds_no_place_waits_as_everybody_does(app: TestApp) {
        let event = app.event(json!({ "capacity": 1 })).await;
        let singer = register(&app, &event, "Ana", json!({ "roles": ["PERFORMER"] })).await;
        register(&app, &event, "Beni", json!({})).await;
        let answer = app.act("recordResponse", json!({ "attendeeId": singer["id"], "response": "REPRESENTED", "channel": "PHONE", "deputy": { "givenName": "Edon", "familyName": "Prifti" } }), "attendee { response representedBy { place } }").await;
        assert_eq!(answer["attendee"], json!({ "response": "REPRESENTED", "representedBy": { "place": "WAITLISTED" } }));
        assert_eq!(taken(&app, &event).await, 1);
        app.counts_are_true().await;
    }

    async fn a_party_that_shrinks_makes_room_for_the_next(app: TestApp) {
        let event = app.event(json!({ "capacity": 2, "offerMinutes": null })).await;
        let pair = register(&app, &event, "Ana", json!({ "partySize": 2 })).await;
        let next = register(&app, &event, "Beni", json!({})).await;
        assert_eq!((&pair["place"], &next["place"]), (&json!("CONFIRMED"), &json!("WAITLISTED")));
        app.act("registerAttendee", json!({ "eventId": event, "contactId": pair["person"], "partySize": 1 }), ROW).await;
        assert_eq!(place(&app, &next).await, "CONFIRMED");
        app.counts_are_true().await;
    }

    async fn who_comes_to_work_leaves_the_place_to_the_next(app: TestApp) {
        let event = app.event(json!({ "capacity": 1, "offerMinutes": null })).await;
        let guest = register(&app, &event, "Ana", json!({})).await;
        let next = register(&app, &event, "Beni", json!({})).await;
        app.act("registerAttendee", json!({ "eventId": event, "contactId": guest["person"], "roles": ["STAFF"] }), ROW).await;
        assert_eq!(place(&app, &next).await, "CONFIRMED");
        assert_eq!(taken(&app, &event).await, 1);
        app.counts_are_true().await;
    }

    async fn a_party_that_waits_and_shrinks_to_what_is_free_is_called_at_once(app: TestApp) {
        let event = app.event(json!({ "capacity": 2, "offerMinutes": null })).await;
        register(&app, &event, "Ana", json!({})).await;
        let party = register(&app, &event, "Beni", json!({ "partySize": 3 })).await;
        let behind = register(&app, &event, "Cela", json!({})).await;
        assert_eq!((&party["place"], &behind["place"]), (&json!("WAITLISTED"), &json!("WAITLISTED")));
        let smaller = app.act("registerAttendee", json!({ "eventId": event, "contactId": party["person"], "partySize": 1 }), ROW).await;
        assert_eq!(smaller["attendee"]["place"], "CONFIRMED", "the answer shows what became of it");
        assert_eq!(place(&app, &behind).await, "WAITLISTED");
        app.counts_are_true().await;
    }

    async fn a_party_that_is_as_it_was_is_not_refused_where_there_are_too_many(app: TestApp) {
        let event = app.event(json!({ "capacity": 3 })).await;
        let pair = register(&app, &event, "Ana", json!({ "partySize": 2 })).await;
        register(&app, &event, "Beni", json!({})).await;
        // As an office leaves it that let more in than there are places for.
        event::Entity::update_many()
            .col_expr(event::Column::Capacity, Expr::value(2))
            .filter(event::Column::Id.eq(event.parse::<EventId>().unwrap()))
            .exec(app.db.writer())
            .await
            .unwrap();
        let answered = app.act("recordResponse", json!({ "attendeeId": pair["id"], "response": "ACCEPTED", "channel": "PHONE" }), "attendee { response place }").await;
        assert_eq!(answered["attendee"], json!({ "response": "ACCEPTED", "place": "CONFIRMED" }));
        let more = app.act_raw("recordResponse", json!({ "attendeeId": pair["id"], "response": "ACCEPTED", "channel": "PHONE", "partySize": 3 }), "attendee { id }").await;
        assert_eq!(more["userErrors"][0]["code"], "FULL", "{more:#}");
        let same = app.act_raw("updateEvent", json!({ "id": event, "version": 2, "capacity": 2, "contactPerson": "Protocol" }), "event { capacity }").await;
        assert_eq!(same["userErrors"], json!([]), "{same:#}");
        let less = app.act_raw("updateEvent", json!({ "id": event, "version": 3, "capacity": 1 }), "event { capacity }").await;
        assert_eq!(less["userErrors"][0]["code"], "OUT_OF_RANGE", "{less:#}");
        app.counts_are_true().await;
    }

    async fn the_office_of_a_minister_declines_by_telephone_and_names_a_deputy(app: TestApp) {
        let event = app.event(json!({ "capacity": 1 })).await;
        let minister = app.contact("Drita", "Kola").await;
        let invited = app.act("addGuests", json!({ "eventId": event, "guests": [{ "contactId": minister }] }), "attendees { id }").await["attendees"][0]["id"].clone();
        app.act("recordInvitation", json!({ "attendeeId": invited, "channel": "NOTE_VERBALE", "sentAt": "2026-11-01T09:00:00Z" }), "attendee { invitation }").await;
        let declined = app.act("recordResponse", json!({ "attendeeId": invited, "response": "DECLINED", "channel": "PHONE", "reason": "abroad on that day", "onBehalfOf": "Office of the Minister" }), "attendee { response place }").await;
        assert_eq!(declined["attendee"], json!({ "response": "DECLINED", "place": "CANCELLED" }));
        let answer = json!({ "attendeeId": invited, "response": "REPRESENTED", "channel": "PHONE", "onBehalfOf": "Office of the Minister", "deputy": { "givenName": "Edon", "familyName": "Prifti", "function": "Deputy Minister" } });
        let shown = "attendee { response place representedBy { id place functionAtEvent contact { displayName } } history { axis from to onBehalfOf } }";
        let sent = app.act("recordResponse", answer.clone(), shown).await["attendee"].clone();
        assert_eq!((&sent["response"], &sent["place"]), (&json!("REPRESENTED"), &json!("NONE")), "{sent:#}");
        let deputy = &sent["representedBy"];
        assert_eq!((&deputy["place"], &deputy["functionAtEvent"], &deputy["contact"]["displayName"]), (&json!("CONFIRMED"), &json!("Deputy Minister"), &json!("Edon Prifti")));
        let told: Vec<&Value> = sent["history"].as_array().unwrap().iter().filter(|line| line["axis"] == "RESPONSE").collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told.iter().all(|line| line["onBehalfOf"] == "Office of the Minister"), "{told:?}");
        assert_eq!(taken(&app, &event).await, 1);
        // The office telephones again with the same: nothing changes, and nobody else is named.
        let again = app.act("recordResponse", answer, shown).await["attendee"].clone();
        assert_eq!(again, sent);
        let late = register(&app, &event, "Beni", json!({})).await;
        assert_eq!(late["place"], "WAITLISTED");
        assert_eq!(taken(&app, &event).await, 1);
        app.counts_are_true().await;
    }

    async fn no_place_is_given_twice_and_nobody_is_passed_whatever_is_done_at_once(app: TestApp) {
        for seed in 0..4 {
            play(&app, seed).await;
        }
    }
}

/// Several at once do whatever they like with one guest list; then everything is looked at.
async fn play(app: &TestApp, seed: u64) {
    const PEOPLE: usize = 10;
    let mut dice = seed;
    // Numbers that are the same whenever the test is run.
    let mut roll = |below: u64| {
        dice = dice
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) % below
    };
    let minutes = if seed.is_multiple_of(2) {
        json!(null)
    } else {
        json!(60)
    };
    let mut capacity = 5;
    let event = app
        .event(json!({ "capacity": capacity, "offerMinutes": minutes }))
        .await;
    let id: EventId = event.parse().unwrap();
    let mut people = Vec::new();
    for number in 0..PEOPLE {
        people.push(
            app.contact(&format!("Guest{seed}"), &format!("Number{number}"))
                .await,
        );
    }
    for _ in 0..12 {
        let mut steps = Vec::new();
        for _ in 0..5 {
            let person =
                people[usize::try_from(roll(u64::try_from(PEOPLE).unwrap())).unwrap()].clone();
            let party = 1 + roll(3);
            let input = json!({ "eventId": event, "contactId": person });
            let with = |more: Value| {
                let mut all = input.clone();
                all.as_object_mut()
                    .unwrap()
                    .extend(more.as_object().unwrap().clone());
                all
            };
            steps.push(match roll(8) {
                0 | 1 => ("registerAttendee", with(json!({ "partySize": party }))),
                2 => ("registerAttendee", with(json!({ "roles": ["STAFF"] }))),
                3 => ("registerAttendee", with(json!({ "roles": ["GUEST"] }))),
                4 => ("recordResponse", with(json!({ "response": "ACCEPTED", "channel": "PHONE", "partySize": party }))),
                5 => ("recordResponse", with(json!({ "response": "DECLINED", "channel": "PHONE" }))),
                6 => {
                    let other = people[usize::try_from(roll(u64::try_from(PEOPLE).unwrap())).unwrap()].clone();
                    ("recordResponse", with(json!({ "response": "REPRESENTED", "channel": "PHONE", "deputy": { "contactId": other } })))
                }
                _ => (
                    "addAgendaItem",
                    json!({
                        "eventId": event, "kind": "SPEECH", "title": [{ "language": "en", "text": "Welcome" }],
                        "contributors": [{ "contactId": person, "role": "SPEAKER" }],
                    }),
                ),
            });
        }
        let at_once = steps
            .iter()
            .map(|(mutation, input)| app.act_raw(mutation, input.clone(), "__typename"));
        futures::future::join_all(at_once).await;
        if roll(4) == 0 {
            let wanted = 3 + i32::try_from(roll(6)).unwrap();
            let version = event::Entity::find_by_id(id)
                .one(app.db.reader())
                .await
                .unwrap()
                .unwrap()
                .version;
            let set = app
                .act_raw(
                    "updateEvent",
                    json!({ "id": event, "version": version, "capacity": wanted }),
                    "event { capacity }",
                )
                .await;
            if set["userErrors"] == json!([]) {
                capacity = wanted;
            }
        }
        look(app, id, capacity, seed).await;
    }
}

/// No more than there is room for, nobody in front who fits, and the kept counts as the rows say.
async fn look(app: &TestApp, event: EventId, capacity: i32, seed: u64) {
    let rows = attendee::Entity::find()
        .filter(attendee::Column::EventId.eq(event))
        .all(app.db.reader())
        .await
        .unwrap();
    let state = |row: &attendee::Model| row.place.as_str();
    let taken: i32 = rows
        .iter()
        .filter(|row| row.uses_place && ["CONFIRMED", "OFFERED"].contains(&state(row)))
        .map(|row| row.party_size)
        .sum();
    assert!(
        taken <= capacity,
        "{taken} in {capacity} places, seed {seed}"
    );
    let mut waiting: Vec<&attendee::Model> = rows
        .iter()
        .filter(|row| state(row) == "WAITLISTED")
        .collect();
    waiting.sort_by_key(|row| row.queue_number);
    if let Some(first) = waiting.first() {
        let wanted = if first.uses_place {
            first.party_size
        } else {
            0
        };
        assert!(
            wanted > capacity - taken,
            "{} places are free for a party of {wanted}, seed {seed}",
            capacity - taken
        );
    }
    let numbers: Vec<i32> = waiting.iter().filter_map(|row| row.queue_number).collect();
    assert_eq!(
        numbers.len(),
        waiting.len(),
        "everybody who waits has a number"
    );
    assert!(
        numbers.windows(2).all(|two| two[0] < two[1]),
        "no number twice: {numbers:?}"
    );
    let kept = event_tally::Entity::find_by_id(event)
        .one(app.db.reader())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(kept.places_taken, taken, "seed {seed}");
    app.counts_are_true().await;
}
