//! Bad input of people's rights, registration, merges and duplicates.

use serde_json::json;

use super::{Case, Things};

pub(super) fn cases(things: &Things) -> Vec<Case> {
    let Things { event, contact, .. } = things;
    let nobody = "contact_00000000000000000000000000000000";
    let nothing = "event_00000000000000000000000000000000";
    let title = json!([{ "language": "en", "text": "A title" }]);
    vec![
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
            "tuneDuplicates",
            json!({ "weights": [{ "field": "SEX", "level": "SAME", "weight": 31 }] }),
            "weights.0.weight",
            "OUT_OF_RANGE",
        ),
        (
            "setDiasporaRule",
            json!({ "version": 1, "origins": [] }),
            "generations",
            "REQUIRED",
        ),
        (
            "cancelFindDuplicates",
            json!({ "id": "duplicaterun_00000000000000000000000000000000" }),
            "id",
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
    ]
}
