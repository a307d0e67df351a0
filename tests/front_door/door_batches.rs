//! What gates send in batches: each scan by an id of its device's own, and each with its own answer.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::{
    app::{TestApp, at},
    door::{CONFLICTS, evening, gate, guest, results, row, send},
    door_links::{self, take},
    on_both_engines,
};

/// What a device at a gate sends.
async fn send_by(
    app: &TestApp,
    event: &str,
    by: (Option<&str>, Option<&str>),
    scans: Value,
) -> Vec<Value> {
    let input = json!({ "eventId": event, "gateId": by.0, "device": by.1, "scans": scans });
    let asked = "results { clientScanId result isRepeated scan { id undoesId } attendee { id } userErrors { field code } }";
    let replies = app.act("recordScans", input, asked).await;
    replies["results"].as_array().unwrap().clone()
}

/// Why scans were not kept, by what they are called.
fn refusals(replies: &[Value]) -> Vec<(&str, String, &str)> {
    let refused = replies.iter().filter(|it| it["result"].is_null());
    let told = refused.map(|it| {
        let error = &it["userErrors"][0];
        let path = error["field"].as_array().unwrap().iter();
        let path: Vec<&str> = path.map(|part| part.as_str().unwrap()).collect();
        (
            it["clientScanId"].as_str().unwrap(),
            path.join("."),
            error["code"].as_str().unwrap(),
        )
    });
    told.collect()
}

on_both_engines! {
    async fn what_a_device_calls_a_scan_is_its_own(app: TestApp) {
        let event = evening(&app, json!({})).await;
        let (west, _) = gate(&app, &event, "West", json!({})).await;
        let (east, _) = gate(&app, &event, "East", json!({})).await;
        let senders = [
            (Some(&*west), Some("phone")), (Some(&*west), Some("tablet")), (Some(&*west), None),
            (Some(&*east), Some("phone")), (None, Some("phone")), (None, None),
        ];
        let mut guests = Vec::new();
        for (number, by) in senders.into_iter().enumerate() {
            let (id, token) = guest(&app, &event, &format!("Guest{number}"), json!({})).await;
            let sent = json!([{ "clientScanId": "n20", "ticket": token }]);
            let replies = send_by(&app, &event, by, sent.clone()).await;
            assert_eq!((&replies[0]["result"], &replies[0]["attendee"]["id"], &replies[0]["isRepeated"]), (&json!("ADMITTED"), &json!(id), &json!(false)), "{by:?}");
            guests.push((id, sent, replies[0].clone()));
        }
        let before = app.contents().await;
        for (by, (_, sent, told)) in senders.into_iter().zip(&guests) {
            let again = send_by(&app, &event, by, sent.clone()).await;
            assert_eq!((&again[0]["isRepeated"], &again[0]["scan"]["id"]), (&json!(true), &told["scan"]["id"]), "{by:?}");
        }
        app.holds(&before).await;

        // Taking one back reaches the device's own.
        let taken = send_by(&app, &event, senders[1], json!([{ "clientScanId": "n21", "undoes": "n20" }])).await;
        assert_eq!(taken[0]["scan"]["undoesId"], guests[1].2["scan"]["id"]);
        for (number, (id, ..)) in guests.iter().enumerate() {
            let stands = if number == 1 { "UNRECORDED" } else { "ATTENDED" };
            assert_eq!(row(&app, id).await["presence"], stands, "{number}");
        }
        let strange = send_by(&app, &event, (Some(&east), Some("tablet")), json!([{ "clientScanId": "n22", "undoes": "n20" }])).await;
        assert_eq!(strange[0]["result"], "UNKNOWN_TICKET", "of no other device");
        app.counts_are_true().await;
    }

    async fn an_id_that_another_scan_of_the_device_bears_is_not_taken_for_it(app: TestApp) {
        let event = evening(&app, json!({})).await;
        let (arta, of_arta) = guest(&app, &event, "Arta", json!({ "partySize": 3 })).await;
        let (beni, of_beni) = guest(&app, &event, "Beni", json!({})).await;
        let moment = "2026-11-16T16:10:00.123456Z";
        let kept = json!({ "clientScanId": "1", "ticket": of_arta, "at": moment, "direction": "ENTRY", "party": 1 });
        send(&app, &event, None, json!([kept])).await;
        let before = app.contents().await;
        // What is not told, and whether they were let in, may differ; who is meant may be told in another way.
        for same in [kept.clone(), json!({ "clientScanId": "1", "ticket": of_arta }), json!({ "clientScanId": "1", "attendeeId": arta, "at": moment, "wasLetIn": false })] {
            let replies = send(&app, &event, None, json!([same])).await;
            assert_eq!((&replies[0]["result"], &replies[0]["isRepeated"]), (&json!("ADMITTED"), &json!(true)), "{same}");
        }
        let others = [
            json!({ "ticket": of_beni }), json!({ "attendeeId": beni, "at": moment }), json!({ "ticket": of_arta, "at": "2026-11-16T16:10:01Z" }),
            json!({ "ticket": of_arta, "party": 2 }), json!({ "ticket": of_arta, "direction": "EXIT" }), json!({ "undoes": "1" }),
            json!({ "walkIn": { "givenName": "Vera", "familyName": "Ndoja" } }),
        ];
        for mut other in others {
            other["clientScanId"] = json!("1");
            let replies = send_by(&app, &event, (None, Some("tablet")), json!([other])).await;
            assert_eq!(refusals(&replies), [("1", "scans.0.clientScanId".to_owned(), "TAKEN")], "{other}");
            assert_eq!(replies[0]["scan"], Value::Null);
        }
        app.holds(&before).await;

        let twice = json!([
            { "clientScanId": "2", "ticket": of_beni, "at": moment }, { "clientScanId": "2", "ticket": of_beni, "at": moment },
            { "clientScanId": "2", "ticket": of_arta, "at": moment },
        ]);
        let replies = send_by(&app, &event, (None, Some("tablet")), twice).await;
        assert_eq!(refusals(&replies), [("2", "scans.2.clientScanId".to_owned(), "TAKEN")]);
        assert_eq!((&replies[0]["isRepeated"], &replies[1]["isRepeated"]), (&json!(false), &json!(true)));
        assert_eq!(replies[0]["scan"], replies[1]["scan"]);
        app.counts_are_true().await;
    }

    async fn a_scan_that_cannot_be_read_holds_up_no_other(app: TestApp) {
        let event = evening(&app, json!({})).await;
        let (arta, token) = guest(&app, &event, "Arta", json!({})).await;
        let (_, path) = gate(&app, &event, "Main", json!({})).await;
        let long = "x".repeat(513);
        let sent = json!([
            { "clientScanId": "1" }, { "clientScanId": "2", "ticket": "x", "attendeeId": arta }, { "clientScanId": " ", "ticket": "x" },
            { "clientScanId": "4", "ticket": long }, { "clientScanId": "5", "attendeeId": arta, "party": 0 },
            { "clientScanId": "6", "ticket": token }, { "clientScanId": "7", "attendeeId": arta, "at": "just now" },
            { "clientScanId": "8", "walkIn": { "givenName": "Ana", "familyName": " " } },
            { "clientScanId": "9", "walkIn": { "givenName": "Ana", "familyName": "\u{202E}" } }, { "clientScanId": "10", "attendeeId": "nobody" },
        ]);
        let replies = send_by(&app, &event, (None, None), sent.clone()).await;
        let told = [
            ("1", "scans.0.ticket", "REQUIRED"), ("2", "scans.1.ticket", "INCONSISTENT"), (" ", "scans.2.clientScanId", "REQUIRED"),
            ("4", "scans.3.ticket", "TOO_LONG"), ("5", "scans.4.party", "OUT_OF_RANGE"), ("7", "scans.6.at", "MALFORMED"),
            ("8", "scans.7.walkIn.familyName", "REQUIRED"), ("9", "scans.8.walkIn.familyName", "MALFORMED"), ("10", "scans.9.attendeeId", "MALFORMED"),
        ];
        assert_eq!(refusals(&replies), told.map(|(id, path, code)| (id, path.to_owned(), code)));
        assert_eq!((&replies[5]["result"], &replies[5]["attendee"]["id"]), (&json!("ADMITTED"), &json!(arta)));
        let all = app.ask("query($id: ID!) { scans(eventId: $id) { totalCount } }", json!({ "id": event })).await;
        assert_eq!(all["scans"]["totalCount"], 1);

        let by_link = json!({ "device": "phone", "scans": [
            { "id": "1", "walkIn": { "givenName": " ", "familyName": "Ndoja" } }, { "id": "2", "ticket": token, "wasLetIn": false },
            { "id": "3", "ticket": token, "at": "just now" }, { "id": "2", "undoes": "1" }, 4,
        ] });
        let (status, answer) = door_links::send(&app, &path, by_link).await;
        assert_eq!(status, StatusCode::OK, "{answer:#}");
        assert_eq!(answer["results"][0], json!({ "id": "1", "code": "REQUIRED", "field": "scans.0.walkIn.givenName" }));
        assert_eq!((&answer["results"][1]["result"], &answer["results"][1]["isRepeated"]), (&json!("ALREADY_INSIDE"), &json!(false)));
        assert_eq!(answer["results"][2], json!({ "id": "3", "code": "MALFORMED", "field": "scans.2" }));
        assert_eq!(answer["results"][3], json!({ "id": "2", "code": "TAKEN", "field": "scans.3.id" }));
        assert_eq!(answer["results"][4], json!({ "id": "", "code": "MALFORMED", "field": "scans.4" }));
        app.counts_are_true().await;
    }

    async fn who_goes_out_without_having_come_in_is_shown_until_the_way_in_arrives(app: TestApp) {
        let event = evening(&app, json!({})).await;
        let (west, _) = gate(&app, &event, "West", json!({})).await;
        let (east, _) = gate(&app, &event, "East", json!({})).await;
        let (arta, of_arta) = guest(&app, &event, "Arta", json!({ "partySize": 2 })).await;
        let (_, of_beni) = guest(&app, &event, "Beni", json!({})).await;
        app.clock.set(at("2026-11-16T17:30:00Z"));
        let out = json!([
            { "clientScanId": "1", "ticket": of_arta, "direction": "EXIT", "party": 2, "at": "2026-11-16T17:00:00Z" },
            { "clientScanId": "2", "ticket": of_beni, "direction": "EXIT", "at": "2026-11-16T17:01:00Z" },
        ]);
        let replies = send(&app, &event, Some(&west), out).await;
        assert_eq!(results(&replies), ["EXITED", "EXITED"]);
        for reply in &replies {
            assert_eq!((&reply["scan"]["conflict"], &reply["attendee"]["presence"]), (&json!("NOT_INSIDE"), &json!("UNRECORDED")));
        }
        let shown = async || {
            let found = app.ask(CONFLICTS, json!({ "id": event })).await;
            let all = found["event"]["scanConflicts"].as_array().unwrap().clone();
            let mut all: Vec<String> = all.iter().map(|it| format!("{} {}", it["kind"].as_str().unwrap(), it["scan"]["clientScanId"].as_str().unwrap())).collect();
            all.sort();
            all
        };
        assert_eq!(shown().await, ["NOT_INSIDE 1", "NOT_INSIDE 2"]);
        // The other gate was without a network: one of two came in before, then the other; somebody who comes in later explains nothing.
        send(&app, &event, Some(&east), json!([{ "clientScanId": "1", "ticket": of_arta, "party": 1, "at": "2026-11-16T16:10:00Z" }])).await;
        send(&app, &event, Some(&east), json!([{ "clientScanId": "2", "ticket": of_beni, "at": "2026-11-16T17:10:00Z" }])).await;
        assert_eq!(shown().await, ["NOT_INSIDE 1", "NOT_INSIDE 2"]);
        send(&app, &event, Some(&east), json!([{ "clientScanId": "3", "ticket": of_arta, "party": 1, "at": "2026-11-16T16:20:00Z" }])).await;
        assert_eq!(shown().await, ["NOT_INSIDE 2"], "settled by itself");
        let stands = row(&app, &arta).await;
        assert_eq!((&stands["arrived"], &stands["inside"], &stands["presence"]), (&json!(2), &json!(0), &json!("ATTENDED")));
        app.counts_are_true().await;
    }

    async fn a_gate_is_told_who_has_no_place(app: TestApp) {
        let event = app.event(json!({ "capacity": 1 })).await;
        let (_, of_arta) = guest(&app, &event, "Arta", json!({})).await;
        let person = app.contact("Beni", "Gashi").await;
        let waits = app.act("registerAttendee", json!({ "eventId": event, "contactId": person }), "attendee { id place }").await["attendee"].clone();
        assert_eq!(waits["place"], "WAITLISTED");
        let (_, path) = gate(&app, &event, "Main", json!({})).await;
        app.clock.set(at(crate::door::EVENING));
        let (_, list) = take(&app, &path).await;
        let places: Vec<&Value> = list["guests"].as_array().unwrap().iter().map(|it| &it["place"]).collect();
        assert_eq!(places, [&json!("CONFIRMED"), &json!("WAITLISTED")]);
        let sent = json!({ "scans": [{ "id": "1", "ticket": of_arta }, { "id": "2", "attendeeId": waits["id"] }, { "id": "3", "ticket": "none of ours" }] });
        let (_, answer) = door_links::send(&app, &path, sent).await;
        let told: Vec<(&Value, &Value)> = answer["results"].as_array().unwrap().iter().map(|it| (&it["result"], &it["place"])).collect();
        let (admitted, unknown) = (json!("ADMITTED"), json!("UNKNOWN_TICKET"));
        assert_eq!(told, [(&admitted, &json!("CONFIRMED")), (&admitted, &json!("WAITLISTED")), (&unknown, &Value::Null)]);
    }
}
