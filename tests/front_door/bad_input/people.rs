//! Bad input of people, organisations, programmes and segments.

use serde_json::json;

use super::{Case, Things};

pub(super) fn cases(things: &Things) -> Vec<Case> {
    let Things { contact, .. } = things;
    let nobody = "contact_00000000000000000000000000000000";
    let nothing = "event_00000000000000000000000000000000";
    let title = json!([{ "language": "en", "text": "A title" }]);
    vec![
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
            json!({ "givenName": "Ar\u{200B}ta", "familyName": "B" }),
            "givenName",
            "MALFORMED",
        ),
        (
            "updateContact",
            json!({ "id": contact, "version": 1, "profession": "\u{FEFF}Nurse" }),
            "profession",
            "MALFORMED",
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
    ]
}
