//! What each root field is asked with.

use serde_json::{Value, json};

use super::PHONE;

/// Arguments that a root field is asked with; `@event` stands for the id of an event, and so on.
pub(super) fn arguments(field: &str) -> Option<Value> {
    let title = json!([{ "language": "en", "text": "@new" }]);
    let input = |input: Value| json!({ "input": input });
    Some(match field {
        "viewer"
        | "events"
        | "contacts"
        | "organisations"
        | "programmes"
        | "purposes"
        | "tasks"
        | "rightsRequests"
        | "exports"
        | "duplicatePairs"
        | "duplicateRuns"
        | "suggestedRanks"
        | "needCodes"
        | "eventTransitions"
        | "attendeeTransitions" => json!({}),
        "transfers" | "scans" => json!({ "eventId": "@event" }),
        "createCheckInList" | "createGate" => input(json!({ "eventId": "@event", "name": "@new" })),
        "updateCheckInList" => input(json!({ "id": "@checkinlist", "version": 1, "name": "@new" })),
        "renewGateLink" | "revokeGate" => input(json!({ "id": "@gate" })),
        "announceGuest" => input(json!({ "attendeeId": "@attendee", "isAnnounced": true })),
        "keepNeeds" => input(
            json!({ "attendeeId": "@attendee", "needs": [{ "kind": "DIET", "code": "VEGAN" }] }),
        ),
        "keepQuestions" => input(
            json!({ "eventId": "@event", "version": 1, "questions": [{ "key": "song", "kind": "TEXT", "wording": title }] }),
        ),
        "recordAnswers" => input(
            json!({ "attendeeId": "@attendee", "answers": [{ "question": "song", "value": "x" }] }),
        ),
        "recordScans" => input(
            json!({ "eventId": "@event", "scans": [{ "clientScanId": "@new", "attendeeId": "@attendee" }] }),
        ),
        "undoScan" | "resolveScanConflict" => input(json!({ "scanId": "@scan" })),
        "updateRegistrationForm" => input(
            json!({ "officeId": "@office", "version": 0, "isOpen": true, "fields": [{ "field": "PHONE", "need": "OPTIONAL" }] }),
        ),
        "recordTransfer" => input(
            json!({ "eventId": "@event", "recipient": "Guard", "purpose": "entry", "basis": "LEGAL_OBLIGATION", "fields": ["name"] }),
        ),
        "auditTrail" => json!({ "filter": { "officeId": "@office" } }),
        "consentHistory" => json!({ "contactId": "@contact" }),
        "keepRankTable" => input(
            json!({ "officeId": "@office", "version": 0, "ranks": [{ "key": "guest", "title": title }] }),
        ),
        "setPrecedence" => {
            input(json!({ "attendeeId": "@attendee", "precedenceOn": "2024-01-01" }))
        }
        "overridePrecedence" => input(
            json!({ "attendeeId": "@attendee", "beforeId": "attendee_00000000000000000000000000000000", "reason": "Doyen" }),
        ),
        "createPurpose" => input(
            json!({ "officeId": "@office", "key": "@new", "wording": title, "basis": "CONSENT" }),
        ),
        "updatePurpose" => input(json!({ "id": "@purpose", "version": 1, "retentionDays": 30 })),
        "recordConsent" => {
            input(json!({ "contactId": "@contact", "purpose": "publicity", "state": "REFUSED" }))
        }
        "setErasureApproval" => input(json!({ "officeId": "@office", "needed": false })),
        "restrictContact" | "liftRestriction" | "recordObjection" | "liftObjection"
        | "planErasure" | "approveErasure" | "exportContactData" | "eraseContact" => {
            input(json!({ "contactId": "@contact" }))
        }
        "openRightsRequest" => input(json!({ "contactId": "@contact", "kind": "ACCESS" })),
        "decideRightsRequest" => {
            input(json!({ "id": "@request", "version": 1, "state": "FULFILLED" }))
        }
        "extendRightsRequest" => {
            input(json!({ "id": "@request", "version": 1, "reason": "many records" }))
        }
        "createCopyLink" => input(json!({ "contactId": "@contact" })),
        "revokeCopyLink" => input(json!({ "id": "copylink_00000000000000000000000000000000" })),
        "setRetention" => input(json!({ "officeId": "@office", "retention": "OFF" })),
        "approveRetention" => input(json!({ "contactIds": ["@contact"] })),
        "runRetention" => input(json!({ "officeId": "@office", "dryRun": true })),
        "placeHold" => input(json!({ "contactId": "@contact", "reason": "a court asks" })),
        "contactMerges" => json!({ "contactId": "@stayed" }),
        "planMerge" | "mergeContacts" => {
            input(json!({ "survivorId": "@twin", "otherId": "@twinned" }))
        }
        "undoMerge" => input(json!({ "id": "@merge" })),
        "findDuplicates" | "createEventFeed" | "revokeEventFeed" => {
            input(json!({ "officeId": "@office" }))
        }
        "tuneDuplicates" => input(
            json!({ "officeId": "@office", "weights": [{ "field": "SEX", "level": "SAME", "weight": 1.5 }] }),
        ),
        "setDiasporaRule" => input(json!({ "officeId": "@office", "version": 1 })),
        "cancelFindDuplicates" => input(json!({ "id": "@duplicaterun" })),
        "dismissDuplicate" | "reopenDuplicate" => input(json!({ "id": "@duplicate" })),
        "releaseHold" => input(json!({ "id": "@hold" })),
        "importJobs" | "duplicateWeights" | "rankTable" | "eventSeries" | "observances"
        | "policyFrameworks" | "diasporaRules" => json!({ "officeId": "@office" }),
        "importJob" => json!({ "id": "@importjob" }),
        "startImport" => input(
            json!({ "officeId": "@office", "file": "file_00000000000000000000000000000000", "mode": "UPDATE", "purpose": "follow-up", "basis": "CONSENT", "source": "A fair" }),
        ),
        "cancelImport" | "undoImport" => {
            input(json!({ "id": "importjob_00000000000000000000000000000000" }))
        }
        "interests" | "segments" | "staff" | "registrationForm" | "retentionPlan" => {
            json!({ "officeId": "@office" })
        }
        "organisation" => json!({ "id": "@organisation" }),
        "interaction" => json!({ "id": "@interaction" }),
        "event" => json!({ "id": "@event" }),
        "contact" | "node" => json!({ "id": "@contact" }),
        "programme" => json!({ "id": "@programme" }),
        "campaign" => json!({ "id": "@campaign" }),
        "nodes" => {
            json!({ "ids": ["@event", "@agenda", "@attendee", "@contact", "@organisation", "@programme", "@enrolment", "@campaign", "@interaction", "@task"] })
        }
        "engagementStatistics" => {
            json!({ "filter": { "officeId": "@office", "from": "2026-01-01", "to": "2026-12-31" } })
        }
        "createEvent" => input(
            json!({ "officeId": "@office", "title": title, "kind": "MEETING", "startsAt": "2026-12-01T10:00", "endsAt": "2026-12-01T11:00", "timeZone": "Europe/Tirane" }),
        ),
        "updateEvent" => input(json!({ "id": "@event", "version": 1, "capacity": 5 })),
        "postponeEvent" | "resumeEvent" | "completeEvent" | "archiveEvent" => {
            input(json!({ "id": "@event" }))
        }
        "cloneEvent" => input(
            json!({ "id": "@event", "startsAt": "2027-12-01T10:00", "parts": ["AGENDA", "GUESTS"] }),
        ),
        "createEventSeries" => input(json!({ "officeId": "@office", "name": title })),
        "updateEventSeries" => input(json!({ "id": "@series", "version": 1, "name": title })),
        "keepObservances" => input(
            json!({ "officeId": "@office", "observances": [{ "key": "migrants-day", "name": title, "month": 12, "day": 18 }] }),
        ),
        "publishEvent" => input(json!({ "id": "@event" })),
        "cancelEvent" => input(json!({ "id": "@event", "reason": "snow" })),
        "addPanel" => input(
            json!({ "eventId": "@event", "topic": title, "panellists": [{ "contactId": "@contact" }] }),
        ),
        "addAgendaItem" => input(json!({ "eventId": "@event", "kind": "SPEECH", "title": title })),
        "updateAgendaItem" => input(json!({ "id": "@agenda", "version": 1, "room": "Hall" })),
        "removeAgendaItem" => input(json!({ "id": "@agenda" })),
        "setConflictLevels" => input(
            json!({ "eventId": "@event", "levels": [{ "kind": "PERSON_TWICE", "level": "WARN" }] }),
        ),
        "publishAgenda" | "unpublishAgenda" => input(json!({ "eventId": "@event" })),
        "confirmContributor" => input(json!({ "id": "@contributor", "confirmation": "CONFIRMED" })),
        "askDeliverables" => {
            input(json!({ "contributorId": "@contributor", "kinds": ["BIOGRAPHY"] }))
        }
        "recordDeliverable" => {
            input(json!({ "contributorId": "@contributor", "kind": "TITLE", "text": title }))
        }
        "uploadDeliverable" => input(
            json!({ "contributorId": "@contributor", "kind": "PHOTO", "file": "file_00000000000000000000000000000000" }),
        ),
        "withdrawDeliverable" => {
            input(json!({ "contributorId": "@contributor", "kind": "BIOGRAPHY" }))
        }
        "addPanelQuestion" => input(json!({ "panelId": "@agenda", "text": "Why?" })),
        "moderatePanelQuestion" => {
            input(json!({ "id": "@question", "version": 1, "state": "APPROVED" }))
        }
        "addRemark" => input(
            json!({ "itemId": "@agenda", "kind": "QUOTE", "text": title, "contributorId": "@contributor" }),
        ),
        "updateRemark" => input(json!({ "id": "@remark", "version": 1, "text": title })),
        "removeRemark" => input(json!({ "id": "@remark" })),
        "createOrganisation" => {
            input(json!({ "officeId": "@office", "name": title, "kind": "OTHER" }))
        }
        "registerContact" => input(
            json!({ "officeId": "@office", "givenName": "@new", "familyName": "Kola", "ifDuplicate": "CREATE_ANYWAY" }),
        ),
        "updateContact" => input(json!({ "id": "@contact", "version": 1, "givenName": "X" })),
        "updateOrganisation" => {
            input(json!({ "id": "@organisation", "version": 1, "country": "AL" }))
        }
        "removeOrganisation" => input(json!({ "id": "@organisation", "version": 1 })),
        "addMembership" => {
            input(json!({ "contactId": "@contact", "organisationId": "@organisation" }))
        }
        "updateMembership" => input(json!({ "id": "@membership", "function": "X" })),
        "removeMembership" => input(json!({ "id": "@membership" })),
        "addRelationship" => {
            input(json!({ "contactId": "@contact", "otherId": "@other", "kind": "FRIEND" }))
        }
        "updateRelationship" => {
            input(json!({ "id": "@relationship", "contactId": "@contact", "note": "X" }))
        }
        "removeRelationship" => input(json!({ "id": "@relationship", "contactId": "@contact" })),
        "recordInteraction" => {
            input(json!({ "participantIds": ["@contact"], "kind": "NOTE", "subject": "X" }))
        }
        "updateInteraction" => input(json!({ "id": "@interaction", "version": 1, "subject": "X" })),
        "removeInteraction" => input(json!({ "id": "@interaction", "version": 1 })),
        "addTask" => input(json!({ "contactId": "@contact", "title": "X" })),
        "updateTask" => input(json!({ "id": "@task", "version": 1, "title": "X" })),
        "removeTask" => input(json!({ "id": "@task", "version": 1 })),
        "verifyContact" => input(json!({ "id": "@contact", "version": 1, "blocks": ["NAME"] })),
        "keepInterests" => input(
            json!({ "officeId": "@office", "interests": [{ "key": "trade", "name": [{ "language": "en", "text": "Trade" }] }] }),
        ),
        "segment" => json!({ "id": "@segment" }),
        "exportJob" => json!({ "id": "@export" }),
        "exportContacts" | "exportOrganisations" => {
            input(json!({ "officeId": "@office", "purpose": "the fair" }))
        }
        "exportGuestList" => input(json!({ "eventId": "@event", "purpose": "the fair" })),
        "preparePaper" => {
            input(json!({ "eventId": "@event", "paper": "BADGES", "purpose": "the door" }))
        }
        "cancelExport" => input(json!({ "id": "@export" })),
        "segmentPreview" => input(json!({ "segmentId": "@segment" })),
        "createSegment" => {
            input(json!({ "officeId": "@office", "name": "@new", "contactIds": ["@contact"] }))
        }
        "updateSegment" => {
            input(json!({ "id": "@segment", "version": 1, "description": "whom we ask first" }))
        }
        "addToSegment" | "removeFromSegment" => {
            input(json!({ "id": "@segment", "contactIds": ["@contact"] }))
        }
        "deleteSegment" => input(json!({ "id": "@segment", "version": 0 })),
        "createProgramme" | "createPolicyFramework" => {
            input(json!({ "officeId": "@office", "title": title }))
        }
        "enrolContact" => {
            input(json!({ "programmeId": "@programme", "contactId": "@contact", "role": "mentor" }))
        }
        "addGuests" => {
            input(json!({ "eventId": "@event", "guests": [{ "contactId": "@contact" }] }))
        }
        "inviteContacts" => {
            input(json!({ "eventId": "@event", "audience": { "contactIds": ["@contact"] } }))
        }
        "recordInvitation" => input(
            json!({ "attendeeId": "@attendee", "channel": "CARD", "sentAt": "2026-11-01T08:00:00Z" }),
        ),
        "withdrawInvitation"
        | "resendInvitation"
        | "cancelAttendee"
        | "approveAttendee"
        | "checkIn"
        | "revokeTicket"
        | "clearPrecedenceOverride"
        | "withdrawMember" => input(json!({ "attendeeId": "@attendee" })),
        "refuseAttendee" => input(json!({ "attendeeId": "@attendee", "reason": "no room" })),
        "setQueuePriority" => {
            input(json!({ "attendeeId": "@attendee", "priority": 1, "reason": "an ambassador" }))
        }
        "updateAttendee" => {
            input(json!({ "attendeeId": "@attendee", "version": 9, "category": "MEDIA" }))
        }
        "delegation" => json!({ "id": "@delegation" }),
        "createDelegation" => {
            input(json!({ "eventId": "@event", "organisationId": "@organisation", "quota": 3 }))
        }
        "updateDelegation" | "closeDelegation" | "reopenDelegation" | "inviteFocalPoint"
        | "revokeFocalLink" => input(json!({ "id": "@delegation", "version": 9 })),
        "nominateMember" => input(
            json!({ "delegationId": "@delegation", "person": { "givenName": "@new", "familyName": "Kola" } }),
        ),
        "replaceMember" => input(
            json!({ "attendeeId": "@attendee", "person": { "givenName": "@new", "familyName": "Kola" } }),
        ),
        "setCompanions" => {
            input(json!({ "attendeeId": "@attendee", "version": 9, "companions": [] }))
        }
        "nameSeat" => {
            input(json!({ "attendeeId": "@attendee", "person": { "contactId": "@contact" } }))
        }
        "createPlacePool" => input(
            json!({ "eventId": "@event", "name": title, "kind": "LIMIT", "size": 5, "category": "MEDIA" }),
        ),
        "updatePlacePool" => input(json!({ "id": "@pool", "version": 1, "size": 5 })),
        "removePlacePool" => input(json!({ "id": "@pool", "version": 1 })),
        "recordResponse" => input(
            json!({ "eventId": "@event", "contactId": "@contact", "response": "ACCEPTED", "channel": "PHONE" }),
        ),
        "registerAttendee" => input(json!({ "eventId": "@event", "contactId": "@contact" })),
        "recordPresence" => input(
            json!({ "eventId": "@event", "marks": [{ "attendeeId": "@attendee", "presence": "EXCUSED" }] }),
        ),
        "recordHeadcount" => input(json!({ "eventId": "@event", "count": 12 })),
        "closeAttendance" => input(json!({ "eventId": "@event", "dryRun": true })),
        "reopenAttendance" => input(json!({ "eventId": "@event", "reason": "a late list" })),
        "sendFollowUp" => {
            input(json!({ "eventId": "@event", "outcome": "UNANSWERED", "dryRun": true }))
        }
        _ => return None,
    })
}
