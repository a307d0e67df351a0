//! Bad input of delegations.

use serde_json::json;

use super::{Case, Things};

pub(super) fn cases(things: &Things) -> Vec<Case> {
    let Things {
        event, attendee, ..
    } = things;
    let none = "delegation_00000000000000000000000000000000";
    let body = "organisation_00000000000000000000000000000000";
    let person = json!({ "givenName": "Ana", "familyName": "Leka" });
    vec![
        (
            "createDelegation",
            json!({ "eventId": event, "organisationId": body, "quota": 3 }),
            "organisationId",
            "NOT_FOUND",
        ),
        (
            "createDelegation",
            json!({ "eventId": event, "organisationId": body, "quota": 0 }),
            "quota",
            "OUT_OF_RANGE",
        ),
        (
            "createDelegation",
            json!({ "eventId": event, "organisationId": body, "quota": 3, "focalPoint": { "givenName": "Ana" } }),
            "focalPoint.familyName",
            "REQUIRED",
        ),
        (
            "createDelegation",
            json!({ "eventId": event, "organisationId": body, "quota": 3, "nominateUntil": "soon" }),
            "nominateUntil",
            "MALFORMED",
        ),
        (
            "updateDelegation",
            json!({ "id": none, "version": 1, "quota": 4 }),
            "id",
            "NOT_FOUND",
        ),
        (
            "updateDelegation",
            json!({ "id": none, "version": 1, "note": "x".repeat(2001) }),
            "note",
            "TOO_LONG",
        ),
        (
            "closeDelegation",
            json!({ "id": none, "version": 1 }),
            "id",
            "NOT_FOUND",
        ),
        (
            "reopenDelegation",
            json!({ "id": "delegation", "version": 1 }),
            "id",
            "MALFORMED",
        ),
        (
            "inviteFocalPoint",
            json!({ "id": none, "version": 1 }),
            "id",
            "NOT_FOUND",
        ),
        (
            "revokeFocalLink",
            json!({ "id": none, "version": 1 }),
            "id",
            "NOT_FOUND",
        ),
        (
            "nominateMember",
            json!({ "delegationId": none, "person": person }),
            "delegationId",
            "NOT_FOUND",
        ),
        (
            "nominateMember",
            json!({ "delegationId": none, "person": { "givenName": "Ana", "familyName": "Leka", "email": "ana@" } }),
            "person.email",
            "MALFORMED",
        ),
        (
            "replaceMember",
            json!({ "attendeeId": attendee, "person": person }),
            "attendeeId",
            "NOT_FOUND",
        ),
        (
            "withdrawMember",
            json!({ "attendeeId": attendee }),
            "attendeeId",
            "NOT_FOUND",
        ),
    ]
}
