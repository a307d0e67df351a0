//! How long data are kept: whose time is over, who is let off, and who is erased by it.

use kuvend_entity::kind::Role;
use serde_json::{Value, json};

use crate::{
    app::{TestApp, at},
    on_both_engines,
};

const PLAN: &str = "query($day: Date, $first: Int, $last: Int, $after: String) { retentionPlan(asOf: $day) { asOf setting { retention graceDays } counts { purpose heldBack people } people(first: $first, last: $last, after: $after) { totalCount pageInfo { hasNextPage hasPreviousPage endCursor } nodes { contactId contact { displayName } purpose dueOn heldBack proposedAt isApproved failure } } } }";
const OUTCOME: &str =
    "proposed letOff erased failures { contactId failure } counts { purpose heldBack people }";

async fn plan(app: &TestApp, day: &str) -> Value {
    let told = app.ask(PLAN, json!({ "day": day })).await;
    told["retentionPlan"].clone()
}

/// By which purpose and since when somebody's time will be over; nothing where something keeps them for a century.
async fn over(app: &TestApp, contact: &str) -> Option<(String, String)> {
    let told = plan(app, "2126-01-01").await;
    let nodes = told["people"]["nodes"].as_array().unwrap();
    let case = nodes.iter().find(|case| case["contactId"] == contact)?;
    let text = |field: &str| case[field].as_str().unwrap().to_owned();
    Some((text("purpose"), text("dueOn")))
}

/// Somebody who took back the only thing that they had agreed to.
async fn withdrawn(app: &TestApp, given: &str) -> String {
    let contact = app.contact(given, "Kola").await;
    say(app, &contact, "follow-up", "WITHDRAWN").await;
    contact
}

async fn say(app: &TestApp, contact: &str, purpose: &str, state: &str) {
    let said =
        json!({ "contactId": contact, "purpose": purpose, "state": state, "channel": "phone" });
    app.act("recordConsent", said, "consent { state }").await;
}

async fn run(app: &TestApp) -> Value {
    let mut outcome = app.act("runRetention", json!({}), OUTCOME).await;
    outcome.as_object_mut().unwrap().remove("userErrors");
    outcome
}

fn came_to(proposed: i64, let_off: i64, erased: i64) -> Value {
    json!({ "proposed": proposed, "letOff": let_off, "erased": erased, "failures": [], "counts": [] })
}

async fn set(app: &TestApp, retention: &str, grace_days: i64) {
    let setting = json!({ "retention": retention, "graceDays": grace_days });
    app.act("setRetention", setting, "setting { retention graceDays }")
        .await;
}

on_both_engines! {
    async fn taking_back_the_only_ground_starts_the_clock(app: TestApp) {
        let contact = app.contact("Arta", "Hoxha").await;
        assert_eq!(over(&app, &contact).await, None, "what was agreed to stands");
        say(&app, &contact, "follow-up", "WITHDRAWN").await;
        let told = plan(&app, "2029-10-31").await;
        assert_eq!(told["people"]["totalCount"], 0);
        assert_eq!(told["counts"], json!([]));
        let told = plan(&app, "2029-11-01").await;
        assert_eq!(told["asOf"], "2029-11-01");
        assert_eq!(told["counts"], json!([{ "purpose": "follow-up", "heldBack": null, "people": 1 }]));
        assert_eq!(told["people"]["nodes"], json!([{ "contactId": contact, "contact": { "displayName": "Arta Hoxha" }, "purpose": "follow-up", "dueOn": "2029-11-01", "heldBack": null, "proposedAt": null, "isApproved": false, "failure": null }]));
        say(&app, &contact, "follow-up", "GIVEN").await;
        assert_eq!(over(&app, &contact).await, None, "it was given again");
        app.act("recordObjection", json!({ "contactId": contact }), "contact { id }").await;
        assert_eq!(over(&app, &contact).await, Some(("follow-up".to_owned(), "2029-11-01".to_owned())), "an objection takes everything back");
    }

    async fn every_ground_keeps_somebody_as_long_as_it_says(app: TestApp) {
        let expects = async |given: &str, contact: &str, expected: Option<(&str, &str)>| {
            let expected = expected.map(|(purpose, day)| (purpose.to_owned(), day.to_owned()));
            assert_eq!(over(&app, contact).await, expected, "{given}");
        };
        let nothing = app.act("registerContact", json!({ "givenName": "Nothing", "familyName": "Kola" }), "contact { id }").await;
        let nothing = nothing["contact"]["id"].as_str().unwrap();
        expects("nothing was said", nothing, Some(("event-management", "2031-11-01"))).await;

        let refused = withdrawn(&app, "Refused").await;
        say(&app, &refused, "publicity", "REFUSED").await;
        expects("refused", &refused, Some(("follow-up", "2029-11-01"))).await;

        let guest = withdrawn(&app, "Guest").await;
        let event = app.event(json!({})).await;
        app.act("addGuests", json!({ "eventId": event, "guests": [{ "contactId": guest }] }), "attendees { id }").await;
        expects("a guest, from the end of the event", &guest, Some(("event-management", "2031-11-15"))).await;

        let speaker = withdrawn(&app, "Speaker").await;
        app.act("addPanel", json!({ "eventId": event, "topic": [{ "language": "en", "text": "Talk" }], "moderator": { "contactId": speaker } }), "panel { id }").await;
        expects("a speaker, from the end of the event", &speaker, Some(("event-management", "2031-11-15"))).await;

        let official = withdrawn(&app, "Official").await;
        let ministry = app.act("createOrganisation", json!({ "name": [{ "language": "en", "text": "Ministry" }], "kind": "GOVERNMENT" }), "organisation { id }").await;
        let held = json!({ "contactId": official, "organisationId": ministry["organisation"]["id"], "function": "Head of section" });
        let membership = app.act("addMembership", held, "contact { memberships { id } }").await;
        expects("an official in function", &official, None).await;
        app.act("updateMembership", json!({ "id": membership["contact"]["memberships"][0]["id"], "to": "2026-11-01" }), "contact { id }").await;
        expects("an official of before", &official, Some(("event-management", "2031-10-31"))).await;

        let mentor = withdrawn(&app, "Mentor").await;
        let programme = app.act("createProgramme", json!({ "title": [{ "language": "en", "text": "Mentors" }] }), "programme { id }").await;
        app.act("enrolContact", json!({ "programmeId": programme["programme"]["id"], "contactId": mentor, "role": "mentor" }), "enrolment { id }").await;
        expects("in a programme", &mentor, None).await;

        let awaited = withdrawn(&app, "Awaited").await;
        let task = app.act("addTask", json!({ "contactId": awaited, "title": "Ring" }), "task { id version }").await;
        expects("a task is open", &awaited, None).await;
        let done = json!({ "id": task["task"]["id"], "version": task["task"]["version"], "isDone": true });
        app.act("updateTask", done, "task { id }").await;
        expects("a task is done", &awaited, Some(("event-management", "2031-11-01"))).await;

        let asking = withdrawn(&app, "Asking").await;
        let request = app.act("openRightsRequest", json!({ "contactId": asking, "kind": "ACCESS" }), "request { id }").await;
        expects("a request waits for its answer", &asking, None).await;
        app.act("decideRightsRequest", json!({ "id": request["request"]["id"], "version": 1, "state": "FULFILLED" }), "request { id }").await;
        expects("a request is answered", &asking, Some(("follow-up", "2029-11-01"))).await;

        let met = withdrawn(&app, "Met").await;
        app.act("recordInteraction", json!({ "participantIds": [met], "kind": "CALL", "subject": "Rang", "happenedAt": "2026-10-02T09:00:00Z" }), "interaction { id }").await;
        expects("the office dealt with them", &met, Some(("event-management", "2031-10-01"))).await;

        let purposes = app.ask("{ purposes { id key version } }", json!({})).await;
        let follow_up = purposes["purposes"].as_array().unwrap().iter().find(|one| one["key"] == "follow-up").unwrap();
        app.act("updatePurpose", json!({ "id": follow_up["id"], "version": 1, "retentionDays": null }), "purpose { id }").await;
        expects("a purpose without an end", &refused, None).await;
    }

    async fn a_dry_run_and_an_office_that_does_nothing_change_nothing(app: TestApp) {
        withdrawn(&app, "Arta").await;
        app.clock.set(at("2036-11-02T09:00:00Z"));
        let before = app.contents().await;
        let dry = app.act("runRetention", json!({ "dryRun": true }), OUTCOME).await;
        assert_eq!(dry["counts"], json!([{ "purpose": "follow-up", "heldBack": null, "people": 1 }]));
        let off = app.act_raw("runRetention", json!({}), OUTCOME).await;
        assert_eq!(off["userErrors"][0]["code"], "WRONG_STATE");
        app.holds(&before).await;
    }

    async fn who_is_proposed_goes_once_somebody_agrees(app: TestApp) {
        let (goes, stays) = (withdrawn(&app, "Arta").await, withdrawn(&app, "Besnik").await);
        app.clock.set(at("2036-11-02T09:00:00Z"));
        set(&app, "PROPOSE", 0).await;
        assert_eq!(run(&app).await, came_to(2, 0, 0));
        assert_eq!(run(&app).await, came_to(0, 0, 0), "who is proposed is not proposed again");
        let unknown = app.act_raw("approveRetention", json!({ "contactIds": [goes, "contact_00000000000000000000000000000000"] }), "approved").await;
        assert_eq!(unknown["userErrors"][0], json!({ "field": ["contactIds", "1"], "code": "NOT_FOUND", "message": "There is nothing of this id." }));
        let agreed = app.act("approveRetention", json!({ "contactIds": [goes] }), "approved").await;
        assert_eq!(agreed["approved"], 1);
        let told = plan(&app, "2036-11-02").await;
        assert_eq!(told["people"]["nodes"][0]["isApproved"], true);
        assert_eq!(told["people"]["nodes"][0]["proposedAt"], "2036-11-02T09:00:00Z");

        say(&app, &stays, "follow-up", "GIVEN").await;
        assert_eq!(run(&app).await, came_to(0, 1, 1));
        let left = app.ask("query($goes: ID!, $stays: ID!) { goes: contact(id: $goes) { id } stays: contact(id: $stays) { id } auditTrail(filter: { action: \"rights::erase_by_retention\" }) { totalCount } }", json!({ "goes": goes, "stays": stays })).await;
        assert_eq!(left["goes"], Value::Null);
        assert_eq!(left["stays"]["id"], stays);
        assert_eq!(left["auditTrail"]["totalCount"], 1);
        assert_eq!(app.contents().await.mentions("arta.kola@"), Vec::<String>::new());
    }

    async fn who_is_not_prevented_goes_after_the_days_of_grace_and_a_hold_prevents_it(app: TestApp) {
        let (goes, held, restricted) = (withdrawn(&app, "Arta").await, withdrawn(&app, "Besnik").await, withdrawn(&app, "Dritan").await);
        app.clock.set(at("2036-11-02T09:00:00Z"));
        app.act("restrictContact", json!({ "contactId": restricted }), "contact { id }").await;
        set(&app, "RUN", 10).await;
        assert_eq!(run(&app).await, came_to(2, 0, 0));
        let placed = app.act("placeHold", json!({ "contactId": held, "reason": "a court asks" }), "hold { id }").await;
        app.clock.set(at("2036-11-12T08:59:00Z"));
        assert_eq!(run(&app).await, came_to(0, 1, 0), "a hold lets off; grace is not over");
        app.clock.set(at("2036-11-12T09:00:00Z"));
        assert_eq!(run(&app).await, came_to(0, 0, 1));
        let told = plan(&app, "2036-11-12").await;
        let nodes = told["people"]["nodes"].as_array().unwrap();
        let why: Vec<(&Value, &Value)> = nodes.iter().map(|case| (&case["contactId"], &case["heldBack"])).collect();
        assert_eq!(why, [(&json!(held), &json!("LEGAL_HOLD")), (&json!(restricted), &json!("RESTRICTED"))]);
        let gone = app.ask("query($id: ID!) { contact(id: $id) { id } }", json!({ "id": goes })).await;
        assert_eq!(gone["contact"], Value::Null);
        app.act("releaseHold", json!({ "id": placed["hold"]["id"] }), "hold { id }").await;
        assert_eq!(run(&app).await, came_to(1, 0, 0), "another proposal has its own days of grace");
    }

    async fn who_is_named_elsewhere_is_told_and_not_erased(app: TestApp) {
        let (goes, other) = (withdrawn(&app, "Arta").await, app.contact("Besnik", "Leka").await);
        app.act("recordInteraction", json!({ "participantIds": [goes, other], "kind": "CALL", "subject": "Besnik and Arta Kola rang" }), "interaction { id }").await;
        app.clock.set(at("2036-11-02T09:00:00Z"));
        set(&app, "RUN", 0).await;
        let outcome = run(&app).await;
        assert_eq!((&outcome["erased"], &outcome["failures"]), (&json!(0), &json!([{ "contactId": goes, "failure": "REASON_REQUIRED" }])));
        assert_eq!(plan(&app, "2036-11-02").await["people"]["nodes"][0]["failure"], "REASON_REQUIRED");
        assert_eq!(run(&app).await, came_to(0, 0, 0), "it is not tried again at once");
        let erased = app.act("eraseContact", json!({ "contactId": goes, "explanation": "minutes of a call" }), "isErased").await;
        assert_eq!(erased["isErased"], true);
        assert_eq!(plan(&app, "2036-11-02").await["people"]["totalCount"], 0);
    }

    async fn where_a_second_person_must_agree_nobody_goes_without(app: TestApp) {
        let goes = withdrawn(&app, "Arta").await;
        app.act("setErasureApproval", json!({ "needed": true }), "needed").await;
        app.clock.set(at("2036-11-02T09:00:00Z"));
        set(&app, "RUN", 0).await;
        assert_eq!(run(&app).await, came_to(1, 0, 0));
        app.act("approveErasure", json!({ "contactId": goes }), "isApproved").await;
        let own = run(&app).await;
        assert_eq!(own["failures"], json!([{ "contactId": goes, "failure": "NOT_APPROVED" }]), "one's own word is no second one");
        app.clock.set(at("2036-11-03T09:00:00Z"));
        let event = app.event(json!({ "startsAt": "2036-12-16T18:00", "endsAt": "2036-12-16T21:00", "doorsOpenAt": null, "responseDeadline": null })).await;
        let another = app.account(Role::DataProtectionOfficer, app.office.id, event.parse().unwrap()).await;
        let (_, answer) = app.post_as(&another, "mutation { runRetention(input: {}) { erased userErrors { code } } }").await;
        assert_eq!(answer["data"]["runRetention"], json!({ "erased": 1, "userErrors": [] }), "{answer}");
    }

    async fn a_long_plan_is_read_page_by_page_from_either_end(app: TestApp) {
        let mut all = Vec::new();
        for given in ["Arta", "Besnik", "Dritan", "Elira", "Fatos"] {
            all.push(withdrawn(&app, given).await);
        }
        let ids = |told: &Value| -> Vec<String> {
            let nodes = told["retentionPlan"]["people"]["nodes"].as_array().unwrap();
            nodes.iter().map(|case| case["contactId"].as_str().unwrap().to_owned()).collect()
        };
        let first = app.ask(PLAN, json!({ "day": "2036-01-01", "first": 2 })).await;
        assert_eq!(ids(&first), all[..2]);
        let info = &first["retentionPlan"]["people"]["pageInfo"];
        assert_eq!((&info["hasNextPage"], &info["hasPreviousPage"]), (&json!(true), &json!(false)));
        assert_eq!(first["retentionPlan"]["people"]["totalCount"], 5);
        let rest = app.ask(PLAN, json!({ "day": "2036-01-01", "first": 10, "after": info["endCursor"] })).await;
        assert_eq!(ids(&rest), all[2..]);
        let last = app.ask(PLAN, json!({ "day": "2036-01-01", "last": 3, "after": info["endCursor"] })).await;
        assert_eq!(ids(&last), all[2..]);
        assert_eq!(last["retentionPlan"]["people"]["pageInfo"]["hasPreviousPage"], false);
        let last = app.ask(PLAN, json!({ "day": "2036-01-01", "last": 2 })).await;
        assert_eq!(ids(&last), all[3..]);
        assert_eq!(last["retentionPlan"]["people"]["pageInfo"]["hasPreviousPage"], true);
    }
}
