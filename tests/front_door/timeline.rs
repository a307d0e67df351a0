//! Everything that happened with a person, as one list.

use chrono::TimeDelta;
use kuvend_entity::{
    audit_entry, consent, contact,
    id::{AuditEntryId, ConsentId, ContactId, InteractionId, PurposeId},
    interaction, interaction_participant,
    kind::{ConsentState, InteractionKind, Role, Route},
    purpose,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::{
    app::{TestApp, at},
    on_both_engines,
};

const TIMELINE: &str = "query($id: ID!, $kinds: [TimelineKind!], $first: Int, $after: String, $last: Int, $before: String) {
    contact(id: $id) { timeline(kinds: $kinds, first: $first, after: $after, last: $last, before: $before) {
        totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } nodes { id at kind text } } } }";

async fn timeline(app: &TestApp, id: &str, more: Value) -> Value {
    let mut variables = json!({ "id": id });
    variables
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    app.ask(TIMELINE, variables).await["contact"]["timeline"].clone()
}

/// A person with whom everything happens once.
async fn lived(app: &TestApp) -> String {
    let id = app.contact("Arta", "Hoxha").await;
    let hour = TimeDelta::hours(1);
    let title = |text: &str| json!([{ "language": "en", "text": text }]);
    app.clock.advance(hour);
    let body = app
        .act(
            "createOrganisation",
            json!({ "name": title("Embassy"), "kind": "OTHER" }),
            "organisation { id }",
        )
        .await["organisation"]["id"]
        .clone();
    app.act(
        "addMembership",
        json!({ "contactId": id, "organisationId": body }),
        "contact { id }",
    )
    .await;
    app.clock.advance(hour);
    let programme = app
        .act(
            "createProgramme",
            json!({ "title": title("Mentors") }),
            "programme { id }",
        )
        .await["programme"]["id"]
        .clone();
    app.act(
        "enrolContact",
        json!({ "programmeId": programme, "contactId": id }),
        "enrolment { id }",
    )
    .await;
    app.clock.advance(hour);
    app.act(
        "updateContact",
        json!({ "id": id, "version": 1, "profession": "Nurse" }),
        "contact { id }",
    )
    .await;
    app.clock.advance(hour);
    let event = app.event(json!({})).await;
    app.act(
        "inviteContacts",
        json!({ "eventId": event, "audience": { "contactIds": [id] } }),
        "queued",
    )
    .await;
    app.deliver().await;
    app.clock.advance(hour);
    app.act(
        "recordResponse",
        json!({ "eventId": event, "contactId": id, "response": "ACCEPTED", "channel": "PHONE" }),
        "attendee { id }",
    )
    .await;
    app.act(
        "addPanel",
        json!({ "eventId": event, "topic": title("Talk"), "panellists": [{ "contactId": id }] }),
        "panel { id }",
    )
    .await;
    app.clock.advance(hour);
    app.act("recordInteraction", json!({ "participantIds": [id], "kind": "CALL", "subject": "About the panel", "eventId": event }), "interaction { id }").await;
    app.clock.advance(hour);
    app.act(
        "addTask",
        json!({ "contactId": id, "title": "Ask for a photo" }),
        "task { id }",
    )
    .await;
    app.clock.set(at("2026-11-16T17:30:00Z"));
    app.act("recordPresence", json!({ "eventId": event, "marks": [{ "attendeeId": attendee(app, &event).await, "presence": "ATTENDED" }] }), "attendees { id }").await;
    id
}

async fn attendee(app: &TestApp, event: &str) -> Value {
    let list = app
        .ask(
            "query($id: ID!) { event(id: $id) { attendees { nodes { id } } } }",
            json!({ "id": event }),
        )
        .await;
    list["event"]["attendees"]["nodes"][0]["id"].clone()
}

fn kinds(page: &Value) -> Vec<&str> {
    let nodes = page["nodes"].as_array().unwrap().iter();
    nodes.map(|entry| entry["kind"].as_str().unwrap()).collect()
}

on_both_engines! {
    async fn everything_that_happened_with_a_person_comes_latest_first(app: TestApp) {
        let id = lived(&app).await;
        let page = timeline(&app, &id, json!({ "first": 50 })).await;
        let told: Vec<(&str, &str)> = page["nodes"].as_array().unwrap().iter().map(|entry| (entry["kind"].as_str().unwrap(), entry["text"].as_str().unwrap())).collect();
        assert_eq!(told[..4], [
            ("PRESENCE", "Came to International Migrants Day"),
            ("SPOKE", "Took part in the programme of International Migrants Day"),
            ("TASK", "To do: Ask for a photo"),
            ("INTERACTION", "Call: About the panel"),
        ]);
        for entry in [
            ("ANSWERED", "Will come to International Migrants Day"), ("PLACED", "Has a place at International Migrants Day"),
            ("INVITED", "Invited to International Migrants Day"), ("MAILED", "The invitation to International Migrants Day was mailed"),
            ("EDITED", "The record was changed"), ("EDITED", "The person was registered"), ("ENROLLED", "Enrolled in Mentors"),
            ("MEMBERSHIP", "Joined Embassy"), ("CONSENTED", "Agreed to follow-up"),
        ] {
            assert!(told.contains(&entry), "{entry:?} in {told:#?}");
        }
        let times: Vec<&str> = page["nodes"].as_array().unwrap().iter().map(|entry| entry["at"].as_str().unwrap()).collect();
        assert!(times.is_sorted_by(|one, other| one >= other), "{times:?}");
        assert_eq!(page["totalCount"], told.len());
    }

    async fn reading_copying_and_transferring_a_record_are_no_edits(app: TestApp) {
        let id = app.contact("Arta", "Hoxha").await;
        app.ask("query($id: ID!) { contact(id: $id) { emails { address } phones { number } } }", json!({ "id": id })).await;
        assert!(app.write_reads().await > 0, "the reading is in the audit");
        app.act("exportContactData", json!({ "contactId": id }), "json").await;
        app.act("createCopyLink", json!({ "contactId": id }), "link { id }").await;
        app.act("restrictContact", json!({ "contactId": id, "reason": "Asked for" }), "contact { id }").await;
        let page = timeline(&app, &id, json!({ "first": 50 })).await;
        let edits: Vec<&str> = page["nodes"].as_array().unwrap().iter().filter(|entry| entry["kind"] == "EDITED").map(|entry| entry["text"].as_str().unwrap()).collect();
        assert_eq!(edits, ["Processing was restricted", "The person was registered"]);
    }

    async fn entries_name_what_they_have_to_do_with_and_speak_the_callers_language(app: TestApp) {
        let id = lived(&app).await;
        let query = "query($id: ID!) { contact(id: $id) { timeline(kinds: [INTERACTION, TASK, ENROLLED, MEMBERSHIP, EDITED, PRESENCE]) { nodes {
            kind text by { name } fields event { title } programme { title } organisation { name } interaction { kind participants { givenName } } task { title } } } } }";
        let (_, answer) = app.post_with(query, json!({ "id": id }), &[("accept-language", "sq")]).await;
        let nodes = &answer["data"]["contact"]["timeline"]["nodes"];
        let of = |kind: &str| nodes.as_array().unwrap().iter().find(|entry| entry["kind"] == kind).unwrap().clone();
        assert_eq!(of("PRESENCE")["text"], "Erdhi në Dita Ndërkombëtare e Migrantëve");
        assert_eq!(of("INTERACTION")["interaction"], json!({ "kind": "CALL", "participants": [{ "givenName": "Arta" }] }));
        assert_eq!(of("INTERACTION")["event"]["title"], "International Migrants Day");
        assert_eq!((&of("TASK")["task"]["title"], &of("TASK")["by"]["name"]), (&json!("Ask for a photo"), &json!("Test")));
        assert_eq!(of("ENROLLED")["programme"]["title"], "Mentors");
        assert_eq!(of("MEMBERSHIP")["organisation"]["name"], "Embassy");
        assert_eq!(of("EDITED")["fields"], json!(["profession"]));
    }

    async fn each_sort_of_thing_is_shown_to_who_may_read_it(app: TestApp) {
        let id = lived(&app).await;
        let event = app.event(json!({})).await.parse().unwrap();
        for (role, missing) in [(Role::Analyst, vec!["EDITED", "MAILED"]), (Role::EventOfficer, vec![]), (Role::ProgrammeOfficer, vec!["MAILED"]), (Role::DataProtectionOfficer, vec![])] {
            let who = app.account(role, app.office.id, event).await;
            let (_, answer) = app.post_by(&who, TIMELINE, json!({ "id": id, "first": 50 })).await;
            let page = &answer["data"]["contact"]["timeline"];
            let mut all = kinds(page);
            all.sort_unstable();
            all.dedup();
            let expected = ["ANSWERED", "CONSENTED", "EDITED", "ENROLLED", "INTERACTION", "INVITED", "MAILED", "MEMBERSHIP", "PLACED", "PRESENCE", "SPOKE", "TASK"];
            let expected: Vec<&str> = expected.into_iter().filter(|kind| !missing.contains(kind)).collect();
            assert_eq!(all, expected, "{role}");
            assert_eq!(page["totalCount"], kinds(page).len());
        }
    }

    async fn what_happened_to_a_merged_record_is_the_survivors(app: TestApp) {
        let (survivor, merged) = (app.contact("Arta", "Hoxha").await, app.contact("Artë", "Hoxhaj").await);
        app.act("recordInteraction", json!({ "participantIds": [merged, survivor], "kind": "VISIT", "subject": "Before" }), "interaction { id }").await;
        let row = contact::ActiveModel {
            id: Set(merged.parse().unwrap()),
            merged_into_id: Set(Some(survivor.parse().unwrap())),
            ..Default::default()
        };
        row.update(app.db.writer()).await.unwrap();
        let page = timeline(&app, &survivor, json!({})).await;
        let mut all = kinds(&page);
        all.sort_unstable();
        assert_eq!(all, ["CONSENTED", "CONSENTED", "EDITED", "EDITED", "INTERACTION"]);
        assert_eq!(page["totalCount"], 5);
    }

    async fn a_long_life_is_paged_without_losing_or_doubling_anything(app: TestApp) {
        let id = app.contact("Arta", "Hoxha").await;
        let other = app.contact("Besnik", "Leka").await;
        let expected = long(&app, id.parse().unwrap()).await + 2;
        let mut costs = Vec::new();
        for backward in [false, true] {
            let (mut seen, mut place) = (Vec::new(), Value::Null);
            loop {
                let page = if backward { json!({ "last": 97, "before": place }) } else { json!({ "first": 97, "after": place }) };
                let before = app.db.statements();
                let page = timeline(&app, &id, page).await;
                costs.push(app.db.statements() - before);
                assert_eq!(page["totalCount"], expected);
                let nodes = page["nodes"].as_array().unwrap().iter().map(|entry| (entry["at"].clone(), entry["id"].as_str().unwrap().to_owned()));
                if backward {
                    seen.splice(0..0, nodes);
                } else {
                    seen.extend(nodes);
                }
                let (more, end) = if backward { ("hasPreviousPage", "startCursor") } else { ("hasNextPage", "endCursor") };
                place = page["pageInfo"][end].clone();
                if page["pageInfo"][more] == false {
                    break;
                }
            }
            assert_eq!(seen.len(), expected);
            assert!(seen.windows(2).all(|pair| pair[0].0.as_str() >= pair[1].0.as_str()));
            let mut ids: Vec<String> = seen.into_iter().map(|(_, id)| id).collect();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), expected);
        }
        // The contact, the records merged into it, the page, its length, and whose names it needs.
        assert!(costs.iter().all(|cost| *cost <= 6), "{costs:?}");
        let before = app.db.statements();
        let query = "{ contacts { nodes { id timeline(first: 3) { totalCount nodes { id at kind text } } } } }";
        let together = app.ask(query, Value::Null).await;
        assert_eq!(app.db.statements() - before, 5);
        for person in together["contacts"]["nodes"].as_array().unwrap() {
            let mut alone = timeline(&app, person["id"].as_str().unwrap(), json!({ "first": 3 })).await;
            alone.as_object_mut().unwrap().remove("pageInfo");
            assert_eq!(person["timeline"], alone);
        }
        assert_eq!(timeline(&app, &other, json!({})).await["totalCount"], 2);
    }
}

/// Thousands of things, many of them at the same moment: how many.
async fn long(app: &TestApp, id: ContactId) -> usize {
    let (db, start, office) = (app.db.writer(), at("2020-01-01T00:00:00Z"), app.office.id);
    let purpose: PurposeId = purpose::Entity::find()
        .filter(purpose::Column::OfficeId.eq(office))
        .one(db)
        .await
        .unwrap()
        .unwrap()
        .id;
    let (mut said, mut edits, mut calls, mut parts) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for number in 0..900 {
        let moment = start + TimeDelta::hours(number / 7);
        said.push(consent::ActiveModel {
            id: Set(ConsentId::new()),
            office_id: Set(office),
            contact_id: Set(id),
            purpose_id: Set(purpose),
            state: Set(ConsentState::Given),
            wording_version: Set(1),
            given_at: Set(moment),
            recorded_at: Set(moment),
            ..Default::default()
        });
        edits.push(audit_entry::ActiveModel {
            id: Set(AuditEntryId::new()),
            office_id: Set(Some(office)),
            at: Set(moment),
            route: Set(Route::Api),
            action: Set("contacts::update".to_owned()),
            object_kind: Set("contact".to_owned()),
            object_id: Set(id.0),
            ..Default::default()
        });
        let call = InteractionId::new();
        calls.push(interaction::ActiveModel {
            id: Set(call),
            office_id: Set(office),
            version: Set(1),
            kind: Set(InteractionKind::Call),
            subject: Set(format!("Call {number}")),
            happened_at: Set(moment),
            created_at: Set(moment),
            updated_at: Set(moment),
            ..Default::default()
        });
        parts.push(interaction_participant::ActiveModel {
            interaction_id: Set(call),
            contact_id: Set(id),
            office_id: Set(office),
        });
    }
    consent::Entity::insert_many(said)
        .exec_without_returning(db)
        .await
        .unwrap();
    audit_entry::Entity::insert_many(edits)
        .exec_without_returning(db)
        .await
        .unwrap();
    interaction::Entity::insert_many(calls)
        .exec_without_returning(db)
        .await
        .unwrap();
    interaction_participant::Entity::insert_many(parts)
        .exec_without_returning(db)
        .await
        .unwrap();
    2_700
}
