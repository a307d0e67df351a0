//! Bad input of files that come in and go out.

use serde_json::json;

use super::Case;

pub(super) fn cases() -> Vec<Case> {
    vec![
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
            "exportOrganisations",
            json!({ "officeId": "office_00000000000000000000000000000000", "purpose": "the fair" }),
            "officeId",
            "NOT_FOUND",
        ),
        (
            "exportGuestList",
            json!({ "eventId": "event_00000000000000000000000000000000", "purpose": " " }),
            "purpose",
            "REQUIRED",
        ),
        (
            "exportGuestList",
            json!({ "eventId": "event_00000000000000000000000000000000", "purpose": "the list at the door" }),
            "eventId",
            "NOT_FOUND",
        ),
        (
            "exportContacts",
            json!({ "purpose": "the fair", "format": "HTML" }),
            "format",
            "INCONSISTENT",
        ),
        (
            "preparePaper",
            json!({ "eventId": "event_00000000000000000000000000000000", "paper": "BADGES", "purpose": "the door" }),
            "eventId",
            "NOT_FOUND",
        ),
        (
            "preparePaper",
            json!({ "eventId": "event_00000000000000000000000000000000", "paper": "CATERING", "language": "xx", "purpose": "the kitchen" }),
            "language",
            "MALFORMED",
        ),
        (
            "preparePaper",
            json!({ "eventId": "event_00000000000000000000000000000000", "paper": "CATERING", "purpose": "" }),
            "purpose",
            "REQUIRED",
        ),
        (
            "cancelExport",
            json!({ "id": "export_00000000000000000000000000000000" }),
            "id",
            "NOT_FOUND",
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
            "startImport",
            json!({ "file": "file_00000000000000000000000000000000", "mode": "UPDATE", "basis": "CONSENT", "source": "A fair" }),
            "purpose",
            "REQUIRED",
        ),
        (
            "startImport",
            json!({ "file": "file_00000000000000000000000000000000", "mode": "UPDATE", "purpose": "follow-up", "source": "A fair" }),
            "basis",
            "REQUIRED",
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
