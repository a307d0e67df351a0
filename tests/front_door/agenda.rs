//! The run of show through the front door.

use serde_json::{Value, json};

use crate::on_both_engines;

on_both_engines! {
    async fn who_is_named_on_the_agenda_is_counted_in_the_same_answer(app: TestApp) {
        let event = app.event(json!({})).await;
        let (arta, besnik, chiara) = (app.contact("Arta", "Hoxha").await, app.contact("Besnik", "Leka").await, app.contact("Chiara", "Rossi").await);
        let counted = "panel { id version } event { attendeeCounts { total place { none confirmed } } }";
        let panel = app.act("addPanel", json!({
            "eventId": event, "topic": [{ "language": "en", "text": "Migrants Talk" }], "moderator": { "contactId": arta }, "panellists": [{ "contactId": besnik }],
        }), counted).await;
        assert_eq!(panel["event"]["attendeeCounts"]["total"], 2, "{panel:#}");
        let panel = app.act("updateAgendaItem", json!({
            "id": panel["panel"]["id"], "version": 1, "panellists": [{ "contactId": besnik }, { "contactId": chiara }],
        }), "event { attendeeCounts { total } }").await;
        assert_eq!(panel["event"]["attendeeCounts"]["total"], 3);
        let item = app.act("addAgendaItem", json!({
            "eventId": event, "kind": "SPEECH", "title": [{ "language": "en", "text": "Welcome" }], "contributors": [{ "contactId": app.contact("Dritan", "Prifti").await, "role": "SPEAKER" }],
        }), "event { attendeeCounts { total } }").await;
        assert_eq!(item["event"]["attendeeCounts"]["total"], 4);
        app.counts_are_true().await;
    }

    async fn contributors_keep_their_ids_while_they_contribute(app: TestApp) {
        let event = app.event(json!({})).await;
        let (arta, besnik, chiara) = (app.contact("Arta", "Hoxha").await, app.contact("Besnik", "Leka").await, app.contact("Chiara", "Rossi").await);
        let shown = "panel { id contributors { id role perspective contact { id } } }";
        let made = app.act("addPanel", json!({
            "eventId": event, "topic": [{ "language": "en", "text": "Migrants Talk" }], "moderator": { "contactId": arta }, "panellists": [{ "contactId": besnik }],
        }), shown).await["panel"].clone();
        let shown = shown.replace("panel", "agendaItem");
        let (led, sat) = (made["contributors"][0]["id"].clone(), made["contributors"][1]["id"].clone());
        let next = app.act("updateAgendaItem", json!({
            "id": made["id"], "version": 1, "panellists": [{ "contactId": chiara }, { "contactId": besnik, "perspective": "a returned migrant" }],
        }), &shown).await["agendaItem"].clone();
        let ids: Vec<_> = next["contributors"].as_array().unwrap().iter().map(|one| (one["id"].clone(), one["contact"]["id"].clone())).collect();
        assert_eq!((&ids[0], &ids[2]), (&(led.clone(), json!(arta)), &(sat.clone(), json!(besnik))));
        assert_eq!((&ids[1].1, next["contributors"][2]["perspective"].as_str()), (&json!(chiara), Some("a returned migrant")));
        let next = app.act("updateAgendaItem", json!({ "id": made["id"], "version": 2, "moderator": { "contactId": besnik }, "panellists": [{ "contactId": arta }] }), &shown).await["agendaItem"].clone();
        let ids: Vec<_> = next["contributors"].as_array().unwrap().iter().map(|one| (one["id"].clone(), one["contact"]["id"].clone(), one["role"].clone())).collect();
        assert_eq!(ids, [(sat, json!(besnik), json!("MODERATOR")), (led, json!(arta), json!("PANELLIST"))]);
    }

    async fn whoever_leaves_the_agenda_loses_its_role_and_no_place_that_is_theirs(app: TestApp) {
        let event = app.event(json!({ "capacity": 10 })).await;
        let (guest, only, singer) = (app.contact("Arta", "Hoxha").await, app.contact("Besnik", "Leka").await, app.contact("Chiara", "Rossi").await);
        app.act("addGuests", json!({ "eventId": event, "guests": [{ "contactId": guest }] }), "attendees { id }").await;
        let item = async |title: &str, people: Value| {
            let item = json!({ "eventId": event, "kind": "SPEECH", "title": [{ "language": "en", "text": title }], "contributors": people });
            app.act("addAgendaItem", item, "agendaItem { id }").await["agendaItem"]["id"].clone()
        };
        let speaker = |who: &str| json!({ "contactId": who, "role": "SPEAKER" });
        let first = item("Welcome", json!([speaker(&guest), speaker(&only), { "contactId": singer, "role": "PERFORMER" }])).await;
        let second = item("Answer", json!([speaker(&guest)])).await;
        app.act("recordResponse", json!({ "eventId": event, "contactId": singer, "response": "ACCEPTED", "channel": "PHONE" }), "attendee { id }").await;
        let list = async || {
            let found = app.ask("query($id: ID!) { event(id: $id) { placesTaken attendees(first: 10) { nodes { roles place contact { id } } } } }", json!({ "id": event })).await["event"].clone();
            let of = |who: &str| found["attendees"]["nodes"].as_array().unwrap().iter().find(|row| row["contact"]["id"] == who).map(|row| (row["roles"].clone(), row["place"].clone()));
            (of(&guest), of(&only), of(&singer), found["placesTaken"].clone())
        };
        let there = |roles: Value, place: &str| Some((roles, json!(place)));
        assert_eq!(list().await, (there(json!(["GUEST", "SPEAKER"]), "NONE"), there(json!(["SPEAKER"]), "NONE"), there(json!(["PERFORMER"]), "CONFIRMED"), json!(0)));
        app.act("removeAgendaItem", json!({ "id": first }), "removedId").await;
        // The second item still gives one the role; one was there for the first alone; one answered, and is a guest now.
        assert_eq!(list().await, (there(json!(["GUEST", "SPEAKER"]), "NONE"), None, there(json!(["GUEST"]), "CONFIRMED"), json!(1)));
        app.act("updateAgendaItem", json!({ "id": second, "version": 1, "contributors": [{ "contactId": guest, "role": "SPEAKER", "mode": "REMOTE" }] }), "agendaItem { id }").await;
        assert_eq!(list().await.0, there(json!(["GUEST"]), "NONE"));
        app.counts_are_true().await;
    }
}
