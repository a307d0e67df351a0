//! Every state of each axis against every move, tried one by one: what the table of transitions says, what is offered for a
//! row, and what the mutations do are one thing.

use std::collections::BTreeSet;

use kuvend_domain::tally;
use kuvend_entity::{attendee, id::EventId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};

use crate::{app::TestApp, on_both_engines};

/// What is tried, in the order of the columns below.
const MOVES: [&str; 15] = [
    "INVITE",
    "RECORD_INVITATION",
    "WITHDRAW_INVITATION",
    "RESEND_INVITATION",
    "ACCEPT",
    "ANSWER_TENTATIVELY",
    "DECLINE",
    "SEND_DEPUTY",
    "REGISTER",
    "APPROVE",
    "REFUSE",
    "CANCEL",
    "CHECK_IN",
    "EXCUSE",
    "RECORD_PRESENCE",
];

/// A row in one state, at the beginning of the other axes: `+` it moves, `=` it is there already and stays as it is, `!` it
/// is refused. Written by hand from what an office expects, and not from the code.
const EXPECTED: &str = "
                             Inv Rec Wdr Res Acc Ten Dec Dep Reg Apr Ref Can Chk Exc Pre
INVITATION NOT_INVITED        +   +   !   !   +   +   +   +   +   !   !   !   +   +   +
INVITATION QUEUED             !   +   +   =   +   +   +   +   +   !   !   !   +   +   +
INVITATION SENT               !   !   +   +   +   +   +   +   +   !   !   !   +   +   +
INVITATION BOUNCED            !   +   +   +   +   +   +   +   +   !   !   !   +   +   +
INVITATION WITHDRAWN          !   !   =   +   +   +   +   +   +   !   !   !   !   +   +
RESPONSE   NONE               +   +   !   !   +   +   +   +   +   !   !   !   +   +   +
RESPONSE   ACCEPTED           !   +   !   !   +   +   +   +   +   !   !   !   +   +   +
RESPONSE   TENTATIVE          !   +   !   !   +   =   +   +   +   !   !   !   +   +   +
RESPONSE   DECLINED           !   +   !   !   +   +   +   +   +   !   !   !   +   +   +
RESPONSE   REPRESENTED        !   +   !   !   +   +   +   +   +   !   !   !   +   +   +
PLACE      NONE               +   +   !   !   +   +   +   +   +   !   !   !   +   +   +
PLACE      PENDING_APPROVAL   +   +   !   !   +   +   +   +   +   +   +   +   +   +   +
PLACE      WAITLISTED         +   +   !   !   +   +   +   +   =   !   !   +   +   +   +
PLACE      OFFERED            +   +   !   !   +   +   +   +   +   !   !   +   +   +   +
PLACE      CONFIRMED          +   +   !   !   +   +   +   +   =   !   !   +   +   +   +
PLACE      CANCELLED          +   +   !   !   +   +   +   +   +   !   !   =   !   +   +
PLACE      EXPIRED            +   +   !   !   +   +   +   +   +   !   !   !   !   +   +
PRESENCE   UNRECORDED         +   +   !   !   +   +   +   +   +   !   !   !   +   +   +
PRESENCE   ATTENDED           +   +   !   !   +   +   +   +   +   !   !   !   =   +   +
PRESENCE   ABSENT             +   +   !   !   +   +   +   +   +   !   !   !   +   +   +
PRESENCE   EXCUSED            +   +   !   !   +   +   +   +   +   !   !   !   +   =   +
";

/// What a row shows of itself.
async fn row(app: &TestApp, id: &Value) -> Value {
    let shown = "query($id: ID!) { node(id: $id) { ... on Attendee { invitation response place presence representedBy { id } legalMoves } } }";
    app.ask(shown, json!({ "id": id })).await["node"].clone()
}

fn steps(row: &Value) -> BTreeSet<&str> {
    row["legalMoves"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect()
}

fn axes(row: &Value) -> [&Value; 5] {
    [
        "invitation",
        "response",
        "place",
        "presence",
        "representedBy",
    ]
    .map(|axis| &row[axis])
}

/// Does what a move stands for, and tells whether it was refused.
async fn is_refused(
    app: &TestApp,
    step: &str,
    (event, row, person): (&str, &Value, &str),
    before: &Value,
) -> bool {
    let answer =
        |response: &str| json!({ "attendeeId": row, "response": response, "channel": "PHONE" });
    let mark = |presence: &str| json!({ "eventId": event, "marks": [{ "attendeeId": row, "presence": presence, "reason": "ill" }] });
    let (mutation, input) = match step {
        "INVITE" => {
            let invite = json!({ "eventId": event, "audience": { "attendeeIds": [row] } });
            let sent = app
                .act_raw("inviteContacts", invite, "queued skipped { count }")
                .await;
            return sent["queued"] != 1;
        }
        "RECORD_INVITATION" => (
            "recordInvitation",
            json!({ "attendeeId": row, "channel": "CARD", "sentAt": "2026-11-01T09:00:00Z" }),
        ),
        "WITHDRAW_INVITATION" => ("withdrawInvitation", json!({ "attendeeId": row })),
        "RESEND_INVITATION" => ("resendInvitation", json!({ "attendeeId": row })),
        "ACCEPT" => ("recordResponse", answer("ACCEPTED")),
        "ANSWER_TENTATIVELY" => ("recordResponse", answer("TENTATIVE")),
        "DECLINE" => ("recordResponse", answer("DECLINED")),
        "SEND_DEPUTY" => {
            let mut input = answer("REPRESENTED");
            input["deputy"] = json!({ "givenName": "Edon", "familyName": "Prifti" });
            ("recordResponse", input)
        }
        "REGISTER" => (
            "registerAttendee",
            json!({ "eventId": event, "contactId": person }),
        ),
        "APPROVE" => ("approveAttendee", json!({ "attendeeId": row })),
        "REFUSE" => (
            "refuseAttendee",
            json!({ "attendeeId": row, "reason": "the house is full" }),
        ),
        "CANCEL" => ("cancelAttendee", json!({ "attendeeId": row })),
        "CHECK_IN" => ("checkIn", json!({ "attendeeId": row })),
        "EXCUSE" => ("recordPresence", mark("EXCUSED")),
        _ if before["presence"] == "ABSENT" => ("recordPresence", mark("UNRECORDED")),
        _ => ("recordPresence", mark("ABSENT")),
    };
    let done = app.act_raw(mutation, input, "__typename").await;
    done["userErrors"] != json!([])
}

on_both_engines! {
    async fn every_move_from_every_state_does_what_the_table_says(app: TestApp) {
        let mut people = Vec::new();
        for number in 0..MOVES.len() {
            people.push(app.contact("Guest", &format!("Number{number}")).await);
        }
        let guests: Vec<Value> = people.iter().map(|person| json!({ "contactId": person })).collect();
        let mut wrong = Vec::new();
        for line in EXPECTED.lines().skip(2) {
            let cells: Vec<&str> = line.split_whitespace().collect();
            let (axis, state, expected) = (cells[0], cells[1], &cells[2..]);
            assert_eq!(expected.len(), MOVES.len(), "{line}");
            // One place, which is taken: nobody is called from the waiting list while this is tried.
            let event = app.event(json!({ "startsAt": "2026-11-02T10:30", "endsAt": "2026-11-02T12:00", "capacity": 1 })).await;
            let filler = app.contact("Filler", &format!("{axis}{state}")).await;
            app.act("registerAttendee", json!({ "eventId": event, "contactId": filler }), "attendee { place }").await;
            let added = app.act("addGuests", json!({ "eventId": event, "guests": guests }), "attendees { id contact { id } }").await;
            let column = match axis {
                "INVITATION" => attendee::Column::Invitation,
                "RESPONSE" => attendee::Column::Response,
                "PLACE" => attendee::Column::Place,
                _ => attendee::Column::Presence,
            };
            attendee::Entity::update_many()
                .col_expr(column, Expr::value(state))
                .filter(attendee::Column::EventId.eq(event.parse::<EventId>().unwrap()))
                .filter(attendee::Column::IsRegistered.eq(false))
                .exec(app.db.writer())
                .await
                .unwrap();
            tally::rebuild(&app.op()).await.unwrap();
            for ((step, expected), person) in MOVES.into_iter().zip(expected).zip(&people) {
                let found = added["attendees"].as_array().unwrap().iter().find(|row| row["contact"]["id"] == **person);
                let id = found.unwrap()["id"].clone();
                let before = row(&app, &id).await;
                let offered = steps(&before).contains(step);
                let refused = is_refused(&app, step, (&event, &id, person), &before).await;
                let after = row(&app, &id).await;
                let moved = axes(&before) != axes(&after);
                let seen = match (refused, moved) {
                    (true, false) => "!",
                    (true, true) => "refused, and moved",
                    (false, true) => "+",
                    (false, false) => "=",
                };
                if seen != *expected || offered != (*expected == "+") {
                    wrong.push(format!("{axis} {state} {step}: expected {expected}, saw {seen}, offered {offered}"));
                }
            }
            app.counts_are_true().await;
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    async fn the_table_is_shown_and_names_every_move_with_its_states(app: TestApp) {
        let shown = app.ask("{ attendeeTransitions { move needs bars { axis state } transitions { axis from to isRefused } } }", json!({})).await;
        let rules = shown["attendeeTransitions"].as_array().unwrap();
        let named: Vec<&str> = rules.iter().map(|rule| rule["move"].as_str().unwrap()).collect();
        assert_eq!(named, MOVES);
        let cancel = rules.iter().find(|rule| rule["move"] == "CANCEL").unwrap();
        assert_eq!(cancel, &json!({ "move": "CANCEL", "needs": [], "bars": [], "transitions": [
            { "axis": "PLACE", "from": "PENDING_APPROVAL", "to": ["CANCELLED"], "isRefused": null },
            { "axis": "PLACE", "from": "WAITLISTED", "to": ["CANCELLED"], "isRefused": null },
            { "axis": "PLACE", "from": "OFFERED", "to": ["CANCELLED"], "isRefused": null },
            { "axis": "PLACE", "from": "CONFIRMED", "to": ["CANCELLED"], "isRefused": null },
        ] }));
        let special: Vec<String> = rules.iter().flat_map(|rule| {
            let lines = rule["transitions"].as_array().unwrap().iter().filter(|line| !line["isRefused"].is_null());
            lines.map(|line| format!("{} {} {}", rule["move"], line["from"], line["isRefused"]).replace('"', "")).collect::<Vec<_>>()
        }).collect();
        assert_eq!(special, ["ACCEPT NONE false", "ACCEPT CANCELLED false", "ACCEPT EXPIRED false", "APPROVE NONE true", "APPROVE CANCELLED true"]);
        // Both ways to read it agree: where the table by hand has a move, the rule has a line for that state and no bar.
        for line in EXPECTED.lines().skip(2) {
            let cells: Vec<&str> = line.split_whitespace().collect();
            let starts = [("INVITATION", "NOT_INVITED"), ("RESPONSE", "NONE"), ("PLACE", "NONE"), ("PRESENCE", "UNRECORDED")];
            let at = starts.map(|(axis, start)| (axis, if axis == cells[0] { cells[1] } else { start }));
            for (rule, expected) in rules.iter().zip(&cells[2..]) {
                let is_at = |axis: &Value, state: &Value| at.iter().any(|(one, other)| axis == one && state == other);
                let starts_here = rule["transitions"].as_array().unwrap().iter().any(|line| is_at(&line["axis"], &line["from"]) && line["isRefused"] != true);
                let barred = rule["bars"].as_array().unwrap().iter().any(|bar| is_at(&bar["axis"], &bar["state"]));
                assert_eq!(starts_here && !barred, *expected == "+", "{line}: {}", rule["move"]);
            }
        }
    }

    async fn a_seat_that_nobody_is_named_for_sends_no_deputy(app: TestApp) {
        let event = app.event(json!({})).await;
        let body = app.act("createOrganisation", json!({ "name": [{ "language": "en", "text": "Embassy" }], "kind": "DIPLOMATIC_MISSION" }), "organisation { id }").await["organisation"]["id"].clone();
        let seat = app.act("addGuests", json!({ "eventId": event, "guests": [{ "organisationId": body }] }), "attendees { id legalMoves }").await["attendees"][0].clone();
        assert!(!steps(&seat).contains("SEND_DEPUTY"), "{seat:#}");
        let refused = app.act_raw("recordResponse", json!({ "attendeeId": seat["id"], "response": "REPRESENTED", "channel": "PHONE", "deputy": { "givenName": "Edon", "familyName": "Prifti" } }), "attendee { id }").await;
        assert_eq!((&refused["userErrors"][0]["code"], &refused["userErrors"][0]["field"]), (&json!("WRONG_STATE"), &json!(["attendeeId"])), "{refused:#}");
        app.counts_are_true().await;
    }
}
