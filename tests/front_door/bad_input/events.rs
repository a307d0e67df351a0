//! Bad input of events and their programme.

use serde_json::{Value, json};

use super::{Case, Things};

pub(super) fn cases(things: &Things) -> Vec<Case> {
    let Things {
        event,
        panel,
        contact,
        ..
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
            "createEvent",
            times(json!({ "registration": "OPEN" })),
            "registration",
            "INCONSISTENT",
        ),
        (
            "createEvent",
            times(json!({ "registrationPartyLimit": 21 })),
            "registrationPartyLimit",
            "OUT_OF_RANGE",
        ),
        (
            "updateEvent",
            json!({ "id": event, "version": 2, "registration": null }),
            "registration",
            "REQUIRED",
        ),
        (
            "updateEvent",
            json!({ "id": event, "version": 2, "registrationPartyLimit": 0 }),
            "registrationPartyLimit",
            "OUT_OF_RANGE",
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
            "createEvent",
            times(
                json!({ "venue": { "name": "Hall", "rooms": ["A"], "roomSizes": [{ "room": "B", "seats": 9 }] } }),
            ),
            "venue.roomSizes.0.room",
            "NOT_FOUND",
        ),
        (
            "addPanel",
            json!({ "eventId": event, "topic": title, "panellists": [{ "contactId": contact, "availableFrom": "2026-11-16T19:00", "availableUntil": "2026-11-16T19:00" }] }),
            "panellists.0.availableUntil",
            "INCONSISTENT",
        ),
        (
            "setConflictLevels",
            json!({ "eventId": nothing, "levels": [] }),
            "eventId",
            "NOT_FOUND",
        ),
        (
            "setConflictLevels",
            json!({ "eventId": event, "levels": [{ "kind": "OVERRUN", "level": "WARN" }, { "kind": "OVERRUN", "level": "IGNORE" }] }),
            "levels.1.kind",
            "TAKEN",
        ),
        (
            "publishAgenda",
            json!({ "eventId": nothing }),
            "eventId",
            "NOT_FOUND",
        ),
        (
            "unpublishAgenda",
            json!({ "eventId": event }),
            "eventId",
            "WRONG_STATE",
        ),
        (
            "confirmContributor",
            json!({ "id": "contributor_00000000000000000000000000000000", "confirmation": "CONFIRMED" }),
            "id",
            "NOT_FOUND",
        ),
        (
            "askDeliverables",
            json!({ "contributorId": "contributor_00000000000000000000000000000000", "kinds": ["PHOTO"], "dueOn": "soon" }),
            "dueOn",
            "MALFORMED",
        ),
        (
            "recordDeliverable",
            json!({ "contributorId": "contributor_00000000000000000000000000000000", "kind": "PHOTO" }),
            "contributorId",
            "NOT_FOUND",
        ),
        (
            "recordDeliverable",
            json!({ "contributorId": "contributor_00000000000000000000000000000000", "kind": "CONSENT_TO_PUBLISH", "consent": { "evidence": " " } }),
            "consent.evidence",
            "REQUIRED",
        ),
        (
            "uploadDeliverable",
            json!({ "contributorId": "contributor_00000000000000000000000000000000", "kind": "PHOTO", "file": "x" }),
            "file",
            "MALFORMED",
        ),
        (
            "uploadDeliverable",
            json!({ "contributorId": "contributor_00000000000000000000000000000000", "kind": "PHOTO", "file": "file_00000000000000000000000000000000" }),
            "contributorId",
            "NOT_FOUND",
        ),
        (
            "withdrawDeliverable",
            json!({ "contributorId": "contributor_00000000000000000000000000000000", "kind": "PHOTO" }),
            "contributorId",
            "NOT_FOUND",
        ),
        (
            "addPanelQuestion",
            json!({ "panelId": panel, "text": " " }),
            "text",
            "REQUIRED",
        ),
        (
            "addPanelQuestion",
            json!({ "panelId": panel, "text": "Why?", "contactId": nobody }),
            "contactId",
            "NOT_FOUND",
        ),
        (
            "moderatePanelQuestion",
            json!({ "id": "question_00000000000000000000000000000000", "version": 1 }),
            "id",
            "NOT_FOUND",
        ),
        (
            "addRemark",
            json!({ "itemId": panel, "kind": "QUOTE", "text": title }),
            "contributorId",
            "REQUIRED",
        ),
        (
            "addRemark",
            json!({ "itemId": panel, "kind": "ANNOUNCEMENT", "text": title, "frameworkIds": ["framework_00000000000000000000000000000000"] }),
            "frameworkIds.0",
            "NOT_FOUND",
        ),
        (
            "updateRemark",
            json!({ "id": "remark_00000000000000000000000000000000", "version": 1 }),
            "id",
            "NOT_FOUND",
        ),
        (
            "removeRemark",
            json!({ "id": "remark_00000000000000000000000000000000" }),
            "id",
            "NOT_FOUND",
        ),
        (
            "addMembership",
            json!({ "contactId": contact, "organisationId": "organisation_00000000000000000000000000000000" }),
            "organisationId",
            "NOT_FOUND",
        ),
    ]
}
