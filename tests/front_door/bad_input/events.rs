//! Bad input of events, their programme and their guest lists.

use serde_json::{Value, json};

use super::{Case, Things};

pub(super) fn cases(things: &Things) -> Vec<Case> {
    let Things {
        event,
        panel,
        contact,
        attendee,
    } = things;
    let nobody = "contact_00000000000000000000000000000000";
    let nothing = "event_00000000000000000000000000000000";
    let title = json!([{ "language": "en", "text": "A title" }]);
    let times = |more: Value| {
        let mut input = json!({ "title": title, "kind": "MEETING", "startsAt": "2026-12-01T10:00", "endsAt": "2026-12-01T11:00", "timeZone": "Europe/Tirane" });
        input
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        input
    };
    vec![
        (
            "createEvent",
            times(json!({ "title": [{ "language": "xx", "text": "A" }] })),
            "title.0.language",
            "MALFORMED",
        ),
        (
            "createEvent",
            times(json!({ "title": [{ "language": "en", "text": "x".repeat(201) }] })),
            "title.0.text",
            "TOO_LONG",
        ),
        (
            "createEvent",
            times(json!({ "title": [{ "language": "en", "text": "A\u{202E}B" }] })),
            "title.0.text",
            "MALFORMED",
        ),
        (
            "createEvent",
            times(
                json!({ "title": [{ "language": "en", "text": "A" }, { "language": "en", "text": "B" }] }),
            ),
            "title.1.language",
            "TAKEN",
        ),
        (
            "createEvent",
            times(json!({ "startsAt": "tomorrow" })),
            "startsAt",
            "MALFORMED",
        ),
        (
            "createEvent",
            times(json!({ "startsAt": "2026-03-29T02:30", "endsAt": "2026-03-29T05:00" })),
            "startsAt",
            "NONEXISTENT_TIME",
        ),
        (
            "createEvent",
            times(json!({ "endsAt": "2026-12-01T09:00" })),
            "endsAt",
            "INCONSISTENT",
        ),
        (
            "createEvent",
            times(json!({ "timeZone": "Europe/Tirana" })),
            "timeZone",
            "MALFORMED",
        ),
        (
            "createEvent",
            times(json!({ "capacity": -1 })),
            "capacity",
            "OUT_OF_RANGE",
        ),
        (
            "createEvent",
            times(json!({ "officeId": "office_00000000000000000000000000000000" })),
            "officeId",
            "NOT_FOUND",
        ),
        (
            "createEvent",
            times(json!({ "programmeIds": ["programme_00000000000000000000000000000000"] })),
            "programmeIds.0",
            "NOT_FOUND",
        ),
        (
            "updateEvent",
            json!({ "id": event, "version": 99, "capacity": 5 }),
            "version",
            "CONFLICT",
        ),
        (
            "updateEvent",
            json!({ "id": nothing, "version": 1, "capacity": 5 }),
            "id",
            "NOT_FOUND",
        ),
        (
            "publishEvent",
            json!({ "id": nothing, "version": 1 }),
            "id",
            "NOT_FOUND",
        ),
        (
            "publishEvent",
            json!({ "id": event, "version": 2 }),
            "id",
            "WRONG_STATE",
        ),
        (
            "cancelEvent",
            json!({ "id": nothing, "version": 1, "reason": "snow" }),
            "id",
            "NOT_FOUND",
        ),
        (
            "createEvent",
            times(json!({ "seriesId": "series_00000000000000000000000000000000" })),
            "seriesId",
            "NOT_FOUND",
        ),
        (
            "createEvent",
            times(json!({ "edition": 3 })),
            "seriesId",
            "REQUIRED",
        ),
        (
            "createEvent",
            times(
                json!({ "frameworks": [{ "frameworkId": "framework_00000000000000000000000000000000", "relation": "LAUNCHES" }] }),
            ),
            "frameworks.0.frameworkId",
            "NOT_FOUND",
        ),
        (
            "createEvent",
            times(json!({ "languages": ["sq", "sq"] })),
            "languages.1",
            "TAKEN",
        ),
        ("postponeEvent", json!({ "id": nothing }), "id", "NOT_FOUND"),
        (
            "createEventFeed",
            json!({ "officeId": "office_00000000000000000000000000000000" }),
            "officeId",
            "NOT_FOUND",
        ),
        (
            "revokeEventFeed",
            json!({ "officeId": "event" }),
            "officeId",
            "MALFORMED",
        ),
        (
            "postponeEvent",
            json!({ "id": event, "version": 9 }),
            "version",
            "CONFLICT",
        ),
        ("resumeEvent", json!({ "id": event }), "id", "WRONG_STATE"),
        ("completeEvent", json!({ "id": event }), "id", "TOO_EARLY"),
        ("archiveEvent", json!({ "id": event }), "id", "WRONG_STATE"),
        (
            "cloneEvent",
            json!({ "id": nothing, "startsAt": "2027-12-01T10:00", "parts": [] }),
            "id",
            "NOT_FOUND",
        ),
        (
            "cloneEvent",
            json!({ "id": event, "startsAt": "2027-12-01T10:00", "parts": ["CONTRIBUTORS"] }),
            "parts",
            "INCONSISTENT",
        ),
        (
            "cloneEvent",
            json!({ "id": event, "startsAt": "2027-03-28T02:30", "parts": [] }),
            "startsAt",
            "NONEXISTENT_TIME",
        ),
        (
            "createEventSeries",
            json!({ "name": [] }),
            "name",
            "REQUIRED",
        ),
        (
            "updateEventSeries",
            json!({ "id": "series_00000000000000000000000000000000", "version": 1, "name": title }),
            "id",
            "NOT_FOUND",
        ),
        (
            "createPolicyFramework",
            json!({ "title": title, "startsIn": 2030, "endsIn": 2024 }),
            "endsIn",
            "INCONSISTENT",
        ),
        (
            "keepObservances",
            json!({ "observances": [{ "key": "x", "name": title, "month": 2, "day": 30 }] }),
            "observances.0.day",
            "INCONSISTENT",
        ),
        (
            "keepObservances",
            json!({ "observances": [{ "key": "A day", "name": title, "month": 2, "day": 3 }] }),
            "observances.0.key",
            "MALFORMED",
        ),
        (
            "addPanel",
            json!({ "eventId": event, "topic": [], "panellists": [{ "contactId": contact }] }),
            "topic",
            "REQUIRED",
        ),
        (
            "addPanel",
            json!({ "eventId": event, "topic": title, "panellists": [{ "contactId": contact }, { "contactId": nobody }] }),
            "panellists.1.contactId",
            "NOT_FOUND",
        ),
        (
            "addAgendaItem",
            json!({ "eventId": event, "kind": "PANEL", "title": title }),
            "kind",
            "INCONSISTENT",
        ),
        (
            "updateAgendaItem",
            json!({ "id": panel, "version": 9, "durationMinutes": 30 }),
            "version",
            "CONFLICT",
        ),
        (
            "removeAgendaItem",
            json!({ "id": "agenda_00000000000000000000000000000000" }),
            "id",
            "NOT_FOUND",
        ),
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
            "addMembership",
            json!({ "contactId": contact, "organisationId": "organisation_00000000000000000000000000000000" }),
            "organisationId",
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
