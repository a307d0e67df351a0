//! Companions: who comes along by name, whom they hold places with, who may name them, and what becomes of their names.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use kuvend_entity::companion;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use crate::{
    app::{TestApp, at},
    door::gate,
    guest_page::{form, invite},
    merges::{changes, codes, copy, merged},
    on_both_engines,
    places::{place, register, taken},
};

const PARTY: &str = "attendee { version place partySize companions { givenName familyName ageBand contact { id } } }";

async fn set(app: &TestApp, row: &Value, version: i64, more: Value) -> Value {
    let mut input = json!({ "attendeeId": row["id"], "version": version });
    input
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    app.act_raw("setCompanions", input, PARTY).await
}

async fn named(app: &TestApp, row: &Value) -> Vec<String> {
    let found = app
        .ask(
            "query($id: ID!) { node(id: $id) { ... on Attendee { companions { givenName familyName } } } }",
            json!({ "id": row["id"] }),
        )
        .await;
    let all = found["node"]["companions"].as_array().unwrap();
    let name = |one: &Value| {
        format!(
            "{} {}",
            one["givenName"].as_str().unwrap(),
            one["familyName"].as_str().unwrap()
        )
    };
    all.iter().map(name).collect()
}

fn person(given: &str, family: &str) -> Value {
    json!({ "givenName": given, "familyName": family })
}

async fn page(app: &TestApp, link: &str) -> String {
    let (status, body) = app
        .send(Request::get(link).body(Body::empty()).unwrap())
        .await;
    assert_eq!(status, StatusCode::OK);
    String::from_utf8(body).unwrap()
}

on_both_engines! {
    async fn a_party_holds_places_for_those_who_are_named_and_for_those_who_are_not(app: TestApp) {
        let event = app.event(json!({ "capacity": 4, "offerMinutes": null })).await;
        let guest = register(&app, &event, "Arta", json!({ "partySize": 4 })).await;
        let drin = app.contact("Drin", "Leka").await;
        let companions = json!([{ "contactId": drin }, { "givenName": "Ema", "familyName": "Leka", "ageBand": "UNDER_18" }]);
        let fewer = set(&app, &guest, 1, json!({ "companions": companions, "partySize": 3 })).await;
        assert_eq!(fewer["userErrors"], json!([]), "{fewer:#}");
        let told = &fewer["attendee"];
        assert_eq!((&told["partySize"], &told["version"]), (&json!(3), &json!(2)));
        assert_eq!(told["companions"], json!([
            { "givenName": "Drin", "familyName": "Leka", "ageBand": null, "contact": { "id": drin } },
            { "givenName": "Ema", "familyName": "Leka", "ageBand": "UNDER_18", "contact": null },
        ]));
        assert_eq!(taken(&app, &event).await, 3);
        let other = register(&app, &event, "Beni", json!({})).await;
        assert_eq!(other["place"], "CONFIRMED", "the place that became free is anybody's");
        let back = set(&app, &guest, 2, json!({ "companions": [person("Ema", "Leka")], "partySize": 4 })).await;
        assert_eq!(codes(&back), ["partySize FULL"]);
        let more = set(&app, &guest, 2, json!({ "companions": [person("A", "B"), person("C", "D"), person("E", "F")] })).await;
        assert_eq!(codes(&more), ["companions FULL"]);
        assert_eq!(named(&app, &guest).await, ["Drin Leka", "Ema Leka"], "what was refused changed nothing");
        let same = set(&app, &guest, 2, json!({ "companions": companions })).await;
        assert_eq!(same["attendee"]["version"], 2, "the same again is nothing new");
        let others = set(&app, &guest, 2, json!({ "companions": [person("Gent", "Leka")], "partySize": 3 })).await;
        assert_eq!((&others["attendee"]["partySize"], &others["attendee"]["version"]), (&json!(3), &json!(3)), "another name is a change: {others:#}");
        app.act("cancelAttendee", json!({ "attendeeId": other["id"] }), "attendee { id }").await;
        let all = set(&app, &guest, 3, json!({ "companions": [person("Gent", "Leka")], "partySize": 4 })).await;
        assert_eq!(all["attendee"]["partySize"], 4, "{all:#}");
        app.counts_are_true().await;
        let kept = app.contents().await;
        assert!(kept.of("audit_entry").iter().all(|line| !line.contains("Gent") && !line.contains("UNDER_18")), "names of others stay out of the audit");
    }

    async fn naming_some_of_a_party_gives_no_place_away(app: TestApp) {
        let event = app.event(json!({ "capacity": 5 })).await;
        let guest = register(&app, &event, "Arta", json!({ "partySize": 5 })).await;
        for (version, names) in [(1, vec![person("Drin", "Leka"), person("Ema", "Leka")]), (2, vec![person("Drin", "Leka")]), (3, vec![])] {
            let told = set(&app, &guest, version, json!({ "companions": names })).await;
            assert_eq!((&told["attendee"]["partySize"], &told["attendee"]["companions"].as_array().unwrap().len()), (&json!(5), &names.len()), "{told:#}");
        }
        assert_eq!(taken(&app, &event).await, 5);
        app.counts_are_true().await;
    }

    async fn a_smaller_party_calls_who_waits_and_keeps_no_more_names_than_it_has_places(app: TestApp) {
        let event = app.event(json!({ "capacity": 3, "offerMinutes": null })).await;
        let guest = register(&app, &event, "Arta", json!({ "partySize": 3 })).await;
        set(&app, &guest, 1, json!({ "companions": [person("Drin", "Leka"), person("Ema", "Leka")] })).await;
        let waits = register(&app, &event, "Beni", json!({})).await;
        assert_eq!(waits["place"], "WAITLISTED");
        let answer = json!({ "attendeeId": guest["id"], "response": "ACCEPTED", "channel": "PHONE", "partySize": 2 });
        app.act("recordResponse", answer, "attendee { id }").await;
        assert_eq!(named(&app, &guest).await, ["Drin Leka"], "who was named last has no place any more");
        assert_eq!((place(&app, &waits).await, taken(&app, &event).await), (json!("CONFIRMED"), json!(3)));
        app.act("cancelAttendee", json!({ "attendeeId": waits["id"] }), "attendee { id }").await;
        let next = register(&app, &event, "Cela", json!({ "partySize": 2 })).await;
        assert_eq!(next["place"], "WAITLISTED");
        let alone = set(&app, &guest, 3, json!({ "companions": [], "partySize": 1 })).await;
        assert_eq!(alone["attendee"]["partySize"], 1, "{alone:#}");
        assert_eq!(place(&app, &next).await, "CONFIRMED");
        app.counts_are_true().await;
    }

    async fn an_office_names_as_many_as_it_allows_and_whom_it_knows(app: TestApp) {
        let event = app.event(json!({})).await;
        let guest = register(&app, &event, "Arta", json!({ "partySize": 2 })).await;
        let (two, one) = (json!([person("A", "B"), person("C", "D")]), json!([person("A", "B")]));
        let refused = async |version: i64, more: Value| codes(&set(&app, &guest, version, more).await);
        assert_eq!(refused(1, json!({ "companions": two })).await, ["companions TOO_MANY"]);
        assert_eq!(refused(1, json!({ "companions": one, "partySize": 1 })).await, ["partySize OUT_OF_RANGE"]);
        assert_eq!(refused(1, json!({ "companions": one, "partySize": 3 })).await, ["partySize OUT_OF_RANGE"]);
        assert_eq!(refused(7, json!({ "companions": one })).await, ["version CONFLICT"]);
        let unknown = set(&app, &guest, 1, json!({ "companions": [{ "contactId": guest["person"] }, { "contactId": format!("contact_{}", "0".repeat(32)) }] })).await;
        assert_eq!(unknown["userErrors"].as_array().unwrap().iter().map(|it| (it["field"][2].clone(), it["code"].clone())).collect::<Vec<_>>(), [(json!("contactId"), json!("INCONSISTENT")), (json!("contactId"), json!("NOT_FOUND"))], "{unknown:#}");
        let drin = app.contact("Drin", "Leka").await;
        app.act("updateAttendee", json!({ "attendeeId": guest["id"], "version": 1, "partyAllowance": 3 }), "attendee { id }").await;
        let twice = set(&app, &guest, 2, json!({ "companions": [{ "contactId": drin }, { "contactId": drin }] })).await;
        assert_eq!(twice["userErrors"][0]["field"], json!(["companions", "1", "contactId"]));
        assert_eq!(twice["userErrors"][0]["code"], "TAKEN");
        app.clock.set(at("2026-11-16T21:30:00Z"));
        app.act("closeAttendance", json!({ "eventId": event }), "event { id }").await;
        assert_eq!(refused(2, json!({ "companions": one })).await, ["attendeeId WRONG_STATE"]);
    }

    async fn a_guest_names_companions_on_their_own_page_in_every_language(app: TestApp) {
        let event = app.event(json!({ "capacity": 10 })).await;
        let (arta, beni) = (app.contact("Arta", "Hoxha").await, app.contact("Beni", "Kola").await);
        app.act("addGuests", json!({ "eventId": event, "guests": [{ "contactId": arta, "partySize": 3 }, { "contactId": beni }] }), "attendees { id }").await;
        let alone = invite(&app, &event, &beni).await;
        assert!(!page(&app, &alone).await.contains("companion_given_1"), "who comes alone is not asked");
        let link = invite(&app, &event, &arta).await;
        for (language, words) in [("en", "Who will come with you?"), ("sq", "Kush do të vijë me ju?"), ("it", "Chi verrà con Lei?"), ("el", "Ποιος θα έρθει μαζί σας;")] {
            let shown = page(&app, &format!("{link}?lang={language}")).await;
            assert!(shown.contains(words), "{language}");
            assert!(shown.contains("companion_given_2") && !shown.contains("companion_given_3"), "{language}");
        }
        let send = async |body: &str| app.send(form(&link, body)).await;
        let both = "response=ACCEPTED&party_size=3&companion_given_1=Drin&companion_family_1=Leka&companion_given_2=&companion_family_2=+";
        assert_eq!(send(both).await.0, StatusCode::SEE_OTHER);
        let row = app.ask("query($id: ID!) { event(id: $id) { placesTaken attendees(search: \"arta\") { nodes { id partySize companions { givenName } } } } }", json!({ "id": event })).await["event"].clone();
        assert_eq!(row["placesTaken"], 3);
        let guest = row["attendees"]["nodes"][0].clone();
        assert_eq!((&guest["partySize"], &guest["companions"]), (&json!(3), &json!([{ "givenName": "Drin" }])));
        let shown = page(&app, &link).await;
        assert!(shown.contains("value=\"Drin\"") && shown.contains("value=\"Leka\""), "{shown}");
        let kept = app.contents().await;
        app.clock.advance(chrono::TimeDelta::minutes(1));
        assert_eq!(send(both).await.0, StatusCode::SEE_OTHER);
        app.holds(&kept).await;
        for (body, words) in [
            ("response=ACCEPTED&party_size=2&companion_given_1=A&companion_family_1=B&companion_given_2=C&companion_family_2=D", "more people than you are bringing"),
            ("response=ACCEPTED&party_size=3&companion_given_1=A", "both names of companion 1"),
            ("response=ACCEPTED&party_size=3&companion_given_2=A&companion_family_2=B&companion_given_1=&companion_family_1=C", "both names of companion 1"),
        ] {
            let (status, shown) = app.send(form(&format!("{link}?lang=en"), body)).await;
            let shown = String::from_utf8(shown).unwrap();
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
            assert!(shown.contains(words), "{body}: {shown}");
            assert!(shown.contains("value=\"B\"") || shown.contains("value=\"A\""), "what was typed is shown again: {body}");
        }
        assert_eq!(send("response=ACCEPTED&party_size=3&companion_given_1=A&companion_family_1=B&companion_given_2=C&companion_family_2=D&companion_given_3=E&companion_family_3=F").await.0, StatusCode::UNPROCESSABLE_ENTITY, "more than the office allows");
        app.holds(&kept).await;
        // A name is what was typed, and never markup.
        assert_eq!(send("response=ACCEPTED&party_size=2&companion_given_1=%3Cb%3EEma&companion_family_1=Leka").await.0, StatusCode::SEE_OTHER);
        assert_eq!(named(&app, &guest).await, ["<b>Ema Leka"]);
        assert!(!page(&app, &link).await.contains("<b>Ema"));
        assert_eq!(send("response=ACCEPTED&party_size=2").await.0, StatusCode::SEE_OTHER);
        assert_eq!(named(&app, &guest).await, ["<b>Ema Leka"], "a form that says nothing of them leaves them");
        assert_eq!(send("response=DECLINED&companion_given_1=X&companion_family_1=Y").await.0, StatusCode::SEE_OTHER);
        assert_eq!(named(&app, &guest).await, ["<b>Ema Leka"], "who does not come names nobody");
        app.counts_are_true().await;
    }

    async fn a_gate_knows_a_party_by_its_companions_and_counts_who_of_it_came(app: TestApp) {
        let event = app.event(json!({})).await;
        let guest = register(&app, &event, "Arta", json!({ "partySize": 5 })).await;
        set(&app, &guest, 1, json!({ "companions": [person("Drin", "Çela"), person("Ema", "Leka")], "partySize": 5 })).await;
        let (_, path) = gate(&app, &event, "Main", json!({})).await;
        app.clock.set(at("2026-11-16T16:30:00Z"));
        let request = Request::get(format!("{path}/snapshot"));
        let (_, body) = app.send(request.body(Body::empty()).unwrap()).await;
        let list: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(list["guests"][0]["companions"], json!(["Drin Çela", "Ema Leka"]));
        let folded = list["guests"][0]["folded"].as_str().unwrap();
        assert!(folded.contains("drin cela") && folded.contains("ema leka"), "{folded}");
        let seen = json!({ "eventId": event, "scans": [{ "clientScanId": "1", "attendeeId": guest["id"], "party": 3 }] });
        let came = app.act("recordScans", seen, "results { attendee { arrived partySize companions { givenName } } }").await;
        assert_eq!(came["results"][0]["attendee"], json!({ "arrived": 3, "partySize": 5, "companions": [{ "givenName": "Drin" }, { "givenName": "Ema" }] }));
    }

    async fn names_of_companions_are_copied_for_the_guest_and_go_with_them(app: TestApp) {
        let event = app.event(json!({})).await;
        let guest = register(&app, &event, "Arta", json!({ "partySize": 3 })).await;
        let drin = app.contact("Drin", "Xhaferi").await;
        set(&app, &guest, 1, json!({ "companions": [{ "contactId": drin }, person("Ema", "Zylfiu")] })).await;
        let arta = guest["person"].as_str().unwrap();
        let own = copy(&app, arta).await;
        assert!(own.contains("Zylfiu") && own.contains("Xhaferi"), "{own}");
        assert!(!own.contains(&drin), "a companion's record is the companion's");
        let theirs = copy(&app, &drin).await;
        assert!(theirs.contains("companion") && !theirs.contains("Zylfiu") && !theirs.contains(guest["id"].as_str().unwrap()), "{theirs}");
        app.act("eraseContact", json!({ "contactId": drin }), "isErased").await;
        assert_eq!(named(&app, &guest).await, ["Ema Zylfiu"]);
        assert_eq!(app.contents().await.mentions("Xhaferi"), Vec::<String>::new());
        assert_eq!(taken(&app, &event).await, 3, "the place stays the party's");
        app.act("eraseContact", json!({ "contactId": arta }), "isErased").await;
        assert_eq!(app.contents().await.mentions("Zylfiu"), Vec::<String>::new());
        app.counts_are_true().await;
    }

    async fn two_parties_of_one_person_become_one_and_are_parted_again(app: TestApp) {
        let event = app.event(json!({})).await;
        let one = register(&app, &event, "Arta", json!({ "partySize": 2 })).await;
        let other = register(&app, &event, "Artta", json!({ "partySize": 3 })).await;
        set(&app, &one, 1, json!({ "companions": [person("Drin", "Leka")] })).await;
        set(&app, &other, 1, json!({ "companions": [person("Ema", "Leka"), person("Gent", "Leka")] })).await;
        let (kept, goes) = (one["person"].as_str().unwrap(), other["person"].as_str().unwrap());
        let before = app.contents().await;
        let merge = merged(&app, kept, goes).await;
        assert_eq!(named(&app, &one).await, ["Drin Leka"], "the party that counts has one place beside the guest's");
        app.counts_are_true().await;
        app.act("undoMerge", json!({ "id": merge }), "merge { id }").await;
        assert_eq!(changes(&app, &before).await, Vec::<String>::new());
        // The other's answer is the later, so that its party counts.
        app.clock.advance(chrono::TimeDelta::minutes(1));
        let answer = json!({ "attendeeId": other["id"], "response": "ACCEPTED", "channel": "PHONE" });
        app.act("recordResponse", answer, "attendee { id }").await;
        let merge = merged(&app, kept, goes).await;
        assert_eq!(named(&app, &one).await, ["Ema Leka", "Gent Leka"]);
        app.act("undoMerge", json!({ "id": merge }), "merge { id }").await;
        assert_eq!((named(&app, &one).await, named(&app, &other).await), (vec!["Drin Leka".to_owned()], vec!["Ema Leka".to_owned(), "Gent Leka".to_owned()]));
        app.counts_are_true().await;
    }

    async fn names_are_forgotten_when_the_office_keeps_the_event_no_longer(app: TestApp) {
        let event = app.event(json!({})).await;
        let guest = register(&app, &event, "Arta", json!({ "partySize": 2 })).await;
        let held = register(&app, &event, "Beni", json!({ "partySize": 2 })).await;
        set(&app, &guest, 1, json!({ "companions": [person("Drin", "Leka")] })).await;
        set(&app, &held, 1, json!({ "companions": [person("Ema", "Leka")] })).await;
        app.act("placeHold", json!({ "contactId": held["person"], "reason": "a court asks" }), "hold { id }").await;
        app.act("setRetention", json!({ "retention": "PROPOSE", "graceDays": 30 }), "setting { retention }").await;
        app.clock.set(at("2031-11-14T12:00:00Z"));
        app.act("runRetention", json!({}), "proposed").await;
        assert_eq!(named(&app, &guest).await, ["Drin Leka"], "five years are not over yet");
        app.clock.set(at("2031-11-16T12:00:00Z"));
        app.act("runRetention", json!({}), "proposed").await;
        assert_eq!(named(&app, &guest).await, Vec::<String>::new());
        assert_eq!(named(&app, &held).await, ["Ema Leka"], "what must be kept is kept");
        assert_eq!(companion::Entity::find().all(app.db.reader()).await.unwrap().len(), 1);
        let row = app.ask("query($id: ID!) { node(id: $id) { ... on Attendee { partySize } } }", json!({ "id": guest["id"] })).await;
        assert_eq!(row["node"]["partySize"], 2, "how many they were stays");
    }
}
