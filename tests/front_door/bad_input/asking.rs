//! Bad input of what guests need and what they are asked.

use serde_json::json;

use super::{Case, Things};

pub(super) fn cases(things: &Things) -> Vec<Case> {
    let Things {
        event, attendee, ..
    } = things;
    let nothing = "event_00000000000000000000000000000000";
    let nobody = "attendee_00000000000000000000000000000000";
    let text = json!([{ "language": "en", "text": "Why?" }]);
    vec![
        (
            "keepNeeds",
            json!({ "attendeeId": nobody, "needs": [] }),
            "attendeeId",
            "NOT_FOUND",
        ),
        (
            "keepNeeds",
            json!({ "attendeeId": attendee, "needs": [{ "kind": "DIET", "code": "CHALK" }] }),
            "needs.0.code",
            "NOT_FOUND",
        ),
        (
            "keepNeeds",
            json!({ "attendeeId": attendee, "version": 99, "needs": [] }),
            "version",
            "CONFLICT",
        ),
        (
            "keepQuestions",
            json!({ "eventId": nothing, "version": 0, "questions": [] }),
            "eventId",
            "NOT_FOUND",
        ),
        (
            "keepQuestions",
            json!({ "eventId": event, "version": 0, "questions": [{ "key": "Why?", "kind": "TEXT", "wording": text }] }),
            "questions.0.key",
            "MALFORMED",
        ),
        (
            "keepQuestions",
            json!({ "eventId": event, "version": 0, "questions": [{ "key": "why", "kind": "TEXT", "wording": text, "condition": { "question": "why" } }] }),
            "questions.0.condition.question",
            "INCONSISTENT",
        ),
        (
            "recordAnswers",
            json!({ "attendeeId": "me", "answers": [] }),
            "attendeeId",
            "MALFORMED",
        ),
        (
            "recordAnswers",
            json!({ "attendeeId": nobody, "answers": [] }),
            "attendeeId",
            "NOT_FOUND",
        ),
        (
            "recordAnswers",
            json!({ "attendeeId": attendee, "answers": [{ "question": "why", "value": "x" }] }),
            "answers.0.question",
            "NOT_FOUND",
        ),
    ]
}
