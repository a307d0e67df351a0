//! The door: who is let in where, at gates that are on line or not, and what is shown of it.

use kuvend_entity::{id::EventId, kind::Role};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::{
    app::{TestApp, at},
    on_both_engines,
};

/// The event begins at six in the evening in Tirana; its doors open an hour before.
const DOORS: &str = "2026-11-16T16:00:00Z";
pub(crate) const EVENING: &str = "2026-11-16T16:30:00Z";
const RESULTS: &str = "results { clientScanId result isRepeated inside arrived scan { number party conflict conflictsWithId gate { name } } attendee { presence checkedInAt } }";
pub(crate) const CONFLICTS: &str = "query($id: ID!) { event(id: $id) { scanConflicts { kind resolvedAt note scan { id clientScanId attendee { contact { displayName } } } } doorCounts { parties arrived inside } } }";

/// An event whose doors are open.
pub(crate) async fn evening(app: &TestApp, more: Value) -> String {
    let event = app.event(more).await;
    app.clock.set(at(EVENING));
    event
}

/// A guest with a confirmed place: the row and what they show at the door.
pub(crate) async fn guest(app: &TestApp, event: &str, name: &str, more: Value) -> (String, String) {
    let person = app.contact(name, "Gashi").await;
    let mut input = json!({ "eventId": event, "contactId": person });
    input
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    let row = app
        .act("registerAttendee", input, "attendee { id place }")
        .await;
    assert_eq!(row["attendee"]["place"], "CONFIRMED");
    let row = row["attendee"]["id"].as_str().unwrap().to_owned();
    let token = ticket(app, &row).await;
    (row, token)
}

pub(crate) async fn ticket(app: &TestApp, row: &str) -> String {
    let asked =
        "query($id: ID!) { node(id: $id) { ... on Attendee { ticket { token path svg } } } }";
    let found = app.ask(asked, json!({ "id": row })).await;
    let ticket = &found["node"]["ticket"];
    assert!(ticket["svg"].as_str().unwrap().starts_with("<svg "));
    ticket["token"].as_str().unwrap().to_owned()
}

/// A gate: its id and the path of its link.
pub(crate) async fn gate(app: &TestApp, event: &str, name: &str, more: Value) -> (String, String) {
    let mut input = json!({ "eventId": event, "name": name });
    input
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    let made = app.act("createGate", input, "gate { id } path").await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&made["gate"]["id"]), text(&made["path"]))
}

pub(crate) async fn send(
    app: &TestApp,
    event: &str,
    gate: Option<&str>,
    scans: Value,
) -> Vec<Value> {
    let input = json!({ "eventId": event, "gateId": gate, "device": "tablet", "scans": scans });
    let replies = app.act("recordScans", input, RESULTS).await;
    replies["results"].as_array().unwrap().clone()
}

/// The results of scans, in the order in which they were sent.
pub(crate) fn results(replies: &[Value]) -> Vec<&str> {
    replies
        .iter()
        .map(|it| it["result"].as_str().unwrap())
        .collect()
}

pub(crate) async fn row(app: &TestApp, id: &str) -> Value {
    let asked = "query($id: ID!) { node(id: $id) { ... on Attendee { presence checkedInAt arrived inside scans { result party } history { axis to } } } }";
    app.ask(asked, json!({ "id": id })).await["node"].clone()
}

on_both_engines! {
    async fn two_gates_without_a_network_let_one_guest_in_and_it_is_one_presence_and_one_conflict(app: TestApp) {
        let event = evening(&app, json!({ "capacity": 10 })).await;
        let (guest, token) = guest(&app, &event, "Arta", json!({})).await;
        let (west, _) = gate(&app, &event, "West", json!({})).await;
        let (east, _) = gate(&app, &event, "East", json!({})).await;
        app.clock.set(at("2026-11-16T17:30:00Z"));
        let before = app.contents().await;
        let of_west = json!([{ "clientScanId": "w1", "ticket": token, "at": "2026-11-16T16:40:00Z", "wasLetIn": true }]);
        let of_east = json!([{ "clientScanId": "e1", "ticket": token, "at": "2026-11-16T16:35:00Z", "wasLetIn": true }]);
        let first = send(&app, &event, Some(&west), of_west.clone()).await;
        let second = send(&app, &event, Some(&east), of_east.clone()).await;
        assert_eq!((results(&first), results(&second)), (vec!["ADMITTED"], vec!["ALREADY_INSIDE"]));
        assert_eq!(second[0]["scan"]["conflict"], "TWICE");
        let after = app.contents().await;
        let mut touched: Vec<String> = before.changes(&after).iter().map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
        touched.sort();
        assert_eq!(touched, ["+ attendee", "+ attendee_change", "+ audit_entry", "+ event_tally", "+ scan", "+ scan", "- attendee", "- event_tally"], "one presence, and nothing else");

        for (gate, scans, told) in [(&east, &of_east, &second), (&west, &of_west, &first), (&east, &of_east, &second)] {
            let again = send(&app, &event, Some(gate), scans.clone()).await;
            assert_eq!((&again[0]["result"], &again[0]["scan"]), (&told[0]["result"], &told[0]["scan"]));
            assert_eq!(again[0]["isRepeated"], true);
        }
        app.holds(&after).await;
        let there = row(&app, &guest).await;
        assert_eq!((&there["presence"], &there["checkedInAt"]), (&json!("ATTENDED"), &json!("2026-11-16T16:40:00Z")));
        assert_eq!((&there["arrived"], &there["inside"]), (&json!(1), &json!(1)));
        assert_eq!(there["history"].as_array().unwrap().iter().filter(|step| step["axis"] == "PRESENCE").count(), 1);

        let shown = app.ask(CONFLICTS, json!({ "id": event })).await["event"].clone();
        assert_eq!(shown["doorCounts"], json!({ "parties": 1, "arrived": 1, "inside": 1 }));
        let conflicts = shown["scanConflicts"].as_array().unwrap();
        assert_eq!(conflicts.len(), 1, "{shown:#}");
        assert_eq!((&conflicts[0]["kind"], &conflicts[0]["scan"]["clientScanId"]), (&json!("TWICE"), &json!("e1")));
        assert_eq!(conflicts[0]["scan"]["attendee"]["contact"]["displayName"], "Arta Gashi");
        let noted = json!({ "scanId": conflicts[0]["scan"]["id"], "note": "two tablets, one guest" });
        let resolved = app.act("resolveScanConflict", noted.clone(), "conflict { kind note resolvedAt }").await;
        assert_eq!(resolved["conflict"]["note"], "two tablets, one guest");
        let kept = app.contents().await;
        app.act("resolveScanConflict", noted, "conflict { kind }").await;
        app.holds(&kept).await;
        let shown = app.ask(CONFLICTS, json!({ "id": event })).await;
        assert_eq!(shown["event"]["scanConflicts"], json!([]));
        let all = app.ask("query($id: ID!) { event(id: $id) { scanConflicts(withResolved: true) { note } } }", json!({ "id": event })).await;
        assert_eq!(all["event"]["scanConflicts"], json!([{ "note": "two tablets, one guest" }]));
        app.counts_are_true().await;
    }

    async fn every_scan_is_answered_by_what_holds_of_the_guest(app: TestApp) {
        let event = app.event(json!({})).await;
        let elsewhere = app.event(json!({})).await;
        let (minister, minister_ticket) = guest(&app, &event, "Mira", json!({ "category": "GOVERNMENT" })).await;
        let (journalist, journalist_ticket) = guest(&app, &event, "Jon", json!({ "category": "MEDIA" })).await;
        let (gone, gone_ticket) = guest(&app, &event, "Gent", json!({})).await;
        let (_, stranger_ticket) = guest(&app, &elsewhere, "Sara", json!({})).await;
        let (revoked, old_ticket) = guest(&app, &event, "Rita", json!({})).await;
        app.act("revokeTicket", json!({ "attendeeId": revoked }), "attendee { id }").await;
        let new_ticket = ticket(&app, &revoked).await;
        assert_ne!(old_ticket, new_ticket);
        app.act("cancelAttendee", json!({ "attendeeId": gone }), "attendee { place }").await;
        let unlisted = app.contact("Uran", "Gashi").await;
        let list = json!({ "eventId": event, "name": "Reception", "categories": ["GOVERNMENT"], "opensAt": "2026-11-16T16:20:00Z" });
        let list = app.act("createCheckInList", list, "checkInList { id version categories roles places opensAt }").await["checkInList"].clone();
        assert_eq!(list["categories"], json!(["GOVERNMENT"]));
        let (reception, _) = gate(&app, &event, "Reception", json!({ "listId": list["id"] })).await;
        let (hall, _) = gate(&app, &event, "Hall", json!({})).await;
        app.clock.set(at(EVENING));
        let later = "2026-11-16T16:25:00Z";
        let cases = [
            (&reception, json!({ "ticket": minister_ticket, "at": "2026-11-16T16:19:00Z" }), "TOO_EARLY"),
            (&hall, json!({ "ticket": minister_ticket, "at": "2026-11-16T15:59:00Z" }), "TOO_EARLY"),
            (&reception, json!({ "ticket": minister_ticket, "at": later }), "ADMITTED"),
            (&reception, json!({ "attendeeId": minister, "at": later }), "ALREADY_INSIDE"),
            (&reception, json!({ "ticket": journalist_ticket, "at": later }), "WRONG_LIST"),
            (&hall, json!({ "ticket": format!("https://kuvend.test/t/{journalist_ticket}.svg"), "at": later }), "ADMITTED"),
            (&hall, json!({ "ticket": gone_ticket, "at": later }), "CANCELLED"),
            (&hall, json!({ "attendeeId": gone, "at": later }), "CANCELLED"),
            (&hall, json!({ "ticket": stranger_ticket, "at": later }), "NOT_ON_LIST"),
            (&hall, json!({ "attendeeId": "attendee_00000000000000000000000000000000", "at": later }), "NOT_ON_LIST"),
            (&hall, json!({ "contactId": unlisted, "at": later }), "NOT_ON_LIST"),
            (&hall, json!({ "ticket": old_ticket, "at": later }), "UNKNOWN_TICKET"),
            (&hall, json!({ "ticket": "no ticket at all", "at": later }), "UNKNOWN_TICKET"),
            (&hall, json!({ "ticket": new_ticket, "at": later }), "ADMITTED"),
            (&hall, json!({ "undoes": "nothing that was sent", "at": later }), "UNKNOWN_TICKET"),
            (&hall, json!({ "attendeeId": journalist, "direction": "EXIT", "at": later }), "EXITED"),
            (&hall, json!({ "attendeeId": journalist, "at": later }), "ADMITTED"),
        ];
        for (number, (gate, mut scan, expected)) in cases.into_iter().enumerate() {
            scan["clientScanId"] = json!(format!("scan {number}"));
            let replies = send(&app, &event, Some(gate), json!([scan])).await;
            assert_eq!(results(&replies), [expected], "{scan}");
            assert_eq!(replies[0]["scan"]["conflict"], Value::Null, "{scan}");
        }
        let came: Vec<Value> = futures::future::join_all([&minister, &journalist, &gone, &revoked].map(|id| row(&app, id))).await;
        assert_eq!(came.iter().map(|row| row["presence"].as_str().unwrap()).collect::<Vec<_>>(), ["ATTENDED", "ATTENDED", "UNRECORDED", "ATTENDED"]);
        assert_eq!(came[0]["checkedInAt"], "2026-11-16T16:25:00Z");
        let all = app.ask("query($id: ID!) { scans(eventId: $id, first: 100) { totalCount nodes { number } } }", json!({ "id": event })).await;
        assert_eq!(all["scans"]["totalCount"], 17, "what is refused is kept too");
        let changed = json!({ "id": list["id"], "version": 1, "categories": [], "opensAt": null });
        let changed = app.act("updateCheckInList", changed, "checkInList { version categories opensAt }").await;
        assert_eq!(changed["checkInList"], json!({ "version": 2, "categories": [], "opensAt": null }));
        let stale = app.act_raw("updateCheckInList", json!({ "id": list["id"], "version": 1, "name": "X" }), "checkInList { version }").await;
        assert_eq!((&stale["userErrors"][0]["code"], &stale["checkInList"]["version"]), (&json!("CONFLICT"), &json!(2)));
        app.counts_are_true().await;
    }

    async fn a_party_comes_in_parts_goes_out_and_is_counted(app: TestApp) {
        let event = evening(&app, json!({})).await;
        let (party, token) = guest(&app, &event, "Pellumb", json!({ "partySize": 5 })).await;
        let (single, _) = guest(&app, &event, "Sose", json!({})).await;
        let scans = json!([
            { "clientScanId": "1", "ticket": token, "party": 3, "at": "2026-11-16T16:10:00Z" },
            { "clientScanId": "2", "attendeeId": single, "at": "2026-11-16T16:11:00Z" },
            { "clientScanId": "3", "ticket": token, "direction": "EXIT", "party": 1, "at": "2026-11-16T16:12:00Z" },
        ]);
        let replies = send(&app, &event, None, scans).await;
        assert_eq!(results(&replies), ["ADMITTED", "ADMITTED", "EXITED"]);
        assert_eq!(row(&app, &party).await["scans"], json!([{ "result": "ADMITTED", "party": 3 }, { "result": "EXITED", "party": 1 }]));
        let counts = app.ask(CONFLICTS, json!({ "id": event })).await;
        assert_eq!(counts["event"]["doorCounts"], json!({ "parties": 2, "arrived": 4, "inside": 3 }), "three of five came, and one went out");
        let rest = send(&app, &event, None, json!([{ "clientScanId": "4", "ticket": token }])).await;
        assert_eq!((&rest[0]["result"], &rest[0]["scan"]["party"], &rest[0]["inside"], &rest[0]["arrived"]), (&json!("ADMITTED"), &json!(3), &json!(5), &json!(5)));
        let more = send(&app, &event, None, json!([{ "clientScanId": "5", "ticket": token }])).await;
        assert_eq!(results(&more), ["ALREADY_INSIDE"]);

        // Whoever went out is received again by hand, and whoever is inside is not received twice.
        send(&app, &event, None, json!([{ "clientScanId": "6", "attendeeId": single, "direction": "EXIT" }])).await;
        assert_eq!(row(&app, &single).await["inside"], 0);
        app.act("checkIn", json!({ "attendeeId": single }), "attendee { presence }").await;
        assert_eq!(row(&app, &single).await["inside"], 1);
        let before = app.contents().await;
        app.act("checkIn", json!({ "attendeeId": single }), "attendee { presence }").await;
        app.holds(&before).await;
    }

    async fn a_scan_that_was_taken_back_is_as_if_it_had_not_been(app: TestApp) {
        let event = evening(&app, json!({})).await;
        let (arta, token) = guest(&app, &event, "Arta", json!({})).await;
        let replies = app.act("recordScans", json!({ "eventId": event, "device": "tablet", "scans": [{ "clientScanId": "1", "ticket": token }] }), "results { scan { id } }").await;
        let scan = replies["results"][0]["scan"]["id"].clone();
        let undone = app.act("undoScan", json!({ "scanId": scan, "reason": "the wrong guest" }), "scan { result undoesId } attendee { presence checkedInAt arrived inside }").await;
        assert_eq!(undone["scan"], json!({ "result": "UNDONE", "undoesId": scan }));
        assert_eq!(undone["attendee"], json!({ "presence": "UNRECORDED", "checkedInAt": null, "arrived": 0, "inside": 0 }));
        let before = app.contents().await;
        app.act("undoScan", json!({ "scanId": scan }), "scan { id }").await;
        let sent = send(&app, &event, None, json!([{ "clientScanId": "1", "ticket": token }])).await;
        assert_eq!((&sent[0]["result"], &sent[0]["isRepeated"]), (&json!("ADMITTED"), &json!(true)), "what was answered stays answered");
        app.holds(&before).await;
        assert_eq!(row(&app, &arta).await["presence"], "UNRECORDED");

        // A device takes its own scan back by what it called it; of two parts of a party the other still says that they came.
        let (party, token) = guest(&app, &event, "Petrit", json!({ "partySize": 2 })).await;
        let scans = json!([{ "clientScanId": "a", "ticket": token, "party": 1 }, { "clientScanId": "b", "ticket": token, "party": 1 }, { "clientScanId": "c", "undoes": "a" }]);
        assert_eq!(results(&send(&app, &event, None, scans).await), ["ADMITTED", "ADMITTED", "UNDONE"]);
        let there = row(&app, &party).await;
        assert_eq!((&there["presence"], &there["inside"]), (&json!("ATTENDED"), &json!(1)));
        assert_eq!(results(&send(&app, &event, None, json!([{ "clientScanId": "d", "undoes": "b" }, { "clientScanId": "e", "undoes": "b" }])).await), ["UNDONE", "UNDONE"]);
        let there = row(&app, &party).await;
        assert_eq!((&there["presence"], &there["inside"], &there["checkedInAt"]), (&json!("UNRECORDED"), &json!(0), &Value::Null));
        app.counts_are_true().await;
    }

    async fn who_was_not_let_in_a_second_time_did_not_come_once_the_first_is_taken_back(app: TestApp) {
        let event = evening(&app, json!({})).await;
        let (west, _) = gate(&app, &event, "West", json!({})).await;
        // What the gate says of the second scan, and whether the guest came once the first is taken back.
        for (place, (said, comes)) in [(Value::Null, false), (json!(false), false), (json!(true), true)].into_iter().enumerate() {
            let (id, token) = guest(&app, &event, "Arta", json!({})).await;
            let scan = |number: u8, said: &Value| json!([{ "clientScanId": format!("{place}/{number}"), "ticket": token, "wasLetIn": said }]);
            let first = app.act("recordScans", json!({ "eventId": event, "gateId": west, "device": "tablet", "scans": scan(1, &Value::Null) }), "results { scan { id } }").await;
            let second = send(&app, &event, Some(&west), scan(2, &said)).await;
            assert_eq!((results(&second), &second[0]["inside"]), (vec!["ALREADY_INSIDE"], &json!(1)));
            let undone = json!({ "scanId": first["results"][0]["scan"]["id"], "reason": "tapped twice" });
            let undone = app.act("undoScan", undone, "attendee { presence arrived inside }").await;
            let presence = if comes { "ATTENDED" } else { "UNRECORDED" };
            let heads = i32::from(comes);
            assert_eq!(undone["attendee"], json!({ "presence": presence, "arrived": heads, "inside": heads }), "{said}");
            assert_eq!(row(&app, &id).await["presence"], presence);
            // Whoever did not come is let in like anybody else.
            let third = send(&app, &event, Some(&west), scan(3, &Value::Null)).await;
            assert_eq!(results(&third), [if comes { "ALREADY_INSIDE" } else { "ADMITTED" }], "{said}");
        }
        app.counts_are_true().await;
    }

    async fn who_goes_in_by_a_ticket_whose_whole_party_is_inside_leaves_a_trace(app: TestApp) {
        let event = evening(&app, json!({})).await;
        let (west, _) = gate(&app, &event, "West", json!({})).await;
        let (_, token) = guest(&app, &event, "Arta", json!({})).await;
        let (_, party) = guest(&app, &event, "Pellumb", json!({ "partySize": 3 })).await;
        let scans = json!([
            { "clientScanId": "1", "ticket": token },
            { "clientScanId": "2", "ticket": token, "wasLetIn": false },
            { "clientScanId": "3", "ticket": token },
            { "clientScanId": "4", "ticket": token, "wasLetIn": true },
            { "clientScanId": "5", "ticket": party, "party": 7 },
            { "clientScanId": "6", "ticket": party },
        ]);
        let replies = send(&app, &event, Some(&west), scans).await;
        let told: Vec<(&str, Option<&str>)> = replies.iter().map(|it| (it["result"].as_str().unwrap(), it["scan"]["conflict"].as_str())).collect();
        let more = Some("MORE_THAN_PARTY");
        assert_eq!(told, [("ADMITTED", None), ("ALREADY_INSIDE", None), ("ALREADY_INSIDE", None), ("ALREADY_INSIDE", more), ("ADMITTED", more), ("ALREADY_INSIDE", None)]);
        assert!(replies[3]["scan"]["conflictsWithId"].is_string() && replies[4]["scan"]["conflictsWithId"].is_null());
        assert_eq!((&replies[4]["scan"]["party"], &replies[4]["inside"]), (&json!(7), &json!(3)), "what was seen, and how many the party has");

        // Two gates without a network let in six of a party of five: neither of them twice, and one too many.
        let (_, five) = guest(&app, &event, "Besa", json!({ "partySize": 5 })).await;
        let (east, _) = gate(&app, &event, "East", json!({})).await;
        for (gate, minute, more) in [(&west, 40, Value::Null), (&east, 35, json!("MORE_THAN_PARTY"))] {
            app.clock.set(at("2026-11-16T17:30:00Z"));
            let three = json!([{ "clientScanId": format!("five {minute}"), "ticket": five, "party": 3, "at": format!("2026-11-16T16:{minute}:00Z"), "wasLetIn": true }]);
            let replies = send(&app, &event, Some(gate), three).await;
            assert_eq!((results(&replies), &replies[0]["scan"]["conflict"]), (vec!["ADMITTED"], &more));
        }
        let shown = app.ask(CONFLICTS, json!({ "id": event })).await["event"].clone();
        let mut kinds: Vec<(&str, &str)> = shown["scanConflicts"].as_array().unwrap().iter().map(|it| (it["kind"].as_str().unwrap(), it["scan"]["clientScanId"].as_str().unwrap())).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, [("MORE_THAN_PARTY", "4"), ("MORE_THAN_PARTY", "5"), ("MORE_THAN_PARTY", "five 35")]);
        assert_eq!(shown["doorCounts"], json!({ "parties": 3, "arrived": 9, "inside": 9 }), "nobody comes in twice");
        for conflict in shown["scanConflicts"].as_array().unwrap() {
            app.act("resolveScanConflict", json!({ "scanId": conflict["scan"]["id"] }), "conflict { resolvedAt }").await;
        }
        assert_eq!(app.ask(CONFLICTS, json!({ "id": event })).await["event"]["scanConflicts"], json!([]));
        app.counts_are_true().await;
    }

    async fn what_the_door_counts_is_hidden_and_not_none_for_who_may_not_receive_guests(app: TestApp) {
        let event = evening(&app, json!({})).await;
        let other = app.event(json!({})).await;
        let (_, token) = guest(&app, &event, "Arta", json!({})).await;
        send(&app, &event, None, json!([{ "clientScanId": "1", "ticket": token }])).await;
        let id: EventId = event.parse().unwrap();
        let asked = "{ events { nodes { id doorCounts { parties arrived inside } } } }";
        for role in [Role::Admin, Role::EventOfficer, Role::FrontDesk, Role::Analyst, Role::ProgrammeOfficer, Role::DataProtectionOfficer] {
            let who = app.account(role, app.office.id, id).await;
            let (_, answer) = app.post_by(&who, asked, json!({})).await;
            let counts = |event: &str| {
                let nodes = answer["data"]["events"]["nodes"].as_array().unwrap();
                nodes.iter().find(|it| it["id"] == event).map(|it| it["doorCounts"].clone())
            };
            let (came, none) = (json!({ "parties": 1, "arrived": 1, "inside": 1 }), json!({ "parties": 0, "arrived": 0, "inside": 0 }));
            let expected = match role {
                Role::FrontDesk => (Some(came), None),
                Role::Admin | Role::EventOfficer => (Some(came), Some(none)),
                _ => (Some(Value::Null), Some(Value::Null)),
            };
            assert_eq!((counts(&event), counts(&other)), expected, "{role}: {answer:#}");
        }
    }

    async fn a_front_desk_sees_where_it_stands_and_what_it_may_do_there(app: TestApp) {
        let (event, _other) = (evening(&app, json!({})).await, app.event(json!({})).await);
        let id: EventId = event.parse().unwrap();
        let asked = "{ viewer { permissions offices { office { id } permissions events { eventId permissions } } } }";
        let desk = app.account(Role::FrontDesk, app.office.id, id).await;
        let (_, answer) = app.post_by(&desk, asked, json!({})).await;
        let may = json!(["READ_EVENTS", "READ_GUESTS", "READ_NEEDS", "RECEIVE_GUESTS", "PREPARE_PAPERS", "READ_CONTACTS"]);
        assert_eq!(answer["data"]["viewer"], json!({ "permissions": may, "offices": [{
            "office": { "id": app.office.id.to_string() }, "permissions": [], "events": [{ "eventId": event, "permissions": may }],
        }] }), "{answer:#}");
        let analyst = app.account(Role::Analyst, app.office.id, id).await;
        let (_, answer) = app.post_by(&analyst, asked, json!({})).await;
        let viewer = &answer["data"]["viewer"];
        assert_eq!((&viewer["offices"][0]["events"], &viewer["offices"][0]["permissions"]), (&json!([]), &viewer["permissions"]));
    }

    async fn whoever_walks_in_is_one_person_however_often_it_is_sent(app: TestApp) {
        let event = evening(&app, json!({ "capacity": 1 })).await;
        guest(&app, &event, "Arta", json!({})).await;
        let scans = json!([{ "clientScanId": "w", "walkIn": { "givenName": "Besa", "familyName": "Dushku" } }]);
        let replies = send(&app, &event, None, scans.clone()).await;
        assert_eq!(results(&replies), ["ADMITTED"]);
        assert_eq!(replies[0]["attendee"]["presence"], "ATTENDED");
        let before = app.contents().await;
        send(&app, &event, None, scans).await;
        app.holds(&before).await;
        let list = app.ask("query($id: ID!) { event(id: $id) { placesTaken attendees(search: \"besa\") { nodes { place presence contact { displayName } scans { source } } } } }", json!({ "id": event })).await;
        assert_eq!(list["event"]["placesTaken"], 1);
        assert_eq!(list["event"]["attendees"]["nodes"], json!([{ "place": "NONE", "presence": "ATTENDED", "contact": { "displayName": "Besa Dushku" }, "scans": [{ "source": "WALK_IN" }] }]));
        app.counts_are_true().await;
    }

    async fn what_arrives_after_attendance_was_closed_is_kept_and_shown_and_moves_nobody(app: TestApp) {
        let event = evening(&app, json!({})).await;
        let (late, token) = guest(&app, &event, "Lea", json!({})).await;
        app.clock.set(at("2026-11-16T22:00:00Z"));
        app.act("closeAttendance", json!({ "eventId": event }), "event { attendanceClosedAt }").await;
        let replies = send(&app, &event, None, json!([{ "clientScanId": "1", "ticket": token, "at": "2026-11-16T16:40:00Z" }])).await;
        assert_eq!((&replies[0]["result"], &replies[0]["scan"]["conflict"], &replies[0]["attendee"]["presence"]), (&json!("ADMITTED"), &json!("AFTER_CLOSING"), &json!("ABSENT")));
        assert_eq!(row(&app, &late).await["presence"], "ABSENT");
        app.counts_are_true().await;
    }

    async fn companions_whom_gates_let_in_are_heads_unless_somebody_counted_the_room(app: TestApp) {
        let event = evening(&app, json!({})).await;
        let (_, party) = guest(&app, &event, "Pellumb", json!({ "partySize": 5 })).await;
        let (pair, both) = guest(&app, &event, "Besa", json!({ "partySize": 2 })).await;
        let (_, alone) = guest(&app, &event, "Cela", json!({ "partySize": 3 })).await;
        let (gone, taken_back) = guest(&app, &event, "Dona", json!({ "partySize": 2 })).await;
        // Who comes along by name and has a row of their own is counted by it.
        let (known, own) = guest(&app, &event, "Edon", json!({})).await;
        let edon = "query($id: ID!) { node(id: $id) { ... on Attendee { contact { id } } } }";
        let edon = app.ask(edon, json!({ "id": known })).await["node"]["contact"]["id"].clone();
        app.act("setCompanions", json!({ "attendeeId": pair, "version": 1, "companions": [{ "contactId": edon }] }), "attendee { id }").await;
        let at = "2026-11-16T16:10:00Z";
        send(&app, &event, None, json!([
            { "clientScanId": "1", "ticket": party, "party": 3, "at": at }, { "clientScanId": "2", "ticket": both, "party": 2, "at": at },
            { "clientScanId": "3", "ticket": alone, "party": 1, "at": at }, { "clientScanId": "4", "ticket": taken_back, "party": 2, "at": at },
            { "clientScanId": "5", "ticket": own, "at": at },
        ])).await;
        app.act("recordPresence", json!({ "eventId": event, "marks": [{ "attendeeId": gone, "presence": "EXCUSED" }] }), "attendees { id }").await;
        let heads = async || app.ask("query($id: ID!) { event(id: $id) { headcounts { mode count method } report { figures { headcount { value } attendances { value } } } } }", json!({ "id": event })).await["event"].clone();
        assert_eq!(heads().await["headcounts"], json!([]), "until then scans come and are taken back");
        let refused = app.act_raw("recordHeadcount", json!({ "eventId": event, "count": 7, "method": "GATES" }), "count").await;
        assert_eq!((&refused["userErrors"][0]["field"], &refused["userErrors"][0]["code"]), (&json!(["method"]), &json!("MALFORMED")));

        app.clock.set("2026-11-16T22:00:00Z".parse().unwrap());
        app.act("closeAttendance", json!({ "eventId": event }), "event { id }").await;
        let told = heads().await;
        assert_eq!(told["headcounts"], json!([{ "mode": "IN_PERSON", "count": 2, "method": "GATES" }]));
        assert_eq!(told["report"]["figures"], json!({ "headcount": { "value": 2.0 }, "attendances": { "value": 6.0 } }));
        app.act("reopenAttendance", json!({ "eventId": event, "reason": "a list came late" }), "event { id }").await;
        assert_eq!(heads().await["headcounts"], json!([]));
        app.act("recordHeadcount", json!({ "eventId": event, "count": 7 }), "count").await;
        app.act("closeAttendance", json!({ "eventId": event }), "event { id }").await;
        let told = heads().await;
        assert_eq!(told["headcounts"], json!([{ "mode": "IN_PERSON", "count": 7, "method": "COUNTED" }]), "who counted the room counted companions too");
        assert_eq!(told["report"]["figures"]["attendances"]["value"], 11.0);
        app.counts_are_true().await;
    }

    async fn a_gate_that_let_in_on_its_own_whom_the_list_refuses_is_shown(app: TestApp) {
        let event = evening(&app, json!({})).await;
        let (gone, token) = guest(&app, &event, "Gent", json!({})).await;
        app.act("cancelAttendee", json!({ "attendeeId": gone }), "attendee { place }").await;
        let replies = send(&app, &event, None, json!([{ "clientScanId": "1", "ticket": token, "wasLetIn": true }])).await;
        assert_eq!((&replies[0]["result"], &replies[0]["scan"]["conflict"], &replies[0]["attendee"]["presence"]), (&json!("CANCELLED"), &json!("REFUSED"), &json!("UNRECORDED")));
    }

    async fn a_front_desk_reaches_its_event_and_nothing_else(app: TestApp) {
        let event = evening(&app, json!({})).await;
        let other = app.event(json!({})).await;
        let (own, _) = guest(&app, &event, "Arta", json!({})).await;
        let (strange, _) = guest(&app, &other, "Sara", json!({})).await;
        let (gate, _) = gate(&app, &other, "Side", json!({})).await;
        let id: EventId = event.parse().unwrap();
        let desk = app.account(Role::FrontDesk, app.office.id, id).await;
        let by = async |query: &str, variables: Value| app.post_by(&desk, query, variables).await.1;
        let seen = by("{ events { nodes { id } } contacts { nodes { id } } }", json!({})).await;
        assert_eq!(seen["data"]["events"]["nodes"], json!([{ "id": event }]));
        assert_eq!(seen["data"]["contacts"]["nodes"], json!([]), "guests are looked for on their list");
        let asked = "query($event: ID!, $row: ID!) { event(id: $event) { id gates { id } attendees(search: \"gashi\") { nodes { id contact { displayName primaryEmail phones { number } residenceCountry sex hiddenFields consents { purpose } } messages { nodes { id } } ticket { token } } } } node(id: $row) { id } }";
        let own_list = by(asked, json!({ "event": event, "row": own })).await["data"].clone();
        let contact = &own_list["event"]["attendees"]["nodes"][0]["contact"];
        assert_eq!(contact["displayName"], "Arta Gashi");
        assert_eq!((&contact["primaryEmail"], &contact["phones"], &contact["residenceCountry"], &contact["sex"]), (&Value::Null, &json!([]), &Value::Null, &json!("NOT_ASKED")));
        assert!(contact["hiddenFields"].as_array().unwrap().contains(&json!("residenceCountry")));
        assert_eq!(own_list["event"]["attendees"]["nodes"][0]["ticket"], Value::Null);
        let strange_list = by(asked, json!({ "event": other, "row": strange })).await["data"].clone();
        assert_eq!(strange_list, json!({ "event": null, "node": null }));

        let record = "mutation($input: RecordScansInput!) { recordScans(input: $input) { results { result } userErrors { field code } } }";
        let of = |event: &str, more: Value| {
            let mut input = json!({ "eventId": event, "scans": [{ "clientScanId": format!("{more}"), "attendeeId": own }] });
            input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            json!({ "input": input })
        };
        let before = app.contents().await;
        let refused = by(record, of(&other, json!({}))).await["data"]["recordScans"].clone();
        assert_eq!(refused["userErrors"], json!([{ "field": ["eventId"], "code": "NOT_FOUND" }]));
        let refused = by(record, of(&event, json!({ "gateId": gate }))).await["data"]["recordScans"].clone();
        assert_eq!(refused["userErrors"], json!([{ "field": ["gateId"], "code": "NOT_FOUND" }]));
        let check_in = "mutation($id: ID!) { checkIn(input: { attendeeId: $id }) { attendee { id } userErrors { field code } } }";
        let refused = by(check_in, json!({ "id": strange })).await["data"]["checkIn"].clone();
        assert_eq!(refused["userErrors"], json!([{ "field": ["attendeeId"], "code": "NOT_FOUND" }]));
        let denied = by("mutation($id: ID!) { cancelAttendee(input: { attendeeId: $id }) { attendee { id } } }", json!({ "id": own })).await;
        assert_eq!(denied["errors"][0]["extensions"]["code"], "FORBIDDEN");
        let denied = by("mutation($id: ID!) { revokeTicket(input: { attendeeId: $id }) { attendee { id } } }", json!({ "id": own })).await;
        assert_eq!(denied["errors"][0]["extensions"]["code"], "FORBIDDEN");
        app.holds(&before).await;
        // A row of another event is told apart from nothing by nobody.
        let mixed = json!({ "input": { "eventId": event, "scans": [{ "clientScanId": "1", "attendeeId": strange }, { "clientScanId": "2", "attendeeId": own }] } });
        let mixed = by(record, mixed).await["data"]["recordScans"].clone();
        assert_eq!(mixed["results"], json!([{ "result": "NOT_ON_LIST" }, { "result": "ADMITTED" }]));
        assert_eq!(row(&app, &strange).await["presence"], "UNRECORDED");
    }

    async fn a_ticket_lets_in_after_two_records_became_one_and_after_they_parted(app: TestApp) {
        let event = evening(&app, json!({})).await;
        let (one, one_ticket) = guest(&app, &event, "Zana", json!({})).await;
        let (other, other_ticket) = guest(&app, &event, "Zanna", json!({})).await;
        let contact = |row: String| { let app = &app; async move {
            let found = app.ask("query($id: ID!) { node(id: $id) { ... on Attendee { contact { id } } } }", json!({ "id": row })).await;
            found["node"]["contact"]["id"].clone()
        } };
        let (survivor, merged) = (contact(one.clone()).await, contact(other.clone()).await);
        app.act("announceGuest", json!({ "attendeeId": other, "isAnnounced": true }), "attendee { isAnnounced }").await;
        send(&app, &event, None, json!([{ "clientScanId": "1", "ticket": other_ticket }])).await;
        let done = app.act("mergeContacts", json!({ "survivorId": survivor, "otherId": merged, "reason": "one person" }), "merge { id }").await;
        let kept = app.ask("query($id: ID!) { node(id: $id) { ... on Attendee { isAnnounced presence scans { clientScanId } } } }", json!({ "id": one })).await;
        assert_eq!(kept["node"], json!({ "isAnnounced": true, "presence": "ATTENDED", "scans": [{ "clientScanId": "1" }] }));
        let both = json!([{ "clientScanId": "2", "ticket": one_ticket, "direction": "EXIT" }, { "clientScanId": "3", "ticket": other_ticket }]);
        assert_eq!(results(&send(&app, &event, None, both).await), ["EXITED", "ADMITTED"]);
        app.act("revokeTicket", json!({ "attendeeId": one }), "attendee { id }").await;
        let both = json!([{ "clientScanId": "4", "ticket": one_ticket }, { "clientScanId": "5", "ticket": other_ticket }]);
        assert_eq!(results(&send(&app, &event, None, both).await), ["UNKNOWN_TICKET", "UNKNOWN_TICKET"]);
        let _ = done;
        app.counts_are_true().await;
    }

    async fn two_thousand_scans_of_eight_gates_at_once_are_all_answered_and_none_counts_twice(app: TestApp) {
        let event = evening(&app, json!({})).await;
        let body = app.act("createOrganisation", json!({ "name": [{ "language": "en", "text": "Embassy" }], "kind": "DIPLOMATIC_MISSION" }), "organisation { id }").await["organisation"]["id"].clone();
        let mut seats = Vec::new();
        for _ in 0..2 {
            let guests = vec![json!({ "organisationId": body }); 500];
            let added = app.act("addGuests", json!({ "eventId": event, "guests": guests }), "attendees { id }").await;
            seats.extend(added["attendees"].as_array().unwrap().iter().map(|row| row["id"].clone()));
        }
        assert_eq!(seats.len(), 1000);
        // Each guest is seen at two gates, and each gate sends what it saw in small batches, some of them again.
        let mut gates = Vec::new();
        for number in 0..8 {
            gates.push(gate(&app, &event, &format!("Gate {number}"), json!({})).await.0);
        }
        let of_gate = |number: usize| {
            let seen = seats.iter().enumerate().filter(move |(place, _)| place % 8 == number || (place + 3) % 8 == number);
            seen.map(|(place, row)| json!({ "clientScanId": format!("{number}/{place}"), "attendeeId": row })).collect::<Vec<Value>>()
        };
        let (app, event, gates) = (&app, &event, &gates);
        let asked = (0..8).map(|number| async move {
            let mut answers = Vec::new();
            for (count, batch) in of_gate(number).chunks(5).enumerate() {
                let times = if count % 10 == 0 { 2 } else { 1 };
                for _ in 0..times {
                    let input = json!({ "eventId": event, "gateId": gates[number], "scans": batch });
                    let replies = app.act("recordScans", input, "results { clientScanId result isRepeated }").await;
                    answers.extend(replies["results"].as_array().unwrap().iter().filter(|it| it["isRepeated"] == false).cloned());
                }
            }
            answers
        });
        let answers: Vec<Value> = futures::future::join_all(asked).await.into_iter().flatten().collect();
        assert_eq!(answers.len(), 2000);
        let of = |result: &str| answers.iter().filter(|it| it["result"] == result).count();
        assert_eq!((of("ADMITTED"), of("ALREADY_INSIDE")), (1000, 1000));
        let ids: std::collections::BTreeSet<&str> = answers.iter().map(|it| it["clientScanId"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), 2000);
        let counted = "SELECT COUNT(*) AS rows, COUNT(DISTINCT attendee_id) AS people, MAX(number) AS last FROM scan";
        let counted = app.db.reader().query_one_raw(sea_orm::Statement::from_string(app.db.reader().get_database_backend(), counted)).await.unwrap().unwrap();
        let count = |name: &str| counted.try_get::<i64>("", name).or_else(|_| counted.try_get::<i32>("", name).map(i64::from)).unwrap();
        assert_eq!((count("rows"), count("people"), count("last")), (2000, 1000, 2000));
        let shown = app.ask("query($id: ID!) { event(id: $id) { doorCounts { parties arrived inside } attendeeCounts { presence { attended } } } }", json!({ "id": event })).await;
        assert_eq!(shown["event"], json!({ "doorCounts": { "parties": 1000, "arrived": 1000, "inside": 1000 }, "attendeeCounts": { "presence": { "attended": 1000 } } }));
        app.counts_are_true().await;
    }
}
