//! Two records of one person become one and are parted again, and nothing is lost or made up on the way.

use std::collections::BTreeSet;

use kuvend_domain::{
    engine::catalogue,
    imports::{self, Import, Line, Listener, Progress, mapping::Mapping, source::Form},
    merges::REFERENCES,
};
use kuvend_entity::kind::{ImportMode, LawfulBasis};
use serde_json::{Value, json};

use crate::{
    app::{Contents, TestApp, at},
    on_both_engines,
};

pub async fn register(app: &TestApp, mut input: Value) -> String {
    input["ifDuplicate"] = json!("CREATE_ANYWAY");
    let made = app.act("registerContact", input, "contact { id }").await;
    made["contact"]["id"].as_str().unwrap().to_owned()
}

pub fn named<'a>(value: &'a Value, path: &str) -> &'a str {
    value
        .pointer(path)
        .and_then(Value::as_str)
        .unwrap_or_else(|| panic!("{path} in {value:#}"))
}

/// Two records of one person, with all that may hang on both, and an event that both were invited to: the second one came.
pub struct Two {
    pub one: String,
    pub other: String,
    pub event: String,
    pub friend: String,
}

pub async fn two(app: &TestApp) -> Two {
    let body = app.act("createOrganisation", json!({ "name": [{ "language": "en", "text": "Nurses of Bari" }], "kind": "DIASPORA_ASSOCIATION" }), "organisation { id }").await;
    let body = named(&body, "/organisation/id").to_owned();
    let one = register(app, json!({
        "givenName": "Zamirë", "familyName": "Kryeziu", "email": "zamire@example.org", "phone": "+355 69 765 4321", "birthYear": 1978,
        "residenceCountry": "IT", "residenceCity": "Bari", "skills": [{ "skill": "Nursing", "level": "EXPERT" }],
        "languages": [{ "language": "it", "level": "B1" }], "willingness": [{ "mode": "MENTOR", "answer": "NO" }],
        "organisationId": body, "consents": [{ "purpose": "follow-up", "state": "GIVEN" }],
    })).await;
    app.clock.set(at("2026-11-02T09:00:00Z"));
    let other = register(app, json!({
        "givenName": "Zamira", "familyName": "Kryeziu-Leka", "email": "z.kryeziu@example.org", "phone": "+39 333 123 4567", "sex": "FEMALE",
        "profession": "nurse", "residenceCountry": "DE", "citizenships": ["AL", "DE"], "skills": [{ "skill": "Nursing", "level": "BASIC" }, { "skill": "German", "level": "EXPERT" }],
        "languages": [{ "language": "it", "level": "C1" }, { "language": "de", "level": "C2" }], "willingness": [{ "mode": "MENTOR", "answer": "YES" }],
        "organisationId": body, "consents": [{ "purpose": "publicity", "state": "REFUSED" }], "ifDuplicate": "CREATE_ANYWAY",
    })).await;
    let friend = app.contact("Besnik", "Leka").await;
    for (person, with) in [(&one, &other), (&one, &friend), (&other, &friend)] {
        app.act(
            "addRelationship",
            json!({ "contactId": person, "otherId": with, "kind": "FRIEND" }),
            "contact { id }",
        )
        .await;
    }
    let programme = app
        .act(
            "createProgramme",
            json!({ "title": [{ "language": "en", "text": "Engagement" }] }),
            "programme { id }",
        )
        .await;
    for person in [&one, &other] {
        app.act("enrolContact", json!({ "programmeId": programme["programme"]["id"], "contactId": person, "role": "mentor" }), "enrolment { id }").await;
        app.act("recordInteraction", json!({ "participantIds": [one, other], "kind": "CALL", "subject": format!("About {person}") }), "interaction { id }").await;
        app.act(
            "addTask",
            json!({ "contactId": person, "title": "Write" }),
            "task { id }",
        )
        .await;
        app.act(
            "openRightsRequest",
            json!({ "contactId": person, "kind": "ACCESS" }),
            "request { id }",
        )
        .await;
    }
    app.act(
        "createSegment",
        json!({ "name": "Nurses", "contactIds": [one, other] }),
        "segment { id }",
    )
    .await;
    let event = app.event(json!({ "capacity": 10 })).await;
    let audience = json!({ "eventId": event, "audience": { "contactIds": [one, friend] } });
    app.act("inviteContacts", audience, "campaign { id }").await;
    app.act("addPanel", json!({ "eventId": event, "topic": [{ "language": "en", "text": "Talk" }], "moderator": { "contactId": other } }), "panel { id }").await;
    app.deliver().await;
    let answer =
        json!({ "eventId": event, "contactId": other, "response": "ACCEPTED", "channel": "PHONE" });
    let row = app.act("recordResponse", answer, "attendee { id }").await;
    app.act(
        "recordResponse",
        json!({ "eventId": event, "contactId": one, "response": "DECLINED", "channel": "PHONE" }),
        "attendee { id }",
    )
    .await;
    app.deliver().await;
    app.clock.set(at("2026-11-16T17:30:00Z"));
    app.act(
        "checkIn",
        json!({ "attendeeId": row["attendee"]["id"] }),
        "attendee { id }",
    )
    .await;
    app.clock.set(at("2026-11-18T09:00:00Z"));
    Two {
        one,
        other,
        event,
        friend,
    }
}

const MERGED: &str = "merge { id } contact { id version displayName profession sex residenceCountry residenceCity citizenships emails { address isPrimary } phones { number } names { givenName familyName } skills { skill level } languages { language level } willingness { mode answer } relationships { contact { id } } enrolments { id } mergedInto { id } } done { sharedEventIds tables { table moved folded made } differences { field survivor other kept } }";

pub async fn merged(app: &TestApp, one: &str, other: &str) -> Value {
    app.act(
        "mergeContacts",
        json!({ "survivorId": one, "otherId": other, "reason": "the same telephone" }),
        "merge { id }",
    )
    .await["merge"]["id"]
        .clone()
}

/// What differs, but for the audit and what a merge writes down of itself.
pub async fn changes(app: &TestApp, before: &Contents) -> Vec<String> {
    let mut changes = before.changes(&app.contents().await);
    changes.retain(|line| {
        !["audit_entry ", "contact_merge", "idempotency_key "]
            .iter()
            .any(|table| line[2..].starts_with(table))
    });
    changes
}

pub async fn copy(app: &TestApp, contact: &str) -> String {
    let copy = app
        .act("exportContactData", json!({ "contactId": contact }), "json")
        .await;
    copy["json"].as_str().unwrap().to_owned()
}

pub fn codes(payload: &Value) -> Vec<String> {
    let errors = payload["userErrors"].as_array().unwrap();
    errors
        .iter()
        .map(|error| {
            format!(
                "{} {}",
                error["field"][0].as_str().unwrap_or_default(),
                error["code"].as_str().unwrap()
            )
        })
        .collect()
}

on_both_engines! {
    async fn every_key_to_a_person_is_known_to_the_merge(app: TestApp) {
        let known: BTreeSet<(&str, &str)> = REFERENCES.iter().map(|one| (one.table, one.column)).collect();
        let there = catalogue::references(app.db.reader(), "contact").await.unwrap();
        assert!(there.len() > 25, "{there:?}");
        let missing: Vec<_> = there.iter().filter(|(table, column)| !known.contains(&(table.as_str(), column.as_str()))).collect();
        assert!(missing.is_empty(), "say in domain/merges/register.rs what becomes of these: {missing:?}");
        let of_guests: BTreeSet<_> = catalogue::references(app.db.reader(), "attendee").await.unwrap().into_iter().collect();
        let handed_over = [("announced_guest", "attendee_id"), ("certificate", "attendee_id"), ("companion", "attendee_id"), ("delegation", "head_id"), ("delegation_member", "attendee_id"), ("delegation_member", "replaces_id"), ("scan", "attendee_id"), ("ticket", "attendee_id"), ("attendee", "represented_by_id"), ("attendee_change", "attendee_id"), ("attendee_former", "attendee_id"), ("attendee_need", "attendee_id"), ("event_answer", "attendee_id"), ("attendee_precedence", "attendee_id"), ("attendee_precedence", "override_before_id"), ("message", "attendee_id")];
        let handed_over = handed_over.map(|(table, column)| (table.to_owned(), column.to_owned()));
        assert_eq!(of_guests, handed_over.into(), "hand_over() in domain/merges/guests.rs gives what hangs on a row to another");
    }

    async fn two_records_become_one_and_are_parted_again_row_for_row(app: TestApp) {
        let Two { one, other, event, friend } = two(&app).await;
        let before = app.contents().await;
        let copies = (copy(&app, &one).await, copy(&app, &other).await);
        let plan = app.act("planMerge", json!({ "survivorId": one, "otherId": other }), "plan { sharedEventIds tables { table moved folded made } }").await;
        assert_eq!(plan["plan"]["sharedEventIds"], json!([event]));
        assert_eq!(changes(&app, &before).await, Vec::<String>::new(), "a plan changes nothing");
        let choice = json!({ "survivorId": one, "otherId": other, "survivorVersion": 1, "otherVersion": 1, "fields": [{ "field": "RESIDENCE", "keep": "OTHER" }] });
        let done = app.act("mergeContacts", choice, MERGED).await;
        let contact = &done["contact"];
        assert_eq!(contact["displayName"], "Zamirë Kryeziu");
        assert_eq!((&contact["profession"], &contact["sex"]), (&json!("nurse"), &json!("FEMALE")));
        assert_eq!((&contact["residenceCountry"], &contact["residenceCity"]), (&json!("DE"), &Value::Null), "the other's as a whole");
        assert_eq!(contact["citizenships"], json!(["AL", "DE"]));
        assert_eq!(contact["emails"], json!([{ "address": "zamire@example.org", "isPrimary": true }, { "address": "z.kryeziu@example.org", "isPrimary": false }]));
        assert_eq!(contact["phones"].as_array().unwrap().len(), 2);
        assert_eq!(contact["names"], json!([{ "givenName": "Zamira", "familyName": "Kryeziu-Leka" }]));
        let mut skills = contact["skills"].as_array().unwrap().clone();
        skills.sort_by_key(|skill| skill["skill"].to_string());
        assert_eq!(json!(skills), json!([{ "skill": "German", "level": "EXPERT" }, { "skill": "Nursing", "level": "EXPERT" }]));
        assert!(contact["languages"].as_array().unwrap().contains(&json!({ "language": "it", "level": "C1" })), "the better one: {contact:#}");
        assert_eq!(contact["willingness"], json!([{ "mode": "MENTOR", "answer": "NO" }]), "of one day, the survivor's");
        assert_eq!(contact["relationships"], json!([{ "contact": { "id": friend } }]));
        assert_eq!(contact["enrolments"].as_array().unwrap().len(), 1);
        let guests = app.ask("query($id: ID!) { event(id: $id) { attendees(first: 10) { nodes { contact { id } invitation response place presence roles } } } }", json!({ "id": event })).await;
        let row = guests["event"]["attendees"]["nodes"].as_array().unwrap().iter().find(|row| row["contact"]["id"] == json!(one)).unwrap().clone();
        assert_eq!((&row["invitation"], &row["response"], &row["place"], &row["presence"]), (&json!("SENT"), &json!("ACCEPTED"), &json!("CONFIRMED"), &json!("ATTENDED")));
        assert_eq!(guests["event"]["attendees"]["nodes"].as_array().unwrap().len(), 2, "{guests:#}");
        app.counts_are_true().await;
        let old = app.ask("query($id: ID!) { contact(id: $id) { id mergedInto { id } } node(id: $id) { id } }", json!({ "id": other })).await;
        assert_eq!(old["contact"], json!({ "id": other, "mergedInto": { "id": one } }));
        for word in ["zamira leka", "333 1234567", "zamire kryeziu"] {
            let found = app.ask("query($s: String) { contacts(search: $s) { nodes { id } } }", json!({ "s": word })).await;
            assert_eq!(found["contacts"]["nodes"], json!([{ "id": one }]), "{word}");
        }
        let merges = app.ask("query($id: ID!) { contactMerges(contactId: $id) { id survivorId mergedId } contact(id: $id) { timeline(first: 1) { nodes { kind } } } }", json!({ "id": one })).await;
        assert_eq!(merges["contactMerges"], json!([{ "id": done["merge"]["id"], "survivorId": one, "mergedId": other }]));
        assert_eq!(merges["contact"]["timeline"]["nodes"][0]["kind"], "MERGED");

        let parted = app.act("undoMerge", json!({ "id": done["merge"]["id"] }), "survivor { id displayName } other { id displayName mergedInto { id } }").await;
        assert_eq!(parted["other"], json!({ "id": other, "displayName": "Zamira Kryeziu-Leka", "mergedInto": null }));
        assert_eq!(changes(&app, &before).await, Vec::<String>::new(), "every row is what it was");
        app.counts_are_true().await;
        assert_eq!((copy(&app, &one).await, copy(&app, &other).await), copies, "byte for byte");
        let again = app.act_raw("undoMerge", json!({ "id": done["merge"]["id"] }), "merge { id }").await;
        assert_eq!(codes(&again), ["id NOT_FOUND"]);
        merged(&app, &other, &one).await;
        app.counts_are_true().await;
    }

    async fn what_forbids_most_holds_for_the_one_that_stays(app: TestApp) {
        let says = |state: &'static str| json!([{ "purpose": "follow-up", "state": state }]);
        for (first, second, verdict) in [("REFUSED", "GIVEN", "REFUSED"), ("GIVEN", "WITHDRAWN", "REFUSED"), ("GIVEN", "GIVEN", "ALLOWED"), ("GIVEN", "OBJECTED", "OBJECTED")] {
            let name = format!("{first} {second}");
            let one = register(&app, json!({ "givenName": name, "familyName": "One", "email": "one@example.org", "consents": says(first), "ifDuplicate": "CREATE_ANYWAY" })).await;
            app.clock.set(app.op().clock.now() + chrono::Duration::minutes(1));
            let other = register(&app, json!({ "givenName": name, "familyName": "Other", "email": "other@example.org", "consents": says(second), "ifDuplicate": "CREATE_ANYWAY" })).await;
            app.clock.set(app.op().clock.now() + chrono::Duration::minutes(1));
            let merge = merged(&app, &one, &other).await;
            let asked = app.ask("query($id: ID!) { contact(id: $id) { mayContact(purpose: \"follow-up\") { permission } } }", json!({ "id": one })).await;
            assert_eq!(asked["contact"]["mayContact"]["permission"], verdict, "{name}");
            app.act("undoMerge", json!({ "id": merge }), "merge { id }").await;
        }
        let (one, other) = (app.contact("Arta", "Hoxha").await, app.contact("Arta", "Hoxhaj").await);
        app.act("restrictContact", json!({ "contactId": other, "reason": "disputed" }), "contact { id }").await;
        merged(&app, &one, &other).await;
        let asked = app.ask("query($id: ID!) { contact(id: $id) { mayContact(purpose: \"event-management\") { permission } } }", json!({ "id": one })).await;
        assert_eq!(asked["contact"]["mayContact"]["permission"], "RESTRICTED");
    }

    async fn merges_of_merges_point_to_the_end_and_are_undone_from_there(app: TestApp) {
        let [a, b, c] = [app.contact("Ana", "Dema").await, app.contact("Anna", "Dema").await, app.contact("Anë", "Dema").await];
        let before = app.contents().await;
        let first = merged(&app, &b, &a).await;
        let second = merged(&app, &c, &b).await;
        for id in [&a, &b] {
            let found = app.ask("query($id: ID!) { contact(id: $id) { mergedInto { id } } }", json!({ "id": id })).await;
            assert_eq!(found["contact"]["mergedInto"]["id"], json!(c));
        }
        for (survivor, other, field) in [(&a, &c, "survivorId"), (&c, &a, "otherId")] {
            let again = app.act_raw("mergeContacts", json!({ "survivorId": survivor, "otherId": other }), "merge { id }").await;
            assert_eq!(codes(&again), [format!("{field} WRONG_STATE")]);
        }
        let early = app.act_raw("undoMerge", json!({ "id": first }), "merge { id }").await;
        assert_eq!(codes(&early), ["id WRONG_STATE"]);
        app.act("undoMerge", json!({ "id": second }), "merge { id }").await;
        let found = app.ask("query($id: ID!) { contact(id: $id) { mergedInto { id } } }", json!({ "id": a })).await;
        assert_eq!(found["contact"]["mergedInto"]["id"], json!(b));
        app.act("undoMerge", json!({ "id": first }), "merge { id }").await;
        assert_eq!(changes(&app, &before).await, Vec::<String>::new());
    }

    async fn what_was_changed_since_is_never_written_over(app: TestApp) {
        let Two { one, other, .. } = two(&app).await;
        let merge = merged(&app, &one, &other).await;
        // The merge gave the record a profession: that one was changed since; the year of emigration was not the merge's.
        let version = app.ask("query($id: ID!) { contact(id: $id) { version } }", json!({ "id": one })).await["contact"]["version"].clone();
        app.act("updateContact", json!({ "id": one, "version": version, "emigratedIn": 1999, "profession": "midwife" }), "contact { id }").await;
        app.act("addTask", json!({ "contactId": one, "title": "Since then" }), "task { id }").await;
        let before = app.contents().await;
        let refused = app.act_raw("undoMerge", json!({ "id": merge }), "merge { id }").await;
        assert_eq!(codes(&refused), ["id INCONSISTENT"], "{refused:#}");
        assert!(refused["userErrors"][0]["message"].as_str().unwrap().contains("contact.profession"));
        app.holds(&before).await;
        let version = app.ask("query($id: ID!) { contact(id: $id) { version } }", json!({ "id": one })).await["contact"]["version"].clone();
        app.act("updateContact", json!({ "id": one, "version": version, "profession": "nurse" }), "contact { id }").await;
        app.act("undoMerge", json!({ "id": merge }), "merge { id }").await;
        let now = app.ask("query($id: ID!) { contact(id: $id) { emigratedIn profession timeline(first: 50) { nodes { kind text } } } }", json!({ "id": one })).await;
        assert_eq!((&now["contact"]["emigratedIn"], &now["contact"]["profession"]), (&json!(1999), &Value::Null));
        assert!(now.to_string().contains("Since then"), "what came since stays with the survivor");
    }

    async fn who_is_erased_is_erased_with_every_record_that_became_theirs(app: TestApp) {
        let Two { one, other, .. } = two(&app).await;
        merged(&app, &one, &other).await;
        let erased = app.act("eraseContact", json!({ "contactId": one, "explanation": null }), "isErased findings { table column }").await;
        assert_eq!(erased["isErased"], true, "{erased:#}");
        let contents = app.contents().await;
        for word in ["zamir", "kryeziu", "+355697654321", "393331234567"] {
            let found: Vec<String> = contents.mentions(word);
            assert_eq!(found, Vec::<String>::new(), "{word}");
        }
        app.counts_are_true().await;
        let file = std::env::temp_dir().join(format!("kuvend-merged-{}.csv", kuvend_entity::id::ContactId::new().0));
        std::fs::write(&file, "First name,Last name,Email\nZamira,Kryeziu-Leka,z.kryeziu@example.org\n").unwrap();
        let progress = brought(&app, &file).await.1;
        assert_eq!((progress.skipped, progress.created), (1, 0), "who was merged is known again too");
        std::fs::remove_file(&file).unwrap();
    }

    async fn the_last_answer_wins_whichever_record_gave_it(app: TestApp) {
        let event = app.event(json!({})).await;
        for (name, first, last) in [("Arta", "ACCEPTED", "DECLINED"), ("Besa", "DECLINED", "ACCEPTED")] {
            let (one, other) = (app.contact(name, "Hoxha").await, app.contact(name, "Hoxhaj").await);
            let guests = json!({ "eventId": event, "guests": [{ "contactId": one }, { "contactId": other }] });
            app.act("addGuests", guests, "attendees { id }").await;
            for (person, response) in [(&other, first), (&one, last)] {
                app.act("recordResponse", json!({ "eventId": event, "contactId": person, "response": response, "channel": "PHONE" }), "attendee { id }").await;
                app.clock.set(app.op().clock.now() + chrono::Duration::minutes(1));
            }
            merged(&app, &other, &one).await;
            let shown = app.ask("query($id: ID!) { contact(id: $id) { attendances(first: 5) { nodes { response } } } }", json!({ "id": other })).await;
            assert_eq!(shown["contact"]["attendances"]["nodes"], json!([{ "response": last }]), "{name}");
        }
        app.counts_are_true().await;
    }

    async fn an_answer_that_comes_during_a_merge_is_kept_or_refused_and_never_lost(app: TestApp) {
        let event = app.event(json!({})).await;
        for round in 0..8 {
            let one = app.contact("Arta", &format!("Hoxha{round}")).await;
            let other = app.contact("Arta", &format!("Hoxhaj{round}")).await;
            let guests = json!({ "eventId": event, "guests": [{ "contactId": one }, { "contactId": other }] });
            let rows = app.act("addGuests", guests, "attendees { id contact { id } }").await;
            let row = rows["attendees"].as_array().unwrap().iter().find(|row| row["contact"]["id"] == json!(other)).unwrap()["id"].clone();
            let merge = app.act_raw("mergeContacts", json!({ "survivorId": one, "otherId": other }), "merge { id }");
            let answer = app.post("mutation($input: RecordResponseInput!) { recordResponse(input: $input) { attendee { id } userErrors { code } } }", json!({ "input": { "attendeeId": row, "response": "ACCEPTED", "channel": "PHONE" } }));
            let (merge, (_, answer)) = tokio::join!(merge, answer);
            assert!(merge["merge"]["id"].is_string(), "{merge:#}");
            let shown = app.ask("query($id: ID!) { contact(id: $id) { attendances(first: 5) { nodes { response } } } }", json!({ "id": one })).await;
            let response = shown["contact"]["attendances"]["nodes"].clone();
            if answer.pointer("/data/recordResponse/attendee/id").is_some_and(Value::is_string) {
                assert_eq!(response, json!([{ "response": "ACCEPTED" }]), "{answer:#}");
            } else {
                assert!(answer.to_string().contains("NOT_FOUND"), "{answer:#}");
                assert_eq!(response, json!([{ "response": "NONE" }]));
            }
        }
        app.counts_are_true().await;
    }

    async fn an_import_is_not_taken_back_from_under_a_merge(app: TestApp) {
        let file = std::env::temp_dir().join(format!("kuvend-merged-{}.csv", kuvend_entity::id::ContactId::new().0));
        std::fs::write(&file, "First name,Last name,Email\nArta,Hoxha,arta@example.org\nArta,Hoxhaj,artah@example.org\n").unwrap();
        let (id, _) = brought(&app, &file).await;
        std::fs::remove_file(&file).unwrap();
        let found = app.ask("{ contacts(search: \"arta\") { nodes { id familyName } } }", json!({})).await;
        let of = |name: &str| named(found["contacts"]["nodes"].as_array().unwrap().iter().find(|row| row["familyName"] == json!(name)).unwrap(), "/id").to_owned();
        let (one, other) = (of("Hoxha"), of("Hoxhaj"));
        let before = app.contents().await;
        let merge = merged(&app, &one, &other).await;
        let op = app.op();
        let undone = imports::undo(&op, id, |_| ()).await.unwrap();
        assert_eq!((undone.removed, undone.left.len()), (0, 2), "both were touched since");
        app.act("undoMerge", json!({ "id": merge }), "merge { id }").await;
        let left: Vec<String> = changes(&app, &before).await.into_iter().filter(|line| !line[2..].starts_with("import_")).collect();
        assert_eq!(left, Vec::<String>::new());
    }
}

pub async fn brought(
    app: &TestApp,
    file: &std::path::Path,
) -> (kuvend_entity::id::ImportBatchId, Progress) {
    struct Deaf;
    impl Listener for Deaf {
        fn begins(&mut self, _: &[String], _: &Form) {}
        fn line(&mut self, _: &Line<'_>) {}
        fn progress(&mut self, _: Progress) {}
    }
    let cmd = Import {
        what: kuvend_domain::imports::What::Contacts,
        office: None,
        path: file.to_owned(),
        name: "people.csv".to_owned(),
        encoding: None,
        delimiter: None,
        mapping: Mapping::default(),
        mode: ImportMode::Update,
        purpose: "follow-up".to_owned(),
        basis: LawfulBasis::PublicTask,
        source: "A list".to_owned(),
        dry_run: false,
        job: None,
    };
    let done = imports::import(&app.op(), cmd, &mut Deaf).await.unwrap();
    (done.id.unwrap(), done.progress)
}
