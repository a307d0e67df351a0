//! A person who was three records and is erased: nothing is left of any, every figure stands, and nobody brings them back.

use kuvend_domain::{audit::chain, imports::Fate};
use kuvend_entity::{kind::MessageState, message};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use crate::{
    app::{TestApp, at},
    merges::{codes, merged, register},
    on_both_engines,
    rights::{figures, imported, talk},
};

const FILE: &str = "Emri,Mbiemri,Email,Telefon,Pelqimi\n\
    Zamirë,Kryeziu,zamire.kryeziu@example.org,+355 69 765 4321,po\n\
    Zamira,Kryeziu-Leka,z.leka@example.org,,po\n\
    Arta,Hoxha,arta.hoxha@example.org,,po\n";

async fn named(app: &TestApp, family: &str) -> String {
    let query = "query($search: String) { contacts(search: $search) { nodes { id familyName } } }";
    let found = app.ask(query, json!({ "search": family })).await;
    let rows = found["contacts"]["nodes"].as_array().unwrap();
    let row = rows.iter().find(|row| row["familyName"] == json!(family));
    row.unwrap()["id"].as_str().unwrap().to_owned()
}

/// An event that all were invited to, to which the second came, and whose letters speak to each by name.
async fn attended(app: &TestApp, people: &[&String]) -> String {
    let event = app.event(json!({ "capacity": 10 })).await;
    let audience = json!({ "eventId": event, "audience": { "contactIds": people } });
    app.act("inviteContacts", audience, "queued").await;
    app.deliver().await;
    let answer = json!({ "eventId": event, "contactId": people[1], "response": "ACCEPTED", "channel": "PHONE", "reason": "Zamira rang" });
    let row = app.act("recordResponse", answer, "attendee { id }").await;
    app.deliver().await;
    app.clock.set(at("2026-11-16T17:30:00Z"));
    let row = json!({ "attendeeId": row["attendee"]["id"] });
    app.act("checkIn", row, "attendee { id }").await;
    app.clock.set(at("2026-11-18T09:00:00Z"));
    app.act(
        "closeAttendance",
        json!({ "eventId": event }),
        "absentCount",
    )
    .await;
    app.act(
        "sendFollowUp",
        json!({ "eventId": event, "outcome": "CAME" }),
        "queued",
    )
    .await;
    event
}

/// What else hangs on each of them.
async fn befall(app: &TestApp, people: &[&String]) {
    for person in people {
        talk(app, &[person.as_str()], "Zamirë Kryeziu rang").await;
        app.act(
            "addTask",
            json!({ "contactId": person, "title": "Write to Zamirë" }),
            "task { id }",
        )
        .await;
        app.act(
            "openRightsRequest",
            json!({ "contactId": person, "kind": "ACCESS", "channel": "letter of Zamirë" }),
            "request { id }",
        )
        .await;
        app.act("recordConsent", json!({ "contactId": person, "purpose": "publicity", "state": "GIVEN", "evidence": "letter of Zamirë" }), "consent { state }").await;
    }
    app.act(
        "addRelationship",
        json!({ "contactId": people[0], "otherId": people[1], "kind": "SIBLING" }),
        "contact { id }",
    )
    .await;
    app.act(
        "createSegment",
        json!({ "name": "From the fair", "contactIds": people }),
        "segment { id }",
    )
    .await;
}

/// Letters that went out.
async fn sent(app: &TestApp) -> u64 {
    let letters = message::Entity::find().filter(message::Column::State.eq(MessageState::Accepted));
    letters.count(app.db.reader()).await.unwrap()
}

on_both_engines! {
    async fn who_was_three_records_is_erased_as_one_and_every_figure_stands(app: TestApp) {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), FILE).unwrap();
        assert_eq!(imported(&app, file.path()).await.0, [3, 0, 0, 0]);
        let third = json!({ "givenName": "Zamire", "familyName": "Leka-Kryeziu", "phone": "+39 333 123 4567", "residenceCity": "Bari", "residenceCountry": "IT", "ifDuplicate": "CREATE_ANYWAY" });
        let people = [named(&app, "Kryeziu").await, named(&app, "Kryeziu-Leka").await, register(&app, third).await];
        let bystander = named(&app, "Hoxha").await;
        let [one, other, third] = people.each_ref();
        let event = attended(&app, &[one, other, third, &bystander]).await;
        befall(&app, &[one, other, third]).await;
        app.deliver().await;
        for (survivor, gone) in [(other, third), (one, other)] {
            app.act("mergeContacts", json!({ "survivorId": survivor, "otherId": gone, "reason": "Zamirë and Zamira are one" }), "merge { id }").await;
        }
        let merges = app.ask("query($id: ID!) { contactMerges(contactId: $id) { id } }", json!({ "id": other })).await["contactMerges"].as_array().unwrap().clone();
        assert_eq!(merges.len(), 2);
        chain::seal(&app.op()).await.unwrap();
        let before = figures(&app).await;
        let of_event = "query($id: ID!) { event(id: $id) { attendeeCounts { total } statistics { invited { value } attended { value } uniquePeople { value } delivered { value } } } }";
        let of_event_before = app.ask(of_event, json!({ "id": event })).await;
        app.act("sendFollowUp", json!({ "eventId": event, "outcome": "ABSENT" }), "queued").await;
        app.deliver().await;

        let erased = app.act("eraseContact", json!({ "contactId": one }), "isErased findings { table column rows }").await;
        assert_eq!((&erased["isErased"], &erased["findings"]), (&json!(true), &json!([])), "the sweep finds nothing");
        assert_eq!(figures(&app).await, before);
        assert_eq!(app.ask(of_event, json!({ "id": event })).await, of_event_before);
        let contents = app.contents().await;
        for word in ["zamir", "kryeziu", "leka", "697654321", "333 123", "3331234567", "Bari", "rang"] {
            assert_eq!(contents.mentions(word), Vec::<String>::new(), "{word}");
        }
        app.counts_are_true().await;
        assert_eq!(chain::verify(&app.db).await.unwrap().wrong, [], "an erasure does not break the chain");
        for person in &people {
            let gone = app.ask("query($id: ID!) { contact(id: $id) { id } }", json!({ "id": person })).await;
            assert_eq!(gone["contact"], Value::Null);
        }
        for merge in &merges {
            let parted = app.act_raw("undoMerge", json!({ "id": merge["id"] }), "merge { id }").await;
            assert_eq!(codes(&parted), ["id WRONG_STATE"], "who is erased is not parted again");
        }

        let letters = sent(&app).await;
        let again = imported(&app, file.path()).await;
        assert_eq!(again.0, [0, 0, 1, 2]);
        assert_eq!(again.1, [(2, Fate::Skip("ERASED_BEFORE")), (3, Fate::Skip("ERASED_BEFORE")), (4, Fate::Unchanged)]);
        let next = app.event(json!({ "startsAt": "2026-12-16T18:00", "endsAt": "2026-12-16T21:00" })).await;
        let refused = app.act_raw("inviteContacts", json!({ "eventId": next, "audience": { "contactIds": people } }), "queued").await;
        assert_eq!(codes(&refused).len(), 3, "{refused:#}");
        app.deliver().await;
        assert_eq!(sent(&app).await, letters, "nobody is written to");
    }
}
