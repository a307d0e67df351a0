//! Bad input of the door.

use serde_json::json;

use super::{Case, Things};

pub(super) fn cases(things: &Things) -> Vec<Case> {
    let Things { event, .. } = things;
    let nothing = "event_00000000000000000000000000000000";
    let no_list = "checkinlist_00000000000000000000000000000000";
    let no_gate = "gate_00000000000000000000000000000000";
    let no_scan = "scan_00000000000000000000000000000000";
    let nobody = "attendee_00000000000000000000000000000000";
    vec![
        (
            "createCheckInList",
            json!({ "eventId": nothing, "name": "Reception" }),
            "eventId",
            "NOT_FOUND",
        ),
        (
            "createCheckInList",
            json!({ "eventId": event, "name": " " }),
            "name",
            "REQUIRED",
        ),
        (
            "createCheckInList",
            json!({ "eventId": event, "name": "Reception", "opensAt": "at noon" }),
            "opensAt",
            "MALFORMED",
        ),
        (
            "updateCheckInList",
            json!({ "id": no_list, "version": 1, "name": "Hall" }),
            "id",
            "NOT_FOUND",
        ),
        (
            "createGate",
            json!({ "eventId": event, "name": "Main", "listId": no_list }),
            "listId",
            "NOT_FOUND",
        ),
        (
            "createGate",
            json!({ "eventId": event, "name": "x".repeat(201) }),
            "name",
            "TOO_LONG",
        ),
        ("renewGateLink", json!({ "id": no_gate }), "id", "NOT_FOUND"),
        ("revokeGate", json!({ "id": "main" }), "id", "MALFORMED"),
        ("revokeGate", json!({ "id": no_gate }), "id", "NOT_FOUND"),
        (
            "revokeTicket",
            json!({ "attendeeId": nobody }),
            "attendeeId",
            "NOT_FOUND",
        ),
        (
            "announceGuest",
            json!({ "attendeeId": nobody, "isAnnounced": true }),
            "attendeeId",
            "NOT_FOUND",
        ),
        (
            "recordScans",
            json!({ "eventId": nothing, "scans": [] }),
            "eventId",
            "NOT_FOUND",
        ),
        (
            "recordScans",
            json!({ "eventId": event, "gateId": no_gate, "scans": [] }),
            "gateId",
            "NOT_FOUND",
        ),
        (
            "recordScans",
            json!({ "eventId": event, "scans": vec![json!({ "clientScanId": "1", "ticket": "x" }); 501] }),
            "scans",
            "TOO_MANY",
        ),
        (
            "undoScan",
            json!({ "scanId": no_scan }),
            "scanId",
            "NOT_FOUND",
        ),
        (
            "resolveScanConflict",
            json!({ "scanId": no_scan }),
            "scanId",
            "NOT_FOUND",
        ),
    ]
}
