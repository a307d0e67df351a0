//! Bad input of guest lists: who is invited, answers, has a place, is received and stands where.

use serde_json::json;

use super::{Case, Things};

pub(super) fn cases(things: &Things) -> Vec<Case> {
    let Things {
        event,
        contact,
        attendee,
        ..
    } = things;
    let nobody = "contact_00000000000000000000000000000000";
    let nothing = "event_00000000000000000000000000000000";
    let title = json!([{ "language": "en", "text": "A title" }]);
    vec![
        (
            "addGuests",
            json!({ "eventId": event, "guests": [] }),
            "guests",
            "REQUIRED",
        ),
        (
            "addGuests",
            json!({ "eventId": event, "guests": [{}] }),
            "guests.0.contactId",
            "REQUIRED",
        ),
        (
            "addGuests",
            json!({ "eventId": event, "guests": [{ "contactId": contact }, { "contactId": nobody }] }),
            "guests.1.contactId",
            "NOT_FOUND",
        ),
        (
            "inviteContacts",
            json!({ "eventId": event, "audience": {} }),
            "audience",
            "REQUIRED",
        ),
        (
            "inviteContacts",
            json!({ "eventId": event, "audience": { "contactIds": [nobody] } }),
            "audience.contactIds.0",
            "NOT_FOUND",
        ),
        (
            "recordInvitation",
            json!({ "attendeeId": attendee, "channel": "CARD", "sentAt": "2027-01-01T00:00:00Z" }),
            "sentAt",
            "TOO_EARLY",
        ),
        (
            "withdrawInvitation",
            json!({ "attendeeId": attendee }),
            "attendeeId",
            "WRONG_STATE",
        ),
        (
            "resendInvitation",
            json!({ "attendeeId": attendee }),
            "attendeeId",
            "WRONG_STATE",
        ),
        (
            "recordResponse",
            json!({ "attendeeId": "what", "response": "ACCEPTED", "channel": "PHONE" }),
            "attendeeId",
            "MALFORMED",
        ),
        (
            "recordResponse",
            json!({ "attendeeId": attendee, "response": "REPRESENTED", "channel": "PHONE" }),
            "deputy",
            "REQUIRED",
        ),
        (
            "recordResponse",
            json!({ "attendeeId": attendee, "response": "NONE", "channel": "PHONE" }),
            "response",
            "OUT_OF_RANGE",
        ),
        (
            "registerAttendee",
            json!({ "eventId": event, "contactId": nobody }),
            "contactId",
            "NOT_FOUND",
        ),
        (
            "registerAttendee",
            json!({ "eventId": event, "contactId": contact, "partySize": 0 }),
            "partySize",
            "OUT_OF_RANGE",
        ),
        (
            "registerAttendee",
            json!({ "eventId": event, "contactId": contact, "overbookReason": " " }),
            "overbookReason",
            "REQUIRED",
        ),
        (
            "recordResponse",
            json!({ "attendeeId": attendee, "response": "DECLINED", "channel": "PHONE", "overbookReason": "the President asks" }),
            "overbookReason",
            "INCONSISTENT",
        ),
        (
            "approveAttendee",
            json!({ "attendeeId": attendee }),
            "attendeeId",
            "WRONG_STATE",
        ),
        (
            "refuseAttendee",
            json!({ "attendeeId": attendee, "reason": "no room" }),
            "attendeeId",
            "WRONG_STATE",
        ),
        (
            "refuseAttendee",
            json!({ "attendeeId": attendee, "reason": "" }),
            "reason",
            "REQUIRED",
        ),
        (
            "setQueuePriority",
            json!({ "attendeeId": attendee, "priority": 101, "reason": "an ambassador" }),
            "priority",
            "OUT_OF_RANGE",
        ),
        (
            "setQueuePriority",
            json!({ "attendeeId": attendee, "priority": 1, "reason": "" }),
            "reason",
            "REQUIRED",
        ),
        (
            "createPlacePool",
            json!({ "eventId": event, "name": title, "kind": "LIMIT", "size": -1, "category": "MEDIA" }),
            "size",
            "OUT_OF_RANGE",
        ),
        (
            "createPlacePool",
            json!({ "eventId": event, "name": title, "kind": "RESERVED", "size": 1 }),
            "category",
            "REQUIRED",
        ),
        (
            "createPlacePool",
            json!({ "eventId": event, "name": title, "kind": "LIMIT", "size": 1, "category": "MEDIA", "reservedUntil": "2026-11-10T12:00" }),
            "reservedUntil",
            "INCONSISTENT",
        ),
        (
            "createPlacePool",
            json!({ "eventId": event, "name": title, "kind": "RESERVED", "size": 1, "category": "MEDIA", "reservedUntil": "2026-10-10T12:00" }),
            "reservedUntil",
            "TOO_EARLY",
        ),
        (
            "createPlacePool",
            json!({ "eventId": nothing, "name": title, "kind": "RESERVED", "size": 1, "category": "MEDIA" }),
            "eventId",
            "NOT_FOUND",
        ),
        (
            "updatePlacePool",
            json!({ "id": "pool_00000000000000000000000000000000", "version": 1, "size": 1 }),
            "id",
            "NOT_FOUND",
        ),
        (
            "updatePlacePool",
            json!({ "id": "pool_00000000000000000000000000000000", "version": 1, "name": null }),
            "name",
            "REQUIRED",
        ),
        (
            "removePlacePool",
            json!({ "id": "pool_00000000000000000000000000000000", "version": 1 }),
            "id",
            "NOT_FOUND",
        ),
        (
            "updateAttendee",
            json!({ "attendeeId": attendee, "version": 7, "category": "MEDIA" }),
            "version",
            "CONFLICT",
        ),
        (
            "updateAttendee",
            json!({ "attendeeId": attendee, "version": 1, "representingId": "organisation_00000000000000000000000000000000" }),
            "representingId",
            "NOT_FOUND",
        ),
        (
            "updateAttendee",
            json!({ "attendeeId": attendee, "version": 1, "roles": [] }),
            "roles",
            "REQUIRED",
        ),
        (
            "setCompanions",
            json!({ "attendeeId": attendee, "version": 7, "companions": [] }),
            "version",
            "CONFLICT",
        ),
        (
            "setCompanions",
            json!({ "attendeeId": attendee, "version": 1, "companions": [{ "givenName": "Ana" }] }),
            "companions.0.familyName",
            "REQUIRED",
        ),
        (
            "nameSeat",
            json!({ "attendeeId": attendee, "person": { "contactId": contact } }),
            "attendeeId",
            "WRONG_STATE",
        ),
        (
            "nameSeat",
            json!({ "attendeeId": attendee, "person": { "givenName": "Ana" } }),
            "person.familyName",
            "REQUIRED",
        ),
        (
            "cancelAttendee",
            json!({ "attendeeId": attendee }),
            "attendeeId",
            "WRONG_STATE",
        ),
        (
            "checkIn",
            json!({ "attendeeId": attendee }),
            "attendeeId",
            "TOO_EARLY",
        ),
        (
            "recordPresence",
            json!({ "eventId": event, "marks": [{ "attendeeId": "attendee_00000000000000000000000000000000", "presence": "EXCUSED" }] }),
            "marks.0.attendeeId",
            "NOT_FOUND",
        ),
        (
            "recordHeadcount",
            json!({ "eventId": event, "count": -1 }),
            "count",
            "OUT_OF_RANGE",
        ),
        (
            "closeAttendance",
            json!({ "eventId": event }),
            "reason",
            "REASON_REQUIRED",
        ),
        (
            "reopenAttendance",
            json!({ "eventId": event, "reason": "late list" }),
            "eventId",
            "WRONG_STATE",
        ),
        (
            "keepRankTable",
            json!({ "version": 1 }),
            "version",
            "CONFLICT",
        ),
        (
            "keepRankTable",
            json!({ "version": 0, "ranks": [] }),
            "ranks",
            "REQUIRED",
        ),
        (
            "keepRankTable",
            json!({ "version": 0, "ranks": [{ "key": "A b", "title": [{ "language": "en", "text": "X" }] }] }),
            "ranks.0.key",
            "MALFORMED",
        ),
        (
            "keepRankTable",
            json!({ "version": 0, "ranks": [{ "key": "a", "title": [{ "language": "en", "text": "X" }], "written": [{ "language": "en", "text": "Dear {nickname}" }] }] }),
            "ranks.0.written",
            "MALFORMED",
        ),
        (
            "setPrecedence",
            json!({ "attendeeId": attendee, "rank": "ambassador" }),
            "rank",
            "NOT_FOUND",
        ),
        (
            "setPrecedence",
            json!({ "attendeeId": attendee, "precedenceOn": "yesterday" }),
            "precedenceOn",
            "MALFORMED",
        ),
        (
            "overridePrecedence",
            json!({ "attendeeId": attendee, "beforeId": attendee, "reason": "X" }),
            "beforeId",
            "INCONSISTENT",
        ),
        (
            "overridePrecedence",
            json!({ "attendeeId": attendee, "reason": "X" }),
            "beforeId",
            "REQUIRED",
        ),
        (
            "overridePrecedence",
            json!({ "attendeeId": attendee, "beforeId": "attendee_00000000000000000000000000000000", "reason": " " }),
            "reason",
            "REASON_REQUIRED",
        ),
        (
            "clearPrecedenceOverride",
            json!({ "attendeeId": "attendee_00000000000000000000000000000000" }),
            "attendeeId",
            "NOT_FOUND",
        ),
        (
            "sendFollowUp",
            json!({ "eventId": event, "outcome": "CAME" }),
            "eventId",
            "TOO_EARLY",
        ),
    ]
}
