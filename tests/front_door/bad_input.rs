//! Bad input on every mutation: a coded error that names the field, and no row changed.

use axum::http::StatusCode;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::on_both_engines;

/// Mutation, input, and what must be said of it: path and code.
fn cases(
    event: &str,
    panel: &str,
    contact: &str,
    attendee: &str,
) -> Vec<(&'static str, Value, &'static str, &'static str)> {
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
            times(json!({ "title": [] })),
            "title",
            "REQUIRED",
        ),
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
            "createOrganisation",
            json!({ "name": [], "kind": "OTHER" }),
            "name",
            "REQUIRED",
        ),
        (
            "registerContact",
            json!({ "givenName": " ", "familyName": "B" }),
            "givenName",
            "REQUIRED",
        ),
        (
            "registerContact",
            json!({ "givenName": "A", "familyName": "B", "email": "not an address" }),
            "email",
            "MALFORMED",
        ),
        (
            "registerContact",
            json!({ "givenName": "A", "familyName": "B", "residenceCountry": "ZZ" }),
            "residenceCountry",
            "MALFORMED",
        ),
        (
            "registerContact",
            json!({ "givenName": "A", "familyName": "B", "birthYear": 1492 }),
            "birthYear",
            "OUT_OF_RANGE",
        ),
        (
            "registerContact",
            json!({ "givenName": "Arta", "familyName": "Hoxha", "email": "arta.hoxha@example.org" }),
            "ifDuplicate",
            "POSSIBLE_DUPLICATE",
        ),
        (
            "updateContact",
            json!({ "id": contact, "version": 99, "givenName": "X" }),
            "version",
            "CONFLICT",
        ),
        (
            "updateContact",
            json!({ "id": nobody, "version": 1, "givenName": "X" }),
            "id",
            "NOT_FOUND",
        ),
        (
            "registerContact",
            json!({ "givenName": "A", "familyName": "B", "occupation": "2213" }),
            "occupation",
            "MALFORMED",
        ),
        (
            "registerContact",
            json!({ "givenName": "A", "familyName": "B", "birthOn": "2030-01-01", "sector": "A" }),
            "birthOn",
            "OUT_OF_RANGE",
        ),
        (
            "registerContact",
            json!({ "givenName": "A", "familyName": "B", "interests": ["chess"] }),
            "interests.0",
            "NOT_FOUND",
        ),
        (
            "registerContact",
            json!({ "givenName": "A", "familyName": "B", "emails": [{ "address": "a@example.org" }, { "address": "A@EXAMPLE.org" }] }),
            "emails.1.address",
            "TAKEN",
        ),
        (
            "updateContact",
            json!({ "id": contact, "version": 1, "email": "a@example.org", "emails": [] }),
            "email",
            "INCONSISTENT",
        ),
        (
            "updateContact",
            json!({ "id": contact, "version": 1, "skills": [{ "skill": "Law", "level": "EXPERT" }, { "skill": "LAW", "level": "BASIC" }] }),
            "skills.1.skill",
            "TAKEN",
        ),
        (
            "updateContact",
            json!({ "id": contact, "version": 1, "languages": [{ "language": "Albanian", "level": "C1" }] }),
            "languages.0.language",
            "MALFORMED",
        ),
        (
            "updateContact",
            json!({ "id": contact, "version": 1, "names": [{ "kind": "BIRTH" }] }),
            "names.0.givenName",
            "REQUIRED",
        ),
        (
            "updateContact",
            json!({ "id": contact, "version": 1, "residenceSince": "2027-01-01" }),
            "residenceSince",
            "OUT_OF_RANGE",
        ),
        (
            "updateOrganisation",
            json!({ "id": "organisation_00000000000000000000000000000000", "version": 1, "kind": "OTHER" }),
            "id",
            "NOT_FOUND",
        ),
        (
            "removeOrganisation",
            json!({ "id": "body", "version": 1 }),
            "id",
            "MALFORMED",
        ),
        (
            "addMembership",
            json!({ "contactId": contact, "organisationId": "organisation_00000000000000000000000000000000" }),
            "organisationId",
            "NOT_FOUND",
        ),
        (
            "updateMembership",
            json!({ "id": "membership_00000000000000000000000000000000", "to": "yesterday" }),
            "to",
            "MALFORMED",
        ),
        (
            "removeMembership",
            json!({ "id": "membership_00000000000000000000000000000000" }),
            "id",
            "NOT_FOUND",
        ),
        (
            "addRelationship",
            json!({ "contactId": contact, "otherId": nobody, "kind": "FRIEND" }),
            "otherId",
            "NOT_FOUND",
        ),
        (
            "updateRelationship",
            json!({ "id": "relationship_00000000000000000000000000000000", "contactId": contact }),
            "id",
            "NOT_FOUND",
        ),
        (
            "removeRelationship",
            json!({ "id": "relationship_00000000000000000000000000000000", "contactId": nobody }),
            "contactId",
            "NOT_FOUND",
        ),
        (
            "recordInteraction",
            json!({ "participantIds": [], "kind": "CALL", "subject": "A" }),
            "participantIds",
            "REQUIRED",
        ),
        (
            "recordInteraction",
            json!({ "participantIds": [contact, nobody], "kind": "CALL", "subject": "A" }),
            "participantIds.1",
            "NOT_FOUND",
        ),
        (
            "recordInteraction",
            json!({ "participantIds": [contact], "kind": "CALL", "subject": "A", "happenedAt": "2026-12-24T18:00:00Z" }),
            "happenedAt",
            "TOO_EARLY",
        ),
        (
            "updateInteraction",
            json!({ "id": "interaction_00000000000000000000000000000000", "version": 1, "subject": "" }),
            "subject",
            "REQUIRED",
        ),
        (
            "removeInteraction",
            json!({ "id": "interaction_00000000000000000000000000000000", "version": 1 }),
            "id",
            "NOT_FOUND",
        ),
        (
            "addTask",
            json!({ "contactId": contact, "title": "A", "assigneeId": "account_00000000000000000000000000000000" }),
            "assigneeId",
            "NOT_FOUND",
        ),
        (
            "updateTask",
            json!({ "id": "task_00000000000000000000000000000000", "version": 1, "dueOn": "soon" }),
            "dueOn",
            "MALFORMED",
        ),
        (
            "removeTask",
            json!({ "id": "task_00000000000000000000000000000000", "version": 1 }),
            "id",
            "NOT_FOUND",
        ),
        (
            "verifyContact",
            json!({ "id": contact, "version": 1, "blocks": [] }),
            "blocks",
            "REQUIRED",
        ),
        (
            "keepInterests",
            json!({ "interests": [{ "key": "A b", "name": title }] }),
            "interests.0.key",
            "MALFORMED",
        ),
        (
            "createProgramme",
            json!({ "title": [], "status": "PIPELINE" }),
            "title",
            "REQUIRED",
        ),
        (
            "enrolContact",
            json!({ "programmeId": "programme_00000000000000000000000000000000", "contactId": contact }),
            "programmeId",
            "NOT_FOUND",
        ),
        (
            "createSegment",
            json!({ "name": "A\u{202E}B", "rule": { "contacts": {} } }),
            "name",
            "MALFORMED",
        ),
        (
            "createSegment",
            json!({ "name": "Both", "rule": { "contacts": {} }, "contactIds": [contact] }),
            "contactIds",
            "INCONSISTENT",
        ),
        (
            "createSegment",
            json!({ "name": "Far", "rule": { "any": [{ "participation": [{ "eventIds": [nothing] }] }] } }),
            "rule.any.0.participation.0.eventIds.0",
            "NOT_FOUND",
        ),
        (
            "createSegment",
            json!({ "name": "Days", "rule": { "interactions": [{ "withinDays": 0 }] } }),
            "rule.interactions.0.withinDays",
            "OUT_OF_RANGE",
        ),
        (
            "createSegment",
            json!({ "name": "Purpose", "rule": { "consents": [{ "purpose": "spleen", "states": ["GIVEN"] }] } }),
            "rule.consents.0.purpose",
            "NOT_FOUND",
        ),
        (
            "updateSegment",
            json!({ "id": "segment_00000000000000000000000000000000", "version": 1 }),
            "id",
            "NOT_FOUND",
        ),
        (
            "addToSegment",
            json!({ "id": "segment_00000000000000000000000000000000", "contactIds": ["x"] }),
            "contactIds.0",
            "MALFORMED",
        ),
        (
            "removeFromSegment",
            json!({ "id": "segment_00000000000000000000000000000000", "contactIds": [] }),
            "id",
            "NOT_FOUND",
        ),
        (
            "deleteSegment",
            json!({ "id": "spleen", "version": 1 }),
            "id",
            "MALFORMED",
        ),
        (
            "exportContacts",
            json!({ "purpose": " " }),
            "purpose",
            "REQUIRED",
        ),
        (
            "exportContacts",
            json!({ "purpose": "the fair", "fields": ["EMAIL", "EMAIL"] }),
            "fields.1",
            "TAKEN",
        ),
        (
            "exportContacts",
            json!({ "purpose": "the fair", "headingLanguage": "xx" }),
            "headingLanguage",
            "MALFORMED",
        ),
        (
            "exportContacts",
            json!({ "purpose": "the fair", "filter": { "segmentId": "spleen" } }),
            "filter.segmentId",
            "MALFORMED",
        ),
        (
            "cancelExport",
            json!({ "id": "export_00000000000000000000000000000000" }),
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
            "updateRegistrationForm",
            json!({ "version": 7, "isOpen": true, "fields": [] }),
            "version",
            "CONFLICT",
        ),
        (
            "updateRegistrationForm",
            json!({ "version": -1, "isOpen": true, "fields": [] }),
            "version",
            "OUT_OF_RANGE",
        ),
        (
            "updateRegistrationForm",
            json!({ "version": 0, "isOpen": true, "fields": [{ "field": "PHONE", "need": "HIDDEN" }, { "field": "PHONE", "need": "REQUIRED" }] }),
            "fields.1.field",
            "TAKEN",
        ),
        (
            "createPurpose",
            json!({ "key": "follow-up", "wording": title, "basis": "CONSENT" }),
            "key",
            "TAKEN",
        ),
        (
            "createPurpose",
            json!({ "key": "a key", "wording": title, "basis": "CONSENT" }),
            "key",
            "MALFORMED",
        ),
        (
            "createPurpose",
            json!({ "key": "research", "wording": [], "basis": "CONSENT" }),
            "wording",
            "REQUIRED",
        ),
        (
            "updatePurpose",
            json!({ "id": "purpose_00000000000000000000000000000000", "version": 1 }),
            "id",
            "NOT_FOUND",
        ),
        (
            "recordConsent",
            json!({ "contactId": contact, "purpose": "nothing", "state": "GIVEN" }),
            "purpose",
            "NOT_FOUND",
        ),
        (
            "recordConsent",
            json!({ "contactId": contact, "purpose": "publicity", "state": "GIVEN", "wordingVersion": 2 }),
            "wordingVersion",
            "OUT_OF_RANGE",
        ),
        (
            "recordConsent",
            json!({ "contactId": contact, "purpose": "publicity", "state": "GIVEN", "givenAt": "2027-01-01T00:00:00Z" }),
            "givenAt",
            "TOO_LATE",
        ),
        (
            "restrictContact",
            json!({ "contactId": nobody }),
            "contactId",
            "NOT_FOUND",
        ),
        (
            "liftRestriction",
            json!({ "contactId": "what" }),
            "contactId",
            "MALFORMED",
        ),
        (
            "recordObjection",
            json!({ "contactId": nobody }),
            "contactId",
            "NOT_FOUND",
        ),
        (
            "liftObjection",
            json!({ "contactId": contact, "reason": "x".repeat(1001) }),
            "reason",
            "TOO_LONG",
        ),
        (
            "setErasureApproval",
            json!({ "officeId": "office_00000000000000000000000000000000", "needed": true }),
            "officeId",
            "NOT_FOUND",
        ),
        (
            "planErasure",
            json!({ "contactId": nobody }),
            "contactId",
            "NOT_FOUND",
        ),
        (
            "approveErasure",
            json!({ "contactId": nobody }),
            "contactId",
            "NOT_FOUND",
        ),
        (
            "eraseContact",
            json!({ "contactId": nobody }),
            "contactId",
            "NOT_FOUND",
        ),
        (
            "exportContactData",
            json!({ "contactId": nobody }),
            "contactId",
            "NOT_FOUND",
        ),
        (
            "openRightsRequest",
            json!({ "contactId": contact, "kind": "ACCESS", "receivedOn": "2026-11-03" }),
            "receivedOn",
            "TOO_LATE",
        ),
        (
            "decideRightsRequest",
            json!({ "id": "request_00000000000000000000000000000000", "version": 1, "state": "FULFILLED" }),
            "id",
            "NOT_FOUND",
        ),
        (
            "extendRightsRequest",
            json!({ "id": "request_00000000000000000000000000000000", "version": 1, "reason": " " }),
            "reason",
            "REQUIRED",
        ),
        (
            "recordTransfer",
            json!({ "eventId": event, "recipient": "Guard", "purpose": "entry", "basis": "CONSENT", "fields": [] }),
            "fields",
            "REQUIRED",
        ),
        (
            "recordTransfer",
            json!({ "eventId": nothing, "recipient": "Guard", "purpose": "entry", "basis": "CONSENT", "fields": ["name"] }),
            "eventId",
            "NOT_FOUND",
        ),
        (
            "placeHold",
            json!({ "contactId": contact, "reason": "" }),
            "reason",
            "REQUIRED",
        ),
        (
            "planMerge",
            json!({ "survivorId": contact, "otherId": contact }),
            "otherId",
            "INCONSISTENT",
        ),
        (
            "mergeContacts",
            json!({ "survivorId": contact, "otherId": nobody }),
            "otherId",
            "NOT_FOUND",
        ),
        (
            "mergeContacts",
            json!({ "survivorId": contact, "otherId": nobody, "fields": [{ "field": "SEX", "keep": "OTHER" }, { "field": "SEX", "keep": "OTHER" }] }),
            "fields.1",
            "TAKEN",
        ),
        (
            "undoMerge",
            json!({ "id": "merge_00000000000000000000000000000000" }),
            "id",
            "NOT_FOUND",
        ),
        (
            "findDuplicates",
            json!({ "officeId": "office_00000000000000000000000000000000" }),
            "officeId",
            "NOT_FOUND",
        ),
        (
            "dismissDuplicate",
            json!({ "id": contact }),
            "id",
            "MALFORMED",
        ),
        (
            "dismissDuplicate",
            json!({ "id": "duplicate_00000000000000000000000000000000", "reason": "x".repeat(1_001) }),
            "reason",
            "TOO_LONG",
        ),
        (
            "reopenDuplicate",
            json!({ "id": "duplicate_00000000000000000000000000000000" }),
            "id",
            "NOT_FOUND",
        ),
        (
            "releaseHold",
            json!({ "id": "hold_00000000000000000000000000000000" }),
            "id",
            "NOT_FOUND",
        ),
        (
            "createCopyLink",
            json!({ "contactId": contact, "days": 61 }),
            "days",
            "OUT_OF_RANGE",
        ),
        (
            "createCopyLink",
            json!({ "contactId": nobody }),
            "contactId",
            "NOT_FOUND",
        ),
        (
            "revokeCopyLink",
            json!({ "id": "copylink_00000000000000000000000000000000" }),
            "id",
            "NOT_FOUND",
        ),
        (
            "setRetention",
            json!({ "retention": "RUN", "graceDays": 366 }),
            "graceDays",
            "OUT_OF_RANGE",
        ),
        (
            "approveRetention",
            json!({ "contactIds": [] }),
            "contactIds",
            "REQUIRED",
        ),
        (
            "approveRetention",
            json!({ "contactIds": [contact] }),
            "contactIds.0",
            "NOT_FOUND",
        ),
        (
            "runRetention",
            json!({ "officeId": "office_00000000000000000000000000000000" }),
            "officeId",
            "NOT_FOUND",
        ),
        ("runRetention", json!({}), "officeId", "WRONG_STATE"),
        (
            "sendFollowUp",
            json!({ "eventId": event, "outcome": "CAME" }),
            "eventId",
            "TOO_EARLY",
        ),
        (
            "startImport",
            json!({ "file": "x", "mode": "UPDATE", "purpose": "follow-up", "basis": "CONSENT", "source": "A fair" }),
            "file",
            "MALFORMED",
        ),
        (
            "startImport",
            json!({ "file": "file_00000000000000000000000000000000", "mode": "UPDATE", "purpose": "follow-up", "basis": "CONSENT", "source": "A fair" }),
            "file",
            "NOT_FOUND",
        ),
        (
            "startImport",
            json!({ "file": "file_00000000000000000000000000000000", "mode": "UPDATE", "purpose": "follow-up", "basis": "CONSENT", "source": "A fair", "delimiter": "dot" }),
            "delimiter",
            "MALFORMED",
        ),
        (
            "cancelImport",
            json!({ "id": "importjob_00000000000000000000000000000000" }),
            "id",
            "NOT_FOUND",
        ),
        (
            "undoImport",
            json!({ "id": "importjob_00000000000000000000000000000000" }),
            "id",
            "NOT_FOUND",
        ),
    ]
}

on_both_engines! {
    async fn bad_input_is_named_by_field_and_code_and_changes_nothing(app: TestApp) {
        let event = app.event(json!({})).await;
        let contact = app.contact("Arta", "Hoxha").await;
        let panel = app.act("addPanel", json!({ "eventId": event, "topic": [{ "language": "en", "text": "Talk" }], "moderator": { "contactId": contact } }), "panel { id }").await["panel"]["id"].as_str().unwrap().to_owned();
        let other = app.contact("Besnik", "Leka").await;
        let attendee = app.act("addGuests", json!({ "eventId": event, "guests": [{ "contactId": other }] }), "attendees { id }").await["attendees"][0]["id"].as_str().unwrap().to_owned();
        let before = app.contents().await;
        let mut wrong = Vec::new();
        for (mutation, input, path, code) in cases(&event, &panel, &contact, &attendee) {
            let payload = app.act_raw(mutation, input.clone(), "").await;
            let said: Vec<String> = payload["userErrors"].as_array().unwrap().iter().map(|error| {
                let field: Vec<&str> = error["field"].as_array().unwrap().iter().map(|part| part.as_str().unwrap()).collect();
                format!("{} {}", field.join("."), error["code"].as_str().unwrap())
            }).collect();
            if said != [format!("{path} {code}")] {
                wrong.push(format!("{mutation} {input}: expected {path} {code}, got {said:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        app.holds(&before).await;
    }

    async fn an_update_in_place_does_not_escape_the_comparison(app: TestApp) {
        let contact = app.contact("Arta", "Hoxha").await;
        let before = app.contents().await;
        app.holds(&before).await;
        app.db.writer().execute_unprepared("UPDATE contact SET profession = 'nurse'").await.unwrap();
        let changes = before.changes(&app.contents().await);
        assert_eq!(changes.len(), 2, "{contact}: the row as it was and as it is: {changes:?}");
    }

    async fn several_faults_are_told_at_once_in_the_callers_language(app: TestApp) {
        let query = "mutation { registerContact(input: { givenName: \"\", familyName: \"\", email: \"x\" }) { userErrors { field message } } }";
        let (_, answer) = app.post_with(query, json!({}), &[("accept-language", "it")]).await;
        let errors = answer["data"]["registerContact"]["userErrors"].as_array().unwrap();
        assert_eq!(errors.len(), 3, "{answer:#}");
        assert_eq!(errors[0]["message"], "Qui serve un valore.");
    }

    async fn documents_made_to_hurt_are_refused_and_the_server_stays_well(app: TestApp) {
        let deep = format!("{{ events {} id {} }}", "{ nodes { office ".repeat(100), "} }".repeat(100));
        let aliases = format!("{{ {} }}", (0..1000).map(|n| format!("a{n}: viewer {{ permissions }} ")).collect::<String>());
        let doubling = format!("{{ ...f0 }} {} fragment f30 on Query {{ __typename }}", (0..30).map(|n| format!("fragment f{n} on Query {{ ...f{} ...f{} }} ", n + 1, n + 1)).collect::<String>());
        for document in [deep, aliases, doubling] {
            let (_, answer) = app.post(&document, json!({})).await;
            let code = &answer["errors"][0]["extensions"]["code"];
            assert!(code == "LIMIT_EXCEEDED" || code == "GRAPHQL_VALIDATION_FAILED", "{answer:#}");
            assert!(answer.get("data").is_none_or(Value::is_null));
        }
        let (status, _) = app.post(&" ".repeat(10 << 20), json!({})).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
        for id in ["", "event", "event_", "💣", "event_zzzz", "../../etc/passwd"] {
            let answer = app.ask("query($id: ID!) { event(id: $id) { id } node(id: $id) { id } }", json!({ "id": id })).await;
            assert_eq!(answer, json!({ "event": null, "node": null }));
        }
        app.ask("{ viewer { permissions } }", json!({})).await;
    }

    async fn a_document_as_deep_as_it_may_be_is_answered(app: TestApp) {
        let event = app.event(json!({})).await;
        let guest = app.contact("Arta", "Hoxha").await;
        app.act("registerAttendee", json!({ "eventId": event, "contactId": guest }), "attendee { id }").await;
        let deep = format!("{{ contacts {{ nodes {} displayName {} }} }}", "{ attendances(first: 1) { nodes { contact ".repeat(4) + "{", "} } }".repeat(4) + "}");
        let answer = app.ask(&deep, json!({})).await;
        let innermost = (0..4).fold(&answer["contacts"]["nodes"][0], |contact, _| &contact["attendances"]["nodes"][0]["contact"]);
        assert_eq!(innermost["displayName"], "Arta Hoxha");
        let deeper = deep.replace("displayName", "attendances { nodes { contact { displayName } } }");
        let (_, answer) = app.post(&deeper, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "LIMIT_EXCEEDED");
    }

    async fn nobody_gets_in_without_a_token(app: TestApp) {
        let before = app.contents().await;
        for token in ["", "Bearer", "Bearer wrong", "Basic YTpi"] {
            let (status, answer) = app.post_as(token, "{ events { nodes { id } } }").await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{status} {answer}");
        }
        app.holds(&before).await;
    }
}
